"""Rooms of a plan: outlines from its lines, names and stated areas from its texts, openings, open edges."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.affinity import translate

from kit.problems import Problem, error, info, warning
from scenes.building import Wall, WallOpening, named_apart
from scenes.host_openings import host_openings
from scenes.readers.drawings.drawing import Array, Drawing, Label
from scenes.readers.drawings.gates import gates_of, sure_gates
from scenes.readers.drawings.plan_lines import plan_lines
from scenes.readers.drawings.plan_openings import Heights, openings_of, with_assumed_heights, with_kinds
from scenes.readers.drawings.plan_walls import PlanWalls, walls_of_plan
from scenes.readers.drawings.regions import Region, cleaned, floor_of
from scenes.readers.drawings.signs import Signs
from scenes.readers.drawings.words import VOID, name_in, stated_area_m2
from scenes.room import Finish, Origin, Point, Room, signed_area_m2

MOST_LINES = 12_000
ON_LINE_M = 0.02
AREA_DIFFERS = 0.03
SMALLEST_HOLE_M2 = 0.005


@dataclass(frozen=True)
class Level:
    """What all rooms of a plan share: height, where it comes from, and the storey's name."""

    heights: Heights
    height_from: Origin
    storey: str


@dataclass(frozen=True, eq=False)
class PlanRead:
    """Rooms of a plan, what is doubtful of them, where their (0, 0) lies in the drawing; walls, openings."""

    rooms: list[Room]
    problems: list[Problem]
    origin_m: Point = (0.0, 0.0)
    walls: tuple[Wall, ...] = ()
    openings: tuple[WallOpening, ...] = ()


def rooms_of_plan(drawing: Drawing, layers: Collection[str], level: Level) -> PlanRead:
    """The rooms that the lines of some layers enclose, moved so that they begin at (0, 0).

    Parameters
    ----------
    drawing
        One plan, in metres.
    layers
        Those of its walls.
    """
    lines = plan_lines(drawing, layers)
    walls, swings = lines.walls, lines.swings
    if not 0 < len(walls) <= MOST_LINES:
        message = f"The layers taken as walls hold {len(walls)} lines; 1 to {MOST_LINES} are read."
        return PlanRead(
            [], [error("PLAN_WALLS_UNCLEAR", "layers", message, "Choose the layers that are walls.")]
        )
    gates = sure_gates(with_kinds(gates_of(walls, swings), drawing), swings)
    texts = _without_tags(drawing.labels)
    named = [label for label in texts if name_in(label.text) or stated_area_m2(label.text)]
    voids = [t.position for t in texts if VOID.search(t.text)]
    floor = floor_of(
        walls,
        gates,
        np.array([t.position for t in named]).reshape(-1, 2),
        np.concatenate([lines.signs.crosses, np.array(voids).reshape(-1, 2)]),
    )
    found = [cleaned(region.shape) for region in floor.regions if region.kind == "room"]
    if not found:
        return PlanRead([], [])
    openings = openings_of(drawing, walls, gates, floor, swings, level.heights)
    x, y = (math.floor(v * 1000) / 1000 for v in shapely.total_bounds(np.array(found))[:2].tolist())
    found = sorted((translate(shape, -x, -y) for shape in found), key=lambda shape: -shape.area)
    texts = [replace(t, position=(t.position[0] - x, t.position[1] - y)) for t in texts]
    edges = floor.open_edges - np.array([x, y])
    drawn = [_room(shape, edges, texts, level) for shape in found]
    rooms = list(named_apart(room for room, _ in drawn))
    problems = [p for room, (_, opened) in zip(rooms, drawn, strict=True) for p in _told_open(room, opened)]
    for room in rooms:
        problems += _compared(room, texts)
    moved = [
        replace(o, centre_m=(o.centre_m[0] - x, o.centre_m[1] - y), storey=level.storey) for o in openings
    ]
    built = translate(shapely.union_all([region.shape for region in floor.regions]), -x, -y)
    walls_found = walls_of_plan(rooms, built)
    rooms = [_with_thickness(room, number, walls_found) for number, room in enumerate(rooms)]
    hosted, remarks = host_openings(rooms, moved, walls_found.walls)
    hosted, assumed = with_assumed_heights(hosted, level.heights)
    told = [*_told_shafts(floor.regions), *_told_signs(lines.signs), *assumed]
    return PlanRead(hosted, [*problems, *told, *remarks], (x, y), walls_found.walls, tuple(moved))


def _with_thickness(room: Room, number: int, found: PlanWalls) -> Room:
    """The room with the origin of the thickness of each wall that the drawing has."""
    own = {f"wall:{wall}.thickness_m": Origin.FILE for at, wall in sorted(found.known) if at == number}
    return replace(room, origins=room.origins | own)


def _room(
    shape: shapely.Polygon, open_edges: Array, labels: Sequence[Label], level: Level
) -> tuple[Room, list[int]]:
    """One room without openings, and the numbers of its open edges."""
    ring = _ring(shape.exterior)
    ring, opened = with_open_edges(ring, open_edges)
    holes = tuple(
        _ring(hole) for hole in shape.interiors
        if shapely.Polygon(hole).area > SMALLEST_HOLE_M2 and hole.distance(shape.exterior) > 0.002
    )  # fmt: skip
    room = Room(
        outline_m=ring,
        height_m=level.heights.ceiling_m,
        name=_name(shape, labels),
        holes_m=holes,
        finishes={f"wall:{wall}": Finish(open=True, origin=Origin.DERIVED) for wall in opened},
        origins={
            "outline": Origin.FILE,
            "height": level.height_from,
            "openings": Origin.FILE,
            "ceiling": Origin.DERIVED if level.height_from is Origin.FILE else Origin.DEFAULT,
        },
        storey=level.storey,
    )
    return room, opened


