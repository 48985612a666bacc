"""Eyes from which nothing is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SHELF = {"name": "shelf", "box_m": [1.0, 0.4, 2.0], "position_m": [2, 4.8, 0]}
COLUMN = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]
CASES = [
    ((1.0, 1.0, 1.6), None),
    ((2.0, 4.8, 2.1), None),  # above the shelf
    ((0.0, 1.0, 1.6), None),  # on a wall
    ((-1.0, 1.0, 1.6), "EYE_OUTSIDE_ROOM"),
    ((1.0, 1.0, 5.0), "EYE_OUTSIDE_ROOM"),
    ((1.0, 1.0, -0.1), "EYE_OUTSIDE_ROOM"),
    ((0.5, 0.5, 1.6), "EYE_OUTSIDE_ROOM"),  # in a column
    ((2.0, 4.8, 1.0), "EYE_INSIDE_FURNITURE"),
]


@pytest.mark.parametrize(("eye_m", "code"), CASES)
@pytest.mark.parametrize("kind", ["views", "observers"])
def test_an_eye_that_sees_nothing_is_told(
    found_in: Callable[..., Any], kind: str, eye_m: tuple[float, float, float], code: str | None
) -> None:
    looking = {"target_m": [2, 2, 1]} if kind == "views" else {"direction": [1, 0, 0]}
    sound = {"name": "first", "eye_m": [1, 1, 1], **looking}
    found = found_in(
        room={"furniture": [SHELF], "holes_m": [COLUMN]},
        **{kind: [sound, {"name": "second", "eye_m": list(eye_m), **looking}]},
    )
    told = {name: problem for name, problem in found.items() if name.startswith("EYE_")}
    assert list(told) == ([] if code is None else [code])
    if code is not None:
        assert told[code].severity == "warning"
        assert told[code].where == f"{kind}[1].eye_m"
        assert "'second'" in told[code].message
