"""Reflected light against formulas: V8 to V12, which hold CIE 171 5.6 to 5.8, and furnaces."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from glowing_surfaces import given_glow, received, settled_glow, standard_error
from hand_made import block, box_room, hang, isotropic, lambertian, probes
from measured import document, named, plane_rows
from numpy.typing import NDArray
from odd_rooms import WITHIN, attic, corridor, l_room, points_on, room_with_column, sheet, shell, sphere
from rows import Case, Row, compare

from render.options import DRAFT, NORMAL, RenderOptions
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]

GATHER = replace(DRAFT, gather_rays=1 << 16)
FINE_GATHER = replace(DRAFT, gather_rays=1 << 20)  # a far small surface is met by few of a point's rays
POLYGON = "polygon formula of Lambert"
GLOW_LM_M2 = 100.0

V8_HEIGHTS = [0.25, 0.75, 1.25, 1.75, 2.25, 2.75]
V8_WALL = {
    0.5: [0.2458, 0.5799, 0.6444, 0.5564, 0.4333, 0.3251],
    4.0: [45.1226, 35.9005, 27.9916, 21.6385, 16.7163, 12.9674],
    500.0: [49.9435, 49.8305, 49.7175, 49.6045, 49.4915, 49.3785],
}
V8_ASIDE = [0.25, 3.75, 0.75, 3.25, 1.25, 2.75, 1.75, 2.25]
V8_CEILING = {
    0.5: [0.4914, 0.4914, 0.6391, 0.6391, 0.7776, 0.7776, 0.8643, 0.8643],
    4.0: [26.7952, 26.7952, 30.9387, 30.9387, 33.9757, 33.9757, 35.5666, 35.5666],
    500.0: [99.9882] * 8,
}


def one_bounce() -> list[Row]:
    """V8: what a lit square of ground sends to a wall and a ceiling, in percent of its exitance."""
    rows = []
    for side, on_wall in V8_WALL.items():
        low, high = (2 - side / 2, 2 - side / 2, 0), (2 + side / 2, 2 + side / 2, 0)
        options = FINE_GATHER if side < 1 else GATHER
        ground = sheet("ground", low, high, 0.3, SurfaceKind.FLOOR)
        glow = given_glow((ground,), {"ground": 100.0}, options)
        walls, ceiling = [(2, 0, z) for z in V8_HEIGHTS], [(2, y, 3) for y in V8_ASIDE]
        for points, normal, expected, what in (
            (walls, (0, 1, 0), on_wall, "wall"),
            (ceiling, (0, 0, -1), V8_CEILING[side], "ceiling"),
        ):
            percent, error = received(glow, np.array(points, float), normal)
            places = named(points, f"square of {side:g} m, {what} ")
            rows += compare(
                "V8", POLYGON, [f"{p} [%]" for p in places], expected, percent, error, tolerance=0.01
            )
    return rows


def bounce_past_an_obstruction() -> list[Row]:
    """V9: a lit wall seen past a low box, in percent of its exitance."""
    corners = np.array([[0, 4, 0], [4, 4, 0], [4, 4, 3], [0, 4, 3]], float)
    lit_wall = shell("lit wall", corners, [[0, 1, 2], [0, 2, 3]], 0.6)
    box = block("box", (0, 2.5, 0), (4, 2.7, 1), 0.0)
    glow = given_glow((lit_wall, box), {"lit wall": 100.0}, FINE_GATHER)
    source = "polygon formula above the shadow line; corrected values of CIE 171:2006, Table 19"
    points = [(2, 0, z) for z in (2.75, 2.25, 1.75, 1.25, 0.75, 0.25)]
    percent, error = received(glow, np.array(points, float), (0, 1, 0))
    expected = [16.0706, 16.3297, 15.3988, 13.3220, 10.3169, 7.0790]
    places = [f"{p} [%]" for p in named(points, "wall ")]
    rows = compare("V9", source, places, expected, percent, error, tolerance=0.01)
    points = [(2, y, 0) for y in (0.25, 0.75, 1.25, 1.75, 2.25)]
    percent, error = received(glow, np.array(points, float), (0, 0, 1))
    places = [f"{p} [%]" for p in named(points, "floor ")]
    expected = [3.3823, 3.6290, 3.0130, 0.0, 0.0]
    rows += compare("V9", source, places[:3], expected[:3], percent[:3], error[:3], tolerance=0.01)
    # (2, 1.75, 0) lies on the shadow's very edge, and rays start 0.1 mm above their point: 0.001 %
    rows += compare(
        "V9", source, places[3:], expected[3:], percent[3:], error[3:], tolerance=0.002, kind="absolute"
    )
    return rows


V10_MEAN = {
    0.05: 5.482,
    0.1: 11.574,
    0.2: 26.042,
    0.3: 44.643,
    0.4: 69.444,
    0.5: 104.167,
    0.6: 156.25,
    0.7: 243.056,
    0.8: 416.667,
    0.9: 937.5,
    0.95: 1979.167,
}
V10_POINTS = [(2, 2), (1, 2), (1, 1), (0.5, 0.5), (0.25, 2), (0.25, 0.25)]
V10_DIRECT = [198.944, 142.353, 108.291, 64.223, 84.797, 49.400]
V10_INDIRECT = {
    0.5: [112.0, 110.9, 107.8, 96.9, 105.1, 86.4],
    0.8: [431.0, 429.1, 423.6, 403.2, 419.5, 381.8],
    0.9: [954.7, 952.5, 946.0, 921.6, 941.4, 895.0],
}


def cube() -> list[Row]:
    """V10: the mean over all surfaces, and points on the floor."""
    rows = []
    for reflectance, indirect in V10_MEAN.items():
        options = NORMAL if reflectance in V10_INDIRECT else DRAFT
        room = box_room(4, 4, 4, floor=reflectance, walls=reflectance, ceiling=reflectance)
        floor = probes([(x, y, 0) for x, y in V10_POINTS])
        measures = document(room, [hang(isotropic(10_000), (2, 2, 2))], [floor], options=options)
        area = sum(s["area_m2"] for s in measures["surfaces"])
        mean = sum(s["area_m2"] * s["mean_illuminance_lx"] for s in measures["surfaces"]) / area
        place = f"reflectance {reflectance:g}, mean of all surfaces [lx]"
        formula = "flux / (area (1 - ρ))"
        rows.append(Row("V10", place, 104.1667 + indirect, formula, mean, None, 5e-3))
        if reflectance in V10_INDIRECT:
            expected = np.add(V10_DIRECT, V10_INDIRECT[reflectance])
            places = named(V10_POINTS, f"reflectance {reflectance:g}, floor ")
            source = "radiosity with exact form factors"
            rows += plane_rows("V10", source, places, expected, measures["planes"][0], tolerance=0.02)
    return rows


def integrating_sphere() -> list[Row]:
    """V12: whatever shines inside, what is reflected arrives evenly."""
    flux, reflectance = 1000.0, 0.8
    room = sphere(reflectance)
    points, normals = points_on(room, 40)
    even = flux / _area(room) * reflectance / (1 - reflectance)
    where, down = np.array([0.3, -0.2, 0.1]), np.array([-0.2, 0.3, 0.5])
    cases = (
        ("even source", hang(isotropic(flux), where), _from_even(flux, where, points, normals)),
        ("downlight", hang(lambertian(flux / math.pi), down), _from_downlight(flux, down, points, normals)),
    )
    rows = []
    for name, lamp, direct in cases:
        measures = document(
            room, [lamp], [probes(points, normals)], options=replace(NORMAL, patch_size_m=0.08)
        )
        mean = measures["surfaces"][0]["mean_illuminance_lx"] - flux / _area(room)
        formula = "Φ ρ / (1 - ρ) / area of the mesh"
        rows.append(Row("V12", f"{name}, mean of what is reflected [lx]", even, formula, mean, None, 0.01))
        plane = measures["planes"][0]
        # single points see their neighbours at the mesh's edges, not at a sphere's; their mean does not
        place = f"{name}, mean of {len(points)} points on it [lx]"
        total, error = plane["mean_lx"], plane["mean_standard_error_lx"]
        rows.append(
            Row("V12", place, float(np.mean(even + direct)), f"{formula} + I cos / d²", total, error, 0.01)
        )
    return rows


def _area(surfaces: tuple[LitSurface, ...]) -> float:
    corners = np.concatenate([s.vertices_m[s.triangles] for s in surfaces])
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return float(np.linalg.norm(cross, axis=1).sum() / 2)


def _from_even(flux: float, source: Array, points: Array, normals: Array) -> Array:
    path = source - points
    found: Array = (
        flux / (4 * math.pi) * np.einsum("ij,ij->i", path, normals) / np.linalg.norm(path, axis=1) ** 3
    )
    return found


def _from_downlight(flux: float, source: Array, points: Array, normals: Array) -> Array:
    path = source - points
    cosines = np.maximum(path[:, 2], 0) * np.einsum("ij,ij->i", path, normals)
    found: Array = flux / math.pi * cosines / np.linalg.norm(path, axis=1) ** 4
    return found


FURNACES: dict[str, tuple[Callable[[float], tuple[LitSurface, ...]], float]] = {
    "L-shaped room": (l_room, 0.25),
    "attic with slopes": (attic, 0.25),
    "room with a column": (room_with_column, 0.25),
    "sphere of 5120 triangles": (sphere, 0.06),
    "corridor of 40 m": (corridor, 0.25),
}
REFLECTANCES = (0.3, 0.7, 0.95)


def furnace(shape: Callable[[float], tuple[LitSurface, ...]], patch_size_m: float) -> list[Row]:
    """Every surface emits 100 lm/m² and reflects rho: everywhere there is 100 / (1 - rho)."""
    options = replace(DRAFT, patch_size_m=patch_size_m, gather_rays=2048)
    rows = []
    for reflectance in REFLECTANCES:
        room = shape(reflectance)
        glow = settled_glow(room, GLOW_LM_M2, options)
        expected = GLOW_LM_M2 / (1 - reflectance)
        points, normals = points_on(room, 200)
        within = np.array(WITHIN[shape], float)
        patches = glow.exitance_lm_m2[:, glow.reached]
        for what, values, errors in (
            (f"{patches.shape[1]} patches", patches.mean(axis=0), standard_error(patches)),
            (f"{len(points)} points on surfaces", *received(glow, points, normals)),
            (f"{len(within)} cylinders within", *received(glow, within, (0, 0, 1), cylindrical=True)),
        ):
            worst = int(np.abs(values - expected).argmax())
            place = f"reflectance {reflectance:g}, farthest off of {what} [lm/m²]"
            rows.append(Row("furnace", place, expected, "M / (1 - ρ)", values[worst], errors[worst], 5e-3))
        rows.append(_lit_by_a_lamp(room, reflectance, WITHIN[shape][0], options))
    return rows


def _lit_by_a_lamp(
    room: tuple[LitSurface, ...], reflectance: float, where: tuple[float, ...], options: RenderOptions
) -> Row:
    """Through `simulate`: whatever shines in a closed room, its mean is flux / (area (1 - rho))."""
    measures = document(room, [hang(isotropic(1000), where)], options=options)
    entries = measures["surfaces"]
    area = sum(entry["area_m2"] for entry in entries)
    mean = sum(entry["area_m2"] * entry["mean_illuminance_lx"] for entry in entries) / area
    place = f"reflectance {reflectance:g}, 1000 lm at {where}, mean of all surfaces [lx]"
    right = 1000 / (_lit_area(room) * (1 - reflectance))
    return Row("furnace", place, right, "Φ / (area (1 - ρ))", mean, None, 5e-3)


def _lit_area(room: tuple[LitSurface, ...]) -> float:
    """Area of the mesh less what a block hides by standing between floor and ceiling: four times its plan."""
    blocks = [s.vertices_m for s in room if s.kind is SurfaceKind.FURNITURE]
    plans = sum(float(np.prod((v.max(axis=0) - v.min(axis=0))[:2])) for v in blocks)
    return _area(room) - 4 * plans


V11_SOURCE = "energy: every closed shape"


def cube_furnace() -> list[Row]:
    """V11: M = 100 and rho = 0.5 in a box."""
    room = box_room(3, 4, 2.5, floor=0.5, walls=0.5, ceiling=0.5)
    glow = settled_glow(room, GLOW_LM_M2, DRAFT)
    found = glow.exitance_lm_m2
    places = [f"{what} of {found.shape[1]} patches [lm/m²]" for what in ("least", "greatest")]
    mean = found.mean(axis=0)
    extremes = [mean.min(), mean.max()]
    rows = compare("V11", "M / (1 - ρ)", places, [200.0] * 2, extremes, None, tolerance=5e-3)
    points = [(1.5, 2, 0), (0, 0.01, 1), (3, 3.99, 2.4)]
    lux, error = received(glow, np.array(points, float), np.array([(0, 0, 1), (1, 0, 0), (-1, 0, 0)], float))
    return rows + compare("V11", "M / (1 - ρ)", named(points), [200.0] * 3, lux, error, tolerance=5e-3)


V8 = Case("CIE 171 5.6 (V8)", "One diffuse bounce off a lit square", "CIE 171:2006, 5.6", one_bounce)
V9 = Case(
    "CIE 171 5.7 (V9)",
    "One diffuse bounce past an obstruction",
    "CIE 171:2006, 5.7, Table 19 as corrected",
    bounce_past_an_obstruction,
)
V10 = Case("CIE 171 5.8 (V10)", "Interreflection in a cube", "CIE 171:2006, 5.8", cube)
V11 = Case("V11", "A furnace: every surface of a box glows", V11_SOURCE, cube_furnace)
V12 = Case("V12", "An integrating sphere", "theory of the integrating sphere", integrating_sphere)
FURNACE_CASES = tuple(
    Case(f"Furnace: {name}", "Every surface glows and reflects", V11_SOURCE, partial(furnace, shape, size))
    for name, (shape, size) in FURNACES.items()
)
