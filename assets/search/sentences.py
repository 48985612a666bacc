"""Wishes that are said in words within a search: "at least 300 lx on a desk from 1.2 m", "2.4米层高".

What is understood is taken out of the search and told with the words it came from; what is not stays a word,
but for numbers with a unit, which are told as unclear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assets.search.quantities import MOST, QUANTITIES, bounds_said

_NUM = r"(\d{1,7}(?:[.,]\d{1,3})?)"
_LENGTH = rf"{_NUM}\s*(metres?|meters?|cm|mm|m|米|公尺|厘米|公分|毫米)(?![a-z²2])"
_TO_METRES = {"c": 0.01, "厘": 0.01, "公分": 0.01, "mm": 0.001, "毫": 0.001}
_LEAST = r"(?:(?:with\s+)?(?:at\s+least|minimum|min\.?|no\s+less\s+than|more\s+than|over|>=?|≥)\s*)?"
_LEAST_ZH = r"(?:至少|最少|不少于|不低于|大于|超过)?"

_CEILINGS = (
    rf"(?:(?:that\s+|which\s+)?(?:fits?|fitting|suits?)\s+)?(?:(?:under|below|beneath|for|in)\s+)?(?:an?\s+|the\s+|my\s+)?"
    rf"{_LENGTH}[\s-]*(?:high\s+)?(?:ceilings?|天花板?|层高|净高|吊顶)",
    rf"(?:ceilings?|room)\s*(?:height)?\s*(?:of|is|:|=)?\s*{_LENGTH}(?:\s+high)?",
    rf"(?:适合|适用于|能?装?在?)?{_LENGTH}的?(?:层高|净高|天花板?|吊顶)(?:以?下|的)?",
    rf"(?:适合|适用于)?(?:层高|净高|天花板?高?度?|吊顶高?度?)(?:为|是)?{_LENGTH}(?:以下|的)?",
)
_HEADROOMS = (
    rf"(?:with\s+)?{_LENGTH}\s+(?:of\s+)?(?:headroom|head\s+clearance)",
    rf"(?:下方|下面)?(?:净空|留空){_LENGTH}",
)
_LUX = (rf"{_LEAST}{_LEAST_ZH}\s*{_NUM}\s*(?:lx\b|lux\b|勒克斯|勒)(?:以上)?",)
_LUX_AT_MOST = rf"{MOST}\s*{_NUM}\s*(?:lx\b|lux\b|勒克斯|勒)|{_NUM}\s*(?:lx|lux|勒克斯|勒)\s*以下"
_ONLY_AT_LEAST = {"en": "Light can only be asked for as at least.", "zh": "照度只能按下限查找。"}
_NO_DISTANCE = {
    "en": "Say from which distance, such as 300 lx from 1.2 m.",
    "zh": "请说明距离,例如 1.2 米处 300 勒克斯。",
}
_DESK = (
    r"(?:on|over|at)\s+(?:an?\s+|the\s+|my\s+)?(?:desk|table|desktop|worktop|work\s*plane)(?:\s*top)?",
    r"(?:在)?(?:书桌|办公桌|餐桌|桌子)(?:面|上)?",
    r"(?:在)?(?:桌面|桌上|工作面|台面)(?:上)?",
)
_FROM = (
    rf"(?:from|at|in)\s+(?:an?\s+)?(?:(?:height|distance)\s+of\s+)?{_LENGTH}(?:\s+(?:above|away|high|up|distance))?",
    rf"{_LENGTH}\s+(?:above|away|below)(?:\s+(?:it|the\s+desk|the\s+table))?",
    rf"(?:距离?|离|从|在)\s*{_LENGTH}(?:处|高度?|远|外|以?下)?的?",
    rf"{_LENGTH}(?:处|高度?|远|外|以?下)的?",
)


@dataclass
class Understood:
    """What a search was taken to say.

    Parameters
    ----------
    words
        What is left to be looked for as words.
    wishes
        Each with the ``text`` it was read from and what it ``means``, by the names of `Wish`.
    unclear
        What was taken for a wish and lacks something, with what it lacks, in two languages.
    """

    words: str
    wishes: list[dict[str, Any]] = field(default_factory=list)
    unclear: list[dict[str, Any]] = field(default_factory=list)

    @property
    def means(self) -> dict[str, Any]:
        """All wishes together."""
        return {name: value for wish in self.wishes for name, value in wish["means"].items()}

    def as_json(self, words: tuple[str, ...]) -> dict[str, Any]:
        """Plain data, with the words that are looked for."""
        return {"words": list(words), "wishes": self.wishes, "unclear": self.unclear}


def understand(search: str, currency: str | None = None) -> Understood:
    """The wishes that a search says, and the words that remain.

    Parameters
    ----------
    currency
        Of the shop's prices; a price in another one is unclear. None where that is not known.
    """
    said = Understood(" ".join(unicodedata.normalize("NFKC", search).casefold().split()))
    for pattern in _CEILINGS:
        _take(said, pattern, lambda m: {"ceiling_m": _metres(m)})
    for pattern in _HEADROOMS:
        _take(said, pattern, lambda m: {"headroom_m": _metres(m)})
    _take_light(said)
    for pattern, means in _PLAIN:
        _take(said, pattern, means)
    _take_quantities(said, currency)
    return said


def _take(said: Understood, pattern: str, means: Callable[[re.Match[str]], dict[str, Any]]) -> None:
    found = re.search(pattern, said.words)
    if found is None:
        return
    meaning = means(found)
    if meaning and not set(meaning) & set(said.means):
        said.wishes.append({"text": found[0].strip(), "means": meaning})
        said.words = f"{said.words[: found.start()]} {said.words[found.end() :]}"


def _take_quantities(said: Understood, currency: str | None) -> None:
    """Flux, power, colour temperature, efficacy and price."""
    for quantity in QUANTITIES:
        text = said.words
        for place in bounds_said(text, quantity, currency):
            quoted = text[place.start : place.end].strip()
            if place.lacks is None:
                said.wishes.append({"text": quoted, "means": place.means})
            else:
                said.unclear.append(
                    {"text": quoted, "lacks": dict(zip(("en", "zh"), place.lacks, strict=True))}
                )
            gap = " " * (place.end - place.start)
            said.words = said.words[: place.start] + gap + said.words[place.end :]


def _take_light(said: Understood) -> None:
    """Lux, the surface and the distance: one wish, in any order of its parts."""
    most = re.search(_LUX_AT_MOST, said.words)
    found = most or next(filter(None, (re.search(pattern, said.words) for pattern in _LUX)), None)
    if found is None:
        return
    texts = [(found.start(), found[0])]
    meaning: dict[str, Any] = {}
    left = _without(said.words, found)
    desk = next(filter(None, (re.search(pattern, left) for pattern in _DESK)), None)
    if desk is not None:
        left = _without(left, desk)
        texts.append((desk.start(), desk[0]))
        meaning["lux_over"] = "desk"
    place = next(filter(None, (re.search(pattern, left) for pattern in _FROM)), None)
    if place is not None:
        left = _without(left, place)
        texts.append((place.start(), place[0]))
        meaning["from_m"] = _metres(place)
    text, said.words = " ".join(each.strip() for _, each in sorted(texts)), left
    if most is not None:
        said.unclear.append({"text": text, "lacks": _ONLY_AT_LEAST})
    elif place is None:
        said.unclear.append({"text": found[0].strip(), "lacks": _NO_DISTANCE})
    else:
        said.wishes.append({"text": text, "means": {"lux_at_least": _number(found[1]), **meaning}})


def _without(text: str, found: re.Match[str]) -> str:
    """The text with blanks in place of what was found, so that places stay."""
    return text[: found.start()] + " " * len(found[0]) + text[found.end() :]


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _metres(found: re.Match[str]) -> float:
    number, unit = found[1], found[2]
    factor = next((factor for sign, factor in _TO_METRES.items() if unit.startswith(sign)), 1.0)
    return round(_number(number) * factor, 6)


_PLAIN: tuple[tuple[str, Callable[[re.Match[str]], dict[str, Any]]], ...] = (
    (r"\bip\s?([0-6x][0-9x])\b", lambda m: {"ip": f"IP{m[1].upper()}"}),
    (
        rf"{_LEAST}(?:cri|ra|显色指?数?)\s*(?:>=?|≥|of|at\s+least)?\s*(\d\d)(?:以上|\+)?\b",
        lambda m: {"cri_min": float(m[1])},
    ),
    (r"\btun(?:e)?able(?:\s+white)?\b|可?调色温", lambda m: {"tunable": True}),
    (r"\bin\s+stock\b|有货|现货", lambda m: {"in_stock": True}),
)
