"""Door swings: arcs of a quarter turn, and the leaf that was drawn with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.readers.drawings.drawing import Point, Stroke, segments_of

Array = NDArray[np.float64]
SWEEP_DEG = (28.0, 110.0)
SHORTEST_PIECE_DEG = 8.0
ROUNDEST = 0.03  # how far from the circle its points may lie, in radii
LEAF_AT = 0.16  # how near a leaf's ends lie to hinge and arc, in radii
LEAF_LENGTH = (0.8, 1.12)


@dataclass(frozen=True)
class Arc:
    """A circle's arc: centre, radius, its two ends, how far it turns, and the strokes that drew it."""

    centre: Point
    radius: float
    ends: tuple[Point, Point]
    sweep_deg: float
    strokes: tuple[int, ...]


@dataclass(frozen=True)
class Swing:
    """A door: hinge, the end of its closed leaf, the end of its open leaf, and the strokes that drew it."""

    hinge: Point
    strike: Point
    opened: Point
    strokes: tuple[int, ...] = ()

    @property
    def width(self) -> float:
        """From hinge to strike."""
        return math.dist(self.hinge, self.strike)


def arcs_of(strokes: Sequence[Stroke]) -> list[Arc]:
    """Curved strokes that lie on one circle and turn about as doors do; pieces of one arc are joined."""
    pieces = []
    for number, stroke in enumerate(strokes):
        if stroke.curved and len(stroke.points) >= 3:
            arc = _arc(stroke.points, number)
            if arc is not None and arc.sweep_deg >= SHORTEST_PIECE_DEG:
                pieces.append(arc)
    return [arc for arc in _joined(pieces) if SWEEP_DEG[0] <= arc.sweep_deg <= SWEEP_DEG[1]]


