"""Scans: simulated walks through known rooms, the real files against `expected.json`, damaged files."""

from __future__ import annotations

import io
import json
import struct
import warnings
from pathlib import Path

import numpy as np
import pytest
import shapely
import shapely.affinity
from numpy.typing import NDArray
from room_files import las
from scan_rooms import NEIGHBOUR, ROOMS
from scan_simulator import scanned

from kit.errors import UnsoundInput
from scenes.readers.read_room import read_room
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.scan import points_on_mesh, read_scan, rooms_of_points
from scenes.readers.scans.pcd import lzf_decompressed, read_pcd
from scenes.readers.scans.ply import read_ply
from scenes.readers.scans.surveys import read_e57, read_las
from scenes.room import Room

Array = NDArray[np.float64]

NO_OVERRIDES = RoomOverrides()
SAID = RoomOverrides(units="m", up="z")  # no other reading is tried: twice as quick


def ply(points: Array, comment: str = "made", kind: str = "float", order: str = "little") -> bytes:
    """A binary PLY file of points."""
    head = f"ply\nformat binary_{order}_endian 1.0\ncomment {comment}\nelement vertex {len(points)}\n"
    head += "".join(f"property {kind} {axis}\n" for axis in "xyz") + "end_header\n"
    letter = {"float": "f4", "double": "f8"}[kind]
    return head.encode() + points.astype(("<" if order == "little" else ">") + letter).tobytes()


def pcd(points: Array, way: str) -> bytes:
    """A PCD file of points; a compressed one holds only literal runs."""
    head = "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\n"
    head += f"WIDTH {len(points)}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {len(points)}\nDATA {way}\n"
    if way == "ascii":
        return head.encode() + b"".join(b"%.4f %.4f %.4f\n" % tuple(p) for p in points.tolist())
    plain = points.astype("<f4").tobytes()
    if way == "binary":
        return head.encode() + plain
    plain = points.astype("<f4").T.tobytes()
    packed = b"".join(
        bytes([len(plain[k : k + 32]) - 1]) + plain[k : k + 32] for k in range(0, len(plain), 32)
    )
    return head.encode() + struct.pack("<II", len(packed), len(plain)) + packed


def codes(reading: RoomReading) -> set[str]:
    return {problem.code for problem in reading.problems}


def refusal(data: bytes, filename: str) -> set[str]:
    """Codes of the problems with which a file is refused."""
    try:
        reading = read_scan(data, filename, NO_OVERRIDES)
    except UnsoundInput as fault:
        return {problem.code for problem in fault.problems}
    assert reading.building is None
    return codes(reading)


def overlap(room: Room, truth: Room) -> float:
    """Largest intersection over union of two floors, over quarter turns and the frame's move."""
    wanted = shapely.Polygon(truth.outline_m, truth.holes_m)
    wanted = shapely.affinity.translate(wanted, -wanted.centroid.x, -wanted.centroid.y)
    found = shapely.Polygon(room.outline_m, room.holes_m)
    found = shapely.affinity.translate(found, -found.centroid.x, -found.centroid.y)
    best = 0.0
    for turn in (0, 90, 180, 270, 17, 107, 197, 287):
        turned = shapely.affinity.rotate(found, turn, origin=(0, 0))
        best = max(best, turned.intersection(wanted).area / turned.union(wanted).area)
    return best


@pytest.fixture(scope="module")
def rectangle() -> Array:
    return scanned(ROOMS["rectangle"], poses=40)


@pytest.fixture(scope="module")
def read_rectangle(rectangle: Array) -> RoomReading:
    return rooms_of_points(rectangle, SAID, format="points")


@pytest.mark.parametrize(
    ("name", "said"),
    [("L", NO_OVERRIDES), ("45-degree corner", SAID), ("with column", SAID), ("turned by 17 degrees", SAID)],
)
def test_a_furnished_room_is_found_again(name: str, said: RoomOverrides) -> None:
    truth = ROOMS[name]
    reading = rooms_of_points(scanned(truth, poses=48), said, format="points")
    room = reading.room
    assert room is not None
    assert room.floor_area_m2 == pytest.approx(truth.floor_area_m2, rel=0.02)
    assert room.height_m == pytest.approx(truth.height_m, abs=0.02)
    assert overlap(room, truth) > 0.95
    assert len(room.holes_m) == len(truth.holes_m)
    assert room.confidence is not None
    assert room.confidence >= 0.6
    assert room.coverage is not None
    assert len(room.coverage) == len(room.outline_m)
    kinds = sorted(opening.kind for opening in room.openings)
    assert kinds == sorted(opening.kind for opening in truth.openings)
    assert abs(len(room.furniture) - len(truth.furniture)) <= 2
    assert not {"LOW_CONFIDENCE", "PARTIAL_SCAN", "NO_CEILING_IN_FILE"} & codes(reading)


