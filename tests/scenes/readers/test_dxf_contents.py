"""Walls, furniture and storeys of DXF drawings, and the tricks that blocks play."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
import shapely
from drawn_plans import AREAS_M2, file_of, flat, labels, lines, new_drawing

from scenes.readers.drawings.plan_walls import walls_of_plan
from scenes.readers.drawings.words import kind_in
from scenes.readers.dxf import read_dxf
from scenes.readers.reading import RoomOverrides
from scenes.room import Origin, Room
from scenes.rooms_from_walls import rooms_from_walls


def read(document, name="plan.dxf", **said):
    return read_dxf(file_of(document), name, RoomOverrides(**said))


def codes(reading):
    return [problem.code for problem in reading.problems]


def drawn_flat():
    document, space = new_drawing()
    flat(space, arcs=True)
    labels(space)
    return document, space


def box(document, name, width, depth, *, origin=(0.0, 0.0)):
    """A block that is a rectangle with a line across its back."""
    block = document.blocks.new(name)
    x, y = origin
    block.add_lwpolyline([(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)], close=True)
    block.add_line((x, y + 0.9 * depth), (x + width, y + 0.9 * depth))
    return block


def one_room(width=6.0, depth=4.0):
    document, space = new_drawing()
    lines(space, [(0, 0), (width, 0), (width, depth), (0, depth)], close=True)
    lines(
        space,
        [(-0.2, -0.2), (width + 0.2, -0.2), (width + 0.2, depth + 0.2), (-0.2, depth + 0.2)],
        close=True,
    )
    return document, space


def pieces(reading):
    return [piece for room in reading.building.rooms for piece in room.furniture]


def middle(piece):
    return piece.position_m[:2]


# Walls


def test_a_plan_of_single_lines_is_read_and_says_so():
    """Two rooms of 4 x 3 and 5 x 3 m whose walls are one line each, beside notes on a layer of their own."""
    document, space = new_drawing()
    lines(space, [(0, 0), (9, 0), (9, 3), (0, 3)], "0", close=True)
    lines(space, [(4, 0), (4, 3)], "0")
    lines(space, [(12, 0), (14, 0)], "Notes")
    reading = read(document)
    assert sorted(room.floor_area_m2 for room in reading.building.rooms) == pytest.approx([12.0, 15.0])
    (told,) = (problem for problem in reading.problems if problem.code == "WALLS_DRAWN_SINGLE")
    assert told.severity == "warning"
    assert "LAYERS_VOTED" not in codes(reading)


@pytest.mark.parametrize(("written", "rooms"), [("Key:", 3), ("图例", 3), ("Key store", 4)])
def test_the_box_of_a_legend_is_no_room(written, rooms):
    document, space = drawn_flat()
    lines(space, [(10, 0), (12.5, 0), (12.5, 2), (10, 2)], close=True)
    space.add_text(written, height=0.2, dxfattribs={"layer": "A-TEXT"}).set_placement((10.5, 1.5))
    assert len(read(document, view="view 1").building.rooms) == rooms


def test_walls_of_a_large_plan_are_joined_in_time():
    """18 x 18 rooms of 3 x 3 m, walls of 0.12 m: 19 walls run along x and 19 along y, past all rooms."""
    places = [3.12 * k for k in range(18)]
    rooms = [
        Room(((x, y), (x + 3, y), (x + 3, y + 3), (x, y + 3)), 2.5, name=f"{x} {y}")
        for x in places
        for y in places
    ]
    began = time.process_time()
    found = walls_of_plan(rooms, shapely.box(-0.12, -0.12, 18 * 3.12, 18 * 3.12))
    assert time.process_time() - began < 5.0
    assert len(found.walls) == 38
    assert {round(math.dist(wall.start_m, wall.end_m), 6) for wall in found.walls} == {56.16}


def test_double_lines_are_walls_from_which_the_same_rooms_come():
    """The walls alone, rebuilt as for files that draw no rooms, enclose what the lines enclose."""
    document, _ = drawn_flat()
    building = read(document).building
    assert len(building.walls) == 7
    assert {round(wall.thickness_m, 6) for wall in building.walls} == {0.12}
    assert {round(wall.height_m, 6) for wall in building.walls} == {2.5}
    middles = [{round(v, 3) for v in (*w.start_m, *w.end_m)} for w in building.walls]
    assert {5.06, -0.06, 4.06} in middles  # between living room and bedroom, in the middle of 5.00 and 5.12
    rebuilt, told = rooms_from_walls(building.walls, building.openings)
    assert sorted(room.floor_area_m2 for room in rebuilt) == pytest.approx(
        sorted(AREAS_M2.values()), abs=1e-3
    )
    assert told == []
    of_rooms = sorted(o.kind for room in building.rooms for o in room.openings)
    assert sorted(o.kind for room in rebuilt for o in room.openings) == of_rooms


def test_thickness_is_the_files_and_a_single_line_has_none():
    document, space = one_room()
    lines(space, [(2.5, 0), (2.5, 4)])
    lines(space, [(4.0, 0), (4.0, 4)])
    lines(space, [(4.1, 0), (4.1, 4)])
    building = read(document).building
    assert sorted(round(w.thickness_m, 4) for w in building.walls) == [0.1, 0.2, 0.2, 0.2, 0.2]
    for room in building.rooms:
        for wall in range(len(room.outline_m)):
            (x0, _), (x1, _) = room.wall_ends_m(wall)
            single = abs(x0 - 2.5) < 0.01 and abs(x1 - 2.5) < 0.01
            said = room.origins.get(f"wall:{wall}.thickness_m")
            assert said is (None if single else Origin.FILE)


def test_a_wall_that_stands_free_in_a_room_is_one():
    document, space = one_room()
    lines(space, [(2, 1.5), (4, 1.5), (4, 1.65), (2, 1.65)], close=True)
    building = read(document).building
    (free,) = [w for w in building.walls if round(w.thickness_m, 3) == 0.15]
    assert sorted([free.start_m, free.end_m]) == [pytest.approx((2.0, 1.575)), pytest.approx((4.0, 1.575))]


def test_a_round_wall_is_a_chain_of_one_thickness():
    document, space = new_drawing()
    lines(space, [(0, 2), (0, 0), (4, 0), (4, 2)])
    lines(space, [(-0.2, 2), (-0.2, -0.2), (4.2, -0.2), (4.2, 2)])
    for radius in (2.0, 2.2):
        space.add_arc((2, 2), radius, 0, 180, dxfattribs={"layer": "A-WALL"})
    walls = read(document).building.walls
    assert {round(wall.thickness_m, 3) for wall in walls} == {0.2}
    length = sum(math.dist(wall.start_m, wall.end_m) for wall in walls)
    assert length == pytest.approx(math.pi * 2.0 + 4.2 + 2 * 2.1, rel=0.005)  # pieces are as long as inside


# Furniture


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [("SOFA-3S", "sofa", (2.1, 0.9)), ("Bett_160x200", "bed", (1.6, 2.1)), ("WC 02", "wc", (0.38, 0.66)),
     ("Lavabo", "vanity", (0.6, 0.48)), ("餐桌6人", "dining table", (1.8, 0.9)),
     ("Kueche", None, (2.4, 0.6)), ("Küchenzeile", "kitchen run", (2.4, 0.6)),
     ("BATH-1700", "bath", (1.7, 0.75))],
)  # fmt: skip
def test_a_block_whose_name_means_a_piece_is_that_piece(name, kind, size):
    document, space = one_room()
    box(document, name, *size)
    space.add_blockref(name, (2, 1), {"layer": "A-FURN"})
    reading = read(document)
    if kind is None:
        assert "FURNITURE_LEFT_OUT" in codes(reading)
        assert not pieces(reading)
        return
    (piece,) = pieces(reading)
    assert piece.piece == kind
    assert middle(piece) == pytest.approx((2 + size[0] / 2, 1 + size[1] / 2))
    assert sorted(piece.size_m[:2]) == pytest.approx(sorted(size), abs=1e-3)
    assert "FURNITURE_SHAPED" in codes(reading)
    (room,) = reading.building.rooms
    assert room.origins["furniture[0].size_m"] is Origin.FILE
    assert room.floor_area_m2 == pytest.approx(24.0)


@pytest.mark.parametrize(
    ("place", "turned", "back"),
    [
        ((3.0, 3.5), 0, 90),
        ((3.0, 0.5), 0, 270),
        ((0.5, 2.0), 90, 180),
        ((5.5, 2.0), 90, 0),
        ((3.0, 0.5), 180, 270),
    ],
)
def test_a_sofa_stands_with_its_back_to_the_nearest_wall(place, turned, back):
    """The block's own front says nothing: blocks are drawn either way."""
    document, space = one_room()
    box(document, "SOFA", 2.0, 0.9, origin=(-1.0, -0.45))
    space.add_blockref("SOFA", place, {"layer": "FURN", "rotation": turned})
    (piece,) = pieces(read(document))
    assert middle(piece) == pytest.approx(place)
    assert (piece.rotation_deg + 90.0) % 360.0 == pytest.approx(back)
    assert piece.size_m[:2] == pytest.approx((2.0, 0.9))


