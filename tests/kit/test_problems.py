"""Problems are collected, said all at once, and written as the contract has them."""

from __future__ import annotations

import json

import pytest

from kit.errors import UnsoundInput
from kit.problems import Problem, Severity, error, errors_of, info, require_sound, warning

ALL = [
    info("DEFAULT_TAKEN", "room.surfaces", "0.5 is taken."),
    error("NO_FLOOR", "floors", "The capture holds no floor"),
    warning("NOT_ON_WALL", "placements[2]", "It hangs 0.4 m away.", "Move it.", position_m=[0, 1, 2]),
    error("NO_WALLS", "walls", "The capture holds no wall."),
]


def test_each_has_its_severity() -> None:
    assert [problem.severity for problem in ALL] == ["info", "error", "warning", "error"]
    assert [problem.code for problem in errors_of(ALL)] == ["NO_FLOOR", "NO_WALLS"]


def test_json_has_the_contracts_keys_and_a_repair_only_where_there_is_one() -> None:
    keys = {"code", "severity", "where", "message", "hint"}
    documents = [json.loads(json.dumps(problem.as_json())) for problem in ALL]
    assert [set(document) - keys for document in documents] == [set(), set(), {"repair"}, set()]
    assert documents[2]["repair"] == {"position_m": [0, 1, 2]}
    assert documents[0]["hint"] == ""


def test_one_error_refuses_and_tells_everything() -> None:
    with pytest.raises(UnsoundInput) as refused:
        require_sound(iter(ALL))
    assert refused.value.problems == tuple(ALL)


def test_warnings_and_remarks_do_not_refuse() -> None:
    require_sound([problem for problem in ALL if problem.severity is not Severity.ERROR])
    require_sound([])


def test_equal_problems_are_one_in_a_set() -> None:
    assert len({ALL[2], Problem(**vars(ALL[2]))}) == 1
