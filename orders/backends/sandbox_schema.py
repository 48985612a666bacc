"""Tables of the sandbox store.

Pieces are kept twice, so that each account checks the other: `stock` holds the figures that
decide, `stock_entry` is a double-entry ledger in which every move takes from one place what it puts
into another, so that it sums to zero for every sku.
"""

from __future__ import annotations

SCHEMA_VERSION = 1

STATEMENTS = (
    """
    CREATE TABLE store (
        id TEXT PRIMARY KEY,
        behaviour TEXT NOT NULL,
        document TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE stock (
        store_id TEXT NOT NULL REFERENCES store (id),
        sku TEXT NOT NULL,
        free INTEGER NOT NULL CHECK (free >= 0),
        reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
        PRIMARY KEY (store_id, sku)
    )
    """,
    """
    CREATE TABLE stock_entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        sku TEXT NOT NULL,
        pieces INTEGER NOT NULL,
        reason TEXT NOT NULL
    )
    """,
    # What has reached the store: one row for each order and part, never changed, never taken out.
    """
    CREATE TABLE received (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        order_id TEXT NOT NULL,
        part TEXT NOT NULL,
        store_id TEXT NOT NULL REFERENCES store (id),
        customer TEXT NOT NULL,
        lines TEXT NOT NULL,
        UNIQUE (order_id, part)
    )
    """,
    """
    CREATE TRIGGER received_is_never_changed BEFORE UPDATE ON received
    BEGIN SELECT RAISE(ABORT, 'what was received is never changed'); END;
    """,
    """
    CREATE TRIGGER received_is_never_taken_out BEFORE DELETE ON received
    BEGIN SELECT RAISE(ABORT, 'what was received is never taken out'); END;
    """,
    # Where each part has been; the newest row is where it stands.
    """
    CREATE TABLE change (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        number INTEGER NOT NULL REFERENCES received (number),
        at TEXT NOT NULL,
        request TEXT NOT NULL,
        fulfilment TEXT NOT NULL,
        reason TEXT NOT NULL
    )
    """,
    """
    CREATE INDEX change_of_part ON change (number, sequence)
    """,
    """
    CREATE TABLE returned (
        return_id TEXT PRIMARY KEY,
        number INTEGER NOT NULL REFERENCES received (number),
        at TEXT NOT NULL,
        store_id TEXT NOT NULL REFERENCES store (id),
        lines TEXT NOT NULL,
        reason TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE settlement (
        payment_id TEXT PRIMARY KEY,
        number INTEGER NOT NULL REFERENCES received (number),
        at TEXT NOT NULL,
        amount TEXT NOT NULL,
        currency TEXT NOT NULL
    )
    """,
)
