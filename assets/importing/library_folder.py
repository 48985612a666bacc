"""What an import keeps in a library: folders that are being made, and a mark in each that it made."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from assets.importing.made import Made, made_from
from assets.library_names import IMPORT_MARK
from assets.luminaire_files import TOML

STAGED = ".importing"  # folders that are being made; nothing reads them
MARK = IMPORT_MARK  # in a luminaire's folder: that an import made it, from what, and what was found


def staged_folder(library: Path, sku: str) -> Path:
    """An empty place in which the folder of a sku is made."""
    folder = library / STAGED / sku
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def mark(folder: Path, made: Made) -> None:
    """Say in a folder that an import made it."""
    document = {**made.as_json(), "entry": _digest(folder / TOML)}
    (folder / MARK).write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def mend(library: Path) -> None:
    """Let go of what a run that was stopped had not finished."""
    shutil.rmtree(library / STAGED, ignore_errors=True)


def imported(library: Path) -> dict[str, tuple[Made, bool]]:
    """What imports made of each sku in a library, and whether its entry has been changed since."""
    found = {}
    for path in sorted(library.glob(f"*/{MARK}")):
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            made = made_from(document)
        except (OSError, ValueError, KeyError):
            continue
        if made.sku == path.parent.name:
            found[made.sku] = (made, document.get("entry") != _digest(path.parent / TOML))
    return found


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
