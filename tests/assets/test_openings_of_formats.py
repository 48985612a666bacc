"""Codes of luminous openings in LM-63 and EULUMDAT: shape and size, as the research page's table says."""

from __future__ import annotations

import pytest

from assets.ies_opening import ies_opening
from assets.ldt import read_ldt
from assets.photometry import LuminousOpening, OpeningShape, closed_distribution
from assets.read_photometry import read_photometry
from assets.write_ldt import write_ldt
from kit.problems import Problem

S = OpeningShape
OLD, MIDDLE, NEW = ("LM-63-1986", "LM-63-1991"), ("LM-63-1995",), ("LM-63-2002", "LM-63-2019", "")
ALL = (*OLD, *MIDDLE, *NEW)
# editions; width, length, height; shape and its extent along length (x), width (y) and height (z)
CODES = [
    (ALL, (0, 0, 0), S.POINT, (0, 0, 0)),
    (ALL, (0.2, 1.2, 0), S.RECTANGLE, (1.2, 0.2, 0)),
    (ALL, (0.2, 1.2, 0.1), S.RECTANGLE, (1.2, 0.2, 0.1)),
    ((*OLD, *MIDDLE), (-0.3, 0, 0), S.DISC, (0.3, 0.3, 0)),
    (NEW, (-0.3, -0.3, 0), S.DISC, (0.3, 0.3, 0)),
    ((*OLD, *MIDDLE), (-0.3, 0.5, 0), S.DISC, (0.5, 0.3, 0)),
    (MIDDLE, (0.3, -0.5, 0), S.DISC, (0.5, 0.3, 0)),
    (NEW, (-0.3, -0.5, 0), S.DISC, (0.5, 0.3, 0)),
    (MIDDLE, (-0.3, 0.5, 0.2), S.DISC, (0.5, 0.3, 0.2)),
    (MIDDLE, (0.3, -0.5, 0.2), S.DISC, (0.5, 0.3, 0.2)),
    ((*OLD, *MIDDLE), (-0.3, 0, 0.2), S.DISC, (0.3, 0.3, 0.2)),
    (NEW, (-0.3, -0.3, 0.2), S.DISC, (0.3, 0.3, 0.2)),
    (NEW, (-0.3, -0.5, 0.2), S.DISC, (0.5, 0.3, 0.2)),
    (OLD, (-0.3, 0.5, 0.2), S.SPHERE, (0.5, 0.3, 0.2)),
    (MIDDLE, (-0.3, 0, -0.3), S.SPHERE, (0.3, 0.3, 0.3)),
    (MIDDLE, (-0.3, 0.5, -0.2), S.SPHERE, (0.5, 0.3, 0.2)),
    (MIDDLE, (0.3, -0.5, -0.2), S.SPHERE, (0.5, 0.3, 0.2)),
    (NEW, (-0.3, -0.3, -0.3), S.SPHERE, (0.3, 0.3, 0.3)),
    (NEW, (-0.3, -0.5, -0.2), S.SPHERE, (0.5, 0.3, 0.2)),
    (MIDDLE, (0, 1.2, -0.1), S.CYLINDER_X, (1.2, 0.1, 0.1)),
    (MIDDLE, (1.2, 0, -0.1), S.CYLINDER_Y, (0.1, 1.2, 0.1)),
    (NEW, (-0.1, 1.2, -0.1), S.CYLINDER_X, (1.2, 0.1, 0.1)),
    (NEW, (-0.1, 1.2, -0.2), S.CYLINDER_X, (1.2, 0.1, 0.2)),
    (NEW, (1.2, -0.1, -0.1), S.CYLINDER_Y, (0.1, 1.2, 0.1)),
    (NEW, (1.2, -0.1, -0.2), S.CYLINDER_Y, (0.1, 1.2, 0.2)),
    # upright discs that face 0 degrees: the standard's order of the numbers, and the other one
    (NEW, (-0.3, 0, -0.3), S.DISC_FACING_X, (0, 0.3, 0.3)),
    (NEW, (-0.3, 0, -0.5), S.DISC_FACING_X, (0, 0.3, 0.5)),
    (NEW, (0, -0.3, -0.5), S.DISC_FACING_X, (0, 0.3, 0.5)),
    # any negative width without a length is a circle, whatever the edition
    (ALL, (-0.3, 0, 0), S.DISC, (0.3, 0.3, 0)),
    (ALL, (-0.3, 0, 0.2), S.DISC, (0.3, 0.3, 0.2)),
]


