"""Doors and windows of IFC files that cannot be placed by their hole: placed by their shape, or told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("ifcopenshell", reason="the extra 'ifc' is not installed")

from gable import GABLE
from ifc_files import IfcWriter, two_rooms
from ifc_readings import of_kind, read, told

import scenes.readers.ifc_openings


def test_a_door_and_a_window_without_any_shape_are_told_by_name() -> None:
    writer, ground = two_rooms()
    before = of_kind(read(writer), "door", "window")
    writer.element("IfcDoor", ground, "back door", None, (2.0, -0.1, 0.0))
    writer.element("IfcWindow", ground, "small window", None, (3.0, -0.1, 0.9))
    reading = read(writer)
    assert of_kind(reading, "door", "window") == before
    (problem,) = told(reading, "OPENINGS_LEFT_OUT")
    assert problem.message.startswith("2 doors or windows")
    assert "back door" in problem.message
    assert "small window" in problem.message
    assert not told(read(two_rooms()[0]), "OPENINGS_LEFT_OUT")


def no_shape(writer: IfcWriter, hole: Any) -> None:
    hole.Representation = None


def in_a_slab(writer: IfcWriter, hole: Any) -> None:
    (ground,) = writer.file.by_type("IfcBuildingStorey")
    slab = writer.element("IfcSlab", ground, "slab", None)
    (voids,) = hole.VoidsElements
    voids.RelatingBuildingElement = slab


@pytest.mark.parametrize("spoil", [no_shape, in_a_slab])
def test_a_door_whose_hole_cuts_no_wall_stands_where_its_own_shape_is(
    spoil: Callable[[IfcWriter, Any], None],
) -> None:
    writer, ground = two_rooms()
    south = next(wall for wall in writer.file.by_type("IfcWall") if wall.Name == "south")
    hole = writer.opening(ground, south, "IfcDoor", (3.3, -0.1), 0.9, 0.2, 0.0, 2.1)
    expected = of_kind(read(writer), "door")
    assert len(expected) == 3  # the one between the rooms is in both
    (filling,) = hole.HasFillings
    filling.RelatedBuildingElement.Representation = writer.prism(
        [(-0.45, -0.1), (0.45, -0.1), (0.45, 0.1), (-0.45, 0.1)], 2.1
    )
    spoil(writer, hole)
    reading = read(writer)
    assert sorted(each.offset_m for each in of_kind(reading, "door")) == pytest.approx(
        sorted(each.offset_m for each in expected)
    )
    assert not told(reading, "OPENINGS_LEFT_OUT")
    filling.RelatedBuildingElement.Representation = None
    assert len(of_kind(read(writer), "door")) == 2
    assert "IfcDoor" in told(read(writer), "OPENINGS_LEFT_OUT")[0].message


@pytest.mark.parametrize("kind", ["IfcDoor", "IfcWindow"])
def test_what_fills_a_hole_that_is_called_a_recess_is_no_less_a_door_or_window(kind: str) -> None:
    writer, ground = two_rooms("IFC4")
    south = next(wall for wall in writer.file.by_type("IfcWall") if wall.Name == "south")
    hole = writer.opening(ground, south, kind, (3.3, -0.1), 0.9, 0.2, 0.0, 2.1)
    expected = of_kind(read(writer), "door", "window", "passage")
    hole.PredefinedType = "RECESS"
    assert of_kind(read(writer), "door", "window", "passage") == expected
    (filling,) = hole.HasFillings
    writer.file.remove(filling)
    assert len(of_kind(read(writer), "door", "window", "passage")) == len(expected) - 1


def add_roof_window(
    writer: IfcWriter,
    storey: Any,
    roof: Any,
    name: str,
    place: tuple[float, float],
    shape: Any = None,
    level_m: float = 2.6,
) -> None:
    """A window in a hole of a roof, of 0.8 × 1.2 m if no other shape is given."""
    box = shape or writer.prism([(-0.4, -0.6), (0.4, -0.6), (0.4, 0.6), (-0.4, 0.6)], 0.2)
    hole = writer.element("IfcOpeningElement", storey, "hole", box, (*place, level_m))
    writer.root("IfcRelVoidsElement", RelatingBuildingElement=roof, RelatedOpeningElement=hole)
    window = writer.element("IfcWindow", storey, name, None, (*place, level_m))
    writer.root("IfcRelFillsElement", RelatingOpeningElement=hole, RelatedBuildingElement=window)


def with_roof_window(place: tuple[float, float], *, spaces: bool = True) -> IfcWriter:
    """Two rooms below a roof slab with a window of 0.8 × 1.2 m in it."""
    writer, ground = two_rooms()
    roof = writer.element(
        "IfcRoof", ground, "roof", writer.prism([(0, 0), (7, 0), (7, 3), (0, 3)], 0.2), (0, 0, 2.6)
    )
    add_roof_window(writer, ground, roof, "roof window", place)
    if not spaces:
        for start, end in (((-0.1, -0.1), (-0.1, 3.1)), ((-0.1, 3.1), (7.3, 3.1)), ((7.3, 3.1), (7.3, -0.1))):
            writer.wall(ground, "outer", start, end, 0.2, 2.6)
        for space in writer.file.by_type("IfcSpace"):
            writer.file.remove(space)
    return writer


@pytest.mark.parametrize("spaces", [True, False])
def test_a_window_of_the_roof_is_a_skylight_with_spaces_and_without(spaces: bool) -> None:
    reading = read(with_roof_window((2.0, 1.5), spaces=spaces))
    assert reading.building is not None
    assert len(reading.building.rooms) == 2
    (skylight,) = of_kind(reading, "skylight")
    assert skylight.size_m == pytest.approx((0.8, 1.2))
    assert skylight.sill_m == 0.0
    assert not told(reading, "SKYLIGHT_LEFT_OUT")


@pytest.mark.parametrize("place", [(20.0, 1.5), (3.8, 1.5)], ids=["beside the house", "over a wall"])
def test_a_window_of_the_roof_in_no_ceiling_is_told(place: tuple[float, float]) -> None:
    reading = read(with_roof_window(place))
    assert not of_kind(reading, "skylight")
    (problem,) = told(reading, "SKYLIGHT_LEFT_OUT")
    assert problem.where == "roof window"
    assert f"({place[0]:.2f}, 1.50)" in problem.message


def test_of_two_windows_of_the_roof_in_one_place_the_second_is_told() -> None:
    writer = with_roof_window((2.0, 1.5))
    (ground,) = writer.file.by_type("IfcBuildingStorey")
    (roof,) = writer.file.by_type("IfcRoof")
    add_roof_window(writer, ground, roof, "second", (2.5, 1.5))
    reading = read(writer)
    assert len(of_kind(reading, "skylight")) == 1
    assert [each.where for each in told(reading, "SKYLIGHT_LEFT_OUT")] == ["second"]


def test_a_window_in_a_slope_has_its_size_up_the_slope() -> None:
    """A gable of 45 degrees; the hole goes through the roof at right angles, 0.1 m below to 0.3 m above."""
    writer = IfcWriter("IFC4")
    ground = writer.storey("Ground")
    writer.space(ground, "1", writer.faces(GABLE), "Under the gable")
    up, out = np.array([0, 1, 1]) / np.sqrt(2), np.array([0, -1, 1]) / np.sqrt(2)
    ring = [(-0.5, -0.4), (0.5, -0.4), (0.5, 0.4), (-0.5, 0.4)]
    low, top = (
        [tuple(np.array([2 + x, 0.75, 1.75]) + y * up + away * out) for x, y in ring] for away in (-0.1, 0.3)
    )
    sides = [[low[k - 1], low[k], top[k], top[k - 1]] for k in range(4)]
    roof = writer.element("IfcRoof", ground, "roof", None)
    add_roof_window(writer, ground, roof, "velux", (0, 0), writer.faces([low[::-1], top, *sides]), 0.0)
    (skylight,) = of_kind(read(writer), "skylight")
    assert skylight.position_m == pytest.approx((2.0, 0.75))
    assert skylight.size_m == pytest.approx((1.0, 0.8))
    assert skylight.rotation_deg == 0.0


def test_more_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes.readers.ifc_openings, "MOST_OPENINGS", 1)
    (problem,) = told(read(two_rooms()[0]), "OPENINGS_LEFT_OUT")
    assert "the first 1 of each" in problem.message
