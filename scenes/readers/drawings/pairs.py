"""Lines that run beside one another, as the two faces of a wall do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_SEGMENTS = 4000  # the longest ones; more say nothing new
PARALLEL_DEG = 0.6


def parallel_partners(segments: Array) -> tuple[Array, Array]:
    """Distance to the nearest parallel line beside each segment, and the length over which it runs beside.

    Parameters
    ----------
    segments
        (segment, end, 2). Only the 4000 longest are looked at.

    Returns
    -------
    distance, overlap
        Each (segment,), in the unit of `segments`; infinite and 0 where nothing runs beside at least half of
        the shorter of the two.
    """
    distance = np.full(len(segments), np.inf)
    overlap = np.zeros(len(segments))
    along = segments[:, 1] - segments[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])
    chosen = np.argsort(-length, kind="stable")[:MOST_SEGMENTS]
    chosen = chosen[length[chosen] > 0]
    if len(chosen) < 2:
        return distance, overlap
    angle = np.degrees(np.arctan2(along[chosen, 1], along[chosen, 0])) % 180.0
    order = np.argsort(angle, kind="stable")
    chosen, angle = chosen[order], angle[order]
    smallest = 1e-3 * float(np.median(length[chosen]))
    for place, index in enumerate(chosen):
        near = _of_that_angle(angle, angle[place])
        others = chosen[near[near != place]]
        if not len(others):
            continue
        unit = along[index] / length[index]
        away = segments[others] - segments[index, 0]
        beside = away @ np.array([-unit[1], unit[0]])
        span = np.sort(away @ unit, axis=1)
        shared = np.minimum(span[:, 1], length[index]) - np.maximum(span[:, 0], 0.0)
        apart = np.abs(beside.mean(axis=1))
        fits = (shared >= 0.5 * np.minimum(length[others], length[index])) & (apart > smallest)
        if fits.any():
            best = np.flatnonzero(fits)[np.argmin(apart[fits])]
            distance[index], overlap[index] = apart[best], shared[best]
    return distance, overlap


def _of_that_angle(sorted_deg: Array, wanted_deg: float) -> NDArray[np.int64]:
    """Places in the sorted angles within the tolerance, round the circle at 0 and 180 degrees."""
    low, high = wanted_deg - PARALLEL_DEG, wanted_deg + PARALLEL_DEG
    places = [np.arange(*np.searchsorted(sorted_deg, [low, high]))]
    if low < 0:
        places.append(np.arange(np.searchsorted(sorted_deg, low + 180.0), len(sorted_deg)))
    if high > 180:
        places.append(np.arange(0, np.searchsorted(sorted_deg, high - 180.0)))
    found = np.sort(np.concatenate(places)) if len(places) > 1 else places[0]
    return found.astype(np.int64)
