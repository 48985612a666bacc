"""A lit room as binary glTF that looks lit in any viewer: its light is painted on.

Surfaces carry a texture of their colour times the light of one lighting scene, luminaires' bodies carry it as
colours of their vertices; all materials are unlit, and the light is already exposed and tone-mapped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.material import AlphaMode, Material
from render.body_meshes import has_body
from render.device import engine_version
from render.device_arrays import device_floats
from render.display import displayed
from render.exposure import adaptation_white, exposure_ev
from render.glowing import glowing_triangles
from render.gltf.file import GltfFile, y_up
from render.gltf.images import PNG, png_of
from render.gltf.joined import joined
from render.gltf.lights import mean_luminance_cd_m2
from render.gltf.materials import LINEAR, LINEAR_MIPMAP_LINEAR
from render.gltf.meshes import unique_rows
from render.gltf.painted import (
    RoomLooks,
    colours_of,
    filled,
    light_between,
    picture_layout,
    room_appearance,
    room_light,
)
from render.gltf.received import received_light
from render.gltf.scene import (
    add_camera,
    body_shape,
    body_surface,
    is_two_sided,
    local_body_m,
)
from render.gltf.texels import Layout, shown_texels
from render.gltf.textures import material_colour
from render.light_field import LightField
from render.light_maps.layers import room_atlas
from render.merged_mesh import BODY_KINDS
from render.mixing import column_weights
from scenes.scene import SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Bytes = NDArray[np.uint8]

TEXEL_M = {"draft": 0.06, "normal": 0.03, "final": 0.02}
CLAMP = 33071
UNLIT = "KHR_materials_unlit"
ROOM_SHARE = 0.8  # of the progress


def baked_glb(
    field: LightField,
    scene_name: str | None = None,
    *,
    kept: Mapping[str, Any] | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> bytes:
    """The room in the light of one lighting scene as GLB.

    Parameters
    ----------
    field
        From `simulate`.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.
    kept
        What else the file's `asset.extras` hold, such as its rooms.
    progress
        Told "export" and the share done; may raise to stop.

    Raises
    ------
    KeyError
        When there is no such lighting scene.
    """
    tell = progress or (lambda step, share: None)
    painter = _Painter(field, column_weights(field.scene, scene_name))
    file = GltfFile(field.scene.name, painter.made_by | {"scene": scene_name or "", **(kept or {})})
    file.use(UNLIT)
    _write_room(file, painter, lambda share: tell("export", ROOM_SHARE * share))
    _write_bodies(file, painter, lambda share: tell("export", ROOM_SHARE + (1 - ROOM_SHARE) * share))
    for view in field.scene.views:
        add_camera(file, view)
    return file.glb()


class _Painter:
    """A field in one lighting scene, with the exposure and the white of its pictures."""

    def __init__(self, field: LightField, weights: Array) -> None:
        self.field, self.weights = field, weights
        self._ev, self._white = exposure_ev(field), adaptation_white(field)
        self.made_by = {
            "ev100": round(self._ev, 4),
            "quality": field.options.quality,
            "seed": field.options.seed,
            "software": engine_version(),
        }

    def shown(self, luminance_cd_m2: Array) -> Array:
        """Encoded sRGB 0..1 of linear luminances, (..., 3)."""
        return displayed(luminance_cd_m2, self._ev, self._white)


# The room


def _write_room(file: GltfFile, painter: _Painter, tell: Callable[[float], None]) -> None:
    field = painter.field
    texel_m = TEXEL_M.get(field.options.quality, TEXEL_M["normal"])
    atlas = room_atlas(field, texel_m=texel_m)
    looks = room_appearance(field)
    light = room_light(field, atlas, painter.weights, tell)
    shown, times = picture_layout(field, atlas, looks)
    texels = shown_texels(shown)
    colour, opacity = colours_of(field, atlas, looks, texels, times)
    luminance = colour * light_between(atlas, light, shown, texels, times) / math.pi
    image = np.zeros((shown.height * shown.width, 4), np.uint8)
    image[texels.pixel, :3] = _bytes(painter.shown(luminance))
    image[texels.pixel, 3] = _bytes(opacity)
    known = np.zeros(len(image), bool)
    known[texels.pixel] = True
    shape = (shown.height, shown.width)
    pixels = filled(image.reshape(*shape, 4), known.reshape(shape), int(shown.gutter.max(initial=0)))
    triangle = atlas.charts.triangle
    modes = _modes(looks)[looks.material[triangle]]
    if (modes == 0).all():
        pixels = pixels[..., :3]
    _write_surfaces(file, field, atlas.charts.back, triangle, shown, modes, pixels)


def _modes(looks: RoomLooks) -> Indices:
    """0, 1 or 2 for materials that are opaque, have holes, or are seen through."""
    return np.array([_mode(material) for material in looks.materials], np.int64)


def _mode(material: Material) -> int:
    if material.alpha_mode is AlphaMode.MASK:
        return 1
    return 2 if material.alpha_mode is AlphaMode.BLEND or material.transmission > 0.0 else 0


def _write_surfaces(
    file: GltfFile,
    field: LightField,
    back: NDArray[np.bool_],
    triangle: Indices,
    shown: Layout,
    modes: Indices,
    pixels: Bytes,
) -> None:
    """A node for each surface, of its faces with their places in the image."""
    patches = field.patches
    sampler = {"magFilter": LINEAR, "minFilter": LINEAR_MIPMAP_LINEAR, "wrapS": CLAMP, "wrapT": CLAMP}
    texture = file.texture(png_of(pixels), PNG, sampler)
    uv = (shown.corners + 0.5) / np.array([shown.width, shown.height])
    corners = y_up(patches.vertices_m[patches.triangles[triangle]])
    backwards = back[:, None, None]
    corners, uv = (np.where(backwards, values[:, [0, 2, 1]], values) for values in (corners, uv))
    surface = patches.surface_of_triangle[triangle]
    shell = np.array([known.kind not in BODY_KINDS for known in field.scene.surfaces], bool)[surface]
    own_corners, own_uv, owner = joined(corners[shell], uv[shell])
    corners, uv = np.concatenate([corners[~shell], own_corners]), np.concatenate([uv[~shell], own_uv])
    source = np.concatenate([np.flatnonzero(~shell), np.flatnonzero(shell)[owner]])
    surface, modes = surface[source], modes[source]
    for index, known in enumerate(field.scene.surfaces):
        if known.kind is SurfaceKind.OPEN:
            continue
        primitives = []
        for mode in range(3):
            own = np.flatnonzero((surface == index) & (modes == mode))
            if len(own):
                part = _painted_primitive(
                    file, corners[own].reshape(-1, 3), {"TEXCOORD_0": uv[own].reshape(-1, 2)}
                )
                primitives.append({**part, "material": _unlit(file, mode, texture=texture)})
        if primitives:
            mesh = file.add("meshes", {"name": known.name, "primitives": primitives})
            file.show({"name": known.name, "mesh": mesh})


def _painted_primitive(file: GltfFile, corners: Array, attributes: dict[str, Array]) -> dict[str, Any]:
    """A primitive of triangles' corners, (corner, 3), with attributes of each."""
    rows = np.concatenate([np.round(corners, 6) + 0.0, *attributes.values()], axis=1)
    first, packed = unique_rows(rows.astype(np.float32))
    written = {"POSITION": file.vectors(rows[first, :3], bounded=True)}
    for name, values in attributes.items():
        chosen = values[first]
        written[name] = file.vectors(
            np.round(chosen * 65535).astype(np.uint16) if name == "COLOR_0" else chosen
        )
    return {"attributes": written, "indices": file.corners(packed.reshape(-1, 3), len(first))}


