"""False colours can be read: round ticks, rising lightness, also with other kinds of colour vision."""

from __future__ import annotations

import numpy as np
import pytest

from render.false_colour import (
    NOTHING,
    Scale,
    false_coloured,
    next_step,
    ramp,
    scale_for,
    step_below,
    tick_text,
)

# linear R, G, B as seen without red or without green receptors; F. Viénot, H. Brettel, J. Mollon, 1999
PROTANOPE = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
DEUTERANOPE = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])


def lightness(linear):
    """CIE L* of linear R, G, B."""
    y = linear @ [0.2126, 0.7152, 0.0722]
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)


@pytest.mark.parametrize("sight", [np.eye(3), PROTANOPE, DEUTERANOPE])
def test_more_light_is_lighter_for_every_eye(sight):
    shares = np.linspace(0, 1, 41)
    encoded = ramp(shares) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    rises = np.diff(lightness(linear @ sight.T))
    assert rises.min() > 0.8
    assert rises.max() < 4.5


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [(np.geomspace(13, 780, 1000), 10, 1000), (np.geomspace(0.02, 0.9, 500), 0.02, 1), ([55.0] * 9, 10, 100)],
)
def test_scales_end_at_round_numbers(values, low, high):
    scale = scale_for(np.array(values))
    assert (scale.low, scale.high) == (low, high)
    assert scale.ticks()[0] == low
    assert scale.ticks()[-1] == high


def test_a_lamp_in_the_picture_does_not_hide_the_room():
    values = np.concatenate([np.full(900, 1e-2), np.geomspace(5, 200, 5000), np.full(100, 1e6)])
    scale = scale_for(values)
    assert scale.high / scale.low <= 1e3
    with_globe = scale_for(np.concatenate([np.geomspace(2, 30, 9500), np.full(500, 3000.0)]))
    assert 50 <= with_globe.high <= 500
    assert (scale_for(np.zeros((2, 2))).low, scale_for(np.full(3, np.nan)).high) == (1.0, 10.0)


def test_ticks_are_one_two_and_five():
    assert Scale(0.5, 20).ticks() == [0.5, 1, 2, 5, 10, 20]
    assert [step_below(v) for v in (1, 1.9, 2, 4.99, 7, 0.3)] == [1, 1, 2, 2, 5, 0.2]
    assert next_step(5000) == 10000
    assert [tick_text(v) for v in (0.05, 2, 7.5, 5000, 20000)] == ["0.05", "2", "7.5", "5000", "20 000"]


def test_what_has_no_value_is_grey_and_beyond_the_scale_is_its_end():
    colours = false_coloured(np.array([np.nan, 1e9, 1e-9]), Scale(1, 100))
    assert tuple(colours[0]) == NOTHING
    assert tuple(colours[1]) == tuple(ramp(1.0).astype(int))
    assert tuple(colours[2]) == tuple(ramp(0.0).astype(int))
