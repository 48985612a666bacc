"""Gaps between walls: where a wall ends in the open, what it would meet, what stands there."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.building import WallOpening
from scenes.room import Finish, Point
from scenes.wall_bodies import Face, WallBody

Array = NDArray[np.float64]

TOUCHING_M = 0.001
SMALL_GAP_M = 0.05  # closed with wall: drawings miss corners by so much
DOORWAY_M = 1.25  # gaps up to here are ways through, from one room into another
LARGEST_GAP_M = 6.0  # beyond that walls have nothing to do with each other
BESIDE_OPENING_M = 0.30
REACHES_OVER_M = 0.06
_OVER_M = 0.002  # closed gaps reach into the walls beside them, so that no slit is left


@dataclass(frozen=True, eq=False)
class Gap:
    """A stretch between the end of a wall and what it would meet; `opening` stands in it where one does.

    `wall` is the index of the wall that ends, `left` and `right` the finishes of its sides seen on the way
    out of it, and `top_m` its height there; `cap` is its whole end
    where the gap is small; `stands_free` says that both ends of that wall are free.
    """

    start: Point
    end: Point
    thickness_m: float
    wall: int
    left: Finish
    right: Finish
    top_m: float
    opening: WallOpening | None = None
    cap: tuple[Point, Point] | None = None
    stands_free: bool = False

    @property
    def length_m(self) -> float:
        """From the end of the wall to what it would meet [m]."""
        return math.dist(self.start, self.end)

    @property
    def polygon(self) -> shapely.Polygon:
        """The stretch as a wall would fill it, a little longer at both ends."""
        start, end = np.array(self.start), np.array(self.end)
        over = _OVER_M * (end - start) / max(self.length_m, 1e-9)
        if self.cap is not None:
            cap = np.array(self.cap)
            hull = shapely.MultiPoint(np.concatenate([cap - over, cap + end - start + over])).convex_hull
            return hull.buffer(_OVER_M / 2, join_style="mitre")
        return _strip(start - over, end + over, self.thickness_m)

    @property
    def faces(self) -> tuple[Face, ...]:
        """Its two sides and ends; those of an open gap know whose they are by their place in the list."""
        if self.cap is not None:
            ring = [(float(x), float(y)) for x, y in shapely.get_coordinates(self.polygon.exterior)]
            return tuple(
                Face(p, q, self.left, self.wall, self.top_m, self.top_m) for p, q in itertools.pairwise(ring)
            )
        # left at the start, left at the end, right at the end, right at the start
        a, b, c, d = ((float(x), float(y)) for x, y in shapely.get_coordinates(self.polygon)[:4])
        sides = ((a, b, self.left), (d, c, self.right), (a, d, self.left), (b, c, self.left))
        return tuple(Face(p, q, finish, self.wall, self.top_m, self.top_m) for p, q, finish in sides)

    @property
    def middle(self) -> Point:
        """Its middle [m]."""
        return (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2


@dataclass(frozen=True, eq=False)
class _End:
    body: WallBody
    which: int
    point: Array
    out: Array

    def gap_to(self, point: Point, thickness_m: float) -> Gap:
        wall = self.body.wall
        leaving = self.which == 1
        top_m = wall.height_m
        if leaving and wall.height_at_end_m is not None:
            top_m = wall.height_at_end_m
        sides = (wall.left, wall.right) if leaving else (wall.right, wall.left)
        start = (float(self.point[0]), float(self.point[1]))
        side = np.array([-self.out[1], self.out[0]]) * self.body.thickness_m / 2
        (ax, ay), (bx, by) = self.point + side, self.point - side
        cap = ((float(ax), float(ay)), (float(bx), float(by)))
        small = math.dist(start, point) < SMALL_GAP_M
        return Gap(start, point, thickness_m, self.body.index, *sides, top_m, cap=cap if small else None)


def gaps_between(bodies: Sequence[WallBody], openings: Sequence[WallOpening]) -> list[Gap]:
    """Every gap between the end of a wall and what it would meet, the smallest first."""
    if not bodies:
        return []
    polygons = [body.polygon for body in bodies]
    tree = shapely.STRtree(polygons)
    ends = _free_ends(bodies, polygons, tree)
    both = {index for index, n in Counter(end.body.index for end in ends).items() if n == 2}
    gaps: dict[tuple[tuple[int, int], tuple[int, int]], Gap] = {}
    for end in ends:
        met = _what_it_meets(end, ends, polygons, tree)
        if met is None:
            continue
        gap = end.gap_to(*met)
        if gap.length_m < 1e-6:
            continue
        gap = replace(gap, opening=_opening_in(gap, openings), stands_free=gap.wall in both)
        low, high = sorted((_rounded(gap.start), _rounded(gap.end)))
        gaps.setdefault((low, high), gap)
    return sorted(gaps.values(), key=lambda gap: gap.length_m)


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0] * 100), round(point[1] * 100)


def _free_ends(
    bodies: Sequence[WallBody], polygons: Sequence[shapely.Polygon], tree: shapely.STRtree
) -> list[_End]:
    """Ends of walls that touch no other wall."""
    free = []
    for index, body in enumerate(bodies):
        for which in (0, 1):
            point, out = body.end(which)
            side = np.array([-out[1], out[0]]) * body.thickness_m / 2
            cap = shapely.LineString([point - 0.98 * side, point + 0.98 * side])
            near = tree.query(cap.buffer(TOUCHING_M), predicate="intersects")
            if all(other == index for other in near):
                free.append(_End(body, which, point, out))
    return free


def _what_it_meets(
    end: _End, ends: Sequence[_End], polygons: Sequence[shapely.Polygon], tree: shapely.STRtree
) -> tuple[Point, float] | None:
    """Where a wall would meet another if it went on, or the nearest free end it faces; with a thickness."""
    found: list[tuple[float, Point, float]] = []
    own = end.body.polygon
    nearest = _nearest_body(end, polygons, tree)
    if nearest is not None:
        return nearest
    ray = shapely.LineString([end.point, end.point + LARGEST_GAP_M * end.out])
    here = shapely.Point(end.point)
    for other in tree.query(ray, predicate="intersects"):
        if polygons[other] is own:
            continue
        distance = float(polygons[other].intersection(ray).distance(here))
        x, y = end.point + distance * end.out
        found.append((distance, (float(x), float(y)), end.body.thickness_m))
    for another in ends:
        if another.body is end.body:
            continue
        step = another.point - end.point
        distance = math.hypot(*step)
        ahead = float(step @ end.out)
        if distance > LARGEST_GAP_M or ahead < -0.1 * distance or float(end.out @ another.out) > 0.3:
            continue
        if float(-step @ another.out) < -0.1 * distance:
            continue
        thickness = min(end.body.thickness_m, another.body.thickness_m)
        beside = abs(float(step[0] * end.out[1] - step[1] * end.out[0]))
        facing = beside < (end.body.thickness_m + another.body.thickness_m) / 2
        bonus = 0.5 * another.body.thickness_m + 0.01 if facing else 0.0
        found.append((distance - bonus, (float(another.point[0]), float(another.point[1])), thickness))
    if not found:
        return None
    _, point, thickness = min(found)
    return point, thickness


def _nearest_body(
    end: _End, polygons: Sequence[shapely.Polygon], tree: shapely.STRtree
) -> tuple[Point, float] | None:
    """The nearest other wall where that is nearer than a small gap."""
    here = shapely.Point(end.point)
    best: tuple[float, Point] | None = None
    for other in tree.query(here.buffer(SMALL_GAP_M + end.body.thickness_m / 2)):
        if polygons[other] is end.body.polygon:
            continue
        side = np.array([-end.out[1], end.out[0]]) * end.body.thickness_m / 2
        cap = shapely.LineString([end.point - side, end.point + side])
        distance = float(polygons[other].distance(cap))
        if distance < SMALL_GAP_M and (best is None or distance < best[0]):
            near = shapely.shortest_line(cap, polygons[other])
            (x0, y0), (x1, y1) = near.coords
            x, y = end.point[0] + x1 - x0, end.point[1] + y1 - y0
            best = (distance, (float(x), float(y)))
    return None if best is None else (best[1], end.body.thickness_m)


def _opening_in(gap: Gap, openings: Sequence[WallOpening]) -> WallOpening | None:
    """The opening that fills most of a gap."""
    start, end = np.array(gap.start), np.array(gap.end)
    way = (end - start) / gap.length_m
    for opening in openings:
        angle = math.radians(opening.angle_deg)
        along = np.array([math.cos(angle), math.sin(angle)])
        if abs(float(along @ way)) < math.cos(math.radians(25.0)):
            continue
        step = np.array(opening.centre_m) - start
        beside = abs(float(step[0] * way[1] - step[1] * way[0]))
        if beside > opening.depth_m / 2 + gap.thickness_m / 2 + BESIDE_OPENING_M / 2:
            continue
        middle, half = float(step @ way), opening.width_m / 2
        covered = min(middle + half, gap.length_m) - max(middle - half, 0.0)
        if covered > 0.5 * gap.length_m:
            return opening
    return None


def opening_fillings(
    openings: Sequence[WallOpening], walls: shapely.Geometry
) -> list[tuple[WallOpening, shapely.Polygon]]:
    """Bodies of openings that stand between walls in which no end is free, as where walls are outlines."""
    fillings = []
    for opening in openings:
        angle = math.radians(opening.angle_deg)
        along = np.array([math.cos(angle), math.sin(angle)])
        centre = np.array(opening.centre_m)
        half = opening.width_m / 2 + REACHES_OVER_M
        middle = shapely.Point(centre)
        ends = (centre - half * along, centre + half * along)
        if walls.covers(middle) or any(walls.distance(shapely.Point(p)) > 1e-3 for p in ends):
            continue
        line = shapely.LineString(ends)
        if line.intersection(walls).length > 0.5 * line.length:
            continue
        fillings.append((opening, _strip(*ends, min(max(opening.depth_m, 0.05), 0.5))))
    return fillings


def _strip(start: Array, end: Array, thickness_m: float) -> shapely.Polygon:
    way = end - start
    side = np.array([-way[1], way[0]]) / max(math.hypot(*way), 1e-9) * thickness_m / 2
    return shapely.Polygon([start + side, end + side, end - side, start - side])
