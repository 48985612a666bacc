"""Models of a Sweet Home 3D home: OBJ files in its archive, in the size and turn of their pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from assets.archive import Archive
from assets.material import turned_appearance
from assets.mesh import Mesh, read_mesh
from assets.simplify import simplified_mesh
from assets.xml_nodes import Node
from kit.errors import UnsoundInput
from kit.problems import Problem, info
from scenes.room import Furniture
from scenes.sheets import parted_sheets

Array = NDArray[np.float64]

MOST_TRIANGLES = 5_000  # of one model
MOST_IN_ALL = 60_000
FEWEST_TRIANGLES = 200  # a model is not made lighter than this; then pieces stay boxes
LARGEST_MODEL_BYTES = 6_000_000
LARGEST_IN_ALL_BYTES = 6_000_000  # of different models, which take some 3 s to read
MOST_MODELS = 150


class Models:
    """The meshes of an archive, each read once."""

    def __init__(self, archive: Archive | None) -> None:
        self._archive = archive
        self._meshes: dict[str, Mesh | None] = {}
        self._allowed: Counter[str] = Counter()
        self._simplified = 0
        self._most = MOST_TRIANGLES
        self.triangles = 0

    def prepare(self, nodes: Sequence[Node]) -> None:
        """Read the models of all pieces, the lightest first, and choose how many triangles each may keep."""
        if self._archive is None:
            return
        wanted = Counter(node.attributes.get("model", "") for node in nodes)
        there = {name: self._archive.size_of(name) for name in wanted if self._archive.find(name)}
        left = LARGEST_IN_ALL_BYTES
        for name in sorted(there, key=lambda each: (there[each], each))[:MOST_MODELS]:
            left -= there[name]
            if left < 0:
                break
            self._meshes[name] = self._read(self._archive, name)
        self._lighten(wanted)
        left = MOST_IN_ALL
        for name, mesh in sorted(self._meshes.items(), key=_weight):
            if mesh is not None:
                self._allowed[name] = min(wanted[name], left // max(len(mesh.triangles), 1))
                left -= self._allowed[name] * len(mesh.triangles)

    def _lighten(self, wanted: Mapping[str, int]) -> None:
        """As many triangles for each model that all pieces together have no more than is allowed."""
        counts = [(len(mesh.triangles), wanted[name]) for name, mesh in self._meshes.items() if mesh]
        while sum(n * min(k, self._most) for k, n in counts) > 0.9 * MOST_IN_ALL:
            self._most = int(0.9 * self._most)
            if self._most < FEWEST_TRIANGLES:
                break
        for name, mesh in self._meshes.items():
            if mesh is not None and len(mesh.triangles) > self._most:
                self._meshes[name] = simplified_mesh(mesh, self._most)
                self._simplified += 1

    def shaped(self, piece: Furniture, node: Node, *, mirrored: bool) -> tuple[Furniture, str]:
        """The piece with its model in its own size; or its box, and why the model it names is not used."""
        name = node.attributes.get("model", "")
        mesh, why = self._mesh(name)
        if mesh is None or piece.size_m is None:
            return piece, why
        if not self._allowed[name]:
            return piece, f"more than {MOST_IN_ALL} triangles in all"
        self._allowed[name] -= 1
        flipped = (node.attributes.get("modelMirrored") == "true") != mirrored
        turn = _turn_of(node.attributes.get("modelRotation", ""))
        vertices, matrix = _fitted(mesh.vertices_m, turn, piece.size_m, flipped=flipped)
        triangles = mesh.triangles[:, ::-1] if flipped else mesh.triangles
        self.triangles += len(triangles)
        appearance = None
        if mesh.has_colours and piece.reflectance_rgb is None:
            appearance = turned_appearance(mesh.appearance, matrix)
            if flipped:
                appearance = replace(
                    appearance,
                    uv=appearance.uv[:, ::-1],
                    corner_normals=appearance.corner_normals[:, ::-1],
                )
            vertices, triangles = parted_sheets(vertices, triangles, appearance.material_of_triangle)
        return replace(piece, vertices_m=vertices, triangles=triangles, appearance=appearance), ""

    def problems(self) -> list[Problem]:
        """How many models were made lighter."""
        if not self._simplified:
            return []
        reduced = "1 model was" if self._simplified == 1 else f"{self._simplified} models were each"
        message = f"{reduced} reduced to about {self._most} triangles."
        return [info("MODELS_SIMPLIFIED", "furniture", message)]

    def _mesh(self, name: str) -> tuple[Mesh | None, str]:
        """A model, or why there is none; no reason where none is named."""
        if not name:
            return None, ""
        if self._archive is None or self._archive.find(name) is None:
            return None, "their models are not in the file"
        mesh = self._meshes.get(name)
        if mesh is not None:
            return mesh, ""
        if name in self._meshes:
            return None, "their models are no OBJ files that can be read, or too large"
        return None, "the models of all pieces together are too large"

    def _read(self, archive: Archive, name: str) -> Mesh | None:
        path = PurePosixPath(name)
        if path.suffix.lower() not in ("", ".obj"):
            return None
        try:
            data = archive.read(name)
            if len(data) > LARGEST_MODEL_BYTES or not _looks_like_obj(data):
                return None

            def beside(file: str) -> bytes | None:
                found = archive.find(str(path.with_name(PurePosixPath(file).name))) if file else None
                return None if found is None else archive.read(found)

            mesh = read_mesh(data, "model.obj", beside)
        except (UnsoundInput, ValueError):
            return None
        return mesh


def _weight(item: tuple[str, Mesh | None]) -> tuple[int, str]:
    return (0 if item[1] is None else len(item[1].triangles), item[0])


def _looks_like_obj(data: bytes) -> bool:
    """Whether the first lines that say something are those of an OBJ file."""
    for line in data[:20_000].splitlines():
        words = line.split()
        if words and not words[0].startswith(b"#"):
            return words[0] in (b"v", b"vn", b"vt", b"g", b"o", b"mtllib", b"usemtl", b"s", b"f", b"l", b"p")
    return False


def _turn_of(text: str) -> Array:
    """The rotation of a model, nine numbers row by row in its own frame, in ours; z up."""
    try:
        values = np.array([float(v) for v in text.split()])
    except ValueError:
        return np.eye(3)
    if values.shape != (9,) or not np.isfinite(values).all():
        return np.eye(3)
    own = values.reshape(3, 3)
    if abs(abs(float(np.linalg.det(own))) - 1.0) > 0.01:
        return np.eye(3)
    to_z_up = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    turned: Array = to_z_up @ own @ to_z_up.T
    return turned


def _fitted(
    vertices: Array, turn: Array, size_m: tuple[float, float, float], *, flipped: bool
) -> tuple[Array, Array]:
    """Vertices within the box of a piece, the middle of its base at the origin, and what led them there."""
    side = np.diag([-1.0 if flipped else 1.0, 1.0, 1.0])
    turned = vertices @ (side @ turn).T
    low, high = turned.min(axis=0), turned.max(axis=0)
    extent = high - low
    scale = np.where(extent > 1e-9, np.array(size_m) / np.where(extent > 1e-9, extent, 1.0), 1.0)
    middle = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    fitted: Array = (turned - middle) * scale
    return fitted, np.diag(scale) @ side @ turn
