"""Point files as arrays: what every format answers, and the checks that all of them share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, info, require_sound, warning
from scenes.readers.scans.upright import Rule

Array = NDArray[np.float64]
Codes = NDArray[np.uint8]

MOST_POINTS = 20_000_000
KEPT_POINTS = 4_000_000  # of more, every second, third... is looked at: rooms are thinned to 3 cm anyway
FEWEST_POINTS = 500
LARGEST_COORDINATE = 1e9  # maps put a house millions of metres from their origin
MANY_BAD = 0.1


@dataclass(frozen=True, eq=False)
class PointFile:
    """What a file of points holds.

    Parameters
    ----------
    points
        In the file's own unit and axes, shape (point, 3).
    format
        Its name as the answer writes it.
    unit_rules, up_rules
        What the format or its writer says of them.
    colours
        sRGB codes of each point, shape (point, 3); None where the file has none.
    """

    points: Array
    format: str
    unit_rules: tuple[Rule, ...] = ()
    up_rules: tuple[Rule, ...] = ()
    colours: Codes | None = None


def damaged(message: str, hint: str = "Export the scan again.") -> None:
    """Refuse a file that is not what it says.

    Raises
    ------
    UnsoundInput
        Always, with ``SCAN_FILE_DAMAGED``.
    """
    require_sound([error("SCAN_FILE_DAMAGED", "file", message, hint)])


def check_count(count: int, bytes_each: float, bytes_there: int) -> None:
    """Refuse a number of points that the file cannot hold, or that is too large, before anything is made.

    Raises
    ------
    UnsoundInput
        With ``SCAN_TOO_LARGE`` or ``SCAN_FILE_DAMAGED``.
    """
    if count > MOST_POINTS:
        message = f"The file says that it holds {count} points; at most {MOST_POINTS} are read."
        require_sound([error("SCAN_TOO_LARGE", "file", message, "Export the scan thinned, such as to 1 cm.")])
    if count < 0 or count * bytes_each > bytes_there:
        damaged(f"The file says that it holds {count} points, but has {bytes_there} bytes for them.")


def every_so_many(count: int) -> int:
    """Of how many points one is kept."""
    return max(1, -(-count // KEPT_POINTS))


def sound_points(points: Array, colours: Codes | None = None) -> tuple[Array, Codes | None, list[Problem]]:
    """Points that are numbers, moved near zero, with their colours, and remarks.

    Raises
    ------
    UnsoundInput
        When too few are left, with ``TOO_FEW_POINTS``.
    """
    total = len(points)
    with np.errstate(invalid="ignore"):
        good = np.all(np.isfinite(points) & (np.abs(points) < LARGEST_COORDINATE), axis=1)
    kept = points if good.all() else points[good]
    if colours is not None and not good.all():
        colours = colours[good]
    problems: list[Problem] = []
    bad = total - len(kept)
    if bad:
        message = f"{bad} of {total} points have no place (NaN, infinite or beyond 1e9); they are left out."
        told = warning if bad > MANY_BAD * total else info
        problems.append(told("POINTS_LEFT_OUT", "points", message, "Nothing, if the room looks right."))
    if len(kept) < FEWEST_POINTS:
        message = f"The file holds {len(kept)} points with a place; at least {FEWEST_POINTS} were expected."
        problems.append(
            error("TOO_FEW_POINTS", "points", message, "Scan the room again, or export all of it.")
        )
        require_sound(problems)
    origin = np.round(np.median(kept[:: max(1, len(kept) // 10_000)], axis=0))
    if float(np.abs(origin).max()) < 1000.0:
        origin = np.zeros(3)
    return kept - origin, colours, problems


def codes_of(channels: list[NDArray[np.generic]]) -> Codes | None:
    """sRGB codes of three channels, (point,) each; None where they say nothing.

    Whole numbers are taken as 8 bits where none is above 255, else as 16; others as shares of 1 where none is
    above it.
    """
    if len(channels) != 3 or not len(channels[0]):
        return None
    stacked = np.column_stack(channels)
    with np.errstate(invalid="ignore"):
        if np.issubdtype(stacked.dtype, np.floating):
            stacked = np.nan_to_num(stacked, nan=0.0, posinf=0.0, neginf=0.0)
            stacked = stacked * 255.0 if float(stacked.max()) <= 1.0 else stacked
        elif int(stacked.max()) > 255:
            stacked = stacked >> 8
    codes: Codes = np.clip(stacked, 0, 255).astype(np.uint8)
    return codes if int(codes.max()) > 0 else None
