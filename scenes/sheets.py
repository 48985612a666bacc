"""Sheets that lie on each other: two triangles in one place that look to opposite sides and differ in looks.

Models have them where a face was given one material on its front and another on its back. Each is to be
seen from its own front, so they are moved a hair apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

APART_M = 1e-4  # between both sheets
SAME_PLACE_M = 1e-5  # corners that are closer together are one


def parted_sheets(vertices_m: Array, triangles: Indices, material: Indices) -> tuple[Array, Indices]:
    """Vertices and triangles in which such sheets lie apart, each moved towards its own front.

    Parameters
    ----------
    vertices_m, triangles
        Shapes (vertex, 3) [m] and (triangle, 3).
    material
        Of each triangle, (triangle,).
    """
    pairs = _opposite_pairs(vertices_m, triangles, material)
    if not len(pairs):
        return vertices_m, triangles
    moved = np.unique(pairs)
    corners = vertices_m[triangles[moved]]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-30)
    corners = corners + normal[:, None] * (APART_M / 2)
    own = triangles.copy()
    own[moved] = len(vertices_m) + np.arange(3 * len(moved)).reshape(-1, 3)
    return np.concatenate([vertices_m, corners.reshape(-1, 3)]), own


def _opposite_pairs(vertices_m: Array, triangles: Indices, material: Indices) -> Indices:
    """Triangles of other materials with the same corners and opposite fronts, (pair, 2)."""
    if len(triangles) < 2 or (material == material[0]).all() or not np.isfinite(vertices_m).all():
        return np.zeros((0, 2), np.int64)
    # sums of whole numbers: the same for the same corners in any order
    places = np.round(vertices_m / SAME_PLACE_M).astype(np.int64)[triangles].sum(axis=1)
    order = np.lexsort(places.T)
    ordered = places[order]
    beside = (ordered[1:] == ordered[:-1]).all(axis=1)
    first, second = order[:-1][beside], order[1:][beside]
    other = material[first] != material[second]
    first, second = first[other], second[other]
    a, b = vertices_m[triangles[first]], vertices_m[triangles[second]]
    turned = np.stack([np.roll(b[:, ::-1], k, axis=1) for k in range(3)])
    same = (np.abs(turned - a).max(axis=(2, 3)) < SAME_PLACE_M).any(axis=0)
    return np.stack([first[same], second[same]], axis=1)
