"""Reveals: jambs, head and threshold of a hole between two rooms, from face to face, and the pane in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.connections import Hole, Side
from scenes.finished import finished, looking, shelf_of
from scenes.looks import laid_on_body
from scenes.panes import pane_surface
from scenes.room import Room
from scenes.scene import LitSurface, SurfaceKind
from scenes.wall_surfaces import place_on

Array = NDArray[np.float64]

STEP_M = 0.05  # a hole that begins lower than this above a floor has a threshold, not a sill


def reveal_surfaces(rooms: Sequence[Room], hole: Hole, name: str) -> tuple[LitSurface, ...]:
    """The reveal of one hole, finished as walls and floor of the room that it is named after.

    `rooms` and the surfaces are in the scene's frame; `name` is what follows the room's.
    """
    one, other = _both_ends(rooms, hole)
    room = rooms[hole.one.room]
    # low and high foot, high and low head; each side runs from this room's face to the other's
    points = np.concatenate([one, other])
    below, high, above, low = (_side(k, (k + 1) % 4) for k in range(4))
    walls = room.finish_of("walls")
    triangles = np.array([*high, *above, *low], dtype=np.int64)
    shelf = shelf_of(walls)
    looks = None if shelf is None else laid_on_body(shelf, points, triangles)
    jambs = looking(name, SurfaceKind.WALL, points, triangles, walls, looks)
    feet = np.array(below, dtype=np.int64)
    if hole.one.place.sill_m < STEP_M or hole.other.place.sill_m < STEP_M:
        floor = room.finish_of("floor")
        return jambs, finished(f"{name}:threshold", SurfaceKind.FLOOR, points, feet, floor)
    return jambs, finished(f"{name}:sill", SurfaceKind.WALL, points, feet, walls)


def pane_in(rooms: Sequence[Room], hole: Hole, name: str) -> tuple[LitSurface, ...]:
    """The pane in a hole, in the middle of the wall; nothing where it is open."""
    if hole.pane is None:
        return ()
    one, other = _both_ends(rooms, hole)
    return (pane_surface(name, (one + other) / 2, hole.pane),)


def _both_ends(rooms: Sequence[Room], hole: Hole) -> tuple[Array, Array]:
    """The corners of a hole in both rooms' walls, the same in the same order, both (4, 3)."""
    one, other = _corners(rooms[hole.one.room], hole.one), _corners(rooms[hole.other.room], hole.other)
    return one, other[[1, 0, 3, 2]]  # the other room sees the hole from behind


def _corners(room: Room, side: Side) -> Array:
    """Low and high foot, high and low head of a hole in a wall, (4, 3)."""
    length, place = room.wall_length_m(side.wall), side.place
    ends = [place_on(room.wall_ends_m(side.wall), length, s) for s in (place.low_m, place.high_m)]
    foot, head = room.elevation_m + place.sill_m, room.elevation_m + place.head_m
    return np.array([[*ends[0], foot], [*ends[1], foot], [*ends[1], head], [*ends[0], head]])


def _side(first: int, second: int) -> list[list[int]]:
    """Two triangles between two corners of this face and the same of the other, seen from within the hole."""
    return [[first, second + 4, second], [first, first + 4, second + 4]]
