"""Where reflected light is gathered for a light map, and how it spreads from there to every texel.

Reflected light changes quickly only near other things. So it is gathered at texels that are the denser the
nearer things are, from many rays each, and every texel takes a mean over the nearest of these points that
look the same way and that it sees: a weighted plane through them, so that light that changes evenly stays
as it is, up to the very edges. A texel that sees none gathers its own, never takes another layer's. All of
this is geometry, made once; light is only multiplied by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from render.device import mitsuba
from render.device_arrays import device_floats, device_points
from render.light_maps.atlas import Atlas
from render.rays import LIFT_M, RayScene
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

PROBING_RAYS = 16
SPACING = 0.25  # distance of points by the mean distance of what they see
COARSEST = 3  # points are at most 2**COARSEST texels apart
NEIGHBOURS = 16  # points that a texel looks at
TURN_M = 0.35  # what a unit of difference between normals counts for as a distance
ALIKE = 0.8  # least cosine between normals of a texel and a point that it uses
OFF_PLANE = 0.5  # most height of a point above a texel's plane, by their distance
LOOK_M = 0.01  # most height above the surface at which a texel must see the points that it uses
LEAST = 4  # points that a texel should find; a plane takes three
APART = 1e5  # between charts, so that a search stays in its own
RIDGE = 0.02  # how much a slope costs, against extrapolation


@dataclass(frozen=True, eq=False)
class GatherNet:
    """Points at which light is gathered.

    Parameters
    ----------
    texel
        The texels that they are, (point,).
    spread
        Matrix (texel, point) from their light to that of all texels.
    """

    texel: Indices
    spread: Any


def mean_distance_m(scene: RayScene, points_m: Array, normals: Array, *, seed: int) -> Array:
    """Harmonic mean distance of what points see, (point,) [m]."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(points_m) * PROBING_RAYS)
    item = lane // PROBING_RAYS
    u = spread_numbers(lane % PROBING_RAYS, hashed(item, opaque_key("distance", seed)))
    normal = mi.Vector3f(dr.gather(mi.Vector3f, mi.Vector3f(device_points(normals)), item))
    origin = dr.gather(mi.Point3f, device_points(points_m), item) + normal * LIFT_M
    pair = mi.Point2f(u[0], u[1])
    direction = mi.Vector3f(mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair)))
    ray = mi.Ray3f(mi.Point3f(origin), direction)
    found = scene.room.ray_intersect_preliminary(ray, coherent=False)
    near = dr.select(found.is_valid(), dr.rcp(dr.maximum(found.t, 1e-3)), 0.0)
    mean = dr.block_sum(near, PROBING_RAYS) / PROBING_RAYS
    distance: Array = 1.0 / np.maximum(mean.numpy().astype(np.float64), 1e-3)
    return distance


def cast_net(
    scene: RayScene, atlas: Atlas, lit: Indices, points_m: Array, normals: Array, *, seed: int
) -> GatherNet:
    """Choose points among texels, and how their light spreads.

    Parameters
    ----------
    scene, atlas
        The room.
    lit
        The atlas's texels that light can reach, (texel,).
    points_m, normals
        Of these, (texel, 3).
    """
    distance = mean_distance_m(scene, points_m, normals, seed=seed)
    chosen = _chosen(atlas, lit, distance)
    near = _found(scene, points_m, normals, chosen, np.column_stack([points_m, TURN_M * normals]))
    # of points that are dense under another layer the nearest may all be hidden: its own chart's are not
    few = np.flatnonzero(near.usable.sum(axis=1) < LEAST)
    if len(few):
        place = np.column_stack([points_m, APART * atlas.chart[lit]])
        near = near.with_better(few, _found(scene, points_m, normals, chosen, place, few))
    return _spread(points_m, normals, chosen, near)


def _chosen(atlas: Atlas, lit: Indices, distance_m: Array) -> Indices:
    """Texels on grids of each chart that are the coarser the farther away things are."""
    chart = atlas.chart[lit]
    column, row = (values[lit] for values in atlas.column_and_row())
    spacing = np.maximum(SPACING * distance_m / atlas.texel_m, 1.0)
    level = np.minimum(np.floor(np.log2(spacing)), COARSEST).astype(np.int64)
    stride = 1 << level
    edge_column, edge_row = atlas.columns[chart] - 1, atlas.rows[chart] - 1
    on = ((column % stride == 0) | (column == edge_column)) & ((row % stride == 0) | (row == edge_row))
    return np.flatnonzero(on if on.any() else np.ones(len(on), bool))


@dataclass(frozen=True, eq=False)
class _Near:
    """The points nearest to texels: which, how far off, and whether they can be used, (texel, neighbour)."""

    point: Indices
    far: Array
    usable: NDArray[np.bool_]

    def with_better(self, texels: Indices, other: _Near) -> _Near:
        """Others for some texels, where more of those can be used."""
        better = other.usable.sum(axis=1) > self.usable[texels].sum(axis=1)
        near = _Near(self.point.copy(), self.far.copy(), self.usable.copy())
        for own, new in ((near.point, other.point), (near.far, other.far), (near.usable, other.usable)):
            own[texels[better]] = new[better]
        return near


