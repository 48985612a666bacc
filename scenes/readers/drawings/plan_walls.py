"""The walls of a plan, with axis and thickness: what lies between the rooms, and between them and outside."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from scenes.building import Wall
from scenes.readers.drawings.drawing import Array
from scenes.room import Point, Room

THINNEST_M, THICKEST_M = 0.03, 0.6
SHORTEST_M = 0.15
PARALLEL = math.cos(math.radians(1.0))
SAME_M = 0.006  # of axes that run on in one another, and of their thicknesses
NEXT_M = 0.7  # between the ends of two such pieces, as beside a wall that joins them
REACH_M = 0.06
LEAST_SINE = 0.17  # between axes that meet
BENDS_SINE, GOES_ON_M = 0.35, 0.05  # between pieces of a round wall


@dataclass(frozen=True, eq=False)
class _Edge:
    """One closed edge of a room: which, its start, its direction, and its length; outside is to the right."""

    room: int
    wall: int
    start: Array
    along: Array
    length_m: float

    @property
    def outwards(self) -> Array:
        return np.array([self.along[1], -self.along[0]])

    def placed(self, point: Array) -> tuple[float, float]:
        """How far along the edge a point lies, and how far outside of it."""
        away = point - self.start
        return float(away @ self.along), float(away @ self.outwards)


@dataclass(frozen=True)
class PlanWalls:
    """The walls, and the edges of the rooms (room, wall) of which the drawing says how thick they are."""

    walls: tuple[Wall, ...]
    known: frozenset[tuple[int, int]]


def walls_of_plan(rooms: Sequence[Room], built: shapely.Geometry) -> PlanWalls:
    """Walls between rooms that lie back to back, and between rooms and the outside.

    Parameters
    ----------
    rooms
        Their closed edges are the inner faces of the walls.
    built
        The area that the lines of the plan enclose, rooms and bodies of walls alike, in the same frame.
    """
    edges = [edge for number, room in enumerate(rooms) for edge in _edges(number, room)]
    found: list[Wall] = []
    known: set[tuple[int, int]] = set()
    taken: list[list[tuple[float, float]]] = [[] for _ in edges]
    for one, other, low, high, thick in _back_to_back(edges):
        if _overlaps(taken[one], low, high):
            continue
        taken[one].append((low, high))
        taken[other].append(_on_other(edges[one], edges[other], low, high))
        known |= {(edges[k].room, edges[k].wall) for k in (one, other) if edges[k].wall >= 0}
        found.append(_wall(edges[one], low, high, thick, rooms))
    shapely.prepare(built)
    for edge, spans in zip(edges, taken, strict=True):
        for low, high in _left(edge.length_m, spans):
            thickness = _to_outside(edge, low, high, built)
            if thickness is not None:
                known.add((edge.room, edge.wall))
                found.append(_wall(edge, low, high, thickness, rooms))
    joined = _led_to_crossings(_joined(found))
    named = [replace(wall, name=f"wall {number}") for number, wall in enumerate(joined, start=1)]
    return PlanWalls(tuple(named), frozenset(pair for pair in known if pair[1] >= 0))


def _edges(number: int, room: Room) -> Iterator[_Edge]:
    """The closed edges of a room; those of its holes, where free-standing walls are, have number -1."""
    rings = [(room.outline_m, True), *((tuple(reversed(hole)), False) for hole in room.holes_m)]
    for ring, outer in rings:
        for wall, start in enumerate(ring):
            a, b = np.array(start), np.array(ring[(wall + 1) % len(ring)])
            length = float(np.hypot(*(b - a)))
            if length < 1e-3 or (outer and room.finish_of(f"wall:{wall}").open):
                continue
            yield _Edge(number, wall if outer else -1, a, (b - a) / length, length)


def _back_to_back(edges: Sequence[_Edge]) -> list[tuple[int, int, float, float, float]]:
    """Pairs of edges with a wall between them: both, where along the first, how thick; the nearest first."""
    lines = shapely.linestrings([[e.start, e.start + e.length_m * e.along] for e in edges])
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=THICKEST_M)
    found = []
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        one, other = edges[i], edges[j]
        if i >= j or one.along @ other.along > -PARALLEL:
            continue
        ends = [one.placed(other.start), one.placed(other.start + other.length_m * other.along)]
        low, high = max(0.0, ends[1][0]), min(one.length_m, ends[0][0])
        thickness = (ends[0][1] + ends[1][1]) / 2
        if THINNEST_M <= thickness <= THICKEST_M and high - low >= max(SHORTEST_M, 0.5 * thickness):
            found.append((i, j, low, high, thickness))
    return sorted(found, key=lambda each: (round(each[4], 4), each[:2]))


def _on_other(one: _Edge, other: _Edge, low: float, high: float) -> tuple[float, float]:
    """The same stretch along the edge opposite."""
    places = [other.placed(one.start + at * one.along)[0] for at in (low, high)]
    return min(places), max(places)


def _overlaps(spans: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    return any(min(high, b) - max(low, a) > 0.5 * (high - low) for a, b in spans)


def _left(length: float, spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """What spans leave of an edge."""
    at = 0.0
    for low, high in [*sorted(spans), (length, length)]:
        if low - at >= SHORTEST_M:
            yield at, low
        at = max(at, high)


def _to_outside(edge: _Edge, low: float, high: float, built: shapely.Geometry) -> float | None:
    """How far it is outwards from a stretch to where nothing is built; None where further than a wall."""
    found = []
    for share in (0.25, 0.5, 0.75):
        start = edge.start + (low + share * (high - low)) * edge.along
        ray = shapely.LineString([start - 0.001 * edge.outwards, start + (THICKEST_M + 0.05) * edge.outwards])
        inside = shapely.get_parts(shapely.intersection(ray, built))
        reached = [0.0]
        for part in inside:
            away = (shapely.get_coordinates(part) - start) @ edge.outwards
            if away.min() < 0.01:
                reached.append(float(away.max()))
        found.append(max(reached))
    thickness = float(np.median(found))
    return thickness if THINNEST_M <= thickness <= THICKEST_M else None


def _wall(edge: _Edge, low: float, high: float, thickness: float, rooms: Sequence[Room]) -> Wall:
    middle = edge.start + thickness / 2 * edge.outwards
    start, end = (middle + at * edge.along for at in (low, high))
    room = rooms[edge.room]
    return Wall(_point(start), _point(end), thickness, room.height_m, storey=room.storey)


def _point(place: Array) -> Point:
    return (float(place[0]), float(place[1]))


def _joined(walls: Sequence[Wall]) -> list[Wall]:
    """Walls of one thickness that run on in one another as one, across what joins them from the side."""
    left = dict(enumerate(walls))
    near = _near_each_other(walls, NEXT_M + SAME_M)
    for i in range(len(walls)):
        waiting = sorted(near[i]) if i in left else []
        while waiting:
            j = waiting.pop(0)
            both = _as_one(left[i], left[j]) if j > i and j in left else None
            if both is not None:
                left[i] = both
                del left[j]
                near[i] |= near[j]
                waiting = sorted(near[i])
    return list(left.values())


def _near_each_other(walls: Sequence[Wall], distance_m: float) -> list[set[int]]:
    """Of each wall the numbers of those whose axes come as near, its own among them."""
    axes = shapely.linestrings(np.array([(wall.start_m, wall.end_m) for wall in walls]).reshape(-1, 2, 2))
    near: list[set[int]] = [set() for _ in walls]
    for i, j in shapely.STRtree(axes).query(axes, predicate="dwithin", distance=distance_m).T.tolist():
        near[i].add(j)
    return near


def _as_one(one: Wall, other: Wall) -> Wall | None:
    start, end = np.array(one.start_m), np.array(one.end_m)
    length = math.dist(start, end)
    unit = (end - start) / length
    normal = np.array([-unit[1], unit[0]])
    points = np.array([other.start_m, other.end_m]) - start
    if abs(one.thickness_m - other.thickness_m) > SAME_M or np.abs(points @ normal).max() > SAME_M:
        return None
    low, high = sorted((points @ unit).tolist())
    if low > length + NEXT_M or high < -NEXT_M:
        return None
    return replace(
        one,
        start_m=_point(start + min(0.0, low) * unit),
        end_m=_point(start + max(length, high) * unit),
    )


def _led_to_crossings(walls: Sequence[Wall]) -> list[Wall]:
    """Walls whose axes end on the axes of those that they meet."""
    thickest = max((wall.thickness_m for wall in walls), default=0.0)
    reach = thickest / 2 * (1 + 1 / LEAST_SINE) + 2 * REACH_M  # none beyond it is met
    led = []
    for wall, numbers in zip(walls, _near_each_other(walls, reach), strict=True):
        others = [walls[number] for number in sorted(numbers)]
        start = _crossing(wall, wall.end_m, wall.start_m, others)
        led.append(replace(wall, start_m=start, end_m=_crossing(wall, wall.start_m, wall.end_m, others)))
    return led


def _crossing(wall: Wall, begin: Point, end: Point, others: Sequence[Wall]) -> Point:
    """Where the axis of a wall meets that of another near its end; else that end."""
    a, b = np.array(begin), np.array(end)
    unit = (b - a) / math.dist(a, b)
    best: tuple[float, Point] | None = None
    for other in others:
        c, d = np.array(other.start_m), np.array(other.end_m)
        length = math.dist(c, d)
        way = (d - c) / length
        sine = float(unit[0] * way[1] - unit[1] * way[0])
        if other is not wall and abs(sine) < BENDS_SINE and min(math.dist(b, c), math.dist(b, d)) < GOES_ON_M:
            return end  # a piece of a round wall, which goes on here
        if other is wall or abs(sine) < LEAST_SINE:
            continue
        gap = c - b
        ahead = float(gap[0] * way[1] - gap[1] * way[0]) / sine
        along = float(gap[0] * unit[1] - gap[1] * unit[0]) / sine
        beyond = wall.thickness_m / 2 + REACH_M
        if abs(ahead) > other.thickness_m / 2 / abs(sine) + REACH_M:
            continue
        if -beyond <= along <= length + beyond and (best is None or abs(ahead) < best[0]):
            best = (abs(ahead), _point(b + ahead * unit))
    return end if best is None else best[1]
