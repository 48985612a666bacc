"""From the planes that a file stores to a whole ring of planes, by the symmetry that it states.

Planes are mirrored by their angles, never by adding 90 or 180: they may be unevenly spaced.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.photometric_text import MAX_VALUES, refuse
from kit.problems import Problem, warning

Array = NDArray[np.float64]

AXIAL = "axial"
QUADRANT = "quadrant 0-90"
BILATERAL_0_180 = "bilateral 0-180"
BILATERAL_90_270 = "bilateral 90-270"
NONE = "none 0-360"

_NEAR_DEG = 1e-6
_ENDS_DIFFER = 0.001  # of the largest intensity
_LISTED_DEG = 0.01  # rounding of angles in files


def unfold(symmetry: str, c_deg: Array, table: Array) -> tuple[Array, Array]:
    """Stored planes and their mirror images; the ring is not yet in order nor closed.

    Parameters
    ----------
    symmetry
        One of the names of this module.
    c_deg, table
        The stored planes: angles, shape (plane,) [deg], and values, shape (plane, gamma).
    """
    mirrors = {
        AXIAL: [c_deg],
        QUADRANT: [c_deg, 180.0 - c_deg, 180.0 + c_deg, 360.0 - c_deg],
        BILATERAL_0_180: [c_deg, 360.0 - c_deg],
        BILATERAL_90_270: [c_deg, 180.0 - c_deg],
        NONE: [c_deg],
    }[symmetry]
    return np.concatenate(mirrors), np.concatenate([table] * len(mirrors))


def require_ring_size(symmetry: str, planes: int, gammas: int, problems: list[Problem]) -> None:
    """Refuse a table whose mirror images would make a whole turn of it too large."""
    images = {QUADRANT: 4, BILATERAL_0_180: 2, BILATERAL_90_270: 2}.get(symmetry, 1)
    if images * planes * gammas > MAX_VALUES:
        message = (
            f"{planes} planes of {gammas} angles, mirrored to {images * planes} planes of a whole turn, "
            f"are more than the {MAX_VALUES} values that are read."
        )
        refuse(problems, "TABLE_TOO_LARGE", "counts", message)


def is_own_image(c_deg: Array, table: Array, turn_deg: float, *, allowed: float) -> bool:
    """Whether a closed ring is its own mirror image, C becoming `turn_deg` - C, on the same planes.

    Parameters
    ----------
    c_deg, table
        The closed ring: angles, first 0 and last 360, shape (plane,) [deg], and values, (plane, gamma).
    turn_deg
        360: mirrored about C0 to C180; 180: about C90 to C270.
    allowed
        Largest difference of two values that count as the same.
    """
    image = np.mod(turn_deg - c_deg[:-1], 360.0)
    image = np.where(image > 360.0 - _NEAR_DEG, 0.0, image)
    order = np.argsort(image)
    if float(np.abs(image[order] - c_deg[:-1]).max()) > _NEAR_DEG:
        return False
    return bool(np.abs(table[:-1][order] - table[:-1]).max() <= allowed)


def has_planes(c_deg: Array, *wanted_deg: float) -> bool:
    """Whether each of these planes is among them."""
    return all(bool(np.abs(c_deg - wanted).min() < _NEAR_DEG) for wanted in wanted_deg)


def turned_symmetry(symmetry: str, angle_deg: float) -> str:
    """What a symmetry is called after a turn about the vertical axis; off the quarters none has a name."""
    if symmetry in (AXIAL, NONE, "") or angle_deg % 180.0 == 0.0:
        return symmetry
    if angle_deg % 90.0 != 0.0:
        return NONE
    return {BILATERAL_0_180: BILATERAL_90_270, BILATERAL_90_270: BILATERAL_0_180}.get(symmetry, symmetry)


def ies_symmetry(c_deg: Array, table: Array, problems: list[Problem]) -> str:
    """The symmetry that the range of an IES file's horizontal angles stands for (type C).

    Raises
    ------
    UnsoundInput
        UNKNOWN_HORIZONTAL_RANGE where the range stands for none.
    """
    first, last = float(c_deg[0]), float(c_deg[-1])
    if len(c_deg) == 1:
        if abs(first) > _NEAR_DEG:
            problems.append(
                warning(
                    "SINGLE_PLANE_TURNED",
                    "horizontal angles",
                    f"The only horizontal angle is {first:g}, expected 0; it was taken for all planes.",
                )
            )
        return AXIAL
    for start, end, name in ((0, 90, QUADRANT), (0, 180, BILATERAL_0_180), (90, 270, BILATERAL_90_270)):
        if abs(first - start) < _NEAR_DEG and abs(last - end) < _NEAR_DEG:
            return name
    if abs(last - first - 360.0) < _NEAR_DEG:
        _warn_when_ends_differ(table, problems)
        return NONE
    gap = 360.0 - (last - first)
    if len(c_deg) >= 4 and abs(first) < _NEAR_DEG and 0.0 < gap <= 1.5 * float(np.diff(c_deg).max()):
        problems.append(
            warning(
                "RING_NOT_CLOSED",
                "horizontal angles",
                f"Horizontal angles run from 0 to {last:g}, expected 360; the ring was closed.",
            )
        )
        return NONE
    return refuse(
        problems,
        "UNKNOWN_HORIZONTAL_RANGE",
        "horizontal angles",
        f"Horizontal angles run from {first:g} to {last:g}, "
        "expected only 0, or 0 to 90, 0 to 180, 90 to 270 or 0 to 360.",
    )


def _warn_when_ends_differ(table: Array, problems: list[Problem]) -> None:
    difference = float(np.abs(table[0] - table[-1]).max())
    if difference > _ENDS_DIFFER * float(table.max()):
        problems.append(
            warning(
                "RING_ENDS_DIFFER",
                "horizontal angles",
                f"The planes at 0 and 360 differ by up to {difference:g} cd; the one at 0 is used.",
            )
        )


EULUMDAT_SYMMETRY = {0: NONE, 1: AXIAL, 2: BILATERAL_0_180, 3: BILATERAL_90_270, 4: QUADRANT}


def eulumdat_stored_planes(isym: int, c_deg: Array, problems: list[Problem]) -> Array:
    """The angles of those planes that an EULUMDAT file stores, of all that it lists.

    Isym 0: all; 1: one; 2: C0 to C180; 3: C270 through C0 to C90, returned as -90 to 90;
    4: C0 to C90.

    Raises
    ------
    UnsoundInput
        PLANES_DO_NOT_FIT where the listed angles have not that symmetry.
    """
    if isym == 0:
        return c_deg
    if isym == 1:
        return c_deg[:1]
    within = np.where(c_deg >= 270.0 - _NEAR_DEG, c_deg - 360.0, c_deg) if isym == 3 else c_deg
    lowest, highest = {2: (0.0, 180.0), 3: (-90.0, 90.0), 4: (0.0, 90.0)}[isym]
    stored = np.sort(within[(within >= lowest - _NEAR_DEG) & (within <= highest + _NEAR_DEG)])
    expected = len(c_deg) // (4 if isym == 4 else 2) + 1
    if (
        len(stored) != expected
        or abs(stored[0] - lowest) > _NEAR_DEG
        or abs(stored[-1] - highest) > _NEAR_DEG
    ):
        refuse(
            problems,
            "PLANES_DO_NOT_FIT",
            "C angles",
            f"Isym {isym} with {len(c_deg)} planes needs {expected} of them from C{lowest % 360:g} to "
            f"C{highest:g}, found {len(stored)}.",
        )
    _warn_when_not_mirrored(isym, c_deg, stored, problems)
    return stored


def _warn_when_not_mirrored(isym: int, c_deg: Array, stored: Array, problems: list[Problem]) -> None:
    """Warn where the planes that are listed and not stored are no mirror images of those that are."""
    images, _ = unfold(EULUMDAT_SYMMETRY[isym], stored, stored[:, None])
    ring = np.sort(np.mod(images, 360.0))
    ring = ring[np.concatenate(([True], np.diff(ring) > _NEAR_DEG))]
    listed = np.sort(np.mod(c_deg, 360.0))
    if len(ring) == len(listed) and float(np.abs(ring - listed).max()) <= _LISTED_DEG:
        return
    problems.append(
        warning(
            "PLANES_NOT_MIRRORED",
            "C angles",
            f"The listed C angles are not mirrored as Isym {isym} says; the stored planes were mirrored.",
            "Check the C angles of the file, or ask its maker.",
        )
    )
