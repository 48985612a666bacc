"""Clips many convex flat polygons at once, and lays them on grids of unit squares.

Polygons are arrays (polygon, corner, 2), anticlockwise; one with fewer corners repeats its last. One
that is nothing has all corners in one place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.integer_groups import ranges

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

NEAR = 1e-9  # of a unit square's edge


def clipped(polygons: Array, a: Array | float, b: Array | float, c: Array | float) -> Array:
    """The part of each polygon where a x + b y >= c, with one corner more (Sutherland and Hodgman 1974)."""
    a, b, c = (np.reshape(np.asarray(value, float), (-1, 1)) for value in (a, b, c))
    height = a * polygons[:, :, 0] + b * polygons[:, :, 1] - c
    after, beyond = np.roll(polygons, -1, axis=1), np.roll(height, -1, axis=1)
    inside = height >= 0
    crossing = inside != (beyond >= 0)
    count, width = height.shape
    share = np.divide(height, height - beyond, out=np.zeros_like(height), where=crossing)
    both = np.stack([polygons, polygons + share[:, :, None] * (after - polygons)], axis=2)
    emitted = np.stack([inside, crossing], axis=2).reshape(count, 2 * width)
    slot = np.cumsum(emitted, axis=1) - 1
    out = np.zeros((count, width + 1, 2))
    row, source = np.nonzero(emitted)
    out[row, slot[row, source]] = both.reshape(count, 2 * width, 2)[row, source]
    last = slot[:, -1]
    short = np.arange(width + 1) > last[:, None]
    filler = out[np.arange(count), np.maximum(last, 0)]
    np.copyto(out, filler[:, None], where=short[:, :, None])
    return out


def areas(polygons: Array) -> Array:
    """Area of each polygon, (polygon,)."""
    x, y = (polygons[:, :, k] - polygons[:, :1, k] for k in range(2))
    doubled: Array = (x[:, 1:-1] * y[:, 2:] - x[:, 2:] * y[:, 1:-1]).sum(axis=1)
    return doubled / 2


def trimmed(polygons: Array) -> Array:
    """Polygons without repeated corners and those on the line between their neighbours, made narrow."""
    if not len(polygons):
        return polygons
    moved = np.abs(polygons - np.roll(polygons, 1, axis=1)).max(axis=2) > NEAR
    polygons, count = _packed(polygons, moved)
    index, last = np.arange(polygons.shape[1]), count[:, None] - 1
    before = np.take_along_axis(polygons, np.where(index == 0, last, index - 1)[..., None], axis=1)
    after = np.take_along_axis(polygons, np.where(index >= last, 0, index + 1)[..., None], axis=1)
    come, go = polygons - before, after - polygons
    turn = np.abs(come[..., 0] * go[..., 1] - come[..., 1] * go[..., 0])
    lengths = np.hypot(come[..., 0], come[..., 1]) * np.hypot(go[..., 0], go[..., 1])
    return _packed(polygons, (turn > NEAR * lengths) & (index <= last))[0]


def _packed(polygons: Array, kept: NDArray[np.bool_]) -> tuple[Array, Indices]:
    """Polygons of the corners that are kept, the last repeated, and how many they have; never none."""
    kept = kept.copy()
    kept[:, 0] |= ~kept.any(axis=1)
    count = kept.sum(axis=1)
    order = np.argsort(~kept, axis=1, kind="stable")[:, : count.max()]
    order = np.take_along_axis(order, np.minimum(np.arange(order.shape[1]), count[:, None] - 1), axis=1)
    return np.take_along_axis(polygons, order[..., None], axis=1), count


def joined(*polygons: Array) -> Array:
    """Arrays of polygons as one, each with as many corners as the widest."""
    width = max(some.shape[1] for some in polygons)
    return np.concatenate(
        [np.pad(p, ((0, 0), (0, width - p.shape[1]), (0, 0)), mode="edge") for p in polygons]
    )


def fans(polygons: Array, *, smallest: float) -> tuple[Array, Indices]:
    """Triangles (triangle, 3, 2) larger than `smallest` that polygons consist of, and the polygon of each."""
    count, width = polygons.shape[:2]
    start = np.broadcast_to(polygons[:, :1], (count, width - 2, 2))
    triangles = np.stack([start, polygons[:, 1:-1], polygons[:, 2:]], axis=2).reshape(-1, 3, 2)
    kept = np.flatnonzero(areas(triangles) > smallest)
    return triangles[kept], kept // max(width - 2, 1)


@dataclass(frozen=True, eq=False)
class Squares:
    """The unit squares that polygons cover.

    Parameters
    ----------
    whole_polygon, whole_column, whole_row
        Squares that lie wholly within a polygon, (square,).
    cut_polygon, cut_column, cut_row, piece
        Squares that a polygon covers in part, (square,), and that part, (square, corner, 2).
    area
        Of each piece, (square,).
    """

    whole_polygon: Indices
    whole_column: Indices
    whole_row: Indices
    cut_polygon: Indices
    cut_column: Indices
    cut_row: Indices
    piece: Array
    area: Array


def squares_under(polygons: Array, columns: Indices, rows: Indices) -> Squares:
    """Lay each polygon on a grid of columns x rows unit squares; what lies outside is left out."""
    low, high = _steps(polygons[:, :, 0], columns)
    column, polygon = ranges(low, high - low)
    left = column.astype(np.float64)
    strip = clipped(clipped(polygons[polygon], 1.0, 0.0, left), -1.0, 0.0, -(left + 1))
    strip_rows = rows[polygon]
    low, high = _steps(strip[:, :, 1], strip_rows)
    low, high = np.where(areas(strip) > 0, (low, high), 0)
    bottom, top = (_edge_range(strip, left + side) for side in (0.0, 1.0))
    inner_low = np.ceil(np.maximum(bottom[0], top[0]) - NEAR)
    inner_high = np.floor(np.minimum(bottom[1], top[1]) + NEAR)
    inner_low = np.clip(inner_low, low, high).astype(np.int64)
    inner_high = np.clip(inner_high, inner_low, high).astype(np.int64)
    whole_row, owner = ranges(inner_low, inner_high - inner_low)
    below, above = ranges(low, inner_low - low), ranges(inner_high, high - inner_high)
    cut_row, cut = (np.concatenate(both) for both in zip(below, above, strict=True))
    under = cut_row.astype(np.float64)
    piece = clipped(clipped(strip[cut], 0.0, 1.0, under), 0.0, -1.0, -(under + 1))
    area = areas(piece)
    real = np.flatnonzero(area > NEAR**2)
    cut, cut_row, piece, area = cut[real], cut_row[real], piece[real], area[real]
    return Squares(polygon[owner], column[owner], whole_row, polygon[cut], column[cut], cut_row, piece, area)


def _steps(values: Array, most: Indices) -> tuple[Indices, Indices]:
    """First whole step that the values of each polygon reach into, and the one after the last."""
    low = np.clip(np.floor(values.min(axis=1) + NEAR), 0, most).astype(np.int64)
    high = np.clip(np.ceil(values.max(axis=1) - NEAR), low, most).astype(np.int64)
    return low, high


def _edge_range(strip: Array, x: Array) -> tuple[Array, Array]:
    """Lowest and highest y of each polygon's corners at an x; nothing where it has none there."""
    there = np.abs(strip[:, :, 0] - x[:, None]) < NEAR
    low = np.where(there, strip[:, :, 1], np.inf).min(axis=1)
    high = np.where(there, strip[:, :, 1], -np.inf).max(axis=1)
    return low, high
