"""Lines and prices: what is bought, and money exact to the cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.luminaire import Luminaire
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    Photometry,
)
from assets.price import Price
from kit.errors import UnknownRecord, UnsoundInput
from kit.problems import Problem
from orders.lines import LineKind, OrderLine, lines_of, needs_of
from orders.money import money, money_json, money_of
from orders.prices import (
    PricedLines,
    PriceList,
    ServicePrice,
    check_currencies,
    price,
    price_list_of,
    service_lines,
)

DARK = Photometry(
    LuminousIntensityDistribution(np.array([0.0, 360.0]), np.array([0.0, 180.0]), np.zeros((2, 2))),
    LuminousOpening(),
    "IES",
)


@dataclass
class Placement:
    """As a configuration's placement."""

    id: str
    luminaire: object
    variant: str | None = None
    bulb: str | None = None


@dataclass
class Bare:
    """A photometric file in place of a sku."""

    photometry: str = "spot.ies"


@dataclass
class Assumed:
    """An existing lamp in place of a sku."""

    assumed: object = "800 lm"


@dataclass
class Configuration:
    """As a configuration."""

    placements: list[Placement]


class Shelf:
    """A catalogue of two luminaires, one without a price."""

    luminaires = (
        Luminaire("pendant", "Pendant", "吊灯", DARK, price=Price(Decimal("129.00"), "EUR")),
        Luminaire("spot", "Spot", "射灯", DARK),
    )

    prices: ClassVar = {each.sku: each.price for each in luminaires if each.price is not None}

    def configured(
        self, sku: str, variant: str | None, bulb: str | None, where: str = ""
    ) -> tuple[Luminaire, list[Problem]]:
        """As the catalogue does."""
        for luminaire in self.luminaires:
            if luminaire.sku == sku:
                article = f"{sku}-{variant}" if variant else ""
                return replace(luminaire, variant=variant or "", article=article), []
        raise UnknownRecord(sku)


def test_placements_of_one_kind_share_a_line() -> None:
    placements = [
        Placement("p1", "pendant"),
        Placement("p2", "spot"),
        Placement("p3", "pendant"),
        Placement("p4", "pendant", variant="brass"),
    ]
    lines = lines_of(Configuration(placements), Shelf())
    assert lines == [
        OrderLine("pendant", "Pendant", "吊灯", 2, luminaire="pendant", placements=("p1", "p3")),
        OrderLine("spot", "Spot", "射灯", 1, luminaire="spot", placements=("p2",)),
        OrderLine(
            "pendant-brass", "Pendant", "吊灯", 1, luminaire="pendant", variant="brass", placements=("p4",)
        ),
    ]
    assert needs_of(lines) == {"pendant": 2, "pendant-brass": 1, "spot": 1}


def test_everything_that_cannot_be_ordered_is_named_at_once() -> None:
    placements = [
        Placement("p1", Bare()),
        Placement("p2", "pendant"),
        Placement("p3", Assumed()),
        Placement("p4", "moon"),
    ]
    with pytest.raises(UnsoundInput) as refused:
        lines_of(Configuration(placements), Shelf())
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("CANNOT_BE_ORDERED", "placements[0].luminaire"),
        ("CANNOT_BE_ORDERED", "placements[2].luminaire"),
        ("UNKNOWN_SKU", "placements[3].luminaire"),
    ]
    assert "p1" in refused.value.problems[0].message


def test_an_empty_room_orders_nothing() -> None:
    with pytest.raises(UnsoundInput) as refused:
        lines_of(Configuration([]), Shelf())
    assert [problem.code for problem in refused.value.problems] == ["NOTHING_TO_ORDER"]


def test_the_sample_terms_price_a_catalogue() -> None:
    price_list = price_list_of(Shelf.prices)
    lines = [OrderLine("pendant", "Pendant", "吊灯", 3)]
    services = service_lines(lines, ["installation", "commissioning", "installation"], price_list)
    assert [(line.sku, line.quantity, line.kind) for line in services] == [
        ("installation", 3, LineKind.SERVICE),
        ("commissioning", 1, LineKind.SERVICE),
    ]
    priced = price([*lines, *services], price_list)
    # 3 × 129 + 3 × 45 + 89 = 611; taxes 387 × 19/119 = 61.79, 135 × 19/119 = 21.55, 89 × 19/119 = 14.21
    assert [str(line.tax.amount) for line in priced.lines] == ["61.79", "21.55", "14.21"]
    assert money_json(priced.total) == {"amount": "611.00", "currency": "EUR"}
    assert money_json(priced.tax) == {"amount": "97.55", "currency": "EUR"}
    assert money_json(priced.net) == {"amount": "513.45", "currency": "EUR"}


