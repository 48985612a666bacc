"""Openings at ceilings and walls, moved in front of them as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import rotation_z

from assets.photometry import LuminousOpening, OpeningShape
from render.opening_place import cleared_centre_m, reach_m

S = OpeningShape
CEILING, WALL = (0.0, 0.0, -1.0, -3.0), (0.0, 1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("opening", "direction", "expected_m"),
    [
        (LuminousOpening(), (0, 0, 1), 0.0),
        (LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1)), (0, 0, 1), 0.05),
        (LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1)), (0.6, 0.8, 0), 0.18 + 0.12),
        (LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1), 30.0), (np.cos(np.pi / 6), 0.5, 0), 0.3),
        (LuminousOpening(S.DISC, (0.4, 0.4, 0.2)), (0, 0.6, -0.8), 0.2 * 0.6 + 0.1 * 0.8),
        (LuminousOpening(S.CYLINDER_Y, (0.1, 1.0, 0.1)), (0, 0.6, 0.8), 0.5 * 0.6 + 0.05 * 0.8),
        (LuminousOpening(S.SPHERE, (0.2, 0.4, 0.6)), (0, 0.6, 0.8), np.hypot(0.2 * 0.6, 0.3 * 0.8)),
    ],
)
def test_how_far_an_opening_extends(opening, direction, expected_m):
    assert reach_m(opening, np.array([direction])) == pytest.approx([expected_m], abs=1e-4)


def test_a_box_at_the_ceiling_hangs_below_it_and_a_free_one_stays():
    box = LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1))
    matrix = np.eye(4)
    for height, expected in ((3.0, 2.949), (2.97, 2.949), (2.9, 2.9), (3.02, 2.949)):
        matrix[:3, 3] = (2, 2, height)
        assert cleared_centre_m(box, matrix, np.array([CEILING]), clear_m=1e-3) == pytest.approx(
            [2, 2, expected]
        )


def test_in_a_corner_both_planes_are_cleared_and_empty_rows_do_nothing():
    ball = LuminousOpening(S.SPHERE, (0.3, 0.3, 0.3))
    matrix = np.eye(4)
    matrix[:3, 3] = (2, 0, 3)
    planes = np.array([CEILING, WALL, (0, 0, 0, -1)])
    assert cleared_centre_m(ball, matrix, planes, clear_m=0.0) == pytest.approx([2, 0.15, 2.85])


def test_slanted_planes_are_cleared_together():
    ball = LuminousOpening(S.SPHERE, (0.3, 0.3, 0.3))
    slope = np.array([0, 0.6, -0.8, -2.0])
    matrix = np.eye(4)
    matrix[:3, 3] = (2, 0, 2.5)
    centre = cleared_centre_m(ball, matrix, np.array([slope, WALL]), clear_m=0.0)
    for plane in (slope, np.array(WALL)):
        assert plane[:3] @ centre - plane[3] > 0.15 - 1e-6


def test_the_luminaires_turn_counts():
    box = LuminousOpening(S.RECTANGLE, (0.6, 0.3, 0.1))
    matrix = np.eye(4)
    matrix[:3, :3] = rotation_z(90)
    centre = cleared_centre_m(box, matrix, np.array([WALL]), clear_m=0.0)
    assert centre == pytest.approx([0, 0.3, 0])
