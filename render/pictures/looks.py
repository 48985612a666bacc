"""How meshes look to the camera: the room's and the luminaires' triangles with their materials."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.body import Body
from assets.material import Appearance, Material
from render.body_meshes import has_body, mesh_scene
from render.corner_normals import corner_normals
from render.device import mitsuba
from render.device_arrays import device_flags, device_floats, device_indices, device_points
from render.glowing import glowing_triangles
from render.light_field import LightField
from render.patches import Patches
from render.pictures.body_rays import NOBODY
from render.pictures.materials import Materials, dull, load_materials
from render.pictures.sight import joined_arrays
from render.pictures.textures import NO_TEXTURE, texture_values
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

CLEAR_PANE = 1 - 0.08 / 1.04  # what a pane of glass lets through head-on that takes nothing itself


@dataclass(frozen=True, eq=False)
class Looks:
    """What a camera can see of a field: the room's triangles and after them the luminaires', on the device.

    `normal` and `uv` hold the three corners, `facing` the triangle's own normal, `tangent` and `bitangent`
    the directions of growing u and v, `texels` how often a texture is repeated on a metre. `luminaire` is
    NOBODY in the room, whose triangles are the first `room_triangles`; `bodies` is None without any.
    """

    room: Any
    bodies: Any
    room_triangles: int
    normal: tuple[Any, Any, Any]
    facing: Any
    uv: tuple[tuple[Any, Any], tuple[Any, Any], tuple[Any, Any]]
    tangent: Any
    bitangent: Any
    texels: Any
    material: Any
    rgb: Any
    luminaire: Any
    glows: Any
    materials: Materials


@dataclass(eq=False)
class _Collected:
    """Materials of a mesh as they are found."""

    materials: list[Material]
    windows: list[bool]

    def add(self, materials: tuple[Material, ...], window: bool = False) -> int:
        """Take materials up; returns the place of the first."""
        first = len(self.materials)
        self.materials += materials
        self.windows += [window] * len(materials)
        return first


@dataclass(frozen=True, eq=False)
class _Room:
    """A room's looks, worked out for one set of surfaces: materials, and its triangles on the device."""

    surfaces: tuple[LitSurface, ...]
    materials: _Collected
    triangles: dict[str, Any]


_rooms: WeakKeyDictionary[Patches, _Room] = WeakKeyDictionary()
_latest: WeakKeyDictionary[Patches, tuple[Scene, Looks]] = WeakKeyDictionary()


def load_looks(field: LightField) -> Looks:
    """Room and luminaires as the camera sees them, worked out once for what hangs in a room."""
    known = _latest.get(field.patches)
    if known is None or not _alike(known[0], field.scene):
        known = _latest[field.patches] = (field.scene, _loaded(field))
    return known[1]


def _alike(one: Scene, other: Scene) -> bool:
    """Whether all that is seen in two scenes is the same."""
    hang, there = one.luminaires, other.luminaires
    same = len(hang) == len(there) and all(a is b for a, b in zip(hang, there, strict=True))
    return same and one.surfaces is other.surfaces


def _loaded(field: LightField) -> Looks:
    """Looks of a field; the room is worked out once for each set of surfaces."""
    room = _rooms.get(field.patches)
    if room is None or room.surfaces is not field.scene.surfaces:
        room = _rooms[field.patches] = _room(field)
    collected = _Collected([*room.materials.materials], [*room.materials.windows])
    placed = enumerate(field.scene.luminaires)
    bodies = [_body(each, index, collected) for index, each in placed if has_body(each)]
    own = dict(room.triangles)
    if bodies:
        mesh = _Mesh(*(np.concatenate([getattr(body, f.name) for body in bodies]) for f in fields(_Mesh)))
        own = {
            name: _behind(first, later)
            for (name, first), later in zip(own.items(), _uploaded(mesh).values(), strict=True)
        }
    return Looks(
        room=field.ray_scene.room,
        bodies=field.ray_scene.bodies.scene if bodies else None,
        room_triangles=dr.width(room.triangles["material"]),
        materials=load_materials(collected.materials, collected.windows),
        **own,
    )


def _uploaded(mesh: _Mesh) -> dict[str, Any]:
    """A mesh's triangles on the device, by the names of `Looks`."""
    mi = mitsuba()
    normals, uv = mesh.normals, mesh.uv
    return {
        "normal": tuple(mi.Vector3f(device_points(normals[:, k])) for k in range(3)),
        "facing": mi.Vector3f(device_points(mesh.facing)),
        "uv": tuple((device_floats(uv[:, k, 0]), device_floats(uv[:, k, 1])) for k in range(3)),
        "tangent": mi.Vector3f(device_points(mesh.tangent)),
        "bitangent": mi.Vector3f(device_points(mesh.bitangent)),
        "texels": device_floats(mesh.texels),
        "material": device_indices(mesh.material),
        "rgb": mi.Vector3f(device_points(mesh.rgb)),
        "luminaire": device_indices(mesh.luminaire),
        "glows": device_flags(mesh.glows),
    }


