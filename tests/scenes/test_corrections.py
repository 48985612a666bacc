"""What people mend of a reading: rooms joined, edges opened and closed, heights."""

import json
from dataclasses import replace

import pytest

from kit.problems import warning
from scenes.building import Building
from scenes.corrections import corrected
from scenes.corrections_tried import corrected_and_tried
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomOverrides, RoomReading, document_of, overrides_of, with_changes
from scenes.readers.room_document import room_document
from scenes.room import Finish, Furniture, Opening, Origin, Room, Slope


def box(x0, x1, name, **more):
    return Room(((x0, 0), (x1, 0), (x1, 3), (x0, 3)), 2.5, name=name, **more)


def reading(*rooms, problems=()):
    return RoomReading(Building(rooms), problems, "test")


def codes(found):
    return [problem.code for problem in found.problems]


def test_two_rooms_with_a_wall_between_become_one_with_its_space():
    window = Opening("window", 3, 0.5, 1.0, 0.9, 1.2)
    door = Opening("door", 1, 1.0, 0.9, 0.0, 2.1)
    left = box(0, 4, "Left", openings=(window, door), finishes={"wall:0": Finish((0.3,) * 3)})
    right = box(4.2, 7.2, "Right", openings=(Opening("window", 1, 0.2, 1.5, 0.9, 1.2),))
    other = box(20, 23, "Other")
    found = corrected(reading(left, right, other), RoomOverrides(joined=(("Left", "Right"),)))
    one, kept = found.building.rooms
    assert kept is other
    assert one.floor_area_m2 == pytest.approx(7.2 * 3)  # 4 x 3 and 3 x 3, and 0.2 x 3 of the wall between
    assert one.origins["outline"] is Origin.USER
    assert {o.kind for o in one.openings} == {"window"}
    placed = sorted(one.wall_ends_m(o.wall)[0][0] for o in one.openings)
    assert placed == [0, 7.2]
    for opening in one.openings:
        assert opening.offset_m == pytest.approx({0: 0.5, 7.2: 0.2}[one.wall_ends_m(opening.wall)[0][0]])
    assert codes(found) == ["ROOMS_JOINED", "OPENINGS_GONE"]
    assert any(f.reflectance_rgb == (0.3,) * 3 for f in one.finishes.values())


def two_rooms_and_what_is_told():
    """A hall with a door to a nook, 0.2 m apart: the nook is named first, though the hall is the larger."""
    nook = box(
        4.2,
        7.2,
        "Nook",
        openings=(Opening("door", 3, 1.0, 0.9, 0.0, 2.1), Opening("window", 1, 0.2, 1.5, 0.9, 1.2)),
        furniture=(Furniture("chair", (5.0, 1.0, 0.0), size_m=(0.5, 0.5, 0.9)),),
        partitions=(Furniture("partition", (6.0, 2.0, 0.0), size_m=(0.06, 1.0, 2.5)),),
        origins={
            "openings[0].sill_m": Origin.DEFAULT,
            "openings[1].sill_m": Origin.DERIVED,
            "furniture[0].size_m": Origin.FILE,
            "wall:1.thickness_m": Origin.DERIVED,
            "wall:3.thickness_m": Origin.FILE,
            "height": Origin.DEFAULT,
        },
    )
    hall = box(
        0,
        4,
        "Hall",
        openings=(Opening("door", 1, 1.0, 0.9, 0.0, 2.1), Opening("window", 3, 0.5, 1.0, 0.9, 1.2)),
        furniture=(Furniture("table", (2.0, 1.0, 0.0), size_m=(1.0, 0.6, 0.7)),),
        partitions=(Furniture("partition", (2.0, 2.0, 0.0), size_m=(0.06, 1.0, 2.5)),),
        partition_openings=({"kind": "door", "wall": "partition:0", "width_m": 0.8, "height_m": 2.0},),
        finishes={"furniture:0": Finish((0.2,) * 3)},
        origins={
            "openings[0].sill_m": Origin.DEFAULT,
            "openings[1].sill_m": Origin.FILE,
            "furniture[0].size_m": Origin.DERIVED,
            "height": Origin.DERIVED,
            "outline": Origin.FILE,
        },
    )
    told = (
        warning("DOOR_FROM_COLOUR", "Nook/opening:1", "In Nook/wall:1.", "", closed_walls=["Nook/opening:1"]),
        warning("DOOR_FROM_COLOUR", "Hall/opening:0", "Perhaps.", "", closed_walls=["Hall/opening:0"]),
        warning("OPENING_CUT", "Hall/openings[1]", "A window was cut."),
        warning("CEILING_HANGS_LOWER", "Nook/ceiling", "Low.", "", height_m=2.3),
    )
    return reading(hall, nook, box(20, 23, "Other"), problems=told)


