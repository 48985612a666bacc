"""The camera: the rays of its pixels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from scenes.scene import View

Array = NDArray[np.float64]


def camera_axes(view: View) -> tuple[Array, Array, Array]:
    """Unit vectors to the right, up and forward of a view; z is up."""
    forward = np.subtract(view.target_m, view.eye_m).astype(float)
    forward /= np.linalg.norm(forward)
    helper = np.array([0.0, 0.0, 1.0]) if abs(forward[2]) < 0.999 else np.array([0.0, 1.0, 0.0])
    right = np.cross(forward, helper)
    right /= np.linalg.norm(right)
    return right, np.cross(right, forward), forward


def pixel_directions(view: View, column: Any, row: Any) -> Any:
    """Unit directions through points of the picture, in pixels from its upper left corner (device arrays)."""
    import drjit as dr

    mi = mitsuba()
    right, up, forward = camera_axes(view)
    width, height = view.size_px
    half = math.tan(math.radians(view.fov_deg) / 2)
    x = (2 * column / dr.opaque(mi.Float, width) - 1) * dr.opaque(mi.Float, half)
    y = (1 - 2 * row / dr.opaque(mi.Float, height)) * dr.opaque(mi.Float, half * height / width)
    axes = [[dr.opaque(mi.Float, float(v)) for v in axis] for axis in (right, up, forward)]
    parts = (axes[0][k] * x + axes[1][k] * y + axes[2][k] for k in range(3))
    return dr.normalize(mi.Vector3f(*parts))
