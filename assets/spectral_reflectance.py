"""From a measured spectrum of a surface to what it reflects of daylight: luminous reflectance and colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS, xyz_of_rgb

Array = NDArray[np.float64]

WAVELENGTHS_NM: Array = np.arange(400.0, 701.0, 20.0)
"""Where a spectrum is sampled: the 16 wavelengths that EN 17317 asks for."""

_TABLE: Array = np.array(
    [  # CIE 1931 x, y, z (ISO/CIE 11664-1) and CIE illuminant D65 (ISO/CIE 11664-2)
        (0.01431, 0.000396, 0.06785, 82.7549),  # 400 nm
        (0.13438, 0.004, 0.6456, 93.4318),  # 420 nm
        (0.34828, 0.023, 1.74706, 104.865),  # 440 nm
        (0.2908, 0.06, 1.6692, 117.812),  # 460 nm
        (0.09564, 0.13902, 0.81295, 115.923),  # 480 nm
        (0.0049, 0.323, 0.272, 109.354),  # 500 nm
        (0.06327, 0.71, 0.07825, 104.79),  # 520 nm
        (0.2904, 0.954, 0.0203, 104.405),  # 540 nm
        (0.5945, 0.995, 0.0039, 100.0),  # 560 nm
        (0.9163, 0.87, 0.00165, 95.788),  # 580 nm
        (1.0622, 0.631, 0.0008, 90.0062),  # 600 nm
        (0.85445, 0.381, 0.00019, 87.6987),  # 620 nm
        (0.4479, 0.175, 0.00002, 83.6992),  # 640 nm
        (0.1649, 0.061, 0.0, 80.2146),  # 660 nm
        (0.04677, 0.017, 0.0, 78.2842),  # 680 nm
        (0.011359, 0.004102, 0.0, 71.6091),  # 700 nm
    ]
)
_WEIGHTS: Array = _TABLE[:, :3] * _TABLE[:, 3:]


def luminous_reflectance(percent: Sequence[float]) -> float:
    """Share of daylight D65 that a surface reflects for the CIE 1931 observer, 0 to 1.

    Parameters
    ----------
    percent
        Spectral reflectance at `WAVELENGTHS_NM` [%].

    Raises
    ------
    ValueError
        When there are not 16 values.
    """
    return float(_xyz(percent)[1])


def rgb_of_spectrum(percent: Sequence[float]) -> Array:
    """What a surface reflects of daylight D65 in linear Rec. 709, shape (3,).

    0.2126 R + 0.7152 G + 0.0722 B is its luminous reflectance, and a perfect diffuser is (1, 1, 1). A colour
    outside of these primaries has its negative channels set to 0 and keeps its luminous reflectance.

    Parameters
    ----------
    percent
        Spectral reflectance at `WAVELENGTHS_NM` [%].

    Raises
    ------
    ValueError
        When there are not 16 values.
    """
    xyz = _xyz(percent)
    rgb = np.maximum(np.linalg.solve(xyz_of_rgb(), xyz), 0.0)
    found: Array = rgb * (xyz[1] / float(LUMINANCE_WEIGHTS @ rgb)) if rgb.any() else rgb
    return found


def _xyz(percent: Sequence[float]) -> Array:
    """Tristimulus values, Y of a perfect diffuser being 1 (CIE 15, section 7.1, summed over 20 nm)."""
    if len(percent) != len(WAVELENGTHS_NM):
        raise ValueError(
            f"{len(percent)} values; {len(WAVELENGTHS_NM)} were expected, at 400, 420 ... 700 nm"
        )
    white: Array = xyz_of_rgb() @ np.ones(3)
    # each channel against the same sum over a perfect diffuser, so that what 20 nm misses cancels
    found: Array = (np.array(percent) / 100.0) @ _WEIGHTS / _WEIGHTS.sum(axis=0) * white
    return found
