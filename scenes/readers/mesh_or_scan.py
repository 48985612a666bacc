"""Meshes that turn out to be scans: phone apps write theirs as one noisy GLB or OBJ without named parts."""

from __future__ import annotations

from dataclasses import replace

from assets.glb_nodes import ROOM_FROM_GLTF
from kit.errors import UnsoundInput
from kit.problems import Problem, info
from scenes.readers.mesh_file import read_mesh_file
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.ply import looks_scanned
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import points_on_mesh, rooms_of_points
from scenes.readers.scans.upright import Rule

NO_ROOM = {"NO_ROOM_FOUND", "MESH_CUT_TOO_FINE"}


def read_mesh_or_scan(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a mesh of a room; where its cuts enclose none and it looks scanned, as the scan that it is.

    Raises
    ------
    UnsoundInput
        What the reader of meshes refuses.
    """
    try:
        reading = read_mesh_scene(data, filename, overrides)
    except UnsoundInput as fault:
        if not NO_ROOM & {problem.code for problem in fault.problems}:
            raise
        scan = _as_scan(data, filename, overrides)
        if scan is None:
            raise
        return scan
    if reading.building is not None:
        return reading
    return _as_scan(data, filename, overrides) or reading


def _as_scan(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading | None:
    """The rooms of the points on a mesh; None where it looks drawn, or they show no room either."""
    file = read_mesh_file(data, filename)
    if not looks_scanned(file.mesh):
        return None
    points = points_on_mesh(file.mesh.vertices_m @ ROOM_FROM_GLTF, file.mesh.triangles)
    firmness, words = (
        ("standard", "as the format says") if file.says_frame else ("usual", "as most such files")
    )
    up = "z" if file.format == "stl" else "y"
    try:
        scan = rooms_of_points(
            points,
            overrides,
            format=f"{file.format} scan",
            unit_rules=(Rule("m", firmness, words),),
            up_rules=(Rule(up, firmness, words),),
        )
    except UnsoundInput:
        return None
    return None if scan.building is None else replace(scan, problems=(*_told(file.problems), *scan.problems))


def _told(problems: tuple[Problem, ...]) -> list[Problem]:
    message = "No cut through this mesh closes to a room, and it looks scanned; it was read as points."
    hint = "The app's own room format, or its point cloud, often holds more."
    return [*problems, info("READ_AS_SCAN", "file", message, hint)]
