"""Ray queries: what a ray meets, which patch that is, and whether light gets from here to there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.body_meshes import Bodies, mesh_scene
from render.device import mitsuba
from render.device_arrays import device_flags, device_indices, device_points
from render.patches import Patches
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

NO_PATCH = 0xFFFFFFFF
LIFT_M = 1e-4  # rays start this far off their surface, against meeting it again


@dataclass(frozen=True, eq=False)
class RayScene:
    """The room's mesh and the luminaires' bodies, ready for rays; members live on the device.

    Bodies are apart from the room: they are not part of the transport between patches, they only keep
    other luminaires' direct light away and are seen in pictures. `coherent` says that rays in a row go about
    the same way, which only makes them quicker.
    """

    room: Any
    normal: Any
    facet_of_triangle: Any
    closed: Any
    origin: Any
    u: Any
    v: Any
    columns: Any
    rows: Any
    first_front: Any
    first_back: Any
    patch_of_cell: Any
    patch_count: int
    bodies: Bodies
    coherent: bool = False


def build_ray_scene(patches: Patches, luminaires: tuple[PlacedLuminaire, ...] = ()) -> RayScene:
    """Upload the room and the luminaires' bodies."""
    mi = mitsuba()
    facets = patches.facets
    return RayScene(
        room=mesh_scene(patches.vertices_m, patches.triangles) if patches.room is None else patches.room,
        normal=mi.Vector3f(device_points(_normals(patches.vertices_m, patches.triangles))),
        facet_of_triangle=device_indices(patches.facet_of_triangle),
        closed=device_flags(patches.closed),
        origin=device_points(facets.origin_m),
        u=device_points(facets.u_per_m),
        v=device_points(facets.v_per_m),
        columns=mi.Int32(device_indices(facets.columns)),
        rows=mi.Int32(device_indices(facets.rows)),
        first_front=device_indices(facets.first[:, 0]),
        first_back=device_indices(facets.first[:, 1]),
        patch_of_cell=device_indices(facets.patch_of_cell),
        patch_count=patches.count,
        bodies=Bodies(luminaires),
    )


@dataclass(frozen=True, eq=False)
class RoomHits:
    """What rays met in the room: device arrays, one entry a ray.

    `patch` is NO_PATCH where the ray left the room through a leak; `buried` where it met the inside of
    a closed body, which means that it started inside one; `normal` looks back along the ray; `behind` is
    whether it met the back of its triangle.
    """

    distance: Any
    patch: Any
    buried: Any
    point: Any
    normal: Any
    triangle: Any
    behind: Any


def trace_room(scene: RayScene, origin: Any, direction: Any, active: Any = True) -> RoomHits:
    """The first thing of the room that each ray meets."""
    mi = mitsuba()
    ray = mi.Ray3f(origin, direction)
    found = scene.room.ray_intersect_preliminary(ray, coherent=scene.coherent, active=active)
    valid = found.is_valid() & active
    triangle = dr.select(valid, found.prim_index, 0)
    point = origin + direction * found.t
    normal = dr.gather(mi.Vector3f, scene.normal, triangle)
    behind = dr.dot(normal, direction) > 0
    closed = dr.gather(mi.Bool, scene.closed, triangle)
    facet = dr.gather(mi.UInt32, scene.facet_of_triangle, triangle)
    patch = patch_at(scene, facet, point, behind & ~closed)
    return RoomHits(
        distance=dr.select(valid, found.t, dr.inf),
        patch=dr.select(valid, patch, NO_PATCH),
        buried=valid & behind & closed,
        point=point,
        normal=dr.select(behind, -normal, normal),
        triangle=triangle,
        behind=behind,
    )


def _normals(vertices: Array, triangles: NDArray[np.int64]) -> Array:
    """Unit normal of each triangle, (triangle, 3)."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    normals: Array = cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-30)
    return normals


def patch_at(scene: RayScene, facet: Any, point: Any, back: Any) -> Any:
    """The patch of a point on a facet."""
    mi = mitsuba()
    offset = point - dr.gather(mi.Point3f, scene.origin, facet)
    columns = dr.gather(mi.Int32, scene.columns, facet)
    rows = dr.gather(mi.Int32, scene.rows, facet)
    i = dr.clip(mi.Int32(dr.floor(dr.dot(offset, dr.gather(mi.Point3f, scene.u, facet)))), 0, columns - 1)
    j = dr.clip(mi.Int32(dr.floor(dr.dot(offset, dr.gather(mi.Point3f, scene.v, facet)))), 0, rows - 1)
    front = dr.gather(mi.UInt32, scene.first_front, facet)
    first = dr.select(back, dr.gather(mi.UInt32, scene.first_back, facet), front)
    return dr.gather(mi.UInt32, scene.patch_of_cell, first + mi.UInt32(i * rows + j))
