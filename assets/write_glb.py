"""Write a body as binary glTF 2.0 (ISO/IEC 12113): metres, Y up, physically based materials."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assets.modelling import Array, Indices, Solid, shaded


@dataclass(frozen=True)
class Finish:
    """How a part looks: linear base colour, metalness and roughness (0..1), and whether it glows."""

    name: str
    base_colour_rgb: tuple[float, float, float]
    metallic: float = 0.0
    roughness: float = 0.6
    emissive_rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Part:
    """One solid of a body: the node it belongs to (``canopy``, ``cable``, ``head``…) and its finish."""

    node: str
    solid: Solid
    finish: Finish
    crease_deg: float = 38.0


def glb_bytes(parts: Sequence[Part], name: str) -> bytes:
    """The parts as one GLB file; the same parts give the same bytes.

    Room axes (x, y, z up) become glTF's (x, z, -y). Coordinates are rounded to a micrometre so that
    the last digit of a sine does not change the file.
    """
    finishes = list(dict.fromkeys(part.finish for part in parts))
    nodes = list(dict.fromkeys(part.node for part in parts))
    binary = bytearray()
    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "lampyris"},
        "scene": 0,
        "scenes": [{"name": name, "nodes": list(range(len(nodes)))}],
        "nodes": [{"name": node, "mesh": i} for i, node in enumerate(nodes)],
        "meshes": [{"name": node, "primitives": []} for node in nodes],
        "materials": [_material(finish) for finish in finishes],
        "accessors": [],
        "bufferViews": [],
    }
    for node, finish in dict.fromkeys((part.node, part.finish) for part in parts):
        same = [part for part in parts if (part.node, part.finish) == (node, finish)]
        primitive = _primitive(document, binary, same)
        primitive["material"] = finishes.index(finish)
        document["meshes"][nodes.index(node)]["primitives"].append(primitive)
    document["buffers"] = [{"byteLength": len(binary)}]
    return glb_container(document, bytes(binary))


def _primitive(document: dict[str, Any], binary: bytearray, parts: Sequence[Part]) -> dict[str, Any]:
    pieces = [shaded(part.solid, part.crease_deg) for part in parts]
    first = np.cumsum([0, *(len(vertices) for vertices, _, _ in pieces)])
    positions = np.concatenate([vertices for vertices, _, _ in pieces])
    normals = np.concatenate([normal for _, normal, _ in pieces])
    triangles = np.concatenate([piece[2] + start for piece, start in zip(pieces, first[:-1], strict=True)])
    return {
        "attributes": {
            "POSITION": _vectors(document, binary, positions, decimals=6, bounded=True),
            "NORMAL": _vectors(document, binary, normals, decimals=5, bounded=False),
        },
        "indices": _indices(document, binary, triangles, len(positions)),
        "mode": 4,
    }


def _material(finish: Finish) -> dict[str, Any]:
    material: dict[str, Any] = {
        "name": finish.name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*finish.base_colour_rgb, 1.0],
            "metallicFactor": finish.metallic,
            "roughnessFactor": finish.roughness,
        },
    }
    if any(finish.emissive_rgb):
        material["emissiveFactor"] = list(finish.emissive_rgb)
    return material


def _vectors(
    document: dict[str, Any], binary: bytearray, vectors: Array, *, decimals: int, bounded: bool
) -> int:
    turned = np.stack([vectors[:, 0], vectors[:, 2], -vectors[:, 1]], axis=1)
    data = (np.round(turned, decimals) + 0.0).astype("<f4")  # + 0.0 turns -0 into 0
    accessor: dict[str, Any] = {"componentType": 5126, "count": len(data), "type": "VEC3"}
    if bounded:
        accessor["min"], accessor["max"] = data.min(axis=0).tolist(), data.max(axis=0).tolist()
    return _append(document, binary, data.tobytes(), accessor, target=34962)


def _indices(document: dict[str, Any], binary: bytearray, triangles: Indices, vertices: int) -> int:
    kind, code = ("<u2", 5123) if vertices < 65535 else ("<u4", 5125)
    accessor = {"componentType": code, "count": int(triangles.size), "type": "SCALAR"}
    return _append(document, binary, triangles.astype(kind).tobytes(), accessor, target=34963)


def _append(
    document: dict[str, Any], binary: bytearray, data: bytes, accessor: dict[str, Any], *, target: int
) -> int:
    document["bufferViews"].append(
        {"buffer": 0, "byteOffset": len(binary), "byteLength": len(data), "target": target}
    )
    binary += data + bytes(-len(data) % 4)
    document["accessors"].append({"bufferView": len(document["bufferViews"]) - 1, **accessor})
    return len(document["accessors"]) - 1


def glb_container(document: dict[str, Any], binary: bytes) -> bytes:
    """A GLB file of a document and its binary part; the same give the same bytes."""
    text = json.dumps(document, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % 4)
    chunks = (
        struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary
    )
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks
