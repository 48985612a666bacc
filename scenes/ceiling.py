"""The ceiling of a room: how high it is over a place and along a wall, and of which pieces it is made.

It is level, or the lowest of `height_m` and the room's slopes everywhere, or a mesh that a file brings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.mesh_ceiling import mesh_ceiling
from scenes.room import Opening, Point, Room, Slope

Array = NDArray[np.float64]
Edge = tuple[Point, Point]

SAME_M = 1e-9
LEVEL = -1  # the number of what is no slope


@dataclass(frozen=True)
class CeilingPlane:
    """z = x · dx + y · dy + height above the room's floor; `slope` is its number in the room, or LEVEL."""

    slope: int
    dx: float
    dy: float
    height_m: float

    def at(self, points: Array) -> Array:
        """Its height over places (…, 2 or more) [m]."""
        found: Array = points[..., 0] * self.dx + points[..., 1] * self.dy + self.height_m
        return found


def is_level(room: Room) -> bool:
    """Whether the ceiling is one level plane."""
    return not room.slopes and room.ceiling_triangles is None


def ceiling_planes(room: Room) -> list[CeilingPlane]:
    """The planes of which the lowest is the ceiling, the level one first."""
    planes = [CeilingPlane(LEVEL, 0.0, 0.0, room.height_m)]
    for number, slope in enumerate(room.slopes):
        (x0, y0), (x1, y1) = room.wall_ends_m(slope.wall)
        length, rise = math.hypot(x1 - x0, y1 - y0), math.tan(math.radians(slope.pitch_deg))
        dx, dy = -(y1 - y0) / length * rise, (x1 - x0) / length * rise  # the room is to the wall's left
        planes.append(CeilingPlane(number, dx, dy, slope.height_m - dx * x0 - dy * y0))
    return planes


def ceiling_height_m(room: Room, points: Array) -> Array:
    """Height of the ceiling above the room's own floor over places, (point, 2 or more) to (point,) [m]."""
    if room.ceiling_triangles is not None:
        return mesh_ceiling(room).height_m(points)
    heights: Array = np.min([plane.at(points) for plane in ceiling_planes(room)], axis=0)
    return heights


def highest_and_lowest_m(room: Room) -> tuple[float, float]:
    """The greatest and least height of the ceiling anywhere over the floor [m]."""
    if is_level(room):
        return room.height_m, room.height_m
    if room.ceiling_triangles is not None:
        corners = mesh_ceiling(room).corners_m[:, :, 2]
        return float(corners.max()), float(corners.min())
    heights = np.concatenate([plane.at(shapely.get_coordinates(part)) for plane, part in level_parts(room)])
    return float(heights.max()), float(heights.min())


def wall_profile(room: Room, edge: Edge) -> tuple[Array, Array]:
    """Where along an edge of the floor the ceiling bends, ends included, and its height there [m]."""
    start, end = np.array(edge[0]), np.array(edge[1])
    length = float(np.linalg.norm(end - start))
    if is_level(room):
        return np.array([0.0, length]), np.full(2, room.height_m)
    if room.ceiling_triangles is not None:
        return mesh_ceiling(room).profile(start, end)
    ends = np.array([[plane.at(start), plane.at(end)] for plane in ceiling_planes(room)], dtype=np.float64)
    shares = [0.0, 1.0]
    for (a0, a1), (b0, b1) in combinations(ends.tolist(), 2):
        turn = (a0 - b0) - (a1 - b1)
        if abs(turn) > SAME_M and SAME_M < (a0 - b0) / turn < 1 - SAME_M:
            shares.append((a0 - b0) / turn)
    at = np.unique(shares)
    heights = np.min(ends[:, :1] * (1 - at) + ends[:, 1:] * at, axis=0)
    return at * length, np.maximum(heights, 0.0)


