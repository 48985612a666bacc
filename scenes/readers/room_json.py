"""Files that end in .json: a RoomPlan capture, or a configuration of ours, whose inline room is taken."""

from __future__ import annotations

from kit.problems import error, require_sound
from scenes.configuration import check_numbers, parse_json, read_configuration
from scenes.readers.reading import RoomOverrides, RoomReading
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
        entry = read_configuration(document).room
        if entry is not None and entry.outline_m is not None:
            room, problems = room_from_entry(entry)
            return RoomReading(room, tuple(problems), "Lampyris configuration")
        message = f"{filename[:80]} is a configuration whose room is another file."
        require_sound([error("NO_ROOM_IN_FILE", "room", message, "Upload that file instead.")])
    message = f"{filename[:80]} is JSON, but neither a RoomPlan capture nor a Lampyris configuration."
    require_sound([error("FORMAT_UNKNOWN", "file", message, "Export the room from a RoomPlan app as JSON.")])
    return RoomReading(None, (), "JSON")
