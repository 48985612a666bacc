"""A process that only works: previews and orders from the same database, on this machine."""

from __future__ import annotations

import signal
import threading

from api.settings import Settings
from api.wiring import Wiring
from api.workflows.durable import start


def run_worker(settings: Settings, *, stopping: threading.Event | None = None) -> None:
    """Work until SIGTERM or SIGINT, or until `stopping` is set.

    Parameters
    ----------
    settings
        The same data folder as the service's; `executor` should say ``worker``.
    """
    stop = stopping or threading.Event()
    if stopping is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    wiring = Wiring(settings)
    work = start(wiring)
    wiring.render_processes.warm_up()
    try:
        stop.wait()
    finally:
        work.stop()
        wiring.close()
