"""Changes of a library: a luminaire put in place or taken out, whole or not at all.

What comes is checked in a folder beside before anything is changed. The version that it replaces is kept
aside until the next change of the same luminaire, so that whoever works with it gets all files of one version
(`assets.luminaire_files`). Processes take turns; the time of the library's folder says that something is new.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assets.catalogue import (
    Catalogue,
    CatalogueEntry,
    check_entry,
    check_skus,
    read_catalogue,
    read_luminaire,
)
from assets.library_entry import LuminaireEntry, read_entry
from assets.library_names import is_reserved
from assets.library_options import BODY_FILE, PHOTOMETRY_FILE
from assets.luminaire_files import ASIDE, BODY, PHOTOMETRY, TOML, LuminaireFiles
from assets.options import files_named
from kit.errors import Conflict, MachineLacks, UnsoundInput
from kit.problems import Problem, Severity, error, require_sound

_LOCK, STAGED = ".changing", ".staged-"
_SKU = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PHOTOMETRY = re.compile(rf"({PHOTOMETRY_FILE})|({'|'.join(map(re.escape, PHOTOMETRY))})")
Allows = Callable[[CatalogueEntry | None], None]


@contextmanager
def turn(library: Path) -> Iterator[None]:
    """Nobody else changes this library meanwhile, in this process or another."""
    with (library / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def put_luminaire(known: Catalogue, sku: str, sent: Mapping[str, bytes], allows: Allows) -> list[Problem]:
    """Put a luminaire in its place, new or instead of the one there; returns warnings.

    Parameters
    ----------
    known
        The library's catalogue as it was last read.
    sent
        Files by their names in the folder; `luminaire.toml` must be among them. Others that the entry needs
        and that are not sent stay as they are.
    allows
        Called with the entry that is there, or None, when nobody else can change it; raises to refuse.

    Raises
    ------
    UnsoundInput
        With every problem of the entry and its files; nothing is changed then.
    """
    library = known.folder
    require_sound([*check_names(sku, sent)])
    with turn(library):
        catalogue = read_catalogue(library, known)
        now = catalogue.by_sku.get(sku)
        allows(now)
        with tempfile.TemporaryDirectory(dir=library, prefix=STAGED) as beside:
            staged = Path(beside) / sku
            staged.mkdir()
            _stage(staged, sent, None if now is None else library / sku)
            problems = _check(staged, catalogue)
            require_sound(problems)
            set_aside(library, sku)
            put_in_place(staged, library / sku)
            tell(library)
    return [problem for problem in problems if problem.severity is not Severity.ERROR]


def take_out_luminaire(known: Catalogue, sku: str, allows: Allows) -> None:
    """Take a luminaire out of a library; `known` and `allows` as for `put_luminaire`.

    Raises
    ------
    Conflict
        ``LAST_LUMINAIRE`` for the only one.
    """
    library = known.folder
    require_sound([*check_names(sku, {})])
    with turn(library):
        catalogue = read_catalogue(library, known)
        allows(catalogue.by_sku.get(sku))
        if len(catalogue.entries) == 1:
            message = f"{sku} is the last luminaire of the catalogue, which cannot be empty"
            raise Conflict(message, "LAST_LUMINAIRE")
        set_aside(library, sku)
        with tempfile.TemporaryDirectory(dir=library, prefix=STAGED) as beside:
            (library / sku).rename(Path(beside) / sku)
        tell(library)


def put_staged(library: Path, staged: Path) -> None:
    """Put a folder that lies in the library, checked and named after its sku, in its place."""
    sku = staged.name
    with turn(library):
        set_aside(library, sku)
        put_in_place(staged, library / sku)
        tell(library)
    for rest in (staged, staged.with_name(f"{sku}.out")):
        shutil.rmtree(rest, ignore_errors=True)


def take_out_folder(library: Path, sku: str) -> None:
    """Take a luminaire out of a library, whatever is left there; it is kept aside."""
    with turn(library):
        set_aside(library, sku)
        shutil.rmtree(library / sku)
        tell(library)


def check_names(sku: str, sent: Mapping[str, bytes]) -> Iterator[Problem]:
    """Errors for a sku or a file whose name has no place in a library; nothing else reaches the disk."""
    if not _SKU.fullmatch(sku):
        message = f"The sku is {sku[:80]!r}; expected 1 to 64 letters, digits, '.', '_' and '-'."
        yield error("SKU_UNUSABLE", "sku", message)
    elif is_reserved(sku):
        message = f"The sku is {sku!r}, which is the name of a file or folder of the library itself."
        yield error("SKU_RESERVED", "sku", message, "Give it another sku.")
    for name in sent:
        if name not in (TOML, BODY) and not (re.fullmatch(BODY_FILE, name) or _PHOTOMETRY.fullmatch(name)):
            message = (
                f"A file is named {name[:80]!r}; expected {TOML}, {BODY}, body-….glb, photometry.ldt or such."
            )
            yield error("FILE_NAME", "files", message)


def _stage(staged: Path, sent: Mapping[str, bytes], before: Path | None) -> None:
    """Write what is sent, and of what is there what the entry still needs."""
    for name, content in sent.items():
        (staged / name).write_bytes(content)
    if before is None:
        return
    needed = {BODY}
    if not any(name in sent for name in PHOTOMETRY):
        needed |= set(PHOTOMETRY)
    try:
        needed |= set(files_named(read_entry(sent[TOML], staged.name).options))
    except UnsoundInput:  # told by `_check`, which reads it again
        return
    for name in sorted(needed - sent.keys()):
        if (before / name).is_file():
            shutil.copyfile(before / name, staged / name)


def _check(staged: Path, catalogue: Catalogue) -> list[Problem]:
    """Everything that is wrong with a staged luminaire, errors and warnings."""
    try:
        entry = read_luminaire(staged, catalogue.bulbs)
    except UnsoundInput as unsound:
        return [*unsound.problems, *_unreadable(staged)]
    except MachineLacks:
        return [*_missing(staged), *_unreadable(staged)]
    problems = _unreadable(staged)
    if not problems:
        problems = [*entry.luminaire.photometry.problems, *check_entry(entry)]
    others = [other for other in catalogue.entries if other.sku != entry.sku]
    return [*problems, *check_skus([*others, entry], catalogue.bulbs)]


def _missing(staged: Path) -> Iterator[Problem]:
    written: LuminaireEntry = read_entry((staged / TOML).read_bytes(), staged.name)
    if not any((staged / name).is_file() for name in PHOTOMETRY):
        yield error("PHOTOMETRY_MISSING", "photometry", f"{staged.name} has no photometric file; send one.")
    for name in (BODY, *files_named(written.options)):
        if not (staged / name).is_file():
            yield error("FILE_MISSING", name, f"{staged.name} has no {name}; send it with the entry.")


def _unreadable(staged: Path) -> list[Problem]:
    """What is wrong with each body and photometric file on its own."""
    files, problems = LuminaireFiles(staged), list[Problem]()
    for name in files.names():
        try:
            if name.startswith("body"):
                files.body(name)
            elif name != TOML:
                files.photometry(name)
        except UnsoundInput as unsound:
            problems += unsound.problems
    return problems


def set_aside(library: Path, sku: str) -> None:
    """Keep the version that is in place aside, too, as links to its files, and let go of the one before."""
    aside = library / ASIDE / sku
    if aside.is_dir():
        shutil.rmtree(aside)
    if (library / sku).is_dir():
        aside.mkdir(parents=True)
        for path in (library / sku).iterdir():
            if path.is_file():
                _link(path, aside / path.name)


def _link(path: Path, other: Path) -> None:
    try:
        other.hardlink_to(path)
    except OSError:  # a disk that knows no links
        shutil.copy2(path, other)


def put_in_place(staged: Path, place: Path) -> None:
    """Exchange both folders in one step where the system can, so that there is never none of them."""
    if not place.exists():
        staged.rename(place)
        return
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    from_here, exchanges = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: renameat2(2)
    names = os.fsencode(staged.resolve()), os.fsencode(place.resolve())
    if exchange is None or exchange(from_here, names[0], from_here, names[1], exchanges) != 0:
        place.rename(staged.with_name(f"{staged.name}.out"))
        staged.rename(place)


def tell(library: Path) -> None:
    """Give the library's folder a new time, to the nanosecond; others see by it that something is new."""
    now = time.time_ns()
    os.utime(library, ns=(now, now))
