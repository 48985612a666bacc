"""Meshes that people bring: a GLB or OBJ file as triangles and how they look, in metres and z up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, read_glb, refuse
from assets.glb_materials import read_materials
from assets.glb_nodes import ROOM_FROM_GLTF, hidden_nodes, placed_meshes
from assets.glb_primitives import Piece, Spent, pieces_of
from assets.glb_textures import Textures
from assets.material import Appearance, Material
from assets.obj import obj_piece, read_obj
from assets.obj_materials import read_obj_materials
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

# read_mesh leads glTF's (x, y, z) to (x, -z, y); this leads a file that was z up after all back.
Z_UP_AFTER_ALL = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle soup with the colours of its file.

    Parameters
    ----------
    vertices_m
        Shape (vertex, 3), z up [m].
    triangles
        Anticlockwise seen from outside, shape (triangle, 3).
    vertex_normals
        Unit normals as the file gives them, shape (vertex, 3); zero where it gives none.
    triangle_rgb
        Linear base colour (material times vertex colours), 0..1, shape (triangle, 3).
    material_of_triangle, node_of_vertex
        Indices into `materials` and `nodes`, shape (triangle,) and (vertex,).
    materials, nodes
        The materials, the last of triangles that name none, and the names of the nodes (``/`` between
        parent and child).
    appearance
        How the triangles look; its `triangle_rgb` holds the vertex colours only.
    problems
        Warnings and remarks.
    says_frame
        Whether its format says unit and up axis; where not, they are taken as metres and y.
    """

    vertices_m: Array
    triangles: Indices
    vertex_normals: Array
    triangle_rgb: Array
    material_of_triangle: Indices
    node_of_vertex: Indices
    materials: tuple[Material, ...]
    nodes: tuple[str, ...]
    appearance: Appearance
    problems: tuple[Problem, ...] = ()
    says_frame: bool = True

    @property
    def glows(self) -> NDArray[np.bool_]:
        """Whether a triangle's material gives light of its own, shape (triangle,)."""
        return np.array([material.glows for material in self.materials], dtype=bool)[
            self.material_of_triangle
        ]

    @property
    def has_colours(self) -> bool:
        """Whether the file says of any triangle how it looks."""
        looks = self.appearance
        untold = looks.material_of_triangle == len(self.materials) - 1
        return not (untold.all() and bool((looks.triangle_rgb == 1.0).all()))

    @property
    def size_m(self) -> tuple[float, float, float]:
        """Full extent along x, y and z [m]."""
        x, y, z = (float(extent) for extent in np.ptp(self.vertices_m, axis=0))
        return x, y, z


def read_mesh(data: bytes, filename: str, find_file: Callable[[str], bytes | None] | None = None) -> Mesh:
    """Read a model that somebody uploaded.

    Coordinates are taken as metres with y up, as glTF says and most OBJ files are; a size that no furniture
    has is a warning, not repaired. A texture that cannot be read is a warning, and its material goes on
    without.

    Parameters
    ----------
    data
        The whole file.
    filename
        Its name; the ending says the format, ``.glb`` or ``.obj``.
    find_file
        Gives a file that an OBJ file names, by its bare name: materials and pictures beside it. Nothing
        else is ever opened.

    Raises
    ------
    UnsoundInput
        When the file cannot be read, is compressed, too large, refers to other files, has vertices
        that are no finite numbers, or holds no triangle.
    """
    ending = PurePosixPath(filename).suffix.lower()
    if ending == ".obj":
        return _from_obj(data, filename, find_file or (lambda _: None))
    if ending != ".glb":
        refuse(
            "UNKNOWN_MODEL_FORMAT",
            "file",
            f"models of the ending {ending[:12]!r} are not read; .glb and .obj are",
            "Export the model as GLB (binary glTF 2.0).",
        )
    return mesh_of_glb(read_glb(data))


def mesh_of_glb(glb: Glb) -> Mesh:
    """The triangles of a file that was taken apart, in metres and z up.

    Raises
    ------
    UnsoundInput
        As `read_mesh`.
    """
    textures = Textures(glb)
    materials = read_materials(glb, textures)
    problems: list[Problem] = []
    nodes: list[str] = []
    pieces: list[Piece] = []
    spent = Spent()
    for name, mesh, transform in placed_meshes(glb):
        nodes.append(name)
        pieces += pieces_of(glb, mesh, transform, spent, problems, materials, len(nodes) - 1)
    if not sum(len(piece.triangles) for piece in pieces):
        refuse("MODEL_EMPTY", "file", "the model holds no triangle", "Export the model with its geometry.")
    problems += [*textures.problems, *_told_hidden(hidden_nodes(glb))]
    told, pieces = _with_vertex_colours([each.material for each in materials], pieces)
    return joined_mesh(pieces, told, tuple(nodes), problems)


