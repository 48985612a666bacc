"""What is sat on at desks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.parts import Part, bar, block, cushion, turned_part

Size = tuple[float, float, float]
Options = Mapping[str, float]


def office_chair(size: Size, options: Options) -> list[Part]:
    """A swivel chair: a star of five on castors, a gas lift, a seat, a back and two armrests."""
    w, d, h = size
    seat = min(0.48, 0.5 * h)
    half, depth = min(0.25, w / 2 - 0.06), min(0.48, 0.8 * d)
    front = -min(depth / 2 + 0.03, d / 2)
    parts = _star(min(w, d) / 2 - 0.03, seat)
    low, high = (-half, front, seat - 0.08), (half, front + depth, seat)
    parts.append(cushion("fabric", low, high, crown_m=0.015, radius_m=0.09, steps=3))
    if h - seat > 0.3:
        parts += _back(half - 0.01, d, (seat, h))
    if h > 0.75:
        for sign in (-1, 1):
            x = sign * (w / 2 - 0.04)
            foot, top = (sign * (half - 0.03), front + 0.24, seat - 0.06), (x, front + 0.23, seat + 0.198)
            parts.append(bar("metal", foot, top, 0.012, sides=6))
            near, far = (x - 0.04, front + 0.1, seat + 0.2), (x + 0.04, front + 0.36, seat + 0.23)
            parts.append(block("plastic", near, far, 0.01))
    return parts


def _star(reach: float, seat: float) -> list[Part]:
    """Five arms with castors and the column of the gas lift."""
    column = [(0.04, 0.075), (0.045, 0.115), (0.02, 0.13), (0.02, seat - 0.09)]
    parts = [turned_part("metal", column, sides=12)]
    for k in range(5):
        angle = np.deg2rad(90 + 72 * k)
        x, y = float(np.cos(angle)), float(np.sin(angle))
        start, end = (0.05 * x, 0.05 * y, 0.1), (reach * x, reach * y, 0.07)
        parts.append(bar("metal", start, end, 0.02, end_radius_m=0.013, sides=6))
        beside = np.array([-y, x, 0.0]) * 0.018
        wheel = np.array([reach * x, reach * y, 0.03])
        one, other = (wheel - beside).tolist(), (wheel + beside).tolist()
        parts.append(bar("plastic", (one[0], one[1], one[2]), (other[0], other[1], other[2]), 0.029))
    return parts


def _back(half: float, d: float, heights: tuple[float, float]) -> list[Part]:
    """The back rest and the bar that holds it."""
    seat, high = heights
    low = seat + 0.1
    tall = high - low
    lying = cushion("fabric", (-half, 0, 0), (half, tall, 0.07), crown_m=0.02, radius_m=0.09, steps=3)
    rear = d / 2 - 0.11 * tall
    return [
        lying.turned("x", 90.0).turned("x", -6.0).moved(y_m=rear, z_m=low),
        bar(
            "metal", (0, 0.1, seat - 0.085), (0, rear - 0.026, low + 0.02), 0.016, end_radius_m=0.014, sides=6
        ),
    ]
