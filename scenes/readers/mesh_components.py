"""Connected components of a mesh's shell, and those of them that are furniture made nodes of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import WIDEST_PIECE_M, Parts

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

WELDED_M = 1e-3  # corners of one node that lie nearer are one
GLOWS = 0.1  # share of a lamp's surface
BITS = 20  # of a coordinate in steps of that: a mesh of rooms measures no more than 1000 m


@dataclass(frozen=True, eq=False)
class Components:
    """Triangles of a mesh that hang together by their edges, each within one node.

    Parameters
    ----------
    triangles
        Their numbers in the mesh, those of one component after those of another.
    starts
        Where those of each component begin in `triangles`, (component + 1,).
    low, high
        Corners of the components' boxes, (component, 3) [m].
    nodes
        Of each component.
    """

    triangles: Indices
    starts: Indices
    low: Array
    high: Array
    nodes: Indices

    def of(self, component: int) -> Indices:
        """Numbers in the mesh of the triangles of a component."""
        return self.triangles[self.starts[component] : self.starts[component + 1]]


def components_of(parts: Parts, *roles: Role) -> Components:
    """The connected components of all nodes with these roles."""
    chosen = np.flatnonzero(parts.of_roles(*roles))
    mesh = parts.mesh
    corners = mesh.triangles[chosen]
    if not len(chosen):
        none = np.zeros((0, 3))
        return Components(chosen, np.zeros(1, dtype=np.int64), none, none, chosen)
    label = _labels(_welded(parts), corners)
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], np.arange(int(label.max()) + 2))
    points = mesh.vertices_m[corners[order]]
    return Components(
        chosen[order],
        starts.astype(np.int64),
        np.minimum.reduceat(points.min(axis=1), starts[:-1]),
        np.maximum.reduceat(points.max(axis=1), starts[:-1]),
        parts.node_of_triangle[chosen[order[starts[:-1]]]],
    )


def _welded(parts: Parts) -> Indices:
    """A number for each vertex, the same for those of one node that lie in one place, (vertex,)."""
    vertices, nodes = parts.mesh.vertices_m, parts.mesh.node_of_vertex
    steps = np.rint((vertices - vertices.min(axis=0)) / WELDED_M).astype(np.int64)
    place = (steps[:, 0] << (2 * BITS)) | (steps[:, 1] << BITS) | steps[:, 2]
    place = np.unique(place, return_inverse=True)[1].reshape(-1)
    both = place * len(parts.mesh.nodes) + nodes
    return np.asarray(np.unique(both, return_inverse=True)[1].reshape(-1), dtype=np.int64)


def _labels(welded: Indices, triangles: Indices) -> Indices:
    """The component of each triangle, those with an edge in common in one, (triangle,)."""
    corners = welded[triangles]
    ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1).reshape(-1, 2)
    ends.sort(axis=1)
    edge = np.unique(ends[:, 0] * (int(welded.max()) + 1) + ends[:, 1], return_inverse=True)[1].reshape(-1)
    count = len(triangles) + int(edge.max()) + 1
    own = np.repeat(np.arange(len(triangles)), 3)
    graph = coo_array((np.ones(len(own), dtype=np.int8), (own, edge + len(triangles))), shape=(count, count))
    label = connected_components(graph, directed=False)[1][: len(triangles)]
    return np.asarray(label, dtype=np.int64)


def as_pieces(parts: Parts, components: Components, groups: Sequence[Indices]) -> Parts:
    """Each group as furniture, or a lamp: its own node where it is all of one, else a new one."""
    counts = np.bincount(parts.node_of_triangle, minlength=len(parts.roles))
    glows, areas = parts.mesh.glows, parts.areas_m2
    if not groups:
        return parts
    chosen = np.concatenate([components.of(int(each)) for group in groups for each in group])
    whole = np.bincount(parts.node_of_triangle[chosen], minlength=len(counts)) == counts
    before = sum(name.startswith("piece ") for name in parts.mesh.nodes)
    pieces: list[tuple[str, Role, Indices]] = []
    for group in groups:
        for node in np.unique(components.nodes[group]):
            own = group[components.nodes[group] == node]
            triangles = np.concatenate([components.of(int(each)) for each in own])
            shining = float(areas[triangles] @ glows[triangles])
            role = Role.LAMP if shining > GLOWS * float(areas[triangles].sum()) else Role.FURNITURE
            narrow = (parts.high[node] - parts.low[node])[:2].max() < WIDEST_PIECE_M
            if len(triangles) == counts[node] or (whole[node] and narrow):
                parts = parts.with_role(int(node), role)
            else:
                pieces.append((f"piece {before + len(pieces) + 1}", role, triangles))
    return _with_own_nodes(parts, pieces)


def _with_own_nodes(parts: Parts, pieces: Sequence[tuple[str, Role, Indices]]) -> Parts:
    """The same with some triangles as nodes of their own.

    Parameters
    ----------
    pieces
        Name, role and triangles of each new node.
    """
    if not pieces:
        return parts
    mesh, count = parts.mesh, len(parts.mesh.vertices_m)
    triangles = mesh.triangles.copy()
    used: list[Indices] = []
    for _, _, chosen in pieces:
        vertices, renamed = np.unique(mesh.triangles[chosen], return_inverse=True)
        triangles[chosen] = count + renamed.reshape(-1, 3)
        used.append(vertices)
        count += len(vertices)
    moved = np.concatenate(used)
    nodes = len(mesh.nodes) + np.repeat(np.arange(len(pieces)), [len(each) for each in used])
    mesh = replace(
        mesh,
        vertices_m=np.concatenate([mesh.vertices_m, mesh.vertices_m[moved]]),
        triangles=triangles,
        vertex_normals=np.concatenate([mesh.vertex_normals, mesh.vertex_normals[moved]]),
        node_of_vertex=np.concatenate([mesh.node_of_vertex, nodes]),
        nodes=(*mesh.nodes, *(name for name, _, _ in pieces)),
    )
    boxes = [parts.mesh.vertices_m[vertices] for vertices in used]
    return Parts(
        mesh,
        (*parts.roles, *(role for _, role, _ in pieces)),
        np.concatenate([parts.low, [box.min(axis=0) for box in boxes]]),
        np.concatenate([parts.high, [box.max(axis=0) for box in boxes]]),
    )
