"""Beds."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.pieces.parts import APART_M, Part, bar, block, cushion

Size = tuple[float, float, float]
Options = Mapping[str, float]

DOUBLE_M = 1.15  # from this width on a bed has two pillows


def bed(size: Size, options: Options) -> list[Part]:
    """A bed with its head at +y: frame, mattress, a duvet turned back, a blanket, pillows, a headboard."""
    w, d, h = size
    head = 0.075
    lying = min(0.5, 0.86 * h)
    legs, rail = 0.3 * lying, 0.3 * lying
    foot, top = -d / 2, d / 2 - head - 0.004
    pillows = int(options.get("pillows") or (2 if w >= DOUBLE_M else 1))
    bottom = legs + rail - 0.04
    mattress = lying - 0.05
    parts = [
        block("fabric", (-w / 2 + 0.012, foot + 0.012, legs), (w / 2 - 0.012, top, bottom - APART_M), 0.015),
        cushion(
            "mattress", (-w / 2 + 0.018, foot + 0.022, bottom), (w / 2 - 0.018, top, mattress), crown_m=0.006
        ),
        block("fabric", (-w / 2, d / 2 - head, 0.05), (w / 2, d / 2, h), 0.03),
    ]
    turned = top - min(0.62, 0.32 * d)
    parts += _covers(w, (foot, turned), (mattress, lying))
    width = (w - 0.08) / pillows
    for k in range(pillows):
        x0 = -w / 2 + 0.04 + k * width + 0.012
        pillow = cushion(
            "linen",
            (x0, top - 0.43, lying - 0.045),
            (x0 + width - 0.024, top - 0.03, lying + 0.1),
            crown_m=0.05,
            radius_m=0.08,
            steps=3,
        )
        parts.append(pillow.turned("x", 6.0, (0.0, top - 0.2, lying)))
    for x in (-w / 2 + 0.1, w / 2 - 0.1):
        for y in (foot + 0.1, d / 2 - 0.2):
            parts.append(bar("wood", (x, y, 0.0), (x, y, legs - APART_M), 0.018, end_radius_m=0.027))
    return parts


def _covers(w: float, along: tuple[float, float], heights: tuple[float, float]) -> list[Part]:
    """A duvet over the mattress, its turned edge, and a blanket across the foot."""
    (foot, head), (low, high) = along, heights
    drop = 0.16
    duvet = cushion(
        "linen", (-w / 2, foot, low - drop), (w / 2, head, high + 0.02), crown_m=0.03, radius_m=0.06, steps=3
    )
    edge = cushion(
        "linen",
        (-w / 2 - 0.002, head - 0.2, high - 0.13),
        (w / 2 + 0.002, head + 0.012, high + 0.045),
        crown_m=0.02,
    )
    length = head - foot
    blanket = cushion(
        "blanket",
        (-w / 2 - 0.006, foot + 0.1 * length, low - drop + 0.02),
        (w / 2 + 0.006, foot + 0.46 * length, high + 0.034),
        crown_m=0.022,
    )
    return [duvet, edge, blanket]
