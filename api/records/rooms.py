"""Rooms that were uploaded: which file, how it was read, what was understood; every version is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from api.records.pages import Page, page_of
from api.records.tables import earlier_rooms, rooms
from kit.errors import Conflict, UnknownRecord


@dataclass(frozen=True)
class RoomRecord:
    """One upload as it was read.

    `document` is the contract's ``room --json``, `sha256` names the stored file, `overrides` is what was said
    of it, `version` counts what was said, and `reading_sha256` names the stored reading, where there is one.
    """

    id: str
    filename: str
    sha256: str
    overrides: dict[str, Any]
    document: dict[str, Any]
    created_at: str
    version: int = 1
    reading_sha256: str | None = None


def add_room(connection: Connection, room: RoomRecord) -> None:
    """Remember an upload."""
    connection.execute(insert(rooms).values(asdict(room)))


def add_room_version(connection: Connection, following: RoomRecord) -> None:
    """Remember the next version of a room, and keep the one before.

    Raises
    ------
    UnknownRecord
        When there is no such room.
    Conflict
        ``STALE_VERSION`` when somebody has corrected it meanwhile.
    """
    before = find_room(connection, following.id)
    if before.version != following.version - 1:
        message = f"room {following.id} is at version {before.version}, not {following.version - 1}"
        raise Conflict(message, "STALE_VERSION")
    kept = {key: getattr(before, key) for key in ("version", "overrides", "document", "reading_sha256")}
    connection.execute(insert(earlier_rooms).values(room_id=before.id, **kept))
    connection.execute(update(rooms).where(rooms.c.id == following.id).values(asdict(following)))


def find_room(connection: Connection, room_id: str, version: int | None = None) -> RoomRecord:
    """The room with that id; its newest version when `version` is None.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    row = connection.execute(select(rooms).where(rooms.c.id == room_id)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no room {room_id!r}")
    newest = RoomRecord(**row)
    if version is None or version == newest.version:
        return newest
    table = earlier_rooms
    query = select(table).where(table.c.room_id == room_id, table.c.version == version)
    earlier = connection.execute(query).mappings().first()
    if earlier is None:
        raise UnknownRecord(f"room {room_id!r} has no version {version}")
    return replace(newest, **{key: value for key, value in earlier.items() if key != "room_id"})


def list_rooms(connection: Connection, *, limit: int, after: str | None = None) -> Page[RoomRecord]:
    """Rooms, newest first, `limit` at a time; `after` is the last id of the page before."""
    return page_of(connection, rooms, RoomRecord, limit=limit, after=after)
