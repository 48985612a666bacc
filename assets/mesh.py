"""Meshes that people bring: a GLB file as triangles with colours, in metres and z up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, read_glb, refuse, whole
from assets.glb_nodes import finite_numbers, placed_meshes
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST_TRIANGLES = 2_000_000
MOST_VERTICES = 3 * MOST_TRIANGLES
MOST_PRIMITIVES = 50_000


@dataclass(frozen=True)
class MeshMaterial:
    """One glTF material: linear base colour, and whether a texture, which is not read, paints over it."""

    name: str
    base_colour_rgb: tuple[float, float, float] = (1.0, 1.0, 1.0)
    metallic: float = 1.0
    roughness: float = 1.0
    glows: bool = False
    textured: bool = False


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
        The materials, and the names of the nodes (``/`` between parent and child).
    problems
        Warnings and remarks.
    """

    vertices_m: Array
    triangles: Indices
    vertex_normals: Array
    triangle_rgb: Array
    material_of_triangle: Indices
    node_of_vertex: Indices
    materials: tuple[MeshMaterial, ...]
    nodes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def glows(self) -> NDArray[np.bool_]:
        """Whether a triangle's material gives light of its own, shape (triangle,)."""
        return np.array([material.glows for material in self.materials], dtype=bool)[
            self.material_of_triangle
        ]

    @property
    def size_m(self) -> tuple[float, float, float]:
        """Full extent along x, y and z [m]."""
        x, y, z = (float(extent) for extent in np.ptp(self.vertices_m, axis=0))
        return x, y, z


@dataclass
class _Spent:
    """What was taken so far, counted before anything is allocated."""

    primitives: int = 0
    vertices: int = 0
    triangles: int = 0


@dataclass(frozen=True, eq=False)
class _Piece:
    vertices: Array
    normals: Array
    triangles: Indices
    rgb: Array
    material: int
    node: int


def read_mesh(data: bytes, filename: str) -> Mesh:
    """Read a model that somebody uploaded.

    Coordinates are taken as metres, as glTF says; a size that no furniture has is a warning, not
    repaired. Textures are not read: their materials are marked and remarked on.

    Parameters
    ----------
    data
        The whole file.
    filename
        Its name; the ending says the format. Only ``.glb`` is read.

    Raises
    ------
    UnsoundInput
        When the file cannot be read, is compressed, too large, refers to other files, has vertices
        that are no finite numbers, or holds no triangle.
    """
    ending = PurePosixPath(filename).suffix.lower()
    if ending != ".glb":
        refuse(
            "UNKNOWN_MODEL_FORMAT",
            "file",
            f"models of the ending {ending[:12]!r} are not read; .glb is",
            "Export the model as GLB (binary glTF 2.0).",
        )
    glb = read_glb(data)
    problems: list[Problem] = []
    materials = [
        *(_material(entry, i) for i, entry in enumerate(glb.entries("materials"))),
        MeshMaterial("default"),
    ]
    nodes: list[str] = []
    pieces: list[_Piece] = []
    spent = _Spent()
    for name, mesh, transform in placed_meshes(glb):
        nodes.append(name)
        pieces += _pieces(glb, mesh, transform, spent, problems, materials, len(nodes) - 1)
    if not sum(len(piece.triangles) for piece in pieces):
        refuse("MODEL_EMPTY", "file", "the model holds no triangle", "Export the model with its geometry.")
    return _joined(pieces, materials, nodes, problems)


