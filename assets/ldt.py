"""EULUMDAT files (.ldt) to photometry."""

from __future__ import annotations

import hashlib
import re

import numpy as np
from numpy.typing import NDArray

from assets import planes, table_checks
from assets.photometric_text import NumberStream, chosen_lamp_set, decode, lines_of, number_of, refuse
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    Photometry,
    closed_distribution,
)
from assets.stated_colour import colour_rendering_of, colour_temperature_of
from assets.stated_facts import EulumdatFacts, LampSet
from kit.problems import Problem, error, info, require_sound, warning

Array = NDArray[np.float64]

MAX_LAMP_SETS = 20
MAX_TEXT_LENGTH = 200
LINES_BEFORE_LAMP_SETS = 26
LINES_PER_LAMP_SET = 6
DIRECT_RATIOS = 10
STEP_ROUNDING_DEG = 0.05
DOWNWARD_DIFFERENCE = 5.0  # of 100 %

_SHARED_LINE = re.compile(r"^[ \t]*(\S+)[ \t]+\S", re.MULTILINE)


def read_ldt(data: bytes, *, lamp_set: int | None = None) -> Photometry:
    """Read an EULUMDAT file.

    Candela are cd/klm x conversion factor x flux of the lamp set / 1000, for relative and absolute
    files alike; the flux of a set is never multiplied by its number of lamps.

    Parameters
    ----------
    data
        The file.
    lamp_set
        Which of its lamp sets is used, counted from 1; None is the first, with a remark where there are
        others.

    Raises
    ------
    UnsoundInput
        With every problem found up to where reading could not go on.
    """
    problems: list[Problem] = []
    reader = _Lines(lines_of(decode(data)), problems)
    lamp_sets = _read_lamp_sets(reader, lamp_set or 1, problems)
    number = chosen_lamp_set(lamp_set, len(lamp_sets), "line 26", problems)
    used = lamp_sets[number - 1]
    _require_flux(used, number, problems)
    factor = reader.number(24, "the conversion factor for intensities")
    if factor <= 0.0:
        problems.append(
            error("FACTOR_NOT_POSITIVE", "line 24", f"The conversion factor is {factor:g}, expected above 0.")
        )
    flux_lm = used.flux_lm or 0.0
    isym, distribution = _read_distribution(
        reader, len(lamp_sets), cd_per_table=factor * flux_lm / 1000.0, problems=problems
    )
    opening = _read_opening(reader, problems)
    facts = _read_facts(reader, len(lamp_sets), factor)
    if lamp_set is None and len(lamp_sets) > 1:
        problems.append(_other_lamp_sets(lamp_sets))
    if facts.tilt_deg != 0.0:
        message = f"The luminaire was tilted by {facts.tilt_deg:g} degrees when measured."
        problems.append(info("MEASURED_TILTED", "line 25", message))
    table_checks.warn_when_flux_differs(
        distribution.zonal_flux_lm(),
        stated_lm=(facts.light_output_ratio or 0.0) * flux_lm,
        what="the light output ratio on line 23",
        where="line 23",
        problems=problems,
    )
    _compare_downward_flux(reader, distribution, problems)
    if facts.light_output_ratio is None:
        table_checks.warn_when_above_lamp_flux(distribution.zonal_flux_lm(), flux_lm, "line 29", problems)
    place = f"line {LINES_BEFORE_LAMP_SETS + LINES_PER_LAMP_SET * number}"
    table_checks.warn_of_other_quantity({"name": reader.text(9), "report": reader.text(8)}, problems)
    power_w = table_checks.warn_without_power(used.power_w, place, problems)
    require_sound(problems)
    return Photometry(
        distribution=distribution,
        opening=opening,
        format="EULUMDAT",
        manufacturer=reader.text(1),
        name=reader.text(9),
        symmetry=planes.EULUMDAT_SYMMETRY[isym],
        basis="absolute" if used.is_absolute else "relative",
        power_w=power_w,
        cct_k=colour_temperature_of(used.colour),
        colour_rendering_index=colour_rendering_of(used.rendering),
        lamp_flux_lm=None if used.is_absolute else flux_lm,
        keywords=_keywords(reader, used),
        lamp_sets=tuple(lamp_sets),
        lamp_set=number,
        eulumdat=facts,
        sha256=hashlib.sha256(data).hexdigest(),
        problems=tuple(problems),
    )


