"""How large a luminous opening looks from somewhere, and points spread over it, as plain arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousOpening, OpeningShape

Array = NDArray[np.float64]

_LYING_ALONG = {OpeningShape.CYLINDER_X: 0, OpeningShape.CYLINDER_Y: 1, OpeningShape.DISC_FACING_X: 0}


def projected_area_m2(opening: LuminousOpening, towards: Array) -> Array:
    """Area of a luminous opening as seen from a direction.

    The whole surface shines: of a box three faces are seen (as much of its sides as is luminous), of a
    cylinder one end and its mantle. All shapes are convex, so what is seen is their outline.

    Parameters
    ----------
    opening
        Its shape and size.
    towards
        Unit vectors towards the eye in the photometry's frame, shape (..., 3).

    Returns
    -------
    ndarray
        Shape (...) [m2]; 0 for a point.
    """
    signed = np.moveaxis(_without_turn(opening, np.asarray(towards, float)), -1, 0)
    x, y, z = np.abs(signed)
    if opening.shape is OpeningShape.POINT:
        return np.zeros_like(x)
    a, b, c = opening.size_m
    if opening.shape is OpeningShape.SPHERE:
        ellipse: Array = np.sqrt((b * c * x) ** 2 + (a * c * y) ** 2 + (a * b * z) ** 2)
        return math.pi / 4 * ellipse
    if opening.shape is OpeningShape.RECTANGLE:
        front, left, back, right = opening.sides_m or (c, c, c, c)
        on_x, on_y = np.where(signed[0] > 0, front, back), np.where(signed[1] > 0, left, right)
        faces: Array = b * on_x * x + a * on_y * y + a * b * z
        return faces
    if opening.shape is OpeningShape.DISC:
        return _cylinder_m2(c, a, b, along=z, first=x, second=y)
    if _LYING_ALONG[opening.shape] == 0:
        return _cylinder_m2(a, b, c, along=x, first=y, second=z)
    return _cylinder_m2(b, a, c, along=y, first=x, second=z)


def _cylinder_m2(
    length: float, first_m: float, second_m: float, *, along: Array, first: Array, second: Array
) -> Array:
    """Outline of a cylinder over an ellipse: one end, and its length times its width seen from the side."""
    end = math.pi / 4 * first_m * second_m * along
    mantle: Array = length * np.sqrt((first_m * second) ** 2 + (second_m * first) ** 2)
    return end + mantle


def opening_points_m(opening: LuminousOpening, numbers: Array) -> Array:
    """Points evenly spread over an opening's area or volume, in the photometry's frame.

    Parameters
    ----------
    opening
        Its shape and size; its centre is the origin.
    numbers
        In 0..1, shape (point, 3).

    Returns
    -------
    ndarray
        Shape (point, 3) [m].
    """
    u, v, w = np.asarray(numbers, float).T
    angle, radius = 2 * math.pi * u, np.sqrt(v)
    across, upright, along = radius * np.cos(angle), radius * np.sin(angle), 2 * w - 1
    if opening.shape is OpeningShape.DISC:
        unit = np.stack([across, upright, along], axis=1)
    elif opening.shape is OpeningShape.SPHERE:
        height = 2 * v - 1
        ring = np.sqrt(1 - height**2)
        unit = np.stack([ring * np.cos(angle), ring * np.sin(angle), height], axis=1) * np.cbrt(w)[:, None]
    elif opening.shape in _LYING_ALONG:
        unit = np.stack([across, across, upright], axis=1)
        unit[:, _LYING_ALONG[opening.shape]] = along
    else:
        unit = 2 * np.stack([u, v, w], axis=1) - 1
    local = unit * np.array(opening.size_m) / 2
    turn = math.radians(opening.turn_deg)
    cosine, sine = math.cos(turn), math.sin(turn)
    x, y, z = local.T
    return np.stack([x * cosine - y * sine, x * sine + y * cosine, z], axis=1)


def _without_turn(opening: LuminousOpening, towards: Array) -> Array:
    """Directions in the opening's own axes."""
    turn = math.radians(opening.turn_deg)
    cosine, sine = math.cos(turn), math.sin(turn)
    x, y, z = np.moveaxis(towards, -1, 0)
    return np.stack([x * cosine + y * sine, y * cosine - x * sine, z], axis=-1)
