"""Captured walls and openings laid onto the outline of the floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from kit.problems import Problem, info, warning
from scenes.readers.roomplan_capture import CapturedWall
from scenes.room import Opening, Point

NEAR_WALL_M = 0.30  # a captured wall this near to an edge of the floor, and as good as parallel, is that edge
PARALLEL = math.cos(math.radians(12.0))
SMALL_GAP_M = 0.30  # gaps up to here are closed with wall; scans miss corners by centimetres
TOLD_GAP_M = 0.05
ON_FLOOR_M = 0.03
SMALLEST_OPENING_M = 0.05


@dataclass(frozen=True)
class Edge:
    """One edge of the outline; `walls` are the captured walls that stand on it."""

    start: Point
    end: Point
    open: bool = False
    walls: tuple[str, ...] = ()

    @property
    def length_m(self) -> float:
        """Its length [m]."""
        return math.dist(self.start, self.end)

    def along_m(self, point: Point) -> float:
        """How far along the edge a point lies [m]."""
        (x0, y0), (x1, y1) = self.start, self.end
        return ((point[0] - x0) * (x1 - x0) + (point[1] - y0) * (y1 - y0)) / self.length_m

    def away_m(self, point: Point) -> float:
        """How far beside the edge's line a point lies [m]."""
        (x0, y0), (x1, y1) = self.start, self.end
        return abs((point[0] - x0) * (y1 - y0) - (point[1] - y0) * (x1 - x0)) / self.length_m

    def at(self, distance: float) -> Point:
        """The point at a distance from its start, to a micrometre."""
        share = distance / self.length_m
        x, y = (a * (1 - share) + b * share for a, b in zip(self.start, self.end, strict=True))
        return (round(x, 6), round(y, 6))

    def holds(self, part: CapturedWall) -> bool:
        """Whether most of an opening lies along this edge."""
        low, high = sorted((self.along_m(part.start), self.along_m(part.end)))
        overlap = min(high, self.length_m) - max(low, 0.0)
        return self.carries(part) and overlap > 0.5 * (high - low)

    def carries(self, wall: CapturedWall) -> bool:
        """Whether a captured part lies along this edge."""
        length = math.dist(wall.start, wall.end)
        if length < 1e-6:
            return False
        (x0, y0), (x1, y1) = self.start, self.end
        dot = (x1 - x0) * (wall.end[0] - wall.start[0]) + (y1 - y0) * (wall.end[1] - wall.start[1])
        if abs(dot) < PARALLEL * length * self.length_m:
            return False
        middle = ((wall.start[0] + wall.end[0]) / 2, (wall.start[1] + wall.end[1]) / 2)
        low, high = sorted((self.along_m(wall.start), self.along_m(wall.end)))
        overlap = min(high, self.length_m) - max(low, 0.0)
        return self.away_m(middle) < NEAR_WALL_M and overlap > 0.01


def split_at_gaps(
    ring: Sequence[Point], walls: Sequence[CapturedWall], *, room: str = "", where: str = ""
) -> tuple[list[Edge], list[Problem]]:
    """The outline's edges, each wall or open, and a warning for every stretch without a wall.

    `room` is the room's name, by which repairs call its walls; `where` stands before the walls of problems.
    """
    edges: list[Edge] = []
    problems: list[Problem] = []
    for index, start in enumerate(ring):
        edge = Edge(start, ring[(index + 1) % len(ring)])
        standing = [wall for wall in walls if edge.carries(wall)]
        gaps = _gaps(edge, standing)
        parts = _parts(edge, [gap for gap in gaps if gap[1] - gap[0] > SMALL_GAP_M], standing)
        first = len(edges)
        edges += parts
        for low, high in gaps:
            middle = (low + high) / 2
            number = next((i for i in range(first, len(edges)) if _spans(edge, edges[i], middle)), first)
            problems += _told(high - low, number, room, where)
    return edges, problems


def _spans(whole: Edge, part: Edge, along: float) -> bool:
    return whole.along_m(part.start) - 1e-6 <= along <= whole.along_m(part.end) + 1e-6


def _told(gap_m: float, edge: int, room: str, where: str) -> list[Problem]:
    wall = f"wall:{edge}"
    if gap_m > SMALL_GAP_M:
        message = f"The walls do not close (gap {gap_m:.2f} m); that stretch of the outline is left open."
        hint = "Light leaves there. Close it with wall, or confirm that it is open."
        named = f"{room}/{wall}" if room else wall
        problem = warning("WALLS_DO_NOT_CLOSE", f"{where}{wall}", message, hint, closed_walls=[named])
        return [problem.offering({"open_walls": [named]})]
    if gap_m > TOLD_GAP_M:
        message = f"The walls miss each other by {gap_m:.2f} m; the gap was closed with wall."
        return [info("GAP_CLOSED", f"{where}{wall}", message)]
    return []


