"""Packs rectangles of texels into one image: on shelves, the highest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]

WIDTHS_TRIED = 6
MULTIPLE = 4  # of texels, that width and height are
OBLONG = 2.0  # most by which the image is longer than high, where charts allow


@dataclass(frozen=True, eq=False)
class Packing:
    """Where rectangles lie: their low corners and whether each was turned by a quarter, (rectangle,)."""

    width: int
    height: int
    x: Indices
    y: Indices
    turned: NDArray[np.bool_]


def packed(columns: Indices, rows: Indices) -> Packing:
    """Pack rectangles of so many columns and rows, (rectangle,), into the smallest image found."""
    turned = rows > columns
    wide, high = np.maximum(columns, rows), np.minimum(columns, rows)
    single = np.flatnonzero(wide == 1)
    order = np.lexsort((-wide, -high))
    order = order[: len(order) - len(single)]
    least = max(int(wide.max(initial=1)), int(np.sqrt(float((wide * high).sum()))))
    widths = np.linspace(least, least * np.sqrt(OBLONG), WIDTHS_TRIED).astype(np.int64)
    tried = []
    for width in np.unique(-(-widths // MULTIPLE) * MULTIPLE).tolist():
        x, y, top = _shelved(wide[order], high[order], width)
        height = -(-(top - (-len(single) // width)) // MULTIPLE) * MULTIPLE
        tried.append((width * height, width, height, top, x, y))
    _, width, height, top, low_x, low_y = min(tried, key=lambda found: found[0])
    x, y = np.zeros(len(wide), np.int64), np.zeros(len(wide), np.int64)
    x[order], y[order] = low_x, low_y
    number = np.arange(len(single))
    x[single], y[single] = number % width, top + number // width
    return Packing(width, height, x, y, turned)


def _shelved(wide: Indices, high: Indices, width: int) -> tuple[Indices, Indices, int]:
    """Low corners of rectangles, sorted by falling height, and the height of all shelves.

    Each stands on the first shelf with room for it; what it leaves free above itself is a shelf too.
    """
    x, y = np.zeros(len(wide), np.int64), np.zeros(len(wide), np.int64)
    shelves: list[tuple[int, int, int, int]] = []  # x, y, width and height of what is free
    top = 0
    for k, (w, h) in enumerate(zip(wide.tolist(), high.tolist(), strict=True)):
        for number, shelf in enumerate(shelves):
            if w <= shelf[2] and h <= shelf[3]:
                del shelves[number]
                break
        else:
            shelf = (0, top, width, h)
            top += h
        left, low, free, tall = shelf
        x[k], y[k] = left, low
        parts = ((left, low + h, w, tall - h), (left + w, low, free - w, tall))
        shelves += [part for part in parts if part[2] > 1 and part[3] > 0]
    return x, y, top
