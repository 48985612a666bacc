"""DXF drawings: hand-made plans whose areas are sums of rectangles, and the architects' files."""

from __future__ import annotations

import io
import itertools
import math
import re

import ezdxf
import pytest
import shapely
from drawn_plans import AREAS_M2, BATH, BEDROOM, LIVING, door, file_of, flat, labels, lines, new_drawing

from kit.errors import UnsoundInput
from scenes.readers.dxf import read_dxf
from scenes.readers.reading import RoomOverrides
from scenes.room import Origin


def read(document, **said):
    return read_dxf(file_of(document), "plan.dxf", RoomOverrides(**said))


def areas(reading):
    return {room.name: round(room.floor_area_m2, 3) for room in reading.building.rooms}


def codes(reading):
    return [problem.code for problem in reading.problems]


def choice(reading, key):
    return next(each for each in reading.building.choices if each.key == key)


def drawn_flat(by=1.0, unit=6, arcs=False):
    document, space = new_drawing(unit)
    flat(space, by=by, arcs=arcs)
    labels(space, by=by)
    return document


def refused(data):
    with pytest.raises(UnsoundInput) as caught:
        read_dxf(data, "plan.dxf", RoomOverrides())
    return [problem.code for problem in caught.value.problems]


# Walls to rooms


def test_double_lines_with_gaps_are_rooms_with_passages():
    reading = read(drawn_flat())
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)
    openings = {room.name: sorted(o.kind for o in room.openings) for room in reading.building.rooms}
    assert openings == {"Living": ["passage"] * 3, "Bedroom": ["passage"], "Bath": ["passage"]}
    widths = [o.width_m for room in reading.building.rooms for o in room.openings]
    assert widths == pytest.approx([0.9] * len(widths), abs=0.01)


def test_a_gap_with_a_leaf_and_an_arc_is_a_door():
    reading = read(drawn_flat(arcs=True))
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)
    bedroom = reading.building.room_named("Bedroom")
    assert [o.kind for o in bedroom.openings] == ["door"]


def test_single_lines_with_a_door_gap():
    document, space = new_drawing()
    lines(space, [(0, 0), (7, 0), (7, 3), (0, 3)], close=True)
    lines(space, [(4, 0), (4, 1.0)])
    lines(space, [(4, 1.9), (4, 3)])
    reading = read(document)
    assert sorted(areas(reading).values()) == pytest.approx([9.0, 12.0], abs=0.01)
    assert {o.kind for room in reading.building.rooms for o in room.openings} == {"passage"}


@pytest.mark.parametrize("style", ["closed outlines", "hatches"])
def test_walls_as_areas(style):
    document, space = new_drawing()
    t = 0.12
    if style == "closed outlines":
        for ring in (LIVING, BEDROOM, BATH):
            space.add_lwpolyline(ring, close=True, dxfattribs={"layer": "WALL"})
    else:
        bars = [(-t, -t, 5 + t, 0), (-t, 4, 5 + t, 4 + t), (-t, 0, 0, 4), (5, 0, 5 + t, 4)]
        for x0, y0, x1, y1 in bars:
            hatch = space.add_hatch(dxfattribs={"layer": "WALL"})
            hatch.paths.add_polyline_path([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], is_closed=True)
    wanted = [20.0, 14.0, 4.8] if style == "closed outlines" else [20.0]
    assert list(areas(read(document)).values()) == pytest.approx(wanted, abs=0.02)


def test_walls_as_multilines():
    """Two lines 0.12 m apart on both sides of what is drawn: the inner ones enclose 4.88 x 3.88 m."""
    document, space = new_drawing()
    ring = [(0, 0), (5, 0), (5, 4), (0, 4)]
    place = {"layer": "A-WALL", "scale_factor": 0.12, "justification": 1}
    space.add_mline(ring, close=True, dxfattribs=place)
    space.add_mline([(3, 0.06), (3, 3.94)], dxfattribs=place)
    reading = read(document)
    wanted = [3.88 * (3 - 0.06 - 0.06), 3.88 * (5 - 3 - 0.06 - 0.06)]
    assert sorted(areas(reading).values(), reverse=True) == pytest.approx(wanted, abs=1e-3)
    assert "DRAWING_PARTS_LEFT_OUT" not in codes(reading)
    assert {round(wall.thickness_m, 3) for wall in reading.building.walls} == {0.12}


