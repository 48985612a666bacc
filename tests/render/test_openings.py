"""Luminous openings as surfaces, against formulas: outline, exit points, and light near by and far away."""

from __future__ import annotations

import numpy as np
import pytest
from opening_geometry import box_lx, disc_lx, outline_hits, quadrature_lx, rays_across
from scipy.stats import chisquare

from assets.photometry import LuminousOpening, OpeningShape
from render.device import mitsuba
from render.openings import ROW_LENGTH, exit_point, opening_lanes, opening_row, projected_area_m2
from render.sampling import hashed, opaque_key, spread_numbers
from render.seen_openings import seen_point

S = OpeningShape
SHAPES = {
    "panel": LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.0)),
    "strip": LuminousOpening(S.RECTANGLE, (0.06, 1.2, 0.0)),
    "box": LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1)),
    "bar": LuminousOpening(S.RECTANGLE, (1.2, 0.06, 0.05)),
    "partly lit": LuminousOpening(S.RECTANGLE, (0.4, 0.3, 0.2), sides_m=(0.2, 0.1, 0.0, 0.05)),
    "turned box": LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1), 30.0),
    "disc": LuminousOpening(S.DISC, (0.3, 0.3, 0.0)),
    "ellipse": LuminousOpening(S.DISC, (0.6, 0.2, 0.0)),
    "drum": LuminousOpening(S.DISC, (0.5, 0.5, 0.1)),
    "column": LuminousOpening(S.DISC, (0.2, 0.3, 0.9)),
    "tube along x": LuminousOpening(S.CYLINDER_X, (1.2, 0.04, 0.04)),
    "tube along y": LuminousOpening(S.CYLINDER_Y, (0.1, 0.8, 0.05)),
    "upright disc": LuminousOpening(S.DISC_FACING_X, (0.0, 0.2, 0.3)),
    "ball": LuminousOpening(S.SPHERE, (0.3, 0.3, 0.3)),
    "egg": LuminousOpening(S.SPHERE, (0.2, 0.3, 0.5)),
}
DIRECTIONS = np.array(
    [(0, 0, -1), (0, 0, 1), (1, 0, 0), (0, -1, 0), (1, 2, -3), (-2, 1, 0.3), (-1, -1, 2), (5, -1, -0.2)],
    float,
)
DIRECTIONS /= np.linalg.norm(DIRECTIONS, axis=1, keepdims=True)


def lanes_of(opening, count):
    import drjit as dr

    row = opening_row(opening)
    assert row.shape == (ROW_LENGTH,)
    return opening_lanes([dr.opaque(mitsuba().Float, float(value), count) for value in row])


def vectors(points, samples=1):
    """Device vectors from points, each repeated for its samples."""
    mi = mitsuba()
    columns = np.repeat(np.asarray(points, np.float32), samples, axis=0).T
    return mi.Vector3f(*(mi.Float(np.ascontiguousarray(column)) for column in columns))


def numbers_of(count, places=1):
    """Three numbers for each of `count` samples of each place."""
    import drjit as dr

    lane = dr.arange(mitsuba().UInt32, count * places)
    key, index = lane // count, lane % count
    pair = spread_numbers(index, hashed(key, opaque_key("place")))
    return [*pair[:2], spread_numbers(index, hashed(key, opaque_key("third")))[0]]


def seen_lx(opening, places, normals, intensity, samples):
    """Illuminance at places from an opening with intensity(area, w)."""
    import drjit as dr

    places = np.atleast_2d(np.asarray(places, float))
    normals = np.broadcast_to(np.asarray(normals, float), places.shape)
    lanes, receiver = lanes_of(opening, len(places) * samples), vectors(places, samples)
    seen = seen_point(lanes, receiver, numbers_of(samples, len(places)))
    w = dr.normalize(receiver - seen.point)
    cosine = dr.maximum(-dr.dot(w, vectors(normals, samples)), 0.0)
    value = intensity(projected_area_m2(lanes, w), w) * cosine * seen.per_m2
    return value.numpy().astype(np.float64).reshape(len(places), samples).mean(axis=1)


def lambertian_lx(opening, places, normals, *, samples=1 << 12, luminance=1.0):
    """Illuminance from an opening of the same luminance from everywhere: I(w) = L A(w)."""
    return luminance * seen_lx(opening, places, normals, lambda area, w: area, samples)


