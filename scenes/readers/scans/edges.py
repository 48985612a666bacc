"""The walls of a scanned room as the answer lists them: split where a long stretch of a side was not seen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenes.readers.scans.cells import seen_columns
from scenes.readers.scans.cloud import Cloud
from scenes.readers.scans.outline import RoomShape, Side
from scenes.readers.scans.wall_lines import ALONG_M, UprightPoints

Array = NDArray[np.float64]

LONGEST_UNSEEN_M = 0.60
SHORTEST_SEEN_M = 0.25
SEEN = 0.4  # of what makes a column of wall


@dataclass(frozen=True)
class Edge:
    """A wall of the answer: a part of a side, the share of it that was seen, and whether it is left open."""

    side: Side
    coverage: float
    open: bool


def edges_of(shape: RoomShape, cloud: Cloud, upright: UprightPoints) -> list[Edge]:
    """The edges of an outline in order; stretches of more than 60 cm that were not seen are open."""
    edges: list[Edge] = []
    for side in shape.sides:
        seen = _seen_along(side, cloud, upright)
        cuts = _runs(seen)
        last = len(seen)
        for start, end, is_open in cuts:
            part = Side(side.line, _at(side, start / last), _at(side, end / last))
            edges.append(Edge(part, round(float(seen[start:end].mean()), 3), is_open))
    return edges


def _at(side: Side, share: float) -> tuple[float, float]:
    if share in (0.0, 1.0):
        return side.end_m if share else side.start_m
    start, end = np.array(side.start_m), np.array(side.end_m)
    x, y = start + share * (end - start)
    return float(x), float(y)


def _seen_along(side: Side, cloud: Cloud, upright: UprightPoints) -> Array:
    """Whether a wall was seen in each 5 cm of a side from its start on, 0 or 1."""
    first, columns = seen_columns(cloud, upright, side.line)
    start, end = (float(np.dot(p, side.line.along)) for p in (side.start_m, side.end_m))
    count = max(1, round(side.length_m / ALONG_M))
    places = start + (np.arange(count) + 0.5) / count * (end - start)
    index = np.floor(places / ALONG_M).astype(np.int64) - first
    known = (index >= 0) & (index < columns.shape[1])
    seen = np.zeros(count)
    seen[known] = columns[2, index[known]] > SEEN
    return seen


def _runs(seen: Array) -> list[tuple[int, int, bool]]:
    """Stretches of a side as (first, end, open) in steps; open ones are long and unseen."""
    change = np.flatnonzero(np.diff(seen)) + 1
    bounds = [0, *(int(k) for k in change), len(seen)]
    runs: list[tuple[int, int, bool]] = []
    for start, end in pairwise(bounds):
        is_open = not seen[start] and (end - start) * ALONG_M > LONGEST_UNSEEN_M
        if runs and runs[-1][2] == is_open:
            runs[-1] = (runs[-1][0], end, is_open)
        else:
            runs.append((start, end, is_open))
    joined: list[tuple[int, int, bool]] = []
    for start, end, is_open in runs:
        crumb = not is_open and (end - start) * ALONG_M < SHORTEST_SEEN_M and len(runs) > 1
        if joined and (crumb or joined[-1][2] == is_open):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
        else:
            joined.append((start, end, True if crumb else is_open))
    merged: list[tuple[int, int, bool]] = []
    for run in joined:
        if merged and merged[-1][2] == run[2]:
            merged[-1] = (merged[-1][0], run[1], run[2])
        else:
            merged.append(run)
    return merged
