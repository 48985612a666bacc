"""How much a bright spot disturbs depending on where it is seen: Guth's position index.

Places are given as the eye has them: R along the sight line, T sideways, H up. On the sight line the
index is 1, and it grows away from it. There are two sets of values, up to 8 % apart and 11 % far at the
side: Guth's formula (S. K. Guth 1966, in closed form by R. E. Levin 1975) serves free scenes, table 4.1 of
CIE 117:1995 the tabular method, which was built on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEP = 0.1  # of the table, in H/R and in T/R
MOST_T_PER_R = 3.0

# rows: T/R from 0 to 3, columns: H/R from 0 to 1.9; "-": not seen, beyond the edge of the visual field;
# 7.5 at T/R 2.7, H/R 0.6 is out of line with its neighbours and printed so
POSITION_TABLE = np.array(
    [
        [np.nan if cell == "-" else float(cell) for cell in row.split()]
        for row in """
1 1.26 1.53 1.9 2.35 2.86 3.5 4.2 5 6 7 8.1 9.25 10.35 11.7 13.15 14.7 16.2 - -
1.05 1.22 1.46 1.8 2.2 2.75 3.4 4.1 4.8 5.8 6.8 8 9.1 10.3 11.6 13 14.6 16.1 - -
1.12 1.3 1.5 1.8 2.2 2.66 3.18 3.88 4.6 5.5 6.5 7.6 8.75 9.85 11.2 12.7 14 15.7 - -
1.22 1.38 1.6 1.97 2.25 2.7 3.25 3.9 4.6 5.45 6.45 7.4 8.4 9.5 10.85 12.1 13.7 15 - -
1.32 1.47 1.7 1.96 2.35 2.8 3.3 3.9 4.6 5.4 6.4 7.3 8.3 9.4 10.6 11.9 13.2 14.6 16 -
1.43 1.6 1.82 2.1 2.48 2.91 3.4 3.98 4.7 5.5 6.4 7.3 8.3 9.4 10.5 11.75 13 14.4 15.7 -
1.55 1.72 1.98 2.3 2.65 3.1 3.6 4.1 4.8 5.5 6.4 7.35 8.4 9.4 10.5 11.7 13 14.1 15.4 -
1.7 1.88 2.12 2.48 2.87 3.3 3.78 4.3 4.88 5.6 6.5 7.4 8.5 9.5 10.5 11.7 12.85 14 15.2 -
1.82 2 2.32 2.7 3.08 3.5 3.92 4.5 5.1 5.75 6.6 7.5 8.6 9.5 10.6 11.75 12.8 14 15.1 -
1.96 2.2 2.54 2.9 3.3 3.7 4.2 4.75 5.3 6 6.75 7.7 8.7 9.65 10.75 11.8 12.9 14 15 16
2.11 2.4 2.75 3.1 3.5 3.91 4.4 5 5.6 6.2 7 7.9 8.8 9.75 10.8 11.9 12.95 14 15 16
2.3 2.55 2.92 3.3 3.72 4.2 4.7 5.25 5.8 6.55 7.2 8.15 9 9.9 10.95 12 13 14 15 16
2.4 2.75 3.12 3.5 3.9 4.35 4.85 5.5 6.05 6.7 7.5 8.3 9.2 10 11.02 12.1 13.1 14 15 16
2.55 2.9 3.3 3.7 4.2 4.65 5.2 5.7 6.3 7 7.7 8.55 9.35 10.2 11.2 12.25 13.2 14 15 16
2.7 3.1 3.5 3.9 4.35 4.85 5.35 5.85 6.5 7.25 8 8.7 9.5 10.4 11.4 12.4 13.25 14.05 15 16
2.85 3.15 3.65 4.1 4.55 5 5.5 6.2 6.8 7.5 8.2 8.85 9.7 10.55 11.5 12.5 13.3 14.05 15.02 16
2.95 3.4 3.8 4.25 4.75 5.2 5.75 6.3 7 7.65 8.4 9 9.8 10.8 11.75 12.6 13.4 14.2 15.1 16
3.1 3.55 4 4.5 4.9 5.4 5.95 6.5 7.2 7.8 8.5 9.2 10 10.85 11.85 12.75 13.45 14.2 15.1 16
3.25 3.7 4.2 4.65 5.1 5.6 6.1 6.75 7.4 8 8.65 9.35 10.1 11 11.9 12.8 13.5 14.2 15.1 16
3.43 3.86 4.3 4.75 5.2 5.7 6.3 6.9 7.5 8.17 8.8 9.5 10.2 11 12 12.82 13.55 14.2 15.1 16
3.5 4 4.5 4.9 5.35 5.8 6.4 7.1 7.7 8.3 8.9 9.6 10.4 11.1 12 12.85 13.6 14.3 15.1 16
3.6 4.17 4.65 5.05 5.5 6 6.6 7.2 7.82 8.45 9 9.75 10.5 11.2 12.1 12.9 13.7 14.35 15.1 16
3.75 4.25 4.72 5.2 5.6 6.1 6.7 7.35 8 8.55 9.15 9.85 10.6 11.3 12.1 12.9 13.7 14.4 15.15 16
3.85 4.35 4.8 5.25 5.7 6.22 6.8 7.4 8.1 8.65 9.3 9.9 10.7 11.4 12.2 12.95 13.7 14.4 15.2 16
3.95 4.4 4.9 5.35 5.8 6.3 6.9 7.5 8.2 8.8 9.4 10 10.8 11.5 12.25 13 13.75 14.45 15.2 16
4 4.5 4.96 5.4 5.85 6.4 6.95 7.55 8.25 8.85 9.5 10.05 10.85 11.55 12.3 13 13.8 14.5 15.25 16
4.07 4.55 5.05 5.47 5.95 6.46 7 7.65 8.35 8.95 9.55 10.1 10.9 11.6 12.32 13 13.8 14.5 15.25 16
4.1 4.6 5.1 5.53 6 6.5 7.5 7.7 8.4 9 9.6 10.16 10.92 11.63 12.35 13 13.8 14.5 15.25 16
4.15 4.62 5.15 5.56 6.05 6.55 7.08 7.73 8.45 9.05 9.65 10.2 10.95 11.65 12.35 13 13.8 14.5 15.25 16
4.2 4.65 5.17 5.6 6.07 6.57 7.12 7.75 8.5 9.1 9.7 10.23 10.95 11.65 12.35 13 13.8 14.5 15.25 16
4.22 4.67 5.2 5.65 6.12 6.6 7.15 7.8 8.55 9.12 9.7 10.23 10.95 11.65 12.35 13 13.8 14.5 15.25 16
""".strip().splitlines()
    ]
)


def sight_frame(direction: Array) -> Array:
    """Rows that lead from the scene's frame to (R, T, H) of an eye that looks along `direction`, (3, 3).

    Who looks straight up or down has no upright; the scene's x then counts as sideways.
    """
    forward = np.asarray(direction, float) / np.linalg.norm(direction)
    sideways = np.cross(forward, [0.0, 0.0, 1.0])
    length = float(np.linalg.norm(sideways))
    sideways = sideways / length if length > 1e-6 else np.array([1.0, 0.0, 0.0])
    return np.array([forward, sideways, np.cross(sideways, forward)])


def position_index(place: Array) -> Array:
    """Guth's position index by formula; infinite at and behind the eye's plane.

    With a = atan(|T| / H) and b the angle between sight line and place, both in degrees, above the line

        ln p = (35.2 - 0.31889 a - 1.22 exp(-2 a / 9)) 1e-3 b + (21 + 0.26667 a - 0.002963 a**2) 1e-5 b**2

    Below it the formula says nothing; p = 1 + 0.8 q up to q = 0.6 and 1 + 1.2 q beyond, with
    q = sqrt(H**2 + T**2) / R, is what Iwata and Tokura (1997) found and evalglare takes.

    Parameters
    ----------
    place
        (R, T, H) in any one unit, shape (..., 3).

    Returns
    -------
    ndarray
        Shape (...), at least 1.
    """
    forward, sideways, up = np.moveaxis(np.asarray(place, float), -1, 0)
    seen = forward > 0
    across = np.hypot(sideways, up)
    a = np.degrees(np.arctan2(np.abs(sideways), np.maximum(up, 0.0)))
    b = np.degrees(np.arctan2(across, np.maximum(forward, 0.0)))
    above = np.exp(
        (35.2 - 0.31889 * a - 1.22 * np.exp(-2 * a / 9)) * 1e-3 * b
        + (21 + 0.26667 * a - 0.002963 * a**2) * 1e-5 * b**2
    )
    q = across / np.where(seen, forward, 1.0)
    below = 1 + np.where(q < 0.6, 0.8, 1.2) * q
    return np.where(seen, np.where(up >= 0, above, below), np.inf)


def tabled_position_index(t_per_r: Array, h_per_r: Array) -> Array:
    """Position index from table 4.1 of CIE 117:1995, linear between its entries.

    Parameters
    ----------
    t_per_r, h_per_r
        |T|/R and H/R, shapes that broadcast together.

    Returns
    -------
    ndarray
        Infinite outside the table and where it has no entry: such a luminaire does not count.
    """
    t, h = np.broadcast_arrays(np.asarray(t_per_r, float) / STEP, np.asarray(h_per_r, float) / STEP)
    rows, columns = POSITION_TABLE.shape
    inside = (t >= 0) & (h >= 0) & (t <= rows - 1 + 1e-9) & (h <= columns - 1 + 1e-9)
    row = np.clip(np.floor(np.where(inside, t, 0)).astype(int), 0, rows - 2)
    column = np.clip(np.floor(np.where(inside, h, 0)).astype(int), 0, columns - 2)
    down, right = t - row, h - column
    corners = [
        (POSITION_TABLE[row + i, column + j], (down if i else 1 - down) * (right if j else 1 - right))
        for i in (0, 1)
        for j in (0, 1)
    ]
    value = sum(np.where(weight > 1e-9, entry * weight, 0.0) for entry, weight in corners)
    return np.where(inside & ~np.isnan(value), value, np.inf)
