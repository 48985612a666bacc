"""The ceiling of a room: how high it is over a place and along a wall."""

from __future__ import annotations

from scenes.room import Room


def wall_top_m(room: Room, wall: int, low_m: float, high_m: float) -> float:
    """Lowest height of the ceiling over a part of a wall, above the room's own floor [m]."""
    return room.height_m
