"""A bedroom in clay and linen: light to read by on both sides, a drum above the bed, a lamp for the night."""

from __future__ import annotations

from scenes.sample_designs.design import (
    Design,
    Entry,
    burning,
    joinery,
    light,
    lights,
    made_of,
    opening,
    piece,
    rectangle,
    task_area,
    view,
    work_plane,
)

WIDTH_M, DEPTH_M, HEIGHT_M = 4.3, 3.8, 2.6
OUTLINE_M = rectangle(0.0, 0.0, WIDTH_M, DEPTH_M)
OPENINGS = (
    opening("door", 0, 0.85, 0.9, 2.05),
    opening("window", 1, 1.0, 1.8, 1.5, sill_m=0.75),
)
BED_X_M = 2.2
TABLES_X_M = (1.13, 3.27)
OAK = {"wood": made_of("oak")}
WALNUT = {"wood": made_of("walnut"), "front": made_of("walnut")}


def _furniture() -> list[Entry]:
    back = DEPTH_M - 0.02
    return [
        piece(
            "bed",
            (BED_X_M, back - 1.06),
            base_m=0.013,
            box_m=(1.6, 2.12, 1.0),
            finishes={
                "fabric": made_of("wool-fabric", (0.46, 0.40, 0.33)),
                "blanket": made_of("wool-fabric", (0.40, 0.20, 0.125)),
                **OAK,
            },
        ),
        *(piece("bedside table", (x, back - 0.2), finishes=WALNUT) for x in TABLES_X_M),
        piece(
            "rug",
            (BED_X_M, 1.95),
            box_m=(2.9, 2.0, 0.012),
            finishes={"carpet": made_of("carpet", (0.55, 0.50, 0.43))},
        ),
        piece("pictures", (BED_X_M, back), base_m=1.4, box_m=(1.3, 0.03, 0.6), options={"count": 2}),
        piece(
            "wardrobe",
            (0.32, 1.45),
            turned_deg=90,
            box_m=(2.1, 0.6, 2.3),
            finishes={"front": made_of("lacquer", (0.62, 0.58, 0.52))},
        ),
        piece("drawers", (2.7, 0.25), turned_deg=180, box_m=(1.1, 0.45, 0.8), finishes=WALNUT),
        piece(
            "mirror", (2.7, 0.025), turned_deg=180, base_m=1.1, box_m=(0.8, 0.03, 0.8), options={"round": 1}
        ),
        piece(
            "armchair",
            (3.62, 0.85),
            turned_deg=215,
            finishes={"fabric": made_of("wool-fabric", (0.22, 0.27, 0.22))},
        ),
        piece(
            "curtain",
            (WIDTH_M - 0.1, 1.9),
            turned_deg=-90,
            base_m=0.01,
            box_m=(2.9, 0.12, 2.52),
            options={"open": 0.62},
        ),
        piece("plant", (3.86, 3.38), box_m=(0.6, 0.6, 1.25)),
        *joinery(OUTLINE_M, OPENINGS),
    ]


def _lights() -> list[Entry]:
    pillows = ((BED_X_M - 0.42, 3.2), (BED_X_M + 0.42, 3.2))
    walls = tuple((x, DEPTH_M) for x in TABLES_X_M)
    return [
        light(
            "drum",
            "pendant-drum-450",
            (BED_X_M, 1.9, HEIGHT_M),
            "ceiling",
            bulb="e27-a60-1521lm-2700k",
            hanging_length_m=0.42,
        ),
        *lights("reading", "downlight-recessed-90", pillows, HEIGHT_M, "reading", variant="38+2700k"),
        *lights("wall", "wall-updown-120", walls, 1.55, "wall", rotation_deg=(180, 0, 0)),
        *lights(
            "bedside",
            "table-mushroom-280",
            tuple((x, 3.56) for x in TABLES_X_M),
            0.52,
            "bedside",
            variant="sand",
        ),
        *lights(
            "wardrobe",
            "downlight-recessed-90",
            ((1.15, 0.95), (1.15, 1.95)),
            HEIGHT_M,
            "wardrobe",
            variant="2700k",
        ),
        light("drawers", "table-mushroom-280", (3.08, 0.24, 0.8), "bedside", variant="terracotta"),
    ]


BEDROOM = Design(
    name="bedroom",
    title={"en": "Bedroom", "zh": "卧室"},
    note={
        "en": "A drum above the bed, light to read by on both sides, and a low light for the night.",
        "zh": "床上方一盏鼓形吊灯，两侧阅读光，夜间另有低处柔光。",
    },
    rooms=[
        {
            "name": "Bedroom",
            "use": "bedroom",
            "outline_m": OUTLINE_M,
            "height_m": HEIGHT_M,
            "surfaces": {
                "floor": made_of("light-oak-planks"),
                "walls": made_of("paint-alabaster"),
                "wall:2": made_of("paint-redend-point"),
                "ceiling": made_of("paint-extra-white"),
            },
            "openings": list(OPENINGS),
            "furniture": _furniture(),
        }
    ],
    placements=_lights(),
    scenes={
        "evening": burning(700, ceiling=0.6, wall=0.7, bedside=0.7),
        "reading": burning(250, reading=0.8, bedside=0.5, wall=0.3),
        "bright": burning(200, ceiling=1.0, wall=1.0, bedside=1.0, wardrobe=1.0, reading=1.0),
    },
    planes=[
        work_plane(),
        task_area("bedside reading", (BED_X_M - 0.7, 2.95), (1.4, 0.5), 0.75),
    ],
    views=[
        view("door", (1.55, 0.16), (2.45, 3.3, 1.12), fov_deg=84),
        view("drawers", (3.55, 0.25), (1.35, 3.0, 1.1), fov_deg=80),
    ],
)