def test_a_turned_mirrored_and_stretched_block_keeps_its_place_and_size():
    document, space = one_room()
    box(document, "DESK", 1.0, 0.5)
    space.add_blockref("DESK", (3.0, 2.0), {"layer": "FURN", "xscale": -1.6, "yscale": 1.4, "rotation": 30})
    (piece,) = pieces(read(document))
    assert sorted(piece.size_m[:2]) == pytest.approx([0.7, 1.6])
    angle = math.radians(30)
    along, aside = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    assert middle(piece) == pytest.approx(tuple(np.array([3.0, 2.0]) - 0.8 * along + 0.35 * aside), abs=1e-3)
    assert piece.rotation_deg % 90 == pytest.approx(30.0)


def test_blocks_within_blocks_are_found_in_their_places():
    """A whole flat as one block, turned and set aside, in it a bedroom suite of two blocks, and a lamp."""
    document, space = new_drawing()
    whole = document.blocks.new("FLAT TYPE B")
    lines(whole, [(0, 0), (5, 0), (5, 4), (0, 4)], close=True)
    suite = document.blocks.new("GROUP$12")
    box(document, "BED", 1.6, 2.0, origin=(-0.8, -2.0))
    box(document, "WARDROBE", 1.5, 0.6, origin=(-0.75, -0.6))
    document.blocks.new("LAMP").add_circle((0, 0), 0.1)
    suite.add_blockref("BED", (0, 0))
    suite.add_blockref("WARDROBE", (2.0, 0))
    whole.add_blockref("GROUP$12", (1.2, 3.95), {"layer": "A-FURN"})
    whole.add_blockref("LAMP", (2.5, 2.0), {"layer": "E-LIGHT"})
    space.add_blockref("FLAT TYPE B", (30, 10), {"layer": "A-WALL", "rotation": 90})
    reading = read(document)
    (room,) = reading.building.rooms
    assert room.floor_area_m2 == pytest.approx(20.0)
    found = {piece.name: piece for piece in room.furniture}
    # in the flat's own frame the bed's middle is (1.2, 2.95); turned by 90 degrees it lies at (4 - 2.95, 1.2)
    assert middle(found["bed"]) == pytest.approx((1.05, 1.2), abs=1e-3)
    assert middle(found["wardrobe"]) == pytest.approx((0.35, 3.2), abs=1e-3)
    (lamp,) = reading.building.lights
    assert lamp.position_m[:2] == pytest.approx((2.0, 2.5), abs=1e-3)


