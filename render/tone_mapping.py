"""Tone mapping: how more light than a screen can show becomes colour; written once for arrays of every kind.

A picture's channels come as three arrays, linear Rec. 709 with 1 for white, and leave so, within 0..1. The
functions of an array library (NumPy on the processor, Dr.Jit on the device) are handed in as `Maths`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from render.ways_to_show import Tone

Channels = tuple[Any, Any, Any]


@dataclass(frozen=True)
class Maths:
    """What tone mapping asks of an array library."""

    minimum: Callable[[Any, Any], Any]
    maximum: Callable[[Any, Any], Any]
    select: Callable[[Any, Any, Any], Any]
    log2: Callable[[Any], Any]
    to_display_power: Callable[[Any], Any]  # of 0..1
    srgb: Callable[[Any], Any]  # of 0..1, IEC 61966-2-1


def _exact_srgb(linear: Any) -> Any:
    bright = np.maximum(linear, 0.0031308) ** (1 / 2.4)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * bright - 0.055)


DISPLAY_POWER = 2.2
NUMPY = Maths(np.minimum, np.maximum, np.where, np.log2, lambda value: value**DISPLAY_POWER, _exact_srgb)

START, DESATURATION, FRESNEL = 0.8 - 0.04, 0.15, 0.04

# AgX in the primaries of BT.2020, as Blender, Filament and three.js have it
REC_2020 = ((0.6274, 0.3293, 0.0433), (0.0691, 0.9195, 0.0113), (0.0164, 0.0880, 0.8956))
REC_709 = ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187))
INSET = (
    (0.856627153315983, 0.0951212405381588, 0.0482516061458583),
    (0.137318972929847, 0.761241990602591, 0.101439036467562),
    (0.11189821299995, 0.0767994186031903, 0.811302368396859),
)
OUTSET = (
    (1.1271005818144368, -0.11060664309660323, -0.016493938717834573),
    (-0.1413297634984383, 1.157823702216272, -0.016493938717834257),
    (-0.14132976349843826, -0.11060664309660294, 1.2519364065950405),
)
LOWEST_EV, HIGHEST_EV = -12.47393, 4.026069  # log2 of 0.18 x 2^-10 and 0.18 x 2^6.5
CONTRAST = (-0.00232, 0.1191, 0.4298, -6.868, 31.96, -40.14, 15.5)  # of x^0 to x^6


def tone_mapped(tone: Tone, colour: Channels, maths: Maths = NUMPY) -> Channels:
    """Channels within 0..1 of exposed channels of any size."""
    if tone is Tone.NEUTRAL:
        colour = _neutral(colour, maths)
    elif tone is Tone.AGX:
        colour = _agx(colour, maths)
    red, green, blue = (maths.minimum(maths.maximum(each, 0.0), 1.0) for each in colour)
    return red, green, blue


def _neutral(colour: Channels, maths: Maths) -> Channels:
    """Khronos PBR Neutral (Khronos Group, 2024): exact for ordinary colours, a soft shoulder above 0.76."""
    red, green, blue = (maths.maximum(each, 0.0) for each in colour)
    lowest = maths.minimum(maths.minimum(red, green), blue)
    offset = maths.select(lowest < 2 * FRESNEL, lowest - lowest * lowest / (4 * FRESNEL), FRESNEL)
    colour = (red - offset, green - offset, blue - offset)
    peak = maths.maximum(maths.maximum(*colour[:2]), colour[2])
    span = 1 - START
    high = maths.maximum(peak, START)
    new_peak = 1 - span * span / (high + span - START)
    share = 1 / (DESATURATION * (high - new_peak) + 1)
    scale, white = share * new_peak / high, (1 - share) * new_peak
    mapped = (maths.select(peak < START, each, each * scale + white) for each in colour)
    red, green, blue = mapped
    return red, green, blue


def _agx(colour: Channels, maths: Maths) -> Channels:
    """AgX (T. Sobotka), base look, by its published matrices and B. Wrensch's polynomial for its curve."""
    span = HIGHEST_EV - LOWEST_EV
    logs = (maths.log2(maths.maximum(each, 1e-10)) for each in turned(INSET, turned(REC_2020, colour)))
    shares = (maths.minimum(maths.maximum((log - LOWEST_EV) / span, 0.0), 1.0) for log in logs)
    shown = turned(OUTSET, tuple(polynomial(CONTRAST, share) for share in shares))
    within = (maths.minimum(maths.maximum(each, 0.0), 1.0) for each in shown)
    return turned(REC_709, tuple(maths.to_display_power(each) for each in within))


def polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    """The sum of coefficients times x^0, x^1 and so on."""
    value: Any = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


def turned(matrix: Any, colour: Any) -> Channels:
    """A 3 x 3 matrix times three channels."""
    r, g, b = colour
    rows = (row[0] * r + row[1] * g + row[2] * b for row in matrix)
    red, green, blue = rows
    return red, green, blue


def srgb_encoded(colour: Channels, maths: Maths = NUMPY) -> Channels:
    """Encoded channels of linear ones, both 0..1; IEC 61966-2-1."""
    red, green, blue = (maths.srgb(each) for each in colour)
    return red, green, blue
