"""Pieces of Sweet Home 3D that lie or lean, and homes that say no height of their walls."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from homes import archive, home, room, walls

from kit.problems import Problem
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.sweet_home import read_sweet_home
from scenes.room import Furniture, Origin

SQUARE = ((-10, -10), (410, -10), (410, 310), (-10, 310))
INSIDE = ((0, 0), (400, 0), (400, 300), (0, 300))
PIECE = '<pieceOfFurniture name="box" x="190" y="90" elevation="10" width="30" depth="40" height="120" {0}/>'
QUARTER, EIGHTH = math.pi / 2, math.pi / 4
# a wedge 1 high at its back (z = 0), flat at its front (z = 1); y is up in OBJ files
WEDGE = b"".join(
    b"v %d %d %d\n" % p for p in ((0, 0, 0), (1, 0, 0), (0, 0, 1), (1, 0, 1), (0, 1, 0), (1, 1, 0))
)
WEDGE += b"f 1 2 4 3\nf 1 5 6 2\nf 3 4 6 5\nf 1 3 5\nf 2 6 4\n"


def read(data: bytes, name: str = "a.xml", **overrides: Any) -> RoomReading:
    return read_sweet_home(data, name, RoomOverrides(**overrides))


def piece(more: str, **overrides: Any) -> Furniture:
    files = {"Home.xml": home(walls(SQUARE), room("a", INSIDE), PIECE.format(more)), "wedge.obj": WEDGE}
    reading = read(archive(files), "a.sh3d", **overrides)
    assert reading.room is not None, reading.problems
    (only,) = reading.room.furniture
    return only


def found(reading: RoomReading, code: str) -> list[Problem]:
    return [p for p in reading.problems if p.code == code and p.where == "wallHeight"]


@pytest.mark.parametrize(
    ("turn", "size"),
    [
        ("", (0.3, 0.4, 1.2)),
        (f'pitch="{QUARTER}"', (0.3, 1.2, 0.4)),
        (f'roll="{QUARTER}"', (1.2, 0.4, 0.3)),
        (f'pitch="{EIGHTH}"', (0.3, 1.6 * math.sqrt(0.5), 1.6 * math.sqrt(0.5))),
    ],
)
def test_a_piece_that_lies_or_leans_takes_the_room_that_it_takes(
    turn: str, size: tuple[float, float, float]
) -> None:
    found = piece(turn)
    assert found.size_m == pytest.approx(size, abs=1e-5)
    assert found.position_m == pytest.approx((2.0, 2.2, 0.1))  # its middle and its base stay


def test_a_box_that_leans_is_no_upright_box() -> None:
    leaning = piece(f'pitch="{EIGHTH}"')
    assert leaning.vertices_m is not None
    assert leaning.triangles is not None
    a, b, c = (leaning.vertices_m[leaning.triangles[:, k]] for k in range(3))
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 == pytest.approx(0.3 * 0.4 * 1.2)
    assert leaning.vertices_m[:, 2].min() == pytest.approx(0.0)


def test_models_are_turned_as_the_piece_is() -> None:
    """A quarter of pitch lays a piece on its back; a quarter of roll lays its top to its right."""
    back = piece(f'model="wedge.obj" pitch="{QUARTER}"')
    assert back.vertices_m is not None
    highest = back.vertices_m[back.vertices_m[:, 2] > 0.39]
    assert len(highest) == 2
    assert highest[:, 1] == pytest.approx([-0.6, -0.6])  # its sharp front edge, where its base was
    aside = piece(f'model="wedge.obj" roll="{QUARTER}"')
    assert aside.vertices_m is not None
    assert np.sort(aside.vertices_m[:, 0]) == pytest.approx([-0.6] * 4 + [0.6] * 2)
    mirrored = piece(f'model="wedge.obj" roll="{QUARTER}"', mirror=True)
    assert mirrored.vertices_m is not None
    assert np.sort(mirrored.vertices_m[:, 0]) == pytest.approx([-0.6] * 2 + [0.6] * 4)


def test_the_source_of_a_lamp_that_lies_turns_with_it() -> None:
    """The source at the top of a standing lamp is at the end of its back when it lies on that."""
    source = '<lightSource x="0.5" y="0.5" z="1"/>'
    lamp = (
        '<light name="torch" x="190" y="90" elevation="10" width="30" depth="40" height="120" {0}>{1}</light>'
    )
    data = home(walls(SQUARE), room("a", INSIDE), lamp.format(f'pitch="{QUARTER}"', source))
    building = read(data).building
    assert building is not None
    (only,) = building.lights
    assert only.position_m == pytest.approx((2.0, 2.2 + 0.6, 0.1 + 0.2))


def silent_home(*parts: str) -> bytes:
    return home(*parts).replace(b' wallHeight="250.0"', b"")


def test_a_home_that_says_no_height_of_walls_takes_the_default_and_tells() -> None:
    ring = walls(SQUARE).replace('height="250"', "")
    data = silent_home(ring, room("a", INSIDE))
    reading = read_room(data, "a.xml")
    assert reading.room is not None
    assert (reading.room.height_m, reading.room.origins["height"]) == (2.5, Origin.DEFAULT)
    (told,) = found(reading, "DEFAULT_TAKEN")
    assert told.repair == {"height_m": 2.5}
    corrected = read_room(data, "a.xml", RoomOverrides(height_m=2.9))
    assert corrected.room is not None
    assert (corrected.room.height_m, corrected.room.origins["height"]) == (2.9, Origin.USER)
    assert not found(corrected, "DEFAULT_TAKEN")


def test_heights_that_walls_or_levels_say_are_no_default() -> None:
    high = walls(SQUARE).replace('height="250"', 'height="310"')
    level = '<level id="l0" name="G" elevation="0" height="250"/>'
    ring = walls(SQUARE, more='level="l0"').replace('height="250"', "")
    for parts, height_m in (
        ((high, room("a", INSIDE)), 3.1),
        ((level, ring, room("a", INSIDE, 'level="l0"')), 2.5),
    ):
        reading = read(silent_home(*parts))
        assert reading.room is not None
        assert reading.room.height_m == pytest.approx(height_m)
        assert reading.room.origins["height"] is not Origin.DEFAULT
        assert not found(reading, "DEFAULT_TAKEN")
