"""Grids: how many cells fill a rectangle, and where their centres lie."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GridSpacing = float | Literal["en12464"]

WIDEST_M = 10.0  # of the rule of EN 12464-1
MOST_CELLS = 2**40  # across one side; more are as many as this, and far too many


def rule_spacing_m(length_m: float) -> float:
    """Greatest spacing over a length, p = 0.2 x 5^log10(d) up to 10 m [m] (EN 12464-1, illuminance grid)."""
    return float(min(WIDEST_M, 0.2 * 5 ** math.log10(length_m)))


def cell_counts(width_m: float, depth_m: float, spacing: GridSpacing) -> tuple[int, int]:
    """Cells across and along a rectangle.

    With a spacing in metres cells are at most that large and fill the rectangle. With the rule of
    EN 12464-1 the length that counts is the longer side, or the shorter where the longer is twice that or
    more; it is cut by the next whole number, and the other side so that cells come near to squares.
    """
    if spacing != "en12464":
        across, along = (min(side / spacing, MOST_CELLS) for side in (width_m, depth_m))
        return max(1, math.ceil(across - 1e-6)), max(1, math.ceil(along - 1e-6))
    longer, shorter = max(width_m, depth_m), max(min(width_m, depth_m), 1e-9)
    counting = longer if longer < 2 * shorter else shorter
    step = counting / math.ceil(counting / rule_spacing_m(counting) - 1e-6)
    return max(1, round(width_m / step)), max(1, round(depth_m / step))


def cell_centres(width_m: float, depth_m: float, spacing: GridSpacing) -> Array:
    """Centres of the cells of a rectangle from its corner, row by row, (point, 2) [m]."""
    columns, rows = cell_counts(width_m, depth_m, spacing)
    x = (np.arange(columns) + 0.5) * (width_m / columns)
    y = (np.arange(rows) + 0.5) * (depth_m / rows)
    return np.column_stack([np.tile(x, rows), np.repeat(y, columns)])
