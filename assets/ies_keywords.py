"""What the label lines of an IES file say: its edition, its keywords, and the numbers stated in them."""

from __future__ import annotations

import re

import numpy as np

from assets import table_checks
from assets.photometric_text import number_of
from assets.stated_colour import colour_rendering_of, colour_temperature_of
from kit.problems import Problem, warning

MOST_CHARACTERS = 2000  # of a label line and of a keyword's text; what is longer is cut
LABELS = "LABELS"  # free lines, joined: all there is in 1986, and what stands between keywords later

_KEYWORD = re.compile(r"\s*\[([^\]]*)\](.*)")
_VERSION = re.compile(r"IES(?:NA)?:?(?:LM-?63-?)?(?:(?:19|20)?(86|91|95|02|19))")
_YEAR = {"86": "1986", "91": "1991", "95": "1995", "02": "2002", "19": "2019"}
_LUMENS = re.compile(r"_?(ABSOLUTE|LUMINAIRE|TOTAL|FIXTURE|DELIVERED)?[_ ]?(LUMENS|LUMINOUS ?FLUX)")
_COLOUR_TEMPERATURE = re.compile(r"_?(SEARCH_)?(COLOU?R_? ?TEMP(ERATURE)?|TEMPCOLOU?R|CCT(_K)?)")
_COLOUR_RENDERING = re.compile(r"_?(SEARCH_)?(CRI|RA|COLOU?R_? ?RENDERING(_? ?INDEX)?)")


def version_and_keywords(labels: list[str], problems: list[Problem]) -> tuple[str, dict[str, str]]:
    """Edition such as LM-63-2002 ("" where unknown) and keywords; [MORE] continues the last one.

    A line or a keyword's text of more than `MOST_CHARACTERS` is cut, with a warning.
    """
    long = [number for number, label in enumerate(labels, 1) if len(label) > MOST_CHARACTERS]
    labels = [label[:MOST_CHARACTERS] for label in labels]
    first = re.sub(r"\s", "", labels[0]).upper() if labels else ""
    match = _VERSION.fullmatch(first)
    values: dict[str, list[str]] = {}
    free: list[str] = []
    last = ""
    for label in labels if match is None else labels[1:]:
        keyword = _KEYWORD.fullmatch(label)
        if keyword is None:
            free.append(label.strip())
            continue
        name = keyword.group(1).strip().upper()
        last = last if name == "MORE" and last else name
        values.setdefault(last, []).append(keyword.group(2).strip())
    keywords = {name: " ".join(filter(None, parts)) for name, parts in values.items()}
    if free:
        keywords[LABELS] = " / ".join(free)
    _cut(keywords, [f"line {number}" for number in long], problems)
    if match is not None:
        return f"LM-63-{_YEAR[match.group(1)]}", keywords
    if values or first.startswith("IES"):
        problems.append(
            warning(
                "UNKNOWN_HEADER",
                "line 1",
                f"The first line {labels[0].strip()[:60]!r} names no edition of LM-63; read as a later one.",
            )
        )
        return "", keywords
    return "LM-63-1986", keywords


def _cut(keywords: dict[str, str], places: list[str], problems: list[Problem]) -> None:
    """Shorten texts that are too long, and tell of them and of the lines at `places` that were."""
    for name, text in keywords.items():
        if len(text) > MOST_CHARACTERS:
            keywords[name] = text[:MOST_CHARACTERS]
            places = [*places, f"[{name}]"]
    if places:
        message = (
            f"{len(places)} texts are longer than {MOST_CHARACTERS} characters; the rest of them is not kept."
        )
        problems.append(warning("TEXT_CUT", places[0], message, "The light is not concerned."))


def compare_flux(
    flux_lm: float, lamp_flux_lm: float | None, keywords: dict[str, str], problems: list[Problem]
) -> None:
    """Warn where the table gives more light than its lamps, or other than its own keywords say."""
    if lamp_flux_lm is not None:
        table_checks.warn_when_above_lamp_flux(flux_lm, lamp_flux_lm, "lumens per lamp", problems)
    for keyword, value in keywords.items():
        stated = number_of(value.split(" ")[0]) if _LUMENS.fullmatch(keyword) else None
        if stated is not None and np.isfinite(stated):
            table_checks.warn_when_flux_differs(
                flux_lm,
                stated_lm=stated,
                what=f"the keyword {keyword}",
                where=f"[{keyword}]",
                problems=problems,
            )


def stated_colour(keywords: dict[str, str]) -> tuple[float | None, float | None]:
    """Colour temperature [K] and colour rendering index, where keywords of makers state them."""
    cct_k = rendering = None
    for keyword, value in keywords.items():
        if cct_k is None and _COLOUR_TEMPERATURE.fullmatch(keyword):
            cct_k = colour_temperature_of(value)
        if rendering is None and _COLOUR_RENDERING.fullmatch(keyword):
            rendering = colour_rendering_of(value)
    return cct_k, rendering
