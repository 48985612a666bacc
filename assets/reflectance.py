"""How much light materials reflect in all, for numbers, in which every surface reflects diffusely.

The model is glTF's, a layer of gloss over a diffuse or passing body, or a metal, averaged over all
directions: `assets.gloss`. Textures count by their means over each triangle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from assets.gloss import facets_reflectance, gloss_reflectance, kept_from_base
from assets.material import AlphaMode, Appearance, Material, Texture, Wrap

Array = NDArray[np.float64]
Field = NDArray[np.floating[Any]]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

PASSED_BACK = 0.5  # of light that passes through furniture, this share comes back from the room behind it
HIGHEST = 0.9  # no finish reflects more; files often say 1
FINEST_PX = 256  # of the maps from which triangles are read
POINT_ROWS = (1, 2, 6)  # rows of points in a triangle, whose number is the square
AT_ONCE = 100_000  # triangles
SAME_TINT = 1e-6
FEW_TEXELS = (2.0, 16.0)  # under which a triangle needs no more than the first, and the second
_LINEAR = np.where(
    (_CODES := np.arange(256) / 255.0) <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4
).astype(np.float32)


def linear_from_srgb(codes: NDArray[np.uint8]) -> Single:
    """Linear values of 8-bit sRGB codes (IEC 61966-2-1)."""
    return np.asarray(_LINEAR[codes])


def base_of_reflectance(
    reflectance_rgb: Array, *, ior: float, metallic: bool, roughness: float = 0.0
) -> Array:
    """The base colour with which an opaque material reflects so much in all."""
    if metallic:
        beside = float(facets_reflectance(0.0, roughness))
        slope = float(facets_reflectance(1.0, roughness)) - beside
    else:
        beside, slope = float(gloss_reflectance(ior, roughness)), 1.0 - kept_from_base(ior)
    return np.asarray(np.clip((reflectance_rgb - beside) / slope, 0.0, 1.0))


@dataclass(frozen=True, eq=False)
class _Response:
    """Reflectance as `constant + per_tint * tint`, for each texel, (row, column, 1 or 3), row and column 1
    where there is no texture, or for each triangle; `per_tint * tint` is at most `most`: a white base."""

    constant: Field
    per_tint: Field
    most: Field


def _response(
    base: Field, metallic: Field, roughness: Field, opacity: Field, material: Material
) -> _Response:
    gloss = gloss_reflectance(material.ior, roughness)
    body = (1 - metallic) * (1 - kept_from_base(material.ior))
    beside = facets_reflectance(0.0, roughness)
    clear, scattered = material.transmission, material.diffuse_transmission
    onward = np.array(material.diffuse_transmission_rgb, np.float32) * scattered * PASSED_BACK
    most = body * ((1 - clear) * (1 - scattered) + clear * PASSED_BACK)
    most = most + metallic * (facets_reflectance(1.0, roughness) - beside)
    constant = (1 - metallic) * gloss + metallic * beside + body * (1 - clear) * onward
    return _Response(
        np.asarray(opacity * constant + (1 - opacity) * PASSED_BACK, np.float32),
        np.asarray(opacity * base * most, np.float32),
        np.asarray(opacity * most, np.float32),
    )


def _glazing(base: Field, metallic: Field, roughness: Field, opacity: Field, material: Material) -> _Response:
    """As `_response`, of what passes: the colour of what is there and clear."""
    del roughness
    most = opacity * (1 - metallic) * material.transmission
    return _Response(np.zeros_like(most), np.asarray(base * most, np.float32), np.asarray(most, np.float32))


def _solid(base: Field, metallic: Field, roughness: Field, opacity: Field, material: Material) -> _Response:
    """As `_response`, of what is there at all, clear or not."""
    del metallic, roughness, material
    none = np.zeros_like(opacity)
    return _Response(opacity, np.asarray(base * none, np.float32), none)


Kind = Callable[[Field, Field, Field, Field, Material], _Response]


def mean_reflectance_rgb(material: Material, mean_base_rgb: Array, *, highest: float = HIGHEST) -> Array:
    """Reflectance of a material whose texture, times its colour, has this mean, (3,), at most `highest`."""
    one = np.ones((1, 1, 1), np.float32)
    found = _response(
        np.asarray(mean_base_rgb, np.float32)[None, None],
        one * material.metallic,
        one * material.roughness,
        one * _opacity(np.float32(material.opacity) * one, material),
        material,
    )
    return np.asarray(np.minimum((found.constant + found.per_tint)[0, 0], highest), np.float64)


def triangle_reflectance(appearance: Appearance, *, highest: float = HIGHEST) -> Array:
    """Reflectance of each triangle for numbers, (triangle, 3), 0..`highest`: its mean over the textures.

    As in pictures, no colour is more than all light: where the triangles' own would make a texel's more, it
    is 1. Where they differ within a material, that is asked of each triangle's mean instead.
    """
    rgb = np.empty((len(appearance.material_of_triangle), 3))
    tint = appearance.triangle_rgb.astype(np.float64)
    for index in np.unique(appearance.material_of_triangle):
        own = np.flatnonzero(appearance.material_of_triangle == index)
        material = appearance.materials[index]
        rgb[own] = _of_triangles(material, appearance.uv[own], tint[own])
    return np.asarray(np.clip(rgb, 0.0, highest))


@dataclass(frozen=True, eq=False)
class Passing:
    """What light finds of triangles that it may pass straight.

    Parameters
    ----------
    solid
        Share of each triangle that is there, 0..1, (triangle,): the rest is holes.
    clear_rgb
        Share of all light that what is clear lets through, but for what its surfaces reflect, (triangle, 3).
    """

    solid: Array
    clear_rgb: Array

    def passed_rgb(self, ior: Array) -> Array:
        """Share of light that `triangle_reflectance` takes as passed, (triangle, 3)."""
        unique, of = np.unique(ior, return_inverse=True)
        kept = np.array([kept_from_base(float(each)) for each in unique])[of]
        return np.asarray((1 - self.solid)[:, None] + self.clear_rgb * (1 - kept)[:, None])


def triangle_passing(appearance: Appearance) -> Passing | None:
    """What of each triangle is there and what is clear, means over its textures; None where all is solid."""
    used = np.unique(appearance.material_of_triangle)
    if not any(_may_pass(appearance.materials[index]) for index in used):
        return None
    count = len(appearance.material_of_triangle)
    solid, clear = np.ones(count), np.zeros((count, 3))
    tint = appearance.triangle_rgb.astype(np.float64)
    for index in used:
        material = appearance.materials[index]
        if _may_pass(material):
            own = np.flatnonzero(appearance.material_of_triangle == index)
            clear[own] = _of_triangles(material, appearance.uv[own], tint[own], _glazing)
            solid[own] = _of_triangles(material, appearance.uv[own], tint[own], _solid)[:, 0]
    return Passing(np.clip(solid, 0.0, 1.0), np.clip(clear, 0.0, 1.0))


def _may_pass(material: Material) -> bool:
    return material.transmission > 0 or material.alpha_mode != AlphaMode.OPAQUE


def _of_triangles(material: Material, uv: NDArray[np.float32], tint: Array, kind: Kind = _response) -> Array:
    """What triangles of one material do, (triangle, 3): reflect, or what `kind` says instead."""
    pyramid = _pyramid(material, kind)
    if len(pyramid) == 1:
        return _reflected(pyramid[0], tint)
    finest, strongest = pyramid[0], tint.max(axis=0).astype(np.float32)
    beyond = bool((finest.per_tint * strongest > finest.most + SAME_TINT).any())
    if beyond and float(np.ptp(tint, axis=0).max()) < SAME_TINT:
        whitened = np.minimum(finest.per_tint * strongest, finest.most)
        pyramid, tint = _coarser(replace(finest, per_tint=whitened)), np.ones_like(tint)
    read = _read(pyramid, uv, _wrap(material))
    return np.asarray(read.constant + np.minimum(read.per_tint * tint, read.most), np.float64)


class MeanReflectance:
    """What a mesh reflects in the mean over its area when all its colours are multiplied by a factor.

    Textures are read once, however many factors are asked for: where a material's triangles have one tint,
    it is enough how much of the area shows each texel; where not, what each triangle shows in the mean.

    Parameters
    ----------
    appearance
        The looks.
    share
        Of each triangle in the whole area, (triangle,).
    """

    def __init__(self, appearance: Appearance, share: Array) -> None:
        self._parts: list[tuple[Array, _Response]] = []
        tint = appearance.triangle_rgb.astype(np.float64)
        for index in np.unique(appearance.material_of_triangle):
            own = np.flatnonzero(appearance.material_of_triangle == index)
            material = appearance.materials[index]
            self._parts.append(_weighed(material, appearance.uv[own], tint[own], share[own]))

    def rgb(self, factor: Array, *, highest: float = HIGHEST) -> Array:
        """The mean with this factor, (3,), where nothing reflects more than `highest`."""
        total = np.zeros(3)
        for weight, part in self._parts:
            each = part.constant + np.minimum(part.per_tint * factor, part.most)
            total += weight @ np.clip(each, 0.0, highest)
        return total


def _weighed(
    material: Material, uv: NDArray[np.float32], tint: Array, share: Array
) -> tuple[Array, _Response]:
    """Texels or triangles of one material, with their tint: each one's share of the area, and response."""
    pyramid = _pyramid(material)
    finest, wrap = pyramid[0], _wrap(material)
    if len(pyramid) == 1 or float(np.ptp(tint, axis=0).max()) >= SAME_TINT:
        read = _read(pyramid, uv, wrap)
        return share, replace(read, per_tint=read.per_tint * tint)
    constant, per_tint, most = (
        values.reshape(-1, values.shape[2]) for values in (finest.constant, finest.per_tint, finest.most)
    )
    return _texel_shares(pyramid, uv, share, wrap), _Response(constant, per_tint * tint.max(axis=0), most)


