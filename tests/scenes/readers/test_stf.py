"""STF: what other programs write, read back what we write, and every trap of its text."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kit.errors import UnsoundInput
from scenes.readers.read_room import RoomOverrides, read_room
from scenes.readers.stf import read_stf
from scenes.room import Finish, Furniture, Opening, Origin, Room
from scenes.writers.stf import StfLuminaire, rotations_deg, scene_stf, write_stf

# Made by hand after the keys that public exporters for Revit write (docs/formats-rooms.md).
PLAN = """[VERSION]
STFF=1.0.5
Progname=Revit
Progvers=2021
[Project]
Name=Office
NrRooms=2
Room1=ROOM.R1
Room2=ROOM.R2
[ROOM.R1]
Name=Meeting room
Height=2.8
WorkingPlane=0.8
NrPoints=4
Point1=0 0
Point2=0 4
Point3=5 4
Point4=5 0
R_Ceiling=0.75
R_Floor=20
R_Wall1=0.3
R_Wall2=0.5
R_Wall3=0.5
R_Wall4=0.5
Lum1=KLED
Lum1.Pos=1.25 2 2.45
Lum1.Rot=0 0 90
Lum2=KLED
Lum2.Pos=3.75 2 2.45
Lum2.Rot=0 0 90
NrLums=2
NrStruct=0
NrFurns=4
Furn1=win
Furn1.Ref=ROOM.R1.F1
Furn1.Rot=90.00 0.00 0.00
Furn1.Pos=0 2 1
Furn1.Size=2 1.5 0
Furn2=door
Furn2.Pos=2.5 0.05 0
Furn2.Size=0.9 2.1 0
Furn3=column
Furn3.Pos=2 2 1.4
Furn3.Size=0.6 0.4 2.8
Furn4=skylight
Furn4.Pos=4 3 2.8
Furn4.Size=1 0.8 0
[KLED]
Manufacturer=Maker
Name=Panel 600
Load=14
Flux=0
[KLED]
Load=99
[ROOM.R2]
Name=Corridor
Height=2.5
NrPoints=5
Point1=0 4.1 0
Point2=5 4.1 0
Point3=5 6 0
Point4=0 6 0
Point5=0 4.1 0
NrLums=0
NrStruct=0
NrFurns=0
"""


def read(text, encoding="utf-8", **overrides):
    return read_stf(text.encode(encoding), "a.stf", RoomOverrides(**overrides))


def codes(reading):
    return {problem.code for problem in reading.problems}


def test_rooms_openings_reflectances_and_lamps_are_read():
    reading = read_room(PLAN.encode(), "plan.stf")
    meeting, corridor = reading.building.rooms
    assert (meeting.name, meeting.use, corridor.use) == ("Meeting room", "meeting", "corridor")
    assert (meeting.floor_area_m2, corridor.floor_area_m2) == pytest.approx((20.0, 9.5))
    assert (meeting.height_m, corridor.height_m, reading.units) == (2.8, 2.5, "m")
    assert meeting.finish_of("ceiling").reflectance_rgb == (0.75,) * 3
    assert meeting.finish_of("floor").reflectance_rgb == (0.2,) * 3  # written as a percentage
    assert meeting.finish_of("floor").origin is Origin.FILE
    (dark,) = [i for i in range(4) if meeting.finish_of(f"wall:{i}").reflectance_rgb == (0.3,) * 3]
    assert {x for x, _ in meeting.wall_ends_m(dark)} == {0.0}  # clockwise in the file: from point 1 to 2
    found = {o.kind: o for o in meeting.openings}
    assert set(found) == {"window", "door", "skylight"}
    window, door = found["window"], found["door"]
    assert (window.wall, window.sill_m, window.width_m, window.height_m) == (dark, 1.0, 2.0, 1.5)
    assert window.offset_m == pytest.approx(1.0)
    assert {y for _, y in meeting.wall_ends_m(door.wall)} == {0.0}
    (column,) = meeting.furniture
    assert (column.name, column.position_m, column.size_m) == ("column", (2.0, 2.0, 0.0), (0.6, 0.4, 2.8))
    lights = reading.building.lights
    assert [(x.name, x.position_m, x.room) for x in lights] == [
        ("Maker Panel 600", (1.25, 2.0, 2.45), "Meeting room"),
        ("Maker Panel 600", (3.75, 2.0, 2.45), "Meeting room"),
    ]
    assert (lights[0].power_w, lights[0].luminous_flux_lm) == (14.0, None)  # 0 lm says nothing
    assert "STF_NOT_TAKEN" in codes(reading)


def test_a_file_in_feet_is_outvoted_and_told():
    feet = PLAN.replace("Height=2.8", "Height=9").replace("Height=2.5", "Height=8")
    reading = read(feet.replace("WorkingPlane=0.8", "WorkingPlane=2.5"))
    assert reading.units == "ft"
    (doubt,) = [p for p in reading.problems if p.code == "READING_DOUBTFUL"]
    assert doubt.repair == {"units": "m"}
    assert reading.building.rooms[0].floor_area_m2 == pytest.approx(20 * 0.3048**2)
    assert read(feet, units="m").building.rooms[0].height_m == 9.0


def test_decimal_commas_and_other_signs_between_numbers():
    commas = PLAN.replace("2.8", "2,8").replace("0.75", "0,75").replace("Pos=1.25 2 2.45", "Pos=1,25;2;2,45")
    reading = read(commas)
    assert reading.building.rooms[0].height_m == 2.8
    assert reading.building.lights[0].position_m == pytest.approx((1.25, 2.0, 2.45))
    assert "DECIMAL_COMMA" in codes(reading)
    parted = PLAN.replace("Point3=5 4\n", "Point3=5,4\n")
    assert read(parted).building.rooms[0].floor_area_m2 == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Küche", "cp1252"),
        ("Переговорная", "cp1251"),
        ("会议室", "gbk"),
        ("Büro 会议", "utf-8"),
        ("会议", "utf-16"),
    ],
)
def test_names_in_code_pages(name, encoding):
    reading = read(PLAN.replace("Meeting room", name), encoding)
    assert reading.building.rooms[0].name == name
    assert ("TEXT_ENCODING_GUESSED" in codes(reading)) == (not encoding.startswith("utf"))


def test_storeys_that_the_format_lacks():
    above = (
        PLAN.replace("4.1", "0")
        .replace("Point3=5 6 0", "Point3=5 2 0")
        .replace("Point4=0 6 0", "Point4=0 2 0")
    )
    reading = read(above)
    assert [room.elevation_m for room in reading.building.rooms] == pytest.approx([0.0, 3.1])
    assert "STOREYS_NOT_IN_FILE" in codes(reading)


def test_values_that_are_no_numbers_are_told_and_rooms_kept():
    odd = PLAN.replace("Load=14", "Load=Autodesk.Revit.DB.Parameter").replace("Height=2.5\n", "Height=\n")
    reading = read(odd)
    assert reading.building.lights[0].power_w is None
    assert {"STF_VALUE_UNREADABLE", "NO_CEILING_IN_FILE"} <= codes(reading)
    assert reading.building.rooms[1].origins["height"] is Origin.DEFAULT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "STF_UNREADABLE"),
        ("[PROJECT]\nNrRooms=1\n", "STF_UNREADABLE"),
        ("[VERSION]\nSTFF=1\n[ROOM.R1]\nNrPoints=2\nPoint1=0 0\nPoint2=1 1\n", "NO_ROOM_FOUND"),
        ("[VERSION]\nSTFF=1\n[ROOM.R1]\nNrPoints=3\nPoint1=0 0\nPoint2=nan 1\nPoint3=1 1\n", "NO_ROOM_FOUND"),
        ("[VERSION]\nSTFF=1\n" + "x" * 3000, "STF_UNREADABLE"),
        ("[VERSION]\nSTFF=1\n[PROJECT]\n" + "".join(f"[ROOM.R{i}]\n" for i in range(1100)), "FILE_TOO_LARGE"),
    ],
)
def test_wrong_files_are_refused_in_words(text, code):
    with pytest.raises(UnsoundInput) as fault:
        read(text)
    assert code in {problem.code for problem in fault.value.problems}


def test_cut_files_end_in_words():
    data = PLAN.encode()
    for share in (0.1, 0.3, 0.5, 0.9):
        reading = read_room(data[: int(share * len(data))], "a.stf")
        assert reading.problems


def test_a_room_with_fewer_corners_than_stated_is_left_out_and_told():
    reading = read(PLAN.replace("Point3=5 4\n", ""))
    assert [room.name for room in reading.building.rooms] == ["Corridor"]
    assert [p.where for p in reading.problems if p.code == "ROOM_LEFT_OUT"] == ["ROOM.R1"]


def test_a_file_cut_between_rooms_is_refused():
    with pytest.raises(UnsoundInput) as fault:
        read(PLAN[: PLAN.index("[ROOM.R2]")])
    assert "FILE_TRUNCATED" in {problem.code for problem in fault.value.problems}
    half = read(PLAN[: PLAN.index("Point4=0 6 0")])
    assert [room.name for room in half.building.rooms] == ["Meeting room"]
    assert "ROOM_LEFT_OUT" in codes(half)


def test_fewer_furnishings_or_lamps_than_stated_are_told():
    reading = read(PLAN.replace("NrFurns=4", "NrFurns=5").replace("NrLums=2", "NrLums=7"))
    assert [p.where for p in reading.problems if p.code == "STF_COUNT_DIFFERS"] == ["ROOM.R1", "ROOM.R1"]
    assert "STF_COUNT_DIFFERS" not in codes(read(PLAN))


def left_out(reading, code):
    """How many of a code's one remark, and its words."""
    (problem,) = [p for p in reading.problems if p.code == code]
    return int(problem.message.rpartition(" (")[2].partition(")")[0]), problem.message


