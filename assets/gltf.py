"""glTF 2.0 as JSON (ISO/IEC 12113): its buffers and pictures brought together, as a GLB file holds them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from assets.glb import LARGEST_FILE_BYTES, Glb, refuse, whole

FindFile = Callable[[str], bytes | None]

LARGEST_JOINED_BYTES = 200_000_000
MOST_BUFFERS = 1000
_EXPORT = "Export the room as GLB, which holds everything in one file."


def open_gltf(data: bytes, find_file: FindFile) -> Glb:
    """Take a glTF file apart whose data is embedded in it or lies in files beside it.

    Parameters
    ----------
    data
        The whole file.
    find_file
        Gives a file beside it by the name that it uses, or None. Nothing else is ever opened.

    Raises
    ------
    UnsoundInput
        GLB_BROKEN where it is damaged, GLTF_FILE_MISSING where a buffer is not there, MODEL_TOO_LARGE.
    """
    if len(data) > LARGEST_FILE_BYTES:
        refuse(
            "MODEL_TOO_LARGE",
            "file",
            f"the model has {len(data)} bytes; at most {LARGEST_FILE_BYTES} are taken",
            "Reduce its textures or triangles.",
        )
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        refuse("GLB_BROKEN", "file", "the file is not the JSON document that glTF is", _EXPORT)
    if not isinstance(document, dict):
        refuse("GLB_BROKEN", "file", "the JSON document is not an object", _EXPORT)
    version = document.get("asset", {}).get("version") if isinstance(document.get("asset"), dict) else None
    if not str(version).startswith("2"):
        refuse(
            "GLB_VERSION", "asset", f"glTF version {str(version)[:20]} was found, 2.0 was expected", _EXPORT
        )
    return _Joining(document, find_file).joined()


class _Joining:
    """One file while its buffers and pictures are appended to one binary part."""

    def __init__(self, document: dict[str, Any], find_file: FindFile) -> None:
        self.document, self.find_file = document, find_file
        self.binary = bytearray()
        self.glb = Glb(document, b"")

    def joined(self) -> Glb:
        """The file as GLB would hold it."""
        begins = self._buffers()
        for i, view in enumerate(self.glb.entries("bufferViews")):
            where = f"bufferViews[{i}]"
            buffer = whole(view.get("buffer"), f"{where}.buffer", below=len(begins))
            start = whole(view.get("byteOffset", 0), f"{where}.byteOffset")
            if start + whole(view.get("byteLength"), f"{where}.byteLength") > begins[buffer][1]:
                refuse("GLB_BROKEN", where, "it reaches beyond its buffer", _EXPORT)
            view["byteOffset"], view["buffer"] = begins[buffer][0] + start, 0
        self._pictures()
        self.document["buffers"] = [{"byteLength": len(self.binary)}]
        return Glb(self.document, bytes(self.binary))

    def _buffers(self) -> list[tuple[int, int]]:
        """Where each buffer begins in the joined one, and its length [byte]."""
        entries = self.glb.entries("buffers")
        if len(entries) > MOST_BUFFERS:
            refuse("MODEL_TOO_LARGE", "buffers", f"{len(entries)} buffers; at most {MOST_BUFFERS} are taken")
        begins = []
        for i, entry in enumerate(entries):
            where = f"buffers[{i}]"
            found = self._bytes_of(entry.get("uri"))
            if found is None:
                name = str(entry.get("uri", "none is named"))[:80]
                message = f"the geometry lies in another file ({name!r}), which is not there"
                hint = "Upload the .gltf and the files beside it in one ZIP, or export the room as GLB."
                refuse("GLTF_FILE_MISSING", where, message, hint)
            length = whole(entry.get("byteLength"), f"{where}.byteLength")
            if length > len(found):
                message = f"it should have {length} bytes; {len(found)} are there"
                refuse("GLB_BROKEN", where, message, "Upload the files again.")
            begins.append((self._appended(found[:length]), length))
        return begins

    def _pictures(self) -> None:
        """Pictures with an address become views; one that is not there stays, and is told when it is used."""
        views = self.document.setdefault("bufferViews", [])
        for entry in self.glb.entries("images"):
            found = self._bytes_of(entry.get("uri")) if "bufferView" not in entry else None
            if found is not None:
                start = self._appended(found)
                views.append({"buffer": 0, "byteOffset": start, "byteLength": len(found)})
                entry["bufferView"] = len(views) - 1
                del entry["uri"]

    def _appended(self, data: bytes) -> int:
        start = len(self.binary)
        if start + len(data) > LARGEST_JOINED_BYTES:
            message = f"its files have more than {LARGEST_JOINED_BYTES} bytes together"
            refuse("MODEL_TOO_LARGE", "buffers", message, "Reduce its textures or triangles.")
        self.binary += data + bytes(-len(data) % 4)
        return start

    def _bytes_of(self, uri: Any) -> bytes | None:
        if not isinstance(uri, str):
            return None
        if uri.startswith("data:"):
            _, comma, text = uri.partition(",")
            try:
                return base64.b64decode(text, validate=True) if comma else None
            except (binascii.Error, ValueError):
                refuse("GLB_BROKEN", "buffers", "embedded data is not base64", _EXPORT)
        name = unquote(uri).replace("\\", "/")
        return None if "://" in name else self.find_file(str(PurePosixPath(name)))
