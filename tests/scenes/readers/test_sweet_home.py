"""Sweet Home 3D: real homes against `expected.json`, and homes made by hand for each trap of the format."""

from __future__ import annotations

import io
import itertools
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from homes import WALL, archive, home, java_home, java_wall, room, walls
from PIL import Image

from kit.errors import UnsoundInput
from kit.problems import Problem
from scenes.building import Building
from scenes.readers.apart import read_apart
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.room_document import room_document
from scenes.readers.sweet_home import read_sweet_home
from scenes.readers.sweet_home_openings import kind_of
from scenes.reflectance_of_colour import finish_of_srgb

Ring = Sequence[tuple[float, float]]
SQUARE: Ring = ((0, 0), (420, 0), (420, 320), (0, 320))
INSIDE: Ring = ((10, 10), (410, 10), (410, 310), (10, 310))
DOOR = (
    '<doorOrWindow name="{name}" x="{x}" y="{y}" angle="{angle}" width="90" depth="20" height="200" '
    'elevation="{sill}" {more}>{inside}</doorOrWindow>'
)
FILES = ("1BedroomApartmentWithRoundWall.xml", "SweetHome3DExample6.sh3d", "home_v4.4_java_only.sh3d")


def door(
    name: str, x: float, y: float, *, angle: float = 0, sill: float = 0, more: str = "", inside: str = ""
) -> str:
    return DOOR.format(name=name, x=x, y=y, angle=angle, sill=sill, more=more, inside=inside)


def read(data: bytes, name: str = "a.xml", **overrides: Any) -> RoomReading:
    return read_sweet_home(data, name, RoomOverrides(**overrides))


def building_of(data: bytes, name: str = "a.xml", **overrides: Any) -> Building:
    reading = read(data, name, **overrides)
    assert reading.building is not None, reading.problems
    return reading.building


