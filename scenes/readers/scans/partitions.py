"""Walls that stand free in a scanned room: what was taken for furniture, but is thin, long and tall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.readers.scans.edges import Edge
from scenes.readers.scans.outline import Side
from scenes.readers.scans.wall_lines import apart_deg
from scenes.room import Furniture, Opening

Array = NDArray[np.float64]

THICKEST_M, THINNEST_M = 0.25, 0.05
SHORTEST_M, LONGER = 0.60, 3.0  # than thick
TALLEST_OFF_M = 0.25  # below the ceiling, from which a wall reaches it
LOWEST_M = 1.50
STANDS_AT_WALL_M = 0.45  # to a wall along it, up to which it is a cupboard or a shelf there
ALONG_DEG = 12.0
AT_WALL_M = 0.20  # between its end and a wall, over which it goes on
LEAF_M, LEAF_AT_M = 1.35, 0.25  # a leaf that stands open: so wide at most, so near to its opening


def parted(
    pieces: Sequence[Furniture], edges: Sequence[Edge], openings: Sequence[Opening], height_m: float
) -> tuple[list[Furniture], list[Furniture]]:
    """Furniture, and partitions: thin boxes from the floor that stand free or end at a wall.

    `openings` are those of the edges; `height_m` is that of the room.
    """
    furniture, partitions = [], []
    for piece in pieces:
        if _is_partition(piece, edges, openings):
            partitions.append(_led_on(piece, edges, height_m))
        else:
            furniture.append(piece)
    return furniture, partitions


def _is_partition(piece: Furniture, edges: Sequence[Edge], openings: Sequence[Opening]) -> bool:
    size = piece.size_m or (0.0, 0.0, 0.0)
    thin, long = sorted(size[:2])
    if not (thin <= THICKEST_M and long >= max(SHORTEST_M, LONGER * thin) and size[2] >= LOWEST_M):
        return False
    if piece.position_m[2] > 0.0:
        return False
    ends = _ends(piece)
    line = shapely.LineString(ends)
    for side in (edge.side for edge in edges):
        wall = shapely.LineString([side.start_m, side.end_m])
        along = float(apart_deg(_normal_deg(ends), side.line.normal_deg)) < ALONG_DEG
        if along and wall.distance(line) < STANDS_AT_WALL_M and _beside(line, side) > 0.5 * line.length:
            return False
    return not any(_is_leaf(line, edges, opening) for opening in openings)


def _ends(piece: Furniture) -> Array:
    """Both ends of the middle line of a box, (2, 2) [m]."""
    size = piece.size_m or (0.0, 0.0, 0.0)
    turn = math.radians(piece.rotation_deg + (0.0 if size[0] >= size[1] else 90.0))
    half = max(size[:2]) / 2 * np.array([math.cos(turn), math.sin(turn)])
    middle = np.array(piece.position_m[:2])
    return np.array([middle - half, middle + half])


def _normal_deg(ends: Array) -> float:
    (x0, y0), (x1, y1) = ends.tolist()
    return float((math.degrees(math.atan2(y1 - y0, x1 - x0)) + 90.0) % 180.0)


def _beside(line: shapely.LineString, side: Side) -> float:
    """Length along which a line runs beside a side [m]."""
    wall = shapely.LineString([side.start_m, side.end_m])
    return float(wall.buffer(STANDS_AT_WALL_M, cap_style="flat").intersection(line).length)


def _is_leaf(line: shapely.LineString, edges: Sequence[Edge], opening: Opening) -> bool:
    """Whether a line is a door's leaf that stands open: at one end of its opening, and no wider."""
    if opening.kind != "door" or line.length > LEAF_M or opening.wall >= len(edges):
        return False
    side = edges[opening.wall].side
    wall = shapely.LineString([side.start_m, side.end_m])
    jambs = [wall.interpolate(opening.offset_m), wall.interpolate(opening.offset_m + opening.width_m)]
    return any(jamb.distance(end) < LEAF_AT_M for jamb in jambs for end in map(shapely.Point, line.coords))


def _led_on(piece: Furniture, edges: Sequence[Edge], height_m: float) -> Furniture:
    """The partition up to the walls that its ends come near to, and to a ceiling that it nearly reaches.

    Furniture is looked for a little off walls and ceiling, so that a partition that touches them ends there.
    """
    ends, size = _ends(piece), piece.size_m or (0.0, 0.0, 0.0)
    along = (ends[1] - ends[0]) / max(float(np.linalg.norm(ends[1] - ends[0])), 1e-9)
    boundary = shapely.Polygon([edge.side.start_m for edge in edges]).exterior
    for k, way in ((0, -along), (1, along)):
        reach = shapely.LineString([ends[k], ends[k] + AT_WALL_M * way])
        met = reach.intersection(boundary)
        if not met.is_empty:
            point = np.asarray(shapely.get_coordinates(met))[0]
            ends[k] = point - 0.005 * way
    length, (x, y) = float(np.linalg.norm(ends[1] - ends[0])), ends.mean(axis=0).tolist()
    tall = height_m if size[2] > height_m - TALLEST_OFF_M else size[2]
    thick = round(max(min(size[:2]), THINNEST_M), 4)
    longer = (round(length, 4), thick) if size[0] >= size[1] else (thick, round(length, 4))
    place = (round(x, 4), round(y, 4), 0.0)
    return replace(piece, name="partition", position_m=place, size_m=(*longer, round(tall, 4)))


def told_partitions(room: str, partitions: Sequence[Furniture]) -> list[Problem]:
    """A remark on walls that stand within a room."""
    if not partitions:
        return []
    shown = ", ".join(f"{max(p.size_m[:2]):.2f} x {p.size_m[2]:.2f} m" for p in partitions if p.size_m)
    message = f"{len(partitions)} thin walls stand within {room!r} ({shown}); they are taken as partitions."
    return [info("PARTITIONS", "walls", message, "Take them out if they are furniture.")]