def _ring(ring: shapely.LinearRing) -> tuple[Point, ...]:
    """Corners anticlockwise, to a tenth of a millimetre."""
    points = tuple((round(float(x), 4), round(float(y), 4)) for x, y in ring.coords[:-1])
    return points if signed_area_m2(points) > 0 else tuple(reversed(points))


def with_open_edges(ring: tuple[Point, ...], edges: Array) -> tuple[tuple[Point, ...], list[int]]:
    """A ring with corners at the ends of open edges on it, and the numbers of those that are open."""
    corners: list[Point] = []
    opened: list[int] = []
    for index, start in enumerate(ring):
        end = ring[(index + 1) % len(ring)]
        length = math.dist(start, end)
        spans = sorted(_spans_on(np.array(start), np.array(end), edges))
        corners.append(start)
        reached = 0.0
        for low, high in spans:
            low, high = max(low, reached), min(high, length)
            if high - low < 0.1:
                continue
            if low - reached > ON_LINE_M:
                corners.append(_on(start, end, low / length))
            opened.append(len(corners) - 1)
            reached = high
            if length - high > ON_LINE_M:
                corners.append(_on(start, end, high / length))
            else:
                reached = length
    return tuple(corners), opened


def _on(start: Point, end: Point, share: float) -> Point:
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _spans_on(start: Array, end: Array, edges: Array) -> list[tuple[float, float]]:
    """Where edges that lie on a line run along it, those that touch as one."""
    length = float(np.hypot(*(end - start)))
    if length < 1e-6 or not len(edges):
        return []
    unit = (end - start) / length
    gap = edges - start
    beside = np.abs(gap @ np.array([-unit[1], unit[0]])).max(axis=1)
    along = np.sort(gap @ unit, axis=1)
    spans: list[tuple[float, float]] = []
    for low, high in sorted((float(a), float(b)) for a, b in along[beside < ON_LINE_M]):
        if high <= ON_LINE_M or low >= length - ON_LINE_M:
            continue
        if spans and low <= spans[-1][1] + ON_LINE_M:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((max(low, 0.0), high))
    return spans


def _without_tags(labels: Sequence[Label]) -> list[Label]:
    """Labels without those that are written three times and hold a number: tags of doors and windows."""
    times = Counter(label.text for label in labels)
    return [t for t in labels if times[t.text] < 3 or not any(c.isdigit() for c in t.text)]


def _name(shape: shapely.Polygon, labels: Sequence[Label]) -> str:
    """The largest names written within a room; several of equal size stand for its parts."""
    inside = [t for t in labels if name_in(t.text) and shapely.contains_xy(shape, *t.position)]
    if not inside:
        return ""
    tallest = max(t.height for t in inside)
    names = dict.fromkeys(name_in(t.text) for t in inside if t.height >= 0.8 * tallest)
    return ", ".join(list(names)[:3])


def _compared(room: Room, labels: Sequence[Label]) -> list[Problem]:
    """The area that is written within a room against the one that its lines enclose."""
    shape = shapely.Polygon(room.outline_m, room.holes_m)
    stated = [
        area for t in labels
        if (area := stated_area_m2(t.text)) is not None and shapely.contains_xy(shape, *t.position)
    ]  # fmt: skip
    if not stated:
        return []
    written, drawn = sum(stated), room.floor_area_m2
    if written <= 0 or abs(drawn - written) <= AREA_DIFFERS * written:
        return []
    message = f"{room.name} is written to have {written:.2f} m2; its lines enclose {drawn:.2f} m2."
    hint = "Check the unit, and whether the room ends where the drawing says; the lines are taken."
    return [warning("AREA_DIFFERS_FROM_TEXT", f"rooms.{room.name}", message, hint)]


def _told_open(room: Room, opened: Sequence[int]) -> list[Problem]:
    problems = []
    for wall in opened:
        x, y = _on(*room.wall_ends_m(wall), 0.5)
        message = (
            f"{room.name}: no wall is drawn along {room.wall_length_m(wall):.2f} m at ({x:.2f}, {y:.2f}); "
            "that edge is open, and light leaves through it."
        )
        hint = "Say that it is a wall, or leave it open."
        names = [f"{room.name}/wall:{wall}"]
        problem = warning(
            "WALLS_DO_NOT_CLOSE", f"rooms.{room.name}/wall:{wall}", message, hint, closed_walls=names
        )
        problems.append(problem.offering({"open_walls": names}))
    return problems


def _told_shafts(regions: Sequence[Region]) -> list[Problem]:
    problems = []
    what = {
        "shaft": "closed spaces without a door ({}) are taken as shafts or piers, not as rooms.",
        "void": "spaces with a cross or a word such as lift or key ({}) are left out; they are no rooms.",
    }
    for kind, words in what.items():
        areas = [region.shape.area for region in regions if region.kind == kind]
        if areas:
            sizes = ", ".join(f"{area:.2f}" for area in areas[:6]) + " m2"
            message = f"{len(areas)} {words.format(sizes)}"
            hint = "Write a name into those that are rooms."
            problems.append(info("SHAFTS_LEFT_OUT", "rooms", message, hint))
    return problems


def _told_signs(signs: Signs) -> list[Problem]:
    if not signs.treads:
        return []
    message = f"{signs.treads} evenly spaced lines on the layers of walls are taken as treads of stairs."
    return [info("TREADS_LEFT_OUT", "layers", message)]
