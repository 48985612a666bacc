"""Which rooms a change of corrections is about, so that it is tried on them alone."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from scenes.building import Building
from scenes.readers.reading import EDGES, GAP, RoomOverrides
from scenes.room import Room


class RoomsConcerned:
    """The rooms of a building that its corrections and others may leave different."""

    def __init__(self, building: Building, said: RoomOverrides) -> None:
        self._rooms, self._said = building.rooms, said
        self._names = {room.name for room in building.rooms}
        self._edges = {key: frozenset(getattr(said, key)) for key in EDGES}
        self._heights, self._joined = frozenset(said.heights_m), frozenset(said.joined)
        edges = frozenset[str]().union(*self._edges.values())
        self._all_named = _named(edges, self._heights, self._joined) <= self._names

    def by(self, others: RoomOverrides) -> tuple[Room, ...]:
        """The rooms that come out of other corrections different, perhaps; all, where names do not tell.

        Every other room comes out of both the same, and so does what is said of it.
        """
        edges = {edge for key in EDGES for edge in self._edges[key] ^ set(getattr(others, key))}
        changed = (edges, self._heights ^ set(others.heights_m), self._joined ^ set(others.joined))
        of_all = self._said.height_m != others.height_m
        if of_all or not self._all_named or not _named(*changed) <= self._names:
            return self._rooms
        about = _named(*changed)
        left = [set(group) for group in self._joined.union(others.joined)]
        while met := [group for group in left if group & about]:
            about = about.union(*met)
            left = [group for group in left if not group <= about]
        return tuple(room for room in self._rooms if room.name in about)


def said_of(names: Set[str], said: RoomOverrides) -> RoomOverrides:
    """The corrections that are about rooms of these names, and the height of all."""
    return replace(
        said,
        open_walls=tuple(edge for edge in said.open_walls if room_of(edge) in names),
        closed_walls=tuple(edge for edge in said.closed_walls if room_of(edge) in names),
        joined=tuple(group for group in said.joined if names >= set(group)),
        heights_m=tuple(each for each in said.heights_m if each[0] in names),
    )


def _named(
    edges: Iterable[str], heights: Iterable[tuple[str, float]], joined: Iterable[tuple[str, ...]]
) -> set[str]:
    """What corrections call rooms by; an edge that names no room, and may be any's, gives ``""``."""
    rooms = {room_of(edge) for edge in edges if not GAP.fullmatch(edge)}
    return rooms | {name for name, _ in heights} | {name for group in joined for name in group}


def room_of(edge: str) -> str:
    """The name of the room in such as ``Kitchen/wall:3``; empty where it says none."""
    return edge.rpartition("/")[0]
