"""Triangles whose edges end where their neighbours' do, so that no background shines between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

ON_EDGE_M = 1e-5
MOST_TRIANGLES = 20_000  # rooms of more are not joined: nothing of theirs is that large


def joined(corners_m: Array, uv: Array) -> tuple[Array, Array, Indices]:
    """The same triangles, split where a corner of another lies on one of their edges.

    Parameters
    ----------
    corners_m
        Shape (triangle, 3, 3).
    uv
        Shape (triangle, 3, 2).

    Returns
    -------
    tuple
        Corners and texture coordinates of the new triangles, and the old triangle of each.
    """
    whole = (corners_m, uv, np.arange(len(corners_m)))
    if not 0 < len(corners_m) <= MOST_TRIANGLES:
        return whole
    points = np.unique(np.round(corners_m.reshape(-1, 3), 6), axis=0)
    rows = np.concatenate([corners_m, uv], axis=2)
    pieces: list[Array] = []
    owners: list[int] = []
    for index, triangle in enumerate(rows):
        split = _split(triangle, points)
        pieces += split
        owners += [index] * len(split)
    found = np.array(pieces)
    return found[:, :, :3], found[:, :, 3:], np.array(owners, np.int64)


def _split(triangle: Array, points: Array) -> list[Array]:
    """A triangle of rows (3, value) whose first three values are its corners, as pieces."""
    for k in range(3):
        start, end, last = triangle[k], triangle[(k + 1) % 3], triangle[(k + 2) % 3]
        path = end[:3] - start[:3]
        length = float(np.linalg.norm(path))
        if length <= 2 * ON_EDGE_M:
            continue
        along = (points - start[:3]) @ path / length
        away = np.linalg.norm(points - start[:3] - along[:, None] * path / length, axis=1)
        inner = along[(away < ON_EDGE_M) & (along > ON_EDGE_M) & (along < length - ON_EDGE_M)]
        if len(inner):
            share = float(inner[np.abs(inner - length / 2).argmin()]) / length
            middle = start + share * (end - start)
            halves = (np.stack([start, middle, last]), np.stack([middle, end, last]))
            return [piece for half in halves for piece in _split(half, points)]
    return [triangle]
