"""Isolines lie where the value is, are closed or end at a border, and keep clear of gaps."""

from __future__ import annotations

import numpy as np
import pytest

from render.isolines import isolines

ROWS, COLUMNS = np.mgrid[0:41, 0:61].astype(float)


def test_a_cone_has_circles():
    cone = 100 - np.hypot(ROWS - 20, COLUMNS - 30)
    for level, radius in ((95, 5), (90, 10), (85, 15)):
        (circle,) = isolines(cone, level)
        assert tuple(circle[0]) == tuple(circle[-1])
        assert np.hypot(*(circle - [20, 30]).T) == pytest.approx(radius, abs=0.05)
        length = np.hypot(*np.diff(circle, axis=0).T).sum()
        assert length == pytest.approx(2 * np.pi * radius, rel=0.01)
    # cut by the border into an arc on either side
    assert len(isolines(cone, 75)) == 2


def test_a_slope_has_one_straight_line_from_border_to_border():
    slope = 3 * ROWS + COLUMNS
    (line,) = isolines(slope, 60.5)
    assert 3 * line[:, 0] + line[:, 1] == pytest.approx(60.5)
    assert {tuple(line[0] % 1 == 0), tuple(line[-1] % 1 == 0)} <= {(True, False), (False, True), (True, True)}
    assert min(line[:, 1].min(), line[:, 0].min()) == 0


def test_no_line_goes_through_a_gap():
    slope = COLUMNS.copy()
    slope[15:25, 20:40] = np.nan
    lines = isolines(slope, 30.5)
    assert len(lines) == 2
    for line in lines:
        assert ((line[:, 0] <= 14) | (line[:, 0] >= 25)).all()


def test_a_saddle_joins_what_its_middle_says():
    high = np.array([[2.0, 0.0], [0.0, 3.0]])
    low = np.array([[2.0, 0.0], [0.0, 1.2]])
    for values in (high, low):
        lines = isolines(values, 1.0)
        assert len(lines) == 2
    # above in the middle: the lines go around the low corners; below: around the high ones
    around = [
        {tuple(np.round(line.mean(axis=0))) for line in isolines(values, 1.0)} for values in (high, low)
    ]
    assert around == [{(0.0, 1.0), (1.0, 0.0)}, {(0.0, 0.0), (1.0, 1.0)}]


def test_flat_values_have_no_line():
    assert isolines(np.full((5, 5), 3.0), 3.0) == []
    assert isolines(np.full((5, 5), np.nan), 3.0) == []
