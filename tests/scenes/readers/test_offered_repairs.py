"""Every repair that a file is offered, applied once as a PATCH does: it gives a sound, mended room."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from captures import box_room
from drawn_meshes import Drawing, box_shell
from drawn_meshes import two_rooms as two_rooms_of_triangles
from drawn_plans import file_of, flat, labels, lines, new_drawing
from homes import WALL, home, room, walls
from ifc_files import two_rooms as two_rooms_of_ifc

from kit.errors import UnsoundInput
from kit.problems import Problem, errors_of
from scenes.checks import check_room
from scenes.corrections_tried import corrected_and_tried
from scenes.readers.read_room import READERS, ending_of, read_room
from scenes.readers.reading import RoomOverrides, RoomReading, document_of, overrides_of, with_changes

READ_AGAIN = ("units", "up", "mirror", "view", "layers")
# Left out, for each of their readings takes seconds: office_floor_m.dxf and house_plan.dxf, which are
# drawings as two-rooms_m.dxf is, the two homes with many models, Duplex_Architecture_ifc2x3.ifc, and the two
# larger scans.
REAL = (
    *("dxf/two-rooms_m.dxf", "dxf/apartment_double_line_inch.dxf"),
    *("gltf/flat_furnished.glb", "gltf/guestroom_walls_mm_zup.gltf"),
    *("ifc/SampleHouse_ifc4_mm.ifc", "roomplan/Bathroom1.json", "roomplan/Bedroom3.json"),
    *("roomplan/Diningroom.json", "usdz/room_parametric_cubes.usdz"),
    *("sh3d/1BedroomApartmentWithRoundWall.xml", "scan/scaniverse_partial_washroom.ply"),
)


def a_sheet_of_two_plans() -> bytes:
    """A flat with a partition and things on layers of their own, beside a shed and an elevation."""
    document, space = new_drawing()
    flat(space)
    labels(space)
    lines(space, [(2.5, 0), (2.5, 4)], "PARTED")
    lines(space, [(0.5, 0.5), (1.7, 0.5)], "THINGS")
    lines(space, [(20, 0), (28, 0), (28, 3), (24, 6), (20, 3)], "ELEVATION", close=True)
    for ring in ([(40, 0), (43, 0), (43, 3), (40, 3)], [(40.2, 0.2), (42.8, 0.2), (42.8, 2.8), (40.2, 2.8)]):
        lines(space, ring, "A-WALL", close=True)
    return file_of(document)


def a_room_open_to_the_street() -> bytes:
    """A drawing of one room with a wide gap towards the outside."""
    document, space = new_drawing()
    lines(space, [(2.0, 0.0), (0, 0), (0, 4), (5, 4), (5, 0), (4.5, 0.0)], "WALL")
    return file_of(document)


def a_lost_room() -> bytes:
    """A drawing whose wall layer alone encloses nothing."""
    document, space = new_drawing()
    lines(space, [(0, 0), (9, 0)], "A-WALL")
    lines(space, [(0, 8), (9, 8)], "A-WALL")
    lines(space, [(0, 0), (0, 8)], "OTHER")
    lines(space, [(9, 0), (9, 8)], "OTHER")
    return file_of(document)


def a_box(**more: object) -> bytes:
    drawing = Drawing()
    box_shell(drawing, (4.0, 3.0, 2.5), skin="inside", **more)
    return drawing.glb()


def a_large_stl() -> bytes:
    """A room in the unit of another program, in a format that says neither unit nor axis."""
    drawing = Drawing()
    box_shell(drawing, (3.0, 2.8, 2.9), skin="inside")
    return drawing.scaled(1000.0).written("stl")


def a_gap_in_a_capture() -> bytes:
    """A RoomPlan capture with a wall of another height and one that ends short."""
    document = box_room(0.0, 0.0, 4.0, 3.0)
    higher = box_room(0.0, 0.0, 4.0, 3.0, height=2.9)["walls"][2]
    short = box_room(0.0, 0.0, 3.2, 3.0)["walls"][0]
    return json.dumps(
        document | {"walls": [short, document["walls"][1], higher, document["walls"][3]]}
    ).encode()


def a_house_of_walls() -> bytes:
    """A home without rooms: a stub of a wall, a doorway without a door, a wall that is lower."""
    ring = walls([(0, 0), (620, 0), (620, 420), (0, 420)])
    stub = WALL.format(9, 300, 0, 300, 150, 10, "")
    beside = walls([(620, 0), (920, 0), (920, 330)], first=20, more='heightAtEnd="250"')
    return home(ring, stub, beside)


def a_house_drawn_otherwise() -> bytes:
    """A home in which a room is drawn smaller than its walls, and walls enclose another that is not drawn."""
    ring = walls([(0, 0), (420, 0), (420, 320), (0, 320)])
    other = walls([(420, 0), (820, 0), (820, 320), (420, 320)], first=20)
    drawn = room("Kitchen", [(10, 10), (300, 10), (300, 310), (10, 310)])
    return home(ring, other, drawn)


def offices_without_heights() -> bytes:
    """An STF file of two rooms that says of none how high it is."""
    corners = "NrPoints=4\nPoint1=0 0\nPoint2=0 4\nPoint3=5 4\nPoint4=5 0\n"
    first = f"[ROOM.R1]\nName=Office\n{corners}"
    second = f"[ROOM.R2]\nName=Meeting\n{corners.replace('=5', '=9').replace('=0', '=6')}"
    project = "[VERSION]\nSTFF=1.0.5\n[Project]\nName=Floor\nNrRooms=2\nRoom1=ROOM.R1\nRoom2=ROOM.R2\n"
    return f"{project}{first}{second}".encode()


OURS: dict[str, tuple[str, Callable[[], bytes], RoomOverrides]] = {
    "a sheet of two plans": ("sheet.dxf", a_sheet_of_two_plans, RoomOverrides()),
    "another plan than is there": ("sheet.dxf", a_sheet_of_two_plans, RoomOverrides(view="attic")),
    "a unit against the evidence": ("sheet.dxf", a_sheet_of_two_plans, RoomOverrides(units="ft")),
    "a room open to the street": ("open.dxf", a_room_open_to_the_street, RoomOverrides()),
    "layers that enclose nothing": ("lost.dxf", a_lost_room, RoomOverrides()),
    "a mesh with a gap": ("gap.glb", lambda: a_box(gap_m=0.8), RoomOverrides()),
    "a mesh with a small gap": ("gap.glb", lambda: a_box(gap_m=0.1), RoomOverrides()),
    "a mesh without a ceiling": ("open.glb", lambda: a_box(ceiling=False), RoomOverrides()),
    "a mesh in a wrong unit": ("small.glb", a_box, RoomOverrides(units="mm")),
    "a mesh on its side": ("side.glb", lambda: two_rooms_of_triangles().glb(), RoomOverrides(up="x")),
    "a mesh of no unit": ("large.stl", a_large_stl, RoomOverrides()),
    "a capture with a gap": ("gap.json", a_gap_in_a_capture, RoomOverrides()),
    "a house of walls": ("walls.xml", a_house_of_walls, RoomOverrides()),
    "a house drawn otherwise": ("drawn.xml", a_house_drawn_otherwise, RoomOverrides()),
    "offices without heights": ("two.stf", offices_without_heights, RoomOverrides()),
    "an IFC file": ("two.ifc", lambda: two_rooms_of_ifc()[0].bytes(), RoomOverrides()),
}


Read = Callable[[bytes, str, RoomOverrides], RoomReading]


def understood(data: bytes, name: str, said: RoomOverrides) -> RoomReading:
    """What `understand_room` answers, without a process of its own, which would take a second each."""
    try:
        return corrected_and_tried(READERS[ending_of(name)].read(data, name, said), said)
    except UnsoundInput as fault:
        return RoomReading(None, fault.problems, "refused")


def sound_rooms(reading: RoomReading) -> int:
    rooms = () if reading.building is None else reading.building.rooms
    return sum(not errors_of(check_room(one)) for one in rooms)


def repairs_of(problem: Problem) -> list[dict[str, object]]:
    return [repair for repair in (problem.repair, *problem.other_repairs) if repair]


def check_every_repair(data: bytes, name: str, said: RoomOverrides, read: Read = understood) -> int:
    """Apply each repair that is offered once, as PATCH lays it over what was said; how many there were."""
    reading = read(data, name, said)
    unsound = 0 if reading.building is None else len(reading.building.rooms) - sound_rooms(reading)
    tried: dict[str, RoomReading] = {}
    for problem in reading.problems:
        for repair in repairs_of(problem):
            now = overrides_of(with_changes(document_of(said), repair)[0])
            if str(repair) not in tried:
                tried[str(repair)] = read(data, name, now)
            again = tried[str(repair)]
            where = f"{problem.code} {repair}"
            assert again.building is not None, where
            assert not errors_of(again.problems), where
            assert sound_rooms(again) > 0, where
            if not set(repair) & set(READ_AGAIN):
                assert len(again.building.rooms) - sound_rooms(again) <= unsound, where
            told = [(each.code, each.where, each.message) for each in again.problems]
            assert (problem.code, problem.where, problem.message) not in told, where
            for key in set(repair) & set(READ_AGAIN):
                taken = [choice for choice in again.building.choices if choice.key == key]
                assert all(choice.by_user for choice in taken), where
    return len(tried)


@pytest.mark.parametrize("name", OURS)
def test_every_repair_of_our_own_files_mends_what_it_is_offered_for(name: str) -> None:
    filename, made, said = OURS[name]
    count = check_every_repair(made(), filename, said)
    assert count > 0 or name in ("an IFC file", "a unit against the evidence")


def test_every_repair_of_empty_rooms_mends_what_it_is_offered_for() -> None:
    """JSON is read in this process, so that the whole of `read_room` is gone through."""
    door = {"kind": "door", "wall": 0, "offset_m": 0.5, "width_m": 0.9, "sill_m": 0, "height_m": 2.1}
    rooms = [
        {
            "name": name,
            "use": use,
            "outline_m": [[x, 0], [x + 4, 0], [x + 4, 3.5], [x, 3.5]],
            "height_m": 2.5,
            "openings": [door],
        }
        for name, use, x in (("Living", "living", 0), ("Sleeping", "bedroom", 5))
    ]
    data = json.dumps({"lampyris": 1, "rooms": rooms}).encode()
    assert check_every_repair(data, "a.lampyris.json", RoomOverrides(), read_room) >= 2


@pytest.mark.parametrize("name", REAL)
def test_every_repair_of_real_files_mends_what_it_is_offered_for(shared: Path, name: str) -> None:
    check_every_repair((shared / "rooms" / name).read_bytes(), name, RoomOverrides())
