"""Room files: a table from the ending of a file to its reader, and what a reader answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from kit.errors import UnsoundInput
from kit.problems import Problem, error, errors_of
from scenes.checks import check_room
from scenes.furniture_models import ReadFile, with_models
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.room_json import read_room_json
from scenes.room import Room

__all__ = ["RoomOverrides", "RoomReading", "read_room", "room_document", "understand_room"]

LARGEST_BYTES = 60_000_000
NOT_READ_YET = (
    ".usdz", ".sh3d", ".xml", ".glb", ".gltf", ".obj", ".ply", ".stl", ".ifc", ".dxf", ".dwg", ".pdf",
    ".png", ".jpg", ".jpeg", ".svg", ".e57", ".las", ".laz", ".pcd", ".rad", ".gbxml",
)  # fmt: skip
WHAT_IS_READ = "This version reads Apple RoomPlan .json and .lampyris.json."


Reader = Callable[[bytes, str, RoomOverrides], RoomReading]


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
    reading = understand_room(data, filename, overrides)
    if reading.room is None:
        return reading
    room, problems = reading.room, list(reading.problems)
    if read_file is not None:
        room, more = with_models(room, read_file)
        problems += more
    problems += check_room(room)
    return replace(reading, room=None if errors_of(problems) else room, problems=tuple(problems))


def understand_room(data: bytes, filename: str, overrides: RoomOverrides | None = None) -> RoomReading:
    """Read a room file without checking the room, for callers who change it first."""
    ending = PurePosixPath(filename.replace("\\", "/").lower()).suffix
    refused = _refusal(data, ending)
    if refused:
        return RoomReading(None, (refused,), ending.removeprefix(".") or "unknown")
    try:
        return READERS[ending](data, filename, overrides or RoomOverrides())
    except UnsoundInput as fault:
        return RoomReading(None, fault.problems, ending.removeprefix("."))


def _refusal(data: bytes, ending: str) -> Problem | None:
    """Why a file is not even looked into."""
    if not data:
        return error("EMPTY_FILE", "file", "The file is empty.", "Export it again.")
    if len(data) > LARGEST_BYTES:
        message = f"The file has {len(data)} bytes; at most {LARGEST_BYTES} are read."
        return error("FILE_TOO_LARGE", "file", message, "Export the room without its pictures.")
    if ending in READERS:
        return None
    if ending in NOT_READ_YET:
        message = f"Files that end in {ending} are not read yet. {WHAT_IS_READ}"
        return error("FORMAT_NOT_READ_YET", "file", message, "Export the room in another format.")
    message = f"Files that end in {ending[:12]!r} are not known. {WHAT_IS_READ}"
    return error("UNKNOWN_FORMAT", "file", message, "Check the ending of the file's name.")


def room_document(reading: RoomReading) -> dict[str, Any]:
    """What was understood, as `lampyris room --json` prints it."""
    room = reading.room
    document: dict[str, Any] = {
        "format": reading.format,
        "units": None if room is None else reading.units,
        "storeys": reading.found.get("storeys", []),
        "rooms": [] if room is None else [one_room_document(room, reading.found.get("openings", []))],
        "furniture": 0 if room is None else len(room.furniture),
        "lights_found": reading.found.get("lights_found", []),
        "views": reading.found.get("views", 0),
        "north_deg": reading.found.get("north_deg"),
        "triangles": reading.found.get("triangles", 0),
        "origins": {} if room is None else origins_document(room),
        "problems": [problem.as_json() for problem in reading.problems],
    }
    return document


def origins_document(room: Room) -> dict[str, str]:
    """Where each value comes from: file, derived, default or user."""
    surfaces = {f"reflectance {name}": room.finish_of(name).origin for name in ("floor", "walls", "ceiling")}
    return {key: origin.value for key, origin in sorted((room.origins | surfaces).items())}


def one_room_document(room: Room, more_openings: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """One room as the contract writes it, with what stands in it; `more_openings` are in partitions."""
    return {
        "name": room.name,
        "use": room.use,
        "floor_area_m2": round(room.floor_area_m2, 4),
        "height_m": round(room.height_m, 4),
        "walls": len(room.outline_m),
        "open_walls": [i for i in range(len(room.outline_m)) if room.finish_of(f"wall:{i}").open],
        "outline_m": [[round(x, 6), round(y, 6)] for x, y in room.outline_m],
        "openings": [
            {
                "kind": o.kind,
                "wall": o.wall,
                "width_m": round(o.width_m or o.size_m[0], 4),
                "height_m": round(o.height_m or o.size_m[1], 4),
                "offset_m": round(o.offset_m, 4),
                "sill_m": round(o.sill_m, 4),
                "open": o.open,
            }
            for o in room.openings
        ]
        + list(more_openings),
        "furniture": [
            {
                "name": piece.name,
                "position_m": [round(v, 4) for v in piece.position_m],
                "rotation_deg": round(piece.rotation_deg, 3),
                "box_m": None if piece.size_m is None else [round(v, 4) for v in piece.size_m],
            }
            for piece in room.furniture
        ],
    }


READERS: dict[str, Reader] = {".json": read_room_json}
