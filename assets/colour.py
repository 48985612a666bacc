"""Colour of white light: from correlated colour temperature to linear Rec. 709."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOWEST_CCT_K = 1000.0
HIGHEST_CCT_K = 20000.0
LARGEST_DUV = 0.05  # farther from the locus no colour temperature is stated (CIE 15:2004)
BLEND_K = (4500.0, 5500.0)  # below: Planckian radiator; above: CIE daylight; between: mixed

LUMINANCE_WEIGHTS: Array = np.array([0.2126, 0.7152, 0.0722])
"""Share of each channel in luminance, ITU-R BT.709-6, item 3.2."""

_PRIMARIES_XY = np.array([[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]])
_WHITE_XY = np.array([0.3127, 0.3290])
# u and v of a black body: numerators and denominators over 1, T, T^2
_KRYSTEK = (
    np.array([[0.860117757, 1.54118254e-4, 1.28641212e-7], [0.317398726, 4.22806245e-5, 4.20481691e-8]]),
    np.array([[1.0, 8.42420235e-4, 7.08145163e-7], [1.0, -2.89741816e-5, 1.61456053e-7]]),
)


def planckian_xy(temperature_k: float) -> Array:
    """Chromaticity CIE 1931 (x, y) of a black body, shape (2,); see `planckian_uv` for its source."""
    return _xy_of_uv(planckian_uv(temperature_k)[0])


def planckian_uv(temperature_k: float) -> tuple[Array, Array]:
    """Chromaticity CIE 1960 (u, v) of a black body and its change with temperature, each of shape (2,).

    Source: M. Krystek, "An algorithm to calculate correlated colour temperature", Color Research
    and Application 10 (1985), 38-40: rational functions in u and v, within 1e-4 for 1000..15000 K.
    """
    powers = np.array([1.0, temperature_k, temperature_k**2])
    slopes = np.array([0.0, 1.0, 2.0 * temperature_k])
    above, below = _KRYSTEK[0] @ powers, _KRYSTEK[1] @ powers
    uv: Array = above / below
    change: Array = (_KRYSTEK[0] @ slopes - uv * (_KRYSTEK[1] @ slopes)) / below
    return uv, change


def _xy_of_uv(uv: Array) -> Array:
    """CIE 1931 (x, y) of CIE 1960 (u, v); CIE 15:2004, appendix A."""
    u, v = uv
    xy: Array = np.array([3.0 * u, 2.0 * v]) / (2.0 * u - 8.0 * v + 4.0)
    return xy


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


def white_xy(cct_k: float, duv: float | None = None) -> Array:
    """Chromaticity (x, y) of a white light, shape (2,).

    Without `duv` it is the white one expects: a black body up to 4500 K, CIE daylight from 5500 K, and
    between the two a mixture whose share grows linearly with the temperature, so that the colour never
    jumps. With `duv` it lies that far from the black body of that temperature, at a right angle to the
    locus in CIE 1960 (u, v); positive is above it, towards green (ANSI C78.377).

    Raises
    ------
    ValueError
        When the temperature is outside 1000..20000 K or `duv` outside -0.05..0.05.
    """
    if not LOWEST_CCT_K <= cct_k <= HIGHEST_CCT_K:
        raise ValueError(f"colour temperature {cct_k:g} K is outside {LOWEST_CCT_K:g}..{HIGHEST_CCT_K:g} K")
    if duv is not None:
        return _beside_the_locus(cct_k, duv)
    start, end = BLEND_K
    if cct_k <= start:
        return planckian_xy(cct_k)
    if cct_k >= end:
        return daylight_xy(cct_k)
    share = (cct_k - start) / (end - start)
    mixed: Array = (1.0 - share) * planckian_xy(cct_k) + share * daylight_xy(cct_k)
    return mixed


def _beside_the_locus(cct_k: float, duv: float) -> Array:
    if not -LARGEST_DUV <= duv <= LARGEST_DUV:
        raise ValueError(f"Duv {duv:g} is outside {-LARGEST_DUV:g}..{LARGEST_DUV:g}")
    uv, change = planckian_uv(cct_k)
    # u falls with temperature, so that this normal points to greater v
    normal = np.array([change[1], -change[0]]) / np.hypot(*change)
    return _xy_of_uv(uv + duv * normal)


def white_rgb(cct_k: float | None, duv: float | None = None) -> Array:
    """White light of luminance 1 in linear Rec. 709 (the primaries of sRGB), shape (3,).

    0.2126 R + 0.7152 G + 0.0722 B is exactly 1. Below about 1900 K the colour lies outside these
    primaries: negative channels become 0 and the rest is scaled back to luminance 1.

    Parameters
    ----------
    cct_k
        Correlated colour temperature, 1000..20000; None stands for (1, 1, 1) [K].
    duv
        Distance from the black body's locus in CIE 1960 (u, v), -0.05..0.05; None is the white one
        expects of that temperature, see `white_xy`.

    Raises
    ------
    ValueError
        When temperature or distance is outside its range, or a distance has no temperature.
    """
    if cct_k is None:
        if duv is not None:
            raise ValueError("Duv is a distance from a colour temperature, and there is none")
        return np.ones(3)
    x, y = white_xy(cct_k, duv)
    rgb = np.linalg.solve(xyz_of_rgb(), np.array([x / y, 1.0, (1.0 - x - y) / y]))
    rgb = np.maximum(rgb, 0.0)
    white: Array = rgb / float(LUMINANCE_WEIGHTS @ rgb)
    return white


def xyz_of_rgb() -> Array:
    """Matrix from linear Rec. 709 to XYZ, from its primaries and its white D65 (BT.709-6, item 1)."""
    z = 1.0 - _PRIMARIES_XY.sum(axis=1)
    primaries = np.column_stack([_PRIMARIES_XY, z]).T / _PRIMARIES_XY[:, 1]
    x, y = _WHITE_XY
    matrix: Array = primaries * np.linalg.solve(primaries, np.array([x / y, 1.0, (1.0 - x - y) / y]))
    return matrix
