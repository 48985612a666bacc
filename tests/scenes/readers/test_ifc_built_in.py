"""Columns, beams, railings, stairs, appliances and proxies in the rooms of IFC files."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("ifcopenshell", reason="the extra 'ifc' is not installed")

from gable import GABLE
from ifc_files import IfcWriter, two_rooms
from ifc_readings import read, told

from scenes.checks import check_room
from scenes.readers.reading import RoomReading
from scenes.room import Furniture, Room

KITCHEN, BEDROOM = "1 Kitchen", "2 Bedroom"  # x from 0 to 4 and from 4.2 to 7.2 m, y from 0 to 3, z to 2.6
SQUARE = [(-0.3, -0.3), (0.3, -0.3), (0.3, 0.3), (-0.3, 0.3)]


def room_of(reading: RoomReading, name: str) -> Room:
    assert reading.building is not None
    found = reading.building.room_named(name)
    assert found is not None
    return found


def box_of(piece: Furniture) -> list[list[float]]:
    """Lowest and highest corner of a piece in its room [m]."""
    assert piece.vertices_m is not None
    corners = piece.vertices_m + np.array(piece.position_m)
    return [corners.min(axis=0).round(3).tolist(), corners.max(axis=0).round(3).tolist()]


def with_box(
    kind: str,
    ring: list[tuple[float, float]],
    low_m: float,
    high_m: float,
    place: tuple[float, float] = (2.0, 1.5),
    **named: Any,
) -> IfcWriter:
    writer, ground = two_rooms("IFC4")
    shape = writer.prism(ring, high_m - low_m)
    writer.element(kind, ground, named.pop("name", f"our {kind}"), shape, (*place, low_m), **named)
    return writer


@pytest.mark.parametrize(
    "kind",
    [
        *("IfcColumn", "IfcBeam", "IfcMember", "IfcRailing", "IfcChimney", "IfcStair", "IfcRamp"),
        *("IfcBuildingElementProxy", "IfcPlate", "IfcTransportElement", "IfcElectricAppliance"),
        *("IfcSpaceHeater", "IfcFlowTerminal", "IfcBoiler", "IfcShadingDevice", "IfcDiscreteAccessory"),
    ],
)
def test_what_stands_in_a_room_is_a_piece_of_it(kind: str) -> None:
    reading = read(with_box(kind, SQUARE, 0.0, 1.0))
    (piece,) = room_of(reading, KITCHEN).furniture
    assert box_of(piece) == [[1.7, 1.2, 0.0], [2.3, 1.8, 1.0]]
    assert piece.name == ("stairs" if kind == "IfcStair" else f"our {kind}".lower())
    assert not room_of(reading, BEDROOM).furniture
    assert not told(reading, "ELEMENTS_LEFT_OUT")


def test_a_column_through_slabs_is_cut_at_floor_and_ceiling() -> None:
    (piece,) = room_of(read(with_box("IfcColumn", SQUARE, -0.4, 6.0)), KITCHEN).furniture
    assert box_of(piece) == [[1.7, 1.2, 0.0], [2.3, 1.8, 2.6]]


def test_a_beam_through_a_wall_is_in_both_rooms() -> None:
    beam = [(-1.0, -0.1), (4.2, -0.1), (4.2, 0.1), (-1.0, 0.1)]
    reading = read(with_box("IfcBeam", beam, 2.3, 2.9))
    pieces = [room_of(reading, name).furniture for name in (KITCHEN, BEDROOM)]
    assert [[box_of(piece) for piece in own] for own in pieces] == [
        [[[1.0, 1.4, 2.3], [4.0, 1.6, 2.6]]],
        [[[4.2, 1.4, 2.3], [6.2, 1.6, 2.6]]],
    ]
    problems = [each for name in (KITCHEN, BEDROOM) for each in check_room(room_of(reading, name))]
    assert not [each for each in problems if each.code == "FURNITURE_OUTSIDE_ROOM"]


def test_a_beam_aslant_through_a_wall_ends_at_it() -> None:
    along, wide = np.array([np.sqrt(3), 1.0]) / 2, np.array([-1.0, np.sqrt(3)]) / 20
    beam = [tuple(along * u + wide * v) for u, v in ((-1, -0.5), (4, -0.5), (4, 0.5), (-1, 0.5))]
    reading = read(with_box("IfcBeam", beam, 2.0, 2.3, (2.0, 0.7)))
    (kitchen,), (bedroom,) = (room_of(reading, name).furniture for name in (KITCHEN, BEDROOM))
    assert box_of(kitchen)[1][0] == pytest.approx(4.0, abs=0.006)
    assert box_of(bedroom)[0][0] == pytest.approx(4.2, abs=0.006)


@pytest.mark.parametrize(
    ("low_m", "high_m", "place"),
    [
        (2.6, 2.9, (2.0, 1.5)),  # above the ceiling
        (2.58, 2.9, (2.0, 1.5)),  # in it but for 2 cm
        (-0.5, 0.02, (2.0, 1.5)),  # in the floor
        (0.0, 2.6, (2.0, -0.3)),  # in the outer wall
        (0.0, 2.6, (20.0, 1.5)),  # beside the house
    ],
)
@pytest.mark.parametrize("kind", ["IfcColumn", "IfcBuildingElementProxy"])
def test_what_is_in_no_room_is_no_piece_and_not_told(
    kind: str, low_m: float, high_m: float, place: tuple[float, float]
) -> None:
    reading = read(with_box(kind, SQUARE, low_m, high_m, place))
    assert not room_of(reading, KITCHEN).furniture
    assert not told(reading, "ELEMENTS_LEFT_OUT")


def test_what_is_no_furniture_is_left_out_and_told_once_with_its_counts() -> None:
    writer, ground = two_rooms("IFC4")
    flooring = writer.prism([(0, 0), (4, 0), (4, 3), (0, 3)], 0.05)
    writer.element("IfcBuildingElementProxy", ground, "flooring", flooring, (0, 0, 0))
    writer.element("IfcBuildingElementProxy", ground, "Pendant light", writer.prism(SQUARE, 0.3), (1, 1, 2))
    through = writer.prism([(0, 0), (2.5, 0), (2.5, 0.05), (0, 0.05)], 1.0)
    writer.element("IfcPlate", ground, "through the wall", through, (6.0, 1, 0.5))
    reading = read(writer)
    assert not room_of(reading, KITCHEN).furniture
    assert not room_of(reading, BEDROOM).furniture
    (problem,) = told(reading, "ELEMENTS_LEFT_OUT")
    assert problem.message.endswith("2 IfcBuildingElementProxy, 1 IfcPlate.")


def test_what_is_small_and_what_only_keeps_a_place_free_is_no_piece_and_not_told() -> None:
    small = [(-0.05, -0.05), (0.05, -0.05), (0.05, 0.05), (-0.05, 0.05)]
    provision = with_box("IfcBuildingElementProxy", SQUARE, 0.0, 1.0, PredefinedType="PROVISIONFORVOID")
    for writer in (with_box("IfcOutlet", small, 0.3, 0.4), provision):
        reading = read(writer)
        assert not room_of(reading, KITCHEN).furniture
        assert not told(reading, "ELEMENTS_LEFT_OUT")


def test_light_passes_the_glass_of_a_railing() -> None:
    """A rail of wood on a pane."""
    writer, ground = two_rooms("IFC4")
    pane = writer.prism([(0, -0.01), (2, -0.01), (2, 0.01), (0, 0.01)], 0.9)
    rail = writer.prism([(0, -0.03), (2, -0.03), (2, 0.03), (0, 0.03)], 0.05, 0.9)
    writer.coloured(pane, (0.6, 0.7, 0.8), 0.7)
    writer.coloured(rail, (0.5, 0.3, 0.2))
    items = [shape.Representations[0].Items[0] for shape in (pane, rail)]
    writer.element("IfcRailing", ground, "rail", writer.shape("SweptSolid", *items), (1, 1.5, 0))
    (piece,) = room_of(read(writer), KITCHEN).furniture
    assert box_of(piece) == [[1.0, 1.47, 0.9], [3.0, 1.53, 0.95]]


def test_parts_of_curtain_walls_and_what_fills_a_hole_are_no_pieces() -> None:
    writer, ground = two_rooms("IFC4")
    curtain = writer.element("IfcCurtainWall", ground, "curtain", None, (1, 1.5, 0))
    placed = writer.placed((2, 1.5, 0), ground)
    post = writer.root("IfcMember", "post", Representation=writer.prism(SQUARE, 2.0), ObjectPlacement=placed)
    writer.relate("IfcRelAggregates", curtain, [post])
    south = next(wall for wall in writer.file.by_type("IfcWall") if wall.Name == "south")
    hole = writer.opening(ground, south, None, (3.3, -0.1), 0.9, 0.2, 0.9, 1.2)
    dome = writer.element("IfcBuildingElementProxy", ground, "dome", writer.prism(SQUARE, 1.0), (2, 1, 0))
    writer.root("IfcRelFillsElement", RelatingOpeningElement=hole, RelatedBuildingElement=dome)
    assert not room_of(read(writer), KITCHEN).furniture


def test_a_stair_of_flights_is_not_read_twice() -> None:
    writer = with_box("IfcStair", SQUARE, 0.0, 1.0)
    (ground,) = writer.file.by_type("IfcBuildingStorey")
    (stair,) = writer.file.by_type("IfcStair")
    placed = writer.placed((2.0, 1.5, 0.0), ground)
    shape = writer.prism(SQUARE, 1.0)
    flight = writer.root("IfcStairFlight", "flight", Representation=shape, ObjectPlacement=placed)
    writer.relate("IfcRelAggregates", stair, [flight])
    assert len(room_of(read(writer), KITCHEN).furniture) == 1


def test_under_a_slope_rafters_are_none_and_a_beam_is_cut_at_it() -> None:
    """A gable of 45 degrees from 1 m over both long walls, whose ridge runs along x at 2.5 m."""
    writer = IfcWriter("IFC4")
    ground = writer.storey("Ground")
    writer.space(ground, "1", writer.faces(GABLE), "Attic")
    low = [(1.0, -0.5, 0.51), (1.1, -0.5, 0.51), (1.1, 1.5, 2.51), (1.0, 1.5, 2.51)]
    top = [(x, y, z + 0.2) for x, y, z in low]
    sides = [[low[k - 1], low[k], top[k], top[k - 1]] for k in range(4)]
    writer.element("IfcMember", ground, "rafter", writer.faces([low[::-1], top, *sides]))
    tie = writer.prism([(2.0, -0.5), (2.1, -0.5), (2.1, 3.5), (2.0, 3.5)], 0.2)
    writer.element("IfcBeam", ground, "tie", tie, (0, 0, 1.8))
    (piece,) = room_of(read(writer), "1 Attic").furniture
    assert piece.name == "tie"
    assert box_of(piece) == [[2.0, 0.8, 1.8], [2.1, 2.2, 2.0]]  # its lower edges are the longer ones
    corners = np.asarray(piece.vertices_m) + np.array(piece.position_m)
    assert corners[corners[:, 2] > 1.999][:, 1].min() == pytest.approx(1.0, abs=1e-3)


def test_around_the_corner_of_a_room_only_what_is_in_it_is_taken() -> None:
    """A plate of 2 x 2 m on the inner corner of a room like an L, a quarter of it in a solid corner."""
    writer = IfcWriter("IFC4")
    ground = writer.storey("Ground")
    corner = [(0, 0), (6, 0), (6, 3), (3, 3), (3, 6), (0, 6)]
    writer.space(ground, "1", writer.prism(corner, 2.6), "Ell")
    writer.element("IfcBeam", ground, "plate", writer.prism([(2, 2), (4, 2), (4, 4), (2, 4)], 0.5), (0, 0, 1))
    room = room_of(read(writer), "1 Ell")
    (piece,) = room.furniture
    assert box_of(piece) == [[2.0, 2.0, 1.0], [4.0, 4.0, 1.5]]
    x, y, _ = (np.asarray(piece.vertices_m) + np.array(piece.position_m)).T
    assert not ((x > 3.001) & (y > 3.001)).any()
    assert not [each for each in check_room(room) if each.code == "FURNITURE_OUTSIDE_ROOM"]


# Limits


def test_more_pieces_than_are_read_are_told() -> None:
    writer, ground = two_rooms("IFC4")
    for k in range(801):
        place = (0.3 + 0.1 * (k % 30), 0.3 + 0.08 * (k // 30), 0)
        shape = writer.prism([(0, 0), (0.05, 0), (0, 0.05)], 0.3)
        writer.element("IfcFurniture", ground, "stool", shape, place)
    reading = read(writer)
    assert len(room_of(reading, KITCHEN).furniture) == 800
    (problem,) = told(reading, "FURNITURE_LEFT_OUT")
    assert "800" in problem.message
    assert problem.severity == "warning"


def test_more_walls_and_parts_of_a_wall_than_are_read_are_told() -> None:
    writer, ground = two_rooms("IFC4")
    assert not told(read(writer), "WALLS_LEFT_OUT")
    curtain = writer.element("IfcCurtainWall", ground, "glass front", None)
    plates = [writer.root("IfcPlate", f"{k}") for k in range(501)]
    writer.relate("IfcRelAggregates", curtain, plates)
    (problem,) = told(read(writer), "WALLS_LEFT_OUT")
    assert "glass front" in problem.message
    for _ in range(6000):
        writer.root("IfcWall", "wall")
    assert any("6003 walls" in each.message for each in told(read(writer), "WALLS_LEFT_OUT"))
