"""The body of a luminaire: a mesh in metres whose origin is the mounting point."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from assets.material import Appearance
from assets.mesh import Mesh, read_mesh
from kit.problems import Problem

Array = NDArray[np.float64]


class VertexGroup(IntEnum):
    """What a vertex does when a pendant's hanging length changes."""

    FIXED = 0  # canopy: stays at the ceiling
    STRETCHES = 1  # cable: its lower end moves, its upper end stays
    MOVES = 2  # head: moves as a whole


@dataclass(frozen=True)
class BodyMaterial:
    """How one part of a body looks; `glows` marks the parts that shine when the luminaire is on."""

    name: str
    reflectance_rgb: tuple[float, float, float]  # diffuse, linear
    glows: bool = False
    metallic: float = 0.0
    roughness: float = 1.0


@dataclass(frozen=True, eq=False)
class Body:
    """A triangle mesh in the luminaire's own frame (z up, origin at the mounting point).

    Parameters
    ----------
    vertices_m
        Shape (vertex, 3) [m].
    triangles
        Indices into the vertices, anticlockwise seen from outside, shape (triangle, 3).
    material_of_triangle
        Index into `materials`, shape (triangle,).
    materials
        The materials.
    vertex_group
        A `VertexGroup` per vertex, shape (vertex,); None where nothing moves.
    vertex_normals
        Unit normals for smooth shading, shape (vertex, 3); None where the file has none.
    appearance
        How its triangles look in pictures; None is dull with the materials' reflectances.
    problems
        Warnings met while reading.
    """

    vertices_m: Array
    triangles: NDArray[np.int64]
    material_of_triangle: NDArray[np.int64]
    materials: tuple[BodyMaterial, ...]
    vertex_group: NDArray[np.int64] | None = None
    vertex_normals: Array | None = None
    appearance: Appearance | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def size_m(self) -> tuple[float, float, float]:
        """Full extent along the luminaire's own x, y and z [m]."""
        x, y, z = (float(extent) for extent in np.ptp(self.vertices_m, axis=0))
        return x, y, z


def read_body(data: bytes) -> Body:
    """Read the body of a luminaire from a GLB file in metres whose origin is the mounting point.

    Parts of a pendant are told by the names of its nodes: ``head`` moves with the hanging length,
    ``cable`` stretches, anything else stays.

    Raises
    ------
    UnsoundInput
        As `assets.mesh.read_mesh` does.
    """
    return body_of_mesh(read_mesh(data, "body.glb"))


def body_of_mesh(mesh: Mesh) -> Body:
    """The body that a mesh already is: in metres, its origin the mounting point, parts named as above."""
    materials = tuple(
        BodyMaterial(entry.name, entry.base_colour_rgb, entry.glows, entry.metallic, entry.roughness)
        for entry in mesh.materials
    )
    return Body(
        vertices_m=mesh.vertices_m,
        triangles=mesh.triangles,
        material_of_triangle=mesh.material_of_triangle,
        materials=materials,
        vertex_group=_vertex_groups(mesh),
        vertex_normals=mesh.vertex_normals if mesh.vertex_normals.any() else None,
        appearance=mesh.appearance,
        problems=mesh.problems,
    )


def _vertex_groups(mesh: Mesh) -> NDArray[np.int64] | None:
    groups = np.array([_group_of(node) for node in mesh.nodes], dtype=np.int64)
    return groups[mesh.node_of_vertex] if groups.any() else None


def _group_of(node: str) -> VertexGroup:
    names = node.lower().split("/")
    if "head" in names:
        return VertexGroup.MOVES
    return VertexGroup.STRETCHES if "cable" in names else VertexGroup.FIXED
