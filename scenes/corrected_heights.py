"""Heights of ceilings that a person said: of all rooms, or of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from kit.problems import Problem, error, info, warning
from scenes.building import Building
from scenes.checks import POSSIBLE_HEIGHT_M
from scenes.readers.reading import RoomOverrides
from scenes.room import Origin, Room


def possible_heights(overrides: RoomOverrides) -> tuple[RoomOverrides, list[Problem]]:
    """What was said without heights that no room has, so that rooms stay as they are, and a word on each."""
    low, high = POSSIBLE_HEIGHT_M
    said = [("height_m", "all rooms", overrides.height_m)] if overrides.height_m is not None else []
    said += [("heights_m", repr(name), height) for name, height in overrides.heights_m]
    problems = [
        error(
            "HEIGHT_OUT_OF_RANGE",
            key,
            f"The height of {of} is said to be {height:g} m; {low} to {high:g} m was expected. It stays.",
            "Say the height in metres.",
        )
        for key, of, height in said
        if not low <= height <= high
    ]
    if not problems:
        return overrides, []
    of_all = overrides.height_m
    possible = replace(
        overrides,
        height_m=of_all if of_all is not None and low <= of_all <= high else None,
        heights_m=tuple(each for each in overrides.heights_m if low <= each[1] <= high),
    )
    return possible, problems


def with_heights(building: Building, overrides: RoomOverrides) -> tuple[Building, list[Problem]]:
    """The building with flat ceilings at the heights that were said, of a room before of all."""
    said = dict(overrides.heights_m)
    heights = [said.pop(room.name, overrides.height_m) for room in building.rooms]
    problems = [
        flattened(room)
        for room, height in zip(building.rooms, heights, strict=True)
        if height is not None and not is_flat(room)
    ]
    for name in said:
        message = f"{name!r} is no room of this file."
        problems.append(warning("UNKNOWN_ROOM", "heights_m", message, "Name rooms as the answer does."))
    rooms = [
        room if height is None else _raised(room, height)
        for room, height in zip(building.rooms, heights, strict=True)
    ]
    return replace(building, rooms=tuple(rooms)), problems


def of_their_rooms(problems: Iterable[Problem], names: Sequence[str]) -> list[Problem]:
    """The problems; of several rooms, a height is offered for the room that it is about, and then for all."""
    known = set(names)
    return [_of_its_room(problem, known) if len(names) > 1 else problem for problem in problems]


def _of_its_room(problem: Problem, names: Set[str]) -> Problem:
    name = problem.where.partition("/")[0]
    if name not in names:
        return problem
    repairs: list[dict[str, Any]] = []
    for repair in (problem.repair, *problem.other_repairs):
        if repair.keys() == {"height_m"}:
            repairs.append({"heights_m": [[name, repair["height_m"]]]})
        repairs.append(repair)
    return replace(problem, repair={}, other_repairs=()).offering(*repairs)


def is_height_said(repairs: Sequence[Mapping[str, Any]], said: Set[str], *, of_all: bool) -> bool:
    """Whether a height that one of these repairs asks for is said, of its room or of all."""
    asked = {name for repair in repairs for name, _ in repair.get("heights_m", ())}
    return bool(said & asked) or (of_all and any("height_m" in repair for repair in repairs))


def is_flat(room: Room) -> bool:
    """Whether a room has a level ceiling at its height."""
    return not room.slopes and room.ceiling_vertices_m is None


def flattened(room: Room) -> Problem:
    """What is said of a ceiling that was sloped, or of a shape of its own."""
    message = f"The ceiling of {room.name!r} is flat now, at the height that you said."
    return info("CEILING_FLATTENED", f"{room.name}/ceiling", message, "Take the height back if it is sloped.")


def _raised(room: Room, height_m: float) -> Room:
    """The room with a flat ceiling at a height."""
    return replace(
        room,
        height_m=height_m,
        slopes=(),
        ceiling_vertices_m=None,
        ceiling_triangles=None,
        ceiling_model=None,
        origins={**room.origins, "height": Origin.USER},
    )