def test_what_is_no_line_work_is_told_where_it_may_be_a_wall():
    document = drawn_flat()
    space = document.modelspace()
    space.add_3dface([(1, 0, 0), (1, 4, 0), (1, 4, 2), (1, 0, 2)], dxfattribs={"layer": "A-WALL"})
    space.add_xline((3, 0), (0, 1), dxfattribs={"layer": "A-WALL"})
    space.add_3dface([(1, 1, 0), (1, 2, 0), (2, 2, 0), (2, 1, 0)], dxfattribs={"layer": "A-FURN"})
    chair = document.blocks.new("chair")
    chair.add_3dface([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], dxfattribs={"layer": "0"})
    space.add_blockref("chair", (1, 1))
    space.add_point((1, 1), dxfattribs={"layer": "A-WALL"})
    (problem,) = [p for p in read(document).problems if p.code == "DRAWING_PARTS_LEFT_OUT"]
    assert "1 x 3DFACE" in problem.message
    assert "1 x XLINE" in problem.message
    assert "POINT" not in problem.message


def test_a_plan_without_a_line_is_refused_by_what_it_is_drawn_in():
    document, space = new_drawing()
    space.add_3dface([(1, 0, 0), (1, 4, 0), (1, 4, 2), (1, 0, 2)], dxfattribs={"layer": "A-WALL"})
    assert refused(file_of(document)) == ["DRAWING_EMPTY", "DRAWING_PARTS_LEFT_OUT"]


def test_a_curved_wall_is_a_chain_of_short_chords():
    document, space = new_drawing()
    lines(space, [(0, 2), (0, 0), (4, 0), (4, 2)])
    space.add_arc((2, 2), 2.0, 0, 180, dxfattribs={"layer": "A-WALL"})
    room = read(document).building.rooms[0]
    assert room.floor_area_m2 == pytest.approx(8 + math.pi * 2, rel=0.005)
    turns = [
        math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in map(room.wall_ends_m, range(len(room.outline_m)))
    ]
    steps = [abs((b - a + math.pi) % (2 * math.pi) - math.pi) for a, b in itertools.pairwise(turns)]
    assert sum(math.degrees(step) < 6.0 for step in steps) >= 30


def test_a_turned_plan_keeps_its_areas():
    document = drawn_flat()
    for entity in document.modelspace():
        entity.rotate_z(math.radians(17.3))
    assert areas(read(document)) == pytest.approx(AREAS_M2, abs=0.01)


def test_mirrored_when_a_person_says_so():
    plain, mirrored = read(drawn_flat()), read(drawn_flat(), mirror=True)
    assert areas(mirrored) == pytest.approx(areas(plain), abs=1e-3)
    middle = {r.name: shapely.Polygon(r.outline_m).centroid.x for r in mirrored.building.rooms}
    assert middle["Bedroom"] < middle["Living"]
    assert choice(mirrored, "mirror").by_user


def test_a_wide_gap_to_the_outside_is_an_open_edge_with_repairs():
    document, space = new_drawing()
    t = 0.12
    lines(space, [(3, 0), (5, 0), (5, 4), (0, 4), (0, 0), (0.8, 0)])
    lines(space, [(0.8, -t), (-t, -t), (-t, 4 + t), (5 + t, 4 + t), (5 + t, -t), (3, -t), (3, 0)])
    lines(space, [(0.8, -t), (0.8, 0)])
    reading = read(document)
    room = reading.building.rooms[0]
    told = next(p for p in reading.problems if p.code == "WALLS_DO_NOT_CLOSE")
    (wall,) = told.repair["closed_walls"]
    assert room.finish_of(wall.split("/")[1]).open
    assert room.wall_length_m(int(wall.rpartition(":")[2])) == pytest.approx(2.2, abs=0.01)
    assert 20.0 <= room.floor_area_m2 <= 20.0 + 2.2 * t + 0.01