class _Lines:
    """The lines of a file, one value each, counted from 1 as the format's description does."""

    def __init__(self, lines: list[str], problems: list[Problem]) -> None:
        self._lines = lines
        self._problems = problems
        if len(lines) < LINES_BEFORE_LAMP_SETS:
            refuse(
                problems,
                "COUNTS_DO_NOT_FIT",
                f"line {len(lines)}",
                f"The file has {len(lines)} lines, an EULUMDAT file has many more.",
                "The file is cut off or is no EULUMDAT file.",
            )

    def text(self, line: int) -> str:
        """A line without blanks and quotes around it, cut where too long; empty where there is none."""
        whole = self._lines[line - 1] if line <= len(self._lines) else ""
        return whole.strip().strip('"').strip()[:MAX_TEXT_LENGTH]

    def number(
        self, line: int, what: str, *, missing: float | None = None, may_be_blank: bool = False
    ) -> float:
        """A finite number, with point or comma; `missing` stands for what cannot be read, with a warning."""
        text = self.text(line)
        value = number_of(text.replace(",", "."))
        if value is not None and np.isfinite(value):
            return value
        if missing is None:
            code = "NOT_A_NUMBER" if value is None else "NUMBER_NOT_FINITE"
            refuse(
                self._problems, code, f"line {line}", f"{what}: found {text[:40]!r}, expected a plain number."
            )
        if text or not may_be_blank:
            self._problems.append(
                warning(
                    "VALUE_UNREADABLE",
                    f"line {line}",
                    f"{what}: found {text[:40]!r}, expected a number; {missing:g} was taken.",
                )
            )
        return missing

    def numbers_of(self, lines: range, what: str) -> tuple[float, ...]:
        """One number a line; those that cannot be read are 0, with one warning for all of them."""
        found = [number_of(self.text(line).replace(",", ".")) for line in lines]
        bad = [
            line for line, value in zip(lines, found, strict=True) if value is None or not np.isfinite(value)
        ]
        if bad:
            message = (
                f"{len(bad)} of the {what} are no numbers, the first {self.text(bad[0])[:40]!r}; 0 was taken."
            )
            self._problems.append(warning("VALUE_UNREADABLE", f"line {bad[0]}", message))
        return tuple(value if value is not None and np.isfinite(value) else 0.0 for value in found)

    def warn_of_shared_lines(self, line: int, problems: list[Problem]) -> None:
        """Warn where more than one value stands on a line: not every reader takes that."""
        found = _SHARED_LINE.search("\n".join(self._lines[line - 1 :]))
        if found is not None and number_of(found.group(1).replace(",", ".")) is not None:
            place = line + found.string.count("\n", 0, found.start())
            message = f"A line of angles or intensities holds several values, {found.group(1)} and more."
            hint = "EULUMDAT has one value a line; not every reader takes more."
            problems.append(warning("VALUES_SHARE_LINES", f"line {place}", message, hint))

    def numbers_from(self, line: int) -> NumberStream:
        """All that follows from a line on, as numbers."""
        rest = "\n".join(self._lines[line - 1 :]).replace(",", ".")
        return NumberStream(rest, line)


def _read_lamp_sets(reader: _Lines, wanted: int, problems: list[Problem]) -> list[LampSet]:
    """Every lamp set; only the flux of the one that is wanted has to be a number."""
    count = reader.number(26, "the number of lamp sets")
    if count != int(count) or not 1 <= count <= MAX_LAMP_SETS:
        refuse(
            problems,
            "COUNT_NOT_SOUND",
            "line 26",
            f"The number of lamp sets is {count:g}, expected 1 to {MAX_LAMP_SETS}.",
        )
    sets = []
    for index in range(int(count)):
        first = LINES_BEFORE_LAMP_SETS + 1 + index * LINES_PER_LAMP_SET
        lamps = reader.number(first, "the number of lamps", missing=1.0)
        count = table_checks.sound_lamps(abs(lamps), f"line {first}", problems)
        flux_lm = reader.number(
            first + 2, "the flux of the lamp set", missing=None if index == wanted - 1 else 0.0
        )
        sets.append(
            LampSet(
                lamps=count,
                kind=reader.text(first + 1),
                flux_lm=flux_lm,
                power_w=reader.number(first + 5, "the power of the lamp set", missing=0.0, may_be_blank=True),
                is_absolute=lamps < 0.0,
                colour=reader.text(first + 3),
                rendering=reader.text(first + 4),
            )
        )
    return sets


