"""The room doctor: each fault has its code, and severity as stated."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenes.checks import check_room
from scenes.configuration_model import RoomEntry
from scenes.readers.read_room import read_room
from scenes.reflectance_of_colour import reflectance_of_linear
from scenes.room import Finish, Furniture, Origin, Room
from scenes.room_from_entry import room_from_entry

BOX = {"outline_m": [[0, 0], [4, 0], [4, 5], [0, 5]], "height_m": 2.7}
WINDOW = {"kind": "window", "wall": 0, "offset_m": 1, "width_m": 1.2, "sill_m": 0.9, "height_m": 1.2}


def findings(**keys: Any) -> dict[str, str]:
    """Code to severity of everything found in a room written as the contract says."""
    room, problems = room_from_entry(RoomEntry.model_validate_json(json.dumps({**BOX, **keys})))
    return {p.code: p.severity.value for p in (*problems, *check_room(room))}


def test_a_sound_room_has_remarks_only() -> None:
    assert set(findings(openings=[WINDOW]).values()) == {"info"}


def test_an_unsound_opening_gives_no_other_its_number() -> None:
    unsound, outside = {"kind": "window", "wall": 0}, {**WINDOW, "wall": 7}
    document = {"lampyris": 1, "room": {**BOX, "openings": [unsound, outside]}}
    problems = read_room(json.dumps(document).encode(), "a.json").problems
    told = {(p.code, p.where) for p in problems if p.where.startswith("room.openings[0]")}
    assert told == {("MISSING_KEY", f"room.openings[0].{key}") for key in ("offset_m", "width_m", "height_m")}


@pytest.mark.parametrize(
    ("keys", "code", "severity"),
    [
        ({"outline_m": [[0, 0], [4, 0]]}, "OUTLINE_TOO_FEW_CORNERS", "error"),
        ({"outline_m": [[0, 0], [4, 4], [4, 0], [0, 4]]}, "OUTLINE_CROSSES_ITSELF", "error"),
        ({"outline_m": [[0, 0], [4, 0], [4, 0], [4, 4]]}, "CORNERS_TOO_NEAR", "error"),
        ({"outline_m": [[0, 0], [4, 0], [4, 4], [0, 0]]}, "CORNERS_TOO_NEAR", "error"),
        ({"outline_m": [[0, 0], [3000, 0], [3000, 5], [0, 5]]}, "ROOM_TOO_LARGE", "error"),
        ({"outline_m": [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]]}, "ROOM_TOO_SMALL", "error"),
        ({"outline_m": [[0, 0], [4, 0], [8, 0]]}, "OUTLINE_CROSSES_ITSELF", "error"),
        ({"height_m": 1.5}, "HEIGHT_UNUSUAL", "warning"),
        ({"height_m": 9.0}, "HEIGHT_UNUSUAL", "warning"),
        ({"height_m": 0.3}, "HEIGHT_OUT_OF_RANGE", "error"),
        ({"height_m": 270.0}, "HEIGHT_OUT_OF_RANGE", "error"),
        ({"openings": [{**WINDOW, "offset_m": 3.5}]}, "OPENING_OUTSIDE_WALL", "error"),
        ({"openings": [{**WINDOW, "wall": 4}]}, "UNKNOWN_WALL", "error"),
        ({"openings": [{**WINDOW, "sill_m": 1.8}]}, "OPENING_ABOVE_CEILING", "error"),
        ({"openings": [WINDOW, {**WINDOW, "offset_m": 2.0}]}, "OPENINGS_OVERLAP", "error"),
        ({"openings": [{"kind": "window", "wall": 0}]}, "MISSING_KEY", "error"),
        ({"openings": [{**WINDOW, "size_m": [1, 1]}]}, "KEYS_EXCLUDE_EACH_OTHER", "error"),
        (
            {"openings": [{"kind": "skylight", "position_m": [0.2, 1], "size_m": [1, 1]}]},
            "SKYLIGHT_OUTSIDE_CEILING",
            "error",
        ),
        ({"surfaces": {"wall:4": {"reflectance": 0.5}}}, "UNKNOWN_SURFACE", "error"),
        ({"surfaces": {"floor": {"open": True}}}, "CANNOT_BE_OPEN", "error"),
        ({"surfaces": {"floor": {"reflectance": 1.0}}}, "REFLECTANCE_OUT_OF_RANGE", "error"),
        ({"surfaces": {"floor": {"reflectance": 0.97}}}, "REFLECTANCE_UNUSUAL", "warning"),
        ({"holes_m": [[[3, 3], [5, 3], [5, 4], [3, 4]]]}, "HOLE_OUTSIDE_ROOM", "error"),
        ({"holes_m": [[[1, 1], [2, 1], [2, 2], [1, 2]]] * 2}, "HOLES_OVERLAP", "error"),
        (
            {"furniture": [{"box_m": [1, 1, 1], "position_m": [3.9, 2, 0]}]},
            "FURNITURE_OUTSIDE_ROOM",
            "warning",
        ),
        ({"furniture": [{"box_m": [1, 1, 3], "position_m": [2, 2, 0]}]}, "FURNITURE_OUTSIDE_ROOM", "warning"),
        (
            {"furniture": [{"box_m": [54, 1, 1], "position_m": [2, 2, 0]}]},
            "FURNITURE_SIZE_DOUBTFUL",
            "warning",
        ),
        ({"outline_m": [[0, 0], [0, 5], [4, 5], [4, 0]]}, "OUTLINE_TURNED", "info"),
        ({}, "DEFAULT_TAKEN", "info"),
    ],
)
def test_each_fault_has_its_code(keys: dict[str, Any], code: str, severity: str) -> None:
    assert findings(**keys)[code] == severity


@pytest.mark.parametrize(
    ("hole", "code"),
    [
        ([[1, 1], [3, 3], [3, 1], [1, 3]], "HOLE_UNSOUND"),
        ([[1, 1], [2, 1]], "HOLE_UNSOUND"),
        ([[3, 1], [6, 1], [6, 3], [3, 3]], "HOLE_OUTSIDE_ROOM"),
        ([[7, 1], [8, 1], [8, 3], [7, 3]], "HOLE_OUTSIDE_ROOM"),
    ],
)
def test_openings_in_floor_and_ceiling_are_checked_beside_an_unsound_hole(hole: Any, code: str) -> None:
    inside: dict[str, Any] = {"kind": "stairwell", "position_m": [2, 2.5], "size_m": [1.5, 2]}
    outside = {"kind": "stairwell", "position_m": [4, 4], "size_m": [1, 1]}
    skylight = {"kind": "skylight", "position_m": [2, 2], "size_m": [1, 1]}
    found = findings(holes_m=[hole], openings=[inside, outside, skylight])
    assert found[code] == "error"
    assert found["STAIRWELL_OUTSIDE_FLOOR"] == "warning"
    assert "STAIRWELL_OUTSIDE_FLOOR" not in findings(holes_m=[hole], openings=[inside, skylight])


@pytest.mark.parametrize(
    ("reach_m", "overlap"), [(0.0001, False), (0.0009, False), (0.002, True), (1.2, True)]
)
def test_openings_side_by_side_may_reach_into_each_other_by_what_rounding_moves(
    reach_m: float, overlap: bool
) -> None:
    """Two doors of 2 m that touch, written to a tenth of a millimetre, may overlap by as much."""
    door = {"kind": "door", "wall": 0, "offset_m": 0.5, "width_m": 1.2, "sill_m": 0.0, "height_m": 2.0}
    found = findings(openings=[door, {**door, "offset_m": 1.7 - reach_m}])
    assert ("OPENINGS_OVERLAP" in found) is overlap


def unusual(room: Room) -> list[str]:
    return [p.message for p in check_room(room) if p.code == "REFLECTANCE_UNUSUAL"]


def test_only_light_that_somebody_states_is_unusual_and_told_once() -> None:
    """Of a strong colour one channel may be nearly 1; a colour's own rule is not the file's doing."""
    square: tuple[tuple[float, float], ...] = ((0, 0), (4, 0), (4, 5), (0, 5))
    red = Finish(reflectance_of_linear((1.0, 0.05, 0.05)))
    assert red.reflectance_rgb is not None
    assert max(red.reflectance_rgb) > 0.95
    assert unusual(Room(square, 2.5, finishes={"floor": red})) == []
    light = Finish((0.97, 0.97, 0.97))
    assert unusual(Room(square, 2.5, finishes={"walls": replace(light, origin=Origin.DERIVED)})) == []
    (message,) = unusual(Room(square, 2.5, finishes={"walls": light, "floor": light, "ceiling": light}))
    assert "0.97, and 2 more are as light" in message


def test_a_window_may_fill_its_wall_and_furniture_may_touch_it() -> None:
    full = {**WINDOW, "offset_m": 0, "width_m": 4.0, "sill_m": 0.0, "height_m": 2.7}
    found = findings(openings=[full], furniture=[{"box_m": [1, 1, 1], "position_m": [3.5, 0.5, 0]}])
    assert set(found.values()) == {"info"}


def test_a_low_room_of_several_is_named_and_mended_alone() -> None:
    rooms = [{**BOX, "name": "Hall"}, {**BOX, "name": "Balcony", "height_m": 1.0}]
    rooms[1]["outline_m"] = [[x + 9, y] for x, y in BOX["outline_m"]]
    problems = read_room(json.dumps({"lampyris": 1, "rooms": rooms}).encode(), "a.json").problems
    (told,) = [problem for problem in problems if problem.code == "HEIGHT_UNUSUAL"]
    assert (told.where, told.repair) == ("rooms[1].height_m", {"heights_m": [["Balcony", 2.5]]})
    assert told.message.startswith("'Balcony' is 1 m high")


@pytest.mark.parametrize(
    ("triangles", "is_told"),
    [
        ([[0, 1, 2], [0, 2, 3], [0, 3, 4], [0, 4, 5]], False),  # along both walls, around the corner
        ([[0, 1, 4]], True),  # from one arm to the other through the corner
    ],
)
def test_furniture_around_a_corner_is_in_its_room(triangles: list[list[int]], is_told: bool) -> None:
    corner = ((0.0, 0.0), (6.0, 0.0), (6.0, 3.0), (3.0, 3.0), (3.0, 6.0), (0.0, 6.0))
    flat = [(1.0, 1.0), (5.0, 2.0), (5.0, 3.0), (3.0, 3.0), (3.0, 5.0), (2.0, 5.0)]
    vertices = np.array([(x, y, 0.5) for x, y in flat])
    sofa = Furniture("sofa", (0.0, 0.0, 0.0), vertices_m=vertices, triangles=np.array(triangles))
    codes = {problem.code for problem in check_room(Room(corner, 2.5, furniture=(sofa,)))}
    assert ("FURNITURE_OUTSIDE_ROOM" in codes) == is_told
