"""Furnishing as a correction: what a person may say, what is told of it, and that it can be undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenes.clearances import check_clearances
from scenes.furnishing.asked import empty_rooms, furnish
from scenes.pieces.furnish import furnished
from scenes.readers.read_room import read_room
from scenes.readers.reading import document_of, overrides_of
from scenes.readers.room_document import room_document
from scenes.reading_bytes import bytes_of_reading, reading_of_bytes
from scenes.room import Origin, Room


def square(name: str, side: float = 4.0, **more) -> Room:
    return Room(((0, 0), (side, 0), (side, side), (0, side)), 2.6, name=name, **more)


def a_file(**rooms: str) -> bytes:
    """A file of ours with empty rooms of 4 x 4 m beside each other, each with its use."""
    entries = []
    for k, (name, use) in enumerate(rooms.items()):
        x = 5.0 * k
        entries.append(
            {
                "name": name,
                "use": use,
                "outline_m": [[x, 0], [x + 4, 0], [x + 4, 4], [x, 4]],
                "height_m": 2.6,
                "openings": [{"kind": "door", "wall": 0, "offset_m": 0.3, "width_m": 0.9, "height_m": 2.0}],
            }
        )
    return json.dumps({"lampyris": 1, "name": "flat", "rooms": entries}).encode()


def read(content: bytes, furnish_said=None):
    said = overrides_of({} if furnish_said is None else {"furnish": furnish_said})
    return read_room(content, "flat.lampyris.json", said)


def count(reading) -> dict[str, int]:
    return {room.name: len(room.furniture) for room in reading.building.rooms}


def told(reading, code: str) -> list[str]:
    return [problem.where for problem in reading.problems if problem.code == code]


def test_an_empty_room_is_told_with_the_repair_that_furnishes_it():
    content = a_file(Living="living", Bath="bathroom")
    reading = read(content)
    empty = [problem for problem in reading.problems if problem.code == "ROOM_IS_EMPTY"]
    assert [p.repair for p in empty] == [{"furnish": {"Living": "living"}}, {"furnish": {"Bath": "bathroom"}}]
    assert empty[0].other_repairs == ({"furnish": True},)
    mended = read(content, empty[0].repair["furnish"])
    assert count(mended)["Living"] > 3
    assert count(mended)["Bath"] == 0
    assert told(mended, "ROOM_IS_EMPTY") == ["Bath/furniture"]
    (proposed,) = [p for p in mended.problems if p.code == "FURNITURE_PROPOSED"]
    assert proposed.repair == {"furnish": {"Living": None}}
    document = room_document(mended)
    assert document["origins"]["Living/furniture[0]"] == "default"


def test_all_rooms_some_or_all_but_one_are_furnished():
    content = a_file(Living="living", Bath="bathroom", Study="study")
    every = count(read(content, True))
    assert min(every.values()) > 1
    assert count(read(content, ["Bath", "2"])) == every | {"Living": 0}
    assert count(read(content, {"*": "", "Bath": None})) == every | {"Bath": 0}
    assert count(read(content, {"Bath": None})) == dict.fromkeys(every, 0)


def test_what_cannot_be_furnished_is_told():
    content = a_file(Void="", Steps="stairs")
    reading = read(content, {"Void": "", "Attic": "living", "Steps": ""})
    assert count(reading) == {"Void": 0, "Steps": 0}
    assert told(reading, "UNKNOWN_ROOM") == ["furnish"]
    assert told(reading, "FURNISHING_USE_UNKNOWN") == ["Void/furniture", "Steps/furniture"]
    assert told(read(content, {"Void": "aquarium"}), "FURNISHING_USE_UNKNOWN") == ["Void/furniture"]
    assert told(read(content, True), "FURNISHING_USE_UNKNOWN") == ["Void/furniture"]  # stairs stay empty


def test_a_use_that_a_person_says_becomes_the_rooms_own():
    room = read(a_file(Void="")).building.rooms[0]
    assert room.use == ""
    room = read(a_file(Void=""), {"Void": "书房"}).building.rooms[0]
    assert (room.use, room.origins["use"]) == ("study", Origin.USER)
    assert "desk" in {piece.piece for piece in room.furniture}


def test_a_room_that_is_too_small_says_so():
    rooms, problems = furnish([square("Cell", 0.8)], (("Cell", "living"),))
    assert rooms[0].furniture == ()
    assert [problem.code for problem in problems] == ["NOTHING_TO_FURNISH"]


def test_of_very_many_rooms_the_first_are_furnished_and_the_others_told():
    cells = [square(f"Cell {k}", 0.8, use="study") for k in range(70)]
    rooms, problems = furnish(cells, (("*", ""),))
    assert len(rooms) == 70
    assert [p.code for p in problems].count("TOO_MANY_TO_FURNISH") == 1
    assert [p.where for p in problems if p.code == "NOTHING_TO_FURNISH"][-1] == "Cell 59/furniture"


def test_after_its_time_no_further_room_is_begun_and_that_is_told():
    rooms, problems = furnish([square("A", use="study"), square("B", use="study")], (("*", ""),), 0.0)
    assert [room.furniture for room in rooms] == [(), ()]
    assert [p.code for p in problems] == ["TOO_MANY_TO_FURNISH"]
    assert "2 were not" in problems[0].message


def test_a_hall_stays_as_it_is_and_says_so():
    rooms, problems = furnish([square("Hall", 20.1, use="living")], (("Hall", ""),))
    assert rooms[0].furniture == ()
    assert [p.code for p in problems] == ["ROOM_TOO_LARGE_TO_FURNISH"]


def test_rooms_without_a_name_are_called_by_their_number():
    (problem,) = empty_rooms([square("", use="study")])
    assert problem.repair == {"furnish": {"0": "study"}}
    rooms, _ = furnish([square("", use="study")], (("0", "study"),))
    assert rooms[0].furniture


@pytest.mark.parametrize("said", [True, {"Living": "living", "Bath": ""}, {"*": "", "Bath": None}])
def test_what_was_said_survives_being_written_down(said):
    assert document_of(overrides_of({"furnish": said})) == {"furnish": said}
    assert document_of(overrides_of({"furnish": ["Living"]})) == {"furnish": {"Living": ""}}
    assert document_of(overrides_of({"furnish": False})) == {}


def test_a_furnished_reading_is_kept_and_read_again():
    reading = read(a_file(Living="living"), True)
    again = reading_of_bytes(bytes_of_reading(reading))
    assert room_document(again) == room_document(reading)


REAL = [
    ("roomplan/Bedroom3.json", {"wardrobe"}),
    ("roomplan/Diningroom.json", set()),
    ("sh3d/1BedroomApartmentWithRoundWall.xml", set()),
    ("ifc/SampleHouse_ifc4_mm.ifc", {"wardrobe", "sideboard"}),
    ("dxf/house_plan.dxf", {"bed", "vanity", "bath", "wardrobe"}),
]


@pytest.mark.parametrize(("name", "kinds"), REAL)
def test_real_files_are_furnished_without_a_new_clearance_that_is_too_small(shared: Path, name, kinds):
    path = shared / "rooms" / name
    before = read_room(path.read_bytes(), path.name)
    after = read_room(path.read_bytes(), path.name, overrides_of({"furnish": True}))
    placed = set()
    for old, new in zip(before.building.rooms, after.building.rooms, strict=True):
        known = {problem.message for problem in check_clearances(furnished(old))}
        assert {problem.message for problem in check_clearances(furnished(new))} <= known
        placed |= {piece.piece for piece in new.furniture[len(old.furniture) :]}
    assert kinds <= placed
