"""The rooms of the flat and what stands in them; one frame, walls of 0.12 m between them."""

from __future__ import annotations

from scenes.sample_designs.design import Entry, joinery, made_of, opening, piece, rectangle

HEIGHT_M = 2.6
WORKTOP_M = ((8.8, 0.6), (0.2, 2.8))  # corner and size of the front of the worktop
DOOR_M = (0.9, 2.05)
OAK = {"wood": made_of("oak")}
WALNUT = {"wood": made_of("walnut"), "front": made_of("walnut")}
BLUE = made_of("lacquer", (0.19, 0.24, 0.27))


def flat_rooms() -> list[Entry]:
    """Living room, kitchen, hall, bedroom, child's room and bathroom."""
    return [_living(), _kitchen(), _hall(), _bedroom(), _child(), _bathroom()]


def _room(
    name: str,
    use: str,
    corner_m: tuple[float, float],
    size_m: tuple[float, float],
    surfaces: dict[str, str],
    contents: tuple[list[Entry], list[Entry]],
) -> Entry:
    """A room with a white ceiling; `contents` are its openings and its furniture."""
    openings, furniture = contents
    finishes = {"ceiling": "paint-extra-white", **surfaces}
    outline_m = rectangle(*corner_m, *size_m)
    return {
        "name": name,
        "use": use,
        "outline_m": outline_m,
        "height_m": HEIGHT_M,
        "surfaces": {key: made_of(material) for key, material in finishes.items()},
        "openings": openings,
        "furniture": [*furniture, *joinery(outline_m, openings)],
    }


def _living() -> Entry:
    fabric = made_of("wool-fabric", (0.42, 0.385, 0.33))
    furniture = [
        piece("sofa", (0.52, 2.0), turned_deg=90, box_m=(2.4, 0.95, 0.82), finishes={"fabric": fabric}),
        piece("cushions", (0.42, 2.55), turned_deg=90, base_m=0.44, box_m=(0.9, 0.25, 0.42)),
        piece("rug", (1.95, 2.0), turned_deg=90, box_m=(2.9, 2.2, 0.012)),
        piece("coffee table", (1.85, 2.0), turned_deg=90, base_m=0.013, finishes={"wood": made_of("walnut")}),
        piece(
            "armchair",
            (2.1, 3.5),
            turned_deg=345,
            finishes={"fabric": made_of("wool-fabric", (0.50, 0.27, 0.12)), **OAK},
        ),
        piece("tv bench", (4.98, 1.25), turned_deg=-90, finishes=WALNUT),
        piece("television", (5.1, 1.25), turned_deg=-90, base_m=0.46),
        piece("bookshelf", (0.85, 4.22), box_m=(1.4, 0.32, 2.1), finishes=OAK),
        piece("pictures", (0.025, 2.0), turned_deg=90, base_m=1.35),
        piece(
            "curtain", (2.4, 0.1), turned_deg=180, base_m=0.01, box_m=(3.4, 0.12, 2.5), options={"open": 0.64}
        ),
        piece("plant", (0.45, 0.42), box_m=(0.6, 0.6, 1.5)),
    ]
    openings = [
        opening("window", 0, 1.3, 2.2, 1.75, sill_m=0.5),
        opening("passage", 1, 2.5, 1.6, 2.2),
        opening("door", 2, 1.4, *DOOR_M, open=True),
    ]
    surfaces = {"floor": "light-oak-planks", "walls": "paint-alabaster", "wall:3": "paint-evergreen-fog"}
    return _room("Living", "living", (0.0, 0.0), (5.2, 4.4), surfaces, (openings, furniture))


def _kitchen() -> Entry:
    chair = {"fabric": made_of("leather"), **OAK}
    furniture = [
        piece(
            "kitchen run",
            (9.07, 2.0),
            turned_deg=-90,
            box_m=(3.2, 0.62, 2.2),
            options={"sink_at": 0.2, "hob_at": 0.5},
            finishes={"front": BLUE, "stone": made_of("terrazzo")},
        ),
        piece("fridge", (9.05, 3.96), turned_deg=-90, box_m=(0.62, 0.66, 2.0)),
        piece("dining table", (6.95, 1.75), turned_deg=90, box_m=(1.7, 0.9, 0.75), finishes=OAK),
        *(
            piece("chair", (6.95 + dx, 1.75 + dy), turned_deg=turned, finishes=chair)
            for dx, turned in ((-0.7, 90.0), (0.7, -90.0))
            for dy in (-0.42, 0.42)
        ),
        piece("plant", (5.72, 0.42), box_m=(0.55, 0.55, 1.3)),
        piece("picture", (5.345, 1.35), turned_deg=90, base_m=1.25, box_m=(0.9, 0.03, 0.7)),
    ]
    openings = [
        opening("window", 0, 1.2, 1.7, 1.35, sill_m=0.9),
        opening("door", 2, 1.9, *DOOR_M, open=True),
        opening("passage", 3, 0.3, 1.6, 2.2),
    ]
    surfaces = {"floor": "light-oak-planks", "walls": "paint-greek-villa"}
    return _room("Kitchen", "kitchen", (5.32, 0.0), (4.08, 4.4), surfaces, (openings, furniture))


