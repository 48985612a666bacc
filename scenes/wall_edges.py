"""The edges of a room that was found between walls: which wall each belongs to, its finish and its top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.room import Finish, Point
from scenes.wall_bodies import Face

Array = NDArray[np.float64]

BESIDE_M = 0.004  # a face this near to an edge is that edge
SHORTEST_PART_M = 0.02  # what is shorter joins its neighbour
STEEPEST = 0.2  # slant of a face beside an edge that is still along it
STRAIGHT_M = 0.0005  # corners that move an edge by less are none


@dataclass(frozen=True)
class EdgePart:
    """A piece of a room's edge from corner to corner, and the face of the wall it is."""

    start: Point
    end: Point
    face: Face | None
    top_start_m: float = 0.0
    top_end_m: float = 0.0

    @property
    def length_m(self) -> float:
        """Its length [m]."""
        return math.dist(self.start, self.end)

    @property
    def gap(self) -> int | None:
        """The gap that leaves it open, if one does."""
        return None if self.face is None else self.face.gap

    @property
    def finish(self) -> Finish:
        """The finish of the wall's side."""
        return Finish() if self.face is None else self.face.finish

    @property
    def key(self) -> tuple[object, ...]:
        """What neighbours share that are one wall of the room."""
        if self.face is None:
            return (None,)
        sloped = abs(self.face.top_start_m - self.face.top_end_m) > 0.005
        return (self.finish, self.gap, self.face.wall if sloped else round(self.face.top_start_m, 2))


class FaceIndex:
    """Faces of walls, found by place: those within `beside_m` of an edge, the nearest first."""

    def __init__(self, faces: Sequence[Face], *, beside_m: float = BESIDE_M) -> None:
        self._beside_m = beside_m
        self._faces = list(faces)
        self._tree = shapely.STRtree([shapely.LineString([face.start, face.end]) for face in faces])

    def parts_of_ring(self, ring: Sequence[Point]) -> list[EdgePart]:
        """The edges of a closed ring (its first corner not repeated), cut where wall or finish changes."""
        parts: list[EdgePart] = []
        for index, start in enumerate(ring):
            parts += self._parts_of_edge(start, ring[(index + 1) % len(ring)])
        return _joined(parts)

    def _parts_of_edge(self, start: Point, end: Point) -> list[EdgePart]:
        length = math.dist(start, end)
        line = shapely.LineString([start, end])
        spans = []
        for found in self._tree.query(line.buffer(self._beside_m)):
            span = _along(self._faces[found], start, end, length, self._beside_m)
            if span is not None:
                spans.append((*span, self._faces[found]))
        spans.sort(key=lambda span: (span[0], span[1]))
        cuts = sorted({0.0, length, *(s for low, high, _, _ in spans for s in (low, high))})
        parts = []
        for low, high in pairwise(cuts):
            middle = (low + high) / 2
            over = [(beside, face) for a, b, beside, face in spans if a <= middle <= b]
            nearest = min(over, key=lambda each: _rank(*each)) if over else None
            parts.append(_part(start, end, length, low, high, nearest and nearest[1]))
        return _without_short(parts)


def _rank(beside: float, face: Face) -> tuple[bool, float, bool]:
    """Walls before gaps, near before far, and of equal ones what says how it is finished."""
    return face.gap is not None, round(beside, 2), face.finish == Finish()


def _along(
    face: Face, start: Point, end: Point, length: float, beside_m: float
) -> tuple[float, float, float] | None:
    """From where to where a face lies on an edge, and how far beside [m]; None where it does not."""
    way = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    spans = []
    for point in (face.start, face.end):
        step = (point[0] - start[0], point[1] - start[1])
        spans.append((step[0] * way[0] + step[1] * way[1], step[0] * way[1] - step[1] * way[0]))
    (s0, t0), (s1, t1) = sorted(spans)
    low, high = max(s0, 0.0), min(s1, length)
    if high - low < 0.002:
        return None
    slant = (t1 - t0) / (s1 - s0)
    beside = max(abs(t0 + slant * (low - s0)), abs(t0 + slant * (high - s0)))
    if beside > beside_m or abs(slant) > STEEPEST:
        return None
    return low, high, beside


def _part(start: Point, end: Point, length: float, low: float, high: float, face: Face | None) -> EdgePart:
    corners = []
    for s in (low, high):
        share = s / length
        corners.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    if face is None:
        return EdgePart(corners[0], corners[1], None)
    return EdgePart(corners[0], corners[1], face, _top(face, corners[0]), _top(face, corners[1]))


def _top(face: Face, point: Point) -> float:
    """Height of a face's wall at a point beside it [m]."""
    way = (face.end[0] - face.start[0], face.end[1] - face.start[1])
    step = (point[0] - face.start[0], point[1] - face.start[1])
    share = (step[0] * way[0] + step[1] * way[1]) / (way[0] ** 2 + way[1] ** 2)
    share = min(max(share, 0.0), 1.0)
    return face.top_start_m + share * (face.top_end_m - face.top_start_m)


def _without_short(parts: list[EdgePart]) -> list[EdgePart]:
    """Parts of an edge with those that are too short, or are of no face, joined to a neighbour."""
    kept: list[EdgePart] = []
    for part in parts:
        weak = part.length_m < SHORTEST_PART_M or part.face is None
        if kept and (weak or (kept[-1].length_m < SHORTEST_PART_M and part.face is not None)):
            kept[-1] = _one(kept[-1], part, kept[-1] if weak else part)
        elif kept and kept[-1].face is None:
            kept[-1] = _one(kept[-1], part, part)
        else:
            kept.append(part)
    return kept


def _one(before: EdgePart, after: EdgePart, told: EdgePart) -> EdgePart:
    """Two neighbours as one, with the face of one of them."""
    if told.face is None:
        return EdgePart(before.start, after.end, None)
    face = told.face
    return EdgePart(before.start, after.end, face, _top(face, before.start), _top(face, after.end))


def _joined(parts: list[EdgePart]) -> list[EdgePart]:
    """Neighbours that lie on one line and are one wall, as one."""
    if len(parts) < 4:
        return parts
    first = next((i for i in range(len(parts)) if not _goes_on(parts[i - 1], parts[i])), 0)
    turned = parts[first:] + parts[:first]
    joined = [turned[0]]
    for part in turned[1:]:
        last = joined[-1]
        if _goes_on(last, part):
            joined[-1] = EdgePart(last.start, part.end, last.face, last.top_start_m, part.top_end_m)
        else:
            joined.append(part)
    return joined


def _goes_on(one: EdgePart, other: EdgePart) -> bool:
    if one.key != other.key or one.face is None:
        return False
    (x0, y0), (x1, y1), (x2, y2) = one.start, one.end, other.end
    length = math.dist(one.start, other.end)
    if length < 1e-9:
        return False
    beside = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / length
    ahead = (x1 - x0) * (x2 - x1) + (y1 - y0) * (y2 - y1) > 0
    return beside < STRAIGHT_M and ahead
