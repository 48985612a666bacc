"""What hangs and stands in the flat, room by room."""

from __future__ import annotations

from scenes.sample_designs.design import Entry, light, lights
from scenes.sample_designs.flat_rooms import HEIGHT_M

DOWNLIGHT = "downlight-recessed-90"
TABLE_LIGHT = "table-mushroom-280"


def flat_lights() -> list[Entry]:
    """Every luminaire of the flat."""
    return [*_living(), *_kitchen_and_hall(), *_private_rooms()]


def _living() -> list[Entry]:
    corners = ((1.2, 1.0), (3.9, 1.0), (1.2, 3.4), (3.9, 3.4))
    return [
        light("living drum", "pendant-drum-450", (2.5, 2.0, HEIGHT_M), "living", hanging_length_m=0.45),
        *lights("living", DOWNLIGHT, corners, HEIGHT_M, "living", variant="90+2700k"),
        light("arc", "floor-arc-1900", (0.75, 3.7, 0.0), "reading", rotation_deg=(270, 0, 0)),
        light("tv bench", TABLE_LIGHT, (4.92, 0.4, 0.45), "reading", variant="sand"),
        light("uplight", "floor-uplight-1800", (4.75, 2.35, 0.0), "living", dimming=0.7),
    ]


def _kitchen_and_hall() -> list[Entry]:
    worktop = tuple((8.6, y) for y in (0.8, 1.6, 2.4, 3.2))
    hall = tuple((x, 5.27) for x in (0.9, 2.8, 4.7, 6.6, 8.5))
    return [
        *lights("worktop", DOWNLIGHT, worktop, HEIGHT_M, "kitchen"),
        *lights(
            "table",
            "pendant-dome-400",
            ((6.95, 1.35), (6.95, 2.15)),
            HEIGHT_M,
            "table",
            variant="black",
            hanging_length_m=1.1,
        ),
        *lights("hall", DOWNLIGHT, hall, HEIGHT_M, "hall", variant="90+2700k"),
        light("sideboard", TABLE_LIGHT, (6.95, 5.82, 0.75), "hall", variant="terracotta"),
    ]


def _private_rooms() -> list[Entry]:
    pillows = ((1.6, 8.95), (2.4, 8.95))
    return [
        light("bedroom drum", "pendant-drum-450", (2.0, 7.7, HEIGHT_M), "bedroom", hanging_length_m=0.42),
        *lights("pillow", DOWNLIGHT, pillows, HEIGHT_M, "bedroom", variant="38+2700k"),
        *lights("bedside", TABLE_LIGHT, ((0.95, 9.3), (3.05, 9.3)), 0.52, "bedroom", variant="sage"),
        light("child", "pendant-globe-300", (5.7, 7.6, HEIGHT_M), "child", hanging_length_m=0.55),
        light("desk", "table-task-440", (6.7, 9.3, 0.74), "child", rotation_deg=(180, 0, 0)),
        light(
            "bed", "spot-surface-80", (5.3, 8.6, HEIGHT_M), "child", variant="white", aim_m=(4.6, 8.9, 0.6)
        ),
        light("bathroom", "ceiling-disc-400", (8.3, 7.6, HEIGHT_M), "bath"),
        light("vanity", "wall-mirror-600", (9.4, 7.75, 2.05), "bath", rotation_deg=(90, 0, 0)),
        light("bath", DOWNLIGHT, (8.3, 9.1, HEIGHT_M), "bath"),
    ]
