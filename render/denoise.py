"""Denoising of pictures (Intel Open Image Denoise); no number that a person reads is ever denoised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pixels = NDArray[np.floating[Any]]

BORDER_PX = 16  # the network leaves noise along the border, so the picture is continued beyond it
WRAPPED_PX = 128  # and as far as it looks around itself, where the picture does go on


def denoised(colour: Pixels, reflectance: Pixels, normal: Pixels, *, wraps: bool = False) -> Array:
    """The picture without noise.

    Parameters
    ----------
    colour
        Linear, not negative, (row, column, 3).
    reflectance, normal
        Of what each pixel sees, (row, column, 3): they keep edges sharp.
    wraps
        Whether the right border goes on at the left one, as in a panorama.
    """
    import pyoidn

    if not colour.any():
        return np.asarray(colour, np.float64)  # the network would see a faint glow in the dark
    height, width = colour.shape[:2]
    top = min(BORDER_PX, height - 1)
    left = min(WRAPPED_PX, width) if wraps else min(BORDER_PX, width - 1)

    def continued(image: Pixels) -> NDArray[np.float32]:
        padded = np.pad(image, [(top, top), (0, 0), (0, 0)], mode="reflect")
        padded = np.pad(padded, [(0, 0), (left, left), (0, 0)], mode="wrap" if wraps else "reflect")
        return np.ascontiguousarray(padded, np.float32)

    result = pyoidn.denoise(
        continued(np.maximum(colour, 0.0)),
        continued(reflectance),
        continued(normal),
        hdr=True,
        quality="balanced",
    )
    return np.asarray(result[top : top + height, left : left + width], np.float64)
