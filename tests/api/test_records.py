"""Records: durable, migrated at every start, versions kept, files by content."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from api.records import configurations, idempotency_keys, orders, previews, quotes, rooms
from api.records.database import Database
from api.records.files import Files, sha256_of
from api.records.identifiers import Identifiers
from api.records.tables import metadata
from kit.errors import Conflict, UnknownRecord

NEW = Identifiers()


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'shop.sqlite'}")
    database.migrate()
    yield database
    database.close()


def a_configuration(connection):
    record = configurations.ConfigurationRecord(
        NEW.new("configuration"), 1, {"lampyris": 1}, [], {}, None, "0" * 64, NEW.now()
    )
    configurations.add_configuration(connection, record)
    return record


def a_preview(record):
    return previews.PreviewRecord(
        NEW.new("preview"), record.configuration_id, 1, None, None, "draft", 1, NEW.now()
    )


def test_migrations_make_the_tables_the_program_uses(database):
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_the_first_shape_is_upgraded_with_its_rows(tmp_path):
    path = tmp_path / "shop.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate("0001")
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO configurations VALUES ('cf_1', 1, '2026-11-20T10:00:00Z')")
        connection.exec_driver_sql(
            "INSERT INTO configuration_versions"
            " (configuration_id, version, document, problems, sha256, created_at)"
            f" VALUES ('cf_1', 1, '{{\"lampyris\": 1}}', '[]', '{'0' * 64}', '2026-11-20T10:00:00Z')"
        )
    database.migrate()
    with database.reading() as connection:
        kept = configurations.find_configuration(connection, "cf_1")
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()
    assert (kept.document, kept.files) == ({"lampyris": 1}, {})


def test_two_processes_may_migrate_at_once_and_again(tmp_path):
    address = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    databases = [Database(address) for _ in range(4)]
    threads = [threading.Thread(target=each.migrate) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in databases:
        each.migrate()
        each.check()
        each.close()


def test_sqlite_syncs_every_commit_and_checks_foreign_keys(database):
    with database.reading() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragma == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}


def test_what_is_committed_survives_a_kill_and_what_is_not_is_gone(tmp_path):
    address = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    program = """
import os, signal, sys
from api.records.database import Database
from api.records.rooms import RoomRecord, add_room
database = Database(sys.argv[1]); database.migrate()
with database.writing() as connection:
    add_room(connection, RoomRecord("kept", "a", "0" * 64, {}, {}, "now"))
with database.writing() as connection:
    add_room(connection, RoomRecord("lost", "a", "0" * 64, {}, {}, "now"))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program, address], env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    database = Database(address)
    with database.reading() as connection:
        assert rooms.find_room(connection, "kept").id == "kept"
        with pytest.raises(UnknownRecord):
            rooms.find_room(connection, "lost")
    database.close()


def test_a_write_that_fails_leaves_nothing(database):
    def half_a_write():
        with database.writing() as connection:
            a_configuration(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_a_write()
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM configurations").scalar() == 0


def test_rooms_come_in_pages_newest_first(database):
    ids = [NEW.new("room") for _ in range(5)]
    with database.writing() as connection:
        for each in ids:
            rooms.add_room(connection, rooms.RoomRecord(each, "a", "0" * 64, {}, {"x": 1}, NEW.now()))
    seen: list[str] = []
    after = None
    with database.reading() as connection:
        while True:
            page = rooms.list_rooms(connection, limit=2, after=after)
            seen += [record.id for record in page.items]
            after = page.next
            if after is None:
                break
    assert seen == sorted(ids, reverse=True)


def test_every_version_of_a_configuration_is_kept(database):
    with database.writing() as connection:
        first = a_configuration(connection)
        second = replace(first, version=2, document={"lampyris": 1, "name": "二"})
        configurations.add_version(connection, second)
        with pytest.raises(Conflict) as stale:
            configurations.add_version(connection, second)
    assert stale.value.code == "STALE_VERSION"
    with database.reading() as connection:
        assert configurations.find_configuration(connection, first.configuration_id) == second
        assert configurations.find_configuration(connection, first.configuration_id, 1) == first
        versions = configurations.list_versions(connection, first.configuration_id)
    assert [number for number, _ in versions] == [2, 1]


def test_a_finished_preview_changes_no_more(database):
    with database.writing() as connection:
        preview = a_preview(a_configuration(connection))
        previews.add_preview(connection, preview)
        assert previews.change_preview(connection, preview.id, state="done", files={"picture.png": "0" * 64})
        assert not previews.change_preview(connection, preview.id, state="cancelled")
        found = previews.find_preview(connection, preview.id)
    assert (found.state, found.files, found.error) == ("done", {"picture.png": "0" * 64}, None)
    assert found.is_final


def test_a_preview_needs_its_configuration_version(database):
    record = configurations.ConfigurationRecord("cf_none", 1, {}, [], {}, None, "0" * 64, NEW.now())
    with pytest.raises(IntegrityError), database.writing() as connection:
        previews.add_preview(connection, a_preview(record))


def test_orders_are_numbered_and_changed_only_from_what_was_read(database):
    with database.writing() as connection:
        configuration = a_configuration(connection)
        placed = []
        for _ in range(2):
            quote = quotes.QuoteRecord(
                NEW.new("quote"), configuration.configuration_id, 1, None, {}, NEW.now(), NEW.now()
            )
            quotes.add_quote(connection, quote)
            number = orders.next_order_number(connection, year=2026)
            order = orders.OrderRecord(NEW.new("order"), number, quote.id, {"a": 1}, NEW.now(), NEW.now())
            orders.add_order(connection, order)
            placed.append(order)
        key = idempotency_keys.IdempotencyKeyRecord("k", "0" * 64, placed[0].id, NEW.now())
        idempotency_keys.add_idempotency_key(connection, key)
        assert idempotency_keys.find_idempotency_key(connection, "k") == key
        assert idempotency_keys.find_idempotency_key(connection, "other") is None
        assert [order.number for order in placed] == ["L26-000001", "L26-000002"]
        assert orders.next_order_number(connection, year=2027) == "L27-000001"
        changed = orders.change_order(connection, placed[0], document={"a": 2}, updated_at=NEW.now())
        with pytest.raises(Conflict):
            orders.change_order(connection, placed[0], document={"a": 3}, updated_at=NEW.now())
        assert orders.find_order(connection, placed[0].id) == changed
        assert orders.find_order_of_quote(connection, placed[1].quote_id) == placed[1]


def test_files_are_kept_once_by_their_content(tmp_path):
    files = Files(tmp_path)
    sha256 = files.keep(b"light")
    assert sha256 == files.keep(b"light") == sha256_of(b"light")
    assert files.read(sha256) == b"light"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "g" * 64, "0" * 64])
def test_what_is_not_a_stored_hash_is_unknown(tmp_path, name):
    with pytest.raises(UnknownRecord):
        Files(tmp_path / "files").read(name)
