"""The primitives of a GLB file's meshes: triangles with normals, colours and texture coordinates, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, refuse, whole
from assets.glb_materials import GlbMaterial
from kit.problems import Problem, warning

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
Indices = NDArray[np.int64]

MOST_TRIANGLES = 2_000_000
MOST_VERTICES = 3 * MOST_TRIANGLES
MOST_PRIMITIVES = 50_000
FARTHEST_UV = 10_000.0  # beyond this single precision loses the texel


@dataclass
class Spent:
    """What was taken so far, counted before anything is allocated."""

    primitives: int = 0
    vertices: int = 0
    triangles: int = 0


@dataclass(frozen=True, eq=False)
class Piece:
    """One primitive in its place: triangles, and what is known at its vertices and of its triangles."""

    vertices: Array
    normals: Array
    uv: Singles
    triangles: Indices
    tint: Array
    material: int
    node: int


def pieces_of(
    glb: Glb,
    mesh: dict[str, Any],
    transform: Array,
    spent: Spent,
    problems: list[Problem],
    materials: Sequence[GlbMaterial],
    node: int,
) -> list[Piece]:
    """The triangles of a mesh that a node places; what it holds beside triangles goes into `problems`.

    Raises
    ------
    UnsoundInput
        When its numbers are damaged, not finite, or more than are taken.
    """
    primitives = mesh.get("primitives", [])
    if not isinstance(primitives, list) or not all(isinstance(primitive, dict) for primitive in primitives):
        refuse("GLB_BROKEN", "meshes", "primitives is not a list of objects")
    pieces: list[Piece] = []
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


def _spend(glb: Glb, primitive: dict[str, Any], spent: Spent, where: str) -> None:
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
    material: GlbMaterial,
    index: int,
    node: int,
    where: str,
) -> Piece:
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
    return Piece(
        vertices,
        _normals(glb, attributes, transform, len(vertices), where),
        _coordinates(glb, attributes, material, len(vertices), where),
        triangles,
        _tint(glb, attributes, triangles, len(vertices), where),
        index,
        node,
    )


def _tint(glb: Glb, attributes: dict[str, Any], triangles: Indices, vertices: int, where: str) -> Array:
    """Mean of the vertex colours of each triangle, white where there are none."""
    if "COLOR_0" in attributes:
        raw = glb.array(attributes["COLOR_0"], f"{where}.COLOR_0", widths=(3, 4))[:, :3].astype(np.float64)
        if len(raw) == vertices:
            return np.asarray(np.clip(np.nan_to_num(raw), 0.0, 1.0)[triangles].mean(axis=1))
    return np.ones((len(triangles), 3))


def _coordinates(
    glb: Glb, attributes: dict[str, Any], material: GlbMaterial, vertices: int, where: str
) -> Singles:
    """Texture coordinates as the material uses them; zero where there are none or they are no numbers."""
    name = f"TEXCOORD_{material.uv_set}"
    uv = np.zeros((vertices, 2), np.float32)
    if name not in attributes:
        return uv
    raw = glb.array(attributes[name], f"{where}.{name}", widths=(2,)).astype(np.float64)
    if len(raw) != vertices:
        return uv
    with np.errstate(invalid="ignore", over="ignore"):
        moved = raw @ material.uv_transform[:, :2].T + material.uv_transform[:, 2]
        sound = (np.abs(moved) <= FARTHEST_UV).all(axis=1)
    uv[sound] = moved[sound]
    return uv


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