def found(reading: RoomReading, code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


# Real homes


@pytest.mark.parametrize("name", FILES)
def test_real_homes_have_their_numbers(shared: Path, name: str) -> None:
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"][f"sh3d/{name}"]
    reading = read_room((shared / "rooms" / "sh3d" / name).read_bytes(), name)
    document = room_document(reading)
    assert document["units"] == expected["unit"]
    rooms = {each["name"]: each for each in document["rooms"]}
    for wanted in expected["rooms"]:
        got = rooms[wanted["name"]]
        assert got["floor_area_m2"] == pytest.approx(wanted["floor_area_m2"], rel=expected["area_tol"])
        assert got["height_m"] == pytest.approx(wanted.get("height_m", got["height_m"]), abs=0.01)
    assert expected["extra_rooms_ok"] or len(rooms) == len(expected["rooms"])
    for key, count in (("walls", document["walls"]), ("openings", document["openings"])):
        assert count == expected.get(key, count)
    assert len(document["lights_found"]) == expected.get("existing_lights", len(document["lights_found"]))
    assert len(document["storeys"]) == expected.get("storeys", len(document["storeys"]))
    assert reading.building is not None
    if "outer_m" in expected:
        corners = np.array([c for wall in reading.building.walls for c in (wall.start_m, wall.end_m)])
        thick = reading.building.walls[0].thickness_m
        assert np.ptp(corners, axis=0) + thick == pytest.approx(expected["outer_m"], abs=0.01)
    warned = {p.code for p in reading.problems if p.severity == "warning"}
    assert ({"OLD_FORMAT_VERSION", "NO_ROOMS_DRAWN"} <= warned) == ("must_warn" in expected)
    assert not [p for p in reading.problems if p.severity == "error"]
    assert not found(reading, "OPENING_WITHOUT_WALL")  # every opening is in a wall
    assert not found(reading, "OPENING_LEFT_OUT")


def test_a_real_home_rebuilt_from_its_walls_alone(shared: Path) -> None:
    data = (shared / "rooms" / "sh3d" / FILES[0]).read_bytes()
    rooms = building_of(data, view="rooms from walls").rooms
    areas = sorted(room.floor_area_m2 for room in rooms)
    assert areas == pytest.approx([6.62, 12.79, 31.36], rel=0.01)  # SOURCES.md
    assert sum(len(room.outline_m) > 12 for room in rooms) == 1  # the round wall


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_homes_are_refused_in_words(shared: Path, name: str, share: float) -> None:
    data = (shared / "rooms" / "sh3d" / name).read_bytes()
    with pytest.raises(UnsoundInput) as fault:
        read(data[: int(share * len(data))], name)
    assert {p.code for p in fault.value.problems} <= {"ARCHIVE_NOT_ZIP", "XML_BROKEN"}


# The frame


def test_an_l_shaped_home_is_not_mirrored() -> None:
    """On the sheet the L's foot points right at the bottom; seen from above, y up, it still does."""
    ring = ((0, 0), (200, 0), (200, 300), (500, 300), (500, 500), (0, 500))
    (only,) = building_of(home(room("L", ring))).rooms
    assert set(only.outline_m) == {(0, 5), (2, 5), (2, 2), (5, 2), (5, 0), (0, 0)}
    assert only.floor_area_m2 == pytest.approx(16.0)
    (turned,) = building_of(home(room("L", ring)), mirror=True).rooms
    assert set(turned.outline_m) == {(5, 5), (3, 5), (3, 2), (0, 2), (0, 0), (5, 0)}


def test_angles_turn_as_they_do_on_the_sheet() -> None:
    piece = '<pieceOfFurniture name="desk" x="100" y="100" angle="0.5" width="100" depth="50" height="70"/>'
    (only,) = building_of(home(room("a", INSIDE), piece)).rooms
    (desk,) = only.furniture
    assert desk.rotation_deg == pytest.approx(
        -math.degrees(0.5)
    )  # clockwise on the sheet and seen from above
    assert desk.position_m == pytest.approx((0.9, 2.1, 0.0))
    (only,) = building_of(home(room("a", INSIDE), piece), mirror=True).rooms
    assert only.furniture[0].rotation_deg == pytest.approx(math.degrees(0.5))


def test_north_cameras_and_lamps() -> None:
    eye = 'x="110" y="110" z="160" fieldOfView="1.0"'
    parts = (
        '<compass x="0" y="0" diameter="100" northDirection="0.5"/>',
        f'<observerCamera attribute="observerCamera" {eye} yaw="0" pitch="0"/>',
        f'<observerCamera attribute="storedCamera" name="down" {eye} yaw="1.5707964" pitch="0.3"/>',
        '<light name="spot" x="210" y="110" angle="1.5707964" elevation="200" width="40" depth="20" '
        'height="10" power="0.5"><lightSource x="1" y="0.5" z="0" color="00FFFFFF"/></light>',
    )
    building = building_of(home(room("hall", INSIDE), *parts))
    assert building.north_deg == pytest.approx(-math.degrees(0.5), abs=1e-3)
    visitor, down = building.views
    assert visitor.eye_m == pytest.approx((1.0, 2.0, 1.6))
    assert visitor.target_m == pytest.approx((1.0, -1.0, 1.6))  # yaw 0 looks down the sheet
    assert (down.name, down.fov_deg) == ("down", pytest.approx(math.degrees(1.0)))
    assert down.target_m[0] < down.eye_m[0]  # a quarter turn clockwise on the sheet from there is left
    assert down.target_m[2] < 1.6
    (lamp,) = building.lights
    assert (lamp.name, lamp.room, lamp.power_w) == ("spot", "hall", None)
    assert lamp.position_m == pytest.approx((2.0, 2.0 - 0.2, 2.0))  # its right end points down the sheet


def test_cameras_beyond_what_is_taken_are_told() -> None:
    stored = '<camera attribute="storedCamera" name="{}" x="110" y="110" z="160" yaw="0" pitch="0"/>'
    reading = read(home(room("hall", INSIDE), *(stored.format(k) for k in range(203))))
    assert reading.building is not None
    assert len(reading.building.views) == 200
    (told,) = (problem for problem in reading.problems if problem.code == "VIEWS_LEFT_OUT")
    assert "Of 203 cameras" in told.message


def test_units_that_a_person_says_scale_all() -> None:
    reading = read(home(walls([(x * 10, y * 10) for x, y in SQUARE], thickness=200)), units="mm")
    assert reading.building is not None
    assert (reading.units, reading.building.rooms[0].floor_area_m2) == ("mm", pytest.approx(12.0, abs=0.01))


# Rooms and walls


def test_drawn_rooms_keep_their_area_and_take_colours_from_their_walls() -> None:
    more = 'leftSideColor="FFFF0000" rightSideColor="FF00FF00"'
    (only,) = building_of(home(walls(SQUARE, more=more), room("bath", INSIDE, 'floorColor="FF808080"'))).rooms
    assert (only.floor_area_m2, only.height_m) == (pytest.approx(12.0), 2.5)
    green = finish_of_srgb([0, 1, 0]).reflectance_rgb  # clockwise on the sheet, inside is to the right
    assert [only.finish_of(f"wall:{i}").reflectance_rgb for i in range(4)] == [green] * 4
    assert only.finish_of("floor").reflectance_rgb == finish_of_srgb([128 / 255] * 3).reflectance_rgb


def test_a_texture_counts_with_its_mean_light() -> None:
    picture = io.BytesIO()
    checks = np.zeros((8, 8, 3), dtype=np.uint8)
    checks[::2] = 255
    Image.fromarray(checks).save(picture, "PNG")
    texture = '<texture attribute="floorTexture" name="tiles" width="30" height="30" image="7"/>'
    data = home(walls(SQUARE), room("bath", INSIDE, inside=texture))
    (only,) = building_of(archive({"Home.xml": data, "7": picture.getvalue()}), "a.sh3d").rooms
    assert only.finish_of("floor").reflectance_rgb == pytest.approx((0.5, 0.5, 0.5), abs=0.01)
    assert found(read(data), "TEXTURE_NOT_READ")


def test_without_drawn_rooms_they_are_rebuilt_and_that_is_told() -> None:
    reading = read(home(walls(SQUARE), door("Door", 210, 0)))
    assert reading.building is not None
    (only,) = reading.building.rooms
    assert only.floor_area_m2 == pytest.approx(12.0, abs=1e-3)
    assert [o.kind for o in only.openings] == ["door"]
    assert found(reading, "NO_ROOMS_DRAWN")


def test_of_a_storey_without_drawn_rooms_gaps_are_told_and_closed() -> None:
    """Upstairs the walls are 6.2 x 4.2 m about their axes, with a stub amid them; below a room is drawn."""
    levels = (
        '<level id="g" name="Ground" elevation="0" floorThickness="12" height="250"/>'
        '<level id="u" name="Upper" elevation="262" floorThickness="12" height="250"/>'
    )
    below = walls(SQUARE, more='level="g"') + room("", INSIDE, 'level="g"')
    ring = walls([(0, 0), (620, 0), (620, 420), (0, 420)], first=20, more='level="u"')
    data = home(levels, below, ring, WALL.format(40, 300, 0, 300, 150, 10, 'level="u"'))
    reading = read(data)
    assert reading.building is not None
    assert [(each.name, each.storey) for each in reading.building.rooms] == [
        ("Room", "Ground"),
        ("Room 2", "Upper"),
    ]
    (told,) = found(reading, "GAP_LEFT_OPEN")
    parted = building_of(data, closed_walls=tuple(told.repair["closed_walls"])).rooms
    assert sorted(each.floor_area_m2 for each in parted if each.storey == "Upper") == [
        pytest.approx(2.85 * 4.0, abs=1e-3),
        pytest.approx(3.05 * 4.0, abs=1e-3),
    ]


def test_a_drawn_room_that_differs_from_its_walls_is_told_with_both_areas() -> None:
    small: Ring = ((10, 10), (310, 10), (310, 310), (10, 310))
    reading = read(home(walls(SQUARE), room("den", small)))
    (told,) = found(reading, "ROOM_DIFFERS_FROM_WALLS")
    assert "9.00 m2" in told.message
    assert "12.00 m2" in told.message
    assert told.repair == {"view": "rooms from walls"}
    assert building_of(home(walls(SQUARE), room("den", small)), **told.repair).rooms[0].floor_area_m2 > 11.9


def test_an_edge_between_two_drawn_rooms_without_a_wall_is_open() -> None:
    left, right = ((10, 10), (210, 10), (210, 310), (10, 310)), ((210, 10), (410, 10), (410, 310), (210, 310))
    reading = read(home(walls(SQUARE), room("living", left), room("dining", right)))
    told = found(reading, "EDGE_WITHOUT_WALL")
    assert reading.building is not None
    assert len(told) == 2
    for one, problem in zip(reading.building.rooms, told, strict=True):
        (edge,) = problem.repair["closed_walls"]
        assert edge.startswith(one.name)
        wall = edge.rsplit("/", 1)[1]
        assert one.finish_of(wall).open
        assert one.wall_length_m(int(wall[5:])) == pytest.approx(3.0, abs=0.02)


def test_a_false_ceiling_is_not_counted_twice() -> None:
    levels = (
        '<level id="g" name="Ground" elevation="0" floorThickness="12" height="250"/>'
        '<level id="c" name="False ceiling" elevation="252" floorThickness="2" height="18"/>'
    )
    ring = walls(SQUARE, more='level="g"')
    reading = read(home(levels, ring, room("a", INSIDE, 'level="g"'), room("b", INSIDE, 'level="c"')))
    assert reading.building is not None
    assert [s.name for s in reading.building.storeys] == ["Ground", "False ceiling"]
    assert [room.name for room in reading.building.rooms] == ["a"]
    assert found(reading, "STOREY_IS_CEILING")
    twice = read(home(walls(SQUARE), room("a", INSIDE), room("b", INSIDE)))
    assert found(twice, "ROOM_TWICE")


def test_the_files_own_total_is_compared() -> None:
    for stated, told in ((120000, 0), (150000, 1)):
        total = f'<property name="TotalArea" value="{stated}"/>'
        assert len(found(read(home(total, walls(SQUARE), room("a", INSIDE))), "TOTAL_AREA_DIFFERS")) == told


def test_sloped_walls_make_a_sloped_ceiling() -> None:
    def wall(name: str, ends: str, start: int, end: int) -> str:
        return f'<wall id="{name}" {ends} thickness="10" height="{start}" heightAtEnd="{end}"/>'

    data = home(
        wall("n", 'xStart="0" yStart="0" xEnd="500" yEnd="0"', 200, 200),
        wall("e", 'xStart="500" yStart="0" xEnd="500" yEnd="400"', 200, 300),
        wall("s", 'xStart="500" yStart="400" xEnd="0" yEnd="400"', 300, 300),
        wall("w", 'xStart="0" yStart="400" xEnd="0" yEnd="0"', 300, 200),
        room("attic", ((5, 5), (495, 5), (495, 395), (5, 395))),
    )
    (only,) = building_of(data).rooms
    (slope,) = only.slopes
    assert slope.pitch_deg == pytest.approx(math.degrees(math.atan(0.25)), abs=0.1)
    start, end = only.wall_ends_m(slope.wall)
    assert start[1] == end[1] == pytest.approx(3.95)  # the top of the sheet is north


def test_a_round_wall_bends_the_way_it_is_drawn() -> None:
    keys = 'yStart="0" yEnd="0" thickness="10" height="250"'
    bent = f'<wall id="b" xStart="0" xEnd="400" {keys} arcExtent="-3.14159"/>'
    back = f'<wall id="s" xStart="400" xEnd="0" {keys}/>'
    (only,) = building_of(home(bent, back)).rooms
    assert only.floor_area_m2 == pytest.approx(math.pi * 1.95**2 / 2 - 3.9 * 0.05, rel=0.005)
    assert min(y for _, y in only.outline_m) == pytest.approx(-1.95, abs=0.01)  # it bends down the sheet
    wall = building_of(home(bent, back)).walls[0]
    assert wall.arc_deg == pytest.approx(180.0, abs=0.01)


# Openings


@pytest.mark.parametrize(
    ("name", "key", "sill", "kind"),
    [
        ("Door", "eTeks#door", 0.0, "door"),
        ("Porte de garage", "", 0.0, "door"),
        ("Double-hung window", "", 0.9, "window"),
        ("双悬窗", "eTeks#doubleHungWindow80x122", 0.9, "window"),
        ("Door frame", "eTeks#doorFrame", 0.0, "passage"),
        ("Opening", "", 0.0, "passage"),
        ("Porte-fenêtre", "", 0.0, "window"),
        ("Ding", "", 0.9, "window"),
        ("Ding", "", 0.0, "door"),
    ],
)
def test_openings_have_their_kind(name: str, key: str, sill: float, kind: str) -> None:
    assert kind_of(name, key, sill) == kind


def test_a_door_is_open_only_where_the_file_shows_it() -> None:
    turned = '<transformation name="sweethome3d_hinge_1" matrix="0 0 1 0 0 1 0 0 -1 0 0 0"/>'
    still = '<transformation name="sweethome3d_hinge_1" matrix="1 0 0 0 0 1 0 0 0 0 1 0"/>'
    sash = '<sash xAxis="0" yAxis="0" width="1" startAngle="0" endAngle="-1.57"/>'
    doors = (
        door("Door", 60, 0, inside=sash), door("Open door", 160, 0), door("Door", 260, 0, inside=turned),
        door("Door", 360, 0, inside=still),
    )  # fmt: skip
    (only,) = building_of(home(walls(SQUARE), room("a", INSIDE), *doors)).rooms
    assert [o.open for o in only.openings] == [False, True, True, False]


def test_the_part_in_the_wall_is_the_opening_and_its_shape_is_told() -> None:
    """An open door's box reaches into the room; its frame is the part that its wall distance says."""
    deep = '<doorOrWindow name="Open door" x="210" y="30" angle="0" width="90" depth="80" height="200" '
    deep += 'wallThickness="0.25" wallDistance="0" cutOutShape="M0,0 v1 h1 v-1 z"/>'
    arch = door("Window", 100, 320, sill=80, more='cutOutShape="M0,1 L0,0.5 Q0.5,0 1,0.5 L1,1 z"')
    reading = read(home(walls(SQUARE), room("a", INSIDE), deep, arch))
    assert reading.building is not None
    opening = reading.building.openings[0]
    assert opening.centre_m == pytest.approx((2.1, 3.2))  # in the middle of the wall
    assert opening.depth_m == pytest.approx(0.2)
    assert len(found(reading, "OPENING_SHAPE_BOXED")) == 1


def test_leaves_of_a_double_door_that_touch_stay_two() -> None:
    reading = read(home(walls(SQUARE), room("a", INSIDE), door("Door", 165, 0), door("Door", 254.5, 0)))
    assert reading.building is not None
    (only,) = reading.building.rooms
    assert sum(o.width_m for o in only.openings) == pytest.approx(1.795)
    assert not found(reading, "OPENING_LEFT_OUT")


# Furniture

CUBE = (
    b"mtllib a.mtl\nusemtl red\n"
    + b"".join(b"v %d %d %d\n" % (x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1))
    + b"f 1 3 4 2\nf 5 6 8 7\nf 1 2 6 5\nf 3 7 8 4\nf 1 5 7 3\nf 2 4 8 6\n"
)
PIECE = '<pieceOfFurniture name="box" x="210" y="160" elevation="10" width="80" depth="40" height="60" {0}/>'


def test_models_take_the_size_and_turn_of_their_piece() -> None:
    quarter = 'model="3/a.obj" modelRotation="0 0 -1 0 1 0 1 0 0"'
    files = {
        "Home.xml": home(room("a", INSIDE), PIECE.format(quarter)),
        "3/a.obj": CUBE,
        "3/a.mtl": b"newmtl red\nKd 1 0 0\n",
    }
    reading = read(archive(files), "a.sh3d")
    assert reading.building is not None
    ((piece,),) = (each.furniture for each in reading.building.rooms)
    assert piece.vertices_m is not None
    assert piece.vertices_m.min(axis=0) == pytest.approx((-0.4, -0.2, 0.0))
    assert piece.vertices_m.max(axis=0) == pytest.approx((0.4, 0.2, 0.6))
    assert piece.position_m == pytest.approx((2.0, 1.5, 0.1))
    assert piece.appearance is not None
    assert reading.building.triangles == 12


def test_heavy_models_become_lighter_and_what_is_no_model_stays_a_box() -> None:
    side = 80
    grid = [f"v {x} {math.sin(x / 9) + math.cos(y / 7)} {y}\n" for y in range(side) for x in range(side)]
    faces = [
        f"f {y * side + x + 1} {y * side + x + 2} {(y + 1) * side + x + 2} {(y + 1) * side + x + 1}\n"
        for y in range(side - 1)
        for x in range(side - 1)
    ]
    files = {
        "Home.xml": home(room("a", INSIDE), PIECE.format('model="7"'), PIECE.format('model="8"')),
        "7": "".join(grid + faces).encode(),
        "8": b"\x00\x01binary",
    }
    reading = read(archive(files), "a.sh3d")
    assert reading.building is not None
    heavy, plain = reading.building.rooms[0].furniture
    assert heavy.triangles is not None
    assert len(heavy.triangles) <= 5_500
    assert plain.triangles is None
    assert found(reading, "MODELS_SIMPLIFIED")
    assert found(reading, "MODEL_NOT_READ")


def test_a_box_that_its_catalogue_knows_becomes_a_simple_piece_of_its_kind() -> None:
    bed = 'catalogId="eTeks#bed140x190" width="150" depth="200" height="60"'
    data = home(room("a", INSIDE), f'<pieceOfFurniture name="床" x="210" y="160" {bed} angle="1"/>')
    reading = read(data)
    assert reading.building is not None
    (piece,) = reading.building.rooms[0].furniture
    assert (piece.piece, piece.size_m) == ("bed", (1.5, 2.0, 0.6))
    assert piece.rotation_deg == pytest.approx(-math.degrees(1.0))
    assert found(reading, "FURNITURE_SHAPED")


def test_pieces_whose_models_cannot_be_read_are_told_as_what_they_became() -> None:
    bed = 'catalogId="eTeks#bed140x190" width="150" depth="200" height="60" model="8"'
    named = f'<pieceOfFurniture name="bed" x="210" y="160" {bed}/>'
    lost = PIECE.format('model="9"')
    files = {"Home.xml": home(room("a", INSIDE), named, PIECE.format('model="8"'), lost), "8": b"\x00\x01"}
    reading = read(archive(files), "a.sh3d")
    assert reading.building is not None
    pieces = reading.building.rooms[0].furniture
    boxes = [piece for piece in pieces if piece.piece is None and piece.triangles is None]
    assert (len(pieces), len(boxes)) == (3, 2)
    (shaped,) = found(reading, "FURNITURE_SHAPED")
    assert shaped.message.startswith("1 pieces ")
    told = sorted(each.message for each in found(reading, "MODEL_NOT_READ"))
    assert ["models of 1 " in told[0], "models of 2 " in told[1]] == [True, True]
    assert "not in the file. 0 of them stand as simple pieces of their kind, 1 stay boxes" in told[0]
    assert "too large. 1 of them stand as simple pieces of their kind, 1 stay boxes" in told[1]


def test_groups_are_flattened_and_what_is_hidden_or_outside_is_told() -> None:
    group = f'<furnitureGroup name="set" x="0" y="0">{PIECE.format("")}</furnitureGroup>'
    hidden = PIECE.format('visible="false"')
    outside = PIECE.replace('x="210"', 'x="2100"').format("")
    above = PIECE.replace('elevation="10"', 'elevation="260"').format("")
    reading = read(home(room("a", INSIDE), group, hidden, outside, above))
    assert reading.building is not None
    assert len(reading.building.rooms[0].furniture) == 1
    assert len(found(reading, "FURNITURE_LEFT_OUT")) == 3


# Old homes, and bad input


def test_an_old_java_home_gives_what_its_xml_would() -> None:
    ends = list(zip(SQUARE, [*SQUARE[1:], SQUARE[0]], strict=True))
    name = "com.eteks.sweethome3d.model.HomeDoorOrWindow"
    opening = {"x": 210.0, "y": 0.0, "width": 90.0, "depth": 20.0, "height": 200.0, "name": "Door"}
    sides = {"leftSideColor": -65536}
    data = java_home(
        walls=[java_wall(*a, *b, **sides) for a, b in ends],
        furniture=[(name, {**opening, "wallThickness": 1.0})],
    )
    old = read(archive({"Home": data}), "a.sh3d")
    new = building_of(home(walls(SQUARE, more='leftSideColor="FFFF0000"'), door("Door", 210, 0)))
    assert old.building is not None
    assert found(old, "OLD_FORMAT_VERSION")
    assert old.building.rooms[0].outline_m == new.rooms[0].outline_m
    assert old.building.rooms[0].openings == new.rooms[0].openings
    assert old.building.walls[0].left == new.walls[0].left


def test_lists_of_other_classes_than_array_lists_are_read() -> None:
    """Sweet Home 3D 3.4 wrote a `java.util.Collections$EmptyList` of cameras; others stand around a list."""
    ends = zip(SQUARE, [*SQUARE[1:], SQUARE[0]], strict=True)
    around = "java.util.Collections$UnmodifiableRandomAccessList"
    data = java_home(
        walls=(around, {"list": [java_wall(*a, *b) for a, b in ends]}),
        storedCameras=("java.util.Collections$EmptyList", {}),
        rooms=("java.util.Collections$SingletonList", {"element": None}),
    )
    (square,) = building_of(archive({"Home": data}), "a.sh3d").rooms
    assert square.floor_area_m2 == pytest.approx(12.0)


def test_a_storey_whose_walls_enclose_nothing_is_told_with_its_doors() -> None:
    levels = "".join(
        f'<level id="l{k}" name="{name}" elevation="{262 * k}" floorThickness="12" height="250"/>'
        for k, name in enumerate(("Below", "Above"))
    )
    below = walls(SQUARE[:3], more='level="l0"')
    below = below[: below.rindex("<wall")]  # two walls of a ring of three
    reading = read(
        home(
            levels,
            below,
            door("Door", 210, 0, more='level="l0"'),
            walls(SQUARE, more='level="l1"', first=10),
            room("Attic", INSIDE, 'level="l1"'),
        )
    )
    (told,) = found(reading, "WALLS_ENCLOSE_NO_ROOM")
    assert (told.where, told.severity) == ("Below", "warning")
    assert [each.where for each in found(reading, "OPENING_WITHOUT_WALL")] == ["Door"]


def test_long_chains_of_java_objects_are_read() -> None:
    chain: Any = None
    for index in range(300):  # each wall names the one before it, so that they lie within one another
        chain = java_wall(index, 0, index + 1, 0, wallAtStart=chain)
    reading = read(archive({"Home": java_home(walls=[chain])}), "a.sh3d")
    assert reading.building is not None
    assert len(reading.building.walls) == 1


def damaged_java() -> bytes:
    return archive({"Home": java_home(walls=[java_wall(0, 0, 1, 1)])[:-30]})


def bomb() -> bytes:
    return archive({"Home.xml": home(), "7": b"0" * 50_000_000})


def tricky() -> bytes:
    return archive({"Home.xml": home(), "../../etc/passwd": b"x"})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE home [<!ENTITY a "aaaa">]><home name="&a;"/>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"not a zip", "a.sh3d", "ARCHIVE_NOT_ZIP"),
        (archive({"readme": b"x"}), "a.sh3d", "NO_HOME_IN_FILE"),
        (damaged_java(), "a.sh3d", "JAVA_HOME_UNREADABLE"),
        (archive({"Home": b"\xac\xed\x00\x05t\x00\x01a"}), "a.sh3d", "JAVA_HOME_UNREADABLE"),
        (bomb(), "a.sh3d", "ARCHIVE_BOMB"),
        (tricky(), "a.sh3d", "ARCHIVE_NAME_UNSAFE"),
        (ENTITIES, "a.xml", "XML_DOCTYPE"),
        (b"<home>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</home>", "a.xml", "XML_TOO_DEEP"),
        (b'<gbXML version="0.37"/>', "a.xml", "UNKNOWN_FORMAT"),
        (home('<wall xStart="0"/>' * 4001), "a.xml", "HOME_TOO_LARGE"),
    ],
)
def test_bad_files_are_refused_in_words(data: bytes, name: str, code: str) -> None:
    with pytest.raises(UnsoundInput) as fault:
        read(data, name)
    assert [p.code for p in fault.value.problems] == [code]


