"""PLY files: faces are a mesh of a room unless they look scanned; points, and scanned faces, are a scan."""

from __future__ import annotations

from dataclasses import replace

from assets.glb import refuse
from scenes.readers.mesh_file import read_mesh_file
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.plain_triangles import ply_counts
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import read_scan
from scenes.readers.scan_votes import DRAWN, drawn_or_scanned


def read_ply(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a PLY file by what it holds."""
    counts = ply_counts(data)
    if counts is None:
        refuse("PLY_BROKEN", "file", "the file has no header as PLY has", "Export or upload it again.")
    if not counts.get("face", 0):
        return read_scan(data, filename, overrides)
    kind = drawn_or_scanned(read_mesh_file(data, filename).mesh, said=overrides.view)
    said = replace(overrides, view=None)
    return (read_mesh_scene if kind.taken == DRAWN else read_scan)(data, filename, said)
