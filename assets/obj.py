"""Wavefront OBJ: polygons with their groups, materials and line numbers, as arrays and as a mesh's pieces."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from assets.glb_primitives import MOST_TRIANGLES, Piece
from kit.errors import UnsoundInput
from kit.problems import Problem, error, warning

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

LARGEST_FILE_BYTES = 60_000_000
MOST_CORNERS = 1000  # of one polygon
FARTHEST = 1e9
FARTHEST_UV = 10_000.0
_EXPORT = "Export the model again."


@dataclass(frozen=True, eq=False)
class ObjModel:
    """An OBJ file in its own unit and axes.

    Parameters
    ----------
    points, normals, uv
        Shapes (point, 3), (normal, 3) and (coordinate, 2); v runs up the picture, as OBJ has it.
    corners
        Index of point, normal and uv (-1 where there is none) of each triangle's corners,
        (triangle, 3, 3).
    group, face
        Of each triangle, (triangle,): which group (``g`` or ``o`` with faces) it is in, counted from 0, and
        which polygon of that group.
    material
        Index into `materials`, (triangle,).
    groups, materials, libraries
        Names; the first material, "", is of faces that name none.
    """

    points: Array
    normals: Array
    uv: Array
    corners: Indices
    group: Indices
    face: Indices
    material: Indices
    groups: tuple[str, ...]
    materials: tuple[str, ...]
    libraries: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def read_obj(data: bytes, what: str, most_triangles: int = MOST_TRIANGLES) -> ObjModel:
    """Read a Wavefront OBJ file of at most so many triangles; polygons are cut into fans.

    Raises
    ------
    UnsoundInput
        MODEL_TOO_LARGE, OBJ_BROKEN with its line, MODEL_NOT_FINITE or MODEL_EMPTY.
    """
    if len(data) > LARGEST_FILE_BYTES:
        message = f"the model has {len(data)} bytes; at most {LARGEST_FILE_BYTES} are taken"
        _refuse("MODEL_TOO_LARGE", what, message, "Reduce its triangles.")
    text = data.decode("utf-8", errors="replace").replace("\\\r\n", " ").replace("\\\n", " ")
    reading = _Reading(what, most_triangles)
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if words:
            reading.take(words, number)
    return reading.model()


def _refuse(code: str, where: str, message: str, hint: str = _EXPORT) -> NoReturn:
    raise UnsoundInput([error(code, where, message, hint)])


@dataclass
class _Reading:
    """One file while it is read."""

    what: str
    most_triangles: int
    points: list[list[float]] = field(default_factory=list)
    normals: list[list[float]] = field(default_factory=list)
    uv: list[list[float]] = field(default_factory=list)
    corners: list[list[tuple[int, int, int]]] = field(default_factory=list)
    of_triangle: list[tuple[int, int, int]] = field(default_factory=list)  # group, face, material
    groups: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=lambda: [""])
    libraries: list[str] = field(default_factory=list)
    lines_left_out: int = 0
    _group: str = ""
    _new_group: bool = True
    _faces: int = 0
    _material: int = 0
    _known: dict[str, int] = field(default_factory=dict)

    def take(self, words: list[str], line: int) -> None:
        """Take one statement."""
        key = words[0]
        if key == "v":
            self.points.append(self._numbers(words, 3, line))
        elif key == "vn":
            self.normals.append(self._numbers(words, 3, line))
        elif key == "vt":
            self.uv.append(self._numbers([*words, "0"], 2, line))
        elif key == "f":
            self._face(words, line)
        elif key in ("g", "o"):
            self._group, self._new_group = " ".join(words[1:])[:80], True
        elif key == "usemtl":
            name = " ".join(words[1:])[:80]
            if name not in self._known:
                self._known[name] = len(self.materials)
                self.materials.append(name)
            self._material = self._known[name]
        elif key == "mtllib":
            self.libraries.append(" ".join(words[1:])[:200])
        elif key in ("l", "p"):
            self.lines_left_out += 1

    def _numbers(self, words: list[str], count: int, line: int) -> list[float]:
        try:
            values = [float(word) for word in words[1 : count + 1]]
        except ValueError:
            values = []
        if len(values) < count:
            found = " ".join(words)[:60]
            message = f"{found!r} was found where {count} numbers were expected after {words[0]!r}"
            _refuse("OBJ_BROKEN", f"{self.what}, line {line}", message)
        if not all(abs(value) < FARTHEST for value in values):
            message = "a coordinate is not a finite number"
            _refuse("MODEL_NOT_FINITE", f"{self.what}, line {line}", message)
        return values

    def _face(self, words: list[str], line: int) -> None:
        if self._new_group:
            self.groups.append(self._group)
            self._new_group, self._faces = False, 0
        if not 4 <= len(words) <= MOST_CORNERS + 1:
            message = f"a face of {len(words) - 1} corners; 3 to {MOST_CORNERS} are read"
            _refuse("OBJ_BROKEN", f"{self.what}, line {line}", message)
        corners = [self._corner(word, line) for word in words[1:]]
        for second, third in pairwise(corners[1:]):
            self.corners.append([corners[0], second, third])
            self.of_triangle.append((len(self.groups) - 1, self._faces, self._material))
        self._faces += 1
        if len(self.corners) > self.most_triangles:
            message = f"the model has more than {self.most_triangles} triangles"
            _refuse("MODEL_TOO_LARGE", f"{self.what}, line {line}", message, "Reduce the model's triangles.")

    def _corner(self, word: str, line: int) -> tuple[int, int, int]:
        """Indices from 0 of point, normal and uv."""
        parts = word.split("/")
        try:
            point = self._index(parts[0], len(self.points))
            uv = self._index(parts[1], len(self.uv)) if len(parts) > 1 and parts[1] else -1
            normal = self._index(parts[2], len(self.normals)) if len(parts) > 2 and parts[2] else -1
        except (ValueError, IndexError):
            message = f"the corner {word[:40]!r} names no point that stands before it"
            _refuse("OBJ_BROKEN", f"{self.what}, line {line}", message)
        return point, normal, uv

    @staticmethod
    def _index(text: str, count: int) -> int:
        index = int(text)
        index = index - 1 if index > 0 else count + index
        if index < 0 or index >= count:
            raise IndexError(text)
        return index

    def model(self) -> ObjModel:
        """What was read."""
        if not self.corners:
            _refuse("MODEL_EMPTY", self.what, "the model holds no face", "Export the model with its faces.")
        told = np.array(self.of_triangle, dtype=np.int64).reshape(-1, 3)
        left_out = [
            warning("MODEL_LINES_LEFT_OUT", self.what, f"{self.lines_left_out} lines or points were left out")
        ]
        return ObjModel(
            np.array(self.points, dtype=np.float64).reshape(-1, 3),
            np.array(self.normals, dtype=np.float64).reshape(-1, 3),
            np.array(self.uv, dtype=np.float64).reshape(-1, 2),
            np.array(self.corners, dtype=np.int64).reshape(-1, 3, 3),
            told[:, 0],
            told[:, 1],
            told[:, 2],
            tuple(self.groups),
            tuple(self.materials),
            tuple(self.libraries),
            tuple(left_out if self.lines_left_out else ()),
        )


def obj_piece(
    model: ObjModel,
    chosen: NDArray[np.bool_],
    *,
    material: int,
    node: int,
    frame: Array,
) -> Piece:
    """Some triangles of an OBJ file as a piece of a mesh.

    Parameters
    ----------
    chosen
        Which triangles, shape (triangle,).
    material, node
        Their index in the mesh.
    frame
        Leads the file's points to the mesh's, turn and one scale, shape (4, 4).
    """
    corners = model.corners[chosen].reshape(-1, 3)
    unique, index = np.unique(corners, axis=0, return_inverse=True)
    turn = frame[:3, :3] / np.cbrt(np.linalg.det(frame[:3, :3]))
    normals, uv = np.zeros((len(unique), 3)), np.zeros((len(unique), 2), np.float32)
    has_normal, has_uv = unique[:, 1] >= 0, unique[:, 2] >= 0
    normals[has_normal] = model.normals[unique[has_normal, 1]] @ turn.T
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.divide(normals, length, out=np.zeros_like(normals), where=length > 0.0)
    uv[has_uv] = np.clip(model.uv[unique[has_uv, 2]], -FARTHEST_UV, FARTHEST_UV)
    uv[has_uv, 1] = 1.0 - uv[has_uv, 1]  # pictures begin at their upper edge
    triangles = index.reshape(-1, 3).astype(np.int64)
    return Piece(
        model.points[unique[:, 0]] @ frame[:3, :3].T + frame[:3, 3],
        normals,
        uv,
        triangles,
        np.ones((len(triangles), 3)),
        material,
        node,
    )
