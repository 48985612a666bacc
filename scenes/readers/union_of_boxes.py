"""The outer skin of a few boxes that touch or reach into each other: no hidden faces, closed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Box = tuple[float, float, float, float, float, float]  # x, y, z from; x, y, z to


def union_of_boxes(boxes: Sequence[Box]) -> tuple[Array, NDArray[np.int64]]:
    """Vertices (vertex, 3) and triangles, anticlockwise seen from outside.

    Space is cut at every face of every box; where a filled cell meets an empty one there is skin.
    Every edge has its partner, so that light knows the body as closed.
    """
    bounds = np.array(boxes, dtype=np.float64).reshape(-1, 2, 3)
    cuts = [np.unique(np.round(bounds[:, :, axis], 9)) for axis in range(3)]
    filled = np.zeros([len(c) + 1 for c in cuts], dtype=np.bool_)  # a rim of empty cells
    for low, high in np.round(bounds, 9):
        cells = [slice(int(np.searchsorted(c, a)) + 1, int(np.searchsorted(c, b)) + 1)
                 for c, a, b in zip(cuts, low, high, strict=True)]  # fmt: skip
        filled[tuple(cells)] = True
    quads = [quad for axis in range(3) for quad in _skin(filled, cuts, axis)]
    vertices = np.array(quads).reshape(-1, 3)
    first = 4 * np.arange(len(quads), dtype=np.int64)[:, None, None]
    triangles = (first + np.array([[0, 1, 2], [0, 2, 3]])).reshape(-1, 3)
    return vertices, triangles


def _skin(filled: NDArray[np.bool_], cuts: Sequence[Array], axis: int) -> list[list[list[float]]]:
    """The rectangles across one axis, each as four corners anticlockwise seen from outside."""
    across = np.moveaxis(filled, axis, 0)
    u_axis, v_axis = [a for a in range(3) if a != axis]
    even = (axis, u_axis, v_axis) != (1, 0, 2)  # x-y-z in turn: (u, v) anticlockwise seen from +axis
    quads = []
    for k in range(len(cuts[axis])):
        for outward, here, beyond in ((True, across[k], across[k + 1]), (False, across[k + 1], across[k])):
            place = float(cuts[axis][k])
            for u, v in zip(*np.nonzero(here & ~beyond), strict=True):
                (u0, u1), (v0, v1) = cuts[u_axis][u - 1 : u + 1], cuts[v_axis][v - 1 : v + 1]
                ring = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
                if outward != even:
                    ring.reverse()
                quads.append([_point(axis, place, float(x), float(y)) for x, y in ring])
    return quads


def _point(axis: int, place: float, u: float, v: float) -> list[float]:
    point = [u, v]
    point.insert(axis, place)
    return point
