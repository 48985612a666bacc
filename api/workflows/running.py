"""What the workflows of this process work with; there is one durable engine per process."""

from __future__ import annotations

from dataclasses import dataclass

from api.render_processes import RenderProcesses
from api.wiring import Wiring


@dataclass(frozen=True)
class Running:
    """The wiring, the render children, and how long to wait for a store that does not answer.

    Parameters
    ----------
    first_wait_s, longest_wait_s
        Before a store is asked again: the first wait, doubled each time up to the longest [s].
    """

    wiring: Wiring
    render_processes: RenderProcesses
    first_wait_s: float = 1.0
    longest_wait_s: float = 300.0


_current: list[Running] = []


def begin(now_running: Running) -> None:
    """Say what the workflows of this process work with from now on."""
    _current[:] = [now_running]


def end() -> None:
    """Nothing is running any more."""
    _current.clear()


def is_running() -> bool:
    """Whether durable work has been started in this process."""
    return bool(_current)


def running() -> Running:
    """What the workflows of this process work with.

    Raises
    ------
    RuntimeError
        When durable work has not been started here.
    """
    if not _current:
        raise RuntimeError("durable work has not been started in this process")
    return _current[0]
