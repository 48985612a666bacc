"""Captured rooms beside each other: the walls between them, and the doors that are seen from both sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import shapely

from kit.problems import Problem, info, warning
from scenes.building import Wall
from scenes.readers.roomplan_capture import CapturedRoom
from scenes.readers.roomplan_walls import Edge
from scenes.room import Opening, Origin, Point, Room

THICKEST_M = 0.60
THINNEST_M = 0.04
DRIFT_M = 0.10  # by so much the inner faces of two rooms may overlap, as scans drift
PARALLEL = math.cos(math.radians(5.0))
SHORTEST_M = 0.30
DEFAULT_THICKNESS_M = 0.16
OVERLAP_SHARE = 0.10  # of the smaller floor: rooms that overlap more are not in one frame
GAP_M = 1.0
SMALLEST_M = 0.05


@dataclass(frozen=True)
class Between:
    """A wall between two rooms: numbers of the rooms and of their edges, span along the first, thickness."""

    one: int
    edge: int
    other: int
    facing: int
    low_m: float
    high_m: float
    thickness_m: float


def set_apart(rooms: Sequence[CapturedRoom]) -> tuple[list[CapturedRoom], list[Problem]]:
    """Rooms that overlap others of their storey beside all; they were not captured in one frame."""
    placed: list[CapturedRoom] = []
    problems = []
    for room in rooms:
        shape = shapely.Polygon(room.outline).buffer(0)
        beside = [other for other in placed if other.story == room.story]
        covered = [
            other
            for other in beside
            if shape.intersection(shapely.Polygon(other.outline).buffer(0)).area
            > OVERLAP_SHARE * min(shape.area, shapely.Polygon(other.outline).area)
        ]
        if covered:
            right = max(float(other.outline[:, 0].max()) for other in beside)
            lowest = min(float(other.outline[:, 1].min()) for other in beside)
            room = room.moved(
                right + GAP_M - float(room.outline[:, 0].min()), lowest - float(room.outline[:, 1].min())
            )
            called = room.name or "A room"
            message = (
                f"{called!r} overlaps {covered[0].name or 'another room'!r}: the two were not captured in "
                f"one go, and where they lie to each other is not known; it was set {GAP_M:g} m aside."
            )
            hint = "Capture the rooms one after the other without ending, or use them one by one."
            problems.append(warning("ROOMS_OVERLAP", room.where or "rooms", message, hint))
        placed.append(room)
    return placed, problems


def walls_between(rooms: Sequence[Room]) -> list[Between]:
    """Where the inner faces of two rooms on one storey run beside each other."""
    found = []
    for (a, one), (b, other) in combinations(enumerate(rooms), 2):
        if one.storey != other.storey or not _near(one, other):
            continue
        for i in range(len(one.outline_m)):
            for j in range(len(other.outline_m)):
                span = _facing(Edge(*one.wall_ends_m(i)), Edge(*other.wall_ends_m(j)))
                if span is not None:
                    found.append(Between(a, i, b, j, *span))
    return found


def _near(one: Room, other: Room) -> bool:
    """Whether the boxes around two plans come within a wall of each other."""
    a, b = np.array(one.outline_m), np.array(other.outline_m)
    gaps = np.maximum(a.min(axis=0) - b.max(axis=0), b.min(axis=0) - a.max(axis=0))
    return bool((gaps <= THICKEST_M).all())


def _facing(edge: Edge, other: Edge) -> tuple[float, float, float] | None:
    """Span of an edge before which another runs the other way, and the distance between them [m]."""
    (x0, y0), (x1, y1) = edge.start, edge.end
    (x2, y2), (x3, y3) = other.start, other.end
    dot = (x1 - x0) * (x3 - x2) + (y1 - y0) * (y3 - y2)
    if dot > -PARALLEL * edge.length_m * other.length_m:
        return None
    low, high = sorted((edge.along_m(other.start), edge.along_m(other.end)))
    low, high = max(low, 0.0), min(high, edge.length_m)
    if high - low < SHORTEST_M:
        return None
    middle = edge.at((low + high) / 2)
    on = other.at(min(max(other.along_m(middle), 0.0), other.length_m))
    outward = ((y1 - y0) / edge.length_m, -(x1 - x0) / edge.length_m)
    distance = (on[0] - middle[0]) * outward[0] + (on[1] - middle[1]) * outward[1]
    return (low, high, distance) if -DRIFT_M <= distance <= THICKEST_M else None


def building_walls(rooms: Sequence[Room], between: Sequence[Between]) -> tuple[list[Wall], list[Room]]:
    """Walls of the building with their thickness, and the rooms with its origin for each of their walls."""
    walls: list[Wall] = []
    origins: list[dict[str, Origin]] = [{} for _ in rooms]
    for each in between:
        room, other = rooms[each.one], rooms[each.other]
        thickness = max(each.thickness_m, THINNEST_M)
        edge = Edge(*room.wall_ends_m(each.edge))
        height = max(room.height_m, other.height_m)
        elevation = min(room.elevation_m, other.elevation_m)
        walls.append(
            _wall(edge, each.low_m, each.high_m, each.thickness_m, thickness, room, (height, elevation))
        )
        origins[each.one][f"wall:{each.edge}.thickness_m"] = Origin.DERIVED
        origins[each.other][f"wall:{each.facing}.thickness_m"] = Origin.DERIVED
    for number, room in enumerate(rooms):
        for i in range(len(room.outline_m)):
            if room.finish_of(f"wall:{i}").open:
                continue
            edge = Edge(*room.wall_ends_m(i))
            taken = [_span_on(edge, each, number, i, rooms) for each in between]
            for low, high in _rest(edge.length_m, [span for span in taken if span is not None]):
                size = (room.height_m, room.elevation_m)
                default = DEFAULT_THICKNESS_M
                walls.append(_wall(edge, low, high, default, default, room, size))
                origins[number].setdefault(f"wall:{i}.thickness_m", Origin.DEFAULT)
    told = [replace(r, origins=r.origins | o) for r, o in zip(rooms, origins, strict=True)]
    return walls, told


def _wall(
    edge: Edge, low: float, high: float, away_m: float, thickness_m: float, room: Room, size: Point
) -> Wall:
    """A wall outside an edge, its axis half `away_m` beyond; `size` is its height and that of its foot."""
    (x0, y0), (x1, y1) = edge.start, edge.end
    out = ((y1 - y0) / edge.length_m * away_m / 2, -(x1 - x0) / edge.length_m * away_m / 2)
    ends = [(round(x + out[0], 6), round(y + out[1], 6)) for x, y in (edge.at(low), edge.at(high))]
    return Wall(ends[0], ends[1], round(thickness_m, 4), size[0], elevation_m=size[1], storey=room.storey)


def _span_on(
    edge: Edge, between: Between, number: int, wall: int, rooms: Sequence[Room]
) -> tuple[float, float] | None:
    """The span of a room's edge that a wall between covers; None where it is another edge's."""
    if (between.one, between.edge) == (number, wall):
        return between.low_m, between.high_m
    if (between.other, between.facing) != (number, wall):
        return None
    facing = Edge(*rooms[between.one].wall_ends_m(between.edge))
    low, high = sorted(edge.along_m(facing.at(d)) for d in (between.low_m, between.high_m))
    return max(low, 0.0), min(high, edge.length_m)


def _rest(length: float, spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What spans leave of an edge."""
    rest, reached = [], 0.0
    for low, high in sorted(spans):
        if low - reached > SMALLEST_M:
            rest.append((reached, low))
        reached = max(reached, high)
    if length - reached > SMALLEST_M:
        rest.append((reached, length))
    return rest