def test_origins_and_numbers_of_joined_rooms_come_along():
    found = corrected(two_rooms_and_what_is_told(), RoomOverrides(joined=(("Nook", "Hall"),)))
    one = found.building.rooms[0]
    assert [one.wall_ends_m(o.wall)[0][0] for o in one.openings] == [7.2, 0]  # the windows; no door is left
    outer = one.openings[0].wall
    assert one.origins == {
        "openings[0].sill_m": Origin.DERIVED,
        "openings[1].sill_m": Origin.FILE,
        "furniture[0].size_m": Origin.FILE,
        "furniture[1].size_m": Origin.DERIVED,
        f"wall:{outer}.thickness_m": Origin.DERIVED,
        "height": Origin.DERIVED,
        "outline": Origin.USER,
    }
    assert [piece.name for piece in one.furniture] == ["chair", "table"]
    assert one.finishes == {"furniture:1": Finish((0.2,) * 3)}
    assert [each["wall"] for each in one.partition_openings] == ["partition:1"]


def test_what_is_told_of_joined_rooms_names_what_they_hold_now():
    said = RoomOverrides(joined=(("Nook", "Hall"),))
    found = corrected_and_tried(two_rooms_and_what_is_told(), said)
    outer = found.building.rooms[0].openings[0].wall
    left = {problem.where: problem for problem in found.problems if problem.severity == "warning"}
    assert sorted(left) == ["Hall/ceiling", "Hall/opening:0", "Hall/openings[1]"]
    door = left["Hall/opening:0"]
    assert (door.message, door.repair) == (f"In Hall/wall:{outer}.", {"closed_walls": ["Hall/opening:0"]})
    assert left["Hall/ceiling"].repair == {"heights_m": [["Hall", 2.3]]}
    closed = overrides_of(with_changes(document_of(said), door.repair)[0])
    (window,) = corrected(two_rooms_and_what_is_told(), closed).building.rooms[0].openings
    assert window.offset_m == pytest.approx(0.5)  # the hall's is left


def test_openings_after_one_that_is_wall_are_named_as_the_answer_lists_them():
    openings = tuple(Opening("window", k, 0.5 + k / 10, 1.0, 0.9, 1.2) for k in range(3))
    told = (
        *(warning("DOOR_FROM_COLOUR", f"Hall/opening:{k}", "Perhaps.", "", closed_walls=[f"Hall/opening:{k}"])
          for k in (1, 2)),
        *(warning("OPENING_CUT", f"Hall/openings[{k}]", f"Window {k} was cut.") for k in (0, 1, 2)),
    )  # fmt: skip
    rooms = reading(box(0, 4, "Hall", openings=openings), box(5, 8, "Other"), problems=told)
    said = RoomOverrides(closed_walls=("Hall/opening:1",))
    found = corrected_and_tried(rooms, said)
    listed = room_document(found)["rooms"][0]["openings"]
    assert [(each["wall"], each.get("name")) for each in listed] == [(0, None), (2, "opening:2")]
    (doubt,) = [each for each in found.problems if each.code == "DOOR_FROM_COLOUR"]
    assert doubt.where.endswith(listed[1]["name"])
    cut = {each.where: each.message for each in found.problems if each.code == "OPENING_CUT"}
    assert cut == {"Hall/openings[0]": "Window 0 was cut.", "Hall/openings[1]": "Window 2 was cut."}
    again = corrected(rooms, overrides_of(with_changes(document_of(said), doubt.repair)[0]))
    assert again.building.rooms[0].openings == openings[:1]


