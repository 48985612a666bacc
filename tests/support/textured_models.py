"""GLB files with textures, made in tests: sound ones and hostile ones."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SQUARE_M = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], "<f4")
SQUARE_UV = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], "<f4")


def picture(pixels: NDArray[np.uint8], kind: str = "PNG", **options: Any) -> bytes:
    """A picture file of pixels (row, column, channel)."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def textured_square(
    material: dict[str, Any],
    images: list[bytes | dict[str, Any]],
    *,
    uv: NDArray[np.float32] = SQUARE_UV,
    second_uv: NDArray[np.float32] | None = None,
    document: dict[str, Any] | None = None,
) -> bytes:
    """A square of 1 m in glTF's plane of x and y with one material; texture i is image i."""
    binary = b""
    views: list[dict[str, Any]] = []

    def appended(data: bytes) -> int:
        nonlocal binary
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(data)})
        binary += data + bytes(-len(data) % 4)
        return len(views) - 1

    accessors = [
        {"bufferView": appended(SQUARE_M.tobytes()), "componentType": 5126, "count": 4, "type": "VEC3"},
        {"bufferView": appended(uv.tobytes()), "componentType": 5126, "count": 4, "type": "VEC2"},
    ]
    attributes = {"POSITION": 0, "TEXCOORD_0": 1}
    if second_uv is not None:
        view = appended(second_uv.tobytes())
        accessors.append({"bufferView": view, "componentType": 5126, "count": 4, "type": "VEC2"})
        attributes["TEXCOORD_1"] = 2
    corners = np.array([0, 1, 2, 0, 2, 3], "<u2").tobytes()
    accessors.append({"bufferView": appended(corners), "componentType": 5123, "count": 6, "type": "SCALAR"})
    primitive = {"attributes": attributes, "indices": len(accessors) - 1, "material": 0}
    stored = [{"bufferView": appended(i)} if isinstance(i, bytes) else i for i in images]
    whole = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [primitive]}],
        "materials": [material],
        "images": stored,
        "textures": [{"source": i} for i in range(len(stored))],
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(binary)}],
        **(document or {}),
    }
    text = json.dumps(whole).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text
    body += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body
