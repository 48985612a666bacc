"""The colours of an unwrapped room's texels: its materials, and the light that falls on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance, Material
from kit.problems import require_sound
from render.gltf.materials import plain_material
from render.gltf.meshes import plain_appearance
from render.gltf.texels import Layout, Texels
from render.gltf.textures import material_colour
from render.light_field import LightField
from render.light_maps.atlas import Atlas, few_pieces, places_in_chart
from render.light_maps.layers import lightmap_layer, lightmap_stage
from render.light_maps.packing import packed

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

GUTTER, PICTURE_GUTTER = 2, 4  # texels around charts, more where viewers mix several texels into one
PICTURE_M = 0.006  # wanted distance of texels where a picture is on a surface
MOST_TIMES = 8  # as many texels as light has, along each side
MOST_TEXELS, MOST_OF_FINAL = 1 << 21, 1 << 22
MOST_IN_ALL = 1 << 23  # with gutters, of which a room of small things has most


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
    materials: dict[Material, int] = {}
    pieces: list[Appearance] = []
    first = np.zeros(len(field.scene.surfaces) + 1, np.int64)
    for number, surface in enumerate(field.scene.surfaces):
        count = len(surface.triangles)
        looks = surface.appearance
        if looks is None:
            looks = plain_appearance(count, (_painted(plain_material(surface)),))
        index = np.array([materials.setdefault(each, len(materials)) for each in looks.materials])
        pieces.append(replace(looks, material_of_triangle=index[looks.material_of_triangle]))
        first[number + 1] = first[number] + count
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
    """A layout with finer texels where charts hold pictures, and how many times finer each is, (chart,).

    Raises
    ------
    UnsoundInput
        With ``TOO_MANY_PIECES``, where a room has so many separate things that memory would not do.
    """
    charts = atlas.charts
    pictured = np.zeros(charts.count, bool)
    pictured[charts.of_face[looks.has_picture[charts.triangle]]] = True
    pictured &= ~charts.is_single
    most = MOST_OF_FINAL if field.options.quality == "final" else MOST_TEXELS
    times = max(1, min(MOST_TIMES, int(np.ceil(atlas.texel_m / PICTURE_M))))
    while times > 1:
        finer = np.where(pictured, times, 1)
        columns, rows = _finer(atlas, finer)
        if int((columns * rows).sum()) <= most:
            break
        times -= 1
    finer = np.where(pictured, times, 1)
    return _laid_out(field, atlas, finer), finer


def _finer(atlas: Atlas, times: Indices) -> tuple[Indices, Indices]:
    return (atlas.columns - 1) * times + 1, (atlas.rows - 1) * times + 1


def _laid_out(field: LightField, atlas: Atlas, times: Indices) -> Layout:
    """Charts with a gutter around each, which keeps neighbours out of what viewers mix."""
    charts = atlas.charts
    gutter = np.where(times > 1, PICTURE_GUTTER, GUTTER)
    gutter[charts.is_single] = 0
    columns, rows = (counts + 2 * gutter for counts in _finer(atlas, times))
    require_sound(few_pieces(int((columns * rows).sum()), MOST_IN_ALL))
    packing = packed(columns, rows)
    scale = np.divide(times[:, None], atlas.step_m, out=np.zeros_like(atlas.step_m), where=atlas.step_m > 0)
    local = places_in_chart(field.patches, charts) * scale[charts.of_face][:, None]
    turned = packing.turned
    local = np.where(turned[charts.of_face][:, None, None], local[:, :, ::-1], local)
    low = np.column_stack([packing.x, packing.y])
    size = np.column_stack([np.where(turned, rows, columns), np.where(turned, columns, rows)])
    corners = local + (low + gutter[:, None])[charts.of_face][:, None]
    return Layout(packing.width, packing.height, low, size, gutter, charts.of_face, corners, turned)


def colours_of(
    field: LightField, atlas: Atlas, looks: RoomLooks, texels: Texels, times: Indices
) -> tuple[Array, Array]:
    """Linear colour (texel, 3) and opacity (texel,) of what texels show."""
    triangle = atlas.charts.triangle[texels.face]
    which = looks.material[triangle]
    colour, opacity = looks.rgb[triangle].astype(np.float64), np.ones(len(triangle))
    uv = np.einsum("tc,tck->tk", texels.share, looks.uv[triangle])
    footprint = _footprints(field, looks)[triangle]
    footprint = footprint * (atlas.texel_m / times)[atlas.charts.of_face[texels.face]]
    for index in np.unique(which).tolist():
        own = np.flatnonzero(which == index)
        wide = float(np.median(footprint[own]))
        rgb, alpha = material_colour(looks.materials[index], uv[own], wide)
        colour[own] *= rgb
        opacity[own] = alpha
    return colour, opacity


def _footprints(field: LightField, looks: RoomLooks) -> Array:
    """Texture coordinates that a metre of each triangle spans, (triangle,)."""
    corners = field.patches.vertices_m[field.patches.triangles]
    edges, flat = corners[:, 1:] - corners[:, :1], looks.uv[:, 1:] - looks.uv[:, :1]
    area = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1)
    spanned = np.abs(flat[:, 0, 0] * flat[:, 1, 1] - flat[:, 0, 1] * flat[:, 1, 0])
    footprint: Array = np.sqrt(spanned / np.maximum(area, 1e-12))
    return footprint


def filled(pixels: NDArray[np.uint8], known: NDArray[np.bool_], times: int) -> NDArray[np.uint8]:
    """An image (row, column, channel) in which what is known spreads by so many pixels."""
    pixels, known = pixels.copy(), known.copy()
    for _ in range(times):
        before = known.copy()
        for axis, shift in ((0, 1), (0, -1), (1, 1), (1, -1)):
            new = np.roll(before, shift, axis) & ~known
            pixels[new] = np.roll(pixels, shift, axis)[new]
            known |= new
    return pixels


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
    offset = np.column_stack([column, row]) - shown.low[chart] - shown.gutter[chart][:, None]
    local: Array = np.where(shown.turned[chart][:, None], offset[:, ::-1], offset) / times[chart][:, None]
    size = np.column_stack([atlas.columns, atlas.rows])[chart]
    local = np.clip(local, 0, size - 1)
    low = np.floor(local).astype(np.int64)
    share = local - low
    total = np.zeros((len(local), 3))
    for i in (0, 1):
        for j in (0, 1):
            place = np.minimum(low + np.array([i, j]), size - 1)
            weight = np.abs(1 - i - share[:, 0]) * np.abs(1 - j - share[:, 1])
            total += weight[:, None] * light_lx[atlas.first[chart] + place[:, 0] * size[:, 1] + place[:, 1]]
    return total
