"""Rooms: upload one, look at what was understood, see its plan."""

from __future__ import annotations

from typing import Any

from api.records.files import sha256_of
from api.records.pages import Page
from api.records.rooms import RoomRecord, add_room, find_room, list_rooms
from api.wiring import Wiring
from kit.errors import UnsoundInput
from kit.problems import error, require_sound
from scenes.build_scene import ReadFile
from scenes.choose_room import choose_room
from scenes.named_files import FileNotRead
from scenes.plan import plan_svg
from scenes.readers.read_room import RoomOverrides, RoomReading, read_room
from scenes.readers.room_document import room_document
from scenes.room import Room
from scenes.samples import sample_room_file

LONGEST_FILENAME = 200


def no_files(name: str) -> bytes:
    """A `read_file` for what comes over HTTP, which has no folder beside it; raises FileNotRead."""
    message = f"{name!r} cannot be read: files that are named are not taken over HTTP yet."
    hint = "Use a luminaire of the catalogue and boxes as furniture; upload a room first, for its 'room_id'."
    raise FileNotRead(message, hint)


def upload_room(
    wiring: Wiring,
    content: bytes,
    filename: str,
    *,
    units: str = "auto",
    read_file: ReadFile = no_files,
) -> RoomRecord:
    """Read a room's file and, when it is sound, keep file and reading.

    Parameters
    ----------
    content, filename
        The file as it was sent; only the last part of the name is used, and only to tell its format.
    units
        ``auto`` or one of m, cm, mm, in, ft.
    read_file
        Gives the bytes of a file the room names; raises FileNotFoundError when there is none.

    Raises
    ------
    UnsoundInput
        With every problem of the file.
    """
    name = plain_filename(filename)
    overrides: dict[str, Any] = {} if units == "auto" else {"units": units}
    reading = read_room(content, name, RoomOverrides(**overrides), read_file=read_file)
    require_sound(reading.problems)
    record = RoomRecord(
        id=wiring.identifiers.new("room"),
        filename=name,
        sha256=sha256_of(content),
        overrides=overrides,
        document=room_document(reading),
        created_at=wiring.identifiers.now(),
    )
    wiring.files.keep(content)
    with wiring.database.writing() as connection:
        add_room(connection, record)
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


def room(wiring: Wiring, room_id: str) -> RoomRecord:
    """The room with that id; raises UnknownRecord."""
    with wiring.database.reading() as connection:
        return find_room(connection, room_id)


def rooms(wiring: Wiring, *, limit: int, after: str | None = None) -> Page[RoomRecord]:
    """Rooms, newest first."""
    with wiring.database.reading() as connection:
        return list_rooms(connection, limit=limit, after=after)


def stored_room(wiring: Wiring, record: RoomRecord) -> Room:
    """The room of an upload, read again from its stored file."""
    reading = read_again(wiring, record)
    require_sound(reading.problems)
    if reading.building is None:
        message = f"{record.filename} holds no room; one was expected."
        raise UnsoundInput([error("NO_ROOM_FOUND", record.filename, message)])
    chosen, problems = choose_room(reading.building, room=reading_overrides(record).room)
    if chosen is None:
        raise UnsoundInput(problems)
    return chosen


def read_again(wiring: Wiring, record: RoomRecord) -> RoomReading:
    """What the readers say of an upload today."""
    return read_room(wiring.files.read(record.sha256), record.filename, reading_overrides(record))


def reading_overrides(record: RoomRecord) -> RoomOverrides:
    """What a person said of an upload."""
    return RoomOverrides(**record.overrides)


def room_plan(wiring: Wiring, room_id: str) -> str:
    """The plan of a room as SVG; raises UnknownRecord."""
    record = room(wiring, room_id)
    shows = (record.sha256, record.filename, *sorted(record.overrides.items()))
    return wiring.plans.plan(shows, lambda: plan_svg(stored_room(wiring, record)))


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
