"""A mesh in the room's frame and what its nodes are: shell, openings, lamps, furniture; by name, or shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assets.body_axes import UP
from assets.material import AlphaMode, Appearance, Material, turned_appearance
from assets.mesh import Mesh
from kit.units import METRES_PER
from scenes.readers.mesh_names import Role, role_of, words_of

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

SHELL = (Role.WALL, Role.FLOOR, Role.CEILING, Role.UNKNOWN)
WIDEST_PIECE_M = 3.5  # of a node without a telling name that may be furniture
FLAT_M = 0.25  # thinner level nodes at the bottom or top are floor or ceiling
BESIDE_M = 0.05
LARGEST_LAMP_M = 1.5
GLASS = ("glass", "glas", "glazing", "verre", "玻璃")
CLEAR = 0.3  # share that passes from which a material is taken as glazing


@dataclass(frozen=True, eq=False)
class Parts:
    """A mesh in metres and z up, with the roles and boxes of its nodes.

    Parameters
    ----------
    mesh
        Moved into the room's frame.
    roles
        Of each node.
    low, high
        Corners of each node's box, (node, 3) [m]; infinite where a node holds nothing.
    """

    mesh: Mesh
    roles: tuple[Role, ...]
    low: Array
    high: Array

    @cached_property
    def node_of_triangle(self) -> Indices:
        """Shape (triangle,)."""
        return self.mesh.node_of_vertex[self.mesh.triangles[:, 0]]

    @cached_property
    def normals(self) -> Array:
        """Unit normals, (triangle, 3)."""
        return _crossed(self.mesh)[0]

    @cached_property
    def areas_m2(self) -> Array:
        """Shape (triangle,)."""
        return _crossed(self.mesh)[1]

    def of_roles(self, *roles: Role) -> Mask:
        """Which triangles are of nodes with these roles, (triangle,)."""
        chosen = np.array([role in roles for role in self.roles], dtype=bool)
        return np.asarray(chosen[self.node_of_triangle])

    def with_role(self, node: int, role: Role) -> Parts:
        """The same with another role of a node."""
        roles = (*self.roles[:node], role, *self.roles[node + 1 :])
        return replace(self, roles=roles)


def _crossed(mesh: Mesh) -> tuple[Array, Array]:
    corners = mesh.vertices_m[mesh.triangles]
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(crossed, axis=1)
    return crossed / np.maximum(doubled, 1e-300)[:, None], doubled / 2


def room_from_file(unit: str, up: str, *, mirror: bool) -> Array:
    """Scale and turn from a mesh as it was read, its y taken as up, to the room's frame, (3, 3)."""
    matrix: Array = METRES_PER[unit] * UP[up]
    return np.diag([-1.0, 1.0, 1.0]) @ matrix if mirror else matrix


def moved_mesh(mesh: Mesh, matrix: Array, shift_m: Array) -> Mesh:
    """The mesh with its points led through a matrix (3, 3), then shifted; a mirrored one keeps its fronts."""
    vertices = mesh.vertices_m @ matrix.T + shift_m
    looks, triangles = mesh.appearance, mesh.triangles
    moved = turned_appearance(looks, matrix)
    turn = matrix / np.cbrt(np.linalg.det(matrix))
    if np.linalg.det(matrix) < 0.0:
        triangles = triangles[:, ::-1].copy()
        moved = replace(moved, uv=moved.uv[:, ::-1], corner_normals=moved.corner_normals[:, ::-1])
        turn = -turn
    return replace(
        mesh,
        vertices_m=vertices,
        triangles=triangles,
        vertex_normals=mesh.vertex_normals @ turn.T,
        appearance=moved,
    )


def parts_of(mesh: Mesh, lit_nodes: frozenset[str]) -> Parts:
    """A mesh in metres and z up with the roles of its nodes.

    Parameters
    ----------
    lit_nodes
        Names of nodes that hold a light: lamps, whatever they are called.
    """
    count = len(mesh.nodes)
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, mesh.node_of_vertex, mesh.vertices_m)
    np.maximum.at(high, mesh.node_of_vertex, mesh.vertices_m)
    roles = [Role.LAMP if name in lit_nodes else role_of(name) for name in mesh.nodes]
    roles = [
        Role.UNKNOWN if role is Role.WINDOW and _is_large(low[i], high[i]) else role
        for i, role in enumerate(roles)
    ]
    parts = Parts(mesh, tuple(roles), low, high)
    return _with_shapes(_with_materials(parts))


def _with_materials(parts: Parts) -> Parts:
    """Doors and windows among nodes whose names say nothing: of one material that is glass or says so."""
    roles = list(parts.roles)
    materials = parts.mesh.material_of_triangle
    low = np.full(len(roles), len(parts.mesh.materials))
    high = np.full(len(roles), -1)
    np.minimum.at(low, parts.node_of_triangle, materials)
    np.maximum.at(high, parts.node_of_triangle, materials)
    for node in np.flatnonzero(low == high):
        material = parts.mesh.materials[low[node]]
        said = Role.WINDOW if passes_light(material) else role_of(material.name)
        small = not _is_large(parts.low[node], parts.high[node])
        if roles[node] is Role.UNKNOWN and small and said in (Role.DOOR, Role.WINDOW):
            roles[node] = said
    return replace(parts, roles=tuple(roles))


