"""Windows in level ceilings of a mesh, in houses that stand at any angle to x and y."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn_meshes import Drawing, wall

from scenes.ceiling import skylight_corners_m
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.reading import RoomOverrides
from scenes.room import Room

RING = [(0, 0), (4, 0), (4, 3), (0, 3)]


def house(hole: list[tuple[float, float]], turn_deg: float = 0.0) -> Drawing:
    """A room of 4 x 3 x 2.5 m, turned, with a hole in its ceiling, and glass 5 cm above that."""
    drawing = Drawing(colours={"glass": [0.9, 0.9, 0.9]})
    for k, start in enumerate(RING):
        wall(drawing, "walls", start, RING[(k + 1) % 4], 2.5)
    drawing.quad("floor", *([*corner, 0.0] for corner in RING))
    for k, corner in enumerate(RING):
        after = (k + 1) % 4
        sides = (corner, hole[k], hole[after], RING[after])
        drawing.quad("ceiling", *([*each, 2.5] for each in sides))
    drawing.quad("glass", *([*each, 2.55] for each in hole))
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    drawing.nodes = {name: [quad @ turn.T for quad in quads] for name, quads in drawing.nodes.items()}
    return drawing


def read(drawing: Drawing) -> tuple[Room, dict[str, str]]:
    reading = read_mesh_scene(drawing.glb(), "a.glb", RoomOverrides())
    assert reading.room is not None
    return reading.room, {problem.code: problem.message for problem in reading.problems}


@pytest.mark.parametrize("turn_deg", [0.0, 5.0, 15.0, 30.0, 45.0, -20.0])
def test_a_skylight_keeps_its_size_and_place_in_a_turned_house(turn_deg: float) -> None:
    hole = [(1.5, 1.0), (2.7, 1.0), (2.7, 1.8), (1.5, 1.8)]
    room, said = read(house(hole, turn_deg))
    (skylight,) = room.openings
    assert sorted(skylight.size_m) == pytest.approx([0.8, 1.2], abs=1e-4)
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    wanted = np.array(hole) @ np.array([[c, s], [-s, c]])
    found = np.array(skylight_corners_m(room, skylight))
    apart = np.linalg.norm(wanted[:, None] - found[None], axis=-1)
    assert apart.min(axis=1).max() < 1e-3
    assert "SKYLIGHT_LEFT_OUT" not in said


def test_what_is_no_rectangle_is_told() -> None:
    room, said = read(house([(1.5, 1.0), (2.7, 1.0), (2.1, 1.8), (2.05, 1.8)]))
    assert not room.openings
    assert said["SKYLIGHT_LEFT_OUT"].startswith("1 windows in ceilings")


def test_glass_in_a_ceiling_that_is_a_mesh_is_told() -> None:
    """Half of 4 x 3 m is 2.6 m high, the other half 2.3 m; the pane lies under the higher one."""
    drawing = Drawing(colours={"glass": [0.9, 0.9, 0.9]})
    for k, start in enumerate(RING):
        wall(drawing, "Mesh", start, RING[(k + 1) % 4], 2.6)
    drawing.quad("Mesh", *([*corner, 0.0] for corner in RING))
    drawing.quad("Mesh", [2, 0, 2.6], [2, 3, 2.6], [4, 3, 2.6], [4, 0, 2.6])
    drawing.quad("Mesh", [0, 0, 2.3], [0, 3, 2.3], [2, 3, 2.3], [2, 0, 2.3])
    wall(drawing, "Mesh", (2, 3), (2, 0), 0.3, low=2.3)
    drawing.quad("glass", [2.5, 1, 2.65], [3.5, 1, 2.65], [3.5, 2, 2.65], [2.5, 2, 2.65])
    room, said = read(drawing)
    assert room.ceiling_triangles is not None
    assert said["SKYLIGHT_LEFT_OUT"].startswith("1 windows in ceilings")