def test_furnishings_without_a_volume_or_a_place_are_told():
    body = "Furn1=rug\nFurn1.Pos=1 1 0\nFurn1.Size=2 1 0\nFurn2=box\nFurn2.Pos=1 1 0\nFurn2.Size=2 1\n"
    body += "Furn3=box\nFurn3.Pos=1;1;0.5\nFurn3.Size=2;1;1\nFurn4=box\n"
    reading = read(PLAN.replace("NrPoints=5\n", "NrPoints=5\n" + body))
    assert [piece.size_m for piece in reading.building.rooms[1].furniture] == [(2.0, 1.0, 1.0)]
    told = [p.message for p in reading.problems if p.code == "FURNITURE_LEFT_OUT"]
    assert sorted("(2): Corridor/Furn1 'rug', Corridor/Furn2" in message for message in told) == [False, True]
    assert sorted("(1): Corridor/Furn4" in message for message in told) == [False, True]


def test_lamps_without_a_place_are_told_and_gaps_in_numbers_lose_none():
    body = "Lum1=KLED\nLum3=KLED\nLum3.Pos=1 5 2\n"
    reading = read(PLAN.replace("NrLums=0\n", "NrLums=2\n" + body))
    assert [light.position_m for light in reading.building.lights if light.room == "Corridor"] == [(1, 5, 2)]
    assert left_out(reading, "LIGHTS_LEFT_OUT")[0] == 1
    assert "STF_COUNT_DIFFERS" not in codes(reading)


