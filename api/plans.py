"""Plans that were drawn lately, by what they show; drawing one again reads and checks the whole room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST_KEPT = 64


class KeptPlans:
    """The plans asked for last, as SVG, in memory; threads may share it."""

    def __init__(self) -> None:
        self._plans: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def plan(self, shows: Hashable, draw: Callable[[], str]) -> str:
        """The plan of what `shows` names, drawn when it is not kept; `shows` holds hashes of all content."""
        with self._lock:
            if shows in self._plans:
                self._plans.move_to_end(shows)
                return self._plans[shows]
        drawn = draw()
        with self._lock:
            self._plans[shows] = drawn
            if len(self._plans) > MOST_KEPT:
                self._plans.popitem(last=False)
        return drawn
