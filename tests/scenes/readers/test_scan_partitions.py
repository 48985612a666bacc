"""Walls that stand free in a scanned room become partitions; cupboards and open leaves do not."""

from __future__ import annotations

import pytest
from scan_rooms import TABLE, door, piece, window
from scan_simulator import scanned

from scenes.readers.reading import RoomOverrides
from scenes.readers.scan import rooms_of_points
from scenes.room import Furniture, Room

AT_WALL = piece(2.6, 0.9, (1.8, 0.10, 2.0), 90.0)
TO_CEILING = piece(4.9, 2.4, (1.6, 0.12, 2.55))
TURNED = piece(2.3, 2.0, (1.6, 0.12, 1.8), 30.0)
OPEN_LEAF = piece(0.45, 1.47, (0.9, 0.05, 2.0))  # at the jamb of the door at y = 1.5 m
SHELF = piece(4.0, 4.08, (1.8, 0.25, 2.0))  # 0.27 m behind it is still the shelf
CUPBOARD = piece(1.4, 3.9, (1.2, 0.55, 1.9))


def found(*stands: Furniture, length_m: float = 6.4) -> tuple[Room, set[str]]:
    """A room 4.2 m wide and 2.55 m high after a walk around what stands in it."""
    outline = ((0.0, 0.0), (length_m, 0.0), (length_m, 4.2), (0.0, 4.2))
    truth = Room(outline, 2.55, openings=(window(1, 1.0), door(3, 1.8)), furniture=stands)
    reading = rooms_of_points(scanned(truth, poses=56), RoomOverrides(units="m", up="z"), format="points")
    assert reading.room is not None, reading.problems
    assert reading.room.floor_area_m2 == pytest.approx(truth.floor_area_m2, rel=0.02)
    return reading.room, {problem.code for problem in reading.problems}


def test_thin_walls_are_partitions_and_furniture_is_none() -> None:
    room, codes = found(AT_WALL, TO_CEILING, OPEN_LEAF, SHELF, CUPBOARD)
    assert "PARTITIONS" in codes
    sizes = sorted((p.size_m for p in room.partitions if p.size_m), key=lambda size: size[2])
    wanted = [AT_WALL.size_m or (), TO_CEILING.size_m or ()]
    for size, (length, thickness, height) in zip(sizes, wanted, strict=True):
        thin, long = sorted(size[:2])
        assert (long, thin, size[2]) == pytest.approx((length, thickness, height), abs=0.07)
    assert len(room.furniture) == 3


def test_a_partition_may_be_turned() -> None:
    room, _ = found(TURNED, piece(0.9, 3.6, TABLE), length_m=4.6)
    (partition,) = room.partitions
    assert partition.size_m is not None
    assert max(partition.size_m) == pytest.approx(1.8, abs=0.06)
    assert sorted(partition.size_m)[1] == pytest.approx(1.6, abs=0.06)
    longest = max(range(4), key=lambda wall: room.wall_length_m(wall))
    assert room.wall_length_m(longest) == pytest.approx(4.6, abs=0.03)  # it runs along x
    assert partition.rotation_deg % 90.0 == pytest.approx(30.0, abs=2.0)