def test_what_is_beyond_our_limits_is_told():
    boxes = "".join(f"Furn{n}=box\nFurn{n}.Pos=1 5 1\nFurn{n}.Size=1 1 1\n" for n in range(1, 5003))
    reading = read(PLAN.replace("NrFurns=0\n", "NrFurns=5002\n" + boxes))
    assert len(reading.building.rooms[1].furniture) == 5000
    assert left_out(reading, "FURNITURE_LEFT_OUT")[0] == 2
    corners = "".join(f"Point{n}={n} {n * n}\n" for n in range(1, 2002))
    reading = read(PLAN + "[ROOM.R3]\nName=Round\nHeight=2.5\n" + corners)
    assert [p.where for p in reading.problems if p.code == "ROOM_LEFT_OUT"] == ["ROOM.R3"]


def test_a_missing_corner_leaves_the_room_out():
    reading = read(PLAN.replace("NrPoints=4\n", "").replace("Point3=5 4\n", ""))
    assert [p.where for p in reading.problems if p.code == "ROOM_LEFT_OUT"] == ["ROOM.R1"]


def test_a_section_that_comes_again_with_other_values_is_told():
    again = "[ROOM.R1]\nName=Store\nHeight=2.5\nPoint1=9 0\nPoint2=12 0\nPoint3=12 4\nPoint4=9 4\n"
    reading = read(PLAN + again)
    assert [room.name for room in reading.building.rooms] == ["Meeting room", "Corridor"]
    count, message = left_out(reading, "STF_SECTION_REPEATED")
    assert (count, "KLED, ROOM.R1" in message) == (2, True)  # the plan has two sections KLED, 14 and 99 W
    assert "STF_SECTION_REPEATED" not in codes(read(PLAN.replace("[KLED]\nLoad=99\n", "")))