def test_what_does_not_fit_its_name_or_stands_outside_is_told():
    document, space = one_room()
    box(document, "SOFA", 0.02, 0.01)
    box(document, "BED", 1.6, 2.0)
    box(document, "BLK77", 0.8, 0.8)
    space.add_blockref("SOFA", (1, 1), {"layer": "A-FURN"})
    space.add_blockref("BED", (6.6, 0), {"layer": "A-FURN"})
    space.add_blockref("BLK77", (3, 2), {"layer": "A-FURN"})
    reading = read(document)
    assert not pieces(reading)
    told = [p.message for p in reading.problems if p.code == "FURNITURE_LEFT_OUT"]
    assert len(told) == 3
    assert any("0.02 x 0.01 m" in text for text in told)
    assert any("'BLK77'" in text for text in told)
    assert any("in no room" in text for text in told)


def test_furniture_on_the_layer_of_walls_is_no_wall_and_a_room_called_kitchen_is_one():
    document, space = one_room()
    box(document, "BED", 1.6, 2.0)
    space.add_blockref(
        "BED", (0.0, 1.0), {"layer": "A-WALL"}
    )  # its head at the wall, all of it lines on layer 0
    walled = document.blocks.new("KITCHEN")
    lines(walled, [(0, 0), (0, 4)], "A-WALL")
    lines(walled, [(0.1, 0), (0.1, 4)], "A-WALL")
    space.add_blockref("KITCHEN", (4.0, 0.0))
    reading = read(document)
    assert sorted(room.floor_area_m2 for room in reading.building.rooms) == pytest.approx([1.9 * 4, 16.0])
    assert [piece.name for piece in pieces(reading)] == ["bed"]


