"""Lines of equal value through a grid of values: marching squares, joined to lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# which edges of a cell a line joins, by which corners are above: 0 (row, column), 1 (row, column + 1),
# 2 (row + 1, column + 1), 3 (row + 1, column); edge k leads from corner k to the next
JOINED: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}
# two corners above across from each other: joined around the lower corners, or around the higher ones
SADDLES: dict[int, tuple[tuple[tuple[int, int], ...], ...]] = {
    5: (((3, 0), (1, 2)), ((3, 2), (1, 0))),
    10: (((0, 1), (2, 3)), ((0, 3), (2, 1))),
}


def isolines(values: Array, level: float) -> list[Array]:
    """Lines along which linearly interpolated values equal a level.

    Parameters
    ----------
    values
        (row, column); NaN where there is none: no line goes through a cell that has such a corner.
    level
        The value.

    Returns
    -------
    list
        Lines of points (row, column), each (point, 2); a closed line ends where it begins.
    """
    segments = _segments(values, level)
    crossings = {edge: _crossing(values, level, edge) for pair in segments for edge in pair}
    return [np.array([crossings[edge] for edge in chain]) for chain in _chains(segments)]


def _segments(values: Array, level: float) -> list[tuple[int, int]]:
    """Pieces of lines as pairs of grid edges; edge 2 n leads right from node n, edge 2 n + 1 down from it."""
    columns = values.shape[1]
    corners = [values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]]
    finite = np.logical_and.reduce([np.isfinite(corner) for corner in corners])
    above = np.stack([np.nan_to_num(corner) >= level for corner in corners])
    case = np.tensordot([1, 2, 4, 8], above.astype(int), axes=1)
    crossed = finite & (case != 0) & (case != 15)
    segments = []
    for row, column in np.argwhere(crossed).tolist():
        node = row * columns + column
        edges = (2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1)
        kind = int(case[row, column])
        middle = sum(float(corner[row, column]) for corner in corners) / 4
        joined = SADDLES[kind][int(middle >= level)] if kind in SADDLES else JOINED[kind]
        segments += [(edges[a], edges[b]) for a, b in joined]
    return segments


def _crossing(values: Array, level: float, edge: int) -> tuple[float, float]:
    """Where the level is met on a grid edge."""
    row, column = divmod(edge // 2, values.shape[1])
    down = edge % 2
    start, end = float(values[row, column]), float(values[row + down, column + 1 - down])
    share = (level - start) / (end - start)
    return (row + share * down, column + share * (1 - down))


def _chains(segments: list[tuple[int, int]]) -> list[list[int]]:
    """Segments joined end to end; open lines first, then closed ones."""
    beside: dict[int, list[int]] = {}
    for index, pair in enumerate(segments):
        for edge in pair:
            beside.setdefault(edge, []).append(index)
    used = [False] * len(segments)
    ends = [edge for edge, indices in beside.items() if len(indices) == 1]
    chains = []
    for start in [*ends, *beside]:
        chain = _followed(start, segments, beside, used)
        if len(chain) > 1:
            chains.append(chain)
    return chains


def _followed(
    start: int, segments: list[tuple[int, int]], beside: dict[int, list[int]], used: list[bool]
) -> list[int]:
    chain = [start]
    while True:
        free = [index for index in beside[chain[-1]] if not used[index]]
        if not free:
            return chain
        used[free[0]] = True
        one, other = segments[free[0]]
        chain.append(other if one == chain[-1] else one)
