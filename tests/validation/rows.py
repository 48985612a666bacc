"""What validation is made of: rows of one comparison each, cases that work out rows, groups of cases.

`make validate` writes them to docs/validation.md, and pytest runs the very same list.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["relative", "absolute"]


@dataclass(frozen=True)
class Row:
    """One number of ours beside the one that is expected.

    Parameters
    ----------
    case, place
        Which scene, and where or what in it, unit included.
    expected
        The right value; of kind ``relative`` it is not 0.
    source
        Where the expected value comes from.
    ours
        What the engine says.
    standard_error
        That of `ours` [its unit]; None where there is none to be had.
    tolerance
        Largest error allowed: a share of `expected`, or in the unit itself.
    kind
        How the error is counted.
    """

    case: str
    place: str
    expected: float
    source: str
    ours: float
    standard_error: float | None
    tolerance: float
    kind: Kind = "relative"

    @property
    def error(self) -> float:
        """ours - expected: as a share of the expected value, or in its unit."""
        distance = self.ours - self.expected
        return distance / abs(self.expected) if self.kind == "relative" else distance

    @property
    def passes(self) -> bool:
        """Whether the error is within the tolerance; what is not a number never is."""
        return math.isfinite(self.error) and abs(self.error) <= self.tolerance


@dataclass(frozen=True)
class Case:
    """One scene: its name, what it shows, where its numbers come from, and how its rows are worked out.

    `left_out` says why it is not run; then `work` is None.
    """

    name: str
    what: str
    source: str
    work: Callable[[], list[Row]] | None
    left_out: str = ""


@dataclass(frozen=True)
class Group:
    """Cases that belong together, under one heading, with a sentence for the reader."""

    title: str
    note: str
    cases: tuple[Case, ...]


def compare(
    case: str,
    source: str,
    places: Sequence[str],
    expected: Iterable[float],
    ours: Iterable[float],
    errors: Iterable[float] | None,
    *,
    tolerance: float,
    kind: Kind = "relative",
) -> list[Row]:
    """A row for each place; all of them share source, tolerance and kind."""
    known = [None] * len(places) if errors is None else [float(error) for error in errors]
    triples = zip(places, expected, ours, known, strict=True)
    return [
        Row(case, place, float(right), source, float(value), error, tolerance, kind)
        for place, right, value, error in triples
    ]
