"""Shapes for furniture of which a scan gives only the kind and the box around it.

A table's box is mostly air: taken as solid it would darken the floor below. So tables, chairs, sofas,
beds and shelves are put together from a few plain boxes within the scanned one; all else stays a box.
Fronts look along local -y, as RoomPlan's objects do; x is across, z is up, the base is centred.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenes.readers.union_of_boxes import Box, union_of_boxes

Array = NDArray[np.float64]
Size = tuple[float, float, float]

OFF_FLOOR_M = 0.001  # feet do not lie in the plane of the floor


def shape_of(name: str, size_m: Size) -> tuple[Array, NDArray[np.int64]] | None:
    """Vertices (vertex, 3) and triangles of a piece; None for what stays a box."""
    maker = next((make for kind, make in SHAPES if kind in name), None)
    parts = maker(size_m) if maker else []
    if not parts:
        return None
    feet = [(x0, y0, max(z0, OFF_FLOOR_M), x1, y1, z1) for x0, y0, z0, x1, y1, z1 in parts]
    return union_of_boxes(feet)


def _legs(size: Size, top: float, *, thick: float, inset: float) -> list[Box]:
    """Four legs up to a height."""
    x, y = size[0] / 2 - inset, size[1] / 2 - inset
    return [
        (min(a, a - s * thick), min(b, b - t * thick), 0.0, max(a, a - s * thick), max(b, b - t * thick), top)
        for s, a in ((-1, -x), (1, x))
        for t, b in ((-1, -y), (1, y))
    ]


def _table(size: Size) -> list[Box]:
    w, d, h = size
    if min(w, d) < 0.3 or h < 0.25:
        return []
    top = (-w / 2, -d / 2, h - 0.035, w / 2, d / 2, h)
    return [top, *_legs(size, h - 0.035, thick=0.055, inset=0.05)]


def _chair(size: Size) -> list[Box]:
    w, d, h = size
    if not (0.3 < w < 0.9 and 0.3 < d < 0.9 and h > 0.65):
        return []
    seat = min(0.46, 0.55 * h)
    back = (-w / 2 + 0.02, d / 2 - 0.035, seat, w / 2 - 0.02, d / 2, h)
    cushion = (-w / 2, -d / 2, seat - 0.05, w / 2, d / 2 - 0.005, seat)
    return [cushion, back, *_legs(size, seat - 0.05, thick=0.035, inset=0.025)]


def _sofa(size: Size) -> list[Box]:
    w, d, h = size
    if w < 0.55 or d < 0.5 or h < 0.5:
        return []
    arm, rest, seat = min(0.18, 0.16 * w), min(0.24, 0.28 * d), min(0.44, 0.56 * h)
    base = (-w / 2 + arm, -d / 2 + 0.02, 0.09, w / 2 - arm, d / 2 - rest, seat)
    back = (-w / 2 + arm / 2, d / 2 - rest, 0.07, w / 2 - arm / 2, d / 2, h)
    arms: list[Box] = [
        (x, -d / 2, 0.06, x + arm, d / 2 - 0.02, min(h - 0.05, seat + 0.18)) for x in (-w / 2, w / 2 - arm)
    ]
    return [base, back, *arms, *_legs(size, 0.09, thick=0.05, inset=0.06)]


def _bed(size: Size) -> list[Box]:
    w, d, h = size
    if w < 0.6 or d < 1.2 or h < 0.3:
        return []
    lying = min(h - 0.02, 0.52)
    mattress = (-w / 2, -d / 2, 0.12, w / 2, d / 2 - 0.055, lying)
    return [
        mattress,
        (-w / 2, d / 2 - 0.06, 0.0, w / 2, d / 2, h),
        *_legs(size, 0.13, thick=0.06, inset=0.08),
    ]


def _shelf(size: Size) -> list[Box]:
    w, d, h = size
    if w < 0.3 or not 0.15 < d < 0.7 or h < 0.5:
        return []
    side, board = 0.022, 0.022
    count = max(2, round(h / 0.36)) + 1
    heights = np.linspace(0.06, h - board, count)
    sides: list[Box] = [(x, -d / 2, 0.0, x + side, d / 2, h) for x in (-w / 2, w / 2 - side)]
    inner = w / 2 - side
    back = (-inner, d / 2 - 0.012, 0.05, inner, d / 2 - 0.002, h - 0.004)
    boards: list[Box] = [
        (-inner, -d / 2 + 0.004, float(z), inner, d / 2 - 0.01, float(z) + board - 0.002) for z in heights
    ]
    return [*sides, back, *boards]


SHAPES: tuple[tuple[str, Callable[[Size], list[Box]]], ...] = (
    ("table", _table),
    ("armchair", _sofa),
    ("swivel chair", _sofa),
    ("chair", _chair),
    ("sofa", _sofa),
    ("bed", _bed),
    ("shelf", _shelf),
)
