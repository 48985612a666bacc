"""The scene's own frame, fixed to the room: origin at its first corner, x along its first wall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.ceiling import slope_over
from scenes.room import Furniture, Point, Room

Array = NDArray[np.float64]
DECIMALS = 9  # a nanometre: moving the whole world by kilometres then changes no digit


def scene_from_file(room: Room) -> Array:
    """Rigid transform (4, 4) from the configuration's frame to the scene's: a turn about z and a shift.

    The floor of `room`, the first, comes to z = 0.
    """
    (x0, y0), (x1, y1) = room.wall_ends_m(0)
    length = np.hypot(x1 - x0, y1 - y0)
    cosine, sine = (x1 - x0) / length, (y1 - y0) / length
    transform = np.eye(4)
    transform[:2, :2] = [[cosine, sine], [-sine, cosine]]
    transform[:2, 3] = -transform[:2, :2] @ (x0, y0)
    transform[2, 3] = 0.0 - room.elevation_m
    return transform


def moved_points(transform: Array, points_m: Array) -> Array:
    """Points, shape (point, 3), led through a rigid transform and rounded to a nanometre.

    The shift is undone before the turn, so that rooms far from the origin keep their digits.
    """
    turn = transform[:3, :3]
    origin = -turn.T @ transform[:3, 3]
    moved = (np.asarray(points_m, dtype=np.float64).reshape(-1, 3) - origin) @ turn.T
    return rounded(moved)


def moved_directions(transform: Array, directions: Array) -> Array:
    """Directions, shape (direction, 3), turned and made unit vectors."""
    turned = np.asarray(directions, dtype=np.float64).reshape(-1, 3) @ transform[:3, :3].T
    return rounded(turned / np.linalg.norm(turned, axis=1, keepdims=True), 15)


def turned_deg(transform: Array, angle_deg: float) -> float:
    """An angle about z, seen from the new frame [deg]."""
    turn = np.degrees(np.arctan2(transform[1, 0], transform[0, 0]))
    return float(np.round((angle_deg + turn) % 360.0, DECIMALS) % 360.0)


def rounded(values: Array, decimals: int = DECIMALS) -> Array:
    """Rounded, without a negative zero."""
    return np.round(values, decimals) + 0.0


def inverse(transform: Array) -> Array:
    """The inverse of a rigid transform (4, 4)."""
    back = np.eye(4)
    back[:3, :3] = transform[:3, :3].T
    back[:3, 3] = -transform[:3, :3].T @ transform[:3, 3]
    return back


def moved_room(room: Room, transform: Array) -> Room:
    """The room with its outline, holes, furniture and level openings in another frame (turned about z)."""

    def moved_ring(ring: tuple[Point, ...]) -> tuple[Point, ...]:
        flat = np.column_stack([np.asarray(ring).reshape(-1, 2), np.zeros(len(ring))])
        return tuple((float(x), float(y)) for x, y, _ in moved_points(transform, flat))

    level = transform.copy()
    level[2, 3] = 0.0  # what stands in a room has its height above the room's own floor

    def moved_piece(piece: Furniture) -> Furniture:
        position = _triple(moved_points(level, np.array([piece.position_m]))[0])
        return replace(piece, position_m=position, rotation_deg=turned_deg(transform, piece.rotation_deg))

    openings = tuple(
        replace(
            opening,
            position_m=moved_ring((opening.position_m,))[0],
            rotation_deg=opening.rotation_deg
            if opening.kind == "skylight"
            and slope_over(room, opening.position_m)  # it lies as the slope does
            else turned_deg(transform, opening.rotation_deg),
        )
        if not opening.in_wall
        else opening
        for opening in room.openings
    )
    return replace(
        room,
        outline_m=moved_ring(room.outline_m),
        holes_m=tuple(moved_ring(hole) for hole in room.holes_m),
        furniture=tuple(moved_piece(piece) for piece in room.furniture),
        partitions=tuple(moved_piece(piece) for piece in room.partitions),
        openings=openings,
        ceiling_vertices_m=None
        if room.ceiling_vertices_m is None
        else moved_points(level, room.ceiling_vertices_m),
        elevation_m=float(rounded(np.array(room.elevation_m + transform[2, 3]))),
    )


def _triple(values: Array) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))
