"""What a person mended of a reading: heights, edges that are open or not, rooms that are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from kit.problems import Problem, warning
from scenes.building import Building
from scenes.corrected_heights import is_height_said, of_their_rooms, possible_heights, with_heights
from scenes.readers.reading import GAP, RoomOverrides, RoomReading
from scenes.renamed import Names, renamed
from scenes.room import Finish, Origin, Room
from scenes.rooms_made_one import made_one

EDGES = ("open_walls", "closed_walls")
WALL = re.compile(r"wall:([0-9]{1,6})")
OPENING = re.compile(r"opening:([0-9]{1,6})")
NUMBERED = re.compile(r"openings\[([0-9]+)\]")  # an origin's key


@dataclass(frozen=True)
class Laid:
    """A building with corrections laid over it, the names of places after each step, and what is told."""

    building: Building
    names: tuple[Names, ...]
    told: tuple[Problem, ...]


@dataclass(frozen=True)
class Answers:
    """The edges of which a person has said something, the rooms of possible heights, and whether of all."""

    edges: frozenset[str]
    heights: frozenset[str]
    height_of_all: bool

    @classmethod
    def of(cls, overrides: RoomOverrides, rooms: Sequence[str]) -> Answers:
        """The answers in what a person said of rooms of these names; of one room, edges go without it too."""
        said, _ = possible_heights(overrides)
        edges = {*said.open_walls, *said.closed_walls}
        if len(rooms) == 1:
            edges |= {f"{rooms[0]}/{edge}" for edge in edges if "/" not in edge}
            edges |= {edge.removeprefix(f"{rooms[0]}/") for edge in edges}
        return cls(
            frozenset(edges),
            frozenset(name for name, _ in said.heights_m),
            said.height_m is not None,
        )


def corrected(reading: RoomReading, overrides: RoomOverrides) -> RoomReading:
    """The reading with what was mended laid over it; what names nothing is told."""
    if reading.building is None:
        return reading
    laid = laid_over(reading.building, overrides, gaps_of(reading.problems))
    rooms = [room.name for room in laid.building.rooms]
    asked = asked_then(reading.problems, laid.names, rooms)
    return corrected_so(reading, laid, asked, Answers.of(overrides, rooms))


def corrected_so(reading: RoomReading, laid: Laid, asked: Iterable[Problem], answers: Answers) -> RoomReading:
    """The reading as it was laid over, and what is left of the doubts, as `asked_then` gives them."""
    left = [p for each in asked if (p := unanswered(each, answers)) is not None]
    return replace(reading, building=laid.building, problems=(*left, *laid.told))


def laid_over(building: Building, overrides: RoomOverrides, gaps: Set[str]) -> Laid:
    """The building with what was mended laid over it.

    Parameters
    ----------
    gaps
        Those between walls, by their names, which the reader closes itself.
    """
    overrides, problems = possible_heights(overrides)
    building, places, more = made_one(building, overrides.joined)
    problems += more
    building, walled_up, listed = _walled_up(building, overrides.closed_walls)
    settled = gaps | walled_up
    for key, is_open in (("open_walls", True), ("closed_walls", False)):
        names = [name for name in getattr(overrides, key) if name not in settled]
        building, more = _edges(building, names, key, is_open=is_open)
        problems += more
    building, more = with_heights(building, overrides)
    return Laid(building, (places, listed), (*problems, *more))


def gaps_of(problems: Iterable[Problem]) -> set[str]:
    """The gaps that repairs of problems name."""
    return {name for name in _asked_of(problems) if GAP.fullmatch(name)}


def asked_then(problems: Iterable[Problem], names: Iterable[Names], rooms: Sequence[str]) -> list[Problem]:
    """The problems with the names of now, among rooms of these names; heights are offered for their rooms."""
    for changed in names:
        problems = renamed(problems, changed)
    return of_their_rooms(problems, rooms)


def unanswered(problem: Problem, answers: Answers) -> Problem | None:
    """What is left of a doubt; None where a person has answered all that its repairs ask."""
    repairs = [each for each in (problem.repair, *problem.other_repairs) if each]
    if is_height_said(repairs, answers.heights, of_all=answers.height_of_all):
        return None
    asked = _asked_of([problem])
    if not answers.edges & asked:
        return problem
    if asked <= answers.edges:
        return None
    rest = [_without(each, answers.edges) for each in repairs]
    return replace(problem, repair={}, other_repairs=()).offering(*(each for each in rest if each))


def _asked_of(problems: Iterable[Problem]) -> set[str]:
    """The edges and gaps that repairs of problems name."""
    repairs = [repair for problem in problems for repair in (problem.repair, *problem.other_repairs)]
    return {name for repair in repairs for key in EDGES for name in repair.get(key, ())}


def _without(repair: dict[str, Any], answered: Set[str]) -> dict[str, Any]:
    """A repair less the edges that are answered; empty where nothing is left of them."""
    left = dict(repair)
    for key in EDGES:
        if key in repair:
            left[key] = [wall for wall in repair[key] if wall not in answered]
            if not left[key]:
                return {}
    return left


# Edges


def _edges(
    building: Building, names: Sequence[str], key: str, *, is_open: bool
) -> tuple[Building, list[Problem]]:
    """Edges such as ``Kitchen/wall:3`` said to be open, or to be walls."""
    rooms, problems = list(building.rooms), []
    numbers = {room.name: i for i, room in reversed(list(enumerate(rooms)))}  # of alike names the first
    for name in names:
        of, _, wall = name.rpartition("/")
        number = numbers.get(of) if of else (0 if len(rooms) == 1 else None)
        index = WALL.fullmatch(wall)
        if number is None or index is None or int(index[1]) >= len(rooms[number].outline_m):
            message = f"{name!r} names no wall of a room of this file."
            problems.append(warning("UNKNOWN_WALL", key, message, "Name it such as 'Kitchen/wall:3'."))
            continue
        wall = f"wall:{int(index[1])}"
        room = rooms[number]
        finish = replace(room.finishes.get(wall, Finish()), open=is_open, origin=Origin.USER)
        rooms[number] = replace(
            room,
            finishes={**room.finishes, wall: finish},
            origins={**room.origins, wall: Origin.USER},
        )
    return replace(building, rooms=tuple(rooms)), problems


def _walled_up(building: Building, names: Sequence[str]) -> tuple[Building, set[str], Names]:
    """The openings that are said to be wall, such as ``Kitchen/opening:2``, taken out; and their names.

    Also what the others are called in lists now: ``Kitchen/openings[3]`` is ``Kitchen/openings[2]``.
    """
    gone: dict[int, set[int]] = {}  # by the room's identity, for names may be alike
    known: set[str] = set()
    alone = len(building.rooms) == 1
    for name in names:
        of, _, opening = name.rpartition("/")
        room = building.room_named(of) if of else (building.rooms[0] if alone else None)
        index = OPENING.fullmatch(opening)
        if room is not None and index is not None and int(index[1]) < len(room.openings):
            gone.setdefault(id(room), set()).add(int(index[1]))
            known.add(name)
    rooms, places = [], Names()
    for room in building.rooms:
        left = [k for k in range(len(room.openings)) if k not in gone.get(id(room), ())]
        rooms.append(_with_openings(room, left) if id(room) in gone else room)
        if id(room) in gone:
            for before in (f"{room.name}/", "") if alone else (f"{room.name}/",):
                places |= {f"{before}openings[{k}]": None for k in gone[id(room)]}
                places |= {f"{before}openings[{k}]": f"{before}openings[{i}]" for i, k in enumerate(left)}
    return replace(building, rooms=tuple(rooms)), known, places


def _with_openings(room: Room, left: Sequence[int]) -> Room:
    """The room with these of its openings; those that come forward keep the number of corrections."""
    origins: dict[str, Origin] = {}
    for key, origin in room.origins.items():
        of = NUMBERED.match(key)
        if of is None:
            origins[key] = origin
        elif int(of[1]) in left:
            origins[f"openings[{left.index(int(of[1]))}]{key[of.end() :]}"] = origin
    openings = [replace(room.openings[k], number=k if k != i else None) for i, k in enumerate(left)]
    return replace(room, openings=tuple(openings), origins=origins)
