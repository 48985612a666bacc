"""A body cut to what of it is in a room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.ceiling import ceiling_planes
from scenes.readers.ifc_file import Array, Body
from scenes.room import Room

Plane = tuple[Array, float]  # a normal, and how far the origin is on its side [m]

OVER_M = 0.015  # what reaches no farther out of the room is left as it is
DIGITS = 5  # of lengths; what is smaller than the last is joined
SIMPLE_M = 0.005
MOST_PARTS = 40  # of a plan


def cut_to_room(body: Body, room: Room, plan: shapely.Geometry) -> Body | None:
    """What of a body is between floor and ceiling of a room, and over a plan.

    It is open where it was cut: at the floor, the ceiling and the walls. A ceiling that is a mesh cuts at its
    highest, and a plan of many corners at the smallest rectangle around it. None where nothing is left.
    """
    shapes = _convex(plan)
    over_m = OVER_M if len(shapes) == 1 else 0.0
    between = _between(room)
    parts = [_cut_all(body.corners_m, between, _around(shape), over_m) for shape in shapes]
    corners, owner = (np.concatenate(each) for each in zip(*parts, strict=True))
    if len(parts) == 1 and corners.shape == body.corners_m.shape and bool((corners == body.corners_m).all()):
        return body
    vertices, index = np.unique(np.round(corners.reshape(-1, 3), DIGITS), axis=0, return_inverse=True)
    triangles = index.reshape(-1, 3)
    whole = (triangles != np.roll(triangles, 1, axis=1)).all(axis=1)
    return Body(vertices, triangles[whole], body.colours[owner][whole]) if whole.any() else None


def _convex(plan: shapely.Geometry) -> list[shapely.Geometry]:
    """The rectangle around a plan that is nearly one or has many corners, else its triangles."""
    box = shapely.minimum_rotated_rectangle(plan)
    if plan.buffer(SIMPLE_M, join_style="mitre").covers(box):
        return [box]
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(plan.simplify(SIMPLE_M))).tolist()
    return triangles if 0 < len(triangles) <= MOST_PARTS else [box]


def _cut_all(
    corners: Array, between: Sequence[Plane], around: Sequence[Plane], over_m: float
) -> tuple[Array, NDArray[np.int64]]:
    """Triangles cut by planes, of which those around may be overstepped a little, and whose they are."""
    owner = np.arange(len(corners))
    for (normal, offset_m), slack_m in [(p, OVER_M) for p in between] + [(p, over_m) for p in around]:
        above = corners @ normal + offset_m
        if float(above.min(initial=0.0)) < -slack_m:
            corners, source = _cut(corners, above)
            owner = owner[source]
    return corners, owner


def _between(room: Room) -> list[Plane]:
    """Floor and ceiling as planes that look into the room."""
    planes = [(np.array([0.0, 0.0, 1.0]), -room.elevation_m)]
    if room.ceiling_triangles is not None:
        return [*planes, (np.array([0.0, 0.0, -1.0]), room.elevation_m + room.height_m)]
    for plane in ceiling_planes(room):
        steep = math.hypot(plane.dx, plane.dy, 1.0)
        normal = np.array([plane.dx, plane.dy, -1.0]) / steep
        planes.append((normal, (room.elevation_m + plane.height_m) / steep))
    return planes


def _around(shape: shapely.Geometry) -> list[Plane]:
    """The sides of a convex shape as upright planes that look inwards."""
    ring = shapely.get_coordinates(shapely.orient_polygons(shape).exterior)
    planes = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        length = math.hypot(x1 - x0, y1 - y0)
        normal = np.array([-(y1 - y0) / length, (x1 - x0) / length, 0.0])
        planes.append((normal, -float(normal[0] * x0 + normal[1] * y0)))
    return planes


def _cut(corners: Array, above: Array) -> tuple[Array, NDArray[np.int64]]:
    """The parts of triangles where `above`, (triangle, 3), is not negative, and whose they are."""
    inside = above >= 0
    count = inside.sum(axis=1)
    parts, owners = [corners[count == 3]], [np.flatnonzero(count == 3)]
    for wanted in (1, 2):
        some = np.flatnonzero(count == wanted)
        alone = inside[some] if wanted == 1 else ~inside[some]
        order = (np.argmax(alone, axis=1)[:, None] + np.arange(3)) % 3  # the one that differs first
        turned = np.take_along_axis(corners[some], order[:, :, None], axis=1)
        heights = np.take_along_axis(above[some], order, axis=1)
        share = heights[:, :1] / (heights[:, :1] - heights[:, 1:])
        a, b, c = turned[:, 0], turned[:, 1], turned[:, 2]
        ab, ac = a + (b - a) * share[:, :1], a + (c - a) * share[:, 1:]
        pieces = [(a, ab, ac)] if wanted == 1 else [(ab, b, c), (ab, c, ac)]
        parts += [np.stack(piece, axis=1) for piece in pieces]
        owners += [some] * len(pieces)
    return np.concatenate(parts), np.concatenate(owners)
