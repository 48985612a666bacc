"""Room files: a table from the ending of a file to its reader, and what a reader answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import PurePosixPath

from kit.errors import LampyrisError, UnsoundInput
from kit.problems import Problem, Severity, error, errors_of, warning
from scenes.building import Building
from scenes.ceiling_model import with_ceiling
from scenes.checks import check_room
from scenes.choose_room import choose_room
from scenes.corrections_tried import corrected_and_tried
from scenes.furnishing.asked import empty_rooms, furnish
from scenes.furniture_models import ReadFile, with_models
from scenes.readers.apart import read_apart
from scenes.readers.dxf import read_dxf
from scenes.readers.ifc import read_ifc
from scenes.readers.mesh_or_scan import read_mesh_or_scan
from scenes.readers.ply import read_ply
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.room_json import FORMAT as OWN_FORMAT
from scenes.readers.room_json import read_room_json
from scenes.readers.roomplan_usdz import read_roomplan_usdz
from scenes.readers.scan import MEMORY_MB, read_scan
from scenes.readers.stf import read_stf
from scenes.readers.sweet_home import read_sweet_home
from scenes.readers.zipped import read_zip
from scenes.room import Origin, Room
from scenes.use_of_name import use_of_name

__all__ = ["RoomOverrides", "RoomReading", "read_room", "understand_room"]

_log = logging.getLogger("lampyris.rooms")

LARGEST_BYTES = 60_000_000
NOT_READ_YET = (
    ".dwg", ".pdf",
    ".png", ".jpg", ".jpeg", ".svg", ".rad", ".gbxml",
)  # fmt: skip


Reader = Callable[[bytes, str, RoomOverrides], RoomReading]


@dataclass(frozen=True)
class Format:
    """A reader, and what it needs beyond a plain install.

    `library` is what it imports of the extra `extra`, when it is called and not before; both are empty where
    a plain install will do. Files are read in a process of their own that may take `memory_mb`; where only
    code of ours reads them, those of up to `here_bytes` in this one.
    """

    read: Reader
    extra: str = ""
    library: str = ""
    memory_mb: int = 2000
    here_bytes: int = 0


READERS: dict[str, Format] = {
    ".json": Format(read_room_json, here_bytes=2_000_000),
    ".usdz": Format(read_roomplan_usdz, "usd", "pxr"),
    ".zip": Format(read_zip),
    ".dxf": Format(read_dxf, library="ezdxf"),
    ".ifc": Format(read_ifc, "bim", "ifcopenshell"),
    ".sh3d": Format(read_sweet_home),
    ".xml": Format(read_sweet_home),
    ".glb": Format(read_mesh_or_scan),
    ".gltf": Format(read_mesh_or_scan),
    ".obj": Format(read_mesh_or_scan),
    ".stl": Format(read_mesh_or_scan),
    ".ply": Format(read_ply, memory_mb=MEMORY_MB),
    ".stf": Format(read_stf),
    ".pcd": Format(read_scan, "scan", "open3d", MEMORY_MB),
    ".e57": Format(read_scan, "scan", "pye57", MEMORY_MB),
    ".las": Format(read_scan, "scan", "laspy", MEMORY_MB),
    ".laz": Format(read_scan, "scan", "laspy", MEMORY_MB),
}
WHAT_IS_READ = f"This version reads .lampyris.json, {', '.join(READERS)}."


def read_room(
    data: bytes,
    filename: str,
    overrides: RoomOverrides | None = None,
    *,
    read_file: ReadFile | None = None,
) -> RoomReading:
    """Read any room file there is a reader for, and check the room; what is wrong is in the answer.

    Parameters
    ----------
    read_file
        Gives the bytes of a file that the room names; raises FileNotFoundError when there is none.
        Left out, models are not looked at.
    """
    said = overrides or RoomOverrides()
    try:
        return _read_and_checked(data, filename, said, read_file)
    except LampyrisError:
        raise
    except Exception as fault:  # a fault of ours: told in words, so that the file is kept
        _log.exception("checking a room of %s failed", ending_of(filename)[:12])
        return RoomReading(None, (_fault_of_ours(fault),), ending_of(filename).removeprefix("."))


def _read_and_checked(
    data: bytes, filename: str, said: RoomOverrides, read_file: ReadFile | None
) -> RoomReading:
    reading = understand_room(data, filename, said)
    if reading.building is None:
        return reading
    rooms, problems = _checked(reading.building, read_file)
    if reading.format != OWN_FORMAT:
        rooms = tuple(_with_use(room) for room in rooms)
    bare = empty_rooms(rooms)
    if said.furnish:
        rooms, told = furnish(rooms, said.furnish)
        bare = [each for each in bare if each.where not in {one.where for one in told}]
        problems += told
    problems += bare
    if rooms and (said.room is not None or said.storey is not None):
        found = replace(reading.building, rooms=rooms)
        problems += choose_room(found, room=said.room, storey=said.storey)[1]
    building = replace(reading.building, rooms=rooms) if rooms or not reading.building.rooms else None
    return replace(reading, building=building, problems=(*reading.problems, *problems))


def _with_use(room: Room) -> Room:
    """A room of a file that states no use, with the use that its name says, such as ``kitchen`` for 厨房."""
    use = "" if room.use else use_of_name(room.name)
    return replace(room, use=use, origins={**room.origins, "use": Origin.DERIVED}) if use else room


def _fault_of_ours(fault: Exception) -> Problem:
    message = (
        f"The file was read, but checking its room ended with {type(fault).__name__}; that is our fault."
    )
    hint = "Export it otherwise, or leave out what is unusual in it. The service keeps it for us to look at."
    return error("FILE_NOT_UNDERSTOOD", "file", message, hint)


def _checked(building: Building, read_file: ReadFile | None) -> tuple[tuple[Room, ...], list[Problem]]:
    """The sound rooms, and what is wrong; of several, one that is unsound is left out and told."""
    rooms, problems = [], []
    alone = len(building.rooms) == 1
    for index, room in enumerate(building.rooms):
        found: list[Problem] = []
        if read_file is not None:
            room, found = with_models(room, read_file)
            room, more = with_ceiling(room, read_file, "room" if alone else f"rooms[{index}]")
            found += more
        found += check_room(room, "room" if alone else f"rooms[{index}]")
        if not errors_of(found):
            rooms.append(room)
        elif not alone:
            found = [replace(each, severity=Severity.WARNING) for each in found]
            message = f"{room.name or 'A room'!r} cannot be used as it was read; the others can."
            found.append(warning("ROOM_LEFT_OUT", f"rooms[{index}]", message, "See what is wrong with it."))
        problems += found
    if building.rooms and not rooms and not alone:
        message = "None of the rooms can be used as they were read."
        problems.append(error("NO_ROOM_FOUND", "rooms", message, "See what is wrong with each."))
    return tuple(rooms), problems


def understand_room(data: bytes, filename: str, overrides: RoomOverrides | None = None) -> RoomReading:
    """Read a room file without checking the room, for callers who change it first."""
    ending = ending_of(filename)
    said = overrides or RoomOverrides()
    refused = _refusal(data, ending)
    if refused:
        return RoomReading(None, (refused,), ending.removeprefix(".") or "unknown")
    format = READERS[ending]
    if len(data) > format.here_bytes:
        return corrected_and_tried(read_apart(data, filename, said, memory_mb=format.memory_mb), said)
    try:
        return corrected_and_tried(format.read(data, filename, said), said)
    except UnsoundInput as fault:
        return RoomReading(None, fault.problems, ending.removeprefix("."))


def ending_of(filename: str) -> str:
    """The ending that tells a file's format, in small letters, with its dot."""
    return PurePosixPath(filename.replace("\\", "/").lower()).suffix


