"""Who is alive: each process that does durable work holds a locked file, its slot.

The kernel gives a lock back when its process ends, however it ends. So a slot whose lock can be taken
belongs to a dead process, and what that process left pending may be taken over; no heartbeat is needed
on one machine. The slot's name is the executor id of the durable engine, distinct and stable.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ENDING = ".lock"


class ExecutorSlot:
    """A slot that this process holds until it lets go or ends."""

    def __init__(self, name: str, descriptor: int) -> None:
        self.name = name
        self._descriptor = descriptor

    def let_go(self) -> None:
        """Give the slot back."""
        os.close(self._descriptor)


def take_slot(folder: Path, name: str) -> ExecutorSlot:
    """Take the first free slot of ``name-1``, ``name-2`` and so on.

    Parameters
    ----------
    folder
        Where the locked files lie; on a local disk, the same for all processes of one service.
    name
        What the process is, such as ``service`` or ``worker``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        slot_name = f"{name}-{number}"
        descriptor = _try_lock(folder / f"{slot_name}{_ENDING}")
        if descriptor is not None:
            return ExecutorSlot(slot_name, descriptor)
        number += 1


@contextmanager
def dead_slots(folder: Path) -> Iterator[list[str]]:
    """Names of the slots whose process is gone, held while their work is taken over."""
    held: dict[str, int] = {}
    try:
        for path in sorted(folder.glob(f"*{_ENDING}")):
            descriptor = _try_lock(path)
            if descriptor is not None:
                held[path.name.removesuffix(_ENDING)] = descriptor
        yield list(held)
    finally:
        for descriptor in held.values():
            os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    """A descriptor that holds the file's lock, or None where somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
