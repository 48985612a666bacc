"""IES LM-63 files (1986 to 2019) to photometry; tables of types A and B are resampled to type C."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets import planes, table_checks
from assets.ies_keywords import LABELS, compare_flux, stated_colour, version_and_keywords
from assets.ies_opening import OLD_EDITIONS, ies_opening
from assets.photometric_text import MAX_VALUES, NumberStream, chosen_lamp_set, decode, lines_of, refuse
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    Photometry,
    closed_distribution,
)
from assets.stated_facts import IesFacts, LampSet, TiltFactors
from assets.types_a_and_b import MOST_VALUES, WIDEST_DEG, type_c_of_file
from kit.problems import Problem, error, require_sound, warning
from kit.units import metres_per

Array = NDArray[np.float64]

_TILT = re.compile(r"\s*TILT\s*=(.*)", re.IGNORECASE)
_TYPES = {1.0: "C", 2.0: "B", 3.0: "A"}
HIGHEST_ORIGIN = 1.2  # codes of LM-63-2019 lie between 1 and this
MAX_TILT_ANGLES = 1000
MAX_LABEL_LINES = 5000
MAX_NAME_LENGTH = 200


@dataclass(frozen=True)
class _Header:
    """The thirteen numbers before the angles, in the order of the file."""

    lamps: float
    lumens_per_lamp: float
    multiplier: float
    gammas: float
    planes: float
    kind: float
    units: float
    width: float
    length: float
    height: float
    ballast_factor: float
    second_factor: float
    power_w: float


def read_ies(data: bytes, *, lamp_set: int | None = None) -> Photometry:
    """Read an IES file; `lamp_set` may be 1 only, since the format has one.

    Candela are table x multiplier x ballast factor, x the second factor too in 1986 and 1991 only.
    Factors of TILT=INCLUDE are read and not applied. The number of lamps and their lumens never
    scale anything.

    Raises
    ------
    UnsoundInput
        With every problem found up to where reading could not go on.
    """
    problems: list[Problem] = []
    chosen_lamp_set(lamp_set, 1, "lamp set", problems)
    labels, tilt, numbers, first_line = _parts(decode(data), problems)
    version, keywords = version_and_keywords(labels, problems)
    stream = NumberStream(numbers.replace(",", " "), first_line)
    tilt_factors = _read_tilt(stream, problems) if tilt == "INCLUDE" else None
    header = _read_header(stream, problems)
    factors = _factors(header, version=version, problems=problems)
    distribution, symmetry, zonal_ratio = _read_distribution(
        stream, header, factors=factors, problems=problems
    )
    opening = _opening(header, version=version, problems=problems)
    power_w = table_checks.warn_without_power(header.power_w, "input watts", problems)
    absolute = header.lumens_per_lamp < 0.0
    lamp_flux_lm = _lamp_flux_lm(header, problems)
    used = LampSet(
        lamps=table_checks.sound_lamps(abs(header.lamps), "number of lamps", problems),
        kind=keywords.get("LAMP", ""),
        flux_lm=lamp_flux_lm,
        power_w=power_w,
        is_absolute=absolute,
    )
    table_checks.warn_of_other_quantity(keywords, problems)
    compare_flux(zonal_ratio * distribution.zonal_flux_lm(), lamp_flux_lm, keywords, problems)
    require_sound(problems)
    name = keywords.get("LUMINAIRE") or keywords.get("LUMCAT") or keywords.get(LABELS, "").split(" / ")[0]
    cct_k, rendering = stated_colour(keywords)
    return Photometry(
        distribution=distribution,
        opening=opening,
        format="IES",
        version=version,
        manufacturer=keywords.get("MANUFAC", ""),
        name=name.strip()[:MAX_NAME_LENGTH],
        symmetry=symmetry,
        basis="absolute" if absolute else "relative",
        power_w=power_w,
        cct_k=cct_k,
        colour_rendering_index=rendering,
        lamp_flux_lm=lamp_flux_lm,
        keywords=keywords,
        lamp_sets=(used,),
        ies=IesFacts(_TYPES[header.kind], *factors, tilt_factors, zonal_ratio),
        sha256=hashlib.sha256(data).hexdigest(),
        problems=tuple(problems),
    )


def _parts(text: str, problems: list[Problem]) -> tuple[list[str], str, str, int]:
    """Label lines, what follows TILT=, the text of numbers, and that text's first line number."""
    lines = lines_of(text)
    for index, line in enumerate(lines[:MAX_LABEL_LINES]):
        match = _TILT.fullmatch(line)
        if match is None:
            continue
        tilt = match.group(1).strip().strip("\"'").upper()
        if tilt not in ("NONE", "INCLUDE"):
            refuse(
                problems,
                "TILT_FILE_NOT_READ",
                f"line {index + 1}",
                f"TILT={match.group(1).strip()[:60]} names another file, expected NONE or INCLUDE.",
                "Files named inside a file are never opened; write the factors in with TILT=INCLUDE.",
            )
        labels = [label for label in lines[:index] if label.strip()]
        return labels, tilt, "\n".join(lines[index + 1 :]), index + 2
    return refuse(
        problems,
        "TILT_LINE_MISSING",
        "file",
        f"None of the first {MAX_LABEL_LINES} lines begins with TILT=, which every IES file has.",
        "Check that this is an IES file; EULUMDAT files end in .ldt.",
    )


