"""Numbers, lengths and amounts as people write them in tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from statistics import median

from kit.units import METRES_PER

_NUMBER = re.compile(r"\d[\d.,'’\u00a0\u202f]*(?:[ ]\d{3}(?!\d)[\d.,]*)*")
_MINUS = re.compile(r"(?:^|[^\w]|x)[-–−]\s*[€$£¥￥]?\s*$", re.I)  # before a number, or its sign
_RANGE = re.compile(r"[\s\w\"″]{0,14}?\s*([-–—~～]|\b(?:to|bis|à)\b|至|到)\s*", re.I)  # between two numbers
_UNIT_NAMES = {
    **{name: name for name in METRES_PER},
    "inch": "in",
    "inches": "in",
    "zoll": "in",
    "pouce": "in",
    "pouces": "in",
    '"': "in",
    "″": "in",
    "毫米": "mm",
    "厘米": "cm",
    "公分": "cm",
    "米": "m",
    "英寸": "in",
    "millimeter": "mm",
    "millimetre": "mm",
    "zentimeter": "cm",
    "centimetre": "cm",
    "centimeter": "cm",
    "meter": "m",
    "metre": "m",
    "feet": "ft",
}
_UNIT = re.compile(
    r"\s*(" + "|".join(sorted(map(re.escape, _UNIT_NAMES), key=len, reverse=True)) + r")(?![a-z])", re.I
)
_LABELS = {
    "l": "length",
    "length": "length",
    "长": "length",
    "lange": "length",
    "länge": "length",
    "long": "length",
    "w": "width",
    "b": "width",
    "width": "width",
    "breite": "width",
    "宽": "width",
    "larg": "width",
    "h": "height",
    "height": "height",
    "höhe": "height",
    "hohe": "height",
    "高": "height",
    "haut": "height",
    "d": "depth",
    "t": "depth",
    "p": "depth",
    "depth": "depth",
    "tiefe": "depth",
    "深": "depth",
    "ø": "diameter",
    "⌀": "diameter",
    "φ": "diameter",
    "dia": "diameter",
    "直径": "diameter",
    "∅": "diameter",
}
_LABEL = re.compile(
    "(" + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True)) + r")[\s.:=]*$", re.I
)
CURRENCIES = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "£": "GBP",
    "gbp": "GBP",
    "cny": "CNY",
    "rmb": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "chf": "CHF",
    "sfr": "CHF",
    "jpy": "JPY",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "czk": "CZK",
    "aud": "AUD",
    "cad": "CAD",
}
_CURRENCY = re.compile(
    "|".join(
        re.escape(sign) if not sign.isalpha() or sign in ("元", "人民币") else rf"(?<![a-z]){sign}(?![a-z])"
        for sign in sorted(CURRENCIES, key=len, reverse=True)
    ),
    re.I,
)


@dataclass(frozen=True)
class Size:
    """Stated extents, None where nothing is stated [m]."""

    length: float | None = None
    width: float | None = None
    depth: float | None = None
    height: float | None = None
    diameter: float | None = None

    def stated(self) -> dict[str, float]:
        """What is stated, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


def decimal_mark(cells: Iterable[str]) -> str | None:
    """The decimal mark of a column, ``.`` or ``,``; None where nothing in it tells.

    Both in one number: the later one. Several of one kind: the other. One with more or fewer than three
    digits behind, or a lone zero before: that one. The majority counts.
    """
    votes = {".": 0, ",": 0}
    for cell in cells:
        for found in _NUMBER.findall(cell):
            mark = _mark_of(found)
            if mark is not None:
                votes[mark] += 1
    if votes["."] == votes[","]:
        return None
    return max(votes, key=lambda mark: votes[mark])


def _mark_of(number: str) -> str | None:
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    if points + commas == 0:
        return None
    mark, count = (".", points) if points else (",", commas)
    if count > 1:
        return "," if mark == "." else "."
    before, _, behind = number.partition(mark)
    return mark if len(behind) != 3 or before in ("", "0") or len(before) > 3 else None


def number_in(text: str, mark: str | None) -> Decimal | None:
    """The first number of a text; None where there is none or its mark cannot be told.

    Parameters
    ----------
    mark
        The column's decimal mark; a number that tells its own goes by that.

    Examples
    --------
    >>> number_in("€ 1.299,00", None), number_in("12,5 W", None), number_in("1.299", None)
    (Decimal('1299.00'), Decimal('12.5'), None)
    """
    found = _NUMBER.search(text)
    return None if found is None else _decimal(found[0], mark)


