"""Rooms: upload one, look at what was understood, correct it, see its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.records.pages import Page
from api.records.rooms import RoomRecord, add_room, add_room_version, find_room, list_rooms
from api.stored_rooms import stored_building
from api.wiring import Wiring
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import Problem, error, errors_of, require_sound
from scenes.build_scene import ReadFile
from scenes.named_files import FileNotRead
from scenes.plan import plan_svg
from scenes.readers.read_room import READERS, ending_of, read_room
from scenes.readers.reading import RoomOverrides, document_of, overrides_of, with_changes
from scenes.readers.room_document import room_document
from scenes.readers.said import edges_forgotten, too_much_said
from scenes.reading_bytes import bytes_of_reading
from scenes.samples import sample_room_file

LONGEST_FILENAME = 200


def no_files(name: str) -> bytes:
    """A `read_file` for what comes over HTTP, which has no folder beside it; raises FileNotRead."""
    message = f"{name!r} cannot be read: files that are named are not taken over HTTP yet."
    hint = "Use a luminaire of the catalogue and boxes as furniture; upload a room first, for its 'room_id'."
    raise FileNotRead(message, hint)


class UnsoundRoom(UnsoundInput):
    """A file that holds no sound room as it was read; it is kept as `room_id` and can be corrected."""

    def __init__(self, problems: Sequence[Problem], room_id: str) -> None:
        super().__init__(problems)
        self.room_id = room_id


def upload_room(
    wiring: Wiring,
    content: bytes,
    filename: str,
    *,
    said: RoomOverrides | None = None,
    read_file: ReadFile = no_files,
) -> RoomRecord:
    """Read a room's file and keep it with what was understood.

    Parameters
    ----------
    content, filename
        The file as it was sent; only the last part of the name is used, and only to tell its format.
    said
        What the person says of the file, such as its unit.
    read_file
        Gives the bytes of a file the room names; raises FileNotFoundError when there is none.

    Raises
    ------
    UnsoundInput
        With every problem of the file; an `UnsoundRoom` where it is of a format that is read, and kept.
    """
    name = plain_filename(filename)
    reading = read_room(content, name, said, read_file=read_file)
    stops = errors_of(reading.problems)
    if stops and (not content or ending_of(name) not in READERS):
        raise UnsoundInput(reading.problems)
    record = RoomRecord(
        id=wiring.identifiers.new("room"),
        filename=name,
        sha256=wiring.files.keep(content),
        overrides=document_of(said or RoomOverrides()),
        document=room_document(reading),
        created_at=wiring.identifiers.now(),
        reading_sha256=wiring.files.keep(bytes_of_reading(reading)),
    )
    with wiring.database.writing() as connection:
        add_room(connection, record)
    if stops:
        raise UnsoundRoom(reading.problems, record.id)
    return record


def correct_room(
    wiring: Wiring, room_id: str, changes: Mapping[str, Any], *, version: int | None = None
) -> RoomRecord:
    """Read a room's file again with more said of it, and keep that as the room's next version.

    Parameters
    ----------
    changes
        Keys of `RoomOverrides`; None takes back what was said. Edges and joined rooms add to those before; an
        edge that is said to be open is no wall any more, and the other way round.
    version
        The version that is corrected; None is the newest.

    Raises
    ------
    UnknownRecord
        When there is no such room.
    Conflict
        ``STALE_VERSION`` when `version` is not the newest any more.
    UnsoundInput
        With every problem, when no room can be understood so, and ``TOO_MUCH_SAID`` when edges and rooms
        beyond what is taken are named; nothing is changed then.
    """
    before = room(wiring, room_id)
    replaced = before.version if version is None else version
    merged, forgotten = with_changes(before.overrides, changes)
    require_sound(too_much_said(merged))
    said = overrides_of(merged)
    reading = read_room(wiring.files.read(before.sha256), before.filename, said, read_file=no_files)
    require_sound(reading.problems)
    if forgotten:
        reading = replace(reading, problems=(*reading.problems, edges_forgotten(forgotten)))
    record = replace(
        before,
        overrides=document_of(said),
        document=room_document(reading),
        version=replaced + 1,
        reading_sha256=wiring.files.keep(bytes_of_reading(reading)),
    )
    with wiring.database.writing() as connection:
        add_room_version(connection, record)
    return record


def take_sample_room(wiring: Wiring, sample: str) -> RoomRecord:
    """Keep the room of a sample as if it had been uploaded.

    Raises
    ------
    UnknownRecord
        When there is no such sample.
    """
    filename, content = sample_room_file(sample)
    return upload_room(wiring, content, filename)


def room(wiring: Wiring, room_id: str, version: int | None = None) -> RoomRecord:
    """The room with that id, the newest version when `version` is None; raises UnknownRecord."""
    with wiring.database.reading() as connection:
        return find_room(connection, room_id, version)


def rooms(wiring: Wiring, *, limit: int, after: str | None = None) -> Page[RoomRecord]:
    """Rooms, newest first."""
    with wiring.database.reading() as connection:
        return list_rooms(connection, limit=limit, after=after)


def room_plan(wiring: Wiring, room_id: str, storey: str | None = None) -> str:
    """The plan of one storey of an upload as SVG, that of its largest room when `storey` is None.

    Raises
    ------
    UnknownRecord
        When there is no such room or storey.
    """
    record = room(wiring, room_id)

    def draw() -> str:
        found = stored_building(wiring, record).rooms
        if storey is not None and all(each.storey != storey for each in found):
            raise UnknownRecord(f"room {room_id!r} has no storey {storey!r}")
        largest = max(found, key=lambda each: each.floor_area_m2)
        return plan_svg((largest, *(each for each in found if each is not largest)), storey=storey)

    return wiring.plans.plan((record.id, record.version, storey or ""), draw)


def plain_filename(filename: str) -> str:
    """The last part of a file name, without control characters; never a path.

    Raises
    ------
    UnsoundInput
        ``FILENAME_UNUSABLE`` when nothing is left of it, or when it is longer than 200 characters.

    Examples
    --------
    >>> plain_filename("../../etc/room.json")
    'room.json'
    """
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in last if letter.isprintable()).strip()
    if name in ("", ".", "..") or len(name) > LONGEST_FILENAME:
        message = f"The file name is {filename[:60]!r}; 1 to {LONGEST_FILENAME} letters were expected."
        raise UnsoundInput([error("FILENAME_UNUSABLE", "file", message, "Rename the file.")])
    return name
