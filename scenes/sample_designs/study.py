"""The sample study: a desk before the window with 500 lx and little glare, and a chair to read in."""

from __future__ import annotations

from scenes.sample_designs.design import (
    Design,
    Entry,
    burning,
    joinery,
    light,
    made_of,
    opening,
    piece,
    rectangle,
    task_area,
    view,
    work_plane,
)

WIDTH_M, DEPTH_M, HEIGHT_M = 4.0, 3.2, 2.6
OUTLINE_M = rectangle(0.0, 0.0, WIDTH_M, DEPTH_M)
OPENINGS = (
    opening("door", 0, 0.3, 0.9, 2.05),
    opening("window", 2, 1.7, 1.6, 1.3, sill_m=0.95),
)
WALNUT = {"wood": made_of("walnut")}


def _furniture() -> list[Entry]:
    rust = made_of("wool-fabric", (0.42, 0.22, 0.11))
    return [
        piece("desk", (3.61, 1.5), turned_deg=-90, box_m=(1.6, 0.75, 0.74), finishes=WALNUT),
        piece("office chair", (2.85, 1.5), turned_deg=75, finishes={"fabric": made_of("leather")}),
        piece(
            "bookshelf",
            (2.8, 0.165),
            turned_deg=180,
            box_m=(1.9, 0.32, 2.1),
            finishes=WALNUT,
            options={"books": 0.8},
        ),
        piece("armchair", (0.62, 2.55), turned_deg=50, finishes={"fabric": rust}),
        piece("coffee table", (1.35, 2.72), box_m=(0.42, 0.42, 0.48), options={"round": 1}, finishes=WALNUT),
        piece("rug", (1.5, 1.75), box_m=(2.2, 1.6, 0.012)),
        piece("curtain", (1.5, 3.13), box_m=(2.3, 0.12, 2.45), options={"open": 0.7}),
        piece("plant", (3.6, 2.85), box_m=(0.6, 0.6, 1.35)),
        piece(
            "pictures",
            (0.02, 1.5),
            turned_deg=90,
            base_m=1.3,
            box_m=(1.1, 0.03, 0.6),
            options={"count": 2},
        ),
        *joinery(OUTLINE_M, OPENINGS),
    ]


def _lights() -> list[Entry]:
    return [
        light(
            "desk pendant",
            "pendant-linear-1200",
            (3.45, 1.5, HEIGHT_M),
            "desk",
            variant="brass",
            rotation_deg=(90, 0, 0),
            hanging_length_m=0.6,
        ),
        light(
            "desk light",
            "table-task-440",
            (3.85, 2.1, 0.74),
            "task",
            variant="graphite",
            rotation_deg=(200, 0, 0),
            cct_k=3000,
        ),
        light(
            "reading light",
            "floor-arc-1900",
            (0.22, 1.53, 0),
            "room",
            variant="brass",
            rotation_deg=(51, 0, 0),
        ),
        *(
            light(
                f"shelf spot {number + 1}",
                "spot-surface-80",
                (x, 0.85, HEIGHT_M),
                "shelf",
                variant="brass",
                bulb="gu10-60deg-345lm-2700k",
                aim_m=(x, 0.2, 1.2),
            )
            for number, x in enumerate((2.2, 2.8, 3.4))
        ),
    ]


STUDY = Design(
    name="study",
    title={"en": "Study with a desk and a reading chair", "zh": "带书桌与阅读椅的书房"},
    note={
        "en": "500 lx on the desk without glare, warm light for the chair and the books.",
        "zh": "书桌 500 勒克斯且不刺眼，阅读椅与书架为暖光。",
    },
    rooms=[
        {
            "name": "Study",
            "use": "study",
            "outline_m": OUTLINE_M,
            "height_m": HEIGHT_M,
            "surfaces": {
                "floor": made_of("light-oak-planks"),
                "walls": made_of("paint-greek-villa"),
                "wall:1": made_of("paint-evergreen-fog"),
                "ceiling": made_of("paint-pure-white"),
            },
            "openings": list(OPENINGS),
            "furniture": _furniture(),
        }
    ],
    placements=_lights(),
    scenes={
        "bright": burning(700, desk=1.0, task=1.0, room=1.0, shelf=0.6),
        "evening": burning(300, room=0.6, shelf=1.0, desk=0.2),
        "video call": burning(150, desk=0.5, task=0.4, room=0.6),
    },
    planes=[
        work_plane("general"),
        task_area("desk", (3.3, 0.8), (0.6, 1.4), 0.75),
        task_area("reading chair", (0.55, 2.1), (0.4, 0.4), 0.75),
    ],
    views=[
        view("door", (0.3, 0.95), (2.9, 1.85, 1.1), fov_deg=78),
        view("chair", (3.1, 0.55), (1.0, 2.45, 0.95), fov_deg=82),
    ],
    observers=[
        {"name": "at the desk", "eye_m": [2.85, 1.5, 1.2], "direction": [1, 0, -0.2]},
    ],
)