def test_reflectances_that_nothing_has_are_told():
    odd = PLAN.replace("R_Ceiling=0.75", "R_Ceiling=0.99").replace("R_Floor=20", "R_Floor=0")
    reading = read(odd.replace("R_Wall2=0.5", "R_Wall2=150").replace("R_Wall3=0.5", "R_Wall3=1"))
    room = reading.building.rooms[0]
    ceiling = room.finish_of("ceiling")
    assert (ceiling.reflectance_rgb, ceiling.origin) == ((0.95,) * 3, Origin.DERIVED)
    assert room.finish_of("floor").origin is Origin.DEFAULT
    told = [p.message for p in reading.problems if p.code == "STF_REFLECTANCE_CHANGED"]
    assert sorted("(3): ROOM.R1.R_CEILING=0.99" in message for message in told) == [False, True]
    assert sorted("(1): ROOM.R1.R_FLOOR=0" in message for message in told) == [False, True]
    assert "STF_REFLECTANCE_CHANGED" not in codes(read(PLAN))


def test_many_openings_in_many_walls_are_quick():
    turn = 2 * np.pi / 2000
    points = "".join(
        f"Point{k + 1}={9 * np.cos(k * turn):.6f} {9 * np.sin(k * turn):.6f}\n" for k in range(2000)
    )
    windows = "".join(f"Furn{k}=win\nFurn{k}.Pos=9 0 1\nFurn{k}.Size=0.02 1 0\n" for k in range(1, 301))
    head = "[VERSION]\nSTFF=1\n[ROOM.R1]\nHeight=3\nNrPoints=2000\n"
    begun = time.process_time()
    reading = read(head + points + windows)
    assert len(reading.building.rooms[0].outline_m) == 2000
    assert time.process_time() - begun < 5.0


# Writing


def rooms_to_write():
    kitchen = Room(
        ((0.0, 0.0), (4.0, 0.0), (4.0, 3.1234), (0.0, 3.1234)),
        2.65,
        name="Küche",
        finishes={"floor": Finish((0.3,) * 3), "walls": Finish((0.55,) * 3), "ceiling": Finish((0.8,) * 3)},
        openings=(
            Opening("window", 2, 0.5, 1.2, 0.9, 1.3),
            Opening("door", 0, 1.0, 0.9, 0.0, 2.1),
            Opening("passage", 1, 0.2, 1.5, 0.0, 2.2),
            Opening("skylight", position_m=(2.0, 1.5), size_m=(1.0, 0.6), rotation_deg=15.0),
        ),
        furniture=(Furniture("table", (1.0, 1.0, 0.0), 30.0, (1.6, 0.9, 0.75)),),
    )
    hall = Room(((4.2, 0.0), (6.0, 0.0), (6.0, 3.0), (4.2, 3.0)), 2.5, name="Hall", finishes=kitchen.finishes)
    return (kitchen, hall)


