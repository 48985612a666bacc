"""Numbers brought to the device as data: kernels are compiled once, whatever the values and however few.

An array of one number would otherwise become part of the compiled code, and every other number another
kernel.
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import ArrayLike

from render.device import mitsuba


def device_floats(values: ArrayLike) -> Any:
    """Values (n,) as device floats."""
    return _as_data(mitsuba().Float(np.ascontiguousarray(values, np.float32).ravel()))


def device_indices(values: ArrayLike) -> Any:
    """Values (n,), none negative, as device unsigned integers."""
    return _as_data(mitsuba().UInt32(np.ascontiguousarray(values, np.uint32).ravel()))


def device_flags(values: ArrayLike) -> Any:
    """Values (n,) as device booleans."""
    return _as_data(mitsuba().Bool(np.ascontiguousarray(values, bool).ravel()))


def device_points(points: ArrayLike) -> Any:
    """Points (n, 3) as device vectors."""
    x, y, z = np.asarray(points, np.float32).reshape(-1, 3).T
    return mitsuba().Point3f(device_floats(x), device_floats(y), device_floats(z))


def _as_data(array: Any) -> Any:
    dr.make_opaque(array)
    return array