def test_a_column_is_a_hole_and_names_and_areas_are_read():
    document, space = new_drawing()
    lines(space, [(0, 0), (6, 0), (6, 4), (0, 4)], close=True)
    lines(space, [(2.9, 1.9), (3.2, 1.9), (3.2, 2.2), (2.9, 2.2)], close=True)
    space.add_mtext("Salon\\P28,5 m²", {"layer": "TEXT", "char_height": 0.2, "insert": (1, 1)})
    reading = read(document)
    room = reading.building.rooms[0]
    assert (room.name, len(room.holes_m)) == ("Salon", 1)
    assert room.floor_area_m2 == pytest.approx(24 - 0.09, abs=0.01)
    told = next(p for p in reading.problems if p.code == "AREA_DIFFERS_FROM_TEXT")
    assert "28.50" in told.message


def test_furniture_dimensions_and_hidden_layers_are_no_walls():
    document = drawn_flat()
    space = document.modelspace()
    lines(space, [(1, 1), (2.6, 1), (2.6, 1.9), (1, 1.9)], "A-FURN", close=True)
    lines(space, [(2.5, 0), (2.5, 4)], "HIDDEN WALL")
    document.layers.add("HIDDEN WALL").off()
    assert areas(read(document)) == pytest.approx(AREAS_M2, abs=0.005)


def test_layers_are_chosen_by_a_person():
    document, space = new_drawing()
    lines(space, [(0, 0), (6, 0), (6, 4), (0, 4)], "A-WALL", close=True)
    lines(space, [(4, 0), (4, 4)], "FURNITURE SCREEN")
    assert len(read(document).building.rooms) == 1
    both = read(document, layers=("A-WALL", "FURNITURE SCREEN"))
    assert sorted(areas(both).values()) == pytest.approx([8.0, 16.0])
    assert choice(both, "layers").by_user


def test_extruded_lines_say_how_high_walls_are():
    document = drawn_flat()
    for line in document.modelspace().query("LINE"):
        line.dxf.thickness = 2.72
    reading = read(document)
    assert {room.height_m for room in reading.building.rooms} == {2.72}
    assert "HEIGHT_FROM_THICKNESS" in codes(reading)
    plain = read(drawn_flat())
    told = next(p for p in plain.problems if p.code == "NO_CEILING_IN_FILE")
    assert told.repair == {"height_m": 2.5}


# What is drawn on the layers of walls and is no wall


def office_with_doors(space):
    """A hall of 8 x 4 m with three cells of 2 x 1.5 m above it, each behind a door of 0.8 m."""
    t = 0.12
    lines(space, [(-t, -t), (8 + t, -t), (8 + t, 4 + 1.5 + 2 * t), (-t, 4 + 1.5 + 2 * t)], close=True)
    lines(space, [(0, 4), (0, 0), (8, 0), (8, 4)])
    at = 0.0
    for x in (0.0, 2.12, 4.24):
        lines(space, [(at, 4), (x + 0.6, 4), (x + 0.6, 4 + t), (x, 4 + t), (x, 5.5 + t)])
        lines(space, [(x, 5.5 + t), (x + 2, 5.5 + t), (x + 2, 4 + t), (x + 1.4, 4 + t), (x + 1.4, 4)])
        door(space, (x + 0.6, 4 + t / 2), 0.8, 0.0)
        at = x + 1.4
    lines(space, [(at, 4), (8, 4)])


def test_heights_of_openings_are_defaults_and_told_once():
    """A plan has none; a sill lies at a third of the height of the room, at most 0.90 m."""
    document, space = new_drawing()
    flat(space, arcs=True)
    space.add_line((1.0, -0.06), (3.0, -0.06), {"layer": "A-GLAZ"})
    reading = read(document)
    kinds = set()
    for room in reading.building.rooms:
        for index, opening in enumerate(room.openings):
            kinds.add(opening.kind)
            assert room.origins[f"openings[{index}].height_m"] is Origin.DEFAULT
            if opening.kind == "window":
                assert room.origins[f"openings[{index}].sill_m"] is Origin.DEFAULT
                assert (opening.sill_m, opening.height_m) == pytest.approx((2.5 / 3, 1.35), abs=1e-3)
    assert {"door", "window"} <= kinds
    (problem,) = [p for p in reading.problems if p.code == "OPENING_HEIGHTS_ASSUMED"]
    assert "2.05 m" in problem.message
    assert "0.83 m" in problem.message


