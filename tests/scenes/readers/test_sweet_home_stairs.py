"""Stairwells in homes made by hand: where stairs cut the floor above, as Sweet Home 3D does it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from homes import home, room
from shells import area_m2, has_leak, named

from scenes.ceiling import skylight_corners_m
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.room_document import room_document
from scenes.readers.sweet_home import read_sweet_home
from scenes.room import Room
from scenes.scene import Scene

SQUARE = "M0,0 v1 h1 v-1 z"
LEVELS = (
    '<level id="g" name="Ground" elevation="0" floorThickness="12" height="250"/>'
    '<level id="u" name="Upper" elevation="262" floorThickness="12" height="250"/>'
)
HALL = ((0, 0), (600, 0), (600, 400), (0, 400))


def stairs(
    x: float, y: float, *, angle_deg: float = 0.0, height: float = 262, cut: str = SQUARE, more: str = ""
) -> str:
    """Stairs 90 cm wide and 240 cm deep."""
    return (
        f'<pieceOfFurniture name="Stairs" level="g" x="{x}" y="{y}" angle="{math.radians(angle_deg)}" '
        f'width="90" depth="240" height="{height}" staircaseCutOutShape="{cut}" {more}/>'
    )


def house(*parts: str, upper: Sequence[tuple[float, float]] = HALL) -> bytes:
    below = room("Hall", HALL, 'level="g"')
    return home(LEVELS, below, room("Landing", upper, 'level="u"'), *parts)


def read(data: bytes, **overrides: Any) -> RoomReading:
    return read_sweet_home(data, "a.xml", RoomOverrides(**overrides))


def rooms_of(data: bytes, **overrides: Any) -> dict[str, Room]:
    reading = read(data, **overrides)
    assert reading.building is not None, reading.problems
    return {each.name: each for each in reading.building.rooms}


def wells(of: Room) -> list[list[tuple[float, float]]]:
    """The corners of each stairwell, sorted, in centimetres of the sheet turned upright."""
    return [
        sorted((round(100 * x, 1), round(100 * y, 1)) for x, y in skylight_corners_m(of, opening))
        for opening in of.openings
        if opening.kind == "stairwell"
    ]


def box(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    return [(x0, y0), (x0, y1), (x1, y0), (x1, y1)]


@pytest.mark.parametrize(
    ("piece", "corners"),
    [
        (stairs(200, 150), box(155, 130, 245, 370)),  # y 30 to 270 of a sheet 400 high
        (stairs(200, 150, angle_deg=90), box(80, 205, 320, 295)),
        # the lower left quarter of the sheet's piece, whose y runs down
        (stairs(200, 150, cut="M0,0.5 v0.5 h0.5 v-0.5 z"), box(155, 130, 200, 250)),
        (
            stairs(200, 150, cut="M0,0.5 v0.5 h0.5 v-0.5 z", more='modelMirrored="true"'),
            box(200, 130, 245, 250),
        ),
        # turned clockwise on the sheet: what was below is left, what was left is above
        (stairs(200, 150, angle_deg=90, cut="M0,0.5 v0.5 h0.5 v-0.5 z"), box(80, 250, 200, 295)),
        (stairs(30, 150), box(0, 130, 75, 370)),  # 15 cm of it are behind the wall
        (f'<furnitureGroup level="g">{stairs(200, 150)}</furnitureGroup>', box(155, 130, 245, 370)),
    ],
)
def test_stairs_cut_their_shape_out_of_the_floor_above(
    piece: str, corners: list[tuple[float, float]]
) -> None:
    rooms = rooms_of(house(piece))
    assert wells(rooms["Landing"]) == [corners]
    assert wells(rooms["Hall"]) == []


def test_a_mirrored_sheet_mirrors_the_stairwell() -> None:
    (ring,) = wells(rooms_of(house(stairs(200, 150)), mirror=True)["Landing"])
    assert ring == box(355, 130, 445, 370)


@pytest.mark.parametrize(
    "piece",
    [
        stairs(200, 150, height=249),  # ends below the slab, at 250
        stairs(200, 150, more='elevation="262"'),  # begins on the floor above
        stairs(200, 150, cut="false"),
        stairs(200, 150, more='visible="false"'),
        stairs(-35, 150),  # a strip of 10 cm reaches into the room
        stairs(900, 150),
    ],
)
def test_what_cuts_nothing(piece: str) -> None:
    reading = read(house(piece))
    assert reading.building is not None
    assert [wells(each) for each in reading.building.rooms] == [[], []]
    assert "STAIRWELL_CUT" not in {problem.code for problem in reading.problems}


def test_a_floor_that_is_drawn_around_its_stairwell_gets_none() -> None:
    around = [(0, 0), (600, 0), (600, 400), (0, 400), (0, 275), (250, 275), (250, 25), (0, 25)]
    assert wells(rooms_of(house(stairs(200, 150), upper=around))["Landing"]) == []


@pytest.mark.parametrize(
    "path", ["0,0 1,1", "M0,0 h1 v1 h-1 z 5", "true", "xxxxxxxxxx", "M0,0 h1", "M nan nan z"]
)
def test_a_shape_that_cannot_be_read_cuts_nothing_and_is_told_unless_its_beginning_is_one(path: str) -> None:
    reading = read(house(stairs(200, 150, cut=path)))
    assert reading.building is not None
    codes = {problem.code for problem in reading.problems}
    whole = path.startswith("M0,0 h1 v1")
    assert wells(reading.building.rooms[1]) == ([box(155, 130, 245, 370)] if whole else [])
    assert ("STAIRWELL_UNREADABLE" in codes, "STAIRWELL_CUT" in codes) == (not whole, whole)


def test_a_triangle_is_told_as_no_rectangle() -> None:
    reading = read(house(stairs(200, 150, cut="M0,0 L1,0 L0,1 z")))
    (told,) = (problem for problem in reading.problems if problem.code == "STAIRWELL_CUT")
    assert "no rectangle" in told.message


def test_a_round_shape_becomes_its_box_and_is_told() -> None:
    ring = "M0.5,0 A0.5,0.5 0 0,1 0.5,1 A0.5,0.5 0 0,1 0.5,0 z"
    reading = read(house(stairs(200, 150, cut=ring)))
    assert reading.building is not None
    assert wells(reading.building.rooms[1]) == [box(155, 130, 245, 370)]
    (told,) = (problem for problem in reading.problems if problem.code == "STAIRWELL_CUT")
    assert (told.severity, told.where) == ("info", "Landing/openings")
    assert "0.90 x 2.40 m" in told.message
    assert "no rectangle" in told.message
    assert reading.building.rooms[1].origins["openings[0].size_m"] == "derived"


def test_two_flights_side_by_side_are_one_hole_and_the_room_stays_sound() -> None:
    reading = read(house(stairs(200, 150), stairs(290, 150)))
    assert reading.building is not None
    assert wells(reading.building.rooms[1]) == [box(155, 130, 335, 370)]
    assert not [problem for problem in reading.problems if problem.severity == "error"]
    assert reading.building.rooms[1].origins["openings[0].size_m"] == "file"


def test_light_passes_from_the_landing_to_the_hall(build: Callable[..., Scene]) -> None:
    """A hole of 0.9 x 2.4 m in 24 m2, through a slab of 12 cm."""
    data = house(stairs(200, 150, height=240, more='elevation="22"'))
    scene = build(rooms=[{"upload": "house.xml"}], files={"house.xml": data})
    surfaces = named(scene)
    assert area_m2(surfaces["Landing/floor"]) == pytest.approx(24 - 2.16, abs=1e-3)
    assert area_m2(surfaces["Hall/ceiling"]) == pytest.approx(24 - 2.16, abs=1e-3)
    assert area_m2(surfaces["Landing/reveal:0:0"]) == pytest.approx(2 * (0.9 + 2.4) * 0.12, abs=1e-3)
    assert not has_leak(scene)
    assert not {problem.code for problem in scene.problems} & {
        "STAIRWELL_LEADS_NOWHERE",
        "STAIRWELL_OUTSIDE_FLOOR",
    }


def test_the_answer_lists_it() -> None:
    document = room_document(read(house(stairs(200, 150))))
    assert [each["kind"] for each in document["rooms"][1]["openings"]] == ["stairwell"]