def _behind(first: Any, later: Any) -> Any:
    """Device arrays of one kind behind each other, or tuples of such."""
    if isinstance(first, tuple):
        return tuple(_behind(a, b) for a, b in zip(first, later, strict=True))
    joined = joined_arrays([first, later])
    dr.eval(joined)
    return joined


def _room(field: LightField) -> _Room:
    collected = _Collected([], [])
    patches, surfaces = field.patches, field.scene.surfaces
    parts = [_surface_part(surface, collected) for surface in surfaces]
    first = np.cumsum([0, *(len(surface.triangles) for surface in surfaces)])[:-1]
    part = _joined(parts).taken(first[patches.surface_of_triangle] + patches.own_triangle)
    nobody, dark = np.full(len(part.material), NOBODY), np.zeros(len(part.material), bool)
    mesh = _mesh(patches.vertices_m, patches.triangles, part, nobody, dark)
    return _Room(surfaces, collected, _uploaded(mesh))


_shapes: WeakKeyDictionary[PlacedLuminaire, _Mesh] = WeakKeyDictionary()


def _body(placed: PlacedLuminaire, index: int, collected: _Collected) -> _Mesh:
    """A luminaire's triangles; its shape is worked out once, and its material's places each time."""
    body, vertices = placed.luminaire.body, placed.body_vertices_m
    part = _body_part(body, collected)
    if body is None or vertices is None:
        raise ValueError(f"luminaire {placed.id} has no body")
    owner = np.full(len(part.material), index)
    if placed not in _shapes:
        _shapes[placed] = _mesh(vertices, body.triangles, part, owner, glowing_triangles(placed))
    return replace(_shapes[placed], material=part.material, luminaire=owner)


@dataclass(frozen=True, eq=False)
class _Mesh:
    """One mesh on the host, one entry a triangle, as in `Looks`."""

    material: Indices
    rgb: NDArray[np.float32]
    uv: NDArray[np.float32]
    normals: Array
    facing: Array
    tangent: Array
    bitangent: Array
    texels: Array
    luminaire: Indices
    glows: NDArray[np.bool_]


def _mesh(
    vertices_m: Array, triangles: Indices, part: _Part, luminaire: Indices, glows: NDArray[np.bool_]
) -> _Mesh:
    smooth = corner_normals(vertices_m, triangles)
    given = (np.abs(part.normals).sum(axis=2) > 0).all(axis=1)
    smooth[given] = part.normals[given]
    corners = vertices_m[triangles]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-30)
    frames = _texture_frames(corners, part.uv)
    return _Mesh(part.material, part.rgb, part.uv, smooth, facing, *frames, luminaire, glows)


@dataclass(frozen=True, eq=False)
class _Part:
    """Triangles on the host: material, colour, texture coordinates and corner normals of each."""

    material: Indices
    rgb: NDArray[np.float32]
    uv: NDArray[np.float32]
    normals: NDArray[np.float32]

    def taken(self, which: Indices) -> _Part:
        return _Part(self.material[which], self.rgb[which], self.uv[which], self.normals[which])


def _joined(parts: list[_Part]) -> _Part:
    return _Part(
        np.concatenate([part.material for part in parts]),
        np.concatenate([part.rgb for part in parts]),
        np.concatenate([part.uv for part in parts]),
        np.concatenate([part.normals for part in parts]),
    )


def _surface_part(surface: LitSurface, collected: _Collected) -> _Part:
    count = len(surface.triangles)
    if surface.appearance is None and is_pane(surface):
        return _plain(count, collected.add((pane_material(surface),), window=True))
    if surface.appearance is None:
        return _plain(count, collected.add((dull(surface.name, surface.reflectance_rgb),)))
    return _appearing(surface.appearance, collected.add(surface.appearance.materials, is_pane(surface)))


def is_pane(surface: LitSurface) -> bool:
    """Whether the sky is seen through a surface."""
    glazed = surface.kind is SurfaceKind.DOOR and surface.transmittance > 0
    return surface.kind is SurfaceKind.WINDOW or glazed


def pane_material(surface: LitSurface) -> Material:
    """Glass that lets through what the surface does."""
    share = min(surface.transmittance / CLEAR_PANE, 1.0)
    colour = (share, share, share)
    return Material(surface.name, base_colour_rgb=colour, roughness=0.0, ior=1.5, transmission=1.0)


