"""Whether a customer can be reached: the same rules over HTTP and in the shell."""

from __future__ import annotations

import re

from kit.problems import Problem, error
from orders.order import Customer

EMAIL = r"^[^@\s]+@[^@\s]+$"  # whether it arrives is shown by sending only
LONGEST = {"name": 200, "email": 254, "phone": 40, "address": 500}
LANGUAGES = ("en", "zh")


def check_customer(customer: Customer) -> list[Problem]:
    """Every problem of a customer; who comes for the goods needs no address.

    Examples
    --------
    >>> [problem.where for problem in check_customer(Customer(" ", "nobody", "", "", "en"))]
    ['customer.name', 'customer.email']
    """
    given = customer.as_json()
    problems: list[Problem] = []
    for key, most in LONGEST.items():
        if len(given[key]) > most:
            message = f"The customer's {key} has {len(given[key])} characters; at most {most} are kept."
            problems.append(error("WRONG_LENGTH", f"customer.{key}", message, "Shorten it."))
    if not customer.name.strip():
        message = "The customer's name is empty; a name was expected."
        problems.append(error("NAME_MISSING", "customer.name", message, "Say who orders."))
    if re.search(EMAIL, customer.email) is None:
        message = f"The customer's e-mail is {customer.email[:60]!r}; name@domain was expected."
        problems.append(error("EMAIL_UNUSABLE", "customer.email", message, "Correct the address."))
    if customer.language not in LANGUAGES:
        message = f"The customer's language is {customer.language[:20]!r}; en or zh was expected."
        problems.append(error("UNKNOWN_LANGUAGE", "customer.language", message, "Take en or zh."))
    return problems
