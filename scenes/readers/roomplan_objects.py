"""Captured objects as furniture, with the names of what they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from kit.problems import Problem, info
from scenes.pieces.likeness import furniture_like
from scenes.readers.roomplan_capture import CapturedObject, PlanFrame
from scenes.room import Furniture

ON_FLOOR_M = 0.05  # boxes of a scan hover or sink by centimetres
SMALLEST_SIDE_M = 0.005


def captured_objects(
    objects: Sequence[CapturedObject], plan: PlanFrame, height_m: float, *, where: str = ""
) -> tuple[list[Furniture], list[Problem]]:
    """Furniture in the building's plan, and a remark on what was set onto the floor or given a shape."""
    furniture: list[Furniture] = []
    moved = 0
    for each in objects:
        piece, was_moved = _piece(each, plan, height_m)
        moved += was_moved
        if piece is not None:
            furniture.append(piece)
    remarks = []
    place = f"{where}furniture"
    if moved:
        message = f"{moved} pieces of furniture hovered or sank by up to 5 cm and were set onto the floor."
        remarks.append(info("SET_ON_FLOOR", place, message))
    shaped = sum(piece.piece is not None for piece in furniture)
    if shaped:
        message = (
            f"{shaped} pieces of furniture stand as simple ones of their kind in their scanned boxes; "
            "what they are made of is assumed."
        )
        hint = "Give them a material or a reflectance if you know it."
        remarks.append(info("FURNITURE_SHAPED", place, message, hint))
    return furniture, remarks


def _piece(each: CapturedObject, plan: PlanFrame, height_m: float) -> tuple[Furniture | None, bool]:
    """One object; and whether it was set onto the floor. None when it has no size."""
    size = (round(each.size_m[0], 6), round(each.size_m[1], 6), round(each.size_m[2], 6))
    if min(size) < SMALLEST_SIDE_M:
        return None, False
    x, y = plan.point((each.centre_m[0], each.centre_m[1]))
    across = plan.direction(each.across)
    middle = each.centre_m[2] - plan.floor_z_m
    base = middle - size[2] / 2
    sinks = base != 0.0 and abs(base) <= ON_FLOOR_M
    base = 0.0 if sinks else base
    whole = base >= 0.0 and base + size[2] <= height_m
    if not whole:
        low, high = max(base, 0.0), min(base + size[2], height_m)
        base, size = low, (size[0], size[1], round(high - low, 6))
        if size[2] < SMALLEST_SIDE_M:
            return None, False
    piece = Furniture(
        name=each.name,
        position_m=(x, y, round(base, 6)),
        rotation_deg=round(math.degrees(math.atan2(across[1], across[0])) % 360.0, 6) % 360.0,
        size_m=size,
    )
    if each.vertices_m is not None and whole:
        piece = replace(piece, vertices_m=each.vertices_m, triangles=each.triangles)
    return furniture_like(piece), sinks and abs(middle - size[2] / 2) > 0.005
