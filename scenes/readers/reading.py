"""What every room reader is given and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from kit.problems import Problem
from scenes.building import Building
from scenes.room import Room

ADDING = ("open_walls", "closed_walls", "joined", "heights_m")
READ_AGAIN = ("units", "up", "mirror", "view", "layers")  # how a file is read
EDGES = ("open_walls", "closed_walls")
GAP = re.compile(r"gap:[0-9]{1,6}")  # between walls as files draw them, whatever rooms they make
EVERY_ROOM = (("*", ""),)


@dataclass(frozen=True)
class RoomOverrides:
    """What a person says of a file against what it says itself, or what they mended afterwards.

    Parameters
    ----------
    units, up
        ``auto``, or a unit of length; ``auto``, x, y or z.
    mirror
        Whether the plan is mirrored; None leaves it to the evidence.
    storey, room
        The one that is wanted of several.
    view
        Which drawing of a sheet is the plan, by the name that the reading gives it.
    layers
        Which layers of a drawing are walls.
    height_m
        Of the ceilings of all rooms that the file says no height of, or says a wrong one of.
    heights_m
        Of the ceilings of some rooms, by their names; they go before `height_m`.
    open_walls, closed_walls
        Edges that are open or walls, such as ``Kitchen/wall:3``, and gaps between walls, such as ``gap:2``;
        openings that are wall after all, such as ``Kitchen/opening:2``.
    joined
        Rooms that are one, by their names.
    furnish
        Rooms that get proposed furniture, each with the use it is furnished for: an empty text for its own,
        None for none. ``*`` is every room that is not named.
    """

    units: str = "auto"
    up: str = "auto"
    mirror: bool | None = None
    storey: str | None = None
    room: str | None = None
    view: str | None = None
    layers: tuple[str, ...] | None = None
    height_m: float | None = None
    heights_m: tuple[tuple[str, float], ...] = ()
    open_walls: tuple[str, ...] = ()
    closed_walls: tuple[str, ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    furnish: tuple[tuple[str, str | None], ...] = ()


def document_of(overrides: RoomOverrides) -> dict[str, Any]:
    """What was said, without what was left at its default, as plain JSON."""
    said = {each.name: getattr(overrides, each.name) for each in fields(RoomOverrides)}
    plain = {each.name: each.default for each in fields(RoomOverrides)}
    document = {key: _listed(value) for key, value in said.items() if value != plain[key]}
    if overrides.furnish:
        document["furnish"] = True if overrides.furnish == EVERY_ROOM else dict(overrides.furnish)
    return document


def overrides_of(document: Mapping[str, Any]) -> RoomOverrides:
    """The overrides that `document_of` wrote.

    `furnish` may be true, names of rooms, or an object of names and uses.
    """
    said = {key: _tupled(value) for key, value in document.items() if key != "furnish"}
    return RoomOverrides(**said, furnish=_furnish(document.get("furnish")))


def _furnish(value: Any) -> tuple[tuple[str, str | None], ...]:
    if value is True:
        return EVERY_ROOM
    if isinstance(value, Mapping):
        pairs = tuple((str(name), None if use is None else str(use)) for name, use in value.items())
        return pairs if any(use is not None for _, use in pairs) else ()
    return tuple((str(name), "") for name in value or ())


def with_changes(said: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What was said with what is said now, and the edges of which nothing is known any more.

    Parameters
    ----------
    said
        As `document_of` writes it.
    changes
        Such as a problem's repair; None takes back what was said. Edges and joined rooms add to those before;
        an edge that is said to be open is no wall any more, and the other way round.
    """
    forgotten = _renumbered(said, changes)
    lost = set(forgotten)
    kept = {key: [name for name in said.get(key, []) if name not in lost] for key in EDGES if key in said}
    said = {**said, **kept}
    document = {key: value for key, value in said.items() if changes.get(key, value) is not None}
    for key, value in changes.items():
        if value is None:
            document.pop(key, None)
        elif key == "furnish":
            document[key] = _furnishing(document.get(key), value)
        elif key in ADDING:
            before = document.get(key, [])
            if key == "heights_m":
                named = {name for name, _ in value}
                before = [each for each in before if each[0] not in named]
            known = {_hashable(each) for each in before}
            document[key] = [*before, *(each for each in value if _hashable(each) not in known)]
        else:
            document[key] = value
    for key, other in (("open_walls", "closed_walls"), ("closed_walls", "open_walls")):
        if changes.get(key):
            taken_back = set(changes[key])
            document[other] = [each for each in document.get(other, []) if each not in taken_back]
    return document, forgotten


def _furnishing(before: Any, value: Any) -> Any:
    """Rooms to furnish with those said before; true and false are for all of them."""
    if isinstance(value, bool):
        return value or None
    said = {"*": ""} if before is True else dict(before or {})
    return said | (dict(value) if isinstance(value, Mapping) else dict.fromkeys(value, ""))


def _renumbered(said: Mapping[str, Any], changes: Mapping[str, Any]) -> list[str]:
    """The edges and gaps that have other numbers after changes.

    Where a file is read otherwise that is all of them; where rooms are joined or a gap is closed, the edges.
    """
    named = [name for key in EDGES for name in said.get(key, [])]
    if any(key in changes and changes[key] != said.get(key) for key in READ_AGAIN):
        return named
    edges = [name for name in named if not GAP.fullmatch(name)]
    if "joined" in changes and changes["joined"] != said.get("joined"):
        return edges
    before = {name for name in said.get("closed_walls", []) if GAP.fullmatch(name)}
    if "closed_walls" in changes and changes["closed_walls"] is None:
        return edges if before else []
    closed = {name for name in changes.get("closed_walls", []) if GAP.fullmatch(name)}
    opened = before & set(changes.get("open_walls") or ())
    return edges if closed - before or opened else []


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _hashable(value: Any) -> Any:
    """An edge's name as it is, and a group of rooms or a height to be looked up."""
    return value if isinstance(value, str) else tuple(value)


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value


@dataclass(frozen=True, eq=False)
class RoomReading:
    """What was understood of a room file; `building` is None when a problem is an error."""

    building: Building | None
    problems: tuple[Problem, ...]
    format: str
    units: str = "m"

    @property
    def room(self) -> Room | None:
        """The room of a file that holds one; None where there is none or several."""
        rooms = () if self.building is None else self.building.rooms
        return rooms[0] if len(rooms) == 1 else None
