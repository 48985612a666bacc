"""Direct light against formulas: V1 to V7 and V14 of the project's list of scenes, CIE 171 5.2 to 5.4."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from glazed import CLEAR, glass_sheet
from hand_made import (
    block,
    box_room,
    hang,
    isotropic,
    lambertian,
    probes,
    scene,
    square,
)
from measured import BLACK, at_points, configured, document, each_alone, named, plane_rows
from odd_rooms import sheet
from rows import Case, Row, compare
from written_photometry import even, ies_file, lambert, ldt_file

from assets.photometry import LuminousOpening, OpeningShape
from assets.read_photometry import read_photometry
from render.measures import measure
from render.options import DRAFT, NORMAL
from render.simulate import simulate

THOUSAND_CD = 4000 * np.pi  # flux of an even source of 1000 cd [lm]
V1_POINTS = [
    (0, 0),
    (0.5, 0),
    (1, 0),
    (1.5, 0),
    (0.5, 0.5),
    (1, 0.5),
    (1.5, 0.5),
    (1, 1),
    (1.5, 1),
    (1.5, 1.5),
]
V1_LAMBERT = [111.1111, 105.1863, 90.0, 71.1111, 99.7230, 85.6633, 68.0529, 74.3802, 59.9750, 49.3827]
V1_ISOTROPIC = [111.1111, 106.6372, 94.8683, 79.5046, 102.4556, 91.4188, 76.9262, 82.2304, 69.9708, 60.4812]
INVERSE_SQUARE = "I cos / d²"


def point_above_a_plane() -> list[Row]:
    """V1: both sources given as tables, as an LM-63 file and as an EULUMDAT file."""
    room = box_room(8, 8, 4, **BLACK)
    points = [(x + 4, y + 4, 0) for x, y in V1_POINTS]
    sources: list[tuple[str, Any, list[float]]] = [
        ("Lambertian", lambertian(1000), V1_LAMBERT),
        ("even", isotropic(THOUSAND_CD), V1_ISOTROPIC),
    ]
    for name, of_gamma, expected in (("Lambertian", lambert, V1_LAMBERT), ("even", even, V1_ISOTROPIC)):
        for ending, written in (("ies", ies_file), ("ldt", ldt_file)):
            read = read_photometry(written(of_gamma(1000)), f"formula.{ending}")
            sources.append((f"{name} in a .{ending} of 5° steps", read.distribution, expected))
    lamps = [hang(table, (4, 4, 3), id=name) for name, table, _ in sources]
    lit = each_alone(room, lamps, [probes(points)])
    rows = []
    for name, _, expected in sources:
        places = named(V1_POINTS, f"{name}, floor ")
        rows += plane_rows("V1", INVERSE_SQUARE, places, expected, lit[name]["planes"][0], tolerance=1e-3)
    return rows


def tilted_receivers() -> list[Row]:
    """V2: tilts of a receiver, its back, and cylindrical illuminance."""
    room = box_room(8, 8, 4, **BLACK)
    lamp = [hang(isotropic(THOUSAND_CD), (4, 4, 2.5))]
    tilt = np.radians([0, 30, 60])
    normals = [(np.sin(a), 0, np.cos(a)) for a in tilt] + [(-1, 0, 0)]
    places = ["tilted by 0°", "tilted by 30°", "tilted by 60°", "2 m aside, towards the source"]
    plane = at_points(room, lamp, [(4, 4, 0.5)] * 3 + [(6, 4, 0.5)], normals)
    rows = plane_rows("V2", INVERSE_SQUARE, places, [250, 216.5064, 125, 88.3883], plane, tolerance=1e-3)
    back = at_points(room, lamp, [(4, 4, 0.5)], (0, 0, -1))
    rows += plane_rows(
        "V2", "no light from behind", ["face down"], [0.0], back, tolerance=0.0, kind="absolute"
    )
    around = at_points(room, lamp, [(6, 4, 0.5)], kind="cylindrical")
    formula = "(I / d²) sin(e) / π, EN 12665"
    rows += plane_rows("V2", formula, ["2 m aside, cylindrical"], [28.1349], around, tolerance=1e-3)
    return rows


def flux_in_a_box() -> list[Row]:
    """V3: what a source sends to each surface of a black box."""
    room = box_room(4, 4, 3, **BLACK)
    rows = []
    even_source = document(room, [hang(isotropic(10_000), (2, 2, 1.5))], options=NORMAL)
    expected = {"floor": 2210.657, "ceiling": 2210.657, **{f"wall:{i}": 1394.672 for i in range(4)}}
    rows += _fluxes("even", expected, even_source)
    rows.append(_flux_row("even, all surfaces", 10_000, sum(_received_lm(even_source).values()), 1e-5))
    at_ceiling = document(room, [hang(lambertian(1000), (2, 2, 3))], options=NORMAL)
    rows += _fluxes("Lambertian", {"floor": 1123.70}, at_ceiling)
    walls = sum(_received_lm(at_ceiling)[f"wall:{i}"] for i in range(4))
    rows.append(_flux_row("Lambertian, four walls", 2017.89, walls, 5e-3))
    return rows


def _received_lm(measures: dict[str, Any]) -> dict[str, float]:
    return {s["name"]: s["mean_illuminance_lx"] * s["area_m2"] for s in measures["surfaces"]}


def _fluxes(source: str, expected: dict[str, float], measures: dict[str, Any]) -> list[Row]:
    found = _received_lm(measures)
    return [_flux_row(f"{source}, {name}", flux, found[name], 5e-3) for name, flux in expected.items()]


def _flux_row(place: str, expected: float, ours: float, tolerance: float) -> Row:
    return Row("V3", f"{place} [lm]", expected, "solid angle of a rectangle", ours, None, tolerance)


V4_WALL = [2.75, 2.25, 1.75, 1.25, 0.75, 0.25]
V4_FLOOR = [0.25, 0.75, 1.25, 1.75, 2.0]
POLYGON = "polygon formula of Lambert"


def area_source() -> list[Row]:
    """V4: a square metre in the ceiling."""
    room = box_room(4, 4, 3, **BLACK)
    panel = [hang(lambertian(1000), (2, 2, 3), opening=square(1.0))]
    points = [(2, 0, z) for z in V4_WALL]
    plane = at_points(room, panel, points, (0, 1, 0), options=NORMAL)
    expected = [32.677, 75.194, 81.323, 69.061, 53.404, 40.002]
    rows = plane_rows("V4", POLYGON, named(points, "wall "), expected, plane, tolerance=0.01)
    points = [(2, y, 0) for y in V4_FLOOR]
    plane = at_points(room, panel, points, options=NORMAL)
    expected = [61.424, 79.255, 95.667, 105.778, 107.1497]
    return rows + plane_rows("V4", POLYGON, named(points, "floor "), expected, plane, tolerance=0.01)


def half_hidden_source() -> list[Row]:
    """V5: a plate hides one half of the panel of V4."""
    plate = sheet("plate", (1, 1, 1.5), (2, 3, 1.5), 0.0)
    room = (*box_room(4, 4, 3, **BLACK), plate)
    panel = [hang(lambertian(1000), (2, 2, 3), opening=square(1.0))]
    plane = at_points(room, panel, [(2, 2, 0)], options=NORMAL)
    half = "half of the polygon formula"
    return plane_rows("V5", half, ["floor (2, 2, 0)"], [53.5748], plane, tolerance=0.01)


def disc_source() -> list[Row]:
    """V6: a disc facing a plane."""
    disc = LuminousOpening(OpeningShape.DISC, (1.0, 1.0, 0.0))
    lamp = [hang(lambertian(1000 * np.pi / 4), (5, 5, 3), opening=disc)]
    aside = [0.0, 0.5, 1.0, 2.0]
    points = [(5 + a, 5, 1) for a in aside]
    plane = at_points(box_room(10, 10, 4, **BLACK), lamp, points, options=NORMAL)
    places = [f"{a:g} m off the axis" for a in aside]
    expected = [184.7996, 165.8334, 123.0949, 49.8299]
    return plane_rows("V6", "closed form for a parallel disc", places, expected, plane, tolerance=5e-3)


def linear_light() -> list[Row]:
    """V7: sums, dimming, and a world that is moved and turned."""
    room = box_room(4, 5, 2.7, floor=0.2, walls=0.5, ceiling=0.7)
    one = hang(lambertian(500), (1, 1, 2.7), id="one")
    two = hang(isotropic(800), (3, 4, 2.0), id="two", opening=square(0.2))
    scenes = {"one": {"one": 1.0}, "two": {"two": 1.0}, "dim": {"one": 0.3, "two": 0.3}}
    points = [(1, 2, 0.75), (3, 3, 0)]
    field = simulate(scene(room, (one, two), (probes(points),), scenes=scenes), DRAFT)
    lux = {name: np.array(measure(field, name)["planes"][0]["illuminance_lx"]) for name in (None, *scenes)}
    alone = np.array(at_points(room, [two], points)["illuminance_lx"])
    rows = []
    for what, ours, right in (
        ("the sum of each alone", lux["one"] + lux["two"], lux[None]),
        ("dimmed to 30 %", lux["dim"], 0.3 * lux[None]),
        ("alone in the room", alone, lux["two"]),
    ):
        places = named(points, f"{what}, ")
        rows += compare("V7", "light is linear", places, right, ours, None, tolerance=1e-6)
    return rows + _moved_world()


def _moved_world() -> list[Row]:
    points = [(4, 4, 0.5), (6, 4, 0.5), (1, 7, 1.2)]
    still = _world(0.0, np.zeros(3), points)
    moved = _world(37.0, np.array([1000.0, -500.0, 0.0]), points)
    places = named(points, "moved by (1000, -500) m and turned by 37°, ")
    return compare("V7", "the same, not moved", places, still, moved, None, tolerance=1e-4)


def _world(turn_deg: float, shift: Any, points: list[tuple[float, ...]]) -> list[float]:
    """Illuminance in a hall that stands elsewhere."""
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])

    def put(point: tuple[float, ...]) -> list[float]:
        return [float(value) for value in turn @ np.array(point) + shift]

    outline = [put((x, y, 0))[:2] for x, y in ((0, 0), (8, 0), (8, 8), (0, 8))]
    lamp = {"id": "p", "luminaire": {"photometry": "even.ies"}, "position_m": put((4, 3, 2.5))}
    plane = {"name": "probes", "points_m": [put(p) for p in points], "normals": [[0, 0, 1]] * len(points)}
    configuration = {
        "lampyris": 1,
        "name": "moved",
        "room": {"name": "hall", "outline_m": outline, "height_m": 4},
        "placements": [{**lamp, "rotation_deg": [turn_deg, 0, 0]}],
        "calculation": {"maintenance_factor": 1.0, "planes": [plane]},
    }
    field = configured(configuration, {"even.ies": ies_file(even(1000))})
    lux: list[float] = measure(field)["planes"][0]["illuminance_lx"]
    return lux


V15_T = {0: 0.9183, 30: 0.9160, 40: 0.9095, 50: 0.8912, 60: 0.8435, 70: 0.7247, 80: 0.4560}
AWAY_M = 1.2  # of lamp and point from the middle of the opening, on both sides


def glazed_opening() -> list[Row]:
    """V15: a square metre of glass in a black wall, a lamp before it, and a point behind that looks at it."""
    parts = [((0, 0), (1.5, 2.8)), ((2.5, 0), (4, 2.8)), ((1.5, 0), (2.5, 0.9)), ((1.5, 1.9), (2.5, 2.8))]
    wall = [block(f"part:{i}", (2.99, *low), (3.01, *high), 0.0) for i, (low, high) in enumerate(parts)]
    room = (*box_room(6, 4, 2.8, **BLACK), *wall)
    corners = [(3, 1.5, 0.9), (3, 2.5, 0.9), (3, 2.5, 1.9), (3, 1.5, 1.9)]
    glass = glass_sheet("glass", corners, replace(CLEAR, ior=1.52))
    ways = {angle: np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), 0]) for angle in V15_T}
    middle = np.array([3, 2, 1.4])
    lamps = [hang(isotropic(THOUSAND_CD), middle - AWAY_M * way, id=str(a)) for a, way in ways.items()]
    points = probes([middle + AWAY_M * way for way in ways.values()], [-way for way in ways.values()])
    found = [each_alone(surfaces, lamps, [points]) for surfaces in ((*room, glass), room)]
    rows = []
    for i, (angle, share) in enumerate(V15_T.items()):
        glazed, plain = (lit[str(angle)]["planes"][0]["illuminance_lx"][i] for lit in found)
        place = f"{angle}° to the normal, beside without glass"
        source = "Fresnel, n = 1.52, both polarisations"
        rows.append(Row("V15", place, share, source, glazed / plain, None, 1e-3, "absolute"))
        right = 1000 / (2 * AWAY_M) ** 2
        rows.append(Row("V15", f"{angle}°, open [lx]", right, INVERSE_SQUARE, plain, None, 1e-3))
    return rows


def hard_shadow() -> list[Row]:
    """V14: where the shadow of a plate ends."""
    plate = block("plate", (3.5, 3.5, 1.4999), (4.5, 4.5, 1.5), 0.0)
    room = (*box_room(8, 8, 4, **BLACK), plate)
    lamp = [hang(isotropic(THOUSAND_CD), (4, 4, 3))]
    inside = [(0.99, 0), (0, 0.99), (0.99, 0.99), (-0.99, 0.99)]
    plane = at_points(room, lamp, [(4 + x, 4 + y, 0) for x, y in inside])
    shadow = "shadow of 2 m by 2 m"
    places = named(inside, "1 cm inside its edge, ")
    rows = plane_rows("V14", shadow, places, [0.0] * 4, plane, tolerance=0.0, kind="absolute")
    outside = [(1.01, 0), (0, -1.01), (1.01, 1.01)]
    plane = at_points(room, lamp, [(4 + x, 4 + y, 0) for x, y in outside])
    expected = [1000 * 3 / (x * x + y * y + 9) ** 1.5 for x, y in outside]
    places = named(outside, "1 cm outside it, ")
    return rows + plane_rows("V14", INVERSE_SQUARE, places, expected, plane, tolerance=1e-3)


V1 = Case("CIE 171 5.2 (V1)", "Point sources above a floor", "CIE 171:2006, 5.2", point_above_a_plane)
V2 = Case("V2", "Tilted receivers, and cylindrical illuminance", "inverse square law", tilted_receivers)
V3 = Case("CIE 171 5.4 (V3)", "Flux arriving in a black box", "CIE 171:2006, 5.4", flux_in_a_box)
V4 = Case("CIE 171 5.3 (V4)", "A luminous square in the ceiling", "CIE 171:2006, 5.3", area_source)
V5 = Case("V5", "The square of V4 with one half hidden", "half of V4", half_hidden_source)
V6 = Case("V6", "A luminous disc", "closed form", disc_source)
V7 = Case("V7", "Sums, dimming, and a world moved and turned", "light is linear", linear_light)
V15 = Case(
    "CIE 171 5.5 (V15)",
    "Directional transmittance of clear glass, beside Fresnel without absorption",
    "CIE 171:2006, 5.5",
    glazed_opening,
)
V14 = Case("V14", "The edge of a hard shadow", "geometry", hard_shadow)
