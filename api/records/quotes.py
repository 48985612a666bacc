"""Quotes: a configuration version with its prices, as it was offered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from api.records.tables import quotes
from kit.errors import UnknownRecord


@dataclass(frozen=True)
class QuoteRecord:
    """One offer; `document` is what was shown to the person, and is never changed."""

    id: str
    configuration_id: str
    configuration_version: int
    store_id: str | None  # None: nobody has anything
    document: dict[str, Any]
    created_at: str
    expires_at: str


def add_quote(connection: Connection, quote: QuoteRecord) -> None:
    """Remember an offer."""
    connection.execute(insert(quotes).values(asdict(quote)))


def find_quote(connection: Connection, quote_id: str) -> QuoteRecord:
    """The quote with that id.

    Raises
    ------
    UnknownRecord
        When there is none.
    """
    row = connection.execute(select(quotes).where(quotes.c.id == quote_id)).mappings().first()
    if row is None:
        raise UnknownRecord(f"there is no quote {quote_id!r}")
    return QuoteRecord(**row)
