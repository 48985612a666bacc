"""Photometry written as LM-63-2019, type C."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets import planes
from assets.ies_keywords import LABELS, stated_colour
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape, Photometry
from assets.stated_facts import LampSet, TiltFactors
from assets.written_text import Texts, number_text
from kit.problems import Problem, error, info, warning

Array = NDArray[np.float64]

NUMBERS_PER_LINE = 12
LONGEST_LINE = 254  # LM-63: 256 characters with carriage return and line feed
ORIGIN = 1.00001  # where the file comes from: not stated; readers never multiply by it
SAME = 1e-9  # of the largest intensity
SAME_DEG = 1e-6
STEP_DEG = 1e-3  # within which light ends where a table ends above 0
DIGITS, MORE_DIGITS = 9, 12  # of candela; of angles, sizes and factors

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
_NEEDED = ("TEST", "TESTLAB", "ISSUEDATE", "MANUFAC")
# our names of EULUMDAT's texts -> keywords; what LM-63 has no word for begins with an underscore
_KEYWORDS = {
    "REPORT": "TEST",
    "LUMINAIRE NUMBER": "LUMCAT",
    "DATE": "ISSUEDATE",
    "FILE NAME": "_FILE_NAME",
    "LAMP COLOUR": "_CCT",
    "LAMP COLOUR RENDERING": "_CRI",
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
        Texts of one line; what is not ASCII loses its accents or becomes ``?``.
    opening
        One of the format's shapes along the axes; None is a point.
    power_w
        Input power [W].

    Raises
    ------
    ValueError
        When the format has no such opening.
    """
    opening = opening or LuminousOpening()
    if opening.turn_deg != 0.0 or opening.sides_m is not None:
        raise ValueError("LM-63 has no opening that is turned or whose sides shine up to different heights")
    texts = Texts("ascii")
    labels = {
        "TEST": "none",
        "TESTLAB": "none",
        "ISSUEDATE": "none",
        "MANUFAC": manufacturer,
        "LUMINAIRE": name,
    }
    lines = [line for keyword, text in labels.items() for line in _keyword_lines(keyword, texts.line(text))]
    lamps = LampSet(is_absolute=True, power_w=power_w)
    numbers = _number_lines(distribution, opening, lamps, factors=(1.0, 1.0), digits=6)
    return _encoded([*lines, "TILT=NONE", *numbers])


def ies_file(photometry: Photometry, problems: list[Problem]) -> bytes:
    """An LM-63-2019 file of a photometry; `problems` gets what the format cannot say.

    Multiplier and ballast factor of a file that was read are kept, so that its candela keep their digits.
    Of several lamp sets the chosen one is written.
    """
    opening = _opening_in_ies(photometry.opening, problems)
    texts = Texts("ascii")
    labels = [
        line
        for keyword, text in _labels(photometry).items()
        for line in _keyword_lines(texts.line(keyword), texts.line(text))
    ]
    problems += texts.problems()
    _remark_on(photometry, problems)
    facts = photometry.ies
    as_read = facts is not None and facts.photometric_type == "C"
    factors = (facts.multiplier, facts.ballast_factor) if facts is not None and as_read else (1.0, 1.0)
    numbers = _number_lines(
        photometry.distribution, opening, used_lamps(photometry), factors=factors, digits=DIGITS
    )
    tilt = ["TILT=NONE"] if facts is None or facts.tilt is None else _tilt_lines(facts.tilt)
    return _encoded([*labels, *tilt, *numbers])


def used_lamps(photometry: Photometry) -> LampSet:
    """The lamp set that was chosen; one made up from what is known where no file stated any."""
    if photometry.lamp_sets:
        return replace(photometry.lamp_sets[photometry.lamp_set - 1], power_w=photometry.power_w)
    return LampSet(
        kind=photometry.keywords.get("LAMP", ""),
        flux_lm=photometry.lamp_flux_lm,
        power_w=photometry.power_w,
        is_absolute=photometry.lamp_flux_lm is None,
    )


def _labels(photometry: Photometry) -> dict[str, str]:
    """Keywords and their values, in the order of the file."""
    renamed = {} if photometry.ies is not None else _KEYWORDS
    known = {renamed.get(name, name): value for name, value in photometry.keywords.items()}
    if LABELS in known:
        free = known.pop(LABELS)
        known["OTHER"] = f"{known['OTHER']} {free}" if "OTHER" in known else free
    labels = {name: known.pop(name, "none") for name in _NEEDED}
    if photometry.manufacturer or labels["MANUFAC"] == "none":
        labels["MANUFAC"] = photometry.manufacturer
    if photometry.name and photometry.name not in (known.get("LUMINAIRE"), known.get("LUMCAT")):
        labels["LUMINAIRE"] = known.pop("LUMINAIRE", photometry.name)
    labels |= known
    facts = photometry.eulumdat
    if facts is not None and facts.housing_m is not None:
        sizes = (number_text(1000.0 * extent, MORE_DIGITS) for extent in facts.housing_m)
        labels.setdefault("_HOUSING_MM", " x ".join(sizes))
    if facts is not None and facts.tilt_deg:
        labels.setdefault("_TILT_WHEN_MEASURED_DEG", number_text(facts.tilt_deg))
    stated = stated_colour(labels)
    for keyword, value, held in (
        ("_CCT", photometry.cct_k, stated[0]),
        ("_CRI", photometry.colour_rendering_index, stated[1]),
    ):
        if value is not None and held is None:
            labels[keyword] = number_text(value)
    return labels


