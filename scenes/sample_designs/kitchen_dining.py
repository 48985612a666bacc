"""A kitchen with a dining table: light on the worktop, a linear pendant over the table."""

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

WIDTH_M, DEPTH_M, HEIGHT_M = 6.0, 3.9, 2.6
OUTLINE_M = rectangle(0.0, 0.0, WIDTH_M, DEPTH_M)
OPENINGS = (
    opening("door", 3, 1.9, 0.9, 2.05),
    opening("window", 1, 0.8, 1.9, 1.5, sill_m=0.75),
)
RUN_X_M, RUN_M = 2.35, 3.4  # the middle of the kitchen run and its length
TABLE_M = (4.2, 1.45)
GREEN = (0.16, 0.20, 0.155)


def _furniture() -> list[Entry]:
    back = DEPTH_M - 0.02
    x, y = TABLE_M
    chair = {"fabric": made_of("leather"), "wood": made_of("oak")}
    return [
        piece(
            "kitchen run",
            (RUN_X_M, back - 0.31),
            box_m=(RUN_M, 0.62, 2.2),
            options={"sink_at": 0.78, "hob_at": 0.45},
            finishes={"front": made_of("lacquer", GREEN), "stone": made_of("terrazzo")},
        ),
        piece("fridge", (0.33, back - 0.34), box_m=(0.62, 0.66, 2.0)),
        piece(
            "tall unit",
            (4.38, back - 0.31),
            box_m=(0.62, 0.62, 2.2),
            finishes={"front": made_of("lacquer", GREEN)},
        ),
        piece(
            "rug", (x, y), box_m=(2.9, 2.1, 0.01), finishes={"carpet": made_of("carpet", (0.42, 0.37, 0.30))}
        ),
        piece(
            "dining table", (x, y), base_m=0.011, box_m=(1.9, 0.95, 0.75), finishes={"wood": made_of("oak")}
        ),
        *(
            piece("chair", (x + dx, y + dy), turned_deg=turned, base_m=0.011, finishes=chair)
            for dx in (-0.5, 0.5)
            for dy, turned in ((0.72, 0.0), (-0.72, 180.0))
        ),
        piece(
            "sideboard",
            (1.6, 0.23),
            turned_deg=180,
            box_m=(1.8, 0.42, 0.75),
            finishes={"front": made_of("oak")},
        ),
        piece("picture", (1.6, 0.025), turned_deg=180, base_m=1.2, box_m=(1.1, 0.03, 0.8)),
        piece("plant", (5.62, 3.5), box_m=(0.62, 0.62, 1.5)),
        piece(
            "curtain",
            (WIDTH_M - 0.1, 1.75),
            turned_deg=-90,
            base_m=0.01,
            box_m=(3.0, 0.12, 2.5),
            options={"open": 0.66},
        ),
        *joinery(OUTLINE_M, OPENINGS),
    ]


def _lights() -> list[Entry]:
    x, y = TABLE_M
    worktop = tuple((at, 3.2) for at in (1.0, 1.9, 2.8, 3.7))
    return [
        light(
            "table", "pendant-linear-1200", (x, y, HEIGHT_M), "table", variant="brass", hanging_length_m=1.1
        ),
        *lights("worktop", "downlight-recessed-90", worktop, HEIGHT_M, "worktop", variant="brass"),
        *lights(
            "general",
            "downlight-recessed-90",
            ((1.0, 1.6), (2.4, 1.6)),
            HEIGHT_M,
            "general",
            variant="90+2700k",
        ),
        *lights("wall", "wall-updown-120", ((3.3, 0.0), (5.1, 0.0)), 1.7, "wall"),
        light("sideboard", "table-mushroom-280", (1.05, 0.22, 0.75), "sideboard", variant="sand"),
    ]


KITCHEN_DINING = Design(
    name="kitchen-dining",
    title={"en": "Kitchen with a dining table", "zh": "餐厨一体"},
    note={
        "en": "Bright where one cuts and cooks, warm over the table: five circuits, three scenes.",
        "zh": "备餐烹饪处明亮，餐桌上方温暖：五路回路，三种场景。",
    },
    rooms=[
        {
            "name": "Kitchen",
            "use": "kitchen",
            "outline_m": OUTLINE_M,
            "height_m": HEIGHT_M,
            "surfaces": {
                "floor": made_of("light-parquet"),
                "walls": made_of("paint-greek-villa"),
                "ceiling": made_of("paint-extra-white"),
            },
            "openings": list(OPENINGS),
            "furniture": _furniture(),
        }
    ],
    placements=_lights(),
    scenes={
        "dinner": burning(500, table=0.6, wall=0.6, sideboard=0.8, worktop=0.25, general=0.1),
        "cooking": burning(400, table=0.5, worktop=1.0, general=1.0, wall=0.5),
        "bright": burning(200, table=1.0, worktop=1.0, general=1.0, wall=1.0, sideboard=1.0),
    },
    planes=[
        work_plane(),
        task_area("worktop", (RUN_X_M - RUN_M / 2 + 0.1, 3.3), (RUN_M - 0.2, 0.2), 0.92),
        task_area("dining table", (TABLE_M[0] - 0.9, TABLE_M[1] - 0.4), (1.8, 0.8), 0.77),
    ],
    views=[
        view("table", (0.2, 1.0), (3.9, 2.25, 1.18), fov_deg=80),
        view("window", (5.65, 0.3), (2.3, 2.5, 1.12), fov_deg=80),
    ],
)
