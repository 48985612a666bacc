"""The colours of an unwrapped room's texels: its materials, and the light that falls on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.material import AlphaMode, Appearance, Material, Texture, Wrap
from render.atlas import Atlas, places_in_chart
from render.atlas_packing import packed
from render.export_gltf_materials import plain_material
from render.export_gltf_meshes import plain_appearance
from render.export_gltf_texels import Layout, Texels
from render.light_field import LightField
from render.lightmap import lightmap_layer, lightmap_stage

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

PICTURE_M = 0.006  # wanted distance of texels where a picture is on a surface
MOST_TIMES = 8  # as many texels as light has, along each side
MOST_TEXELS = 1 << 22
LEAST_OPACITY = 0.12  # of clear glass: less is not seen at all


@dataclass(frozen=True, eq=False)
class RoomLooks:
    """The room's materials, and of each triangle of its merged mesh what its surface's appearance says."""

    materials: tuple[Material, ...]
    material: Indices
    uv: Array
    rgb: Array

    @property
    def has_picture(self) -> NDArray[np.bool_]:
        """Whether a triangle's colour comes from a texture, (triangle,)."""
        return np.array([material.base_colour is not None for material in self.materials])[self.material]


def room_appearance(field: LightField) -> RoomLooks:
    """How the triangles of the room's merged mesh look."""
    patches = field.patches
    materials: list[Material] = []
    pieces: list[Appearance] = []
    first = np.zeros(len(field.scene.surfaces) + 1, np.int64)
    for index, surface in enumerate(field.scene.surfaces):
        count = len(surface.triangles)
        looks = surface.appearance or plain_appearance(count, (_painted(plain_material(surface)),))
        pieces.append(replace(looks, material_of_triangle=looks.material_of_triangle + len(materials)))
        materials += looks.materials
        first[index + 1] = first[index] + count
    rows = first[patches.surface_of_triangle] + patches.own_triangle

    def picked(name: str) -> NDArray[np.float64]:
        values: Array = np.concatenate([getattr(piece, name) for piece in pieces])[rows]
        return values

    return RoomLooks(
        tuple(materials),
        np.asarray(picked("material_of_triangle"), np.int64),
        picked("uv"),
        picked("triangle_rgb"),
    )


def _painted(material: Material) -> Material:
    """A window has no room behind it to be seen: it is as dark as what it reflects."""
    if material.transmission == 0.0:
        return material
    share = 1.0 - material.transmission
    return replace(material, base_colour_rgb=(share, share, share), transmission=0.0)


def picture_layout(field: LightField, atlas: Atlas, looks: RoomLooks) -> tuple[Layout, Indices]:
    """A layout with finer texels where charts hold pictures, and how many times finer each is, (chart,)."""
    charts = atlas.charts
    pictured = np.zeros(charts.count, bool)
    pictured[charts.of_face[looks.has_picture[charts.triangle]]] = True
    pictured &= ~charts.is_single
    times = max(1, min(MOST_TIMES, int(np.ceil(atlas.texel_m / PICTURE_M))))
    while times > 1:
        finer = np.where(pictured, times, 1)
        columns, rows = _finer(atlas, finer)
        if int((columns * rows).sum()) <= MOST_TEXELS:
            break
        times -= 1
    finer = np.where(pictured, times, 1)
    return _laid_out(field, atlas, finer), finer


def _finer(atlas: Atlas, times: Indices) -> tuple[Indices, Indices]:
    return (atlas.columns - 1) * times + 1, (atlas.rows - 1) * times + 1


def _laid_out(field: LightField, atlas: Atlas, times: Indices) -> Layout:
    charts = atlas.charts
    columns, rows = _finer(atlas, times)
    packing = packed(columns, rows)
    scale = np.divide(times[:, None], atlas.step_m, out=np.zeros_like(atlas.step_m), where=atlas.step_m > 0)
    local = places_in_chart(field.patches, charts) * scale[charts.of_face][:, None]
    turned = packing.turned
    local = np.where(turned[charts.of_face][:, None, None], local[:, :, ::-1], local)
    low = np.column_stack([packing.x, packing.y])
    size = np.column_stack([np.where(turned, rows, columns), np.where(turned, columns, rows)])
    corners = local + low[charts.of_face][:, None]
    return Layout(packing.width, packing.height, low, size, charts.of_face, corners, turned)


