"""Files that end in .json: a RoomPlan capture, or a configuration of ours, whose inline room is taken."""

from __future__ import annotations

from dataclasses import fields

from kit.problems import Problem, error, info, require_sound, warning
from scenes.configuration import Configuration, check_numbers, parse_json, read_configuration
from scenes.readers.reading import RoomOverrides, RoomReading, one_room
from scenes.readers.roomplan import looks_like_roomplan, read_roomplan
from scenes.room_from_entry import room_from_entry


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
        if entry is not None and entry.outline_m is not None:
            room, problems = room_from_entry(entry)
            problems += [*_ignored(overrides), *_left_behind(configuration)]
            return one_room(room, tuple(problems), "Lampyris configuration")
        message = f"{filename[:80]} is a configuration whose room is another file."
        require_sound([error("NO_ROOM_IN_FILE", "room", message, "Upload that file instead.")])
    message = f"{filename[:80]} is JSON, but neither a RoomPlan capture nor a Lampyris configuration."
    require_sound([error("UNKNOWN_FORMAT", "file", message, "Export the room from a RoomPlan app as JSON.")])
    return RoomReading(None, (), "JSON")


def _ignored(overrides: RoomOverrides) -> list[Problem]:
    """A warning for each override that a configuration, in metres and z up, has no use for."""
    given = {each.name: getattr(overrides, each.name) for each in fields(overrides)}
    plain = {each.name: (each.default,) for each in fields(overrides)} | {
        "units": ("auto", "m"),
        "up": ("auto", "z"),
    }
    return [
        warning(
            "OVERRIDE_IGNORED",
            name,
            f"{name!r} is {value!r}, but a configuration holds one room in metres, z up; it is ignored.",
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
        "views": configuration.views,
        "observers": configuration.observers,
        "calculation.planes": configuration.calculation.planes,
    }
    return [
        info("NOT_TAKEN_ALONG", name, f"The file holds {len(part)} {name}; only its room is taken.")
        for name, part in parts.items()
        if part
    ]
