"""Where the labels of lines go: on straight pieces, apart from one another and from other marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pixel = tuple[float, float]

HALF_PX = 17.0  # of a label, along its line
SHORTEST_PX = 44.0  # a shorter line has no label
APART_PX = 30.0  # between labels, and from marks
AGAIN_PX = 420.0  # a line that long has another label


@dataclass(frozen=True)
class Label:
    """A level's label: where its middle is, and how it is turned (clockwise, as in SVG)."""

    level: float
    place_px: Pixel
    turned_deg: float


def labels_of(lines: Sequence[tuple[float, Array]], marks: Sequence[Pixel] = ()) -> list[Label]:
    """Labels of lines, the longest first.

    Parameters
    ----------
    lines
        Level and points (point, 2) [px] of each.
    marks
        What labels keep away from [px].
    """
    taken = [np.array(mark, np.float64) for mark in marks]
    labels: list[Label] = []
    for level, pixels in sorted(lines, key=lambda line: -_length(line[1])):
        whole = _length(pixels)
        if whole < SHORTEST_PX:
            continue
        for part in range(max(1, int(whole // AGAIN_PX))):
            share = whole / max(1, int(whole // AGAIN_PX))
            label = _best(level, pixels, part * share, (part + 1) * share, taken)
            if label is not None:
                labels.append(label)
                taken.append(np.array(label.place_px))
    return labels


def _length(pixels: Array) -> float:
    return float(np.hypot(*np.diff(pixels, axis=0).T).sum())


def _best(level: float, pixels: Array, start: float, end: float, taken: Sequence[Array]) -> Label | None:
    """The straightest place between two distances along a line that is free; None where none is."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(pixels, axis=0).T))])
    best: tuple[float, Label] | None = None
    for middle in np.arange(start + HALF_PX, end - HALF_PX, 6.0):
        before, at, after = (
            np.array([np.interp(middle + step, along, pixels[:, axis]) for axis in (0, 1)])
            for step in (-HALF_PX, 0.0, HALF_PX)
        )
        if any(float(np.hypot(*(at - other))) < APART_PX for other in taken):
            continue
        chord = after - before
        straight = float(np.hypot(*chord)) / (2 * HALF_PX)
        if best is None or straight > best[0] + 0.01:
            turned = math.degrees(math.atan2(chord[1], chord[0]))
            turned = (turned + 90.0) % 180.0 - 90.0  # never upside down
            best = (straight, Label(level, (float(at[0]), float(at[1])), turned))
    return None if best is None else best[1]
