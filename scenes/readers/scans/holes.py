"""Doors, windows and passages of a scanned wall: upright rectangles of it that were not seen but framed.

A piece of furniture in front of a wall hides it too; a hole in whose shadow something stands is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, binary_dilation, find_objects, label

from scenes.readers.scans.cloud import Cloud
from scenes.readers.scans.outline import Side
from scenes.room import Opening

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEP_M = 0.05
ON_WALL_M = 0.06
IN_FRONT_M, BEHIND_M = 1.0, 2.0
NARROWEST_M, LOWEST_M = 0.40, 0.35
FILLED, FRAMED, HIDDEN = 0.75, 0.60, 0.35
AT_FLOOR_M = 0.25
DOOR_HIGH_M, DOOR_WIDE_M = 1.7, 1.3
SHADOW_STEPS = 2  # to each side of what stands in front
EYE_M = 1.4  # what is taller hides the wall above it too
SEEN_THROUGH = 12  # points behind a hole, from which it is open


@dataclass(frozen=True)
class Hole:
    """An opening with how sure it is, 0..1."""

    opening: Opening
    confidence: float


def holes_of(side: Side, wall: int, cloud: Cloud, height_m: float) -> list[Hole]:
    """Openings of a wall, from its start on."""
    seen, hidden, behind = _wall_pictures(side, cloud, height_m)
    if seen.shape[0] * STEP_M < NARROWEST_M:
        return []
    missing = ~binary_closing(np.pad(seen, 2), np.ones((3, 3)))[2:-2, 2:-2]
    labels, _ = label(missing)
    found = []
    for number, box in enumerate(find_objects(labels), start=1):
        hole = _hole(labels == number, box, seen, hidden, behind)
        if hole is None:
            continue
        (left, right, low, high), confidence, through = hole
        top = min(high * STEP_M, height_m)
        opening = _opening(
            wall,
            left * STEP_M,
            min(right * STEP_M, side.length_m),
            low * STEP_M,
            top,
            through >= SEEN_THROUGH,
        )
        if opening is not None:
            found.append(Hole(opening, confidence))
    return _apart(found)


def _wall_pictures(side: Side, cloud: Cloud, height_m: float) -> tuple[Bools, Bools, NDArray[np.int64]]:
    """Where the wall was seen, where something hides it, and what lies behind: (along, up) in 5 cm."""
    start, end = np.array(side.start_m), np.array(side.end_m)
    along = (end - start) / side.length_m
    inwards = np.array([-along[1], along[0]])
    s = (cloud.points_m[:, :2] - start) @ along
    depth = (cloud.points_m[:, :2] - start) @ inwards
    z = cloud.points_m[:, 2]
    shape = (max(1, round(side.length_m / STEP_M)), max(1, int(height_m / STEP_M)))
    column, row = np.floor(s / STEP_M).astype(np.int64), np.floor(z / STEP_M).astype(np.int64)
    within = (column >= 0) & (column < shape[0]) & (row >= 0) & (row < shape[1])

    def picture(chosen: Bools) -> NDArray[np.int64]:
        counts = np.zeros(shape, dtype=np.int64)
        np.add.at(counts, (column[chosen], row[chosen]), 1)
        return counts

    seen = picture(within & (np.abs(depth) < ON_WALL_M)) > 0
    front = (
        picture(within & (depth > ON_WALL_M) & (depth < IN_FRONT_M) & (z > 0.1) & (z < height_m - 0.1)) > 0
    )
    front = binary_dilation(front, np.ones((2 * SHADOW_STEPS + 1, 1)))
    hidden = np.flip(np.maximum.accumulate(np.flip(front, axis=1), axis=1), axis=1)
    tall = np.maximum.accumulate(front & (np.arange(shape[1]) * STEP_M > EYE_M), axis=1)
    behind = picture(within & (depth < -2 * ON_WALL_M) & (depth > -BEHIND_M))
    return seen, hidden | tall, behind


def _hole(
    own: Bools, box: tuple[slice, slice], seen: Bools, hidden: Bools, behind: NDArray[np.int64]
) -> tuple[tuple[int, int, int, int], float, int] | None:
    """The rectangle of a hole (left, right, low, high) in steps, how sure it is, and points behind it."""
    part = own[box]
    columns = np.flatnonzero(part.mean(axis=1) >= 0.5)
    rows = np.flatnonzero(part.mean(axis=0) >= 0.5)
    if len(columns) == 0 or len(rows) == 0:
        return None
    left, right = box[0].start + int(columns[0]), box[0].start + int(columns[-1]) + 1
    low, high = box[1].start + int(rows[0]), box[1].start + int(rows[-1]) + 1
    if (right - left) * STEP_M < NARROWEST_M or (high - low) * STEP_M < LOWEST_M:
        return None
    filled = float(own[left:right, low:high].mean())
    framed = _framed(seen, left, right, low, high)
    through = int(behind[left:right, low:high].sum())
    covered = float(hidden[left:right, low:high].mean())
    if filled < FILLED or framed < FRAMED or (covered > HIDDEN and through < SEEN_THROUGH):
        return None
    return (left, right, low, high), round(filled * framed, 2), through


def _framed(seen: Bools, left: int, right: int, low: int, high: int) -> float:
    """Share of the wall beside and above a rectangle, two steps wide, that was seen."""
    frame = [seen[max(0, left - 2) : left, low:high], seen[right : right + 2, low:high]]
    frame.append(seen[left:right, high : high + 2])
    if low * STEP_M > AT_FLOOR_M:
        frame.append(seen[left:right, max(0, low - 2) : low])
    cells = np.concatenate(
        [each.max(axis=int(k >= 2), initial=False).ravel() for k, each in enumerate(frame)]
    )
    return float(cells.mean()) if len(cells) else 0.0


def _opening(wall: int, start: float, end: float, low: float, high: float, through: bool) -> Opening | None:
    """What a rectangle is: at the floor a door or a passage, else a window."""
    width, offset = end - start, start
    if low <= AT_FLOOR_M:
        if high < DOOR_HIGH_M:
            return None
        if width <= DOOR_WIDE_M:
            return Opening("door", wall, offset, width, 0.0, high, open=through)
        return Opening("passage", wall, offset, width, 0.0, high)
    return Opening("window", wall, offset, width, low, high - low)


def _apart(found: list[Hole]) -> list[Hole]:
    """Holes of one wall without those that reach into a surer one."""
    kept: list[Hole] = []
    for hole in sorted(found, key=lambda each: -each.confidence):
        o = hole.opening
        if all(
            o.offset_m + o.width_m <= k.offset_m
            or k.offset_m + k.width_m <= o.offset_m
            or o.sill_m + o.height_m <= k.sill_m
            or k.sill_m + k.height_m <= o.sill_m
            for k in (each.opening for each in kept)
        ):
            kept.append(hole)
    return sorted(kept, key=lambda each: each.opening.offset_m)
