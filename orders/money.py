"""Money in plain data and its one rounding rule: half up, to the currency's smallest coin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from moneyed import CurrencyDoesNotExist, Money, get_currency


def smallest_coin(currency: str) -> Decimal:
    """The smallest amount that can be paid: 0.01 for EUR and CNY, 1 for JPY.

    Raises
    ------
    ValueError
        When ISO 4217 has no such currency.
    """
    try:
        return 1 / Decimal(get_currency(currency).sub_unit)
    except CurrencyDoesNotExist:
        raise ValueError(f"unknown currency {currency!r}, expected a code of ISO 4217") from None


def money(amount: Decimal | str, currency: str) -> Money:
    """`amount` of `currency`, which must be a whole number of its smallest coins.

    Raises
    ------
    ValueError
        When the amount is no finite number, or is finer than the smallest coin.
    """
    coin = smallest_coin(currency)
    try:
        number = Decimal(amount)
        exact = number.quantize(coin)
    except InvalidOperation:
        raise ValueError(f"not an amount of money: {amount!r}") from None
    if exact != number:
        raise ValueError(f"{amount} {currency} is finer than the smallest coin, {coin}")
    return Money(exact, currency)


def rounded(amount: Decimal, currency: str) -> Money:
    """`amount` rounded half up to the smallest coin: 0.005 EUR becomes 0.01 EUR."""
    return Money(amount.quantize(smallest_coin(currency), rounding=ROUND_HALF_UP), currency)


def total_of(amounts: Iterable[Money], currency: str) -> Money:
    """The exact sum; 0 of `currency` when there is nothing to add."""
    return sum(amounts, start=money("0", currency))


def money_json(amount: Money) -> dict[str, str]:
    """Money as the contract writes it: ``{"amount": "129.00", "currency": "EUR"}``."""
    return {"amount": str(amount.amount), "currency": amount.currency.code}


def money_of(document: Mapping[str, Any]) -> Money:
    """The money that `money_json` wrote."""
    return money(str(document["amount"]), str(document["currency"]))
