"""The sample shop: an even sales area, spots on shelves and clothes, a till with light to read by."""

from __future__ import annotations

from scenes.sample_designs.design import Design, Entry, task_area, view

WIDTH_M, DEPTH_M, HEIGHT_M = 7.0, 5.2, 3.0


def _room() -> Entry:
    return {
        "name": "Shop",
        "use": "shop",
        "outline_m": [[0, 0], [WIDTH_M, 0], [WIDTH_M, DEPTH_M], [0, DEPTH_M]],
        "height_m": HEIGHT_M,
        "surfaces": {
            "floor": {"material": "light-oak-planks"},
            "walls": {"material": "paint-alabaster"},
            "wall:1": {"material": "paint-evergreen-fog"},
            "ceiling": {"material": "paint-extra-white"},
        },
        "openings": [
            {"kind": "door", "wall": 3, "offset_m": 3.8, "width_m": 1.0, "height_m": 2.2},
            {
                "kind": "window",
                "wall": 3,
                "offset_m": 0.5,
                "width_m": 2.8,
                "sill_m": 0.4,
                "height_m": 2.1,
            },
        ],
        "furniture": _furniture(),
    }


def _planes() -> list[Entry]:
    return [
        {"name": "sales area", "height_m": 0.75, "spacing_m": "en12464"},
        task_area("till", (5.6, 3.2), (0.5, 1.2), 1.22),
        {
            "name": "shelf fronts",
            "origin_m": [4.9, 4.68, 0.3],
            "u_m": [-4.0, 0, 0],
            "v_m": [0, 0, 1.6],
            "spacing_m": 0.2,
        },
    ]


def _views() -> list[Entry]:
    return [
        view("entrance", (0.25, 1.5), (4.6, 2.55, 1.2), fov_deg=84),
        view("till", (6.6, 0.5), (3.0, 4.2, 1.15), fov_deg=76),
    ]


def _furniture() -> list[Entry]:
    return [
        *(
            {
                "name": f"shelf {number + 1}",
                "piece": "shop shelf",
                "box_m": [2.0, 0.45, 2.1],
                "position_m": [x, 4.97, 0],
                "options": {"boards": 4, "goods": 0.8},
            }
            for number, x in enumerate((1.9, 3.95))
        ),
        {
            "name": "counter",
            "piece": "shop counter",
            "box_m": [1.8, 0.7, 1.1],
            "position_m": [5.7, 3.8, 0],
            "rotation_deg": -90,
            "finishes": {"wood": {"material": "walnut"}},
        },
        *(
            {
                "name": f"clothes rail {number + 1}",
                "piece": "clothes rail",
                "box_m": [1.6, 0.5, 1.5],
                "position_m": [x, 0.35, 0],
                "rotation_deg": 180,
                "options": {"clothes": 14},
            }
            for number, x in enumerate((2.3, 4.3))
        ),
        *_middle_and_back(),
    ]


def _middle_and_back() -> list[Entry]:
    return [
        {
            "name": "table of folded things",
            "piece": "dining table",
            "box_m": [1.7, 0.9, 0.75],
            "position_m": [3.2, 2.65, 0],
        },
        *(
            {
                "name": f"mannequin {number + 1}",
                "piece": "mannequin",
                "position_m": [x, y, 0],
                "rotation_deg": turned,
            }
            for number, (x, y, turned) in enumerate(((5.75, 1.05, -70), (6.2, 1.7, -100)))
        ),
        {
            "name": "rug",
            "piece": "rug",
            "box_m": [3.0, 2.1, 0.012],
            "position_m": [3.2, 2.65, 0],
            "finishes": {"carpet": {"reflectance": [0.20, 0.24, 0.22]}},
        },
        {
            "name": "pictures",
            "piece": "pictures",
            "box_m": [1.9, 0.03, 0.8],
            "position_m": [6.98, 3.75, 1.35],
            "rotation_deg": -90,
            "options": {"count": 3},
        },
        {"name": "vase", "piece": "plant", "box_m": [0.3, 0.3, 0.5], "position_m": [2.55, 2.85, 0.75]},
        {
            "name": "cushions",
            "piece": "cushions",
            "box_m": [0.85, 0.28, 0.4],
            "position_m": [3.45, 2.75, 0.76],
            "options": {"count": 3},
        },
        {"name": "plant", "piece": "plant", "box_m": [0.7, 0.7, 1.6], "position_m": [6.55, 5.0 - 0.25, 0]},
    ]


def _placements() -> list[Entry]:
    return [
        *(
            {
                "id": f"pendant {number + 1}",
                "luminaire": "pendant-linear-1200",
                "variant": "1500mm",
                "position_m": [x, y, HEIGHT_M],
                "rotation_deg": [0, 0, 0],
                "hanging_length_m": 0.5,
                "circuit": "general",
                "dimming": 0.7,
            }
            for number, (x, y) in enumerate((x, y) for x in (1.7, 4.2) for y in (1.75, 3.35))
        ),
        *(
            {
                "id": f"shelf track {number + 1}",
                "luminaire": "track-spots-3",
                "variant": "4",
                "position_m": [x, 3.6, HEIGHT_M],
                "rotation_deg": [0, 0, 0],
                "circuit": "accent",
            }
            for number, x in enumerate((1.25, 2.9, 4.55))
        ),
        *(
            {
                "id": f"rail track {number + 1}",
                "luminaire": "track-spots-3",
                "position_m": [x, 1.3, HEIGHT_M],
                "rotation_deg": [180, 0, 0],
                "circuit": "accent",
            }
            for number, x in enumerate((2.3, 4.3, 5.9))
        ),
        {
            "id": "table light",
            "luminaire": "table-mushroom-280",
            "variant": "sage",
            "position_m": [2.75, 2.5, 0.75],
            "circuit": "accent",
        },
        *(
            {
                "id": f"till pendant {number + 1}",
                "luminaire": "pendant-dome-400",
                "variant": "black",
                "position_m": [5.7, y, HEIGHT_M],
                "hanging_length_m": 0.5,
                "circuit": "till",
            }
            for number, y in enumerate((3.35, 4.25))
        ),
    ]


def _lighting_scenes() -> Entry:
    return {
        "bright": {
            "hours_per_year": 3000,
            "circuits": {"general": {}, "accent": {}, "till": {}},
        },
        "evening": {"hours_per_year": 900, "circuits": {"accent": {"dimming": 0.3}}},
        "cleaning": {"hours_per_year": 250, "circuits": {"general": {"dimming": 0.85}}},
    }


SHOP = Design(
    name="shop",
    title={"en": "Shop for clothes and gifts", "zh": "服装与礼品店"},
    note={
        "en": "An even sales area, spots on shelves and clothes, a till with light to read by.",
        "zh": "售卖区照明均匀，射灯照亮货架与服装，收银台光线充足。",
    },
    rooms=[_room()],
    placements=_placements(),
    scenes=_lighting_scenes(),
    planes=_planes(),
    views=_views(),
    observers=[
        {"name": "customer", "eye_m": [0.8, 2.6, 1.6], "direction": [1, 0, 0]},
        {"name": "at the till", "eye_m": [6.5, 3.8, 1.6], "direction": [-1, 0, 0]},
    ],
)
