"""Lists in pages, newest first, by the identifiers that sort by time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

Record = TypeVar("Record")


@dataclass(frozen=True)
class Page(Generic[Record]):
    """Some records and, where more follow, what to give as `after` for the next page."""

    items: tuple[Record, ...]
    next: str | None


def page_of(
    connection: Connection,
    table: Table,
    build: Callable[..., Record],
    *,
    limit: int,
    after: str | None,
    where: ColumnElement[bool] | None = None,
) -> Page[Record]:
    """One page of a table whose key is `id`."""
    query = select(table).order_by(table.c.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(table.c.id < after)
    if where is not None:
        query = query.where(where)
    rows: list[dict[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(tuple(build(**row) for row in rows), rows[-1]["id"] if more else None)
