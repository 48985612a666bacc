"""Phone scans and point clouds: PLY (points or meshes), PCD, E57, LAS and LAZ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, errors_of, require_sound, warning
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scans.pcd import read_pcd
from scenes.readers.scans.ply import read_ply
from scenes.readers.scans.point_files import Codes, PointFile, every_so_many, sound_points
from scenes.readers.scans.surveys import read_e57, read_las
from scenes.readers.scans.understand import understand_points
from scenes.readers.scans.upright import Rule
from scenes.readers.tried import Read, read_and_tried

Array = NDArray[np.float64]

POINTS_ON_MESH = 600_000
MEMORY_MB = 3000  # 20 million points while they are thinned, and the library's threads


def read_scan(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a scan by the ending of its name.

    Raises
    ------
    UnsoundInput
        When the file is damaged, or holds too few points or too many.
    """
    return read_and_tried(reader_of_scan(data, filename), overrides)


def reader_of_scan(data: bytes, filename: str) -> Read:
    """What reads a scan that is taken apart already; it raises as `read_scan` does, and tries no repairs."""
    ending = PurePosixPath(filename.replace("\\", "/").lower()).suffix
    if ending == ".pcd":
        file = read_pcd(data)
    elif ending == ".e57":
        file = read_e57(data)
    elif ending in (".las", ".laz"):
        file = read_las(data)
    else:
        file, triangles = read_ply(data)
        if len(triangles):
            on = on_mesh(file.points, triangles)
            colours = (
                None
                if file.colours is None
                else on.codes(file.colours[np.clip(triangles, 0, len(file.points) - 1)])
            )
            file = PointFile(on.points, "PLY mesh", file.unit_rules, file.up_rules, colours)
    return reader_of_points(
        file.points,
        format=file.format,
        unit_rules=file.unit_rules,
        up_rules=file.up_rules,
        colours=file.colours,
    )


def rooms_of_points(
    points: Array,
    overrides: RoomOverrides,
    *,
    format: str,
    unit_rules: Sequence[Rule] = (),
    up_rules: Sequence[Rule] = (),
    colours: Codes | None = None,
) -> RoomReading:
    """The rooms that points show, as `reader_of_points` reads them, with the repairs that were tried."""
    read = reader_of_points(points, format=format, unit_rules=unit_rules, up_rules=up_rules, colours=colours)
    return read_and_tried(read, overrides)


def reader_of_points(
    points: Array,
    *,
    format: str,
    unit_rules: Sequence[Rule] = (),
    up_rules: Sequence[Rule] = (),
    colours: Codes | None = None,
) -> Read:
    """What reads the rooms that points show: scans, or points on the surfaces of a scanned mesh.

    Parameters
    ----------
    points
        In the file's own unit and axes, shape (point, 3).
    format
        Its name as the answer writes it.
    unit_rules, up_rules
        What the format or its writer says of unit and up axis, as votes.
    colours
        sRGB codes of the points, shape (point, 3), where there are any.

    Raises
    ------
    UnsoundInput
        When too few of the points have a place, or the library for scans is not installed.
    """
    if find_spec("open3d") is None:
        message = "Scans are read with open3d, which is not installed here."
        hint = "Install it: pip install 'lampyris[scan]'."
        require_sound([error("FORMAT_NEEDS_EXTRA", "file", message, hint)])
    every = slice(None, None, every_so_many(len(points)))
    sound, codes, problems = sound_points(points[every], None if colours is None else colours[every])

    def read(said: RoomOverrides) -> RoomReading:
        building, more, units = understand_points(sound, said, unit_rules, up_rules, codes)
        told = (*problems, *more, *_ignored(said))
        return RoomReading(None if errors_of(told) else building, told, format, units)

    return read


@dataclass(frozen=True, eq=False)
class OnMesh:
    """Points on a mesh, (point, 3); the triangle of each, (point,), weights of its corners, (point, 3)."""

    points: Array
    triangle: NDArray[np.int64]
    weights: Array

    def codes(self, of_corners: Codes) -> Codes:
        """sRGB codes of the points from those of all triangles' corners, shape (triangle, 3, 3)."""
        mixed = np.einsum("pc,pck->pk", self.weights, of_corners[self.triangle].astype(np.float64))
        found: Codes = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
        return found


def points_on_mesh(vertices: Array, triangles: NDArray[np.int64], count: int = POINTS_ON_MESH) -> Array:
    """Points spread over triangles by their area, always the same ones, shape (point, 3)."""
    return on_mesh(vertices, triangles, count).points


def on_mesh(vertices: Array, triangles: NDArray[np.int64], count: int = POINTS_ON_MESH) -> OnMesh:
    """Points spread over triangles by their area, always the same ones, and where on them they are."""
    known = np.flatnonzero(np.all((triangles >= 0) & (triangles < len(vertices)), axis=1))
    corners = vertices[triangles[known]]
    finite = np.all(np.isfinite(corners), axis=(1, 2))
    known, corners = known[finite], corners[finite]
    area = 0.5 * np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    total = np.cumsum(area)
    if len(total) == 0 or not 0.0 < float(total[-1]) < 1e18:
        return OnMesh(np.zeros((0, 3)), np.zeros(0, dtype=np.int64), np.zeros((0, 3)))
    random = np.random.default_rng(0)
    chosen = np.searchsorted(total, (np.arange(count) + 0.5) / count * total[-1])
    u, v = random.random((2, count))
    flipped = u + v > 1.0
    u[flipped], v[flipped] = 1.0 - u[flipped], 1.0 - v[flipped]
    weights = np.column_stack([1.0 - u - v, u, v])
    points = np.einsum("pc,pck->pk", weights, corners[chosen])
    return OnMesh(points, known[chosen], weights)


def _ignored(overrides: RoomOverrides) -> list[Problem]:
    """A warning for each override that a scan has no use for."""
    given = {"storey": overrides.storey, "view": overrides.view, "layers": overrides.layers}
    return [
        warning(
            "OVERRIDE_IGNORED",
            name,
            f"{name!r} is given, but a scan has none; it is ignored.",
            "Leave it out.",
        )
        for name, value in given.items()
        if value
    ]