def _keyword_lines(keyword: str, value: str) -> list[str]:
    """A keyword's line, and lines of [MORE] where it is too long for one."""
    name = re.sub(r"[\[\]]", "", keyword).strip() or "OTHER"
    room = LONGEST_LINE - len(name) - len("[MORE] ")
    parts = []
    rest = value.strip()
    while len(rest) > room:
        cut = rest.rfind(" ", 1, room + 1)
        cut = room if cut < 1 else cut
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    parts.append(rest)
    return [f"[{'MORE' if index else name}] {part}" for index, part in enumerate(parts)]


def _tilt_lines(tilt: TiltFactors) -> list[str]:
    rows = (np.array(values) for values in (tilt.angles_deg, tilt.factors))
    wrapped = [line for row in rows for line in _wrapped(row, MORE_DIGITS)]
    return ["TILT=INCLUDE", str(tilt.lamp_geometry), str(len(tilt.angles_deg)), *wrapped]


def _number_lines(
    distribution: LuminousIntensityDistribution,
    opening: LuminousOpening,
    lamps: LampSet,
    *,
    factors: tuple[float, float],
    digits: int,
) -> list[str]:
    """All that follows the tilt: thirteen numbers, angles and candela."""
    gamma_deg, table = _whole_range(distribution.gamma_deg, distribution.intensity_cd)
    c_deg, rows = _least_planes(distribution.c_deg, table)
    x, y, z = opening.size_m
    of_width, of_length, of_height = _SIGNS[opening.shape]
    count = lamps.lamps or 1.0
    lumens = -1.0 if lamps.is_absolute or not lamps.flux_lm else lamps.flux_lm / count
    multiplier, ballast = factors
    numbers = [count, lumens, multiplier, len(gamma_deg), len(c_deg), 1, 2]
    numbers += [of_width * y, of_length * x, of_height * z]
    return [
        " ".join(number_text(value, MORE_DIGITS) for value in numbers),
        f"{number_text(ballast, MORE_DIGITS)} {ORIGIN:.5f} {number_text(lamps.power_w or 0.0)}",
        *(line for angles in (gamma_deg, c_deg) for line in _wrapped(angles, MORE_DIGITS)),
        *(line for row in rows for line in _wrapped(row / (multiplier * ballast), digits)),
    ]


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
    """The planes that LM-63-2019 needs of a closed ring: one, a quadrant, a half, or all with 360."""
    allowed = SAME * float(table.max())
    if np.abs(table - table[0]).max() <= allowed:
        return np.array([0.0]), table[:1]
    if not planes.is_own_image(c_deg, table, 360.0, allowed=allowed):
        return c_deg, table
    is_quadrant = planes.is_own_image(c_deg, table, 180.0, allowed=allowed)
    last = 90.0 if is_quadrant and planes.has_planes(c_deg, 90.0) else 180.0
    if not planes.has_planes(c_deg, last):
        return c_deg, table
    kept = c_deg <= last + SAME_DEG
    return c_deg[kept], table[kept]


def _opening_in_ies(opening: LuminousOpening, problems: list[Problem]) -> LuminousOpening:
    """The opening as the format can say it."""
    if opening.turn_deg != 0.0:
        message = f"LM-63 has no opening turned by {opening.turn_deg:g} degrees, only ones along the axes."
        hint = "Turn the light by quarters."
        problems.append(error("OPENING_NOT_WRITTEN", "luminous opening", message, hint))
    elif opening.sides_m is not None:
        message = (
            "LM-63 has no box whose sides shine up to different heights; "
            f"one of {opening.size_m[2]:g} m all round was written."
        )
        problems.append(warning("OPENING_SHAPE_CHANGED", "luminous opening", message))
    return replace(opening, turn_deg=0.0, sides_m=None)


def _remark_on(photometry: Photometry, problems: list[Problem]) -> None:
    """Say what a file that was read states and LM-63 does not."""
    if len(photometry.lamp_sets) > 1:
        message = (
            f"LM-63 has one lamp set; set {photometry.lamp_set} of {len(photometry.lamp_sets)} was written."
        )
        problems.append(
            warning("LAMP_SETS_NOT_WRITTEN", "lamp sets", message, "Write one file for each lamp set.")
        )
    if photometry.eulumdat is not None and photometry.eulumdat.direct_ratios:
        message = "LM-63 has no direct ratios; those of the file were left out."
        problems.append(info("FIELDS_NOT_WRITTEN", "direct ratios", message))
    gamma_deg = photometry.distribution.gamma_deg
    if not any(abs(gamma_deg[0] - at) < SAME_DEG for at in (0, 90)) or not any(
        abs(gamma_deg[-1] - at) < SAME_DEG for at in (90, 180)
    ):
        message = (
            f"Vertical angles from {gamma_deg[0]:g} to {gamma_deg[-1]:g} were filled up with dark ones: "
            "LM-63 has them begin at 0 or 90 and end at 90 or 180."
        )
        problems.append(info("ANGLES_ADDED", "vertical angles", message))


def _wrapped(values: Array, digits: int) -> list[str]:
    texts = [number_text(value, digits) for value in values.tolist()]
    return [
        " ".join(texts[first : first + NUMBERS_PER_LINE]) for first in range(0, len(texts), NUMBERS_PER_LINE)
    ]


def _encoded(lines: Sequence[str]) -> bytes:
    return ("\r\n".join(["IES:LM-63-2019", *lines]) + "\r\n").encode("ascii")
