"""Photometry written as EULUMDAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets import planes
from assets.photometry import LuminousIntensityDistribution, LuminousOpening, OpeningShape, Photometry
from assets.stated_facts import EulumdatFacts, LampSet
from assets.table_checks import FLUX_DIFFERENCE
from assets.write_ies import used_lamps
from assets.written_text import Texts
from assets.written_text import number_text as _number
from kit.problems import Problem, error, info, warning

Array = NDArray[np.float64]

MANUFACTURER = "Lampyris"
LIGHT_SOURCE = "LED"
LETTERS = "cp1252"  # Latin-1 with the letters of Windows, in which makers write these files
DIRECT_RATIOS = 10
SIZE_DIGITS = 12
_SAME = 1e-9  # of the largest intensity
_HELD = {
    "REPORT",
    "LUMINAIRE NUMBER",
    "FILE NAME",
    "DATE",
    "LAMP",
    "LAMP COLOUR",
    "LAMP COLOUR RENDERING",
    "TEST",
    "MANUFAC",
    "LUMINAIRE",
    "LUMCAT",
    "ISSUEDATE",
    "_FILE_NAME",
    "_CCT",
    "_CRI",
}


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
    """An EULUMDAT file of absolute photometry of one of our own luminaires.

    It stores the least planes that hold the distribution. The flux of the lamp set is the zonal flux, so
    that the light output ratio is 100 %.

    Parameters
    ----------
    distribution
        What to write.
    name, luminaire_number, file_name
        Texts of one line in Latin letters (Windows-1252).
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
    written = LuminousOpening() if opening is None else opening
    if _lacking(written):
        raise ValueError(f"EULUMDAT has no {_lacking(written)} luminous opening")
    lamps = LampSet(
        kind=LIGHT_SOURCE,
        flux_lm=flux_lm,
        power_w=power_w,
        is_absolute=True,
        colour="" if cct_k is None else _number(cct_k),
        rendering="" if colour_rendering_index is None else _number(colour_rendering_index),
    )
    heading = (MANUFACTURER, "", name, luminaire_number, file_name, "")
    lines = _lines(distribution, heading, written, [lamps], facts=EulumdatFacts(light_output_ratio=1.0))
    return _encoded(lines)


def ldt_file(photometry: Photometry, problems: list[Problem]) -> bytes:
    """An EULUMDAT file of a photometry; `problems` gets what the format cannot say.

    The lamp set that was chosen comes first. Absolute photometry without a stated flux gets the zonal flux,
    so that its light output ratio is 100 %.
    """
    words, texts = photometry.keywords, Texts(LETTERS)
    heading = tuple(
        texts.line(text.strip('" '))  # quotes around a text are none of it, as every reader takes it
        for text in (
            photometry.manufacturer,
            words.get("REPORT", words.get("TEST", "")),
            photometry.name,
            words.get("LUMINAIRE NUMBER", words.get("LUMCAT", "")),
            words.get("FILE NAME", words.get("_FILE_NAME", "")),
            words.get("DATE", words.get("ISSUEDATE", "")),
        )
    )
    lamp_sets = [
        replace(
            one,
            kind=texts.line(one.kind.strip('" ')),
            colour=texts.line(one.colour.strip('" ')),
            rendering=texts.line(one.rendering.strip('" ')),
        )
        for one in _lamp_sets(photometry)
    ]
    problems += texts.problems()
    _remark_on(photometry, problems)
    opening = _opening_in_ldt(photometry.opening, problems)
    if any(problem.code == "OPENING_NOT_WRITTEN" for problem in problems):
        return b""
    return _encoded(
        _lines(
            photometry.distribution,
            heading,
            opening,
            lamp_sets,
            facts=photometry.eulumdat or EulumdatFacts(),
        )
    )