def test_treads_of_stairs_are_no_walls():
    document, space = new_drawing()
    lines(space, [(0, 0), (6, 0), (6, 4), (0, 4)], close=True)
    for step in range(9):
        lines(space, [(1.0 + 0.28 * step, 0), (1.0 + 0.28 * step, 1.1)])
    lines(space, [(1.0, 1.1), (1.0 + 0.28 * 8, 1.1)])
    reading = read(document)
    assert [round(a, 3) for a in areas(reading).values()] == [24.0]
    told = next(p for p in reading.problems if p.code == "TREADS_LEFT_OUT")
    assert told.message.startswith("9 ")


def test_a_flight_between_two_walls_leaves_both_as_they_are():
    """Treads across the whole room, whose first lies at the wall: 2.8 = 10 goings to the other wall."""
    document, space = new_drawing()
    lines(space, [(0, 0), (2.8, 0), (2.8, 2.5), (0, 2.5)], close=True)
    lines(space, [(-0.2, -0.2), (3.0, -0.2), (3.0, 2.7), (-0.2, 2.7)], close=True)
    for step in range(1, 10):
        lines(space, [(0.28 * step, 0), (0.28 * step, 2.5)])
    assert list(areas(read(document)).values()) == pytest.approx([7.0])


def test_a_lift_with_its_cross_is_no_room():
    document, space = new_drawing()
    lines(space, [(0, 0), (6, 0), (6, 4), (0, 4)], close=True)
    lines(space, [(2, 1), (3.8, 1), (3.8, 2.8), (2, 2.8)], close=True)
    lines(space, [(2, 1), (3.8, 2.8)])
    lines(space, [(3.8, 1), (2, 2.8)])
    reading = read(document)
    assert list(areas(reading).values()) == pytest.approx([24 - 1.8**2], abs=0.01)
    told = next(p for p in reading.problems if p.code == "SHAFTS_LEFT_OUT")
    assert "3.24 m2" in told.message


@pytest.mark.parametrize("word", ["LIFT 2", "Aufzug", "管井"])
def test_a_space_called_a_shaft_is_no_room(word):
    document, space = new_drawing()
    lines(space, [(0, 0), (6, 0), (6, 4), (0, 4)], close=True)
    lines(space, [(2, 0), (2, 4)])
    space.add_text(word, height=0.2, dxfattribs={"layer": "TEXT"}).set_placement((0.4, 2))
    assert list(areas(read(document)).values()) == pytest.approx([16.0])


def test_a_basin_and_a_cistern_on_the_layer_of_walls_part_no_room():
    document, space = new_drawing()
    office_with_doors(space)
    plain = read(document)
    assert list(areas(plain).values()) == pytest.approx([32.0, 3.0, 3.0, 3.0], abs=0.02)
    for x in (0.0, 2.12, 4.24):
        lines(space, [(x, 4.9), (x + 0.3, 4.9), (x + 0.3, 5.2), (x, 5.2)])  # a basin with its bowl and tap
        lines(space, [(x + 0.08, 4.95), (x + 0.27, 4.95), (x + 0.27, 5.15), (x + 0.08, 5.15)], close=True)
        space.add_circle((x + 0.04, 5.05), 0.015, {"layer": "A-WALL"})
        lines(space, [(x + 0.9, 5.62), (x + 0.9, 5.44), (x + 1.3, 5.44), (x + 1.3, 5.62)])  # a cistern
        space.add_ellipse((x + 1.1, 5.2), (0, 0.24), 0.75, dxfattribs={"layer": "A-WALL"})
    fitted = read(document)
    assert len(fitted.building.rooms) == 4
    assert fitted.building.rooms[0].floor_area_m2 == pytest.approx(32.0, abs=0.02)
    for room in fitted.building.rooms[1:]:
        assert 2.4 < room.floor_area_m2 < 3.0
        assert [o.kind for o in room.openings] == ["door"]


# Units


def test_millimetres_although_the_header_says_inches():
    reading = read(drawn_flat(by=1000.0, unit=1))
    assert reading.units == "mm"
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)
    units = choice(reading, "units")
    assert units.points()["in"] > 0  # the header's vote is shown, and lost
    assert "READING_VOTED" in codes(reading)


