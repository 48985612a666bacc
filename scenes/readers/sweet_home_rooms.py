"""Rooms that a Sweet Home 3D home draws: outlines as drawn, heights and finishes of the walls beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import shapely

from assets.xml_nodes import Node
from kit.problems import Problem, info, warning
from scenes.building import Wall, named_apart
from scenes.readers.sweet_home_colours import Colours
from scenes.readers.sweet_home_plan import Level, Plan
from scenes.room import Finish, Origin, Point, Room, Slope, signed_area_m2
from scenes.wall_bodies import SHORTEST_WALL_M, Face, WallBody, corner_patches, wall_body
from scenes.wall_edges import EdgePart, FaceIndex
from scenes.wall_heights import ceiling_of, check_ceiling

SAME_CORNER_M = 0.002
BESIDE_WALL_M = 0.15  # a drawn edge this near to a wall is that wall's
OPEN_EDGE_M = 0.30  # shorter stretches without a wall are closed
MOST_OPEN = 0.6  # a room with less wall than the rest of this was drawn without its walls
SAME_FLOOR_M = 0.3
TWICE = 0.5  # share of the smaller of two rooms that lie in one another


class DrawnRooms:
    """Rooms as they are drawn on one level, laid beside its walls."""

    def __init__(self, plan: Plan, level: Level, walls: Sequence[Wall]) -> None:
        self._plan, self._level = plan, level
        own = [wall for wall in walls if wall.storey == level.storey]
        long = [wall for wall in own if math.dist(wall.start_m, wall.end_m) >= SHORTEST_WALL_M]
        self._bodies: list[WallBody] = [wall_body(index, wall) for index, wall in enumerate(long)]
        polygons = [*(body.polygon for body in self._bodies), *corner_patches(self._bodies)]
        self._near = shapely.unary_union(polygons).buffer(BESIDE_WALL_M)
        faces = [face for body in self._bodies for face in body.faces]
        self._index = FaceIndex(faces, beside_m=BESIDE_WALL_M)

    def room(self, node: Node, name: str, colours: Colours) -> tuple[Room | None, list[Problem]]:
        """One drawn room; None where it has no corners."""
        ring = _tidy([self._plan.point_m(point) for point in node.children if point.tag == "point"])
        if len(ring) < 3:
            message = f"Room {name!r} is drawn with {len(ring)} corners; it was left out."
            return None, [warning("ROOM_LEFT_OUT", name, message, "Draw it again.")]
        edges, problems = self._edges(ring, name)
        height, slopes, told = self._ceiling(node, edges)
        finishes = {f"wall:{i}": part.finish for i, part in enumerate(edges) if part.finish != Finish()}
        for key, side in (("floor", "floor"), ("ceiling", "ceiling")):
            found = colours.side_of(node, side)
            if found is not None:
                finishes[key] = found
        if told == "uneven":
            problems += check_ceiling(told, height, edges, name)
        if node.attributes.get("floorVisible") == "false":
            message = f"{name!r} is drawn without a floor; it may be the air above the room below it."
            problems.append(info("FLOOR_NOT_DRAWN", name, message, "Leave it out if nobody stands there."))
        room = Room(
            outline_m=tuple(part.start for part in edges),
            height_m=round(height, 6),
            name=name,
            finishes=finishes,
            origins={
                "outline": Origin.FILE,
                "height": Origin.FILE if not slopes and not told else Origin.DERIVED,
            },
            elevation_m=self._level.elevation_m,
            storey=self._level.storey,
            slopes=slopes,
        )
        return room, problems

    def _edges(self, ring: Sequence[Point], name: str) -> tuple[list[EdgePart], list[Problem]]:
        """The edges of a ring, cut where walls begin, end or change colour; open where none is."""
        pieces: list[tuple[Point, Point, bool]] = []
        for index, start in enumerate(ring):
            pieces += self._cut(start, ring[(index + 1) % len(ring)])
        around = sum(math.dist(a, b) for a, b, _ in pieces)
        bare = sum(math.dist(a, b) for a, b, is_open in pieces if is_open)
        problems: list[Problem] = []
        if bare > MOST_OPEN * around:
            pieces = [(a, b, False) for a, b, _ in pieces]
            message = (
                f"Only {around - bare:.1f} of the {around:.1f} m around {name!r} have walls; it is taken as "
                "closed all around."
            )
            problems.append(info("ROOM_WITHOUT_WALLS", name, message, "Say which edges are open."))
        edges = self._index.parts_of_ring([start for start, _, _ in pieces])
        open_lines = shapely.MultiLineString([(a, b) for a, b, is_open in pieces if is_open])
        edges = [_opened(part) if _lies_on(part, open_lines) else part for part in edges]
        for index, part in enumerate(edges):
            if part.finish.open:
                where = f"{name}/wall:{index}"
                message = f"No wall stands along {part.length_m:.2f} m of {name!r}; that edge is left open."
                hint = "Close it if light does not pass there."
                problems.append(warning("EDGE_WITHOUT_WALL", where, message, hint, closed_walls=[where]))
        return edges, problems

    def _cut(self, start: Point, end: Point) -> list[tuple[Point, Point, bool]]:
        """An edge cut into stretches with a wall beside them and without one."""
        line = shapely.LineString([start, end])
        bare = [part for part in shapely.get_parts(line.difference(self._near)) if part.length > OPEN_EDGE_M]
        spans = sorted(
            (line.project(shapely.Point(part.coords[0])), line.project(shapely.Point(part.coords[-1])))
            for part in bare
        )
        stops: list[tuple[float, bool]] = []
        for low, high in spans:
            low = low - BESIDE_WALL_M if low > 0.02 else 0.0  # to the wall itself, not to what is near it
            high = high + BESIDE_WALL_M if high < line.length - 0.02 else line.length
            if low > 0.02:
                stops.append((low, False))
            stops.append((min(high, line.length), True))
        if not stops or stops[-1][0] < line.length - 0.02:
            stops.append((line.length, False))
        pieces, here = [], start
        for until, is_open in stops:
            point = line.interpolate(until)
            there = end if until >= line.length - 0.02 else (float(point.x), float(point.y))
            pieces.append((here, there, is_open))
            here = there
        return pieces

    def _ceiling(self, node: Node, edges: Sequence[EdgePart]) -> tuple[float, tuple[Slope, ...], str]:
        """Height and slopes: the level's own height, or the walls' where they are sloped or lower."""
        level_m = self._level.height_m
        if node.attributes.get("ceilingFlat") == "true":
            return level_m, (), ""
        height, slopes, told = ceiling_of(edges)
        if told == "default":
            return level_m, (), ""
        if slopes or told == "uneven":
            return height, slopes, told
        return min(height, level_m), (), ""


def _tidy(points: Sequence[Point]) -> list[Point]:
    """Corners anticlockwise, without those that lie on another."""
    ring: list[Point] = []
    for point in points:
        if not ring or math.dist(ring[-1], point) > SAME_CORNER_M:
            ring.append(point)
    while len(ring) > 1 and math.dist(ring[0], ring[-1]) <= SAME_CORNER_M:
        ring.pop()
    return ring if signed_area_m2(tuple(ring)) > 0 else [ring[0], *reversed(ring[1:])] if ring else ring


def _opened(part: EdgePart) -> EdgePart:
    face = part.face or Face(part.start, part.end, Finish(), None)
    return EdgePart(part.start, part.end, replace(face, finish=Finish(open=True), top_start_m=0, top_end_m=0))


def _lies_on(part: EdgePart, lines: shapely.MultiLineString) -> bool:
    middle = shapely.LineString([part.start, part.end]).interpolate(0.5, normalized=True)
    return bool(not lines.is_empty and lines.distance(middle) < 1e-3)


def drawn_rooms(plan: Plan, walls: Sequence[Wall], colours: Colours) -> tuple[list[Room], list[Problem]]:
    """All rooms as drawn, those on a level where nobody stands, and those drawn twice, left out and told."""
    nodes = plan.all("room")
    problems: list[Problem] = []
    rooms: list[Room] = []
    named = _names([node if not plan.level_of(node).is_ceiling else None for node in nodes])
    floorless: set[str] = set()
    for level in plan.levels:
        own = [i for i, node in enumerate(nodes) if plan.level_of(node) is level]
        if level.is_ceiling and own:
            problems.append(_told_ceiling(level, len(own)))
            continue
        if not own:
            continue
        drawing = DrawnRooms(plan, level, walls)
        for index in own:
            room, told = drawing.room(nodes[index], named[index], colours)
            problems += told
            if room is not None:
                rooms.append(room)
            if nodes[index].attributes.get("floorVisible") == "false":
                floorless.add(named[index])
    kept, told = _without_twice(rooms, floorless)
    return kept, [*problems, *told]


def _names(nodes: Sequence[Node | None]) -> list[str]:
    """Names that differ; none for rooms that are left out."""
    triangle = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    given = [Room(triangle, 2.5, name=node.attributes.get("name", "")[:80]) for node in nodes if node]
    names = iter(room.name for room in named_apart(given))
    return ["" if node is None else next(names) for node in nodes]


def _told_ceiling(level: Level, count: int) -> Problem:
    message = (
        f"{level.storey!r} is {level.height_m:.2f} m high: a false ceiling or a roof. Its {count} rooms are "
        "those of the storey below once more and were left out."
    )
    return info("STOREY_IS_CEILING", level.storey, message)


def _without_twice(rooms: Sequence[Room], floorless: set[str]) -> tuple[list[Room], list[Problem]]:
    """The rooms without those that lie in another at the same height; those with a floor come first."""
    kept: list[Room] = []
    problems: list[Problem] = []
    shapes: list[shapely.Polygon] = []
    for room in sorted(rooms, key=lambda each: (each.name in floorless, -each.floor_area_m2)):
        shape = shapely.Polygon(room.outline_m).buffer(0)
        within = next(
            (
                other
                for other, there in zip(kept, shapes, strict=True)
                if abs(other.elevation_m - room.elevation_m) < SAME_FLOOR_M
                and shape.intersection(there).area > TWICE * min(shape.area, there.area)
            ),
            None,
        )
        if within is None:
            kept.append(room)
            shapes.append(shape)
            continue
        message = (
            f"{room.name!r} of {room.floor_area_m2:.2f} m2 lies in {within.name!r} of "
            f"{within.floor_area_m2:.2f} m2 at the same height; it was left out."
        )
        problems.append(warning("ROOM_TWICE", room.name, message, "Draw one of the two smaller."))
    order = {id(room): index for index, room in enumerate(rooms)}
    return sorted(kept, key=lambda room: order[id(room)]), problems