def _body_part(body: Body | None, collected: _Collected) -> _Part:
    if body is None:
        return _plain(0, 0)
    if body.appearance is not None:
        return _appearing(body.appearance, collected.add(body.appearance.materials))
    part = _plain(len(body.triangles), 0)
    first = collected.add(body_materials(body))
    return _Part(first + body.material_of_triangle, part.rgb, part.uv, part.normals)


def body_materials(body: Body) -> tuple[Material, ...]:
    """The materials that a body is shown with, in its own order."""
    if body.appearance is not None:
        return body.appearance.materials
    return tuple(
        Material(m.name, m.reflectance_rgb, metallic=m.metallic, roughness=m.roughness)
        if m.roughness < 1 or m.metallic > 0
        else dull(m.name, m.reflectance_rgb)
        for m in body.materials
    )


def looks_of_body(body: Body) -> Looks:
    """A luminaire's body alone and in its own frame; it stands where else the room does."""
    collected = _Collected([], [])
    part = _body_part(body, collected)
    if body.vertex_normals is not None and not part.normals.any():
        part = replace(part, normals=body.vertex_normals[body.triangles].astype(np.float32))
    glows = np.array([material.glows for material in body.materials], bool)[body.material_of_triangle]
    nobody = np.full(len(part.material), NOBODY)
    return Looks(
        room=mesh_scene(body.vertices_m, body.triangles),
        bodies=None,
        room_triangles=len(body.triangles),
        materials=load_materials(collected.materials, collected.windows),
        **_uploaded(_mesh(body.vertices_m, body.triangles, part, nobody, glows)),
    )


def _plain(count: int, material: int) -> _Part:
    return _Part(
        np.full(count, material, np.int64),
        np.ones((count, 3), np.float32),
        np.zeros((count, 3, 2), np.float32),
        np.zeros((count, 3, 3), np.float32),
    )


def _appearing(appearance: Appearance, first: int) -> _Part:
    return _Part(
        first + appearance.material_of_triangle,
        appearance.triangle_rgb,
        appearance.uv,
        appearance.corner_normals,
    )


def _texture_frames(corners_m: Array, uv: NDArray[np.float32]) -> tuple[Array, Array, Array]:
    """Directions of growing u and v, (triangle, 3) each; textures' repeats on a metre, (triangle,)."""
    e1, e2 = corners_m[:, 1] - corners_m[:, 0], corners_m[:, 2] - corners_m[:, 0]
    d1, d2 = (uv[:, k].astype(float) - uv[:, 0] for k in (1, 2))
    turn = d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]
    safe = np.where(np.abs(turn) > 1e-20, turn, 1.0)[:, None]
    tangent = (e1 * d2[:, 1:] - e2 * d1[:, 1:]) / safe
    bitangent = (e2 * d1[:, :1] - e1 * d2[:, :1]) / safe
    bad = np.abs(turn) <= 1e-20
    tangent[bad], bitangent[bad] = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
    area = np.linalg.norm(np.cross(e1, e2), axis=1)
    texels = np.sqrt(np.abs(turn) / np.maximum(area, 1e-20))
    unit = (
        axis / np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-20) for axis in (tangent, bitangent)
    )
    return next(unit), next(unit), np.where(bad, 0.0, texels)


def shading_normal(
    looks: Looks, triangle: Any, at: Any, uv: Any, repeats: Any, material: Any, active: Any
) -> tuple[Any, Any]:
    """Smooth normals, and with what normal maps add; they look to the triangle's front (device arrays).

    Parameters
    ----------
    at
        Barycentric coordinates of the hits.
    """
    mi = mitsuba()
    materials = looks.materials
    a, b, c = (dr.gather(mi.Vector3f, corner, triangle, active) for corner in looks.normal)
    normal = dr.normalize(a * (1 - at.x - at.y) + b * at.x + c * at.y)
    if materials.textures is None:
        return normal, normal
    which = dr.gather(mi.UInt32, materials.normal_texture, material, active)
    mapped = active & (which != NO_TEXTURE)
    texel = texture_values(materials.textures, which, uv, repeats, mapped)
    scale = dr.gather(mi.Float, materials.normal_scale, material, mapped)
    x, y, z = (2 * texel[0] - 1) * scale, (2 * texel[1] - 1) * scale, 2 * texel[2] - 1
    tangent = dr.gather(mi.Vector3f, looks.tangent, triangle, mapped)
    bitangent = dr.gather(mi.Vector3f, looks.bitangent, triangle, mapped)
    # glTF's green runs up the image, v down
    bent = dr.normalize(tangent * x - bitangent * y + normal * dr.maximum(z, 1e-3))
    return normal, dr.select(mapped, bent, normal)