def test_an_array_of_desks_is_as_many_desks():
    document, space = one_room()
    box(document, "Desk 1200", 1.2, 0.6)
    space.add_blockref(
        "Desk 1200", (0.5, 0.5),
        {"layer": "A-FURN", "column_count": 3, "row_count": 2, "column_spacing": 1.6, "row_spacing": 1.8},
    )  # fmt: skip
    found = sorted(middle(piece) for piece in pieces(read(document)))
    wanted = sorted((1.1 + 1.6 * i, 0.8 + 1.8 * j) for i in range(3) for j in range(2))
    assert np.array(found) == pytest.approx(np.array(wanted))


def test_furniture_beyond_our_limit_is_told():
    document, space = one_room()
    box(document, "chair", 0.5, 0.5)
    for count in range(803):
        space.add_blockref("chair", (1.0 + 0.005 * count, 2.0))
    reading = read(document)
    assert len(pieces(reading)) == 800
    (problem,) = [p for p in reading.problems if p.code == "FURNITURE_LEFT_OUT"]
    assert "3 blocks of furniture beyond these" in problem.message


def test_a_plan_that_is_one_block_is_read_as_if_it_were_drawn():
    document, space = new_drawing()
    flat(document.blocks.new("Grundriss-Kopie"))
    space.add_blockref("Grundriss-Kopie", (100, 100), {"rotation": 30})
    labels(document.blocks.get("Grundriss-Kopie"))
    found = {room.name: room.floor_area_m2 for room in read(document).building.rooms}
    assert found == pytest.approx(AREAS_M2, abs=0.01)


# Storeys


@pytest.mark.parametrize(
    ("text", "storey"),
    [("GROUND FLOOR PLAN", "GROUND FLOOR"), ("Plan du 1er étage", "1er étage"), ("一层平面图 1:100", "一层"),
     ("Grundriss 2. OG", "2. OG"), ("PLANTA BAJA", "PLANTA BAJA"), ("Floor plan", "storey 0")],
)  # fmt: skip
def test_the_title_names_the_storey(text, storey):
    document, space = drawn_flat()
    space.add_text(text, height=0.4, dxfattribs={"layer": "A-TEXT"}).set_placement((1, -1.2))
    building = read(document).building
    assert {room.storey for room in building.rooms} == {storey}
    assert [each.name for each in building.storeys] == [storey]
    assert {wall.storey for wall in building.walls} == {storey}