def test_a_person_says_the_unit_against_all_evidence():
    reading = read(drawn_flat(by=100.0, unit=5), units="in")
    assert reading.units == "in"
    points = [point for room in reading.building.rooms for point in room.outline_m]
    assert max(x for x, _ in points) == pytest.approx(8.62 * 2.54, abs=0.5)
    assert "READING_AGAINST_EVIDENCE" in codes(reading)


def test_dimension_texts_outvote_the_header():
    document, space = new_drawing(6)
    lines(space, [(0, 0), (400, 0), (400, 300), (0, 300)], close=True)
    for text in ("4.00 m", "<>"):
        space.add_linear_dim(base=(0, -50), p1=(0, 0), p2=(400, 0), text=text).render()
    assert read(document).units == "cm"


# Sheets


def test_several_drawings_on_a_sheet():
    document = drawn_flat()
    space = document.modelspace()
    title = space.add_text("Ground floor plan", height=0.4, dxfattribs={"layer": "A-TEXT"})
    title.set_placement((1, -1.2))
    lines(space, [(20, 0), (28, 0), (28, 3), (24, 6), (20, 3)], "ELEVATION", close=True)
    lines(space, [(22, 0), (22, 2), (23, 2), (23, 0)], "ELEVATION")
    walls_of_a_shed = (
        [(40, 0), (43, 0), (43, 3), (40, 3)],
        [(40.2, 0.2), (42.8, 0.2), (42.8, 2.8), (40.2, 2.8)],
    )
    for ring in walls_of_a_shed:
        lines(space, ring, "A-WALL", close=True)
    reading = read(document)
    told = next(p for p in reading.problems if p.code == "MULTI_VIEW_SHEET")
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)
    assert choice(reading, "view").taken == "Ground floor plan"
    assert told.other_repairs == ()  # the elevation, of whose layers none is wall, gives no room
    (shed,) = read(document, view=told.repair["view"]).building.rooms
    assert shed.floor_area_m2 == pytest.approx(2.6 * 2.6, abs=0.01)
    assert read(document, view="view 2", layers=("ELEVATION",)).building.rooms
    with pytest.raises(UnsoundInput) as caught:
        read(document, view="attic")
    assert caught.value.problems[0].code == "UNKNOWN_VIEW"


# Hostile and broken files


def test_a_block_that_holds_itself_ends():
    document = drawn_flat()
    block = document.blocks.new("SNAKE")
    block.add_line((0, 0), (1, 0))
    block.add_blockref("SNAKE", (1, 1))
    document.modelspace().add_blockref("SNAKE", (2, 2), {"layer": "A-FURN"})
    reading = read(document)
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)
    assert "DRAWING_PARTS_LEFT_OUT" in codes(reading)


def test_a_bomb_of_nested_blocks_is_refused():
    document = drawn_flat()
    inner = document.blocks.new("B0")
    inner.add_line((0, 0), (1, 0))
    for level in range(1, 8):
        block = document.blocks.new(f"B{level}")
        for place in range(10):
            block.add_blockref(f"B{level - 1}", (place, 0))
    document.modelspace().add_blockref("B7", (0, 0))
    assert refused(file_of(document)) == ["DRAWING_TOO_LARGE"]
    many = drawn_flat()
    many.blocks.new("ONE").add_line((0, 0), (1, 0))
    many.modelspace().add_blockref("ONE", (0, 0), {"row_count": 2000, "column_count": 2000})
    assert refused(file_of(many)) == ["DRAWING_TOO_LARGE"]


def test_huge_coordinates_are_moved_and_stray_and_infinite_ones_left_out():
    document = drawn_flat()
    for entity in document.modelspace():
        entity.translate(4_512_345.0, 5_412_345.0, 0)
    lines(document.modelspace(), [(0, 0), (1e15, 1e15)])
    data = file_of(document).replace(b"1e+15", b"nan")
    reading = read_dxf(data, "plan.dxf", RoomOverrides())
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.01)
    assert "DRAWING_PARTS_LEFT_OUT" in codes(reading)
    assert all(abs(v) < 100 for room in reading.building.rooms for point in room.outline_m for v in point)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_copies_are_refused(share):
    data = file_of(drawn_flat())
    assert refused(data[: int(len(data) * share)]) == ["FILE_TRUNCATED"]


