"""Where the texels of an atlas lie in the room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from render.light_maps.atlas import Atlas, places_in_chart
from render.patches import Patches

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

INSET_M = 0.005  # texels on the edge of a chart look from this far within it
REACH = 1.5  # texels: a look-up between four texels asks for none that is farther beside a face
FINEST = 0.7  # texels between points by which faces are found
APART = 1e5  # texels between charts, so that none finds another's faces


@dataclass(frozen=True, eq=False)
class TexelPlaces:
    """Points and normals of texels.

    Parameters
    ----------
    point_m, normal
        Shape (texel, 3); the normal points away from the lit side of the face.
    used
        Whether any look-up asks for it, (texel,).
    low_m, high_m, u, v
        A texel is the mean over the rectangle from low to high about its point, along u and v, (texel, 2)
        and (texel, 3). Where that would leave the surface both are 0.
    """

    point_m: Array
    normal: Array
    used: Flags
    low_m: Array
    high_m: Array
    u: Array
    v: Array


def texel_places(atlas: Atlas, patches: Patches) -> TexelPlaces:
    """Find the texels' points.

    Parameters
    ----------
    atlas, patches
        An atlas, and the patches it was made from.
    """
    charts, chart = atlas.charts, atlas.chart
    column, row = atlas.column_and_row()
    extent, step = charts.extent_m[chart], atlas.step_m[chart]
    flat = np.where(step > 0, step * np.column_stack([column, row]), extent / 2)
    inset = np.minimum(INSET_M, extent / 4)
    within = np.clip(flat, inset, extent - inset)
    half = np.where(step > 0, step, extent) / 2
    low, high = np.maximum(flat - half, inset) - within, np.minimum(flat + half, extent - inset) - within
    full = charts.is_full[chart]
    u, v = charts.u[chart], charts.v[chart]
    point = charts.origin_m[chart] + within[:, :1] * u + within[:, 1:] * v
    lead = np.zeros(charts.count, np.int64)
    lead[charts.of_face[::-1]] = np.arange(len(charts.of_face))[::-1]
    normal = _normals(atlas, patches)
    facing, used = normal[lead[chart]], np.ones(len(chart), bool)
    others = np.flatnonzero(~full)
    if len(others):
        face, place, distance = _on_faces(atlas, patches, others, flat[others])
        point[others], facing[others] = place, normal[face]
        used[others] = distance <= REACH
        inner = np.zeros(len(chart), bool)
        inner[others] = (distance < 1e-6) & charts.is_flat[chart[others]]
        edge = ~(full | _amid(atlas, inner | full, column, row))
        low[edge] = high[edge] = 0.0
    return TexelPlaces(point, facing, used, low, high, u, v)


def _normals(atlas: Atlas, patches: Patches) -> Array:
    """Unit normal of each face, away from its lit side, (face, 3)."""
    corners = patches.vertices_m[patches.triangles[atlas.charts.triangle]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    cross /= np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-30)
    return np.where(atlas.charts.back[:, None], -cross, cross)


def _amid(atlas: Atlas, inner: Flags, column: Indices, row: Indices) -> Flags:
    """Whether a texel and its four neighbours in its chart all lie within the chart's shape."""
    chart, found, number = atlas.chart, inner.copy(), np.arange(atlas.count)
    rows, columns = atlas.rows[chart], atlas.columns[chart]
    for inside, step in (
        (column > 0, -rows),
        (column < columns - 1, rows),
        (row > 0, -1),
        (row < rows - 1, 1),
    ):
        found &= np.where(inside, inner[np.where(inside, number + step, number)], False)
    return found


def _on_faces(atlas: Atlas, patches: Patches, texels: Indices, flat: Array) -> tuple[Indices, Array, Array]:
    """The nearest face of its chart to each texel, the nearest point of it, and how many texels off."""
    charts, chart = atlas.charts, atlas.chart[texels]
    face = np.flatnonzero(~charts.is_full[charts.of_face])
    step = np.where(atlas.step_m > 0, atlas.step_m, np.maximum(charts.extent_m, 1e-9))
    own = charts.of_face[face]
    corners = places_in_chart(patches, charts)[face] / step[own][:, None]
    sample, where = _spread(corners)
    # this kind of tree is quicker where points are even
    tree = cKDTree(np.column_stack([where, APART * own[sample]]), balanced_tree=False, compact_nodes=False)
    target = flat / step[chart]
    _, nearest = tree.query(np.column_stack([target, APART * chart]), workers=2)
    found = sample[nearest]
    shares, distance = _nearest_in_triangle(corners[found], target)
    space = patches.vertices_m[patches.triangles[charts.triangle[face[found]]]]
    inset = _inset(space)
    shares = shares * (1 - inset) + inset / 3
    single = charts.is_single[chart]
    return face[found], np.einsum("tc,tck->tk", shares, space), np.where(single, 0.0, distance)


def _inset(space: Array) -> Array:
    """Share of the way to the middle of a triangle by which points keep off its edges, (n, 1)."""
    across = space[:, 1] - space[:, 0], space[:, 2] - space[:, 0]
    area = np.linalg.norm(np.cross(*across), axis=1)
    longest = np.maximum(np.linalg.norm(across[0], axis=1), np.linalg.norm(across[1], axis=1))
    third_of_height = area / np.maximum(longest, 1e-12) / 3
    share: Array = np.minimum(INSET_M / np.maximum(third_of_height, 1e-12), 0.3)[:, None]
    return share


def _spread(corners: Array) -> tuple[Indices, Array]:
    """Points all over triangles (triangle, 3, 2), at most about FINEST apart, and their triangles."""
    extent = np.ptp(corners, axis=1).max(axis=1)
    times = 2 ** np.ceil(np.log2(np.maximum(extent / FINEST, 1.0))).astype(np.int64)
    owners, points = [], []
    for count in np.unique(times):
        some = np.flatnonzero(times == count)
        a, b = np.divmod(np.arange((count + 1) ** 2), count + 1)
        kept = a + b <= count
        shares = np.column_stack([count - a - b, a, b])[kept] / count
        # a little inwards, so that a corner shared by triangles belongs to the one that is meant
        shares = shares * 0.98 + 0.02 / 3
        owners.append(np.repeat(some, len(shares)))
        points.append(np.einsum("sc,tck->tsk", shares, corners[some]).reshape(-1, 2))
    return np.concatenate(owners), np.concatenate(points)


def _nearest_in_triangle(corners: Array, target: Array) -> tuple[Array, Array]:
    """Shares of a triangle's corners that make its nearest point to a target, and the distance to it."""
    a, b, c = (corners[:, k] for k in range(3))
    ab, ac, ap = b - a, c - a, target - a
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    area = np.where(np.abs(area) > 1e-12, area, 1e-12)
    second = (ap[:, 0] * ac[:, 1] - ap[:, 1] * ac[:, 0]) / area
    third = (ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / area
    shares = np.column_stack([1 - second - third, second, third])
    best = np.where((shares >= 0).all(axis=1), 0.0, np.inf)
    for k in range(3):
        start, way = corners[:, k], corners[:, k - 2] - corners[:, k]
        along = ((target - start) * way).sum(axis=1) / np.maximum((way * way).sum(axis=1), 1e-12)
        along = np.clip(along, 0.0, 1.0)
        distance = np.linalg.norm(start + along[:, None] * way - target, axis=1)
        nearer = distance < best
        edge = np.zeros((len(target), 3))
        edge[:, k], edge[:, k - 2] = 1 - along, along
        shares = np.where(nearer[:, None], edge, shares)
        best = np.where(nearer, distance, best)
    return shares, best
