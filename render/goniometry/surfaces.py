"""A luminaire's body as light meets it: its triangles with their looks, and what lets light straight by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.body import Body
from assets.colour import LUMINANCE_WEIGHTS
from assets.material import Material
from assets.reflectance import triangle_passing
from render.body_meshes import mesh_scene
from render.device import mitsuba
from render.device_arrays import device_flags, device_floats, device_indices, device_points
from render.glass import Glass, passed
from render.pictures.highlights import CLEAR
from render.pictures.looks import Looks, body_materials, looks_of_body, shading_normal
from render.pictures.materials import Finish, finish_at

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

LIFT = 4e-6  # of the body's extent: rays start this far off their surface
LEAST_LIFT_M = 2e-6


@dataclass(frozen=True, eq=False)
class Surfaces:
    """A body ready for light.

    Parameters
    ----------
    body, materials
        The body, and the materials that it is shown with.
    looks
        Its triangles on the device, as pictures have them.
    corner
        The three corners of each triangle, on the device [m].
    straight
        Which triangles light passes straight, and the rest, as scenes of their own; None where there is none.
    lift_m
        How far off a surface rays start.
    area_m2
        Of each triangle, (triangle,).
    """

    body: Body
    materials: tuple[Material, ...]
    looks: Looks
    corner: tuple[Any, Any, Any]
    straight: Glass | None
    lift_m: float
    area_m2: Array


@dataclass(frozen=True, eq=False)
class Met:
    """What rays met: device arrays. `smooth` and `facing` are normals on the ray's side, the first shaded."""

    valid: Any
    point: Any
    smooth: Any
    facing: Any
    front: Any
    triangle: Any
    material: Any
    finish: Finish


def load_surfaces(body: Body) -> Surfaces:
    """Upload a body."""
    corners = body.vertices_m[body.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    extent = float(np.abs(body.vertices_m).max() + np.ptp(body.vertices_m, axis=0).max())
    looks = looks_of_body(body)
    mi = mitsuba()
    return Surfaces(
        body=body,
        materials=body_materials(body),
        looks=looks,
        corner=tuple(mi.Point3f(device_points(corners[:, k])) for k in range(3)),
        straight=_straight(body),
        lift_m=max(LEAST_LIFT_M, LIFT * extent),
        area_m2=area,
    )


def _straight(body: Body) -> Glass | None:
    """Holes, and smooth thin sheets: light goes straight through them, and its share is known beforehand."""
    passing = None if body.appearance is None else triangle_passing(body.appearance)
    if body.appearance is None or passing is None:
        return None
    own = body.appearance.material_of_triangle
    smooth = np.array([m.thin and m.roughness <= CLEAR for m in body.appearance.materials])[own]
    clear = np.where(smooth, passing.clear_rgb @ LUMINANCE_WEIGHTS, 0.0)
    chosen = (passing.solid < 1) | (clear > 0)
    if not chosen.any():
        return None
    which, rest = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    corners = body.vertices_m[body.triangles[which]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    unit = cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-30)
    return Glass(
        # a scene has at least one triangle: one of no size where all are clear
        solid=mesh_scene(body.vertices_m, body.triangles[rest] if len(rest) else np.zeros((1, 3), np.int64)),
        solid_triangle=device_indices(rest if len(rest) else np.zeros(1)),
        sheets=mesh_scene(body.vertices_m, body.triangles[which]),
        triangle=device_indices(which),
        normal=mitsuba().Vector3f(device_points(unit)),
        hole=device_floats(1 - passing.solid[which]),
        clear=device_floats(clear[which]),
        ior=device_floats(np.array([m.ior for m in body.appearance.materials])[own[which]]),
        thin=device_flags(np.ones(len(which), bool)),
    )


def meet(surfaces: Surfaces, origin: Any, direction: Any) -> Met:
    """What rays meet first, and what its surface says there."""
    mi, looks = mitsuba(), surfaces.looks
    found = looks.room.ray_intersect_preliminary(mi.Ray3f(origin, direction), coherent=False)
    valid, at = found.is_valid(), mi.Point2f(found.prim_uv)
    triangle = dr.select(valid, found.prim_index, 0)
    first = 1 - at.x - at.y
    # from the triangle's corners: nearer to the surface than the ray's origin and length would lead
    a, b, c = (dr.gather(mi.Point3f, corner, triangle, valid) for corner in surfaces.corner)
    corner = [[dr.gather(mi.Float, component, triangle, valid) for component in pair] for pair in looks.uv]
    uv = [corner[0][k] * first + corner[1][k] * at.x + corner[2][k] * at.y for k in range(2)]
    material = dr.gather(mi.UInt32, looks.material, triangle, valid)
    nearest = mi.Float(0.0)  # textures are read as from close by
    _, smooth = shading_normal(looks, triangle, at, uv, nearest, material, valid)
    facing = dr.gather(mi.Vector3f, looks.facing, triangle, valid)
    front = dr.dot(facing, direction) < 0
    facing = dr.select(front, facing, -facing)
    smooth = dr.select(dr.dot(smooth, facing) < 0, -smooth, smooth)
    smooth = dr.select(dr.dot(smooth, direction) > -1e-3, facing, smooth)
    rgb = dr.gather(mi.Vector3f, looks.rgb, triangle, valid)
    finish = finish_at(looks.materials, material, rgb, uv, nearest, valid)
    return Met(valid, a * first + b * at.x + c * at.y, smooth, facing, front, triangle, material, finish)


def share_straight(surfaces: Surfaces, origin: Any, direction: Any, active: Any) -> Any:
    """Share of light that gets from points out of the body without being turned."""
    mi = mitsuba()
    ray = mi.Ray3f(mi.Point3f(origin), direction)
    if surfaces.straight is None:
        free = active & ~surfaces.looks.room.ray_test(ray, coherent=False, active=active)
        return dr.select(free, 1.0, 0.0)
    free = active & ~surfaces.straight.solid.ray_test(ray, coherent=False, active=active)
    far = dr.full(mi.Float, dr.inf, dr.width(direction))
    share = passed(surfaces.straight, origin, direction, far, free)
    return dr.select(free, share, 0.0)