def _unlit(file: GltfFile, mode: int, *, texture: int | None = None, two_sided: bool = False) -> int:
    """An unlit material, opaque (0), with holes (1) or seen through (2)."""
    surface: dict[str, Any] = {"metallicFactor": 0.0, "roughnessFactor": 0.9}
    if texture is not None:
        surface["baseColorTexture"] = {"index": texture}
    entry: dict[str, Any] = {"extensions": {UNLIT: {}}, "pbrMetallicRoughness": surface}
    if mode:
        entry["alphaMode"] = ("MASK", "BLEND")[mode - 1]
    if two_sided:
        entry["doubleSided"] = True
    return file.add_once("materials", entry)


def _bytes(values: Array) -> Bytes:
    return (np.clip(values, 0.0, 1.0) * 255 + 0.5).astype(np.uint8)


# Luminaires' bodies


def _write_bodies(file: GltfFile, painter: _Painter, tell: Callable[[float], None]) -> None:
    luminaires = painter.field.scene.luminaires
    bodies = [index for index, placed in enumerate(luminaires) if has_body(placed)]
    glow = [_glow_cd_m2(painter, index) for index in bodies]
    for done, index in enumerate(bodies):
        # others' glow comes as light of theirs already
        own = [math.pi * each if k == done else np.zeros_like(each) for k, each in enumerate(glow)]
        table = tuple(device_floats(channel) for channel in np.concatenate(own).T)
        _write_body(file, painter, index, glow[done], table)
        tell((done + 1) / len(bodies))


