"""STL and PLY: triangles without nodes, unit or axes; of PLY the vertex colours too."""

from __future__ import annotations

import io
import re

import numpy as np
from numpy.typing import NDArray

from assets.glb import refuse
from assets.glb_materials import UNTOLD
from assets.glb_nodes import ROOM_FROM_GLTF
from assets.glb_primitives import MOST_TRIANGLES, MOST_VERTICES, Piece
from assets.material import Material
from assets.mesh import Mesh, joined_mesh
from assets.reflectance import linear_from_srgb

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

HEADER_BYTES = 80  # of a binary STL, before the number of its triangles
FACET_BYTES = 50
LONGEST_PLY_HEADER = 20_000
_VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)")


def read_stl(data: bytes) -> Mesh:
    """An STL file, binary or text, as a mesh whose y is taken as up.

    Raises
    ------
    UnsoundInput
        STL_BROKEN, MODEL_TOO_LARGE, MODEL_NOT_FINITE, MODEL_EMPTY.
    """
    count = int.from_bytes(data[HEADER_BYTES : HEADER_BYTES + 4], "little")
    if len(data) >= HEADER_BYTES + 4 and len(data) == HEADER_BYTES + 4 + FACET_BYTES * count:
        _require_few(count)
        facets = np.frombuffer(data, np.uint8, offset=HEADER_BYTES + 4).reshape(count, FACET_BYTES)
        corners = np.ascontiguousarray(facets[:, 12:48]).view("<f4").astype(np.float64)
        return _soup(corners.reshape(-1, 3), np.arange(3 * count, dtype=np.int64).reshape(-1, 3), None)
    if data.lstrip()[:5].lower() != b"solid":
        message = f"{len(data)} bytes do not fit the {count} triangles that the file says it has"
        refuse("STL_BROKEN", "file", message, "The file is damaged or cut off; export or upload it again.")
    found = _VERTEX.findall(data)
    if b"endsolid" not in data or not found or len(found) % 3:
        message = f"the text ends early: {len(found)} corners were found and no end"
        refuse("STL_BROKEN", "file", message, "The file is damaged or cut off; export or upload it again.")
    _require_few(len(found) // 3)
    try:
        corners = np.array(found).astype(np.float64)
    except ValueError:
        refuse("STL_BROKEN", "file", "a coordinate is not a number", "Export the room again.")
    return _soup(corners, np.arange(len(corners), dtype=np.int64).reshape(-1, 3), None)


def read_ply_mesh(data: bytes) -> Mesh:
    """A PLY file with faces as a mesh whose y is taken as up.

    Raises
    ------
    UnsoundInput
        PLY_BROKEN, MODEL_TOO_LARGE, MODEL_NOT_FINITE, MODEL_EMPTY.
    """
    import trimesh

    stated = ply_counts(data)
    if stated is None:
        refuse("PLY_BROKEN", "file", "the file has no header as PLY has", "Export or upload it again.")
    _require_few(stated.get("face", 0), stated.get("vertex", 0))
    if sum(stated.values()) > len(data):  # an element has a byte at least
        message = f"{sum(stated.values())} elements are announced in {len(data)} bytes"
        refuse("PLY_BROKEN", "file", message, "The file is damaged or cut off; export or upload it again.")
    try:
        loaded = trimesh.load(io.BytesIO(data), file_type="ply", process=False)
        points = np.asarray(loaded.vertices, dtype=np.float64)
        triangles = np.asarray(loaded.faces, dtype=np.int64)
        coloured = getattr(loaded.visual, "kind", None) == "vertex"
        codes = np.asarray(loaded.visual.vertex_colors)[:, :3].astype(np.uint8) if coloured else None
    except Exception as fault:  # whatever the library makes of damaged data
        message = f"the file cannot be read: {str(fault)[:80]}"
        refuse("PLY_BROKEN", "file", message, "The file is damaged or cut off; export or upload it again.")
    if len(points) != stated.get("vertex", 0) or len(triangles) < stated.get("face", 0):
        message = f"{stated.get('face', 0)} faces are announced and {len(triangles)} were found"
        refuse("PLY_BROKEN", "file", message, "The file is damaged or cut off; export or upload it again.")
    return _soup(points, triangles, codes)


def ply_counts(data: bytes) -> dict[str, int] | None:
    """How many elements of each kind a PLY file announces; None where it has no such header."""
    end = data.find(b"end_header", 0, LONGEST_PLY_HEADER)
    if not data.startswith(b"ply") or end < 0:
        return None
    counts: dict[str, int] = {}
    for line in data[:end].decode("ascii", errors="replace").splitlines():
        words = line.split()
        if len(words) == 3 and words[0] == "element" and words[2].isdecimal() and len(words[2]) < 13:
            counts[words[1]] = int(words[2])
    return counts


def _require_few(triangles: int, vertices: int = 0) -> None:
    if triangles > MOST_TRIANGLES or vertices > MOST_VERTICES:
        message = f"the model has {triangles} triangles; at most {MOST_TRIANGLES} are taken"
        refuse("MODEL_TOO_LARGE", "file", message, "Reduce the model's triangles.")


def _soup(points: Array, triangles: Indices, codes: NDArray[np.uint8] | None) -> Mesh:
    """One nameless node of triangles; colours are sRGB codes of the vertices."""
    if not np.isfinite(points).all():
        bad = int((~np.isfinite(points)).any(axis=1).sum())
        message = f"the coordinates of {bad} vertices are not finite numbers"
        refuse("MODEL_NOT_FINITE", "file", message, "Repair or export the model again.")
    if len(triangles) and not 0 <= int(triangles.min()) <= int(triangles.max()) < len(points):
        message = f"a triangle names vertex {int(triangles.max())} of {len(points)}"
        refuse("PLY_BROKEN", "file", message, "Export the model again.")
    if not len(triangles):
        refuse("MODEL_EMPTY", "file", "the model holds no triangle", "Export the model with its geometry.")
    materials: tuple[Material, ...] = (UNTOLD,)
    tint = np.ones((len(triangles), 3))
    if codes is not None and len(codes) == len(points):
        materials = (Material("vertex colours"), UNTOLD)
        tint = linear_from_srgb(codes)[triangles].mean(axis=1).astype(np.float64)
    piece = Piece(
        points @ ROOM_FROM_GLTF.T,
        np.zeros_like(points),
        np.zeros((len(points), 2), np.float32),
        triangles,
        tint,
        0,
        0,
    )
    return joined_mesh([piece], materials, ("",), [])
