"""Trying a repair never costs the reading that it is tried for."""

import pytest
from drawn_plans import file_of, lines, new_drawing

from kit.problems import info
from scenes.building import Building
from scenes.readers.apart import read_apart
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.tried import read_and_tried
from scenes.room import Room


def test_a_trial_that_takes_too_long_leaves_the_reading():
    """One clean room; with the 1,500 lines of its tiles as walls it would be half a million rooms."""
    document, space = new_drawing()
    lines(space, [(0, 0), (5, 0), (5, 4), (0, 4)], "WALLS", close=True)
    for k in range(750):
        lines(space, [(k * 0.0066, -0.5), (k * 0.0066, 4.5)], "FLOOR")
        lines(space, [(-0.5, k * 0.0053), (5.5, k * 0.0053)], "FLOOR")
    found = read_apart(file_of(document), "tiles.dxf", RoomOverrides(), memory_mb=2000)
    (room,) = found.building.rooms
    assert room.floor_area_m2 == pytest.approx(20.0)
    (voted,) = [each for each in found.problems if each.code == "LAYERS_VOTED"]
    assert voted.repair == {}


@pytest.mark.parametrize("fault", [MemoryError, ValueError, RecursionError])
def test_a_trial_that_fails_leaves_the_reading(fault):
    room = Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5)
    remark = info("LAYERS_VOTED", "layers", "Walls are on A.").offering({"layers": ["B"]})

    def read(said):
        if said.layers:
            raise fault("in a trial")
        return RoomReading(Building((room,)), (remark,), "test")

    found = read_and_tried(read, RoomOverrides())
    assert found.building.rooms == (room,)
    assert found.problems[0].repair == {}