def _read_tilt(stream: NumberStream, problems: list[Problem]) -> TiltFactors:
    """Read the block of TILT=INCLUDE and warn that its factors are not applied."""
    geometry, count = stream.take(2, "tilt block", problems)
    angles = table_checks.whole_count(count, "the number of tilt angles", "tilt block", problems)
    if geometry not in (1.0, 2.0, 3.0) or angles > MAX_TILT_ANGLES:
        refuse(
            problems,
            "TILT_NOT_SOUND",
            "tilt block",
            f"Lamp geometry {geometry:g} with {angles} angles, expected 1, 2 or 3 and at most "
            f"{MAX_TILT_ANGLES} angles.",
        )
    angle_deg, factors = stream.take(2 * angles, "tilt angles and factors", problems).reshape(2, angles)
    problems.append(
        warning(
            "TILT_IGNORED",
            "tilt block",
            f"The file's factors for a tilted lamp ({factors.min():g} to {factors.max():g}) are not applied.",
            "The light is right for the lamp's position during measurement.",
        )
    )
    return TiltFactors(int(geometry), tuple(angle_deg.tolist()), tuple(factors.tolist()))


def _read_header(stream: NumberStream, problems: list[Problem]) -> _Header:
    values = stream.take(13, "lamp and opening data", problems)
    if not np.isfinite(values).all():
        at = int(np.flatnonzero(~np.isfinite(values))[0])
        refuse(problems, "NUMBER_NOT_FINITE", stream.place(at - 13), "A number of the header is not finite.")
    header = _Header(*values.tolist())
    if header.kind not in _TYPES:
        message = f"Type {header.kind:g}, expected 1 (type C), 2 (type B) or 3 (type A)."
        problems.append(error("UNKNOWN_PHOTOMETRY_TYPE", "photometric type", message))
    if header.units not in (1.0, 2.0):
        problems.append(
            error("UNKNOWN_UNITS", "units", f"Units are {header.units:g}, expected 1 (feet) or 2 (metres).")
        )
    for name, value in (("candela multiplier", header.multiplier), ("ballast factor", header.ballast_factor)):
        if value <= 0.0:
            problems.append(
                error("FACTOR_NOT_POSITIVE", name, f"The {name} is {value:g}, expected more than 0.")
            )
    require_sound(problems)
    return header


def _factors(header: _Header, *, version: str, problems: list[Problem]) -> tuple[float, float]:
    """Candela multiplier and ballast factor; the second factor of 1986 and 1991 goes into the first."""
    if version not in OLD_EDITIONS:
        _warn_of_second_factor(header.second_factor, version, problems)
        return header.multiplier, header.ballast_factor
    if header.second_factor <= 0.0:
        message = f"The ballast-lamp factor is {header.second_factor:g}, expected more than 0."
        problems.append(error("FACTOR_NOT_POSITIVE", "ballast-lamp factor", message))
    return header.multiplier * header.second_factor, header.ballast_factor


