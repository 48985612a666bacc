"""Units: the international yard is 0.9144 m exactly, so a foot is a third and an inch a 36th of it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kit.units import METRES_PER, metres_per

YARD_M = Fraction(9144, 10000)  # international yard and pound agreement, 1959


@pytest.mark.parametrize(
    ("unit", "wanted_m"),
    [
        ("m", Fraction(1)),
        ("cm", Fraction(1, 100)),
        ("mm", Fraction(1, 1000)),
        ("ft", YARD_M / 3),
        ("in", YARD_M / 36),
    ],
)
def test_a_unit_is_as_long_as_it_was_agreed(unit: str, wanted_m: Fraction) -> None:
    assert metres_per(unit) == float(wanted_m)


@pytest.mark.parametrize("unit", ["", "M", "feet", "auto", "m "])
def test_an_unknown_unit_is_refused_with_those_that_are_known(unit: str) -> None:
    with pytest.raises(ValueError, match="unknown unit") as refused:
        metres_per(unit)
    assert all(known in str(refused.value) for known in METRES_PER)
