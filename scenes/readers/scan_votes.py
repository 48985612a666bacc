"""Whether a mesh was drawn or scanned: noise, the size of triangles and the names of parts vote."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.mesh import Mesh
from scenes.readers.mesh_names import Role, role_of
from scenes.votes import Choice, Vote, choose

DRAWN, SCANNED = "mesh", "scan"  # what `view` calls the two readings
FEWEST_SCANNED = 3_000  # triangles; drawn rooms often have fewer, scanned ones never
OWN_PLANES = 0.5  # share of the surface in planes of its own, from which a mesh is scanned
SMALL_PLANE = 0.002  # of the surface, up to which a plane is no wall and no board
SMALL = 0.03  # of the whole, the side of the triangles that most of a scan's surface is made of
MOST_LOOKED_AT = 100_000


def drawn_or_scanned(mesh: Mesh, *, said: str | None) -> Choice:
    """How a mesh is read, with its votes; `said` is a person's word, which counts if it is one of the two."""
    known = said if said in (DRAWN, SCANNED) else None
    return choose("view", _votes(mesh), said=known, otherwise=DRAWN)


def _votes(mesh: Mesh) -> list[Vote]:
    count = len(mesh.triangles)
    if count < FEWEST_SCANNED:
        return [Vote(DRAWN, 4.0, f"it has {count} triangles, and scans have more")]
    own, small = own_planes(mesh), _small_share(mesh)
    votes = []
    if own > OWN_PLANES:
        words = f"{100 * own:.0f} % of its surface lies in small planes of its own, as noise makes them"
        votes.append(Vote(SCANNED, 2.0, words))
    else:
        words = f"{100 * (1 - own):.0f} % of its surface lies in large planes, as walls and boards do"
        votes.append(Vote(DRAWN, 3.0, words))
    if small > 0.5:
        votes.append(Vote(SCANNED, 1.0, f"small triangles make {100 * small:.0f} % of its surface"))
    else:
        votes.append(Vote(DRAWN, 1.0, f"large triangles make {100 * (1 - small):.0f} % of its surface"))
    named = sum(role_of(name) is not Role.UNKNOWN for name in mesh.nodes)
    if named > 1:
        votes.append(Vote(DRAWN, 2.0, f"{named} parts have names that say what they are"))
    else:
        votes.append(Vote(SCANNED, 0.5, "no names say what its parts are"))
    return votes


def own_planes(mesh: Mesh) -> float:
    """The share of a mesh's surface that lies in small planes, 0..1.

    What is drawn lies mostly in few planes; noise gives every triangle its own.
    """
    corners = mesh.vertices_m[mesh.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(normals, axis=1)
    normals /= np.maximum(areas, 1e-300)[:, None]
    size = max(float(np.ptp(mesh.vertices_m, axis=0).max()), 1e-300)
    offsets = (normals * corners[:, 0]).sum(axis=1) / size
    planes: NDArray[np.float64] = np.column_stack([np.rint(normals * 200), np.rint(offsets * 2000)])
    _, plane = np.unique(planes, axis=0, return_inverse=True)
    of_plane = np.bincount(plane.reshape(-1), weights=areas)
    total = max(float(areas.sum()), 1e-300)
    return float(of_plane[of_plane < SMALL_PLANE * total].sum()) / total


def _small_share(mesh: Mesh) -> float:
    """Share of the surface that is of triangles whose longest side is small beside the whole."""
    corners = mesh.vertices_m[mesh.triangles[:: -(-len(mesh.triangles) // MOST_LOOKED_AT)]]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    size = max(float(np.ptp(mesh.vertices_m, axis=0).max()), 1e-300)
    return float(area[sides < SMALL * size].sum() / max(float(area.sum()), 1e-300))