def colours_of(atlas: Atlas, looks: RoomLooks, texels: Texels) -> tuple[Array, Array]:
    """Linear colour (texel, 3) and opacity (texel,) of what texels show."""
    triangle = atlas.charts.triangle[texels.face]
    which = looks.material[triangle]
    colour, opacity = looks.rgb[triangle].astype(np.float64), np.ones(len(triangle))
    uv = np.einsum("tc,tck->tk", texels.share, looks.uv[triangle])
    for index in np.unique(which).tolist():
        own = np.flatnonzero(which == index)
        rgb, alpha = material_colour(looks.materials[index], uv[own])
        colour[own] *= rgb
        opacity[own] = alpha
    return colour, opacity


def material_colour(material: Material, uv: Array) -> tuple[Array, Array]:
    """Linear colour (point, 3) and opacity (point,) of a material at texture coordinates (point, 2).

    Clear glass is as transparent as it lets light through.
    """
    colour = np.broadcast_to(np.array(material.base_colour_rgb), (len(uv), 3)).copy()
    opacity = np.full(len(uv), 1.0 if material.alpha_mode is AlphaMode.OPAQUE else material.opacity)
    if material.base_colour is not None:
        seen = _looked_up(material.base_colour, uv)
        colour *= seen[:, :3]
        if material.alpha_mode is not AlphaMode.OPAQUE:
            opacity *= seen[:, 3]
    if material.transmission > 0.0:
        opacity *= max(1.0 - material.transmission, LEAST_OPACITY)
    return colour, opacity


def _looked_up(texture: Texture, uv: Array) -> Array:
    """A texture's linear colour and alpha between its four nearest pixels, (point, 4)."""
    pixels = texture.pixels
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
            total += share[:, None] * _linear(pixels[places[1][j], places[0][i]])
    return total


def _wrapped(index: Array, size: int, wrap: Wrap) -> Indices:
    whole = np.nan_to_num(index).astype(np.int64)
    if wrap is Wrap.CLAMP:
        return np.clip(whole, 0, size - 1)
    if wrap is Wrap.REPEAT:
        return np.mod(whole, size)
    twice = np.mod(whole, 2 * size)
    mirrored: Indices = np.minimum(twice, 2 * size - 1 - twice)
    return mirrored


_CODES = np.arange(256) / 255.0
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4)  # IEC 61966-2-1


def _linear(pixels: NDArray[np.uint8]) -> Array:
    """Linear colour and alpha of sRGB pixels (point, 3 or 4)."""
    alpha = pixels[:, 3] / 255.0 if pixels.shape[1] == 4 else np.ones(len(pixels))
    return np.column_stack([_LINEAR[pixels[:, :3]], alpha])


def room_light(
    field: LightField, atlas: Atlas, weights: Array, tell: Callable[[float], None] = lambda share: None
) -> Array:
    """Light of the atlas' texels in a mix of columns, linear colour, (texel, 3) [lx]."""
    stage = lightmap_stage(field, atlas)
    light = np.zeros((atlas.count, 3))
    burning = [k for k, emitter in enumerate(field.emitters) if weights[k].any() and emitter.flux_lm > 0.0]
    for done, column in enumerate(burning):
        layer = lightmap_layer(stage, field, column)
        light += layer.reshape(-1, layer.shape[2])[atlas.pixel] * weights[column]
        tell((done + 1) / len(burning))
    return light


def light_between(atlas: Atlas, light_lx: Array, shown: Layout, texels: Texels, times: Indices) -> Array:
    """Light at the texels of a finer layout, from the four nearest of the atlas' own, (texel, 3) [lx]."""
    chart = shown.of_face[texels.face]
    row, column = np.divmod(texels.pixel, shown.width)
    offset = np.column_stack([column, row]) - shown.low[chart]
    local: Array = np.where(shown.turned[chart][:, None], offset[:, ::-1], offset) / times[chart][:, None]
    size = np.column_stack([atlas.columns, atlas.rows])[chart]
    low = np.clip(np.floor(local).astype(np.int64), 0, size - 1)
    share = local - low
    total = np.zeros((len(local), 3))
    for i in (0, 1):
        for j in (0, 1):
            place = np.minimum(low + np.array([i, j]), size - 1)
            weight = np.abs(1 - i - share[:, 0]) * np.abs(1 - j - share[:, 1])
            total += weight[:, None] * light_lx[atlas.first[chart] + place[:, 0] * size[:, 1] + place[:, 1]]
    return total
