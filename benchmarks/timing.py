"""Timing: medians of several runs, and what each run gave."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

RUNS = 5


def median_of(work: Callable[[], T], *, runs: int = RUNS, warm: int = 2) -> tuple[float, T]:
    """Median wall-clock time of `runs` runs after `warm` others [s], and what the last gave."""
    for _ in range(warm):
        work()
    laps = []
    gc.collect()
    gc.disable()  # as `timeit` does: a collection between laps would also empty the processor's caches
    try:
        for _ in range(runs):
            began = time.perf_counter()
            result = work()
            laps.append(time.perf_counter() - began)
    finally:
        gc.enable()
    return statistics.median(laps), result
