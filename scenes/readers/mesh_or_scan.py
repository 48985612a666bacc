"""Meshes that turn out to be scans: phone apps write theirs as one noisy GLB or OBJ without named parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec

from assets.glb_nodes import ROOM_FROM_GLTF
from assets.reflectance import triangle_reflectance
from kit.errors import UnsoundInput
from kit.problems import Problem, info
from scenes.readers.kept_rooms import rooms_kept_in
from scenes.readers.mesh_file import MeshFile, read_mesh_file
from scenes.readers.mesh_scene import require_surfaces, rooms_drawn
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import on_mesh, reader_of_points
from scenes.readers.scan_votes import DRAWN, OWN_PLANES, SCANNED, drawn_or_scanned, own_planes
from scenes.readers.scans.doubts import SURE_ENOUGH
from scenes.readers.scans.upright import Rule
from scenes.readers.tried import Read, holds_in_time, read_and_tried
from scenes.reflectance_of_colour import srgb_codes_of
from scenes.votes import DOUBTFUL_SHARE, Choice, check_choice

NO_ROOM = {"NO_ROOM_FOUND", "MESH_CUT_TOO_FINE"}


def read_mesh_or_scan(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a mesh of a room as it was drawn, or as points where it was scanned; votes decide.

    Where its cuts enclose no room and noise is in it, it is read as points too. What points show unsurely, or
    not at all, is read as drawn where its cuts enclose a room. A file of ours holds its rooms themselves.

    Raises
    ------
    UnsoundInput
        What the reader of meshes refuses.
    """
    kept, problems = rooms_kept_in(data, overrides)
    if kept is not None:
        return kept
    file = read_mesh_file(data, filename)
    require_surfaces(file)
    reading = rooms_decided(Readings(file, lambda: _reader_of_surfaces(file)), overrides)
    return replace(reading, problems=(*problems, *reading.problems)) if problems else reading


@dataclass(frozen=True)
class Readings:
    """The two ways to read a mesh: what it is made of, and what makes the reader of it as points."""

    file: MeshFile
    as_points: Callable[[], Read]


def rooms_decided(ways: Readings, overrides: RoomOverrides) -> RoomReading:
    """Read a mesh in the way that the votes, or a person, say; the other way is offered where it gives rooms.

    Raises
    ------
    UnsoundInput
        Where neither way gives a room.
    """
    file = ways.file
    kind = drawn_or_scanned(file.mesh, said=overrides.view)
    said = replace(overrides, view=None)
    if kind.taken == SCANNED:
        scan = _as_scan(ways, said, kind, "It looks scanned and not drawn; it was read as points.")
        if scan is not None and (kind.by_user or _is_sure(scan)):
            return _with_other_way(scan, ways, said)
        if scan is not None:
            return _drawn(file, said, kind) or _not_offering(scan, DRAWN)
    try:
        reading = read_and_tried(lambda tried: _surfaces_drawn(file, tried), said)
    except UnsoundInput as fault:
        scan = _mended(ways, said, kind) if NO_ROOM & {problem.code for problem in fault.problems} else None
        if scan is None:
            raise
        return scan
    if reading.building is None:
        return _mended(ways, said, kind) or reading
    return _with_other_way(_as_drawn(reading, kind), ways, said) if _is_a_question(kind) else reading


def _with_other_way(reading: RoomReading, ways: Readings, said: RoomOverrides) -> RoomReading:
    """The reading, without the offer to read it the other way where that was tried and gives no room."""
    offered = {each.repair["view"] for each in reading.problems if "view" in each.repair}
    others: dict[str, Callable[[], RoomReading]] = {
        DRAWN: lambda: _surfaces_drawn(ways.file, said),
        SCANNED: lambda: ways.as_points()(said),
    }
    for view in offered & others.keys():
        if holds_in_time(others[view], reading) is False:
            reading = _not_offering(reading, view)
    return reading


def _not_offering(reading: RoomReading, view: str) -> RoomReading:
    problems = (
        replace(each, repair={}) if each.repair == {"view": view} else each for each in reading.problems
    )
    return replace(reading, problems=tuple(problems))


def _is_sure(scan: RoomReading) -> bool:
    rooms = () if scan.building is None else scan.building.rooms
    return bool(rooms) and (rooms[0].confidence or 0.0) >= SURE_ENOUGH


def _drawn(file: MeshFile, overrides: RoomOverrides, kind: Choice) -> RoomReading | None:
    """What its cuts enclose; None where they enclose no room."""
    try:
        reading = _surfaces_drawn(file, overrides)
    except UnsoundInput:
        return None
    return None if reading.building is None else _as_drawn(reading, replace(kind, taken=DRAWN))


def _surfaces_drawn(file: MeshFile, said: RoomOverrides) -> RoomReading:
    require_surfaces(file)
    return rooms_drawn(file, said)


def _as_drawn(reading: RoomReading, kind: Choice) -> RoomReading:
    """What was drawn, as the votes that leave that in doubt are told."""
    told = check_choice(kind, "The kind of mesh", expected=DRAWN)
    return _with_choice(replace(reading, problems=(*reading.problems, *told)), kind)


def _mended(ways: Readings, overrides: RoomOverrides, kind: Choice) -> RoomReading | None:
    """What closes to no room, read as points, unless a person said that it is drawn or it plainly is."""
    if kind.taken == SCANNED or kind.by_user or own_planes(ways.file.mesh) <= OWN_PLANES:
        return None
    words = "No cut through this mesh closes to a room, and it looks scanned; it was read as points."
    scan = _as_scan(ways, overrides, kind, words)
    return None if scan is None else _not_offering(scan, DRAWN)


def _is_a_question(kind: Choice) -> bool:
    points = kind.points()
    return kind.by_user or points.get(SCANNED, 0.0) >= DOUBTFUL_SHARE * points.get(DRAWN, 0.0)


def _with_choice(reading: RoomReading, kind: Choice) -> RoomReading:
    if reading.building is None:
        return reading
    return replace(reading, building=replace(reading.building, choices=(*reading.building.choices, kind)))


def _as_scan(ways: Readings, overrides: RoomOverrides, kind: Choice, words: str) -> RoomReading | None:
    """The rooms of the points on a mesh; None where they show none."""
    if find_spec("open3d") is None:
        return None
    try:
        scan = read_and_tried(ways.as_points(), overrides)
    except UnsoundInput:
        return None
    if scan.building is None:
        return None
    kind = replace(kind, taken=SCANNED)
    problems = (*ways.file.problems, _told(kind, words), *scan.problems)
    return _with_choice(replace(scan, problems=problems), kind)


def _reader_of_surfaces(file: MeshFile) -> Read:
    """What reads the points on a mesh in a format that is not of scans."""
    mesh = file.mesh
    on = on_mesh(mesh.vertices_m @ ROOM_FROM_GLTF, mesh.triangles)
    colours = None
    if mesh.has_colours and len(on.points):
        colours = srgb_codes_of(triangle_reflectance(mesh.appearance))[on.triangle]
    firmness, rule = (
        ("standard", "as the format says") if file.says_frame else ("usual", "as most such files")
    )
    return reader_of_points(
        on.points,
        format=f"{file.format} scan",
        unit_rules=(Rule("m", firmness, rule),),
        up_rules=(Rule("z" if file.format == "stl" else "y", firmness, rule),),
        colours=colours,
    )


def _told(kind: Choice, words: str) -> Problem:
    hint = "The app's own room format, or its point cloud, often holds more."
    problem = info("READ_AS_SCAN", "file", words, hint)
    return problem if kind.by_user else problem.offering({"view": DRAWN})