def _arc(points: Array, stroke: int) -> Arc | None:
    """The circle through the first, a middle and the last point, where all others lie on it."""
    first, half, last = points[0], points[len(points) // 2], points[-1]
    (ax, ay), (bx, by) = half - first, last - first
    twice = 2.0 * (ax * by - ay * bx)
    if abs(twice) < 1e-12 * max(ax * ax + ay * ay, 1e-300):
        return None
    a2, b2 = ax * ax + ay * ay, bx * bx + by * by
    away = np.array([(by * a2 - ay * b2) / twice, (ax * b2 - bx * a2) / twice])
    centre, radius = first + away, math.hypot(*away)
    arms = points - centre
    if np.abs(np.hypot(arms[:, 0], arms[:, 1]) - radius).max() > ROUNDEST * radius:
        return None
    turns = np.unwrap(np.arctan2(arms[:, 1], arms[:, 0]))
    sweep = math.degrees(abs(float(turns[-1] - turns[0])))
    ends = ((float(first[0]), float(first[1])), (float(last[0]), float(last[1])))
    return Arc((float(centre[0]), float(centre[1])), radius, ends, sweep, (stroke,))


def _joined(pieces: list[Arc]) -> list[Arc]:
    """Arcs that go on in one another, about the same centre, as one."""
    alive: dict[int, Arc] = {}
    cells: dict[tuple[int, int, int], list[int]] = {}
    for number, piece in enumerate(pieces):
        arc = piece
        power = math.floor(math.log2(max(piece.radius, 1e-9)))
        cell = (power, round(piece.centre[0] / 2.0**power), round(piece.centre[1] / 2.0**power))
        for other in [o for key in _around(cell) for o in cells.get(key, ())]:
            longer = _goes_on(alive[other], arc) if other in alive else None
            if longer is not None:
                del alive[other]
                arc = longer
        cells.setdefault(cell, []).append(number)
        alive[number] = arc
    return list(alive.values())


def _around(cell: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    """The cell and its neighbours of the same power of two."""
    return [(cell[0], cell[1] + dx, cell[2] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]


def _goes_on(a: Arc, b: Arc) -> Arc | None:
    """Two arcs as one where they share a circle and an end and turn the same way."""
    near = 0.06 * max(a.radius, b.radius)
    if abs(a.radius - b.radius) > near or math.dist(a.centre, b.centre) > near:
        return None
    for i in (0, 1):
        for j in (0, 1):
            if math.dist(a.ends[i], b.ends[j]) <= 0.2 * near:
                ends = (a.ends[1 - i], b.ends[1 - j])
                sweep = a.sweep_deg + b.sweep_deg
                if sweep < 181.0 and math.dist(*ends) > 0.5 * near:
                    return Arc(a.centre, a.radius, ends, sweep, (*a.strokes, *b.strokes))
    return None


def swings_of(
    strokes: Sequence[Stroke], named: Sequence[bool], walls: Array, *, narrowest: float, widest: float
) -> list[Swing]:
    """The doors that were drawn with an arc: with a leaf beside it, or on a layer or in a block for doors.

    Parameters
    ----------
    strokes
        Of all layers on which doors may be.
    named
        Of each stroke, whether its layer or block is named as a door.
    walls
        Wall lines (segment, end, 2), along which a closed door lies.
    narrowest, widest
        Of a leaf, in the unit of the strokes.
    """
    arcs = [a for a in arcs_of(strokes) if narrowest <= a.radius <= widest]
    if not arcs:
        return []
    segments, owners = segments_of(strokes)
    curved = np.array([stroke.curved for stroke in strokes], dtype=np.bool_)
    straight = ~curved[owners]
    segments, owners = segments[straight], owners[straight]
    found = [_swing(arc, segments, owners, walls) for arc in arcs]
    return [
        swing for arc, swing in zip(arcs, found, strict=True)
        if len(swing.strokes) > len(arc.strokes) or any(named[stroke] for stroke in arc.strokes)
    ]  # fmt: skip


def _swing(arc: Arc, segments: Array, owners: NDArray[np.int64], walls: Array) -> Swing:
    """Which end of the arc is the closed door: the one without a leaf, or else the one along the walls."""
    leaves = [_leaf(arc, end, segments) for end in arc.ends]
    sides = [_along_walls(arc, end, walls) for end in arc.ends]
    scores = [
        sides[i] + (1.5 if len(leaves[1 - i]) else 0.0) - (1.5 if len(leaves[i]) else 0.0) for i in (0, 1)
    ]
    closed = 0 if scores[0] >= scores[1] else 1
    drawn = {*arc.strokes, *(int(owners[i]) for i in leaves[1 - closed])}
    return Swing(arc.centre, arc.ends[closed], arc.ends[1 - closed], tuple(sorted(drawn)))


def without_leaves(segments: Array, swings: Sequence[Swing], *, within: float, spared: float) -> Array:
    """Lines without those along open leaves: both ends `within` them, one beyond `spared` of the hinge."""
    keep = np.ones(len(segments), dtype=np.bool_)
    for swing in swings:
        hinge, tip = np.array(swing.hinge), np.array(swing.opened)
        size = max(math.dist(swing.hinge, swing.opened), 1e-12)
        unit = (tip - hinge) / size
        gap = segments - hinge
        along, beside = gap @ unit, np.abs(gap @ np.array([-unit[1], unit[0]]))
        near = (beside <= within) & (along >= -within) & (along <= size + within)
        keep &= ~(near.all(axis=1) & (along > spared).any(axis=1))
    return segments[keep]


def _leaf(arc: Arc, end: Point, segments: Array) -> NDArray[np.int64]:
    """Lines from hinge to one end of the arc that are as long as a leaf."""
    near = LEAF_AT * arc.radius
    centre, tip = np.array(arc.centre), np.array(end)
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T)
    fits = (length >= LEAF_LENGTH[0] * arc.radius) & (length <= LEAF_LENGTH[1] * arc.radius)
    found = np.zeros(len(segments), dtype=np.bool_)
    for a, b in ((0, 1), (1, 0)):
        at = np.hypot(*(segments[:, a] - centre).T) <= near
        found |= at & (np.hypot(*(segments[:, b] - tip).T) <= near)
    return np.flatnonzero(found & fits)


def _along_walls(arc: Arc, end: Point, walls: Array) -> float:
    """Up to 1 where walls go on beyond both ends in the direction from hinge to this end."""
    if not len(walls):
        return 0.0
    centre, tip = np.array(arc.centre), np.array(end)
    unit = (tip - centre) / max(math.dist(arc.centre, end), 1e-12)
    along = walls[:, 1] - walls[:, 0]
    length = np.maximum(np.hypot(*along.T), 1e-12)
    parallel = np.abs(along @ unit) / length > 0.985
    share = 0.0
    for point, outward in ((centre, -unit), (tip, unit)):
        ends = walls[parallel] - point
        beside = np.abs(ends @ np.array([-unit[1], unit[0]])) < 0.35 * arc.radius
        ahead = ends @ outward
        near = (ahead > -0.2 * arc.radius) & (ahead < 0.5 * arc.radius) & beside
        beyond = ahead.max(axis=1, initial=-np.inf) > 0.15 * arc.radius
        share += 0.5 if bool((near.any(axis=1) & beyond).any()) else 0.0
    return share
