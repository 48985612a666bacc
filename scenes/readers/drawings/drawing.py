"""What a drawing holds, whatever its file format: strokes, labels, symbols and dimensions on layers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Point = tuple[float, float]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Stroke:
    """A chain of lines in the plan.

    Parameters
    ----------
    layer
        Its layer.
    points
        Corners (corner, 2); a curve is cut into chords of at most 5 degrees.
    curved
        Whether it approximates one curve.
    thickness
        How far it is extruded upwards, in the drawing's unit; 0 where nothing is said.
    block
        Name of the symbol that it belongs to; empty for what is drawn directly.
    fill
        Whether it is the edge of a filled area or hatch.
    """

    layer: str
    points: Array
    curved: bool = False
    thickness: float = 0.0
    block: str = ""
    fill: bool = False


@dataclass(frozen=True)
class Label:
    """A text, where its middle is, and how high its letters are."""

    layer: str
    text: str
    position: Point
    height: float


@dataclass(frozen=True, eq=False)
class Symbol:
    """A block that stands in the drawing: its name, its place, and the four corners of its box.

    The box is along the axes of the block and turned with it: from the first corner to the second runs its x.
    """

    layer: str
    name: str
    position: Point
    corners: Array


@dataclass(frozen=True)
class Dimension:
    """A dimension line: the length as drawn, what is written, and how its style writes numbers.

    `format` is AutoCAD's DIMLUNIT: 3 and 4 are feet and inches.
    """

    measured: float
    text: str
    position: Point
    factor: float = 1.0
    format: int = 2
    suffix: str = ""


@dataclass(frozen=True, eq=False)
class Drawing:
    """Everything that was drawn, in the drawing's own unit, moved so that numbers are small."""

    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    moved: Point = (0.0, 0.0)
    unit_in_header: str | None = None
    metric_in_header: bool | None = None
    format_in_header: int = 2
    sheets: tuple[str, ...] = ()
    sheet_texts: tuple[str, ...] = ()
    layers_off: frozenset[str] = field(default_factory=frozenset)

    def scaled(self, factor: float, *, mirrored: bool = False) -> Drawing:
        """The same drawing with every length times `factor`, mirrored at the y axis where wanted."""
        by = np.array([-factor if mirrored else factor, factor])

        def at(point: Point) -> Point:
            return (point[0] * float(by[0]), point[1] * float(by[1]))

        return replace(
            self,
            strokes=tuple(
                Stroke(s.layer, s.points * by, s.curved, s.thickness * factor, s.block, s.fill)
                for s in self.strokes
            ),
            labels=tuple(replace(t, position=at(t.position), height=t.height * factor) for t in self.labels),
            symbols=tuple(replace(s, position=at(s.position), corners=s.corners * by) for s in self.symbols),
            dimensions=tuple(
                replace(d, measured=d.measured * factor, position=at(d.position)) for d in self.dimensions
            ),
            moved=at(self.moved),
        )

    def only(self, keep: Sequence[bool]) -> Drawing:
        """The drawing with those parts that are kept: strokes, labels, symbols, dimensions, in this order."""
        counts = [len(self.strokes), len(self.labels), len(self.symbols), len(self.dimensions)]
        ends = np.cumsum([0, *counts])
        flags = [keep[a:b] for a, b in itertools.pairwise(ends)]
        return replace(
            self,
            strokes=_kept(self.strokes, flags[0]),
            labels=_kept(self.labels, flags[1]),
            symbols=_kept(self.symbols, flags[2]),
            dimensions=_kept(self.dimensions, flags[3]),
        )


def _kept(things: Iterable[T], flags: Sequence[bool]) -> tuple[T, ...]:
    return tuple(thing for thing, flag in zip(things, flags, strict=True) if flag)


def segments_of(strokes: Iterable[Stroke]) -> tuple[Array, NDArray[np.int64]]:
    """Every straight piece as (segment, end, 2), and the number of the stroke that it belongs to."""
    chains = [stroke.points for stroke in strokes]
    if not chains:
        return np.zeros((0, 2, 2)), np.zeros(0, dtype=np.int64)
    points = np.concatenate(chains)
    owners = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    goes_on = (owners[:-1] == owners[1:]) & np.any(points[:-1] != points[1:], axis=1)
    return np.stack([points[:-1], points[1:]], axis=1)[goes_on], owners[:-1][goes_on].astype(np.int64)


def boxes_of(strokes: Sequence[Stroke]) -> tuple[Array, Array]:
    """Lower left and upper right corner of the box around each stroke, each (stroke, 2)."""
    if not strokes:
        return np.zeros((0, 2)), np.zeros((0, 2))
    points = np.concatenate([stroke.points for stroke in strokes])
    starts = np.cumsum([0, *(len(stroke.points) for stroke in strokes)])[:-1]
    low: Array = np.minimum.reduceat(points, starts)
    high: Array = np.maximum.reduceat(points, starts)
    return low, high
