"""Lines on the layers of walls that are signs and no walls: treads of stairs, and crosses through voids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]

TREAD_M = (0.5, 4.5)  # width of a flight
GOING_M = (0.2, 0.42)  # from tread to tread (BS 5395-1 and DIN 18065 stay within)
EVEN_M = 0.02
FEWEST_TREADS = 4
ALIKE = 0.8  # share of the longer tread beside which the next one runs
PARALLEL = 0.9998  # cosine of one degree
WALL_BEYOND_M = (0.04, 0.6)
CROSS_M = (0.3, 5.0)
MIDDLE = 0.06  # how far from their middles two lines of a cross meet, in their length
FLATTEST_SINE = 0.25


@dataclass(frozen=True, eq=False)
class Signs:
    """Wall lines without signs, where crosses are (cross, 2), and how many treads were taken away."""

    segments: Array
    crosses: Array
    treads: int


def without_signs(segments: Array) -> Signs:
    """Take treads and crosses out of wall lines (segment, end, 2) [m]."""
    treads = treads_of(segments)
    left = segments[~treads]
    crossing, places = crosses_of(left)
    return Signs(left[~crossing], places, int(treads.sum()))


def treads_of(segments: Array) -> NDArray[np.bool_]:
    """Which lines are treads: four or more alike, as far from one another as steps are.

    The first or last line of a flight stays where another runs beside it beyond the flight: it is a wall.
    """
    along = segments[:, 1] - segments[:, 0]
    length = np.hypot(*along.T)
    found = np.zeros(len(segments), dtype=np.bool_)
    chosen = np.flatnonzero((length >= TREAD_M[0]) & (length <= TREAD_M[1]))
    lines = {int(i): _next_to(int(i), chosen, segments, length) for i in chosen}
    for start, steps in lines.items():
        for step in steps:
            flight = _flight(start, step, lines, segments)
            if len(flight) >= FEWEST_TREADS:
                found[[i for i in flight if not _is_wall(i, flight, segments, length)]] = True
    return found


def _frame(index: int, segments: Array) -> tuple[Array, Array]:
    """Direction of a line, and the direction to its left."""
    along = segments[index, 1] - segments[index, 0]
    unit = along / np.hypot(*along)
    return unit, np.array([-unit[1], unit[0]])


def _next_to(index: int, others: NDArray[np.int64], segments: Array, length: Array) -> list[int]:
    """Lines like this one, a step away on either side."""
    low, high = segments[others].min(axis=1), segments[others].max(axis=1)
    box = segments[index]
    near = ((low < box.max(axis=0) + GOING_M[1]) & (high > box.min(axis=0) - GOING_M[1])).all(axis=1)
    beside, shared = _beside(index, others[near], segments)
    away, longer = np.abs(beside), np.maximum(length[others[near]], length[index])
    fits = (away >= GOING_M[0]) & (away <= GOING_M[1]) & (shared >= ALIKE * longer)
    return [int(i) for i in others[near][fits]]


def _beside(index: int, others: NDArray[np.int64], segments: Array) -> tuple[Array, Array]:
    """How far to its left other lines run, infinite where not parallel, and how far along beside it."""
    unit, left = _frame(index, segments)
    gap = segments[others] - segments[index, 0]
    beside, span = gap @ left, np.sort(gap @ unit, axis=1)
    length = float(np.hypot(*(segments[index, 1] - segments[index, 0])))
    shared = np.minimum(span[:, 1], length) - np.maximum(span[:, 0], 0.0)
    parallel = np.abs(beside[:, 1] - beside[:, 0]) < (1.0 - PARALLEL**2) ** 0.5 * np.maximum(
        span[:, 1] - span[:, 0], 1e-9
    )
    return np.where(parallel, beside.mean(axis=1), np.inf), shared


def _flight(start: int, step: int, lines: dict[int, list[int]], segments: Array) -> list[int]:
    """Lines from the first one on that follow one another evenly in one direction."""
    _, left = _frame(start, segments)
    middle = segments.mean(axis=1)
    going = float((middle[step] - middle[start]) @ left)
    flight = [start, step]
    while True:
        last = flight[-1]
        further = [
            i for i in lines[last]
            if i not in flight and abs(float((middle[i] - middle[last]) @ left) - going) <= EVEN_M
        ]  # fmt: skip
        if not further:
            return flight
        flight.append(further[0])


def _is_wall(index: int, flight: list[int], segments: Array, length: Array) -> bool:
    """Whether an end of a flight has another line beside it on its far side, as faces of walls have."""
    if index not in (flight[0], flight[-1]):
        return False
    inner = flight[1] if index == flight[0] else flight[-2]
    _, left = _frame(index, segments)
    into = float((segments[inner].mean(axis=0) - segments[index].mean(axis=0)) @ left)
    others = np.delete(np.arange(len(segments)), flight)
    beside, shared = _beside(index, others, segments)
    away = -np.sign(into) * beside
    return bool(
        np.any((away >= WALL_BEYOND_M[0]) & (away <= WALL_BEYOND_M[1]) & (shared >= ALIKE * length[index]))
    )


def crosses_of(segments: Array) -> tuple[NDArray[np.bool_], Array]:
    """Which lines cross in their middles as diagonals do, through a lift, a shaft or a duct, and where."""
    along = segments[:, 1] - segments[:, 0]
    length = np.hypot(*along.T)
    found = np.zeros(len(segments), dtype=np.bool_)
    chosen = np.flatnonzero((length >= CROSS_M[0]) & (length <= CROSS_M[1]))
    if len(chosen) < 2:
        return found, np.zeros((0, 2))
    middles = segments[chosen].mean(axis=1)
    first, second = shapely.STRtree(shapely.points(middles)).query(
        shapely.points(middles), predicate="dwithin", distance=MIDDLE * CROSS_M[1]
    )
    places = []
    for i, j in zip(chosen[first], chosen[second], strict=True):
        if i >= j or abs(length[i] - length[j]) > MIDDLE * length[i]:
            continue
        apart = float(np.hypot(*(segments[i].mean(axis=0) - segments[j].mean(axis=0))))
        sine = abs(along[i, 0] * along[j, 1] - along[i, 1] * along[j, 0]) / (length[i] * length[j])
        if apart <= MIDDLE * length[i] and sine >= FLATTEST_SINE and _in_frame(i, j, segments):
            found[[i, j]] = True
            places.append(segments[i].mean(axis=0))
    return found, np.array(places).reshape(-1, 2)


def _in_frame(one: int, other: int, segments: Array) -> bool:
    """Whether other lines run along at least three of the four sides between the ends of two diagonals."""
    a, c = segments[one]
    b, d = segments[other]
    sides = [(a, b), (b, c), (c, d), (d, a)]
    near = np.delete(np.arange(len(segments)), [one, other])
    lines = shapely.linestrings(segments[near])
    found = 0
    for start, end in sides:
        middle = shapely.Point((start + end) / 2)
        found += bool(np.any(shapely.distance(lines, middle) < 0.05))
    return found >= 3
