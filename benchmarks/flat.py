"""A flat of six furnished rooms with open doors and thirty luminaires, made here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.rooms import built
from scenes.scene import Scene

WALL_M = 0.12
HEIGHT_M = 2.6
DOWNLIGHT = "downlight-recessed-90"
# name, corner and size in plan, and how many luminaires hang along x and y
ROOMS = (
    ("Living", (0.0, 0.0), (5.2, 4.4), (4, 2)),
    ("Kitchen", (5.32, 0.0), (3.2, 4.4), (2, 3)),
    ("Hall", (0.0, 4.52), (8.52, 1.4), (4, 1)),
    ("Bedroom", (0.0, 6.04), (4.0, 3.6), (2, 2)),
    ("Study", (4.12, 6.04), (2.3, 3.6), (2, 2)),
    ("Bath", (6.54, 6.04), (1.98, 3.6), (2, 2)),
)
# room, wall, and how far along it a door stands open
DOORS = (("Living", 1, 1.5), ("Living", 2, 1.0), ("Kitchen", 2, 1.0))
DOORS_OF_HALL = (("Bedroom", 0, 1.5), ("Study", 0, 0.7), ("Bath", 0, 0.5))


def flat() -> Scene:
    """The flat, every luminaire a column of its own, a work plane in each room."""
    rooms = [_room(*each[:3]) for each in ROOMS]
    placements = [
        {"id": f"{name} {i} {j}", "luminaire": DOWNLIGHT, "position_m": [px, py, HEIGHT_M]}
        for name, (x, y), (width, depth), (across, along) in ROOMS
        for i in range(across)
        for j in range(along)
        for px, py in [(x + (i + 0.5) * width / across, y + (j + 0.5) * depth / along)]
    ]
    return built({"lampyris": 1, "name": "flat", "rooms": rooms, "placements": placements}, Path())


def _room(name: str, corner_m: tuple[float, float], size_m: tuple[float, float]) -> dict[str, Any]:
    """A room with its doors and two boxes."""
    (x, y), (width, depth) = corner_m, size_m
    doors = [
        {"kind": "door", "wall": wall, "offset_m": at, "width_m": 0.9, "height_m": 2.05, "open": True}
        for of, wall, at in (*DOORS, *DOORS_OF_HALL)
        if of == name
    ]
    boxes = [("table", 0.3, 0.4, (1.2, 0.6, 0.74)), ("cupboard", 0.72, 0.3, (0.5, 0.9, 1.9))]
    furniture = [
        {"name": called, "box_m": list(size), "position_m": [x + a * width, y + b * depth, 0]}
        for called, a, b, size in boxes
        if name != "Hall"
    ]
    return {
        "name": name,
        "outline_m": [[x, y], [x + width, y], [x + width, y + depth], [x, y + depth]],
        "height_m": HEIGHT_M,
        "openings": doors,
        "furniture": furniture,
        "surfaces": {
            "floor": {"reflectance": 0.25},
            "walls": {"reflectance": 0.6},
            "ceiling": {"reflectance": 0.8},
        },
    }
