"""Which way is up in a scan and in what unit it is: voted from the format's rule and from level sheets.

A room has two far sheets, floor and ceiling, one above the other. Sheets are weighed by the area of the 10 cm
cells that they cover and not by their points, because a scanner's points crowd where it stood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.units import METRES_PER
from scenes.votes import Choice, Vote, choose

Array = NDArray[np.float64]

AXES = ("x", "y", "z")
TURN_UP = {
    "x": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]),
    "y": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
    "z": np.eye(3),
}
SHEETS_APART_M = (2.0, 4.5)
SHEET_M = 0.10  # thickness within which points are of one sheet
CELL_M = 0.10
FEWEST_CELLS = 100  # one square metre
LEAST_OVERLAP = 0.25  # of the larger sheet: the heads of walls around a floor are no ceiling
MOST_LOOKED_AT = 150_000
POSSIBLE_EXTENT_M = (1.5, 60.0)
RULE_POINTS = {"stated": 3.0, "standard": 2.0, "usual": 0.5}


@dataclass(frozen=True)
class Rule:
    """What a format or a writer says of a unit or an axis: how firmly, and in which words."""

    value: str
    firmness: str
    evidence: str

    def vote(self) -> Vote:
        """The rule as a vote."""
        return Vote(self.value, RULE_POINTS[self.firmness], self.evidence)


@dataclass(frozen=True)
class Sheets:
    """Two level sheets: heights along the axis [m], the area of the smaller and what lies over what [m2]."""

    low_m: float
    high_m: float
    area_m2: float
    overlap_m2: float
    lower_share: float

    @property
    def weight(self) -> float:
        """How much the two look like floor and ceiling [m2]."""
        return 0.5 * (self.area_m2 + self.overlap_m2)


def choose_upright(
    points: Array, unit_rules: list[Rule], up_rules: list[Rule], *, units: str, up: str
) -> tuple[Choice, Choice]:
    """Unit and up axis of points, shape (point, 3): what a person said (not ``auto``), or the votes."""
    looked = points[:: max(1, len(points) // MOST_LOOKED_AT)]
    unit_votes = [rule.vote() for rule in unit_rules]
    said = None if units == "auto" else units
    found: dict[str, dict[str, Sheets]] = {}
    for unit in [units] if said else METRES_PER:
        found[unit] = {}
        scaled = looked * METRES_PER[unit]
        if _is_room_sized(scaled):
            for axis in AXES:
                sheets = level_sheets(scaled, AXES.index(axis))
                if sheets is not None:
                    found[unit][axis] = sheets
    best = {unit: max((s.weight for s in each.values()), default=0.0) for unit, each in found.items()}
    largest = max(best.values())
    for unit, weight in best.items():
        if weight > 0:
            two = max(found[unit].values(), key=lambda s: s.weight)
            words = f"in {unit} there are two level sheets {two.high_m - two.low_m:.2f} m apart"
            unit_votes.append(Vote(unit, round(2.0 * weight / largest, 2), words))
    unit_choice = choose("units", unit_votes, said=said, otherwise="m")
    up_votes = [rule.vote() for rule in up_rules] + _axis_votes(found.get(unit_choice.taken, {}))
    return unit_choice, choose("up", up_votes, said=None if up == "auto" else up, otherwise="z")


def near_middle(points: Array) -> NDArray[np.bool_]:
    """Which points, shape (point, 3), do not lie far outside of where nearly all are."""
    low, high = np.quantile(points[:: max(1, len(points) // MOST_LOOKED_AT)], [0.005, 0.995], axis=0)
    wide = (high - low).max()
    kept: NDArray[np.bool_] = np.all((points >= low - 0.5 * wide) & (points <= high + 0.5 * wide), axis=1)
    return kept


def _is_room_sized(points: Array) -> bool:
    extent = np.sort(np.ptp(np.quantile(points, [0.01, 0.99], axis=0), axis=0))
    low, high = POSSIBLE_EXTENT_M
    return bool(extent[1] >= low and extent[2] <= high)


def _axis_votes(found: dict[str, Sheets]) -> list[Vote]:
    if not found:
        return []
    largest = max(sheets.weight for sheets in found.values())
    votes = []
    for axis, sheets in found.items():
        apart = sheets.high_m - sheets.low_m
        words = f"two sheets of {sheets.area_m2:.1f} m2 lie {apart:.2f} m apart along {axis}"
        votes.append(Vote(axis, round(2.0 * sheets.weight / largest, 2), words))
        if sheets.lower_share > 0.55:
            share = f"{100 * sheets.lower_share:.0f} %"
            words = f"{share} of what lies between them is nearer to the lower, as furniture is"
            votes.append(Vote(axis, round(min(2.0, 6.0 * (sheets.lower_share - 0.55)), 2), words))
    return votes


def level_sheets(points: Array, axis: int) -> Sheets | None:
    """The two sheets across an axis, 2 to 4.5 m apart, that cover most area over each other; or None.

    Points in metres, shape (point, 3).
    """
    across = np.floor(np.delete(points, axis, axis=1) / CELL_M).astype(np.int64)
    across -= across.min(axis=0)
    cells = across[:, 0] * (int(across[:, 1].max()) + 1) + across[:, 1]
    base = float(points[:, axis].min())
    step = SHEET_M / 2
    height = np.floor((points[:, axis] - base) / step).astype(np.int64)
    width = int(cells.max()) + 1
    pairs = np.column_stack(np.divmod(np.unique(height * width + cells), width))
    starts = np.searchsorted(pairs[:, 0], np.arange(int(height.max()) + 3))
    counts = np.diff(starts)
    thick = counts + np.append(counts[1:], 0)
    peaks = [
        int(k)
        for k in np.argsort(-thick, kind="stable")[:60]
        if thick[k] >= FEWEST_CELLS and thick[k] == thick[max(0, k - 2) : k + 3].max()
    ]
    covered = {k: np.unique(pairs[starts[k] : starts[min(k + 2, len(starts) - 1)], 1]) for k in peaks[:16]}
    best: tuple[float, int, int, float, float] | None = None
    for low in covered:
        for high in covered:
            if not SHEETS_APART_M[0] <= (high - low) * step <= SHEETS_APART_M[1]:
                continue
            area = min(len(covered[low]), len(covered[high])) * CELL_M**2
            overlap = len(np.intersect1d(covered[low], covered[high], assume_unique=True)) * CELL_M**2
            larger = max(len(covered[low]), len(covered[high])) * CELL_M**2
            if overlap >= LEAST_OVERLAP * larger and (best is None or area + overlap > best[0]):
                best = (area + overlap, low, high, area, overlap)
    if best is None:
        return None
    _, low, high, area, overlap = best
    low_m, high_m = base + (low + 1) * step, base + (high + 1) * step
    between = pairs[(pairs[:, 0] > low + 4) & (pairs[:, 0] < high - 3)]
    inner = between[np.isin(between[:, 1], np.intersect1d(covered[low], covered[high]))]
    lower = float(np.mean(inner[:, 0] < (low + high) / 2)) if len(inner) > 50 else 0.5
    return Sheets(low_m, high_m, area, overlap, lower)