def test_rooms_that_lie_apart_or_are_not_there_stay_as_they_are():
    rooms = reading(box(0, 4, "Left"), box(6, 9, "Right"))
    for names, code in ((("Left", "Right"), "ROOMS_NOT_JOINED"), (("Left", "Attic"), "UNKNOWN_ROOM")):
        found = corrected(rooms, RoomOverrides(joined=(names,)))
        assert found.building.rooms == rooms.building.rooms
        assert codes(found) == [code]


def test_a_room_is_not_joined_with_itself():
    table = Furniture("table", (1.0, 1.0, 0.0), size_m=(1.0, 1.0, 0.7))
    rooms = reading(box(0, 4, "Left", furniture=(table,)), box(4, 7, "Right"))
    for names in (("Left", "Left"), ("Left", "0")):
        found = corrected(rooms, RoomOverrides(joined=(names,)))
        assert found.building.rooms == rooms.building.rooms
        assert codes(found) == ["UNKNOWN_ROOM"]
    thrice = corrected(rooms, RoomOverrides(joined=(("Left", "Right", "Left"),)))
    assert len(thrice.building.rooms[0].furniture) == 1


def test_edges_are_opened_and_closed_by_name():
    room = box(0, 4, "Hall/way".replace("/", "-"), finishes={"wall:1": Finish(open=True)})
    doubt = warning("WALLS_DO_NOT_CLOSE", "walls", "A gap.", "", closed_walls=["Hall-way/wall:1"])
    said = RoomOverrides(open_walls=("Hall-way/wall:2",), closed_walls=("Hall-way/wall:1", "wall:9"))
    found = corrected(reading(room, problems=(doubt,)), said)
    (mended,) = found.building.rooms
    assert [mended.finish_of(f"wall:{i}").open for i in range(4)] == [False, False, True, False]
    assert mended.origins["wall:2"] is Origin.USER
    assert codes(found) == ["UNKNOWN_WALL"]  # and the doubt is settled


def test_a_height_is_the_users_and_settles_the_doubt():
    doubt = warning("NO_CEILING_IN_FILE", "ceiling", "None.", "", height_m=2.5)
    found = corrected(reading(box(0, 4, "Hall"), problems=(doubt,)), RoomOverrides(height_m=3.1))
    (room,) = found.building.rooms
    assert (room.height_m, room.origins["height"]) == (3.1, Origin.USER)
    assert found.problems == ()
    assert codes(corrected(reading(box(0, 4, "Hall"), problems=(doubt,)), RoomOverrides())) == [doubt.code]


@pytest.mark.parametrize(
    ("said", "where", "heights"),
    [
        ({"heights_m": [["Hall", 0.01]]}, "heights_m", [2.5, 2.5]),
        ({"heights_m": [["Hall", 0.01], ["Loft", 2.3]]}, "heights_m", [2.5, 2.3]),
        ({"height_m": 0.01}, "height_m", [2.5, 2.5]),
        ({"height_m": 0.01, "heights_m": [["Loft", 2.3]]}, "height_m", [2.5, 2.3]),
    ],
)
def test_a_height_that_no_room_has_is_refused_and_the_room_stays(said, where, heights):
    entries = [
        {"name": name, "outline_m": [[x, 0], [x + 3, 0], [x + 3, 3], [x, 3]], "height_m": 2.5}
        for x, name in ((0, "Hall"), (4, "Loft"))
    ]
    data = json.dumps({"lampyris": 1, "rooms": entries}).encode()
    found = read_room(data, "flat.json", overrides_of(said))
    assert [room.height_m for room in found.building.rooms] == heights
    told = [(each.code, each.where) for each in found.problems if each.severity != "info"]
    assert told == [("HEIGHT_OUT_OF_RANGE", where)]


def test_a_height_that_is_refused_settles_no_doubt():
    doubt = warning("NO_CEILING_IN_FILE", "ceiling", "None.", "", height_m=2.5)
    found = corrected(reading(box(0, 4, "Hall"), problems=(doubt,)), RoomOverrides(height_m=0.01))
    assert codes(found) == [doubt.code, "HEIGHT_OUT_OF_RANGE"]
    assert found.building.rooms[0].height_m == 2.5


