"""The container of binary glTF 2.0 (ISO/IEC 12113): its document, and accessors as bounded arrays.

Files come from strangers: every number is checked before it is used to read or to allocate, and
nothing outside the file is ever opened.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from kit.errors import UnsoundInput
from kit.problems import error

LARGEST_FILE_BYTES = 60_000_000

_COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_COMPRESSED = {
    "KHR_draco_mesh_compression": "Draco",
    "EXT_meshopt_compression": "meshopt",
    "KHR_meshopt_compression": "meshopt",
}
# what may be required without changing where the triangles are
_HARMLESS = (
    "KHR_materials_",
    "KHR_texture_",
    "EXT_texture_",
    "KHR_lights_",
    "KHR_mesh_quantization",
    "KHR_node_visibility",
)


def refuse(code: str, where: str, message: str, hint: str = "") -> NoReturn:
    """Raise UnsoundInput with the one problem that ends the reading."""
    raise UnsoundInput([error(code, where, message, hint)])


@dataclass(frozen=True, eq=False)
class Glb:
    """A GLB file taken apart: its JSON document and its binary chunk."""

    document: Mapping[str, Any]
    binary: bytes

    def entries(self, key: str) -> list[dict[str, Any]]:
        """The list of objects under `key`, empty where there is none."""
        found = self.document.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            refuse("GLB_BROKEN", key, f"{key} is not a list of objects", "Export the model again.")
        return found

    def entry(self, key: str, index: Any, where: str) -> dict[str, Any]:
        """Entry `index` of the list under `key`."""
        entries = self.entries(key)
        return entries[whole(index, where, below=len(entries))]

    def count(self, accessor: Any, where: str) -> int:
        """How many elements an accessor says it has, before anything is read."""
        return whole(self.entry("accessors", accessor, where).get("count"), f"{where}.count")

    def array(self, accessor: Any, where: str, *, widths: tuple[int, ...]) -> NDArray[Any]:
        """The numbers of an accessor, shape (count, width).

        Integers stay integers unless the accessor says they are normalised.

        Raises
        ------
        UnsoundInput
            When the accessor is sparse, of another width, or reaches outside its data.
        """
        entry = self.entry("accessors", accessor, where)
        if "sparse" in entry:
            refuse(
                "GLB_SPARSE",
                where,
                "the model uses sparse accessors, which are not read",
                "Export the model again without sparse accessors.",
            )
        count = self.count(accessor, where)
        component = entry.get("componentType")
        width = _WIDTHS.get(str(entry.get("type")), 0)
        if not isinstance(component, int) or component not in _COMPONENTS or width not in widths:
            refuse(
                "GLB_BROKEN",
                where,
                f"an accessor of type {str(entry.get('type'))[:20]} ({str(component)[:20]}) was not expected",
                "Export the model again.",
            )
        dtype = np.dtype(_COMPONENTS[component])
        numbers = self._strided(entry, where, count=count, width=width, dtype=dtype)
        if entry.get("normalized") is True and dtype.kind in "iu":
            return np.maximum(numbers.astype(np.float64) / np.iinfo(dtype).max, -1.0)
        return numbers

    def bytes_of(self, view: Any, where: str) -> bytes:
        """The bytes of a buffer view.

        Raises
        ------
        UnsoundInput
            When it reaches outside the binary part.
        """
        _, start, length = self._view(view, where)
        if start + length > len(self.binary):
            refuse(
                "GLB_BROKEN",
                where,
                f"{length} bytes from {start} on are named; {len(self.binary)} are there",
                "The file is damaged or cut off; export or upload it again.",
            )
        return self.binary[start : start + length]

    def _view(self, index: Any, where: str) -> tuple[dict[str, Any], int, int]:
        """A buffer view, where it begins and how many bytes it has."""
        view = self.entry("bufferViews", index, f"{where}.bufferView")
        if view.get("extensions"):
            refuse("GLB_COMPRESSED", where, "the model's data is compressed, which is not read", _UNCOMPRESS)
        whole(view.get("buffer"), f"{where}.buffer", below=1)
        start = whole(view.get("byteOffset", 0), f"{where}.byteOffset")
        return view, start, whole(view.get("byteLength"), f"{where}.byteLength")

    def _strided(
        self, entry: Mapping[str, Any], where: str, *, count: int, width: int, dtype: np.dtype[Any]
    ) -> NDArray[Any]:
        view, start, length = self._view(entry.get("bufferView"), where)
        offset = whole(entry.get("byteOffset", 0), f"{where}.byteOffset")
        size = dtype.itemsize * width
        stride = whole(view.get("byteStride", size), f"{where}.byteStride", below=4096)
        needed = offset + (stride * (count - 1) + size if count else 0)
        if stride < size or needed > length or start + length > len(self.binary):
            refuse(
                "GLB_BROKEN",
                where,
                f"{count} elements need {needed} bytes; {min(length, len(self.binary))} are there",
                "The file is damaged or cut off; export or upload it again.",
            )
        numbers = np.ndarray(
            (count, width), dtype, self.binary, offset=start + offset, strides=(stride, dtype.itemsize)
        )
        return numbers.copy()


_UNCOMPRESS = "Export the model again without compression (no Draco, no meshopt)."


def whole(value: Any, where: str, *, below: int = 2**40) -> int:
    """A whole number from 0 up to but not including `below`, or a refusal."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < below:
        refuse(
            "GLB_BROKEN",
            where,
            f"{str(value)[:40]!r} was found where a whole number below {below} was expected",
            "The file is damaged; export it again.",
        )
    return value


