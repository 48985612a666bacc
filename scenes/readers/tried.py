"""Repairs that were tried: those are offered that give other rooms when a file is read so, and sound ones."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from kit.errors import UnsoundInput
from kit.problems import Problem, Severity, errors_of
from scenes.checks import check_room
from scenes.readers.reading import (
    READ_AGAIN,
    RoomOverrides,
    RoomReading,
    document_of,
    overrides_of,
    with_changes,
)
from scenes.room import Room

LONGEST_S = 3.0  # of processor time that trying may take, of the 30 s that reading may
LOOK_AGAIN_S = 0.1  # after which a trial whose library lost the first call to stop is called again
SAME_M = 1e-4

Read = Callable[[RoomOverrides], RoomReading]
# What keeps a first reading safe while repairs are tried: libraries in C can neither be stopped nor caught.
KEPT_SAFE: ContextVar[Callable[[RoomReading], AbstractContextManager[None]]] = ContextVar(
    "kept_safe", default=lambda _reading: nullcontext()
)


def read_and_tried(read: Read, said: RoomOverrides) -> RoomReading:
    """The reading, with those of its repairs that were tried and give another sound room.

    Repairs that say how a file is read (unit, up axis, mirroring, drawing, layers) are tried until the time
    for that is used up, those of warnings and errors first. Of what could not be tried, remarks offer
    nothing; doubts and errors do, for a person needs a way out of them. A trial that takes longer is stopped,
    and one that fails otherwise than a reading may counts as not tried: neither touches the reading.

    Parameters
    ----------
    read
        Reads what the reader has taken apart already, so that it may be called several times.
    said
        What a person says of the file.

    Raises
    ------
    UnsoundInput
        As `read` does, with such repairs.
    """
    trials = _Trials(read, said)
    try:
        reading = trials.first()
    except UnsoundInput as fault:
        raise UnsoundInput(trials.kept(RoomReading(None, fault.problems, ""))) from None
    return replace(reading, problems=tuple(trials.kept(reading)))


def holds_in_time(other: Callable[[], RoomReading], reading: RoomReading) -> bool | None:
    """Whether a file read otherwise gives other rooms, and sound ones; None where that takes too long.

    Parameters
    ----------
    other
        Reads the file so; it tries no repairs itself.
    reading
        What stands whatever becomes of the other.
    """
    with KEPT_SAFE.get()(reading):
        try:
            with _stopped_after(LONGEST_S):
                again = other()
        except UnsoundInput:
            return False
        except (_TimeIsUp, Exception):  # as with repairs, it never costs the reading
            return None
    return _gives_others(again, () if reading.building is None else reading.building.rooms)


class _Trials:
    """Readings of one file with one thing said otherwise each, and how long they took."""

    def __init__(self, read: Read, said: RoomOverrides) -> None:
        self._read, self._said = read, document_of(said)
        self._rooms: tuple[Room, ...] = ()
        self._found: dict[str, bool | None] = {}
        self._took_s, self._longest_s = 0.0, 0.0

    def first(self) -> RoomReading:
        """The reading as it is said to be."""
        start = time.process_time()
        try:
            reading = self._read(overrides_of(self._said))
        finally:
            self._longest_s = time.process_time() - start
        self._rooms = () if reading.building is None else reading.building.rooms
        return reading

    def kept(self, reading: RoomReading) -> list[Problem]:
        """The reading's problems, each with the repairs that hold."""
        urgent = sorted(reading.problems, key=lambda each: each.severity is Severity.INFO)
        repairs = {str(repair): repair for problem in urgent for repair in _repairs(problem)}
        self._found = {name: None if self._is_read_again(repairs[name]) else True for name in repairs}
        untried = [name for name, holds in self._found.items() if holds is None]
        if untried and self._longest_s <= LONGEST_S:
            problems = tuple(map(self._without_others, reading.problems))
            with KEPT_SAFE.get()(replace(reading, problems=problems)):
                for name in untried:
                    self._found[name] = self._holds(repairs[name])
        return [self._without_others(problem) for problem in reading.problems]

    def _is_read_again(self, repair: Mapping[str, Any]) -> bool:
        """Whether a repair is tried here: without rooms each, with rooms not what is laid over them later."""
        return not self._rooms or bool(set(repair) & set(READ_AGAIN))

    def _without_others(self, problem: Problem) -> Problem:
        doubt = problem.severity is not Severity.INFO
        wanted = (True, None) if doubt else (True,)
        offered = [repair for repair in _repairs(problem) if self._found[str(repair)] in wanted]
        return replace(problem, repair={}, other_repairs=()).offering(*offered)

    def _holds(self, repair: Mapping[str, Any]) -> bool | None:
        """Whether a repair gives other rooms, and sound ones; None where there is no time to try it."""
        if self._took_s + self._longest_s > LONGEST_S:
            return None
        start = time.process_time()
        try:
            with _stopped_after(LONGEST_S - self._took_s):
                again = self._read(overrides_of(with_changes(self._said, repair)[0]))
        except UnsoundInput:
            return False
        except (_TimeIsUp, Exception):  # a trial's own fault or want of memory never costs the reading
            return None
        finally:
            took_s = time.process_time() - start
            self._took_s, self._longest_s = self._took_s + took_s, max(self._longest_s, took_s)
        return _gives_others(again, self._rooms)


class _TimeIsUp(BaseException):
    """A trial took what is left of the time; no `except Exception` of a library may swallow it."""


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Raise `_TimeIsUp` in the block after so much processor time; only a main thread can be stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise _TimeIsUp

    before = signal.signal(signal.SIGPROF, stop)
    try:
        try:
            signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-3), LOOK_AGAIN_S)
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
    finally:  # once more, where the second call came between
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)


def _repairs(problem: Problem) -> list[dict[str, Any]]:
    return [repair for repair in (problem.repair, *problem.other_repairs) if repair]


def _gives_others(again: RoomReading, rooms: Sequence[Room]) -> bool:
    """Whether a reading has a sound room, and other rooms than these."""
    found = () if again.building is None or errors_of(again.problems) else again.building.rooms
    return any(not errors_of(check_room(room)) for room in found) and not _same(found, rooms)


def _same(some: Sequence[Room], others: Sequence[Room]) -> bool:
    """Whether rooms have the same outlines, heights and openings, so that nothing was mended."""
    return sorted(map(_shape, some)) == sorted(map(_shape, others))


def _shape(room: Room) -> list[int]:
    corners = [value for corner in room.outline_m for value in corner]
    openings = [value for each in room.openings for value in (each.wall, each.offset_m, each.width_m)]
    values = [room.height_m, room.elevation_m, len(corners), *corners, *openings]
    return [round(value / SAME_M) for value in values]
