"""Captured objects as furniture: boxes with the names of what they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.readers.furniture_shapes import shape_of
from scenes.room import Furniture

if TYPE_CHECKING:
    from scenes.readers.roomplan import Capture

Array = NDArray[np.float64]

ON_FLOOR_M = 0.05  # boxes of a scan hover or sink by centimetres
SMALLEST_SIDE_M = 0.005
KIND_FIRST = {"TableType": "{} table", "StorageType": "{}", "ChairType": "{} chair"}
UNSAID = ("unidentified", "missing", "")


def captured_objects(
    objects: Sequence[Mapping[str, Any]], capture: Capture, to_room: Array, height_m: float
) -> tuple[list[Furniture], list[Problem]]:
    """Boxes in the room's frame, and a remark on those that were set onto the floor or cut at the ceiling."""
    furniture: list[Furniture] = []
    moved = 0
    for part in objects:
        piece, was_moved = _box(part, capture, to_room, height_m)
        moved += was_moved
        if piece is not None:
            furniture.append(piece)
    remarks = []
    if moved:
        message = f"{moved} pieces of furniture hovered or sank by up to 5 cm and were set onto the floor."
        remarks.append(info("SET_ON_FLOOR", "furniture", message))
    shaped = sum(piece.vertices_m is not None for piece in furniture)
    if shaped:
        message = f"{shaped} pieces of furniture have a plain shape of their kind within their scanned box."
        remarks.append(info("FURNITURE_SHAPED", "furniture", message))
    return furniture, remarks


def _box(
    part: Mapping[str, Any], capture: Capture, to_room: Array, height_m: float
) -> tuple[Furniture | None, bool]:
    """One object as a box; and whether it was set onto the floor. None when it has no size."""
    width, tall, deep = (float(v) for v in part["dimensions"])
    transform = np.array(part["transform"], dtype=np.float64).reshape(4, 4).T
    local = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    centre, beside = capture.points(transform, local)
    x, y = to_room[:2, :2] @ centre[:2] + to_room[:2, 2]
    across = to_room[:2, :2] @ (beside - centre)[:2]
    size = tuple(round(v * capture.metres_per_unit, 6) for v in (width, deep, tall))
    if min(size) < SMALLEST_SIDE_M:
        return None, False
    base = float(centre[2]) - size[2] / 2
    sinks = base != 0.0 and abs(base) <= ON_FLOOR_M
    base = 0.0 if sinks else base
    if base < 0.0 or base + size[2] > height_m:
        low, high = max(base, 0.0), min(base + size[2], height_m)
        base, size = low, (size[0], size[1], round(high - low, 6))
        if size[2] < SMALLEST_SIDE_M:
            return None, False
    piece = Furniture(
        name=_name(part),
        position_m=(round(float(x), 6), round(float(y), 6), round(base, 6)),
        rotation_deg=round(math.degrees(math.atan2(across[1], across[0])) % 360.0, 6) % 360.0,
        size_m=(size[0], size[1], size[2]),
    )
    shape = shape_of(piece.name, (size[0], size[1], size[2])) if base == 0.0 else None
    if shape is not None:
        piece = replace(piece, vertices_m=shape[0], triangles=shape[1])
    return piece, sinks and abs(float(centre[2]) - size[2] / 2) > 0.005


def _name(part: Mapping[str, Any]) -> str:
    """What an object is: ``dining table``, ``shelf``, ``sofa``."""
    attributes = part.get("attributes")
    if isinstance(attributes, dict) and attributes.get("SofaType") == "singleSeat":
        return "armchair"
    category = part.get("category")
    plain = next(iter(category), "object") if isinstance(category, dict) else "object"
    name = "".join(f" {c.lower()}" if c.isupper() else c for c in str(plain)[:40])
    for key, pattern in KIND_FIRST.items():
        said = attributes.get(key) if isinstance(attributes, dict) else None
        if isinstance(said, str) and said not in UNSAID:
            return pattern.format("".join(f" {c.lower()}" if c.isupper() else c for c in said[:40]))
    return name
