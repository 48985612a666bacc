"""The samples that come with Lampyris: a room file of ours and a configuration that hangs light in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kit.errors import UnknownRecord

FOLDER = Path(__file__).parent
TITLES = {"living-room": {"en": "Living room in the evening", "zh": "傍晚的客厅"}}


def sample_names() -> tuple[str, ...]:
    """The names of all samples."""
    return tuple(TITLES)


def sample_title(name: str) -> dict[str, str]:
    """What a shopper reads, in English and Chinese; raises UnknownRecord."""
    _require_known(name)
    return dict(TITLES[name])


def sample_configuration(name: str) -> dict[str, Any]:
    """The configuration as plain data, its room an `upload`; raises UnknownRecord."""
    _require_known(name)
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.lampyris.json").read_text(encoding="utf-8"))
    return document


def sample_room_file(name: str) -> tuple[str, bytes]:
    """Name and content of the room file; raises UnknownRecord."""
    _require_known(name)
    filename = f"{name}.json"
    return filename, (FOLDER / filename).read_bytes()


def _require_known(name: str) -> None:
    if name not in TITLES:
        raise UnknownRecord(f"There is no sample {name[:60]!r}; known are {', '.join(TITLES)}.")
