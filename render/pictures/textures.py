"""Textures on the device: all of them in one table, each with smaller copies for what is far away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    go on beyond their edges, one entry a texture. `shown` are the textures, `starts` where each image and
    its copies begin in `texels`, by the image's id and whether it is linear.
    """

    shown: tuple[tuple[Texture, bool], ...]
    starts: dict[tuple[int, bool], int]
    texels: Any
    first: Any
    width: Any
    height: Any
    linear: Any
    wrap_u: Any
    wrap_v: Any
    decode: Any


_latest: list[Textures] = []


def load_textures(textures: Sequence[tuple[Texture, bool]]) -> Textures | None:
    """Upload textures, each with whether its values are linear (not sRGB); None where there are none.

    Those that show the same pixels share them. The latest table is kept, and what it holds is taken from
    there: luminaires tried one after another in a room bring few textures of their own, or none.
    """
    if not textures:
        return None
    known = _latest[0] if _latest else None
    if known is not None and known.shown == tuple(textures):
        return known
    found = _uploaded(tuple(textures), known)
    _latest[:] = [found]
    return found


def _uploaded(textures: tuple[tuple[Texture, bool], ...], known: Textures | None) -> Textures:
    starts: dict[tuple[int, bool], int] = {}
    images: list[tuple[Texture, bool]] = []
    total = 0
    for texture, linear in textures:
        if (id(texture.image), linear) not in starts:
            starts[id(texture.image), linear] = total
            images.append((texture, linear))
            total += texel_count(texture)
    words = np.empty(total, np.uint32)
    before = np.empty(0, np.uint32) if known is None else known.texels.numpy()
    for texture, linear in images:
        key = id(texture.image), linear
        own = words[starts[key] : starts[key] + texel_count(texture)]
        if known is not None and key in known.starts:
            own[:] = before[known.starts[key] : known.starts[key] + len(own)]
        else:
            _write_copies(own, texture.pixels, linear)
    sizes = [_sizes(texture) for texture, _ in textures]
    firsts = [
        starts[id(texture.image), linear] + np.cumsum([0, *(h * w for h, w in size[:-1])])
        for (texture, linear), size in zip(textures, sizes, strict=True)
    ]
    steps = np.arange(256) / 255.0
    return Textures(
        shown=textures,
        starts=starts,
        texels=device_indices(words),
        first=device_indices(np.concatenate(firsts)),
        width=device_indices([width for size in sizes for _, width in size]),
        height=device_indices([height for size in sizes for height, _ in size]),
        linear=device_indices([int(linear) for _, linear in textures]),
        wrap_u=device_indices([WRAPS[texture.wrap[0]] for texture, _ in textures]),
        wrap_v=device_indices([WRAPS[texture.wrap[1]] for texture, _ in textures]),
        decode=device_floats(np.concatenate([_from_srgb(steps), steps])),
    )


def _sizes(texture: Texture) -> list[tuple[int, int]]:
    """Rows and columns of a texture and of each smaller copy; the last are repeated."""
    rows, columns = texture.size_px
    return [(max(1, rows >> level), max(1, columns >> level)) for level in range(LEVELS)]


def texel_count(texture: Texture) -> int:
    """Texels of a texture and of all its smaller copies."""
    return sum(rows * columns for rows, columns in _sizes(texture))


def _from_srgb(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear values of sRGB-encoded ones (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _to_srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


def _write_copies(words: NDArray[np.uint32], pixels: NDArray[np.uint8], linear: bool) -> None:
    """Write an image and smaller copies of it, one after another, each averaged in linear light."""
    level, start = pixels, 0
    steps = np.arange(256) / 255.0
    values: NDArray[Any] = steps.astype(np.float32)[pixels]
    if not linear:
        values[..., :3] = _from_srgb(steps).astype(np.float32)[pixels[..., :3]]
    for _ in range(LEVELS):
        rows, columns, channels = level.shape
        packed = words[start : start + rows * columns].view(np.uint8).reshape(rows, columns, 4)
        packed[..., 3] = 255
        packed[..., :channels] = level
        start += rows * columns
        for axis in (0, 1):
            if values.shape[axis] > 1:
                even = values.shape[axis] // 2 * 2
                halves = np.moveaxis(values, axis, 0)[:even]
                values = np.moveaxis((halves[::2] + halves[1::2]) / 2, 0, axis)
        coded = values.copy()
        if not linear:
            coded[..., :3] = _to_srgb(coded[..., :3])
        level = (np.clip(coded, 0, 1) * 255 + 0.5).astype(np.uint8)


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
