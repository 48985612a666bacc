"""The sandbox store's books: how its tables are read and written within one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kit.errors import StoreUnreachable, UnknownRecord
from orders.backends.sandbox_schema import SCHEMA_VERSION, STATEMENTS
from orders.backends.store_backend import Ref, Snapshot
from orders.lines import PartLine
from orders.moments import moment_of
from orders.states import Fulfilment, PartState, Request

PATIENCE_S = 60.0  # how long a call waits for others to finish writing
SUPPLIER, CUSTOMER = "supplier", "customer"
HELD = (Fulfilment.RESERVED, Fulfilment.PICKING, Fulfilment.PACKED)  # pieces are set aside

_STANDS = """
    SELECT c.sequence, c.at, c.request, c.fulfilment, c.reason,
           r.number, r.order_id, r.part, r.store_id, r.lines
    FROM change AS c JOIN received AS r ON r.number = c.number
"""


class Behaviour(StrEnum):
    """How a sandbox store answers."""

    ACCEPTS = "accepts"  # every part, at once
    ASKS_STAFF = "asks_staff"  # parts wait until `accept` or `reject` is called
    REJECTS_ALL = "rejects_all"
    UNREACHABLE = "unreachable"  # does nothing and does not answer
    LOSES_ANSWERS = "loses_answers"  # does it, and the answer is lost on the way


@dataclass(frozen=True)
class ReceivedPart:
    """A received part and where it stands."""

    ref: Ref
    number: int
    lines: tuple[PartLine, ...]
    state: PartState


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that holds the write lock from its beginning and is on the disc at its end.

    An exception within it undoes everything.

    Raises
    ------
    StoreUnreachable
        When others kept the lock for too long, or the disc refuses.
    """
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = EXTRA")  # as FULL, and the journal's end is synced too
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        finally:
            connection.close()
    except sqlite3.OperationalError as failure:
        raise StoreUnreachable(f"the sandbox store's database does not answer: {failure}") from failure


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables where there are none yet."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in STATEMENTS:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def plain(document: Any) -> str:
    """JSON text that is the same for the same document."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False)


def lines_text(lines: Sequence[PartLine]) -> str:
    """Lines as JSON text."""
    return plain([line.as_json() for line in lines])


def lines_from(text: str) -> tuple[PartLine, ...]:
    """The lines that `lines_text` wrote."""
    return tuple(PartLine.from_json(line) for line in json.loads(text))


def pieces_of(lines: Sequence[PartLine]) -> dict[str, int]:
    """Pieces per sku."""
    pieces: dict[str, int] = {}
    for line in lines:
        pieces[line.sku] = pieces.get(line.sku, 0) + line.quantity
    return pieces


def ref_of(number: int, order_id: str, part: str, store_id: str) -> Ref:
    """How the store calls the part that it received as `number`."""
    return Ref(f"{store_id}-{number:06d}", order_id, part, store_id)


def behaviour_of(connection: sqlite3.Connection, store_id: str) -> Behaviour:
    """How that store answers; raises UnknownRecord when there is no such store."""
    row = connection.execute("SELECT behaviour FROM store WHERE id = ?", (store_id,)).fetchone()
    if row is None:
        raise UnknownRecord(f"there is no store {store_id!r}")
    return Behaviour(row["behaviour"])


def free_in(connection: sqlite3.Connection, store_id: str) -> dict[str, int]:
    """Free pieces per sku of one store."""
    rows = connection.execute("SELECT sku, free FROM stock WHERE store_id = ?", (store_id,))
    return {row["sku"]: row["free"] for row in rows}


def find_part(connection: sqlite3.Connection, ref: Ref) -> ReceivedPart:
    """The part that `ref` names; raises UnknownRecord when it never reached the store."""
    row = connection.execute(
        f"{_STANDS} WHERE r.order_id = ? AND r.part = ? ORDER BY c.sequence DESC LIMIT 1",
        (ref.order_id, ref.part),
    ).fetchone()
    if row is None or ref_of(row["number"], row["order_id"], row["part"], row["store_id"]) != ref:
        raise UnknownRecord(f"the store does not know {ref.reference!r}")
    return ReceivedPart(ref, row["number"], lines_from(row["lines"]), _state(row))


def newest_of(connection: sqlite3.Connection, part: ReceivedPart) -> Snapshot:
    """Where that part stands."""
    where = "WHERE c.number = ? ORDER BY c.sequence DESC LIMIT 1"
    return _snapshot(connection.execute(f"{_STANDS} {where}", (part.number,)).fetchone())


def changes_after(connection: sqlite3.Connection, since: int) -> list[Snapshot]:
    """Every change after that sequence, oldest first."""
    rows = connection.execute(f"{_STANDS} WHERE c.sequence > ? ORDER BY c.sequence", (since,))
    return [_snapshot(row) for row in rows]


def note(connection: sqlite3.Connection, number: int, *, state: PartState, at: str, reason: str) -> None:
    """Write down where part `number` stands now."""
    connection.execute(
        "INSERT INTO change (number, at, request, fulfilment, reason) VALUES (?, ?, ?, ?, ?)",
        (number, at, state.request, state.fulfilment, reason),
    )


def carry(
    connection: sqlite3.Connection,
    pieces: Mapping[str, int],
    *,
    source: str,
    target: str,
    at: str,
    reason: str,
) -> None:
    """Carry pieces from one place to another: both sides of the ledger, and the stock's figures.

    Places are ``supplier``, ``customer``, ``free:STORE`` and ``reserved:STORE``. The table's own
    check makes a figure below zero impossible.
    """
    for sku, number in pieces.items():
        for place, signed in ((source, -number), (target, number)):
            connection.execute(
                "INSERT INTO stock_entry (at, place, sku, pieces, reason) VALUES (?, ?, ?, ?, ?)",
                (at, place, sku, signed, reason),
            )
            column, _, store_id = place.partition(":")
            if store_id:
                connection.execute("INSERT OR IGNORE INTO stock VALUES (?, ?, 0, 0)", (store_id, sku))
                change = "free = free + ?" if column == "free" else "reserved = reserved + ?"
                connection.execute(
                    f"UPDATE stock SET {change} WHERE store_id = ? AND sku = ?", (signed, store_id, sku)
                )


def with_customer(connection: sqlite3.Connection, part: ReceivedPart) -> dict[str, int]:
    """Pieces of a part that left the store and have not come back."""
    outside = pieces_of(part.lines)
    for row in connection.execute("SELECT lines FROM returned WHERE number = ?", (part.number,)):
        for sku, number in pieces_of(lines_from(row["lines"])).items():
            outside[sku] -= number
    return {sku: number for sku, number in outside.items() if number}


def ledger_of(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Sum of the ledger's entries, by sku and place."""
    sums: dict[str, dict[str, int]] = {}
    rows = connection.execute("SELECT sku, place, sum(pieces) AS pieces FROM stock_entry GROUP BY sku, place")
    for row in rows:
        sums.setdefault(row["sku"], {})[row["place"]] = row["pieces"]
    return sums


def _state(row: sqlite3.Row) -> PartState:
    return PartState(Request(row["request"]), Fulfilment(row["fulfilment"]))


def _snapshot(row: sqlite3.Row) -> Snapshot:
    return Snapshot(
        ref=ref_of(row["number"], row["order_id"], row["part"], row["store_id"]),
        sequence=row["sequence"],
        at=moment_of(row["at"]),
        request=Request(row["request"]),
        fulfilment=Fulfilment(row["fulfilment"]),
        reason=row["reason"],
        raw={"request": row["request"], "fulfilment": row["fulfilment"]},
    )
