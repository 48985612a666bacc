"""What of a mesh became no room is told: floors beside the rooms, and walls that end below a door."""

from __future__ import annotations

import pytest
from drawn_meshes import Drawing

from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides

CODES = {"FLOOR_IN_NO_ROOM", "WALLS_LOW"}


def told(drawing: Drawing) -> dict[str, str]:
    """Room of 4 x 3 m and whatever else is drawn: what is said to be no room of it."""
    reading = read_mesh_scene(drawing.glb(), "a.glb", RoomOverrides(units="m", up="y"))
    assert reading.building is not None, reading.problems
    (room,) = reading.building.rooms
    assert room.floor_area_m2 == pytest.approx(12.0, rel=0.01)
    return {p.code: p.message for p in reading.problems if p.code in CODES}


def walled(height_m: float) -> Drawing:
    drawing = Drawing()
    drawing.box("wall south", (-0.1, -0.1, 0), (4.1, 0, height_m))
    drawing.box("wall north", (-0.1, 3, 0), (4.1, 3.1, height_m))
    drawing.box("wall west", (-0.1, 0, 0), (0, 3, height_m))
    drawing.box("wall east", (4, 0, 0), (4.1, 3, height_m))
    return drawing


def slab(drawing: Drawing, low: tuple[float, float], high: tuple[float, float]) -> Drawing:
    (x0, y0), (x1, y1) = low, high
    drawing.quad("floor", [x0, y0, 0], [x1, y0, 0], [x1, y1, 0], [x0, y1, 0])
    return drawing


def test_a_floor_between_walls_that_close_no_room_is_told() -> None:
    """A slab of 12 x 3 m between this room and a wall at its far end."""
    drawing = slab(walled(2.5), (0, 0), (12, 3))
    drawing.box("wall far", (12, 0, 0), (12.1, 3, 2.5))
    message = told(drawing)["FLOOR_IN_NO_ROOM"]
    assert "23 of 36 m2" in message  # without 0.3 m beside the room, on which its wall stands
    assert message.endswith("have 12 m2.")


def test_the_ground_around_a_room_is_no_floor_of_a_room() -> None:
    assert told(slab(walled(2.5), (-10, -10), (20, 20))) == {}


@pytest.mark.parametrize(("height_m", "low"), [(1.7, True), (2.1, False)])
def test_walls_that_end_below_the_height_of_a_room_are_doubted(height_m: float, low: bool) -> None:
    found = told(slab(walled(height_m), (0, 0), (4, 3)))
    assert set(found) == ({"WALLS_LOW"} if low else set())
    assert not low or "end 1.70 m above its floor; 2.5 m is taken" in found["WALLS_LOW"]