def _refusal(data: bytes, ending: str) -> Problem | None:
    """Why a file is not even looked into."""
    if not data:
        return error("EMPTY_FILE", "file", "The file is empty.", "Export it again.")
    if len(data) > LARGEST_BYTES:
        message = f"The file has {len(data)} bytes; at most {LARGEST_BYTES} are read."
        return error("FILE_TOO_LARGE", "file", message, "Export the room without its pictures.")
    if ending in READERS:
        return _lacking(READERS[ending], ending)
    if ending in NOT_READ_YET:
        message = f"Files that end in {ending} are not read yet. {WHAT_IS_READ}"
        return error("FORMAT_NOT_READ_YET", "file", message, "Export the room in another format.")
    message = f"Files that end in {ending[:12]!r} are not known. {WHAT_IS_READ}"
    return error("UNKNOWN_FORMAT", "file", message, "Check the ending of the file's name.")


def _lacking(format: Format, ending: str) -> Problem | None:
    """An error where the library that reads a format is not installed."""
    if not format.library or find_spec(format.library) is not None:
        return None
    message = f"Files that end in {ending} are read with {format.library}, which is not installed here."
    hint = f"Install it: pip install 'lampyris[{format.extra}]'."
    return error("FORMAT_NEEDS_EXTRA", "file", message, hint)
