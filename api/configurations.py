"""Configurations: save one, save its next version, look at any version, see its plan."""

from __future__ import annotations

from collections.abc import Mapping

from api.luminaire_files import uploaded_files
from api.records.configurations import (
    ConfigurationRecord,
    add_configuration,
    add_version,
    find_configuration,
    list_versions,
)
from api.records.files import canonical_sha256
from api.rooms import no_files
from api.rooms_named import buildings_of, room_ids, versions_of
from api.wiring import Wiring
from kit.errors import UnsoundInput
from scenes.build_scene import build_scene, reader_of
from scenes.configuration import Configuration, parse_json, read_configuration
from scenes.plan import plan_svg
from scenes.room import Room
from scenes.rooms_of import ReadFile, rooms_of
from scenes.scene import Scene


def save_configuration(wiring: Wiring, data: bytes, read_file: ReadFile | None = None) -> ConfigurationRecord:
    """Check a configuration and keep it as version 1, with the files it names.

    Parameters
    ----------
    data
        The document as JSON text.
    read_file
        Gives the bytes of a file the document names; raises FileNotFoundError when there is none. Left out,
        files that were uploaded may be named.

    Raises
    ------
    UnsoundInput
        With every problem of the document, of the room and of what hangs in it.
    """
    read = uploaded_files(wiring) if read_file is None else read_file
    record = _checked(wiring, data, wiring.identifiers.new("configuration"), version=1, read_file=read)
    with wiring.database.writing() as connection:
        add_configuration(connection, record)
    return record


def save_next_version(
    wiring: Wiring, configuration_id: str, data: bytes, *, version: int | None
) -> ConfigurationRecord:
    """Check a configuration and keep it as the version after `version`; it may name the newest one's files.

    `version` None replaces whichever is the newest.

    Raises
    ------
    UnknownRecord
        When there is no such configuration.
    Conflict
        ``STALE_VERSION`` when `version` is not the newest any more.
    UnsoundInput
        As `save_configuration` does.
    """
    newest = configuration(wiring, configuration_id)
    kept = kept_files(wiring, newest)
    read_file = reader_of(kept, uploaded_files(wiring))
    replaced = newest.version if version is None else version
    record = _checked(wiring, data, configuration_id, version=replaced + 1, read_file=read_file)
    with wiring.database.writing() as connection:
        add_version(connection, record)
    return record


def configuration(wiring: Wiring, configuration_id: str, version: int | None = None) -> ConfigurationRecord:
    """One version of a configuration, the newest when `version` is None; raises UnknownRecord."""
    with wiring.database.reading() as connection:
        return find_configuration(connection, configuration_id, version)


def versions(wiring: Wiring, configuration_id: str) -> list[tuple[int, str]]:
    """Number and time of every version, newest first; raises UnknownRecord."""
    with wiring.database.reading() as connection:
        return list_versions(connection, configuration_id)


def configuration_plan(wiring: Wiring, configuration_id: str, version: int | None = None) -> str:
    """The plan of a configuration with what hangs in it, as SVG; raises UnknownRecord."""
    record = configuration(wiring, configuration_id, version)
    shows = (record.sha256, *sorted(record.files.items()), *sorted(record.room_versions.items()))
    return wiring.plans.plan(shows, lambda: _drawn(wiring, record))


def _drawn(wiring: Wiring, record: ConfigurationRecord) -> str:
    shown, configured = rooms_shown(wiring, record)
    return plan_svg(shown, configured.placements)


def rooms_shown(wiring: Wiring, record: ConfigurationRecord) -> tuple[tuple[Room, ...], Configuration]:
    """The rooms of a saved configuration in its own frame, and the configuration; raises UnsoundInput."""
    configured = read_configuration(record.document)
    read_file = reader_of(kept_files(wiring, record))
    known = buildings_of(wiring, record.room_versions)
    shown, problems = rooms_of(configured, read_file=read_file, building_of=known)
    if shown is None:
        raise UnsoundInput(problems)
    return shown.rooms, configured


def kept_files(wiring: Wiring, record: ConfigurationRecord) -> dict[str, bytes]:
    """The files a saved configuration names, by relative path."""
    return {path: wiring.files.read(sha256) for path, sha256 in record.files.items()}


def scene_of(
    wiring: Wiring,
    configured: Configuration,
    read_file: ReadFile = no_files,
    *,
    room_versions: Mapping[str, int] | None = None,
) -> Scene:
    """The scene of a configuration, its rooms taken from the records where it names some.

    `room_versions` are those with which it was saved; left out, the newest are taken.

    Raises
    ------
    UnsoundInput
        With every problem of room, placements and files.
    """
    known = buildings_of(wiring, room_versions or {})
    return build_scene(configured, catalogue=wiring.catalogue, read_file=read_file, building_of=known)


def _checked(
    wiring: Wiring, data: bytes, configuration_id: str, *, version: int, read_file: ReadFile
) -> ConfigurationRecord:
    used: dict[str, bytes] = {}

    def read_and_keep(path: str) -> bytes:
        used[path] = read_file(path)
        return used[path]

    document = parse_json(data)
    configured = read_configuration(document)
    used_rooms = versions_of(wiring, configured)
    scene = scene_of(wiring, configured, read_and_keep, room_versions=used_rooms)
    return ConfigurationRecord(
        configuration_id=configuration_id,
        version=version,
        document=document,
        problems=[problem.as_json() for problem in scene.problems],
        files={path: wiring.files.keep(content) for path, content in used.items()},
        room_id=next(iter(room_ids(configured)), None),
        sha256=canonical_sha256(document),
        created_at=wiring.identifiers.now(),
        room_versions=used_rooms,
    )
