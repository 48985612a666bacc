"""What a person may mend afterwards, tried: on the rooms that it changes, in time, and told as on all."""

import time
from dataclasses import replace

import pytest

from kit.problems import Severity, errors_of, warning
from scenes.building import Building
from scenes.checks import check_room
from scenes.corrections import corrected
from scenes.corrections_tried import corrected_and_tried
from scenes.readers.reading import RoomOverrides, RoomReading, overrides_of, with_changes
from scenes.room import Opening, Room


def reading(*rooms, problems=()):
    return RoomReading(Building(rooms), problems, "test")


def codes(found):
    return [problem.code for problem in found.problems]


def floor_of(count, *, across=20):
    """Square rooms side by side, each with a doubt of its height, of an edge, and of the wall to the next."""
    rooms, doubts = [], []
    for i in range(count):
        x, y, name = 5.0 * (i % across), 5.0 * (i // across), f"Office {i}"
        ring = ((x, y), (x + 4.8, y), (x + 4.8, y + 4.8), (x, y + 4.8))
        rooms.append(Room(ring, 2.5, name=name, openings=(Opening("door", 0, 1.0, 0.9, 0.0, 2.1),)))
        low = warning("CEILING_HANGS_LOWER", f"{name}/ceiling", f"Low, {name}.", "")
        doubts.append(low.offering({"height_m": 2.0 + 0.01 * (i % 30)}))
        doubts.append(warning("EDGES_OPEN", name, f"Open, {name}.", "", closed_walls=[f"{name}/wall:2"]))
        edge = f"{name}/wall:1"
        beside = warning("WALLS_DO_NOT_CLOSE", edge, f"One, {name}.", "", closed_walls=[edge])
        doubts.append(beside.offering({"joined": [[name, f"Office {i + 1}"]]}))
    return reading(*rooms, problems=tuple(doubts))


def test_repairs_of_600_rooms_are_tried_in_time():
    """Laying each repair over every room takes more than a minute."""
    start = time.thread_time()
    corrected_and_tried(floor_of(600), RoomOverrides())
    assert time.thread_time() - start < 6.0  # of which trying is stopped after 1.5


def test_trying_stops_in_time_where_something_is_said_of_each_of_2000_rooms():
    """Putting each repair together from all that was said takes most of a minute."""
    said = RoomOverrides(closed_walls=tuple(f"Office {i}/wall:2" for i in range(2000)))
    floor = floor_of(2000)
    start = time.thread_time()
    found = corrected_and_tried(floor, said)
    assert time.thread_time() - start < 6.0  # of which trying is stopped after 1.5
    assert codes(found)[-1] == "REPAIRS_NOT_TRIED"


def test_of_many_rooms_every_repair_is_offered_that_holds():
    found = corrected_and_tried(floor_of(60), RoomOverrides(), 60.0)
    offered = [repair for each in found.problems for repair in (each.repair, *each.other_repairs)]
    assert sum("heights_m" in repair for repair in offered) == 40  # from 2.0 to 2.09 m doors are too high
    assert sum("height_m" in repair for repair in offered) == 40
    assert sum("closed_walls" in repair for repair in offered) == 120
    assert sum("joined" in repair for repair in offered) == 57  # the last of a row has none beside it


def test_what_cannot_be_tried_in_time_is_not_offered_and_that_is_told():
    unit = warning("UNIT_VOTED", "file", "Metres?", "", units="ft")
    floor = floor_of(2)
    found = corrected_and_tried(replace(floor, problems=(unit, *floor.problems)), RoomOverrides(), 0.0)
    assert [each.repair for each in found.problems] == [{"units": "ft"}, *[{}] * 7]
    told = found.problems[-1]
    assert (told.code, told.severity) == ("REPAIRS_NOT_TRIED", Severity.INFO)
    assert told.message.startswith("10 ways ")  # of two rooms: two heights each, four edges, two to join
    assert "REPAIRS_NOT_TRIED" not in codes(corrected_and_tried(floor, RoomOverrides()))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"joined": [["Office 1", "Office 0"], ["Office 3", "Office 4"]], "heights_m": [["Office 4", 2.2]]},
        {"joined": [["0", "1"]], "height_m": 2.3},
        {"open_walls": ["Office 1/wall:1", "wall:3"], "closed_walls": ["Office 2/opening:0"]},
        {"heights_m": [["Office 1", 2.05], ["Attic", 2.0]], "closed_walls": ["Office 7/wall:0"]},
    ],
)
def test_a_repair_tried_on_the_rooms_that_it_changes_holds_as_on_all(said):
    """What is offered is what mends its problem where all corrections are laid over all rooms."""
    floor = floor_of(6)
    found = corrected_and_tried(floor, overrides_of(said))
    before = corrected(floor, overrides_of(said))
    for problem, bare in zip(found.problems, before.problems, strict=True):
        due = [
            repair
            for repair in (bare.repair, *bare.other_repairs)
            if repair and mends(repair, bare, before, floor, said)
        ]
        assert [repair for repair in (problem.repair, *problem.other_repairs) if repair] == due


def mends(repair, problem, before, floor, said):
    again = corrected(floor, overrides_of(with_changes(said, repair)[0]))
    refusals = {"UNKNOWN_WALL", "UNKNOWN_ROOM", "ROOMS_NOT_JOINED"}
    unsound = [
        sum(bool(errors_of(check_room(room))) for room in each.building.rooms) for each in (before, again)
    ]
    refused = [sum(one.code in refusals for one in each.problems) for each in (before, again)]
    still = [(each.code, each.message) for each in again.problems]
    edges = repair.keys() <= {"open_walls", "closed_walls"}
    return (
        refused[1] <= refused[0]
        and (edges or unsound[1] <= unsound[0])
        and ((problem.code, problem.message) not in still)
    )


def test_a_repair_is_not_offered_whose_problem_stays_and_also_names_a_room_that_was_mended_before():
    """The hall's window is its opening 0 now, before the repair of the nook and after it."""
    openings = (Opening("door", 0, 0.5, 0.9, 0.0, 2.1), Opening("window", 0, 2.0, 0.9, 0.9, 1.2))
    hall = Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, name="Hall", openings=openings)
    nook = Room(((5, 0), (9, 0), (9, 3), (5, 3)), 2.5, name="Nook", openings=openings)
    doubt = warning("WALLS_DO_NOT_CLOSE", "rooms", "Hall/openings[1] meets Nook/wall:2.", "")
    doubt = doubt.offering({"closed_walls": ["Nook/opening:1"]}, {"closed_walls": ["Nook/wall:2"]})
    said = RoomOverrides(closed_walls=("Hall/opening:0",))
    (told,) = corrected_and_tried(reading(hall, nook, problems=(doubt,)), said).problems
    assert told.message == "Hall/openings[0] meets Nook/wall:2."
    assert (told.repair, told.other_repairs) == ({}, ())  # either answers half of the doubt
