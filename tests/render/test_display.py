"""What a screen shows: tone mapping by its published definitions, adaptation, encoding, and the quick way."""

from __future__ import annotations

import time

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS, white_rgb
from render.display import displayed, displayed_u8
from render.ways_to_show import Tone

WHITE = 1.2  # cd/m2 at EV 0


def linear(encoded):
    """IEC 61966-2-1, backwards."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def shown(exposed, tone):
    return linear(displayed(np.asarray(exposed) * WHITE, 0.0, np.ones(3), tone))


def test_pbr_neutral_keeps_ordinary_colours_and_tames_bright_ones():
    # below the shoulder the curve only takes the Fresnel offset 0.04 off (Khronos PBR Neutral)
    assert shown([0.3, 0.3, 0.3], Tone.NEUTRAL) == pytest.approx(0.26, rel=1e-6)
    assert shown([0.5, 0.3, 0.2], Tone.NEUTRAL) == pytest.approx([0.46, 0.26, 0.16], rel=1e-6)
    # its toe: x - 6.25 x^2 of the lowest channel below 0.08
    assert shown([0.05, 0.05, 0.05], Tone.NEUTRAL) == pytest.approx(6.25 * 0.05**2, rel=1e-6)
    # its shoulder: 1 - 0.24^2 / (peak + 0.24 - 0.76), peak 0.96 after the offset
    assert shown([1.0, 1.0, 1.0], Tone.NEUTRAL) == pytest.approx(1 - 0.24**2 / (0.96 + 0.24 - 0.76), rel=1e-6)
    bright = displayed(np.array([[1e5, 1e4, 1e3], [10.0, 10, 10]]), 0.0, np.ones(3))
    assert (bright <= 1).all()
    assert bright[0].min() > 0.9


def sigmoid(x):
    """AgX's curve before anyone fitted a polynomial to it (T. Sobotka and J. Smith): pivot 10/16.5, 0.5."""
    pivot_x, pivot_y, slope = 10 / 16.5, 0.5, 2.0

    def scale(px, py, power):
        return ((slope * px) ** -power * ((slope * px / py) ** power - 1)) ** (-1 / power)

    def side(power, scaled):
        term = slope * (x - pivot_x) / scaled
        return scaled * term / (1 + np.abs(term) ** power) ** (1 / power) + pivot_y

    toe = side(3.0, scale(pivot_x, pivot_y, 3.0))
    shoulder = side(3.25, scale(1 - pivot_x, 1 - pivot_y, 3.25))
    return np.where(x < pivot_x, toe, shoulder)


@pytest.mark.parametrize("stops", np.arange(-9.0, 6.0, 0.5))
def test_agx_follows_its_curve_on_greys(stops):
    # greys pass AgX's matrices unchanged; 0.18 is 10 of 16.5 stops up, its screen has a power of 2.2
    grey = 0.18 * 2.0**stops
    expected = sigmoid((stops + 10) / 16.5) ** 2.2
    assert shown([grey] * 3, Tone.AGX) ** (1 / 2.2) == pytest.approx(expected ** (1 / 2.2), abs=7e-3)


def test_agx_makes_bright_colours_pale_and_keeps_their_hue_order():
    dull, bright, brightest = shown([[0.2, 0.05, 0.02], [2, 0.5, 0.2], [60, 15, 6]], Tone.AGX)
    assert dull[0] > dull[1] > dull[2]
    spread = [value.max() / value.min() for value in (dull, bright, brightest)]
    assert spread[0] > spread[1] > spread[2]
    assert brightest.min() > 0.7


def test_no_tone_mapping_is_linear_up_to_white():
    assert shown([0.2, 0.5, 3.0], Tone.NONE) == pytest.approx([0.2, 0.5, 1.0], rel=1e-6)


def test_the_white_is_shown_as_grey_of_the_same_luminance():
    warm = white_rgb(2700.0)
    grey = linear(displayed(0.5 * WHITE * warm, 0.0, warm, Tone.NONE))
    assert grey == pytest.approx([0.5] * 3, abs=1e-9)
    assert float(grey @ LUMINANCE_WEIGHTS) == pytest.approx(0.5)


def test_one_stop_halves_what_is_shown():
    luminance = np.array([[3.0, 2.0, 1.0]])
    lighter, darker = (linear(displayed(luminance, ev, np.ones(3), Tone.NONE)) for ev in (4.0, 5.0))
    assert lighter == pytest.approx(2 * darker)


@pytest.mark.parametrize("tone", list(Tone))
def test_the_quick_way_shows_the_same_bytes(tone):
    light = 10 ** np.random.default_rng(3).uniform(-3, 4, (96, 128, 3))
    white = white_rgb(3000.0)
    exact = np.floor(displayed(light, 4.0, white, tone) * 255 + 0.5)
    quick = displayed_u8(light, 4.0, white, tone)
    assert quick.dtype == np.uint8
    assert np.abs(quick - exact).max() <= 1
    assert (quick != exact).mean() < 0.005
    assert displayed_u8(np.zeros((4, 4, 3)), 4.0, white, tone).max() == 0


def test_a_picture_is_shown_while_a_hand_moves():
    light = np.random.default_rng(3).random((720, 1280, 3)).astype(np.float32)
    spent = []
    for step in range(12):
        began = time.process_time()
        displayed_u8(light, 1.0 + step / 10, np.ones(3))
        spent.append(time.process_time() - began)
    assert min(spent) < 0.02  # 0.007 where nothing else runs
