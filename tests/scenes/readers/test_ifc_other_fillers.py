"""Holes of IFC files that no door or window fills: taken for what they look like, and told."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("ifcopenshell", reason="the extra 'ifc' is not installed")

from ifc_files import IfcWriter, two_rooms
from ifc_readings import of_kind, read, told

from scenes.readers.reading import RoomReading

ROOF = [(0, 0), (7.2, 0), (7.2, 3), (0, 3)]


def fill(writer: IfcWriter, storey: Any, hole: Any, kind: str, shape: Any = None) -> Any:
    made = writer.element(kind, storey, f"made {kind}", shape, (3.3, -0.1, 0.9))
    writer.root("IfcRelFillsElement", RelatingOpeningElement=hole, RelatedBuildingElement=made)
    return made


def with_filled_hole(kind: str, sill_m: float, colour: tuple[float, ...] = ()) -> RoomReading:
    """Two rooms, and a hole of 0.9 x 1.2 m in the outer wall with something in it."""
    writer, ground = two_rooms("IFC4")
    south = next(wall for wall in writer.file.by_type("IfcWall") if wall.Name == "south")
    hole = writer.opening(ground, south, None, (3.3, -0.1), 0.9, 0.2, sill_m, 1.2)
    shape = writer.prism([(-0.45, -0.1), (0.45, -0.1), (0.45, 0.1), (-0.45, 0.1)], 1.2)
    fill(writer, ground, hole, kind, writer.coloured(shape, colour[:3], colour[3]) if colour else None)
    return read(writer)


@pytest.mark.parametrize(
    ("kind", "sill_m", "colour", "expected"),
    [
        ("IfcBuildingElementProxy", 0.9, (), "window"),
        ("IfcBuildingElementProxy", 0.0, (), "door"),
        ("IfcBuildingElementProxy", 0.0, (0.6, 0.7, 0.8, 0.7), "window"),  # drawn as glass
        ("IfcMember", 0.9, (0.6, 0.7, 0.8, 0.0), "window"),
        ("IfcPlate", 0.0, (0.6, 0.7, 0.8, 0.0), "door"),
        ("IfcCurtainWall", 0.0, (), "window"),
    ],
)
def test_what_else_fills_a_hole_in_a_wall_closes_it(
    kind: str, sill_m: float, colour: tuple[float, ...], expected: str
) -> None:
    reading = with_filled_hole(kind, sill_m, colour)
    (opening,) = [each for each in of_kind(reading, "door", "window") if each.offset_m == pytest.approx(2.85)]
    assert (opening.kind, opening.sill_m) == (expected, sill_m)
    assert opening.width_m == pytest.approx(0.9)
    assert not of_kind(reading, "passage")
    (problem,) = told(reading, "OPENING_KIND_ASSUMED")
    assert f"made {kind}" in problem.message


def test_the_panes_of_a_curtain_wall_in_a_hole_are_its_windows() -> None:
    writer, ground = two_rooms("IFC4")
    south = next(wall for wall in writer.file.by_type("IfcWall") if wall.Name == "south")
    hole = writer.opening(ground, south, None, (3.3, -0.1), 0.9, 0.2, 0.0, 2.2)
    curtain = fill(writer, ground, hole, "IfcCurtainWall")
    pane = writer.prism([(-0.4, -0.01), (0.4, -0.01), (0.4, 0.01), (-0.4, 0.01)], 2.1)
    placed = writer.placed((3.3, -0.1, 0.05), ground)
    glass = writer.coloured(pane, (0.6, 0.7, 0.8), 0.7)
    plate = writer.root("IfcPlate", "pane", Representation=glass, ObjectPlacement=placed)
    writer.relate("IfcRelAggregates", curtain, [plate])
    reading = read(writer)
    widths_m = [each.width_m for each in of_kind(reading, "window", "passage")]
    assert sorted(widths_m) == pytest.approx([0.8, 1.2])
    assert not told(reading, "OPENING_KIND_ASSUMED")


def test_a_pipe_closes_its_hole() -> None:
    reading = with_filled_hole("IfcPipeSegment", 0.9)
    assert len(of_kind(reading, "door", "window", "passage")) == 3
    assert not told(reading, "OPENING_KIND_ASSUMED")


def with_roof_hole(
    place: tuple[float, float] = (2.0, 1.5), size_m: float = 1.0, host: str = "IfcRoof"
) -> tuple[IfcWriter, Any, Any]:
    """Two rooms below a roof with a square hole in it."""
    writer, ground = two_rooms("IFC4")
    roof = writer.element(host, ground, "roof", writer.prism(ROOF, 0.2), (0, 0, 2.6))
    half = size_m / 2
    box = writer.prism([(-half, -half), (half, -half), (half, half), (-half, half)], 0.2)
    hole = writer.element("IfcOpeningElement", ground, "hole", box, (*place, 2.6))
    writer.root("IfcRelVoidsElement", RelatingBuildingElement=roof, RelatedOpeningElement=hole)
    return writer, ground, hole


def under_a_room(writer: IfcWriter) -> None:
    upper = writer.storey("Upper", 2.8)
    writer.space(upper, "3", writer.prism(ROOF, 2.6), "Loft")


@pytest.mark.parametrize("host", ["IfcRoof", "IfcSlab"])
def test_a_dome_in_a_hole_of_the_roof_is_a_skylight_and_told(host: str) -> None:
    writer, ground, hole = with_roof_hole(host=host)
    fill(writer, ground, hole, "IfcBuildingElementProxy")
    reading = read(writer)
    (skylight,) = of_kind(reading, "skylight")
    assert skylight.size_m == pytest.approx((1.0, 1.0))
    assert "(2.00, 1.50)" in told(reading, "OPENING_KIND_ASSUMED")[0].message
    under_a_room(writer)
    reading = read(writer)
    assert not of_kind(reading, "skylight")
    assert not told(reading, "OPENING_KIND_ASSUMED")


@pytest.mark.parametrize("host", ["IfcRoof", "IfcSlab"])
def test_an_empty_hole_over_a_ceiling_is_told_and_a_stairwell_is_none(host: str) -> None:
    writer, _, _ = with_roof_hole(host=host)
    reading = read(writer)
    assert not of_kind(reading, "skylight")
    (problem,) = told(reading, "SKYLIGHT_LEFT_OUT")
    assert "(2.00, 1.50)" in problem.message
    under_a_room(writer)
    assert not told(read(writer), "SKYLIGHT_LEFT_OUT")


@pytest.mark.parametrize(("place", "size_m"), [((2.0, 1.5), 0.3), ((20.0, 1.5), 1.0), ((4.1, 1.5), 1.0)])
def test_a_flue_and_a_hole_over_no_room_are_not_told(place: tuple[float, float], size_m: float) -> None:
    writer, _, _ = with_roof_hole(place, size_m)
    assert not told(read(writer), "SKYLIGHT_LEFT_OUT")


def test_a_window_that_fills_the_hole_of_one_layer_fills_the_others() -> None:
    writer, ground, _ = with_roof_hole()
    layer = writer.element("IfcSlab", ground, "screed", writer.prism(ROOF, 0.1), (0, 0, 2.8))
    box = writer.prism([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)], 0.1)
    other = writer.element("IfcOpeningElement", ground, "hole", box, (2.0, 1.5, 2.8))
    writer.root("IfcRelVoidsElement", RelatingBuildingElement=layer, RelatedOpeningElement=other)
    fill(writer, ground, other, "IfcWindow")
    reading = read(writer)
    assert len(of_kind(reading, "skylight")) == 1
    assert not told(reading, "SKYLIGHT_LEFT_OUT")
    assert not told(reading, "OPENING_KIND_ASSUMED")
