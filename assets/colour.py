"""Colour of white light: from correlated colour temperature to linear Rec. 709."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOWEST_CCT_K = 1000.0
HIGHEST_CCT_K = 20000.0
BLEND_K = (4500.0, 5500.0)  # below: Planckian radiator; above: CIE daylight; between: mixed

LUMINANCE_WEIGHTS: Array = np.array([0.2126, 0.7152, 0.0722])
"""Share of each channel in luminance, ITU-R BT.709-6, item 3.2."""

_PRIMARIES_XY = np.array([[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]])
_WHITE_XY = np.array([0.3127, 0.3290])


def planckian_xy(temperature_k: float) -> Array:
    """Chromaticity CIE 1931 (x, y) of a black body, shape (2,).

    Source: M. Krystek, "An algorithm to calculate correlated colour temperature", Color Research
    and Application 10 (1985), 38-40: rational functions in u and v, within 1e-4 for 1000..15000 K.
    """
    t = temperature_k
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t**2) / (
        1.0 + 8.42420235e-4 * t + 7.08145163e-7 * t**2
    )
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t**2) / (
        1.0 - 2.89741816e-5 * t + 1.61456053e-7 * t**2
    )
    denominator = 2.0 * u - 8.0 * v + 4.0
    return np.array([3.0 * u / denominator, 2.0 * v / denominator])


def daylight_xy(cct_k: float) -> Array:
    """Chromaticity CIE 1931 (x, y) of CIE daylight of 4000..25000 K, shape (2,).

    Source: CIE 15:2004, Colorimetry, section 3.1.
    """
    if cct_k <= 7000.0:
        coefficients = (-4.6070e9, 2.9678e6, 0.09911e3, 0.244063)
    else:
        coefficients = (-2.0064e9, 1.9018e6, 0.24748e3, 0.237040)
    x = coefficients[0] / cct_k**3 + coefficients[1] / cct_k**2 + coefficients[2] / cct_k + coefficients[3]
    return np.array([x, -3.0 * x**2 + 2.870 * x - 0.275])


def white_xy(cct_k: float) -> Array:
    """Chromaticity (x, y) of a white light, shape (2,).

    A black body up to 4500 K, CIE daylight from 5500 K, and between the two a mixture whose share
    grows linearly with the temperature, so that the colour never jumps.

    Raises
    ------
    ValueError
        When the temperature is outside 1000..20000 K.
    """
    if not LOWEST_CCT_K <= cct_k <= HIGHEST_CCT_K:
        raise ValueError(f"colour temperature {cct_k:g} K is outside {LOWEST_CCT_K:g}..{HIGHEST_CCT_K:g} K")
    start, end = BLEND_K
    if cct_k <= start:
        return planckian_xy(cct_k)
    if cct_k >= end:
        return daylight_xy(cct_k)
    share = (cct_k - start) / (end - start)
    mixed: Array = (1.0 - share) * planckian_xy(cct_k) + share * daylight_xy(cct_k)
    return mixed


def white_rgb(cct_k: float | None) -> Array:
    """White light of luminance 1 in linear Rec. 709 (the primaries of sRGB), shape (3,).

    0.2126 R + 0.7152 G + 0.0722 B is exactly 1. Below about 1900 K the colour lies outside these
    primaries: negative channels become 0 and the rest is scaled back to luminance 1.

    Parameters
    ----------
    cct_k
        Correlated colour temperature, 1000..20000; None stands for (1, 1, 1) [K].

    Raises
    ------
    ValueError
        When the temperature is outside that range.
    """
    if cct_k is None:
        return np.ones(3)
    x, y = white_xy(cct_k)
    rgb = np.linalg.solve(_xyz_of_rgb(), np.array([x / y, 1.0, (1.0 - x - y) / y]))
    rgb = np.maximum(rgb, 0.0)
    white: Array = rgb / float(LUMINANCE_WEIGHTS @ rgb)
    return white


def _xyz_of_rgb() -> Array:
    """Matrix from linear Rec. 709 to XYZ, from its primaries and its white D65 (BT.709-6, item 1)."""
    z = 1.0 - _PRIMARIES_XY.sum(axis=1)
    primaries = np.column_stack([_PRIMARIES_XY, z]).T / _PRIMARIES_XY[:, 1]
    x, y = _WHITE_XY
    matrix: Array = primaries * np.linalg.solve(primaries, np.array([x / y, 1.0, (1.0 - x - y) / y]))
    return matrix
