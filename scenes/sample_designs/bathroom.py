"""The sample bathroom: bath, shower and basin, with luminaires protected as their zones ask."""

from __future__ import annotations

from scenes.sample_designs.design import Design, Entry, joinery, opening, rectangle, task_area, view

WIDTH_M, DEPTH_M, HEIGHT_M = 3.6, 2.7, 2.5
OUTLINE_M = rectangle(0.0, 0.0, WIDTH_M, DEPTH_M)
OPENINGS = (
    opening("door", 0, 0.85, 0.85, 2.05),
    opening("window", 2, 0.45, 1.2, 1.05, sill_m=1.05),
)
DOWNLIGHTS_M = ((0.55, 2.10), (2.60, 0.70), (2.60, 1.60))


def _room() -> Entry:
    return {
        "name": "Bathroom",
        "use": "bathroom",
        "outline_m": OUTLINE_M,
        "height_m": HEIGHT_M,
        "surfaces": {
            "floor": {"material": "terrazzo"},
            "walls": {"material": "paint-shoji-white"},
            "wall:2": {"material": "ceramic-tiles", "reflectance": [0.33, 0.40, 0.36]},
            "ceiling": {"material": "paint-pure-white"},
        },
        "openings": list(OPENINGS),
        "furniture": _furniture(),
    }


def _planes() -> list[Entry]:
    return [
        {"name": "general", "height_m": 0.75, "spacing_m": 0.25},
        task_area("vanity", (2.75, 0.55), (0.35, 1.0), 0.9),
        {
            "name": "face at the mirror",
            "origin_m": [2.97, 1.20, 1.4],
            "u_m": [0, -0.3, 0],
            "v_m": [0, 0, 0.35],
            "spacing_m": 0.1,
        },
    ]


def _views() -> list[Entry]:
    return [
        view("door", (1.1, 0.15), (2.35, 2.05, 1.1), fov_deg=84),
        view("bath", (2.75, 0.3), (1.2, 2.4, 1.0), fov_deg=84),
    ]


def _furniture() -> list[Entry]:
    return [
        {
            "name": "bath",
            "piece": "bath",
            "box_m": [1.7, 0.8, 0.58],
            "position_m": [2.55, 2.22, 0],
            "options": {"free": 1},
        },
        {
            "name": "shower",
            "piece": "shower",
            "box_m": [1.1, 0.95, 2.15],
            "position_m": [0.56, 2.215, 0],
            "finishes": {"steel": {"material": "brass"}},
        },
        {
            "name": "vanity",
            "piece": "vanity",
            "box_m": [1.2, 0.48, 1.9],
            "position_m": [3.35, 1.05, 0],
            "rotation_deg": -90,
            "options": {"basins": 2},
            "finishes": {"wood": {"material": "oak"}, "steel": {"material": "brass"}},
        },
        {"name": "wc", "piece": "wc", "position_m": [0.34, 0.9, 0], "rotation_deg": 90},
        {
            "name": "bath mat",
            "piece": "rug",
            "box_m": [1.0, 0.6, 0.015],
            "position_m": [2.2, 1.42, 0],
            "finishes": {"carpet": {"reflectance": [0.55, 0.49, 0.40]}},
        },
        {"name": "stool", "piece": "stool", "box_m": [0.36, 0.36, 0.45], "position_m": [1.42, 2.35, 0]},
        {"name": "plant", "piece": "plant", "box_m": [0.45, 0.45, 0.95], "position_m": [3.3, 0.27, 0]},
        *joinery(OUTLINE_M, OPENINGS),
    ]


def _placements() -> list[Entry]:
    return [
        *(
            {
                "id": f"downlight {number + 1}",
                "luminaire": "downlight-recessed-90",
                "variant": "90",
                "position_m": [x, y, HEIGHT_M],
                "circuit": "ceiling",
            }
            for number, (x, y) in enumerate(DOWNLIGHTS_M)
        ),
        {
            "id": "ceiling light",
            "luminaire": "ceiling-disc-400",
            "variant": "brass",
            "position_m": [1.35, 1.2, HEIGHT_M],
            "circuit": "ceiling",
        },
        {
            "id": "mirror light",
            "luminaire": "wall-mirror-600",
            "variant": "900mm+brass",
            "position_m": [WIDTH_M, 1.05, 2.0],
            "rotation_deg": [90, 0, 0],
            "circuit": "mirror",
        },
        *(
            {
                "id": f"wall light {number + 1}",
                "luminaire": "wall-updown-120",
                "position_m": [x, DEPTH_M, 1.75],
                "rotation_deg": [180, 0, 0],
                "circuit": "bath",
            }
            for number, x in enumerate((1.62, 3.42))
        ),
    ]


def _lighting_scenes() -> Entry:
    return {
        "bright": {
            "hours_per_year": 400,
            "circuits": {"ceiling": {}, "mirror": {}, "bath": {}},
        },
        "evening": {
            "hours_per_year": 150,
            "circuits": {"bath": {"dimming": 0.8}, "ceiling": {"dimming": 0.5}, "mirror": {"dimming": 0.8}},
        },
        "night": {"hours_per_year": 120, "circuits": {"bath": {"dimming": 0.1}}},
    }


BATHROOM = Design(
    name="bathroom",
    title={"en": "Bathroom with bath and shower", "zh": "带浴缸和淋浴的浴室"},
    note={
        "en": "Sage tiles, two basins and a free bath; every luminaire is protected as its zone asks.",
        "zh": "鼠尾草绿瓷砖、双台盆与独立浴缸；每盏灯的防护等级均符合所在分区。",
    },
    rooms=[_room()],
    placements=_placements(),
    scenes=_lighting_scenes(),
    planes=_planes(),
    views=_views(),
    observers=[{"name": "at the basin", "eye_m": [2.75, 1.05, 1.6], "direction": [1, 0, 0]}],
)
