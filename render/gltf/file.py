"""A glTF 2.0 file (ISO/IEC 12113) as it is put together: buffers, accessors, images; nothing twice."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

FLOAT, U16, U32, U8 = 5126, 5123, 5125, 5121
VERTICES, CORNERS = 34962, 34963  # what a buffer view is for
LARGEST_U16 = 65535  # the greatest value restarts primitives and is no index
Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
"""Turns our axes (z up) into glTF's: (x, y, z) becomes (x, z, -y)."""


def y_up(vectors: Array) -> Array:
    """Points or directions (..., 3) of ours in glTF's axes."""
    return np.stack([vectors[..., 0], vectors[..., 2], -vectors[..., 1]], axis=-1)


class GltfFile:
    """What is written so far; entries are added, and named by their index.

    Parameters
    ----------
    name
        Of the one scene.
    made_by
        What it was made from, for whoever finds the file.
    """

    def __init__(self, name: str, made_by: dict[str, Any]) -> None:
        self.document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "lampyris", "extras": made_by},
            "scene": 0,
            "scenes": [{"name": name, "nodes": []}],
        }
        self._binary = bytearray()
        self._known: dict[bytes, int] = {}

    def add(self, key: str, entry: dict[str, Any]) -> int:
        """Append an entry to the list under `key`."""
        entries: list[dict[str, Any]] = self.document.setdefault(key, [])
        entries.append(entry)
        return len(entries) - 1

    def add_once(self, key: str, entry: dict[str, Any]) -> int:
        """As `add`, unless the same entry is there already."""
        text = json.dumps(entry, sort_keys=True)
        return self._once(key, text.encode(), lambda: self.add(key, entry))

    def add_light(self, extension: str, light: dict[str, Any]) -> int:
        """Append a light to those of an extension, unless the same one is there already."""
        self.use(extension)
        lights: list[dict[str, Any]] = (
            self.document.setdefault("extensions", {}).setdefault(extension, {}).setdefault("lights", [])
        )
        if light not in lights:
            lights.append(light)
        return lights.index(light)

    def use(self, extension: str) -> None:
        """Name an extension as used."""
        used: list[str] = self.document.setdefault("extensionsUsed", [])
        if extension not in used:
            used.append(extension)
            used.sort()

    def show(self, node: dict[str, Any]) -> int:
        """Add a node to the scene."""
        index = self.add("nodes", node)
        self.document["scenes"][0]["nodes"].append(index)
        return index

    def data(self, data: bytes, target: int | None = None) -> int:
        """A buffer view of these bytes, the same one for the same bytes."""

        def appended() -> int:
            view = {"buffer": 0, "byteOffset": len(self._binary), "byteLength": len(data)}
            self._binary.extend(data + bytes(-len(data) % 4))
            return self.add("bufferViews", view if target is None else {**view, "target": target})

        return self._once(f"view {target}", data, appended)

    def vectors(self, values: NDArray[Any], *, bounded: bool = False) -> int:
        """An accessor of vectors (count, width) for vertices; sixteen bits are shares of one."""
        single = values.dtype != np.uint16
        stored = np.ascontiguousarray(values, "<f4" if single else "<u2")
        accessor: dict[str, Any] = {
            "bufferView": self.data(stored.tobytes(), VERTICES),
            "componentType": FLOAT if single else U16,
            "count": len(stored),
            "type": f"VEC{stored.shape[1]}",
        }
        if not single:
            accessor["normalized"] = True
        if bounded:
            accessor["min"], accessor["max"] = stored.min(axis=0).tolist(), stored.max(axis=0).tolist()
        return self.add_once("accessors", accessor)

    def corners(self, triangles: Indices, vertices: int) -> int:
        """An accessor of the indices of triangles, in as few bytes as hold them."""
        kind, code = ("<u2", U16) if vertices <= LARGEST_U16 else ("<u4", U32)
        view = self.data(triangles.astype(kind).tobytes(), CORNERS)
        accessor = {"bufferView": view, "componentType": code, "count": int(triangles.size), "type": "SCALAR"}
        return self.add_once("accessors", accessor)

    def texture(self, image: bytes, media_type: str, sampler: dict[str, Any]) -> int:
        """A texture of an encoded image."""
        source = self.add_once("images", {"bufferView": self.data(image), "mimeType": media_type})
        return self.add_once("textures", {"source": source, "sampler": self.add_once("samplers", sampler)})

    def glb(self) -> bytes:
        """The whole file as GLB."""
        if self._binary:
            self.document["buffers"] = [{"byteLength": len(self._binary)}]
        if not self.document["scenes"][0]["nodes"]:
            del self.document["scenes"][0]["nodes"]
        text = json.dumps(self.document, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()
        chunks = _chunk(b"JSON", text, b" ")
        if self._binary:
            chunks += _chunk(b"BIN\0", bytes(self._binary), b"\0")
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    def _once(self, kind: str, content: bytes, make: Any) -> int:
        key = hashlib.sha256(kind.encode() + b"\0" + content).digest()
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


def _chunk(kind: bytes, data: bytes, filler: bytes) -> bytes:
    data += filler * (-len(data) % 4)
    return struct.pack("<I4s", len(data), kind) + data
