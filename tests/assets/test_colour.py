"""White light: published chromaticities, luminance 1, no jumps."""

from __future__ import annotations

import numpy as np
import pytest

from assets.colour import LUMINANCE_WEIGHTS, daylight_xy, planckian_xy, white_rgb, white_xy


@pytest.mark.parametrize(
    ("temperature_k", "x", "y"),
    [
        (2855.5, 0.44757, 0.40745),  # CIE standard illuminant A
        (2000.0, 0.5267, 0.4133),  # Planckian locus, Wyszecki and Stiles, table 1(3.11)
        (4000.0, 0.3805, 0.3768),
    ],
)
def test_black_bodies(temperature_k: float, x: float, y: float) -> None:
    np.testing.assert_allclose(planckian_xy(temperature_k), [x, y], atol=4e-4)


@pytest.mark.parametrize(
    ("cct_k", "x", "y"),
    [(5003.0, 0.34567, 0.35850), (5503.0, 0.33242, 0.34743), (6504.0, 0.31272, 0.32903)],  # D50, D55, D65
)
def test_daylight(cct_k: float, x: float, y: float) -> None:
    np.testing.assert_allclose(daylight_xy(cct_k), [x, y], atol=2e-4)


@pytest.mark.parametrize("cct_k", [1000.0, 1500.0, 1900.0, 2700.0, 4500.0, 5000.0, 5500.0, 7000.0, 20000.0])
def test_white_has_luminance_1_and_no_negative_channel(cct_k: float) -> None:
    white = white_rgb(cct_k)
    assert float(LUMINANCE_WEIGHTS @ white) == pytest.approx(1.0, abs=1e-14)
    assert white.min() >= 0.0


def test_6504_k_is_the_white_of_the_primaries() -> None:
    np.testing.assert_allclose(white_rgb(6504.0), 1.0, atol=2e-3)
    np.testing.assert_array_equal(white_rgb(None), [1.0, 1.0, 1.0])


def test_colour_goes_from_red_to_blue_without_jumps() -> None:
    kelvin = np.arange(1000.0, 20001.0, 10.0)
    xy = np.array([white_xy(k) for k in kelvin])
    assert np.abs(np.diff(xy, axis=0)).max() < 2e-3
    assert np.all(np.diff(xy[:, 0]) < 0.0)
    ratio = np.array([white_rgb(k)[0] - white_rgb(k)[2] for k in kelvin])
    assert np.all(np.diff(ratio) < 0.0)


@pytest.mark.parametrize("cct_k", [999.0, 20001.0, float("nan"), -5.0])
def test_other_temperatures_are_refused(cct_k: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        white_rgb(cct_k)


# ANSI C78.377-2008, tables 1 and 2: nominal whites of LEDs, CCT and Duv of the middle and its chromaticity
ANSI = [
    (2725.0, 0.000, 0.4578, 0.4101),
    (3045.0, 0.000, 0.4338, 0.4030),
    (3465.0, 0.000, 0.4073, 0.3917),
    (3985.0, 0.001, 0.3818, 0.3797),
    (4503.0, 0.001, 0.3611, 0.3658),
    (5028.0, 0.002, 0.3447, 0.3553),
    (5665.0, 0.002, 0.3287, 0.3417),
    (6530.0, 0.003, 0.3123, 0.3282),
]


@pytest.mark.parametrize(("cct_k", "duv", "x", "y"), ANSI)
def test_led_whites_of_the_standard(cct_k: float, duv: float, x: float, y: float) -> None:
    np.testing.assert_allclose(white_xy(cct_k, duv), [x, y], atol=4.5e-4)


def test_duv_is_a_right_angle_in_the_1960_diagram_and_green_above() -> None:
    def uv(xy):
        return np.array([4 * xy[0], 6 * xy[1]]) / (-2 * xy[0] + 12 * xy[1] + 3)

    for cct_k in (1800.0, 2700.0, 4000.0, 6500.0):
        on, above, below = (uv(white_xy(cct_k, duv)) for duv in (0.0, 0.01, -0.01))
        nearby = uv(white_xy(cct_k + 1, 0.0)) - uv(white_xy(cct_k - 1, 0.0))
        assert np.linalg.norm(above - on) == pytest.approx(0.01, rel=1e-9)
        assert abs((above - on) @ nearby) < 1e-3 * 0.01 * np.linalg.norm(nearby)
        assert above[1] > on[1] > below[1]
        assert white_rgb(cct_k, 0.01)[1] > white_rgb(cct_k, 0.0)[1] > white_rgb(cct_k, -0.01)[1]


@pytest.mark.parametrize(("cct_k", "duv"), [(3000.0, 0.051), (3000.0, float("nan")), (None, 0.001)])
def test_other_distances_are_refused(cct_k, duv) -> None:
    with pytest.raises(ValueError, match="Duv"):
        white_rgb(cct_k, duv)
