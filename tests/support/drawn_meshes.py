"""Small meshes drawn for tests: rooms, walls with openings, furniture; written in every format."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

Y_UP = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])  # ours to glTF's


@dataclass
class Drawing:
    """Quads by node, in metres and z up."""

    nodes: dict[str, list[np.ndarray]] = field(default_factory=dict)
    colours: dict[str, list[float]] = field(default_factory=dict)
    more_nodes: list[dict[str, Any]] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)

    def quad(self, node, *corners):
        """A quad, anticlockwise seen from its front."""
        self.nodes.setdefault(node, []).append(np.array(corners, float))

    def box(self, node, low, high, *, inside=False):
        """The six faces of a box, seen from outside or from inside."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        faces = [
            ([x0, y0, z0], [x0, y1, z0], [x1, y1, z0], [x1, y0, z0]),
            ([x0, y0, z1], [x1, y0, z1], [x1, y1, z1], [x0, y1, z1]),
            ([x0, y0, z0], [x1, y0, z0], [x1, y0, z1], [x0, y0, z1]),
            ([x1, y1, z0], [x0, y1, z0], [x0, y1, z1], [x1, y1, z1]),
            ([x0, y1, z0], [x0, y0, z0], [x0, y0, z1], [x0, y1, z1]),
            ([x1, y0, z0], [x1, y1, z0], [x1, y1, z1], [x1, y0, z1]),
        ]
        for face in faces:
            self.quad(node, *(reversed(face) if inside else face))

    def scaled(self, times):
        """The same in another unit."""
        return Drawing(
            {name: [quad * times for quad in quads] for name, quads in self.nodes.items()},
            self.colours,
            self.more_nodes,
            self.document,
        )

    def arrays(self, name):
        """Vertices and triangles of a node."""
        vertices = np.concatenate(self.nodes[name])
        first = 4 * np.arange(len(vertices) // 4)[:, None, None]
        return vertices, (first + np.array([[0, 1, 2], [0, 2, 3]])).reshape(-1, 3)

    def gltf(self, *, up="y"):
        """Document and binary part."""
        turn = Y_UP if up == "y" else np.eye(3)
        binary, views, accessors, meshes, nodes, materials = bytearray(), [], [], [], [], []
        for name in self.nodes:
            vertices, triangles = self.arrays(name)
            primitive: dict[str, Any] = {
                "attributes": {"POSITION": len(accessors)},
                "indices": len(accessors) + 1,
            }
            for values, kind, code in (
                (vertices @ turn.T, "VEC3", "<f4"),
                (triangles.reshape(-1, 1), "SCALAR", "<u4"),
            ):
                data = np.ascontiguousarray(values, code).tobytes()
                views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(data)})
                binary += data
                component = 5126 if code == "<f4" else 5125
                accessors.append(
                    {
                        "bufferView": len(views) - 1,
                        "componentType": component,
                        "count": len(values),
                        "type": kind,
                    }
                )
            if name in self.colours:
                primitive["material"] = len(materials)
                materials.append(
                    {
                        "name": name,
                        "pbrMetallicRoughness": {
                            "baseColorFactor": [*self.colours[name], 1],
                            "metallicFactor": 0,
                        },
                    }
                )
            nodes.append({"name": name, "mesh": len(meshes)})
            meshes.append({"primitives": [primitive]})
        nodes += self.more_nodes
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
        if materials:
            document["materials"] = materials
        return document | self.document, bytes(binary)

    def glb(self, *, up="y"):
        """The drawing as GLB."""
        return packed(*self.gltf(up=up))

    def written(self, ending):
        """The drawing in another format; STL and OBJ and PLY without nodes."""
        document, binary = self.gltf()
        if ending == "gltf":
            document["buffers"][0]["uri"] = (
                "data:application/octet-stream;base64," + base64.b64encode(binary).decode()
            )
            return json.dumps(document).encode()
        if ending == "zip":
            document["buffers"][0]["uri"] = "room%20data.bin"
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                archive.writestr("flat/room.gltf", json.dumps(document))
                archive.writestr("flat/room data.bin", binary)
            return out.getvalue()
        vertices, triangles = self.soup()
        if ending == "obj":
            vertices = vertices @ Y_UP.T
            lines = [f"v {x} {y} {z}" for x, y, z in vertices]
            lines += [f"f {a} {b} {c}" for a, b, c in triangles + 1]
            return "\n".join(lines).encode()
        if ending == "ply":
            head = f"ply\nformat ascii 1.0\nelement vertex {len(vertices)}\n"
            head += "property float x\nproperty float y\nproperty float z\n"
            head += f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
            lines = [f"{x} {y} {z}" for x, y, z in vertices] + [f"3 {a} {b} {c}" for a, b, c in triangles]
            return (head + "\n".join(lines) + "\n").encode()
        return stl(vertices, triangles)

    def soup(self):
        """All vertices and triangles."""
        vertices, triangles = [], []
        for name in self.nodes:
            points, faces = self.arrays(name)
            triangles.append(faces + sum(map(len, vertices)))
            vertices.append(points)
        return np.concatenate(vertices), np.concatenate(triangles)


