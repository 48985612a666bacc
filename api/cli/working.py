"""The service's records and its durable work in this process, for commands that need both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import Settings
    from api.wiring import Wiring


@contextmanager
def working(settings: Settings, *, only_orders: bool = False) -> Iterator[Wiring]:
    """What use cases work with; previews and orders, or only orders, are worked on while the block lasts.

    Where `settings.work` says no, they are only taken, and left to other processes.
    """
    from api.feeds import FeedPolling
    from api.wiring import Wiring
    from api.workflows import durable

    wiring = Wiring(settings)
    work = durable.start(wiring, only_orders=only_orders) if settings.work else None
    if work is None:
        durable.prepare(wiring)
    polling = FeedPolling(wiring) if settings.work and not only_orders else None
    if polling is not None:
        polling.start()
    try:
        yield wiring
    finally:
        if polling is not None:
            polling.stop()
        if work is not None:
            work.stop()
        wiring.close()
