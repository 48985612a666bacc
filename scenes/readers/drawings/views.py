"""The drawings on a sheet: parts of the model space with gaps between them, each with a name and a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from scenes.readers.drawings.drawing import Array, Drawing, Label, boxes_of, segments_of
from scenes.readers.drawings.pairs import parallel_partners
from scenes.readers.drawings.storeys import storey_in
from scenes.readers.drawings.swings import arcs_of
from scenes.readers.drawings.words import (
    FLOOR_PLAN,
    NOT_FLOOR_PLAN,
    NOT_WALL,
    TITLE,
    WALL,
    name_in,
    stated_area_m2,
)  # fmt: skip
from scenes.votes import Vote

GAP_M = 1.5  # drawings on a sheet are further apart than the parts of one
MOST_CELLS = 4_000_000
SMALLEST_SHARE = 0.02  # of all strokes, from which a part counts as a drawing of its own
TITLE_BELOW_M = 3.0
MOST_REGIONS = 400


@dataclass(frozen=True, eq=False)
class View:
    """One drawing on a sheet: which strokes, labels, symbols and dimensions, and what it looks like."""

    name: str
    kind: str
    drawing: Drawing
    low_m: tuple[float, float]
    high_m: tuple[float, float]
    votes: tuple[Vote, ...] = ()

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and depth of what is drawn."""
        return self.high_m[0] - self.low_m[0], self.high_m[1] - self.low_m[1]


def views_of(drawing: Drawing) -> list[View]:
    """The drawings of a sheet in metres, from left to right and top to bottom; at least one."""
    regions = _within_others(drawing, _regions(drawing))
    counts = np.bincount(regions[: len(drawing.strokes)])
    large = [r for r in np.flatnonzero(counts) if counts[r] >= max(3, SMALLEST_SHARE * len(drawing.strokes))]
    wanted = [int(r) for r in large] or [int(np.argmax(counts))]
    regions = _strays_to_nearest(drawing, regions, wanted)
    parts = [drawing.only(list(regions == region)) for region in wanted]
    boxes = [_box_of(part) for part in parts]
    tallest = max(high[1] - low[1] for low, high in boxes)
    order = sorted(
        range(len(parts)), key=lambda i: (-round(boxes[i][1][1] / max(tallest, 1e-9)), boxes[i][0][0])
    )
    names: list[str] = []
    views = []
    for number, index in enumerate(order, start=1):
        part, (low, high) = parts[index], boxes[index]
        name = _title(part.labels, low, high) if len(parts) > 1 else ""
        names.append(name if name and name not in names else f"view {number}")
        kind, points, evidence = _looks_like(part, names[-1])
        votes = (Vote(names[-1], points, evidence),) if points > 0 else ()
        views.append(View(names[-1], kind, part, low, high, votes))
    return views


