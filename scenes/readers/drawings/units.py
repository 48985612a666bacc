"""The unit of a drawing, by vote: its header is one witness among several, and often wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from kit.units import METRES_PER
from scenes.readers.drawings.drawing import Dimension, Drawing, segments_of
from scenes.readers.drawings.pairs import parallel_partners
from scenes.readers.drawings.swings import arcs_of
from scenes.readers.drawings.words import DOOR, NOT_WALL
from scenes.votes import Choice, Vote, choose

UNITS = ("mm", "in", "m", "cm", "ft")  # what drawings are in, the commonest first
DOOR_WIDTH_M = (0.6, 1.1)
WALL_THICKNESS_M = (0.07, 0.5)
WALL_HEIGHT_M = (2.0, 4.5)
SHEET_M = (3.0, 80.0)
LETTER_M = (0.04, 0.6)
SIZE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mm|cm|m)\b", re.IGNORECASE)
FEET = re.compile(r"(?:(\d+)\s*'\s*-?\s*)?(\d+(?:\.\d+)?)?\s*(?:(\d+)/(\d+))?\s*\"")


def vote_on_units(drawing: Drawing, *, said: str | None) -> Choice:
    """The unit that most of the evidence speaks for, or the one that a person said."""
    votes = [
        *_of_header(drawing),
        *_of_dimensions(drawing),
        *_of_doors(drawing),
        *_of_walls(drawing),
        *_of_heights(drawing),
        *_of_letters(drawing),
        *_of_extent(drawing),
    ]
    return choose("units", votes, said=said, otherwise=drawing.unit_in_header or "m")


def _of_header(drawing: Drawing) -> Iterator[Vote]:
    if drawing.unit_in_header is not None:
        yield Vote(drawing.unit_in_header, 1.0, f"the header says {drawing.unit_in_header}")
    if drawing.metric_in_header is not None:
        said = "metric" if drawing.metric_in_header else "English"
        for unit in ("mm", "cm", "m") if drawing.metric_in_header else ("in", "ft"):
            yield Vote(unit, 0.25, f"the header's measurement is {said}")
    if drawing.format_in_header in (3, 4):
        yield Vote("in", 0.75, "the header writes lengths as feet and inches")


def _shares(
    lengths: np.ndarray, weights: np.ndarray, bounds: tuple[float, float]
) -> Iterator[tuple[str, float]]:
    """For each unit the share of lengths that lie within bounds in metres."""
    total = float(weights.sum())
    for unit in UNITS:
        metres = lengths * METRES_PER[unit]
        share = float(weights[(metres >= bounds[0]) & (metres <= bounds[1])].sum()) / total
        if share >= 0.2:
            yield unit, share


def _of_dimensions(drawing: Drawing) -> Iterator[Vote]:
    """What dimension lines say against what they measure; or how they write numbers."""
    found: dict[str, int] = {}
    told = 0
    for dimension in drawing.dimensions:
        metres = written_m(dimension)
        if metres is None:
            continue
        told += 1
        for unit in UNITS:
            if abs(dimension.measured * METRES_PER[unit] - metres) <= 0.01 * metres + 0.002:
                found[unit] = found.get(unit, 0) + 1
    for unit, count in found.items():
        yield Vote(
            unit, 4.0 * count / told, f"{count} of {told} dimension texts agree with what they measure"
        )
    feet = sum(d.format in (3, 4) for d in drawing.dimensions)
    if feet:
        yield Vote("in", 2.0 * feet / len(drawing.dimensions), f"{feet} dimensions are in feet and inches")


def written_m(dimension: Dimension) -> float | None:
    """The length that a dimension's text or suffix states with its unit [m]; None where it states none.

    Examples
    --------
    >>> written_m(Dimension(144.0, "12'-0\\"", (0, 0))), written_m(Dimension(3.2, "3200 mm", (0, 0)))
    (3.6576, 3.2)
    >>> written_m(Dimension(3.2, "", (0, 0), factor=1000.0, suffix="<> mm"))
    3.2
    """
    text = dimension.text.replace("\\A1;", "")
    shown = dimension.measured * dimension.factor
    if not text or "<>" in text:
        text = f"{shown:.9g} " + (text.replace("<>", "") or dimension.suffix.replace("<>", ""))
    metric = SIZE.search(text)
    if metric:
        return float(metric[1].replace(",", ".")) * METRES_PER[metric[2].lower()]
    feet = FEET.search(text)
    if feet and (feet[1] or feet[2]) and "'" in text:
        inches = 12.0 * float(feet[1] or 0) + float(feet[2] or 0)
        return inches * METRES_PER["in"]
    return None


def _of_doors(drawing: Drawing) -> Iterator[Vote]:
    """Radii of door swings, and widths of blocks that are named as doors."""
    strokes = [s for s in drawing.strokes if _may_be_a_door(f"{s.layer} {s.block}")]
    quarter = [arc for arc in arcs_of(strokes) if 60.0 <= arc.sweep_deg <= 100.0]
    names = [f"{strokes[a.strokes[0]].layer} {strokes[a.strokes[0]].block}" for a in quarter]
    named = [a for a, name in zip(quarter, names, strict=True) if DOOR.search(name)]
    others = [a for a, name in zip(quarter, names, strict=True) if not NOT_WALL.search(name)]
    widths = [arc.radius for arc in named or others]
    for symbol in drawing.symbols:
        if DOOR.search(symbol.name):
            sides = np.diff(symbol.corners[:3], axis=0)
            widths.append(float(np.hypot(*sides.T).max()))
    sizes = np.array([w for w in widths if w > 0])
    if not len(sizes):
        return
    for unit, share in _shares(sizes, np.ones(len(sizes)), DOOR_WIDTH_M):
        yield Vote(
            unit, 2.0 * share, f"{share:.0%} of {len(sizes)} door leaves and arcs are 0.6 to 1.1 m wide"
        )


def _may_be_a_door(names: str) -> bool:
    return bool(DOOR.search(names)) or not NOT_WALL.search(names)


def _of_walls(drawing: Drawing) -> Iterator[Vote]:
    """Distances of lines that run beside one another, weighted with their length."""
    segments, _ = segments_of(s for s in drawing.strokes if not s.curved and not s.block)
    distance, overlap = parallel_partners(segments)
    fits = np.isfinite(distance)
    if not fits.any():
        return
    distance, overlap = distance[fits], overlap[fits]
    long = overlap >= 4.0 * distance  # faces of a wall run beside one another for long
    if not long.any():
        return
    for unit, share in _shares(distance[long], overlap[long], WALL_THICKNESS_M):
        yield Vote(unit, 2.0 * share, f"{share:.0%} of lines in pairs are 0.07 to 0.5 m apart, as walls are")


def _of_heights(drawing: Drawing) -> Iterator[Vote]:
    thick = np.array([s.thickness for s in drawing.strokes if s.thickness > 0])
    if len(thick) < 4:
        return
    for unit, share in _shares(thick, np.ones(len(thick)), WALL_HEIGHT_M):
        yield Vote(unit, 1.5 * share, f"{share:.0%} of {len(thick)} extruded lines are 2 to 4.5 m high")


def _of_letters(drawing: Drawing) -> Iterator[Vote]:
    heights = np.array([t.height for t in drawing.labels if t.height > 0])
    if len(heights) < 3:
        return
    for unit, share in _shares(heights, np.ones(len(heights)), LETTER_M):
        yield Vote(unit, 0.75 * share, f"{share:.0%} of texts are 0.04 to 0.6 m high")


def _of_extent(drawing: Drawing) -> Iterator[Vote]:
    """The size of what is drawn, without the outermost hundredth of its lines."""
    points = np.concatenate([s.points[[0, -1]] for s in drawing.strokes])
    low, high = np.percentile(points, [1.0, 99.0], axis=0)
    size = float(np.max(high - low))
    if not math.isfinite(size) or size <= 0:
        return
    for unit in UNITS:
        metres = size * METRES_PER[unit]
        if SHEET_M[0] <= metres <= SHEET_M[1]:
            yield Vote(unit, 1.5, f"the drawing would be {metres:.1f} m across")