def test_openings_have_their_sizes_and_furniture_its_place(read_rectangle: RoomReading) -> None:
    room = read_rectangle.room
    assert room is not None
    door, window = sorted(room.openings, key=lambda opening: opening.kind)
    assert (door.width_m, door.height_m) == (pytest.approx(0.9, abs=0.12), pytest.approx(2.05, abs=0.1))
    assert (window.sill_m, window.height_m) == (pytest.approx(0.9, abs=0.1), pytest.approx(1.3, abs=0.12))
    sizes = sorted(max(piece.size_m[:2]) for piece in room.furniture if piece.size_m)
    assert sizes[-2:] == pytest.approx([1.6, 2.0], abs=0.15)  # the table and the sofa


def test_a_corridor_is_told_to_be_unsure() -> None:
    reading = rooms_of_points(scanned(ROOMS["corridor"], poses=40), SAID, format="points")
    assert reading.room is not None
    assert reading.room.confidence is not None
    assert reading.room.confidence < 0.6
    assert "LOW_CONFIDENCE" in codes(reading)


def test_the_room_seen_through_a_door_is_left_out() -> None:
    truth = ROOMS["rectangle"]
    reading = rooms_of_points(scanned(truth, beyond=(NEIGHBOUR,), poses=48), SAID, format="points")
    assert reading.building is not None
    (room,) = reading.building.rooms
    assert room.floor_area_m2 == pytest.approx(truth.floor_area_m2, rel=0.02)
    assert [opening.open for opening in room.openings if opening.kind == "door"] == [True]


def test_the_same_points_give_the_same_room(rectangle: Array, read_rectangle: RoomReading) -> None:
    first = read_rectangle.room
    again = rooms_of_points(rectangle, SAID, format="points").room
    assert first is not None
    assert again is not None
    assert first.outline_m == again.outline_m
    assert first.furniture == again.furniture or [p.size_m for p in first.furniture] == [
        p.size_m for p in again.furniture
    ]


def test_units_and_up_axis_are_voted_or_said(rectangle: Array) -> None:
    inches_y_up = (rectangle @ np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]]).T)[:, [0, 1, 2]] / 0.0254
    reading = rooms_of_points(inches_y_up, NO_OVERRIDES, format="points")
    taken = {} if reading.building is None else {c.key: c.taken for c in reading.building.choices}
    assert taken == {"units": "in", "up": "y"}
    assert {"READING_VOTED", "READING_DOUBTFUL"} & codes(reading)
    said = rooms_of_points(inches_y_up[::2], RoomOverrides(units="in", up="y"), format="points")
    assert said.room is not None
    assert said.room.height_m == pytest.approx(2.55, abs=0.02)


def test_a_scan_without_ceiling_is_told(rectangle: Array) -> None:
    seen = rectangle[rectangle[:, 2] < 2.3]
    reading = rooms_of_points(seen, RoomOverrides(units="m", up="z"), format="points")
    assert reading.room is not None
    told = next(problem for problem in reading.problems if problem.code == "NO_CEILING_IN_FILE")
    assert told.repair["height_m"] == reading.room.height_m
    assert reading.room.origins["height"] == "default"


def test_a_wall_that_was_not_seen_is_open_and_offered(rectangle: Array) -> None:
    seen = rectangle[rectangle[:, 0] < 4.55]  # without the wall at x = 4.6 m
    reading = rooms_of_points(seen, RoomOverrides(units="m", up="z"), format="points")
    assert reading.room is not None
    told = next(problem for problem in reading.problems if problem.code == "PARTIAL_SCAN")
    (name,) = told.repair["closed_walls"]
    assert reading.room.finish_of(name.removeprefix("Room/")).open
    assert reading.room.floor_area_m2 == pytest.approx(16.56, rel=0.05)


