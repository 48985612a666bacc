"""Configurations: every version that was saved is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from api.records.tables import configuration_versions, configurations
from kit.errors import Conflict, UnknownRecord


@dataclass(frozen=True)
class ConfigurationRecord:
    """One version of a configuration.

    `document` is what was saved, `problems` the warnings found then, `room_id` the first stored room it
    names (None for rooms written inline), `room_versions` the versions that the stored rooms it names had
    when it was saved, and `sha256` the hash of the document in canonical form.
    `files` holds the hash of each file it names, such as furniture models, by relative path.
    """

    configuration_id: str
    version: int
    document: dict[str, Any]
    problems: list[dict[str, Any]]
    files: dict[str, str]
    room_id: str | None
    sha256: str
    created_at: str
    room_versions: dict[str, int] = field(default_factory=dict)


def add_configuration(connection: Connection, first: ConfigurationRecord) -> None:
    """Remember a new configuration with its version 1."""
    connection.execute(
        insert(configurations).values(
            id=first.configuration_id, version=first.version, created_at=first.created_at
        )
    )
    connection.execute(insert(configuration_versions).values(asdict(first)))


def add_version(connection: Connection, following: ConfigurationRecord) -> None:
    """Remember the next version.

    Raises
    ------
    UnknownRecord
        When there is no such configuration.
    Conflict
        ``STALE_VERSION`` when somebody has saved another version meanwhile.
    """
    newest = newest_version(connection, following.configuration_id)
    if newest != following.version - 1:
        raise Conflict(
            f"configuration {following.configuration_id} is at version {newest}, not {following.version - 1}",
            "STALE_VERSION",
        )
    connection.execute(
        update(configurations)
        .where(configurations.c.id == following.configuration_id)
        .values(version=following.version)
    )
    connection.execute(insert(configuration_versions).values(asdict(following)))


def newest_version(connection: Connection, configuration_id: str) -> int:
    """The number of the newest version.

    Raises
    ------
    UnknownRecord
        When there is no such configuration.
    """
    query = select(configurations.c.version).where(configurations.c.id == configuration_id)
    version = connection.execute(query).scalar()
    if version is None:
        raise UnknownRecord(f"there is no configuration {configuration_id!r}")
    return int(version)


def find_configuration(
    connection: Connection, configuration_id: str, version: int | None = None
) -> ConfigurationRecord:
    """One version of a configuration; the newest when `version` is None.

    Raises
    ------
    UnknownRecord
        When there is no such configuration or version.
    """
    wanted = newest_version(connection, configuration_id) if version is None else version
    table = configuration_versions
    query = select(table).where(table.c.configuration_id == configuration_id, table.c.version == wanted)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise UnknownRecord(f"configuration {configuration_id!r} has no version {wanted}")
    return ConfigurationRecord(**row)


def list_versions(connection: Connection, configuration_id: str) -> list[tuple[int, str]]:
    """Every version's number and time, newest first.

    Raises
    ------
    UnknownRecord
        When there is no such configuration.
    """
    newest_version(connection, configuration_id)
    table = configuration_versions
    query = (
        select(table.c.version, table.c.created_at)
        .where(table.c.configuration_id == configuration_id)
        .order_by(table.c.version.desc())
    )
    return [(int(version), str(created_at)) for version, created_at in connection.execute(query)]
