"""Write a body as binary glTF 2.0 (ISO/IEC 12113): metres, Y up, physically based materials."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assets.modelling import Array, Indices, Solid, shaded

PLAIN_IOR = 1.5  # of what states none
GLASS_M = 0.003  # what viewers that do not follow rays take for the way through glass


@dataclass(frozen=True)
class Finish:
    """How a part looks: linear base colour, metalness and roughness (0..1), what passes, whether it glows.

    `transmission` is the share that passes clear as through glass, which fills the solid; `ior` its index of
    refraction, which sets the gloss of all but metal. `diffuse_transmission` is the share that a surface
    scatters to its other side, as fabric and opal glass do, and `diffuse_transmission_rgb` its colour.
    """

    name: str
    base_colour_rgb: tuple[float, float, float]
    metallic: float = 0.0
    roughness: float = 0.6
    emissive_rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)
    transmission: float = 0.0
    ior: float = PLAIN_IOR
    diffuse_transmission: float = 0.0
    diffuse_transmission_rgb: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Part:
    """One solid of a body: the node it belongs to (``canopy``, ``cable``, ``head``…) and its finish.

    `inside` is the finish of the inside of a shade; None is that of its outside.
    """

    node: str
    solid: Solid
    finish: Finish
    crease_deg: float = 38.0
    inside: Finish | None = None


def glb_bytes(parts: Sequence[Part], name: str) -> bytes:
    """The parts as one GLB file; the same parts give the same bytes.

    Room axes (x, y, z up) become glTF's (x, z, -y). Coordinates are rounded to a micrometre so that
    the last digit of a sine does not change the file.
    """
    skins = [skin for part in parts for skin in _skins(part)]
    finishes = list(dict.fromkeys(skin.finish for skin in skins))
    nodes = list(dict.fromkeys(skin.node for skin in skins))
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
    for node, finish in dict.fromkeys((skin.node, skin.finish) for skin in skins):
        same = [skin for skin in skins if (skin.node, skin.finish) == (node, finish)]
        primitive = _primitive(document, binary, same)
        primitive["material"] = finishes.index(finish)
        document["meshes"][nodes.index(node)]["primitives"].append(primitive)
    used = sorted({name for entry in document["materials"] for name in entry.get("extensions", {})})
    if used:
        document["extensionsUsed"] = used
    document["buffers"] = [{"byteLength": len(binary)}]
    return glb_container(document, bytes(binary))


@dataclass(frozen=True, eq=False)
class _Skin:
    """Triangles of one part that share a finish."""

    node: str
    finish: Finish
    vertices_m: Array
    normals: Array
    triangles: Indices


def _skins(part: Part) -> list[_Skin]:
    """The outside of a part and, where that looks otherwise, its inside; shaded together."""
    vertices, normals, triangles = shaded(part.solid, part.crease_deg)
    inner = part.solid.inner
    if part.inside is None or inner is None:
        return [_Skin(part.node, part.finish, vertices, normals, triangles)]
    skins = []
    for finish, kept in ((part.finish, ~inner), (part.inside, inner)):
        used, index = np.unique(triangles[kept], return_inverse=True)
        corners = index.reshape(-1, 3).astype(np.int64)
        skins.append(_Skin(part.node, finish, vertices[used], normals[used], corners))
    return skins


def _primitive(document: dict[str, Any], binary: bytearray, skins: Sequence[_Skin]) -> dict[str, Any]:
    first = np.cumsum([0, *(len(skin.vertices_m) for skin in skins)])
    positions = np.concatenate([skin.vertices_m for skin in skins])
    normals = np.concatenate([skin.normals for skin in skins])
    pairs = zip(skins, first[:-1], strict=True)
    triangles = np.concatenate([skin.triangles + start for skin, start in pairs])
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
    extensions = _extensions(finish)
    if extensions:
        material["extensions"] = extensions
    return material


def _extensions(finish: Finish) -> dict[str, Any]:
    """What glTF says in extensions: glass, the index of refraction, and what scatters through."""
    extensions: dict[str, Any] = {}
    if finish.transmission:
        extensions["KHR_materials_transmission"] = {"transmissionFactor": finish.transmission}
        extensions["KHR_materials_volume"] = {"thicknessFactor": GLASS_M}
    if finish.ior != PLAIN_IOR:
        extensions["KHR_materials_ior"] = {"ior": finish.ior}
    if finish.diffuse_transmission:
        extensions["KHR_materials_diffuse_transmission"] = {
            "diffuseTransmissionFactor": finish.diffuse_transmission,
            "diffuseTransmissionColorFactor": list(finish.diffuse_transmission_rgb),
        }
    return extensions


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
