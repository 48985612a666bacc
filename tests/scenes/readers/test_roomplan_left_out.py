"""What a RoomPlan capture holds and a room cannot is told: objects beyond it, odd windows, several floors."""

from __future__ import annotations

from typing import Any

import pytest
from captures import box_room, capture, door, face, floor_of, matrix

from kit.problems import Problem
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan import read_roomplan
from scenes.room import Furniture

Size = tuple[float, float, float]


def thing(middle_m: float, size: Size, *, kind: str = "storage") -> dict[str, Any]:
    """An object in the middle of the room, whose own middle is so high."""
    place = (2.0, middle_m, -1.5)
    return {
        "dimensions": [size[0], size[2], size[1]],
        "transform": matrix(((1, 0, 0), (0, 1, 0), (0, 0, 1), place)),
        "category": {kind: {}},
    }


def read(**parts: Any) -> RoomReading:
    return read_roomplan(box_room(0, 0, 4, 3) | parts, RoomOverrides())


def pieces(reading: RoomReading) -> tuple[Furniture, ...]:
    assert reading.room is not None, reading.problems
    return reading.room.furniture


def found(reading: RoomReading, code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def test_a_thin_screen_stays_and_is_told() -> None:
    reading = read(objects=[thing(1.2, (1, 0.002, 0.6), kind="television")])
    (screen,) = pieces(reading)
    assert screen.size_m == pytest.approx((1.0, 0.005, 0.6))
    (told,) = found(reading, "FURNITURE_FITTED")
    assert "1 thinner than 5 mm" in told.message


def test_objects_beyond_the_room_or_without_size_are_counted_once() -> None:
    beyond = [thing(3.0, (1, 1, 0.5)), thing(-0.5, (1, 1, 0.5)), thing(1.0, (0.001, 0.001, 1.0))]
    reading = read(objects=beyond)
    assert pieces(reading) == ()
    (told,) = found(reading, "FURNITURE_LEFT_OUT")
    assert "2 above the ceiling or below the floor, 1 without a size" in told.message


@pytest.mark.parametrize(("middle_m", "base_m"), [(2.3, 1.9), (0.2, 0.0)])
def test_an_object_through_the_ceiling_or_the_floor_is_cut_and_told(middle_m: float, base_m: float) -> None:
    reading = read(objects=[thing(middle_m, (1, 1, 0.8))])
    (cut,) = pieces(reading)
    assert cut.size_m == pytest.approx((1.0, 1.0, 0.6))
    assert cut.position_m[2] == pytest.approx(base_m)
    assert "1 cut" in found(reading, "FURNITURE_FITTED")[0].message


def test_boxes_that_a_scan_measures_centimetres_too_high_are_told_nothing_of() -> None:
    reading = read(objects=[thing(1.27, (1, 0.5, 2.5))])
    assert len(pieces(reading)) == 1
    assert not found(reading, "FURNITURE_FITTED")


def test_windows_that_are_no_rectangles_are_told_as_their_boxes() -> None:
    triangle = face((1, 0), (2, 0), 0.9, 2.1) | {
        "polygonCorners": [[-0.5, -0.6, 0], [0.5, -0.6, 0], [0, 0.6, 0]]
    }
    whole = [[-0.4, -0.6, 0], [0.4, -0.6, 0], [0.4, 0.6, 0], [-0.4, 0.6, 0]]
    plain = face((2.6, 0), (3.4, 0), 0.9, 2.1) | {"polygonCorners": whole}
    bent = {"center": [0, 0], "radius": 1, "startAngle": 0, "endAngle": 1}
    reading = read(windows=[triangle, plain], doors=[door((4, 1), (4, 2)) | {"curve": bent}])
    assert reading.room is not None
    assert len(reading.room.openings) == 3
    (told,) = found(reading, "OPENING_SHAPE_BOXED")
    assert told.message.startswith("2 doors or windows")
    assert not found(read(windows=[plain]), "OPENING_SHAPE_BOXED")


def two_floors(**parts: Any) -> RoomReading:
    """A capture whose floor is two halves, left and right."""
    walls = box_room(0, 0, 4, 3)["walls"]
    halves = [[(0, 0), (2, 0), (2, 3), (0, 3)], [(2, 0), (4, 0), (4, 3), (2, 3)]]
    floors = [floor_of(corners, 0) for corners in halves]
    return read_roomplan(capture(walls, floors=floors, **parts), RoomOverrides())


def test_a_window_far_from_all_floors_is_told() -> None:
    far = two_floors(windows=[face((1, 8), (2, 8), 0.9, 2.1)])
    assert len(found(far, "OPENING_WITHOUT_WALL")) == 1
    near = two_floors(windows=[face((0.5, 3), (1.5, 3), 0.9, 2.1)])
    assert not found(near, "OPENING_WITHOUT_WALL")


def named(reading: RoomReading) -> list[tuple[str, str]]:
    """Name and use of each room."""
    assert reading.building is not None, reading.problems
    return [(each.name, each.use) for each in reading.building.rooms]


def test_each_floor_is_called_by_the_label_that_lies_on_it() -> None:
    labels = [("livingRoom", 3.0), ("kitchen", 1.0)]
    sections = [{"label": label, "center": [x, 0, -1.5], "story": 0} for label, x in labels]
    assert named(two_floors(sections=sections)) == [("kitchen", "kitchen"), ("living room", "living")]
    assert [use for _, use in named(two_floors(sections=sections[:1]))] == ["", "living"]


def test_labels_without_a_place_give_no_use_where_they_are_several() -> None:
    sections = [{"label": "livingRoom"}, {"label": "kitchen"}]
    uses = [use for _, use in named(two_floors(sections=sections))]
    assert uses == ["", ""]
