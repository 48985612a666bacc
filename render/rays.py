"""Ray queries: what a ray meets, which patch that is, and whether light gets from here to there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.patches import Patches
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

NO_PATCH = 0xFFFFFFFF
LIFT_M = 1e-4  # rays start this far off their surface, against meeting it again
STEP_M = 1e-5  # a ray goes on this far behind a triangle of a luminaire's own body
MOST_CROSSINGS = 256  # triangles of its own body that one ray may pass


@dataclass(frozen=True, eq=False)
class RayScene:
    """The room's mesh and the luminaires' bodies, ready for rays; all members live on the device.

    Bodies are apart from the room: they are not part of the transport between patches, they only keep
    other luminaires' direct light away and are seen in pictures.
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
    bodies: Any | None
    luminaire_of_triangle: Any | None


def mesh_scene(vertices_m: Array, triangles: NDArray[np.int64]) -> Any:
    """A Mitsuba scene of one mesh."""
    mi = mitsuba()
    mesh = mi.Mesh("mesh", len(vertices_m), len(triangles))
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = mi.Float(np.ascontiguousarray(vertices_m, np.float32).ravel())
    parameters["faces"] = mi.UInt32(np.ascontiguousarray(triangles, np.uint32).ravel())
    parameters.update()
    return mi.load_dict({"type": "scene", "mesh": mesh})


def device_points(points: Array) -> Any:
    """Points (n, 3) as device vectors."""
    mi = mitsuba()
    columns = np.ascontiguousarray(np.asarray(points, np.float32).T)
    return mi.Point3f(mi.Float(columns[0]), mi.Float(columns[1]), mi.Float(columns[2]))


def build_ray_scene(patches: Patches, luminaires: tuple[PlacedLuminaire, ...]) -> RayScene:
    """Upload the room and the luminaires' bodies."""
    mi = mitsuba()
    facets = patches.facets
    vertices, triangles, owners = merged_bodies(luminaires)
    has_bodies = len(triangles) > 0
    return RayScene(
        room=mesh_scene(patches.vertices_m, patches.triangles),
        normal=mi.Vector3f(device_points(_normals(patches.vertices_m, patches.triangles))),
        facet_of_triangle=mi.UInt32(patches.facet_of_triangle.astype(np.uint32)),
        closed=mi.Bool(patches.closed),
        origin=device_points(facets.origin_m),
        u=device_points(facets.u_per_m),
        v=device_points(facets.v_per_m),
        columns=mi.Int32(facets.columns.astype(np.int32)),
        rows=mi.Int32(facets.rows.astype(np.int32)),
        first_front=mi.UInt32(facets.first[:, 0].astype(np.uint32)),
        first_back=mi.UInt32(facets.first[:, 1].astype(np.uint32)),
        patch_of_cell=mi.UInt32(facets.patch_of_cell.astype(np.uint32)),
        bodies=mesh_scene(vertices, triangles) if has_bodies else None,
        luminaire_of_triangle=mi.UInt32(owners.astype(np.uint32)) if has_bodies else None,
    )


def merged_bodies(
    luminaires: tuple[PlacedLuminaire, ...],
) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
    """All bodies as one mesh: vertices (vertex, 3), triangles (triangle, 3), luminaire of each triangle."""
    vertices, triangles, owners, count = [np.zeros((0, 3))], [np.zeros((0, 3), np.int64)], [], 0
    for index, placed in enumerate(luminaires):
        if placed.body_vertices_m is None or placed.luminaire.body is None:
            continue
        body = placed.luminaire.body
        vertices.append(placed.body_vertices_m)
        triangles.append(body.triangles + count)
        owners.append(np.full(len(body.triangles), index))
        count += len(placed.body_vertices_m)
    owner = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    return np.concatenate(vertices), np.concatenate(triangles), owner


@dataclass(frozen=True, eq=False)
class RoomHits:
    """What rays met in the room: device arrays, one entry a ray.

    `patch` is NO_PATCH where the ray left the room through a leak; `buried` where it met the inside of
    a closed body, which means that it started inside one; `normal` looks back along the ray.
    """

    distance: Any
    patch: Any
    buried: Any
    point: Any
    normal: Any


def trace_room(scene: RayScene, origin: Any, direction: Any, active: Any = True) -> RoomHits:
    """The first thing of the room that each ray meets."""
    mi = mitsuba()
    ray = mi.Ray3f(origin, direction)
    found = scene.room.ray_intersect_preliminary(ray, coherent=False, active=active)
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


