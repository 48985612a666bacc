"""What closes openings of the room: a window's frame, and a door's leaf in its own, from inside."""

from __future__ import annotations

import numpy as np

from scenes.pieces.kind import Options, Size
from scenes.pieces.parts import APART_M, Part, block

LIGHT_M = 1.1  # width of a window's sash, about
LEAST_SASH_M = 0.25
FACE_M, RAIL_M = 0.055, 0.045  # width of the frame's and of the bars' faces
LINING_M, LEAF_M = 0.07, 0.5  # width of a door's frame, and share of its depth that the leaf takes
HANDLE_AT_M = 1.05


def window_frame(size: Size, options: Options) -> list[Part]:
    """A frame before a pane, with `sashes` side by side and a sill below."""
    w, d, h = size
    face = min(FACE_M, 0.2 * min(w, h))
    sashes = int(options.get("sashes") or np.clip(round(w / LIGHT_M), 1, 6))
    x, sill = w / 2 - 0.03, min(0.03, 0.1 * h)
    sashes = min(sashes, max(1, int(2 * x / LEAST_SASH_M)))
    parts = [block("white", (-w / 2, -d / 2, 0), (w / 2, d / 2, sill))]
    back = -d / 2 + 0.4 * d
    low, high = sill + APART_M, h - face - APART_M
    parts.append(block("white", (-x, back, h - face), (x, d / 2, h), 0.003))
    parts.append(
        block("white", (-x + face + APART_M, back, low), (x - face - APART_M, d / 2, low + face), 0.003)
    )
    for sign in (-1, 1):
        parts.append(block("white", (sign * x, back, low), (sign * (x - face), d / 2, high), 0.003))
    rail = min(RAIL_M, 0.1 * w)
    for bar in range(1, sashes):
        middle = -x + 2 * x * bar / sashes
        bottom = low + face + APART_M
        parts.append(
            block("white", (middle - rail / 2, back, bottom), (middle + rail / 2, d / 2, high), 0.003)
        )
    return parts


def door_leaf(size: Size, options: Options) -> list[Part]:
    """A closed door: its frame, a leaf with two fields, a handle on the right, or with `left` on the left."""
    w, d, h = size
    lining = min(LINING_M, 0.15 * w)
    inner = w / 2 - lining - APART_M
    front = d / 2 - LEAF_M * d
    parts = [block("white", (-w / 2, -0.25 * d, h - lining), (w / 2, d / 2, h), 0.004)]
    for sign in (-1, 1):
        top = h - lining - APART_M
        parts.append(
            block("white", (sign * w / 2, -0.25 * d, 0), (sign * (w / 2 - lining), d / 2, top), 0.004)
        )
    top = h - lining - APART_M
    parts.append(block("white", (-inner, front, 0.006), (inner, d / 2, top), 0.003))
    edge, split = 0.18 * inner * 2, 0.42 * h
    for low, high in ((edge, split - edge / 3), (split + edge / 3, top - edge)):
        field = ((-inner + edge, front - 0.008, low), (inner - edge, front - APART_M, high))
        parts.append(block("white", *field, 0.006))
    side = -1.0 if options.get("left") else 1.0
    x, z = side * (inner - 0.06), min(HANDLE_AT_M, 0.5 * h)
    behind = front - APART_M
    parts.append(block("metal", (x - 0.012, behind - 0.006, z - 0.06), (x + 0.012, behind, z + 0.06), 0.002))
    tip = -d / 2
    parts.append(
        block("metal", (x - 0.009, tip + 0.014, z + 0.01), (x + 0.009, behind - 0.0075, z + 0.028), 0.003)
    )
    across = sorted((x + side * 0.012, x - side * 0.12))
    parts.append(block("metal", (across[0], tip, z + 0.01), (across[1], tip + 0.0125, z + 0.028), 0.003))
    return parts
