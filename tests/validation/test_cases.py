"""Every case of the list, as tests, and the page that `make validate` writes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import report
from case_list import own_groups
from rows import Case, Group, Row

CASES = [case for group in own_groups() for case in group.cases]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    if case.work is None:
        pytest.skip(case.left_out)
    rows = case.work()
    assert rows, "a case without rows says nothing"
    assert [row for row in rows if not row.passes] == []


def test_names_are_unique_and_what_is_left_out_has_its_reason() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(bool(case.left_out) == (case.work is None) for case in CASES)


def test_all_scenes_of_the_list_are_there() -> None:
    named = {int(n) for case in CASES for n in re.findall(r"\bV(\d+)", case.name)}
    assert named == set(range(1, 22))
    cie = {int(n) for case in CASES for n in re.findall(r"CIE 171 5\.(\d)", case.name)}
    assert cie == set(range(2, 9))


def test_the_page_lists_every_case() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [case.name for case in CASES if f"\n| {case.name} |" not in text] == [], "run `make validate`"
    assert "FAIL" not in text


ROW = Row("made up", "here", 100.0, "nowhere", 100.9, 0.3, 0.01)


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({}, True),
        ({"ours": 101.1}, False),
        ({"ours": 98.9}, False),
        ({"ours": float("nan")}, False),
        ({"ours": float("inf")}, False),
        ({"kind": "absolute"}, False),
        ({"kind": "absolute", "tolerance": 1.0}, True),
        ({"expected": -100.0, "ours": -100.9}, True),
        ({"expected": 0.0, "ours": 0.0, "kind": "absolute", "tolerance": 0.0}, True),
        ({"expected": 0.0, "ours": 1e-9, "kind": "absolute", "tolerance": 0.0}, False),
    ],
)
def test_a_row_passes_within_its_tolerance_only(change: dict[str, object], passes: bool) -> None:
    assert replace(ROW, **change).passes is passes  # type: ignore[arg-type] # fields by name


def failing() -> list[Row]:
    raise ValueError("no such room")


def test_the_page_tells_failures() -> None:
    cases = (
        Case("good", "right", "formula", lambda: [ROW]),
        Case("bad", "wrong", "formula", lambda: [ROW, replace(ROW, ours=120.0)]),
        Case("broken", "fails", "formula", failing),
        Case("empty", "has no rows", "formula", list),
        Case("later", "not yet", "formula", None, "for want of glass"),
    )
    told: list[str] = []
    done = report.run([Group("Made up", "Nothing of this is real.", cases)], told.append)
    assert [outcome.verdict for outcome in done[0][1]] == ["pass", "FAIL", "FAIL", "FAIL", "not run"]
    assert [line.strip() for line in told[1::2]] == [
        f"{number} of 5: {case.name}" for number, case in enumerate(cases, start=1)
    ]
    text = report.page(done, "engine-0")
    assert "5 cases with 3 values: 1 pass, 3 fail, 1 not run" in text
    assert "| here | 100 | 100.9 ± 0.3 | +0.900 % | 1 % | pass |" in text
    assert "| bad | wrong | 2 | +20.000 % | 1 % | FAIL |" in text
    assert "ValueError: no such room" in text
    assert "for want of glass" in text
