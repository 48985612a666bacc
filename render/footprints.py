"""Where boxes stand on surfaces or touch them: the section of each box along the surface's plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.clipping import trimmed
from render.flat_parts import FlatParts
from render.grids import Grids
from render.merged_mesh import MergedMesh

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TOUCH_M = 1e-4  # a box nearer than this to a surface stands on it; rays start this far off (render/rays.py)
PAIRS_AT_ONCE = 1_000_000
TRIANGLES_OF_BOX = 12


@dataclass(frozen=True, eq=False)
class Footprints:
    """Convex areas that are covered.

    Parameters
    ----------
    part
        The flat part of each, (footprint,).
    outline
        Corners in coordinates of the part's grid, anticlockwise, the last repeated, (footprint, corner, 2).
    """

    part: Indices
    outline: Array


def find_footprints(mesh: MergedMesh, parts: FlatParts, grids: Grids, coverable: Indices) -> Footprints:
    """Footprints of all boxes of the mesh on the flat parts `coverable`."""
    first = np.searchsorted(mesh.surface, np.flatnonzero(mesh.is_box))
    boxes = mesh.corners_m[first[:, None] + np.arange(TRIANGLES_OF_BOX)]
    part, box = _near(boxes.reshape(len(boxes), 3 * TRIANGLES_OF_BOX, 3), parts, coverable)
    normal, origin = parts.normal[part], parts.origin_m[part]
    corner = boxes[box] - origin[:, None, None]
    height = np.matmul(corner, normal[:, None, :, None])[..., 0] - TOUCH_M
    after, beyond = np.roll(corner, -1, axis=2), np.roll(height, -1, axis=2)
    rising = (height < 0) & (beyond >= 0)  # at most one edge of each triangle, and each such edge once
    share = np.divide(height, height - beyond, out=np.zeros_like(height), where=rising)
    point = (np.where(rising[..., None], corner + share[..., None] * (after - corner), 0.0)).sum(axis=2)
    axes = np.stack([parts.u / grids.step_m[:, :1], parts.v / grids.step_m[:, 1:]], axis=2)
    flat, valid = np.matmul(point, axes[part]), rising.any(axis=2)
    met = np.flatnonzero(valid.sum(axis=1) >= 3)
    return Footprints(part[met], _hulls(flat[met], valid[met]))


def _near(boxes: Array, parts: FlatParts, coverable: Indices) -> tuple[Indices, Indices]:
    """Pairs of a flat part and a box whose surrounding boxes along the axes touch."""
    low, high = boxes.min(axis=1) - TOUCH_M, boxes.max(axis=1) + TOUCH_M
    origin, sides = parts.origin_m[coverable], (parts.u[coverable], parts.v[coverable])
    one, other = (parts.extent_m[coverable, k, None] * side for k, side in enumerate(sides))
    ends = np.stack([origin, origin + one, origin + other, origin + one + other])
    least, most = ends.min(axis=0), ends.max(axis=0)
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    step = max(1, PAIRS_AT_ONCE // max(1, len(boxes)))
    for begin in range(0, len(coverable), step):
        some = slice(begin, begin + step)
        touching = np.ones((len(least[some]), len(boxes)), bool)
        for axis in range(3):
            touching &= least[some, axis, None] <= high[:, axis]
            touching &= most[some, axis, None] >= low[:, axis]
        part, box = np.nonzero(touching)
        found.append((coverable[begin + part], box))
    return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])


def _hulls(points: Array, valid: NDArray[np.bool_]) -> Array:
    """Points (n, corner, 2) on the outlines of convex shapes, of which some are valid, in their order."""
    count = valid.sum(axis=1)
    centre = np.where(valid[..., None], points, 0.0).sum(axis=1) / count[:, None]
    offset = points - centre[:, None]
    angle = np.where(valid, np.arctan2(offset[..., 1], offset[..., 0]), np.inf)
    order = np.argsort(angle, axis=1, kind="stable")
    order = np.take_along_axis(order, np.minimum(np.arange(valid.shape[1]), count[:, None] - 1), axis=1)
    outline = np.take_along_axis(points, order[..., None], axis=1)
    return trimmed(outline)
