"""Meshes too heavy for a body, with fewer triangles: each part on its own, and how far it moved stated."""

from __future__ import annotations

import threading
from dataclasses import replace

import fast_simplification
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.glb_primitives import Piece
from assets.mesh import Mesh, joined_mesh
from assets.modelling import Solid, shaded
from assets.surface_distance import apart, triangle_areas
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST_TRIANGLES = 40_000
FEWEST_OF_PART = 60  # a part with fewer is kept as it is
HEAVY = 100_000  # triangles of a part, from which its corners are first joined on a grid
CELLS = 150  # of that grid along the part's longest side: finer than what a surface may move
ROUGH = 0.01  # share of the size by which a surface may move before that is a warning
_CREASE_DEG = 38.0
_PATIENCE = 3.0  # how fast the error that is allowed grows; 7 is the library's own, faster and rougher
_one_at_a_time = threading.Lock()  # the library keeps its mesh in a global


def lighter_mesh(mesh: Mesh, most_triangles: int = MOST_TRIANGLES) -> tuple[Mesh, list[Problem]]:
    """A mesh of at most about so many triangles, and BODY_SIMPLIFIED with what that changed.

    Every node and material is simplified on its own by quadric errors (Garland and Heckbert 1997), so that
    materials and glowing parts keep their outlines; the edges of textured parts are kept exactly.

    Parameters
    ----------
    mesh
        In metres.
    most_triangles
        What is wanted; parts of few triangles are kept, so that a mesh of many small ones stays heavier.
    """
    if len(mesh.triangles) <= most_triangles:
        return mesh, []
    lighter = simplified_mesh(mesh, most_triangles)
    return lighter, [_told(mesh, lighter, most_triangles)]


def simplified_mesh(mesh: Mesh, most_triangles: int) -> Mesh:
    """As `lighter_mesh`, but what it changed is not measured, which takes longer than the change itself."""
    if len(mesh.triangles) <= most_triangles:
        return mesh
    node = mesh.node_of_vertex[mesh.triangles[:, 0]]
    pairs, index = np.unique(np.column_stack([node, mesh.material_of_triangle]), axis=0, return_inverse=True)
    wanted = _allotted(np.bincount(index.reshape(-1)), most_triangles)
    pieces = [
        _lighter(mesh, index.reshape(-1) == k, int(at), int(material), int(wanted[k]))
        for k, (at, material) in enumerate(pairs)
    ]
    lighter = joined_mesh(pieces, mesh.materials, mesh.nodes, [])
    return replace(lighter, problems=mesh.problems, says_frame=mesh.says_frame)


def fewer_triangles(vertices_m: Array, triangles: Indices, most_triangles: int) -> tuple[Array, Indices]:
    """A plain mesh of at most about so many triangles, its equal corners joined (quadric errors, as above).

    Parameters
    ----------
    vertices_m, triangles
        Shapes (vertex, 3) and (triangle, 3).
    """
    corners = vertices_m[triangles].reshape(-1, 3)
    _, first, joined = np.unique(np.rint(corners * 1e5), axis=0, return_index=True, return_inverse=True)
    points, faces = corners[first], joined.reshape(-1, 3).astype(np.int64)
    faces = faces[_distinct(faces)]
    if len(faces) <= most_triangles:
        return points, faces
    with _one_at_a_time:
        fewer, kept = fast_simplification.simplify(
            points, faces.astype(np.int32), target_count=most_triangles, agg=_PATIENCE
        )
    fewer, kept = np.asarray(fewer, dtype=np.float64), np.asarray(kept, dtype=np.int64)
    return fewer, kept[_distinct(kept) & (triangle_areas(fewer, kept) > 1e-14)]


def _allotted(triangles: Indices, most: int) -> Indices:
    """How many triangles each part may keep: as the root of how many it has, so that fine parts pay first."""
    kept = np.minimum(triangles, FEWEST_OF_PART)
    for _ in range(20):
        left = most - int(kept.sum())
        weight = np.where(kept < triangles, np.sqrt(triangles), 0.0)
        if left <= 0 or not weight.any():
            break
        kept = np.minimum(kept + (left * weight / weight.sum()).astype(np.int64), triangles)
    return np.asarray(kept, dtype=np.int64)


def _lighter(mesh: Mesh, chosen: NDArray[np.bool_], node: int, material: int, wanted: int) -> Piece:
    """One part with so many triangles."""
    corners = mesh.vertices_m[mesh.triangles[chosen]].reshape(-1, 3)
    uv = mesh.appearance.uv[chosen].reshape(-1, 2)
    textured = mesh.materials[material].base_colour is not None
    first, joined = _joined_corners(corners, uv if textured else None, wanted)
    points, triangles = corners[first], joined.reshape(-1, 3)
    triangles = triangles[_distinct(triangles)]
    own_uv = uv[first].astype(np.float64)
    tree = cKDTree(points[triangles].mean(axis=1)) if len(triangles) else None
    tint = mesh.appearance.triangle_rgb[chosen].astype(np.float64)
    if wanted < len(triangles) and tree is not None:
        distinct = _distinct(joined.reshape(-1, 3))
        points, triangles, own_uv, tint = _collapsed(
            points, triangles, own_uv, tint[distinct], tree, wanted=wanted, keep_edges=textured
        )
    else:
        tint = tint[_distinct(joined.reshape(-1, 3))]
    return _shaded_piece(points, triangles, own_uv, tint, material, node, smooth=_is_smooth(mesh, chosen))


