"""Meshes that turn out to be scans: phone apps write theirs as one noisy GLB or OBJ without named parts."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from assets.glb_nodes import ROOM_FROM_GLTF
from assets.reflectance import triangle_reflectance
from kit.errors import UnsoundInput
from kit.problems import Problem, info
from scenes.readers.mesh_file import MeshFile, read_mesh_file
from scenes.readers.mesh_scene import require_surfaces, rooms_drawn
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import on_mesh, rooms_of_points
from scenes.readers.scan_votes import DRAWN, OWN_PLANES, SCANNED, drawn_or_scanned, own_planes
from scenes.readers.scans.doubts import SURE_ENOUGH
from scenes.readers.scans.upright import Rule
from scenes.readers.tried import read_and_tried
from scenes.reflectance_of_colour import srgb_codes_of
from scenes.votes import DOUBTFUL_SHARE, Choice

NO_ROOM = {"NO_ROOM_FOUND", "MESH_CUT_TOO_FINE"}


def read_mesh_or_scan(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a mesh of a room as it was drawn, or as points where it was scanned; votes decide.

    Where its cuts enclose no room and noise is in it, it is read as points too. What points show unsurely, or
    not at all, is read as drawn where its cuts enclose a room.

    Raises
    ------
    UnsoundInput
        What the reader of meshes refuses.
    """
    file = read_mesh_file(data, filename)
    require_surfaces(file)
    kind = drawn_or_scanned(file.mesh, said=overrides.view)
    said = replace(overrides, view=None)
    if kind.taken == SCANNED:
        scan = _as_scan(file, said, kind, "It looks scanned and not drawn; it was read as points.")
        if scan is not None and (kind.by_user or _is_sure(scan)):
            return scan
        if scan is not None:
            return _drawn(file, said, kind) or scan
    try:
        reading = read_and_tried(lambda tried: rooms_drawn(file, tried), said)
    except UnsoundInput as fault:
        scan = _mended(file, said, kind) if NO_ROOM & {problem.code for problem in fault.problems} else None
        if scan is None:
            raise
        return scan
    if reading.building is None:
        return _mended(file, said, kind) or reading
    return _with_choice(reading, kind) if _is_a_question(kind) else reading


def _is_sure(scan: RoomReading) -> bool:
    rooms = () if scan.building is None else scan.building.rooms
    return bool(rooms) and (rooms[0].confidence or 0.0) >= SURE_ENOUGH


def _drawn(file: MeshFile, overrides: RoomOverrides, kind: Choice) -> RoomReading | None:
    """What its cuts enclose; None where they enclose no room."""
    try:
        reading = rooms_drawn(file, overrides)
    except UnsoundInput:
        return None
    return None if reading.building is None else _with_choice(reading, replace(kind, taken=DRAWN))


def _mended(file: MeshFile, overrides: RoomOverrides, kind: Choice) -> RoomReading | None:
    """What closes to no room, read as points, unless a person said that it is drawn or it plainly is."""
    if kind.taken == SCANNED or kind.by_user or own_planes(file.mesh) <= OWN_PLANES:
        return None
    words = "No cut through this mesh closes to a room, and it looks scanned; it was read as points."
    return _as_scan(file, overrides, kind, words)


def _is_a_question(kind: Choice) -> bool:
    points = kind.points()
    return kind.by_user or points.get(SCANNED, 0.0) >= DOUBTFUL_SHARE * points.get(DRAWN, 0.0)


def _with_choice(reading: RoomReading, kind: Choice) -> RoomReading:
    if reading.building is None:
        return reading
    return replace(reading, building=replace(reading.building, choices=(*reading.building.choices, kind)))


def _as_scan(file: MeshFile, overrides: RoomOverrides, kind: Choice, words: str) -> RoomReading | None:
    """The rooms of the points on a mesh; None where they show none."""
    if find_spec("open3d") is None:
        return None
    mesh = file.mesh
    on = on_mesh(mesh.vertices_m @ ROOM_FROM_GLTF, mesh.triangles)
    colours = None
    if mesh.has_colours and len(on.points):
        colours = srgb_codes_of(triangle_reflectance(mesh.appearance))[on.triangle]
    firmness, rule = (
        ("standard", "as the format says") if file.says_frame else ("usual", "as most such files")
    )
    up = "z" if file.format == "stl" else "y"
    try:
        scan = rooms_of_points(
            on.points,
            overrides,
            format=f"{file.format} scan",
            unit_rules=(Rule("m", firmness, rule),),
            up_rules=(Rule(up, firmness, rule),),
            colours=colours,
        )
    except UnsoundInput:
        return None
    if scan.building is None:
        return None
    kind = replace(kind, taken=SCANNED)
    return _with_choice(replace(scan, problems=(*file.problems, _told(kind, words), *scan.problems)), kind)


def _told(kind: Choice, words: str) -> Problem:
    hint = "The app's own room format, or its point cloud, often holds more."
    problem = info("READ_AS_SCAN", "file", words, hint)
    return problem if kind.by_user else problem.offering({"view": DRAWN})