def read_glb(data: bytes) -> Glb:
    """Take a GLB file apart whose meshes can be read as they are.

    Raises
    ------
    UnsoundInput
        When it is too large, not a GLB, cut off, compressed, or refers to other files.
    """
    glb = open_glb(data)
    require_readable(glb)
    return glb


def open_glb(data: bytes) -> Glb:
    """Take a GLB file apart, whatever extensions it needs.

    Raises
    ------
    UnsoundInput
        When it is too large, not a GLB, or cut off.
    """
    if len(data) > LARGEST_FILE_BYTES:
        refuse(
            "MODEL_TOO_LARGE",
            "file",
            f"the model has {len(data)} bytes; at most {LARGEST_FILE_BYTES} are taken",
            "Reduce its textures or triangles.",
        )
    if len(data) < 20 or data[:4] != b"glTF":
        refuse(
            "NOT_A_GLB",
            "file",
            "the file does not begin as a binary glTF (GLB) does",
            "Export the model as GLB (binary glTF 2.0).",
        )
    version, length = struct.unpack_from("<II", data, 4)
    if version != 2:
        refuse(
            "GLB_VERSION", "file", f"glTF version {version} was found, 2 was expected", "Export as glTF 2.0."
        )
    if length > len(data):
        refuse(
            "GLB_CUT_OFF",
            "file",
            f"the file says it has {length} bytes but {len(data)} arrived",
            "Upload the file again.",
        )
    return Glb(*_chunks(data[:length]))


def _chunks(data: bytes) -> tuple[dict[str, Any], bytes]:
    size, kind = struct.unpack_from("<I4s", data, 12)
    if kind != b"JSON" or 20 + size > len(data):
        refuse("GLB_BROKEN", "file", "the first chunk is not a whole JSON chunk", "Export the model again.")
    try:
        document = json.loads(data[20 : 20 + size])
    except (ValueError, RecursionError):
        refuse("GLB_BROKEN", "file", "the JSON chunk cannot be read", "Export the model again.")
    if not isinstance(document, dict):
        refuse("GLB_BROKEN", "file", "the JSON chunk is not an object", "Export the model again.")
    at = 20 + size
    if at + 8 > len(data):
        return document, b""
    size, kind = struct.unpack_from("<I4s", data, at)
    if kind != b"BIN\0" or at + 8 + size > len(data):
        refuse("GLB_BROKEN", "file", "the binary chunk is not whole", "Upload or export the model again.")
    return document, data[at + 8 : at + 8 + size]


def require_readable(glb: Glb) -> None:
    """Raise UnsoundInput where a file needs what is not read: compression, extensions, other files."""
    required = glb.document.get("extensionsRequired", [])
    for name in required if isinstance(required, list) else [required]:
        if name in _COMPRESSED:
            refuse(
                "GLB_COMPRESSED",
                "extensionsRequired",
                f"the model is compressed with {_COMPRESSED[name]}, which is not read",
                _UNCOMPRESS,
            )
        if not isinstance(name, str) or not name.startswith(_HARMLESS):
            refuse(
                "GLB_EXTENSION",
                "extensionsRequired",
                f"the model needs the glTF extension {str(name)[:60]!r}, which is not read",
                "Export the model again without it.",
            )
    for i, buffer in enumerate(glb.entries("buffers")):
        if "uri" in buffer or i > 0:
            refuse(
                "GLB_EXTERNAL_DATA",
                f"buffers[{i}]",
                "the model keeps its geometry outside the file's own binary part; nothing else is opened",
                "Export the model as one GLB file with everything inside.",
            )