def _texel_shares(
    pyramid: list[_Response], uv: NDArray[np.float32], share: Array, wrap: tuple[Wrap, Wrap]
) -> Array:
    """How much of the area shows each of the finest texels, (row x column,)."""
    seen: list[Array] = [np.zeros(level.per_tint.shape[:2]) for level in pyramid]
    for own, level, (row, column) in _places(pyramid, uv, wrap):
        texel = row * seen[level].shape[1] + column
        each = np.repeat(share[own] / texel.shape[1], texel.shape[1])
        seen[level] += np.bincount(texel.ravel(), each, seen[level].size).reshape(seen[level].shape)
    for finer, coarser in zip(seen[-2::-1], seen[:0:-1], strict=True):
        rows, columns = finer.shape[0] // coarser.shape[0], finer.shape[1] // coarser.shape[1]
        finer += np.kron(coarser, np.full((rows, columns), 1 / (rows * columns)))
    return seen[0].ravel()


def _wrap(material: Material) -> tuple[Wrap, Wrap]:
    texture = material.base_colour or material.metallic_roughness
    return (Wrap.REPEAT, Wrap.REPEAT) if texture is None else texture.wrap


def _reflected(response: _Response, tint: Array) -> Array:
    """Reflectance of a response's only texel in several tints, (tint, 3)."""
    constant, per_tint, most = (v[0, 0] for v in (response.constant, response.per_tint, response.most))
    return np.asarray(constant + np.minimum(per_tint * tint, most), np.float64)