@dataclass(frozen=True, eq=False)
class OwnBody:
    """What a luminaire's rays must know of its own body, which never stops them.

    All of it lies within `radius_m` of every point of the opening; where nobody else's body comes that
    near (`crowded` is False), rays need no look there at all.
    """

    index: Any
    radius_m: Any
    crowded: bool


def own_body(luminaires: tuple[PlacedLuminaire, ...], index: int) -> OwnBody:
    """The reach of one luminaire's body, and whether others stand within it."""
    mi = mitsuba()
    placed = luminaires[index]
    centre = placed.scene_from_photometry[:3, 3]
    extent = np.linalg.norm(placed.luminaire.photometry.opening.size_m) / 2
    radius = 0.0
    if placed.body_vertices_m is not None:
        radius = float(np.linalg.norm(placed.body_vertices_m - centre, axis=1).max() + extent)
    crowded = any(
        _box_distance(other.body_vertices_m, centre) < radius + extent
        for other in luminaires
        if other is not placed and other.body_vertices_m is not None
    )
    return OwnBody(dr.opaque(mi.UInt32, index), dr.opaque(mi.Float, radius), crowded)


def _box_distance(vertices: Array, point: Array) -> float:
    """Distance from a point to the box around some vertices."""
    outside = np.maximum(vertices.min(axis=0) - point, point - vertices.max(axis=0))
    return float(np.linalg.norm(np.maximum(outside, 0.0)))


def is_lit(
    scene: RayScene, origin: Any, direction: Any, distance: Any, own: OwnBody, active: Any = True
) -> Any:
    """Whether nothing stands between `origin` and the luminaire's point `distance` along `direction`."""
    mi = mitsuba()
    reach = distance * (1 - 1e-4) - LIFT_M
    ray = mi.Ray3f(origin, direction, maxt=reach, time=0.0, wavelengths=[])
    free = active & ~scene.room.ray_test(ray, coherent=False, active=active)
    if scene.bodies is None:
        return free
    outside = reach - own.radius_m
    ray = mi.Ray3f(origin, direction, maxt=outside, time=0.0, wavelengths=[])
    free &= ~_meets_any_body(scene, ray, free & (outside > 0))
    if own.crowded:
        start = dr.maximum(outside, 0.0)
        free &= ~meets_other_body(scene, origin + direction * start, direction, reach - start, own, free)
    return free


def _meets_any_body(scene: RayScene, ray: Any, active: Any) -> Any:
    """Whether rays meet any body; rays that are not active meet none, whatever the ray caster says."""
    bodies: Any = scene.bodies
    return bodies.ray_test(ray, coherent=False, active=active) & active


def is_caught(scene: RayScene, origin: Any, direction: Any, reach: Any, own: OwnBody) -> Any:
    """Whether another luminaire's body stops rays leaving a luminaire before they get `reach` far."""
    mi = mitsuba()
    start = dr.minimum(mi.Float(own.radius_m), reach)
    beyond = mi.Ray3f(origin + direction * start, direction, maxt=reach - start, time=0.0, wavelengths=[])
    caught = _meets_any_body(scene, beyond, reach > start)
    if own.crowded:
        caught |= meets_other_body(scene, origin, direction, start, own, ~caught)
    return caught


def meets_other_body(
    scene: RayScene, origin: Any, direction: Any, reach: Any, own: OwnBody, active: Any
) -> Any:
    """Whether rays meet a body of another luminaire than their own; past hits on their own they go on."""
    mi = mitsuba()
    bodies: Any = scene.bodies
    owner_table = scene.luminaire_of_triangle

    def wanted(active: Any, travelled: Any, met: Any, crossings: Any) -> Any:
        return active

    def step(active: Any, travelled: Any, met: Any, crossings: Any) -> tuple[Any, Any, Any, Any]:
        ray = mi.Ray3f(
            origin + direction * travelled, direction, maxt=reach - travelled, time=0.0, wavelengths=[]
        )
        hit = bodies.ray_intersect_preliminary(ray, coherent=False, active=active)
        valid = hit.is_valid() & active
        owner = dr.gather(mi.UInt32, owner_table, hit.prim_index, active=valid)
        other = valid & (owner != own.index)
        met = met | other
        travelled = dr.select(valid, travelled + hit.t + STEP_M, travelled)
        crossings = crossings + 1
        active = valid & ~other & (travelled < reach) & (crossings < MOST_CROSSINGS)
        return active, travelled, met, crossings

    width = dr.width(direction)
    state = (
        mi.Bool(active) & (reach > 0),
        dr.zeros(mi.Float, width),
        dr.full(mi.Bool, False, width),
        dr.zeros(mi.UInt32, width),
    )
    return dr.while_loop(state, wanted, step, labels=("active", "travelled", "met", "crossings"))[2]