def _lamp_sets(photometry: Photometry) -> list[LampSet]:
    """The sets of the file, the chosen one first; every one has a flux."""
    first, *others = [
        used_lamps(photometry),
        *(one for number, one in enumerate(photometry.lamp_sets, 1) if number != photometry.lamp_set),
    ]
    if not first.flux_lm:
        first = replace(first, flux_lm=photometry.distribution.zonal_flux_lm(), is_absolute=True)
    colour = "" if photometry.cct_k is None else _number(photometry.cct_k)
    index = photometry.colour_rendering_index
    rendering = "" if index is None else _number(index)
    return [
        replace(first, colour=first.colour or colour, rendering=first.rendering or rendering),
        *others,
    ]


def _lines(
    distribution: LuminousIntensityDistribution,
    heading: Sequence[str],
    opening: LuminousOpening,
    lamp_sets: Sequence[LampSet],
    *,
    facts: EulumdatFacts,
) -> list[str]:
    """All lines of a file; texts are already in the format's letters."""
    company, *texts = heading
    isym, c_deg, rows = _stored(distribution)
    flux_lm = lamp_sets[0].flux_lm or 0.0
    downward = distribution.downward_flux_lm() / distribution.luminous_flux_lm()
    ratio, stated = distribution.zonal_flux_lm() / flux_lm, facts.light_output_ratio
    if stated is not None and abs(ratio / stated - 1.0) <= FLUX_DIFFERENCE:
        ratio = stated
    shares = (100.0 * downward, 100.0 * ratio, facts.conversion_factor, facts.tilt_deg)
    ratios = facts.direct_ratios or (0.0,) * DIRECT_RATIOS
    per_thousand = rows / (facts.conversion_factor * flux_lm / 1000.0)
    return [
        company,
        str(_luminaire_type(isym, facts)),
        str(isym),
        str(len(c_deg)),
        _number(_step(c_deg, whole=360.0)),
        str(len(distribution.gamma_deg)),
        _number(_step(distribution.gamma_deg)),
        *texts,
        *_sizes_mm(opening, facts.housing_m),
        *(_number(value) for value in shares),
        str(len(lamp_sets)),
        *(line for one in lamp_sets for line in _lamp_lines(one)),
        *map(_number, ratios),
        *(_number(angle, SIZE_DIGITS) for angles in (c_deg, distribution.gamma_deg) for angle in angles),
        *map(_number, per_thousand.ravel().tolist()),
    ]


def _lamp_lines(one: LampSet) -> list[str]:
    count = -(one.lamps or 1.0) if one.is_absolute else one.lamps
    flux, power = _number(one.flux_lm or 0.0, SIZE_DIGITS), _number(one.power_w or 0.0)
    return [_number(count), one.kind, flux, one.colour, one.rendering, power]


def _luminaire_type(isym: int, facts: EulumdatFacts) -> int:
    """Ityp: 1 a point with rotational symmetry, 2 linear, 3 any other."""
    if isym == 1 and facts.luminaire_type != 2:
        return 1
    return 2 if facts.luminaire_type == 2 else 3


def _stored(distribution: LuminousIntensityDistribution) -> tuple[int, Array, Array]:
    """The least Isym, all C angles that the file lists, and the rows that it stores."""
    ring_deg, ring = distribution.c_deg, distribution.intensity_cd
    c_deg, table = ring_deg[:-1], ring[:-1]
    allowed = _SAME * float(table.max())
    if np.abs(table - table[0]).max() <= allowed:
        return 1, np.array([0.0]), table[:1]
    across = planes.is_own_image(ring_deg, ring, 360.0, allowed=allowed)  # about C0 to C180
    along = planes.is_own_image(ring_deg, ring, 180.0, allowed=allowed)  # about C90 to C270
    if across and along and planes.has_planes(c_deg, 0, 90, 180, 270):
        return 4, c_deg, table[c_deg <= 90.0 + 1e-6]
    if across and planes.has_planes(c_deg, 0, 180):
        return 2, c_deg, table[c_deg <= 180.0 + 1e-6]
    if along and planes.has_planes(c_deg, 90, 270):
        behind = c_deg >= 270.0 - 1e-6
        return 3, c_deg, np.concatenate([table[behind], table[c_deg <= 90.0 + 1e-6]])
    return 0, c_deg, table


