"""Rooms that a person says are one: their outline, and what each held, with the numbers it has there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely

from kit.problems import Problem, info, warning
from scenes.building import Building
from scenes.corrected_heights import flattened, is_flat
from scenes.renamed import Names, followed_by
from scenes.room import Finish, Opening, Origin, Point, Room, signed_area_m2

WALL_BETWEEN_M = 0.6  # the thickest wall across which two rooms may be joined
SAME_LINE_M = 0.02
SAME_FLOOR_M = 0.1
NUMBERED = re.compile(
    r"(wall:|furniture:|openings\[|furniture\[)([0-9]+)(?![0-9])"
)  # of finishes and origins


@dataclass(frozen=True)
class _Numbers:
    """What the walls, openings, furniture and partitions of a room are in the one that it became a part of.

    None where one is gone.
    """

    walls: tuple[int | None, ...]
    openings: tuple[int | None, ...]
    furniture: tuple[int | None, ...]
    partitions: int

    def key(self, key: str) -> str | None:
        """The key of an origin or a finish, such as ``openings[2].sill_m``; None where it is of nothing."""
        numbered = NUMBERED.match(key)
        if numbered is None:
            return None if key.startswith(("hole:", "partition")) else key
        what = numbered[1].rstrip(":[")
        numbers = {"wall": self.walls, "openings": self.openings, "furniture": self.furniture}[what]
        number = numbers[int(numbered[2])] if int(numbered[2]) < len(numbers) else None
        return None if number is None else f"{numbered[1]}{number}{key[numbered.end() :]}"


def made_one(building: Building, groups: Iterable[Sequence[str]]) -> tuple[Building, Names, list[Problem]]:
    """The building with rooms that are one, what the places in them are called there, and what is told."""
    problems: list[Problem] = []
    names: Names = {}
    for group in groups:
        named = [building.room_named(name) for name in group]
        own = list({id(room): room for room in named if room is not None}.values())
        if len(own) < 2 or None in named:
            message = f"{', '.join(map(repr, group))} are not two or more rooms of this file."
            problems.append(warning("UNKNOWN_ROOM", "joined", message, "Name rooms as the answer does."))
            continue
        one, now, remarks = _one_of(own)
        problems += remarks
        if one is not None:
            names = followed_by(names, now)
            kept = [room for room in building.rooms if not any(room is each for each in own)]
            were = {room.name for room in own}
            lights = [replace(each, room=one.name) if each.room in were else each for each in building.lights]
            building = replace(building, rooms=(one, *kept), lights=tuple(lights))
    return building, names, problems


def _one_of(rooms: Sequence[Room]) -> tuple[Room | None, Names, list[Problem]]:
    """One room of several that lie beside each other; the space of walls between them is its own too."""
    first = max(rooms, key=lambda room: room.floor_area_m2)
    names = ", ".join(repr(room.name) for room in rooms)
    floors = [room.elevation_m for room in rooms]
    if max(floors) - min(floors) > SAME_FLOOR_M or len({room.storey for room in rooms}) > 1:
        message = f"{names} do not have one floor; they cannot be one room."
        return None, {}, [warning("ROOMS_NOT_JOINED", "joined", message, "Join rooms of one storey.")]
    shapes = [shapely.Polygon(room.outline_m, room.holes_m) for room in rooms]
    united = shapely.union_all(shapes)
    if united.geom_type != "Polygon":
        grown = shapely.union_all([s.buffer(WALL_BETWEEN_M / 2, join_style="mitre") for s in shapes])
        united = shapely.union_all([grown.buffer(-WALL_BETWEEN_M / 2, join_style="mitre"), *shapes])
    united = united.simplify(1e-6)
    if united.geom_type != "Polygon":
        message = f"{names} lie more than {WALL_BETWEEN_M} m apart; they cannot be one room."
        return None, {}, [warning("ROOMS_NOT_JOINED", "joined", message, "Join rooms that lie side by side.")]
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
    numbers, openings = _numbered(rooms, one)
    lost = sum(number is None for each in numbers for number in each.openings)
    parts = list(zip(rooms, numbers, strict=True))
    one = replace(
        one,
        openings=openings,
        finishes=_finishes_of(parts, first),
        furniture=tuple(piece for room in rooms for piece in room.furniture),
        partitions=tuple(piece for room in rooms for piece in room.partitions),
        partition_openings=tuple(
            {**each, "wall": _partition(str(each["wall"]), by.partitions)}
            for room, by in parts
            for each in room.partition_openings
        ),
        height_m=max(room.height_m for room in rooms),
        origins=_origins_of(parts, first),
    )
    message = f"{', '.join(repr(room.name) for room in rooms)} are one room of {one.floor_area_m2:.2f} m2."
    remarks = [flattened(one)] if not all(map(is_flat, rooms)) else []
    remarks.append(info("ROOMS_JOINED", "joined", message))
    if lost:
        message = f"{lost} openings between them are gone with the walls that they were in."
        remarks.append(info("OPENINGS_GONE", "joined", message))
    return one, _names_of(parts, one.name), remarks


def _numbered(rooms: Sequence[Room], one: Room) -> tuple[list[_Numbers], tuple[Opening, ...]]:
    """The numbers that things have in the one room, and the openings that still have a wall there."""
    numbers: list[_Numbers] = []
    kept: list[Opening] = []
    pieces = inner = 0
    for room in rooms:
        walls = (_edge_on(one, _at(room, i, room.wall_length_m(i) / 2)) for i in range(len(room.outline_m)))
        openings: list[int | None] = []
        for opening in room.openings:
            moved = _moved(opening, room, one)
            openings.append(None if moved is None else len(kept))
            kept += [] if moved is None else [moved]
        furniture = range(pieces, pieces + len(room.furniture))
        numbers.append(_Numbers(tuple(walls), tuple(openings), tuple(furniture), inner))
        pieces, inner = pieces + len(room.furniture), inner + len(room.partitions)
    return numbers, tuple(kept)


def _moved(opening: Opening, room: Room, one: Room) -> Opening | None:
    """An opening in the wall of the one room; None where that wall is gone."""
    if not opening.in_wall:
        return opening
    wall = _edge_on(one, _at(room, opening.wall, opening.offset_m + opening.width_m / 2))
    if wall is None:
        return None
    start = _at(room, opening.wall, opening.offset_m)
    return replace(
        opening, wall=wall, offset_m=shapely.LineString(one.wall_ends_m(wall)).project(shapely.Point(start))
    )


def _partition(wall: str, first: int) -> str:
    """The name of a partition, such as ``partition:0``, after so many others."""
    kind, _, number = wall.partition(":")
    return f"{kind}:{int(number) + first}" if number.isdecimal() else wall


def _finishes_of(parts: Sequence[tuple[Room, _Numbers]], first: Room) -> dict[str, Finish]:
    """Finishes of walls that are still there and of furniture; floor and ceiling are those of the largest."""
    finishes: dict[str, Finish] = {}
    for room, numbers in parts:
        for name, finish in room.finishes.items():
            key = numbers.key(name)
            if key is not None and (room is first or key.startswith(("wall:", "furniture:"))):
                finishes.setdefault(key, finish)
    return finishes


def _origins_of(parts: Sequence[tuple[Room, _Numbers]], first: Room) -> dict[str, Origin]:
    """Origins of what is still there; of what both rooms say of the whole, that of the largest."""
    origins: dict[str, Origin] = {}
    for room, numbers in sorted(parts, key=lambda part: part[0] is not first):
        for key, origin in room.origins.items():
            known = numbers.key(key)
            if known is not None:
                origins.setdefault(known, origin)
    tallest = max((room for room, _ in parts), key=lambda room: (room.height_m, room is first))
    height = {"height": tallest.origins["height"]} if "height" in tallest.origins else {}
    return {**origins, **height, "outline": Origin.USER}


def _names_of(parts: Sequence[tuple[Room, _Numbers]], name: str) -> Names:
    """What the rooms, their walls, openings and furniture are called now; None where they are gone."""
    names: Names = {f"{room.name}/": f"{name}/" for room, _ in parts if room.name != name}
    for room, by in parts:
        for form, numbers in (
            ("wall:{}", by.walls),
            ("opening:{}", by.openings),
            ("openings[{}]", by.openings),
            ("furniture[{}]", by.furniture),
        ):
            for old, number in enumerate(numbers):
                place = None if number is None else f"{name}/{form.format(number)}"
                names[f"{room.name}/{form.format(old)}"] = place
    return names


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
