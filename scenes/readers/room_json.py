"""Files that end in .json: a RoomPlan capture, or a configuration of ours, whose inline room is taken."""

from __future__ import annotations

from collections.abc import Sequence

from kit.problems import Problem, error, info, require_sound, warning
from scenes.building import Building, Storey, named_apart
from scenes.configuration import Configuration, check_numbers, parse_json, read_configuration
from scenes.configuration_model import RoomEntry
from scenes.found_entries import with_found
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan import looks_like_roomplan, read_roomplan
from scenes.room_from_entry import room_from_entry

FORMAT = "Lampyris configuration"


def read_room_json(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a JSON file by what is in it.

    Raises
    ------
    UnsoundInput
        When it is neither a capture nor a configuration, or damaged.
    """
    document = parse_json(data)
    if looks_like_roomplan(document):
        require_sound(check_numbers(document, ""))
        return read_roomplan(document, overrides)
    if "lampyris" in document:
        configuration = read_configuration(document)
        entry = configuration.room
        entries = configuration.rooms or (() if entry is None else (entry,))
        if entries and all(each.outline_m is not None for each in entries):
            return _reading(configuration, entries, overrides)
        message = f"{filename[:80]} is a configuration whose room is another file."
        require_sound([error("NO_ROOM_IN_FILE", "room", message, "Upload that file instead.")])
    message = f"{filename[:80]} is JSON, but neither a RoomPlan capture nor a Lampyris configuration."
    require_sound([error("UNKNOWN_FORMAT", "file", message, "Export the room from a RoomPlan app as JSON.")])
    return RoomReading(None, (), "JSON")


def _reading(
    configuration: Configuration, entries: Sequence[RoomEntry], overrides: RoomOverrides
) -> RoomReading:
    """The rooms that a configuration writes out, in its own frame."""
    rooms, problems = [], []
    for index, entry in enumerate(entries):
        where = "room" if configuration.rooms is None else f"rooms[{index}]"
        room, found = room_from_entry(entry, where=where)
        rooms.append(room)
        problems += found
    problems += [*_ignored(overrides), *_left_behind(configuration)]
    floors = {room.storey: room.elevation_m for room in reversed(rooms) if room.storey}
    storeys = tuple(Storey(name, height) for name, height in sorted(floors.items(), key=lambda each: each[1]))
    alone = len(rooms) == 1
    building = Building(tuple(rooms) if alone else named_apart(rooms), storeys=() if alone else storeys)
    return RoomReading(with_found(building, configuration), tuple(problems), FORMAT)


def _ignored(overrides: RoomOverrides) -> list[Problem]:
    """A warning for each override that a configuration, in metres and z up, has no use for."""
    plain: dict[str, tuple[object, ...]] = {
        "units": ("auto", "m"),
        "up": ("auto", "z"),
        "mirror": (None, False),
        "view": (None,),
        "layers": (None,),
    }
    given = {name: getattr(overrides, name) for name in plain}
    return [
        warning(
            "OVERRIDE_IGNORED",
            name,
            f"{name!r} is {value!r}, but a configuration holds rooms in metres, z up; it is ignored.",
            "Leave it out.",
        )
        for name, value in given.items()
        if value not in plain[name]
    ]


def _left_behind(configuration: Configuration) -> list[Problem]:
    """What of a configuration is not taken along when only its room is wanted."""
    parts = {
        "placements": configuration.placements,
        "scenes": configuration.scenes,
        "observers": configuration.observers,
        "calculation.planes": configuration.calculation.planes,
    }
    return [
        info("NOT_TAKEN_ALONG", name, f"The file holds {len(part)} {name}; only its room is taken.")
        for name, part in parts.items()
        if part
    ]