def _require_flux(used: LampSet, number: int, problems: list[Problem]) -> None:
    if used.flux_lm is not None and used.flux_lm > 0.0:
        return
    line = LINES_BEFORE_LAMP_SETS + LINES_PER_LAMP_SET * (number - 1) + 3
    message = f"The flux of the lamp set is {used.flux_lm:g} lm, expected above 0."
    problems.append(error("LAMP_FLUX_NOT_POSITIVE", f"line {line}", message))


def _compare_downward_flux(
    reader: _Lines, distribution: LuminousIntensityDistribution, problems: list[Problem]
) -> None:
    """Warn where less or more light goes down than the file says, as in a table that is upside down."""
    stated = reader.number(22, "the downward flux fraction", missing=0.0)
    found = 100.0 * distribution.downward_flux_lm() / distribution.luminous_flux_lm()
    if stated > 0.0 and abs(found - stated) > DOWNWARD_DIFFERENCE:
        message = f"{found:.1f} % of the flux go down by the intensities, {stated:g} % as stated."
        hint = "The intensities are used as they are; ask the maker of the file which is right."
        problems.append(warning("DOWNWARD_FLUX_DIFFERS", "line 22", message, hint))


def _other_lamp_sets(lamp_sets: list[LampSet]) -> Problem:
    named = [f"{one.kind or 'unnamed'} {one.flux_lm or 0:g} lm" for one in lamp_sets]
    return info(
        "OTHER_LAMP_SETS",
        "line 26",
        f"The file offers {len(named)} lamp sets; the first is used ({named[0]}), "
        f"not {'; '.join(named[1:])}.",
        "Another can be chosen by its number (lamp_set), counted from 1.",
    )


def _read_facts(reader: _Lines, lamp_sets: int, factor: float) -> EulumdatFacts:
    """Fields that only EULUMDAT has; what cannot be read is warned of and left out."""
    kind = reader.number(2, "the luminaire type Ityp", missing=3.0)
    names = ("length", "width", "height")
    length, width, height = (
        reader.number(line, f"the {what} of the luminaire", missing=0.0) / 1000.0
        for line, what in zip(range(13, 16), names, strict=True)
    )
    ratio = reader.number(23, "the light output ratio", missing=0.0) / 100.0
    first = LINES_BEFORE_LAMP_SETS + 1 + lamp_sets * LINES_PER_LAMP_SET
    ratios = reader.numbers_of(range(first, first + DIRECT_RATIOS), "direct ratios")
    return EulumdatFacts(
        luminaire_type=int(kind) if kind in (0.0, 1.0, 2.0, 3.0) else 3,
        housing_m=(length, width, height) if length > 0.0 and min(width, height) >= 0.0 else None,
        light_output_ratio=ratio if ratio > 0.0 else None,
        conversion_factor=factor,
        tilt_deg=reader.number(25, "the tilt during measurement", missing=0.0),
        direct_ratios=ratios if any(ratios) else (),
    )


def _read_distribution(
    reader: _Lines, lamp_sets: int, *, cd_per_table: float, problems: list[Problem]
) -> tuple[int, LuminousIntensityDistribution]:
    """Isym and the closed distribution in candela."""
    isym = reader.number(3, "the symmetry Isym")
    if isym not in planes.EULUMDAT_SYMMETRY:
        refuse(problems, "UNKNOWN_SYMMETRY", "line 3", f"Isym is {isym:g}, expected 0, 1, 2, 3 or 4.")
    listed = table_checks.whole_count(reader.number(4, "Mc"), "Mc", "line 4", problems)
    gammas = table_checks.whole_count(reader.number(6, "Ng"), "Ng", "line 6", problems)
    table_checks.require_table_size(listed, gammas, "lines 4 and 6", problems)
    first = LINES_BEFORE_LAMP_SETS + 1 + lamp_sets * LINES_PER_LAMP_SET + DIRECT_RATIOS
    stream = reader.numbers_from(first)
    c_deg = stream.take(listed, "C angles", problems)
    gamma_deg = stream.take(gammas, "gamma angles", problems)
    table_checks.check_planes(c_deg, problems)
    table_checks.check_gammas(gamma_deg, problems)
    require_sound(problems)
    if isym != 1:
        _compare_step(reader, 5, c_deg, "C", problems)
    _compare_step(reader, 7, gamma_deg, "gamma", problems)
    reader.warn_of_shared_lines(first, problems)
    _check_ring(c_deg, problems)
    stored = planes.eulumdat_stored_planes(int(isym), c_deg, problems)
    raw = stream.take(len(stored) * gammas, "intensities", problems).reshape(len(stored), gammas)
    _check_end(stream, problems)
    with np.errstate(over="ignore", invalid="ignore"):
        table = table_checks.sound_intensities(raw * cd_per_table, problems)
    planes.require_ring_size(planes.EULUMDAT_SYMMETRY[int(isym)], len(stored), gammas, problems)
    ring_deg, rows = planes.unfold(planes.EULUMDAT_SYMMETRY[int(isym)], stored, table)
    return int(isym), closed_distribution(ring_deg, gamma_deg, rows)


