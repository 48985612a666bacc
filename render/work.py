"""Tells people how far the work is, and keeps the seconds of each step."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str, float], None]

# from which share of the whole to which each step leads, for the progress bar
STEPS = {"transport": (0.02, 0.5), "direct": (0.5, 0.65), "solve": (0.65, 0.75), "gather": (0.75, 1.0)}


class Work:
    """Tells how far the work is, and keeps the seconds of each step."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._tell = progress or (lambda step, share: None)
        self._laps_s: dict[str, float] = {}
        self._step, self._began = "", time.perf_counter()

    def begin(self, step: str) -> None:
        """The step before is done."""
        self._close()
        self._step = step
        self.share(0.0)

    def share(self, done: float) -> None:
        """That share of the step is done, 0..1."""
        start, end = STEPS[self._step]
        self._tell(self._step, start + (end - start) * done)

    def part(self, index: int, count: int) -> Callable[[float], None]:
        """What tells the share of one of `count` equal parts of the step."""
        return lambda done: self.share((index + done) / count)

    def end(self) -> dict[str, float]:
        """All is done; the seconds of each step."""
        self.share(1.0)
        self._close()
        return self._laps_s

    def _close(self) -> None:
        now = time.perf_counter()
        if self._step:
            self._laps_s[self._step] = now - self._began
        self._began = now
