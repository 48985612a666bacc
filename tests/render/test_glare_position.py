"""Guth's position index by formula, the eye's own axes, and how large openings look.

Values of the formula from the research page on photometry, section 7 (printed to three digits there);
areas from solid geometry.
"""

from __future__ import annotations

import numpy as np
import pytest

from assets.photometry import LuminousOpening, OpeningShape
from render.luminous_area import opening_points_m, projected_area_m2
from render.position_index import position_index, sight_frame, tabled_position_index

SLANT = np.array([1.0, 2.0, -2.0]) / 3


@pytest.mark.parametrize(
    ("t", "h", "formula"),
    [
        (0.0, 0.5, 2.860),
        (0.0, 1.0, 7.059),
        (0.5, 0.5, 2.918),
        (1.0, 0.0, 2.050),
        (1.0, 1.0, 7.030),
        (2.0, 1.5, 12.083),
        (3.0, 1.9, 15.062),
        (3.0, 1.0, 9.065),
    ],
)
def test_formula_has_its_known_values(t, h, formula):
    assert position_index(np.array([1, t, h])) == pytest.approx(formula, abs=6e-4)
    assert position_index(np.array([4, -4 * t, 4 * h])) == pytest.approx(formula, abs=6e-4)


def test_formula_follows_the_table_without_a_jump():
    t, h = np.meshgrid(np.arange(0, 3.05, 0.1), np.arange(0, 1.95, 0.1), indexing="ij")
    table = tabled_position_index(t, h)
    printed_so = (np.round(t, 1) == 2.7) & (np.round(h, 1) == 0.6)  # 7.50 between 7.00 and 7.08
    known = np.isfinite(table) & ~printed_so
    ratio = np.where(known, position_index(np.stack([np.ones_like(t), t, h], axis=-1)) / table, np.nan)
    assert np.nanmax(np.abs(ratio - 1)) < 0.11
    for axis in (0, 1):
        assert np.nanmax(np.abs(np.diff(ratio, axis=axis))) < 0.06


def test_on_the_sight_line_the_index_is_one():
    assert position_index(np.array([3.0, 0, 0])) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((1, 0, -0.5), 1.4),
        ((2, 0.6, -0.8), 1.4),
        ((1, 0, -1), 2.2),
        ((1, 3, -4), 7.0),
    ],
)
def test_below_the_sight_line(place, expected):
    assert position_index(np.array(place)) == pytest.approx(expected)


@pytest.mark.parametrize("place", [(0, 0, 1), (-1, 0, 0), (-2, 1, 1), (0, 1, 0), (0, 0, 0)])
def test_behind_the_eye_nothing_counts(place):
    assert position_index(np.array(place, float)) == np.inf


@pytest.mark.parametrize("direction", [(1, 0, 0), (0, -2, 0), (1, 1, 0.5), (0, 0, 1), (0, 0, -3)])
def test_axes_of_the_eye_are_at_right_angles(direction):
    frame = sight_frame(np.array(direction, float))
    assert frame @ frame.T == pytest.approx(np.eye(3), abs=1e-12)
    assert frame[0] * np.linalg.norm(direction) == pytest.approx(np.array(direction))
    assert frame[2, 2] >= -1e-12


def test_up_is_up_for_a_level_eye():
    assert sight_frame(np.array([0, 1.0, 0]))[2] == pytest.approx([0, 0, 1])


@pytest.mark.parametrize(
    ("shape", "size", "towards", "area"),
    [
        (OpeningShape.POINT, (0, 0, 0), SLANT, 0.0),
        (OpeningShape.RECTANGLE, (0.6, 1.2, 0.0), SLANT, 0.72 * 2 / 3),
        (OpeningShape.RECTANGLE, (0.6, 1.2, 0.1), SLANT, 0.72 * 2 / 3 + 0.12 / 3 + 0.06 * 2 / 3),
        (OpeningShape.RECTANGLE, (0.6, 1.2, 0.1), (1, 0, 0), 0.12),
        (OpeningShape.DISC, (0.4, 0.4, 0.0), SLANT, np.pi * 0.04 * 2 / 3),
        (OpeningShape.DISC, (0.4, 0.4, 0.5), SLANT, np.pi * 0.04 * 2 / 3 + 0.2 * np.sqrt(5) / 3),
        (OpeningShape.DISC, (0.4, 0.2, 0.5), (1, 0, 0), 0.1),
        (OpeningShape.DISC, (0.4, 0.2, 0.5), (0, 1, 0), 0.2),
        (OpeningShape.SPHERE, (0.3, 0.3, 0.3), SLANT, np.pi * 0.0225),
        (OpeningShape.SPHERE, (0.2, 0.4, 0.6), (1, 0, 0), np.pi * 0.06),
        (OpeningShape.CYLINDER_X, (1.5, 0.04, 0.04), (0, 0.6, -0.8), 0.06),
        (OpeningShape.CYLINDER_X, (1.5, 0.04, 0.04), (1, 0, 0), np.pi * 0.0004),
        (OpeningShape.CYLINDER_Y, (0.04, 1.5, 0.04), (0.6, 0, -0.8), 0.06),
        (OpeningShape.CYLINDER_Y, (0.04, 1.5, 0.04), (0, 1, 0), np.pi * 0.0004),
        (OpeningShape.DISC_FACING_X, (0.0, 0.3, 0.3), SLANT, np.pi * 0.0225 / 3),
    ],
)
def test_area_seen(shape, size, towards, area):
    opening = LuminousOpening(shape, size)
    assert projected_area_m2(opening, np.array(towards, float)) == pytest.approx(area, rel=1e-12)


@pytest.mark.parametrize("angle", [30.0, 90.0, 200.0])
def test_turned_openings_are_seen_from_the_side_they_turn_to(angle):
    box = LuminousOpening(OpeningShape.RECTANGLE, (0.2, 1.0, 0.1))
    turn = np.radians(angle)
    there = np.array([np.cos(turn), np.sin(turn), 0.0])
    assert projected_area_m2(box.turned(angle), there) == pytest.approx(0.1)
    points = opening_points_m(box.turned(angle), np.random.default_rng(1).random((4000, 3)))
    assert np.abs(points @ there).max() == pytest.approx(0.1, abs=2e-3)


@pytest.mark.parametrize("shape", list(OpeningShape))
def test_points_lie_evenly_in_the_opening(shape):
    size = {OpeningShape.POINT: (0, 0, 0), OpeningShape.DISC_FACING_X: (0, 0.4, 0.6)}.get(
        shape, (0.2, 0.4, 0.6)
    )
    points = opening_points_m(LuminousOpening(shape, size), np.random.default_rng(2).random((20_000, 3)))
    half = np.array(size) / 2
    assert (np.abs(points) <= half + 1e-12).all()
    assert points.mean(axis=0) == pytest.approx(0, abs=0.01)
    # variance of an even spread along an axis, in half extents squared: box 1/3, ellipse 1/4, ellipsoid 1/5
    flat = {OpeningShape.DISC: (4, 4, 3), OpeningShape.SPHERE: (5, 5, 5), OpeningShape.CYLINDER_X: (3, 4, 4)}
    flat |= {OpeningShape.CYLINDER_Y: (4, 3, 4), OpeningShape.DISC_FACING_X: (1, 4, 4)}
    expected = half**2 / np.array(flat.get(shape, (3, 3, 3)))
    assert points.var(axis=0) == pytest.approx(expected, rel=0.04, abs=1e-12)
