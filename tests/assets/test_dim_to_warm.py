"""Dim-to-warm: the handbook's law beside the physics of a hot body, and stated curves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from assets.dim_to_warm import DimToWarm, incandescent_cct_k


def luminous_radiance(temperature_k: float) -> float:
    """Of a black body, up to a factor: Planck's law times V(λ), fitted by Wyman et al. (2013)."""
    nm = np.arange(380.0, 781.0, 1.0)
    parts = ((0.821, 568.8, 46.9, 40.5), (0.286, 530.9, 16.3, 31.1))
    sensitivity = sum(
        a * np.exp(-0.5 * ((nm - mean) / np.where(nm < mean, low, high)) ** 2) for a, mean, low, high in parts
    )
    planck = nm**-5.0 / np.expm1(1.4387769e7 / (nm * temperature_k))
    return float((sensitivity * planck).sum())


@pytest.mark.parametrize("full_k", [2700.0, 3000.0])
@pytest.mark.parametrize("dimming", [0.5, 0.2, 0.1, 0.05, 0.01])
def test_it_is_as_warm_as_a_black_body_that_gives_that_share(dimming: float, full_k: float) -> None:
    kelvin = np.arange(1200.0, 3001.0, 5.0)
    shares = np.array([luminous_radiance(k) for k in kelvin]) / luminous_radiance(full_k)
    assert incandescent_cct_k(dimming, full_k) == pytest.approx(np.interp(dimming, shares, kelvin), rel=6e-3)


@pytest.mark.parametrize("dimming", [0.9, 0.7, 0.5])
def test_it_is_near_the_law_of_filament_lamps(dimming: float) -> None:
    # IES Lighting Handbook: flux goes with volts ** 3.38, colour temperature with volts ** 0.42
    assert incandescent_cct_k(dimming, 2800.0) == pytest.approx(2800.0 * dimming ** (0.42 / 3.38), rel=0.02)


def test_full_output_is_the_stated_colour_and_nothing_is_warmer_than_the_warmest() -> None:
    warm = DimToWarm(1800.0)
    assert warm.cct_k(1.0, 2700.0) == pytest.approx(2700.0)
    assert warm.cct_k(0.001, 2700.0) == warm.cct_k(0.0, 2700.0) == 1800.0
    falls = [warm.cct_k(d, 3000.0) for d in np.linspace(1, 0, 50)]
    assert all(a >= b for a, b in pairwise(falls))


def test_a_stated_curve_is_followed() -> None:
    warm = DimToWarm(1800.0, ((0.1, 1800.0), (0.5, 2200.0), (1.0, 3000.0)))
    assert [warm.cct_k(d, 3000.0) for d in (1.0, 0.75, 0.5, 0.3, 0.1, 0.01)] == [
        3000.0,
        2600.0,
        2200.0,
        pytest.approx(2000.0),
        1800.0,
        1800.0,
    ]
