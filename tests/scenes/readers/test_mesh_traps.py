"""Damaged, hostile and unusual meshes: each answered with a code; and our own files read back."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_meshes import Drawing, box_shell, packed, two_rooms

from kit.errors import UnsoundInput
from render.gltf.scene import surfaces_glb
from scenes.readers.mesh_scene import read_mesh_scene
from scenes.readers.ply import read_ply
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.room import Finish, Furniture, Opening, Room
from scenes.surfaces import room_surfaces


def reading_of(data: bytes, name: str = "a.glb") -> RoomReading:
    reader = read_ply if name.endswith(".ply") else read_mesh_scene
    try:
        return reader(data, name, RoomOverrides())
    except UnsoundInput as fault:
        return RoomReading(None, fault.problems, name)


def codes(data: bytes, name: str = "a.glb") -> set[str]:
    return {problem.code for problem in reading_of(data, name).problems}


def changed(**document: Any) -> bytes:
    found, binary = two_rooms().gltf()
    return packed(found | document, binary)


def dracoed(drawing: Drawing) -> bytes:
    """The drawing with its one mesh compressed, as an encoder of somebody else writes it."""
    draco = pytest.importorskip("DracoPy")
    document, _ = drawing.gltf()
    vertices, triangles = drawing.arrays("Mesh")
    y_up = np.column_stack([vertices[:, 0], vertices[:, 2], -vertices[:, 1]])
    data = draco.encode(y_up, triangles.astype(np.uint32), quantization_bits=18)
    document["bufferViews"] = [{"buffer": 0, "byteOffset": 0, "byteLength": len(data)}]
    for accessor in document["accessors"]:
        del accessor["bufferView"]
    extension = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    document["meshes"][0]["primitives"][0]["extensions"] = extension
    document["extensionsRequired"] = document["extensionsUsed"] = list(extension)
    document["buffers"] = [{"byteLength": len(data)}]
    return packed(document, data)


def test_draco_is_unpacked_and_never_zeros() -> None:
    building = reading_of(dracoed(two_rooms())).building
    assert building is not None
    areas = sorted(room.floor_area_m2 for room in building.rooms)
    assert areas == pytest.approx([9.0, 12.0], rel=1e-4)


def test_draco_cut_off_is_told() -> None:
    data = dracoed(two_rooms())
    broken = bytearray(data)
    start = data.index(b"DRACO")
    broken[start + 40 : start + 200] = bytes(160)
    assert codes(bytes(broken)) & {"DRACO_BROKEN", "NO_ROOM_FOUND", "MODEL_EMPTY"}


def test_what_is_required_and_not_read_is_refused_first() -> None:
    assert codes(changed(extensionsRequired=["EXT_meshopt_compression"])) == {"GLB_COMPRESSED"}
    assert codes(changed(extensionsRequired=["EXT_unheard_of"])) == {"GLB_EXTENSION"}


def test_pictures_as_ktx2_are_told_and_the_room_is_read() -> None:
    document, binary = two_rooms().gltf()
    document["meshes"][0]["primitives"][0]["material"] = 0
    document["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
    document["textures"] = [{"extensions": {"KHR_texture_basisu": {"source": 0}}}]
    document["images"] = [{"mimeType": "image/ktx2", "bufferView": 0}]
    document["extensionsRequired"] = ["KHR_texture_basisu"]
    reading = reading_of(packed(document, binary))
    assert reading.building is not None
    assert "TEXTURE_NOT_READ" in {problem.code for problem in reading.problems}


@pytest.mark.parametrize("children", [[0], [1]])
def test_node_graphs_in_circles_are_refused(children: list[int]) -> None:
    nodes = [{"mesh": 0, "children": children}, {"children": [0]}]
    assert codes(changed(nodes=nodes, scenes=[{"nodes": [0]}])) == {"GLB_BROKEN"}


def test_deep_nesting_ends_in_an_answer() -> None:
    nodes: list[dict[str, Any]] = [{"children": [i + 1]} for i in range(5000)] + [{"mesh": 0}]
    assert "MESH_READ_AS" in codes(changed(nodes=nodes, scenes=[{"nodes": [0]}]))
    assert codes(b'{"asset": ' * 100_000, "a.gltf") == {"GLB_BROKEN"}


def test_counts_beyond_the_file_are_refused() -> None:
    document, binary = two_rooms().gltf()
    document["accessors"][0]["count"] = 10**11
    assert codes(packed(document, binary)) == {"MESH_TOO_BIG"}
    document["accessors"][0]["count"] = 100_000
    assert codes(packed(document, binary)) == {"GLB_BROKEN"}


def test_vertices_that_are_no_numbers_and_indices_out_of_range() -> None:
    document, binary = two_rooms().gltf()
    assert codes(packed(document, struct.pack("<f", float("nan")) + binary[4:])) == {"MODEL_NOT_FINITE"}
    view = document["bufferViews"][1]
    at = view["byteOffset"]
    assert codes(packed(document, binary[:at] + b"\xff\xff\xff\x00" + binary[at + 4 :])) == {"GLB_BROKEN"}


def test_triangles_without_area_are_told() -> None:
    drawing = two_rooms()
    drawing.quad("Mesh", [1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1])
    assert "TRIANGLES_WITHOUT_AREA" in codes(drawing.glb())


@pytest.mark.parametrize("ending", ["gltf", "obj", "stl", "ply", "zip"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_cut_files_are_answered_in_words(ending: str, share: float) -> None:
    data = two_rooms().written(ending)
    reading = reading_of(data[: int(len(data) * share)], f"a.{ending}")
    assert ending == "obj" or reading.building is None  # a shorter OBJ is a sound file with less in it
    assert reading.problems


def test_data_beside_a_gltf_is_asked_for() -> None:
    document, _ = two_rooms().gltf()
    document["buffers"][0]["uri"] = "../../etc/passwd"
    assert codes(json.dumps(document).encode(), "a.gltf") == {"GLTF_FILE_MISSING"}


def test_clutter_that_crosses_itself_is_refused_soon() -> None:
    rng = np.random.default_rng(1)
    drawing = Drawing({"Mesh": list(rng.uniform(0, 4, (2000, 4, 3)))})
    assert "MESH_CUT_TOO_FINE" in codes(drawing.glb())


def own_room() -> Room:
    """An L-shaped room of ours with openings, furniture and colours."""
    outline = ((0.0, 0.0), (5.0, 0.0), (5.0, 2.5), (3.0, 2.5), (3.0, 4.0), (0.0, 4.0))
    openings = (
        Opening("window", wall=0, offset_m=1.0, width_m=1.4, sill_m=0.9, height_m=1.2),
        Opening("door", wall=5, offset_m=0.5, width_m=0.9, sill_m=0.0, height_m=2.05),
        Opening("passage", wall=1, offset_m=0.4, width_m=1.1, sill_m=0.0, height_m=2.1),
    )
    furniture = (
        Furniture("table", (1.5, 1.5, 0.0), 30.0, (1.2, 0.8, 0.75)),
        Furniture("Cube", (4.3, 0.6, 0.0), 0.0, (0.8, 0.6, 1.1)),
    )
    finishes = {"floor": Finish((0.3, 0.25, 0.2)), "walls": Finish((0.6, 0.6, 0.55))}
    return Room(outline, 2.6, openings=openings, furniture=furniture, finishes=finishes)


def test_our_own_file_read_again_gives_the_same_room() -> None:
    room = own_room()
    building = reading_of(surfaces_glb("room", room_surfaces(room))).building
    assert building is not None
    (again,) = building.rooms
    assert {tuple(np.round(c, 3)) for c in again.outline_m} == {tuple(np.round(c, 3)) for c in room.outline_m}
    assert again.height_m == pytest.approx(room.height_m, abs=1e-3)
    assert len(again.furniture) == len(room.furniture)

    def placed(of: Room) -> list[tuple[Any, ...]]:
        found = []
        for o in of.openings:
            start, end = (np.array(p) for p in of.wall_ends_m(o.wall))
            near = start + (end - start) * o.offset_m / of.wall_length_m(o.wall)
            found.append(
                (o.kind, *near.round(3), round(o.width_m, 3), round(o.sill_m, 3), round(o.height_m, 3))
            )
        return sorted(found)

    assert placed(again) == placed(room)
    for surface in ("floor", "wall:1"):
        wanted = room.finish_of(surface).reflectance_rgb
        assert again.finish_of(surface).reflectance_rgb == pytest.approx(wanted, abs=0.05)


def test_names_left_out_the_geometry_alone_gives_the_room(tmp_path: Path) -> None:
    data = surfaces_glb("room", room_surfaces(own_room()))
    size = struct.unpack_from("<I", data, 12)[0]
    document = json.loads(data[20 : 20 + size])
    document["asset"].pop("extras", None)
    for index, node in enumerate(document["nodes"]):
        node.pop("extras", None)
        node["name"] = f"node {index}"
    building = reading_of(packed(document, data[28 + size :])).building
    assert building is not None
    (again,) = building.rooms
    assert again.floor_area_m2 == pytest.approx(own_room().floor_area_m2, rel=0.01)
    assert again.height_m == pytest.approx(2.6, rel=0.01)
    assert sorted(o.kind for o in again.openings) == ["door", "passage", "window"]
    assert len(again.furniture) == 2


def test_a_shell_alone_has_no_furniture() -> None:
    drawing = Drawing()
    box_shell(drawing, (4.0, 3.0, 2.5), skin="inside")
    building = reading_of(drawing.glb()).building
    assert building is not None
    assert building.rooms[0].furniture == ()