# Doors


def matched_doors(rooms: Sequence[Room], between: Sequence[Between]) -> tuple[list[Room], list[Problem]]:
    """Rooms whose common doors and passages are the same from both sides, and what was found.

    A door that both rooms have takes the mean of the two; one that only one has is put into the other too.
    """
    openings = [list(room.openings) for room in rooms]
    derived: list[set[int]] = [set() for _ in rooms]
    both = 0
    added: list[str] = []
    for each in between:
        for mine, theirs, i, j in (
            (each.one, each.other, each.edge, each.facing),
            (each.other, each.one, each.facing, each.edge),
        ):
            for k in [k for k, o in enumerate(openings[mine]) if o.wall == i and o.kind != "window"]:
                seen = _seen_from(openings[mine][k], rooms[mine], rooms[theirs], i, j)
                if seen is None:
                    continue
                same = _same_door(openings[theirs], seen)
                if same is None and not _blocked(openings[theirs], seen):
                    openings[theirs].append(seen)
                    derived[theirs].add(len(openings[theirs]) - 1)
                    added.append(f"a {seen.kind} of {seen.width_m:.2f} m in {rooms[theirs].name!r}")
                elif same is not None and mine == each.one:
                    both += 1
                    joined = _joined(openings[theirs][same], seen)
                    openings[theirs][same] = joined
                    back = _seen_from(joined, rooms[theirs], rooms[mine], j, i)
                    openings[mine][k] = back if back is not None else openings[mine][k]
    problems = []
    if both:
        message = (
            f"{both} doors and passages were seen from both of their rooms; each has the mean of the two."
        )
        problems.append(info("DOORS_MATCHED", "openings", message))
    if added:
        message = f"Seen from one of the two rooms only, and put into the other: {'; '.join(added[:10])}."
        problems.append(info("DOORS_ADDED", "openings", message))
    changed = [
        replace(
            room,
            openings=tuple(own),
            origins=room.origins | {f"openings[{k}]": Origin.DERIVED for k in sorted(new)},
        )
        for room, own, new in zip(rooms, openings, derived, strict=True)
    ]
    return changed, problems


