"""Meshes that phone apps write: noisy, full of holes, without a named part."""

from __future__ import annotations

import hostile_files
import numpy as np
import pytest
import trimesh
from scan_mesher import COLOURS, scanned_glb
from scan_rooms import RECTANGLE

from scenes.readers.mesh_file import read_mesh_file
from scenes.readers.mesh_or_scan import read_mesh_or_scan
from scenes.readers.ply import read_ply
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan_votes import drawn_or_scanned
from scenes.votes import Choice

NOISE_M = 0.01


def scanned_mesh(*, whole: bool) -> bytes:
    """A room of 5 x 4 x 2.5 m as one noisy mesh; unless it is whole, two walls were never seen."""
    return hostile_files.glb_of(("mesh_0", *noisy_skin(whole=whole)))


def noisy_skin(*, whole: bool) -> tuple[np.ndarray, np.ndarray]:
    """Its corners [m], y up, and triangles."""
    points, triangles = hostile_files.shell(60_000)
    _, place = np.unique(np.round(points * 1e4), axis=0, return_inverse=True)
    random = np.random.default_rng(5)
    points = points + random.normal(0.0, NOISE_M, (len(points), 3))[place.reshape(-1)]
    middles = points[triangles].mean(axis=1)
    seen = (middles[:, 0] < 4.9) & (middles[:, 1] < 3.9)
    return points, triangles if whole else triangles[seen]


def view_of(reading: RoomReading) -> Choice:
    """How the mesh was read, with its votes."""
    assert reading.building is not None, reading.problems
    (choice,) = (choice for choice in reading.building.choices if choice.key == "view")
    return choice


def told_of_view(reading: RoomReading) -> list[tuple[str, dict[str, object]]]:
    """What is told of the two ways to read a mesh, and the way that is offered."""
    codes = ("READ_AS_SCAN", "READING_DOUBTFUL", "READING_AGAINST_EVIDENCE")
    return [(each.code, each.repair) for each in reading.problems if each.code in codes]


@pytest.mark.parametrize("ending", ["glb", "ply"])
def test_the_other_reading_is_offered_only_where_it_gives_a_room(ending: str) -> None:
    """Cuts through the whole room close; where two walls were never seen, none does."""
    for whole, offered in ((True, {"view": "mesh"}), (False, {})):
        skin = noisy_skin(whole=whole)
        made = trimesh.Trimesh(*skin, process=False).export(file_type="ply")
        data = made if ending == "ply" else hostile_files.glb_of(("mesh_0", *skin))
        reading = (read_ply if ending == "ply" else read_mesh_or_scan)(data, f"a.{ending}", RoomOverrides())
        assert view_of(reading).taken == "scan"
        assert any("planes of its own" in vote.evidence for vote in view_of(reading).votes)
        assert told_of_view(reading) == [("READ_AS_SCAN", offered)]


def test_a_mesh_that_a_person_calls_drawn_against_the_votes_can_be_taken_back() -> None:
    made = trimesh.Trimesh(*noisy_skin(whole=True), process=False).export(file_type="ply")
    reading = read_ply(made, "a.ply", RoomOverrides(view="mesh"))
    assert (view_of(reading).taken, view_of(reading).by_user) == ("mesh", True)
    assert told_of_view(reading) == [("READING_AGAINST_EVIDENCE", {"view": "scan"})]


def test_a_scan_whose_walls_do_not_close_is_read_as_points() -> None:
    reading = read_room(scanned_mesh(whole=False), "scan.glb")
    assert reading.building is not None, reading.problems
    (room,) = reading.building.rooms
    assert {"READ_AS_SCAN", "LOW_CONFIDENCE"} <= {problem.code for problem in reading.problems}
    assert room.floor_area_m2 == pytest.approx(20.0, rel=0.05)
    assert room.height_m == pytest.approx(2.5, abs=0.02)
    assert room.confidence < 1.0


@pytest.fixture(scope="module")
def closed() -> RoomReading:
    """A furnished room with a window and a door, walked through and fused to one closed skin."""
    return read_mesh_or_scan(scanned_glb(RECTANGLE), "scan.glb", RoomOverrides())


def test_a_closed_scan_is_read_as_points_with_its_openings_and_furniture(closed: RoomReading) -> None:
    assert closed.building is not None, closed.problems
    (room,) = closed.building.rooms
    assert len(room.outline_m) == 4
    assert room.floor_area_m2 == pytest.approx(RECTANGLE.floor_area_m2, rel=0.02)
    assert room.height_m == pytest.approx(RECTANGLE.height_m, abs=0.02)
    assert sorted(o.kind for o in room.openings) == ["door", "window"]
    assert abs(len(room.furniture) - len(RECTANGLE.furniture)) <= 1


def test_why_it_is_a_scan_is_shown_with_the_other_reading(closed: RoomReading) -> None:
    assert closed.building is not None
    (choice,) = (choice for choice in closed.building.choices if choice.key == "view")
    assert choice.taken == "scan"
    assert any("planes of its own" in vote.evidence for vote in choice.votes)
    (told,) = (problem for problem in closed.problems if problem.code == "READ_AS_SCAN")
    assert told.repair == {"view": "mesh"}


def test_its_colours_become_reflectances(closed: RoomReading) -> None:
    """Vertex colours of glTF are linear; without a material they are the base colour itself."""
    assert closed.building is not None
    (room,) = closed.building.rooms
    for name, surface in (("floor", "floor"), ("ceiling", "ceiling"), ("walls", "wall")):
        assert room.finish_of(name).reflectance_rgb == pytest.approx(COLOURS[surface], abs=0.03), name


def test_a_person_may_say_that_it_is_a_mesh() -> None:
    said = RoomOverrides(view="mesh")
    reading = read_mesh_or_scan(scanned_mesh(whole=True), "scan.glb", said)
    assert reading.building is not None, reading.problems
    assert not {"READ_AS_SCAN", "OVERRIDE_IGNORED"} & {problem.code for problem in reading.problems}
    assert reading.building.rooms[0].floor_area_m2 == pytest.approx(20.0, rel=0.01)
    (choice,) = (choice for choice in reading.building.choices if choice.key == "view")
    assert choice.by_user


@pytest.mark.parametrize("noise_m", [0.0, 0.01])
def test_names_and_shared_planes_speak_for_a_drawing(noise_m: float) -> None:
    """A finely cut box of planes; the same with noise, but in parts that have names."""
    points, triangles = hostile_files.shell(30_000)
    _, place = np.unique(np.round(points * 1e4), axis=0, return_inverse=True)
    points = points + np.random.default_rng(5).normal(0.0, noise_m, (len(points), 3))[place.reshape(-1)]
    ball = hostile_files.ball(30_000)
    names = ("room", "mesh_1") if not noise_m else ("walls", "sofa")
    data = hostile_files.glb_of((names[0], points, triangles), (names[1], *ball))
    mesh = read_mesh_file(data, "a.glb").mesh
    choice = drawn_or_scanned(mesh, said=None)
    assert choice.taken == ("mesh" if not noise_m else "scan")
    assert any(vote.value == "mesh" for vote in choice.votes)


def test_what_was_drawn_and_encloses_no_room_is_no_scan() -> None:
    points, triangles = hostile_files.shell(60_000)
    wall = points[triangles].mean(axis=1)[:, 0] < 1e-6
    reading = read_room(hostile_files.glb_of(("wall", points, triangles[wall])), "wall.glb")
    assert reading.building is None
    assert "NO_ROOM_FOUND" in {problem.code for problem in reading.problems}
