"""ZIP files: captures of RoomPlan, or a mesh with the files beside it."""

from __future__ import annotations

from pathlib import PurePosixPath

from assets.archive import Archive
from scenes.readers.captures_zip import read_captures_zip
from scenes.readers.mesh_file import ENDINGS
from scenes.readers.mesh_or_scan import read_mesh_or_scan
from scenes.readers.reading import RoomOverrides, RoomReading


def read_zip(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a ZIP by what it holds; captures are more exact than a mesh beside them."""
    archive = Archive(data, PurePosixPath(filename.replace("\\", "/")).name[:80])
    endings = {PurePosixPath(name).suffix.lower() for name in archive.names}
    if endings & set(ENDINGS) and ".usdz" not in endings:
        return read_mesh_or_scan(data, filename, overrides)
    return read_captures_zip(data, filename, overrides)
