"""Is a table of candela sound? The checks that both readers share."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assets.photometric_text import MAX_VALUES, refuse
from kit.problems import Problem, error, require_sound, warning

Array = NDArray[np.float64]

HIGHEST_USUAL_CD = 10e6
HIGHEST_CD = 1e12  # beyond any light source; keeps every sum finite
LEAST_LM, HIGHEST_LM = 1e-3, 1e9
MOST_LAMPS = 1e6
LEAST_CD = 1e-9  # no light source is as weak
LEAST_STEP_DEG = 1e-6
LARGEST_OPENING_M = 100.0
FLUX_DIFFERENCE = 0.05

# every repetition is bounded, so that no text takes longer than in proportion to its length
_OTHER_UNIT = re.compile(
    r"(?<![A-Z])([mµμun]?W|[µμu]?mol[^ ]{0,40}|photons?[^ ]{0,40})\s{0,8}/\s{0,8}sr\b", re.IGNORECASE
)
_UNIT_KEYWORD = re.compile(r"_?[A-Z ]*(UNITS?|QUANTITY)", re.IGNORECASE)
_OTHER_QUANTITY = re.compile(r"\b([mµμu]?W|watts?|radiant\w*|[µμu]?mol|photons?)\b", re.IGNORECASE)


def whole_count(value: float, what: str, where: str, problems: list[Problem]) -> int:
    """A count as a whole number of at least 1 and at most MAX_VALUES, or a refusal."""
    if not np.isfinite(value) or value != int(value) or not 1 <= value <= MAX_VALUES:
        refuse(problems, "COUNT_NOT_SOUND", where, f"{what} is {value:g}, expected a whole number from 1.")
    return int(value)


def sound_lamps(count: float, where: str, problems: list[Problem]) -> float:
    """A number of lamps; 1 with a warning where it is no such number. Shares of a lamp are found in files."""
    if count == 0.0 or 0.01 <= count <= MOST_LAMPS:
        return count
    message = f"The file states {count:g} lamps, expected a number up to {MOST_LAMPS:g}; 1 was taken."
    problems.append(warning("LAMPS_NOT_SOUND", where, message))
    return 1.0


def require_table_size(
    planes: int, gammas: int, where: str, problems: list[Problem], *, most: int = MAX_VALUES
) -> None:
    """Refuse a table too large to read, before anything is allocated for it."""
    if planes * gammas > most:
        refuse(
            problems,
            "TABLE_TOO_LARGE",
            where,
            f"The file announces {planes} planes of {gammas} angles, at most {most} values are read.",
        )


def check_gammas(gamma_deg: Array, problems: list[Problem]) -> None:
    """Note errors of the vertical angles: too few, not finite, not increasing, outside 0..180."""
    check_angles(gamma_deg, "vertical angles", lowest=0.0, highest=180.0, problems=problems)


def check_angles(
    angle_deg: Array, where: str, *, lowest: float, highest: float, problems: list[Problem]
) -> None:
    """Note errors of angles that a table needs two of: too few, not finite, not increasing, out of range."""
    name = where.removesuffix("s")
    if not np.isfinite(angle_deg).all():
        problems.append(error("ANGLE_NOT_FINITE", where, f"A {name} is not finite."))
        return
    if len(angle_deg) < 2:
        problems.append(error("TOO_FEW_ANGLES", where, f"One {name}, expected at least two."))
    _check_increasing(angle_deg, where, problems)
    if angle_deg.min() < lowest or angle_deg.max() > highest:
        problems.append(
            error(
                "ANGLE_OUT_OF_RANGE",
                where,
                f"{where.capitalize()} run from {angle_deg.min():g} to {angle_deg.max():g}, "
                f"expected {lowest:g} to {highest:g}.",
            )
        )


def check_planes(c_deg: Array, problems: list[Problem]) -> None:
    """Note errors of the horizontal angles: not finite or not increasing."""
    if not np.isfinite(c_deg).all():
        problems.append(error("ANGLE_NOT_FINITE", "horizontal angles", "A horizontal angle is not finite."))
        return
    _check_increasing(c_deg, "horizontal angles", problems)


def _check_increasing(angle_deg: Array, where: str, problems: list[Problem]) -> None:
    falling = np.flatnonzero(np.diff(angle_deg) < LEAST_STEP_DEG)
    if len(falling):
        at = int(falling[0])
        problems.append(
            error(
                "ANGLES_NOT_INCREASING",
                f"{where}, number {at + 2}",
                f"{angle_deg[at + 1]:g} follows {angle_deg[at]:g} in the {where}, expected a larger angle.",
                "The table is damaged; ask the maker of the file for a sound one.",
            )
        )


def sound_intensities(table: Array, problems: list[Problem], *, warn_of_dark_planes: bool = True) -> Array:
    """The table with negative values set to 0 and warned of; what is not finite is an error.

    Parameters
    ----------
    table
        Luminous intensity in candela, shape (plane, gamma).
    problems
        Gets what is found.
    warn_of_dark_planes
        Whether a plane without light is odd; it is not at the poles of types A and B.
    """
    unsound = np.argwhere(~(np.abs(table) <= HIGHEST_CD))
    if len(unsound):
        plane, gamma = unsound[0] + 1
        problems.append(
            error(
                "INTENSITY_NOT_FINITE",
                f"plane {plane}, value {gamma}",
                f"{len(unsound)} intensities are not finite or above {HIGHEST_CD:g} cd.",
            )
        )
    require_sound(problems)
    negative = np.argwhere(table < 0.0)
    if len(negative):
        plane, gamma = negative[0] + 1
        problems.append(
            warning(
                "INTENSITY_NEGATIVE",
                f"plane {plane}, value {gamma}",
                f"{len(negative)} intensities are negative (lowest {table.min():g} cd) and were set to 0.",
            )
        )
    table = np.maximum(table, 0.0)
    _warn_of_odd_intensities(table, problems, warn_of_dark_planes=warn_of_dark_planes)
    return table


def _warn_of_odd_intensities(table: Array, problems: list[Problem], *, warn_of_dark_planes: bool) -> None:
    highest = float(table.max())
    if highest <= LEAST_CD:
        message = f"The highest luminous intensity of the file is {highest:g} cd: that is no light."
        refuse(problems, "NO_LIGHT", "intensities", message)
    dark = int(np.count_nonzero(table.max(axis=1) == 0.0))
    if dark and warn_of_dark_planes:
        problems.append(
            warning("PLANE_DARK", "intensities", f"{dark} of {len(table)} planes hold nothing but 0.")
        )
    if highest > HIGHEST_USUAL_CD:
        problems.append(
            warning(
                "INTENSITY_VERY_HIGH",
                "intensities",
                f"The highest intensity is {highest:g} cd, more than {HIGHEST_USUAL_CD:g} cd.",
                "Check whether the multiplier of the file was applied twice.",
            )
        )


def check_opening_size(size_m: tuple[float, float, float], where: str, problems: list[Problem]) -> None:
    """Note an error when the luminous opening is not finite or larger than any luminaire."""
    if not np.isfinite(size_m).all() or max(size_m) > LARGEST_OPENING_M:
        problems.append(
            error(
                "OPENING_TOO_LARGE",
                where,
                f"The luminous opening measures {size_m[0]:g} x {size_m[1]:g} x {size_m[2]:g} m, "
                f"expected at most {LARGEST_OPENING_M:g} m.",
                "Check the units of the file.",
            )
        )


def warn_when_above_lamp_flux(
    flux_lm: float, lamp_flux_lm: float, where: str, problems: list[Problem]
) -> None:
    """Warn when the table gives over 5 % more light than its lamps."""
    if flux_lm > (1 + FLUX_DIFFERENCE) * lamp_flux_lm:
        problems.append(
            warning(
                "FLUX_ABOVE_LAMP_FLUX",
                where,
                f"The intensities add up to {flux_lm:.1f} lm, the lamps to {lamp_flux_lm:.1f} lm as stated.",
                "The intensities are used; the lumens of the lamps are not.",
            )
        )


def warn_when_flux_differs(
    flux_lm: float, *, stated_lm: float, what: str, where: str, problems: list[Problem]
) -> None:
    """Warn when the table's flux is more than 5 % off a flux that the file states."""
    if stated_lm > 0.0 and abs(flux_lm / stated_lm - 1.0) > FLUX_DIFFERENCE:
        problems.append(
            warning(
                "FLUX_DIFFERS",
                where,
                f"The intensities add up to {flux_lm:.1f} lm, {what} says {stated_lm:.1f} lm.",
                "The intensities are used as they are; ask the maker of the file which is right.",
            )
        )


def warn_of_other_quantity(texts: Mapping[str, str], problems: list[Problem]) -> None:
    """Warn where a text says that the values are no candela: radiant or photon intensity, as of UV lamps."""
    for name, text in texts.items():
        found = _OTHER_UNIT.search(text)
        if found is None and _UNIT_KEYWORD.fullmatch(name):
            found = _OTHER_QUANTITY.search(text)
        if found is not None:
            problems.append(
                warning(
                    "QUANTITY_NOT_CANDELA",
                    f"[{name}]",
                    f"The file speaks of {found.group().strip()!r}, expected candela; its values were taken "
                    "for candela.",
                    "Use lux and lumens of this file only when you know that its values are candela.",
                )
            )
            return


def warn_without_power(power_w: float | None, where: str, problems: list[Problem]) -> float | None:
    """The power, or None with a warning where the file does not say a positive one."""
    if power_w is not None and np.isfinite(power_w) and power_w > 0.0:
        return float(power_w)
    problems.append(
        warning("POWER_MISSING", where, f"The file says {power_w or 0:g} W, expected the input power.")
    )
    return None
