"""The ceiling of a captured room, which RoomPlan does not capture, from the upper edges of its walls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kit.problems import Problem, info, warning
from scenes.readers.roomplan_capture import CapturedWall, Point3
from scenes.readers.roomplan_walls import Edge
from scenes.room import Slope

LEVEL_M = 0.05
NEAR_M = 0.30
AGREES_M = 0.08  # by so much a wall's upper edge may miss the ceiling that was found
SAME_PITCH_DEG = 3.0
SAME_HEIGHT_M = 0.02


def ceiling_of(
    walls: Sequence[CapturedWall], edges: Sequence[Edge], *, where: str = ""
) -> tuple[float, list[Slope], list[Problem]]:
    """Height of the room [m], slopes of its ceiling, and what is to be said of them."""
    if any(wall.top for wall in walls):
        highest = max(z for wall in walls for _, _, z in _top(wall))
        slopes = _slopes(walls, edges)
        if slopes and all(
            abs(_ceiling_m(point, highest, slopes, edges) - point[2]) <= AGREES_M
            for wall in walls
            for point in _top(wall)
        ):
            message = f"The walls' upper edges give {len(slopes)} sloped parts of the ceiling."
            return round(highest, 6), slopes, [info("CEILING_SLOPED", f"{where}ceiling", message)]
    height, remarks = _flat(walls, where)
    return height, [], remarks


def _top(wall: CapturedWall) -> tuple[Point3, ...]:
    """The upper edge of a wall as points."""
    return wall.top or ((*wall.start, wall.high_m), (*wall.end, wall.high_m))


def _slopes(walls: Sequence[CapturedWall], edges: Sequence[Edge]) -> list[Slope]:
    """Planes that rise from an edge of the outline along the sloped upper edges of other walls."""
    found: list[tuple[int, float, float]] = []
    for wall in walls:
        for one, other in pairwise(wall.top):
            low, high = sorted((one, other), key=lambda point: point[2])
            if high[2] - low[2] > LEVEL_M:
                found += _risen(low, high, edges)
    slopes: list[Slope] = []
    for edge in sorted({each[0] for each in found}):
        own = [each for each in found if each[0] == edge]
        pitches = [pitch for _, _, pitch in own]
        if max(pitches) - min(pitches) <= SAME_PITCH_DEG:
            height = float(np.mean([h for _, h, _ in own]))
            slopes.append(Slope(edge, round(height, 4), round(float(np.mean(pitches)), 3)))
    return slopes


def _risen(low: Point3, high: Point3, edges: Sequence[Edge]) -> list[tuple[int, float, float]]:
    """The edge from which a line rises: its number, the height above its foot, the pitch [degrees]."""
    best: tuple[float, int, float, float] | None = None
    for number, edge in enumerate(edges):
        away, beyond = _inside_m(low, edge), _inside_m(high, edge)
        along = edge.along_m((low[0], low[1]))
        if abs(away) > NEAR_M or not -NEAR_M <= along <= edge.length_m + NEAR_M:
            continue
        run = beyond - away
        if run < 0.5 * math.dist(low[:2], high[:2]):
            continue  # it runs along the edge rather than from it
        slope = (high[2] - low[2]) / run
        entry = (abs(away), number, low[2] - away * slope, math.degrees(math.atan(slope)))
        best = entry if best is None else min(best, entry)
    return [] if best is None else [best[1:]]


def _inside_m(point: Point3, edge: Edge) -> float:
    """How far inside the room a point lies from an edge's line [m]: to the left of an anticlockwise ring."""
    (x0, y0), (x1, y1) = edge.start, edge.end
    return ((x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0)) / edge.length_m


def _ceiling_m(point: Point3, highest: float, slopes: Sequence[Slope], edges: Sequence[Edge]) -> float:
    """Height of the ceiling above a point of the plan [m]."""
    planes = [
        s.height_m + max(0.0, _inside_m(point, edges[s.wall])) * math.tan(math.radians(s.pitch_deg))
        for s in slopes
    ]
    return min([highest, *planes])


def _flat(walls: Sequence[CapturedWall], where: str) -> tuple[float, list[Problem]]:
    """Height of the room: that of most of its walls by length [m]."""
    heights = np.array([wall.high_m - wall.low_m for wall in walls])
    lengths = np.array([wall.length_m for wall in walls])
    order = np.argsort(heights)
    reached = np.cumsum(lengths[order])
    height = float(np.round(heights[order][int(np.searchsorted(reached, reached[-1] / 2))], 6))
    low, high = float(heights.min()), float(heights.max())
    if high - low <= SAME_HEIGHT_M:
        return height, []
    message = (
        f"The walls are {low:.2f} to {high:.2f} m high; a flat ceiling at {height:.2f} m, "
        "the height of most of them, is taken."
    )
    problem = warning(
        "WALL_HEIGHTS_DIFFER", f"{where}walls", message, "Choose another height if it is wrong."
    )
    others = dict.fromkeys(round(each, 3) for each in (high, low) if abs(each - height) > SAME_HEIGHT_M)
    return height, [problem.offering(*({"height_m": each} for each in others))]
