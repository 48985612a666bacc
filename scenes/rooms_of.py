"""The rooms of a configuration: written out, from files it names, or from what the service keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from kit.errors import UnsoundInput
from kit.problems import Problem, error, errors_of
from scenes.building import Building
from scenes.ceiling_model import with_ceiling
from scenes.checks import LARGEST_EXTENT_M, check_room
from scenes.choose_room import choose_room
from scenes.configuration_model import Configuration, RoomEntry
from scenes.connections import Hole, joined_rooms
from scenes.furniture_models import with_models
from scenes.named_files import file_problem
from scenes.readers.read_room import RoomOverrides, understand_room
from scenes.room import Room
from scenes.room_from_entry import room_from_entry
from scenes.rooms_apart import rooms_apart
from scenes.stairwells import Stairwell, stairwells

ReadFile = Callable[[str], bytes]
BuildingOf = Callable[[str], Building | None]

MOST_ROOMS = 200


@dataclass(frozen=True, eq=False)
class RoomsFound:
    """Rooms in the configuration's frame with the holes in walls and the stairwells between them.

    `wheres` is the JSON path of each.
    """

    rooms: tuple[Room, ...]
    wheres: tuple[str, ...]
    holes: tuple[Hole, ...] = ()
    shafts: tuple[Stairwell, ...] = ()


def entries_of(configuration: Configuration) -> list[tuple[str, RoomEntry]]:
    """The JSON path and entry of `room`, or of each of `rooms`."""
    if configuration.rooms is not None:
        return [(f"rooms[{index}]", entry) for index, entry in enumerate(configuration.rooms)]
    return [] if configuration.room is None else [("room", configuration.room)]


def rooms_of(
    configuration: Configuration, *, read_file: ReadFile, building_of: BuildingOf | None = None
) -> tuple[RoomsFound | None, list[Problem]]:
    """The rooms of a configuration in its own frame, joined, with everything that is wrong with them.

    None instead of rooms when one of them has problems of severity error.

    Parameters
    ----------
    configuration
        As read by `read_configuration`.
    read_file
        Gives the bytes of a file that a room names; raises FileNotFoundError when there is none.
    building_of
        Gives what a `room_id` stands for, None where there is no such room; left out, there is none at hand.
    """
    entries = entries_of(configuration)
    if not entries:
        message = "The configuration has no 'room'; one is needed."
        return None, [error("MISSING_KEY", "room", message, "Add 'room'.")]
    rooms: list[Room] = []
    wheres: list[str] = []
    problems: list[Problem] = []
    for where, entry in entries:
        found, more = _rooms_of_entry(entry, where, read_file, building_of, alone=where == "room")
        problems += more
        rooms += found
        wheres += [where] * len(found)
    if not errors_of(problems):
        problems += _check_together(rooms, wheres)
    if errors_of(problems):
        return None, problems
    apart, more = rooms_apart(rooms, wheres)
    problems += more
    joined, holes, more = joined_rooms(apart, wheres)
    shafts, told = stairwells(joined, wheres)
    problems += [*more, *told]
    if errors_of(problems):
        return None, problems
    return RoomsFound(joined, tuple(wheres), holes, shafts), problems


def _rooms_of_entry(
    entry: RoomEntry, where: str, read_file: ReadFile, building_of: BuildingOf | None, *, alone: bool
) -> tuple[list[Room], list[Problem]]:
    """The sound rooms of one entry: one, or all of a file where `rooms` names no room of it."""
    problems: list[Problem] = []
    read: Sequence[Room | None] = (None,)
    if entry.upload is not None or entry.room_id is not None:
        building, problems = _building(entry, where, read_file, building_of)
        if building is None:
            return [], problems
        if alone or entry.room is not None:
            chosen, more = choose_room(building, room=entry.room, storey=entry.storey, where=where)
            read = () if chosen is None else (replace(chosen, elevation_m=0.0) if alone else chosen,)
        else:
            read, more = _all_rooms(building, entry.storey, where)
        problems = [*problems, *more]
    if len(read) > 1:
        problems += _check_shared_keys(entry, [each.name for each in read if each is not None], where)
    rooms = []
    for each in read:
        own = _for_room(entry, each) if len(read) > 1 else entry
        merged, more = room_from_entry(own, each, where=where)
        problems += more
        merged, more = with_ceiling(merged, read_file, where)
        problems += more
        merged, more = with_models(merged, read_file, where)
        problems += [*more, *([] if errors_of(problems) else check_room(merged, where))]
        rooms.append(merged)
    return rooms, problems


def _building(
    entry: RoomEntry, where: str, read_file: ReadFile, building_of: BuildingOf | None
) -> tuple[Building | None, list[Problem]]:
    """What is in the file that an entry names, or behind its `room_id`."""
    if entry.room_id is not None:
        if building_of is not None:
            return _kept(entry.room_id, where, building_of)
        message = f"The room {entry.room_id!r} is kept by the service and is not at hand here."
        hint = "Name the room's file as 'upload', or send the configuration to the service."
        return None, [error("ROOM_NOT_AT_HAND", f"{where}.room_id", message, hint)]
    name = entry.upload or ""
    try:
        data = read_file(name)
    except FileNotFoundError as fault:
        return None, [file_problem(name, f"{where}.upload", fault)]
    overrides = RoomOverrides(
        units=entry.units,
        up=entry.up,
        mirror=entry.mirror or None,
        storey=entry.storey,
        room=entry.room,
        view=entry.view,
        layers=entry.layers,
    )
    reading = understand_room(data, PurePosixPath(name.replace("\\", "/")).name, overrides)
    return reading.building, list(reading.problems)


def _kept(room_id: str, where: str, building_of: BuildingOf) -> tuple[Building | None, list[Problem]]:
    """The building behind a `room_id`."""
    try:
        building = building_of(room_id)
    except UnsoundInput as fault:
        return None, list(fault.problems)
    if building is not None:
        return building, []
    message = f"There is no room {room_id!r}; the id of an uploaded room was expected."
    return None, [error("UNKNOWN_ROOM", f"{where}.room_id", message, "Upload the room first.")]


def _all_rooms(building: Building, storey: str | None, where: str) -> tuple[list[Room], list[Problem]]:
    """Every room of a building, or of one of its storeys."""
    offered = [room for room in building.rooms if storey is None or room.storey == storey]
    if offered:
        return offered, []
    _, problems = choose_room(building, storey=storey, where=where)
    return [], problems


SHARED_KEYS = (
    "name",
    "use",
    "outline_m",
    "holes_m",
    "openings",
    "furniture",
    "elevation_m",
    "ceiling_slopes",
    "ceiling_model",
    "partitions",
    "partition_openings",
    "origins",
    "coverage",
    "confidence",
)


def _check_shared_keys(entry: RoomEntry, names: Sequence[str], where: str) -> list[Problem]:
    """Keys that belong to one room, beside a file that is taken with all of its rooms."""
    problems = [
        error(
            "KEYS_EXCLUDE_EACH_OTHER",
            f"{where}.{key}",
            f"{where}.{key} belongs to one room; the file holds several and all of them are taken.",
            "Name the room with 'room', or leave it out.",
        )
        for key in SHARED_KEYS
        if getattr(entry, key) is not None
    ]
    for name in entry.surfaces:
        if "/" in name and name.partition("/")[0] not in names:
            message = f"{where}.surfaces.{name[:60]} names none of the rooms."
            hint = f"Known are {', '.join(names[:20])}."
            problems.append(error("UNKNOWN_SURFACE", f"{where}.surfaces.{name[:60]}", message, hint))
    return problems


def _for_room(entry: RoomEntry, room: Room | None) -> RoomEntry:
    """The entry of several rooms as it is for one: ``Kitchen/wall:3`` speaks of the kitchen only."""
    name = "" if room is None else room.name
    surfaces = {
        key.removeprefix(f"{name}/"): finish
        for key, finish in sorted(entry.surfaces.items(), key=lambda item: "/" in item[0])
        if "/" not in key or key.startswith(f"{name}/")
    }
    return entry.model_copy(update={"surfaces": surfaces})


def _check_together(rooms: Sequence[Room], wheres: Sequence[str]) -> list[Problem]:
    """What only shows when all rooms are seen: names, number, extent."""
    if len(rooms) <= 1:
        return []
    problems: list[Problem] = []
    if len(rooms) > MOST_ROOMS:
        message = f"There are {len(rooms)} rooms; at most {MOST_ROOMS} are calculated together."
        return [error("TOO_MANY_ROOMS", "rooms", message, "Take one storey at a time.")]
    seen: set[str] = set()
    for room, where in zip(rooms, wheres, strict=True):
        place = f"{where}.name"
        if not room.name:
            message = f"{place} is missing; each of several rooms has a name."
            problems.append(error("MISSING_KEY", place, message, "Give each room its own name."))
        elif "/" in room.name:
            message = f"{place} is {room.name!r}; a slash stands between a room and its surfaces."
            problems.append(error("ROOM_NAME_UNSOUND", place, message, "Leave the slash out."))
        elif room.name in seen:
            message = f"{place} is {room.name!r}, which another room is called too; names are unique."
            problems.append(error("REPEATED_NAME", place, message, "Give each room its own name."))
        seen.add(room.name)
    corners = np.concatenate([np.array(room.outline_m) for room in rooms])
    heights = [h for room in rooms for h in (room.elevation_m, room.elevation_m + room.height_m)]
    extent = max(float(np.ptp(corners, axis=0).max()), max(heights) - min(heights))
    if extent > LARGEST_EXTENT_M:
        message = f"The rooms are {extent:g} m apart in all; at most {LARGEST_EXTENT_M:g} m is calculated."
        hint = "Give all outlines in one common frame, and check the unit."
        problems.append(error("ROOM_TOO_LARGE", "rooms", message, hint))
    return problems
