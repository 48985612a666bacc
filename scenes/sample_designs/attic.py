"""The sample attic: a bedroom under two slopes with skylights; what hangs there keeps below the slopes."""

from __future__ import annotations

from scenes.sample_designs.design import Design, Entry, joinery, opening, rectangle, task_area, view

WIDTH_M, DEPTH_M, HEIGHT_M = 5.2, 4.4, 2.6  # height of the level middle
OUTLINE_M = rectangle(0.0, 0.0, WIDTH_M, DEPTH_M)
DOOR = opening("door", 1, 1.75, 0.9, 2.0)
KNEE_M, PITCH_DEG = 1.05, 40.0


def _room() -> Entry:
    return {
        "name": "Attic",
        "use": "bedroom",
        "outline_m": OUTLINE_M,
        "height_m": HEIGHT_M,
        "ceiling_slopes": [
            {"wall": 0, "height_m": KNEE_M, "pitch_deg": PITCH_DEG},
            {"wall": 2, "height_m": KNEE_M, "pitch_deg": PITCH_DEG},
        ],
        "surfaces": {
            "floor": {"material": "oak-planks"},
            "walls": {"material": "paint-greek-villa"},
            "wall:3": {"material": "paint-redend-point"},
            "ceiling": {"material": "paint-pure-white"},
        },
        "openings": [
            {"kind": "skylight", "position_m": [3.2, 3.45], "size_m": [0.94, 1.18]},
            DOOR,
        ],
        "furniture": _furniture(),
    }


def _planes() -> list[Entry]:
    return [
        {"name": "general", "height_m": 0.75, "spacing_m": 0.25},
        task_area("bedside left", (0.45, 1.45), (0.35, 0.4), 0.75),
        task_area("bedside right", (0.45, 2.55), (0.35, 0.4), 0.75),
    ]


def _views() -> list[Entry]:
    return [
        view("door", (4.95, 1.35), (1.2, 2.7, 1.1), fov_deg=76),
        view("bed", (0.35, 1.15), (3.6, 3.0, 0.95), fov_deg=78),
    ]


def _furniture() -> list[Entry]:
    return [
        {
            "name": "bed",
            "piece": "bed",
            "box_m": [1.6, 2.08, 0.95],
            "position_m": [1.05, 2.2, 0],
            "rotation_deg": 90,
            "options": {"pillows": 2},
            "finishes": {"blanket": {"material": "wool-fabric", "reflectance": [0.30, 0.34, 0.30]}},
        },
        *(
            {
                "name": f"bedside table {side}",
                "piece": "bedside table",
                "position_m": [0.21, y, 0],
                "rotation_deg": 90,
                "finishes": {"wood": {"material": "walnut"}},
            }
            for side, y in (("left", 1.13), ("right", 3.27))
        ),
        {
            "name": "rug",
            "piece": "rug",
            "box_m": [2.2, 2.4, 0.012],
            "position_m": [2.35, 2.2, 0],
        },
        {
            "name": "armchair",
            "piece": "armchair",
            "position_m": [3.75, 3.45, 0],
            "rotation_deg": -40,
            "finishes": {"fabric": {"material": "wool-fabric", "reflectance": [0.46, 0.32, 0.13]}},
        },
        {
            "name": "chest of drawers",
            "piece": "drawers",
            "box_m": [1.5, 0.45, 0.8],
            "position_m": [3.1, 0.235, 0],
            "rotation_deg": 180,
            "finishes": {"wood": {"material": "walnut"}},
        },
        {"name": "bookshelf", "piece": "bookshelf", "box_m": [1.6, 0.3, 0.95], "position_m": [2.0, 4.24, 0]},
        {"name": "plant", "piece": "plant", "box_m": [0.5, 0.5, 1.0], "position_m": [4.75, 3.85, 0]},
        *joinery(OUTLINE_M, [DOOR]),
    ]


def _placements() -> list[Entry]:
    return [
        *(
            {
                "id": f"ceiling light {number + 1}",
                "luminaire": "ceiling-disc-400",
                "variant": "2700k+brass",
                "position_m": [x, DEPTH_M / 2, HEIGHT_M],
                "circuit": "ceiling",
            }
            for number, x in enumerate((2.0, 3.9))
        ),
        *(
            {
                "id": f"bedside light {number + 1}",
                "luminaire": "wall-updown-120",
                "variant": "black+3000k",
                "position_m": [0.0, y, 1.3],
                "rotation_deg": [-90, 0, 0],
                "circuit": "bedside",
            }
            for number, y in enumerate((1.5, 2.9))
        ),
        *(
            {
                "id": f"table light {number + 1}",
                "luminaire": "table-mushroom-280",
                "variant": "terracotta",
                "position_m": [x, y, z],
                "circuit": circuit,
            }
            for number, (x, y, z, circuit) in enumerate(
                ((0.22, 1.13, 0.52, "bedside"), (0.22, 3.27, 0.52, "bedside"), (2.7, 0.26, 0.8, "lamps"))
            )
        ),
        {
            "id": "reading light",
            "luminaire": "floor-arc-1900",
            "variant": "brass",
            "position_m": [4.5, 2.9, 0],
            "rotation_deg": [150, 0, 0],
            "circuit": "lamps",
        },
    ]


def _lighting_scenes() -> Entry:
    return {
        "bright": {"hours_per_year": 200, "circuits": {"ceiling": {}, "bedside": {}, "lamps": {}}},
        "evening": {
            "hours_per_year": 500,
            "circuits": {"ceiling": {"dimming": 0.2}, "bedside": {"dimming": 0.8}, "lamps": {}},
        },
        "reading in bed": {
            "hours_per_year": 250,
            "circuits": {"bedside": {}, "lamps": {"dimming": 0.2}, "ceiling": {"dimming": 0.4}},
        },
    }


ATTIC = Design(
    name="attic",
    title={"en": "Attic bedroom", "zh": "阁楼卧室"},
    note={
        "en": "Two slopes with a skylight; what hangs there keeps below them.",
        "zh": "双坡屋顶与天窗；灯具均在斜顶之下。",
    },
    rooms=[_room()],
    placements=_placements(),
    scenes=_lighting_scenes(),
    planes=_planes(),
    views=_views(),
    observers=[{"name": "in bed", "eye_m": [0.5, 2.2, 1.0], "direction": [1, 0, 0.1]}],
)