def placed(x, y, z, turn=0.0):
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return np.array([[c, -s, 0, x], [s, c, 0, y], [0, 0, 1, z], [0, 0, 0, 1.0]])


def test_what_is_written_reads_back_the_same():
    luminaires = [
        StfLuminaire("Globe", placed(2, 1.5, 2.0, 90), "Küche", 806.0, 7.5, (0.3, 0.3, 0.3), "globe-300"),
        StfLuminaire("Globe", placed(5, 1.5, 2.2), "Hall", 806.0, 7.5, (0.3, 0.3, 0.3), "globe-300"),
    ]
    data, problems = write_stf(rooms_to_write(), luminaires, project="Flat", date="2026-11-23")
    assert problems == []
    text = data.decode("cp1252")
    assert "\r\n" in text
    assert "Lum1.Rot=0 0 90" in text
    assert text.count("Flux=806\r\n") == 1  # one kind, hung twice
    reading = read_stf(data, "a.stf", RoomOverrides())
    for room, again in zip(rooms_to_write(), reading.building.rooms, strict=True):
        assert again.name == room.name
        assert np.array(again.outline_m) == pytest.approx(np.array(room.outline_m), abs=1e-4)
        assert again.height_m == pytest.approx(room.height_m)
        for surface in ("floor", "ceiling", "wall:0", "wall:3"):
            assert again.finish_of(surface).reflectance_rgb == pytest.approx(
                room.finish_of(surface).reflectance_rgb
            )
        for one, other in zip(again.openings, room.openings, strict=True):
            assert (one.kind, one.wall) == (other.kind, other.wall)
            sizes = ("offset_m", "width_m", "sill_m", "height_m", "rotation_deg")
            assert [getattr(one, s) for s in sizes] == pytest.approx(
                [getattr(other, s) for s in sizes], abs=2e-4
            )
            assert (*one.position_m, *one.size_m) == pytest.approx((*other.position_m, *other.size_m))
        for one, other in zip(again.furniture, room.furniture, strict=True):
            assert (one.name, *one.size_m) == (other.name, *other.size_m)
            assert (*one.position_m, one.rotation_deg) == pytest.approx(
                (*other.position_m, other.rotation_deg)
            )
    lights = [(x.name, x.room, x.position_m, x.power_w, x.luminous_flux_lm) for x in reading.building.lights]
    assert lights == [
        ("Globe", "Küche", (2.0, 1.5, 2.0), 7.5, 806.0),
        ("Globe", "Hall", (5.0, 1.5, 2.2), 7.5, 806.0),
    ]


def test_names_beyond_western_letters_are_kept_in_utf8_and_told():
    room = Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, name="客厅 [大]=1")
    data, problems = write_stf([room])
    assert [p.code for p in problems] == ["STF_IN_UTF8"]
    assert read_stf(data, "a.stf", RoomOverrides()).building.rooms[0].name == "客厅 (大) 1"


