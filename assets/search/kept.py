"""What was worked out of luminaires, kept in a file from one time to the next."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def read_kept(kind: TypeAdapter[dict[str, T]], path: Path | None) -> dict[str, T]:
    """What was kept by key; nothing where the file is not there yet, or damaged."""
    try:
        return {} if path is None else kind.validate_json(path.read_bytes())
    except (OSError, ValueError):
        return {}


def write_kept(kind: TypeAdapter[dict[str, T]], path: Path, known: dict[str, T]) -> None:
    """Beside its place and renamed, so that nobody reads half of it; without room on disk, not at all."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(kind.dump_json(known))
        Path(beside).replace(path)
