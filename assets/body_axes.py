"""In which unit a model was drawn, which way it stands and faces: evidence that votes, nothing guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Mounting
from assets.mesh import Z_UP_AFTER_ALL
from kit.problems import Problem, info, warning
from kit.units import METRES_PER

Array = NDArray[np.float64]
StatedSize = Sequence[float | None]

# Shortest and longest that the largest extent of such a luminaire (or of furniture) plausibly is [m].
PLAUSIBLE_M = {
    Mounting.CEILING: (0.05, 3.0),
    Mounting.RECESSED: (0.02, 2.5),
    Mounting.PENDANT: (0.05, 3.5),
    Mounting.WALL: (0.03, 2.0),
    Mounting.FLOOR: (0.3, 2.6),
    Mounting.TABLE: (0.08, 1.2),
    Mounting.ANY: (0.02, 5.0),
}
SAME = 0.03  # shares of the size up to which two sizes are the same, close, alike
CLOSE = 0.10
ALIKE = 0.25
UNDECIDED = 1.0  # points between two readings that leave open which is right

# From coordinates as read (taken as if the file's y were up) to those of a file whose x, y or z is up.
_X_UP = np.array([[0.0, 0.0, 1.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
UP = {"y": np.eye(3), "z": Z_UP_AFTER_ALL, "x": _X_UP}


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to take a model's coordinates, and what speaks for it.

    Parameters
    ----------
    unit
        Of the file's coordinates.
    up
        The file's axis that points up.
    turn_deg
        How far it is turned about z after that [deg].
    extent_m
        Its size along the luminaire's x, y and z, shape (3,) [m].
    votes
        Evidence with its points.
    usual
        Whether luminaires of its mounting come in that size.
    """

    unit: str
    up: str
    turn_deg: int
    extent_m: Array
    votes: tuple[tuple[str, float], ...]
    usual: bool

    @property
    def points(self) -> float:
        """All its votes together."""
        return sum(points for _, points in self.votes)

    @property
    def body_from_file(self) -> Array:
        """Scale and turn of the mesh's coordinates as `read_mesh` gives them, shape (3, 3)."""
        turned: Array = _about_z(self.turn_deg) @ UP[self.up]
        return METRES_PER[self.unit] * turned

    def told(self) -> str:
        """In words, with its votes."""
        votes = ", ".join(f"{name} {points:g}" for name, points in self.votes if points) or "nothing"
        turn = f", turned by {self.turn_deg}°" if self.turn_deg else ""
        return f"unit {self.unit}, {self.up} up{turn} ({votes})"


def read_axes(
    vertices: Array, stated_size_m: StatedSize | None, mounting: Mounting, *, says_frame: bool
) -> tuple[Reading, list[Problem]]:
    """The unit, up axis and turn that most evidence speaks for.

    Parameters
    ----------
    vertices
        Coordinates as `read_mesh` gives them: the file's y taken as up, its unit as the metre, (vertex, 3).
    stated_size_m
        Size along the luminaire's x, y and z that its maker states; None for what is not stated [m].
    mounting
        Says which sizes are plausible, and where the origin belongs.
    says_frame
        Whether the format itself says unit and up axis, as glTF does.

    Returns
    -------
    tuple
        The reading, and problems: BODY_READ_AS where it is not what the format says, BODY_AXES_UNDECIDED
        where another has nearly as many votes and would look different.
    """
    turns = (0, 90, 180, 270) if mounting is Mounting.WALL else (0, 90)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    stated = _stated(stated_size_m)
    readings = [
        _weighed(unit, up, turn, (low, high), stated, mounting, says_frame)
        for unit in METRES_PER
        for up in UP
        for turn in turns
    ]
    ranked = sorted(readings, key=lambda reading: -reading.points)
    best = ranked[0]
    problems: list[Problem] = []
    if not says_frame or (best.unit, best.up, best.turn_deg) != ("m", "y", 0):
        message = f"the model is taken as {best.told()}; it then measures {metres(best.extent_m)}"
        problems.append(info("BODY_READ_AS", "body", message, "State unit and up axis if that is wrong."))
    other = next((each for each in ranked[1:] if _differs(best, each)), None)
    if other is not None and best.points - other.points < UNDECIDED:
        message = (
            f"the model could as well be taken as {other.told()}, {metres(other.extent_m)}; "
            f"it is taken as {best.told()}, {metres(best.extent_m)}"
        )
        hint = "State the size of the luminaire along x, y and z."
        problems.append(warning("BODY_AXES_UNDECIDED", "body", message, hint))
    return best, problems


