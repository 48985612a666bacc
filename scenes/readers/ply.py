"""PLY files: faces are a mesh of a room unless they look scanned; points, and scanned faces, are a scan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.glb import refuse
from assets.mesh import Mesh
from scenes.readers.mesh_file import read_mesh_file
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.plain_triangles import ply_counts
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import read_scan

FEWEST_SCANNED = 3_000  # triangles; drawn rooms often have fewer, scanned ones never
OWN_PLANES = 0.3  # share of triangles in a plane of their own, from which a mesh is scanned


def read_ply(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a PLY file by what it holds."""
    counts = ply_counts(data)
    if counts is None:
        refuse("PLY_BROKEN", "file", "the file has no header as PLY has", "Export or upload it again.")
    if counts.get("face", 0) and not looks_scanned(read_mesh_file(data, filename).mesh):
        return read_mesh_scene(data, filename, overrides)
    return read_scan(data, filename, overrides)


def looks_scanned(mesh: Mesh) -> bool:
    """Whether a mesh comes from a scan: many triangles, and hardly two of them in one plane.

    What is drawn lies in few planes; noise gives every triangle its own.
    """
    if len(mesh.triangles) < FEWEST_SCANNED:
        return False
    corners = mesh.vertices_m[mesh.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-300)
    size = max(float(np.ptp(mesh.vertices_m, axis=0).max()), 1e-300)
    offsets = (normals * corners[:, 0]).sum(axis=1) / size
    planes: NDArray[np.float64] = np.column_stack([np.rint(normals * 200), np.rint(offsets * 2000)])
    return bool(len(np.unique(planes, axis=0)) > OWN_PLANES * len(mesh.triangles))
