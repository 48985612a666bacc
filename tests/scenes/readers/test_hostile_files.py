"""Files made to do harm, read as the service reads them: in a child process with the limits of one file.

An answer of the reader also proves that the file took less than 30 s and 2 GB (scans 3 GB): beyond them the
child is ended, and the code is another one.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import hostile_files as bad
import numpy as np
import pytest
from drawn_meshes import stl
from homes import archive, home, walls

from kit.errors import UnsoundInput
from kit.problems import errors_of
from scenes.readers.apart import AT_ONCE
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.read_room import READERS, read_room
from scenes.readers.reading import RoomOverrides, RoomReading

LONGEST_PROCESSOR_S = 25.0  # of a mesh of a million triangles; 7 to 12 s were measured
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


def gltf_with(uri: str) -> bytes:
    """A glTF file whose buffer lies elsewhere."""
    buffers = [{"uri": uri, "byteLength": 100}]
    return json.dumps({"asset": {"version": "2.0"}, "buffers": buffers}).encode()


def three_points(rest: str) -> bytes:
    """An OBJ file of one triangle."""
    return f"{rest}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n".encode()


CASES = {
    "ZIP: dense": ("a.sh3d", lambda: bad.dense_zip("Home.xml", 50), "ARCHIVE_BOMB"),
    "ZIP: dense capture": ("a.usdz", lambda: bad.dense_zip("room.usda", 50), "ARCHIVE_BOMB"),
    "ZIP: in itself": ("a.zip", bad.nested_zips, "NO_CAPTURE_IN_ZIP"),
    "ZIP: many members": ("a.zip", bad.many_members, "ARCHIVE_TOO_MANY_FILES"),
    "ZIP: one kernel, often": ("a.sh3d", bad.one_kernel_many_times, "ARCHIVE_BOMB"),
    "ZIP: wrong sizes": ("a.sh3d", bad.wrong_sizes, "ARCHIVE_DAMAGED"),
    "path: up": ("a.sh3d", lambda: bad.leading_out("../../x"), "ARCHIVE_NAME_UNSAFE"),
    "path: root": ("a.zip", lambda: bad.leading_out("/etc/x.obj"), "ARCHIVE_NAME_UNSAFE"),
    "path: drive": ("a.usdz", lambda: bad.leading_out("C:\\x.usda"), "ARCHIVE_NAME_UNSAFE"),
    "path: of a buffer": ("a.gltf", lambda: gltf_with("../../../../etc/passwd"), "GLTF_FILE_MISSING"),
    "path: of materials": ("a.obj", lambda: three_points("mtllib ../../etc/passwd"), "NO_ROOM_FOUND"),
    "XML: entities": ("a.xml", bad.laughs, "XML_DOCTYPE"),
    "XML: long entity": ("a.xml", bad.long_entity, "XML_DOCTYPE"),
    "XML: outer file": ("a.xml", lambda: bad.outer_entity("file:///etc/passwd"), "XML_DOCTYPE"),
    "XML: address": ("a.xml", lambda: bad.outer_entity("http://127.0.0.1:1/"), "XML_DOCTYPE"),
    "XML: deep": ("a.xml", bad.deep_xml, "XML_TOO_DEEP"),
    "JSON: deep": ("a.json", lambda: bad.deep_json(2 * bad.A_MILLION), "NESTED_TOO_DEEPLY"),
    "glTF: deep JSON": ("a.gltf", bad.deep_json, "GLB_BROKEN"),
    "glTF: deep nodes": ("a.gltf", bad.deep_gltf, "GLB_BROKEN"),
    "glTF: circle": ("a.gltf", bad.looping_gltf, "GLB_BROKEN"),
    "glTF: 2^60 nodes": ("a.gltf", bad.doubling_gltf, "GLB_BROKEN"),
    "dust: STL": ("a.stl", lambda: stl(*bad.dust(bad.A_MILLION, 0.03)), "MESH_TOO_BIG"),
    "dust: GLB": ("a.glb", lambda: bad.glb_of(("room", *bad.dust(bad.A_MILLION))), "MESH_TOO_BIG"),
    "outline: crossing": ("a.xml", bad.crossing_home, "OUTLINE_CROSSES_ITSELF"),
    "outline: long": ("a.xml", bad.home_of_points, "XML_TOO_LARGE"),
    "walls: no length": ("a.xml", bad.short_walls, "WALL_WITHOUT_LENGTH"),
    "DXF: no length": ("a.dxf", bad.short_lines, "NO_ROOM_FOUND"),
    "DXF: 10^6 inserts": ("a.dxf", bad.many_inserts, "DRAWING_TOO_LARGE"),
    "DXF: table": ("a.dxf", bad.table_of_inserts, "DRAWING_TOO_LARGE"),
    "DXF: 10^20 lines": ("a.dxf", bad.doubling_blocks, "DRAWING_TOO_LARGE"),
    "DXF: circle": ("a.dxf", bad.looping_blocks, "DRAWING_PARTS_LEFT_OUT"),
    "IFC: 10^6 references": ("a.ifc", bad.many_references, "NO_ROOM_FOUND"),
    "IFC: circle": ("a.ifc", bad.circling_placements, "IFC_UNREADABLE"),
    "IFC: deep": ("a.ifc", lambda: bad.ifc(f"#1=IFCPOLYLINE({'(' * 500_000});\n"), "IFC_UNREADABLE"),
    "NaN: some": ("a.ply", lambda: bad.points_with_nan(0.01), "POINTS_LEFT_OUT"),
    "NaN: all": ("a.ply", lambda: bad.points_with_nan(1.1), "TOO_FEW_POINTS"),
    "NaN: STL": ("a.stl", lambda: stl(np.full((3, 3), np.nan), np.array([[0, 1, 2]])), "MODEL_NOT_FINITE"),
    "size: PLY": ("a.ply", bad.announcing_ply, "SCAN_TOO_LARGE"),
    "size: PLY faces": ("a.ply", lambda: bad.announcing_ply("face"), "MESH_TOO_BIG"),
    "size: PCD": ("a.pcd", bad.announcing_pcd, "SCAN_TOO_LARGE"),
    "size: PCD packed": ("a.pcd", lambda: bad.announcing_pcd("binary_compressed"), "SCAN_TOO_LARGE"),
    "size: LAS": ("a.las", bad.announcing_las, "SCAN_TOO_LARGE"),
    "size: LAZ": ("a.laz", lambda: bad.announcing_las(compressed=True), "SCAN_TOO_LARGE"),
    "size: STL": ("a.stl", lambda: bytes(80) + b"\xff" * 4 + bytes(100), "STL_BROKEN"),
    "size: GLB": ("a.glb", bad.announcing_glb, "GLB_BROKEN"),
    "size: E57": (
        "a.e57",
        lambda: b"ASTM-E57\1" + bytes(7) + b"\xff" * 32 + bytes(2000),
        "SCAN_FILE_DAMAGED",
    ),
    "other: ZIP as a scan": ("a.e57", lambda: archive({"x": bytes(100)}), "SCAN_FILE_DAMAGED"),
    "other: home as a drawing": ("a.dxf", lambda: home(walls(bad.SQUARE)), "DXF_UNSOUND"),
    "other: IFC as GLB": ("a.glb", lambda: bad.ifc(""), "NOT_A_GLB"),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, RoomReading]:
    """What every case is answered; as many are read at a time as the service reads."""
    with ThreadPoolExecutor(AT_ONCE) as readers:
        found = {
            name: readers.submit(lambda of: read_room(of[1](), of[0]), case) for name, case in CASES.items()
        }
    return {name: answer.result() for name, answer in found.items()}


@pytest.mark.parametrize("name", CASES)
def test_it_is_answered_with_its_own_code(answers: dict[str, RoomReading], name: str) -> None:
    reading, expected = answers[name], CASES[name][2]
    codes = [problem.code for problem in reading.problems]
    assert expected in codes
    rooms = reading.building.rooms if reading.building else ()
    assert bool(rooms) == (name == "NaN: some")
    assert bool(errors_of(reading.problems)) == (reading.building is None)


def test_nothing_of_other_files_is_in_an_answer(answers: dict[str, RoomReading]) -> None:
    for reading in answers.values():
        assert not any("root:" in p.message + p.hint + p.where for p in reading.problems)


@pytest.mark.parametrize("ending", sorted(READERS))
def test_a_picture_under_another_ending(ending: str) -> None:
    with pytest.raises(UnsoundInput) as refusal:
        READERS[ending].read(PNG, f"room{ending}", RoomOverrides())
    assert errors_of(refusal.value.problems)


def timed(data: bytes) -> RoomReading:
    """A GLB file read here, where its processor time can be measured."""
    began = time.process_time()
    reading = read_mesh_scene(data, "a.glb", RoomOverrides())
    assert time.process_time() - began < LONGEST_PROCESSOR_S
    return reading


def test_a_room_of_a_million_triangles() -> None:
    reading = timed(bad.glb_of(("room", *bad.shell(bad.A_MILLION))))
    assert reading.building is not None
    (room,) = reading.building.rooms
    assert room.floor_area_m2 == pytest.approx(20.0, rel=1e-3)
    assert room.height_m == pytest.approx(2.5, abs=1e-3)


def test_a_piece_of_a_million_triangles() -> None:
    """A ball of 0.8 m: its surface is pi times the square of that."""
    reading = timed(bad.glb_of(("room", *bad.shell(12)), ("sofa", *bad.ball(bad.A_MILLION))))
    assert reading.building is not None
    (piece,) = reading.building.rooms[0].furniture
    assert len(piece.triangles) <= 5_100
    assert np.ptp(piece.vertices_m, axis=0) == pytest.approx(0.8, abs=0.01)
    corners = piece.vertices_m[piece.triangles]
    doubled = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert np.linalg.norm(doubled, axis=1).sum() / 2 == pytest.approx(np.pi * 0.8**2, rel=0.02)
    assert "FURNITURE_SIMPLIFIED" in [problem.code for problem in reading.problems]
