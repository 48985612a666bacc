"""Rooms whose walls or floors lie in one place, moved a hair apart, so that each is met from its own side.

A plan without wall thickness gives two rooms one line as their common wall. Both faces are surfaces, and
what a ray meets first must be that of the room it comes from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from kit.problems import Problem, error, info
from scenes.ceiling import ceiling_height_m, is_level
from scenes.facing_walls import HAIR_M, facing_walls
from scenes.room import Opening, Point, Room

TOLD_M = 0.005  # rooms that were moved by more than this are told
LEAST_M2 = 1e-3
INNER_M = 0.01  # from the edge of what two rooms share, where steps of a ceiling may stand
SAMPLES = 24
PARALLEL = 1e-6


def rooms_apart(rooms: Sequence[Room], wheres: Sequence[str]) -> tuple[tuple[Room, ...], list[Problem]]:
    """The rooms with a hair between walls and floors that would coincide; an error where rooms overlap.

    `wheres` is where each room stands, for the problems.
    """
    inset: dict[tuple[int, int], float] = {}
    for facing in facing_walls(rooms):
        if facing.gap_m < 2 * HAIR_M:
            wall = facing.room, facing.wall
            inset[wall] = max(inset.get(wall, 0.0), HAIR_M - facing.gap_m / 2)
    moved = [_inset(room, {w: by for (r, w), by in inset.items() if r == n}) for n, room in enumerate(rooms)]
    problems = [
        _told(rooms[number], max(by for (r, _), by in inset.items() if r == number), wheres[number])
        for number in sorted({r for (r, _), by in inset.items() if by > TOLD_M})
    ]
    floors = [shapely.Polygon(room.outline_m, room.holes_m) for room in moved]
    tree = shapely.STRtree(floors)
    for one, other in tree.query(floors, predicate="intersects").T.tolist():
        if one >= other or floors[one].intersection(floors[other]).area < LEAST_M2:
            continue
        low, high = sorted((one, other), key=lambda number: moved[number].elevation_m)
        top = _ceiling_over_m(moved[low], floors[one].intersection(floors[other]))
        above = moved[high].elevation_m - moved[low].elevation_m - top
        if above < -TOLD_M or moved[high].elevation_m == moved[low].elevation_m:
            problems.append(_overlap(moved[low], moved[high], wheres[high], floors[one], floors[other]))
        elif above < 2 * HAIR_M:
            raised = moved[high].elevation_m + 2 * HAIR_M - above
            moved[high] = replace(moved[high], elevation_m=raised)
    return tuple(moved), problems


def _ceiling_over_m(room: Room, area: shapely.Geometry) -> float:
    """Highest that a room's ceiling is over an area of its floor, above its own floor [m]."""
    if is_level(room):
        return room.height_m
    inner = area.buffer(-INNER_M)
    inner = area if inner.is_empty else inner
    x0, y0, x1, y1 = inner.bounds
    across = np.meshgrid(np.linspace(x0, x1, SAMPLES), np.linspace(y0, y1, SAMPLES))
    grid = np.column_stack([each.reshape(-1) for each in across])
    inside = grid[shapely.contains_xy(inner, grid[:, 0], grid[:, 1])]
    points = np.concatenate([shapely.get_coordinates(inner.segmentize(0.1)), inside])
    return float(ceiling_height_m(room, points).max())


def _told(room: Room, by_m: float, where: str) -> Problem:
    message = (
        f"{room.name!r} reached into the room beside it; its wall was moved in by up to {by_m * 1000:.0f} mm."
    )
    return info("ROOMS_PARTED", where, message, "Leave the thickness of the wall between rooms.")


def _overlap(one: Room, other: Room, where: str, first: shapely.Polygon, second: shapely.Polygon) -> Problem:
    shared = first.intersection(second).area
    message = f"{one.name!r} and {other.name!r} overlap by {shared:.2f} m2 at the same height."
    hint = "Draw each room by its inner faces, in one common frame; check elevations and heights."
    return error("ROOMS_OVERLAP", where, message, hint)


def _inset(room: Room, by_m: dict[int, float]) -> Room:
    """The room with walls moved inwards, each corner to where its two walls then meet; openings stay."""
    if not by_m:
        return room
    count = len(room.outline_m)
    along = [_along(room, wall) for wall in range(count)]
    shift = [by_m.get(wall, 0.0) for wall in range(count)]
    for _ in range(count):  # walls in one line move as one
        for wall in range(count):
            before = wall - 1
            if abs(_cross(along[before], along[wall])) < PARALLEL and shift[before] != shift[wall]:
                shift[before] = shift[wall] = max(shift[before], shift[wall])
    corners = tuple(
        _meeting(room.outline_m[k], along[k - 1], shift[k - 1], along[k], shift[k]) for k in range(count)
    )
    openings = tuple(
        opening
        if not opening.in_wall or not 0 <= opening.wall < count
        else replace(opening, offset_m=_kept_offset(room, corners, opening.wall, opening.offset_m))
        for opening in room.openings
    )
    moved = replace(room, outline_m=corners, openings=openings)
    return replace(moved, openings=tuple(_within(moved, opening) for opening in openings))


def _kept_offset(room: Room, corners: tuple[Point, ...], wall: int, offset_m: float) -> float:
    """The offset from the moved first corner of a place that stays where it is."""
    (x0, y0), (dx, dy) = room.outline_m[wall], _along(room, wall)
    x1, y1 = corners[wall]
    return offset_m - ((x1 - x0) * dx + (y1 - y0) * dy)


def _within(room: Room, opening: Opening) -> Opening:
    """An opening that reaches over an end of its wall by what the wall was moved, cut there."""
    if not opening.in_wall or not 0 <= opening.wall < len(room.outline_m):
        return opening
    low = max(0.0, opening.offset_m)
    high = min(room.wall_length_m(opening.wall), opening.offset_m + opening.width_m)
    return replace(opening, offset_m=low, width_m=high - low)


def _along(room: Room, wall: int) -> Point:
    (x0, y0), (x1, y1) = room.wall_ends_m(wall)
    length = math.hypot(x1 - x0, y1 - y0)
    return (x1 - x0) / length, (y1 - y0) / length


def _cross(a: Point, b: Point) -> float:
    return a[0] * b[1] - a[1] * b[0]


def _meeting(corner: Point, before: Point, shift_before: float, after: Point, shift_after: float) -> Point:
    """Where two walls through a corner meet once each is moved to its left."""
    sine = _cross(before, after)
    if abs(sine) < PARALLEL:
        return corner[0] - after[1] * shift_after, corner[1] + after[0] * shift_after
    # p + s before + shift_before n_before = p + t after + shift_after n_after, solved for s
    bx = -after[1] * shift_after + before[1] * shift_before
    by = after[0] * shift_after - before[0] * shift_before
    s = _cross((bx, by), after) / sine
    return (
        corner[0] + before[0] * s - before[1] * shift_before,
        corner[1] + before[1] * s + before[0] * shift_before,
    )
