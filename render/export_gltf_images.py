"""Textures as PNG (ISO/IEC 15948), written here so that the same pixels give the same bytes everywhere."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

EFFORT = 6  # of compression, 0..9
SUB, UP = 1, 2  # filters: what is left of the pixel before, and of the one above
_COLOUR_TYPES = {3: 2, 4: 6}  # channels -> truecolour, truecolour with alpha


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """An image (row, column, channel) of 8 bits as PNG; a fourth channel that is full is left away.

    Raises
    ------
    ValueError
        When there are neither three nor four channels, or no pixels.
    """
    if pixels.ndim != 3 or pixels.shape[2] not in _COLOUR_TYPES or not pixels.size:
        raise ValueError(f"pixels of shape {pixels.shape}; (row, column, 3 or 4) was expected")
    if pixels.shape[2] == 4 and (pixels[..., 3] == 255).all():
        pixels = pixels[..., :3]
    rows, columns, channels = pixels.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(_filtered(pixels), EFFORT)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _filtered(pixels: NDArray[np.uint8]) -> bytes:
    """The rows with the filter that leaves less of each."""
    left = pixels.copy()
    left[:, 1:] -= pixels[:, :-1]
    above = pixels.copy()
    above[1:] -= pixels[:-1]
    size = [np.abs(rows.view(np.int8).astype(np.int16)).sum(axis=(1, 2)) for rows in (left, above)]
    is_up = size[1] < size[0]
    chosen = np.where(is_up[:, None, None], above, left).reshape(len(pixels), -1)
    return np.column_stack([np.where(is_up, UP, SUB).astype(np.uint8), chosen]).tobytes()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
