"""The database: opened durably, brought to the newest shape, read and written in transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 30_000


class Database:
    """One SQLite database; `reading` and `writing` each give a connection inside one transaction.

    It runs with a write-ahead log and synchronous FULL: what is committed is on the disk before the
    commit returns, so it survives a kill or a power cut, and readers do not wait for a writer. A
    write transaction takes the write lock at its beginning, so that nothing read in it can be stale.

    Parameters
    ----------
    address
        As SQLAlchemy writes it, such as ``sqlite:////var/lampyris/lampyris.sqlite``.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        url = make_url(address)
        # 0o700: it holds names and addresses
        Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._engine = create_engine(url)
        _make_durable(self._engine)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to the newest shape, or to `revision`; safe to repeat and at any start."""
        with self._engine.connect() as connection:
            # two processes starting together must not both create the tables
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            settings = Config()
            settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all kept at the end, or none when something is raised."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def check(self) -> None:
        """Raise what the database raises when it cannot be read."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _make_durable(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # None: transactions begin where we say so, not where the driver guesses
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        _write_ahead(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Turn on the write-ahead log; SQLite does not wait where another connection is just doing so."""
    for patience_s in (0.01, 0.03, 0.1, 0.3, 1.0, 3.0):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(patience_s)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")
