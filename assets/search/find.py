"""Luminaires that fit a wish: bounds, counts of what else there is, order, and pages that stay in place."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from assets.price import Price
from assets.search.facts import Facts
from assets.search.light_below import LightBelow
from assets.search.sentences import Understood, understand
from assets.search.wish import DIMMING, FAMILIES, MOUNTINGS, SORTS, Wish
from assets.search.words import SearchedText, mark_of, searched, words_of
from kit.problems import Problem, error, require_sound

HEADROOM_M = 2.0
CCT_TOLERANCE_K = 50.0
_NAME_WEIGHT, _KIND_WEIGHT, _TEXT_WEIGHT = 3.0, 2.0, 1.0
Key = tuple[int, Any, str]  # whether the value is missing, the value, the sku
Test = Callable[[Facts], bool]
LightOf = Callable[[Facts], LightBelow | None]


@dataclass(frozen=True)
class Shop:
    """What the shop says beside the catalogue.

    Parameters
    ----------
    prices
        By sku of articles, in place of those that the entries state; None where those count.
    in_stock
        Skus of articles of which a store has a piece; None where nobody asked the stores.
    """

    prices: Mapping[str, Price] | None = None
    in_stock: Collection[str] | None = None

    def price_of(self, facts: Facts) -> Price | None:
        """The price of the article as it comes."""
        if self.prices is not None:
            return self.prices.get(facts.articles[0])
        if facts.amount is None or facts.currency is None:
            return None
        return Price(facts.amount, facts.currency)

    def currency_of(self, all_facts: Iterable[Facts]) -> str | None:
        """That of all prices; None where there are none, or several."""
        priced = (self.price_of(facts) for facts in all_facts)
        currencies = {price.currency for price in priced if price is not None}
        return currencies.pop() if len(currencies) == 1 else None


@dataclass(frozen=True)
class Found:
    """One page of what fits.

    Parameters
    ----------
    skus
        In their order.
    next
        What to give as `after` for the next page.
    total
        How many fit, on all pages.
    facets
        For each kind of bound, how many would fit with each of its values, all other bounds kept.
    by_light
        Of those on the page, by sku: the illuminance that was asked for and how it was worked out, how far
        they reach down and what they need above the ceiling.
    understood
        What the words were taken to say.
    """

    skus: tuple[str, ...]
    next: str | None
    total: int
    facets: dict[str, Any]
    by_light: dict[str, dict[str, Any]]
    understood: dict[str, Any]


def meant(wish: Wish, currency: str | None = None) -> tuple[Wish, Understood]:
    """The wish with what its words say; what is given beside the words counts before them."""
    said = understand(wish.search, currency)
    for one in tuple(said.wishes):
        try:
            Wish.model_validate(one["means"])
        except ValidationError as fault:
            said.wishes.remove(one)
            said.unclear.append({"text": one["text"], "lacks": _beyond(fault)})
    given = wish.model_dump(exclude_unset=True)
    return Wish.model_validate({**said.means, **given}), said


def _beyond(fault: ValidationError) -> dict[str, str]:
    places = ", ".join(f"{'.'.join(map(str, each['loc']))} {each['msg'].lower()}" for each in fault.errors())
    return {"en": f"This cannot be asked for: {places}.", "zh": f"无法按此条件查找:{places}。"}


def find(
    facts: Mapping[str, Facts],
    wish: Wish,
    *,
    shop: Shop = Shop(),
    sort: str | None = None,
    limit: int = 50,
    after: str | None = None,
    light_of: LightOf | None = None,
) -> Found:
    """Luminaires that fit.

    Parameters
    ----------
    facts
        As `facts_of_all` gives them.
    sort
        One of `SORTS`, with ``-`` before it from the largest down; None is by relevance where there are
        words and else by sku. Luminaires of which the value is not known come last either way.
    after
        `next` of the page before; the page begins behind that place even if what stood there is gone.
    light_of
        The light below a luminaire, such as `LightsBelow.of`; asked only where the wish is by light.

    Raises
    ------
    UnsoundInput
        With every value that is none of those there are, ``LUX_WITHOUT_DISTANCE``, ``UNKNOWN_SORT`` and
        ``PAGE_MARK_DAMAGED``.
    """
    wish, said = meant(wish, shop.currency_of(facts.values()))
    words = words_of(said.words)
    order = sort or ("relevance" if words else "sku")
    require_sound([*_check(wish, order, after)])
    marks = {one.sku: mark for one in facts.values() if (mark := _mark(one, words)) is not None}
    tests = _tests(wish, shop)
    if wish.lux_at_least is not None:
        tests["lux"] = lambda one: (_lux(one, wish, light_of) or 0.0) >= (wish.lux_at_least or 0.0)
    fitting = [facts[sku] for sku in marks if all(test(facts[sku]) for test in tests.values())]
    keys = {one.sku: _key(one, order.lstrip("-"), marks, shop) for one in fitting}
    down = order.startswith("-") != (order.lstrip("-") == "relevance")
    rows = sorted(fitting, key=lambda one: one.sku)
    rows.sort(key=lambda one: keys[one.sku][1], reverse=down)
    rows.sort(key=lambda one: keys[one.sku][0])
    if after is not None:
        begins = _read_mark(after, order)
        rows = [one for one in rows if _is_behind(keys[one.sku], begins, down=down)]
    page = rows[:limit]
    return Found(
        skus=tuple(one.sku for one in page),
        next=_mark_text(keys[page[-1].sku], order) if len(rows) > limit else None,
        total=len(fitting),
        facets=_facets([facts[sku] for sku in marks], tests, shop),
        by_light={one.sku: about for one in page if (about := _by_light(one, wish, light_of))},
        understood=said.as_json(words),
    )


def _check(wish: Wish, order: str, after: str | None) -> Iterable[Problem]:
    for name, known in (("mounting", MOUNTINGS), ("family", FAMILIES), ("dimming", DIMMING)):
        for value in getattr(wish, name):
            if value not in known:
                message = f"{name} is {value[:60]!r}; expected one of {', '.join(known)}."
                yield error("UNKNOWN_CHOICE", name, message)
    if order.removeprefix("-") not in SORTS:
        yield error("UNKNOWN_SORT", "sort", f"sort is {order[:60]!r}; expected one of {', '.join(SORTS)}.")
    elif after is not None and _read_mark(after, order) is None:
        message = f"after is {after[:60]!r}, which no page of this list has given as its next."
        yield error("PAGE_MARK_DAMAGED", "after", message, "Begin with the first page.")
    if (wish.lux_at_least is None) != (wish.from_m is None):
        found = "lux_at_least without from_m" if wish.from_m is None else "from_m without lux_at_least"
        message = f"Found {found}; light is asked for with both."
        yield error("LUX_WITHOUT_DISTANCE", "lux_at_least", message, "Say 300 lx from 1.2 m, for example.")


@lru_cache(maxsize=20_000)
def _searched(one: Facts) -> tuple[tuple[SearchedText, float], ...]:
    kinds = searched(one.mounting, one.family or "")
    names, texts = searched(*one.names), searched(*one.texts)
    return (names, _NAME_WEIGHT), (kinds, _KIND_WEIGHT), (texts, _TEXT_WEIGHT)


def _mark(one: Facts, words: Sequence[str]) -> float | None:
    return mark_of(words, _searched(one))


def _tests(wish: Wish, shop: Shop) -> dict[str, Test]:
    """A test for each kind of bound that is set, by the kind's name."""
    tests: dict[str, Test] = {}
    if wish.mounting:
        tests["mounting"] = lambda one: one.mounting in wish.mounting
    if wish.family:
        tests["family"] = lambda one: one.family in wish.family
    if wish.dimming:
        tests["dimming"] = lambda one: bool(set(one.dimming) & set(wish.dimming))
    if wish.price_min is not None or wish.price_max is not None:
        tests["price"] = lambda one: _within(_price(one, shop), wish.price_min, wish.price_max)
    if wish.flux_min_lm is not None or wish.flux_max_lm is not None:
        tests["luminous_flux_lm"] = lambda one: _within(
            one.luminous_flux_lm, wish.flux_min_lm, wish.flux_max_lm
        )
    for name, least in (
        ("efficacy_lm_w", wish.efficacy_min_lm_w),
        ("colour_rendering_index", wish.cri_min),
    ):
        if least is not None:
            tests[name] = _at_least(name, least)
    if wish.power_min_w is not None or wish.power_max_w is not None:
        tests["power_w"] = lambda one: _within(one.power_w, wish.power_min_w, wish.power_max_w)
    for name, most in (
        ("width_m", wish.width_max_m),
        ("height_m", wish.height_max_m),
    ):
        if most is not None:
            tests[name] = _at_most(name, most)
    return tests | _more_tests(wish, shop)


