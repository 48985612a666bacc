"""Draco-compressed meshes of a glTF file (KHR_draco_mesh_compression), unpacked as if they never were."""

from __future__ import annotations

import copy
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, refuse, whole
from assets.glb_primitives import MOST_TRIANGLES, MOST_VERTICES

EXTENSION = "KHR_draco_mesh_compression"
LIBRARY, EXTRA = "DracoPy", "draco"

_MAGIC = b"DRACO"
_HAS_METADATA = 0x8000
_COMPONENT_OF = {"u1": 5121, "i1": 5120, "u2": 5123, "i2": 5122, "u4": 5125, "f4": 5126}
_TYPE_OF_WIDTH = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}


def without_draco(glb: Glb) -> Glb:
    """The same file with its Draco meshes unpacked; the file itself where it has none.

    Raises
    ------
    UnsoundInput
        FORMAT_NEEDS_EXTRA where the decoder is not installed; DRACO_BROKEN where a mesh cannot be unpacked
        or is not as large as it says; MODEL_TOO_LARGE.
    """
    packed = [
        (f"meshes[{m}].primitives[{p}]", m, p)
        for m, mesh in enumerate(glb.entries("meshes"))
        for p, primitive in enumerate(_objects(mesh.get("primitives")))
        if EXTENSION in _extensions(primitive)
    ]
    required = glb.document.get("extensionsRequired", [])
    if not packed and EXTENSION not in (required if isinstance(required, list) else [required]):
        return glb
    if find_spec(LIBRARY) is None:
        refuse(
            "FORMAT_NEEDS_EXTRA",
            "extensionsRequired",
            f"the meshes are compressed with Draco, which is read with {LIBRARY}; it is not installed here",
            f"Install it: pip install 'lampyris[{EXTRA}]'; or export the room without compression.",
        )
    unpacking = _Unpacking(glb)
    for where, m, p in packed:
        unpacking.primitive(where, m, p)
    return unpacking.unpacked()


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each if isinstance(each, dict) else {} for each in value] if isinstance(value, list) else []


def _extensions(entry: dict[str, Any]) -> dict[str, Any]:
    found = entry.get("extensions")
    return found if isinstance(found, dict) else {}


class _Unpacking:
    """One file while its meshes are unpacked: arrays are appended to its binary part."""

    def __init__(self, glb: Glb) -> None:
        self.glb = glb
        self.document: dict[str, Any] = copy.deepcopy(dict(glb.document))
        self.parts = [glb.binary]
        self.length = len(glb.binary)
        self.triangles = self.vertices = 0

    def primitive(self, where: str, mesh: int, index: int) -> None:
        """Unpack one primitive."""
        primitive = self.document["meshes"][mesh]["primitives"][index]
        extension = primitive["extensions"].pop(EXTENSION)
        named = extension.get("attributes") if isinstance(extension, dict) else None
        if not isinstance(named, dict) or not isinstance(primitive.get("attributes"), dict):
            refuse("GLB_BROKEN", where, "its Draco extension names no attributes", "Export the model again.")
        data = self.glb.bytes_of(extension.get("bufferView"), where)
        decoded = self._decoded(data, where)
        faces = np.asarray(decoded.faces).reshape(-1, 3)
        points = np.asarray(decoded.points).reshape(-1, 3)
        self._spend(len(faces), len(points), where)
        primitive["mode"] = 4
        primitive["indices"] = self._accessor(faces.reshape(-1, 1).astype("<u4"), normalised=False)
        for name, identifier in named.items():
            found = decoded.get_attribute_by_unique_id(whole(identifier, f"{where}.{name}"))
            if found is None or len(found["data"]) != len(points):
                refuse("DRACO_BROKEN", f"{where}.{name}", "the compressed mesh lacks it", "Export again.")
            old = self.glb.entry("accessors", primitive["attributes"].get(name), f"{where}.{name}")
            values = np.asarray(found["data"]).reshape(len(points), -1)
            primitive["attributes"][name] = self._accessor(values, normalised=old.get("normalized") is True)
        primitive["attributes"] = {
            name: value for name, value in primitive["attributes"].items() if name in named
        }

    def _decoded(self, data: bytes, where: str) -> Any:
        import DracoPy

        faces, points = stated_size(data)
        if faces > MOST_TRIANGLES or points > MOST_VERTICES:
            self._spend(faces, points, where)
        try:
            return DracoPy.decode(data)
        except Exception as fault:  # whatever the library makes of damaged data
            message = f"the compressed mesh cannot be unpacked: {str(fault)[:80]}"
            refuse("DRACO_BROKEN", where, message, "The file is damaged or cut off; upload it again.")

    def _spend(self, triangles: int, vertices: int, where: str) -> None:
        self.triangles += triangles
        self.vertices += vertices
        if self.triangles > MOST_TRIANGLES or self.vertices > MOST_VERTICES:
            message = f"the model has more than {MOST_TRIANGLES} triangles"
            refuse("MODEL_TOO_LARGE", where, message, "Reduce the model's triangles.")

    def _accessor(self, values: NDArray[Any], *, normalised: bool) -> int:
        """A new accessor of an array (count, width)."""
        code = values.dtype.kind + str(values.dtype.itemsize)
        if code not in _COMPONENT_OF or values.shape[1] not in _TYPE_OF_WIDTH:
            values, code = values[:, :4].astype("<f4"), "f4"
        data = np.ascontiguousarray(values).tobytes()
        padded = data + bytes(-len(data) % 4)
        views, accessors = self.document["bufferViews"], self.document["accessors"]
        views.append({"buffer": 0, "byteOffset": self.length, "byteLength": len(data)})
        accessor: dict[str, Any] = {
            "bufferView": len(views) - 1,
            "componentType": _COMPONENT_OF[code],
            "count": len(values),
            "type": _TYPE_OF_WIDTH[values.shape[1]],
        }
        if normalised:
            accessor["normalized"] = True
        accessors.append(accessor)
        self.parts.append(padded)
        self.length += len(padded)
        return len(accessors) - 1

    def unpacked(self) -> Glb:
        """The file as it is now; it needs the extension no more."""
        required = self.document.get("extensionsRequired", [])
        if isinstance(required, list):
            self.document["extensionsRequired"] = [name for name in required if name != EXTENSION]
        return Glb(self.document, b"".join(self.parts))


def stated_size(data: bytes) -> tuple[int, int]:
    """Triangles and points that a Draco mesh's header says it has; zero where they lie further inside.

    The header is that of the Draco bitstream specification, version 2.2.
    """
    if len(data) < 12 or data[:5] != _MAGIC or int.from_bytes(data[9:11], "little") & _HAS_METADATA:
        return 0, 0
    edgebreaker = data[8] == 1
    at = 12 if edgebreaker else 11
    first, at = _varint(data, at)
    second, _ = _varint(data, at)
    return (second, first) if edgebreaker else (first, second)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 35:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            break
    return value, at
