"""Rooms rebuilt from walls: areas by hand, gaps, curves, holes, slopes, and what is told."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from scenes.building import Wall, WallOpening
from scenes.room import Finish, Origin, Room
from scenes.rooms_from_walls import rooms_from_walls

Point = tuple[float, float]


def chain(*points: Point, closed: bool = True, **more: Any) -> list[Wall]:
    """Walls from corner to corner, 0.2 m thick and 2.5 m high."""
    ends = [*points, points[0]] if closed else list(points)
    keys = {"thickness_m": 0.2, "height_m": 2.5} | more
    return [Wall(a, b, **keys) for a, b in pairwise(ends)]


def box(width: float, depth: float, **more: Any) -> list[Wall]:
    return chain((0, 0), (width, 0), (width, depth), (0, depth), **more)


def codes(problems: Any) -> set[str]:
    return {each.code for each in problems}


def test_four_walls_are_a_room_between_their_faces() -> None:
    (room,), problems = rooms_from_walls(box(4.2, 3.2))
    assert room.floor_area_m2 == pytest.approx(4.0 * 3.0, abs=1e-3)
    assert (room.height_m, room.name, len(room.outline_m)) == (2.5, "Room", 4)
    assert room.origins["outline"] is Origin.DERIVED
    assert problems == []


def test_a_partition_makes_two_rooms_and_its_door_belongs_to_both() -> None:
    walls = [*box(6.2, 4.2), Wall((3, 0), (3, 4.2), 0.1, 2.5)]
    door = WallOpening("door", (3.0, 2.0), 0.9, 0.15, 0.0, 2.0, 90.0, name="door")
    rooms, problems = rooms_from_walls(walls, [door])
    assert sorted(room.floor_area_m2 for room in rooms) == [
        pytest.approx(2.85 * 4.0, abs=1e-3),
        pytest.approx(3.05 * 4.0, abs=1e-3),
    ]
    for room in rooms:
        (opening,) = room.openings
        start, end = room.wall_ends_m(opening.wall)
        assert (opening.kind, opening.width_m, opening.height_m) == ("door", 0.9, 2.0)
        share = (opening.offset_m + 0.45) / math.dist(start, end)
        assert start[1] + share * (end[1] - start[1]) == pytest.approx(2.0, abs=1e-3)
        assert start[0] == pytest.approx(end[0]) == pytest.approx(3.0, abs=0.06)
    assert problems == []


def test_a_wide_gap_within_a_room_is_closed_where_a_person_says_so() -> None:
    walls = [*box(6.2, 4.2), Wall((3, 0), (3, 1.5), 0.1, 2.5)]
    (one,), problems = rooms_from_walls(walls)
    (told,) = problems
    assert (told.code, told.repair) == ("GAP_LEFT_OPEN", {"closed_walls": ["gap:0"]})
    assert told.other_repairs == ({"open_walls": ["gap:0"]},)
    assert one.floor_area_m2 == pytest.approx(6.0 * 4.0 - 0.1 * 1.4, abs=1e-3)
    rooms, problems = rooms_from_walls(walls, closed=["gap:0"])
    assert sorted(room.floor_area_m2 for room in rooms) == [
        pytest.approx(2.85 * 4.0, abs=1e-3),
        pytest.approx(3.05 * 4.0, abs=1e-3),
    ]
    assert not any(finish.open for room in rooms for finish in room.finishes.values())
    assert [each.code for each in problems] == ["GAP_CLOSED"]
    assert problems[0].repair == {"open_walls": ["gap:0"]}


def test_a_door_gap_closes_with_its_opening_and_is_an_open_edge_without() -> None:
    walls = [*box(6.2, 4.2), Wall((3, 0.1), (3, 1.5), 0.1, 2.5), Wall((3, 2.4), (3, 4.1), 0.1, 2.5)]
    door = WallOpening("door", (3.0, 1.95), 0.9, 0.15, 0.0, 2.0, 90.0)
    closed, problems = rooms_from_walls(walls, [door])
    assert len(closed) == 2
    assert problems == []
    assert [len(room.openings) for room in closed] == [1, 1]
    left_open, problems = rooms_from_walls(walls)
    (told,) = problems
    assert told.code == "WALLS_DO_NOT_CLOSE"
    assert "0.90 m at (3.00, 1.95)" in told.message
    edges = told.repair["closed_walls"]
    assert told.other_repairs == ({"joined": [["Room", "Room 2"]]}, {"open_walls": edges})
    for room, edge in zip(left_open, edges, strict=True):
        assert edge.startswith(room.name)
        wall = int(edge.rsplit(":", 1)[1])
        assert room.finish_of(f"wall:{wall}").open
        assert room.wall_length_m(wall) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(("missing", "code"), [(0.12, "GAP_CLOSED"), (0.8, "WALLS_DO_NOT_CLOSE")])
def test_a_gap_in_the_outer_walls_is_closed_or_left_open_and_told(missing: float, code: str) -> None:
    walls = box(4.2, 3.2)
    walls[0] = Wall((missing, 0), (4.2, 0), 0.2, 2.5)
    (room,), problems = rooms_from_walls(walls)
    assert codes(problems) == {code}
    assert room.floor_area_m2 == pytest.approx(12.0, rel=0.02)


def test_a_wide_gap_to_the_outside_is_an_open_edge() -> None:
    walls = [*chain((3, 0), (0, 0), (0, 5), (8, 5), (8, 0), (6, 0), closed=False)]
    (room,), problems = rooms_from_walls(walls)
    assert codes(problems) == {"WALLS_DO_NOT_CLOSE"}
    assert room.floor_area_m2 == pytest.approx(7.8 * 4.8, abs=0.01)
    assert [round(room.wall_length_m(i), 2) for i in range(len(room.outline_m)) if opened(room, i)] == [3.0]


def opened(room: Room, wall: int) -> bool:
    return room.finish_of(f"wall:{wall}").open


def test_what_encloses_nothing_is_told() -> None:
    rooms, problems = rooms_from_walls(chain((0, 0), (9, 0), (9, 9), closed=False))
    assert rooms == []
    assert "WALLS_ENCLOSE_NO_ROOM" in codes(problems)


def test_a_half_round_wall_has_the_area_of_its_half_circle() -> None:
    walls = [Wall((0, 0), (4, 0), 0.2, 2.5, arc_deg=180.0), Wall((4, 0), (0, 0), 0.2, 2.5)]
    (room,), problems = rooms_from_walls(walls)
    inner = 1.9  # the arc bends to the right of its way, below the chord
    exact = math.pi * inner**2 / 2 - 2 * inner * 0.1
    assert room.floor_area_m2 == pytest.approx(exact, rel=0.004)
    assert min(y for _, y in room.outline_m) == pytest.approx(-inner, abs=0.002)
    assert max(y for _, y in room.outline_m) == pytest.approx(-0.1, abs=1e-3)
    longest = max(room.wall_length_m(i) for i in range(len(room.outline_m)) if len(room.outline_m) > 4)
    assert sorted(room.wall_length_m(i) for i in range(len(room.outline_m)))[-2] <= inner * math.radians(5.1)
    assert longest == pytest.approx(3.8, abs=0.05)
    assert problems == []


def test_a_window_in_a_curved_wall_goes_through_all_its_edges() -> None:
    walls = [Wall((0, 0), (4, 0), 0.2, 2.5, arc_deg=180.0), Wall((4, 0), (0, 0), 0.2, 2.5)]
    window = WallOpening("window", (2.0, -2.0), 1.0, 0.3, 0.9, 1.2)
    (room,), problems = rooms_from_walls(walls, [window])
    assert len(room.openings) > 4
    assert sum(o.width_m for o in room.openings) == pytest.approx(2 * 1.9 * math.asin(0.5 / 1.9), rel=0.01)
    assert problems == []


def test_columns_are_holes_and_a_box_in_a_hall_is_a_room_of_its_own() -> None:
    column = [Wall((2, 2), (2.4, 2), 0.4, 2.5)]
    cabin = chain((5, 2), (7, 2), (7, 4), (5, 4))
    rooms, problems = rooms_from_walls([*box(10.2, 8.2), *column, *cabin])
    hall, inner = rooms
    assert len(hall.holes_m) == 2
    assert hall.floor_area_m2 == pytest.approx(10 * 8 - 0.16 - 2.2 * 2.2, abs=1e-3)
    assert inner.floor_area_m2 == pytest.approx(1.8 * 1.8, abs=1e-3)
    assert problems == []


def test_slivers_between_double_walls_are_told_and_no_rooms() -> None:
    inner = chain((0.4, 0.4), (5.8, 0.4), (5.8, 3.8), (0.4, 3.8), thickness_m=0.1)
    rooms, problems = rooms_from_walls([*box(6.2, 4.2), *inner])
    assert [room.floor_area_m2 for room in rooms] == [pytest.approx(5.3 * 3.3, abs=1e-3)]
    assert codes(problems) == {"SLIVERS_LEFT_OUT"}


def test_walls_without_length_and_doubled_ones_are_told() -> None:
    walls = [*box(4.2, 3.2), Wall((1, 0), (1, 0), 0.2, 2.5), Wall((4.2, 0), (0, 0), 0.2, 2.5)]
    (room,), problems = rooms_from_walls(walls)
    assert codes(problems) == {"WALL_WITHOUT_LENGTH", "WALL_TWICE"}
    assert room.floor_area_m2 == pytest.approx(12.0, abs=1e-3)


def test_a_wall_bent_more_tightly_than_it_is_thick_is_told() -> None:
    walls = [*box(4.2, 3.2), Wall((1, 1.0), (1.1, 1.0), 0.3, 2.5, arc_deg=180.0)]
    (room,), problems = rooms_from_walls(walls)
    assert codes(problems) == {"WALL_CROSSES_ITSELF"}
    assert len(room.holes_m) == 1


def test_finishes_of_both_sides_come_to_the_rooms_they_look_into() -> None:
    red, blue = Finish((0.5, 0.1, 0.1)), Finish((0.1, 0.1, 0.5))
    wall = Wall((3, 0), (3, 4.2), 0.1, 2.5, left=red, right=blue)  # left of the way up is west
    rooms, _ = rooms_from_walls([*box(6.2, 4.2), wall])
    for room in rooms:
        west = max(x for x, _ in room.outline_m) < 3.1
        sides = [(i, f) for i in range(4) if (f := room.finishes.get(f"wall:{i}")) is not None]
        ((index, finish),) = sides
        assert finish == (red if west else blue)
        assert room.wall_ends_m(index)[0][0] == pytest.approx(3.0, abs=0.06)


def test_walls_of_one_line_in_two_colours_are_two_edges() -> None:
    red = Finish((0.5, 0.1, 0.1))
    south = [Wall((0, 0), (1.5, 0), 0.2, 2.5, left=red), Wall((1.5, 0), (4.2, 0), 0.2, 2.5)]
    (room,), _ = rooms_from_walls([*south, *box(4.2, 3.2)[1:]])
    assert len(room.outline_m) == 5
    (painted,) = [i for i in range(5) if room.finish_of(f"wall:{i}").reflectance_rgb == red.reflectance_rgb]
    assert room.wall_length_m(painted) == pytest.approx(1.4, abs=0.01)


def test_gable_walls_make_two_slopes() -> None:
    def gable(x: float, way: int) -> list[Wall]:
        feet = [(x, 0.0), (x, 2.0), (x, 4.0)][::way]
        tops = [1.5, 3.5, 1.5]
        return [Wall(feet[i], feet[i + 1], 0.1, tops[i], height_at_end_m=tops[i + 1]) for i in range(2)]

    walls = [
        Wall((0, 0), (5, 0), 0.1, 1.5), *gable(5.0, 1), Wall((5, 4), (0, 4), 0.1, 1.5), *gable(0.0, -1),
    ]  # fmt: skip
    (room,), problems = rooms_from_walls(walls)
    assert room.height_m == pytest.approx(3.5, abs=1e-3)
    assert [slope.pitch_deg for slope in room.slopes] == [pytest.approx(45.0, abs=0.1)] * 2
    for slope in room.slopes:
        start, end = room.wall_ends_m(slope.wall)
        assert start[1] == pytest.approx(end[1])
        assert slope.height_m == pytest.approx(1.55, abs=0.002)  # at the wall's face, 5 cm inside its axis
    assert problems == []


def test_a_lean_to_is_one_slope_and_walls_that_disagree_are_told() -> None:
    def four(back_m: float) -> list[Wall]:
        return [
            Wall((0, 0), (5, 0), 0.1, 2.0),
            Wall((5, 0), (5, 4), 0.1, 2.0, height_at_end_m=3.0),
            Wall((5, 4), (0, 4), 0.1, 3.0),
            Wall((0, 4), (0, 0), 0.1, back_m, height_at_end_m=2.0),
        ]

    (room,), problems = rooms_from_walls(four(3.0))
    (slope,) = room.slopes
    assert slope.pitch_deg == pytest.approx(math.degrees(math.atan(0.25)), abs=0.1)
    assert room.height_m == pytest.approx(2.0 + 0.25 * 3.95, abs=0.01)
    assert problems == []
    (room,), problems = rooms_from_walls(four(2.2))
    assert room.slopes == ()
    (told,) = problems
    assert told.code == "CEILING_UNCLEAR"
    assert told.repair == {"height_m": pytest.approx(3.0)}


def test_a_low_wall_leaves_the_ceiling_where_the_others_end_and_is_told() -> None:
    walls = box(4.2, 3.2)
    walls[0] = Wall((0, 0), (4.2, 0), 0.2, 1.1)
    (room,), problems = rooms_from_walls(walls)
    assert room.height_m == pytest.approx(2.5)
    assert codes(problems) == {"WALL_HEIGHTS_DIFFER"}


def test_walls_of_unknown_height_take_the_default_and_say_so() -> None:
    (room,), problems = rooms_from_walls(box(4.2, 3.2, height_m=0.0))
    assert (room.height_m, room.origins["height"]) == (2.5, Origin.DEFAULT)
    assert [p.repair for p in problems if p.code == "NO_CEILING_IN_FILE"] == [{"height_m": 2.5}]


def test_storeys_are_kept_apart_and_stand_at_their_floors() -> None:
    upper = box(3.2, 3.2, storey="upper", elevation_m=2.8)
    rooms, problems = rooms_from_walls([*box(4.2, 3.2, storey="lower"), *upper])
    assert [(room.storey, room.elevation_m, room.height_m) for room in rooms] == [
        ("lower", 0.0, 2.5),
        ("upper", 2.8, 2.5),
    ]
    assert problems == []


def test_openings_that_fit_nowhere_or_reach_too_far_are_told() -> None:
    openings = [
        WallOpening("door", (2.0, 1.6), 0.9, 0.1, 0.0, 2.0, name="lost"),
        WallOpening("window", (4.0, 0.0), 1.0, 0.2, 0.9, 1.2, name="corner"),
        WallOpening("window", (1.0, 0.0), 1.0, 0.2, 1.5, 1.5, name="tall"),
    ]
    (room,), problems = rooms_from_walls(box(4.2, 3.2), openings)
    told = {p.code + " " + p.message.split("'")[1] for p in problems}
    assert told == {"OPENING_WITHOUT_WALL lost", "OPENING_CUT corner", "OPENING_CUT tall"}
    assert [(o.width_m, o.height_m) for o in room.openings] == [(0.6, 1.2), (1.0, 1.0)]


def test_turned_homes_are_the_same_homes() -> None:
    turn = math.radians(8.1)

    def turned(point: Point) -> Point:
        x, y = point
        return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)

    walls = [*box(6.2, 4.2), Wall((3, 0), (3, 4.2), 0.1, 2.5)]
    walls = [Wall(turned(w.start_m), turned(w.end_m), w.thickness_m, 2.5) for w in walls]
    door = WallOpening("door", turned((3.0, 2.0)), 0.9, 0.15, 0.0, 2.0, 98.1)
    rooms, problems = rooms_from_walls(walls, [door])
    assert [len(room.outline_m) for room in rooms] == [4, 4]
    assert [room.openings[0].width_m for room in rooms] == [0.9, 0.9]
    assert problems == []


def test_too_many_walls_are_refused() -> None:
    walls = [Wall((0, i * 0.5), (1, i * 0.5), 0.1, 2.5) for i in range(4001)]
    assert codes(rooms_from_walls(walls)[1]) == {"TOO_MANY_WALLS"}
