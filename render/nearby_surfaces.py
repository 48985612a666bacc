"""Surfaces that a luminaire hangs at: no point of its opening may lie in or behind them.

A file's opening has the depth of its housing and hangs by its centre, so on a ceiling half of it lies
behind the ceiling, and rounding decides for a flat one. Light starts on the lit side all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenes.scene import LitSurface

Array = NDArray[np.float64]

MOST_PLANES = 3  # a corner of a room
ROUNDING_M = 1e-3
TOUCHING_M = 0.021  # a centre this far behind a surface still hangs at it, as placements allow


@dataclass(frozen=True, eq=False)
class BoxedSurfaces:
    """Surfaces with the corners of the boxes around them, (surface, 3)."""

    surfaces: tuple[LitSurface, ...]
    low_m: Array
    high_m: Array


@lru_cache(maxsize=2)  # a luminaire that is moved about asks for the same room again and again
def boxed(surfaces: tuple[LitSurface, ...]) -> BoxedSurfaces:
    """Surfaces that have triangles, with their boxes, so that far ones are passed over quickly."""
    solid = tuple(surface for surface in surfaces if len(surface.triangles))
    low = np.array([surface.vertices_m.min(axis=0) for surface in solid]).reshape(-1, 3)
    high = np.array([surface.vertices_m.max(axis=0) for surface in solid]).reshape(-1, 3)
    return BoxedSurfaces(solid, low, high)


def planes_at(room: BoxedSurfaces, centre: Array, reach_m: float, within: str = "") -> Array:
    """Planes of surfaces within `reach_m` of a point, nearest first, as (n, offset): n . p = offset.

    Parameters
    ----------
    room
        Its surfaces, each with its normals towards the lit side.
    centre
        The centre of an opening [m].
    reach_m
        How far the opening extends from it [m].
    within
        Name of the room it hangs in, where there are several: those behind its walls do not count.

    Returns
    -------
    ndarray
        Shape (MOST_PLANES, 4); rows that are not needed are (0, 0, 0, -1), which holds everywhere.
    """
    found: list[tuple[float, Array]] = []
    outside = np.maximum(np.maximum(room.low_m - centre, centre - room.high_m), 0.0)
    for index in np.flatnonzero(np.linalg.norm(outside, axis=1) <= reach_m + TOUCHING_M):
        surface = room.surfaces[index]
        if within and surface.room not in ("", within):
            continue
        corners = surface.vertices_m[surface.triangles]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        size = np.linalg.norm(cross, axis=1)
        solid = size > 1e-12
        corners, normals = corners[solid], cross[solid] / size[solid, None]
        height = np.einsum("ij,ij->i", centre - corners[:, 0], normals)
        slack = reach_m + ROUNDING_M
        near = (height > -TOUCHING_M) & (height < slack) & _over(corners, normals, centre, TOUCHING_M)
        offset = np.einsum("ij,ij->i", normals, corners[:, 0])
        found += [(float(height[i]), np.array([*normals[i], offset[i]])) for i in np.flatnonzero(near)]
    planes = np.tile([0.0, 0.0, 0.0, -1.0], (MOST_PLANES, 1))
    count = 0
    for _, plane in sorted(found, key=lambda entry: entry[0]):
        if count < MOST_PLANES and not (np.abs(planes[:count] - plane).max(axis=1) < 1e-3).any():
            planes[count] = plane
            count += 1
    return planes


def _over(corners: Array, normals: Array, point: Array, slack_m: float) -> NDArray[np.bool_]:
    """Whether a point's foot on each triangle's plane lies on the triangle, or `slack_m` beside it."""
    inside = np.ones(len(corners), bool)
    for k in range(3):
        edge = corners[:, (k + 1) % 3] - corners[:, k]
        inward = np.cross(normals, edge)
        inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-30)
        inside &= np.einsum("ij,ij->i", point - corners[:, k], inward) > -slack_m
    return inside
