"""Simple distributions by formula: of bulbs, and of the lenses in our own luminaires."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution, closed_distribution

Array = NDArray[np.float64]

_GAMMA_DEG = np.arange(0.0, 181.0)


def opal_globe(*, globe_radius_m: float, cap_radius_m: float) -> LuminousIntensityDistribution:
    """A sphere of even luminance, less the projected area that a round cap on top hides from above."""
    from_top = np.maximum(-_cosine(_GAMMA_DEG), 0.0)
    return closed_distribution([0.0], _GAMMA_DEG, [1.0 - (cap_radius_m / globe_radius_m) ** 2 * from_top])


def bulb_all_round() -> LuminousIntensityDistribution:
    """A bulb of 60 mm, cap up: even all round but for what an E27 shell of 33 mm hides."""
    return opal_globe(globe_radius_m=0.030, cap_radius_m=0.0165)


def spot(*, beam_angle_deg: float) -> LuminousIntensityDistribution:
    """A lobe cos^n(gamma) whose intensity is half the peak at half the beam angle."""
    power = np.log(0.5) / np.log(np.cos(np.deg2rad(beam_angle_deg / 2.0)))
    return closed_distribution([0.0], _GAMMA_DEG, [np.maximum(_cosine(_GAMMA_DEG), 0.0) ** power])


def scaled_to(distribution: LuminousIntensityDistribution, flux_lm: float) -> LuminousIntensityDistribution:
    """The same shape with that luminous flux, by the exact integral of the table."""
    factor = flux_lm / distribution.luminous_flux_lm()
    return replace(distribution, intensity_cd=distribution.intensity_cd * factor)


def _cosine(angle_deg: Array) -> Array:
    return np.asarray(np.cos(np.deg2rad(angle_deg)))
