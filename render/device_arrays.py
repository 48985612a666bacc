"""Numbers brought to the device as data: kernels are compiled once, whatever the values and however few.

An array of one number would otherwise become part of the compiled code, and every other number another
kernel. So would be where in memory an array happens to begin: Dr.Jit reads NumPy's memory where it lies, and
compiles one code for what begins at a multiple of 64 bytes and another for what does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from render.device import mitsuba

ALIGNED_BYTES = 64


def device_floats(values: ArrayLike) -> Any:
    """Values (n,) as device floats."""
    return _as_data(mitsuba().Float(aligned(values, np.float32)))


def device_indices(values: ArrayLike) -> Any:
    """Values (n,), none negative, as device unsigned integers."""
    return _as_data(mitsuba().UInt32(aligned(values, np.uint32)))


def device_flags(values: ArrayLike) -> Any:
    """Values (n,) as device booleans."""
    return _as_data(mitsuba().Bool(aligned(values, bool)))


def device_points(points: ArrayLike) -> Any:
    """Points (n, 3) as device vectors."""
    x, y, z = np.asarray(points, np.float32).reshape(-1, 3).T
    return mitsuba().Point3f(device_floats(x), device_floats(y), device_floats(z))


def aligned(values: ArrayLike, dtype: DTypeLike) -> NDArray[Any]:
    """A copy (n,) of values that begins at a multiple of 64 bytes."""
    given = np.asarray(values, dtype).reshape(-1)
    memory = np.empty(given.nbytes + ALIGNED_BYTES, np.uint8)
    start = -memory.ctypes.data % ALIGNED_BYTES
    copy = memory[start : start + given.nbytes].view(given.dtype)
    copy[:] = given
    return copy


def _as_data(array: Any) -> Any:
    import drjit as dr  # the service imports this, and never loads the ray caster

    dr.make_opaque(array)
    return array
