"""Customers who cannot be reached are told before they order."""

from __future__ import annotations

import pytest

from orders.customer_checks import check_customer
from orders.order import Customer

SOUND = {"name": "Lin", "email": "lin@example.org", "phone": "", "address": "", "language": "zh"}


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"name": "  "}, "NAME_MISSING", "customer.name"),
        ({"name": "x" * 201}, "WRONG_LENGTH", "customer.name"),
        ({"email": "bad"}, "EMAIL_UNUSABLE", "customer.email"),
        ({"email": "a@b c"}, "EMAIL_UNUSABLE", "customer.email"),
        ({"email": "a@" + "b" * 253}, "WRONG_LENGTH", "customer.email"),
        ({"phone": "1" * 41}, "WRONG_LENGTH", "customer.phone"),
        ({"address": "x" * 501}, "WRONG_LENGTH", "customer.address"),
        ({"language": "fr"}, "UNKNOWN_LANGUAGE", "customer.language"),
    ],
)
def test_each_fault_has_its_code(change: dict[str, str], code: str, where: str) -> None:
    (problem,) = check_customer(Customer.from_json({**SOUND, **change}))
    assert (problem.code, problem.where) == (code, where)


def test_a_sound_customer_has_no_problem() -> None:
    assert check_customer(Customer.from_json(SOUND)) == []