def _found(
    scene: RayScene,
    points_m: Array,
    normals: Array,
    chosen: Indices,
    place: Array,
    texels: Indices | None = None,
) -> _Near:
    """The chosen texels nearest to some texels (or all), by their places."""
    count = min(NEIGHBOURS, len(chosen))
    some = np.arange(len(points_m)) if texels is None else texels
    far, near = cKDTree(place[chosen]).query(place[some], k=np.arange(1, count + 1), workers=2)
    offset = points_m[chosen][near] - points_m[some][:, None]
    height = np.einsum("tnk,tk->tn", offset, normals[some])
    length = np.linalg.norm(offset, axis=2)
    usable = np.einsum("tnk,tk->tn", normals[chosen][near], normals[some]) > ALIKE
    usable &= (np.abs(height) <= OFF_PLANE * length + LIFT_M) & (far < APART / 2)
    usable &= _sees(scene, points_m[some], normals[some], points_m[chosen], normals[chosen], near, usable)
    return _Near(near, far, usable)


def _spread(points_m: Array, normals: Array, chosen: Indices, near: _Near) -> GatherNet:
    """The net of chosen texels and of those that can use none of them, which become points of their own."""
    alone = np.flatnonzero(~near.usable.any(axis=1))
    reach = np.where(near.usable, near.far, 0.0).max(axis=1, keepdims=True, initial=0.0)
    reach = np.where(near.far[:, -1:] < APART / 2, near.far[:, -1:], reach)
    weight = np.where(near.usable, np.maximum(1.0 - near.far / (1.02 * reach + 1e-9), 1e-3), 0.0)
    weight[alone, 0] = 1.0
    offset = points_m[chosen][near.point] - points_m[:, None]
    shares = _on_plane(offset, normals, weight)
    point = near.point.copy()
    shares[alone], point[alone, 0] = 0.0, len(chosen) + np.arange(len(alone))
    shares[alone, 0] = 1.0
    rows = np.repeat(np.arange(len(points_m)), shares.shape[1])
    kept = shares.ravel() != 0
    spread = sparse.csr_matrix(
        (shares.ravel()[kept].astype(np.float32), (rows[kept], point.ravel()[kept])),
        shape=(len(points_m), len(chosen) + len(alone)),
    )
    return GatherNet(np.concatenate([chosen, alone]), spread)


def _sees(
    scene: RayScene, points_m: Array, normals: Array, own_m: Array, facing: Array, near: Indices, some: Any
) -> NDArray[np.bool_]:
    """Whether nothing stands between texels and points, a little above the surface, (texel, neighbour)."""
    mi = mitsuba()
    texel, column = np.nonzero(some)
    start, end = (
        at + _look_m(scene, at, way)[:, None] * way for at, way in ((points_m, normals), (own_m, facing))
    )
    point = near[texel, column]
    start = start[texel]
    path = end[point] - start
    length = np.linalg.norm(path, axis=1)
    way = path / np.maximum(length, 1e-9)[:, None]
    ray = mi.Ray3f(device_points(start), mi.Vector3f(device_points(way)))
    ray.maxt = device_floats(length)
    blocked = scene.room.ray_test(ray, coherent=False).numpy().astype(bool)
    seen = np.zeros(some.shape, bool)
    seen[texel, column] = ~blocked | (length < 1e-6)
    return seen


def _look_m(scene: RayScene, points_m: Array, normals: Array) -> Array:
    """Height above points at which others are looked for: LOOK_M, but below a layer above them, (point,)."""
    mi = mitsuba()
    normal = mi.Vector3f(device_points(normals))
    ray = mi.Ray3f(device_points(points_m) + normal * LIFT_M, normal)
    ray.maxt = dr.full(mi.Float, 2 * LOOK_M, len(points_m))
    found = scene.room.ray_intersect_preliminary(ray, coherent=False)
    free = dr.select(found.is_valid(), found.t, 2 * LOOK_M).numpy().astype(np.float64)
    height: Array = np.minimum(LOOK_M, LIFT_M + free / 2)
    return height


def _on_plane(offset: Array, normals: Array, weight: Array) -> Array:
    """Shares of neighbours whose sum is the height at 0 of the plane that fits them best, (texel, neighbour).

    Weighted least squares in the tangent plane, a slope being held back where the neighbours hardly tell it.
    """
    axis = np.where(np.abs(normals[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    u = np.cross(axis, normals)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(normals, u)
    local = np.stack([np.einsum("tnk,tk->tn", offset, way) for way in (u, v)], axis=2)
    total = weight.sum(axis=1)
    scale = np.sqrt(np.einsum("tn,tnd->t", weight, local**2) / total) + 1e-9
    basis = np.concatenate([np.ones((*weight.shape, 1)), local / scale[:, None, None]], axis=2)
    matrix = np.einsum("tn,tna,tnb->tab", weight, basis, basis)
    matrix[:, [1, 2], [1, 2]] += RIDGE * total[:, None]
    first = np.zeros((len(weight), 3, 1))
    first[:, 0] = 1.0
    solved = np.linalg.solve(matrix, first)[:, :, 0]
    shares: Array = weight * np.einsum("tna,ta->tn", basis, solved)
    return shares