def _material(entry: dict[str, Any], index: int) -> MeshMaterial:
    where = f"materials[{index}]"
    surface = entry.get("pbrMetallicRoughness", {})
    if not isinstance(surface, dict):
        refuse("GLB_BROKEN", where, "pbrMetallicRoughness is not an object")
    colour = np.clip(finite_numbers(surface.get("baseColorFactor", [1, 1, 1, 1]), 4, where), 0.0, 1.0)
    metallic, roughness = np.clip(
        finite_numbers([surface.get("metallicFactor", 1.0), surface.get("roughnessFactor", 1.0)], 2, where),
        0.0,
        1.0,
    )
    glows = bool(finite_numbers(entry.get("emissiveFactor", [0, 0, 0]), 3, where).max() > 0.0)
    name = str(entry.get("name", f"material {index}"))[:80]
    r, g, b = (float(channel) for channel in colour[:3])
    textured = "baseColorTexture" in surface
    return MeshMaterial(name, (r, g, b), float(metallic), float(roughness), glows, textured)


def _pieces(
    glb: Glb,
    mesh: dict[str, Any],
    transform: Array,
    spent: _Spent,
    problems: list[Problem],
    materials: list[MeshMaterial],
    node: int,
) -> list[_Piece]:
    primitives = mesh.get("primitives", [])
    if not isinstance(primitives, list) or not all(isinstance(primitive, dict) for primitive in primitives):
        refuse("GLB_BROKEN", "meshes", "primitives is not a list of objects")
    pieces: list[_Piece] = []
    for i, primitive in enumerate(primitives):
        where = f"mesh:{str(mesh.get('name', '?'))[:60]}.primitives[{i}]"
        mode = primitive.get("mode", 4)
        if mode not in (4, 5, 6):
            problems.append(
                warning(
                    "MODEL_LINES_LEFT_OUT", where, "points or lines were left out", "Only triangles are lit."
                )
            )
            continue
        _spend(glb, primitive, spent, where)
        material = primitive.get("material")
        index = len(materials) - 1 if material is None else whole(material, where, below=len(materials) - 1)
        pieces.append(_piece(glb, primitive, transform, materials[index], index, node, where))
    return pieces


def _spend(glb: Glb, primitive: dict[str, Any], spent: _Spent, where: str) -> None:
    vertices = glb.count(_attributes(primitive, where).get("POSITION"), f"{where}.POSITION")
    corners = glb.count(primitive["indices"], f"{where}.indices") if "indices" in primitive else vertices
    spent.primitives += 1
    spent.vertices += vertices
    spent.triangles += corners // 3 if primitive.get("mode", 4) == 4 else corners
    if (
        spent.triangles > MOST_TRIANGLES
        or spent.vertices > MOST_VERTICES
        or spent.primitives > MOST_PRIMITIVES
    ):
        refuse(
            "MODEL_TOO_LARGE",
            where,
            f"the model has more than {MOST_TRIANGLES} triangles or {MOST_PRIMITIVES} pieces",
            "Reduce the model's triangles.",
        )


def _attributes(primitive: dict[str, Any], where: str) -> dict[str, Any]:
    attributes = primitive.get("attributes")
    if not isinstance(attributes, dict) or "POSITION" not in attributes:
        refuse("GLB_BROKEN", where, "a primitive has no positions")
    return attributes


def _piece(
    glb: Glb,
    primitive: dict[str, Any],
    transform: Array,
    material: MeshMaterial,
    index: int,
    node: int,
    where: str,
) -> _Piece:
    attributes = _attributes(primitive, where)
    raw = glb.array(attributes["POSITION"], f"{where}.POSITION", widths=(3,)).astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        vertices = raw @ transform[:3, :3].T + transform[:3, 3]
    if not np.isfinite(vertices).all():
        refuse(
            "MODEL_NOT_FINITE",
            where,
            "a vertex's coordinates are not finite numbers",
            "Repair or export the model again.",
        )
    triangles = _triangles(glb, primitive, len(vertices), where)
    if np.linalg.det(transform[:3, :3]) < 0.0:
        triangles = triangles[:, ::-1]
    rgb = np.broadcast_to(np.array(material.base_colour_rgb), (len(triangles), 3))
    if "COLOR_0" in attributes:
        colours = glb.array(attributes["COLOR_0"], f"{where}.COLOR_0", widths=(3, 4))[:, :3].astype(
            np.float64
        )
        if len(colours) == len(vertices):
            rgb = rgb * np.clip(np.nan_to_num(colours), 0.0, 1.0)[triangles].mean(axis=1)
    return _Piece(
        vertices, _normals(glb, attributes, transform, len(vertices), where), triangles, rgb, index, node
    )


