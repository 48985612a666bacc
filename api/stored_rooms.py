"""What was understood of an upload, as it was kept."""

from __future__ import annotations

from api.records.rooms import RoomRecord
from api.wiring import Wiring
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import error, require_sound
from scenes.building import Building, only_room
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomReading, overrides_of
from scenes.reading_bytes import bytes_of_reading, reading_of_bytes


def stored_reading(wiring: Wiring, record: RoomRecord) -> RoomReading:
    """What was understood of an upload; read again from its file where it was kept in another form."""
    if record.reading_sha256 is not None:
        try:
            return reading_of_bytes(wiring.files.read(record.reading_sha256))
        except (UnsoundInput, UnknownRecord):
            pass
    return read_room(wiring.files.read(record.sha256), record.filename, overrides_of(record.overrides))


def stored_reading_bytes(wiring: Wiring, record: RoomRecord) -> bytes:
    """The same as bytes, for another process."""
    return bytes_of_reading(stored_reading(wiring, record))


def stored_building(wiring: Wiring, record: RoomRecord) -> Building:
    """The rooms of an upload, or the one that a person chose of it.

    Raises
    ------
    UnsoundInput
        With every problem when none can be used.
    """
    reading = stored_reading(wiring, record)
    require_sound(reading.problems)
    if reading.building is None:
        message = f"{record.filename} holds no room; one was expected."
        raise UnsoundInput([error("NO_ROOM_FOUND", record.filename, message)])
    return only_room(reading.building, overrides_of(record.overrides).room)
