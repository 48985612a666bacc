"""USDZ captures with odd names, solids, ceilings, holes, lights and hidden parts: read, or told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from captures import usd_box, usd_floor, usd_layer, usd_walls, usdz

from kit.problems import Problem
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan_usdz import read_roomplan_usdz
from scenes.room import Origin, Room

pytest.importorskip("pxr", reason="usd-core is not installed")

CORNERS = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]
WALLS, FLOOR = usd_walls(CORNERS), usd_floor("Floor0", CORNERS, 0.0)
HIDDEN = 'double size = 1\n token visibility = "invisible"'


def read(*extra: str, floor: str = FLOOR) -> RoomReading:
    data = usdz(("Room.usda", usd_layer("".join((WALLS, floor, *extra)))))
    return read_roomplan_usdz(data, "room.usdz", RoomOverrides())


def room_of(reading: RoomReading) -> Room:
    assert reading.room is not None, reading.problems
    return reading.room


def found(reading: RoomReading, code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def table(name: str) -> str:
    return usd_box(name, (1, 1.5), (2, 1.5), 0, 0.75, thick=0.6)


@pytest.mark.parametrize("name", ["Table", "Table0", "Table_0", "Table0_mesh", "table_geom", "Table0_1"])
def test_furniture_is_known_by_its_name_with_a_number_and_without(name: str) -> None:
    (piece,) = room_of(read(table(name))).furniture
    assert (piece.name, piece.size_m) == ("table", pytest.approx((1.0, 0.6, 0.75), abs=1e-6))


def test_a_window_and_a_floor_without_numbers_are_read() -> None:
    window = usd_box("Window", (1, 0), (2, 0), 0.9, 2.1, thick=0.02)
    room = room_of(read(window, floor=usd_floor("Floor", CORNERS, 0.0)))
    assert [(o.kind, o.width_m) for o in room.openings] == [("window", pytest.approx(1.0))]
    assert room.floor_area_m2 == pytest.approx(12.0)


def test_parts_whose_names_say_nothing_are_counted_and_named() -> None:
    reading = read(table("Sofa_cushion"), table("thing"))
    assert room_of(reading).furniture == ()
    (told,) = found(reading, "SCENE_PARTS_LEFT_OUT")
    assert "2 parts" in told.message
    assert "'Sofa_cushion', 'thing'" in told.message


def test_solids_are_the_boxes_around_them() -> None:
    place = (
        " double3 xformOp:translate = (2, 1, -1.5)\n uniform token[] xformOpOrder = ['xformOp:translate']\n"
    )
    round_table = f'def Cylinder "Table0"\n{{\n double height = 0.8\n double radius = 0.5\n{place}}}\n'
    ball = f'def Sphere "Chair0"\n{{\n double radius = 0.3\n{place}}}\n'
    pieces = {piece.name: piece.size_m for piece in room_of(read(round_table, ball)).furniture}
    assert sorted(pieces["table"] or ()) == pytest.approx([0.8, 1.0, 1.0])  # its axis is its own z
    assert pieces["chair"] == pytest.approx((0.6, 0.6, 0.6))


def test_lights_cameras_other_shapes_and_hidden_parts_are_counted_once() -> None:
    others = 'def SphereLight "Light0"\n{\n}\ndef Camera "Camera0"\n{\n}\ndef BasisCurves "Line0"\n{\n}\n'
    reading = read(others, table("Table0").replace("double size = 1", HIDDEN))
    assert room_of(reading).furniture == ()
    (told,) = found(reading, "SCENE_PARTS_LEFT_OUT")
    assert "1 cameras, 1 hidden parts, 1 lights, 1 shapes of other kinds" in told.message
    assert not found(read(table("Table0")), "SCENE_PARTS_LEFT_OUT")


def test_a_flat_ceiling_gives_the_height_in_place_of_the_walls() -> None:
    reading = read(usd_floor("Ceiling0", CORNERS, 2.3))
    room = room_of(reading)
    assert room.height_m == pytest.approx(2.3)
    assert (room.origins["height"], room.origins["ceiling"]) == (Origin.FILE, Origin.FILE)
    assert not found(reading, "NO_CEILING_IN_FILE")
    assert not found(reading, "CEILING_LEFT_OUT")


@pytest.mark.parametrize(
    "ceiling",
    [
        usd_floor("Ceiling0", [(0, 0), (1, 0), (1, 1), (0, 1)], 2.3),
        usd_floor("Ceiling0", CORNERS, 0.4),
        usd_floor("Ceiling0", CORNERS, 2.3).replace("(0.0, 2.3, -0.0)", "(0.0, 1.8, -0.0)"),
    ],
)
def test_a_ceiling_over_a_corner_near_the_floor_or_sloped_is_told(ceiling: str) -> None:
    reading = read(ceiling)
    assert room_of(reading).height_m == pytest.approx(2.5)
    assert len(found(reading, "CEILING_LEFT_OUT")) == 1
    assert len(found(reading, "NO_CEILING_IN_FILE")) == 1


def ring_floor(points: Sequence[tuple[float, float]]) -> str:
    """A floor around a hole: four corners outside, then four inside."""
    faces = [0, 1, 5, 4, 1, 2, 6, 5, 2, 3, 7, 6, 3, 0, 4, 7]
    return (
        f'def Mesh "Floor0"\n{{\n int[] faceVertexCounts = [4, 4, 4, 4]\n int[] faceVertexIndices = {faces}\n'
        f" point3f[] points = {[(x, 0.0, -y) for x, y in points]}\n}}\n"
    )


def test_a_hole_in_the_floor_is_filled_and_told() -> None:
    hole = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)]
    reading = read(floor=ring_floor([*CORNERS, *hole]))
    assert room_of(reading).floor_area_m2 == pytest.approx(12.0)
    (told,) = found(reading, "FLOOR_HOLES_FILLED")
    assert "1 holes of 1.00 m2" in told.message
