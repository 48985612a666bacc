"""How much of the room is in sight of the faces of furniture: those inside bodies and gaps see none of it."""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_points
from render.patches import Patches
from render.rays import LIFT_M, RayScene, trace_room
from render.sampling import hashed, opaque_key, spread_numbers
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]

FAR_M = 0.3  # who looks this far sees the room, and is seen from it
RAYS = 4  # from each point
SHARES = np.array([[4, 1, 1], [1, 4, 1], [1, 1, 4], [2, 2, 2]]) / 6  # of its corners, for a triangle's points


def share_in_sight(
    scene: RayScene, patches: Patches, surfaces: tuple[LitSurface, ...], *, seed: int
) -> Array:
    """The share of what triangles look at, weighted by the cosine, that is farther away than FAR_M.

    Parameters
    ----------
    scene, patches, surfaces
        A room.
    seed
        Of the directions.

    Returns
    -------
    ndarray
        For the front and the back of each triangle, (triangle, 2); 1 for those of no furniture.
    """
    furniture = np.array([surface.kind is SurfaceKind.FURNITURE for surface in surfaces], bool)
    some = np.flatnonzero(furniture[patches.surface_of_triangle]) if len(surfaces) else np.zeros(0, np.int64)
    share = np.ones((len(patches.triangles), 2))
    if not len(some):
        return share
    corners = patches.vertices_m[patches.triangles[some]]
    points = np.einsum("pc,tck->tpk", SHARES, corners)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-30)
    share[some, 0] = _far(scene, points, normals, seed)
    sheets = ~patches.closed[some]
    share[some[sheets], 1] = _far(scene, points[sheets], -normals[sheets], seed)
    return share


def _far(scene: RayScene, points_m: Array, normals: Array, seed: int) -> Array:
    """The share of triangles with points (triangle, point, 3) and normals (triangle, 3)."""
    if not len(points_m):
        return np.zeros(0)
    mi = mitsuba()
    each = len(SHARES) * RAYS
    lane = dr.arange(mi.UInt32, len(points_m) * each)
    u = spread_numbers(lane % RAYS, hashed(lane // RAYS, opaque_key("sight", seed)))
    normal = mi.Vector3f(dr.gather(mi.Vector3f, mi.Vector3f(device_points(normals)), lane // each))
    origin = dr.gather(mi.Point3f, device_points(points_m.reshape(-1, 3)), lane // RAYS) + normal * LIFT_M
    way = mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[0], u[1])))
    hits = trace_room(scene, mi.Point3f(origin), mi.Vector3f(way))
    far = dr.select(hits.buried | (hits.distance < FAR_M), 0.0, 1.0)
    total: Any = dr.block_sum(far, each)
    share: Array = total.numpy().astype(np.float64) / each
    return share
