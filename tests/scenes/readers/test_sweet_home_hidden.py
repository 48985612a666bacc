"""What Sweet Home 3D hides is no part of the home: pieces, groups and levels, each told with its count."""

from __future__ import annotations

from typing import Any

from homes import archive, home, java_home, java_wall, room, walls

from kit.problems import Problem
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.sweet_home import read_sweet_home

SQUARE = ((-10, -10), (410, -10), (410, 310), (-10, 310))
INSIDE = ((0, 0), (400, 0), (400, 300), (0, 300))
DOOR = '<doorOrWindow name="door" x="200" y="-10" width="90" depth="20" height="205" angle="0" {0}/>'
LAMP = '<light name="lamp" x="200" y="100" elevation="200" width="30" depth="30" height="20" {0}/>'
BOX = '<pieceOfFurniture name="box" x="200" y="100" width="30" depth="30" height="100" {0}/>'
HIDDEN = 'visible="false"'


def read(*parts: str, **overrides: Any) -> RoomReading:
    return read_sweet_home(home(*parts), "a.xml", RoomOverrides(**overrides))


def group(inside: str, more: str = "") -> str:
    return f'<furnitureGroup name="set" {more}>{inside}</furnitureGroup>'


def level(key: str, name: str, elevation: float, more: str = "") -> str:
    return f'<level id="{key}" name="{name}" elevation="{elevation}" height="250" {more}/>'


def on(key: str) -> str:
    """Walls and a room, named after the level that they are on."""
    return walls(SQUARE, more=f'level="{key}"') + room(key, INSIDE, more=f'level="{key}"')


def found(reading: RoomReading, code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def names(reading: RoomReading) -> list[str]:
    assert reading.building is not None, reading.problems
    return [each.name for each in reading.building.rooms]


def test_pieces_that_are_hidden_alone_or_with_their_group_are_left_out_and_counted_once() -> None:
    within = group(group(DOOR.format("") + BOX.format("")), HIDDEN)
    hidden = (DOOR.format(HIDDEN), LAMP.format(HIDDEN), BOX.format(HIDDEN), within)
    reading = read(walls(SQUARE), room("a", INSIDE), *hidden, LAMP.format('visible="true"'))
    assert reading.building is not None
    (only,) = reading.building.rooms
    assert (only.openings, only.furniture, len(reading.building.lights)) == ((), (), 1)
    (told,) = found(reading, "FURNITURE_LEFT_OUT")
    assert "2 doors and windows, 1 lamps, 2 pieces of furniture" in told.message


def test_the_same_pieces_are_there_where_they_are_shown() -> None:
    reading = read(walls(SQUARE), room("a", INSIDE), group(DOOR.format("") + BOX.format("")))
    assert reading.building is not None
    (only,) = reading.building.rooms
    assert (len(only.openings), len(only.furniture)) == (1, 1)
    assert not found(reading, "FURNITURE_LEFT_OUT")


def test_hidden_doors_of_old_java_homes_are_left_out_too() -> None:
    opening = {"x": 200.0, "y": -10.0, "width": 90.0, "depth": 20.0, "height": 200.0, "visible": False}
    ends = zip(SQUARE, [*SQUARE[1:], SQUARE[0]], strict=True)
    piece = ("com.eteks.sweethome3d.model.HomeDoorOrWindow", {**opening, "name": "Door"})
    data = archive({"Home": java_home(walls=[java_wall(*a, *b) for a, b in ends], furniture=[piece])})
    reading = read_sweet_home(data, "a.sh3d", RoomOverrides())
    assert reading.room is not None
    assert reading.room.openings == ()
    assert "1 doors and windows" in found(reading, "FURNITURE_LEFT_OUT")[0].message


def test_a_level_that_is_not_viewable_is_left_out_told_and_read_when_asked_for() -> None:
    levels = level("l0", "Old plan", 0, 'viewable="false"') + level("l1", "New plan", 0, 'elevationIndex="1"')
    parts = (levels, on("l0"), on("l1"), DOOR.format('level="l0"'), LAMP.format('level="l0"'))
    reading = read(*parts)
    assert reading.building is not None
    assert names(reading) == ["l1"]
    assert (reading.building.lights, reading.building.openings) == ((), ())
    assert [storey.name for storey in reading.building.storeys] == ["New plan"]
    (told,) = found(reading, "STOREY_HIDDEN")
    assert told.repair == {"storey": "Old plan"}
    assert not found(reading, "FURNITURE_LEFT_OUT")
    asked = read(*parts, **told.repair)
    assert asked.building is not None
    assert names(asked) == ["l0"]  # in place of the plan at the same height
    assert [storey.name for storey in asked.building.storeys] == ["Old plan"]
    assert not found(asked, "STOREY_HIDDEN")


def test_a_hidden_level_that_is_asked_for_stands_beside_those_at_other_heights() -> None:
    parts = (level("l0", "Ground", 0), level("l1", "First", 260, 'viewable="false"'), on("l0"), on("l1"))
    assert names(read(*parts)) == ["l0"]
    assert names(read(*parts, storey="First")) == ["l0", "l1"]


def test_levels_above_the_selected_one_are_read_though_the_home_does_not_show_them() -> None:
    """Sweet Home 3D writes ``visible="false"`` of all levels above the one that was selected last."""
    reading = read(level("l0", "Ground", 0), level("l1", "First", 260, HIDDEN), on("l0"), on("l1"))
    assert names(reading) == ["l0", "l1"]
    assert not found(reading, "STOREY_HIDDEN")


def test_a_home_whose_levels_are_all_hidden_is_read_and_that_is_told() -> None:
    reading = read(level("l0", "Ground", 0, 'viewable="false"'), on("l0"))
    assert names(reading) == ["l0"]
    (told,) = found(reading, "STOREY_HIDDEN")
    assert not told.repair


def test_elements_on_levels_that_do_not_exist_are_told_with_the_level_they_got() -> None:
    lost = (BOX.format('level="nope"'), LAMP.format(""))
    reading = read(level("l0", "Ground", 0), level("l1", "First", 260), on("l0"), on("l1"), *lost)
    (told,) = found(reading, "LEVEL_UNKNOWN")
    assert told.severity == "warning"
    assert told.message.startswith("2 elements")
    assert "'nope'" in told.message
    assert "'Ground'" in told.message


def test_groups_too_deep_to_be_taken_apart_are_told() -> None:
    nested = BOX.format("")
    for _ in range(21):
        nested = group(nested)
    reading = read(walls(SQUARE), room("a", INSIDE), nested)
    (told,) = found(reading, "FURNITURE_LEFT_OUT")
    assert told.message.startswith("1 groups")