@pytest.mark.parametrize(
    ("name", "direction", "expected_m2"),
    [
        ("panel", (0.6, 0.0, -0.8), 0.18 * 0.8),
        ("panel", (0.6, 0.0, 0.8), 0.18 * 0.8),
        ("box", (0.6, 0.0, -0.8), 0.18 * 0.8 + 0.03 * 0.6),
        ("box", (0.48, -0.64, 0.6), 0.18 * 0.6 + 0.03 * 0.48 + 0.06 * 0.64),
        ("partly lit", (0.8, 0.0, -0.6), 0.12 * 0.6 + 0.06 * 0.8),
        ("partly lit", (-0.8, 0.0, -0.6), 0.12 * 0.6),
        ("partly lit", (0.0, 0.8, -0.6), 0.12 * 0.6 + 0.04 * 0.8),
        ("partly lit", (0.0, -0.8, -0.6), 0.12 * 0.6 + 0.02 * 0.8),
        ("disc", (0.6, 0.0, -0.8), np.pi * 0.15**2 * 0.8),
        ("drum", (0.6, 0.0, -0.8), np.pi * 0.25**2 * 0.8 + 0.05 * 0.6),
        ("tube along x", (0.6, 0.8, 0.0), np.pi * 0.02**2 * 0.6 + 1.2 * 0.04 * 0.8),
        ("upright disc", (-0.6, 0.8, 0.0), np.pi * 0.1 * 0.15 * 0.6),
        ("ball", (0.48, -0.64, 0.6), np.pi * 0.15**2),
        ("egg", (0.0, 0.0, 1.0), np.pi * 0.1 * 0.15),
        ("egg", (1.0, 0.0, 0.0), np.pi * 0.15 * 0.25),
        ("turned box", (np.cos(np.pi / 6), 0.5, 0.0), 0.03),
    ],
)
def test_the_outline_has_the_area_of_the_formula(name, direction, expected_m2):
    area = projected_area_m2(lanes_of(SHAPES[name], 1), vectors([direction])).numpy()
    assert area == pytest.approx([expected_m2], rel=1e-5)


@pytest.mark.parametrize("name", SHAPES)
def test_light_leaves_evenly_over_the_outline(name):
    """Chi-square of exit points over the outline, whose cells are found by meeting the shape with rays."""
    opening, count = SHAPES[name], 1 << 14
    seen = 0
    for direction in DIRECTIONS:
        lanes = lanes_of(opening, count)
        area = float(projected_area_m2(lanes, vectors([direction])).numpy()[0])
        if area < 1e-4 * max(opening.size_m) ** 2:
            continue
        seen += 1
        origins, cell, cell_m2 = rays_across(opening, direction)
        lit = outline_hits(opening, origins, direction)
        assert lit.sum() * cell_m2 == pytest.approx(area, rel=6e-3)
        towards = np.broadcast_to(direction, (count, 3))
        points = np.array(exit_point(lanes, vectors(towards), numbers_of(count))).T
        expected = np.bincount(cell(origins)[lit], minlength=144) / lit.sum()
        found = np.bincount(cell(points), minlength=144)
        large = expected * count > 25
        left_over = [[part[~large].sum()] for part in (found, expected)]
        found, expected = (
            np.concatenate([part[large], rest])
            for part, rest in zip((found, expected), left_over, strict=True)
        )
        kept = expected * count > 5
        assert found[~kept].sum() <= 25
        found, expected = found[kept], expected[kept]
        assert chisquare(found, expected / expected.sum() * found.sum()).pvalue > 1e-3
        # on the surface: a ray from just outside, against the light, meets it at once
        behind = points + direction * 1e-4
        assert outline_hits(opening, behind, direction, reach=2e-3).mean() > 0.99
    assert seen >= 4


PLACES = {
    "panel": [(0.05, 0.02, -1), (0.29, -0.14, -1), (0.32, 0.0, -1), (0.6, 0.4, -1), (0.1, 0.1, 1)],
    "strip": [(0.0, 0.0, -1), (0.02, 0.55, -1), (0.3, 0.8, 1)],
    "box": [(0.05, 0.02, -1), (1, 0.1, 0.02), (0.1, -1, 0.0), (1, 1, -1), (0.31, 0.1, 1)],
    "bar": [(0.4, 0.0, -1), (1, 0.01, 0.01), (0.2, -1, 0.0), (-1, 1, 1)],
    "partly lit": [(0.0, 0.0, -1), (1, 0, 0), (-1, 0.1, 0.0), (0.1, 1, 0.0), (0.1, -1, -0.08), (-1, -1, -1)],
}
DISTANCES_M = (0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 20.0)


