"""The sample study: a desk before the window with 500 lx and little glare, and a chair to read in."""

from __future__ import annotations

from scenes.sample_designs.design import Design, Entry, task_area, view

WIDTH_M, DEPTH_M, HEIGHT_M = 4.0, 3.2, 2.6


def _room() -> Entry:
    return {
        "name": "Study",
        "use": "study",
        "outline_m": [[0, 0], [WIDTH_M, 0], [WIDTH_M, DEPTH_M], [0, DEPTH_M]],
        "height_m": HEIGHT_M,
        "surfaces": {
            "floor": {"material": "light-oak-planks"},
            "walls": {"material": "paint-greek-villa"},
            "wall:1": {"material": "paint-evergreen-fog"},
            "ceiling": {"material": "paint-pure-white"},
        },
        "openings": [
            {"kind": "door", "wall": 0, "offset_m": 0.3, "width_m": 0.9, "height_m": 2.05},
            {
                "kind": "window",
                "wall": 2,
                "offset_m": 1.7,
                "width_m": 1.6,
                "sill_m": 0.95,
                "height_m": 1.3,
            },
        ],
        "furniture": _furniture(),
    }


def _planes() -> list[Entry]:
    return [
        {"name": "general", "height_m": 0.75, "spacing_m": 0.25},
        task_area("desk", (3.3, 0.8), (0.6, 1.4), 0.75),
        task_area("reading chair", (0.55, 2.1), (0.4, 0.4), 0.75),
    ]


def _views() -> list[Entry]:
    return [
        view("door", (0.3, 0.95), (2.9, 1.85, 1.1), fov_deg=78),
        view("chair", (3.1, 0.55), (1.0, 2.45, 0.95), fov_deg=82),
    ]


def _furniture() -> list[Entry]:
    return [
        {
            "name": "desk",
            "piece": "desk",
            "box_m": [1.6, 0.75, 0.74],
            "position_m": [3.61, 1.5, 0],
            "rotation_deg": -90,
            "finishes": {"wood": {"material": "walnut"}},
        },
        {
            "name": "office chair",
            "piece": "office chair",
            "position_m": [2.85, 1.5, 0],
            "rotation_deg": 75,
            "finishes": {"fabric": {"material": "leather"}},
        },
        {
            "name": "bookshelf",
            "piece": "bookshelf",
            "box_m": [1.9, 0.32, 2.1],
            "position_m": [2.8, 0.165, 0],
            "rotation_deg": 180,
            "finishes": {"wood": {"material": "walnut"}},
            "options": {"books": 0.8},
        },
        {
            "name": "armchair",
            "piece": "armchair",
            "position_m": [0.62, 2.55, 0],
            "rotation_deg": 50,
            "finishes": {"fabric": {"material": "wool-fabric", "reflectance": [0.42, 0.22, 0.11]}},
        },
        {
            "name": "side table",
            "piece": "coffee table",
            "box_m": [0.42, 0.42, 0.48],
            "position_m": [1.35, 2.72, 0],
            "options": {"round": 1},
            "finishes": {"wood": {"material": "walnut"}},
        },
        *_around_the_room(),
    ]


def _around_the_room() -> list[Entry]:
    return [
        {
            "name": "rug",
            "piece": "rug",
            "box_m": [2.2, 1.6, 0.012],
            "position_m": [1.5, 1.75, 0],
        },
        {
            "name": "curtain",
            "piece": "curtain",
            "box_m": [2.3, 0.12, 2.45],
            "position_m": [1.5, 3.13, 0],
            "options": {"open": 0.7},
        },
        {"name": "plant", "piece": "plant", "box_m": [0.6, 0.6, 1.35], "position_m": [3.6, 2.85, 0]},
        {
            "name": "pictures",
            "piece": "pictures",
            "box_m": [1.1, 0.03, 0.6],
            "position_m": [0.02, 1.5, 1.3],
            "rotation_deg": 90,
            "options": {"count": 2},
        },
    ]


def _placements() -> list[Entry]:
    return [
        {
            "id": "desk pendant",
            "luminaire": "pendant-linear-1200",
            "variant": "brass",
            "position_m": [3.45, 1.5, HEIGHT_M],
            "rotation_deg": [90, 0, 0],
            "hanging_length_m": 0.6,
            "circuit": "desk",
        },
        {
            "id": "desk light",
            "luminaire": "table-task-440",
            "variant": "graphite",
            "position_m": [3.85, 2.1, 0.74],
            "rotation_deg": [200, 0, 0],
            "cct_k": 3000,
            "circuit": "task",
        },
        {
            "id": "reading light",
            "luminaire": "floor-arc-1900",
            "variant": "brass",
            "position_m": [0.22, 1.53, 0],
            "rotation_deg": [51, 0, 0],
            "circuit": "room",
        },
        *(
            {
                "id": f"shelf spot {number + 1}",
                "luminaire": "spot-surface-80",
                "variant": "brass",
                "bulb": "gu10-60deg-345lm-2700k",
                "position_m": [x, 0.85, HEIGHT_M],
                "aim_m": [x, 0.2, 1.2],
                "circuit": "shelf",
            }
            for number, x in enumerate((2.2, 2.8, 3.4))
        ),
    ]


def _lighting_scenes() -> Entry:
    return {
        "bright": {
            "hours_per_year": 700,
            "circuits": {"desk": {}, "task": {}, "room": {}, "shelf": {"dimming": 0.6}},
        },
        "evening": {
            "hours_per_year": 300,
            "circuits": {"room": {"dimming": 0.3}, "shelf": {}, "desk": {"dimming": 0.15}},
        },
        "video call": {
            "hours_per_year": 150,
            "circuits": {"desk": {"dimming": 0.5}, "task": {"dimming": 0.4}, "room": {"dimming": 0.6}},
        },
    }


STUDY = Design(
    name="study",
    title={"en": "Study with a desk and a reading chair", "zh": "带书桌与阅读椅的书房"},
    note={
        "en": "500 lx on the desk without glare, warm light for the chair and the books.",
        "zh": "书桌 500 勒克斯且不刺眼，阅读椅与书架为暖光。",
    },
    rooms=[_room()],
    placements=_placements(),
    scenes=_lighting_scenes(),
    planes=_planes(),
    views=_views(),
    observers=[
        {"name": "at the desk", "eye_m": [2.85, 1.5, 1.2], "direction": [1, 0, -0.2]},
    ],
)
