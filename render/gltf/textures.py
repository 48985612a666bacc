"""Textures read at places of a surface, in linear colour."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage
from numpy.typing import NDArray

from assets.material import AlphaMode, Material, Texture, Wrap

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

LEAST_OPACITY = 0.12  # of clear glass: less is not seen at all
WIDEST = 256  # pixels of a texture whose mean is taken for one place

_CODES = np.arange(256) / 255.0
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4)  # IEC 61966-2-1


def material_colour(material: Material, uv: Array, footprint: float = 0.0) -> tuple[Array, Array]:
    """Linear colour (point, 3) and opacity (point,) of a material at texture coordinates (point, 2).

    Clear glass is as transparent as it lets light through.

    Parameters
    ----------
    footprint
        How far apart the points are in texture coordinates: finer detail is averaged.
    """
    colour = np.broadcast_to(np.array(material.base_colour_rgb), (len(uv), 3)).copy()
    opacity = np.full(len(uv), 1.0 if material.alpha_mode is AlphaMode.OPAQUE else material.opacity)
    if material.base_colour is not None:
        seen = looked_up(material.base_colour, uv, footprint)
        colour *= seen[:, :3]
        if material.alpha_mode is not AlphaMode.OPAQUE:
            opacity *= seen[:, 3]
    if material.transmission > 0.0:
        opacity *= max(1.0 - material.transmission, LEAST_OPACITY)
    return colour, opacity


def looked_up(texture: Texture, uv: Array, footprint: float = 0.0) -> Array:
    """A texture's linear colour and alpha between its four nearest pixels, (point, 4)."""
    pixels = _averaged(texture, footprint)
    rows, columns = pixels.shape[:2]
    places, shares = [], []
    for axis, size in ((0, columns), (1, rows)):
        at = uv[:, axis] * size - 0.5
        low = np.floor(at)
        places.append([_wrapped(low + k, size, texture.wrap[axis]) for k in (0, 1)])
        shares.append(at - low)
    total = np.zeros((len(uv), 4))
    for i in (0, 1):
        for j in (0, 1):
            share = np.abs(1 - i - shares[0]) * np.abs(1 - j - shares[1])
            total += share[:, None] * pixels[places[1][j], places[0][i]]
    return total


def _averaged(texture: Texture, footprint: float) -> Single:
    """Linear colour and alpha of its pixels, each the mean over the footprint around it."""
    pixels = np.ones((*texture.pixels.shape[:2], 4), np.float32)
    pixels[..., :3] = _LINEAR.astype(np.float32)[texture.pixels[..., :3]]
    if texture.pixels.shape[2] == 4:
        pixels[..., 3] = texture.pixels[..., 3] / np.float32(255)
    across = [min(round(footprint * size), size, WIDEST) for size in pixels.shape[:2]]
    if max(across) > 1:
        pixels = ndimage.uniform_filter(pixels, (max(across[0], 1), max(across[1], 1), 0), mode="wrap")
    return pixels


def _wrapped(index: Array, size: int, wrap: Wrap) -> Indices:
    """Pixels of a row or column of so many, beyond whose ends it goes on as `wrap` says."""
    whole = np.nan_to_num(index).astype(np.int64)
    if wrap is Wrap.CLAMP:
        return np.clip(whole, 0, size - 1)
    if wrap is Wrap.REPEAT:
        return np.mod(whole, size)
    twice = np.mod(whole, 2 * size)
    mirrored: Indices = np.minimum(twice, 2 * size - 1 - twice)
    return mirrored