def _place(opening, pattern, distance_m):
    """A pattern of +-1 (that far off a face) and metres; the normal looks back at the opening, tilted."""
    half, pattern = np.array(opening.size_m) / 2, np.array(pattern, float)
    off = np.abs(pattern) == 1
    place = np.where(off, np.sign(pattern) * (half + distance_m), pattern)
    towards = np.add(np.where(off, -np.sign(pattern), 0.0), (0.1, -0.2, 0.05))
    return place, towards / np.linalg.norm(towards)


@pytest.mark.parametrize("name", PLACES)
def test_boxes_and_rectangles_light_as_the_polygon_formula_says(name):
    opening = SHAPES[name]
    cases = [_place(opening, pattern, d) for pattern in PLACES[name] for d in DISTANCES_M]
    places, normals = (np.array(part) for part in zip(*cases, strict=True))
    expected = [box_lx(opening, place, normal) for place, normal in cases]
    assert np.count_nonzero(expected) >= len(cases) * 4 / 5
    assert lambertian_lx(opening, places, normals) == pytest.approx(expected, rel=4e-3, abs=1e-9)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_disc_lights_as_its_formula_says(side):
    cases = [(a, d) for a in (0.0, 0.05, 0.1499, 0.1501, 0.3, 1.0) for d in DISTANCES_M]
    expected = [disc_lx(0.15, beside_m=a, distance_m=d) for a, d in cases]
    places = [(a, 0.0, side * d) for a, d in cases]
    assert lambertian_lx(SHAPES["disc"], places, (0, 0, -side)) == pytest.approx(expected, rel=5e-3)


def test_v6_disc_source():
    disc = LuminousOpening(S.DISC, (1.0, 1.0, 0.0))
    values = lambertian_lx(disc, [(a, 0, -2) for a in (0, 0.5, 1, 2)], (0, 0, 1), luminance=1000)
    assert values == pytest.approx([184.7996, 165.8334, 123.0949, 49.8299], rel=1e-3)


def test_under_a_drum_only_its_end_is_seen():
    beside = (0.0, 0.1, 0.24)
    expected = [disc_lx(0.25, beside_m=a, distance_m=0.02) for a in beside]
    places = [(a, 0, -0.05 - 0.02) for a in beside]
    assert lambertian_lx(SHAPES["drum"], places, (0, 0, 1)) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("tilt", [0.0, 0.3, -0.8])
def test_a_sphere_lights_as_a_point_in_its_centre_where_all_of_it_is_seen(tilt):
    w, d = np.array((0.48, -0.64, 0.6)), 0.15 + np.array(DISTANCES_M)
    d = d[np.arcsin(0.15 / d) < np.pi / 2 - abs(tilt)]
    across = np.cross(w, (0, 0, 1)) / np.linalg.norm(np.cross(w, (0, 0, 1)))
    normal = -w * np.cos(tilt) + across * np.sin(tilt)
    expected = np.pi * 0.15**2 / d**2 * np.cos(tilt)
    assert lambertian_lx(SHAPES["ball"], w * d[:, None], normal) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("shape", "size", "across"),
    [
        (S.CYLINDER_X, (200, 0.04, 0.04), (0, 0.6, -0.8)),
        (S.CYLINDER_Y, (0.04, 200, 0.04), (0.6, 0, -0.8)),
        (S.DISC, (0.04, 0.04, 200), (0.6, 0.8, 0)),
    ],
)
def test_a_long_cylinder_lights_as_one_without_ends(shape, size, across):
    """E = pi L R / d at distance d from the axis, normal towards it."""
    d = np.array([0.021, 0.03, 0.1, 1.0])
    found = lambertian_lx(LuminousOpening(shape, size), np.outer(d, across), -np.array(across))
    assert found == pytest.approx(np.pi * 0.02 / d, rel=1e-3)


@pytest.mark.parametrize("name", [n for n in SHAPES if SHAPES[n].shape is not S.RECTANGLE])
def test_round_openings_light_as_their_surface_summed_up(name):
    opening = SHAPES[name]
    half = np.array(opening.size_m) / 2
    places = [direction * (half + d) for d in (0.1, 1.0) for direction in DIRECTIONS[[0, 2, 4, 6]]]
    normals = np.array([-place / np.linalg.norm(place) + (0.1, -0.2, 0.1) for place in places])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    expected = [quadrature_lx(opening, *case) for case in zip(places, normals, strict=True)]
    # edge on a flat opening is seen as from just in front of its plane
    assert lambertian_lx(opening, places, normals) == pytest.approx(expected, rel=4e-3, abs=1e-5)


