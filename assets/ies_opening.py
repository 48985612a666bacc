"""The luminous opening of an IES file: its signs of width, length and height, decoded.

Length runs along 0 to 180 degrees (our x), width along 90 to 270 (our y). The signs changed their
meaning between the editions of LM-63; what one edition does not define is read as in the others.
"""

from __future__ import annotations

from assets.photometry import LuminousOpening, OpeningShape
from kit.problems import Problem, warning

OLD_EDITIONS = ("LM-63-1986", "LM-63-1991")
EDITIONS_BEFORE_2002 = (*OLD_EDITIONS, "LM-63-1995")


def ies_opening(
    width_m: float, length_m: float, height_m: float, *, version: str, problems: list[Problem]
) -> LuminousOpening:
    """The opening that the three numbers of an IES file stand for.

    Parameters
    ----------
    width_m, length_m, height_m
        As in the file, with signs, already in metres [m].
    version
        Edition, such as ``LM-63-2002``.
    problems
        Gets a warning where the signs mean nothing in any edition.
    """
    x, y, z = abs(length_m), abs(width_m), abs(height_m)
    if x == y == z == 0.0:
        return LuminousOpening()
    if height_m < 0.0:
        return _with_negative_height(width_m, length_m, height_m, version=version, problems=problems)
    if width_m >= 0.0 and length_m >= 0.0:
        return LuminousOpening(OpeningShape.RECTANGLE, (x, y, z))
    if length_m == 0.0:
        x = y
    if width_m == 0.0:
        y = x
    if version in OLD_EDITIONS and length_m > 0.0 and z > 0.0:
        return LuminousOpening(OpeningShape.SPHERE, (x, y, z))
    return LuminousOpening(OpeningShape.DISC, (x, y, z))


def _with_negative_height(
    width_m: float, length_m: float, height_m: float, *, version: str, problems: list[Problem]
) -> LuminousOpening:
    x, y, z = abs(length_m), abs(width_m), abs(height_m)
    if width_m < 0.0 and length_m == 0.0 and version not in EDITIONS_BEFORE_2002:
        # a sphere in 1995, an upright disc that faces 0 degrees since 2002
        return LuminousOpening(OpeningShape.DISC_FACING_X, (0.0, y, z))
    if width_m < 0.0 and length_m <= 0.0:
        return LuminousOpening(OpeningShape.SPHERE, (x or y, y, z))
    if width_m == 0.0 and length_m > 0.0:
        return LuminousOpening(OpeningShape.CYLINDER_X, (x, z, z))
    if width_m > 0.0 and length_m == 0.0:
        return LuminousOpening(OpeningShape.CYLINDER_Y, (z, y, z))
    if width_m == 0.0 and length_m < 0.0:  # the same disc with width and length taken for one another
        return LuminousOpening(OpeningShape.DISC_FACING_X, (0.0, x, z))
    if width_m * length_m < 0.0:  # mixed signs: an ellipsoid in 1995, a lying cylinder since 2002
        if version == "LM-63-1995":
            return LuminousOpening(OpeningShape.SPHERE, (x, y, z))
        shape = OpeningShape.CYLINDER_X if length_m > 0.0 else OpeningShape.CYLINDER_Y
        return LuminousOpening(shape, (x, y, z))
    problems.append(
        warning(
            "UNKNOWN_OPENING",
            "luminous opening",
            f"Width {width_m:g}, length {length_m:g} and height {height_m:g} m stand for no shape; "
            "a box of that size is used.",
        )
    )
    return LuminousOpening(OpeningShape.RECTANGLE, (x, y, z))