def stl(vertices, triangles):
    """A binary STL file."""
    facets = np.zeros((len(triangles), 50), np.uint8)
    facets[:, 12:48] = np.ascontiguousarray(vertices[triangles].reshape(-1, 9), "<f4").view(np.uint8)
    return bytes(80) + struct.pack("<I", len(triangles)) + facets.tobytes()


def packed(document, binary):
    """Document and binary part as GLB."""
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += bytes(-len(binary) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def wall(drawing, node, start, end, height, holes=(), *, low=0.0):
    """One face of a wall whose front is to the left of the way from start to end, with rectangular holes.

    Holes are (from, to, sill, head) along the wall.
    """
    start, end = np.array(start, float), np.array(end, float)
    length = np.hypot(*(end - start))
    along = (end - start) / length
    cuts_u = sorted({0.0, length, *(v for h in holes for v in h[:2])})
    cuts_z = sorted({0.0, height, *(v for h in holes for v in h[2:])})
    for u0, u1 in pairwise(cuts_u):
        for z0, z1 in pairwise(cuts_z):
            u, z = (u0 + u1) / 2, (z0 + z1) / 2
            if any(a < u < b and c < z < d for a, b, c, d in holes):
                continue
            p, q = start + u0 * along, start + u1 * along
            drawing.quad(node, [*p, low + z0], [*p, low + z1], [*q, low + z1], [*q, low + z0])


def box_shell(drawing, size, *, skin, at=(0.0, 0.0, 0.0), gap_m=0.0, ceiling=True):
    """A box of a room: a skin seen from inside or outside, or walls with two faces 0.2 m apart."""
    (a, b, h), (x, y, z) = size, at
    if skin == "both":
        drawing.box("Mesh", (x - 0.2, y - 0.2, z - 0.2), (x + a + 0.2, y + b + 0.2, z + h + 0.1))
        drawing.box("Mesh", at, (x + a, y + b, z + h), inside=True)
        return
    corners = [(x, y), (x + a, y), (x + a, y + b), (x, y + b)]
    for i in range(4):
        holes = [(1.0, 1.0 + gap_m, 0.0, h)] if i == 0 and gap_m else []
        ends = (corners[i], corners[(i + 1) % 4])
        if skin == "outside":
            ends = ends[::-1]
        wall(drawing, "Mesh", *ends, h, holes, low=z)
    ring = [[*c, z] for c in corners]
    drawing.quad("Mesh", *(ring if skin == "inside" else ring[::-1]))
    if ceiling:
        top = [[*c, z + h] for c in corners]
        drawing.quad("Mesh", *(top[::-1] if skin == "inside" else top))


def two_rooms():
    """4 x 3 m and 3 x 3 m, 2.5 m high, 0.1 m between them with a passage of 0.8 x 2.05 m; a window."""
    drawing = Drawing()
    passage = (1.0, 1.8, 0.0, 2.05)
    window = (1.5, 2.7, 0.9, 2.2)
    h = 2.5
    wall(drawing, "Mesh", (0, 0), (4, 0), h, [window])
    wall(drawing, "Mesh", (4, 0), (4, 3), h, [passage])
    wall(drawing, "Mesh", (4, 3), (0, 3), h)
    wall(drawing, "Mesh", (0, 3), (0, 0), h)
    wall(drawing, "Mesh", (4.1, 0), (7.1, 0), h)
    wall(drawing, "Mesh", (7.1, 0), (7.1, 3), h)
    wall(drawing, "Mesh", (7.1, 3), (4.1, 3), h)
    wall(drawing, "Mesh", (4.1, 3), (4.1, 0), h, [(1.2, 2.0, 0.0, 2.05)])
    for x0, x1 in ((0, 4), (4.1, 7.1)):
        drawing.quad("Mesh", [x0, 0, 0], [x1, 0, 0], [x1, 3, 0], [x0, 3, 0])
        drawing.quad("Mesh", [x0, 0, h], [x0, 3, h], [x1, 3, h], [x1, 0, h])
    return drawing


def furnished_room():
    """4 x 3 x 2.5 m with a table, a nameless box, a lamp over the table and a camera; coloured."""
    drawing = Drawing(colours={"floor": [0.3, 0.2, 0.1], "walls": [1.0, 1.0, 1.0]})
    ring = [[0, 0], [4, 0], [4, 3], [0, 3]]
    for i in range(4):
        wall(drawing, "walls", ring[i], ring[(i + 1) % 4], 2.5)
    drawing.quad("floor", *([*c, 0.0] for c in ring))
    drawing.quad("ceiling", *([*c, 2.5] for c in reversed(ring)))
    drawing.box("table", (1.4, 1.1, 0.0), (2.6, 1.9, 0.75))
    drawing.box("Cube.003", (3.2, 0.2, 0.0), (3.7, 0.7, 0.9))
    drawing.box("pendant lamp", (1.85, 1.35, 1.6), (2.15, 1.65, 1.8))
    camera = {"name": "seat", "camera": 0, "translation": [0.5, 1.6, -0.5]}
    drawing.more_nodes.append(camera)
    drawing.document["cameras"] = [
        {"type": "perspective", "perspective": {"yfov": 0.8, "aspectRatio": 1.5, "znear": 0.1}}
    ]
    return drawing