def _warn_of_second_factor(value: float, version: str, problems: list[Problem]) -> None:
    """Warn where the number that 1995 reserved, and 2019 made a code of the file's origin, is neither."""
    is_code = 1.0 <= value <= HIGHEST_ORIGIN and version not in ("LM-63-1995", "LM-63-2002")
    if not is_code and abs(value - 1.0) > 1e-6:
        message = (
            f"The number after the ballast factor is {value:g}, expected 1; it is no factor since 1995 "
            "and was not applied."
        )
        problems.append(warning("SECOND_FACTOR_IGNORED", "ballast-lamp factor", message))


def _read_distribution(
    stream: NumberStream, header: _Header, *, factors: tuple[float, float], problems: list[Problem]
) -> tuple[LuminousIntensityDistribution, str, float]:
    """The closed distribution with all factors applied, its symmetry's name, and its `zonal_ratio`."""
    letter = _TYPES[header.kind]
    gammas = table_checks.whole_count(header.gammas, "the number of vertical angles", "counts", problems)
    columns = table_checks.whole_count(header.planes, "the number of horizontal angles", "counts", problems)
    most = MAX_VALUES if letter == "C" else MOST_VALUES
    table_checks.require_table_size(columns, gammas, "counts", problems, most=most)
    gamma_deg = stream.take(gammas, "vertical angles", problems)
    c_deg = stream.take(columns, "horizontal angles", problems)
    if letter == "C":
        table_checks.check_gammas(gamma_deg, problems)
        table_checks.check_planes(c_deg, problems)
    else:
        for name, angles, widest in zip(
            ("horizontal angles", "vertical angles"), (c_deg, gamma_deg), WIDEST_DEG[letter], strict=True
        ):
            table_checks.check_angles(angles, name, lowest=-widest, highest=widest, problems=problems)
    raw = stream.take(gammas * columns, "candela values", problems).reshape(columns, gammas)
    _check_end(stream, problems)
    with np.errstate(over="ignore", invalid="ignore"):
        table = table_checks.sound_intensities(
            raw * (factors[0] * factors[1]), problems, warn_of_dark_planes=letter == "C"
        )
    if letter != "C":
        return type_c_of_file(letter, c_deg, gamma_deg, table, problems)
    symmetry = planes.ies_symmetry(c_deg, table, problems)
    planes.require_ring_size(symmetry, columns, gammas, problems)
    ring_deg, rows = planes.unfold(symmetry, c_deg, table)
    return closed_distribution(ring_deg, gamma_deg, rows), symmetry, 1.0


def _lamp_flux_lm(header: _Header, problems: list[Problem]) -> float | None:
    """Flux of all lamps where it is stated; -1 lumens stand for absolute photometry."""
    if header.lumens_per_lamp == -1.0:
        return None
    lamp_flux_lm = header.lamps * header.lumens_per_lamp
    if header.lumens_per_lamp >= 0.0 and table_checks.LEAST_LM <= lamp_flux_lm <= table_checks.HIGHEST_LM:
        return lamp_flux_lm
    message = (
        f"The file states {header.lamps:g} lamps of {header.lumens_per_lamp:g} lm, expected more than 0 of "
        "both, or -1 lm for absolute photometry."
    )
    problems.append(
        warning("LAMP_FLUX_UNKNOWN", "lumens per lamp", message, "The intensities are used as they are.")
    )
    return None


def _check_end(stream: NumberStream, problems: list[Problem]) -> None:
    count, words = stream.left_over()
    if count:
        problems.append(
            error(
                "COUNTS_DO_NOT_FIT",
                stream.place(0),
                f"{count} numbers follow the last announced candela value.",
                "The counts of the file are wrong; ask its maker for a sound one.",
            )
        )
    elif words:
        problems.append(
            warning("TEXT_AFTER_END", stream.place(0), f"Text after the last candela value: {words!r}.")
        )


def _opening(header: _Header, *, version: str, problems: list[Problem]) -> LuminousOpening:
    in_feet = header.units == 1.0
    scale = metres_per("ft") if in_feet else 1.0
    if in_feet:
        problems.append(
            warning(
                "UNITS_FEET_CONVERTED", "units", "The luminous opening is given in feet; converted to metres."
            )
        )
    opening = ies_opening(
        header.width * scale,
        header.length * scale,
        header.height * scale,
        version=version,
        problems=problems,
    )
    table_checks.check_opening_size(opening.size_m, "luminous opening", problems)
    return opening
