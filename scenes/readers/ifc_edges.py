"""Edges of rooms without a wall: virtual boundaries that an IFC file states, and spaces that touch bare."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from kit.problems import Problem, info
from scenes.readers.ifc_file import Array, Element, IfcModel
from scenes.readers.ifc_spaces import SpaceRoom
from scenes.readers.ifc_walls import WallElement, plan_of
from scenes.room import Finish, Origin, Point, Room

TOUCHING_M = 0.02  # thinner than any wall
BESIDE_M = 0.12  # a boundary lies on an edge, or in the middle of a thin wall beside it
PARALLEL = math.cos(math.radians(5.0))
SHORTEST_M = 0.10
FULL_HEIGHT = 0.8  # of the room, from which a virtual boundary leaves no wall above it


@dataclass(frozen=True)
class Stretch:
    """A part of an edge of a room: from `low_m` to `high_m` along edge `wall`."""

    wall: int
    low_m: float
    high_m: float


def open_edges(
    model: IfcModel, found: Sequence[SpaceRoom], walls: Sequence[WallElement]
) -> tuple[list[Room], list[Problem]]:
    """The rooms with their wall-less edges open, split where only a part of an edge is.

    Parameters
    ----------
    walls
        Where one stands between two spaces that touch, there is a wall.
    """
    rooms = [each.room for each in found]
    stated = [list(_stated(model, each)) for each in found]
    touching = _touching(rooms, walls)
    opened, told = [], []
    for room, own, bare in zip(rooms, stated, touching, strict=True):
        changed, walls_open = with_open_edges(room, [*own, *bare])
        opened.append(changed)
        if walls_open and not own:
            told.append((room.name, walls_open))
    if not told:
        return opened, []
    places = [f"{name}/wall:{wall}" for name, numbers in told for wall in numbers]
    message = (
        f"Spaces touch without a wall between them; {len(places)} edges were left open: "
        f"{', '.join(places[:6])}{' ...' if len(places) > 6 else ''}."
    )
    hint = "Close those where a wall stands that is not in the file."
    return opened, [info("EDGES_OPEN", "rooms", message, hint, closed_walls=places[:40])]


def with_open_edges(room: Room, stretches: Sequence[Stretch]) -> tuple[Room, list[int]]:
    """The room with those stretches of its edges open, and the numbers of the open walls.

    Its edges are numbered anew where corners are added, so that it must have no openings and slopes that name
    walls after one that is split are moved along.
    """
    outline: list[Point] = []
    opened: list[int] = []
    first: dict[int, int] = {}
    for wall in range(len(room.outline_m)):
        start, end = room.wall_ends_m(wall)
        length = math.dist(start, end)
        first[wall] = len(outline)
        for low, is_open in _pieces(length, [s for s in stretches if s.wall == wall]):
            if is_open:
                opened.append(len(outline))
            outline.append(start if low == 0.0 else _between(start, end, low / length))
    if not opened:
        return room, []
    finishes = {f"wall:{wall}": Finish(open=True, origin=Origin.FILE) for wall in opened}
    slopes = tuple(replace(slope, wall=first[slope.wall]) for slope in room.slopes)
    return replace(room, outline_m=tuple(outline), finishes=room.finishes | finishes, slopes=slopes), opened


def _between(start: Point, end: Point, share: float) -> Point:
    return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))


def _pieces(length: float, stretches: Sequence[Stretch]) -> list[tuple[float, bool]]:
    """Where the open and closed pieces of an edge begin; short ones go to their neighbours."""
    joined: list[list[float]] = []
    for low, high in sorted((max(0.0, s.low_m), min(length, s.high_m)) for s in stretches):
        low = 0.0 if low < SHORTEST_M else low
        high = length if high > length - SHORTEST_M else high
        if high - low < min(SHORTEST_M, 0.9 * length):
            continue
        if joined and low <= joined[-1][1] + SHORTEST_M:
            joined[-1][1] = max(joined[-1][1], high)
        else:
            joined.append([low, high])
    pieces: list[tuple[float, bool]] = []
    at = 0.0
    for low, high in joined:
        if low > at:
            pieces.append((at, False))
        pieces.append((low, True))
        at = high
    if at < length:
        pieces.append((at, False))
    return pieces


def _on_edges(room: Room, a: Array, b: Array, beside_m: float) -> Iterator[Stretch]:
    """The parts of a room's edges that a line in the plan runs along."""
    along = b - a
    length = float(np.linalg.norm(along))
    if length < SHORTEST_M:
        return
    for wall in range(len(room.outline_m)):
        start, end = (np.array(p) for p in room.wall_ends_m(wall))
        span = float(np.linalg.norm(end - start))
        unit = (end - start) / max(span, 1e-9)
        if abs(float(unit @ along)) < PARALLEL * length:
            continue
        normal = np.array([-unit[1], unit[0]])
        if max(abs(float((p - start) @ normal)) for p in (a, b)) > beside_m:
            continue
        low, high = sorted(float((p - start) @ unit) for p in (a, b))
        if min(high, span) - max(low, 0.0) > min(SHORTEST_M, 0.9 * span):
            yield Stretch(wall, low, high)


# What the file states


