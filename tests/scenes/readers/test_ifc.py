"""IFC: real files against `expected.json`, small ones made here in each schema and unit, every known trap."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

pytest.importorskip("ifcopenshell")

from gable import GABLE
from ifc_files import IfcWriter, two_rooms

from kit.errors import UnsoundInput
from scenes.readers.ifc import read_ifc
from scenes.readers.reading import RoomOverrides
from scenes.readers.room_document import room_document
from scenes.room import Origin

FILES = ("ifc/Duplex_Architecture_ifc2x3.ifc", "ifc/SampleHouse_ifc4_mm.ifc")
SQUARE = [(0, 0), (4, 0), (4, 3), (0, 3)]


def read(writer, **overrides):
    return read_ifc(writer.bytes(), "a.ifc", RoomOverrides(**overrides))


def rooms_of(reading):
    return {room.name: room for room in reading.building.rooms}


def told(reading):
    return {problem.code: problem for problem in reading.problems}


def codes_of(data):
    try:
        return {p.code for p in read_ifc(data, "a.ifc", RoomOverrides()).problems}
    except UnsoundInput as fault:
        return {p.code for p in fault.problems}


@pytest.fixture(scope="module")
def duplex(shared):
    return read_ifc((shared / "rooms" / FILES[0]).read_bytes(), "duplex.ifc", RoomOverrides())


@pytest.fixture(scope="module")
def house(real_room):
    return real_room(FILES[1])  # in a process of its own


# Real files


@pytest.mark.parametrize("name", FILES)
def test_real_files_have_their_numbers(shared, duplex, house, name):
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"][name]
    reading = duplex if name == FILES[0] else house
    document = room_document(reading)
    assert document["units"] == expected["unit"]
    assert len(document["storeys"]) == expected.get("storeys", 2)
    for wanted in expected["rooms"]:
        (room,) = [
            r for r in document["rooms"] if wanted["name"].casefold() in r["name"].casefold().split("  ")[0]
        ][:1]
        assert room["floor_area_m2"] == pytest.approx(wanted["floor_area_m2"], rel=expected["area_tol"])
        assert room["height_m"] == pytest.approx(wanted["height_m"], abs=0.01)
    assert not any("Roof" in room["name"] for room in document["rooms"])
    assert told(reading)["SPACE_IS_NO_ROOM"].severity == "info"


def test_the_duplex_is_understood_as_it_is_built(duplex):
    rooms, building = rooms_of(duplex), duplex.building
    assert len(rooms) == 20
    assert len(building.walls) == 57
    assert [(s.name, round(s.elevation_m, 2)) for s in building.storeys] == [
        ("T/FDN", -1.25), ("Level 1", 0.0), ("Level 2", 3.1), ("Roof", 6.0)
    ]  # fmt: skip
    areas = {"A201": 6.89, "A205": 1.42, "B205": 1.40, "A105": 3.80, "B204": 4.75}
    for start, area in areas.items():
        (room,) = [r for name, r in rooms.items() if name.startswith(start)]
        assert room.floor_area_m2 == pytest.approx(area, rel=0.01)
    assert rooms["A105 Stair"].height_m == pytest.approx(5.68, abs=0.01)
    bath, foyer = rooms["A104 Bathroom 1"], rooms["A101 Foyer"]
    doors = [o for room in (bath, foyer) for o in room.openings if o.width_m == pytest.approx(0.762)]
    assert [(o.kind, round(o.height_m, 2)) for o in doors] == [("door", 2.01)] * 2  # seen from both sides
    outside = [r.openings for r in rooms.values()]
    assert sum(o.kind == "window" for own in outside for o in own) >= 20
    lit_from_above = [name for name, own in rooms.items() if any(o.kind == "skylight" for o in own.openings)]
    assert sorted(lit_from_above) == ["A201 Hallway", "B201 Hallway"]
    assert {p.name for p in rooms["A102 Living Room"].furniture} == {"sofa", "coffee table"}
    assert len([p for r in rooms.values() for p in r.furniture]) >= 61
    assert all(len(p.triangles) <= 5000 for r in rooms.values() for p in r.furniture)


def test_spaces_that_meet_without_a_wall_have_open_edges(duplex):
    rooms = rooms_of(duplex)
    kitchen, living = rooms["A103 Kitchen"], rooms["A102 Living Room"]
    lengths = {
        name: sorted(
            round(room.wall_length_m(i), 2)
            for i in range(len(room.outline_m))
            if room.finish_of(f"wall:{i}").open
        )
        for name, room in (("kitchen", kitchen), ("living", living))
    }
    assert lengths == {"kitchen": [1.61, 5.81], "living": [1.2, 5.78]}


def test_an_inside_out_space_is_turned_and_told(duplex):
    hall = rooms_of(duplex)["A201 Hallway"]
    assert hall.floor_area_m2 * 2.58 == pytest.approx(18.12 - 1.11 * 0.3, rel=0.03)  # the file's own volume
    assert [p.where for p in duplex.problems if p.code == "SOLID_TURNED"] == ["A201 Hallway", "B201 Hallway"]
    corners = hall.ceiling_vertices_m[hall.ceiling_triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert normals[:, 2].sum() / 2 == pytest.approx(-hall.floor_area_m2, rel=1e-3)  # lit from below


def test_areas_by_other_rules_are_told_and_not_taken(duplex, house):
    problem = told(duplex)["AREA_BY_ANOTHER_RULE"]
    assert "30.14 instead of 27.66" in problem.message
    assert "AREA_BY_ANOTHER_RULE" not in told(house)  # that file's quantities are the clear areas


def test_glass_of_a_curtain_wall_is_windows(house):
    living = rooms_of(house)["Living room"]
    walls = {o.wall for o in living.openings if o.kind == "window" and o.width_m > 1.5 and o.height_m == 2.5}
    assert len(walls) == 2
    assert house.building.north_deg == pytest.approx(0.0, abs=1e-3)
    hanging = told(house)["CEILING_HANGS_LOWER"]
    name = hanging.where.removesuffix("/ceiling")
    assert name in rooms_of(house)
    assert hanging.repair == {"heights_m": [[name, 2.2]]}  # of all rooms, a door of another would not fit
    assert hanging.other_repairs == ()


# Schemas and units


@pytest.mark.parametrize("schema", ["IFC2X3", "IFC4", "IFC4X3_ADD2"])
@pytest.mark.parametrize("unit", ["m", "mm", "ft"])
def test_two_rooms_and_a_door_in_each_schema_and_unit(schema, unit):
    writer, _ = two_rooms(schema, unit)
    reading = read(writer)
    kitchen, bedroom = (rooms_of(reading)[name] for name in ("1 Kitchen", "2 Bedroom"))
    assert (reading.units, reading.format) == (unit, f"IFC {'IFC4X3' if 'X3_' in schema else schema}")
    assert kitchen.floor_area_m2 == pytest.approx(12.0, rel=1e-5)
    assert bedroom.floor_area_m2 == pytest.approx(9.0, rel=1e-5)
    assert (kitchen.height_m, kitchen.use, kitchen.storey) == (pytest.approx(2.6), "kitchen", "Ground")
    assert kitchen.origins["height"] is Origin.FILE
    for room in (kitchen, bedroom):
        (door,) = [o for o in room.openings if o.kind == "door"]
        assert (door.width_m, door.height_m, door.sill_m) == pytest.approx((0.9, 2.05, 0.0), abs=1e-4)
        start, end = (np.array(p) for p in room.wall_ends_m(door.wall))
        middle = start + (end - start) / np.linalg.norm(end - start) * (door.offset_m + 0.45)
        assert middle[1] == pytest.approx(1.5, abs=1e-4)
    (window,) = [o for o in kitchen.openings if o.kind == "window"]
    assert (window.width_m, window.height_m, window.sill_m) == pytest.approx((1.2, 1.3, 0.9), abs=1e-4)
    assert {round(w.thickness_m, 4) for w in reading.building.walls} == {0.2}


def test_a_file_that_says_the_wrong_unit_is_outvoted():
    writer, _ = two_rooms(unit="m")
    for unit in writer.file.by_type("IfcSIUnit"):
        if unit.UnitType == "LENGTHUNIT":
            unit.Prefix = "MILLI"  # rooms 2.6 mm high
    reading = read(writer)
    assert reading.units == "m"
    assert rooms_of(reading)["1 Kitchen"].floor_area_m2 == pytest.approx(12.0)
    assert told(reading)["READING_VOTED"].where == "units"
    (choice,) = read(writer, units="m").building.choices
    assert choice.by_user


def test_a_mirrored_building_is_mirrored_with_its_doors():
    writer, _ = two_rooms()
    straight, mirrored = read(writer), read(writer, mirror=True)
    a, b = rooms_of(straight)["1 Kitchen"], rooms_of(mirrored)["1 Kitchen"]
    assert np.array(sorted((-x, y) for x, y in a.outline_m)) == pytest.approx(np.array(sorted(b.outline_m)))
    assert len(a.openings) == len(b.openings) == 2


# Rooms without spaces


def test_without_spaces_rooms_come_from_the_walls():
    w = IfcWriter("IFC4")
    ground = w.storey("Ground")
    ends = [
        ((-0.1, -0.1), (4.1, -0.1)),
        ((4.1, -0.1), (4.1, 3.1)),
        ((4.1, 3.1), (-0.1, 3.1)),
        ((-0.1, 3.1), (-0.1, -0.1)),
    ]
    walls = [w.wall(ground, f"wall {i}", a, b, 0.2, 2.5) for i, (a, b) in enumerate(ends)]
    w.opening(ground, walls[0], "IfcDoor", (1.0, -0.1), 0.9, 0.2, 0.0, 2.0)
    reading = read(w)
    (room,) = reading.building.rooms
    assert room.floor_area_m2 == pytest.approx(12.0, rel=1e-3)
    assert room.height_m == pytest.approx(2.5)
    assert [o.kind for o in room.openings] == ["door"]
    assert "ROOMS_FROM_WALLS" in told(reading)


def test_a_file_without_rooms_and_walls_is_refused():
    w = IfcWriter("IFC4")
    w.storey("Ground")
    assert "NO_ROOM_FOUND" in codes_of(w.bytes())


# Spaces that are no rooms, and ceilings


def test_spaces_that_are_no_rooms_are_left_out_and_may_be_asked_for():
    w, ground = two_rooms()
    w.space(ground, "3", w.prism(SQUARE, 2.4), "Roof", place=(0, 0, 2.8))
    w.space(ground, "4", w.prism(SQUARE, 1.2), "Attic", place=(0, 0, 2.8))
    w.space(ground, "5", w.prism(SQUARE, 2.5), "Terrace", place=(20, 0, 0), PredefinedType="EXTERNAL")
    w.space(ground, "6", w.prism(SQUARE, 2.5), "Attic bedroom", place=(0, 0, 3.0))
    reading = read(w)
    assert set(rooms_of(reading)) == {"1 Kitchen", "2 Bedroom", "6 Attic bedroom"}
    left = [p for p in reading.problems if p.code == "SPACE_IS_NO_ROOM"]
    assert [p.repair["room"] for p in left] == ["3 Roof", "4 Attic", "5 Terrace"]
    assert "3 Roof" in rooms_of(read(w, room="3 Roof"))


def test_a_gable_becomes_slopes():
    w = IfcWriter("IFC4")
    ground = w.storey("Ground")
    w.space(ground, "1", w.faces(GABLE), "Under the gable")
    room = rooms_of(read(w))["1 Under the gable"]
    assert room.height_m == pytest.approx(2.5)
    assert [(round(s.height_m, 3), round(s.pitch_deg, 2)) for s in room.slopes] == [(1.0, 45.0)] * 2
    assert {abs(room.wall_ends_m(s.wall)[0][1] - room.wall_ends_m(s.wall)[1][1]) for s in room.slopes} == {
        0.0
    }


def test_holes_curves_and_parts_of_a_floor():
    w = IfcWriter("IFC4")
    ground = w.storey("Ground")
    outer = w.new("IfcPolyline", [w.point(p) for p in (*SQUARE, SQUARE[0])])
    ring = [(1, 1), (1, 1.5), (1.5, 1.5), (1.5, 1), (1, 1)]
    profile = w.new(
        "IfcArbitraryProfileDefWithVoids",
        "AREA",
        None,
        outer,
        [w.new("IfcPolyline", [w.point(p) for p in ring])],
    )
    up = w.new("IfcDirection", (0.0, 0.0, 1.0))
    w.space(
        ground, "1", w.shape("SweptSolid", w.new("IfcExtrudedAreaSolid", profile, w.axes((0, 0, 0)), up, 2.5))
    )
    circle = w.new("IfcCircleProfileDef", "AREA", None, None, 2.0)
    w.space(
        ground, "2", w.shape("SweptSolid", w.new("IfcExtrudedAreaSolid", circle, w.axes((10, 0, 0)), up, 2.5))
    )
    rooms = rooms_of(read(w))
    assert rooms["1"].floor_area_m2 == pytest.approx(11.75)
    assert len(rooms["1"].holes_m) == 1
    assert rooms["2"].floor_area_m2 == pytest.approx(math.pi * 4, rel=0.005)
    assert len(rooms["2"].outline_m) >= 60  # at most about 5 degrees each


# Edges, finishes, contents, frame


def test_a_virtual_boundary_opens_a_part_of_an_edge():
    w = IfcWriter("IFC4")
    ground = w.storey("Ground")
    one = w.space(ground, "1", w.prism(SQUARE, 2.5), "A")
    line = w.new("IfcPolyline", [w.point((4, 1)), w.point((4, 2.5))])
    profile = w.new("IfcArbitraryOpenProfileDef", "CURVE", None, line)
    up = w.new("IfcDirection", (0.0, 0.0, 1.0))
    surface = w.new("IfcSurfaceOfLinearExtrusion", profile, w.axes((0, 0, 0)), up, 2.5)
    w.root("IfcRelSpaceBoundary", RelatingSpace=one, PhysicalOrVirtualBoundary="VIRTUAL",
           InternalOrExternalBoundary="INTERNAL", RelatedBuildingElement=w.root("IfcVirtualElement", "gap"),
           ConnectionGeometry=w.new("IfcConnectionSurfaceGeometry", surface))  # fmt: skip
    room = rooms_of(read(w))["1 A"]
    assert len(room.outline_m) == 6
    (opened,) = [i for i in range(6) if room.finish_of(f"wall:{i}").open]
    assert sorted(room.wall_ends_m(opened)) == [(4.0, pytest.approx(1.0)), (4.0, pytest.approx(2.5))]
    assert room.floor_area_m2 == pytest.approx(12.0)


def test_spaces_drawn_to_the_middle_of_a_wall_are_not_open():
    w = IfcWriter("IFC4")
    ground = w.storey("Ground")
    w.space(ground, "1", w.prism(SQUARE, 2.5))
    w.space(ground, "2", w.prism(SQUARE, 2.5), place=(4, 0, 0))
    bare = read(w)
    places = told(bare)["EDGES_OPEN"].repair["closed_walls"]
    assert [place.split("/")[0] for place in places] == ["1", "2"]
    for place in places:
        name, wall = place.split("/wall:")
        assert {x for x, _ in rooms_of(bare)[name].wall_ends_m(int(wall))} == {4.0}
    w.wall(ground, "between", (4, 0), (4, 3), 0.1, 2.5)
    assert not any(f.open for room in read(w).building.rooms for f in room.finishes.values())


def test_reflectances_are_stated_or_come_from_colours():
    w, ground = two_rooms()
    slab = w.coloured(w.prism([(-1, -1), (9, -1), (9, 4), (-1, 4)], 0.2, -0.2), (0.5, 0.5, 0.5))
    w.element("IfcSlab", ground, "floor", slab)
    kitchen = w.file.by_type("IfcSpace")[0]
    w.properties(kitchen, "Lighting", Ceiling_Reflectance=0.75, Wall_Reflectance=45.0)
    rooms = rooms_of(read(w))
    floor = rooms["2 Bedroom"].finish_of("floor")
    assert floor.reflectance_rgb == pytest.approx((0.2140,) * 3, abs=1e-3)  # sRGB 0.5 (IEC 61966-2-1)
    assert (floor.origin, floor.as_colour) == (Origin.DERIVED, True)
    stated = rooms["1 Kitchen"]
    assert stated.finish_of("ceiling").reflectance_rgb == (0.75,) * 3
    assert stated.finish_of("wall:1").reflectance_rgb == (0.45,) * 3
    assert stated.finish_of("ceiling").origin is Origin.FILE


def test_furniture_lamps_and_power_are_found():
    w, ground = two_rooms()
    box = w.coloured(w.prism([(0, 0), (1.6, 0), (1.6, 0.9), (0, 0.9)], 0.75), (0.6, 0.4, 0.2))
    w.element("IfcFurniture", ground, "M_Table-Dining:1600", box, (0.5, 0.5, 0))
    lamp = w.element("IfcLightFixture", ground, "Pendant", None, (2.0, 1.5, 2.2))
    w.properties(lamp, "Pset_LightFixtureTypeCommon", TotalWattage=9.5)
    reading = read(w)
    (table,) = rooms_of(reading)["1 Kitchen"].furniture
    assert (table.name, table.position_m) == ("dining table", pytest.approx((1.3, 0.95, 0.0)))
    assert np.ptp(table.vertices_m, axis=0) == pytest.approx((1.6, 0.9, 0.75))
    (light,) = reading.building.lights
    assert (light.name, light.room, light.power_w) == ("Pendant", "1 Kitchen", 9.5)
    assert light.position_m == pytest.approx((2.0, 1.5, 2.2))


def test_heavy_furniture_is_made_lighter_within_its_limits():
    w, ground = two_rooms()
    ball = w.new("IfcSphere", w.axes((0, 0, 0.4)), 0.4)
    for i in range(3):
        w.element("IfcFurniture", ground, f"Ball {i}", w.shape("CSG", ball), (1 + i, 1.5, 0))
    pieces = rooms_of(read(w))["1 Kitchen"].furniture
    assert len(pieces) == 3
    assert all(0 < len(piece.triangles) <= 5000 for piece in pieces)


def test_a_far_building_is_moved_near_zero_and_told():
    writer, _ = two_rooms()
    writer.site.ObjectPlacement.RelativePlacement.Location.Coordinates = (450_000.0, 5_400_000.0, 312.0)
    reading = read(writer)
    assert np.abs([p for room in reading.building.rooms for p in room.outline_m]).max() < 20
    assert reading.building.rooms[0].elevation_m == pytest.approx(0.0)
    assert rooms_of(reading)["1 Kitchen"].floor_area_m2 == pytest.approx(12.0, rel=1e-4)
    assert "FRAME_SET" in told(reading)


def test_north_is_read():
    writer, _ = two_rooms(true_north=(-0.5, math.sqrt(0.75)))
    assert read(writer).building.north_deg == pytest.approx(30.0)
    assert read(two_rooms()[0]).building.north_deg is None


# Bad files


def test_cut_files_are_refused_wherever_they_are_cut(shared):
    for name in FILES:
        data = (shared / "rooms" / name).read_bytes()
        for share in (0.1, 0.5, 0.99):
            assert codes_of(data[: int(len(data) * share)]) == {"FILE_CUT_OFF"}


HEAD = (
    b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"
    b"FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
)
TAIL = b"ENDSEC;\nEND-ISO-10303-21;\n"


def test_wrong_files_are_refused_in_words():
    nested = b"#1=IFCCARTESIANPOINT(" + b"(" * 500 + b"1." + b")" * 500 + b");\n"
    loop = b"#1=IFCLOCALPLACEMENT(#2,$);\n#2=IFCLOCALPLACEMENT(#1,$);\n"
    sound = two_rooms()[0].bytes()
    assert codes_of(b"PK\3\4 a zip") == {"IFC_UNREADABLE"}
    assert codes_of(b"<?xml version='1.0'?><ifcXML/>") == {"IFC_UNREADABLE"}
    assert codes_of(HEAD + nested + TAIL) == {"IFC_UNREADABLE"}
    assert codes_of(HEAD + loop + TAIL) == {"IFC_UNREADABLE"}
    assert codes_of(sound.replace(b"IFC4X3_ADD2", b"IFC9")) == {"IFC_SCHEMA_UNKNOWN"}
    assert codes_of(HEAD + b";" * 1_600_000 + TAIL) == {"FILE_TOO_LARGE"}
    assert "NO_ROOM_FOUND" in codes_of(HEAD + TAIL)


def test_damaged_statements_end_in_words_and_nothing_is_printed(capfd):
    lines = two_rooms()[0].bytes().split(b"\n")
    for seed in range(30):
        rng = np.random.default_rng(seed)
        damaged = list(lines)
        for _ in range(8):
            at = int(rng.integers(8, len(lines) - 3))
            line = damaged[at]
            half = line[: len(line) // 2] + b");"
            damaged[at] = line.replace(b"#", b"#9", 1) if rng.random() < 0.5 else half
        assert codes_of(b"\n".join(damaged))
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_a_window_in_a_hole_fills_it_although_the_file_does_not_say_so():
    """Exports of parts of a building leave out what fills which hole; it is a window, and no passage."""
    w, _ = two_rooms("IFC4")
    w.file.remove(
        next(
            rel
            for rel in w.file.by_type("IfcRelFillsElement")
            if rel.RelatedBuildingElement.is_a("IfcWindow")
        )
    )
    (window,) = w.file.by_type("IfcWindow")
    window.Representation = w.prism([(-0.55, -0.05), (0.55, -0.05), (0.55, 0.05), (-0.55, 0.05)], 1.2)
    reading = read(w)
    kinds = sorted(o.kind for room in reading.building.rooms for o in room.openings)
    assert kinds == ["door", "door", "window"]
    assert "OPENING_LEFT_OUT" not in told(reading)


def test_windows_made_of_parts_fill_the_one_hole_that_they_share():
    """Two windows of 0.7 m, each of two parts without a body of its own, in an empty hole of 1.5 m."""
    w, ground = two_rooms("IFC4")
    (south,) = (wall for wall in w.file.by_type("IfcWall") if wall.Name == "south")
    w.opening(ground, south, None, (5.7, -0.1), 1.5, 0.2, 0.9, 1.2)
    for x in (5.35, 6.05):
        window = w.element("IfcWindow", ground, f"pane {x}", None, (x, -0.1, 0.9))
        half = w.prism([(-0.35, -0.03), (0, -0.03), (0, 0.03), (-0.35, 0.03)], 1.2)
        rest = w.prism([(0, -0.03), (0.35, -0.03), (0.35, 0.03), (0, 0.03)], 1.2)
        parts = [
            w.root("IfcMember", "frame", Representation=half, ObjectPlacement=window.ObjectPlacement),
            w.root("IfcPlate", "pane", Representation=rest, ObjectPlacement=window.ObjectPlacement),
        ]
        w.relate("IfcRelAggregates", window, parts)
    found = [o for o in rooms_of(read(w))["2 Bedroom"].openings if o.kind != "door"]
    assert [o.kind for o in found] == ["window", "window"]
    assert sorted(o.offset_m for o in found) == pytest.approx([0.8, 1.5])
    assert [(o.width_m, o.sill_m, o.height_m) for o in found] == [pytest.approx((0.7, 0.9, 1.2))] * 2


@pytest.mark.parametrize(("said", "more"), [("Opening", 1), ("Recess", 0)])
def test_a_recess_in_a_wall_of_an_older_file_is_no_passage(said, more):
    """IFC2X3 tells holes from recesses by their ObjectType alone."""
    w, ground = two_rooms("IFC2X3")
    (south,) = (wall for wall in w.file.by_type("IfcWall") if wall.Name == "south")
    w.opening(ground, south, None, (3.4, -0.1), 0.8, 0.2, 0.0, 2.0).ObjectType = said
    kinds = [o.kind for room in read(w).building.rooms for o in room.openings]
    assert kinds.count("passage") == more
