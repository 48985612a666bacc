"""Colours of scans: reflectances, closed doors that lie in the wall, and every format that carries them."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scan_rooms import RECTANGLE, window
from scan_simulator import scanned

from kit.problems import Problem
from scenes.corrections import corrected
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import on_mesh, rooms_of_points
from scenes.readers.scans.pcd import read_pcd
from scenes.readers.scans.ply import read_ply
from scenes.readers.scans.surveys import read_e57, read_las
from scenes.room import Room

Array = NDArray[np.float64]
Codes = NDArray[np.uint8]

WALL, FLOOR, CEILING, LEAF = (214, 208, 196), (150, 110, 80), (240, 240, 240), (160, 120, 85)
NOISE = 8.0  # of codes
DOOR = (1.2, 2.1, 2.05)  # from and to along y in the wall x = 0, and its height


@pytest.fixture(scope="module")
def walk() -> Array:
    """A room of 4.6 x 3.6 x 2.55 m with a window, whose only door is shut and lies in its wall."""
    return scanned(replace(RECTANGLE, openings=(window(1, 1.0),)), poses=40)


def painted(points: Array, *, leaf: tuple[int, int, int] = LEAF, low_m: float = 0.0) -> Codes:
    """What a camera saw, with noise and a shade that grows along y; the leaf begins at a height."""
    x, y, z = points.T
    codes = np.full((len(points), 3), WALL, dtype=np.float64)
    codes[z < 0.06] = FLOOR
    codes[z > 2.48] = CEILING
    on_leaf = (np.abs(x) < 0.05) & (y > DOOR[0]) & (y < DOOR[1])
    codes[on_leaf & (z < DOOR[2]) & (z > max(0.06, low_m))] = leaf
    codes *= (1.0 - 0.12 * y / 3.6)[:, None]
    codes += np.random.default_rng(1).normal(0.0, NOISE, codes.shape)
    return np.clip(codes, 0, 255).astype(np.uint8)


def read(points: Array, codes: Codes | None) -> RoomReading:
    return rooms_of_points(points, RoomOverrides(units="m", up="z"), format="points", colours=codes)


def told(reading: RoomReading, code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


@pytest.fixture(scope="module")
def coloured(walk: Array) -> RoomReading:
    """The room with a door that differs from its wall."""
    return read(walk, painted(walk))


def test_a_door_of_another_colour_is_proposed(coloured: RoomReading) -> None:
    assert coloured.room is not None
    (number,) = (k for k, o in enumerate(coloured.room.openings) if o.kind == "door")
    door = coloured.room.openings[number]
    assert (door.width_m, door.height_m) == (
        pytest.approx(DOOR[1] - DOOR[0], abs=0.06),
        pytest.approx(DOOR[2], abs=0.06),
    )
    assert not door.open
    middle = door.offset_m + door.width_m / 2  # the wall runs from y = 3.6 m to 0
    assert middle == pytest.approx(3.6 - (DOOR[0] + DOOR[1]) / 2, abs=0.06)
    assert coloured.room.wall_length_m(door.wall) == pytest.approx(3.6, abs=0.03)
    (problem,) = told(coloured, "DOOR_FROM_COLOUR")
    assert problem.severity == "warning"
    assert problem.repair == {"closed_walls": [f"Room/opening:{number}"]}
    assert 0 < float(problem.message.split("(")[1].split(" %")[0]) <= 50


def test_its_repair_makes_it_wall_again(coloured: RoomReading) -> None:
    (problem,) = told(coloured, "DOOR_FROM_COLOUR")
    mended = corrected(coloured, RoomOverrides(closed_walls=tuple(problem.repair["closed_walls"])))
    assert mended.room is not None
    assert coloured.room is not None
    assert [o.kind for o in mended.room.openings] == ["window"]
    assert not told(mended, "DOOR_FROM_COLOUR")
    assert not told(mended, "UNKNOWN_WALL")
    kept = [o for o in coloured.room.openings if o.kind == "window"]
    assert list(mended.room.openings) == kept


@pytest.mark.parametrize(
    ("leaf", "low_m"), [((206, 200, 190), 0.0), (LEAF, 1.0)], ids=["nearly the same", "picture"]
)
def test_what_is_as_the_wall_or_hangs_on_it_is_no_door(
    walk: Array, leaf: tuple[int, int, int], low_m: float
) -> None:
    reading = read(walk, painted(walk, leaf=leaf, low_m=low_m))
    assert not told(reading, "DOOR_FROM_COLOUR")
    assert reading.room is not None
    assert [o.kind for o in reading.room.openings] == ["window"]


def linear(code: float) -> float:
    """IEC 61966-2-1, of a code above 10."""
    return ((code / 255.0 + 0.055) / 1.055) ** 2.4


def test_colours_become_reflectances_by_the_rule_for_colours(coloured: RoomReading) -> None:
    """Luminance from 0.05 to 0.85 is the reflectance; in the middle of the room a shade of 6 % lies on it."""
    assert coloured.room is not None
    for name, code in (("floor", FLOOR), ("ceiling", CEILING), ("walls", WALL)):
        finish = coloured.room.finish_of(name)
        assert finish.origin == "derived"
        wanted = [linear(0.94 * channel) for channel in code]
        assert finish.reflectance_rgb == pytest.approx(wanted, abs=0.04), name
    assert len(told(coloured, "REFLECTANCE_FROM_CAMERA")) == 1


def test_without_colours_reflectances_are_defaults(walk: Array) -> None:
    reading = read(walk, None)
    assert reading.room is not None
    assert reading.room.finish_of("walls").origin == "default"
    assert not told(reading, "REFLECTANCE_FROM_CAMERA")


# Files

POINTS = np.random.default_rng(3).random((600, 3)).round(3)
CODES = np.random.default_rng(4).integers(0, 256, (600, 3)).astype(np.uint8)


def test_ply_carries_colours() -> None:
    names = "".join(f"property float {axis}\n" for axis in "xyz")
    names += "".join(f"property uchar {channel}\n" for channel in ("red", "green", "blue"))
    for way in ("ascii", "binary_little_endian", "binary_big_endian"):
        head = f"ply\nformat {way} 1.0\nelement vertex {len(POINTS)}\n{names}end_header\n".encode()
        if way == "ascii":
            rows = zip(POINTS.tolist(), CODES.tolist(), strict=True)
            data = head + "".join(f"{' '.join(map(str, (*p, *c)))}\n" for p, c in rows).encode()
        else:
            order = "<" if "little" in way else ">"
            rows_of = np.zeros(len(POINTS), np.dtype([("p", f"{order}f4", 3), ("c", "u1", 3)]))
            rows_of["p"], rows_of["c"] = POINTS, CODES
            data = head + rows_of.tobytes()
        file, _ = read_ply(data)
        assert file.colours is not None
        assert np.array_equal(file.colours, CODES), way


@pytest.mark.parametrize("kind", ["F", "U"])
@pytest.mark.parametrize("way", ["ascii", "binary"])
def test_pcd_carries_colours_packed_in_one_number(kind: str, way: str) -> None:
    packed = CODES.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    head = f"VERSION 0.7\nFIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F {kind}\nCOUNT 1 1 1 1\nWIDTH 600\n"
    head += f"HEIGHT 1\nPOINTS 600\nDATA {way}\n"
    if way == "binary":
        rows = np.zeros(600, np.dtype([("p", "<f4", 3), ("c", "<u4")]))
        rows["p"], rows["c"] = POINTS, packed
        data = head.encode() + rows.tobytes()
    else:
        words = [
            repr(struct.unpack("<f", struct.pack("<I", v))[0]) if kind == "F" else str(v)
            for v in packed.tolist()
        ]
        lines = zip(POINTS.tolist(), words, strict=True)
        data = head.encode() + "".join(f"{p[0]} {p[1]} {p[2]} {w}\n" for p, w in lines).encode()
    file = read_pcd(data)
    assert file.colours is not None
    assert np.array_equal(file.colours, CODES)


@pytest.mark.parametrize("bits", [8, 16])
def test_las_carries_colours_of_8_or_16_bits(bits: int) -> None:
    import laspy

    las = laspy.LasData(laspy.LasHeader(point_format=2, version="1.2"))
    las.x, las.y, las.z = POINTS.T
    times = 257 if bits == 16 else 1
    las.red, las.green, las.blue = (CODES.astype(np.uint16) * times).T
    out = io.BytesIO()
    las.write(out)
    file = read_las(out.getvalue())
    assert file.colours is not None
    assert np.array_equal(file.colours, CODES)


def test_e57_carries_colours(tmp_path: Path) -> None:
    import pye57

    fields = {f"cartesian{axis}": POINTS[:, k].copy() for k, axis in enumerate("XYZ")}
    fields |= {f"color{name}": CODES[:, k].copy() for k, name in enumerate(("Red", "Green", "Blue"))}
    with pye57.E57(str(tmp_path / "a.e57"), mode="w") as file:
        file.write_scan_raw(fields)
    read_back = read_e57((tmp_path / "a.e57").read_bytes())
    assert read_back.colours is not None
    assert np.array_equal(read_back.colours, CODES)


def test_a_mesh_gives_its_points_the_colours_of_their_places() -> None:
    """Red grows with x and green with y over a triangle of 1 m."""
    corners = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
    codes = np.array([[[0, 0, 7], [255, 0, 7], [0, 255, 7]]], np.uint8)
    on = on_mesh(corners, np.array([[0, 1, 2]]), 500)
    found = on.codes(codes).astype(float)
    assert found[:, 0] == pytest.approx(255 * on.points[:, 0], abs=0.6)
    assert found[:, 1] == pytest.approx(255 * on.points[:, 1], abs=0.6)
    assert np.all(found[:, 2] == 7)


def test_openings_that_are_wall_keep_the_others_origins() -> None:
    from scenes.building import Building
    from scenes.room import Opening, Origin

    openings = tuple(Opening("window", k, 0.5, 1.0, 0.9, 1.2) for k in range(3))
    origins = {"openings[0].sill_m": Origin.FILE, "openings[2].sill_m": Origin.DEFAULT, "height": Origin.USER}
    room = Room(((0, 0), (4, 0), (4, 3), (0, 3)), 2.5, name="A", openings=openings, origins=origins)
    reading = corrected(
        RoomReading(Building((room,)), (), "x"), RoomOverrides(closed_walls=("A/opening:0", "A/opening:1"))
    )
    assert reading.room is not None
    assert reading.room.openings == (openings[2],)
    assert reading.room.origins == {"openings[0].sill_m": Origin.DEFAULT, "height": Origin.USER}
