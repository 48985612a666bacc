"""Rooms that a person wants furnished, and how what was done, or could be, is told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from kit.problems import Problem, info, warning
from scenes.building import LONGEST_NUMBER
from scenes.furnishing.proposal import (
    MOST_AREA_M2,
    STAYS_EMPTY,
    USES,
    furnished_room,
    is_too_large,
    use_to_furnish,
)
from scenes.furnishing.proposal import MOST_CORNERS as MOST_CORNERS_OF_A_ROOM
from scenes.room import Origin, Room
from scenes.targets import known_uses

EVERY = "*"
MOST_ROOMS = 60
MOST_CORNERS = 1200  # of the rooms together
MOST_SECONDS = 60.0  # of processor time, after which no further room is begun
OFFERED = ("living", "bedroom", "kitchen", "dining", "study", "bathroom")  # where nobody says the use


def furnish(
    rooms: Sequence[Room], said: Sequence[tuple[str, str | None]], most_seconds: float = MOST_SECONDS
) -> tuple[tuple[Room, ...], list[Problem]]:
    """Rooms with proposed furniture, as a person asked for it, and what is told of it.

    Parameters
    ----------
    said
        Names or numbers of rooms, each with the use that is wanted: an empty text for the room's own, None to
        leave it as it is. ``*`` is every room that is not named.
    most_seconds
        Processor time after which no further room is begun.
    """
    wanted, problems = _wanted(rooms, said)
    wanted, left = _few(rooms, wanted)
    found, begun, looked_at, late = [], time.thread_time(), 0, 0
    for index, room in enumerate(rooms):
        if index not in wanted:
            found.append(room)
            continue
        if time.thread_time() - begun >= most_seconds:
            found.append(room)
            late += 1
            continue
        looked_at += 1
        furnished, told = _one(room, index, *wanted[index])
        found.append(furnished)
        problems += told
    if left or late:
        most = f"at most {MOST_ROOMS} rooms with {MOST_CORNERS} corners are furnished at once"
        most += f", within {most_seconds:g} s of work" if late else ""
        message = f"{looked_at} rooms were looked at and {left + late} were not: {most}."
        problems.append(warning("TOO_MANY_TO_FURNISH", "furnish", message, "Name the rooms that matter."))
    return tuple(found), problems


def _wanted(
    rooms: Sequence[Room], said: Sequence[tuple[str, str | None]]
) -> tuple[dict[int, tuple[str, bool]], list[Problem]]:
    """For each room that is to be furnished the use that was said, and whether the room itself was named."""
    wanted: dict[int, tuple[str, bool]] = {}
    problems: list[Problem] = []
    for name, use in sorted(said, key=lambda each: each[0] != EVERY):
        index = next((k for k, room in enumerate(rooms) if room.name == name), None)
        if index is None and name.isdecimal() and len(name) <= LONGEST_NUMBER and int(name) < len(rooms):
            index = int(name)
        if name == EVERY and use is not None:
            wanted |= dict.fromkeys(range(len(rooms)), (use, False))
        elif index is None and use is not None:
            message = f"{name!r} is no room of this file; nothing was put into it."
            problems.append(warning("UNKNOWN_ROOM", "furnish", message, "Name a room as the answer does."))
        elif index is not None and use is None:
            wanted.pop(index, None)
        elif index is not None and use is not None:
            wanted[index] = (use, True)
    return wanted, problems


def _few(
    rooms: Sequence[Room], wanted: dict[int, tuple[str, bool]]
) -> tuple[dict[int, tuple[str, bool]], int]:
    """As many rooms as are furnished within a minute or so, in their order, and how many are left."""
    kept: dict[int, tuple[str, bool]] = {}
    corners = 0
    for index in sorted(wanted):
        corners += len(rooms[index].outline_m)
        if len(kept) < MOST_ROOMS and corners <= MOST_CORNERS:
            kept[index] = wanted[index]
    return kept, len(wanted) - len(kept)


def _one(room: Room, index: int, said: str, named: bool) -> tuple[Room, list[Problem]]:
    """One room furnished, and what is told of it."""
    use, where = use_to_furnish(room, said), f"{called(room, index)}/furniture"
    if use is None or use not in USES:
        if not named and (use in STAYS_EMPTY or room.furniture):
            return room, []
        asked = f"{said!r} is no use for which rooms are furnished" if said else "its use is not known"
        message = f"{called(room, index)!r} was left as it is: {asked}."
        problem = warning("FURNISHING_USE_UNKNOWN", where, message, "Say what the room is used for.")
        return room, [problem.offering(*_offers(room, index, OFFERED))]
    if is_too_large(room):
        message = (
            f"{called(room, index)!r} was left as it is: rooms up to {MOST_AREA_M2:g} m² with "
            f"{MOST_CORNERS_OF_A_ROOM} corners are furnished."
        )
        return room, [warning("ROOM_TOO_LARGE_TO_FURNISH", where, message, "Furnish it by hand.")]
    proposed, count = furnished_room(room, use)
    if count == 0:
        message = (
            f"Nothing more was put into {called(room, index)!r} as {use}: it has it, or it does not fit."
        )
        return room, [info("NOTHING_TO_FURNISH", where, message, "Furnish it by hand, or as something else.")]
    if said and not room.use:
        meant = "bedroom" if use == "children" else use
        used = meant if meant in known_uses() else ""
        proposed = replace(proposed, use=used, origins={**proposed.origins, "use": Origin.USER})
    message = (
        f"{count} pieces in {called(room, index)!r} are our proposal for {use!r}, not the file's: "
        f"{_counted(proposed, len(room.furniture))}."
    )
    problem = info("FURNITURE_PROPOSED", where, message, "Take them away again, or go on from them.")
    return proposed, [problem.offering({"furnish": {called(room, index): None}})]


def empty_rooms(rooms: Sequence[Room]) -> list[Problem]:
    """A remark for each room in which nothing stands, with the repairs that furnish it."""
    bare = [(k, room) for k, room in enumerate(rooms) if not room.furniture]
    problems = []
    for index, room in bare:
        use = use_to_furnish(room)
        if use in STAYS_EMPTY:
            continue
        message = f"{called(room, index)!r} is empty; light falls otherwise in a room with furniture."
        problem = info(
            "ROOM_IS_EMPTY", f"{called(room, index)}/furniture", message, "Furnish it, or leave it as it is."
        )
        uses = (use,) if use is not None and use in USES else OFFERED
        problem = problem.offering(*_offers(room, index, uses))
        problems.append(problem.offering({"furnish": True}) if len(bare) > 1 else problem)
    return problems


def called(room: Room, index: int) -> str:
    """What a correction calls a room: its name, or its number."""
    return room.name or str(index)


def _offers(room: Room, index: int, uses: Sequence[str]) -> list[dict[str, dict[str, str]]]:
    return [{"furnish": {called(room, index): use}} for use in uses]


def _counted(room: Room, first: int) -> str:
    kinds = [piece.piece or "" for piece in room.furniture[first:]]
    once = dict.fromkeys(kinds)
    return ", ".join(f"{kinds.count(kind)} {kind}" if kinds.count(kind) > 1 else kind for kind in once)