def _within_others(drawing: Drawing, regions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Regions that lie within the box of another joined to it, such as columns in a hall.

    A frame around other drawings takes them in only where it has more strokes than they have.
    """
    own = regions[: len(drawing.strokes)]
    numbers, counts = np.unique(own, return_counts=True)
    if len(numbers) > MOST_REGIONS:
        return regions
    low, high = boxes_of(drawing.strokes)
    boxes = {
        int(n): np.concatenate([low[own == n].min(axis=0), -high[own == n].max(axis=0)]) for n in numbers
    }
    size = dict(zip(map(int, numbers), map(int, counts), strict=True))
    regions = regions.copy()
    for inner in sorted(boxes, key=lambda n: size[n]):
        around = [
            n for n in boxes if n != inner and (boxes[n] <= boxes[inner]).all() and size[n] >= size[inner]
        ]
        if around:
            regions[regions == inner] = max(around, key=lambda n: float(boxes[n].sum()))
            del boxes[inner]
    return regions


def _places(drawing: Drawing) -> list[Array]:
    """Points of every part, in the order of `Drawing.only`."""
    return [
        *(s.points for s in drawing.strokes),
        *(np.array([t.position]) for t in drawing.labels),
        *(np.array([s.position]) for s in drawing.symbols),
        *(np.array([d.position]) for d in drawing.dimensions),
    ]


def _regions(drawing: Drawing) -> NDArray[np.int64]:
    """A number for each part: parts nearer than the gap to one another share it (cells on a grid)."""
    places = _places(drawing)
    segments, _ = segments_of(drawing.strokes)
    points = np.concatenate(places)
    low, high = points.min(axis=0), points.max(axis=0)
    cell = max(
        GAP_M / 8.0, float(np.sqrt(np.prod(high - low + GAP_M) / MOST_CELLS)), float(max(high - low)) / 20_000
    )
    shape = np.ceil((high - low) / cell).astype(np.int64) + 3
    filled = np.zeros(shape, dtype=np.bool_)
    for a, b in _sampled(segments, cell):
        at = ((np.column_stack([a, b]) - low) / cell).astype(np.int64) + 1
        filled[at[:, 0], at[:, 1]] = True
    reach = max(1, round(GAP_M / cell / 2.0))
    grown = ndimage.binary_dilation(filled, np.ones((3, 3), np.bool_), iterations=reach)
    numbers, _ = ndimage.label(grown, np.ones((3, 3), dtype=np.int64))
    firsts = np.array([p[0] for p in places])
    at = ((firsts - low) / cell).astype(np.int64) + 1
    return np.asarray(numbers[at[:, 0], at[:, 1]], dtype=np.int64)


def _sampled(segments: Array, step: float) -> list[tuple[Array, Array]]:
    """Points along every segment, no further apart than a step; a million at a time."""
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T)
    counts = np.minimum(np.ceil(length / step).astype(np.int64) + 1, 40_000)
    batches, start = [], 0
    ends = np.cumsum(counts)
    while start < len(segments):
        stop = max(start + 1, int(np.searchsorted(ends, ends[start] + 1_000_000)))
        own = np.repeat(np.arange(start, stop), counts[start:stop])
        first = np.repeat(np.cumsum(counts[start:stop]) - counts[start:stop], counts[start:stop])
        t = (np.arange(len(own)) - first) / np.maximum(counts[own] - 1, 1)
        points = segments[own, 0] + t[:, None] * (segments[own, 1] - segments[own, 0])
        batches.append((points[:, 0], points[:, 1]))
        start = stop
    return batches


def _strays_to_nearest(
    drawing: Drawing, regions: NDArray[np.int64], wanted: Sequence[int]
) -> NDArray[np.int64]:
    """Small parts and texts that stand alone go to the nearest drawing."""
    if len(wanted) == 1:
        return np.full(len(regions), wanted[0])
    places = np.array([p.mean(axis=0) for p in _places(drawing)])
    strokes = regions[: len(drawing.strokes)]
    middle = {r: places[: len(strokes)][strokes == r] for r in wanted}
    boxes = {r: (own.min(axis=0), own.max(axis=0)) for r, own in middle.items()}
    regions = regions.copy()
    for index in np.flatnonzero(~np.isin(regions, list(wanted))):
        away = {
            r: float(np.linalg.norm(np.maximum(np.maximum(low - places[index], places[index] - high), 0.0)))
            for r, (low, high) in boxes.items()
        }
        regions[index] = min(away, key=lambda r: away[r])
    return regions


def _box_of(drawing: Drawing) -> tuple[tuple[float, float], tuple[float, float]]:
    points = np.concatenate([s.points for s in drawing.strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))


def _title(labels: Sequence[Label], low: tuple[float, float], high: tuple[float, float]) -> str:
    """The largest text that reads as a title of a drawing, near its upper or lower edge."""
    titles = [
        t for t in labels
        if (TITLE.search(t.text) or storey_in(t.text)) and len(t.text) <= 60
        and (t.position[1] < low[1] + TITLE_BELOW_M or t.position[1] > high[1] - TITLE_BELOW_M)
    ]  # fmt: skip
    return max(titles, key=lambda t: t.height).text if titles else ""


def _looks_like(drawing: Drawing, name: str) -> tuple[str, float, str]:
    """What a drawing looks like, and how much speaks for it as the plan to read."""
    walls = [s for s in drawing.strokes if WALL.search(s.layer) and not NOT_WALL.search(s.layer)]
    lines = walls or [s for s in drawing.strokes if not NOT_WALL.search(s.layer) and not s.block]
    segments, _ = segments_of(s for s in lines if not s.curved)
    distance, overlap = parallel_partners(segments)
    paired = float(overlap[(distance > 0.05) & (distance < 0.6)].sum()) / 2.0
    doors = sum(
        60 <= a.sweep_deg <= 100 and 0.55 <= a.radius <= 1.2
        for a in arcs_of([s for s in drawing.strokes if not NOT_WALL.search(f"{s.layer} {s.block}")])
    )
    rooms = sum(bool(name_in(t.text) or stated_area_m2(t.text)) for t in drawing.labels)
    words = sum(len(t.text) for t in drawing.labels)
    points = min(paired / 10.0, 4.0) * (1.0 if walls else 0.5) + min(doors, 6) * 0.5 + min(rooms, 8) * 0.4
    points += min(len(drawing.dimensions), 10) * 0.1
    if (FLOOR_PLAN.search(name) or storey_in(name)) and not NOT_FLOOR_PLAN.search(name):
        points += 3.0
    if NOT_FLOOR_PLAN.search(name):
        points -= 3.0
    kind = "plan" if walls and paired > 3.0 and (doors or rooms) else "drawing"
    if (not walls and paired < 3.0) or points <= 0:
        kind = "notes" if words > 4 * len(drawing.strokes) else "drawing"
    elif not walls and not doors and not rooms:
        kind = "drawing"
    elif kind == "drawing" and paired > 3.0:
        kind = "plan"
    evidence = f"{paired:.0f} m of walls in pairs, {doors} door swings, {rooms} names of rooms"
    return kind, max(points, 0.0), evidence