def test_what_stf_cannot_hold_is_told():
    hole = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0))
    room = Room(
        ((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, holes_m=(hole,), finishes={"wall:0": Finish(open=True)}
    )
    (problem,) = write_stf([room])[1]
    assert problem.code == "STF_CANNOT_HOLD"
    assert "columns" in problem.message
    assert "edges without a wall" in problem.message
    bedroom = Room(
        ((0, 0), (4, 0), (4, 3), (0, 3)),
        2.5,
        name="Child's bedroom",
        use="study",
        storey="Upper floor",
        openings=(Opening("window", 2, 0.5, 1.2, 0.9, 1.3, transmittance=0.6),),
        furniture=(Furniture("table", (1, 1, 0), 0.0, (1, 1, 1), (0.2, 0.2, 0.2)),),
        partitions=(Furniture("wall", (3, 1, 0), 0.0, (0.1, 1, 2.5)),),
        partition_openings=({"kind": "door"},),
    )
    (problem,) = write_stf([bedroom])[1]
    words = (
        "uses",
        "storeys",
        "let through",
        "what furniture reflects",
        "walls that stand in a room",
        "openings",
    )
    assert [word for word in words if word not in problem.message] == []
    assert "columns" not in problem.message


def test_doors_and_windows_come_back_as_what_they_let_through():
    """A window cannot be open (OPEN_IGNORED), so it is none of the holes."""
    openings = (
        Opening("window", 0, 0.5, 1.2, 0.9, 1.3, open=True),
        Opening("door", 1, 1.0, 0.9, 0.0, 2.1),
        Opening("door", 2, 1.0, 0.9, 0.0, 2.1, open=True),
    )
    data, problems = write_stf([Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, name="A", openings=openings)])
    (room,) = read_stf(data, "a.stf", RoomOverrides()).building.rooms
    assert [opening.kind for opening in room.openings] == ["window", "door", "passage"]
    assert ["open doors" in p.message for p in problems] == [True]


TABLE_TOP = np.array([[x, y, z] for x in (-0.8, 0.8) for y in (-0.4, 0.4) for z in (0.0, 0.75)])


@pytest.mark.parametrize("in_mesh", [False, True])
def test_the_box_of_a_turned_mesh_is_turned_with_it(in_mesh):
    """A table of 1.6 x 0.8 m at 45 degrees covers 1.28 m2, whoever turned it."""
    turn = placed(0, 0, 0, 45)[:3, :3]
    table = Furniture(
        "table",
        (2.0, 1.5, 0.0),
        0.0 if in_mesh else 45.0,
        vertices_m=(TABLE_TOP @ turn.T if in_mesh else TABLE_TOP) + [0.1, 0.0, 0.0],
        triangles=np.array([[0, 1, 2]]),
    )
    data, _ = write_stf([Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, name="A", furniture=(table,))])
    (room,) = read_stf(data, "a.stf", RoomOverrides()).building.rooms
    (box,) = room.furniture
    middle = (2.1, 1.5, 0.0) if in_mesh else (2.0 + 0.1 * 0.5**0.5, 1.5 + 0.1 * 0.5**0.5, 0.0)
    assert box.size_m is not None
    assert sorted(box.size_m) == pytest.approx([0.75, 0.8, 1.6], abs=2e-4)
    along = box.rotation_deg if box.size_m[0] > box.size_m[1] else box.rotation_deg + 90.0
    assert along % 180.0 == pytest.approx(45.0, abs=0.01)
    assert box.position_m == pytest.approx(middle, abs=2e-4)


def test_work_planes_are_those_of_the_configuration(build):
    outline = ((0.0, 0.0), (4.0, 0.0), (4.0, 5.0), (0.0, 5.0))
    room = Room(outline, 2.7, name="A", elevation_m=3.0)
    planes = [{"name": "floor", "height_m": 0.0}, {"name": "desk", "height_m": 0.85}]
    scene = build(room={"name": "A", "elevation_m": 3.0}, calculation={"planes": planes})
    data, problems = scene_stf(scene, [room])
    assert "WorkingPlane=0.85\r\n" in data.decode("cp1252")
    assert ["further measuring planes" in p.message for p in problems] == [True]


@pytest.mark.parametrize("angles", [(0, 0, 0), (20, 0, 30), (10, -40, 170), (0, 90, 25), (180, 0, 45)])
def test_rotations_turn_about_fixed_axes(angles):
    a, b, c = np.radians(angles)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    a, b, c = np.radians(rotations_deg(z @ y @ x))
    x2 = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y2 = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z2 = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    assert z2 @ y2 @ x2 == pytest.approx(z @ y @ x, abs=1e-9)