_pyramids: WeakKeyDictionary[Material, dict[Kind, list[_Response]]] = WeakKeyDictionary()


def _pyramid(material: Material, kind: Kind = _response) -> list[_Response]:
    """The response at ever coarser texels, the finest first; one entry where there is no texture."""
    known = _pyramids.setdefault(material, {})
    if kind not in known:
        known[kind] = _coarser(_finest(material, kind))
    return known[kind]


def _coarser(finest: _Response) -> list[_Response]:
    levels = [finest]
    while max(levels[-1].per_tint.shape[:2]) > 1:
        last = levels[-1]
        levels.append(_Response(_halved(last.constant), _halved(last.per_tint), _halved(last.most)))
    return levels


def _finest(material: Material, kind: Kind) -> _Response:
    sides = [_sides(t) for t in (material.base_colour, material.metallic_roughness) if t is not None]
    rows, columns = (max(values) for values in zip(*sides, strict=True)) if sides else (1, 1)
    base: Field = np.array(material.base_colour_rgb, np.float32)[None, None]
    opacity: Field = np.full((1, 1, 1), material.opacity, np.float32)
    metallic: Field = np.full((1, 1, 1), material.metallic, np.float32)
    roughness: Field = np.full((1, 1, 1), material.roughness, np.float32)
    if material.base_colour is not None:
        pixels = material.base_colour.pixels
        if pixels.shape[2] == 4:
            opacity = opacity * _resized(pixels[:, :, 3:].astype(np.float32) / 255, rows, columns)
        base = base * _resized(linear_from_srgb(pixels[:, :, :3]), rows, columns)
    if material.metallic_roughness is not None:
        codes = material.metallic_roughness.pixels[:, :, 1:3]
        both = _resized(codes.astype(np.float32) / 255, rows, columns)
        roughness, metallic = roughness * both[:, :, :1], metallic * both[:, :, 1:]
    found = kind(base, metallic, roughness, _opacity(opacity, material), material)
    shape = (rows, columns)
    return _Response(
        np.broadcast_to(found.constant, (*shape, 3)),
        np.broadcast_to(found.per_tint, (*shape, 3)),
        np.broadcast_to(found.most, (*shape, 1)),
    )