def test_no_price_no_service_no_currency() -> None:
    price_list = price_list_of(Shelf.prices)
    with pytest.raises(UnsoundInput) as refused:
        price([OrderLine("spot", "Spot", "射灯", 1), OrderLine("moon", "Moon", "月", 1)], price_list)
    assert [problem.code for problem in refused.value.problems] == ["NO_PRICE", "NO_PRICE"]
    with pytest.raises(UnsoundInput) as refused:
        service_lines([], ["dancing"], price_list)
    assert refused.value.problems[0].code == "UNKNOWN_SERVICE"


def test_a_price_that_cannot_be_asked_stops_nobody_else() -> None:
    amounts = {"pendant": "129.00", "free": "0.00", "gift": "-5.00", "fine": "1.005"}
    pieces = {sku: Price(Decimal(amount), "EUR") for sku, amount in amounts.items()}
    pieces["lamp"] = Price(Decimal(99), "USD")
    price_list = price_list_of(pieces)
    assert price([OrderLine("pendant", "P", "吊", 1)], price_list).total == money("129.00", "EUR")
    with pytest.raises(UnsoundInput) as refused:
        price([OrderLine(sku, "L", "灯", 1) for sku in ("lamp", "free", "gift", "fine")], price_list)
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["CURRENCY_DIFFERS", "NO_PRICE", "NO_PRICE", "NO_PRICE"]
    (warned,) = check_currencies(pieces)
    assert (warned.code, warned.severity) == ("CURRENCY_DIFFERS", "warning")
    assert "lamp" in warned.message
    assert check_currencies(Shelf.prices) == []


def test_the_hash_tells_any_change_of_price() -> None:
    first = PriceList("1", "EUR", Decimal("0.19"), {"a": Decimal("1.00"), "b": Decimal("2.00")})
    same = PriceList("1", "EUR", Decimal("0.19"), {"b": Decimal("2.00"), "a": Decimal("1.00")})
    other = PriceList("1", "EUR", Decimal("0.19"), {"a": Decimal("1.01"), "b": Decimal("2.00")})
    assert first.sha256 == same.sha256 != other.sha256
    assert len(first.sha256) == 64


@pytest.mark.parametrize("amount", ["-1.00", "0.005", "NaN", "Infinity"])
def test_unsound_prices_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"price|coin|amount"):
        PriceList("1", "EUR", Decimal("0.19"), {"a": Decimal(amount)})


def test_money_as_plain_data() -> None:
    assert money_of(money_json(money("129", "EUR"))) == money("129.00", "EUR")
    assert money_json(money("1200", "JPY")) == {"amount": "1200", "currency": "JPY"}
    for amount, currency in (("1.5", "JPY"), ("1.001", "CNY"), ("ten", "EUR"), ("1", "XXQ")):
        with pytest.raises(ValueError, match=r"coin|amount|currency"):
            money(amount, currency)


def half_up(amount: Fraction) -> Fraction:
    """The rule, written with whole numbers: cents, a half goes up."""
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
RATES = st.integers(0, 3000).map(lambda share: Decimal(share) / 10000)


@settings(max_examples=200, deadline=None)
@given(
    amounts=st.lists(st.tuples(CENTS, st.integers(1, 500)), min_size=1, max_size=8),
    rate=RATES,
    included=st.booleans(),
    service=st.tuples(CENTS, RATES),
)
def test_totals_are_the_sum_of_lines_to_the_cent(
    amounts: list[tuple[Decimal, int]], rate: Decimal, included: bool, service: tuple[Decimal, Decimal]
) -> None:
    prices = {str(index): amount for index, (amount, _) in enumerate(amounts)}
    services = {"work": ServicePrice("Work", "工", *service, per="order")}
    price_list = PriceList("1", "EUR", rate, prices, services, included)
    lines = [OrderLine(str(index), "n", "名", pieces) for index, (_, pieces) in enumerate(amounts)]
    priced = price([*lines, *service_lines(lines, ["work"], price_list)], price_list)

    expected = Fraction(0)
    for amount, pieces, tax_rate in [*((a, n, rate) for a, n in amounts), (service[0], 1, service[1])]:
        whole = Fraction(amount) * pieces
        expected += whole if included else whole + half_up(whole * Fraction(tax_rate))
    assert Fraction(priced.total.amount) == expected
    assert sum(Fraction(line.total.amount) for line in priced.lines) == expected
    assert priced.net + priced.tax == priced.total
    for line in priced.lines:
        share = Fraction(line.tax_rate)
        base = Fraction(line.total.amount) / (1 + share) if included else Fraction(line.net.amount)
        assert Fraction(line.tax.amount) == half_up(base * share)
    assert PricedLines.from_json(priced.as_json()) == priced


def test_a_changed_sum_is_noticed() -> None:
    document = price([OrderLine("pendant", "P", "吊", 1)], price_list_of(Shelf.prices)).as_json()
    document["total"] = {"amount": "1.00", "currency": "EUR"}
    with pytest.raises(ValueError, match="not the sum"):
        PricedLines.from_json(document)
