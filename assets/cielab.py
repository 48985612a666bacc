"""CIELAB of linear Rec. 709 colours (ISO/CIE 11664-4), in which equal distances look about equally far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WHITE_D65 = np.array([0.95047, 1.0, 1.08883])
XYZ_FROM_RGB = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab_of_linear(linear: Array) -> Array:
    """L*, a* and b* under D65 of linear colours, (…, 3) to (…, 3)."""
    xyz = linear @ XYZ_FROM_RGB.T / WHITE_D65
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
