"""Which rooms a change of corrections is about, so that it is tried on them alone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from scenes.building import Building
from scenes.readers.reading import EDGES, GAP, RoomOverrides
from scenes.room import Room


def rooms_concerned(building: Building, some: RoomOverrides, others: RoomOverrides) -> tuple[Room, ...]:
    """The rooms that two sets of corrections may leave different; all, where names do not tell.

    Every other room comes out of both the same, and so does what is said of it.
    """
    names = {room.name for room in building.rooms}
    if some.height_m != others.height_m or not (_named(some) | _named(others)) <= names:
        return building.rooms
    edges = {name for key in EDGES for name in set(getattr(some, key)) ^ set(getattr(others, key))}
    about = {room_of(edge) for edge in edges}
    about |= {name for name, _ in set(some.heights_m) ^ set(others.heights_m)}
    about |= {name for group in set(some.joined) ^ set(others.joined) for name in group}
    left = [set(group) for group in {*some.joined, *others.joined}]
    while met := [group for group in left if group & about]:
        about = about.union(*met)
        left = [group for group in left if not group <= about]
    return tuple(room for room in building.rooms if room.name in about)


def said_of(names: Set[str], said: RoomOverrides) -> RoomOverrides:
    """The corrections that are about rooms of these names, and the height of all."""
    return replace(
        said,
        open_walls=tuple(edge for edge in said.open_walls if room_of(edge) in names),
        closed_walls=tuple(edge for edge in said.closed_walls if room_of(edge) in names),
        joined=tuple(group for group in said.joined if names >= set(group)),
        heights_m=tuple(each for each in said.heights_m if each[0] in names),
    )


def _named(said: RoomOverrides) -> set[str]:
    """What corrections call rooms by; an edge that names no room, and may be any's, gives ``""``."""
    edges = {room_of(edge) for key in EDGES for edge in getattr(said, key) if not GAP.fullmatch(edge)}
    return edges | {name for name, _ in said.heights_m} | {name for group in said.joined for name in group}


def room_of(edge: str) -> str:
    """The name of the room in such as ``Kitchen/wall:3``; empty where it says none."""
    return edge.rpartition("/")[0]
