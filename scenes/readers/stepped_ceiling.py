"""A ceiling of flat parts, level or sloped, as one skin: its steps become slopes, almost upright."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.room import Point

Array = NDArray[np.float64]

STEP_WIDTH_M = 0.004  # in the plan: what is steeper than upright to light is a gap
LEVEL_M = 0.005
ALIKE = 0.99999  # cosine between the normals of faces of one plane
GRID_M = 1e-7
MOST_PLANES = 40


@dataclass(frozen=True, eq=False)
class _Plane:
    """A plane that is not upright: z = a x + b y + c, and the area of the ceiling that lies in it."""

    slope: Array
    at_zero_m: float
    area: shapely.Geometry

    def height_m(self, points: Array) -> Array:
        """Heights over points (point, 2)."""
        heights: Array = points @ self.slope + self.at_zero_m
        return heights


def stepped_ceiling(
    faces: Array, outline_m: tuple[Point, ...], holes_m: tuple[tuple[Point, ...], ...]
) -> tuple[Array, NDArray[np.int64]] | None:
    """Vertices (vertex, 3) and triangles seen from below.

    None where the parts do not cover the floor, are more than 40, or nowhere step: those close as they are.

    Parameters
    ----------
    faces
        Ceiling faces, (triangle, 3, 3), above the floor; none of them upright.
    outline_m, holes_m
        Of the floor, which the skin covers exactly.
    """
    floor = shapely.Polygon(outline_m, holes_m)
    planes = sorted(_planes(faces), key=_lowest)
    if not 1 < len(planes) <= MOST_PLANES:
        return None
    parts: list[_Plane] = []
    left, strips = floor, []
    for plane in planes:
        area = left if plane is planes[-1] else plane.area.intersection(left)
        taken = shapely.union_all([part.area for part in parts]) if parts else shapely.Polygon()
        beside = taken.buffer(STEP_WIDTH_M, join_style="mitre").intersection(area)
        strips.append(beside)
        own = shapely.set_precision(area.difference(beside), GRID_M)
        parts.append(_Plane(plane.slope, plane.at_zero_m, own))
        left = left.difference(area)
    if shapely.area(left) > 1e-3 or _strays(parts[-1], planes[-1]):
        return None
    corners: list[Array] = []
    highest_step = 0.0
    for part in parts:
        corners += [np.column_stack([t, part.height_m(t)]) for t in _triangles(part.area)]
    for part, strip in zip(parts, strips, strict=True):
        for triangle in _triangles(shapely.set_precision(strip, GRID_M)):
            heights = np.array([_height(point, parts) for point in triangle])
            highest_step = max(highest_step, float(np.abs(heights - part.height_m(triangle)).max()))
            corners.append(np.column_stack([triangle, heights]))
    if highest_step <= LEVEL_M:
        return None
    vertices = np.concatenate(corners)
    return vertices, np.arange(len(vertices), dtype=np.int64).reshape(-1, 3)


def _strays(part: _Plane, plane: _Plane) -> bool:
    """Whether the highest part was given more than a seam beyond its own faces."""
    return float(part.area.difference(plane.area.buffer(0.02)).area) > 1e-3


def _lowest(plane: _Plane) -> float:
    """The mean height of a part, by which the lower ones go first."""
    return float(plane.height_m(shapely.get_coordinates(plane.area)).mean())


def _planes(faces: Array) -> list[_Plane]:
    """The planes that faces lie in, each with what it covers seen from above."""
    normals = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0])
    size = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = normals / np.maximum(size, 1e-15) * np.sign(normals[:, 2:])
    middles = faces.mean(axis=1)
    left = np.ones(len(faces), dtype=np.bool_)
    found = []
    for index in np.argsort(-size[:, 0]):
        if not left[index] or normals[index, 2] < 1e-6:
            continue
        away = np.abs((middles - middles[index]) @ normals[index])
        own = left & (normals @ normals[index] > ALIKE) & (away < LEVEL_M)
        left &= ~own
        slope = -normals[index, :2] / normals[index, 2]
        at_zero = float(np.mean(middles[own, 2] - middles[own, :2] @ slope))
        area = shapely.union_all(shapely.polygons(faces[own][:, :, :2]), grid_size=1e-4)
        found.append(_Plane(slope, at_zero, area))
    return found


def _triangles(area: shapely.Geometry) -> list[Array]:
    """Triangles of the corners of an area alone, clockwise seen from above."""
    found = []
    for part in shapely.get_parts(area):
        if part.geom_type != "Polygon" or part.area < 1e-9:
            continue
        for triangle in shapely.get_parts(shapely.constrained_delaunay_triangles(part)):
            ring = np.array(shapely.geometry.polygon.orient(triangle, -1.0).exterior.coords[:3])
            found.append(ring[:, :2])
    return found


def _height(point: Array, parts: list[_Plane]) -> float:
    """The height of the part whose edge a corner lies on."""
    place = shapely.Point(point)
    nearest = min(parts, key=lambda part: float(part.area.distance(place)))
    return float(nearest.height_m(point[None])[0])
