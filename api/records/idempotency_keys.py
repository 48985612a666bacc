"""Idempotency keys: which order a key has made, and from which request; kept for ever."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select

from api.records.tables import idempotency_keys


@dataclass(frozen=True)
class IdempotencyKeyRecord:
    """A key that has made an order; `request_sha256` is the hash of what was asked with it."""

    key: str
    request_sha256: str
    order_id: str
    created_at: str


def add_idempotency_key(connection: Connection, record: IdempotencyKeyRecord) -> None:
    """Remember a key, in the transaction that makes its order."""
    connection.execute(insert(idempotency_keys).values(asdict(record)))


def find_idempotency_key(connection: Connection, key: str) -> IdempotencyKeyRecord | None:
    """What is known of a key, or None when it is new."""
    query = select(idempotency_keys).where(idempotency_keys.c.key == key)
    row = connection.execute(query).mappings().first()
    return None if row is None else IdempotencyKeyRecord(**row)
