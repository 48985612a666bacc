"""How furniture and surfaces look in their place: appearances that are turned, stretched and laid out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance

Array = NDArray[np.float64]


def turned_appearance(appearance: Appearance, matrix: Array) -> Appearance:
    """The appearance of a mesh whose points are led through `matrix`, (3, 3).

    Its normals turn with the inverse transpose; where that does not exist they are zero: flat.
    """
    if abs(float(np.linalg.det(matrix))) < 1e-18:
        return replace(appearance, corner_normals=np.zeros_like(appearance.corner_normals))
    turned = appearance.corner_normals @ np.linalg.inv(matrix).astype(np.float32)
    length = np.linalg.norm(turned, axis=2, keepdims=True)
    unit = np.divide(turned, length, out=np.zeros_like(turned), where=length > 0.0)
    return replace(appearance, corner_normals=unit)
