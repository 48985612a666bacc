"""Furniture of a scanned room as boxes: clusters of what is neither floor, ceiling nor wall."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.readers.scans.cloud import Cloud, as_open3d
from scenes.readers.scans.outline import RoomShape
from scenes.room import Furniture

Array = NDArray[np.float64]

OFF_WALL_M, OFF_FLOOR_M, OFF_CEILING_M = 0.08, 0.07, 0.12
APART_M, FEWEST_NEAR = 0.10, 6
FEWEST_POINTS = 40
SMALLEST_SIDE_M, SMALLEST_M3 = 0.08, 0.004
ON_FLOOR_M = 0.40  # what begins lower stands on the floor: its foot is in shadow
MOST_PIECES = 80
AS_ROOM_DEG = 12.0  # a piece turned less than this stands along the walls
INSIDE_M = 0.01


def pieces_of(shape: RoomShape, cloud: Cloud, height_m: float) -> list[Furniture]:
    """Boxes around what stands or hangs in a room, the largest first."""
    inner = shape.polygon.buffer(-OFF_WALL_M)
    z = cloud.points_m[:, 2]
    between = cloud.points_m[(z > OFF_FLOOR_M) & (z < height_m - OFF_CEILING_M)]
    own = between[shapely.contains_xy(inner, between[:, 0], between[:, 1])] if len(between) else between
    if len(own) < FEWEST_POINTS:
        return []
    number = np.asarray(as_open3d(own).cluster_dbscan(eps=APART_M, min_points=FEWEST_NEAR))
    counts = np.bincount(number[number >= 0], minlength=1)
    longest = max(shape.sides, key=lambda side: side.length_m)
    main_deg = longest.line.normal_deg % 90.0
    found = []
    for k in np.argsort(-counts, kind="stable")[:MOST_PIECES]:
        if counts[k] >= FEWEST_POINTS:
            piece = _box(own[number == k], main_deg, shape.polygon)
            if piece is not None:
                found.append(piece)
    return found


def _box(points: Array, main_deg: float, floor: shapely.Polygon) -> Furniture | None:
    """The box around a cluster, along the walls unless it clearly stands otherwise; None where too small."""
    angle = _turn(points[:, :2], main_deg)
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    axes = np.array([[cosine, sine], [-sine, cosine]])
    flat = points[:, :2] @ axes.T
    low, high = np.quantile(flat, [0.01, 0.99], axis=0)
    low, high = _within(low, high, axes, floor)
    bottom, top = (float(v) for v in np.quantile(points[:, 2], [0.01, 0.99]))
    if bottom < ON_FLOOR_M:
        bottom = 0.0
    size = (float(high[0] - low[0]), float(high[1] - low[1]), max(top - bottom, 0.02))
    if sorted(size)[1] < SMALLEST_SIDE_M or float(np.prod(size)) < SMALLEST_M3 or min(size) < 0.02:
        return None
    x, y = ((low + high) / 2) @ axes
    place = (round(float(x), 4), round(float(y), 4), round(bottom, 4))
    length, depth, tall = (round(each, 4) for each in size)
    return Furniture("box", place, round(angle, 2), (length, depth, tall))


def _turn(flat: Array, main_deg: float) -> float:
    """Direction of the smallest rectangle around points, or the walls' where nearly as small [deg]."""
    hull = shapely.MultiPoint(flat).convex_hull
    if hull.geom_type != "Polygon":
        return main_deg
    best = (np.inf, main_deg)
    cosine, sine = np.cos(np.radians(main_deg)), np.sin(np.radians(main_deg))
    ring = np.asarray(hull.exterior.coords)
    along_walls = float(np.prod(np.ptp(ring @ np.array([[cosine, -sine], [sine, cosine]]), axis=0)))
    for start, end in pairwise(ring):
        angle = float(np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0]))) % 90.0
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        best = min(best, (float(np.prod(np.ptp(ring @ np.array([[c, -s], [s, c]]), axis=0))), angle))
    apart = abs((best[1] - main_deg + 45.0) % 90.0 - 45.0)
    return main_deg if apart < AS_ROOM_DEG or along_walls < 1.25 * best[0] else best[1]


def _within(low: Array, high: Array, axes: Array, floor: shapely.Polygon) -> tuple[Array, Array]:
    """The rectangle cut to what of it lies within the room."""
    corners = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]]) @ axes
    inside = floor.buffer(-INSIDE_M)
    if inside.contains(shapely.Polygon(corners)):
        return low, high
    cut = inside.intersection(shapely.Polygon(corners))
    if cut.is_empty or cut.geom_type != "Polygon":
        return low, low
    flat = np.asarray(cut.exterior.coords) @ axes.T
    low, high = flat.min(axis=0), flat.max(axis=0)
    return low, high
