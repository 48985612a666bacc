"""What a person may mend afterwards, tried: of heights, edges and joined rooms those that mend something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kit.problems import Problem, Severity, errors_of
from scenes.checks import check_room
from scenes.corrections import corrected
from scenes.readers.reading import GAP, RoomOverrides, RoomReading, document_of, overrides_of, with_changes
from scenes.room import Room

EDGES = {"open_walls", "closed_walls"}
AFTERWARDS = EDGES | {"height_m", "heights_m", "joined"}


def corrected_and_tried(reading: RoomReading, said: RoomOverrides) -> RoomReading:
    """The reading with what was said laid over it, and of its repairs those that then mend something.

    A repair holds where everything that it names is there, every room that was sound still is, and the
    problem that offers it is gone.
    """
    after = corrected(reading, said)
    if after.building is None:
        return after
    tried: dict[str, RoomReading | None] = {}
    problems = [_with_what_holds(problem, reading, after, said, tried) for problem in after.problems]
    return replace(after, problems=tuple(problems))


def _with_what_holds(
    problem: Problem,
    reading: RoomReading,
    after: RoomReading,
    said: RoomOverrides,
    tried: dict[str, RoomReading | None],
) -> Problem:
    offered = []
    for repair in (problem.repair, *problem.other_repairs):
        if not repair:
            continue
        if not _is_afterwards(repair):
            offered.append(repair)
            continue
        if str(repair) not in tried:
            again = corrected(reading, overrides_of(with_changes(document_of(said), repair)[0]))
            tried[str(repair)] = again if _is_sound(again, after, repair) else None
        mended = tried[str(repair)]
        if mended is not None and not any(_is_same(problem, each) for each in mended.problems):
            offered.append(repair)
    return replace(problem, repair={}, other_repairs=()).offering(*offered)


def _is_afterwards(repair: Mapping[str, Any]) -> bool:
    """Whether a repair is laid over what was read; gaps are closed by the reader itself."""
    names = [name for key in EDGES & repair.keys() for name in repair[key]]
    return repair.keys() <= AFTERWARDS and not any(GAP.fullmatch(name) for name in names)


def _is_sound(again: RoomReading, before: RoomReading, repair: Mapping[str, Any]) -> bool:
    """Whether a correction finds what it names, and leaves no room unsound that was sound."""
    if len(_refused(again)) > len(_refused(before)):
        return False
    if repair.keys() <= EDGES:
        return True  # the shape of rooms is as it was
    rooms, others = _rooms(again), _rooms(before)
    changed = [room for room in rooms if not any(room is other for other in others)]
    unsound = sum(bool(errors_of(check_room(room))) for room in changed)
    gone = [room for room in others if not any(room is other for other in rooms)]
    return unsound <= sum(bool(errors_of(check_room(room))) for room in gone)


def _refused(reading: RoomReading) -> list[Problem]:
    """What is said of corrections that name nothing of the file, rooms that lie apart, or no height."""
    return [
        each for each in reading.problems if each.severity is not Severity.INFO and each.where in AFTERWARDS
    ]


def _rooms(reading: RoomReading) -> tuple[Room, ...]:
    return () if reading.building is None else reading.building.rooms


def _is_same(problem: Problem, other: Problem) -> bool:
    return (problem.code, problem.where, problem.message) == (other.code, other.where, other.message)