def _seen_from(opening: Opening, room: Room, other: Room, wall: int, facing: int) -> Opening | None:
    """The same opening in the other room's facing edge; None where most of it lies beyond that."""
    edge, across = Edge(*room.wall_ends_m(wall)), Edge(*other.wall_ends_m(facing))
    ends = (opening.offset_m, opening.offset_m + opening.width_m)
    low, high = sorted(across.along_m(edge.at(distance)) for distance in ends)
    left, right = max(low, 0.0), min(high, across.length_m)
    bottom = opening.sill_m + room.elevation_m - other.elevation_m
    bottom = 0.0 if bottom < SMALLEST_M else bottom
    top = min(opening.sill_m + opening.height_m + room.elevation_m - other.elevation_m, other.height_m)
    if right - left < 0.8 * (high - low) or top - bottom < 0.5 * opening.height_m:
        return None
    if opening.sill_m == 0.0 and bottom == 0.0:
        top = min(opening.height_m, other.height_m)
    return replace(
        opening,
        wall=facing,
        offset_m=round(left, 6),
        width_m=round(right - left, 6),
        sill_m=round(bottom, 6),
        height_m=round(top - bottom, 6),
    )


def _overlap_m(one: Opening, other: Opening) -> float:
    if one.wall != other.wall:
        return 0.0
    ends = (one.offset_m + one.width_m, other.offset_m + other.width_m)
    return min(ends) - max(one.offset_m, other.offset_m)


def _same_door(openings: Sequence[Opening], seen: Opening) -> int | None:
    """Which opening of a room is the one that is seen from the other side."""
    for k, own in enumerate(openings):
        if own.kind != "window" and _overlap_m(own, seen) > 0.5 * min(own.width_m, seen.width_m):
            return k
    return None


def _blocked(openings: Sequence[Opening], seen: Opening) -> bool:
    return any(_overlap_m(own, seen) > 0.0 for own in openings)


def _joined(own: Opening, seen: Opening) -> Opening:
    """The mean of both views; it is a door when one says so, and open when one says so."""
    low = float(np.mean([own.offset_m, seen.offset_m]))
    high = float(np.mean([own.offset_m + own.width_m, seen.offset_m + seen.width_m]))
    kinds = {own.kind, seen.kind}
    return replace(
        own,
        kind="door" if "door" in kinds else "passage",
        open=own.open or seen.open or kinds == {"door", "passage"},
        offset_m=round(low, 6),
        width_m=round(high - low, 6),
        height_m=round(min(own.height_m, seen.height_m), 6),
    )
