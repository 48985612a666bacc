"""An exported library put back: the same luminaires and bulbs, file by file, into a library of one's own."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from assets.catalogue import check_catalogue, read_catalogue
from assets.library_changes import STAGED, check_names, put_in_place, set_aside, tell, turn
from assets.luminaire_files import TOML
from assets.read_bulbs import BULBS
from kit.errors import UnsoundInput
from kit.problems import Problem, error, require_sound

MOST_MEMBERS = 200_000
MOST_MEMBER_BYTES = 200_000_000
MOST_BYTES = 20_000_000_000
_BULB_FILE = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}\.(toml|ldt|ies)")


def is_exported_library(path: Path) -> bool:
    """Whether a file is a ZIP whose every member lies in a luminaire's folder, or among the bulbs."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
    folders = {name.partition("/")[0] for name in names}
    return bool(names) and folders - {BULBS} == {
        name[: -len(TOML) - 1] for name in names if name.endswith(f"/{TOML}")
    }


def restore_library(source: Path, library: Path) -> dict[str, list[str]]:
    """Put every luminaire of an export into a library; others that are there stay.

    Nothing is changed before all of it has been unpacked and checked.

    Returns
    -------
    dict
        Skus that are ``new``, ``changed`` and ``unchanged``.

    Raises
    ------
    UnsoundInput
        With every problem of the archive and of the luminaires in it.
    """
    library.mkdir(parents=True, exist_ok=True)
    with turn(library), tempfile.TemporaryDirectory(dir=library, prefix=STAGED) as beside:
        staged = Path(beside) / "library"
        _unpack(source, staged)
        require_sound(check_catalogue(read_catalogue(staged)))
        done: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
        if (staged / BULBS).is_dir():
            _replace(staged / BULBS, library / BULBS, library)
        for place in sorted(path.parent for path in staged.glob(f"*/{TOML}")):
            done[_replace(place, library / place.name, library)].append(place.name)
        tell(library)
    return done


def _replace(staged: Path, place: Path, library: Path) -> str:
    if not place.is_dir():
        put_in_place(staged, place)
        return "new"
    if _content(staged) == _content(place):
        return "unchanged"
    set_aside(library, place.name)
    put_in_place(staged, place)
    return "changed"


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _unpack(source: Path, folder: Path) -> None:
    """Only what a library holds, each member to its place and no larger than it says."""
    try:
        with zipfile.ZipFile(source) as archive:
            require_sound([*_check_members(archive.infolist())])
            for member in archive.infolist():
                place = folder / member.filename
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as packed, place.open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as fault:
        message = f"{source.name} cannot be unpacked: {str(fault)[:200]}"
        raise UnsoundInput([error("EXPORT_UNREADABLE", source.name, message)]) from fault


def _check_members(members: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    sizes = [member.file_size for member in members]
    if len(members) > MOST_MEMBERS or sum(sizes) > MOST_BYTES or max(sizes) > MOST_MEMBER_BYTES:
        message = (
            f"The archive unpacks to {len(members)} files of {sum(sizes) / 1e6:.0f} MB, which is too much."
        )
        yield error("EXPORT_TOO_LARGE", "archive", message)
        return
    for member in members:
        folder, _, name = member.filename.partition("/")
        if folder == BULBS and _BULB_FILE.fullmatch(name):
            continue
        yield from check_names(folder, {name: b""})