def _glow_cd_m2(painter: _Painter, index: int) -> Array:
    """Luminance of each triangle of a body, linear colour, (triangle, 3)."""
    placed = painter.field.scene.luminaires[index]
    glowing = glowing_triangles(placed)[:, None]
    luminance: Array = glowing * mean_luminance_cd_m2(placed) * painter.weights[index]
    return luminance


def _write_body(file: GltfFile, painter: _Painter, index: int, glow: Array, table: tuple[Any, ...]) -> None:
    """Write a body in its place.

    `glow` is the luminance of its triangles, `table` the exitance of those of all bodies, as its own
    surfaces see them.
    """
    placed = painter.field.scene.luminaires[index]
    shape = body_shape(placed, local_body_m(placed))
    local, facing = shape.corners_m.reshape(-1, 3), shape.normals.reshape(-1, 3)
    first, packed = unique_rows(np.column_stack([local, facing]).astype(np.float32))
    transform = placed.scene_from_photometry
    points = _z_up(local) @ transform[:3, :3].T + transform[:3, 3]
    normals = _z_up(facing[first]) @ transform[:3, :3].T
    position, points = y_up(points), points[first]
    received = received_light(painter.field, painter.weights, points, normals, own=index, glow=table)
    light = received.illuminance_lx[packed]
    material = np.repeat(shape.material_of_triangle, 3)
    colour, opacity = np.repeat(shape.rgb, 3, axis=0), np.ones(len(packed))
    uv = shape.uv.reshape(-1, 2)
    for which, own_material in enumerate(shape.materials):
        own = np.flatnonzero(material == which)
        rgb, alpha = material_colour(own_material, uv[own])
        colour[own] *= rgb
        opacity[own] = alpha
    luminance = colour * light / math.pi + np.repeat(glow[shape.kept], 3, axis=0)
    painted = np.column_stack([_decoded(painter.shown(luminance)), opacity])
    modes = np.array([_mode(each) for each in shape.materials])[material]
    sheets = is_two_sided(body_surface(placed))
    primitives = []
    for mode in range(3):
        own = np.flatnonzero(modes == mode)
        if len(own):
            part = _painted_primitive(file, position[own], {"COLOR_0": painted[own]})
            primitives.append({**part, "material": _unlit(file, mode, two_sided=sheets)})
    if primitives:
        mesh = file.add("meshes", {"name": placed.id, "primitives": primitives})
        file.show({"name": placed.id, "mesh": mesh})


def _z_up(vectors: Array) -> Array:
    """Vectors in glTF's axes in ours: (x, y, z) becomes (x, -z, y)."""
    return np.stack([vectors[:, 0], -vectors[:, 2], vectors[:, 1]], axis=1)


def _decoded(encoded: Array) -> Array:
    """Linear values of sRGB, which vertex colours are."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
