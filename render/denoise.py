"""Denoising of pictures (Intel Open Image Denoise); no number that a person reads is ever denoised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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
        return None if image is None else np.ascontiguousarray(image, np.float32)

    # without a reflectance the library takes no normals either
    albedo = single(reflectance)
    if albedo is None and normal is not None:
        albedo = np.ones_like(normal, np.float32)
    result = pyoidn.denoise(
        single(np.maximum(colour, 0.0)), albedo, single(normal), hdr=True, quality=quality
    )
    return np.asarray(result, np.float64)
