"""Windows of the roof of an IFC file in their ceilings: hundreds of them, and why one is left out."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from scenes.readers.ifc_file import Body
from scenes.readers.ifc_skylights import Skylight, with_skylights
from scenes.room import Room, Slope


def skylight(name: str, x: float, y: float, low_m: float, *, high_m: float = 0.3) -> Skylight:
    """A window in an upright hole of 0.6 x 0.6 m."""
    ring = ((-0.3, -0.3), (0.3, -0.3), (0.3, 0.3), (-0.3, 0.3))
    vertices = np.array([[x + u, y + v, z] for z in (low_m, low_m + high_m) for u, v in ring])
    quads = np.array(
        [(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)], np.int64
    )
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Skylight(name, Body(vertices, triangles, np.full((12, 4), np.nan)), (1.0, 0.0), None)


def square(x: float, y: float, side_m: float, height_m: float = 3.0, name: str = "Hall") -> Room:
    ring = ((x, y), (x + side_m, y), (x + side_m, y + side_m), (x, y + side_m))
    return Room(ring, height_m, name)


def test_eight_hundred_windows_in_the_roof_of_one_hall_are_read_in_time() -> None:
    """To compare each with all before it takes over 4 s of computing."""
    own = [skylight(f"{k}", 2 + k % 29 * 1.5, 2 + k // 29 * 1.5, 5.0) for k in range(800)]
    start = time.process_time()
    (hall,), problems = with_skylights([square(0, 0, 50, 5.0)], own)
    assert time.process_time() - start < 1.5
    assert len(hall.openings) == 800
    assert not problems


def test_each_of_four_hundred_rooms_has_its_own_window_in_the_roof() -> None:
    """To look for each in the floor of each room takes over 3 s of computing."""
    rooms = [square(10 * k, 0, 9, name=f"{k}") for k in range(400)]
    own = [skylight(f"{k}", 10 * k + 3, 3, 3.0) for k in range(400)]
    start = time.process_time()
    lit, problems = with_skylights(rooms, own)
    assert time.process_time() - start < 1.5
    assert [room.openings[0].position_m for room in lit] == [
        pytest.approx((10 * k + 3, 3)) for k in range(400)
    ]
    assert all(len(room.openings) == 1 for room in lit)
    assert not problems


def test_it_is_in_the_upper_of_two_rooms_above_each_other() -> None:
    lower, upper = square(0, 0, 4, name="lower"), replace(square(0, 0, 4, name="upper"), elevation_m=3.2)
    (dark, lit), problems = with_skylights([lower, upper], [skylight("window", 2, 2, 6.2)])
    assert (len(dark.openings), len(lit.openings), problems) == (0, 1, [])


@pytest.mark.parametrize(
    ("place", "low_m", "reason"),
    [
        ((2.6, 2.0), 3.0, "touches another window of the roof"),
        ((2.6005, 2.0), 3.0, "touches another window of the roof"),  # half a millimetre is no frame
        ((3.8, 2.0), 3.0, "reaches the edge of the ceiling or beyond"),
        ((9.0, 2.0), 3.0, "lies in no room's ceiling"),
        ((2.0, 3.0), 9.0, "lies in no room's ceiling"),  # far above it
    ],
)
def test_the_true_reason_is_told_for_one_that_is_left_out(
    place: tuple[float, float], low_m: float, reason: str
) -> None:
    (room,), (problem,) = with_skylights(
        [square(0, 0, 4)], [skylight("first", 2.0, 2.0, 3.0), skylight("second", *place, low_m)]
    )
    assert len(room.openings) == 1
    assert (problem.code, problem.where) == ("SKYLIGHT_LEFT_OUT", "second")
    assert reason in problem.message


def test_one_over_the_bend_of_a_ceiling_is_told_as_that() -> None:
    """45 degrees up from 1 m over the first wall meet the level of 3 m two metres from it."""
    room = Room(((0, 0), (4, 0), (4, 4), (0, 4)), 3.0, "Attic", slopes=(Slope(0, 1.0, 45.0),))
    _, (problem,) = with_skylights([room], [skylight("window", 2.0, 2.1, 2.0, high_m=2.0)])
    assert "reaches over a bend of the ceiling" in problem.message


def test_those_left_out_for_one_reason_are_told_once() -> None:
    beside = [skylight(f"w{k}", 20.0 + k, 2.0, 3.0) for k in range(40)]
    _, (problem,) = with_skylights([square(0, 0, 4)], beside)
    assert problem.message.startswith("40 windows in the roof were left out; each lies in no room's ceiling")
    assert problem.message.endswith("and 37 more.")
