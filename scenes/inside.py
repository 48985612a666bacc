"""Whether points lie inside a room or inside what stands in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.ceiling import ceiling_height_m, is_level
from scenes.room import Furniture, Room
from scenes.surfaces import furniture_vertices_m

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_SOLID_ANGLES = 50_000_000  # some ten seconds
MOST_SIDES = 3  # of four
FEW_SOLID_ANGLES = 1_000_000  # some tenth of a second
ON_SURFACE_M = 1e-6  # a point this near a surface lies on it, not in it


def floor_polygon(room: Room) -> shapely.Polygon:
    """The floor seen from above."""
    return shapely.Polygon(room.outline_m, room.holes_m)


def above_floor(room: Room, points_m: Array) -> Array:
    """Points with their height above the floor of a room, as its own things have it, (point, 3)."""
    return points_m - np.array([0.0, 0.0, room.elevation_m]) if room.elevation_m else points_m


def inside_room(room: Room, points_m: Array, tolerance_m: float = ON_SURFACE_M) -> Flags:
    """Which points lie in the room or on its surfaces, shape (point,)."""
    wide = floor_polygon(room).buffer(tolerance_m, join_style="mitre")
    inside: Flags = shapely.contains_xy(wide, points_m[:, 0], points_m[:, 1])
    height = points_m[:, 2] - room.elevation_m
    inside &= (height >= -tolerance_m) & (height <= room.height_m + tolerance_m)
    if not is_level(room) and inside.any():
        inside[inside] = height[inside] <= ceiling_height_m(room, points_m[inside]) + tolerance_m
    return inside


def inside_furniture(piece: Furniture, points_m: Array) -> Flags:
    """Which points lie within a piece; a point on its surface, such as on a table's top, does not."""
    if piece.model is None and piece.vertices_m is None:
        angle = np.radians(piece.rotation_deg)
        cosine, sine = np.cos(angle), np.sin(angle)
        away = points_m - np.array(piece.position_m)
        x = cosine * away[:, 0] + sine * away[:, 1]
        y = cosine * away[:, 1] - sine * away[:, 0]
        size = np.array(piece.size_m or (0.0, 0.0, 0.0))
        beside = (np.abs(x) < size[0] / 2 - ON_SURFACE_M) & (np.abs(y) < size[1] / 2 - ON_SURFACE_M)
        z = away[:, 2]
        low = -ON_SURFACE_M if piece.position_m[2] <= ON_SURFACE_M else ON_SURFACE_M
        result: Flags = beside & (z > low) & (z < size[2] - ON_SURFACE_M)
        return result
    if piece.triangles is None or not len(piece.triangles):
        return np.zeros(len(points_m), dtype=np.bool_)
    return inside_mesh(furniture_vertices_m(piece), piece.triangles, points_m)


def first_around(pieces: Sequence[Furniture], points_m: Array) -> list[int | None]:
    """For each point, by its height above the floor, the index of the first piece around it, or None."""
    first: list[int | None] = [None] * len(points_m)
    for index, piece in reversed(list(enumerate(pieces))):
        for within in np.flatnonzero(inside_furniture(piece, points_m)):
            first[within] = index
    return first


def inside_mesh(vertices_m: Array, triangles: NDArray[np.int64], points_m: Array) -> Flags:
    """Which points a mesh winds around.

    A point counts as inside when the mesh lies above and below it and winds around it (generalised
    winding number above one half: Jacobson, Kavan, Sorkine-Hornung 2013; solid angles of triangles
    after van Oosterom and Strackee 1983). So an open sheet, such as a table's top, encloses nothing.
    Where a closed mesh shows the same number of walls upwards, downwards and to both sides, that number
    is taken instead, for many points at once. Beyond `MOST_SOLID_ANGLES` triangles times points, walls on
    three of these sides must do.
    """
    inside = np.zeros(len(points_m), dtype=np.bool_)
    low, high = vertices_m.min(axis=0) + ON_SURFACE_M, vertices_m.max(axis=0) - ON_SURFACE_M
    within = np.flatnonzero(np.all((points_m > low) & (points_m < high), axis=1))
    corners = vertices_m[triangles]
    if len(within) * len(corners) > FEW_SOLID_ANGLES:
        walls = walls_around(corners, points_m[within])
        inside[within] = np.count_nonzero(walls, axis=1) >= MOST_SIDES
        within = within[(walls != walls[:, :1]).any(axis=1)][: MOST_SOLID_ANGLES // len(corners)]
    lowest, highest = corners.min(axis=1), corners.max(axis=1)
    for index in within:
        point = points_m[index]
        over = np.all((lowest[:, :2] <= point[:2]) & (point[:2] <= highest[:, :2]), axis=1)
        between = np.any(highest[over, 2] > point[2]) and np.any(lowest[over, 2] < point[2])
        inside[index] = between and _winding_number(corners - point) > 0.5
    return inside


def walls_around(corners_m: Array, points_m: Array) -> NDArray[np.int64]:
    """How many walls stand around points, seen upwards, downwards and both ways along x, (point, 4).

    A triangle that a ray leaves through counts as one, one that it enters through as minus one. For a
    closed mesh all four are its winding number.
    """
    normals = np.cross(corners_m[:, 1] - corners_m[:, 0], corners_m[:, 2] - corners_m[:, 0])
    walls = np.zeros((len(points_m), 4), dtype=np.int64)
    for place, axis in ((0, 2), (2, 0)):
        across = [other for other in range(3) if other != axis]
        facing = np.flatnonzero(normals[:, axis])
        tree = shapely.STRtree(shapely.polygons(corners_m[facing][:, :, across]))
        point, triangle = tree.query(shapely.points(points_m[:, across]), predicate="intersects")
        triangle = facing[triangle]
        away = _dot(normals[triangle], corners_m[triangle, 0] - points_m[point])
        ahead = away * normals[triangle, axis] > 0
        sign = np.sign(normals[triangle, axis]).astype(np.int64)
        np.add.at(walls, (point[ahead], place), sign[ahead])
        np.add.at(walls, (point[~ahead], place + 1), -sign[~ahead])
    return walls


def _winding_number(corners: Array) -> float:
    """How often triangles (triangle, corner, 3) wind around the origin, either way."""
    a, b, c = np.moveaxis(corners, 1, 0)
    la, lb, lc = (np.linalg.norm(v, axis=1) for v in (a, b, c))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    edges = la * lb * lc + _dot(a, b) * lc + _dot(b, c) * la + _dot(c, a) * lb
    return abs(float(np.sum(2.0 * np.arctan2(volume, edges)))) / (4.0 * np.pi)


def _dot(a: Array, b: Array) -> Array:
    products: Array = np.einsum("ij,ij->i", a, b)
    return products


def inside_objects(rooms: Sequence[Room], points_m: Array) -> Flags:
    """Which points lie in furniture or outside all rooms: nothing is measured there."""
    outside, blocked = np.ones(len(points_m), dtype=np.bool_), np.zeros(len(points_m), dtype=np.bool_)
    for room in rooms:
        own = above_floor(room, points_m)
        outside &= ~inside_room(room, points_m)
        for piece in (*room.furniture, *room.partitions):
            blocked |= inside_furniture(piece, own)
    return outside | blocked