def _told_hidden(names: list[str]) -> list[Problem]:
    if not names:
        return []
    shown = ", ".join(repr(name) for name in names[:6])
    message = f"{len(names)} nodes that the file hides were left out: {shown}"
    return [info("NODES_HIDDEN", "nodes", message, "Show them in the program that wrote the file.")]


def _with_vertex_colours(
    materials: list[Material], pieces: list[Piece]
) -> tuple[tuple[Material, ...], list[Piece]]:
    """Pieces of no material but with colours at their vertices get a white one, as glTF's default is."""
    last = len(materials) - 1  # says that nothing is said
    coloured = [piece.material == last and bool((piece.tint != 1.0).any()) for piece in pieces]
    if not any(coloured):
        return tuple(materials), pieces
    moved = [
        replace(piece, material=last + 1) if piece.material == last and not own else piece
        for piece, own in zip(pieces, coloured, strict=True)
    ]
    return (*materials[:last], Material("vertex colours"), materials[last]), moved


def _from_obj(data: bytes, filename: str, find_file: Callable[[str], bytes | None]) -> Mesh:
    """An OBJ file: each group a node, materials as its libraries tell."""
    model = read_obj(data, filename)
    materials, problems = read_obj_materials(model.materials, model.libraries, find_file, filename)
    frame = np.eye(4)
    frame[:3, :3] = ROOM_FROM_GLTF
    pairs = np.unique(np.column_stack([model.group, model.material]), axis=0)
    pieces = [
        obj_piece(
            model,
            (model.group == group) & (model.material == material),
            material=int(material) - 1 if material else len(materials) - 1,
            node=int(group),
            frame=frame,
        )
        for group, material in pairs
    ]
    ordered = (*materials[1:], materials[0])  # as in GLB files, what names none comes last
    found = [*model.problems, *problems]
    return replace(joined_mesh(pieces, ordered, model.groups, found), says_frame=False)


def joined_mesh(
    pieces: list[Piece], materials: tuple[Material, ...], nodes: tuple[str, ...], problems: list[Problem]
) -> Mesh:
    """Pieces as one mesh, without triangles that have no area.

    Raises
    ------
    UnsoundInput
        MODEL_EMPTY when no triangle has an area.
    """
    first = np.cumsum([0, *(len(piece.vertices) for piece in pieces)])
    vertices = np.concatenate([piece.vertices for piece in pieces])
    triangles = np.concatenate([piece.triangles + start for piece, start in zip(pieces, first, strict=False)])
    kept = _has_area(vertices, triangles)
    if not kept.any():
        refuse("MODEL_EMPTY", "file", "no triangle of the model has an area", "Export the model again.")
    if not kept.all():
        problems.append(
            warning(
                "TRIANGLES_WITHOUT_AREA",
                "file",
                f"{int((~kept).sum())} of {len(kept)} triangles have no area and were left out",
            )
        )
    used, renamed = _used_vertices(triangles[kept], len(vertices))
    normals = np.concatenate([piece.normals for piece in pieces])
    material = np.repeat([piece.material for piece in pieces], [len(piece.triangles) for piece in pieces])
    tint = np.concatenate([piece.tint for piece in pieces])[kept]
    appearance = Appearance(
        materials,
        material[kept],
        np.concatenate([piece.uv for piece in pieces])[triangles[kept]],
        normals[triangles[kept]].astype(np.float32),
        tint.astype(np.float32),
    )
    mesh = Mesh(
        vertices[used],
        renamed,
        normals[used],
        tint * np.array([each.base_colour_rgb for each in materials])[material[kept]],
        material[kept],
        np.repeat([piece.node for piece in pieces], [len(piece.vertices) for piece in pieces])[used],
        materials,
        nodes,
        appearance,
    )
    return replace(mesh, problems=(*problems, *_remarks(mesh)))


def _has_area(vertices: Array, triangles: Indices) -> NDArray[np.bool_]:
    corners = vertices[triangles]
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    doubled = np.linalg.norm(np.cross(one, other), axis=1)
    longest = np.maximum(np.einsum("ij,ij->i", one, one), np.einsum("ij,ij->i", other, other))
    return np.asarray(doubled > 1e-10 * longest)


def _used_vertices(triangles: Indices, count: int) -> tuple[Indices, Indices]:
    """The vertices in use, and the triangles in their numbers; without sorting, which is slow."""
    used = np.zeros(count, dtype=bool)
    used[triangles.reshape(-1)] = True
    return np.flatnonzero(used).astype(np.int64), (np.cumsum(used) - 1)[triangles]


def _remarks(mesh: Mesh) -> list[Problem]:
    remarks: list[Problem] = []
    largest = max(mesh.size_m)
    if not 0.01 <= largest <= 20.0:
        remarks.append(
            warning(
                "MODEL_SIZE_DOUBTFUL",
                "file",
                f"the model is {largest:.4g} m long; furniture and luminaires have 0.01 m to 20 m",
                "Check the unit the model was exported in, or state its size.",
            )
        )
    return remarks
