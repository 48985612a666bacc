"""Photometry of our own luminaires, written as EULUMDAT."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape

Array = NDArray[np.float64]

MANUFACTURER = "Lampyris"
LIGHT_SOURCE = "LED"
_SAME = 1e-9  # of the largest intensity


def write_ldt(
    distribution: LuminousIntensityDistribution,
    *,
    name: str,
    luminaire_number: str = "",
    file_name: str = "",
    opening: LuminousOpening | None = None,
    power_w: float = 0.0,
    cct_k: float | None = None,
    colour_rendering_index: float | None = None,
) -> bytes:
    """An EULUMDAT file of absolute photometry with the least planes that hold the distribution.

    Isym is 1 where all planes are equal, 4 where C0-C180 and C90-C270 are planes of symmetry, else
    0. The flux of the lamp set is the zonal flux, so that the light output ratio is 100 %.

    Parameters
    ----------
    distribution
        What to write.
    name, luminaire_number, file_name
        Texts of one line in Latin-1.
    opening
        A point, rectangle or disc along the axes; None is a point. The format also asks for the size
        of the housing: the opening's is written there, since a body says it better.
    power_w, cct_k, colour_rendering_index
        Input power [W] and colour of the light source.

    Raises
    ------
    ValueError
        When a text or the opening cannot be written in this format, or there is no light.
    """
    flux_lm = distribution.zonal_flux_lm()
    if flux_lm <= 0.0:
        raise ValueError("a distribution without light cannot be written: it has no cd per 1000 lm")
    isym, c_deg, rows = _stored(distribution)
    downward = distribution.downward_flux_lm() / distribution.luminous_flux_lm()
    lines = [
        MANUFACTURER,
        {1: "1", 4: "3", 0: "3"}[isym],
        str(isym),
        str(len(c_deg)),
        _number(_step(c_deg, whole=360.0)),
        str(len(distribution.gamma_deg)),
        _number(_step(distribution.gamma_deg)),
        *("", name, luminaire_number, file_name, ""),
        *_sizes_mm(opening or LuminousOpening()),
        *(_number(100.0 * downward), "100", "1", "0", "1"),
        *("-1", LIGHT_SOURCE, _number(flux_lm)),
        *("" if value is None else _number(value) for value in (cct_k, colour_rendering_index)),
        _number(power_w),
        *["0"] * 10,
        *map(_number, c_deg),
        *map(_number, distribution.gamma_deg),
        *map(_number, (rows * (1000.0 / flux_lm)).ravel()),
    ]
    return _encoded(lines)


def _stored(distribution: LuminousIntensityDistribution) -> tuple[int, Array, Array]:
    """Isym, all C angles that the file lists, and the rows that it stores."""
    c_deg, table = distribution.c_deg[:-1], distribution.intensity_cd[:-1]
    allowed = _SAME * float(table.max())
    if np.abs(table - table[0]).max() <= allowed:
        return 1, np.array([0.0]), table[:1]
    quadrant = c_deg <= 90.0
    mirrored = [
        distribution.intensity_towards_cd(turn - c_deg[:, None], distribution.gamma_deg)
        for turn in (180, 360)
    ]
    is_symmetric = max(float(np.abs(table - image).max()) for image in mirrored) <= allowed
    if is_symmetric and 90.0 in c_deg and _has_mirrored_planes(c_deg, c_deg[quadrant]):
        return 4, c_deg, table[quadrant]
    return 0, c_deg, table


def _has_mirrored_planes(c_deg: Array, quadrant_deg: Array) -> bool:
    """Whether the planes are those of the quadrant and their mirror images, and no others."""
    images = np.concatenate((quadrant_deg, 180.0 - quadrant_deg, 180.0 + quadrant_deg, 360.0 - quadrant_deg))
    planes = np.unique(np.round(np.mod(images, 360.0), 9))
    return len(planes) == len(c_deg) and bool(np.abs(planes - c_deg).max() < 1e-6)


def _step(angle_deg: Array, whole: float | None = None) -> float:
    """The constant step between angles, 0 where there is none."""
    closed = angle_deg if whole is None else np.concatenate((angle_deg, [whole]))
    steps = np.diff(closed)
    is_even = len(angle_deg) > 1 and np.ptp(steps) < 1e-9
    return float(steps[0]) if is_even else 0.0


def _sizes_mm(opening: LuminousOpening) -> list[str]:
    """Lines 13 to 21: length along y and width along x (0 when round) of housing and opening, heights."""
    if opening.shape not in (OpeningShape.POINT, OpeningShape.RECTANGLE, OpeningShape.DISC):
        raise ValueError(f"EULUMDAT has no luminous opening of shape {opening.shape.value}")
    if opening.turn_deg != 0.0:
        raise ValueError("EULUMDAT has no turned luminous opening")
    x, y, z = (1000.0 * extent for extent in opening.size_m)
    is_round = opening.shape is OpeningShape.DISC
    if is_round and x != y:
        raise ValueError("EULUMDAT has no elliptic luminous opening")
    width = 0.0 if is_round else x
    heights = (z,) * 4 if opening.sides_m is None else tuple(1000.0 * height for height in opening.sides_m)
    return [_number(size) for size in (y, width, z, y, width, *heights)]


def _number(value: float) -> str:
    """At most nine digits, without the letter of an exponent where it can be avoided."""
    text = f"{value:.9g}"
    return text if "e" not in text else f"{value:.12f}".rstrip("0").rstrip(".")


def _encoded(lines: list[str]) -> bytes:
    for line in lines:
        if any(ord(character) < 32 for character in line):
            raise ValueError(f"a text of an EULUMDAT file is one line without control characters: {line!r}")
    try:
        return ("\r\n".join(lines) + "\r\n").encode("latin-1")
    except UnicodeEncodeError as failure:
        raise ValueError(f"EULUMDAT texts are Latin-1: {failure.object[failure.start]!r} is not") from None
