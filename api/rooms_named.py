"""The uploaded rooms that a configuration names by `room_id`: one, or several of a flat."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from api.records.configurations import ConfigurationRecord
from api.records.files import canonical_sha256, sha256_of
from api.records.rooms import RoomRecord, find_room
from api.rooms import read_again, reading_overrides
from api.wiring import Wiring
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import error, require_sound
from scenes.building import Building, only_room
from scenes.configuration import Configuration
from scenes.rooms_of import BuildingOf, entries_of


def room_ids(configured: Configuration) -> list[str]:
    """The ids that a configuration names, each once, in its order."""
    ids = (entry.room_id for _, entry in entries_of(configured))
    return list(dict.fromkeys(each for each in ids if each is not None))


def room_ids_in(document: Mapping[str, Any]) -> list[str]:
    """The same of a document that was found sound when it was saved."""
    entries = [document.get("room"), *(document.get("rooms") or ())]
    ids = (entry.get("room_id") for entry in entries if isinstance(entry, Mapping))
    return list(dict.fromkeys(each for each in ids if isinstance(each, str)))


def buildings_of(wiring: Wiring) -> BuildingOf:
    """A look-up of buildings by `room_id`, each read again from its stored file, once."""

    @cache
    def building_of(room_id: str) -> Building | None:
        try:
            with wiring.database.reading() as connection:
                record = find_room(connection, room_id)
        except UnknownRecord:
            return None
        return stored_building(wiring, record)

    return building_of


def stored_building(wiring: Wiring, record: RoomRecord) -> Building:
    """What an upload holds, read again from its stored file; the room alone that a person chose of it.

    Raises
    ------
    UnsoundInput
        With every problem of the file.
    """
    reading = read_again(wiring, record)
    require_sound(reading.problems)
    if reading.building is None:
        message = f"{record.filename} holds no room; one was expected."
        raise UnsoundInput([error("NO_ROOM_FOUND", record.filename, message)])
    return only_room(reading.building, reading_overrides(record).room)


def uploads_of(wiring: Wiring, record: ConfigurationRecord) -> dict[str, dict[str, Any]]:
    """What a render child needs of the rooms that a saved configuration names, by id, as plain data."""
    with wiring.database.reading() as connection:
        uploads = {each: find_room(connection, each) for each in room_ids_in(record.document)}
    return {
        each: {
            "filename": upload.filename,
            "content": wiring.files.read(upload.sha256),
            "overrides": dict(upload.overrides),
        }
        for each, upload in uploads.items()
    }


def rooms_sha256(wiring: Wiring, record: ConfigurationRecord, *, of_files: bool = False) -> str:
    """The hash of what the rooms of a saved configuration rest on: its document, or the uploaded files.

    With `of_files` the stored files are hashed again instead of trusting their names.
    """
    ids = room_ids_in(record.document)
    if not ids:
        document = record.document
        return canonical_sha256(document["rooms"] if "rooms" in document else document.get("room", {}))
    with wiring.database.reading() as connection:
        hashes = [find_room(connection, each).sha256 for each in ids]
    if of_files:
        hashes = [sha256_of(wiring.files.read(each)) for each in hashes]
    return hashes[0] if len(hashes) == 1 else sha256_of("".join(hashes).encode())
