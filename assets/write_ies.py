"""Photometry written as LM-63-2019, type C, absolute."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape

Array = NDArray[np.float64]

NUMBERS_PER_LINE = 12
LONGEST_LINE = 254  # LM-63: 256 characters with carriage return and line feed
ORIGIN = 1.00001  # where the file comes from: not stated; readers never multiply by it
SAME = 1e-9  # of the largest intensity
SAME_DEG = 1e-6
STEP_DEG = 1e-3  # within which light ends where a table ends above 0

# signs of width, length and height, LM-63-2019 (width runs along local y, length along x)
_SIGNS = {
    OpeningShape.POINT: (1, 1, 1),
    OpeningShape.RECTANGLE: (1, 1, 1),
    OpeningShape.DISC: (-1, -1, 1),
    OpeningShape.SPHERE: (-1, -1, -1),
    OpeningShape.CYLINDER_X: (-1, 1, -1),
    OpeningShape.CYLINDER_Y: (1, -1, -1),
    OpeningShape.DISC_FACING_X: (-1, 0, -1),
}


def write_ies(
    distribution: LuminousIntensityDistribution,
    *,
    name: str,
    manufacturer: str = "",
    opening: LuminousOpening | None = None,
    power_w: float = 0.0,
) -> bytes:
    """An IES file of absolute photometry with the least planes that hold the distribution.

    The candela are written in six digits, factors are 1. LM-63 has vertical angles that begin at 0 or 90
    and end at 90 or 180: where the distribution's do not, angles without light are added.

    Parameters
    ----------
    distribution
        What to write.
    name, manufacturer
        Texts of one line; what is not ASCII becomes ``?``.
    opening
        One of the format's shapes along the axes; None is a point.
    power_w
        Input power [W].

    Raises
    ------
    ValueError
        When the format has no such opening.
    """
    gamma_deg, table = _whole_range(distribution.gamma_deg, distribution.intensity_cd)
    c_deg, rows = _least_planes(distribution.c_deg, table)
    width, length, height = _signed_size_m(opening or LuminousOpening())
    numbers = [1, -1, 1, len(gamma_deg), len(c_deg), 1, 2, width, length, height]
    lines = [
        "IES:LM-63-2019",
        "[TEST] none",
        "[TESTLAB] none",
        "[ISSUEDATE] none",
        f"[MANUFAC] {_one_line(manufacturer)}",
        f"[LUMINAIRE] {_one_line(name)}",
        "TILT=NONE",
        " ".join(map(_number, numbers)),
        f"1 {ORIGIN:.5f} {_number(power_w)}",
        *(line for angles in (gamma_deg, c_deg) for line in _wrapped(angles, 9)),
        *(line for row in rows for line in _wrapped(row, 6)),
    ]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _whole_range(gamma_deg: Array, table: Array) -> tuple[Array, Array]:
    """Vertical angles that begin at 0 or 90 and end at 90 or 180, with the table's columns for them."""
    nearest = np.round(gamma_deg / 90.0) * 90.0
    gamma = np.where(np.abs(gamma_deg - nearest) < SAME_DEG, nearest, gamma_deg)
    columns = table
    if gamma[0] not in (0.0, 90.0):
        begin = 90.0 if gamma[0] > 90.0 else 0.0
        added = [begin, gamma[0] - STEP_DEG] if gamma[0] - begin > 2 * STEP_DEG else [begin]
        gamma = np.concatenate([added, gamma])
        columns = np.pad(columns, ((0, 0), (len(added), 0)))
    if gamma[-1] not in (90.0, 180.0):
        end = 90.0 if gamma[-1] < 90.0 else 180.0
        added = [gamma[-1] + STEP_DEG, end] if end - gamma[-1] > 2 * STEP_DEG else [end]
        gamma = np.concatenate([gamma, added])
        columns = np.pad(columns, ((0, 0), (0, len(added))))
    return gamma, columns


def _least_planes(c_deg: Array, table: Array) -> tuple[Array, Array]:
    """The planes that LM-63 needs of a closed ring: one, a quadrant, a half, or all with 360."""
    allowed = SAME * float(table.max())
    if np.abs(table - table[0]).max() <= allowed:
        return np.array([0.0]), table[:1]
    if not _is_image(c_deg, table, 360.0, allowed):
        return c_deg, table
    last = 90.0 if 90.0 in c_deg and _is_image(c_deg, table, 180.0, allowed) else 180.0
    if last not in c_deg:
        return c_deg, table
    kept = c_deg <= last
    return c_deg[kept], table[kept]


def _is_image(c_deg: Array, table: Array, turn_deg: float, allowed: float) -> bool:
    """Whether the ring is its own mirror image, C becoming `turn_deg` - C, on the same planes."""
    image = np.mod(turn_deg - c_deg[:-1], 360.0)
    order = np.argsort(image)
    same_planes = bool(np.abs(image[order] - c_deg[:-1]).max() < 1e-9)
    return same_planes and bool(np.abs(table[:-1][order] - table[:-1]).max() <= allowed)


def _signed_size_m(opening: LuminousOpening) -> tuple[float, float, float]:
    """Width, length and height with the signs that say the shape."""
    if opening.turn_deg != 0.0 or opening.sides_m is not None:
        raise ValueError("LM-63 has no opening that is turned or whose sides shine up to different heights")
    x, y, z = opening.size_m
    width, length, height = _SIGNS[opening.shape]
    return width * y, length * x, height * z


def _one_line(text: str) -> str:
    """A text as a keyword's value: ASCII without control characters, short enough for a line."""
    plain = "".join(letter if " " <= letter <= "~" else "?" for letter in text)
    return plain[: LONGEST_LINE - len("[LUMINAIRE] ")]


def _wrapped(values: Array, digits: int) -> list[str]:
    texts = [_number(value, digits) for value in values]
    return [
        " ".join(texts[first : first + NUMBERS_PER_LINE]) for first in range(0, len(texts), NUMBERS_PER_LINE)
    ]


def _number(value: float, digits: int = 9) -> str:
    """At most so many digits, without the letter of an exponent; -0 is 0."""
    text = f"{value + 0.0:.{digits}g}"
    return text if "e" not in text else f"{value:.9f}".rstrip("0").rstrip(".")
