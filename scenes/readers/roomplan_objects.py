"""Captured objects as furniture, with the names of what they are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kit.problems import Problem, info
from scenes.pieces.likeness import furniture_like
from scenes.readers.roomplan_capture import CapturedObject, PlanFrame
from scenes.room import Furniture

ON_FLOOR_M = 0.05  # boxes of a scan hover or sink by centimetres
SMALLEST_SIDE_M = 0.005
MOVED = "set onto the floor"
CUT, THIN = "cut where they reach through floor or ceiling", "thinner than 5 mm made that thick"
OUTSIDE, NO_SIZE = "above the ceiling or below the floor", "without a size"


def captured_objects(
    objects: Sequence[CapturedObject], plan: PlanFrame, height_m: float, *, where: str = ""
) -> tuple[list[Furniture], list[Problem]]:
    """Furniture in the building's plan, and a remark on what was moved, cut, left out or given a shape."""
    furniture: list[Furniture] = []
    counts: Counter[str] = Counter()
    for each in objects:
        piece, became = _piece(each, plan, height_m)
        counts.update(became)
        if piece is not None:
            furniture.append(piece)
    place = f"{where}furniture"
    remarks = _told(counts, place)
    shaped = sum(piece.piece is not None for piece in furniture)
    if shaped:
        message = (
            f"{shaped} pieces of furniture stand as simple ones of their kind in their scanned boxes; "
            "what they are made of is assumed."
        )
        hint = "Give them a material or a reflectance if you know it."
        remarks.append(info("FURNITURE_SHAPED", place, message, hint))
    return furniture, remarks


def _told(counts: Counter[str], place: str) -> list[Problem]:
    """What became of the boxes of objects, each kind once."""
    remarks = []
    if counts[MOVED]:
        message = (
            f"{counts[MOVED]} pieces of furniture hovered or sank by up to 5 cm and were set onto the floor."
        )
        remarks.append(info("SET_ON_FLOOR", place, message))
    fitted = [f"{counts[how]} {how}" for how in (CUT, THIN) if counts[how]]
    if fitted:
        message = f"Pieces of furniture were fitted: {', '.join(fitted)}."
        remarks.append(info("FURNITURE_FITTED", place, message, "Look whether the ceiling is high enough."))
    left = [f"{counts[why]} {why}" for why in (OUTSIDE, NO_SIZE) if counts[why]]
    if left:
        message = f"Pieces of furniture were left out: {', '.join(left)}."
        remarks.append(info("FURNITURE_LEFT_OUT", place, message, "Add them by hand if they are there."))
    return remarks


def _piece(each: CapturedObject, plan: PlanFrame, height_m: float) -> tuple[Furniture | None, set[str]]:
    """One object and what became of its box; None when it has no size or lies outside of the room."""
    became: set[str] = set()
    if sum(side < SMALLEST_SIDE_M for side in each.size_m) > 1:
        return None, {NO_SIZE}
    if min(each.size_m) < SMALLEST_SIDE_M:
        became.add(THIN)  # such as a screen on a wall
    across_m, deep_m, tall_m = (max(round(side, 6), SMALLEST_SIDE_M) for side in each.size_m)
    x, y = plan.point((each.centre_m[0], each.centre_m[1]))
    across = plan.direction(each.across)
    middle = each.centre_m[2] - plan.floor_z_m
    base = middle - tall_m / 2
    sinks = base != 0.0 and abs(base) <= ON_FLOOR_M
    base = 0.0 if sinks else base
    whole = base >= 0.0 and base + tall_m <= height_m
    if not whole:
        low, high = max(base, 0.0), min(base + tall_m, height_m)
        if max(low - base, base + tall_m - high) > ON_FLOOR_M:
            became.add(CUT)
        base, tall_m = low, round(high - low, 6)
        if tall_m < SMALLEST_SIDE_M:
            return None, {OUTSIDE}
    if sinks and abs(middle - tall_m / 2) > SMALLEST_SIDE_M:
        became.add(MOVED)
    piece = Furniture(
        name=each.name,
        position_m=(x, y, round(base, 6)),
        rotation_deg=round(math.degrees(math.atan2(across[1], across[0])) % 360.0, 6) % 360.0,
        size_m=(across_m, deep_m, tall_m),
    )
    if each.vertices_m is not None and whole:
        piece = replace(piece, vertices_m=each.vertices_m, triangles=each.triangles)
    return furniture_like(piece), became
