"""Work done side by side: every item once, in order, and its faults told."""

from __future__ import annotations

import threading

import pytest

from render.threads import THREADS, side_by_side


def test_what_comes_back_follows_the_items_and_each_is_done_once() -> None:
    done: list[int] = []

    def square(value: int) -> int:
        done.append(value)
        return value * value

    assert side_by_side(square, range(100)) == [value * value for value in range(100)]
    assert sorted(done) == list(range(100))
    assert side_by_side(square, []) == []


def test_two_items_are_under_way_at_the_same_time() -> None:
    if THREADS < 2:
        pytest.skip("one processor only")
    both = threading.Barrier(2, timeout=20)  # passed only by two at once
    assert len(side_by_side(lambda _: both.wait(), range(2))) == 2


def test_a_fault_reaches_the_caller() -> None:
    def divide(value: int) -> float:
        return 1 / value

    with pytest.raises(ZeroDivisionError):
        side_by_side(divide, [1, 2, 0, 3])