def _more_tests(wish: Wish, shop: Shop) -> dict[str, Test]:
    tests: dict[str, Test] = {}
    if (wish.cct_k, wish.cct_min_k, wish.cct_max_k) != (None, None, None):
        tests["cct_k"] = lambda one: _has_cct(one, wish)
    if wish.tunable is not None:
        tests["tunable"] = lambda one: (one.cct_range_k is not None) == wish.tunable
    if wish.stand_in is not None:
        tests["stand_in"] = lambda one: one.stand_in == wish.stand_in
    if wish.in_stock is not None:
        there = shop.in_stock or ()
        tests["in_stock"] = lambda one: any(sku in there for sku in one.articles) == wish.in_stock
    if wish.ip is not None:
        ip = wish.ip
        tests["ip"] = lambda one: _is_protected(one.ip, ip)
    if wish.ceiling_m is not None:
        ceiling_m, headroom_m = wish.ceiling_m, _headroom_m(wish)
        tests["ceiling"] = lambda one: one.fits_under(ceiling_m, headroom_m)
    return tests


def _at_least(name: str, least: float) -> Test:
    return lambda one: (value := getattr(one, name)) is not None and value >= least


def _at_most(name: str, most: float) -> Test:
    return lambda one: (value := getattr(one, name)) is not None and value <= most


