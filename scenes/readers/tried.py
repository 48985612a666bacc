"""Repairs that were tried: those are offered that give other rooms when a file is read so, and sound ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
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
SAME_M = 1e-4

Read = Callable[[RoomOverrides], RoomReading]


def read_and_tried(read: Read, said: RoomOverrides) -> RoomReading:
    """The reading, with those of its repairs that were tried and give another sound room.

    Repairs that say how a file is read (unit, up axis, mirroring, drawing, layers) are tried until the time
    for that is used up, those of warnings and errors first. Of what could not be tried, remarks offer
    nothing; doubts and errors do, for a person needs a way out of them.

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
        raise UnsoundInput(trials.kept(fault.problems)) from None
    return replace(reading, problems=tuple(trials.kept(reading.problems)))


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

    def kept(self, problems: Sequence[Problem]) -> list[Problem]:
        """The problems, each with the repairs that hold."""
        for problem in sorted(problems, key=lambda each: each.severity is Severity.INFO):
            for repair in _repairs(problem):
                if str(repair) not in self._found:
                    self._found[str(repair)] = self._holds(repair)
        return [self._without_others(problem) for problem in problems]

    def _without_others(self, problem: Problem) -> Problem:
        doubt = problem.severity is not Severity.INFO
        wanted = (True, None) if doubt else (True,)
        offered = [repair for repair in _repairs(problem) if self._found[str(repair)] in wanted]
        return replace(problem, repair={}, other_repairs=()).offering(*offered)

    def _holds(self, repair: Mapping[str, Any]) -> bool | None:
        """Whether a repair gives other rooms, and sound ones; None where there is no time to try it.

        What is laid over rooms afterwards, such as a height, is tried elsewhere; without rooms, here.
        """
        if self._rooms and not set(repair) & set(READ_AGAIN):
            return True
        if self._took_s + self._longest_s > LONGEST_S:
            return None
        start = time.process_time()
        try:
            again = self._read(overrides_of(with_changes(self._said, repair)[0]))
        except UnsoundInput:
            return False
        finally:
            took_s = time.process_time() - start
            self._took_s, self._longest_s = self._took_s + took_s, max(self._longest_s, took_s)
        rooms = () if again.building is None or errors_of(again.problems) else again.building.rooms
        return any(not errors_of(check_room(room)) for room in rooms) and not _same(rooms, self._rooms)


def _repairs(problem: Problem) -> list[dict[str, Any]]:
    return [repair for repair in (problem.repair, *problem.other_repairs) if repair]


def _same(some: Sequence[Room], others: Sequence[Room]) -> bool:
    """Whether rooms have the same outlines, heights and openings, so that nothing was mended."""
    return sorted(map(_shape, some)) == sorted(map(_shape, others))


def _shape(room: Room) -> list[int]:
    corners = [value for corner in room.outline_m for value in corner]
    openings = [value for each in room.openings for value in (each.wall, each.offset_m, each.width_m)]
    values = [room.height_m, room.elevation_m, len(corners), *corners, *openings]
    return [round(value / SAME_M) for value in values]
