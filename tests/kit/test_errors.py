"""The tree of exceptions: one root, a code each, and text that a person can read."""

from __future__ import annotations

import pytest

from kit import errors
from kit.errors import Conflict, LampyrisError, UnsoundInput
from kit.problems import error, warning


def branches() -> list[type[LampyrisError]]:
    return [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, LampyrisError)
    ]


def test_codes_are_distinct_and_in_capitals() -> None:
    codes = [branch.code for branch in branches()]
    assert len(set(codes)) == len(codes) >= 7
    assert all(code.replace("_", "").isupper() for code in codes)


def test_the_drawn_tree_names_every_branch() -> None:
    drawn = (errors.__doc__ or "").split()
    assert [branch.__name__ for branch in branches() if branch.__name__ not in drawn] == []


def test_unsound_input_reads_as_sentences_about_its_errors() -> None:
    told = [
        error("A", "x", "One is wrong"),
        warning("B", "y", "Two is doubtful."),
        error("C", "z", "Is three?"),
    ]
    assert str(UnsoundInput(told)) == "One is wrong. Is three?"
    assert str(UnsoundInput(told[1:2])) == "Two is doubtful."


@pytest.mark.parametrize(("given", "code"), [((), "CONFLICT"), (("TOO_LATE",), "TOO_LATE")])
def test_a_conflict_may_narrow_its_code(given: tuple[str, ...], code: str) -> None:
    conflict = Conflict("it is on its way", *given)
    assert (conflict.code, Conflict.code, str(conflict)) == (code, "CONFLICT", "it is on its way")
