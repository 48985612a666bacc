"""PLY files: faces are a mesh of a room unless they look scanned; points, and scanned faces, are a scan."""

from __future__ import annotations

from assets.glb import refuse
from scenes.readers.mesh_file import read_mesh_file
from scenes.readers.mesh_or_scan import Readings, rooms_decided
from scenes.readers.plain_triangles import ply_counts
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import read_scan, reader_of_scan


def read_ply(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a PLY file by what it holds."""
    counts = ply_counts(data)
    if counts is None:
        refuse("PLY_BROKEN", "file", "the file has no header as PLY has", "Export or upload it again.")
    if not counts.get("face", 0):
        return read_scan(data, filename, overrides)
    file = read_mesh_file(data, filename)
    return rooms_decided(Readings(file, lambda: reader_of_scan(data, filename)), overrides)
