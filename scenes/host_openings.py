"""Openings that a file draws as boxes in the plan, put into the walls of the rooms on both their sides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from kit.problems import Problem, info, warning
from scenes.building import Wall, WallOpening
from scenes.room import Opening, Point, Room
from scenes.wall_heights import ceiling_height_m

BESIDE_M = 0.15  # beyond its box an opening still finds its wall
PARALLEL_DEG = 12.0
CURVED_DEG = 50.0  # edges of a curved wall, beside one that is parallel
TOLD_CUT_M = 0.03
STRAIGHT_DEG = 1.0
SAME_LINE_M = 0.03
BENDS_AWAY_M = 0.25  # of an edge of a curved wall from the one that is parallel
SMALLEST_OPENING_M = 0.05
MOST_TRIMMED = 0.3  # share of an opening that another may cover, as the leaves of double doors do
SMALLEST_PIECE_M = 0.005  # of an opening in a curved wall, along one of its edges


def host_openings(
    rooms: Sequence[Room], openings: Sequence[WallOpening], walls: Sequence[Wall] = ()
) -> tuple[list[Room], list[Problem]]:
    """The rooms with openings in their walls, and what had to be cut or fits no wall.

    An opening goes to the edges that run beside it within 12 degrees, on each of its sides to the nearest: to
    both rooms where a wall lies between two, and to as many edges of a curved wall as it covers. It is cut to
    those edges and to the ceiling above them.

    Parameters
    ----------
    rooms
        With names that differ.
    openings
        In the same frame; one without a storey is tried on all.
    walls
        Their axes and thicknesses say how far from an opening its rooms may begin; left out, its own depth
        does.
    """
    added: list[list[Opening]] = [list(room.openings) for room in rooms]
    problems: list[Problem] = []
    by_place = shapely.STRtree([shapely.LinearRing(room.outline_m) for room in rooms])
    for index, opening in enumerate(openings):
        where = opening.name or f"openings[{index}]"
        line = _line_of(opening, walls)
        near = by_place.query(shapely.Point(line.middle).buffer(line.half_m + line.reach_m))
        hosts = _hosts(line, {int(k): rooms[k] for k in sorted(near)})
        if not hosts:
            problems.append(_told_homeless(opening, line, where))
        for room_index, edges in hosts:
            problems += _put(opening, line, rooms[room_index], edges, added[room_index], where)
    hosted = [replace(room, openings=tuple(own)) for room, own in zip(rooms, added, strict=True)]
    return hosted, problems


@dataclass(frozen=True)
class _Line:
    """An opening seen from above: middle, direction, half its width, and how far its rooms may begin."""

    middle: Point
    along: Point
    half_m: float
    reach_m: float
    storey: str
    in_wall: bool

    def of(self, point: Point) -> tuple[float, float]:
        """A point along the opening from its middle, and to its left [m]."""
        x, y = point[0] - self.middle[0], point[1] - self.middle[1]
        ux, uy = self.along
        return x * ux + y * uy, y * ux - x * uy


@dataclass(frozen=True)
class _Edge:
    """An edge of a room beside an opening: where along it, how far beside, on which side its room lies."""

    wall: int
    low_m: float
    high_m: float
    beside_m: float
    turned_deg: float
    left: bool


def _line_of(opening: WallOpening, walls: Sequence[Wall]) -> _Line:
    """The opening on the axis of the wall that it cuts, or on its own middle where none is known."""
    angle = math.radians(opening.angle_deg)
    along = (math.cos(angle), math.sin(angle))
    reach = opening.depth_m / 2 + BESIDE_M
    line = _Line(opening.centre_m, along, opening.width_m / 2, reach, opening.storey, False)
    best: tuple[float, float] | None = None
    for wall in walls:
        if wall.arc_deg or not _same_storey(wall.storey, opening.storey):
            continue
        (s0, t0), (s1, t1) = sorted((line.of(wall.start_m), line.of(wall.end_m)))
        if s1 - s0 < 1e-6 or abs(t1 - t0) > math.tan(math.radians(PARALLEL_DEG)) * (s1 - s0):
            continue
        if min(s1, line.half_m) - max(s0, -line.half_m) < 0.3 * opening.width_m:
            continue
        at_middle = t0 + (t1 - t0) * min(max(-s0 / (s1 - s0), 0.0), 1.0)
        if abs(at_middle) > (wall.thickness_m + opening.depth_m) / 2 + BESIDE_M:
            continue
        if best is None or abs(at_middle) < abs(best[0]):
            best = (at_middle, wall.thickness_m)
    if best is None:
        return line
    beside, thickness = best
    ux, uy = along
    middle = (opening.centre_m[0] - uy * beside, opening.centre_m[1] + ux * beside)
    return replace(line, middle=middle, reach_m=thickness / 2 + BESIDE_M, in_wall=True)


def _same_storey(one: str, other: str) -> bool:
    return not one or not other or one == other


def _hosts(line: _Line, rooms: Mapping[int, Room]) -> list[tuple[int, list[_Edge]]]:
    """Rooms and their edges that an opening goes through: on each side of it those of the nearest wall."""
    nearest: dict[bool, list[tuple[float, int, list[_Edge]]]] = {True: [], False: []}
    for index, room in rooms.items():
        if not _same_storey(room.storey, line.storey):
            continue
        edges = list(_edges_beside(room, line))
        for left in (True, False):
            own = [edge for edge in edges if edge.left == left]
            straight = [edge for edge in own if edge.turned_deg <= PARALLEL_DEG]
            if not straight:
                continue
            best = min(straight, key=lambda edge: (abs(edge.beside_m) - 2 * _covered(edge, line), edge.wall))
            chosen = [best, *(edge for edge in own if edge is not best and _goes_with(edge, best))]
            covered = sum(_covered(edge, line) for edge in chosen)
            if covered >= min(0.3 * 2 * line.half_m, 0.25):
                nearest[left].append((covered - abs(best.beside_m), index, chosen))
    hosts = []
    for found in nearest.values():
        if not found:
            continue
        most = max(score for score, _, _ in found)
        hosts += [(index, edges) for score, index, edges in found if score > most - 0.5 * line.half_m]
    return hosts


def _goes_with(edge: _Edge, best: _Edge) -> bool:
    """Whether another edge carries on the one that an opening lies on, straight or as a curved wall does."""
    overlap = min(edge.high_m, best.high_m) - max(edge.low_m, best.low_m)
    bends = edge.turned_deg > STRAIGHT_DEG or best.turned_deg > STRAIGHT_DEG
    apart = abs(edge.beside_m - best.beside_m)
    return overlap < 0.02 and apart < (BENDS_AWAY_M if bends else SAME_LINE_M)


def _covered(edge: _Edge, line: _Line) -> float:
    return max(min(edge.high_m, line.half_m) - max(edge.low_m, -line.half_m), 0.0)


def _edges_beside(room: Room, line: _Line) -> Iterator[_Edge]:
    """Closed edges of a room near an opening that look at it, and not away."""
    for wall in range(len(room.outline_m)):
        start, end = room.wall_ends_m(wall)
        (s0, t0), (s1, t1) = line.of(start), line.of(end)
        low, high = min(s0, s1), max(s0, s1)
        if min(high, line.half_m) - max(low, -line.half_m) < SMALLEST_PIECE_M:
            continue
        turned = math.degrees(math.atan2(abs(t1 - t0), abs(s1 - s0)))
        if turned > CURVED_DEG or room.finish_of(f"wall:{wall}").open:
            continue
        left = s1 > s0  # inside an anticlockwise outline is to the left: this room lies to the line's left
        slope = (t1 - t0) / (s1 - s0)
        at = min(max(0.0, low), high)
        beside = (t0 + slope * (at - s0)) * (1 if left else -1)
        if (-BESIDE_M if line.in_wall else -line.reach_m) <= beside <= line.reach_m:
            yield _Edge(wall, low, high, beside, turned, left)


def _put(
    opening: WallOpening,
    line: _Line,
    room: Room,
    edges: Sequence[_Edge],
    taken: list[Opening],
    where: str,
) -> list[Problem]:
    """Put an opening into the edges of one room."""
    problems: list[Problem] = []
    covered, top = 0.0, opening.sill_m + opening.height_m
    lowest = math.inf
    for edge in sorted(edges, key=lambda each: each.low_m):
        made = _in_edge(opening, line, room, edge)
        covered += _covered(edge, line)
        if made is None:
            continue
        lowest = min(lowest, made.sill_m + made.height_m)
        made, trimmed_m = _beside_others(made, taken)
        covered -= trimmed_m
        if any(_overlap(made, other) for other in taken):
            message = (
                f"{where!r} covers another opening in wall {made.wall} of {room.name!r}; it was left out."
            )
            problems.append(
                warning("OPENING_LEFT_OUT", f"{room.name}/wall:{made.wall}", message, "Add it by hand.")
            )
        else:
            taken.append(made)
    if lowest is math.inf:
        message = f"{where!r} is too small for an opening in {room.name!r} and was left out."
        return [*problems, warning("OPENING_LEFT_OUT", room.name, message, "Add it by hand.")]
    cut = max(opening.width_m - covered, top - lowest)
    if cut > TOLD_CUT_M:
        message = (
            f"{where!r} reaches {cut:.2f} m beyond wall {edges[0].wall} of {room.name!r} and was cut to fit."
        )
        problems.append(info("OPENING_CUT", f"{room.name}/wall:{edges[0].wall}", message))
    return problems


def _in_edge(opening: WallOpening, line: _Line, room: Room, edge: _Edge) -> Opening | None:
    """The opening in one edge, cut to it and to the ceiling above it; None where too little is left."""
    start, end = room.wall_ends_m(edge.wall)
    (s0, _), (s1, _) = line.of(start), line.of(end)
    length = room.wall_length_m(edge.wall)
    shares = sorted((min(max((s - s0) / (s1 - s0), 0.0), 1.0)) for s in (-line.half_m, line.half_m))
    low, high = (share * length for share in shares)
    corners = [
        (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])) for share in shares
    ]
    ceiling = min(ceiling_height_m(room, x, y) for x, y in corners)
    bottom = max(opening.sill_m, 0.0)
    if opening.kind != "window" and bottom < TOLD_CUT_M:
        bottom = 0.0  # the foot of a door is where the floor is
    top = min(opening.sill_m + opening.height_m, ceiling)
    if (
        high - low < (SMALLEST_PIECE_M if edge.turned_deg > 1.0 else SMALLEST_OPENING_M)
        or top - bottom < SMALLEST_OPENING_M
    ):
        return None
    return Opening(
        kind=opening.kind,
        wall=edge.wall,
        offset_m=round(low, 6),
        width_m=round(high - low, 6),
        sill_m=round(bottom, 6),
        height_m=round(top - bottom, 6),
        open=opening.open,
        transmittance=opening.transmittance,
    )


def _beside_others(made: Opening, taken: Sequence[Opening]) -> tuple[Opening, float]:
    """An opening narrowed to where others end that reach a little into it, and by how much [m]."""
    low, high = made.offset_m, made.offset_m + made.width_m
    for other in taken:
        if not _overlap(made, other):
            continue
        other_low, other_high = other.offset_m, other.offset_m + other.width_m
        if low < other_low < high and high - other_low < MOST_TRIMMED * made.width_m:
            high = other_low
        elif low < other_high < high and other_high - low < MOST_TRIMMED * made.width_m:
            low = other_high
    narrowed = replace(made, offset_m=round(low, 6), width_m=round(high - low, 6))
    return narrowed, made.width_m - narrowed.width_m


def _overlap(one: Opening, other: Opening) -> bool:
    if one.wall != other.wall:
        return False
    a, b = (
        shapely.box(o.offset_m, o.sill_m, o.offset_m + o.width_m, o.sill_m + o.height_m) for o in (one, other)
    )
    return bool(a.intersection(b).area > 1e-6)


def _told_homeless(opening: WallOpening, line: _Line, where: str) -> Problem:
    x, y = opening.centre_m
    if line.in_wall:
        message = (
            f"{where!r} at ({x:.2f}, {y:.2f}) stands in a wall that is no room's; it lets no light through."
        )
        return info("OPENING_WITHOUT_WALL", where, message)
    message = f"{where!r}, a {opening.kind} at ({x:.2f}, {y:.2f}), has no wall of a room beside it."
    return warning(
        "OPENING_WITHOUT_WALL", where, message, "Move it into a wall, or add it to the room by hand."
    )