def _triangles(glb: Glb, primitive: dict[str, Any], vertices: int, where: str) -> Indices:
    if "indices" in primitive:
        found = glb.array(primitive["indices"], f"{where}.indices", widths=(1,))
        if found.dtype.kind != "u":
            refuse("GLB_BROKEN", f"{where}.indices", "indices must be whole numbers without sign")
        corners = found[:, 0].astype(np.int64)
    else:
        corners = np.arange(vertices, dtype=np.int64)
    if len(corners) and int(corners.max()) >= vertices:
        refuse(
            "GLB_BROKEN", f"{where}.indices", f"index {int(corners.max())} points beyond {vertices} vertices"
        )
    mode = primitive.get("mode", 4)
    if mode == 4:
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    if len(corners) < 3:
        return np.empty((0, 3), dtype=np.int64)
    if mode == 6:
        return np.stack([np.full(len(corners) - 2, corners[0]), corners[1:-1], corners[2:]], axis=1)
    strip = np.stack([corners[:-2], corners[1:-1], corners[2:]], axis=1)
    strip[1::2] = strip[1::2, [1, 0, 2]]
    return strip


def _normals(glb: Glb, attributes: dict[str, Any], transform: Array, vertices: int, where: str) -> Array:
    matrix = transform[:3, :3]
    if "NORMAL" not in attributes or abs(np.linalg.det(matrix)) < 1e-12:
        return np.zeros((vertices, 3))
    raw = glb.array(attributes["NORMAL"], f"{where}.NORMAL", widths=(3,)).astype(np.float64)
    if len(raw) != vertices:
        return np.zeros((vertices, 3))
    # a normal turns with the inverse transpose; the sign of the determinant keeps it outside
    turned = np.nan_to_num(raw, posinf=0.0, neginf=0.0) @ np.linalg.inv(matrix)
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    return np.asarray(np.divide(turned, length, out=np.zeros_like(turned), where=length > 0.0))


def _joined(
    pieces: list[_Piece], materials: list[MeshMaterial], nodes: list[str], problems: list[Problem]
) -> Mesh:
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
    used, renamed = np.unique(triangles[kept], return_inverse=True)
    mesh = Mesh(
        vertices[used],
        renamed.reshape(-1, 3).astype(np.int64),
        np.concatenate([piece.normals for piece in pieces])[used],
        np.concatenate([piece.rgb for piece in pieces])[kept],
        np.repeat([piece.material for piece in pieces], [len(piece.triangles) for piece in pieces])[kept],
        np.repeat([piece.node for piece in pieces], [len(piece.vertices) for piece in pieces])[used],
        tuple(materials),
        tuple(nodes),
    )
    problems += _remarks(mesh)
    return replace(mesh, problems=tuple(problems))


def _has_area(vertices: Array, triangles: Indices) -> NDArray[np.bool_]:
    corners = vertices[triangles]
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    doubled = np.linalg.norm(np.cross(one, other), axis=1)
    longest = np.maximum((one**2).sum(axis=1), (other**2).sum(axis=1))
    return np.asarray(doubled > 1e-10 * longest)


def _remarks(mesh: Mesh) -> list[Problem]:
    remarks: list[Problem] = []
    used = {mesh.materials[index] for index in np.unique(mesh.material_of_triangle)}
    textured = sorted(material.name for material in used if material.textured)
    if textured:
        remarks.append(
            info(
                "TEXTURE_NOT_READ",
                "materials",
                f"the pictures of {len(textured)} materials ({', '.join(textured)[:120]}) are not read; "
                "their plain colour counts",
                "Give a reflectance where the colour matters.",
            )
        )
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