def _headroom_m(wish: Wish) -> float:
    return HEADROOM_M if wish.headroom_m is None else wish.headroom_m


def _within(value: float | None, least: float | None, most: float | None) -> bool:
    if value is None:
        return False
    return (least is None or value >= least) and (most is None or value <= most)


def _price(one: Facts, shop: Shop) -> float | None:
    price = shop.price_of(one)
    return None if price is None else float(price.amount)


def _has_cct(one: Facts, wish: Wish) -> bool:
    """Whether it, a variant or its range has the one that is wished, and one within the bounds."""
    has = [(each - CCT_TOLERANCE_K, each + CCT_TOLERANCE_K) for each in one.ccts_k]
    has += [] if one.cct_range_k is None else [one.cct_range_k]
    wished = [] if wish.cct_k is None else [(wish.cct_k, wish.cct_k)]
    wished.append((wish.cct_min_k or 0.0, wish.cct_max_k or math.inf))
    return all(any(low <= most and least <= high for low, high in has) for least, most in wished)


def _is_protected(ip: str | None, least: str) -> bool:
    """Whether both digits are at least those; X is not tested and so counts as 0 (IEC 60529)."""
    if ip is None:
        return False
    return all(
        int(has.replace("X", "0")) >= int(wants.replace("X", "0"))
        for has, wants in zip(ip[2:], least[2:], strict=True)
    )