def metres(extent_m: Sequence[float] | Array) -> str:
    """A size in words."""
    return " x ".join(f"{extent:.3f}" for extent in extent_m) + " m"


def deviations(extent_m: Array, stated_size_m: StatedSize | None) -> Array:
    """Logarithm of measured over stated size where one is stated, shape (stated,)."""
    stated = _stated(stated_size_m)
    known = np.isfinite(stated) & (extent_m > 1e-9)
    return np.asarray(np.log(extent_m[known] / stated[known]), dtype=np.float64)


def _stated(size_m: StatedSize | None) -> Array:
    values = (None, None, None) if size_m is None else tuple(size_m)
    return np.array([np.nan if value is None or value <= 0.0 else value for value in values], dtype=float)


def _weighed(
    unit: str,
    up: str,
    turn_deg: int,
    corners: tuple[Array, Array],
    stated: Array,
    mounting: Mounting,
    says_frame: bool,
) -> Reading:
    turned = np.stack(corners) @ (METRES_PER[unit] * _about_z(turn_deg) @ UP[up]).T
    low, high = turned.min(axis=0), turned.max(axis=0)
    extent = high - low
    votes = [
        ("as the format says" if says_frame else "as most files", _habit(unit, up, turn_deg, says_frame))
    ]
    apart = deviations(extent, list(stated))
    shortest, longest = PLAUSIBLE_M[mounting]
    usual = bool(shortest <= extent.max() <= longest)
    if len(apart):
        votes.append(("stated size", _size_vote(float(np.abs(apart).max()))))
        votes.append(("stated proportions", 4.0 if len(apart) > 1 and float(np.ptp(apart)) < CLOSE else 0.0))
    elif usual:  # what the format says outweighs it: then it is a doubt, not a reason
        votes.append(("usual size", 1.5 if says_frame else 3.0))
    votes.append(("origin at the mounting", 1.0 if _origin_fits(low, high, mounting) else 0.0))
    return Reading(unit, up, turn_deg, extent, tuple(votes), usual)


def _habit(unit: str, up: str, turn_deg: int, says_frame: bool) -> float:
    points = 1.0 if turn_deg == 0 else 0.0
    if says_frame:
        return points + 2.0 * (unit == "m") + 2.0 * (up == "y")
    return points + 0.25 * (unit == "m") + 1.0 * (up == "y") + 0.5 * (up == "z")


def _size_vote(largest: float) -> float:
    for limit, points in ((SAME, 8.0), (CLOSE, 6.0), (ALIKE, 3.0)):
        if largest <= np.log1p(limit):
            return points
    return 0.0


def _origin_fits(low: Array, high: Array, mounting: Mounting) -> bool:
    """Whether the origin lies on the face that the mounting needs and within the body's outline."""
    if mounting in (Mounting.ANY, Mounting.RECESSED):
        return False
    near = 0.015 * float((high - low).max())
    if mounting is Mounting.WALL:
        face, across = low[1], [0, 2]
    elif mounting in (Mounting.FLOOR, Mounting.TABLE):
        face, across = low[2], [0, 1]
    else:
        face, across = high[2], [0, 1]
    inside = (low[across] <= near).all() and (high[across] >= -near).all()
    return bool(abs(face) <= near and inside)


def _differs(one: Reading, other: Reading) -> bool:
    """Whether two readings would look different: another size, or other axes where extents are unlike."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log(one.extent_m / other.extent_m))
    return bool(np.nanmax(apart, initial=0.0) > np.log1p(SAME))


def _about_z(turn_deg: int) -> Array:
    cosine, sine = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turn_deg]
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], dtype=np.float64)
