"""Prices: a versioned list, and lines priced with it, exact to the smallest coin.

Rounding happens once per line and half up; the order's net, tax and total are plain sums of the
lines, so that net + tax = total holds for every line and for the order.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from moneyed import Money

from assets.price import Price
from kit.problems import Problem, error, require_sound, warning
from orders.lines import LineKind, OrderLine
from orders.money import money, money_json, money_of, rounded, total_of

SAMPLE_TERMS = Path(__file__).parent / "price_list.toml"


@dataclass(frozen=True)
class ServicePrice:
    """What a service costs: `amount` for each luminaire, or once for the order."""

    name: str
    name_zh: str
    amount: Decimal
    tax_rate: Decimal
    per: str  # "luminaire" or "order"

    def __post_init__(self) -> None:
        if self.per not in ("luminaire", "order"):
            raise ValueError(f"a service is priced per luminaire or per order, not per {self.per!r}")


@dataclass(frozen=True)
class PriceList:
    """What everything costs, in one currency.

    Parameters
    ----------
    version
        Name of the list, kept with every quote.
    currency
        Code of ISO 4217.
    tax_rate
        Of luminaires, as a share: 0.19.
    tax_included
        Whether the amounts contain the tax.
    currencies
        Of skus that are priced in another currency, and so cannot be sold under this list.
    prices
        Amount per sku of one article or bulb.
    services
        Prices of services by id.

    Raises
    ------
    ValueError
        When an amount is negative or finer than the smallest coin, or a rate is negative.
    """

    version: str
    currency: str
    tax_rate: Decimal
    prices: Mapping[str, Decimal]
    services: Mapping[str, ServicePrice] = field(default_factory=dict)
    tax_included: bool = True
    currencies: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        amounts = [*self.prices.values(), *(service.amount for service in self.services.values())]
        for amount in amounts:
            if money(amount, self.currency).amount < 0:
                raise ValueError(f"a price is not negative, got {amount}")
        for rate in (self.tax_rate, *(service.tax_rate for service in self.services.values())):
            if not (rate.is_finite() and rate >= 0):
                raise ValueError(f"a tax rate is a share of 0 or more, got {rate}")

    @cached_property
    def sha256(self) -> str:
        """Hash over everything that can change a price."""
        services = {
            name: [s.name, s.name_zh, str(s.amount), str(s.tax_rate), s.per]
            for name, s in self.services.items()
        }
        document = {
            "version": self.version,
            "currency": self.currency,
            "tax_rate": str(self.tax_rate),
            "tax_included": self.tax_included,
            "prices": {sku: str(amount) for sku, amount in self.prices.items()},
            "services": services,
        }
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class PricedLine:
    """A line with its price; `net` + `tax` is `total`, to the smallest coin."""

    line: OrderLine
    unit_price: Money
    tax_rate: Decimal
    net: Money
    tax: Money
    total: Money

    def as_json(self) -> dict[str, Any]:
        """Plain data, as the contract writes a line."""
        return {
            "sku": self.line.sku,
            "kind": self.line.kind.value,
            "name": {"en": self.line.name, "zh": self.line.name_zh},
            "luminaire": self.line.luminaire,
            "variant": self.line.variant,
            "bulb": self.line.bulb,
            "placements": list(self.line.placements),
            "quantity": self.line.quantity,
            "unit_price": money_json(self.unit_price),
            "tax_rate": str(self.tax_rate),
            "net": money_json(self.net),
            "tax": money_json(self.tax),
            "total": money_json(self.total),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> PricedLine:
        """The line that `as_json` wrote."""
        line = OrderLine(
            sku=document["sku"],
            name=document["name"]["en"],
            name_zh=document["name"]["zh"],
            quantity=document["quantity"],
            kind=LineKind(document["kind"]),
            luminaire=document.get("luminaire"),
            variant=document["variant"],
            bulb=document["bulb"],
            placements=tuple(document["placements"]),
        )
        return cls(
            line=line,
            unit_price=money_of(document["unit_price"]),
            tax_rate=Decimal(document["tax_rate"]),
            net=money_of(document["net"]),
            tax=money_of(document["tax"]),
            total=money_of(document["total"]),
        )


@dataclass(frozen=True)
class PricedLines:
    """All lines of a quote or an order, and their sums."""

    lines: tuple[PricedLine, ...]
    currency: str

    @property
    def net(self) -> Money:
        """Sum of the lines' net amounts."""
        return total_of((line.net for line in self.lines), self.currency)

    @property
    def tax(self) -> Money:
        """Sum of the lines' taxes."""
        return total_of((line.tax for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """Sum of the lines' totals: what the customer pays."""
        return total_of((line.total for line in self.lines), self.currency)

    def as_json(self) -> dict[str, Any]:
        """Lines and sums as plain data."""
        return {
            "lines": [line.as_json() for line in self.lines],
            "net": money_json(self.net),
            "tax": money_json(self.tax),
            "total": money_json(self.total),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> PricedLines:
        """The lines that `as_json` wrote.

        Raises
        ------
        ValueError
            When a written sum is not the sum of the lines.
        """
        lines = tuple(PricedLine.from_json(line) for line in document["lines"])
        priced = cls(lines=lines, currency=document["total"]["currency"])
        for name in ("net", "tax", "total"):
            if money_of(document[name]) != getattr(priced, name):
                raise ValueError(f"{name} {document[name]} is not the sum of the lines")
        return priced


def price_list_of(pieces: Mapping[str, Price], terms: Path = SAMPLE_TERMS) -> PriceList:
    """The price list of a catalogue: prices by sku under the terms of a TOML file.

    What cannot be sold at its price, in another currency or not above 0, is left out; all else can be sold.
    """
    document = _terms(terms)
    currency = document["currency"]
    prices = {sku: one.amount for sku, one in pieces.items() if _can_be_asked(one, currency)}
    services = {
        name: ServicePrice(
            name=entry["name"],
            name_zh=entry["name_zh"],
            amount=Decimal(entry["amount"]),
            tax_rate=Decimal(entry["tax_rate"]),
            per=entry["per"],
        )
        for name, entry in document.get("service", {}).items()
    }
    return PriceList(
        version=document["version"],
        currency=currency,
        tax_rate=Decimal(document["tax_rate"]),
        prices=prices,
        services=services,
        tax_included=document["tax_included"],
        currencies={sku: one.currency for sku, one in pieces.items() if one.currency != currency},
    )


def check_currencies(pieces: Mapping[str, Price], terms: Path = SAMPLE_TERMS) -> list[Problem]:
    """One warning for all prices of a catalogue that are in another currency than the terms."""
    currency = _terms(terms)["currency"]
    others = [sku for sku, one in pieces.items() if one.currency != currency]
    if not others:
        return []
    message = (
        f"{len(others)} prices are not in {currency}, so these cannot be ordered: {', '.join(others[:5])}"
    )
    return [warning("CURRENCY_DIFFERS", "price", message, f"State them in {currency}.")]


def _terms(terms: Path) -> dict[str, Any]:
    return tomllib.loads(terms.read_text(encoding="utf-8"))


def _can_be_asked(one: Price, currency: str) -> bool:
    try:
        return one.currency == currency and money(one.amount, currency).amount > 0
    except ValueError:  # finer than the smallest coin
        return False


def service_lines(
    lines: Sequence[OrderLine], services: Sequence[str], price_list: PriceList
) -> list[OrderLine]:
    """Lines for the wished services: one piece per luminaire, or one per order, as the list says.

    Raises
    ------
    UnsoundInput
        With ``UNKNOWN_SERVICE`` for each service that the price list does not have.
    """
    known = ", ".join(sorted(price_list.services)) or "none"
    require_sound(
        error("UNKNOWN_SERVICE", f"services[{index}]", f"Found {name!r}, expected one of: {known}.")
        for index, name in enumerate(services)
        if name not in price_list.services
    )
    pieces = sum(line.quantity for line in lines if line.kind is LineKind.LUMINAIRE)
    wished = dict.fromkeys(services)  # each once, in the order asked for
    return [
        OrderLine(
            sku=name,
            name=price_list.services[name].name,
            name_zh=price_list.services[name].name_zh,
            quantity=pieces if price_list.services[name].per == "luminaire" else 1,
            kind=LineKind.SERVICE,
        )
        for name in wished
    ]


def price(lines: Sequence[OrderLine], price_list: PriceList) -> PricedLines:
    """Price each line.

    With tax included, a line's tax is total × rate ÷ (1 + rate), rounded half up, and its net the
    rest; without, the tax is net × rate, rounded half up, and the total their sum.

    Raises
    ------
    UnsoundInput
        With ``NO_PRICE`` for each line that the price list does not know, or ``CURRENCY_DIFFERS``.
    """
    problems: list[Problem] = []
    priced: list[PricedLine] = []
    for index, line in enumerate(lines):
        found = _amount_and_rate(line, price_list)
        if line.sku in price_list.currencies:
            other = price_list.currencies[line.sku]
            message = f"{line.sku!r} is priced in {other}, expected {price_list.currency}."
            problems.append(error("CURRENCY_DIFFERS", f"lines[{index}]", message))
        elif found is None:
            message = f"{line.sku!r} has no price in the price list {price_list.version!r}."
            hint = "Choose another luminaire, or ask the shop for its price."
            problems.append(error("NO_PRICE", f"lines[{index}]", message, hint))
        else:
            priced.append(_priced(line, *found, price_list))
    require_sound(problems)
    return PricedLines(lines=tuple(priced), currency=price_list.currency)


def _amount_and_rate(line: OrderLine, price_list: PriceList) -> tuple[Decimal, Decimal] | None:
    """Price of one piece and its tax rate, or None where the list has none."""
    if line.kind is LineKind.SERVICE:
        service = price_list.services.get(line.sku)
        return None if service is None else (service.amount, service.tax_rate)
    amount = price_list.prices.get(line.sku)
    return None if amount is None else (amount, price_list.tax_rate)


def _priced(line: OrderLine, amount: Decimal, rate: Decimal, price_list: PriceList) -> PricedLine:
    """`line` at `amount` a piece."""
    currency = price_list.currency
    unit_price = money(amount, currency)
    gross_or_net = unit_price * line.quantity
    if price_list.tax_included:
        total = gross_or_net
        tax = rounded(total.amount * rate / (1 + rate), currency)
        net = total - tax
    else:
        net = gross_or_net
        tax = rounded(net.amount * rate, currency)
        total = net + tax
    return PricedLine(line=line, unit_price=unit_price, tax_rate=rate, net=net, tax=tax, total=total)