def test_what_is_no_drawing_is_refused():
    assert refused(b"AC1027" + bytes(500)) == ["DXF_UNSOUND"]
    assert refused(bytes(range(256)) * 40) == ["DXF_UNSOUND"]
    assert refused(b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(range(256)) * 9 + b"EOF\x00") == ["DXF_UNSOUND"]
    empty, _ = new_drawing()
    assert refused(file_of(empty)) == ["DRAWING_EMPTY"]


def test_references_to_other_files_are_never_followed(tmp_path):
    document = drawn_flat()
    document.add_xref_def(filename=str(tmp_path / "other.dxf"), name="other")
    document.modelspace().add_blockref("other", (0, 0))
    reading = read(document)
    assert "DRAWING_PARTS_LEFT_OUT" in codes(reading)
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)


def test_a_layout_without_a_name_costs_no_room():
    """The library's search for faults fails at one; the walls are drawn all the same."""
    document, space = new_drawing()
    flat(space)
    labels(space)
    damaged, count = re.subn(rb"(AcDbLayout\n) +1\n[^\n]*\n", rb"\1", file_of(document), count=1)
    assert count == 1
    reading = read_dxf(damaged, "plan.dxf", RoomOverrides())
    assert {room.name for room in reading.building.rooms} == set(AREAS_M2)
    assert "DXF_DAMAGED" in [problem.code for problem in reading.problems]


def test_letters_that_a_files_code_page_has_not_are_read_as_another_programs():
    """Some programs write cp1252 into files of AutoCAD 2010, which are UTF-8; the answer is sound text."""
    document, space = new_drawing()
    flat(space)
    labels(space)
    data = file_of(document).replace(b"Living", b"K\xfcche").replace(b"Bath", b"B\x81d")  # cp1252 has no 0x81
    names = sorted(room.name for room in read_dxf(data, "plan.dxf", RoomOverrides()).building.rooms)
    assert names == ["Bedroom", "B\ufffdd", "Küche"]
    assert "".join(names).encode("utf-8")


@pytest.mark.parametrize("version", ["R12", "R2000", "R2018"])
def test_versions(version):
    document = ezdxf.new(version)
    document.header["$INSUNITS"] = 6
    flat(document.modelspace())
    assert list(areas(read(document)).values()) == pytest.approx(list(AREAS_M2.values()), abs=0.005)


def test_binary_files():
    stream = io.BytesIO()
    drawn_flat().write(stream, fmt="bin")
    reading = read_dxf(stream.getvalue(), "plan.dxf", RoomOverrides())
    assert areas(reading) == pytest.approx(AREAS_M2, abs=0.005)


def test_lines_that_enclose_nothing_are_told_with_repairs():
    document, space = new_drawing()
    lines(space, [(0, 0), (9, 0)], "A-WALL")
    lines(space, [(0, 8), (9, 8)], "A-WALL")
    lines(space, [(0, 2), (3, 2)], "USELESS")
    lines(space, [(0, 0), (0, 8)], "OTHER")
    lines(space, [(9, 0), (9, 8)], "OTHER")
    with pytest.raises(UnsoundInput) as caught:
        read(document)
    told = caught.value.problems[-1]
    assert (told.code, told.repair) == ("NO_ROOM_FOUND", {"layers": ["A-WALL", "OTHER"]})
    assert told.other_repairs == ()
    (room,) = read(document, **{key: tuple(value) for key, value in told.repair.items()}).building.rooms
    assert room.floor_area_m2 == pytest.approx(9 * 8)


