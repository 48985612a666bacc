"""Where our own luminaires send their light: analytic distributions, scaled to the stated flux."""

from __future__ import annotations

from collections.abc import Callable
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


def opal_spheroid(
    *, half_width_m: float, half_height_m: float, foot_radius_m: float
) -> LuminousIntensityDistribution:
    """A flattened globe of even luminance: its projected area, less what a round foot hides from below.

    A spheroid of half axes a, a, c shows the area pi a sqrt(a^2 cos^2 + c^2 sin^2) towards gamma.
    """
    cosine = _cosine(_GAMMA_DEG)
    area = half_width_m * np.sqrt((half_width_m * cosine) ** 2 + half_height_m**2 * (1.0 - cosine**2))
    return closed_distribution([0.0], _GAMMA_DEG, [area - foot_radius_m**2 * np.maximum(cosine, 0.0)])


def spot(*, beam_angle_deg: float) -> LuminousIntensityDistribution:
    """A lobe cos^n(gamma) whose intensity is half the peak at half the beam angle."""
    power = np.log(0.5) / np.log(np.cos(np.deg2rad(beam_angle_deg / 2.0)))
    return closed_distribution([0.0], _GAMMA_DEG, [np.maximum(_cosine(_GAMMA_DEG), 0.0) ** power])


def shielded_disc(
    *, free_deg: float, cut_off_deg: float, upwards: bool = False
) -> LuminousIntensityDistribution:
    """A Lambertian disc whose light a rim cuts off smoothly between two angles from its axis."""
    from_axis = 180.0 - _GAMMA_DEG if upwards else _GAMMA_DEG
    share = np.clip((from_axis - free_deg) / (cut_off_deg - free_deg), 0.0, 1.0)
    kept = 1.0 - share**2 * (3.0 - 2.0 * share)
    return closed_distribution([0.0], _GAMMA_DEG, [np.maximum(_cosine(from_axis), 0.0) * kept])


def up_and_down(*, beam_angle_deg: float, share_up: float, tilt_deg: float) -> LuminousIntensityDistribution:
    """Two lobes cos^n about axes that lean away from a wall behind local -y; each keeps its share of flux."""
    c_deg = np.arange(0.0, 360.0, 15.0)
    c, gamma = np.deg2rad(c_deg)[:, None], np.deg2rad(_GAMMA_DEG)[None, :]
    tilt = np.deg2rad(tilt_deg)
    power = np.log(0.5) / np.log(np.cos(np.deg2rad(beam_angle_deg / 2.0)))
    away, down = np.sin(gamma) * np.sin(c), np.cos(gamma) * np.ones_like(c)
    table = np.zeros_like(down)
    for vertical, share in ((down, 1.0 - share_up), (-down, share_up)):
        table += share * np.maximum(vertical * np.cos(tilt) + away * np.sin(tilt), 0.0) ** power
    return closed_distribution(c_deg, _GAMMA_DEG, table)


def scaled_to(distribution: LuminousIntensityDistribution, flux_lm: float) -> LuminousIntensityDistribution:
    """The same shape with that luminous flux, by the exact integral of the table."""
    factor = flux_lm / distribution.luminous_flux_lm()
    return replace(distribution, intensity_cd=distribution.intensity_cd * factor)


def _cosine(angle_deg: Array) -> Array:
    return np.asarray(np.cos(np.deg2rad(angle_deg)))


OUR_LIGHT: dict[str, Callable[[], LuminousIntensityDistribution]] = {
    "pendant-globe-300": lambda: opal_globe(globe_radius_m=0.15, cap_radius_m=0.0535),
    "pendant-dome-400": lambda: shielded_disc(free_deg=65.0, cut_off_deg=88.0),
    "downlight-recessed-90": lambda: spot(beam_angle_deg=60.0),
    "wall-updown-120": lambda: up_and_down(beam_angle_deg=50.0, share_up=0.4, tilt_deg=8.0),
    "floor-arc-1900": lambda: shielded_disc(free_deg=50.0, cut_off_deg=78.0),
    "floor-uplight-1800": lambda: shielded_disc(free_deg=60.0, cut_off_deg=86.0, upwards=True),
    "table-mushroom-280": lambda: opal_spheroid(half_width_m=0.14, half_height_m=0.07, foot_radius_m=0.08),
}
