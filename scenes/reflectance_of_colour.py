"""Reflectance of surfaces of which only a colour is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.room import Colour, Finish, Origin

DARKEST, LIGHTEST = 0.05, 0.85
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # of linear sRGB (IEC 61966-2-1)


def linear_of_srgb(colour: ArrayLike) -> NDArray[np.float64]:
    """Linear RGB of sRGB, 0..1 each (IEC 61966-2-1)."""
    value = np.clip(np.asarray(colour, dtype=np.float64), 0.0, 1.0)
    linear: NDArray[np.float64] = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return linear


def srgb_codes_of(linear: ArrayLike) -> NDArray[np.uint8]:
    """The 8-bit sRGB codes of linear colours, 0..1 each (IEC 61966-2-1)."""
    value = np.clip(np.asarray(linear, dtype=np.float64), 0.0, 1.0)
    encoded = np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)
    codes: NDArray[np.uint8] = np.rint(255.0 * encoded).astype(np.uint8)
    return codes


def reflectance_of_linear(colour: ArrayLike) -> Colour:
    """Reflectance per linear channel of a linear colour, 0..1 each.

    The colour itself, as a painted surface under white light would show it, made darker or lighter so that
    its luminance lies within 0.05 to 0.85: real paints and fabrics do, and what a screen shows as pure black
    or white is neither.
    """
    value = np.clip(np.asarray(colour, dtype=np.float64)[:3], 0.0, 1.0)
    luminance = float(LUMINANCE @ value)
    if luminance < 1e-4:
        return (DARKEST, DARKEST, DARKEST)
    wanted = min(max(luminance, DARKEST), LIGHTEST)
    found = np.clip(value * wanted / luminance, 0.0, 0.99)
    missing = wanted - float(LUMINANCE @ found)  # what clipping a strong colour took away
    if missing > 1e-12:
        room = 0.99 - found
        found = found + room * missing / float(LUMINANCE @ room)
    r, g, b = (round(float(v), 6) for v in found)
    return (r, g, b)


def finish_of_srgb(colour: ArrayLike) -> Finish:
    """The finish of a surface that a file gives an sRGB colour, 0..1 each; marked as derived."""
    return Finish(reflectance_of_linear(linear_of_srgb(colour)), origin=Origin.DERIVED, as_colour=True)