def _stated(model: IfcModel, each: SpaceRoom) -> Iterator[Stretch]:
    """Stretches of a space's virtual boundaries that leave no wall above them."""
    matrix = model.matrix(each.space)
    for boundary in each.space.BoundedBy or ():
        related = boundary.RelatedBuildingElement
        virtual = boundary.PhysicalOrVirtualBoundary == "VIRTUAL"
        if not virtual and not (related is not None and related.is_a("IfcVirtualElement")):
            continue
        local = _boundary_points(boundary.ConnectionGeometry)
        if local is None:
            continue
        in_space = local * model.metres_per_unit
        in_file = (np.c_[in_space, np.ones(len(in_space))] @ matrix.T)[:, :3]
        for points in (
            model.points(in_file),
            model.points(in_space),
        ):  # some programs write the file's own frame
            if float(np.ptp(points[:, 2])) < FULL_HEIGHT * each.room.height_m:
                break
            stretches = list(_on_edges(each.room, *_ends(points[:, :2]), BESIDE_M))
            if stretches:
                yield from stretches
                break


def _ends(points: Array) -> tuple[Array, Array]:
    """The two points of a line that lie farthest apart."""
    b = points[int(np.argmax(np.linalg.norm(points - points[0], axis=1)))]
    a = points[int(np.argmax(np.linalg.norm(points - b, axis=1)))]
    return a, b


def _boundary_points(geometry: Element | None) -> Array | None:
    """Points of a boundary's surface in its space's own frame and the file's unit."""
    surface = getattr(geometry, "SurfaceOnRelatingElement", None)
    if surface is None:
        return None
    import ifcopenshell.util.placement as placement

    if surface.is_a("IfcSurfaceOfLinearExtrusion"):
        line = _points_of(getattr(surface.SweptCurve, "Curve", None))
        if line is None:
            return None
        up = np.array([*surface.ExtrudedDirection.DirectionRatios], dtype=np.float64)
        up = up / max(float(np.linalg.norm(up)), 1e-12) * float(surface.Depth)
        points = np.concatenate([line, line + up])
        matrix = placement.get_axis2placement(surface.Position) if surface.Position else np.eye(4)
    elif surface.is_a("IfcCurveBoundedPlane"):
        ring = _points_of(surface.OuterBoundary)
        if ring is None:
            return None
        points = ring
        matrix = placement.get_axis2placement(surface.BasisSurface.Position)
    else:
        return None
    turned: Array = (np.c_[points, np.ones(len(points))] @ np.array(matrix).T)[:, :3]
    return turned


def _points_of(curve: Element | None) -> Array | None:
    """Corners of a polyline, shape (point, 3)."""
    if curve is None:
        return None
    if curve.is_a("IfcPolyline"):
        corners = [[*p.Coordinates, 0.0, 0.0][:3] for p in curve.Points]
    elif curve.is_a("IfcIndexedPolyCurve"):
        corners = [[*p, 0.0, 0.0][:3] for p in curve.Points.CoordList]
    else:
        return None
    return np.array(corners, dtype=np.float64) if len(corners) >= 2 else None


# Spaces that touch


def _touching(rooms: Sequence[Room], walls: Sequence[WallElement]) -> list[list[Stretch]]:
    """Of each room: stretches of its edges along another room's edge, with no wall in between."""
    edges = [(room, wall) for room in range(len(rooms)) for wall in range(len(rooms[room].outline_m))]
    lines = [shapely.LineString(rooms[room].wall_ends_m(wall)) for room, wall in edges]
    found: list[list[Stretch]] = [[] for _ in rooms]
    if not lines:
        return found
    plans = shapely.STRtree([plan_of(wall.body) for wall in walls])
    pairs = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=TOUCHING_M)
    for index, other in pairs.T:
        (room, wall), (beyond, _) = edges[index], edges[other]
        if room == beyond:
            continue
        shared = _shared_height(rooms[room], rooms[beyond])
        if shared is None:
            continue
        a, b = (np.array(p) for p in lines[other].coords)
        for stretch in _on_edges(rooms[room], a, b, TOUCHING_M):
            if stretch.wall == wall and not _walled(rooms[room], stretch, shared, walls, plans):
                found[room].append(stretch)
    return found


def _shared_height(a: Room, b: Room) -> tuple[float, float] | None:
    """From where to where two rooms stand side by side, if for more than half of the lower one's height."""
    low = max(a.elevation_m, b.elevation_m)
    high = min(a.elevation_m + a.height_m, b.elevation_m + b.height_m)
    return (low, high) if high - low > 0.5 * min(a.height_m, b.height_m) else None


def _walled(
    room: Room,
    stretch: Stretch,
    shared: tuple[float, float],
    walls: Sequence[WallElement],
    plans: shapely.STRtree,
) -> bool:
    """Whether a wall of at least half the shared height stands in the middle of a stretch."""
    start, end = room.wall_ends_m(stretch.wall)
    length = math.dist(start, end)
    low, high = max(0.0, stretch.low_m), min(length, stretch.high_m)
    place = shapely.Point(_between(start, end, (low + high) / 2 / length))
    for index in plans.query(place, predicate="dwithin", distance=TOUCHING_M):
        heights = walls[int(index)].body.vertices_m[:, 2]
        overlap = min(float(heights.max()), shared[1]) - max(float(heights.min()), shared[0])
        if overlap > 0.5 * (shared[1] - shared[0]):
            return True
    return False
