"""Where a body's origin lies against what its mounting needs, and where it is moved to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Mounting
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]

NEAR_M = 0.005  # and NEAR of the largest extent: an origin that close is meant to be there
NEAR = 0.015

_FACES = {  # axis, whether its lower end, and the name of the place
    Mounting.CEILING: (2, False, "the middle of its top"),
    Mounting.PENDANT: (2, False, "the middle of its top"),
    Mounting.WALL: (1, True, "its back"),
    Mounting.FLOOR: (2, True, "the middle of its underside"),
    Mounting.TABLE: (2, True, "the middle of its underside"),
}


def moved_origin(vertices_m: Array, mounting: Mounting) -> tuple[Array, list[Problem]]:
    """How far a body must be moved so that its origin is its mounting point, shape (3,) [m].

    A ceiling luminaire and a pendant hang from the top, a wall luminaire has its back to the wall, a floor
    or table luminaire stands on its underside. A recessed one has the ceiling somewhere within its height,
    else at its underside. An origin beside the middle but under or over the body stays, because arms reach
    out on purpose; one outside the body is moved to the middle.

    Parameters
    ----------
    vertices_m
        In the luminaire's own axes, shape (vertex, 3) [m].
    mounting
        ANY leaves the origin.

    Returns
    -------
    tuple
        The shift, and BODY_ORIGIN_MOVED or BODY_ORIGIN_OFF_CENTRE, each with the other choice as a repair.
    """
    low, high = vertices_m.min(axis=0), vertices_m.max(axis=0)
    near = max(NEAR_M, NEAR * float((high - low).max()))
    shift = np.zeros(3)
    if mounting is Mounting.ANY:
        return shift, []
    axis, lower, place = _FACES.get(mounting, (2, True, "the ceiling's plane"))
    face = float(low[axis] if lower else high[axis])
    if mounting is Mounting.RECESSED:
        face = 0.0 if low[2] <= near and high[2] >= -near else float(low[2])
    if abs(face) > near:
        shift[axis] = -face
    elif (
        face and mounting is not Mounting.RECESSED
    ):  # within tolerance, yet nothing reaches into the room's shell
        shift[axis] = -face
    across = [each for each in range(3) if each != axis]
    middle = (low + high)[across] / 2.0
    outside = bool((low[across] > near).any() or (high[across] < -near).any())
    beside = bool(np.abs(middle).max() > near)
    if outside or (mounting is Mounting.WALL and abs(face) > near):  # then it says nothing of the fixing
        shift[across] = -middle
        beside = False
    problems: list[Problem] = []
    if np.abs(shift).max() > near:
        problems.append(_told_moved(shift, mounting, place))
    if beside:
        problems.append(_told_off_centre(middle, across, mounting))
    return shift, problems


def _told_moved(shift: Array, mounting: Mounting, place: str) -> Problem:
    away = _away(-shift)
    return warning(
        "BODY_ORIGIN_MOVED",
        "body",
        f"a {mounting} luminaire has its origin at {place}; that lay at {away} of the file's, "
        "and the body was moved",
        "Export the model with its origin at the mounting point.",
        move_origin_m=[round(float(value), 6) for value in shift],
    )


def _told_off_centre(middle: Array, across: list[int], mounting: Mounting) -> Problem:
    repair = np.zeros(3)
    repair[across] = -middle
    away = _away(-repair)
    return info(
        "BODY_ORIGIN_OFF_CENTRE",
        "body",
        f"the middle of the {mounting} luminaire's body lies at {away} of its origin; the origin was kept",
        "Move the origin if the luminaire is not mounted beside its middle.",
        move_origin_m=[round(float(value), 6) for value in repair],
    )


def _away(offset: Array) -> str:
    return " and ".join(f"{offset[k]:+.3f} m along {'xyz'[k]}" for k in range(3) if abs(offset[k]) >= 0.0005)
