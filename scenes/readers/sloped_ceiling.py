"""Slopes of a room from the faces of its ceiling: planes that are level along a wall and rise from it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.room import Point, Slope

Array = NDArray[np.float64]

SAME_LEVEL_M = 0.005
LEVEL = 0.9999  # |z| of a unit normal from which a face is level
STEEPEST_DEG, FLATTEST_DEG = 85.0, 0.5
AS_THE_WALL = 0.9998  # cosine between a slope's fall and the way out through its wall
SAME_PLANE = 0.99999


def slopes_of(
    outline_m: Sequence[Point],
    faces: Array,
    points: Array,
    *,
    floor_m: float,
    top_m: float,
    share_beside: float = 0.0,
) -> tuple[Slope, ...] | None:
    """Slopes through a room's walls that, with a flat ceiling at `top_m`, say where the ceiling is; or None.

    Parameters
    ----------
    outline_m
        Of the floor, anticlockwise seen from above.
    faces
        Triangles of the ceiling, (triangle, 3, 3).
    points
        On the ceiling, (point, 3), in the frame of the faces: what the slopes have to meet within 5 mm.
    floor_m, top_m
        Heights in that frame [m].
    share_beside
        Of the points, so many may lie elsewhere: under a beam.
    """
    found: list[Slope] = []
    planes: list[tuple[Array, float]] = []
    for normal, offset in planes_of(faces):
        if normal[2] >= LEVEL:
            if abs(offset - top_m) > SAME_LEVEL_M:
                return None  # a lower flat part
            continue
        slope = _slope(outline_m, normal, offset, floor_m)
        if slope is None:
            return None
        found.append(slope)
        planes.append((normal, offset))
    said = np.full(len(points), top_m)
    for normal, offset in planes:
        said = np.minimum(said, (offset - points[:, 0] * normal[0] - points[:, 1] * normal[1]) / normal[2])
    beside = np.abs(said - points[:, 2]) > SAME_LEVEL_M
    return tuple(found) if float(beside.mean()) <= share_beside else None


def planes_of(faces: Array) -> Iterator[tuple[Array, float]]:
    """The planes of faces: unit normal with z up, and its distance from the origin."""
    seen: list[tuple[Array, float]] = []
    for face in faces:
        normal = np.cross(face[1] - face[0], face[2] - face[0])
        normal = normal / np.linalg.norm(normal)
        normal = normal if normal[2] > 0 else -normal
        offset = float(normal @ face.mean(axis=0))
        if not any(other @ normal > SAME_PLANE and abs(at - offset) < SAME_LEVEL_M for other, at in seen):
            seen.append((normal, offset))
            yield normal, offset


def _slope(outline_m: Sequence[Point], normal: Array, offset: float, floor_m: float) -> Slope | None:
    """The slope of a plane through the wall along which it is level and lowest."""
    pitch = math.degrees(math.acos(min(1.0, float(normal[2]))))
    if not FLATTEST_DEG <= pitch <= STEEPEST_DEG:
        return None
    downhill = normal[:2] / np.linalg.norm(normal[:2])
    best: tuple[float, Slope] | None = None
    count = len(outline_m)
    for wall in range(count):
        start, end = (np.array(outline_m[(wall + k) % count]) for k in (0, 1))
        along = (end - start) / np.linalg.norm(end - start)
        outwards = np.array([along[1], -along[0]])
        if outwards @ downhill < AS_THE_WALL:
            continue
        at_wall = (offset - float(start @ normal[:2])) / float(normal[2]) - floor_m
        if at_wall >= -SAME_LEVEL_M and (best is None or at_wall < best[0]):
            best = (at_wall, Slope(wall, max(0.0, at_wall), pitch))
    return None if best is None else best[1]
