"""Tables: dining, coffee and side tables, desks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.parts import APART_M, Part, bar, block, slab, turned_part

Size = tuple[float, float, float]
Options = Mapping[str, float]

LEGS_APART_M = 2.3  # a longer table has legs in between


def _legs(w: float, d: float, top: float, radius: float, inset: float) -> list[Part]:
    """Tapered legs under a top, in pairs along it."""
    pairs = max(2, int(np.ceil((w - 2 * inset) / LEGS_APART_M)) + 1)
    return [
        bar("wood", (1.012 * x, y, 0.0), (x, 0.97 * y, top - APART_M), 0.62 * radius, end_radius_m=radius)
        for x in np.linspace(-w / 2 + inset, w / 2 - inset, pairs).tolist()
        for y in (-d / 2 + inset, d / 2 - inset)
    ]


def dining_table(size: Size, options: Options) -> list[Part]:
    """A table: a board with soft corners, rails below it, tapered legs; `round` gives a disc on a foot."""
    w, d, h = size
    if options.get("round"):
        return _round_table(size)
    thick = float(np.clip(0.035 * h / 0.75, 0.018, 0.04))
    inset = min(0.09, 0.12 * min(w, d))
    parts = [slab("wood", (0, 0), (w, d), (h - thick, h), radius_m=min(0.03, 0.1 * min(w, d)), bevel_m=0.006)]
    low, high = h - thick - min(0.08, 0.11 * h), h - thick - APART_M
    x, y = w / 2 - inset, d / 2 - inset
    for side in (-1, 1):
        parts.append(
            block("wood", (-x + 0.03, side * y - 0.01, low), (x - 0.03, side * y + 0.01, high), 0.002)
        )
        parts.append(
            block("wood", (side * x - 0.01, -y + 0.03, low), (side * x + 0.01, y - 0.03, high), 0.002)
        )
    return [*parts, *_legs(w, d, h - thick, min(0.032, 0.045 * h), inset)]


def _round_table(size: Size) -> list[Part]:
    w, d, h = size
    across = min(w, d)
    column = float(np.clip(0.045 * across, 0.02, 0.06))
    foot = 0.3 * across
    return [
        slab("wood", (0, 0), (w, d), (h - 0.03, h), radius_m=across / 2, bevel_m=0.008, steps=8),
        turned_part(
            "metal",
            [
                (foot, 0.0),
                (foot, 0.012),
                (foot - 0.02, 0.02),
                (1.4 * column, 0.03),
                (column, 0.06),
                (column, h - 0.08),
                (2.2 * column, h - 0.032),
            ],
            sides=20,
        ),
    ]


def coffee_table(size: Size, options: Options) -> list[Part]:
    """A low table with a shelf for magazines between its legs."""
    w, d, h = size
    if options.get("round"):
        return _round_table(size)
    inset = min(0.06, 0.12 * min(w, d))
    parts = [
        slab("wood", (0, 0), (w, d), (h - 0.028, h), radius_m=min(0.05, 0.15 * min(w, d)), bevel_m=0.005)
    ]
    parts += _legs(w, d, h - 0.028, 0.019, inset)
    if h > 0.3 and min(w, d) > 0.35:
        low = 0.32 * h
        parts.append(
            block(
                "wood",
                (-w / 2 + inset + 0.024, -d / 2 + inset + 0.024, low),
                (w / 2 - inset - 0.024, d / 2 - inset - 0.024, low + 0.016),
                0.003,
            )
        )
    return parts


def desk(size: Size, options: Options) -> list[Part]:
    """A desk: a top on two steel frames, with drawers on one side and a panel at its back."""
    w, d, h = size
    thick, frame = 0.026, 0.028
    parts = [slab("wood", (0, 0), (w, d), (h - thick, h), radius_m=0.015, bevel_m=0.003)]
    under = h - thick - APART_M
    count = max(2, int(np.ceil((w - 0.1) / LEGS_APART_M)) + 1)
    for x in np.linspace(-w / 2 + 0.06, w / 2 - 0.06, count).tolist():
        y = d / 2 - 0.06
        for side in (-1, 1):
            parts.append(
                block(
                    "metal",
                    (x - frame / 2, side * y - frame / 2, 0),
                    (x + frame / 2, side * y + frame / 2, under),
                    0.002,
                )
            )
        parts.append(
            block(
                "metal",
                (x - frame / 2, -y + frame / 2 + APART_M, under - frame),
                (x + frame / 2, y - frame / 2 - APART_M, under - APART_M),
                0.002,
            )
        )
    parts.append(
        block(
            "metal",
            (-w / 2 + 0.08, d / 2 - 0.075, under - 0.22),
            (w / 2 - 0.08, d / 2 - 0.06, under - 0.03),
            0.0015,
        )
    )
    if options.get("drawers", 1) and w > 1.0:
        x1 = w / 2 - 0.09
        x0, y0, y1 = x1 - 0.4, -d / 2 + 0.04, d / 2 - 0.09
        parts.append(block("front", (x0, y0 + 0.02, under - 0.5), (x1, y1, under - 0.004), 0.002))
        for k in range(3):
            low = under - 0.498 + k * 0.165
            parts.append(block("front", (x0, y0, low), (x1, y0 + 0.0185, low + 0.162), 0.002))
            parts.append(
                block(
                    "metal",
                    ((x0 + x1) / 2 - 0.06, y0 - 0.012, low + 0.125),
                    ((x0 + x1) / 2 + 0.06, y0 - 0.002, low + 0.137),
                    0.0,
                )
            )
    return parts
