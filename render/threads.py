"""Work done side by side by a few threads, which are kept: starting one takes as long as a small product."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

THREADS = min(os.cpu_count() or 1, 8)


def side_by_side(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """What `work` gives for each item, in order; the caller's own thread takes part.

    `work` must not call this function itself: it would wait for threads that wait for it.
    """
    found: dict[int, R] = {}
    waiting = iter(range(len(items)))

    def take_turns() -> None:
        for index in waiting:
            found[index] = work(items[index])

    helpers = min(THREADS, len(items)) - 1
    others = [_threads(os.getpid()).submit(take_turns) for _ in range(helpers)]
    take_turns()
    for other in others:
        other.result()
    return [found[index] for index in range(len(items))]


@functools.cache
def _threads(process: int) -> ThreadPoolExecutor:
    """Those of this process; a fork has none of its parent's."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix=f"render-{process}")
