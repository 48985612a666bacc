"""Denoising of pictures (Intel Open Image Denoise); no number that a person reads is ever denoised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pixels = NDArray[np.floating[Any]]

BORDER_PX = 16  # the network leaves noise along the border, so the picture is continued beyond it


def denoised(colour: Pixels, reflectance: Pixels, normal: Pixels) -> Array:
    """The picture without noise.

    Parameters
    ----------
    colour
        Linear, not negative, (row, column, 3).
    reflectance, normal
        Of what each pixel sees, (row, column, 3): they keep edges sharp.
    """
    import pyoidn

    if not colour.any():
        return np.asarray(colour, np.float64)  # the network would see a faint glow in the dark
    height, width = colour.shape[:2]
    top, left = min(BORDER_PX, height - 1), min(BORDER_PX, width - 1)

    def continued(image: Pixels) -> NDArray[np.float32]:
        padded = np.pad(image, [(top, top), (left, left), (0, 0)], mode="reflect")
        return np.ascontiguousarray(padded, np.float32)

    result = pyoidn.denoise(
        continued(np.maximum(colour, 0.0)),
        continued(reflectance),
        continued(normal),
        hdr=True,
        quality="balanced",
    )
    return np.asarray(result[top : top + height, left : left + width], np.float64)
