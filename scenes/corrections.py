"""What a person mended of a reading: heights, edges that are open or not, rooms that are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import shapely

from kit.problems import Problem, info, warning
from scenes.building import Building
from scenes.corrected_heights import flattened, is_flat, is_height_said, of_their_rooms, with_heights
from scenes.readers.reading import GAP, RoomOverrides, RoomReading
from scenes.room import Finish, Opening, Origin, Point, Room, signed_area_m2

WALL_BETWEEN_M = 0.6  # the thickest wall across which two rooms may be joined
SAME_LINE_M = 0.02
SAME_FLOOR_M = 0.1
EDGES = ("open_walls", "closed_walls")
WALL = re.compile(r"wall:([0-9]{1,6})")
OPENING = re.compile(r"opening:([0-9]{1,6})")
NUMBERED = re.compile(r"openings\[([0-9]+)\]")  # an origin's key


def corrected(reading: RoomReading, overrides: RoomOverrides) -> RoomReading:
    """The reading with what was mended laid over it; what names nothing is told."""
    if reading.building is None:
        return reading
    problems: list[Problem] = []
    building, more = _joined(reading.building, overrides.joined)
    problems += more
    building, walled_up = _walled_up(building, overrides.closed_walls)
    gaps = {name for name in _asked_of(reading.problems) if GAP.fullmatch(name)} | walled_up
    for key, is_open in (("open_walls", True), ("closed_walls", False)):
        names = [name for name in getattr(overrides, key) if name not in gaps]
        building, more = _edges(building, names, key, is_open=is_open)
        problems += more
    building, more = with_heights(building, overrides)
    problems += more
    asked = of_their_rooms(reading.problems, [room.name for room in reading.building.rooms])
    left = [p for each in asked if (p := _unanswered(each, overrides)) is not None]
    return replace(reading, building=building, problems=(*left, *problems))


def _unanswered(problem: Problem, overrides: RoomOverrides) -> Problem | None:
    """What is left of a doubt; None where a person has answered all that its repairs ask."""
    repairs = [each for each in (problem.repair, *problem.other_repairs) if each]
    if is_height_said(repairs, overrides):
        return None
    answered = {*overrides.open_walls, *overrides.closed_walls}
    asked = _asked_of([problem])
    if not answered & asked:
        return problem
    if asked <= answered:
        return None
    rest = [_without(each, answered) for each in repairs]
    return replace(problem, repair={}, other_repairs=()).offering(*(each for each in rest if each))


def _asked_of(problems: Iterable[Problem]) -> set[str]:
    """The edges and gaps that repairs of problems name."""
    repairs = [repair for problem in problems for repair in (problem.repair, *problem.other_repairs)]
    return {name for repair in repairs for key in EDGES for name in repair.get(key, ())}


def _without(repair: dict[str, Any], answered: set[str]) -> dict[str, Any]:
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
    rooms, problems = {room.name: room for room in building.rooms}, []
    for name in names:
        of, _, wall = name.rpartition("/")
        room = rooms.get(of) if of else (building.rooms[0] if len(building.rooms) == 1 else None)
        index = WALL.fullmatch(wall)
        if room is None or index is None or int(index[1]) >= len(room.outline_m):
            message = f"{name!r} names no wall of a room of this file."
            problems.append(warning("UNKNOWN_WALL", key, message, "Name it such as 'Kitchen/wall:3'."))
            continue
        wall = f"wall:{int(index[1])}"
        finish = replace(room.finishes.get(wall, Finish()), open=is_open, origin=Origin.USER)
        rooms[room.name] = replace(
            rooms[room.name],
            finishes={**rooms[room.name].finishes, wall: finish},
            origins={**rooms[room.name].origins, wall: Origin.USER},
        )
    return replace(building, rooms=tuple(rooms[room.name] for room in building.rooms)), problems


def _walled_up(building: Building, names: Sequence[str]) -> tuple[Building, set[str]]:
    """The openings that are said to be wall, such as ``Kitchen/opening:2``, taken out; and their names."""
    gone: dict[str, set[int]] = {}
    known: set[str] = set()
    for name in names:
        of, _, opening = name.rpartition("/")
        room = building.room_named(of) if of else (building.rooms[0] if len(building.rooms) == 1 else None)
        index = OPENING.fullmatch(opening)
        if room is not None and index is not None and int(index[1]) < len(room.openings):
            gone.setdefault(room.name, set()).add(int(index[1]))
            known.add(name)
    rooms = [_without_openings(room, gone.get(room.name, set())) for room in building.rooms]
    return replace(building, rooms=tuple(rooms)), known


def _without_openings(room: Room, gone: set[int]) -> Room:
    if not gone:
        return room
    kept = [k for k in range(len(room.openings)) if k not in gone]
    origins: dict[str, Origin] = {}
    for key, origin in room.origins.items():
        of = NUMBERED.match(key)
        if of is None:
            origins[key] = origin
        elif int(of[1]) in kept:
            origins[f"openings[{kept.index(int(of[1]))}]{key[of.end() :]}"] = origin
    return replace(room, openings=tuple(room.openings[k] for k in kept), origins=origins)


# Rooms that are one


def _joined(building: Building, groups: Iterable[Sequence[str]]) -> tuple[Building, list[Problem]]:
    problems: list[Problem] = []
    for names in groups:
        named = [building.room_named(name) for name in names]
        own = list({id(room): room for room in named if room is not None}.values())
        if len(own) < 2 or None in named:
            message = f"{', '.join(map(repr, names))} are not two or more rooms of this file."
            problems.append(warning("UNKNOWN_ROOM", "joined", message, "Name rooms as the answer does."))
            continue
        one, remarks = _one_of(own)
        problems += remarks
        if one is not None:
            kept = [room for room in building.rooms if not any(room is each for each in own)]
            building = replace(building, rooms=(one, *kept))
    return building, problems


def _one_of(rooms: Sequence[Room]) -> tuple[Room | None, list[Problem]]:
    """One room of several that lie beside each other; the space of walls between them is its own too."""
    first = max(rooms, key=lambda room: room.floor_area_m2)
    names = ", ".join(repr(room.name) for room in rooms)
    floors = [room.elevation_m for room in rooms]
    if max(floors) - min(floors) > SAME_FLOOR_M or len({room.storey for room in rooms}) > 1:
        message = f"{names} do not have one floor; they cannot be one room."
        return None, [warning("ROOMS_NOT_JOINED", "joined", message, "Join rooms of one storey.")]
    shapes = [shapely.Polygon(room.outline_m, room.holes_m) for room in rooms]
    united = shapely.union_all(shapes)
    if united.geom_type != "Polygon":
        grown = shapely.union_all([s.buffer(WALL_BETWEEN_M / 2, join_style="mitre") for s in shapes])
        united = shapely.union_all([grown.buffer(-WALL_BETWEEN_M / 2, join_style="mitre"), *shapes])
    united = united.simplify(1e-6)
    if united.geom_type != "Polygon":
        message = f"{names} lie more than {WALL_BETWEEN_M} m apart; they cannot be one room."
        return None, [warning("ROOMS_NOT_JOINED", "joined", message, "Join rooms that lie side by side.")]
    ring: tuple[Point, ...] = tuple((float(x), float(y)) for x, y in united.exterior.coords[:-1])
    ring = ring if signed_area_m2(ring) > 0 else (ring[0], *reversed(ring[1:]))
    holes = tuple(tuple((float(x), float(y)) for x, y in hole.coords[:-1]) for hole in united.interiors)
    one = replace(
        first,
        outline_m=ring,
        holes_m=holes,
        openings=(),
        finishes={},
        slopes=(),
        ceiling_vertices_m=None,
        ceiling_triangles=None,
        ceiling_model=None,
        coverage=None,
        confidence=min((room.confidence for room in rooms if room.confidence is not None), default=None),
    )
    openings, lost = _openings_of(rooms, one)
    one = replace(
        one,
        openings=openings,
        finishes=_finishes_of(rooms, one),
        furniture=tuple(piece for room in rooms for piece in room.furniture),
        partitions=tuple(piece for room in rooms for piece in room.partitions),
        partition_openings=tuple(each for room in rooms for each in room.partition_openings),
        height_m=max(room.height_m for room in rooms),
        origins={**first.origins, "outline": Origin.USER},
    )
    message = f"{', '.join(repr(room.name) for room in rooms)} are one room of {one.floor_area_m2:.2f} m2."
    remarks = [flattened(one)] if not all(map(is_flat, rooms)) else []
    remarks.append(info("ROOMS_JOINED", "joined", message))
    if lost:
        message = f"{lost} openings between them are gone with the walls that they were in."
        remarks.append(info("OPENINGS_GONE", "joined", message))
    return one, remarks


def _openings_of(rooms: Sequence[Room], one: Room) -> tuple[tuple[Opening, ...], int]:
    """The openings of rooms in the walls of the one that they became, and how many have no wall any more."""
    kept, lost = [], 0
    for room in rooms:
        for opening in room.openings:
            if not opening.in_wall:
                kept.append(opening)
                continue
            wall = _edge_on(one, _at(room, opening.wall, opening.offset_m + opening.width_m / 2))
            if wall is None:
                lost += 1
                continue
            start = _at(room, opening.wall, opening.offset_m)
            offset = shapely.LineString(one.wall_ends_m(wall)).project(shapely.Point(start))
            kept.append(replace(opening, wall=wall, offset_m=offset))
    return tuple(kept), lost


def _finishes_of(rooms: Sequence[Room], one: Room) -> dict[str, Finish]:
    """Finishes of the walls that are still there; floor and ceiling are those of the largest room."""
    largest = max(rooms, key=lambda room: room.floor_area_m2)
    own = largest.finishes.items()
    finishes = {key: finish for key, finish in own if not key.startswith(("wall:", "hole:"))}
    for room in rooms:
        for wall in range(len(room.outline_m)):
            finish = room.finishes.get(f"wall:{wall}")
            edge = _edge_on(one, _at(room, wall, room.wall_length_m(wall) / 2))
            if finish is not None and edge is not None:
                finishes.setdefault(f"wall:{edge}", finish)
    return finishes


def _at(room: Room, wall: int, along_m: float) -> Point:
    (x0, y0), (x1, y1) = room.wall_ends_m(wall)
    share = along_m / max(room.wall_length_m(wall), 1e-9)
    return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)


def _edge_on(room: Room, point: Point) -> int | None:
    """The wall of a room on which a point lies."""
    for wall in range(len(room.outline_m)):
        if shapely.LineString(room.wall_ends_m(wall)).distance(shapely.Point(point)) < SAME_LINE_M:
            return wall
    return None
