"""Smooth normals of meshes."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

CREASE_DEG = 40.0  # edges sharper than this stay sharp


def corner_normals(vertices_m: Array, triangles: Indices) -> Array:
    """Unit normal at each corner of each triangle, (triangle, 3, 3): smooth except across sharp edges."""
    corners = vertices_m[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(cross, axis=1, keepdims=True)
    unit = cross / np.maximum(length, 1e-30)
    _, vertex = np.unique(np.round(vertices_m, 5), axis=0, return_inverse=True)
    at = vertex.ravel()[triangles].ravel()
    face = np.repeat(np.arange(len(triangles)), 3)
    incident = sparse.csr_matrix(
        (np.ones(len(at), np.float32), (at, face)), shape=(int(at.max()) + 1, len(triangles))
    )
    incident.sum_duplicates()
    owner = sparse.csr_matrix((np.ones(len(at), np.float32), (np.arange(len(at)), at)))
    faces = (owner @ incident).tocsr()  # those at each corner's place
    own = np.repeat(unit.astype(np.float32), np.diff(faces.indptr).reshape(-1, 3).sum(axis=1), axis=0)
    alike = np.einsum("ij,ij->i", own, unit.astype(np.float32)[faces.indices])
    faces.data = (alike > np.cos(np.radians(CREASE_DEG))).astype(float)
    total = faces @ cross
    size = np.linalg.norm(total, axis=1, keepdims=True)
    normals = np.where(size > 1e-20, total / np.maximum(size, 1e-30), np.repeat(unit, 3, axis=0))
    return normals.reshape(-1, 3, 3)
