"""Closed doors of a scanned wall, which lie in its plane: leaves that differ from the wall around.

A rectangle down to the floor, as large as a leaf, is looked for whose colours differ most from those beside
and above it. It is a proposal: a poster or a wardrobe's front looks so too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.cielab import lab_of_linear
from kit.problems import Problem, warning
from scenes.readers.scans.cloud import Cloud
from scenes.readers.scans.edges import Edge
from scenes.room import Opening

Array = NDArray[np.float64]

STEP_M = 0.05
ON_WALL_M = 0.06
WIDTHS_M, HEIGHTS_M = (0.60, 1.30), (1.90, 2.40)
SKIRTING = 2  # steps above the floor that are not looked at
BESIDE = (1, 4)  # steps from the leaf, where the wall around it is looked at; a frame may lie nearer
SEEN = 0.6  # of the leaf, and of what is beside it
LEAST_DIFFERENCE = 8.0  # CIE 1976 colour difference to the wall on each side
LEAST_SHARE_OF_SPREAD = 1.0  # difference over the spread of the leaf's own colours
MOST_SURE = 0.5


@dataclass(frozen=True)
class Leaf:
    """A door that colours propose, and how sure it is, 0..1."""

    opening: Opening
    confidence: float


@dataclass(frozen=True, eq=False)
class Sums:
    """Running sums over a wall's cells (along + 1, up + 1, …): how many were seen, their colours, squares."""

    seen: Array
    colour: Array
    square: Array

    def mean(self, left: Array, right: Array, low: int, high: int) -> tuple[Array, Array, Array]:
        """Share seen, mean colour and spread within rectangles from steps left to right, (rectangle, …)."""
        count = _within(self.seen, left, right, low, high)
        safe = np.maximum(count, 1.0)
        colour = _within(self.colour, left, right, low, high) / safe[:, None]
        square = _within(self.square, left, right, low, high) / safe
        spread = np.sqrt(np.maximum(square - (colour**2).sum(axis=1), 0.0))
        return count / np.maximum((right - left) * (high - low), 1), colour, spread


def closed_doors(
    edges: Sequence[Edge], taken: Sequence[Opening], cloud: Cloud, *, floor_m: float, height_m: float
) -> list[Leaf]:
    """The best leaf of each wall that has colours, beside the openings that are known."""
    if cloud.colours is None:
        return []
    found = []
    for wall, edge in enumerate(edges):
        if edge.open or edge.side.length_m < WIDTHS_M[0]:
            continue
        sums = _sums(edge, cloud, floor_m, height_m)
        leaf = _best(sums, wall, edge.side.length_m, height_m)
        if leaf is not None and not any(_overlap(leaf.opening, o) for o in taken if o.wall == wall):
            found.append(leaf)
    return found


def _sums(edge: Edge, cloud: Cloud, floor_m: float, height_m: float) -> Sums:
    start, end = np.array(edge.side.start_m), np.array(edge.side.end_m)
    along = (end - start) / edge.side.length_m
    flat = cloud.points_m[:, :2] - start
    shape = (int(edge.side.length_m / STEP_M), int(height_m / STEP_M))
    column = np.floor(flat @ along / STEP_M).astype(np.int64)
    row = np.floor((cloud.points_m[:, 2] - floor_m) / STEP_M).astype(np.int64)
    near = np.abs(flat @ np.array([-along[1], along[0]])) < ON_WALL_M
    near &= (column >= 0) & (column < shape[0]) & (row >= 0) & (row < shape[1])
    colours = np.zeros((near.sum(), 3)) if cloud.colours is None else cloud.colours[near]
    cell = column[near] * shape[1] + row[near]
    counts = np.bincount(cell, minlength=shape[0] * shape[1])
    linear = np.column_stack([np.bincount(cell, c, minlength=len(counts)) for c in colours.T])
    seen = counts > 0
    lab = np.zeros((len(counts), 3))
    lab[seen] = lab_of_linear(linear[seen] / counts[seen, None])
    return Sums(
        _running(seen.reshape(shape).astype(np.float64)),
        _running(lab.reshape(*shape, 3)),
        _running((lab**2).sum(axis=1).reshape(shape)),
    )


