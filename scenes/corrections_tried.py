"""What a person may mend afterwards, tried: of heights, edges and joined rooms those that mend something."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from kit.problems import Problem, Severity, errors_of, info
from scenes.building import Building
from scenes.checks import check_room
from scenes.corrections import Answers, Laid, asked_then, corrected_so, gaps_of, laid_over, unanswered
from scenes.readers.reading import GAP, RoomOverrides, RoomReading, document_of, overrides_of, with_changes
from scenes.renamed import Names, names_by_room
from scenes.room import Room
from scenes.rooms_concerned import RoomsConcerned, room_of, said_of

LONGEST_S = 1.5  # of processor time that trying may take
EDGES = {"open_walls", "closed_walls"}
AFTERWARDS = EDGES | {"height_m", "heights_m", "joined"}

Key = tuple[str, str, str]


def corrected_and_tried(
    reading: RoomReading, said: RoomOverrides, longest_s: float = LONGEST_S
) -> RoomReading:
    """The reading with what was said laid over it, and of its repairs those that then mend something.

    A repair holds where everything that it names is there, every room that was sound still is, and the
    problem that offers it is gone. It is tried on the rooms alone that it changes, those of few rooms first,
    until the time for that is used up; what could not be tried is not offered, and that is told.

    Parameters
    ----------
    longest_s
        Processor time after which no further repair is tried [s].
    """
    if reading.building is None:
        return reading
    trials = _Trials(reading, reading.building, said)
    after = trials.corrected()
    until_s = time.thread_time() + longest_s
    repairs = {
        str(repair): repair
        for problem in after.problems
        for repair in _repairs(problem)
        if _is_afterwards(repair)
    }
    for repair in sorted(repairs.values(), key=_rooms_named):
        if time.thread_time() > until_s:
            break
        trials.try_out(repair)
    problems = [trials.with_what_holds(problem) for problem in after.problems]
    untried = len(repairs) - len(trials.tried)
    return replace(after, problems=(*problems, *([_not_tried(untried)] if untried else ())))


@dataclass(frozen=True)
class _Test:
    """A repair to be tried: what would be said with it, and the rooms which that may change."""

    repair: Mapping[str, Any]
    said: RoomOverrides
    rooms: tuple[Room, ...]


class _Trials:
    """Repairs of one reading, each tried once; what is kept of each are the problems that it mends."""

    def __init__(self, reading: RoomReading, building: Building, said: RoomOverrides) -> None:
        self._reading, self._problems = reading, reading.problems
        self._building, self._said, self._document = building, said, document_of(said)
        self._concerned = RoomsConcerned(building, said)
        self._gaps = gaps_of(reading.problems)
        self._laid = laid_over(building, said, self._gaps)
        self._names = [names_by_room(names) for names in self._laid.names]
        self._rooms = [room.name for room in self._laid.building.rooms]
        self._asked: dict[Key, list[Problem]] = {}
        self._all_asked = asked_then(reading.problems, self._laid.names, self._rooms)
        for problem in self._all_asked:
            self._asked.setdefault(_key(problem), []).append(problem)
        self.tried: dict[str, Callable[[Problem], bool]] = {}

    def corrected(self) -> RoomReading:
        """The reading before any repair."""
        return corrected_so(self._reading, self._laid, self._all_asked, Answers.of(self._said, self._rooms))

    def try_out(self, repair: Mapping[str, Any]) -> None:
        """Lay a repair over the rooms that it changes."""
        said = overrides_of(with_changes(self._document, repair)[0])
        test = _Test(repair, said, self._concerned.by(said))
        before, then = self._laid_over(test.rooms, self._said), self._laid_over(test.rooms, test.said)
        holds = _refused(then.told) <= _refused(before.told)
        # edges leave the shape of rooms as it was
        if holds and not test.repair.keys() <= EDGES:
            some, others = then.building.rooms, before.building.rooms
            holds = _unsound(some, but=others) <= _unsound(others, but=some)
        self.tried[str(test.repair)] = self._is_gone(test, before, then) if holds else lambda _problem: False

    def _laid_over(self, rooms: tuple[Room, ...], said: RoomOverrides) -> Laid:
        if len(rooms) < len(self._building.rooms):
            said = said_of({room.name for room in rooms}, said)
        return laid_over(replace(self._building, rooms=rooms), said, self._gaps)

    def _is_gone(self, test: _Test, before: Laid, then: Laid) -> Callable[[Problem], bool]:
        """Whether a problem is told no more after a repair."""
        told = set(map(_key, then.told))
        everywhere = len(test.rooms) == len(self._building.rooms)
        concerned = {"" if everywhere else room.name for room in test.rooms}
        rest = [] if everywhere else [name for name in self._rooms if name not in concerned]
        rooms = [*rest, *(room.name for room in then.building.rooms)]
        answers = Answers.of(test.said, rooms)
        about: set[str] = set()
        if then.names != before.names:  # what is told of these rooms calls places otherwise now
            about = concerned
            named = [problem for problem in self._problems if _mentions(problem, about)]
            names = then.names if everywhere else self._names_with_the_rest(then.names, about, named)
            asked = asked_then(named, names, rooms)
            told |= {_key(each) for each in asked if unanswered(each, answers) is not None}

        def is_gone(problem: Problem) -> bool:
            same = [each for each in self._asked.get(_key(problem), ()) if not _mentions(each, about)]
            return _key(problem) not in told and all(unanswered(each, answers) is None for each in same)

        return is_gone

    def _names_with_the_rest(
        self, own: Sequence[Names], about: Set[str], problems: Sequence[Problem]
    ) -> list[Names]:
        """The names of some rooms after each step, and of the others that these problems mention."""
        return [
            {
                place: now
                for room, places in whole.items()
                if room not in about and any(_mentions(problem, [room]) for problem in problems)
                for place, now in places.items()
            }
            | {place: now for place, now in some.items() if room_of(place) in about}
            for whole, some in zip(self._names, own, strict=True)
        ]

    def with_what_holds(self, problem: Problem) -> Problem:
        """The problem with those of its repairs after which it is gone; those of the reader are kept."""
        offered = []
        for repair in _repairs(problem):
            is_gone = self.tried.get(str(repair))
            if not _is_afterwards(repair) or (is_gone is not None and is_gone(problem)):
                offered.append(repair)
        return replace(problem, repair={}, other_repairs=()).offering(*offered)


def _mentions(problem: Problem, rooms: Iterable[str]) -> bool:
    """Whether a problem names one of these rooms; ``""`` stands for all."""
    return any(name in problem.where or name in problem.message for name in rooms)


def _repairs(problem: Problem) -> list[dict[str, Any]]:
    return [repair for repair in (problem.repair, *problem.other_repairs) if repair]


def _is_afterwards(repair: Mapping[str, Any]) -> bool:
    """Whether a repair is laid over what was read; gaps are closed by the reader itself."""
    names = [name for key in EDGES & repair.keys() for name in repair[key]]
    return repair.keys() <= AFTERWARDS and not any(GAP.fullmatch(name) for name in names)


def _rooms_named(repair: Mapping[str, Any]) -> float:
    """How many rooms a repair is about."""
    edges = {room_of(name) for key in EDGES & repair.keys() for name in repair[key]}
    names = {name for group in repair.get("joined", ()) for name in group}
    about = edges | names | {name for name, _ in repair.get("heights_m", ())}
    return math.inf if "height_m" in repair or "" in about else len(about)


def _unsound(rooms: Sequence[Room], *, but: Sequence[Room]) -> int:
    """How many rooms are unsound, of those that are not among the others as they are."""
    same = {id(room) for room in but}
    return sum(bool(errors_of(check_room(room))) for room in rooms if id(room) not in same)


def _refused(problems: Iterable[Problem]) -> int:
    """How many corrections name nothing of the file, rooms that lie apart, or no height."""
    return sum(each.severity is not Severity.INFO and each.where in AFTERWARDS for each in problems)


def _not_tried(count: int) -> Problem:
    message = f"{count} ways to mend doubts could not be tried in time; they are not offered."
    hint = "Say heights, edges and joined rooms yourself, or take one storey or room at a time."
    return info("REPAIRS_NOT_TRIED", "rooms", message, hint)


def _key(problem: Problem) -> Key:
    return (problem.code, problem.where, problem.message)
