"""Tables of types A and B against light that is known in every direction."""

from __future__ import annotations

import numpy as np
import pytest

from assets import planes
from assets.ies import read_ies
from assets.photometry import LuminousOpening, OpeningShape
from assets.types_a_and_b import type_c_from_type_a, type_c_from_type_b

DEGREES = np.arange(-90.0, 91.0, 2.5)


def direction_a(h, v):
    """Photometric horizontal is H 0, V 0; nadir is V -90; H runs clockwise seen from above."""
    h, v = np.radians(h), np.radians(v)
    return np.stack([np.cos(v) * np.cos(h), -np.cos(v) * np.sin(h), np.sin(v)], axis=-1)


def direction_b(h, v):
    """Nadir is H 0, V 0; photometric horizontal is H 0, V 90; H is the latitude about y."""
    h, v = np.radians(h), np.radians(v)
    return np.stack([np.cos(h) * np.sin(v), -np.sin(h), -np.cos(h) * np.cos(v)], axis=-1)


TYPES = {"A": (type_c_from_type_a, direction_a), "B": (type_c_from_type_b, direction_b)}
FORWARD = {"A": np.array((1.0, 0, 0)), "B": np.array((0, 0, -1.0))}


def table_of(kind, light, horizontal=DEGREES, vertical=DEGREES):
    h, v = np.meshgrid(horizontal, vertical, indexing="ij")
    return light(TYPES[kind][1](h, v))


def c_direction(c, gamma):
    c, gamma = np.radians(c), np.radians(gamma)
    return np.stack([np.sin(gamma) * np.cos(c), np.sin(gamma) * np.sin(c), -np.cos(gamma)], axis=-1)


@pytest.mark.parametrize("kind", TYPES)
def test_a_lambertian_light(kind):
    def light(w):
        return 1000 * np.maximum(w @ FORWARD[kind], 0)

    found = TYPES[kind][0](DEGREES, DEGREES, table_of(kind, light))
    assert found.luminous_flux_lm() == pytest.approx(1000 * np.pi, rel=1e-3)
    c, gamma = np.meshgrid(np.arange(0, 360, 7.3), np.arange(1, 180, 3.7))
    expected = light(c_direction(c, gamma))
    assert found.intensity_towards_cd(c, gamma) == pytest.approx(expected, rel=2e-3, abs=1.0)


@pytest.mark.parametrize("kind", TYPES)
def test_an_uneven_light_keeps_its_axes(kind):
    """I = 100 (w . f)**2 (1 + 0.5 a . w) with different weights along x, y and z."""
    tilt = np.array((0.5, 0.3, -0.4))

    def light(w):
        ahead = np.maximum(w @ FORWARD[kind], 0)
        return 100 * ahead**2 * (1 + w @ tilt)

    found = TYPES[kind][0](DEGREES, DEGREES, table_of(kind, light))
    c, gamma = np.meshgrid(np.arange(0, 360, 7.3), np.arange(1, 180, 3.7))
    expected = light(c_direction(c, gamma))
    assert found.intensity_towards_cd(c, gamma) == pytest.approx(expected, abs=0.25)
    # over the half sphere: 2 pi / 3 x 100, and pi / 2 x 100 times the part of the tilt along the axis
    exact = 100 * (2 * np.pi / 3 + np.pi / 2 * tilt @ FORWARD[kind])
    assert found.luminous_flux_lm() == pytest.approx(exact, rel=2e-3)


def test_where_the_axes_of_a_spot_point():
    """One bright direction of each table, at H 30 V 20."""
    spot = np.zeros((len(DEGREES), len(DEGREES)))
    spot[np.searchsorted(DEGREES, 30), np.searchsorted(DEGREES, 20)] = 1.0
    for kind, (convert, direction) in TYPES.items():
        found = convert(DEGREES, DEGREES, spot, step_deg=0.5)
        row, column = np.unravel_index(found.intensity_cd.argmax(), found.intensity_cd.shape)
        w = c_direction(found.c_deg[row], found.gamma_deg[column])
        assert w @ direction(30.0, 20.0) > np.cos(np.radians(0.6)), kind