def _facets(all_found: list[Facts], tests: Mapping[str, Test], shop: Shop) -> dict[str, Any]:
    """Counts and ranges; each kind is counted among what keeps all bounds but its own."""

    def among(kind: str) -> list[Facts]:
        others = [test for name, test in tests.items() if name != kind]
        return [one for one in all_found if all(test(one) for test in others)]

    facets: dict[str, Any] = {
        "mounting": _counts(one.mounting for one in among("mounting")),
        "family": _counts(one.family for one in among("family")),
        "dimming": _counts(each for one in among("dimming") for each in one.dimming),
        "ip": _counts(one.ip for one in among("ip")),
        "cct_k": _counts(f"{each:.0f}" for one in among("cct_k") for each in one.ccts_k),
        "tunable": _counts(_yes(one.cct_range_k is not None) for one in among("tunable")),
        "stand_in": _counts(_yes(one.stand_in) for one in among("stand_in")),
        "price": _range(_price(one, shop) for one in among("price")),
    }
    for name in ("luminous_flux_lm", "power_w", "colour_rendering_index"):
        facets[name] = _range(getattr(one, name) for one in among(name))
    if shop.in_stock is not None:
        there = shop.in_stock
        facets["in_stock"] = _counts(
            _yes(any(sku in there for sku in one.articles)) for one in among("in_stock")
        )
    return facets


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _counts(values: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(value for value in values if value is not None)
    return dict(sorted(counted.items()))


def _range(values: Iterable[float | None]) -> dict[str, float] | None:
    known = [value for value in values if value is not None]
    return {"min": min(known), "max": max(known)} if known else None


def _lux(one: Facts, wish: Wish, light_of: LightOf | None) -> float | None:
    if light_of is None or wish.from_m is None:
        raise ValueError("a wish by light needs `light_of`, and `from_m`")
    light = light_of(one)
    return None if light is None else light.illuminance_lx(wish.from_m, wish.lux_over or "point")


def _by_light(one: Facts, wish: Wish, light_of: LightOf | None) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if wish.lux_at_least is not None and wish.from_m is not None:
        lux, light = _lux(one, wish, light_of), None if light_of is None else light_of(one)
        about |= {
            "illuminance_lx": None if lux is None else round(lux, 1),
            "from_m": wish.from_m,
            "over": wish.lux_over or "point",
            "method": None if light is None else light.method(wish.from_m),
        }
    if wish.ceiling_m is not None:
        about |= {"reaches_down_m": one.below_m, "height_m": one.height_m, "depth_above_m": one.depth_m}
    return about


def _key(one: Facts, order: str, marks: Mapping[str, float], shop: Shop) -> Key:
    values: dict[str, Any] = {
        "sku": one.sku,
        "relevance": marks[one.sku],
        "name": one.name_en.casefold(),
        "flux": one.luminous_flux_lm,
        "efficacy": one.efficacy_lm_w,
        "power": one.power_w,
        "price": _price(one, shop) if order == "price" else None,
    }
    value = values[order]
    missing = value is None
    return int(missing), ("" if order in ("sku", "name") else 0.0) if missing else value, one.sku


def _mark_text(key: Key, order: str) -> str:
    """Where a page ends, as its next begins: the sku where that is the order, or else the whole key."""
    if order == "sku":
        return key[2]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read_mark(text: str, order: str) -> Key | None:
    """The key that a mark holds; None where it is none of this order."""
    if order == "sku":
        return 0, text, text
    try:
        missing, value, sku = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    wanted = str if order.removeprefix("-") in ("sku", "name") else (int, float)
    is_one = missing in (0, 1) and isinstance(sku, str) and isinstance(value, wanted)
    return (int(missing), value, sku) if is_one else None


def _is_behind(key: Key, mark: Key | None, *, down: bool) -> bool:
    if mark is None or key[0] != mark[0]:
        return mark is None or key[0] > mark[0]
    if key[1] != mark[1]:
        return bool(key[1] < mark[1]) if down else bool(key[1] > mark[1])
    return key[2] > mark[2]
