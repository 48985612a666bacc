"""IES LM-63 files (1986 to 2019), type C, to photometry."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets import planes, table_checks
from assets.ies_opening import OLD_EDITIONS, ies_opening
from assets.photometric_text import NumberStream, decode, lines_of, number_of, refuse
from assets.photometry import LuminousOpening, Photometry, closed_distribution
from kit.problems import Problem, error, require_sound, warning
from kit.units import metres_per

Array = NDArray[np.float64]

_TILT = re.compile(r"\s*TILT\s*=(.*)", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*\[([^\]]*)\](.*)")
_VERSION = re.compile(r"IES(?:NA)?:?(?:LM-?63-?)?(?:(?:19|20)?(86|91|95|02|19))")
_YEAR = {"86": "1986", "91": "1991", "95": "1995", "02": "2002", "19": "2019"}
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


def read_ies(data: bytes) -> Photometry:
    """Read an IES file of type C.

    Candela are table x multiplier x ballast factor, x the second factor too in 1986 and 1991 only.
    Factors of TILT=INCLUDE are read and not applied. The number of lamps and their lumens never
    scale anything.

    Raises
    ------
    UnsoundInput
        With every problem found up to where reading could not go on.
    """
    problems: list[Problem] = []
    labels, tilt, numbers, first_line = _parts(decode(data), problems)
    version, keywords = _version_and_keywords(labels, problems)
    stream = NumberStream(numbers.replace(",", " "), first_line)
    if tilt == "INCLUDE":
        _pass_over_tilt(stream, problems)
    header = _read_header(stream, problems)
    gamma_deg, c_deg, table = _read_table(stream, header, version=version, problems=problems)
    symmetry = planes.ies_symmetry(c_deg, table, problems)
    ring_deg, rows = planes.unfold(symmetry, c_deg, table)
    distribution = closed_distribution(ring_deg, gamma_deg, rows)
    opening = _opening(header, version=version, problems=problems)
    power_w = table_checks.warn_without_power(header.power_w, "input watts", problems)
    absolute = header.lumens_per_lamp < 0.0
    lamp_flux_lm = None if absolute else header.lamps * header.lumens_per_lamp or None
    _compare_flux(distribution.zonal_flux_lm(), lamp_flux_lm, keywords, problems)
    require_sound(problems)
    name = keywords.get("LUMINAIRE") or keywords.get("LUMCAT") or next(iter(labels), "")
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
        lamp_flux_lm=lamp_flux_lm,
        keywords=keywords,
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


def _version_and_keywords(labels: list[str], problems: list[Problem]) -> tuple[str, dict[str, str]]:
    """Edition such as LM-63-2002 ("" where unknown) and keywords; [MORE] continues the last one."""
    first = re.sub(r"\s", "", labels[0]).upper() if labels else ""
    match = _VERSION.fullmatch(first)
    values: dict[str, list[str]] = {}
    last = ""
    for label in labels:
        keyword = _KEYWORD.fullmatch(label)
        if keyword is None:
            continue
        name = keyword.group(1).strip().upper()
        last = last if name == "MORE" and last else name
        values.setdefault(last, []).append(keyword.group(2).strip())
    keywords = {name: " ".join(filter(None, parts)) for name, parts in values.items()}
    if match is not None:
        return f"LM-63-{_YEAR[match.group(1)]}", keywords
    if keywords or first.startswith("IES"):
        problems.append(
            warning(
                "UNKNOWN_HEADER",
                "line 1",
                f"The first line {labels[0].strip()[:60]!r} names no edition of LM-63; read as a later one.",
            )
        )
        return "", keywords
    return "LM-63-1986", {"LABELS": " / ".join(label.strip() for label in labels)} if labels else {}


def _pass_over_tilt(stream: NumberStream, problems: list[Problem]) -> None:
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
    factors = stream.take(2 * angles, "tilt angles and factors", problems)[angles:]
    problems.append(
        warning(
            "TILT_IGNORED",
            "tilt block",
            f"The file's factors for a tilted lamp ({factors.min():g} to {factors.max():g}) are not applied.",
            "The light is right for the lamp's position during measurement.",
        )
    )


def _read_header(stream: NumberStream, problems: list[Problem]) -> _Header:
    values = stream.take(13, "lamp and opening data", problems)
    if not np.isfinite(values).all():
        at = int(np.flatnonzero(~np.isfinite(values))[0])
        refuse(problems, "NUMBER_NOT_FINITE", stream.place(at - 13), "A number of the header is not finite.")
    header = _Header(*values.tolist())
    _require_type_c(header.kind, problems)
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


def _require_type_c(kind: float, problems: list[Problem]) -> None:
    if kind == 1.0:
        return
    if kind in (2.0, 3.0):
        letter = "B" if kind == 2.0 else "A"
        problems.append(
            error(
                "PHOTOMETRY_TYPE_NOT_READ",
                "photometric type",
                f"The file is of type {letter}, expected type C; type {letter} is not read yet.",
                "Ask the maker for a type C file (IES) or for EULUMDAT.",
            )
        )
    else:
        problems.append(
            error("UNKNOWN_PHOTOMETRY_TYPE", "photometric type", f"Type {kind:g}, expected 1 (type C).")
        )


def _read_table(
    stream: NumberStream, header: _Header, *, version: str, problems: list[Problem]
) -> tuple[Array, Array, Array]:
    """Vertical angles, horizontal angles and candela with all factors applied."""
    gammas = table_checks.whole_count(header.gammas, "the number of vertical angles", "counts", problems)
    columns = table_checks.whole_count(header.planes, "the number of horizontal angles", "counts", problems)
    table_checks.require_table_size(columns, gammas, "counts", problems)
    gamma_deg = stream.take(gammas, "vertical angles", problems)
    c_deg = stream.take(columns, "horizontal angles", problems)
    table_checks.check_gammas(gamma_deg, problems)
    table_checks.check_planes(c_deg, problems)
    raw = stream.take(gammas * columns, "candela values", problems).reshape(columns, gammas)
    _check_end(stream, problems)
    factor = header.multiplier * header.ballast_factor
    if version in OLD_EDITIONS:
        factor *= header.second_factor
        if header.second_factor <= 0.0:
            problems.append(
                error(
                    "FACTOR_NOT_POSITIVE",
                    "ballast-lamp factor",
                    f"The ballast-lamp factor is {header.second_factor:g}, expected more than 0.",
                )
            )
    with np.errstate(over="ignore", invalid="ignore"):
        table = raw * factor
    return gamma_deg, c_deg, table_checks.sound_intensities(table, problems)


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


def _compare_flux(
    flux_lm: float, lamp_flux_lm: float | None, keywords: dict[str, str], problems: list[Problem]
) -> None:
    """Warn where the table gives more light than its lamps, or other than its own keyword says."""
    if lamp_flux_lm is not None and flux_lm > (1 + table_checks.FLUX_DIFFERENCE) * lamp_flux_lm:
        problems.append(
            warning(
                "FLUX_ABOVE_LAMP_FLUX",
                "lumens per lamp",
                f"The intensities add up to {flux_lm:.1f} lm, the lamps to {lamp_flux_lm:.1f} lm as stated.",
                "The intensities are used; the lumens of the lamps are not.",
            )
        )
    stated = number_of(keywords.get("_ABSOLUTELUMENS", "").split(" ")[0])
    if stated is not None:
        table_checks.warn_when_flux_differs(
            flux_lm,
            stated_lm=stated,
            what="the keyword _ABSOLUTELUMENS",
            where="[_ABSOLUTELUMENS]",
            problems=problems,
        )