def test_a_turned_opening_turns():
    turn, box = np.radians(30), SHAPES["turned box"]
    plain = LuminousOpening(box.shape, box.size_m)
    matrix = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    place, normal = np.array((0.4, 0.3, -0.2)), np.array((-0.8, -0.6, 0.0))
    found = lambertian_lx(box, matrix @ place, matrix @ normal)
    assert found == pytest.approx([box_lx(plain, place, normal)], rel=2e-3)


@pytest.mark.parametrize("name", SHAPES)
def test_what_arrives_around_an_opening_is_what_it_emits(name):
    """I = 1 + wx / 2 + wz / 3 emits 4 pi lm, all of which lands on a box around the opening."""
    opening = SHAPES[name]
    half = np.array(opening.size_m) / 2
    if opening.turn_deg:
        half[:2] = np.linalg.norm(half[:2])
    for gap_m in (0.01, 0.5):
        sides = half + gap_m
        nodes, weights = np.polynomial.legendre.leggauss(40)
        u, v = (part.ravel() for part in np.meshgrid(nodes, nodes))
        weight = np.outer(weights, weights).ravel()
        arriving = 0.0
        for axis in range(3):
            for side in (-1, 1):
                one, two = (axis + 1) % 3, (axis + 2) % 3
                places, normal = np.zeros((len(u), 3)), np.zeros(3)
                places[:, axis], normal[axis] = side * sides[axis], -side
                places[:, one], places[:, two] = u * sides[one], v * sides[two]
                lx = seen_lx(opening, places, normal, lambda _, w: 1 + w.x / 2 + w.z / 3, 64)
                arriving += lx @ weight * sides[one] * sides[two]
        assert arriving == pytest.approx(4 * np.pi, rel=5e-3)


@pytest.mark.parametrize("name", ["box", "drum", "tube along x", "ball", "egg"])
def test_inside_nothing_is_seen(name):
    for normal in ((0, 0, 1), (1, 0, 0), (0, -1, 0)):
        places = [(0.0, 0.0, 0.0), (0.01, -0.012, 0.011)]
        assert (lambertian_lx(SHAPES[name], places, normal, samples=256) == 0).all()


@pytest.mark.parametrize("name", SHAPES)
def test_no_place_gives_anything_but_a_number(name):
    half = np.array(SHAPES[name].size_m) / 2
    corners = np.array(np.meshgrid(*[(-1, 0, 0.5, 1, 1.0001, 1e5)] * 3)).reshape(3, -1).T * np.maximum(
        half, 1e-3
    )
    count = len(corners)
    seen = seen_point(lanes_of(SHAPES[name], count), vectors(corners), numbers_of(count))
    assert np.isfinite(np.array(seen.point)).all()
    assert np.isfinite(seen.per_m2.numpy()).all()
    assert (seen.per_m2.numpy() >= 0).all()
    for direction in DIRECTIONS:
        points = exit_point(
            lanes_of(SHAPES[name], count), vectors(np.tile(direction, (count, 1))), numbers_of(count)
        )
        assert np.isfinite(np.array(points)).all()


def test_a_point_source_is_a_point():
    import drjit as dr

    lanes = lanes_of(LuminousOpening(), 3)
    receiver = vectors([(0, 0, -2), (3, 0, 4), (0, 0, 0)])
    seen = seen_point(lanes, receiver, numbers_of(3))
    assert np.array(seen.point).max() == 0
    assert seen.per_m2.numpy() == pytest.approx([0.25, 0.04, 1e6])
    assert np.array(exit_point(lanes, dr.normalize(receiver + 0.1), numbers_of(3))).max() == 0


def test_a_line_is_a_rectangle_without_width():
    """E under the middle of a line of flat Lambertian elements: the integral of h**2 / (h**2 + x**2)**2."""
    line = LuminousOpening(S.RECTANGLE, (0.0, 1.0, 0.0))
    h, a = 0.5, 0.5
    exact = (a / (2 * (a * a + h * h)) + np.arctan(a / h) / (2 * h)) * 2
    found = lambertian_lx(line, (0, 0, -h), (0, 0, 1), luminance=1 / (1.0 * 1e-4))
    assert found == pytest.approx([exact], rel=1e-3)