def test_a_height_flattens_a_sloped_ceiling_and_says_so():
    attic = box(0, 4, "Attic", slopes=(Slope(0, 1.0, 40.0),))
    found = corrected(reading(attic), RoomOverrides(height_m=2.4))
    (room,) = found.building.rooms
    assert (room.slopes, room.height_m) == ((), 2.4)
    assert codes(found) == ["CEILING_FLATTENED"]


def test_a_doubt_of_several_edges_stays_for_those_that_are_not_answered():
    doubt = warning("PARTIAL_SCAN", "walls", "Not seen.", "", closed_walls=["Hall/wall:0", "Hall/wall:1"])
    doubt = doubt.offering({"closed_walls": ["Hall/wall:0"]}, {"closed_walls": ["Hall/wall:1"]})
    room = box(0, 4, "Hall")
    found = corrected(reading(room, problems=(doubt,)), RoomOverrides(closed_walls=("Hall/wall:0",)))
    (left,) = found.problems
    assert left.code == "PARTIAL_SCAN"
    assert (left.repair, left.other_repairs) == ({"closed_walls": ["Hall/wall:1"]}, ())
    both = RoomOverrides(closed_walls=("Hall/wall:0",), open_walls=("Hall/wall:1",))
    assert corrected(reading(room, problems=(doubt,)), both).problems == ()


def test_rooms_of_different_floors_are_not_joined():
    found = corrected(
        reading(box(0, 4, "Below"), box(4, 8, "Above", elevation_m=2.8)),
        RoomOverrides(joined=(("Below", "Above"),)),
    )
    assert codes(found) == ["ROOMS_NOT_JOINED"]


@pytest.mark.parametrize("name", ["Hall/wall:" + "1" * 5000, "Hall/wall:١", "Hall/wall:", "Hall/floor"])
def test_names_that_are_no_walls(name):
    found = corrected(reading(box(0, 4, "Hall")), RoomOverrides(open_walls=(name,)))
    assert codes(found) == ["UNKNOWN_WALL"]
    assert found.building.rooms[0].finishes == {}


def test_what_was_said_survives_being_written_down():
    said = RoomOverrides(units="mm", layers=("A", "B"), joined=(("a", "b"), ("c", "d")), height_m=2.4)
    document = document_of(said)
    assert document == {
        "units": "mm",
        "layers": ["A", "B"],
        "joined": [["a", "b"], ["c", "d"]],
        "height_m": 2.4,
    }
    assert overrides_of(document) == said
    assert document_of(RoomOverrides()) == {}


def test_repairs_that_name_nothing_or_spoil_a_room_are_not_offered():
    """A ceiling at 2.0 m would cut through a door of 2.1 m, so that the room could not be lit any more."""
    door = Opening("door", 1, 1.0, 0.9, 0.0, 2.1)
    low = warning("CEILING_HANGS_LOWER", "ceiling", "Low.", "", height_m=2.0).offering({"height_m": 2.3})
    gone = warning("WALLS_DO_NOT_CLOSE", "walls", "A gap.", "", closed_walls=["Hall/wall:9"])
    alone = warning("WALLS_DO_NOT_CLOSE", "walls", "One.", "", joined=[["Hall", "Far"]])
    rooms = (box(0, 4, "Hall", openings=(door,)), box(30, 34, "Far"))
    found = corrected_and_tried(reading(*rooms, problems=(low, gone, alone)), RoomOverrides())
    assert [(each.repair, each.other_repairs) for each in found.problems] == [
        ({"height_m": 2.3}, ()),
        ({}, ()),
        ({}, ()),
    ]


def test_of_several_rooms_a_height_is_offered_for_the_one_it_is_about():
    """A door of 2.1 m in the hall forbids a ceiling at 2.0 m in all rooms, but not in the loft."""
    hall = box(0, 4, "Hall", openings=(Opening("door", 1, 1.0, 0.9, 0.0, 2.1),))
    loft = box(5, 8, "Loft", slopes=(Slope(0, 1.0, 40.0),))
    low = warning("CEILING_HANGS_LOWER", "Loft/ceiling", "Low.", "", height_m=2.0)
    found = corrected_and_tried(reading(hall, loft, problems=(low,)), RoomOverrides())
    (told,) = found.problems
    assert (told.repair, told.other_repairs) == ({"heights_m": [["Loft", 2.0]]}, ())
    said = overrides_of(with_changes({}, told.repair)[0])
    mended = corrected_and_tried(reading(hall, loft, problems=(low,)), said)
    assert [room.height_m for room in mended.building.rooms] == [2.5, 2.0]
    assert mended.building.rooms[1].slopes == ()
    assert codes(mended) == ["CEILING_FLATTENED"]