def _compare_step(reader: _Lines, line: int, angle_deg: Array, name: str, problems: list[Problem]) -> None:
    """Warn where the angles have not the step that the file states for them; 0 stands for uneven ones."""
    step = reader.number(line, f"the step of the {name} angles", missing=0.0)
    if step == 0.0 or len(angle_deg) < 2:
        return
    steps = np.diff(angle_deg)
    if float(np.abs(steps - step).max()) > STEP_ROUNDING_DEG:
        problems.append(
            warning(
                "STEP_DIFFERS",
                f"line {line}",
                f"The {name} angles are said to be {step:g} degrees apart and lie {steps.min():g} to "
                f"{steps.max():g} apart; they were taken as they are listed.",
            )
        )


def _check_ring(c_deg: Array, problems: list[Problem]) -> None:
    if c_deg[0] < 0.0 or c_deg[-1] > 360.0:
        refuse(
            problems,
            "ANGLE_OUT_OF_RANGE",
            "C angles",
            f"C angles run from {c_deg[0]:g} to {c_deg[-1]:g}, expected 0 to less than 360.",
        )


def _check_end(stream: NumberStream, problems: list[Problem]) -> None:
    count, words = stream.left_over()
    if count:
        refuse(
            problems,
            "COUNTS_DO_NOT_FIT",
            stream.place(0),
            f"{count} numbers follow the last intensity that Isym, Mc and Ng announce.",
            "The counts of the file are wrong; ask its maker for a sound one.",
        )
    if words:
        problems.append(
            warning("TEXT_AFTER_END", stream.place(0), f"Text after the last intensity: {words!r}.")
        )


def _read_opening(reader: _Lines, problems: list[Problem]) -> LuminousOpening:
    """The luminous area; its length runs along C90 (our y), its width along C0 (our x).

    The four heights are those of its sides that face C0, C90, C180 and C270. A round area has one; where
    a file gives it several, the largest counts.
    """
    length, width = (
        reader.number(line, f"the {what} of the luminous area", missing=0.0) / 1000.0
        for line, what in ((16, "length"), (17, "width"))
    )
    heights = [
        reader.number(line, "a height of the luminous area", missing=0.0) / 1000.0 for line in range(18, 22)
    ]
    if min(length, width, *heights) < 0.0:
        problems.append(
            error(
                "OPENING_NOT_SOUND",
                "lines 16 to 21",
                f"The luminous area measures {length:g} x {width:g} m with heights {heights}, "
                "expected nothing negative.",
            )
        )
    if length == 0.0 and width == 0.0:
        return LuminousOpening()
    round_area = width == 0.0
    size_m = (length if round_area else width, length, max(heights))
    table_checks.check_opening_size(size_m, "lines 16 to 21", problems)
    if round_area:
        return LuminousOpening(OpeningShape.DISC, size_m)
    ahead, left, behind, right = heights
    uneven = min(heights) < max(heights)
    sides_m = (ahead, left, behind, right) if uneven else None
    return LuminousOpening(OpeningShape.RECTANGLE, size_m, sides_m=sides_m)


def _keywords(reader: _Lines, lamp_set: LampSet) -> dict[str, str]:
    named = {
        "REPORT": reader.text(8),
        "LUMINAIRE NUMBER": reader.text(10),
        "FILE NAME": reader.text(11),
        "DATE": reader.text(12),
        "LAMP": lamp_set.kind,
        "LAMP COLOUR": lamp_set.colour,
        "LAMP COLOUR RENDERING": lamp_set.rendering,
    }
    return {name: value for name, value in named.items() if value}
