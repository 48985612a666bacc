"""Rooms of real files and our samples, written as STF and GLB and read again: none is lost."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from render.gltf.file import GltfFile
from render.gltf.scene import Lights, SceneWriter, furniture_glb, surfaces_glb
from scenes.building import Building
from scenes.building_surfaces import building_surfaces
from scenes.connections import joined_rooms
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.read_room import READERS, read_room
from scenes.readers.reading import RoomOverrides
from scenes.room import Furniture, Room, signed_area_m2
from scenes.samples import sample_names, sample_room_file
from scenes.writers.kept_rooms import KEY, LARGEST_BYTES, kept_rooms
from scenes.writers.stf import write_stf

SLIGHT = ("dxf/two-rooms_m.dxf", "gltf/flat_furnished.glb", "gltf/guestroom_walls_mm_zup.gltf")
REAL = (
    *SLIGHT,
    *("dxf/apartment_double_line_inch.dxf", "ifc/SampleHouse_ifc4_mm.ifc", "roomplan/Bathroom1.json"),
    *("roomplan/Diningroom.json", "usdz/room_parametric_cubes.usdz"),
    "sh3d/1BedroomApartmentWithRoundWall.xml",
)


@cache
def rooms_of_file(shared: Path, name: str) -> tuple[Room, ...]:
    building = (
        READERS[Path(name).suffix]
        .read((shared / "rooms" / name).read_bytes(), name, RoomOverrides())
        .building
    )
    assert building is not None
    return building.rooms


def rooms_of_sample(name: str) -> tuple[Room, ...]:
    filename, data = sample_room_file(name)
    building = read_room(data, filename).building
    assert building is not None
    return building.rooms


def size(room: Room) -> tuple[float, float]:
    """Area within the outline and height; neither format holds columns as such."""
    return abs(signed_area_m2(room.outline_m)), room.height_m


def check_stf(rooms: tuple[Room, ...]) -> None:
    """Lengths are rounded to a tenth of a millimetre."""
    again = read_room(write_stf(rooms)[0], "a.stf").building
    assert again is not None
    assert [room.name for room in again.rooms] == [room.name for room in rooms]
    for room, known in zip(again.rooms, rooms, strict=True):
        assert size(room) == pytest.approx(size(known), rel=1e-3)
        assert len(room.openings) == sum(opening.kind != "stairwell" for opening in known.openings)
        assert len(room.furniture) == len(known.furniture) + len(known.partitions)


def check_glb(rooms: tuple[Room, ...]) -> None:
    """The rooms of a mesh have no order."""
    wheres = [room.name for room in rooms]
    joined, holes, _ = joined_rooms(rooms, wheres)
    surfaces, _ = building_surfaces(joined, holes, wheres)
    reading = read_mesh_scene(surfaces_glb("rooms", surfaces), "a.glb", RoomOverrides())
    again = reading.building
    assert again is not None
    assert {p.code for p in reading.problems}.isdisjoint({"FLOOR_IN_NO_ROOM", "WALLS_LOW"})
    areas, known = (sorted(room.floor_area_m2 for room in each) for each in (again.rooms, rooms))
    assert areas == pytest.approx(known, rel=0.01)


def triangles_of(room: Room) -> list[int]:
    """Of the meshes that a file brought."""
    return [len(p.triangles) for p in room.furniture if p.triangles is not None and p.piece is None]


def check_kept(rooms: tuple[Room, ...]) -> None:
    """A file of ours holds its rooms, whatever its triangles show."""
    reading = read_room(GltfFile("rooms", kept_rooms(Building(rooms), "rooms", furniture_glb)).glb(), "a.glb")
    assert reading.building is not None
    assert "ROOMS_AS_WRITTEN" in {each.code for each in reading.problems}
    for room, known in zip(reading.building.rooms, rooms, strict=True):
        assert (room.name, room.use, room.storey) == (known.name, known.use, known.storey)
        assert room.elevation_m == pytest.approx(known.elevation_m, abs=1e-5)
        assert room.floor_area_m2 == pytest.approx(known.floor_area_m2, rel=1e-5)
        assert room.height_m == pytest.approx(known.height_m, abs=1e-5)
        assert [(o.kind, o.wall) for o in room.openings] == [(o.kind, o.wall) for o in known.openings]
        assert triangles_of(room) == pytest.approx(triangles_of(known), rel=0.01)  # flat ones are left away
        assert [p.name for p in room.furniture] == [p.name for p in known.furniture]
        assert all(piece.model is None for piece in room.furniture)


@pytest.mark.parametrize("name", [*REAL, "ifc/Duplex_Architecture_ifc2x3.ifc", "dxf/office_floor_m.dxf"])
def test_real_rooms_come_back_from_a_file_that_holds_them(shared: Path, name: str) -> None:
    check_kept(rooms_of_file(shared, name))


@pytest.mark.parametrize("name", sample_names())
def test_samples_come_back_from_a_file_that_holds_them(name: str) -> None:
    check_kept(rooms_of_sample(name))


def test_models_that_are_too_large_are_not_kept() -> None:
    box = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    piece = Furniture("table", (1.0, 1.0, 0.0), vertices_m=box, triangles=np.array([[0, 1, 2]]))
    room = Room(((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)), 2.5, furniture=(piece,))
    most = LARGEST_BYTES // 4 * 3  # three bytes are four letters of base64
    assert kept_rooms(Building((room,)), "room", lambda _: bytes(most))
    assert kept_rooms(Building((room,)), "room", lambda _: bytes(most + 3)) == {}


@pytest.mark.parametrize(
    "spoilt",
    [
        {KEY: 3},
        {KEY: {"configuration": {"lampyris": 1, "room": {}}, "models": {}}},
        {KEY: {"configuration": {"lampyris": 1}, "models": {"a.glb": "no base64"}}},
    ],
)
def test_triangles_are_read_where_the_rooms_beside_them_are_spoilt(spoilt: dict[str, object]) -> None:
    rooms = rooms_of_sample("study")
    joined, holes, _ = joined_rooms(rooms, ["study"])
    file = GltfFile("study", spoilt)
    writer = SceneWriter(file, Lights.NONE)
    for surface in building_surfaces(joined, holes, ["study"])[0]:
        writer.surface(surface)
    reading = read_room(file.glb(), "a.glb")
    assert reading.building is not None
    assert reading.building.rooms[0].floor_area_m2 == pytest.approx(rooms[0].floor_area_m2, rel=0.01)
    assert "KEPT_ROOMS_UNREADABLE" in {each.code for each in reading.problems}


@pytest.mark.parametrize("name", REAL)
def test_real_rooms_come_back(shared: Path, name: str) -> None:
    rooms = rooms_of_file(shared, name)
    check_stf(rooms)
    if name in SLIGHT:
        check_glb(rooms)


@pytest.mark.parametrize("name", sample_names())
def test_samples_come_back(name: str) -> None:
    rooms = rooms_of_sample(name)
    check_stf(rooms)
    check_glb(rooms if name == "study" else tuple(replace(room, furniture=()) for room in rooms))
