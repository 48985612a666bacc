"""Several captured rooms in one frame, sloped ceilings, curved walls and repairs, made by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from captures import box_room, capture, door, face

from scenes.readers.read_room import RoomOverrides, read_room
from scenes.readers.reading import RoomReading
from scenes.room import Origin


def read(document: Any, **overrides: Any) -> RoomReading:
    return read_room(json.dumps(document).encode(), "home.json", RoomOverrides(**overrides))


def codes(reading: RoomReading) -> dict[str, Any]:
    return {p.code: p for p in reading.problems}


def two_rooms(**other: Any) -> dict[str, Any]:
    """A kitchen of 4 x 3 m and a bedroom of 4 x 4 m beside it, with a wall of 0.12 m and a door between."""
    kitchen = box_room(0.0, 0.0, 4.0, 3.0, label="kitchen")
    bedroom = box_room(4.12, 0.0, 4.0, 4.0, label="bedroom", **other)
    kitchen["doors"] = [door((4.0, 1.0), (4.0, 1.9))]
    bedroom["doors"] = [door((4.12, 1.92), (4.12, 1.02))]
    return {"rooms": [kitchen, bedroom], "version": 2}


def test_rooms_of_a_structure_keep_their_place_to_each_other() -> None:
    reading = read(two_rooms())
    assert reading.building is not None
    kitchen, bedroom = reading.building.rooms
    assert (kitchen.name, kitchen.use, bedroom.name) == ("kitchen", "kitchen", "bedroom")
    assert kitchen.floor_area_m2 == pytest.approx(12.0, abs=1e-4)
    assert bedroom.floor_area_m2 == pytest.approx(16.0, abs=1e-4)
    corners = np.array([*kitchen.outline_m, *bedroom.outline_m])
    assert corners.min(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert sorted(np.ptp(corners, axis=0)) == pytest.approx([4.0, 8.12], abs=1e-5)
    assert "SEVERAL_ROOMS_NOT_YET" not in codes(reading)


def test_the_wall_between_has_the_thickness_of_its_two_faces() -> None:
    reading = read(two_rooms())
    assert reading.building is not None
    (between,) = [w for w in reading.building.walls if w.thickness_m < 0.15]
    assert between.thickness_m == pytest.approx(0.12, abs=1e-4)
    assert math.dist(between.start_m, between.end_m) == pytest.approx(3.0, abs=1e-4)
    origins = [o for room in reading.building.rooms for k, o in room.origins.items() if "thickness" in k]
    assert origins.count(Origin.DERIVED) == 2
    assert origins.count(Origin.DEFAULT) == 6
    assert "0.12" in codes(reading)["WALL_THICKNESS_DERIVED"].message


def test_a_door_that_both_rooms_have_seen_is_one() -> None:
    reading = read(two_rooms())
    assert reading.building is not None
    kitchen, bedroom = reading.building.rooms
    assert len(kitchen.openings) == len(bedroom.openings) == 1
    middles = []
    for room in (kitchen, bedroom):
        opening = room.openings[0]
        start, end = (np.array(corner) for corner in room.wall_ends_m(opening.wall))
        along = (end - start) / room.wall_length_m(opening.wall)
        middles.append(start + along * (opening.offset_m + opening.width_m / 2))
    assert math.dist(*middles) == pytest.approx(0.12, abs=1e-4)
    assert kitchen.openings[0].width_m == pytest.approx(bedroom.openings[0].width_m, abs=1e-6)
    assert "DOORS_MATCHED" in codes(reading)


def test_a_passage_that_one_room_has_seen_is_in_both() -> None:
    document = two_rooms()
    document["rooms"][1]["doors"] = []
    document["rooms"][0]["openings"] = document["rooms"][0].pop("doors")
    reading = read(document)
    assert reading.building is not None
    bedroom = reading.building.rooms[1]
    assert [(o.kind, o.width_m) for o in bedroom.openings] == [("passage", pytest.approx(0.9, abs=1e-4))]
    assert bedroom.origins["openings[0]"] is Origin.DERIVED
    assert "DOORS_ADDED" in codes(reading)


def test_floors_keep_their_height_and_stories_become_storeys() -> None:
    document = two_rooms()
    upstairs = box_room(0.0, 0.0, 4.0, 3.0, floor=2.8, label="bathroom", story=1)
    document["rooms"].append(upstairs)
    reading = read(document)
    assert reading.building is not None
    assert [(s.name, s.elevation_m) for s in reading.building.storeys] == [
        ("storey 0", 0.0),
        ("storey 1", 2.8),
    ]
    assert [room.elevation_m for room in reading.building.rooms] == [0.0, 0.0, pytest.approx(2.8)]
    only = read(document, storey="storey 1")
    assert only.room is not None
    assert only.room.name == "bathroom"
    assert read(document, room="bedroom").room is not None
    assert "UNKNOWN_ROOM" in codes(read(document, room="cellar"))


def test_rooms_that_lie_on_each_other_are_set_apart_and_told() -> None:
    kitchen, bedroom = box_room(0.0, 0.0, 4.0, 3.0), box_room(0.5, 0.2, 4.0, 4.0)
    reading = read({"rooms": [kitchen, bedroom]})
    assert reading.building is not None
    one, other = (np.array(room.outline_m) for room in reading.building.rooms)
    apart = np.maximum(one.min(axis=0) - other.max(axis=0), other.min(axis=0) - one.max(axis=0))
    assert float(apart.max()) == pytest.approx(1.0, abs=1e-4)
    assert codes(reading)["ROOMS_OVERLAP"].severity == "warning"


def test_a_damaged_room_of_several_is_left_out() -> None:
    document = two_rooms()
    document["rooms"][0]["walls"][0]["transform"] = [1, 2, 3]
    reading = read(document)
    assert reading.room is not None
    assert reading.room.name == "bedroom"
    assert codes(reading)["CAPTURE_LEFT_OUT"].where == "rooms[0]"


def test_two_floors_in_one_capture_are_two_rooms() -> None:
    one, other = two_rooms()["rooms"]
    merged = {key: one[key] + other[key] for key in ("walls", "floors", "doors", "objects")}
    reading = read(merged | {"windows": [], "openings": []})
    assert reading.building is not None
    assert [room.floor_area_m2 for room in reading.building.rooms] == [pytest.approx(12), pytest.approx(16)]


def test_upper_edges_of_walls_give_a_sloped_ceiling() -> None:
    document = box_room(0.0, 0.0, 4.0, 3.0, height=1.2)
    _, gable, _, other = document["walls"]
    # the room's low side is y = 0; the far side is 2.7 m high
    gable["polygonCorners"] = [[-1.5, -0.6, 0], [1.5, -0.6, 0], [1.5, 2.1, 0], [-1.5, 0.6, 0]]
    other["polygonCorners"] = [[-1.5, -0.6, 0], [1.5, -0.6, 0], [1.5, 0.6, 0], [-1.5, 2.1, 0]]
    document["walls"][2] = face((4.0, 3.0), (0.0, 3.0), 0.0, 2.7)
    reading = read(document)
    room = reading.room
    assert room is not None
    assert room.height_m == pytest.approx(2.7, abs=1e-4)
    (slope,) = room.slopes
    assert slope.height_m == pytest.approx(1.2, abs=1e-3)
    assert slope.pitch_deg == pytest.approx(math.degrees(math.atan(1.5 / 3.0)), abs=0.01)
    (x0, y0), (x1, y1) = room.wall_ends_m(slope.wall)
    assert abs(math.dist((x0, y0), (x1, y1)) - 4.0) < 1e-4
    assert "CEILING_SLOPED" in codes(reading)
    assert "NO_CEILING_IN_FILE" not in codes(reading)


def test_upper_edges_that_are_no_planes_are_told_with_heights_to_choose() -> None:
    document = box_room(0.0, 0.0, 4.0, 3.0)
    document["walls"][0] = face((0.0, 0.0), (4.0, 0.0), 0.0, 3.1)
    reading = read(document)
    problem = codes(reading)["WALL_HEIGHTS_DIFFER"]
    assert problem.repair == {"height_m": 3.1}
    mended = read(document, height_m=3.1)
    assert mended.room is not None
    assert mended.room.height_m == 3.1


@pytest.mark.parametrize("degrees", [True, False])
def test_a_curved_wall_is_a_chain_of_small_steps(degrees: bool) -> None:
    document = box_room(0.0, 0.0, 4.0, 3.0)
    wall = face((4.0, 0.0), (4.0, 3.0), 0.0, 2.5)  # bulges outwards as half a circle
    angle = {"unit": {"symbol": "°" if degrees else "rad"}}
    ends = (0.0, 180.0) if degrees else (0.0, math.pi)
    wall["curve"] = {
        "center": [0.0, 0.0],
        "radius": 1.5,
        "startAngle": {"value": ends[0], **angle},
        "endAngle": {"value": ends[1], **angle},
    }
    document["walls"][1] = wall
    reading = read(document)
    room = reading.room
    assert room is not None
    assert room.floor_area_m2 == pytest.approx(12 + math.pi * 1.5**2 / 2, rel=0.003)
    assert len(room.outline_m) == 3 + 36
    assert not any(finish.open for finish in room.finishes.values())
    assert "CURVED_WALL_CHAINED" in codes(reading)


def test_a_door_in_a_curved_wall_has_a_straight_piece_of_it() -> None:
    document = box_room(0.0, 0.0, 4.0, 3.0)
    wall = face((4.0, 0.0), (4.0, 3.0), 0.0, 2.5)
    wall["curve"] = {"center": [0.0, 0.0], "radius": 1.5, "startAngle": 0.0, "endAngle": math.pi}
    document["walls"][1] = wall
    half = math.asin(0.45 / 1.5)
    at = [(4.0 + 1.5 * math.cos(a), 1.5 + 1.5 * math.sin(a)) for a in (-half, half)]
    document["doors"] = [door(*at, parent=wall["identifier"])]
    room = read(document).room
    assert room is not None
    assert [round(o.width_m, 3) for o in room.openings] == [0.9]


def test_a_missing_wall_is_closed_by_the_repair_that_is_offered() -> None:
    document = box_room(0.0, 0.0, 4.0, 3.0, label="kitchen")
    del document["walls"][1]
    reading = read(document)
    problem = codes(reading)["WALLS_DO_NOT_CLOSE"]
    (named,) = problem.repair["closed_walls"]
    assert named.startswith("kitchen/wall:")
    mended = read(document, closed_walls=(named,))
    assert mended.room is not None
    assert not any(mended.room.finish_of(f"wall:{i}").open for i in range(4))
    assert "WALLS_DO_NOT_CLOSE" not in codes(mended)
    confirmed = read(document, open_walls=tuple(problem.other_repairs[0]["open_walls"]))
    assert confirmed.room is not None
    assert any(confirmed.room.finish_of(f"wall:{i}").open for i in range(4))


def test_walls_without_a_floor_make_the_outline() -> None:
    document = box_room(0.0, 0.0, 4.0, 3.0)
    document["floors"] = []
    for wall in document["walls"]:
        wall["dimensions"][0] -= 0.1  # scans miss corners
    reading = read(document)
    assert reading.room is not None
    assert reading.room.floor_area_m2 == pytest.approx(12.0, abs=1e-3)
    assert "OUTLINE_FROM_WALLS" in codes(reading)


def test_real_rooms_of_one_home_stand_beside_each_other(shared: Path) -> None:
    folder = shared / "rooms" / "roomplan"
    rooms = [json.loads((folder / f"{n}.json").read_text()) for n in ("Bedroom3", "Bathroom1", "Diningroom")]
    reading = read({"rooms": rooms})
    assert reading.building is not None
    areas = [room.floor_area_m2 for room in reading.building.rooms]
    assert areas == [pytest.approx(a, rel=0.005) for a in (11.81, 7.57, 38.85)]
    thin = [w.thickness_m for w in reading.building.walls if w.thickness_m != 0.16]
    assert thin == [pytest.approx(0.19, abs=0.01)]  # between bedroom and bathroom
    assert "ROOMS_OVERLAP" not in codes(reading)
    assert capture([])["walls"] == []
