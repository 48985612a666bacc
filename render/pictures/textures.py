"""Textures on the device: all of them in one table, each with smaller copies for what is far away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.material import Texture, Wrap
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices

LEVELS = 12  # copies, each half as wide as the one before
WRAPS = {Wrap.REPEAT: 0, Wrap.CLAMP: 1, Wrap.MIRROR: 2}
NO_TEXTURE = 0xFFFFFFFF


@dataclass(frozen=True, eq=False)
class Textures:
    """Textures; entry `texture * LEVELS + level` of `first`, `width` and `height` is one copy.

    `texels` are bytes R, G, B, A in one word; `decode` turns a byte into a value: 256 entries for
    sRGB-encoded textures, then 256 for linear ones. `linear` says which, `wrap_u` and `wrap_v` how they
    go on beyond their edges, one entry a texture.
    """

    texels: Any
    first: Any
    width: Any
    height: Any
    linear: Any
    wrap_u: Any
    wrap_v: Any
    decode: Any


_latest: list[tuple[tuple[tuple[Texture, bool], ...], Textures]] = []


def load_textures(textures: Sequence[tuple[Texture, bool]]) -> Textures | None:
    """Upload textures, each with whether its values are linear (not sRGB); None where there are none.

    The latest are kept: luminaires tried one after another in a room mostly bring none of their own.
    """
    if not textures:
        return None
    wanted = tuple(textures)
    for known, uploaded in _latest:
        if known == wanted:
            return uploaded
    found = _uploaded(wanted)
    _latest[:] = [(wanted, found)]
    return found


def _uploaded(textures: Sequence[tuple[Texture, bool]]) -> Textures:
    copies = [_copies(texture, linear) for texture, linear in textures]
    sizes = [size for each in copies for size in each.sizes]
    ends = np.cumsum([height * width for height, width in sizes])
    steps = np.arange(256) / 255.0
    return Textures(
        texels=device_indices(np.concatenate([each.words for each in copies])),
        first=device_indices([0, *ends[:-1]]),
        width=device_indices([width for _, width in sizes]),
        height=device_indices([height for height, _ in sizes]),
        linear=device_indices([int(linear) for _, linear in textures]),
        wrap_u=device_indices([WRAPS[texture.wrap[0]] for texture, _ in textures]),
        wrap_v=device_indices([WRAPS[texture.wrap[1]] for texture, _ in textures]),
        decode=device_floats(np.concatenate([_from_srgb(steps), steps])),
    )


def _from_srgb(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear values of sRGB-encoded ones (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _to_srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


@dataclass(frozen=True, eq=False)
class _Copies:
    """A texture and its smaller copies, one after another, and their sizes (height, width)."""

    words: NDArray[np.uint32]
    sizes: tuple[tuple[int, int], ...]


_known: dict[bool, WeakKeyDictionary[Texture, _Copies]] = {
    linear: WeakKeyDictionary() for linear in (False, True)
}


def _copies(texture: Texture, linear: bool) -> _Copies:
    """Those of a texture, worked out once."""
    known = _known[linear]
    if texture not in known:
        levels = _levels(texture.pixels, linear)
        words = np.concatenate([_packed(level) for level in levels])
        known[texture] = _Copies(words, tuple((level.shape[0], level.shape[1]) for level in levels))
    return known[texture]


def _packed(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Pixels as words, rows one after another."""
    full = np.full((*pixels.shape[:2], 4), 255, np.uint8)
    full[..., : pixels.shape[2]] = pixels
    return np.ascontiguousarray(full).view(np.uint32).ravel()


def _levels(pixels: NDArray[np.uint8], linear: bool) -> list[NDArray[np.uint8]]:
    """The image and smaller copies of it, averaged in linear light; the last are repeated."""
    levels = [pixels]
    steps = np.arange(256) / 255.0
    values: NDArray[Any] = steps.astype(np.float32)[pixels]
    if not linear:
        values[..., :3] = _from_srgb(steps).astype(np.float32)[pixels[..., :3]]
    while len(levels) < LEVELS:
        for axis in (0, 1):
            if values.shape[axis] > 1:
                even = values.shape[axis] // 2 * 2
                halves = np.moveaxis(values, axis, 0)[:even]
                values = np.moveaxis((halves[::2] + halves[1::2]) / 2, 0, axis)
        coded = values.copy()
        if not linear:
            coded[..., :3] = _to_srgb(coded[..., :3])
        levels.append((np.clip(coded, 0, 1) * 255 + 0.5).astype(np.uint8))
    return levels


def texture_values(textures: Textures, texture: Any, uv: Any, repeats: Any, active: Any) -> list[Any]:
    """Values R, G, B, A of textures at u, v, bilinear in the nearest copy (device arrays).

    Parameters
    ----------
    texture
        Which texture each lane reads; lanes that are not active read nothing.
    uv
        Coordinates, v down the image.
    repeats
        How often a texture is repeated across a pixel: the copy is read that has about one texel for one.
    """
    mi = mitsuba()
    texture = dr.select(active, texture, 0)
    entry = texture * LEVELS
    longest = dr.maximum(
        dr.gather(mi.UInt32, textures.width, entry, active),
        dr.gather(mi.UInt32, textures.height, entry, active),
    )
    level = dr.round(dr.log2(dr.maximum(repeats * mi.Float(longest), 1.0)))
    entry += mi.UInt32(dr.clip(level, 0, LEVELS - 1))
    first = dr.gather(mi.UInt32, textures.first, entry, active)
    # lanes that read nothing get 0, by which the processor must not divide
    width = mi.Int32(dr.maximum(dr.gather(mi.UInt32, textures.width, entry, active), 1))
    height = mi.Int32(dr.maximum(dr.gather(mi.UInt32, textures.height, entry, active), 1))
    kind = dr.gather(mi.UInt32, textures.linear, texture, active) * 256
    x, y = uv[0] * width - 0.5, uv[1] * height - 0.5
    left, top = mi.Int32(dr.floor(x)), mi.Int32(dr.floor(y))
    along, down = x - left, y - top
    wrap_u = dr.gather(mi.UInt32, textures.wrap_u, texture, active)
    wrap_v = dr.gather(mi.UInt32, textures.wrap_v, texture, active)
    columns = [_wrapped(left + k, width, wrap_u) for k in (0, 1)]
    rows = [_wrapped(top + k, height, wrap_v) for k in (0, 1)]
    total = [mi.Float(0.0) for _ in range(4)]
    for row, tall in zip(rows, (1 - down, down), strict=True):
        for column, wide in zip(columns, (1 - along, along), strict=True):
            word = dr.gather(mi.UInt32, textures.texels, first + mi.UInt32(row * width + column), active)
            share = wide * tall
            for channel in range(4):
                byte = (word >> (8 * channel)) & 0xFF
                if channel < 3:
                    value = dr.gather(mi.Float, textures.decode, byte + kind, active)
                else:
                    value = mi.Float(byte) * (1 / 255)
                total[channel] = total[channel] + share * value
    return total


def _wrapped(place: Any, size: Any, wrap: Any) -> Any:
    """A column or row that exists, for one that may lie beyond the edge."""
    repeated = place % size
    repeated = dr.select(repeated < 0, repeated + size, repeated)
    twice = place % (2 * size)
    twice = dr.select(twice < 0, twice + 2 * size, twice)
    mirrored = dr.select(twice < size, twice, 2 * size - 1 - twice)
    clamped = dr.clip(place, 0, size - 1)
    return dr.select(wrap == 0, repeated, dr.select(wrap == 1, clamped, mirrored))