def _hall() -> Entry:
    furniture = [
        piece("wardrobe", (1.75, 4.75), turned_deg=180, box_m=(1.6, 0.42, 2.2)),
        piece("sideboard", (6.5, 5.82), box_m=(1.3, 0.34, 0.75), finishes={"front": made_of("oak"), **OAK}),
        piece("mirror", (6.5, 5.995), base_m=1.05, box_m=(0.75, 0.03, 0.75), options={"round": 1}),
        piece("rug", (4.6, 5.27), box_m=(3.4, 0.85, 0.01)),
        piece("plant", (9.0, 5.65), box_m=(0.55, 0.55, 1.3)),
        piece("picture", (9.375, 5.1), turned_deg=-90, base_m=1.25, box_m=(0.7, 0.03, 0.9)),
    ]
    living, kitchen = ((0, offset_m) for offset_m in (2.9, 6.6))
    bath, child, bedroom = ((2, offset_m) for offset_m in (0.9, 4.0, 6.9))
    inner = (living, kitchen, bath, child, bedroom)
    openings = [
        opening("door", 3, 0.3, 0.95, 2.05),
        *(opening("door", wall, offset_m, *DOOR_M, open=True) for wall, offset_m in inner),
    ]
    surfaces = {"floor": "light-oak-planks", "walls": "paint-alabaster", "wall:1": "paint-redend-point"}
    return _room("Hall", "corridor", (0.0, 4.52), (9.4, 1.5), surfaces, (openings, furniture))


def _bedroom() -> Entry:
    bed = {
        "fabric": made_of("wool-fabric", (0.43, 0.40, 0.35)),
        "blanket": made_of("wool-fabric", (0.16, 0.21, 0.24)),
        **OAK,
    }
    furniture = [
        piece("rug", (2.0, 7.9), box_m=(2.8, 2.0, 0.012)),
        piece("bed", (2.0, 8.46), base_m=0.013, box_m=(1.6, 2.1, 1.0), finishes=bed),
        *(piece("bedside table", (x, 9.32), finishes=WALNUT) for x in (0.95, 3.05)),
        piece("pictures", (2.0, 9.52), base_m=1.4, box_m=(1.3, 0.03, 0.6), options={"count": 2}),
        piece("wardrobe", (3.68, 7.0), turned_deg=-90, box_m=(1.5, 0.6, 2.2)),
        piece(
            "curtain", (0.1, 8.2), turned_deg=90, base_m=0.01, box_m=(2.4, 0.12, 2.5), options={"open": 0.6}
        ),
    ]
    openings = [
        opening("door", 0, 1.6, *DOOR_M, open=True),
        opening("window", 3, 0.64, 1.4, 1.5, sill_m=0.75),
    ]
    surfaces = {"floor": "usual-carpet", "walls": "paint-alabaster", "wall:2": "paint-mindful-gray"}
    return _room("Bedroom", "bedroom", (0.0, 6.14), (4.0, 3.4), surfaces, (openings, furniture))


def _child() -> Entry:
    bed = {"blanket": made_of("wool-fabric", (0.55, 0.33, 0.10)), **OAK}
    furniture = [
        piece("bed", (4.64, 8.5), box_m=(0.95, 2.04, 0.85), options={"pillows": 1}, finishes=bed),
        piece("bookshelf", (6.84, 8.17), turned_deg=-90, box_m=(0.8, 0.3, 1.25), finishes=OAK),
        piece("desk", (6.2, 9.18), box_m=(1.3, 0.65, 0.74), finishes=OAK),
        piece("chair", (6.2, 8.78), turned_deg=180, finishes=OAK),
        piece("wardrobe", (6.72, 6.95), turned_deg=-90, box_m=(1.2, 0.55, 2.0)),
        piece("rug", (5.75, 7.85), box_m=(1.5, 1.5, 0.012), options={"round": 1}),
        piece("picture", (4.145, 8.4), turned_deg=90, base_m=1.2, box_m=(0.9, 0.03, 0.7)),
    ]
    openings = [
        opening("door", 0, 0.38, *DOOR_M, open=True),
        opening("window", 2, 0.15, 1.4, 1.25, sill_m=1.0),
    ]
    surfaces = {"floor": "light-oak-planks", "walls": "paint-alabaster", "wall:3": "paint-rainwashed"}
    return _room("Child", "study", (4.12, 6.14), (2.9, 3.4), surfaces, (openings, furniture))


def _bathroom() -> Entry:
    furniture = [
        piece("bath", (8.3, 9.14), box_m=(1.7, 0.75, 0.58)),
        piece("vanity", (9.14, 7.75), turned_deg=-90, box_m=(0.9, 0.48, 1.95), finishes=OAK),
        piece("wc", (7.5, 8.0), turned_deg=90),
        piece("washing machine", (9.06, 6.5), turned_deg=-90),
        piece("plant", (7.36, 9.3), base_m=0.0, box_m=(0.35, 0.35, 0.8)),
    ]
    openings = [
        opening("door", 0, 0.46, *DOOR_M, open=True),
        opening("window", 2, 0.7, 0.9, 0.8, sill_m=1.5),
    ]
    surfaces = {"floor": "vinyl-arena", "walls": "ceramic-tiles"}
    return _room("Bathroom", "bathroom", (7.14, 6.14), (2.26, 3.4), surfaces, (openings, furniture))
