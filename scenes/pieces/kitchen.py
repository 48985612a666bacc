"""Kitchens: a run of units, and appliances."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.bathroom import tap
from scenes.pieces.parts import APART_M, Part, bar, block, loft, ring, slab, turned_part
from scenes.pieces.storage import fronts, level_handle, upright_handle

Size = tuple[float, float, float]
Options = Mapping[str, float]

UNIT_WIDTH_M = 0.6
WORKTOP_M = 0.9  # height of what is worked at
WALL_UNITS_M = 1.42  # height of their lower edge
HOOD_M = 0.1  # above it the hood begins


def kitchen_run(size: Size, options: Options) -> list[Part]:
    """Base units under a worktop with sink and hob; wall units above where the box is high enough.

    `sink_at` and `hob_at` are where they are along it, 0 to 1; below 0 there is none.
    """
    w, d, h = size
    tall = h > 1.6
    top = WORKTOP_M if tall else h - (0.0 if options.get("sink_at", 0.3) < 0 else 0.27)
    units = max(1, round(w / UNIT_WIDTH_M))
    plinth, face = 0.1, -d / 2 + 0.045
    under = top - 0.04
    parts = [
        block(
            "metal", (-w / 2 + 0.01, face + 0.045, 0.0), (w / 2 - 0.01, d / 2 - 0.02, plinth - APART_M), 0.0
        ),
        block("front", (-w / 2 + 0.002, face, plinth), (w / 2 - 0.002, d / 2, under - 0.002), 0.0),
    ]
    width = w / units
    sink, hob = float(options.get("sink_at", 0.3)), float(options.get("hob_at", 0.78))
    hob_unit = min(units - 1, int(hob * units)) if hob >= 0 else -1
    for k in range(units):
        x0, x1 = -w / 2 + k * width, -w / 2 + (k + 1) * width
        if k == hob_unit:
            parts += _oven((x0, x1), (plinth, under - 0.003), face)
            continue
        rows = 3 if k == hob_unit - 1 or k == hob_unit + 1 else 1
        parts += fronts("front", (x0, x1), (plinth + 0.001, under - 0.003), face, (1, rows))
        for row in range(rows):
            z = plinth + (row + 1) * (under - plinth) / rows - 0.05
            parts.append(level_handle((x0 + x1) / 2, z, face, 0.5 * width))
    parts += _worktop(w, d, (under, top), sink if w > 0.7 else -1.0)
    if hob >= 0 and w > 0.5:
        x = -w / 2 + (hob_unit + 0.5) * width
        parts.append(
            slab(
                "screen",
                (x, 0.01),
                (min(0.58, width - 0.02), 0.5),
                (top + 0.001, top + 0.007),
                radius_m=0.01,
                bevel_m=0.002,
            )
        )
    if tall:
        parts += _wall_units(w, d, h, (units, hob_unit))
        parts += _splashback(w, d, (top + 0.002, WALL_UNITS_M - 0.002), (units, hob_unit))
    return parts


def _worktop(w: float, d: float, heights: tuple[float, float], sink: float) -> list[Part]:
    """The worktop; a steel sink is let into a hole of it, with a tap behind."""
    low, high = heights
    if sink < 0:
        return [block("stone", (-w / 2, -d / 2, low), (w / 2, d / 2, high), 0.004)]
    across, deep = min(0.5, 0.45 * w), min(0.4, d - 0.18)
    x = float(np.clip((sink - 0.5) * w, -w / 2 + across / 2 + 0.06, w / 2 - across / 2 - 0.06))
    y = -0.03

    def outer(z: float, cut: float) -> np.ndarray:
        return ring((0.0, 0.0, z), (w - 2 * cut, d - 2 * cut), 0.0, steps=3)

    def inner(z: float, wider: float) -> np.ndarray:
        return ring((x, y, z), (across + 2 * wider, deep + 2 * wider), 0.05 + wider, steps=3)

    board = loft(
        "stone",
        [outer(low, 0.0), outer(high - 0.004, 0.0), outer(high, 0.004), inner(high, 0.0), inner(low, 0.0)],
        closed=True,
    )
    steel = [
        inner(low - 0.15, -0.02),
        inner(low - 0.14, -0.004),
        inner(high - 0.006, -0.0015),
        inner(high - 0.006, -0.004),
        inner(low - 0.13, -0.008),
        inner(low - 0.145, -0.03),
    ]
    bowl = loft("steel", steel)
    return [board, bowl, *tap(x, y + deep / 2 + 0.05, high + 0.001, 0.26, 0.19)]


def _oven(across: tuple[float, float], heights: tuple[float, float], face: float) -> list[Part]:
    """A built-in oven under the hob: a dark door with a handle below a row of knobs."""
    (x0, x1), (low, high) = across, heights
    door = high - 0.11
    base = max(low + 0.02, door - 0.47)
    middle = (x0 + x1) / 2
    parts = [
        block(
            "front",
            (x0 + 0.0015, face - 0.019, low + 0.001),
            (x1 - 0.0015, face - APART_M, base - 0.003),
            0.002,
        ),
        block("screen", (x0 + 0.004, face - 0.022, base), (x1 - 0.004, face - APART_M, door), 0.004),
        block("steel", (x0 + 0.004, face - 0.022, door + 0.003), (x1 - 0.004, face - APART_M, high), 0.003),
        bar("steel", (x0 + 0.06, face - 0.05, door - 0.045), (x1 - 0.06, face - 0.05, door - 0.045), 0.008),
    ]
    for x in (x0 + 0.065, x1 - 0.065):
        parts.append(
            bar("steel", (x, face - 0.0235, door - 0.045), (x, face - 0.041, door - 0.045), 0.006, sides=6)
        )
    for x in (middle - 0.17, middle - 0.09, middle + 0.09, middle + 0.17):
        parts.append(
            bar(
                "metal",
                (x, face - 0.0235, high - 0.055),
                (x, face - 0.042, high - 0.055),
                0.018,
                end_radius_m=0.016,
                sides=10,
            )
        )
    return parts


def _splashback(w: float, d: float, heights: tuple[float, float], units: tuple[int, int]) -> list[Part]:
    """A panel on the wall above the worktop, over the hob up to its hood."""
    (low, high), (count, hob) = heights, units
    spans = [(-w / 2, w / 2, low, high)]
    if hob >= 0:
        left, right = -w / 2 + hob * w / count, -w / 2 + (hob + 1) * w / count
        over_hob = (left + APART_M, right - APART_M, low, high + HOOD_M)
        spans = [(-w / 2, left, low, high), over_hob, (right, w / 2, low, high)]
    return [
        block("front", (x0, d / 2 - 0.008, z0), (x1, d / 2, z1), 0.0)
        for x0, x1, z0, z1 in spans
        if x1 - x0 > APART_M
    ]


def _wall_units(w: float, d: float, h: float, units: tuple[int, int]) -> list[Part]:
    """Wall units with doors, and a hood over the hob."""
    count, hob = units
    deep, width = min(0.35, d), w / count
    face = d / 2 - deep + 0.02
    parts = []
    for k in range(count):
        x0, x1 = -w / 2 + k * width, -w / 2 + (k + 1) * width
        low = WALL_UNITS_M
        if k == hob:
            parts.append(
                block(
                    "steel",
                    (x0 + 0.004, d / 2 - deep - 0.04, low + HOOD_M),
                    (x1 - 0.004, d / 2, low + 0.14),
                    0.004,
                )
            )
            low += 0.144
        parts.append(block("front", (x0 + 0.001, face, low), (x1 - 0.001, d / 2, h), 0.0))
        parts += fronts("front", (x0, x1), (low, h - 0.001), face, (1, 1))
        parts.append(level_handle((x0 + x1) / 2, low + 0.04, face, 0.5 * width))
    return parts


def fridge(size: Size, options: Options) -> list[Part]:
    """A fridge, with a freezer below where it is high; two doors beside each other where it is wide."""
    w, d, h = size
    face = -d / 2 + 0.085
    columns = 2 if w > 0.8 else 1
    split = 0.36 * h if h > 1.3 and columns == 1 else 0.04
    parts = [
        block("plastic", (-w / 2 + 0.02, face + 0.02, 0.0), (w / 2 - 0.02, d / 2 - 0.02, 0.038), 0.0),
        block("appliance", (-w / 2, face, 0.04), (w / 2, d / 2, h), 0.008),
    ]
    width = w / columns
    for k in range(columns):
        x0, x1 = -w / 2 + k * width + 0.002, -w / 2 + (k + 1) * width - 0.002
        x = x1 - 0.05 if k == 0 else x0 + 0.05
        spans = ((0.05, split - 0.004), (split + 0.004, h)) if split > 0.1 else ((0.05, h),)
        for low, high in spans:
            parts.append(block("appliance", (x0, -d / 2 + 0.035, low), (x1, face - 0.004, high), 0.012))
            length = min(0.5, 0.5 * (high - low))
            start = low + 0.08 if len(spans) == 2 and low > 0.1 else high - 0.08 - length
            parts.append(bar("steel", (x, -d / 2 + 0.01, start), (x, -d / 2 + 0.01, start + length), 0.01))
            for z in (start + 0.04, start + length - 0.04):
                parts.append(bar("steel", (x, -d / 2 + 0.033, z), (x, -d / 2 + 0.0215, z), 0.006, sides=6))
    return parts


def stove(size: Size, options: Options) -> list[Part]:
    """A cooker: an oven with a window and knobs under a hob of dark glass with four zones."""
    w, d, h = size
    face = -d / 2 + 0.055
    parts = [
        block("appliance", (-w / 2, face, 0.03), (w / 2, d / 2, h - 0.008), 0.003),
        block("plastic", (-w / 2 + 0.03, face + 0.04, 0), (w / 2 - 0.03, d / 2 - 0.03, 0.0285), 0.0),
        slab(
            "screen", (0, 0.02), (w - 0.006, d - 0.06), (h - 0.007, h - 0.002), radius_m=0.012, bevel_m=0.002
        ),
        *_oven((-w / 2, w / 2), (0.03, h - 0.012), face),
    ]
    for sx, sy, r in ((-1, -1, 0.09), (1, -1, 0.075), (-1, 1, 0.075), (1, 1, 0.09)):
        parts.append(
            slab(
                "grey plastic",
                (sx * 0.23 * w, 0.02 + sy * 0.2 * d),
                (2 * r, 2 * r),
                (h - 0.0015, h),
                radius_m=r,
                bevel_m=0.0003,
                steps=4,
            )
        )
    return parts


def washing_machine(size: Size, options: Options) -> list[Part]:
    """A washing machine or tumble dryer with a round door."""
    w, d, h = size
    face = -d / 2 + 0.035
    middle = 0.46 * h
    outer = min(0.36 * w, 0.22)
    parts = [
        block("white", (-w / 2, face, 0.012), (w / 2, d / 2, h), 0.01),
        block("grey plastic", (-w / 2 + 0.02, face + 0.02, 0.0), (w / 2 - 0.02, d / 2 - 0.02, 0.0105), 0.0),
        block("plastic", (0.02, face - 0.004, h - 0.105), (w / 2 - 0.03, face - APART_M, h - 0.045), 0.001),
        bar(
            "steel",
            (-0.06, face - 0.0015, h - 0.075),
            (-0.06, face - 0.026, h - 0.075),
            0.026,
            end_radius_m=0.023,
            sides=14,
        ),
        block("white", (-w / 2 + 0.025, face - 0.006, h - 0.115), (-0.11, face - APART_M, h - 0.035), 0.002),
    ]
    door = turned_part(
        "steel",
        [(outer, 0.0015), (outer, 0.012), (0.93 * outer, 0.026), (0.8 * outer, 0.024), (0.78 * outer, 0.013)],
        sides=24,
    )
    glass = turned_part(
        "screen",
        [(0.77 * outer, 0.0145), (0.75 * outer, 0.019), (0.5 * outer, 0.03), (0.2 * outer, 0.035)],
        sides=24,
    )
    for part in (door, glass):
        parts.append(part.turned("x", 90.0).moved(y_m=face, z_m=middle))
    return parts


def dishwasher(size: Size, options: Options) -> list[Part]:
    """A dishwasher: one plain front with a handle bar and a dark strip above."""
    w, d, h = size
    face = -d / 2 + 0.055
    return [
        block("white", (-w / 2, face, 0.09), (w / 2, d / 2, h), 0.004),
        block("plastic", (-w / 2 + 0.02, face + 0.04, 0.0), (w / 2 - 0.02, d / 2 - 0.02, 0.0885), 0.0),
        block(
            "appliance", (-w / 2 + 0.002, face - 0.02, 0.1), (w / 2 - 0.002, face - APART_M, h - 0.115), 0.004
        ),
        block(
            "plastic",
            (-w / 2 + 0.002, face - 0.02, h - 0.112),
            (w / 2 - 0.002, face - APART_M, h - 0.004),
            0.004,
        ),
        bar("steel", (-0.4 * w, -d / 2 + 0.009, h - 0.17), (0.4 * w, -d / 2 + 0.009, h - 0.17), 0.009),
        *(
            bar("steel", (x, face - 0.0215, h - 0.17), (x, -d / 2 + 0.0195, h - 0.17), 0.006, sides=6)
            for x in (-0.36 * w, 0.36 * w)
        ),
    ]


def tall_unit(size: Size, options: Options) -> list[Part]:
    """A tall kitchen unit with doors, a larder."""
    w, d, h = size
    face, count = -d / 2 + 0.045, max(1, round(w / UNIT_WIDTH_M))
    parts = [
        block("metal", (-w / 2 + 0.01, face + 0.045, 0), (w / 2 - 0.01, d / 2 - 0.02, 0.0985), 0.0),
        block("front", (-w / 2, face, 0.1), (w / 2, d / 2, h), 0.003),
        *fronts("front", (-w / 2, w / 2), (0.101, 0.6 * h), face, (count, 1)),
        *fronts("front", (-w / 2, w / 2), (0.6 * h, h - 0.001), face, (count, 1)),
    ]
    for k in range(count):
        x = -w / 2 + (k + 1) * w / count - 0.04
        parts += [upright_handle(x, 0.6 * h - 0.2, face, 0.2), upright_handle(x, 0.6 * h + 0.2, face, 0.2)]
    return parts