def test_the_height_of_a_room_is_said_again_and_goes_before_that_of_all():
    before = document_of(RoomOverrides(height_m=2.8, heights_m=(("Hall", 2.4), ("Loft", 2.2))))
    said = overrides_of(with_changes(before, {"heights_m": [["Hall", 2.6], ["Attic", 2.0]]})[0])
    found = corrected(reading(box(0, 4, "Hall"), box(5, 8, "Loft"), box(9, 12, "Bath")), said)
    assert [room.height_m for room in found.building.rooms] == [2.6, 2.2, 2.8]
    assert [(each.code, each.where) for each in found.problems] == [("UNKNOWN_ROOM", "heights_m")]


def test_edges_are_forgotten_where_they_get_other_numbers_and_gaps_where_a_file_is_read_otherwise():
    said = {"closed_walls": ["gap:1", "Hall/wall:2"], "open_walls": ["Hall/wall:0"]}
    for changes, forgotten in (
        ({"view": "rooms from walls"}, ["Hall/wall:0", "gap:1", "Hall/wall:2"]),
        ({"joined": [["Hall", "Loft"]]}, ["Hall/wall:0", "Hall/wall:2"]),
        ({"closed_walls": ["gap:3"]}, ["Hall/wall:0", "Hall/wall:2"]),
        ({"open_walls": ["gap:1"]}, ["Hall/wall:0", "Hall/wall:2"]),
        ({"open_walls": ["Hall/wall:2"]}, []),
        ({"height_m": 2.4}, []),
    ):
        document, lost = with_changes(said, changes)
        assert lost == forgotten, changes
        assert not set(lost) & {*document.get("open_walls", []), *document.get("closed_walls", [])}, changes


def test_rooms_that_are_called_alike_stay_two_where_one_is_corrected():
    """A name that holds half a letter is mended where a reading is kept, and may then be another's."""
    rooms = [box(0, 4, "A\ufffd"), box(5, 11, "A\ufffd")]
    rooms = [replace(room, openings=(Opening("door", 0, 1.0, 0.9, 0.0, 2.1),)) for room in rooms]
    said = RoomOverrides(open_walls=("A\ufffd/wall:1",), closed_walls=("A\ufffd/opening:0",))
    first, second = corrected(reading(*rooms), said).building.rooms
    assert (first.floor_area_m2, second.floor_area_m2) == (12, 18)
    assert (first.finishes["wall:1"].open, first.openings) == (True, ())
    assert second is rooms[1]


@pytest.mark.parametrize("prefix", ["", "Hall/"])
@pytest.mark.parametrize("asked", ["", "Hall/"])
def test_of_one_room_an_edge_said_without_its_name_answers_its_doubt_too(prefix, asked):
    openings = tuple(Opening("window", 0, 0.2 + i, 0.8, 0.9, 1.0) for i in range(3))
    doubts = tuple(
        warning("DOOR_FROM_COLOUR", f"Hall/opening:{i}", f"Perhaps Hall/openings[{i}].", "").offering(
            {"closed_walls": [f"{asked}opening:{i}"]}
        )
        for i in range(3)
    )
    hall = reading(box(0, 4, "Hall", openings=openings), problems=doubts)
    found = corrected_and_tried(hall, RoomOverrides(closed_walls=(f"{prefix}opening:1",)))
    assert [each.message for each in found.problems] == [
        "Perhaps Hall/openings[0].",
        "Perhaps Hall/openings[1].",
    ]
    assert [each.repair for each in found.problems] == [
        {"closed_walls": [f"{asked}opening:0"]},
        {"closed_walls": [f"{asked}opening:2"]},
    ]