def _joined_corners(corners: Array, uv: NDArray[np.float32] | None, wanted: int) -> tuple[Indices, Indices]:
    """The first of each set of equal corners, and the set of each; of heavy parts what is near is equal.

    Vertex clustering (Rossignac and Borrel 1993) before the exact and slower collapse; parts with textures,
    whose edges are kept, and loose pieces smaller than a cell are left to that.
    """
    if uv is None and len(corners) > 3 * max(HEAVY, 10 * wanted):
        low = corners.min(axis=0)
        cell = max(float(np.ptp(corners, axis=0).max()), 1e-9) / CELLS
        x, y, z = np.floor((corners - low) / cell).astype(np.int64).T
        _, first, joined = np.unique(
            (x * (CELLS + 1) + y) * (CELLS + 1) + z, return_index=True, return_inverse=True
        )
        if int(_distinct(joined.reshape(-1, 3)).sum()) > wanted:
            return first, joined.reshape(-1)
    key = np.rint(corners * 1e6)
    if uv is not None:
        key = np.column_stack([key, np.rint(uv.astype(np.float64) * 1e5)])
    _, first, joined = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return first, joined.reshape(-1)


def _collapsed(
    points: Array,
    triangles: Indices,
    uv: Array,
    tint: Array,
    tree: cKDTree,
    *,
    wanted: int,
    keep_edges: bool,
) -> tuple[Array, Indices, Array, Array]:
    """Points, triangles, texture coordinates and colours after edges were collapsed."""
    with _one_at_a_time:
        _, _, collapses = fast_simplification.simplify(
            points,
            triangles.astype(np.int32),
            target_count=wanted,
            return_collapses=True,
            preserve_border=keep_edges,
            agg=_PATIENCE,
        )
        fewer, faces, became = fast_simplification.replay_simplification(
            points, triangles.astype(np.int32), collapses
        )
    fewer, faces = np.asarray(fewer, dtype=np.float64), np.asarray(faces, dtype=np.int64)
    faces = faces[_distinct(faces) & (triangle_areas(fewer, faces) > 1e-14)]
    became = np.asarray(became, dtype=np.int64)
    total, count = np.zeros((len(fewer), 2)), np.zeros(len(fewer))
    np.add.at(total, became, uv)
    np.add.at(count, became, 1.0)
    nearest = tree.query(fewer[faces].mean(axis=1))[1]
    return fewer, faces, total / np.maximum(count, 1.0)[:, None], tint[nearest]


def _shaded_piece(
    points: Array, triangles: Indices, uv: Array, tint: Array, material: int, node: int, *, smooth: bool
) -> Piece:
    """A piece with normals worked out anew where the part had any."""
    if not smooth or not len(triangles):
        normals = np.zeros((len(points), 3))
        return Piece(points, normals, uv.astype(np.float32), triangles, tint, material, node)
    seen = triangle_areas(points, triangles) > 0.0
    triangles, tint = triangles[seen], tint[seen]
    placed, normals, faces = shaded(Solid(points, triangles), _CREASE_DEG)
    of_vertex = np.zeros(len(placed), dtype=np.int64)
    of_vertex[faces.reshape(-1)] = triangles.reshape(-1)
    return Piece(placed, normals, uv[of_vertex].astype(np.float32), faces, tint, material, node)


def _is_smooth(mesh: Mesh, chosen: NDArray[np.bool_]) -> bool:
    return bool(mesh.appearance.corner_normals[chosen].any())


def _distinct(triangles: Indices) -> NDArray[np.bool_]:
    """Which triangles have three corners."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    return np.asarray((a != b) & (b != c) & (c != a))


def _told(before: Mesh, after: Mesh, wanted: int) -> Problem:
    one, other = (before.vertices_m, before.triangles), (after.vertices_m, after.triangles)
    moved = apart(one, other)
    area = float(triangle_areas(*other).sum() / triangle_areas(*one).sum())
    most, usual = float(moved.max()), float(np.percentile(moved, 95))
    message = (
        f"{len(before.triangles)} triangles were reduced to {len(after.triangles)}; the surface moved by at "
        f"most {1000 * most:.2f} mm, 95 % of it by less than {1000 * usual:.2f} mm, and has "
        f"{100 * area:.1f} % of its area"
    )
    rough = most > ROUGH * max(before.size_m) or len(after.triangles) > 1.5 * wanted
    if rough:
        hint = "Bring a lighter model, made for pictures in real time."
        return warning("BODY_SIMPLIFIED", "body", message, hint)
    return info("BODY_SIMPLIFIED", "body", message)