def _gaps(edge: Edge, walls: Sequence[CapturedWall]) -> list[tuple[float, float]]:
    """Stretches of an edge along which no wall stands [m]."""
    spans = sorted(sorted((edge.along_m(w.start), edge.along_m(w.end))) for w in walls)
    gaps, reached = [], 0.0
    for low, high in spans:
        if low > reached + 1e-6:
            gaps.append((reached, min(low, edge.length_m)))
        reached = max(reached, high)
    if reached < edge.length_m - 1e-6:
        gaps.append((reached, edge.length_m))
    return gaps


def _parts(edge: Edge, gaps: Sequence[tuple[float, float]], walls: Sequence[CapturedWall]) -> list[Edge]:
    """The edge cut at its gaps; a remainder too short to be a wall joins the gap beside it."""
    named = tuple(wall.identifier for wall in walls)
    cuts: list[tuple[float, bool]] = []
    reached = 0.0
    for low, high in gaps:
        if low - reached > SMALLEST_OPENING_M:
            cuts.append((low, False))
        cuts.append((high, True))
        reached = high
    if edge.length_m - reached > SMALLEST_OPENING_M:
        cuts.append((edge.length_m, False))
    else:
        cuts[-1] = (edge.length_m, cuts[-1][1])
    parts, start = [], edge.start
    for until, is_open in cuts:
        end = edge.end if until >= edge.length_m else edge.at(until)
        parts.append(Edge(start, end, is_open, () if is_open else named))
        start = end
    return parts


def host_openings(
    captured: Sequence[CapturedWall], edges: Sequence[Edge], height_m: float, *, before: str = ""
) -> tuple[list[Opening], list[Problem]]:
    """Openings in the edges they belong to, and what could not be placed or had to be cut.

    What is told of one that is kept names it by its number among those.
    """
    openings: list[Opening] = []
    problems: list[Problem] = []
    for part in captured:
        hosts = [i for i, edge in enumerate(edges) if not edge.open and edge.holds(part)]
        host = min(hosts, key=lambda i: _fit(edges[i], part))
        opening, remarks = _hosted(part, host, edges[host], height_m, f"{before}openings[{len(openings)}]")
        blocked = opening is not None and any(_overlap(opening, other) for other in openings)
        if opening is None or blocked:
            reason = "covers another opening" if blocked else "is too small"
            message = f"A {part.kind} in wall {host} {reason} and was left out."
            problems.append(warning("OPENING_LEFT_OUT", f"{before}wall:{host}", message, "Add it by hand."))
        else:
            openings.append(opening)
            problems += remarks
    return openings, problems


def _fit(edge: Edge, part: CapturedWall) -> tuple[bool, float]:
    """How badly an edge fits: not the stated host, then how much reaches beyond it and beside it."""
    low, high = sorted((edge.along_m(part.start), edge.along_m(part.end)))
    beyond = max(0.0, -low) + max(0.0, high - edge.length_m)
    middle = ((part.start[0] + part.end[0]) / 2, (part.start[1] + part.end[1]) / 2)
    return (part.parent not in edge.walls, beyond + edge.away_m(middle))


def _hosted(
    part: CapturedWall, host: int, edge: Edge, height_m: float, where: str
) -> tuple[Opening | None, list[Problem]]:
    """An opening in its edge, cut to fit."""
    low, high = sorted((edge.along_m(part.start), edge.along_m(part.end)))
    sill, head = part.low_m, part.high_m
    if part.kind != "window" and sill < ON_FLOOR_M:
        sill = 0.0  # the foot of a door is where the floor is
    left, right = max(low, 0.0), min(high, edge.length_m)
    bottom, top = max(sill, 0.0), min(head, height_m)
    cut = max(left - low, high - right, bottom - sill, head - top)
    if right - left < SMALLEST_OPENING_M or top - bottom < SMALLEST_OPENING_M:
        return None, []
    remarks = []
    if cut > ON_FLOOR_M:
        message = f"A {part.kind} reaches {cut:.2f} m beyond wall {host} and was cut to fit."
        remarks.append(info("OPENING_CUT", where, message))
    opening = Opening(
        kind=part.kind,
        wall=host,
        offset_m=round(left, 6),
        width_m=round(right - left, 6),
        sill_m=round(bottom, 6),
        height_m=round(top - bottom, 6),
        open=part.open,
    )
    return opening, remarks


def _overlap(one: Opening, other: Opening) -> bool:
    if one.wall != other.wall:
        return False
    a, b = (
        shapely.box(o.offset_m, o.sill_m, o.offset_m + o.width_m, o.sill_m + o.height_m) for o in (one, other)
    )
    return bool(a.intersection(b).area > 1e-6)