@pytest.mark.parametrize("kind", TYPES)
def test_halves_are_mirrored(kind):
    def light(w):
        return 100 * np.maximum(w @ FORWARD[kind], 0) ** 2 * (1 + w[..., 1] ** 2)

    half = DEGREES[DEGREES >= 0]
    whole = TYPES[kind][0](DEGREES, DEGREES, table_of(kind, light))
    for horizontal, vertical in ((half, DEGREES), (DEGREES, half), (half, half)):
        found = TYPES[kind][0](horizontal, vertical, table_of(kind, light, horizontal, vertical))
        assert found.intensity_cd == pytest.approx(whole.intensity_cd, abs=1e-9)


def test_outside_its_angles_a_table_is_dark():
    narrow = np.array([-10.0, 0.0, 10.0])
    found = type_c_from_type_b(narrow, narrow, np.full((3, 3), 7.0))
    assert found.intensity_towards_cd([0, 90], [9, 9]) == pytest.approx([7, 7])
    assert found.intensity_towards_cd([0, 90, 45], [12, 12, 20]).tolist() == [0, 0, 0]


def test_a_real_floodlight_of_type_b(shared):
    """Its keyword says 10601 lm; the exact sum over its cells, cos H dH dV, gives 10680."""
    text = (shared / "photometry" / "rab_flood_typeB_half.ies").read_bytes().decode("cp1252")
    numbers = np.array(text.split("TILT=NONE")[1].split(), float)
    verticals, horizontals = int(numbers[3]), int(numbers[4])
    vertical, horizontal, rest = np.split(numbers[13:], [verticals, verticals + horizontals])
    found = type_c_from_type_b(horizontal, vertical, rest.reshape(horizontals, verticals), step_deg=0.5)
    assert found.luminous_flux_lm() == pytest.approx(10680, rel=2e-3)
    assert found.intensity_towards_cd(0, 20) != pytest.approx(found.intensity_towards_cd(90, 20), rel=0.01)
    assert found.intensity_towards_cd(90, 33) == pytest.approx(found.intensity_towards_cd(270, 33), rel=1e-9)


KIND = {"A": 3, "B": 2}


def file_of(kind, light, horizontal=DEGREES, vertical=DEGREES, opening="0.2 0.3 0"):
    table = table_of(kind, light, horizontal, vertical)
    lines = ["IESNA:LM-63-2002", "[TEST] formula", "TILT=NONE"]
    lines += [f"1 -1 1 {len(vertical)} {len(horizontal)} {KIND[kind]} 2 {opening}", "1 1 10"]
    lines += [" ".join(f"{value:.9g}" for value in values) for values in (vertical, horizontal, *table)]
    return "\n".join(lines).encode()


def codes(photometry):
    return [problem.code for problem in photometry.problems]


@pytest.mark.parametrize("kind", TYPES)
def test_files_are_read_where_the_standard_points_them(kind):
    """LM-63-2002: type A looks along photometric horizontal, type B along photometric zero, straight down."""

    def light(w):
        return 1000 * np.maximum(w @ FORWARD[kind], 0)

    read = read_ies(file_of(kind, light))
    assert codes(read) == ["RESAMPLED"]
    assert read.ies.photometric_type == kind
    assert read.zonal_flux_lm() == pytest.approx(1000 * np.pi, rel=1e-3)
    assert read.distribution.luminous_flux_lm() == pytest.approx(1000 * np.pi, rel=1e-3)
    brightest = (0, 90) if kind == "A" else (0, 0)
    assert read.distribution.intensity_towards_cd(*brightest) == pytest.approx(1000)
    # width lies across photometric horizontal, length along it, whatever the type
    assert read.opening == LuminousOpening(OpeningShape.RECTANGLE, (0.3, 0.2, 0.0))


def test_the_opening_of_a_headlamp_faces_along_x():
    read = read_ies(file_of("A", lambda w: np.maximum(w[..., 0], 0), opening="-0.2 0 -0.2"))
    assert read.opening == LuminousOpening(OpeningShape.DISC_FACING_X, (0.0, 0.2, 0.2))