def _is_large(low: Array, high: Array) -> bool:
    """Whether a box is that of a whole room: "glass house" is no window."""
    return bool((high - low)[:2].min() > WIDEST_PIECE_M)


def _with_shapes(parts: Parts) -> Parts:
    """Roles of nodes whose names say nothing, from their boxes: pieces within the room, parts of lamps."""
    shell = np.array([role in SHELL for role in parts.roles]) & np.isfinite(parts.low[:, 0])
    if not shell.any() or shell.sum() == 1:
        return parts
    bottom, top = float(parts.low[shell, 2].min()), float(parts.high[shell, 2].max())
    glowing = _glowing_nodes(parts)
    roles = list(parts.roles)
    unknown = [int(node) for node in np.flatnonzero(shell) if roles[node] is Role.UNKNOWN]
    for node in (*unknown, *unknown):  # twice, so that a lamp's parts are found in any order
        size = parts.high[node] - parts.low[node]
        if glowing[node] and size.max() < WIDEST_PIECE_M:
            roles[node] = Role.LAMP
        elif size[:2].max() < WIDEST_PIECE_M and _is_piece(parts.low[node], parts.high[node], bottom, top):
            roles[node] = Role.LAMP if _is_at_lamp(parts, roles, node) else Role.FURNITURE
    return replace(parts, roles=tuple(roles))


def _is_piece(low: Array, high: Array, bottom: float, top: float) -> bool:
    """Whether a small node stands or hangs within the room: it neither is flat at its floor or ceiling nor
    reaches both, nor hangs from above as a lintel does."""
    at_bottom, at_top = low[2] < bottom + BESIDE_M, high[2] > top - BESIDE_M
    if (at_bottom or at_top) and high[2] - low[2] < FLAT_M:
        return False
    return not at_top and bool(high[2] - low[2] < 0.85 * (top - bottom))


def _is_at_lamp(parts: Parts, roles: list[Role], node: int) -> bool:
    """Whether a node touches a lamp from above or beside: its cable, its canopy."""
    for other in (i for i, role in enumerate(roles) if role is Role.LAMP and i != node):
        near = (parts.low[node] <= parts.high[other] + BESIDE_M).all()
        near &= (parts.high[node] >= parts.low[other] - BESIDE_M).all()
        small = (parts.high[node] - parts.low[node])[:2].max() < LARGEST_LAMP_M
        if near and small and parts.low[node, 2] >= parts.low[other, 2] - BESIDE_M:
            return True
    return False


def _glowing_nodes(parts: Parts) -> Mask:
    """Nodes of which at least a tenth of the surface gives light, (node,)."""
    total = np.bincount(parts.node_of_triangle, weights=parts.areas_m2, minlength=len(parts.roles))
    glowing = np.bincount(
        parts.node_of_triangle, weights=parts.areas_m2 * parts.mesh.glows, minlength=len(parts.roles)
    )
    return np.asarray(glowing > 0.1 * np.maximum(total, 1e-12))


def passes_light(material: Material) -> bool:
    """Whether a material is glazing: by what passes it, or by its name."""
    clear = material.alpha_mode is AlphaMode.BLEND and material.opacity < 1.0 - CLEAR
    return clear or material.transmission > CLEAR or bool(set(words_of(material.name)) & set(GLASS))


def part_of(mesh: Mesh, chosen: Mask, shift_m: Array) -> Mesh:
    """Some triangles of a mesh as one of their own, with the materials and the vertices that they use."""
    used, renamed = np.unique(mesh.triangles[chosen], return_inverse=True)
    materials, index = np.unique(mesh.material_of_triangle[chosen], return_inverse=True)
    last = len(mesh.materials) - 1
    kept = [*(int(each) for each in materials if each != last), last]
    new = np.array([kept.index(int(each)) for each in materials])[index.reshape(-1)]
    own = tuple(mesh.materials[each] for each in kept)
    looks = mesh.appearance
    return replace(
        mesh,
        vertices_m=mesh.vertices_m[used] - shift_m,
        triangles=renamed.reshape(-1, 3).astype(np.int64),
        vertex_normals=mesh.vertex_normals[used],
        triangle_rgb=mesh.triangle_rgb[chosen],
        material_of_triangle=new.astype(np.int64),
        node_of_vertex=mesh.node_of_vertex[used],
        materials=own,
        appearance=Appearance(
            own,
            new.astype(np.int64),
            looks.uv[chosen],
            looks.corner_normals[chosen],
            looks.triangle_rgb[chosen],
        ),
        problems=(),
    )
