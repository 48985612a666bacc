"""Files made to do harm: each promises, nests, repeats or lies; every one is under the largest upload."""

from __future__ import annotations

import io
import json
import struct
import zipfile

import numpy as np
from drawn_meshes import packed
from homes import archive, home, room, walls

A_MILLION = 1_000_000
SQUARE = ((0.0, 0.0), (400.0, 0.0), (400.0, 300.0), (0.0, 300.0))


# ZIP


def dense_zip(name: str, megabytes: int) -> bytes:
    """One member that unpacks to a thousand times its packed bytes."""
    return archive({name: bytes(megabytes << 20)})


def many_members() -> bytes:
    """A directory of 70,000 entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packing:
        for i in range(70_000):
            packing.writestr(str(i), b"")
    return out.getvalue()


def nested_zips() -> bytes:
    """Ten ZIP files, each in the next, the innermost dense."""
    inner = dense_zip("Home.xml", 50)
    for _ in range(10):
        inner = archive({"room.zip": inner})
    return inner


def one_kernel_many_times() -> bytes:
    """Two hundred directory entries that all point to the same packed bytes (Fifield 2019)."""
    body = archive({"Home.xml": bytes(900_000)})
    at = body.index(b"PK\x01\x02")
    end = body.index(b"PK\x05\x06")
    entry = body[at:end]
    entries = b"".join(entry.replace(b"Home.xml", b"%08d" % i) for i in range(300))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 300, 300, len(entries), at, 0)
    return body[:at] + entries + tail


def wrong_sizes() -> bytes:
    """A member whose directory says 10 bytes where 50 MB would come out."""
    data = bytearray(dense_zip("Home.xml", 50))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    data[22:26] = struct.pack("<I", 10)
    return bytes(data)


def leading_out(name: str) -> bytes:
    """A home with one file more, whose name leads out of the archive."""
    return archive({"Home.xml": home(walls(SQUARE)), name: b"x"})


# XML and JSON


def laughs() -> bytes:
    """Entities of entities: 10^9 words."""
    lines = ['<!ENTITY l0 "lol">']
    lines += [f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10)]
    return f"<?xml version='1.0'?><!DOCTYPE home [{''.join(lines)}]><home>&l9;</home>".encode()


def long_entity() -> bytes:
    """One long entity, named very often (quadratic blow-up)."""
    long = "a" * 50_000
    return f"<!DOCTYPE home [<!ENTITY a '{long}'>]><home>{'&a;' * 50_000}</home>".encode()


def outer_entity(address: str) -> bytes:
    """An entity that lies elsewhere."""
    return f"<!DOCTYPE home [<!ENTITY a SYSTEM '{address}'>]><home name='x'>&a;</home>".encode()


def deep_xml(depth: int = 200_000) -> bytes:
    """Elements within elements."""
    return b"<home>" + b"<room>" * depth + b"</room>" * depth + b"</home>"


def deep_json(depth: int = A_MILLION) -> bytes:
    """Lists within lists."""
    return b"[" * depth + b"]" * depth


def deep_gltf(depth: int = 50_000) -> bytes:
    """Nodes within nodes, as a chain."""
    nodes = [{"children": [i + 1]} for i in range(depth)] + [{"mesh": 0}]
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": nodes,
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"componentType": 5126, "count": 3, "type": "VEC3"}],
    }
    return json.dumps(document).encode()


def looping_gltf() -> bytes:
    """Nodes that hold each other."""
    document = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}]}
    return json.dumps({**document, "nodes": [{"children": [1]}, {"children": [0]}]}).encode()


def doubling_gltf(depth: int = 60) -> bytes:
    """Each node holds the next one twice: 2^60 of them."""
    document = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}]}
    nodes = [{"children": [i + 1, i + 1]} for i in range(depth)] + [{}]
    return json.dumps({**document, "nodes": nodes}).encode()


# Triangles


def dust(count: int, size_m: float = 0.003) -> tuple[np.ndarray, np.ndarray]:
    """Loose tiny triangles all over a room of 5 x 4 x 2.5 m."""
    random = np.random.default_rng(1)
    middles = random.random((count, 1, 3)) * (5.0, 4.0, 2.5)
    corners = middles + size_m * (random.random((count, 3, 3)) - 0.5)
    return corners.reshape(-1, 3), np.arange(3 * count).reshape(-1, 3)


def shell(count: int) -> tuple[np.ndarray, np.ndarray]:
    """A closed room of 5 x 4 x 2.5 m of about so many triangles, seen from inside."""
    side = int(np.sqrt(count / 12))
    u, v = np.meshgrid(np.linspace(0, 1, side + 1), np.linspace(0, 1, side + 1), indexing="ij")
    at = np.arange((side + 1) ** 2).reshape(side + 1, side + 1)
    a, b, c, d = at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]
    faces = np.stack([a, b, c, a, c, d], axis=-1).reshape(-1, 3)
    points, triangles = [], []
    for axis in range(3):
        for end in (0.0, 1.0):
            grid = np.empty((*u.shape, 3))
            grid[..., (axis + 1) % 3], grid[..., (axis + 2) % 3], grid[..., axis] = u, v, end
            triangles.append((faces if end == 0.0 else faces[:, ::-1]) + len(points) * at.size)
            points.append(grid.reshape(-1, 3) * (5.0, 4.0, 2.5))
    return np.concatenate(points), np.concatenate(triangles)


def glb_of(*named: tuple[str, np.ndarray, np.ndarray]) -> bytes:
    """A GLB file of named meshes; z up becomes y up."""
    binary, views, accessors, meshes, nodes = b"", [], [], [], []
    for name, points, triangles in named:
        turned = np.ascontiguousarray(points[:, [0, 2, 1]] * (1, 1, -1), "<f4")
        for array, kind, component, target in (
            (turned, "VEC3", 5126, 34962),
            (triangles.astype("<u4").ravel(), "SCALAR", 5125, 34963),
        ):
            views.append(
                {"buffer": 0, "byteOffset": len(binary), "byteLength": array.nbytes, "target": target}
            )
            entry = {"bufferView": len(views) - 1, "componentType": component}
            entry |= {"count": len(array), "type": kind}
            if kind == "VEC3":
                entry |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
            accessors.append(entry)
            binary += array.tobytes()
        k = len(accessors)
        meshes.append({"primitives": [{"attributes": {"POSITION": k - 2}, "indices": k - 1}]})
        nodes.append({"name": name, "mesh": len(meshes) - 1})
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": list(range(len(nodes)))}],
        "nodes": nodes,
        "meshes": meshes,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(binary)}],
    }
    return packed(document, binary)


def announcing_glb() -> bytes:
    """An accessor of four thousand million vertices in a few bytes."""
    small = np.zeros((3, 3)), np.array([[0, 1, 2]])
    data = glb_of(("room", *small))
    return data.replace(b'"count": 3, "type": "VEC3"', b'"count": 4000000000, "type": "VEC3"')


def ball(count: int) -> tuple[np.ndarray, np.ndarray]:
    """A ball of 0.8 m in the middle of that room, of about so many triangles, seen from outside."""
    points, triangles = shell(count)
    away = points - points.mean(axis=0)
    return 0.4 * away / np.linalg.norm(away, axis=1, keepdims=True) + (2.5, 2.0, 0.5), triangles[:, ::-1]


# Homes and drawings


def crossing_home() -> bytes:
    """A drawn room whose outline is a bow tie, within no walls."""
    return home(room("bow", ((0, 0), (400, 300), (400, 0), (0, 300))))


def home_of_points(count: int = A_MILLION // 2) -> bytes:
    """A drawn room of very many corners, all over."""
    random = np.random.default_rng(2)
    return home(room("many", [tuple(p) for p in np.round(random.random((count, 2)) * 500, 1).tolist()]))


def short_walls(count: int = 3000) -> bytes:
    """Walls from a point to itself."""
    return home(*(walls(((i, i), (i, i))) for i in range(count // 2)))


def dxf(entities: str, blocks: str = "") -> bytes:
    """A drawing of entities as text, with blocks before them."""
    header = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$INSUNITS\n70\n6\n0\nENDSEC\n"
    blocks = f"0\nSECTION\n2\nBLOCKS\n{blocks}0\nENDSEC\n" if blocks else ""
    return f"{header}{blocks}0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n".encode()


LINE = "0\nLINE\n8\nWALL\n10\n{0}\n20\n{1}\n11\n{2}\n21\n{3}\n"
BLOCK = "0\nBLOCK\n8\n0\n2\n{0}\n70\n0\n10\n0\n20\n0\n{1}0\nENDBLK\n8\n0\n"
INSERT = "0\nINSERT\n8\n0\n2\n{0}\n10\n{1}\n20\n0\n"


def short_lines(count: int = 20_000) -> bytes:
    """Lines without length."""
    return dxf("".join(LINE.format(i, 0, i, 0) for i in range(count)))


def many_inserts() -> bytes:
    """A million inserts of one block."""
    return dxf("0\nINSERT\n2\nA\n10\n5\n" * A_MILLION, BLOCK.format("A", LINE.format(0, 0, 1, 1)))


def table_of_inserts() -> bytes:
    """One insert that repeats a block in 30,000 columns and 30,000 rows."""
    block = BLOCK.format("A", LINE.format(0, 0, 1, 1))
    return dxf(INSERT.format("A", 0) + "70\n30000\n71\n30000\n44\n1\n45\n1\n", block)


def doubling_blocks(depth: int = 20) -> bytes:
    """Each block inserts the one before it ten times: 10^20 lines."""
    blocks = [BLOCK.format("B0", LINE.format(0, 0, 1, 1))]
    blocks += [BLOCK.format(f"B{i}", INSERT.format(f"B{i - 1}", 0) * 10) for i in range(1, depth)]
    return dxf(INSERT.format(f"B{depth - 1}", 0), "".join(blocks))


def looping_blocks() -> bytes:
    """A block that inserts itself."""
    return dxf(INSERT.format("A", 0), BLOCK.format("A", LINE.format(0, 0, 4, 0) + INSERT.format("A", 1)))


def ifc(statements: str, schema: str = "IFC4") -> bytes:
    """An IFC file of statements."""
    head = (
        "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('ViewDefinition [CoordinationView]'),'2;1');\n"
        f"FILE_NAME('x','2020-01-01T00:00:00',(''),(''),'','','');\nFILE_SCHEMA(('{schema}'));\nENDSEC;\n"
    )
    return f"{head}DATA;\n{statements}ENDSEC;\nEND-ISO-10303-21;\n".encode()


def many_references() -> bytes:
    """One statement that names a million others, and as many of them."""
    points = "".join(f"#{i}=IFCCARTESIANPOINT((0.,0.));\n" for i in range(2, 200_002))
    names = ",".join(f"#{2 + i % 200_000}" for i in range(A_MILLION))
    return ifc(f"#1=IFCPOLYLINE(({names}));\n{points}")


def circling_placements(count: int = 1000) -> bytes:
    """Placements upon placements, the last on the first."""
    ring = "".join(f"#{i}=IFCLOCALPLACEMENT(#{i % count + 1},$);\n" for i in range(1, count + 1))
    space = f"#{count + 2}=IFCSPACE('0YvctVUKr0kugbFTf53O9L',$,'x',$,$,#1,$,$,.ELEMENT.,.INTERNAL.,$);\n"
    return ifc(ring + space)


# Points


def ply_points(points: np.ndarray) -> bytes:
    """A binary PLY file of points."""
    head = "ply\nformat binary_little_endian 1.0\n"
    head += (
        f"element vertex {len(points)}\nproperty float x\nproperty float y\nproperty float z\nend_header\n"
    )
    return head.encode() + np.ascontiguousarray(points, "<f4").tobytes()


def points_with_nan(share: float) -> bytes:
    """Two million points on the sides of a room; of so many the place is no number."""
    random = np.random.default_rng(3)
    points = random.random((2 * A_MILLION, 3))
    axis = random.integers(0, 3, len(points))
    points[np.arange(len(points)), axis] = np.rint(points[np.arange(len(points)), axis])
    points = points * (5.0, 4.0, 2.5)
    points[random.random(len(points)) < share] = np.nan
    return ply_points(points)


def announcing_ply(kind: str = "vertex") -> bytes:
    """A header of a million million elements, and hardly any of them."""
    data = ply_points(np.zeros((3, 3)))
    if kind == "vertex":
        return data.replace(b"element vertex 3", b"element vertex 999999999999")
    faces = b"element face 999999999999\nproperty list uchar int vertex_indices\nend_header"
    return data.replace(b"end_header", faces) + b"\3" + bytes(12)


def announcing_pcd(data: str = "binary") -> bytes:
    """A PCD header of four thousand million points."""
    head = "VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 4000000000\nHEIGHT 1\n"
    sizes = struct.pack("<II", 12, 0xFFFFFFF0) if data == "binary_compressed" else b""
    return f"{head}VIEWPOINT 0 0 0 1 0 0 0\nPOINTS 4000000000\nDATA {data}\n".encode() + sizes + bytes(24)


def announcing_las(compressed: bool = False) -> bytes:
    """A LAS header of four thousand million points."""
    head = bytearray(227)
    head[:4] = b"LASF"
    head[24:26] = bytes([1, 2])
    struct.pack_into("<HIIBHI", head, 94, 227, 227, 0, 128 if compressed else 0, 20, 0xFFFFFFF0)
    struct.pack_into("<3d", head, 131, 0.001, 0.001, 0.001)
    return bytes(head) + bytes(200)
