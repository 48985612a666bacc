"""Furniture that no name and no node tells apart from the walls: it stands free in a room."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_meshes import Drawing, furnished_room

from kit.problems import Problem
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides
from scenes.room import Room


def read(data: bytes, name: str = "a.glb") -> tuple[Room, dict[str, Problem]]:
    """The only room of a file, and what was said of it."""
    reading = read_mesh_scene(data, name, RoomOverrides())
    assert reading.building is not None
    (room,) = reading.building.rooms
    return room, {problem.code: problem for problem in reading.problems}


def in_one_node(drawing: Drawing) -> Drawing:
    """The same with all of it in one node."""
    return Drawing({"Mesh": [quad for quads in drawing.nodes.values() for quad in quads]})


def boxes(room: Room) -> set[tuple[float, ...]]:
    """Low and high corners of the furniture in its room, to a millimetre [m]."""
    found = set()
    for piece in room.furniture:
        assert piece.vertices_m is not None
        points = piece.vertices_m + np.array(piece.position_m)
        found.add(tuple(float(v) + 0.0 for v in np.round([*points.min(axis=0), *points.max(axis=0)], 3)))
    return found


TABLE = (1.4, 1.1, 0.0, 2.6, 1.9, 0.75)
BOX = (3.2, 0.2, 0.0, 3.7, 0.7, 0.9)
SHADE = (1.85, 1.35, 1.6, 2.15, 1.65, 1.8)


@pytest.mark.parametrize("ending", ["stl", "ply", "obj", "glb"])
def test_pieces_of_a_file_without_nodes_are_furniture(ending: str) -> None:
    drawing = in_one_node(furnished_room())
    data = drawing.glb() if ending == "glb" else drawing.written(ending)
    room, said = read(data, f"a.{ending}")
    assert room.floor_area_m2 == pytest.approx(12.0, rel=1e-4)
    assert boxes(room) == {TABLE, BOX, SHADE}
    assert "PARTS_LEFT_OUT" not in said


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("Cube.7", (3.3, 2.4, 0.0), (4.0, 3.0, 2.3)),  # a wardrobe in the corner
        ("Cube.8", (0.0, 2.4, 0.0), (3.6, 3.0, 0.9)),  # a kitchen from wall to wall, nearly
        ("Cube.9", (0.1, 2.4, 0.0), (1.3, 2.8, 0.2)),
        ("partition wall", (2.9, 1.0, 0.0), (3.0, 2.0, 2.1)),
    ],
)
@pytest.mark.parametrize("alone", [False, True])
def test_what_stands_free_below_the_ceiling_is_furniture(
    name: str, low: tuple[float, ...], high: tuple[float, ...], alone: bool
) -> None:
    drawing = furnished_room()
    drawing.box(name, low, high)
    room, _ = read((in_one_node(drawing) if alone else drawing).glb())
    assert (*low, *high) in boxes(room)
    assert alone or name in {piece.name for piece in room.furniture}


def test_what_hangs_under_the_ceiling_and_may_be_part_of_it_is_told_once() -> None:
    drawing = furnished_room()
    drawing.box("Cube.8", (1.0, 2.4, 2.3), (2.0, 3.0, 2.5))
    drawing.box("Cube.9", (2.8, 1.0, 2.4), (3.2, 1.4, 2.5))
    room, said = read(drawing.glb())
    assert len(room.furniture) == 2
    assert said["PARTS_LEFT_OUT"].message.startswith("2 parts ")
    assert "1.00 x 0.60 x 0.20 m" in said["PARTS_LEFT_OUT"].message


def test_skirtings_and_sheets_on_the_floor_stay_with_the_shell() -> None:
    drawing = furnished_room()
    drawing.box("Cube.5", (0.0, 0.0, 0.0), (4.0, 0.02, 0.08))
    drawing.quad("Plane.1", [1, 1, 0.005], [2, 1, 0.005], [2, 2, 0.005], [1, 2, 0.005])
    room, said = read(drawing.glb())
    assert {piece.name for piece in room.furniture} == {"table", "Cube.003"}
    assert "PARTS_LEFT_OUT" not in said


def test_parts_that_touch_are_one_piece() -> None:
    """A table of a top and four legs, drawn as five boxes in the node of the walls."""
    drawing = furnished_room()
    for name in ("table", "Cube.003", "pendant lamp"):
        del drawing.nodes[name]
    drawing.box("walls", (1.0, 1.0, 0.7), (2.0, 1.6, 0.75))
    for x in (1.0, 1.95):
        for y in (1.0, 1.55):
            drawing.box("walls", (x, y, 0.0), (x + 0.05, y + 0.05, 0.7))
    room, _ = read(drawing.glb())
    assert boxes(room) == {(1.0, 1.0, 0.0, 2.0, 1.6, 0.75)}


def test_more_parts_than_are_looked_at_are_counted() -> None:
    """5000 sheets of 3 x 3 cm in the node of the walls, which are looked at first."""
    drawing = furnished_room()
    places = np.random.default_rng(1).uniform([0.3, 2.2, 1.0], [3.7, 2.7, 1.4], (5000, 3))
    sheet = np.array([[0, 0, 0], [0.03, 0, 0], [0.03, 0, 0.03], [0, 0, 0.03]])
    drawing.nodes["walls"] += list(places[:, None] + sheet)
    _, said = read(drawing.glb())
    assert said["PARTS_LEFT_OUT"].message.startswith("1001 parts smaller than the 4000 largest")
