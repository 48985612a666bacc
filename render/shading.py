"""Smooth normals of meshes, and the luminance of luminaires' glowing parts."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from scenes.scene import PlacedLuminaire

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
    pairs = (owner @ incident).tocoo()
    smooth = np.einsum("ij,ij->i", unit[face[pairs.row]], unit[pairs.col]) > np.cos(np.radians(CREASE_DEG))
    total = np.zeros((len(at), 3))
    for axis in range(3):
        total[:, axis] = np.bincount(
            pairs.row[smooth], weights=cross[pairs.col[smooth], axis], minlength=len(at)
        )
    size = np.linalg.norm(total, axis=1, keepdims=True)
    normals = np.where(size > 1e-20, total / np.maximum(size, 1e-30), np.repeat(unit, 3, axis=0))
    return normals.reshape(-1, 3, 3)


def glow_cd_m2(placed: PlacedLuminaire, eye_m: Array) -> float:
    """Luminance of a luminaire's glowing part towards an eye, at full output [cd/m2].

    Its intensity in that direction over the projected area of the glowing triangles that face the eye.
    """
    body = placed.luminaire.body
    if body is None or placed.body_vertices_m is None:
        return 0.0
    shining = np.array([m.glows for m in body.materials])[body.material_of_triangle]
    if not shining.any():
        return 0.0
    path = eye_m - placed.scene_from_photometry[:3, 3]
    direction = path / max(float(np.linalg.norm(path)), 1e-9)
    corners = placed.body_vertices_m[body.triangles[shining]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    area = float(np.maximum(cross @ direction, 0.0).sum())
    local = placed.scene_from_photometry[:3, :3].T @ direction
    c_deg = np.degrees(np.arctan2(local[1], local[0])) % 360.0
    gamma_deg = np.degrees(np.arccos(np.clip(-local[2], -1, 1)))
    intensity = placed.luminaire.photometry.distribution.intensity_towards_cd(c_deg, gamma_deg)
    return float(intensity) / area if area > 1e-6 else 0.0