@pytest.mark.parametrize(
    "name", ["sim_diningroom_L.ply", "pcl_room_scan1.pcd", "scaniverse_partial_washroom.ply"]
)
def test_real_files_have_their_numbers(shared: Path, name: str) -> None:
    expected = json.loads((shared / "rooms" / "expected.json").read_text())["files"][f"scan/{name}"]
    reading = read_room((shared / "rooms" / "scan" / name).read_bytes(), name)
    if not expected.get("rooms", ["any"]):
        assert reading.building is None
        assert {"TOO_LITTLE_SEEN", "NO_CEILING_IN_FILE"} <= codes(reading)
        return
    assert reading.building is not None
    room = reading.building.rooms[0]
    assert {choice.key: choice.taken for choice in reading.building.choices} == {
        "units": expected["unit"],
        "up": expected["up"],
    }
    height = expected.get("height_m") or expected["rooms"][0]["height_m"]
    assert room.height_m == pytest.approx(height, abs=expected["height_tol_m"])
    if "rooms" in expected:
        area = expected["rooms"][0]["floor_area_m2"]
        assert room.floor_area_m2 == pytest.approx(area, rel=expected["area_tol"])
    if "must_warn" in expected:
        told = next(problem for problem in reading.problems if problem.code == "PARTIAL_SCAN")
        assert "outline is open" in told.message
        assert "corridor" in told.message


# Files


def test_every_format_gives_the_same_points(rectangle: Array, tmp_path: Path) -> None:
    import laspy
    import pye57

    few = rectangle[::4]
    wanted = rooms_of_points(few, NO_OVERRIDES, format="points").room
    assert wanted is not None
    header = laspy.LasHeader(point_format=0, version="1.2")
    header.scales, header.offsets = [0.0005] * 3, [4_000_000.0, 5_000_000.0, 0.0]
    las = laspy.LasData(header)
    las.x, las.y, las.z = few[:, 0] + 4_000_000.0, few[:, 1] + 5_000_000.0, few[:, 2]
    files = {"a.ply": ply(few), "b.ply": ply(few, kind="double", order="big"), "c.pcd": pcd(few, "ascii")}
    for name, compressed in (("d.las", False), ("e.laz", True)):
        out = io.BytesIO()
        las.write(out, do_compress=compressed)
        files[name] = out.getvalue()
    with pye57.E57(str(tmp_path / "f.e57"), mode="w") as e57:
        e57.write_scan_raw({f"cartesian{axis}": few[:, k].copy() for k, axis in enumerate("XYZ")})
    files["f.e57"] = (tmp_path / "f.e57").read_bytes()
    readers = {"ply": lambda data: read_ply(data)[0], "pcd": read_pcd, "las": read_las}
    readers |= {"laz": read_las, "e57": read_e57}
    moved = np.array([4_000_000.0, 5_000_000.0, 0.0])
    for name, data in files.items():
        points = readers[name[2:]](data).points
        points = points - moved if name[2:] in ("las", "laz") else points
        assert points == pytest.approx(few, abs=6e-4), name
    for name in ("e.laz", "f.e57"):  # far away, and with rules of its own
        data = files[name]
        room = read_scan(data, name, NO_OVERRIDES).room
        assert room is not None, name
        assert room.floor_area_m2 == pytest.approx(wanted.floor_area_m2, rel=0.005), name
        assert room.height_m == pytest.approx(wanted.height_m, abs=0.005), name


def test_the_three_kinds_of_pcd_hold_the_same() -> None:
    points = np.random.default_rng(1).random((700, 3)).round(4)
    for way in ("ascii", "binary", "binary_compressed"):
        assert read_pcd(pcd(points, way)).points == pytest.approx(points, abs=1e-4)
    assert lzf_decompressed(b"\x00a\xe0\x02\x00", 12) == b"a" * 12  # one literal, then eleven times the same


def test_a_mesh_is_sampled_by_its_area() -> None:
    corners = np.array([[0.0, 0, 0], [2, 0, 0], [0, 1, 0], [5, 5, 0], [6, 5, 0], [5, 8, 0]])
    points = points_on_mesh(corners, np.array([[0, 1, 2], [3, 4, 5], [0, 1, 99]]), 1000)
    assert np.mean(points[:, 0] < 3) == pytest.approx(1.0 / 2.5, abs=0.01)
    assert np.all(points[:, 0] / 2 + points[:, 1] <= 1.0 + 1e-9, where=points[:, 0] < 3)


