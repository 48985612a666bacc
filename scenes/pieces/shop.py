"""What stands in shops: shelves with goods, counters, clothes rails, mannequins."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.parts import APART_M, Part, bar, block, loft, pipe, ring
from scenes.pieces.storage import fronts

Size = tuple[float, float, float]
Options = Mapping[str, float]

MOST_GOODS = 90


def shop_shelf(size: Size, options: Options) -> list[Part]:
    """A shop's shelf: a base, posts, a back, boards with goods towards the front; both sides where deep."""
    w, d, h = size
    both = d > 0.75
    boards = int(options.get("boards") or np.clip(round(h / 0.38), 2, 7))
    back = 0.0 if both else d / 2 - 0.02
    bays = max(1, round(w / 1.1))
    parts = [
        block("white", (-w / 2, -d / 2, 0.0), (w / 2, d / 2, 0.14), 0.003),
        block("white", (-w / 2 + 0.02, back - 0.012, 0.142), (w / 2 - 0.02, back + 0.012, h), 0.0),
    ]
    for x in np.linspace(-w / 2 + 0.02, w / 2 - 0.02, bays + 1).tolist():
        parts.append(
            block("metal", (x - 0.018, back - 0.02, 0.142), (x + 0.018, back - 0.0125, h - 0.002), 0.0)
        )
    heights = np.linspace(0.14, h - 0.02, boards + 1)[:-1]
    spans = [(-d / 2, back - 0.022)] + ([(0.022, d / 2)] if both else [])
    for front, rear in spans:
        for z in heights[1:].tolist():
            less = 0.03 if front < 0 else 0.0
            parts.append(
                block(
                    "white",
                    (-w / 2 + 0.005, front + less, z - 0.028),
                    (w / 2 - 0.005, rear - (0.0 if less else 0.03), z),
                    0.0,
                )
            )
    if options.get("goods", 1):
        parts += _goods(w, spans, heights, h)
    return parts


def _goods(w: float, spans: list[tuple[float, float]], heights: np.ndarray, h: float) -> list[Part]:
    """Boxes and bottles in groups, the same ones every time."""
    random = np.random.default_rng(3)
    rows = len(heights) * len(spans)
    each = int(np.clip(w / 0.16, 2, max(2, MOST_GOODS // rows)))
    roles = ("goods", "goods 2", "goods 3", "paper")
    parts = []
    tops = np.append(heights[1:] - 0.03, h)
    for front, rear in spans:
        for low, high in zip(heights.tolist(), tops.tolist(), strict=True):
            pitch = (w - 0.06) / each
            for k in range(each):
                x = -w / 2 + 0.03 + (k + 0.5) * pitch
                wide, tall = pitch * random.uniform(0.55, 0.9), (high - low) * random.uniform(0.4, 0.85)
                deep = (rear - front) * random.uniform(0.5, 0.75)
                y0 = front + 0.045 if front < 0 else rear - 0.045 - deep
                role = roles[int(random.integers(4))]
                parts.append(
                    block(role, (x - wide / 2, y0, low + APART_M), (x + wide / 2, y0 + deep, low + tall), 0.0)
                )
    return parts


def shop_counter(size: Size, options: Options) -> list[Part]:
    """A counter: a panelled front, a thick top, a plinth, and a screen for the till."""
    w, d, h = size
    till = bool(options.get("till", 1)) and h > 0.7
    top = h - 0.28 if till else h
    panels = max(1, round(w / 0.6))
    parts = [
        block("metal", (-w / 2 + 0.05, -d / 2 + 0.08, 0), (w / 2 - 0.05, d / 2 - 0.03, 0.0785), 0.0),
        block("wood", (-w / 2 + 0.03, -d / 2 + 0.05, 0.08), (w / 2 - 0.03, d / 2 - 0.02, top - 0.042), 0.002),
        *fronts("wood", (-w / 2 + 0.03, w / 2 - 0.03), (0.08, top - 0.043), -d / 2 + 0.05, (panels, 1)),
        block("stone", (-w / 2, -d / 2, top - 0.04), (w / 2, d / 2, top), 0.004),
    ]
    if till:
        x = 0.28 * w
        parts.append(block("plastic", (x - 0.09, -0.02, top + 0.001), (x + 0.09, 0.14, top + 0.012), 0.003))
        parts.append(bar("plastic", (x, 0.07, top + 0.0125), (x, 0.05, top + 0.1), 0.015, sides=6))
        screen = block("screen", (x - 0.15, -0.01, 0.0), (x + 0.15, 0.01, 0.2), 0.004)
        parts.append(screen.turned("x", -14.0).moved(y_m=0.02, z_m=h - 0.2))
    return parts


def clothes_rail(size: Size, options: Options) -> list[Part]:
    """A rail on two stands with clothes on hangers."""
    w, d, h = size
    x = w / 2 - 0.02
    parts = [
        pipe(
            "metal",
            [
                (-x, 0, 0.03),
                (-x, 0, h - 0.05),
                (-x + 0.04, 0, h - 0.012),
                (x - 0.04, 0, h - 0.012),
                (x, 0, h - 0.05),
                (x, 0, 0.03),
            ],
            0.012,
            sides=8,
        )
    ]
    for sign in (-1, 1):
        parts.append(bar("metal", (sign * x, -d / 2, 0.013), (sign * x, d / 2, 0.013), 0.013))
    count = int(options.get("clothes") or np.clip(round((w - 0.3) / 0.09), 2, 24))
    random = np.random.default_rng(5)
    roles = ("clothes", "linen", "blanket", "accent", "fabric")
    for k in range(count):
        at = -w / 2 + 0.15 + (w - 0.3) * (k + 0.5) / count
        length = min(h - 0.35, random.uniform(0.62, 0.95))
        parts.append(
            _garment(roles[int(random.integers(5))], at, min(0.21, 0.46 * d), (h - 0.09 - length, h - 0.09))
        )
    return parts


def _garment(role: str, x: float, half: float, heights: tuple[float, float]) -> Part:
    """A shirt or dress seen from its side: narrow at its shoulders, wider below."""
    low, high = heights
    rings = []
    for share, wide, thick in (
        (0.0, 0.96, 0.024),
        (0.5, 0.86, 0.026),
        (0.86, 1.0, 0.024),
        (0.95, 0.72, 0.016),
        (1.0, 0.2, 0.008),
    ):
        rings.append(ring((x, 0.0, low + share * (high - low)), (2 * thick, 2 * half * wide), thick, steps=1))
    return loft(role, rings, smooth_deg=60.0)
