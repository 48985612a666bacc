"""A ZIP of RoomPlan captures: JSON and USDZ of one or several rooms become one building."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import PurePosixPath

import shapely

from assets.archive import Archive
from kit.errors import UnsoundInput
from kit.problems import Problem, Severity, error, info, require_sound, warning
from scenes.configuration import check_numbers, parse_json
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan import captured_rooms, check_up, frame_of, looks_like_roomplan
from scenes.readers.roomplan_building import building_of
from scenes.readers.roomplan_capture import CapturedRoom
from scenes.readers.roomplan_usdz import captured_usdz

FORMAT = "RoomPlan ZIP"
MOST_CAPTURES = 100
SAME_SHARE = 0.8  # of the area of both: one room in two files
SAME_FLOOR_M = 0.5
PLAIN_NAMES = ("capturedroom", "floorplan", "room", "roomplan", "capturedstructure", "model")


def read_captures_zip(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a ZIP of captures; a room that is in it as JSON and as USDZ is taken from the JSON.

    Raises
    ------
    UnsoundInput
        When it is no sound archive, or no capture in it can be read.
    """
    archive = Archive(data, PurePosixPath(filename.replace("\\", "/")).name[:80])
    written = _captures(archive, ".json")
    drawn = _captures(archive, ".usdz")
    if len(written) + len(drawn) > MOST_CAPTURES:
        message = f"The archive holds {len(written) + len(drawn)} captures; at most {MOST_CAPTURES} are read."
        require_sound([error("TOO_MANY_PARTS", "file", message, "Send them in several files.")])
    problems = check_up(overrides) if not drawn else []
    rooms: list[CapturedRoom] = []
    for name in written:
        found, told = _from_json(archive, name, overrides)
        rooms += _placed(found, name)
        problems += told
    problems += _from_usdz(archive, drawn, overrides, rooms)
    if not rooms:
        message = (
            f"None of the {len(archive.names)} files in the archive is a RoomPlan capture that can be read."
        )
        hint = "Pack the captures' .json or .usdz files; send other rooms without packing them."
        require_sound([*problems, error("NO_CAPTURE_IN_ZIP", "file", message, hint)])
    units = "m" if overrides.units == "auto" else overrides.units
    return building_of(rooms, overrides, problems, format=FORMAT, units=units)


def _captures(archive: Archive, ending: str) -> list[str]:
    """Names of files of an ending, without those that an archiver adds for itself."""
    return sorted(
        name
        for name in archive.names
        if name.lower().endswith(ending)
        and not any(step.startswith(("__MACOSX", ".")) for step in name.split("/"))
    )


def _from_json(
    archive: Archive, name: str, overrides: RoomOverrides
) -> tuple[list[CapturedRoom], list[Problem]]:
    try:
        document = parse_json(archive.read(name))
        if not looks_like_roomplan(document):
            message = f"{name[:80]!r} is JSON, but no RoomPlan capture; it was left out."
            return [], [info("FILE_LEFT_OUT", name[:80], message)]
        require_sound(check_numbers(document, ""))
        return captured_rooms(document, frame_of(overrides))
    except UnsoundInput as fault:
        return [], _softened(fault.problems, name)


def _from_usdz(
    archive: Archive, names: Sequence[str], overrides: RoomOverrides, rooms: list[CapturedRoom]
) -> list[Problem]:
    """What is told of USDZ captures; those rooms that no other file has are added to `rooms`."""
    if names and find_spec("pxr") is None:
        message = (
            f"{len(names)} .usdz files are read with pxr, which is not installed here; they are left out."
        )
        hint = "Install it: pip install 'lampyris[usd]'."
        return [warning("FORMAT_NEEDS_EXTRA", "file", message, hint)]
    problems: list[Problem] = []
    for name in names:
        try:
            found, told, _, _ = captured_usdz(archive.read(name), overrides)
        except UnsoundInput as fault:
            problems += _softened(fault.problems, name)
            continue
        fresh = [room for room in found if not any(_same(room, other) for other in rooms)]
        if len(fresh) < len(found):
            message = f"{name[:80]!r} holds a room that another file holds too; its geometry is not taken."
            problems.append(info("CAPTURE_TWICE", name[:80], message))
        if fresh:
            problems += told
            rooms += _placed(fresh, name)
    return problems


def _softened(problems: Sequence[Problem], name: str) -> list[Problem]:
    """Errors of one file of several as warnings."""
    told = [
        replace(each, severity=Severity.WARNING if each.severity is Severity.ERROR else each.severity)
        for each in problems
    ]
    message = f"{name[:80]!r} cannot be used; what else is in the archive can."
    return [*told[:20], warning("CAPTURE_LEFT_OUT", name[:80], message, "See what is wrong with it.")]


def _placed(rooms: Sequence[CapturedRoom], name: str) -> list[CapturedRoom]:
    """Rooms with their place in the archive; nameless ones are called after their file or folder."""
    path = PurePosixPath(name)
    called = path.stem if path.stem.lower() not in PLAIN_NAMES else path.parent.name or path.stem
    return [
        replace(
            room,
            where=f"{name[:80]}: {room.where}" if room.where else name[:80],
            name=room.name or called[:60],
        )
        for room in rooms
    ]


def _same(room: CapturedRoom, other: CapturedRoom) -> bool:
    """Whether two are one room: their walls have the same names, or they lie in the same place."""
    if room.identifiers & other.identifiers:
        return True
    one, two = (shapely.Polygon(each.outline).buffer(0) for each in (room, other))
    joined = one.union(two).area
    near = abs(room.floor_z_m - other.floor_z_m) < SAME_FLOOR_M
    return bool(near and joined > 0 and one.intersection(two).area > SAME_SHARE * joined)
