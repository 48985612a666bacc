"""Places that have another name now: in what is told, and in the repairs that it offers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kit.problems import Problem
from scenes.readers.reading import EDGES
from scenes.rooms_concerned import room_of

Names = dict[str, str | None]  # such as "Kitchen/opening:2"; None where nothing of it is left


def followed_by(names: Mapping[str, str | None], later: Mapping[str, str | None]) -> Names:
    """The names after both changes, one after the other."""
    first = {old: None if new is None else later.get(new, new) for old, new in names.items()}
    return {**later, **first}


def names_by_room(names: Mapping[str, str | None]) -> dict[str, Names]:
    """The names of places such as ``Kitchen/wall:3`` by the rooms that they are in."""
    of_rooms: dict[str, Names] = {}
    for place, now in names.items():
        of_rooms.setdefault(room_of(place), {})[place] = now
    return of_rooms


def renamed(problems: Iterable[Problem], names: Mapping[str, str | None]) -> list[Problem]:
    """The problems with the names that places have now; what is about a place that is gone is left out."""
    if not names:
        return list(problems)
    longest_first = sorted(names, key=len, reverse=True)
    place = re.compile(rf"(?<![^\s'\"(/.])(?:{'|'.join(map(re.escape, longest_first))})(?![0-9])")
    return [
        _with_names(problem, place, names)
        for problem in problems
        if not any(names[found] is None for found in place.findall(problem.where))
    ]


def _with_names(problem: Problem, place: re.Pattern[str], names: Mapping[str, str | None]) -> Problem:
    def now(found: re.Match[str]) -> str:
        return names[found[0]] or found[0]

    repairs = [_repair(each, names) for each in (problem.repair, *problem.other_repairs) if each]
    told = replace(problem, where=place.sub(now, problem.where), message=place.sub(now, problem.message))
    return replace(told, repair={}, other_repairs=()).offering(*(each for each in repairs if each))


def _repair(repair: Mapping[str, Any], names: Mapping[str, str | None]) -> dict[str, Any]:
    """A repair of what is still there; empty where nothing of it is left."""
    changed = dict(repair)
    for key in EDGES:
        if key in repair:
            edges = [names.get(edge, edge) for edge in repair[key]]
            changed[key] = [edge for edge in edges if edge is not None]
            if not changed[key]:
                return {}
    return changed