def _opacity(opacity: Field, material: Material) -> Field:
    """The share of the surface that is there."""
    if material.alpha_mode == AlphaMode.OPAQUE:
        return np.ones_like(opacity)
    if material.alpha_mode == AlphaMode.MASK:
        return (opacity >= material.alpha_cutoff).astype(np.float32)
    return opacity


def _sides(texture: Texture) -> tuple[int, int]:
    """Rows and columns of the finest map: powers of two."""
    rows, columns = (min(FINEST_PX, 1 << (int(side) - 1).bit_length()) for side in texture.pixels.shape[:2])
    return rows, columns


def _resized(values: Field, rows: int, columns: int) -> Single:
    """Means over equal pieces of an image; where it has fewer texels, these are repeated."""
    for axis, count in ((0, rows), (1, columns)):
        length = values.shape[axis]
        if length >= count:
            start = np.arange(count) * length // count
            size = np.diff(np.append(start, length)).astype(np.float32)
            shape = (-1, 1, 1) if axis == 0 else (1, -1, 1)
            values = np.add.reduceat(values, start, axis=axis) / size.reshape(shape)
        else:
            values = np.take(values, np.arange(count) * length // count, axis=axis)
    return np.asarray(values, np.float32)


def _halved(values: Field) -> Field:
    for axis in (0, 1):
        if values.shape[axis] > 1:
            even, odd = (np.take(values, np.arange(k, values.shape[axis], 2), axis=axis) for k in (0, 1))
            values = (even + odd) / 2
    return values


def _read(pyramid: list[_Response], uv: NDArray[np.float32], wrap: tuple[Wrap, Wrap]) -> _Response:
    """Mean response over each triangle, (triangle, 1 or 3)."""
    read = _Response(*(np.empty((len(uv), channels), np.float32) for channels in (3, 3, 1)))
    for own, level, place in _places(pyramid, uv, wrap):
        response = pyramid[level]
        read.constant[own] = response.constant[place].mean(axis=1)
        read.per_tint[own] = response.per_tint[place].mean(axis=1)
        read.most[own] = response.most[place].mean(axis=1)
    return read


def _places(
    pyramid: list[_Response], uv: NDArray[np.float32], wrap: tuple[Wrap, Wrap]
) -> Iterator[tuple[Indices, int, tuple[Indices, Indices]]]:
    """Where triangles are read: some points in each, at texels of the size that a point stands for.

    Triangles come in groups, never more than memory easily holds: which they are, at which level of the
    pyramid, and rows and columns of their points, (triangle, point).
    """
    rows, columns = pyramid[0].per_tint.shape[:2]
    for first in range(0, len(uv), AT_ONCE):
        some = uv[first : first + AT_ONCE].astype(np.float64)
        one, other = some[:, 1] - some[:, 0], some[:, 2] - some[:, 0]
        texels = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2 * rows * columns
        fineness = np.searchsorted(FEW_TEXELS, texels)
        level = np.round(np.log2(np.maximum(texels / POINT_ROWS[-1] ** 2, 1.0)) / 2).astype(np.int64)
        level = np.minimum(level, len(pyramid) - 1)
        for kind in np.unique(fineness * len(pyramid) + level):
            points, chosen = divmod(int(kind), len(pyramid))
            own = np.flatnonzero((fineness == points) & (level == chosen))
            a, b = _spread(POINT_ROWS[points])
            at = some[own, None, 0] + a[:, None] * one[own, None] + b[:, None] * other[own, None]
            height, width = pyramid[chosen].per_tint.shape[:2]
            yield (
                first + own,
                chosen,
                (_texel(at[..., 1], height, wrap[1]), _texel(at[..., 0], width, wrap[0])),
            )


@cache
def _spread(rows: int) -> tuple[Array, Array]:
    """Points spread evenly over a triangle, as shares of two edges: centres of rows**2 equal pieces."""
    a, b = (each.ravel() for each in np.meshgrid(np.arange(rows), np.arange(rows)))
    upright, turned = a + b < rows, a + b < rows - 1
    first = np.stack([a[upright] + 1 / 3, b[upright] + 1 / 3])
    second = np.stack([a[turned] + 2 / 3, b[turned] + 2 / 3])
    shares = np.concatenate([first, second], axis=1) / rows
    return shares[0], shares[1]


def _texel(coordinate: Array, count: int, wrap: Wrap) -> NDArray[np.int64]:
    if wrap == Wrap.CLAMP:
        coordinate = np.clip(coordinate, 0.0, 1.0)
    elif wrap == Wrap.MIRROR:
        coordinate = 1 - np.abs(coordinate % 2 - 1)
    else:
        coordinate = coordinate % 1.0
    return np.minimum((coordinate * count).astype(np.int64), count - 1)