def test_layers_are_offered_that_make_other_rooms():
    """What stands in a room changes nothing, and a partition alone encloses nothing."""
    document, space = new_drawing()
    lines(space, LIVING, "A-WALL", close=True)
    (x0, y0), (x1, y1) = LIVING[0], LIVING[2]
    lines(space, [((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)], "PARTED")
    lines(space, [(x0 + 0.5, y0 + 0.5), (x0 + 1.7, y0 + 0.5)], "THINGS")
    reading = read(document)
    told = next(p for p in reading.problems if p.code == "LAYERS_VOTED")
    assert told.repair == {"layers": ["A-WALL", "PARTED"]}
    assert told.other_repairs == ()
    assert len(read(document, layers=("A-WALL", "PARTED")).building.rooms) == 2


def test_a_door_drawn_on_a_closed_wall_is_an_opening():
    document, space = new_drawing()
    space.add_lwpolyline(LIVING, close=True, dxfattribs={"layer": "WALL"})
    door(space, (1.0, 0.0), 0.9, 0.0)
    assert [(o.kind, round(o.width_m, 2)) for o in read(document).building.rooms[0].openings] == [
        ("door", 0.9)
    ]


# Architects' files


def enclosed_by_raw_lines_m2(path, *more):
    """Areas that a drawing's own lines enclose, drawn 1 mm thick, without furniture; the largest first."""
    lines = [
        shapely.LineString([point[:2] for point in line.get_points()])
        for line in ezdxf.readfile(path).modelspace().query("LWPOLYLINE")
        if "Furniture" not in line.dxf.layer
    ]
    drawn = shapely.union_all([line.buffer(5e-4, cap_style="square") for line in (*lines, *more)])
    spaces = [shapely.Polygon(ring) for part in shapely.get_parts(drawn) for ring in part.interiors]
    return sorted((space.area for space in spaces), reverse=True)


def test_two_rooms(shared, real_room):
    """Both rooms have the area that the raw lines of the drawing enclose, with a line across the doorway.

    The two are congruent: the same rectangle of about 4.80 x 2.62 m less the same pier, 12.04 m2. The figures
    of `expected.json`, 11.45 and 11.95 m2, are given there as about; the second stops at the inner side of
    the window's posts, and nothing that is drawn cuts another half square metre off the first room.
    """
    doorway = shapely.LineString([(1.847, -2.464), (2.761, -2.303)])
    drawn = enclosed_by_raw_lines_m2(shared / "rooms" / "dxf" / "two-rooms_m.dxf", doorway)[:2]
    assert drawn[0] == pytest.approx(drawn[1], rel=0.005)
    reading = real_room("dxf/two-rooms_m.dxf")
    assert reading.units == "m"
    assert sorted(areas(reading).values(), reverse=True) == pytest.approx(drawn, rel=0.01)
    first = max(reading.building.rooms, key=lambda room: len([o for o in room.openings if o.kind == "door"]))
    assert sorted(o.kind for o in first.openings) == ["door", "window"]


def test_apartment(real_room):
    reading = real_room("dxf/apartment_double_line_inch.dxf")
    assert reading.units == "in"
    found = list(areas(reading).values())
    for wanted in (16.0, 11.1):
        assert min(abs(area - wanted) / wanted for area in found) < 0.05
    assert 40 < max(found) < 44


def test_house_plan(real_room):
    reading = real_room("dxf/house_plan.dxf")
    assert reading.units == "in"
    told = next(p for p in reading.problems if p.code == "MULTI_VIEW_SHEET")
    assert "4 drawings" in told.message
    assert {round(room.height_m, 3) for room in reading.building.rooms} == {2.438}
    assert len(reading.building.lights) == 31
    assert reading.building.room_named("MASTER BEDROOM").floor_area_m2 == pytest.approx(24.0, rel=0.03)


@pytest.fixture(scope="module")
def office(shared):
    data = (shared / "rooms" / "dxf" / "office_floor_m.dxf").read_bytes()
    return read_dxf(data, "office_floor_m.dxf", RoomOverrides())


def test_office_floor(office):
    assert office.units == "m"
    assert {"G01-02", "G03", "G04"} <= {room.name for room in office.building.rooms}
    evidence = " ".join(vote.evidence for vote in choice(office, "units").votes)
    assert "3 of 3 dimension texts" in evidence


def test_the_office_has_no_rooms_in_its_walls_stairs_and_lift(office):
    """By eye on the drawing: offices, hall, five cells, porch, stairs, and five WCs, one lobby among them."""
    rooms = office.building.rooms
    assert len(rooms) <= 17
    small = [room for room in rooms if room.floor_area_m2 < 3.0]
    assert len(small) == 6  # WCs and the lobby between three of them
    assert all("door" in {o.kind for o in room.openings} for room in small)
    told = [p.message for p in office.problems if p.code in ("SHAFTS_LEFT_OUT", "TREADS_LEFT_OUT")]
    assert any("3.42 m2" in message for message in told)  # the lift, 1.90 x 1.80 m
    assert any("treads" in message for message in told)
