"""Denoising of pictures (Intel Open Image Denoise); no number that a person reads is ever denoised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BORDER_PX = 16


def denoised(
    colour: Array, reflectance: Array | None, normal: Array | None, *, quality: str = "balanced"
) -> Array:
    """The picture without noise.

    Parameters
    ----------
    colour
        Linear, not negative, (row, column, 3).
    reflectance, normal
        Of what each pixel sees, (row, column, 3): they keep edges sharp.
    quality
        The library's own word: "fast", "balanced" or "high".
    """
    import pyoidn

    if not colour.any():
        return colour  # the network would see a faint glow in the dark

    def single(image: Array | None) -> NDArray[np.float32] | None:
        if image is None:
            return None
        # the network leaves noise along the border, so the picture is continued beyond it
        around = [(min(BORDER_PX, side - 1),) * 2 for side in image.shape[:2]]
        return np.ascontiguousarray(np.pad(image, [*around, (0, 0)], mode="reflect"), np.float32)

    # without a reflectance the library takes no normals either
    albedo = single(reflectance)
    if albedo is None and normal is not None:
        albedo = single(np.ones_like(normal))
    result = pyoidn.denoise(
        single(np.maximum(colour, 0.0)), albedo, single(normal), hdr=True, quality=quality
    )
    top, left = (min(BORDER_PX, side - 1) for side in colour.shape[:2])
    height, width = colour.shape[:2]
    return np.asarray(result[top : top + height, left : left + width], np.float64)