def test_a_paper_sheet_or_the_files_name_names_the_storey_where_the_plan_does_not():
    document, _ = drawn_flat()
    assert read(document, "house_first_floor.dxf").building.rooms[0].storey == "first floor"
    document.layouts.get("Layout1").add_mtext("Second floor\\Pscale 1:50")
    assert read(document, "house_first_floor.dxf").building.rooms[0].storey == "Second floor"


def test_two_storeys_on_one_plan_are_told():
    document, space = drawn_flat()
    for y, text in ((-1.2, "Level 1"), (-1.8, "Level 2")):
        space.add_text(text, height=0.4, dxfattribs={"layer": "A-TEXT"}).set_placement((1, y))
    reading = read(document)
    assert reading.building.rooms[0].storey == "Level 1"
    assert "STOREY_UNCLEAR" in codes(reading)


# Tricks of the format


def test_lines_at_a_height_and_polylines_in_space_are_seen_from_above():
    document, space = new_drawing()
    points = [(0, 0, 3), (5, 0, 3.2), (5, 4, 2.9), (0, 4, 3)]
    space.add_polyline3d(points, close=True, dxfattribs={"layer": "A-WALL"})
    (room,) = read(document).building.rooms
    assert room.floor_area_m2 == pytest.approx(20.0)


def test_a_polyline_with_bulges_has_round_corners():
    """A quarter circle has the bulge tan(90 / 4 degrees): the area lost is (1 - pi / 4) r2."""
    document, space = new_drawing()
    bulge = math.tan(math.radians(22.5))
    corners = [(0, 0, 0), (5, 0, 0), (5, 3, bulge), (4, 4, 0), (0, 4, 0)]
    space.add_lwpolyline(corners, format="xyb", close=True, dxfattribs={"layer": "A-WALL"})
    (room,) = read(document).building.rooms
    assert room.floor_area_m2 == pytest.approx(20.0 - (1 - math.pi / 4), rel=2e-3)


def test_a_drawing_upside_down_in_its_own_frame_is_mirrored_back():
    """An extrusion of (0, 0, -1) turns x round (DXF reference, arbitrary axis algorithm)."""
    document, space = new_drawing()
    ring = [(0, 0), (-5, 0), (-5, 3), (-2, 3), (-2, 4), (0, 4)]
    space.add_lwpolyline(ring, close=True, dxfattribs={"layer": "A-WALL", "extrusion": (0, 0, -1)})
    (room,) = read(document).building.rooms
    wanted = shapely.Polygon([(0, 0), (5, 0), (5, 3), (2, 3), (2, 4), (0, 4)])
    assert shapely.Polygon(room.outline_m).symmetric_difference(wanted).area < 1e-3


def test_a_plan_on_paper_alone_is_refused_in_words():
    from kit.errors import UnsoundInput

    document, _ = new_drawing()
    lines(document.layouts.get("Layout1"), [(0, 0), (5, 0), (5, 4), (0, 4)], close=True)
    with pytest.raises(UnsoundInput) as caught:
        read(document)
    (problem,) = caught.value.problems
    assert (problem.code, "model space" in problem.hint) == ("DRAWING_EMPTY", True)


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("TABLE_NOTES", None),
        ("BED ROOM TAG", None),
        ("BED_ROOM", None),
        ("Bett-Beschriftung", None),
        ("Dining room chair", "chair"),
        ("DINING TABLE 4", "dining table"),
        ("BED-160", "bed"),
    ],
)
def test_what_is_written_on_a_plan_is_no_furniture(block: str, kind: str | None) -> None:
    assert kind_in(block) == kind