def wall_top_m(room: Room, wall: int, low_m: float, high_m: float) -> float:
    """Lowest height of the ceiling over a part of a wall, above the room's own floor [m]."""
    if is_level(room):
        return room.height_m
    along, top = wall_profile(room, room.wall_ends_m(wall))
    between = top[(along > low_m) & (along < high_m)]
    return float(min([*np.interp([low_m, high_m], along, top), *between]))


def level_parts(
    room: Room, ring: Sequence[Point] | None = None
) -> list[tuple[CeilingPlane, shapely.Polygon]]:
    """The floor, seen from above, cut into what lies under each plane of a ceiling without mesh."""
    floor = shapely.Polygon(room.outline_m if ring is None else ring, room.holes_m)
    planes = ceiling_planes(room)
    reach = 4.0 * (max(abs(v) for v in floor.bounds) + 1.0)
    parts = []
    for k, plane in enumerate(planes):
        part: shapely.Geometry = floor
        for m, other in enumerate(planes):
            if m == k:
                continue
            half = _below(plane, other, reach, first=k < m)
            part = part if half is None else part.intersection(half)
        parts += [
            (plane, piece)
            for piece in shapely.get_parts(part)
            if piece.geom_type == "Polygon" and piece.area > SAME_M
        ]
    return parts


def _below(
    plane: CeilingPlane, other: CeilingPlane, reach_m: float, *, first: bool
) -> shapely.Polygon | None:
    """Where a plane is lower than another, as a large polygon; None where it is so everywhere.

    Of planes in one place, the first is the lower.
    """
    a, b, c = other.dx - plane.dx, other.dy - plane.dy, other.height_m - plane.height_m
    steep = math.hypot(a, b)  # below where a x + b y + c >= 0
    if steep < SAME_M:
        everywhere = c > SAME_M or (first and c >= -SAME_M)
        return None if everywhere else shapely.Polygon()
    nx, ny, away = a / steep, b / steep, -c / steep
    x, y, far = nx * away, ny * away, reach_m + abs(away)
    return shapely.Polygon(
        [
            (x - ny * far, y + nx * far),
            (x + ny * far, y - nx * far),
            (x + ny * far + 2 * nx * far, y - nx * far + 2 * ny * far),
            (x - ny * far + 2 * nx * far, y + nx * far + 2 * ny * far),
        ]
    )


def plane_over(room: Room, place: Point) -> CeilingPlane:
    """The lowest plane over a place, of a ceiling without mesh."""
    return min(ceiling_planes(room), key=lambda plane: float(plane.at(np.array(place))))


def skylight_corners_m(room: Room, opening: Opening) -> tuple[Point, ...]:
    """The four corners of a skylight or a stairwell seen from above, anticlockwise.

    In a slope its `size_m` runs along the slope's wall and up the slope, where `rotation_deg` turns it; the
    plan shows less of what goes up, the cosine of the pitch. Otherwise it is turned from x and y.
    """
    (x, y), (width, height) = opening.position_m, opening.size_m
    turn, along, steep = math.radians(opening.rotation_deg), 0.0, 1.0
    slope = slope_over(room, opening.position_m) if opening.kind == "skylight" else None
    if slope is not None:
        (x0, y0), (x1, y1) = room.wall_ends_m(slope.wall)
        along, steep = math.atan2(y1 - y0, x1 - x0), math.cos(math.radians(slope.pitch_deg))
    corners = []
    for right, up in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        u = right * width * math.cos(turn) - up * height * math.sin(turn)
        v = (right * width * math.sin(turn) + up * height * math.cos(turn)) * steep
        corners.append(
            (x + math.cos(along) * u - math.sin(along) * v, y + math.sin(along) * u + math.cos(along) * v)
        )
    return tuple(corners)


def slope_over(room: Room, place: Point) -> Slope | None:
    """The slope over a place; None under what is level, and under a mesh."""
    if is_level(room) or room.ceiling_triangles is not None:
        return None
    plane = plane_over(room, place)
    return None if plane.slope == LEVEL else room.slopes[plane.slope]
