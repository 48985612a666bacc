"""Whether a luminaire's light starts in the room: luminous openings that reach into walls or furniture.

A luminaire that hangs at a surface may have half of its opening behind it: files state the depth of the
housing. What hangs clear of a surface and still reaches into it is in the wrong place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Mounting
from kit.problems import Problem, warning
from scenes.inside import above_floor, inside_furniture, inside_room
from scenes.placement import Placed
from scenes.room import Room
from scenes.surfaces import furniture_vertices_m

Array = NDArray[np.float64]

CLEAR_M = 0.02  # nearer than this to a surface, the centre of an opening hangs at it
STEPS = np.linspace(-0.5, 0.5, 7)
LEAST_SHARE = 0.05
HINT = "Move it away from there, turn it, or check the opening that its file states."


def check_luminous_openings(room: Room, placed: list[Placed]) -> list[Problem]:
    """Warnings of openings in a room that reach into what their luminaire does not hang at."""
    boxes = [_box(furniture_vertices_m(piece)) for piece in room.furniture]
    problems: list[Problem] = []
    for one in placed:
        size = np.array(one.luminaire.photometry.opening.size_m, dtype=np.float64)
        if not size.any():
            continue
        points, around = _opening_points(one, size), _around(one)
        problems += _in_wall(room, one, points, around)
        points, around = above_floor(room, points), above_floor(room, around)
        low, high = _box(points)
        for index, (box_low, box_high) in enumerate(boxes):
            if (box_low < high).all() and (low < box_high).all():
                problems += _in_piece(room, index, one, points, around)
    return problems


def _box(points: Array) -> tuple[Array, Array]:
    if not len(points):
        return np.full(3, np.inf), np.full(3, -np.inf)
    return points.min(axis=0), points.max(axis=0)


def _opening_points(one: Placed, size: Array) -> Array:
    """Points all over the box around an opening, (point, 3), in the configuration's frame."""
    grid = np.stack(np.meshgrid(*(np.unique(STEPS * extent) for extent in size)), axis=-1).reshape(-1, 3)
    angle = np.radians(one.luminaire.photometry.opening.turn_deg)
    cosine, sine = np.cos(angle), np.sin(angle)
    local = grid @ np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    placed: Array = local @ one.file_from_photometry[:3, :3].T + one.file_from_photometry[:3, 3]
    return placed


def _around(one: Placed) -> Array:
    """The centre of the opening and points a little way off it in all directions."""
    steps = CLEAR_M * np.concatenate([np.zeros((1, 3)), np.eye(3), -np.eye(3)])
    return one.file_from_photometry[:3, 3] + steps


def _in_wall(room: Room, one: Placed, points: Array, around: Array) -> list[Problem]:
    if one.luminaire.mounting is Mounting.RECESSED or not inside_room(room, around).all():
        return []
    share = float(1 - inside_room(room, points, CLEAR_M).mean())
    if share < LEAST_SHARE:
        return []
    message = _message(one, share, "behind a wall, the floor or the ceiling")
    return [warning("OPENING_IN_WALL", f"{one.where}.position_m", message, HINT)]


def _in_piece(room: Room, index: int, one: Placed, points: Array, around: Array) -> list[Problem]:
    piece = room.furniture[index]
    if inside_furniture(piece, around).any():
        return []
    share = float(inside_furniture(piece, points).mean())
    if share < LEAST_SHARE:
        return []
    message = _message(one, share, f"within {piece.name or f'furniture {index}'!r}")
    return [warning("OPENING_IN_FURNITURE", f"{one.where}.position_m", message, HINT)]


def _message(one: Placed, share: float, place: str) -> str:
    named = f"{one.placement.id!r} has {share:.0%} of its luminous opening {place}"
    return f"{named}; its light is taken to start in front of that."
