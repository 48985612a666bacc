"""What is sat on: sofas, armchairs, chairs, stools and benches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.parts import APART_M, Part, bar, block, cushion, loft, ring

Size = tuple[float, float, float]
Options = Mapping[str, float]

SEAT_WIDTH_M = 0.68  # of one seat of a sofa
SEAT_HEIGHT_M = 0.43


def sofa(size: Size, options: Options) -> list[Part]:
    """A sofa on slim feet: a base, two arms, a back and loose cushions for each seat."""
    w, d, h = size
    arm = float(np.clip(0.075 * w, 0.09, 0.17))
    inner = w - 2 * arm
    seats = int(options.get("seats") or np.clip(round(inner / SEAT_WIDTH_M), 1, 8))
    feet = min(0.13, 0.16 * h)
    seat, thick = min(SEAT_HEIGHT_M, 0.56 * h), min(0.15, 0.2 * h)
    frame = min(0.12, 0.15 * d)
    arms = min(h - 0.1 * h, seat + 0.17)
    parts = [
        block(
            "fabric",
            (-w / 2 + arm + APART_M, -d / 2 + 0.02, feet),
            (w / 2 - arm - APART_M, d / 2 - frame - APART_M, seat - thick),
            0.012,
        ),
        block(
            "fabric",
            (-w / 2 + arm + APART_M, d / 2 - frame, feet),
            (w / 2 - arm - APART_M, d / 2, 0.93 * h),
            0.025,
        ),
    ]
    for side in (-1, 1):
        outer, within = side * w / 2, side * (w / 2 - arm)
        parts.append(block("fabric", (outer, -d / 2, feet), (within, d / 2, arms), 0.028))
    width, gap = inner / seats, 0.006
    lean = min(0.15, 0.19 * d)
    for k in range(seats):
        x0 = -inner / 2 + k * width + gap / 2
        x1 = x0 + width - gap
        back_front = d / 2 - frame - lean
        parts.append(
            cushion(
                "fabric",
                (x0, -d / 2, seat - thick + APART_M),
                (x1, back_front + 0.02, seat + 0.01),
                crown_m=0.02,
            )
        )
        parts.append(_back_cushion(x0, x1, back_front, d / 2 - frame - 0.004, seat + 0.012, h))
    inset = 0.07
    for x in (-w / 2 + inset, w / 2 - inset):
        for y in (-d / 2 + inset, d / 2 - inset):
            parts.append(bar("wood", (x, y, 0.0), (x, y, feet - APART_M), 0.013, end_radius_m=0.021))
    return parts


def _back_cushion(x0: float, x1: float, front: float, back: float, low: float, high: float) -> Part:
    """A cushion that stands on the seat and leans back: a lying one, raised."""
    thick, tall = back - front, high - low
    part = cushion("fabric", (x0, 0.0, 0.0), (x1, tall, thick), crown_m=0.03, radius_m=0.06)
    raised = part.turned("x", 90.0)  # y becomes z, z becomes -y: the full side looks to the front
    return raised.turned("x", -5.0).moved(y_m=back - 0.09 * tall, z_m=low)


def armchair(size: Size, options: Options) -> list[Part]:
    """An armchair with a wooden frame, a seat cushion and a back cushion."""
    w, d, h = size
    if h < 0.6 or w > 1.15:
        return sofa(size, {"seats": 1, **options})
    seat, rail = min(0.42, 0.54 * h), 0.045
    arm = min(0.62, 0.75 * h)
    parts: list[Part] = []
    for side in (-1, 1):
        x = side * (w / 2 - rail / 2)
        parts += [
            bar("wood", (x, -d / 2 + 0.06, 0.0), (x, -d / 2 + 0.045, arm - 0.03), 0.014, end_radius_m=0.019),
            bar("wood", (x, d / 2 - 0.03, 0.0), (x, d / 2 - 0.1, arm - 0.03), 0.014, end_radius_m=0.019),
            block("wood", (x - rail / 2, -d / 2, arm - 0.028), (x + rail / 2, d / 2 - 0.05, arm), 0.008),
            block(
                "wood",
                (x - 0.012, -d / 2 + 0.07, seat - 0.19),
                (x + 0.012, d / 2 - 0.08, seat - 0.145),
                0.005,
            ),
        ]
    inner = w / 2 - rail - 0.004
    parts.append(
        block("wood", (-inner, -d / 2 + 0.05, seat - 0.175), (inner, d / 2 - 0.14, seat - 0.142), 0.005)
    )
    parts.append(
        cushion(
            "fabric",
            (-inner, -d / 2 + 0.01, seat - 0.14),
            (inner, d / 2 - 0.16, seat + 0.015),
            crown_m=0.025,
            steps=3,
        )
    )
    tall = h - seat - 0.02
    back = cushion(
        "fabric", (-inner, 0.0, 0.0), (inner, tall * 1.02, 0.15), crown_m=0.03, radius_m=0.06, steps=3
    )
    parts.append(
        back.turned("x", 90.0).turned("x", -10.0).moved(y_m=d / 2 - 0.17 * tall - 0.006, z_m=seat + 0.016)
    )
    return parts


def chair(size: Size, options: Options) -> list[Part]:
    """A chair: four legs that lean out, an upholstered seat, a curved back between two posts."""
    w, d, h = size
    seat = min(0.46, 0.55 * h)
    x, front, back = w / 2 - 0.03, -d / 2 + 0.035, d / 2 - 0.03
    parts = [
        cushion(
            "fabric",
            (-w / 2, -d / 2, seat - 0.055),
            (w / 2, d / 2 - 0.045, seat),
            crown_m=0.012,
            radius_m=0.07,
        ),
        block(
            "wood",
            (-w / 2 + 0.03, -d / 2 + 0.03, seat - 0.085),
            (w / 2 - 0.03, d / 2 - 0.07, seat - 0.058),
            0.006,
        ),
    ]
    for side in (-1, 1):
        parts += [
            bar(
                "wood",
                (side * x, front, 0.0),
                (side * (x - 0.03), front + 0.03, seat - 0.06),
                0.011,
                end_radius_m=0.018,
            ),
            bar(
                "wood",
                (side * x, back, 0.0),
                (side * (x - 0.025), back - 0.035, seat - 0.06),
                0.011,
                end_radius_m=0.018,
            ),
            bar(
                "wood",
                (side * (x - 0.02), back - 0.012, seat - 0.1),
                (side * (x - 0.03), back + 0.01, h - 0.04),
                0.016,
                end_radius_m=0.011,
            ),
        ]
    if h - seat > 0.2:
        parts.append(_curved_back("fabric", w - 0.03, back + 0.012, h - min(0.26, 0.55 * (h - seat)), h))
    return parts


def _curved_back(role: str, width: float, y: float, low: float, high: float) -> Part:
    """A rest bent round the back of who sits there."""
    across = np.linspace(-width / 2, width / 2, 7)
    bend = 0.055 * (2 * across / width) ** 2
    rings = []
    for x, forward in zip(across, bend, strict=True):
        middle = y - forward
        rings.append(
            np.array(
                [
                    [x, middle - 0.016, low + 0.008],
                    [x, middle + 0.008, low],
                    [x, middle + 0.016, (low + high) / 2],
                    [x, middle + 0.010, high],
                    [x, middle - 0.006, high],
                    [x, middle - 0.020, (low + high) / 2],
                ]
            )
        )
    return loft(role, rings, smooth_deg=60.0)


def stool(size: Size, options: Options) -> list[Part]:
    """A stool: a round seat on four legs with a foot ring of bars."""
    w, d, h = size
    seat = ring((0.0, 0.0, 0.0), (w, d), min(w, d) / 2, steps=4)
    levels = ((h - 0.045, 0.9), (h - 0.035, 1.0), (h - 0.01, 1.0), (h, 0.93))
    parts = [loft("fabric", [seat * (s, s, 0) + (0, 0, z) for z, s in levels])]
    foot, upper = (0.42 * w, 0.42 * d), (0.3 * w, 0.3 * d)
    corners = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
    for sx, sy in corners:
        parts.append(
            bar(
                "wood",
                (sx * foot[0], sy * foot[1], 0),
                (sx * upper[0], sy * upper[1], h - 0.047),
                0.012,
                end_radius_m=0.017,
            )
        )
    if h > 0.55:
        share = 0.3
        x, y = foot[0] * (1 - share) + upper[0] * share, foot[1] * (1 - share) + upper[1] * share
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
            start, end = np.array([ax * x, ay * y, share * h]), np.array([bx * x, by * y, share * h])
            run = (end - start) / np.linalg.norm(end - start) * 0.02
            a, b = start + run, end - run
            parts.append(bar("wood", (a[0], a[1], a[2]), (b[0], b[1], b[2]), 0.009, sides=6))
    return parts


def bench(size: Size, options: Options) -> list[Part]:
    """A bench: a thick board on legs."""
    w, d, h = size
    count = max(2, round(w / 1.4) + 1)
    parts = [block("wood", (-w / 2, -d / 2, h - 0.045), (w / 2, d / 2, h), 0.006)]
    for x in np.linspace(-w / 2 + 0.12, w / 2 - 0.12, count):
        for y in (-d / 2 + 0.05, d / 2 - 0.05):
            parts.append(bar("wood", (x, y, 0.0), (x, y * 0.92, h - 0.047), 0.015, end_radius_m=0.021))
    return parts
