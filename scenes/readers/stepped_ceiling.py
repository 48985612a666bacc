"""A ceiling of level parts at several heights as one skin: its steps become slopes, almost upright."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.room import Point

Array = NDArray[np.float64]

STEP_WIDTH_M = 0.004  # in the plan: what is steeper than upright to light is a gap
LEVEL_M = 0.005
GRID_M = 1e-7


def stepped_ceiling(
    faces: Array, outline_m: tuple[Point, ...], holes_m: tuple[tuple[Point, ...], ...]
) -> tuple[Array, NDArray[np.int64]] | None:
    """Vertices (vertex, 3) and triangles seen from below; None where a face is not level.

    Parameters
    ----------
    faces
        Ceiling faces, (triangle, 3, 3), above the floor.
    outline_m, holes_m
        Of the floor, which the skin covers exactly.
    """
    if float(np.ptp(faces[:, :, 2], axis=1).max()) > LEVEL_M:
        return None
    floor = shapely.Polygon(outline_m, holes_m)
    heights = faces[:, :, 2].mean(axis=1)
    levels = sorted({round(float(height) / LEVEL_M) for height in heights})
    parts: list[tuple[shapely.Geometry, float]] = []
    left, strips = floor, []
    for level in levels:
        own = np.abs(heights / LEVEL_M - level) < 1.0
        area = shapely.union_all(shapely.polygons(faces[own][:, :, :2]), grid_size=1e-4)
        area = left if level == levels[-1] else area.intersection(left)
        taken = shapely.union_all([part for part, _ in parts]) if parts else shapely.Polygon()
        beside = taken.buffer(STEP_WIDTH_M, join_style="mitre").intersection(area)
        strips.append(beside)
        parts.append((shapely.set_precision(area.difference(beside), GRID_M), float(heights[own].mean())))
        left = left.difference(area)
    corners: list[Array] = []
    for part, height in parts:
        corners += [_at(triangle, [height] * 3) for triangle in _triangles(part)]
    for strip in strips:
        for triangle in _triangles(shapely.set_precision(strip, GRID_M)):
            corners.append(_at(triangle, [_height(point, parts) for point in triangle]))
    vertices = np.concatenate(corners)
    return vertices, np.arange(len(vertices), dtype=np.int64).reshape(-1, 3)


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


def _at(triangle: Array, heights: list[float]) -> Array:
    return np.column_stack([triangle, heights])


def _height(point: Array, parts: list[tuple[shapely.Geometry, float]]) -> float:
    """The height of the part whose edge a corner lies on."""
    place = shapely.Point(point)
    return min(parts, key=lambda part: float(part[0].distance(place)))[1]