@pytest.mark.parametrize("value", ["nan", "1e9", "ten", "inf", ""])
def test_numbers_that_are_none_are_refused_with_their_place(value: str) -> None:
    data = home(f'<wall xStart="{value}" yStart="0" xEnd="1" yEnd="1" thickness="1" height="250"/>')
    reading = read(data)
    assert reading.building is None
    assert found(reading, "NOT_A_NUMBER")[0].where == "a.xml, line 1"


def test_damaged_rooms_and_walls_are_told_and_the_others_stay() -> None:
    crossing: Ring = ((1000, 0), (1400, 300), (1400, 0), (1000, 320))
    data = home(
        walls(SQUARE), '<wall id="dot" xStart="5" yStart="5" xEnd="5" yEnd="5" thickness="5" height="250"/>',
        room("a", INSIDE), room("bow", crossing), room("line", ((0, 0), (1, 1))),
    )  # fmt: skip
    reading = read_room(data, "a.xml")
    assert reading.building is not None
    assert [each.name for each in reading.building.rooms] == ["a"]
    codes = {p.code for p in reading.problems}
    assert {"WALL_WITHOUT_LENGTH", "OUTLINE_CROSSES_ITSELF", "ROOM_LEFT_OUT"} <= codes


def test_an_empty_home_is_told() -> None:
    reading = read(home())
    assert reading.building is not None
    assert reading.building.rooms == ()
    assert found(reading, "WALLS_ENCLOSE_NO_ROOM")


def test_a_school_of_two_hundred_rooms_is_read_in_time() -> None:
    """A person's own plan of a school has 225 rooms and 727 walls; a file is given 30 s of processor time."""
    many = 15
    parts = []
    for i, j in itertools.product(range(many), range(many)):
        x, y = 420 * i, 320 * j
        parts.append(walls([(x + a, y + b) for a, b in SQUARE], first=4 * (many * i + j)))
        parts.append(room(f"{i}/{j}", [(x + a, y + b) for a, b in INSIDE]))
        parts.append(door(f"door {i}/{j}", x + 100, y - 10))
    reading = read_apart(home(*parts), "a.xml", RoomOverrides(), memory_mb=2000, longest_s=15)
    assert reading.building is not None, reading.problems
    assert len(reading.building.rooms) == many**2
    assert {round(room.floor_area_m2, 6) for room in reading.building.rooms} == {12.0}
    assert sum(len(room.openings) for room in reading.building.rooms) == many * (2 * many - 1)
