"""GLB files of our own that hold the rooms which they show: those are taken, and not the triangles."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace

from assets.glb import open_glb
from kit.errors import UnsoundInput
from kit.problems import Problem, errors_of, info, warning
from scenes.ceiling_model import with_ceiling
from scenes.furniture_models import with_models
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.room_json import read_room_json
from scenes.room import Room
from scenes.writers.kept_rooms import KEY


def rooms_kept_in(data: bytes, overrides: RoomOverrides) -> tuple[RoomReading | None, list[Problem]]:
    """The rooms that a GLB file holds as we wrote them; None, and perhaps why, where its triangles are all.

    A file whose triangles were changed by another program says nothing of that in its rooms, but such
    programs write an `asset` of their own.
    """
    if f'"{KEY}"'.encode() not in data or overrides.view is not None:
        return None, []
    try:
        kept = open_glb(data).document["asset"]["extras"][KEY]
        reading = read_room_json(json.dumps(kept["configuration"]).encode(), "rooms.json", overrides)
        files = {name: b64decode(text, validate=True) for name, text in kept["models"].items()}
    except (UnsoundInput, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        message = "The rooms that the file holds beside its triangles cannot be read; the triangles are."
        return None, [warning("KEPT_ROOMS_UNREADABLE", "file", message, "Export it again.")]
    if reading.building is None:
        return None, []
    rooms, problems = [], list(reading.problems)
    for index, room in enumerate(reading.building.rooms):
        own, found = _with_files(room, files, f"rooms[{index}]")
        rooms.append(own)
        problems += found
    if errors_of(problems):
        message = "The models that the file holds beside its triangles cannot be read; the triangles are."
        return None, [warning("KEPT_ROOMS_UNREADABLE", "file", message, "Export it again.")]
    message = f"The file holds its rooms ({len(rooms)}) as Lampyris wrote them; they were taken."
    problems.append(info("ROOMS_AS_WRITTEN", "file", message))
    building = replace(reading.building, rooms=tuple(rooms))
    return replace(reading, building=building, problems=tuple(problems)), []


def _with_files(room: Room, files: Mapping[str, bytes], where: str) -> tuple[Room, list[Problem]]:
    """The room with its models in place of their names."""

    def read_file(name: str) -> bytes:
        if name not in files:
            raise FileNotFoundError(name)
        return files[name]

    read, problems = with_models(room, read_file, where)
    furniture = tuple(
        one if one.model is None else replace(other, model=None)
        for one, other in zip(room.furniture, read.furniture, strict=True)
    )
    walls, more = with_models(replace(room, furniture=room.partitions), read_file, where)
    partitions = tuple(replace(each, model=None) for each in walls.furniture)
    ceiling, told = with_ceiling(replace(room, furniture=furniture, partitions=partitions), read_file, where)
    return replace(ceiling, ceiling_model=None), [*problems, *more, *told]
