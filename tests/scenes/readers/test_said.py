"""What may be said of a room's file is checked the same in every skin, and told in words."""

from __future__ import annotations

import re

import pytest

from scenes.building import Building
from scenes.readers.reading import with_changes
from scenes.readers.said import read_corrections
from scenes.room import Room

WRONG = [
    ('{"height_m": "abc"}', "height_m is 'abc'; expected: a number"),
    ('{"height_m": NaN}', "height_m is nan; expected: a finite number"),
    ('{"height_m": 0}', "greater than 0"),
    ('{"open_walls": 5}', "open_walls is 5; expected: a list"),
    ('{"open_walls": [3]}', "open_walls[0] is 3; expected: a text"),
    ('{"open_walls": [""]}', "open_walls[0]"),
    ('{"heights_m": [["Bad"]]}', "heights_m[0]"),
    ('{"heights_m": {"Bad": 2}}', "heights_m is {'Bad': 2}; expected: a list"),
    ('{"heights_m": [["Bad", 51]]}', "less than or equal to 50"),
    ('{"furnish": 5}', "furnish is 5; expected: true or false, or a list, or an object"),
    ('{"furnish": [["a"]]}', "furnish"),
    ('{"furnish": "Living"}', "furnish is 'Living'; expected: true or false, or a list, or an object"),
    ('{"view": 7}', "view is 7; expected: a text"),
    ('{"units": "parsec"}', "units is 'parsec'; expected: 'auto', 'm'"),
    ('{"joined": [["K", "K"]]}', "joined[0] is ['K', 'K']; expected: names of two different rooms"),
    ('{"joined": [["K"]]}', "joined[0]"),
    ('{"joined": [[]]}', "joined[0]"),
    (f'{{"closed_walls": ["{"9" * 5000}"]}}', "at most 300 characters"),
    ('{"room": %s}' % ("9" * 5000), "room"),
    ('{"colour": "red"}', "'colour' cannot be corrected; what can: closed_walls"),
    ("[1]", "no JSON object of closed_walls"),
    ("{", "no JSON object of closed_walls"),
    ("[" * 5000, "no JSON object of closed_walls"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_what_is_no_correction_is_told_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        read_corrections(text)
    assert len(str(caught.value)) < 400


def test_corrections_are_taken_as_they_are_said() -> None:
    said = read_corrections('{"height_m": 2, "view": null, "furnish": {"A": "", "B": null}, "layers": ["0"]}')
    assert said == {"height_m": 2.0, "view": None, "furnish": {"A": "", "B": None}, "layers": ["0"]}


def test_an_empty_name_that_was_said_once_does_not_stand_in_the_way() -> None:
    walls, _ = with_changes({"open_walls": [""], "joined": [[]]}, {"open_walls": ["Hall/wall:1"]})
    assert walls["open_walls"] == ["", "Hall/wall:1"]
    assert with_changes(walls, {"joined": [["a", "b"]]})[0]["joined"] == [[], ["a", "b"]]


def test_a_number_of_thousands_of_digits_is_no_room() -> None:
    building = Building((Room(((0, 0), (1, 0), (1, 1), (0, 1)), 2.5, name="Hall"),))
    assert building.room_named("9" * 5000) is None
    assert building.room_named("0") is building.rooms[0]
