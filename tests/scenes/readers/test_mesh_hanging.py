"""Nameless cupboards on the wall, up to the ceiling: a cut above the door heads goes through them."""

from __future__ import annotations

import pytest
from drawn_meshes import Drawing, furnished_room, wall

from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides
from scenes.room import Room


def only_room(drawing: Drawing) -> Room:
    reading = read_mesh_scene(drawing.glb(), "a.glb", RoomOverrides())
    assert reading.building is not None
    (room,) = reading.building.rooms
    return room


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ((1.0, 2.65, 1.9), (2.8, 3.0, 2.5)),
        ((1.0, 2.65, 1.45), (2.8, 3.0, 2.5)),
        ((0.0, 2.65, 1.9), (1.8, 3.0, 2.5)),  # in the corner
        ((1.8, 1.3, 1.85), (2.3, 1.7, 2.5)),  # a hood over the middle of the room
    ],
)
@pytest.mark.parametrize("node", ["Cube.1", "walls"])
def test_a_cupboard_up_to_the_ceiling_leaves_the_floor_below_it(
    low: tuple[float, ...], high: tuple[float, ...], node: str
) -> None:
    drawing = furnished_room()
    drawing.box(node, low, high)
    room = only_room(drawing)
    assert room.floor_area_m2 == pytest.approx(12.0, rel=1e-4)
    assert len(room.outline_m) == 4
    assert not room.holes_m
    assert not room.openings
    bottoms = sorted(round(piece.position_m[2], 3) for piece in room.furniture)
    assert bottoms == [0.0, 0.0, low[2]]


def test_what_stands_on_the_floor_up_to_the_ceiling_stays_a_jog() -> None:
    drawing = furnished_room()
    drawing.box("Cube.1", (1.0, 2.65, 0.0), (2.8, 3.0, 2.5))
    room = only_room(drawing)
    assert room.floor_area_m2 == pytest.approx(12.0 - 1.8 * 0.35, rel=1e-4)
    assert len(room.outline_m) == 8


def test_a_box_that_closes_the_wall_is_part_of_it() -> None:
    """Without it the room would be open to what is behind."""
    drawing = Drawing()
    ring = [(0, 0), (4, 0), (4, 3), (0, 3)]
    for i in range(4):
        holes = [(1.2, 3.0, 1.2, 2.5)] if i == 2 else []
        wall(drawing, "walls", ring[i], ring[(i + 1) % 4], 2.5, holes)
    drawing.quad("floor", *([*c, 0.0] for c in ring))
    drawing.quad("ceiling", *([*c, 2.5] for c in reversed(ring)))
    drawing.box("Cube.1", (1.0, 2.65, 1.2), (2.8, 3.0, 2.5))
    assert len(only_room(drawing).outline_m) == 8
