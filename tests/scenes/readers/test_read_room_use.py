"""What a room is used for, where a file only names it."""

import pytest
from homes import home, room, walls

from scenes.readers.read_room import read_room
from scenes.room import Origin

SQUARE = ((0, 0), (420, 0), (420, 320), (0, 320))
INSIDE = ((10, 10), (410, 10), (410, 310), (10, 310))


@pytest.mark.parametrize(
    ("name", "use"), [("厨房", "kitchen"), ("Master Bedroom", "bedroom"), ("Room 7", "")]
)
def test_a_name_says_what_a_room_is_for_and_that_it_was_derived(name, use):
    reading = read_room(home(walls(SQUARE), room(name, INSIDE)), "a.xml")
    (found,) = reading.building.rooms
    assert found.use == use
    assert found.origins.get("use") == (Origin.DERIVED if use else None)


def test_in_a_file_of_our_own_a_use_is_left_out_on_purpose():
    outline = "[[0, 0], [4, 0], [4, 3], [0, 3]]"
    document = (
        f'{{"lampyris": 1, "room": {{"name": "Kitchen", "outline_m": {outline}, "height_m": 2.5}}}}'.encode()
    )
    (found,) = read_room(document, "a.json").building.rooms
    assert found.use == ""
