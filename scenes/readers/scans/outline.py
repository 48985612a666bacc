"""The outline of a room from its cells: small jogs taken out, each wall laid through its own points.

Candidate lines are good to a few centimetres; a robust fit of the points near each wall brings it to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.readers.scans.cells import Bools, Cells, seen_columns
from scenes.readers.scans.cloud import Cloud
from scenes.readers.scans.wall_lines import ALONG_M, UprightPoints, WallLine, apart_deg

Array = NDArray[np.float64]

SHORTEST_JOG_M = 0.12
NEARLY_ALONG_DEG = 12.0
SMALLEST_COLUMN_M2, SEEN_COLUMN = 0.02, 0.4
NEAR_WALL_M = 0.05
FEWEST_TO_FIT = 25
LONGEST_UNTURNED_M = 1.2
MOST_TURN_DEG = 2.5
WORTH_TURNING_M = 0.012  # at the ends of a wall
FIT_SPREAD_M = 0.01


@dataclass(frozen=True)
class Side:
    """A wall of a ring: its line, and its two ends."""

    line: WallLine
    start_m: tuple[float, float]
    end_m: tuple[float, float]

    @property
    def length_m(self) -> float:
        """Length [m]."""
        return float(np.hypot(self.end_m[0] - self.start_m[0], self.end_m[1] - self.start_m[1]))


@dataclass(frozen=True, eq=False)
class RoomShape:
    """Outline and columns of a room, rings of sides, and the share of each wall that was seen."""

    sides: tuple[Side, ...]
    columns: tuple[tuple[Side, ...], ...]
    coverage: tuple[float, ...]

    @property
    def polygon(self) -> shapely.Polygon:
        """The floor without its columns."""
        return shapely.Polygon(
            [side.start_m for side in self.sides], [[s.start_m for s in ring] for ring in self.columns]
        )

    @property
    def seen_share(self) -> float:
        """Share of the whole outline that was seen."""
        lengths = [side.length_m for side in self.sides]
        return float(np.average(self.coverage, weights=lengths))


def room_shape(cells: Cells, own: Bools, cloud: Cloud, upright: UprightPoints) -> RoomShape | None:
    """The shape of the room of some cells; None where nothing sound is left of it."""
    union = shapely.union_all([cells.polygons[k] for k in np.flatnonzero(own)])
    floor = max(shapely.get_parts(union), key=lambda part: part.area)
    outer = _fitted(_sides(np.asarray(floor.exterior.coords)[:-1]), upright)
    if outer is None:
        return None
    columns = []
    for hole in floor.interiors:
        ring = _sides(np.asarray(hole.coords)[:-1])
        seen = np.average(
            [_seen(side, cloud, upright, 2) for side in ring], weights=[s.length_m for s in ring]
        )
        fitted = _fitted(ring, upright) if shapely.Polygon(hole).area >= SMALLEST_COLUMN_M2 else None
        if fitted is not None and seen >= SEEN_COLUMN:
            columns.append(fitted)
    shape = shapely.Polygon([side.start_m for side in outer])
    inner = [r for r in columns if shape.buffer(-0.02).contains(shapely.Polygon([s.start_m for s in r]))]
    coverage = tuple(_seen(side, cloud, upright, 2) for side in outer)
    return RoomShape(tuple(outer), tuple(map(tuple, inner)), coverage)


def _sides(corners: Array) -> list[Side]:
    """Sides of a ring of corners, turned anticlockwise, with such as go straight on joined."""
    x, y = corners.T
    if float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) < 0:
        corners = corners[::-1]
    lines = [_line_through(a, b) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    kept: list[int] = [
        k
        for k in range(len(corners))
        if not _same_line(lines[k - 1], lines[k], within_m=0.01, within_deg=0.5)
    ]
    ring = corners[kept]
    return [
        Side(_line_through(a, b), (float(a[0]), float(a[1])), (float(b[0]), float(b[1])))
        for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)
    ]


def _line_through(start: Array, end: Array) -> WallLine:
    along = np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0]))
    normal = float((along - 90.0) % 180.0)
    return WallLine(normal, float(WallLine(normal, 0.0).normal @ (np.asarray(start) + np.asarray(end)) / 2))


def _same_line(one: WallLine, other: WallLine, *, within_m: float, within_deg: float) -> bool:
    if float(apart_deg(one.normal_deg, other.normal_deg)) > within_deg:
        return False
    sign = 1.0 if float(one.normal @ other.normal) > 0 else -1.0
    return abs(one.offset_m - sign * other.offset_m) < within_m


def _fitted(sides: Sequence[Side], upright: UprightPoints) -> list[Side] | None:
    """The ring with jogs taken out and walls laid through their points; None where it does not close."""
    sides = _without_jogs(list(sides))
    for _ in range(2):
        if len(sides) < 3:
            return None
        lines = [_laid(side, upright) for side in sides]
        sides = _closed(lines, sides)
    polygon = shapely.Polygon([side.start_m for side in sides])
    return sides if polygon.is_valid and polygon.area > SMALLEST_COLUMN_M2 / 2 else None


def _without_jogs(sides: list[Side]) -> list[Side]:
    """Without sides of less than 12 cm: between two that are nearly parallel the longer one goes on.

    Between others, as where a line of furniture cuts a corner off, the two meet.
    """
    while len(sides) > 4:
        count = len(sides)
        jogs = [
            k
            for k in range(count)
            if sides[k].length_m < SHORTEST_JOG_M
            and float(apart_deg(sides[k - 1].line.normal_deg, sides[(k + 1) % count].line.normal_deg))
            < NEARLY_ALONG_DEG
        ]
        cut_off = [k for k in range(count) if sides[k].length_m < SHORTEST_JOG_M and k not in jogs]
        if not jogs and cut_off:
            k = min(cut_off, key=lambda each: sides[each].length_m)
            rest = [sides[(k + 1 + i) % count] for i in range(count - 1)]
            sides = _closed([side.line for side in rest], rest)
            continue
        if not jogs:
            break
        k = min(jogs, key=lambda each: sides[each].length_m)
        before, after = sides[k - 1], sides[(k + 1) % count]
        line = before.line if before.length_m >= after.length_m else after.line
        joined = Side(line, before.start_m, after.end_m)
        order = [(k + 2 + i) % count for i in range(count - 3)]
        sides = _closed([joined.line, *(sides[i].line for i in order)], [joined, *(sides[i] for i in order)])
    return sides


def _closed(lines: list[WallLine], sides: Sequence[Side]) -> list[Side]:
    """Sides on these lines, which meet where the lines cross; nearly parallel ones at their old corner."""
    corners = []
    for k, line in enumerate(lines):
        before = lines[k - 1]
        if float(apart_deg(before.normal_deg, line.normal_deg)) > NEARLY_ALONG_DEG:
            matrix = np.array([before.normal, line.normal])
            corner = np.linalg.solve(matrix, np.array([before.offset_m, line.offset_m]))
        else:
            corner = np.array(sides[k].start_m)
        corners.append((float(corner[0]), float(corner[1])))
    return [Side(line, corners[k], corners[(k + 1) % len(corners)]) for k, line in enumerate(lines)]


def _laid(side: Side, upright: UprightPoints) -> WallLine:
    """The line through the points near a side: turned only where that is worth it."""
    line = side.line
    points = upright.facing(line.normal_deg, 25.0)[:, :2]
    along = points @ line.along
    low, high = sorted((float(np.dot(side.start_m, line.along)), float(np.dot(side.end_m, line.along))))
    rim = min(0.06, 0.2 * (high - low))
    away = points @ line.normal - line.offset_m
    near = (np.abs(away) < NEAR_WALL_M) & (along > low + rim) & (along < high - rim)
    if near.sum() < FEWEST_TO_FIT:
        return line
    along, away = along[near], away[near]
    middle = float(np.median(along))
    matrix = np.column_stack([np.ones(len(along)), along - middle])
    long_enough = float(np.ptp(np.quantile(along, [0.05, 0.95]))) > max(
        0.5 * (high - low), LONGEST_UNTURNED_M
    )
    free = matrix if long_enough else matrix[:, :1]
    fit = _robust(free, away)
    if long_enough:
        turn = float(np.arctan(fit[1]))
        at_ends = abs(fit[1]) * (high - low) / 2
        if at_ends < WORTH_TURNING_M or abs(turn) > np.radians(MOST_TURN_DEG):
            fit = np.array([_robust(matrix[:, :1], away)[0], 0.0])
    slope = float(fit[1]) if len(fit) > 1 else 0.0
    foot = line.normal * (line.offset_m + float(fit[0])) + line.along * middle
    direction = line.along + slope * line.normal
    return _line_through(foot, foot + direction)


def _robust(matrix: Array, values: Array) -> Array:
    """Least squares in which far points weigh little (Geman and McClure 1987), from the median on."""
    fit: Array = np.zeros(matrix.shape[1])
    fit[0] = np.median(values)
    for _ in range(12):
        weight = 1.0 / (1.0 + ((values - matrix @ fit) / FIT_SPREAD_M) ** 2) ** 2
        root = np.sqrt(weight)
        fit = np.asarray(np.linalg.lstsq(matrix * root[:, None], values * root, rcond=None)[0], np.float64)
    return fit


def _seen(side: Side, cloud: Cloud, upright: UprightPoints, way: int) -> float:
    """Share of a side's length along which a wall was seen, in one of the ways of `seen_columns`."""
    first, seen = seen_columns(cloud, upright, side.line)
    ends = sorted(float(np.dot(p, side.line.along)) / ALONG_M for p in (side.start_m, side.end_m))
    columns = (
        np.arange(int(np.floor(ends[0])), max(int(np.ceil(ends[1])), int(np.floor(ends[0])) + 1)) - first
    )
    inside = columns[(columns >= 0) & (columns < seen.shape[1])]
    return float(np.clip(seen[way, inside].sum() / len(columns), 0.0, 1.0))


def height_over(shape: RoomShape, cloud: Cloud) -> tuple[float, float]:
    """Height of floor and ceiling within a room, each the middle of its 10 cm cells [m]."""
    inner = shape.polygon.buffer(-0.15)
    heights = []
    for level in (0.0, cloud.height_m):
        near = cloud.points_m[
            (np.abs(cloud.points_m[:, 2] - level) < 0.10) & (np.abs(cloud.normals[:, 2]) > 0.8)
        ]
        own = near[shapely.contains_xy(inner, near[:, 0], near[:, 1])] if len(near) else near
        if len(own) < 50:
            heights.append(level)
            continue
        middle = float(np.median(own[:, 2]))
        for _ in range(8):
            weight = 1.0 / (1.0 + ((own[:, 2] - middle) / 0.01) ** 2) ** 2
            middle = float(np.average(own[:, 2], weights=weight))
        heights.append(middle)
    return heights[0], heights[1]