@pytest.mark.parametrize(("editions", "numbers", "shape", "size_m"), CODES)
def test_signs_of_an_ies_file(editions, numbers, shape, size_m):
    for version in editions:
        problems: list[Problem] = []
        opening = ies_opening(*numbers, version=version, problems=problems)
        assert (opening, problems) == (LuminousOpening(shape, size_m), [])


FILES = [
    ("point_opening.ies", S.POINT, (0, 0, 0)),
    ("rectangular_opening_with_height.ies", S.RECTANGLE, (0.34, 0.12, 0.56)),
    ("round_opening_with_height.ies", S.DISC, (0.12, 0.12, 0.34)),
    ("ellipse_opening_along_length.ies", S.DISC, (0.34, 0.12, 0.56)),
    ("ellipsoid_opening_along_width.ies", S.SPHERE, (0.34, 0.12, 0.56)),
    ("sphere_opening.ies", S.SPHERE, (0.12, 0.12, 0.12)),
    ("horizontal_cylinder_opening_along_length.ies", S.CYLINDER_X, (0.12, 0.34, 0.34)),
    ("imperial_units.ies", S.RECTANGLE, (0.34 * 0.3048, 0.12 * 0.3048, 0.56 * 0.3048)),
]


@pytest.mark.parametrize(("name", "shape", "size_m"), FILES)
def test_files_with_each_opening(shared, name, shape, size_m):
    data = (shared / "photometry" / "openings" / name).read_bytes()
    opening = read_photometry(data, name).opening
    assert opening.shape is shape
    assert opening.size_m == pytest.approx(size_m)


def _ldt(length, width, heights):
    """A sound file with those sizes of its luminous area [mm]."""
    light = closed_distribution([0.0], [0.0, 90.0], [[300.0, 0.0]])
    lines = write_ldt(light, name="test").decode("latin-1").split("\r\n")
    for line, value in zip(range(16, 22), (length, width, *heights), strict=True):
        lines[line - 1] = str(value)
    return "\r\n".join(lines).encode("latin-1")


@pytest.mark.parametrize(
    ("length", "width", "heights", "expected"),
    [
        (0, 0, (0, 0, 0, 0), LuminousOpening()),
        (1200, 60, (0, 0, 0, 0), LuminousOpening(S.RECTANGLE, (0.06, 1.2, 0.0))),
        (1200, 60, (50, 50, 50, 50), LuminousOpening(S.RECTANGLE, (0.06, 1.2, 0.05))),
        (
            1200,
            60,
            (50, 0, 50, 0),
            LuminousOpening(S.RECTANGLE, (0.06, 1.2, 0.05), sides_m=(0.05, 0.0, 0.05, 0.0)),
        ),
        (
            300,
            200,
            (80, 20, 0, 10),
            LuminousOpening(S.RECTANGLE, (0.2, 0.3, 0.08), sides_m=(0.08, 0.02, 0.0, 0.01)),
        ),
        (400, 0, (0, 0, 0, 0), LuminousOpening(S.DISC, (0.4, 0.4, 0.0))),
        (400, 0, (90, 90, 90, 90), LuminousOpening(S.DISC, (0.4, 0.4, 0.09))),
        (400, 0, (90, 0, 0, 0), LuminousOpening(S.DISC, (0.4, 0.4, 0.09))),
    ],
)
def test_sizes_of_an_eulumdat_file(length, width, heights, expected):
    photometry = read_ldt(_ldt(length, width, heights))
    assert photometry.opening == expected
    again = write_ldt(photometry.distribution, name="test", opening=photometry.opening)
    assert read_ldt(again).opening == expected


def test_sides_turn_and_mirror_with_the_opening():
    box = LuminousOpening(S.RECTANGLE, (0.2, 0.3, 0.08), sides_m=(0.08, 0.02, 0.0, 0.01))
    quarter = LuminousOpening(S.RECTANGLE, (0.3, 0.2, 0.08), sides_m=(0.01, 0.08, 0.02, 0.0))
    assert box.turned(90) == quarter
    assert box.turned(90).turned(90) == box.turned(180)
    assert box.turned(180).sides_m == (0.0, 0.01, 0.08, 0.02)
    assert box.turned(360) == box
    assert box.turned(100) == LuminousOpening(quarter.shape, quarter.size_m, 10.0, quarter.sides_m)
    assert box.mirrored().sides_m == (0.08, 0.01, 0.0, 0.02)
    assert box.turned(100).mirrored().turned(100) == box.mirrored()
