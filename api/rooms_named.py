"""The uploaded rooms that a configuration names by `room_id`: one, or several of a flat."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from api.records.configurations import ConfigurationRecord
from api.records.files import canonical_sha256, sha256_of
from api.records.rooms import RoomRecord, find_room
from api.stored_rooms import stored_building, stored_reading, stored_reading_bytes
from api.wiring import Wiring
from kit.errors import UnknownRecord
from scenes.building import Building, only_room
from scenes.configuration import Configuration
from scenes.readers.reading import overrides_of
from scenes.reading_bytes import bytes_of_reading
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


def buildings_of(wiring: Wiring, versions: Mapping[str, int]) -> BuildingOf:
    """A look-up of buildings by `room_id`, each in the version that is given, or its newest."""

    @cache
    def building_of(room_id: str) -> Building | None:
        try:
            with wiring.database.reading() as connection:
                record = find_room(connection, room_id, versions.get(room_id))
        except UnknownRecord:
            return None
        return stored_building(wiring, record)

    return building_of


def versions_of(wiring: Wiring, configured: Configuration) -> dict[str, int]:
    """The newest version of each stored room that a configuration names."""
    found = {}
    with wiring.database.reading() as connection:
        for room_id in room_ids(configured):
            with suppress(UnknownRecord):  # told with everything else that is wrong
                found[room_id] = find_room(connection, room_id).version
    return found


def readings_of(wiring: Wiring, record: ConfigurationRecord) -> dict[str, bytes]:
    """What a render child needs of the rooms that a saved configuration names, by id, as bytes."""
    with wiring.database.reading() as connection:
        uploads = {
            each: find_room(connection, each, record.room_versions.get(each))
            for each in room_ids_in(record.document)
        }
    return {each: _reading_bytes(wiring, upload) for each, upload in uploads.items()}


def _reading_bytes(wiring: Wiring, upload: RoomRecord) -> bytes:
    """What was understood of an upload, the room alone that a person chose of it, as bytes."""
    reading = stored_reading(wiring, upload)
    chosen = overrides_of(upload.overrides).room
    if reading.building is None or chosen is None:
        return stored_reading_bytes(wiring, upload)
    return bytes_of_reading(replace(reading, building=only_room(reading.building, chosen)))


def rooms_sha256(wiring: Wiring, record: ConfigurationRecord, *, of_files: bool = False) -> str:
    """The hash of what the rooms of a saved configuration rest on: its document, or the uploaded files.

    A room of whose file something was said counts with that. With `of_files` the stored files are hashed
    again instead of trusting their names.
    """
    ids = room_ids_in(record.document)
    if not ids:
        document = record.document
        return canonical_sha256(document["rooms"] if "rooms" in document else document.get("room", {}))
    with wiring.database.reading() as connection:
        uploads = [find_room(connection, each, record.room_versions.get(each)) for each in ids]
    hashes = [sha256_of(wiring.files.read(each.sha256)) if of_files else each.sha256 for each in uploads]
    hashes = [
        canonical_sha256({"file": file, "said": each.overrides}) if each.overrides else file
        for file, each in zip(hashes, uploads, strict=True)
    ]
    return hashes[0] if len(hashes) == 1 else sha256_of("".join(hashes).encode())
