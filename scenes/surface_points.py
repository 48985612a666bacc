"""Points on the surfaces of a room and of what stands in it, a millimetre in front of them.

A flat surface gets a grid of cell centres. Anything else gets points that each stand for the same area:
its triangles are put in an order that follows space, and each equal share of their area gives one point.
Nothing is random, so the same mesh gives the same points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.plane_grids import GridSpacing, cell_centres, cell_counts, rule_spacing_m
from scenes.scene import LitSurface

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Side = Literal["top", "bottom", "sides", "all"]

IN_FRONT_M = 1e-3
SMALLEST_M2 = 1e-12
STEEP = math.sqrt(0.5)  # a face within 45 degrees of level is a top or a bottom
FLAT_M = 1e-4
SAME_WAY = 1 - 1e-6
GOLDEN = (0.7548776662466927, 0.5698402909980532)  # fills a square evenly: the R2 sequence (Roberts 2018)
MORTON_BITS = 10


@dataclass(frozen=True, eq=False)
class Faces:
    """Triangles with area: corners (triangle, 3, 3), unit normals, areas, and the surface of each."""

    corners_m: Array
    normals: Array
    area_m2: Array
    owner: NDArray[np.int64]

    def only(self, kept: Flags) -> Faces:
        """Those that are kept."""
        return Faces(self.corners_m[kept], self.normals[kept], self.area_m2[kept], self.owner[kept])


def faces_of(surfaces: list[LitSurface]) -> Faces:
    """All triangles of some surfaces."""
    corners = np.concatenate([s.vertices_m[s.triangles] for s in surfaces])
    owner = np.repeat(np.arange(len(surfaces)), [len(s.triangles) for s in surfaces])
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    doubled = np.linalg.norm(cross, axis=1)
    normals = cross / np.where(doubled > 0, doubled, 1.0)[:, None]
    return Faces(corners, normals, doubled / 2, owner).only(doubled / 2 > SMALLEST_M2)


def faces_on_side(faces: Faces, side: Side) -> Faces:
    """The faces on one side; the top is what is seen from above, and faces of sheets are turned to it."""
    if side == "all":
        return faces
    level = np.abs(faces.normals[:, 2]) >= STEEP
    if side == "sides":
        return faces.only(~level)
    up = 1.0 if side == "top" else -1.0
    inward = np.sign(faces.normals[:, 2:]) * up
    turned = Faces(faces.corners_m, faces.normals * inward, faces.area_m2, faces.owner).only(level)
    cover = _Cover(faces, up)
    centre = turned.corners_m.mean(axis=1)
    seen = ~cover.hides(centre, turned.owner)
    for corner in range(3):
        unseen = np.flatnonzero(~seen)
        points = 0.9 * turned.corners_m[unseen, corner] + 0.1 * centre[unseen]
        seen[unseen] = ~cover.hides(points, turned.owner[unseen])
    return turned.only(seen)


class _Cover:
    """What hides points from above (`up` 1) or below (-1): faces of the same surface."""

    def __init__(self, faces: Faces, up: float) -> None:
        self._faces = faces.only(np.abs(faces.normals[:, 2]) > 1e-6)
        self._tree = shapely.STRtree(shapely.polygons(self._faces.corners_m[:, :, :2]))
        self._up = up

    def hides(self, points_m: Array, owner: NDArray[np.int64]) -> Flags:
        """Whether each point is hidden; `owner` is the surface it belongs to."""
        which, face = self._tree.query(shapely.points(points_m[:, :2]), predicate="intersects")
        same = owner[which] == self._faces.owner[face]
        which, face = which[same], face[same]
        normal, away = self._faces.normals[face], points_m[which] - self._faces.corners_m[face, 0]
        height = (normal * away).sum(axis=1) / normal[:, 2]  # how far the point lies above the face
        hidden = np.zeros(len(points_m), dtype=np.bool_)
        hidden[which[-self._up * height > IN_FRONT_M]] = True
        return hidden


def is_flat(faces: Faces) -> bool:
    """Whether all faces lie in one plane."""
    largest = int(np.argmax(faces.area_m2))
    normal, corner = faces.normals[largest], faces.corners_m[largest, 0]
    level = np.abs((faces.corners_m - corner) @ normal).max() <= FLAT_M
    return bool(level and (faces.normals @ normal >= SAME_WAY).all())


def count_on_flat(faces: Faces, spacing: GridSpacing) -> int:
    """How many cells a grid on flat faces has, worked out before any is made."""
    _, (width, depth), _ = _outline(faces)
    columns, rows = cell_counts(width, depth, spacing)
    return columns * rows


def points_on_flat(faces: Faces, spacing: GridSpacing) -> tuple[Array, Array]:
    """Cell centres on flat faces and their normals, (point, 3) both."""
    low, (width, depth), (origin, axes, shape) = _outline(faces)
    flat = cell_centres(width, depth, spacing) + low
    kept = flat[shapely.contains_xy(shape.buffer(1e-6), flat[:, 0], flat[:, 1])]
    normal = faces.normals[int(np.argmax(faces.area_m2))]
    return origin + kept @ axes + normal * IN_FRONT_M, np.tile(normal, (len(kept), 1))


def _outline(faces: Faces) -> tuple[Array, tuple[float, float], tuple[Array, Array, shapely.Geometry]]:
    """Corner and sides of the smallest rectangle around flat faces; its origin and axes, and their shape."""
    largest = int(np.argmax(faces.area_m2))
    normal, origin = faces.normals[largest], faces.corners_m[largest, 0]
    level = np.array([1.0, 0.0, 0.0]) if abs(normal[2]) > 0.9 else np.cross([0.0, 0.0, 1.0], normal)
    level = level - normal * (level @ normal)
    level /= np.linalg.norm(level)
    axes = np.array([level, np.cross(normal, level)])
    corners = (faces.corners_m - origin) @ axes.T
    hull = shapely.convex_hull(shapely.MultiPoint(corners.reshape(-1, 2)))
    box = np.asarray(shapely.oriented_envelope(hull).exterior.coords)
    angle = np.degrees(np.arctan2(*(box[1] - box[0])[::-1]))
    turn = np.radians(np.round((angle + 45.0) % 90.0 - 45.0, 9))
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) @ axes
    corners = (faces.corners_m - origin) @ axes.T
    shape = shapely.union_all(shapely.normalize(shapely.polygons(corners)), grid_size=1e-7)
    width, depth = np.ptp(corners.reshape(-1, 2), axis=0)
    return corners.reshape(-1, 2).min(axis=0), (float(width), float(depth)), (origin, axes, shape)


def count_spread(faces: Faces, spacing: GridSpacing) -> int:
    """How many points stand for the area of faces, each for a square of the spacing."""
    area = float(faces.area_m2.sum())
    side = rule_spacing_m(math.sqrt(area)) if spacing == "en12464" else spacing
    return max(1, math.ceil(area / side**2 - 1e-6))


def points_spread(faces: Faces, count: int) -> tuple[Array, Array]:
    """`count` points on faces, each for the same area, and their normals, (point, 3) both."""
    order = np.argsort(_along_space(faces.corners_m.mean(axis=1)), kind="stable")
    ends = np.cumsum(faces.area_m2[order])
    number = np.arange(count)
    at = np.searchsorted(ends, (number + 0.5) / count * ends[-1])
    face = order[np.minimum(at, len(order) - 1)]
    r, s = ((0.5 + number * step) % 1.0 for step in GOLDEN)
    root = np.sqrt(r)
    weights = np.column_stack([1 - root, root * (1 - s), root * s])
    normals = faces.normals[face]
    return np.einsum("pc,pcx->px", weights, faces.corners_m[face]) + normals * IN_FRONT_M, normals


def _along_space(points_m: Array) -> NDArray[np.int64]:
    """A number for each point such that near numbers are near in space: a Z-order curve (Morton 1966)."""
    low, size = points_m.min(axis=0), np.maximum(np.ptp(points_m, axis=0).max(), 1e-9)
    cell = np.minimum((points_m - low) / size * 2**MORTON_BITS, 2**MORTON_BITS - 1).astype(np.int64)
    number = np.zeros(len(points_m), dtype=np.int64)
    for bit in range(MORTON_BITS):
        for axis in range(3):
            number |= ((cell[:, axis] >> bit) & 1) << (3 * bit + axis)
    return number
