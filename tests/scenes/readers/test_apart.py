"""Reading in a process of its own: the same answer, and an end to what takes too long or too much."""

import platform
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assets.mesh import read_mesh
from kit.errors import UnsoundInput
from kit.problems import warning
from scenes.building import Building, LightFound, Storey, ViewFound, Wall
from scenes.pieces.furnish import furnished
from scenes.readers.apart import read_apart
from scenes.readers.read_room import understand_room
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.reading_bytes import bytes_of_reading, reading_of_bytes
from scenes.room import Finish, Furniture, Opening, Origin, Room, Slope
from scenes.samples import sample_room_file
from scenes.votes import Choice, Vote


def same(a, b):
    """Whether two values are of one type and hold the same throughout."""
    if isinstance(a, np.generic):  # a number is a number
        return bool(a == b)
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    if is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return a == b


def full_reading():
    mesh = read_mesh(Path("assets/library/pendant-dome-400/body.glb").read_bytes(), "body.glb")
    piece = Furniture(
        "lamp", (1, 1, 0), vertices_m=mesh.vertices_m, triangles=mesh.triangles, appearance=mesh.appearance
    )
    room = Room(
        ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)),
        2.5,
        name="客厅",
        openings=(Opening("door", 1, 1.0, 0.9, 0.0, 2.1, open=True),),
        finishes={"wall:1": Finish((0.1, 0.2, 0.3), origin=Origin.DERIVED)},
        furniture=(piece, replace(piece, position_m=(2, 2, 0))),
        origins={"height": Origin.DEFAULT},
        slopes=(Slope(0, 1.0, 40.0),),
        coverage=(1.0, 0.5, 0.25, 1.0),
        ceiling_vertices_m=np.eye(3),
        partition_openings=({"kind": "door", "wall": "partition:0", "width_m": 0.9},),
    )
    building = Building(
        (room,),
        (Storey("ground", 0.0, 2.8),),
        (Wall((0, 0), (1, 0), 0.1, 2.5, left=Finish((0.5,) * 3)),),
        (LightFound("lamp", (1, 1, 2), "客厅", 60.0),),
        (ViewFound("door", (0, 0, 1), (1, 1, 1)),),
        12.5,
        1000,
        (Choice("units", "mm", (Vote("mm", 2.0, "doors"),)),),
    )
    told = warning("READING_DOUBTFUL", "units", "Perhaps.", "Look.", units="in").offering({"units": "cm"})
    return RoomReading(building, (told,), "test", "mm")


def test_a_reading_as_bytes_comes_back_the_same_and_shares_what_it_shared():
    reading = full_reading()
    written = bytes_of_reading(reading)
    assert same(reading, reading_of_bytes(written))
    assert bytes_of_reading(full_reading()) == written
    first, second = reading_of_bytes(written).building.rooms[0].furniture
    assert first.appearance is second.appearance
    assert first.vertices_m is second.vertices_m


def test_halves_of_letters_do_not_come_through():
    """JSON may hold half a letter of UTF-16, which nothing in UTF-8 can hold; a whole pair is a letter."""
    room = replace(full_reading().building.rooms[0], name="A\ud800 \U0001f6cb\ud83d\udecb 客厅")
    reading = RoomReading(Building((room,)), (), "test")
    (back,) = reading_of_bytes(bytes_of_reading(reading)).building.rooms
    assert back.name == "A\ufffd \U0001f6cb\U0001f6cb 客厅"


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.99])
def test_damaged_bytes_are_no_reading(cut):
    written = bytes_of_reading(full_reading())
    kept = int(cut * len(written)) if cut < 1 else cut
    with pytest.raises(UnsoundInput) as fault:
        reading_of_bytes(written[:kept])
    assert fault.value.problems[0].code == "READING_UNREADABLE"


def test_a_child_answers_as_the_reader_does():
    name, data = sample_room_file("living-room")
    assert same(read_apart(data, name, RoomOverrides(), memory_mb=2000), understand_room(data, name))


def test_furniture_of_our_shelf_comes_back_with_its_materials():
    sofa = Furniture("sofa", (2.0, 1.5, 0.0), size_m=(2.0, 0.9, 0.8), piece="sofa")
    room = furnished(Room(((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)), 2.5, furniture=(sofa,)))
    (before,) = room.furniture
    reading = reading_of_bytes(bytes_of_reading(RoomReading(Building((room,)), (), "test")))
    (after,) = reading.building.rooms[0].furniture
    assert np.array_equal(after.vertices_m, before.vertices_m)
    textures = [material.base_colour for material in before.appearance.materials]
    assert any(texture is not None for texture in textures), "no texture, so this test would say nothing"
    for one, other in zip(textures, after.appearance.materials, strict=True):
        assert (one is None) == (other.base_colour is None)
        assert one is None or np.array_equal(one.pixels, other.base_colour.pixels)


def test_problems_come_back_from_the_child():
    found = read_apart(b'{"walls": [], "floors": []}', "a.json", RoomOverrides(), memory_mb=2000)
    assert found.building is None
    assert {p.code for p in found.problems} == {"NO_FLOOR", "NO_WALLS"}


def test_what_takes_too_long_or_too_much_is_stopped():
    large = b"[" + b"[1]," * 12_000_000 + b"1]"  # a gigabyte of lists
    (problem,) = read_apart(large, "a.json", RoomOverrides(), memory_mb=300).problems
    assert problem.code == "FILE_NEEDS_TOO_MUCH"
    (problem,) = read_apart(large, "a.json", RoomOverrides(), memory_mb=2000, longest_s=0.7).problems
    assert problem.code == "FILE_TAKES_TOO_LONG"


TRIES = """
import errno, socket, subprocess, threading
from scenes.readers.reading_child import limit
found, limited = [], threading.Event()

def connects():
    limited.wait()
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            socket.socket(family).connect((address, 9))
        except OSError as fault:
            found.append(errno.errorcode[fault.errno])

before = threading.Thread(target=connects)
before.start()
limit(memory_mb=2000, processor_s=20)
limited.set()
before.join()
connects()
child = "import socket; socket.socket()"
found.append(subprocess.run(["python3", "-c", child], capture_output=True).returncode)
print(*found)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the wall is a filter of the Linux kernel",
)
def test_the_child_reaches_no_network():
    """Neither in threads that ran before the wall was up, nor afterwards, nor in what it starts."""
    done = subprocess.run([sys.executable, "-c", TRIES], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["EPERM"] * 4 + ["1"], done.stderr
