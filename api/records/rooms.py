"""Rooms that were uploaded: which file, how it was read, what was understood."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from api.records.pages import Page, page_of
from api.records.tables import rooms
from kit.errors import UnknownRecord


@dataclass(frozen=True)
class RoomRecord:
    """One upload; `document` is the contract's ``room --json``, `sha256` names the stored file."""

    id: str
    filename: str
    sha256: str
    overrides: dict[str, Any]
    document: dict[str, Any]
    created_at: str


def add_room(connection: Connection, room: RoomRecord) -> None:
    """Remember an upload."""
    connection.execute(insert(rooms).values(asdict(room)))


def find_room(connection: Connection, room_id: str) -> RoomRecord:
    """The room with that id.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    row = connection.execute(select(rooms).where(rooms.c.id == room_id)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no room {room_id!r}")
    return RoomRecord(**row)


def list_rooms(connection: Connection, *, limit: int, after: str | None = None) -> Page[RoomRecord]:
    """Rooms, newest first, `limit` at a time; `after` is the last id of the page before."""
    return page_of(connection, rooms, RoomRecord, limit=limit, after=after)
