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