def _running(cells: Array) -> Array:
    sums = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1, *cells.shape[2:]))
    sums[1:, 1:] = cells.cumsum(axis=0).cumsum(axis=1)
    return sums


def _within(sums: Array, left: Array, right: Array, low: int, high: int) -> Array:
    high = min(high, sums.shape[1] - 1)
    found: Array = sums[right, high] - sums[left, high] - sums[right, low] + sums[left, low]
    return found


def _best(sums: Sums, wall: int, length_m: float, height_m: float) -> Leaf | None:
    """The leaf that parts a wall's colours best; None where nothing differs enough all around."""
    columns = sums.seen.shape[0] - 1
    best: tuple[float, Leaf] | None = None
    rows = range(
        round(HEIGHTS_M[0] / STEP_M), min(round(HEIGHTS_M[1] / STEP_M), int(height_m / STEP_M) - 1) + 1
    )
    for high in rows:
        for steps in range(round(WIDTHS_M[0] / STEP_M), min(round(WIDTHS_M[1] / STEP_M), columns) + 1):
            left = np.arange(0, columns - steps + 1)
            seen, colour, spread = sums.mean(left, left + steps, SKIRTING, high)
            apart = _apart(sums, left, left + steps, high, colour)
            fits = (seen > SEEN) & (apart > LEAST_DIFFERENCE) & (apart > LEAST_SHARE_OF_SPREAD * spread)
            weight = np.where(fits, apart**2 * steps * (high - SKIRTING), 0.0)
            k = int(np.argmax(weight))
            if weight[k] > (0.0 if best is None else best[0]):
                sure = round(min(MOST_SURE, 0.1 + 0.02 * float(apart[k])) * float(seen[k]), 2)
                offset, width = left[k] * STEP_M, steps * STEP_M
                opening = Opening(
                    "door", wall, float(min(offset, length_m - width)), width, 0.0, high * STEP_M
                )
                best = float(weight[k]), Leaf(opening, sure)
    return None if best is None else best[1]


def _apart(sums: Sums, left: Array, right: Array, high: int, colour: Array) -> Array:
    """The least colour difference of leaves to the wall at their sides and above; 0 where it is unseen."""
    columns = sums.seen.shape[0] - 1
    near, far = BESIDE
    least = np.full(len(left), np.inf)
    sides = np.zeros(len(left))
    strips = (
        (np.maximum(left - far, 0), np.maximum(left - near, 0), SKIRTING, high),
        (np.minimum(right + near, columns), np.minimum(right + far, columns), SKIRTING, high),
        (left, right, high + near, high + far),
    )
    for low_column, high_column, low, top in strips:
        above = low >= high
        if above and low >= sums.seen.shape[1] - 1:
            continue  # the leaf reaches the ceiling, nearly
        seen, beside, _ = sums.mean(low_column, high_column, low, top)
        known = (seen > SEEN) & (high_column > low_column)
        least = np.where(known, np.minimum(least, np.linalg.norm(beside - colour, axis=1)), least)
        least = np.where(known | (high_column <= low_column), least, 0.0)
        sides += known & (not above)
    return np.where(sides > 0, least, 0.0)


def _overlap(one: Opening, other: Opening) -> bool:
    return one.offset_m < other.offset_m + other.width_m and other.offset_m < one.offset_m + one.width_m


def told_doors(room: str, leaves: Sequence[Leaf], first: int) -> list[Problem]:
    """A warning on each door that colours propose, with the wall back as repair.

    `first` is the number of the first of them among the room's openings.
    """
    problems = []
    for number, leaf in enumerate(leaves, start=first):
        door, where = leaf.opening, f"{room}/opening:{number}"
        message = (
            f"A part of {room}/wall:{door.wall}, {door.width_m:.2f} x {door.height_m:.2f} m, differs "
            "in colour from the wall around it as a closed door does; it was taken for one "
            f"({100 * leaf.confidence:.0f} % sure)."
        )
        hint = "Say that it is wall if it is a poster, a cupboard or a change of paint."
        problems.append(warning("DOOR_FROM_COLOUR", where, message, hint, closed_walls=[where]))
    return problems
