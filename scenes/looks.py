"""How furniture and surfaces look in their place: turned, stretched, laid out in true size."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from assets.material import Appearance
from assets.shelf import ShelfMaterial

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

UP = np.array([0.0, 0.0, 1.0])


def laid_on_plane(shelf: ShelfMaterial, vertices_m: Array, triangles: Indices) -> Appearance:
    """A material of the shelf on a flat surface of the room: u runs level, on floor and ceiling along x."""
    corners = vertices_m[triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]).sum(axis=0)
    normal = normal / max(float(np.linalg.norm(normal)), 1e-30)
    level = np.cross(UP, normal)
    flat = float(np.linalg.norm(level)) < 1e-6
    along = np.array([1.0, 0.0, 0.0]) if flat else level / np.linalg.norm(level)
    uv = np.stack([corners @ along, -(corners @ np.cross(normal, along))], axis=2)
    return _appearance(shelf, uv)


def laid_on_body(shelf: ShelfMaterial, vertices_m: Array, triangles: Indices) -> Appearance:
    """A material of the shelf on a piece of furniture, from six sides; u runs along each part's longer side.

    Parts that do not touch, such as a table's legs, are cut from different places of the material.
    """
    corners = vertices_m[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    axis = np.abs(cross).argmax(axis=1)
    sign = np.where(np.take_along_axis(cross, axis[:, None], axis=1)[:, 0] < 0, -1.0, 1.0)
    part, low, extent = _parts(vertices_m, triangles)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    rows = np.arange(len(triangles))
    # u along the longer of the two; u, up and the normal are right-handed
    lengthwise = extent[part, one] >= extent[part, other]
    u_axis, v_axis = np.where(lengthwise, one, other), np.where(lengthwise, other, one)
    hand = np.where(lengthwise, 1.0, -1.0) * sign
    local = corners - low[part][:, None, :]
    place = np.stack([0.37 * part, 0.61 * part + 0.23 * axis], axis=1)[:, None, :]
    uv = np.stack([local[rows, :, u_axis], -hand[:, None] * local[rows, :, v_axis]], axis=2)
    return _appearance(shelf, uv + place)


def _appearance(shelf: ShelfMaterial, uv_m: Array) -> Appearance:
    count = len(uv_m)
    return Appearance(
        (shelf.material,),
        np.zeros(count, np.int64),
        (uv_m / np.array(shelf.size_m)).astype(np.float32),
        np.zeros((count, 3, 3), np.float32),
        np.ones((count, 3), np.float32),
    )


def _parts(vertices_m: Array, triangles: Indices) -> tuple[Indices, Array, Array]:
    """The connected part of each triangle, and the lowest corner and the extent of each part."""
    count = len(vertices_m)
    _, place = np.unique(np.round(vertices_m, 5), axis=0, return_inverse=True)
    joined = place.ravel()[triangles]
    links = (np.ones(2 * len(joined)), (np.tile(joined[:, 0], 2), joined[:, 1:].T.ravel()))
    _, label = connected_components(sparse.csr_matrix(links, shape=(count, count)), directed=False)
    _, part = np.unique(label[joined[:, 0]], return_inverse=True)
    part = part.ravel().astype(np.int64)
    low, high = np.full((part.max() + 1, 3), np.inf), np.full((part.max() + 1, 3), -np.inf)
    for corner in range(3):
        np.minimum.at(low, part, vertices_m[triangles[:, corner]])
        np.maximum.at(high, part, vertices_m[triangles[:, corner]])
    return part, low, high - low
