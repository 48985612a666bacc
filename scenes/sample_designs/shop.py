"""The sample shop: an even sales area, spots on shelves and clothes, a till with light to read by."""

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
)

WIDTH_M, DEPTH_M, HEIGHT_M = 7.0, 5.2, 3.0
OUTLINE_M = rectangle(0.0, 0.0, WIDTH_M, DEPTH_M)
OPENINGS = (
    opening("door", 3, 3.8, 1.0, 2.2),
    opening("window", 3, 0.5, 2.8, 2.1, sill_m=0.4),
)
MIDDLE_M = (3.2, 2.65)


def _furniture() -> list[Entry]:
    shelf: Entry = {"box_m": (2.0, 0.45, 2.1), "options": {"boards": 4, "goods": 0.8}}
    rail: Entry = {"box_m": (1.6, 0.5, 1.5), "options": {"clothes": 14}}
    carpet = made_of(rgb=(0.20, 0.24, 0.22))
    return [
        *(piece("shop shelf", (x, 4.97), **shelf) for x in (1.9, 3.95)),
        piece(
            "shop counter",
            (5.7, 3.8),
            turned_deg=-90,
            box_m=(1.8, 0.7, 1.1),
            finishes={"wood": made_of("walnut")},
        ),
        *(piece("clothes rail", (x, 0.35), turned_deg=180, **rail) for x in (2.3, 4.3)),
        piece("dining table", MIDDLE_M, box_m=(1.7, 0.9, 0.75)),
        piece("mannequin", (5.75, 1.05), turned_deg=-70),
        piece("mannequin", (6.2, 1.7), turned_deg=-100),
        piece("rug", MIDDLE_M, box_m=(3.0, 2.1, 0.012), finishes={"carpet": carpet}),
        piece(
            "pictures",
            (6.98, 3.75),
            turned_deg=-90,
            base_m=1.35,
            box_m=(1.9, 0.03, 0.8),
            options={"count": 3},
        ),
        piece("plant", (2.55, 2.85), base_m=0.75, box_m=(0.3, 0.3, 0.5)),
        piece("cushions", (3.45, 2.75), base_m=0.76, box_m=(0.8, 0.24, 0.34), options={"count": 3}),
        piece("plant", (6.55, 4.75), box_m=(0.7, 0.7, 1.6)),
        *joinery(OUTLINE_M, OPENINGS),
    ]


def _lights() -> list[Entry]:
    """Pendants in a line over the middle, tracks to both sides; lamps over the till hang on its own side."""
    return [
        *lights(
            "pendant",
            "pendant-linear-1200",
            tuple((x, 2.5) for x in (1.15, 2.95, 4.75)),
            HEIGHT_M,
            "general",
            variant="1500mm",
            hanging_length_m=0.5,
            dimming=0.5,
        ),
        *lights(
            "shelf track",
            "track-spots-3",
            tuple((x, 3.75) for x in (1.25, 2.9, 4.55)),
            HEIGHT_M,
            "accent",
            variant="4",
        ),
        *lights(
            "rail track",
            "track-spots-3",
            tuple((x, 1.3) for x in (2.3, 4.3, 5.9)),
            HEIGHT_M,
            "accent",
            rotation_deg=(180, 0, 0),
        ),
        light("table light", "table-mushroom-280", (2.75, 2.5, 0.75), "accent", variant="sage"),
        *lights(
            "till pendant",
            "pendant-dome-400",
            ((6.0, 3.35), (6.0, 4.25)),
            HEIGHT_M,
            "till",
            variant="black",
            hanging_length_m=0.5,
        ),
    ]


SHOP = Design(
    name="shop",
    title={"en": "Shop for clothes and gifts", "zh": "服装与礼品店"},
    note={
        "en": "An even sales area, spots on shelves and clothes, a till with light to read by.",
        "zh": "售卖区照明均匀，射灯照亮货架与服装，收银台光线充足。",
    },
    rooms=[
        {
            "name": "Shop",
            "use": "shop",
            "outline_m": OUTLINE_M,
            "height_m": HEIGHT_M,
            "surfaces": {
                "floor": made_of("light-oak-planks"),
                "walls": made_of("paint-alabaster"),
                "wall:1": made_of("paint-evergreen-fog"),
                "ceiling": made_of("paint-extra-white"),
            },
            "openings": list(OPENINGS),
            "furniture": _furniture(),
        }
    ],
    placements=_lights(),
    scenes={
        "bright": burning(3000, general=1.0, accent=1.0, till=1.0),
        "evening": burning(900, accent=0.8, till=0.4, general=0.1),
        "cleaning": burning(250, general=0.85),
    },
    planes=[
        {"name": "sales area", "height_m": 0.75, "spacing_m": "en12464"},
        task_area("till", (5.6, 3.2), (0.5, 1.2), 1.22),
        {
            "name": "shelf fronts",
            "origin_m": [4.9, 4.68, 0.3],
            "u_m": [-4.0, 0, 0],
            "v_m": [0, 0, 1.6],
            "spacing_m": 0.2,
        },
    ],
    views=[
        view("entrance", (0.25, 1.5), (4.6, 2.55, 1.2), fov_deg=84),
        view("till", (6.75, 2.35), (2.2, 3.35, 1.0), fov_deg=80),
    ],
    observers=[
        {"name": "customer", "eye_m": [0.8, 2.6, 1.6], "direction": [1, 0, 0]},
        {"name": "at the till", "eye_m": [6.5, 3.8, 1.6], "direction": [-1, 0, 0]},
    ],
)