def single_number(text: str, mark: str | None) -> Decimal | None:
    """The only number of a text; None where there are several, a minus stands before it, or as `number_in`.

    Examples
    --------
    >>> single_number("129,00 EUR", ","), single_number("2 x 49,00 EUR", ","), single_number("-300", None)
    (Decimal('129.00'), None, None)
    """
    found = list(_NUMBER.finditer(text))
    if len(found) != 1 or _MINUS.search(text[: found[0].start()]):
        return None
    return _decimal(found[0][0], mark)


def price_in(text: str, mark: str | None) -> Decimal | None:
    """The only amount of a text, of at most two decimals; None where that is not what it is.

    Three digits behind the column's own mark are no price: a thousand or a slip.

    Examples
    --------
    >>> price_in("€ 1.299,00", None), price_in("1.299", "."), price_in("1.299", ","), price_in("199,-", ",")
    (Decimal('1299.00'), None, Decimal('1299'), Decimal('199'))
    """
    value = single_number(text, mark)
    exponent = None if value is None else value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= -2 else None


def _decimal(number: str, mark: str | None) -> Decimal | None:
    digits = re.sub(r"['’\u00a0\u202f ]", "", number).rstrip(".,")
    own = _mark_of(digits) or mark
    if own is None and ("." in digits or "," in digits):
        return None
    other = "," if own == "." else "."
    try:
        return Decimal(digits.replace(other, "").replace(own or ".", "."))
    except InvalidOperation:
        return None


def currency_in(text: str) -> str | None:
    """The currency that a text names by code or sign, such as ``EUR``; a bare ¥ names none."""
    found = _CURRENCY.search(text)
    return None if found is None else CURRENCIES[found[0].casefold()]


def unit_in(text: str) -> str | None:
    """The unit of length in a heading, such as ``mm`` of "Länge [mm]"."""
    for word in reversed(re.findall(r"[a-z\"″]+|[\u3400-\u9fff]+", text.casefold())):
        for name, unit in _UNIT_NAMES.items():
            if word == name and (
                len(word) > 1 or re.search(rf"[\[(/_ ,]\s*{re.escape(word)}\s*[\])]?\s*$", text, re.I)
            ):
                return unit
            if len(name) > 1 and ord(name[0]) > 0x3400 and word.endswith(name):
                return unit
    return None


def length_m(text: str, *, unit: str | None, mark: str | None) -> float | None:
    """A length with its own unit, else the column's; None where it is not one or has no unit [m]."""
    found = _NUMBER.search(text)
    value = single_number(text, mark or ".")
    if found is None or value is None:
        return None
    own = _UNIT.match(text, found.end())
    known = _UNIT_NAMES[own[1].casefold()] if own else unit
    return None if known is None else float(value) * METRES_PER[known]


def size_in(text: str, *, unit: str | None, mark: str | None, order: str = "lwh") -> Size:
    """Several extents in one cell, such as "Ø300 x H 250 mm" or "1200*60*75"; none of a range or a minus.

    Parameters
    ----------
    unit
        The column's, where the cell has none.
    order
        What unlabelled numbers are, as initials: ``l``, ``w``, ``d`` and ``h``.
    """
    numbers = list(_NUMBER.finditer(text))[:4]
    before = [text[: number.start()] for number in numbers]
    between = [text[one.end() : two.start()] for one, two in pairwise(numbers)]
    if any(map(_MINUS.search, before)) or any(map(_RANGE.fullmatch, between)):
        return Size()
    units = [match for number in numbers if (match := _UNIT.match(text, number.end()))]
    last = _UNIT_NAMES[units[-1][1].casefold()] if units else unit
    if last is None:
        return Size()
    names = {"l": "length", "w": "width", "d": "depth", "h": "height"}
    labels = [_LABEL.search(text[: number.start()].rstrip(" .:=")) for number in numbers]
    words = [None if label is None else _LABELS[label[1].casefold()] for label in labels]
    if "depth" in words and "width" not in words and "length" not in words and "diameter" not in words:
        words = ["diameter" if word == "depth" else word for word in words]  # D without a width
    free = [names[initial] for initial in order if names[initial] not in words]
    if "diameter" in words:
        free = ["height"]
    values: dict[str, float] = {}
    for number, word in zip(numbers, words, strict=True):
        name = word or (free.pop(0) if free else None)
        value = _decimal(number[0], mark or ".")
        own = _UNIT.match(text, number.end())
        if name is None or value is None or name in values:
            continue
        values[name] = float(value) * METRES_PER[_UNIT_NAMES[own[1].casefold()] if own else last]
    return Size(**values)


def likely_unit(numbers: list[float]) -> str:
    """The unit of a column of lengths that names none: by it the median is 50 mm to 5 m long.

    Millimetres are tried before centimetres and metres.
    """
    middle = median(numbers) if numbers else 100.0
    return next((unit for unit in ("mm", "cm", "m") if 0.05 <= middle * METRES_PER[unit] <= 5.0), "mm")