@pytest.mark.parametrize(
    ("kind", "horizontal_half", "vertical_half", "symmetry"),
    [
        ("A", False, False, planes.NONE),
        ("A", True, False, planes.BILATERAL_0_180),
        ("A", False, True, planes.NONE),
        ("B", True, False, planes.BILATERAL_0_180),
        ("B", False, True, planes.BILATERAL_90_270),
        ("B", True, True, planes.QUADRANT),
    ],
)
def test_symmetries_of_mirrored_halves(kind, horizontal_half, vertical_half, symmetry):
    half = DEGREES[DEGREES >= 0]

    def light(w):
        return 100 * np.maximum(w @ FORWARD[kind], 0) ** 2 * (1 + w[..., 1] ** 2)

    given = [half if is_half else DEGREES for is_half in (horizontal_half, vertical_half)]
    read = read_ies(file_of(kind, light, *given))
    assert read.symmetry == symmetry
    ring = read.distribution
    c, gamma = np.meshgrid(np.arange(0, 360, 7.5), np.arange(0, 181, 7.5))
    images = {
        planes.BILATERAL_0_180: [-c],
        planes.BILATERAL_90_270: [180 - c],
        planes.QUADRANT: [-c, 180 - c],
        planes.NONE: [],
    }[symmetry]
    for image in images:
        assert ring.intensity_towards_cd(image, gamma) == pytest.approx(
            ring.intensity_towards_cd(c, gamma), abs=1e-9
        )


def test_the_step_follows_the_angles_of_the_file():
    def spot(w):
        return 1e4 * np.maximum(w[..., 2] * -1, 0) ** 2000

    coarse = read_ies(file_of("B", lambda w: np.maximum(-w[..., 2], 0), DEGREES[::4], DEGREES[::4]))
    fine = np.unique(np.concatenate([np.arange(-10, 10.1, 0.5), DEGREES]))
    narrow = read_ies(file_of("B", spot, fine, fine))
    assert len(narrow.distribution.c_deg) - 1 == 1440
    assert len(coarse.distribution.c_deg) - 1 < 360
    # the light of a narrow spot, integral of I0 cos**2000 over the hemisphere: 2 pi I0 / 2001
    assert narrow.distribution.luminous_flux_lm() == pytest.approx(2e4 * np.pi / 2001, rel=5e-3)


def test_what_resampling_cannot_hold_is_told():
    needle = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    table = [f"{value:g}" for row in np.outer([0, 3, 9, 3, 0], [0, 3, 9, 3, 0]) for value in row]
    lines = ["IESNA:LM-63-2002", "TILT=NONE", "1 -1 1 5 5 2 2 0 0 0", "1 1 10"]
    angles = " ".join(f"{angle + 3.3:g}" for angle in needle)
    read = read_ies("\n".join([*lines, angles, angles, *table]).encode())
    assert codes(read) == ["RESAMPLED_COARSELY"]


def test_a_table_that_ends_while_there_is_light_is_warned_of():
    light = lambda w: np.maximum(-w[..., 2], 0)  # noqa: E731
    inner = np.arange(-60.0, 61.0, 2.5)
    assert codes(read_ies(file_of("B", light, inner, DEGREES)))[:2] == ["TABLE_ENDS_LIT", "TABLE_ENDS_LIT"]
    wide = np.arange(-180.0, 181.0, 5.0)  # round to the back: legal for the vertical angles of type B
    assert "TABLE_ENDS_LIT" not in codes(read_ies(file_of("B", lambda w: 2 - w[..., 2], DEGREES, wide)))


@pytest.mark.parametrize(
    ("horizontal", "vertical", "shape", "step"),
    [
        ([-10, 0, 10], [0, 10], (2, 3), 1.0),
        ([0], [0, 10], (1, 2), 1.0),
        ([10, 0], [0, 10], (2, 2), 1.0),
        ([0, 100], [0, 10], (2, 2), 1.0),
        ([0, 10], [0, 200], (2, 2), 1.0),
        ([0, 10], [0, 10], (2, 2), 0.7),
    ],
)
def test_unsound_tables_are_refused(horizontal, vertical, shape, step):
    with pytest.raises(ValueError, match=r"fit|increase|divisor"):
        type_c_from_type_b(np.array(horizontal), np.array(vertical), np.ones(shape), step_deg=step)
