"""Which walls of different rooms face each other, back to back, and how places on one lead to the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from scenes.room import Point, Room

DEEPEST_M = 0.6  # thickest wall that a passage leads through
OVERLAP_M = 0.05  # how far rooms may reach into each other before they are refused
FACING_COSINE = math.cos(math.radians(4.0))
HAIR_M = 2e-4  # beside a nearer room: twice the distance at which rays start
SHORTEST_M = 0.02  # walls that face each other for less do not


@dataclass(frozen=True)
class Facing:
    """Wall `wall` of room `room` with another room's wall behind it, seen from its own room.

    Parameters
    ----------
    room, wall, other_room, other_wall
        Both walls, by the number of their room and their own.
    low_m, high_m
        Where along the wall the other one is.
    gap_m
        Thickness between their inner faces in the middle of that; negative where rooms overlap.
    start_m, along, other_start_m, other_along
        First corner and direction of both.
    rise_m
        How far the other room's floor lies above this one's.
    is_part
        Whether a nearer room hides the rest of what faces each other.
    """

    room: int
    wall: int
    other_room: int
    other_wall: int
    low_m: float
    high_m: float
    gap_m: float
    start_m: Point
    along: Point
    other_start_m: Point
    other_along: Point
    rise_m: float
    is_part: bool = False

    def on_other_m(self, distance_m: float) -> float:
        """Where the foot of a place along this wall lies along the other [m]."""
        x = self.start_m[0] + self.along[0] * distance_m - self.other_start_m[0]
        y = self.start_m[1] + self.along[1] * distance_m - self.other_start_m[1]
        return x * self.other_along[0] + y * self.other_along[1]


@dataclass(frozen=True)
class _Line:
    room: int
    wall: int
    start_m: Point
    end_m: Point

    @property
    def length_m(self) -> float:
        return math.dist(self.start_m, self.end_m)

    @property
    def along(self) -> Point:
        length = self.length_m
        return (
            (self.end_m[0] - self.start_m[0]) / length,
            (self.end_m[1] - self.start_m[1]) / length,
        )


def facing_walls(rooms: Sequence[Room]) -> list[Facing]:
    """Every pair of walls back to back, once from each of the two rooms; nearest first."""
    lines = [
        _Line(number, wall, *room.wall_ends_m(wall))
        for number, room in enumerate(rooms)
        for wall in range(len(room.outline_m))
    ]
    if not lines:
        return []
    segments = shapely.linestrings(np.array([[line.start_m, line.end_m] for line in lines]))
    first, second = shapely.STRtree(segments).query(segments, predicate="dwithin", distance=DEEPEST_M + 0.05)
    found = []
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if lines[one].room != lines[other].room:
            facing = _facing(lines[one], lines[other], rooms)
            if facing is not None:
                found.append(facing)
    return sorted(found, key=lambda f: (f.gap_m, f.room, f.wall, f.other_room, f.other_wall))


def in_sight(facings: Sequence[Facing], rooms: Sequence[Room], sill_m: float, head_m: float) -> list[Facing]:
    """What is seen from a wall between two heights over its floor: nearer rooms hide what is behind them.

    `facings` are those of the wall, nearest first, as `facing_walls` gives them.
    """
    free = [(-math.inf, math.inf)]
    found: list[Facing] = []
    for facing in facings:
        top_m = facing.rise_m + rooms[facing.other_room].height_m
        if min(top_m, head_m) - max(facing.rise_m, sill_m) < SHORTEST_M:
            continue
        for low, high in ((max(a, facing.low_m), min(b, facing.high_m)) for a, b in free):
            if (low, high) == (facing.low_m, facing.high_m):
                found.append(facing)
            elif high - low >= SHORTEST_M:
                found.append(replace(facing, low_m=low, high_m=high, is_part=True))
        free = [
            (low, high)
            for a, b in free
            for low, high in ((a, min(b, facing.low_m - HAIR_M)), (max(a, facing.high_m + HAIR_M), b))
            if low < high
        ]
    return found


def _facing(one: _Line, other: _Line, rooms: Sequence[Room]) -> Facing | None:
    """How a wall has another behind it; None where it has not."""
    (ux, uy), (vx, vy) = one.along, other.along
    if ux * vx + uy * vy > -FACING_COSINE:
        return None
    rise = rooms[other.room].elevation_m - rooms[one.room].elevation_m
    if rise >= rooms[one.room].height_m or -rise >= rooms[other.room].height_m:
        return None

    def placed(point: Point) -> Point:
        """Along this wall, and outwards from it."""
        x, y = point[0] - one.start_m[0], point[1] - one.start_m[1]
        return x * ux + y * uy, x * uy - y * ux

    (end, end_out), (start, start_out) = placed(other.start_m), placed(other.end_m)
    low, high = max(0.0, start), min(one.length_m, end)
    if high - low < SHORTEST_M:
        return None
    slope = (end_out - start_out) / (end - start)
    gaps = [start_out + slope * (place - start) for place in (low, high)]
    if min(gaps) < -OVERLAP_M or max(gaps) > DEEPEST_M:
        return None
    return Facing(
        one.room,
        one.wall,
        other.room,
        other.wall,
        low,
        high,
        sum(gaps) / 2,
        one.start_m,
        (ux, uy),
        other.start_m,
        (vx, vy),
        rise,
    )