def _step(angle_deg: Array, whole: float | None = None) -> float:
    """The constant step between angles, 0 where there is none."""
    closed = angle_deg if whole is None else np.concatenate((angle_deg, [whole]))
    steps = np.diff(closed)
    is_even = len(angle_deg) > 1 and np.ptp(steps) < 1e-9
    return float(steps[0]) if is_even else 0.0


def _lacking(opening: LuminousOpening) -> str:
    """What EULUMDAT has no luminous opening of, in a word; empty where it has."""
    if opening.turn_deg != 0.0:
        return "turned"
    if opening.shape not in (OpeningShape.POINT, OpeningShape.RECTANGLE, OpeningShape.DISC):
        return opening.shape.value
    x, y, _ = opening.size_m
    if opening.shape is OpeningShape.DISC and x != y:
        return "elliptic"
    return "upright" if opening.shape is OpeningShape.RECTANGLE and x == 0.0 else ""


def _opening_in_ldt(opening: LuminousOpening, problems: list[Problem]) -> LuminousOpening:
    """The opening as the format can say it: others become boxes or cylinders of the same extent."""
    lacking = _lacking(opening)
    if not lacking:
        return opening
    x, y, _ = opening.size_m
    if opening.turn_deg != 0.0 or x == 0.0:
        message = f"EULUMDAT has no {lacking} luminous opening, and nothing like it."
        problems.append(
            error(
                "OPENING_NOT_WRITTEN", "luminous opening", message, "Write an IES file, or turn by quarters."
            )
        )
        return opening
    is_round = opening.shape is OpeningShape.SPHERE and x == y
    shape = OpeningShape.DISC if is_round else OpeningShape.RECTANGLE
    message = (
        f"EULUMDAT has no {lacking} luminous opening; a {'cylinder' if is_round else 'box'} of the same "
        "extent was written."
    )
    hint = "The light is the same; only near the luminaire its opening matters."
    problems.append(warning("OPENING_SHAPE_CHANGED", "luminous opening", message, hint))
    return replace(opening, shape=shape)


def _remark_on(photometry: Photometry, problems: list[Problem]) -> None:
    """Say what an IES file that was read states and EULUMDAT does not."""
    left_out = [name for name in photometry.keywords if name not in _HELD]
    if left_out:
        named = ", ".join(left_out[:10]) + (" …" if len(left_out) > 10 else "")
        message = f"EULUMDAT has no line for {len(left_out)} keywords, which were left out: {named}."
        problems.append(warning("FIELDS_NOT_WRITTEN", "keywords", message))
    facts = photometry.ies
    if facts is not None and facts.tilt is not None:
        message = "EULUMDAT has no factors for tilted lamps; those of the file were left out."
        problems.append(warning("FIELDS_NOT_WRITTEN", "tilt block", message))
    if facts is not None and facts.ballast_factor != 1.0:
        message = f"The ballast factor {facts.ballast_factor:g} is within the intensities that were written."
        problems.append(info("FIELDS_NOT_WRITTEN", "ballast factor", message))


def _sizes_mm(opening: LuminousOpening, housing_m: tuple[float, float, float] | None) -> list[str]:
    """Lines 13 to 21: length along y and width along x (0 when round) of housing and opening, heights."""
    x, y, z = opening.size_m
    width = 0.0 if opening.shape is OpeningShape.DISC else x
    heights = (z,) * 4 if opening.sides_m is None else opening.sides_m
    sizes_m = (*(housing_m or (y, width, z)), y, width, *heights)
    return [_number(1000.0 * size, SIZE_DIGITS) for size in sizes_m]


def _encoded(lines: list[str]) -> bytes:
    for line in lines:
        if any(ord(character) < 32 for character in line):
            raise ValueError(f"a text of an EULUMDAT file is one line without control characters: {line!r}")
    text = "\r\n".join(lines) + "\r\n"
    try:
        data = text.encode(LETTERS)
    except UnicodeEncodeError as failure:
        raise ValueError(
            f"EULUMDAT texts are Latin letters: {failure.object[failure.start]!r} is not"
        ) from None
    return data if data.isascii() or not _is_utf8(data) else text.encode("utf-8")


def _is_utf8(data: bytes) -> bool:
    """Whether readers that try UTF-8 first would take the bytes for other letters."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
