"""Buildings: names of rooms, which room is meant, what is voted, colours as reflectances."""

import numpy as np
import pytest

from kit.problems import Severity
from scenes.building import Building, Storey, named_apart
from scenes.choose_room import choose_room
from scenes.readers import read_room as table
from scenes.readers.read_room import Format, RoomOverrides, read_room
from scenes.readers.reading import RoomReading
from scenes.readers.room_document import room_document
from scenes.reflectance_of_colour import finish_of_srgb, reflectance_of_linear
from scenes.room import Origin, Room
from scenes.votes import Choice, Vote, check_choice, choose


def square(side, name="", storey=""):
    return Room(((0, 0), (side, 0), (side, side), (0, side)), 2.5, name=name, storey=storey)


def test_names_of_rooms_differ_and_hold_no_slash():
    rooms = [square(1, name) for name in ("Bedroom", "", "Bedroom", "Bedroom 2", "Bath/WC", " ")]
    names = [room.name for room in named_apart(rooms)]
    assert names == ["Bedroom", "Room", "Bedroom 3", "Bedroom 2", "Bath-WC", "Room 2"]


def test_without_a_name_the_largest_room_is_taken_and_told():
    building = Building((square(2, "small"), square(3, "large")))
    room, problems = choose_room(building)
    assert room is building.rooms[1]
    (problem,) = problems
    assert (problem.code, problem.severity, problem.repair) == (
        "ROOM_CHOSEN",
        Severity.INFO,
        {"room": "small"},
    )
    assert choose_room(building, room="small") == (building.rooms[0], [])
    assert choose_room(building, room="1")[0] is building.rooms[1]
    assert choose_room(Building(building.rooms[:1])) == (building.rooms[0], [])


def test_rooms_and_storeys_that_are_not_there_are_refused_with_those_that_are():
    building = Building((square(2, "hall", "ground"),), storeys=(Storey("ground", 0),))
    for asked, code in (({"room": "attic"}, "UNKNOWN_ROOM"), ({"storey": "first"}, "UNKNOWN_STOREY")):
        room, (problem,) = choose_room(building, **asked)
        assert room is None
        assert problem.code == code
        assert ("hall" in problem.message) or ("ground" in problem.message)
        assert choose_room(building, **problem.repair)[0] is building.rooms[0]
    assert choose_room(Building())[1][0].code == "NO_ROOM_FOUND"
    assert choose_room(building, room="hall", storey="ground")[0] is building.rooms[0]


def test_most_points_win_and_a_near_second_is_a_doubt():
    votes = [Vote("in", 2, "header"), Vote("mm", 2, "doors"), Vote("mm", 1, "height")]
    choice = choose("units", votes, said=None, otherwise="m")
    assert choice.taken == "mm"
    assert choice.points() == {"mm": 3, "in": 2}
    (told,) = check_choice(choice, "The unit", expected="in")
    assert (told.code, told.repair) == ("READING_VOTED", {"units": "in"})
    (doubt,) = check_choice(
        choose("units", [*votes, Vote("in", 0.5, "sheet")], said=None, otherwise="m"), "The unit"
    )
    assert (doubt.code, doubt.severity) == ("READING_DOUBTFUL", Severity.WARNING)


def test_what_a_person_says_goes_before_all_votes_and_the_evidence_is_shown():
    choice = choose("units", [Vote("mm", 3, "doors")], said="cm", otherwise="m")
    assert (choice.taken, choice.by_user) == ("cm", True)
    (told,) = check_choice(choice, "The unit")
    assert (told.code, told.repair) == ("READING_AGAINST_EVIDENCE", {"units": "mm"})
    assert choose("up", [], said=None, otherwise="z").taken == "z"
    assert check_choice(Choice("up", "y", (Vote("y", 2, "glTF"),)), "The up axis", expected="y") == []


def test_a_colour_becomes_a_reflectance_within_what_surfaces_have():
    luminance = np.array([0.2126, 0.7152, 0.0722])
    assert reflectance_of_linear((0.3, 0.3, 0.3)) == (0.3, 0.3, 0.3)
    for colour, wanted in (((0, 0, 0), 0.05), ((1, 1, 1), 0.85), ((0, 0, 1), 0.0722), ((0, 0, 0.2), 0.05)):
        assert luminance @ reflectance_of_linear(colour) == pytest.approx(wanted, abs=1e-5)
    # sRGB 188 is linear 0.5029 (IEC 61966-2-1)
    finish = finish_of_srgb((188 / 255,) * 3)
    assert finish.reflectance_rgb == pytest.approx((0.5029,) * 3, abs=2e-4)
    assert finish.origin is Origin.DERIVED


def test_one_unsound_room_of_several_is_left_out_and_told(monkeypatch):
    crossing = Room(((0, 0), (2, 2), (2, 0), (0, 2)), 2.5, name="crossed")

    def read(rooms):
        answer = Format(lambda *_: RoomReading(Building(rooms), (), "test"), here_bytes=100)
        monkeypatch.setitem(table.READERS, ".test", answer)
        return read_room(b"x", "a.test", RoomOverrides())

    reading = read((square(3, "fine"), crossing))
    assert [room.name for room in reading.building.rooms] == ["fine"]
    assert {p.code for p in reading.problems} >= {"ROOM_LEFT_OUT"}
    assert all(p.severity is not Severity.ERROR for p in reading.problems)
    assert room_document(reading)["rooms"][0]["floor_area_m2"] == 9
    assert read((crossing, crossing)).building is None


def test_a_format_whose_library_is_missing_names_its_extra(monkeypatch):
    lacking = Format(lambda *_: pytest.fail("it cannot be read"), "bim", "no_such_library_here")
    monkeypatch.setitem(table.READERS, ".ifc", lacking)
    (problem,) = read_room(b"x", "house.ifc").problems
    assert problem.code == "FORMAT_NEEDS_EXTRA"
    assert "lampyris[bim]" in problem.hint
