"""The samples that come with Lampyris: room files of ours and configurations that hang light in them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from kit.errors import UnknownRecord

FOLDER = Path(__file__).parent


@cache
def _list() -> dict[str, dict[str, Any]]:
    document: dict[str, dict[str, Any]] = json.loads((FOLDER / "list.json").read_text(encoding="utf-8"))
    return document


def sample_names() -> tuple[str, ...]:
    """The names of all samples, the scanned living room first."""
    return tuple(_list())


def sample_title(name: str) -> dict[str, str]:
    """What a shopper reads, in English and Chinese; raises UnknownRecord."""
    return dict(_entry(name)["title"])


def sample_note(name: str) -> dict[str, str]:
    """One line about it, in English and Chinese; raises UnknownRecord."""
    return dict(_entry(name)["note"])


def sample_size(name: str) -> tuple[int, float]:
    """How many rooms it has and their floor area [m2]; raises UnknownRecord."""
    entry = _entry(name)
    return int(entry["rooms"]), float(entry["floor_area_m2"])


def sample_configuration(name: str) -> dict[str, Any]:
    """The configuration as plain data, its `room` or `rooms` an `upload`; raises UnknownRecord."""
    _entry(name)
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.lampyris.json").read_text(encoding="utf-8"))
    return document


def sample_room_file(name: str) -> tuple[str, bytes]:
    """Name and content of the room file; raises UnknownRecord."""
    _entry(name)
    filename = f"{name}.json"
    return filename, (FOLDER / filename).read_bytes()


def sample_picture(name: str) -> bytes:
    """A small picture of it (WebP, 480 × 270), made by ``docs/make_gallery.py``; raises UnknownRecord."""
    _entry(name)
    return (FOLDER / f"{name}.webp").read_bytes()


def _entry(name: str) -> dict[str, Any]:
    known = _list()
    if name not in known:
        raise UnknownRecord(f"There is no sample {name[:60]!r}; known are {', '.join(known)}.")
    return known[name]
