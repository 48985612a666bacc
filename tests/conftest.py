"""What many tests share: the folder of real files beside the project, where it is present."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomReading

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real test files beside the project; skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the folder 'shared' with real files is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def real_room(shared: Path) -> Callable[[str], RoomReading]:
    """Reads a real file such as ``ifc/house.ifc`` as uploads are read, but once only."""
    found: dict[str, RoomReading] = {}

    def read(path: str) -> RoomReading:
        if path not in found:
            file = shared / "rooms" / path
            found[path] = read_room(file.read_bytes(), file.name)
        return found[path]

    return read
