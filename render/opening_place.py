"""Where an opening hangs when surfaces are in its way: moved as a whole until it lies in front of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousOpening
from render.openings import BOX, CYLINDER, opening_row

Array = NDArray[np.float64]

ROUNDS = 4  # planes are cleared in turn; slanted ones undo a little of each other
ROUNDING_M = 1e-9


def reach_m(opening: LuminousOpening, directions: Array) -> Array:
    """How far an opening extends from its centre along directions of the photometry's frame.

    Parameters
    ----------
    directions
        Unit vectors, shape (n, 3).

    Returns
    -------
    ndarray
        Shape (n,) [m].
    """
    row = opening_row(opening)
    family, axis, half, (cosine, sine) = int(row[0]), int(row[1]), row[2:5], row[9:11]
    x, y, z = np.asarray(directions, dtype=np.float64).T
    along = np.stack([x * cosine + y * sine, y * cosine - x * sine, z], axis=1) * half
    if family == BOX:
        return np.asarray(np.abs(along).sum(axis=1))
    if family == CYLINDER:
        across = np.delete(along, axis, axis=1)
        return np.asarray(np.linalg.norm(across, axis=1) + np.abs(along[:, axis]))
    return np.asarray(np.linalg.norm(along, axis=1))


def cleared_centre_m(
    opening: LuminousOpening, scene_from_photometry: Array, planes: Array, *, clear_m: float
) -> Array:
    """The centre of an opening, moved as little as lets all of it lie in front of some planes.

    A file's opening has the depth of its housing and hangs by its centre, so that on a ceiling half of it
    lies behind the ceiling. Moved as a whole it stays the evenly bright surface that `seen_point` samples,
    which points moved one by one do not.

    Parameters
    ----------
    scene_from_photometry
        Rigid transform, shape (4, 4).
    planes
        Rows (n, offset) with n . p = offset, shape (plane, 4); rows with n = 0 are passed over.
    clear_m
        Distance that remains [m].

    Returns
    -------
    ndarray
        Shape (3,), in the scene's frame [m]. Between planes too close for the opening, the last one wins.
    """
    matrix = np.asarray(scene_from_photometry, dtype=np.float64)
    centre = matrix[:3, 3].copy()
    rows = np.asarray(planes, dtype=np.float64).reshape(-1, 4)
    rows = rows[np.abs(rows[:, :3]).max(axis=1) > 0]
    needed = reach_m(opening, rows[:, :3] @ matrix[:3, :3]) + clear_m
    for _ in range(ROUNDS):
        moved = False
        for plane, space in zip(rows, needed, strict=True):
            missing = space - (plane[:3] @ centre - plane[3])
            if missing > ROUNDING_M:
                centre += plane[:3] * missing
                moved = True
        if not moved:
            break
    return centre
