"""What a refusal says in one text: its errors only, as sentences."""

from __future__ import annotations

from kit.errors import UnsoundInput
from kit.problems import error, info, warning


def test_the_text_holds_the_errors_only() -> None:
    refusal = UnsoundInput(
        [
            info("DEFAULT_TAKEN", "floor", "0.2 is taken."),
            error("NO_FLOOR", "room", "There is no floor."),
            warning("WALL_THIN", "wall:1", "The wall is thin."),
            error("NO_WALL", "room", "there is no wall"),
        ]
    )
    assert str(refusal) == "There is no floor. there is no wall."
    assert len(refusal.problems) == 4
