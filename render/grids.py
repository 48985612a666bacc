"""Grids of places over flat parts, and what of each place is filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

WHOLE = 1 - 1e-6  # share of a place from which it counts as filled
NOWHERE = np.zeros(0, np.int64)  # no places


@dataclass(frozen=True, eq=False)
class Grids:
    """A grid over each flat part; its coordinates count places along u and along v.

    Parameters
    ----------
    columns, rows
        Places along u and v, (part,).
    first
        First place of each part, and the end, (part + 1,).
    step_m
        Edge lengths of a place, (part, 2).
    """

    columns: Indices
    rows: Indices
    first: Indices
    step_m: Array

    @property
    def part(self) -> Indices:
        """The part of each place."""
        return np.repeat(np.arange(len(self.columns)), self.columns * self.rows)

    def place(self, part: Indices, column: Indices, row: Indices) -> Indices:
        """The place at a column and row of a part."""
        return self.first[part] + column * self.rows[part] + row

    def column_and_row(self, place: Indices, part: Indices) -> tuple[Indices, Indices]:
        """Where a place of a part lies."""
        return np.divmod(place - self.first[part], self.rows[part])


def grids_of(columns: Indices, rows: Indices, extent_m: Array) -> Grids:
    """Grids of so many columns and rows over rectangles, (part, 2) [m]."""
    first = np.concatenate([[0], np.cumsum(columns * rows)]).astype(np.int64)
    return Grids(columns, rows, first, extent_m / np.column_stack([columns, rows]))


@dataclass(frozen=True, eq=False)
class Filling:
    """What is filled of each place.

    Parameters
    ----------
    share
        Share of each place, (place,).
    piece
        Convex pieces in coordinates of their grids, (piece, corner, 2); of filled places none are needed.
    place, side
        The place of each piece, and the side of it where the place is cut in two, otherwise 0, (piece,).
    cut_in_two
        Places that something standing on them cuts in two, ascending, (cut,).
    covered
        Whether something stands on the place, wholly or in part, (place,).
    """

    share: Array
    piece: Array
    place: Indices
    side: Indices
    cut_in_two: Indices
    covered: NDArray[np.bool_]
