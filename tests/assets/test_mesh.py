"""Models that people bring: real files in true size, and hostile ones refused in words."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.mesh import read_mesh
from assets.modelling import rounded_box
from assets.write_glb import Finish, Part, glb_bytes
from kit.errors import UnsoundInput

RED = Finish("red", (0.8, 0.1, 0.1), roughness=0.7)
LIT = Finish("lit", (0.9, 0.9, 0.9), emissive_rgb=(1.0, 1.0, 1.0))


def box_file() -> bytes:
    box = rounded_box((1.0, 2.0, 3.0), 0.1, 2)
    return glb_bytes([Part("base", box, RED), Part("head", box.moved(z_m=4.0), LIT)], "box")


def packed(document: Any, binary: bytes = b"") -> bytes:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        body += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def unpacked(data: bytes) -> tuple[Any, bytes]:
    (size,) = struct.unpack_from("<I", data, 12)
    return json.loads(data[20 : 20 + size]), data[28 + size :]


def codes(data: bytes, filename: str = "model.glb") -> list[str]:
    with pytest.raises(UnsoundInput) as refused:
        read_mesh(data, filename)
    return [problem.code for problem in refused.value.problems]


def triangle(**changes: Any) -> bytes:
    """One triangle in the plane of x and y; `changes` replace keys of the document."""
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype="<f4").tobytes()
    document: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36}],
    }
    return packed({**document, **changes}, points)


def test_real_models_have_the_size_their_catalogue_says(shared: Path) -> None:
    catalogue = json.loads((shared / "models" / "catalog.json").read_text(encoding="utf-8"))
    listed = [entry for entry in catalogue if entry["file"].endswith(".glb")]
    assert len(listed) == 24
    for entry in listed:
        mesh = read_mesh((shared / "models" / entry["file"]).read_bytes(), entry["file"])
        assert mesh.size_m == pytest.approx(entry["size_m"], abs=0.001), entry["file"]
        # "origin at the middle of the underside"
        assert mesh.vertices_m[:, 2].min() == pytest.approx(0.0, abs=0.001)
        left_out = entry["triangles"] - len(mesh.triangles)
        assert (left_out > 0) == any(p.code == "TRIANGLES_WITHOUT_AREA" for p in mesh.problems)
        assert left_out < 0.05 * entry["triangles"]


@pytest.mark.parametrize(
    ("name", "size_m", "doubtful"),
    [
        ("adjustable_desk.glb", (1.42, 2.00, 0.94), False),
        ("bed_king.glb", (3.06, 3.95, 1.22), False),
        ("couch.glb", (53.9, 33.1, 31.2), True),
        ("floor_lamp_centred_origin.glb", (0.46, 0.46, 1.80), False),
        ("pendant_lamp_origin_on_top.glb", (0.62, 0.62, 0.80), False),
    ],
)
def test_wild_models_load(
    shared: Path, name: str, size_m: tuple[float, float, float], doubtful: bool
) -> None:
    mesh = read_mesh((shared / "models" / "other" / name).read_bytes(), name)
    assert mesh.size_m == pytest.approx(size_m, abs=0.06)
    assert any(p.code == "MODEL_SIZE_DOUBTFUL" for p in mesh.problems) is doubtful


def test_our_writer_and_reader_agree() -> None:
    mesh = read_mesh(box_file(), "box.GLB")
    assert mesh.size_m == pytest.approx((1.0, 2.0, 7.0), abs=1e-5)
    assert mesh.nodes == ("base", "head")
    assert set(mesh.node_of_vertex[mesh.vertices_m[:, 2] > 2.0]) == {1}
    colours = mesh.triangle_rgb[~mesh.glows]
    assert colours == pytest.approx(np.tile([0.8, 0.1, 0.1], (len(colours), 1)))
    assert mesh.glows.sum() == len(mesh.triangles) / 2
    assert mesh.problems == ()
    outwards = (mesh.vertices_m - [0, 0, 0])[mesh.node_of_vertex == 0]
    normals = mesh.vertex_normals[mesh.node_of_vertex == 0]
    assert (np.sum(outwards * normals, axis=1) > 0).all()


def test_gltf_axes_become_ours() -> None:
    mesh = read_mesh(triangle(nodes=[{"mesh": 0, "translation": [1.0, 2.0, 3.0]}]), "t.glb")
    assert mesh.vertices_m.tolist() == [[1, -3, 2], [2, -3, 2], [1, -3, 3]]


def test_nested_transforms_and_mirrors() -> None:
    half = 0.5**0.5
    nodes = [
        {"name": "top", "children": [1], "rotation": [0.0, half, 0.0, half]},
        {"name": "low", "mesh": 0, "scale": [-2.0, 1.0, 1.0]},
    ]
    mesh = read_mesh(triangle(nodes=nodes), "t.glb")
    # scaled to (-2, 0, 0), turned by 90 degrees about y to (0, 0, 2), which is (0, -2, 0) here
    assert mesh.vertices_m == pytest.approx(np.array([[0, 0, 0], [0, -2, 0], [0, 0, 1]]), abs=1e-12)
    assert mesh.nodes == ("top/low",)
    a, b, c = mesh.vertices_m[mesh.triangles[0]]
    # the mirror turned the winding back: still seen from where the turned normal (0, 0, 1) points, here +x
    assert np.cross(b - a, c - a) == pytest.approx([2.0, 0.0, 0.0])


@pytest.mark.parametrize("data", [b"", b"glTF", b"hello, this is no model at all", b"\x89PNG" + bytes(40)])
def test_not_a_glb(data: bytes) -> None:
    assert codes(data) == ["NOT_A_GLB"]


def test_other_endings_are_refused_in_words() -> None:
    assert codes(box_file(), "sofa.fbx") == ["UNKNOWN_MODEL_FORMAT"]


def test_every_cut_is_refused() -> None:
    data = box_file()
    for length in range(0, len(data), 997):
        assert codes(data[:length])[0] in {"NOT_A_GLB", "GLB_CUT_OFF"}


def test_too_large_is_refused_before_it_is_parsed() -> None:
    assert codes(b"glTF" + bytes(60_000_001)) == ["MODEL_TOO_LARGE"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"extensionsRequired": ["KHR_draco_mesh_compression"]}, "GLB_COMPRESSED"),
        ({"extensionsRequired": ["EXT_meshopt_compression"]}, "GLB_COMPRESSED"),
        ({"extensionsRequired": ["XYZ_unheard_of"]}, "GLB_EXTENSION"),
        ({"extensionsRequired": 3}, "GLB_EXTENSION"),
        ({"buffers": [{"byteLength": 36, "uri": "../../etc/passwd"}]}, "GLB_EXTERNAL_DATA"),
        ({"buffers": [{"byteLength": 36, "uri": "http://127.0.0.1/"}]}, "GLB_EXTERNAL_DATA"),
        ({"nodes": [{"mesh": 7}]}, "GLB_BROKEN"),
        ({"nodes": [{"mesh": 0, "children": [0]}]}, "GLB_BROKEN"),
        ({"nodes": [{"mesh": 0, "translation": [1e999, 0, 0]}]}, "GLB_BROKEN"),
        ({"nodes": [{"mesh": 0, "scale": ["x", 0, 0]}]}, "GLB_BROKEN"),
        ({"nodes": 5}, "GLB_BROKEN"),
        ({"scene": -1}, "GLB_BROKEN"),
        ({"meshes": [{"primitives": 4}]}, "GLB_BROKEN"),
        ({"meshes": [{"primitives": [{"attributes": {}}]}]}, "GLB_BROKEN"),
        ({"bufferViews": [{"buffer": 0, "byteLength": 36, "byteOffset": 4}]}, "GLB_BROKEN"),
        ({"bufferViews": [{"buffer": 0, "byteLength": 36, "byteStride": 0}]}, "GLB_BROKEN"),
        ({"nodes": [{"mesh": 0, "scale": [0.0, 0.0, 0.0]}]}, "MODEL_EMPTY"),
        ({"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 1}]}]}, "MODEL_EMPTY"),
        ({"meshes": [{"primitives": []}]}, "MODEL_EMPTY"),
        ({"scenes": []}, None),
    ],
)
def test_hostile_documents(changes: dict[str, Any], code: str | None) -> None:
    data = triangle(**changes)
    if code is None:
        assert len(read_mesh(data, "t.glb").triangles) == 1
    else:
        assert codes(data) == [code]


@pytest.mark.parametrize("count", [4, 2**31, 2**60, -1, 2.5, "3", None, True])
def test_counts_that_are_not_so(count: Any) -> None:
    accessor = {"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3"}
    assert codes(triangle(accessors=[accessor]))[0] in {"GLB_BROKEN", "MODEL_TOO_LARGE", "MODEL_EMPTY"}


def test_one_mesh_in_a_million_places_is_refused() -> None:
    data = box_file()
    document, binary = unpacked(data)
    document["nodes"] = [{"mesh": 0}] * 90_000
    document["scenes"] = [{"nodes": list(range(90_000))}]
    assert codes(packed(document, binary)) == ["MODEL_TOO_LARGE"]


def test_deep_json_is_refused() -> None:
    text = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
    data = struct.pack("<4sIII4s", b"glTF", 2, 20 + len(text), len(text), b"JSON") + text
    assert codes(data) == ["GLB_BROKEN"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_not_finite(value: float) -> None:
    document, binary = unpacked(triangle())
    points = np.frombuffer(binary, "<f4").copy()
    points[4] = value
    assert codes(packed(document, points.tobytes())) == ["MODEL_NOT_FINITE"]


def test_an_index_beyond_the_vertices() -> None:
    document, binary = unpacked(triangle())
    document["meshes"][0]["primitives"][0]["indices"] = 1
    document["accessors"].append({"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"})
    document["bufferViews"].append({"buffer": 0, "byteOffset": 36, "byteLength": 6})
    assert codes(packed(document, binary + struct.pack("<4H", 0, 1, 3, 0))) == ["GLB_BROKEN"]
    good = read_mesh(packed(document, binary + struct.pack("<4H", 0, 1, 2, 0)), "t.glb")
    assert len(good.triangles) == 1


@pytest.mark.parametrize(("mode", "last"), [(5, [1, 3, 2]), (6, [0, 2, 3])])
def test_strips_and_fans(mode: int, last: list[int]) -> None:
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 2, 0]], dtype="<f4").tobytes()
    document, _ = unpacked(triangle())
    document["accessors"][0]["count"] = 4
    document["bufferViews"][0]["byteLength"] = 48
    document["meshes"][0]["primitives"][0]["mode"] = mode
    mesh = read_mesh(packed(document, points), "t.glb")
    corners = [mesh.vertices_m.tolist()[i] for i in mesh.triangles[1]]
    ours = [[0, 0, 0], [1, 0, 0], [0, 0, 1], [1, 0, 2]]
    assert sorted(corners) == sorted(ours[i] for i in last)


def test_noise_never_breaks_the_reader() -> None:
    good, noise = triangle(), np.random.default_rng(7)
    refused = 0
    for _ in range(400):
        data = bytearray(good)
        for at in noise.integers(12, len(data), 3):
            data[at] = noise.integers(0, 256)
        try:
            read_mesh(bytes(data), "t.glb")
        except UnsoundInput:
            refused += 1
    assert refused > 100
