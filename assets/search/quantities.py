"""Bounds on flux, power, colour temperature, efficacy and price in a search: "under 800 lm", "20-30 W"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,7})(?:[.,]\d{1,3})?(?!\d)"
_BEGIN, _END = r"(?<![a-z0-9._/-])", r"(?![a-z0-9]|-[a-z])"  # a number within a sku is a part of that word
_SIGN = r"(?:us\$|[€$£¥]|(?:eur|usd|gbp|cny|chf)(?=\s*\d))"
MOST = (
    r"(?:\b(?:(?:no|not)\s+(?:more\s+than|over|above)|under|below|up\s+to|at\s+most|max(?:imum)?(?:\s+of|\.)?"
    r"|cheaper\s+than|(?<!no )(?<!not )(?:less|fewer)\s+than)|<=?|≤"
    r"|不超过|不高于|不多于|不大于|最多|至多|不到|(?<!不)(?:低于|小于|少于))"
)
_LEAST = (
    r"(?:\b(?:(?:no|not)\s+(?:less\s+than|fewer\s+than|under|below)|over|above|from|at\s+least|min(?:imum)?(?:\s+of|\.)?"
    r"|(?<!no )(?<!not )more\s+than)|>=?|≥"
    r"|不少于|不低于|不小于|至少|最少|(?<!不)(?:大于|超过|高于|多于))"
)
_MOST_AFTER = r"(?:\s*(?:以下|以内|之内|or\s+less\b|max(?:imum)?\b|at\s+most\b))"
_LEAST_AFTER = r"(?:\s*(?:以上|\+|or\s+more\b|min(?:imum)?\b|at\s+least\b))"
_TO = r"\s*(?:-|–|—|~|to\b|至|到)\s*"
_CURRENCIES = {
    "EUR": r"€|eur(?:os?)?|欧元",
    "USD": r"us\$|\$|usd|dollars?|美元",
    "GBP": r"£|gbp|pounds?|英镑",
    "CHF": r"chf|francs?|法郎",
    "CNY": r"cny|rmb|yuan|人民币|(?<![欧美日])元|块",
    "CNY, JPY": r"¥",
}


@dataclass(frozen=True)
class Quantity:
    """What can be bounded: how its unit is written, and the names of `Wish` that bound it.

    Parameters
    ----------
    unit
        A pattern.
    least, most
        Names of bounds; None where there is no such bound.
    alone
        The name of what a number without more means; None where that is not clear.
    example
        How to say it clearly, in English and Chinese.
    """

    unit: str
    least: str | None
    most: str | None
    alone: str | None
    example: tuple[str, str]


PRICE = Quantity(
    "|".join(_CURRENCIES.values()),
    *("price_min", "price_max", None),
    ("Say under, over or from and to, with the currency.", "请说明上限或下限及货币。"),
)
QUANTITIES = (
    Quantity(
        r"lm\s*/\s*w|lumens?\s+per\s+watt|流明\s*/\s*瓦",
        *("efficacy_min_lm_w", None, "efficacy_min_lm_w"),
        ("Say at least, such as at least 100 lm/W.", "请说明下限,例如至少 100 流明/瓦。"),
    ),
    Quantity(
        r"(?:lm|lumens?|流明)(?!\s*/|\s+per\b)",
        *("flux_min_lm", "flux_max_lm", "flux_min_lm"),
        ("Say it once, such as 500 to 800 lm.", "请只说一次,例如 500 至 800 流明。"),
    ),
    Quantity(
        r"w|watts?|瓦",
        *("power_min_w", "power_max_w", None),
        ("Say under or over, such as under 20 W.", "请说明上限或下限,例如 20 瓦以下。"),
    ),
    Quantity(
        r"k|kelvin|开尔文",
        *("cct_min_k", "cct_max_k", "cct_k"),
        ("Say it once, from 1000 to 20000 K, such as 3000 K.", "请只说一次,1000 至 20000 K,例如 3000 K。"),
    ),
    PRICE,
)


@dataclass(frozen=True)
class Said:
    """A place of a search that names a quantity: where, what it means, and what it lacks (en, zh)."""

    start: int
    end: int
    means: dict[str, float]
    lacks: tuple[str, str] | None = None


def bounds_said(text: str, quantity: Quantity, currency: str | None) -> Iterator[Said]:
    """Each place that names the quantity, from the left; at most one of them means the same bound.

    Parameters
    ----------
    text
        In small letters.
    currency
        Of the shop's prices; a price in another one is told as what it lacks. None where it is not known.
    """
    known: set[str] = set()
    for found in re.finditer(_pattern(quantity), text):
        if not re.search(
            rf"(?:{quantity.unit}){_END}|{_SIGN}" if quantity is PRICE else quantity.unit, found[0]
        ):
            continue
        means = _means(found, quantity)
        lacks = None
        if quantity is PRICE and currency is not None and not _is_in(found[0], currency):
            lacks = (f"Prices are in {currency}.", f"价格以 {currency} 计。")
        elif not means or known & means.keys():
            lacks = quantity.example
        known |= means.keys()
        yield Said(found.start(), found.end(), {} if lacks else means, lacks)


def _pattern(quantity: Quantity) -> str:
    """A bound, a range or a number alone; that it has its unit is looked at when it is found."""
    sign = rf"(?:{_SIGN}\s*)?" if quantity is PRICE else ""
    value = rf"{sign}{_NUMBER}(?:\s*(?:{quantity.unit}))?{{end}}"
    inner, last = value.replace("{end}", ""), value.replace("{end}", _END)
    return (
        rf"(?:between\s+(?P<a>{inner})\s*and\s+(?P<b>{last})|(?:\bfrom\s+|从)?{_BEGIN}(?P<c>{inner}){_TO}(?P<d>{last})"
        rf"|(?:(?:with\s+)?(?:(?P<most>{MOST})|(?P<least>{_LEAST}))\s*)?{_BEGIN}(?P<one>{last})"
        rf"(?:(?P<most_after>{_MOST_AFTER})|(?P<least_after>{_LEAST_AFTER}))?)"
    )


def _means(found: re.Match[str], quantity: Quantity) -> dict[str, float]:
    low, high, one = found["a"] or found["c"], found["b"] or found["d"], found["one"]
    if one is None:
        least, most = number_of(low), number_of(high)
        if least > most or quantity.least is None or quantity.most is None:
            return {}
        return {quantity.least: least, quantity.most: most}
    at_most = bool(found["most"] or found["most_after"])
    at_least = bool(found["least"] or found["least_after"])
    name = quantity.alone if at_most == at_least else quantity.most if at_most else quantity.least
    return {} if name is None or (at_most and at_least) else {name: number_of(one)}


def number_of(text: str) -> float:
    """The number in a text; three digits behind a point or comma are thousands."""
    found = re.search(r"\d[\d.,]*", text)
    digits = "0" if found is None else found[0].rstrip(".,")
    digits = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", digits)
    return float(digits.replace(",", "."))


def _is_in(text: str, currency: str) -> bool:
    named = [codes for codes, signs in _CURRENCIES.items() if re.search(signs, text)]
    return all(currency in codes.split(", ") for codes in named)