def test_points_without_a_place_are_left_out_and_told(rectangle: Array) -> None:
    bad = rectangle[::2].copy()
    bad[::50] = np.nan
    bad[1::50, 1] = np.inf
    bad[2::50, 2] = 1e30
    reading = rooms_of_points(bad, SAID, format="points")
    assert "POINTS_LEFT_OUT" in codes(reading)
    assert reading.room is not None
    assert reading.room.floor_area_m2 == pytest.approx(16.56, rel=0.02)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (np.zeros((0, 3)), "TOO_FEW_POINTS"),
        (np.full((2000, 3), np.nan), "TOO_FEW_POINTS"),
        (np.ones((2000, 3)), "TOO_LITTLE_SEEN"),
        (np.outer(np.linspace(0, 5, 2000), [1.0, 1.0, 0.2]), "TOO_LITTLE_SEEN"),
        (np.random.default_rng(0).random((5000, 3)) * 1e8, "TOO_LITTLE_SEEN"),
        (np.random.default_rng(0).random((5000, 3)) * 4, "TOO_LITTLE_SEEN"),
    ],
    ids=["none", "not numbers", "all equal", "a line", "far apart", "a cloud of dust"],
)
def test_points_that_are_no_room_are_refused_in_words(points: Array, expected: str) -> None:
    assert expected in refusal(ply(points), "a.ply")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (ply(np.ones((9, 3))).replace(b"vertex 9", b"vertex 50000000"), "a.ply", "SCAN_TOO_LARGE"),
        (ply(np.ones((9, 3))).replace(b"vertex 9", b"vertex 10"), "a.ply", "SCAN_FILE_DAMAGED"),
        (ply(np.ones((9, 3))).replace(b"vertex 9", b"vertex -9"), "a.ply", "SCAN_FILE_DAMAGED"),
        (ply(np.ones((9, 3))).replace(b"float x", b"float w"), "a.ply", "SCAN_FILE_DAMAGED"),
        (ply(np.ones((9, 3))).replace(b"float x", b"strange x"), "a.ply", "SCAN_FILE_DAMAGED"),
        (b"ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\n"
         b"end_header\n1 2 3\n4 five 6\n", "a.ply", "SCAN_FILE_DAMAGED"),
        (b"solid cube", "a.ply", "SCAN_FILE_DAMAGED"),
        (pcd(np.ones((9, 3)), "binary").replace(b"POINTS 9", b"POINTS 50000000"), "a.pcd", "SCAN_TOO_LARGE"),
        (pcd(np.ones((9, 3)), "binary").replace(b"POINTS 9", b"POINTS 10"), "a.pcd", "SCAN_FILE_DAMAGED"),
        (pcd(np.ones((9, 3)), "binary").replace(b"SIZE 4 4 4", b"SIZE 4 4"), "a.pcd", "SCAN_FILE_DAMAGED"),
        (pcd(np.ones((9, 3)), "binary").replace(b"COUNT 1 1 1", b"COUNT 1 1 99999"), "a.pcd",
         "SCAN_FILE_DAMAGED"),
        (pcd(np.ones((9, 3)), "binary_compressed")[:-9], "a.pcd", "SCAN_FILE_DAMAGED"),
        (pcd(np.ones((9, 3)), "binary").replace(b"DATA binary", b"DATA odd"), "a.pcd", "SCAN_FILE_DAMAGED"),
        (b"ASTM-E57" + bytes(2000), "a.e57", "SCAN_FILE_DAMAGED"),
        (b"LASF" + bytes(2000), "a.las", "SCAN_FILE_DAMAGED"),
        (b"LASF" + bytes(range(256)) * 9, "a.laz", "SCAN_FILE_DAMAGED"),
    ],
)  # fmt: skip
def test_damaged_files_are_refused(data: bytes, name: str, expected: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert refusal(data, name) == {expected}


@pytest.mark.parametrize(("at", "number"), [(4, 0xFFFFFFF0), (4, 4000), (None, 1 << 40), (None, 0)])
def test_a_laz_file_cannot_announce_chunks_that_it_has_not(at: int | None, number: int) -> None:
    """The table of chunks is 8 bytes and what is packed; where it is, the first 8 bytes of the points say."""
    data = bytearray(las(np.random.default_rng(2).random((900, 3)), packed=True))
    points = struct.unpack_from("<I", data, 96)[0]
    table = struct.unpack_from("<q", data, points)[0]
    struct.pack_into("<q" if at is None else "<I", data, points if at is None else table + at, number)
    assert refusal(bytes(data), "a.laz") == {"SCAN_FILE_DAMAGED"}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_truncated_real_files_are_answered(shared: Path, share: float) -> None:
    for name in ("pcl_room_scan1.pcd", "scaniverse_partial_washroom.ply"):
        data = (shared / "rooms" / "scan" / name).read_bytes()
        assert refusal(data[: int(share * len(data))], name) == {"SCAN_FILE_DAMAGED"}
