"""The marks of a plan that belong to the room itself: walls, openings, furniture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import shapely
import shapely.affinity

from scenes.ceiling import skylight_corners_m
from scenes.room import Furniture, Opening, Point, Room
from scenes.surfaces import furniture_vertices_m

if TYPE_CHECKING:
    from scenes.plan import Sheet

WALL_M = 0.14  # files give the inner face only; this is how thick walls are drawn
SHARED_M = 0.62  # between two rooms whatever is narrower is their wall
ONE_DOOR_M = 0.7  # doors of two rooms back to back whose middles are nearer are one


def wall_marks(rooms: Sequence[Room], sheet: Sheet) -> list[str]:
    """The floors, and the walls as bands outside of them, without the open ones."""
    marks = [sheet.polygon(room.outline_m, "floor") for room in rooms]
    floors = shapely.union_all([shapely.Polygon(room.outline_m) for room in rooms])
    if len(rooms) > 1:  # what is left between two rooms is the wall that they share
        closed = floors.buffer(SHARED_M / 2, join_style="mitre").buffer(-SHARED_M / 2, join_style="mitre")
        strips = [
            _beside(room, wall, 0.0, 0.0)
            for room in rooms
            for wall in range(len(room.outline_m))
            if room.finish_of(f"wall:{wall}").open
        ]
        marks += _paths(closed.difference(shapely.union_all([floors, *strips])), sheet)
    for room in rooms:
        marks += _walls_of(room, floors, sheet)
    return marks


def _paths(shape: shapely.Geometry, sheet: Sheet) -> list[str]:
    parts = [piece for piece in shapely.get_parts(shape) if piece.geom_type == "Polygon"]
    return [_path(piece, sheet, "wall") for piece in parts if piece.area > 1e-6]


def _walls_of(room: Room, floors: shapely.Geometry, sheet: Sheet) -> list[str]:
    """The walls of one room; nothing of them lies on a floor."""
    floor = shapely.Polygon(room.outline_m)
    band = floor.buffer(WALL_M, join_style="mitre", mitre_limit=2.0).difference(floors)
    count = len(room.outline_m)
    is_open = [room.finish_of(f"wall:{i}").open for i in range(count)]
    marks = []
    for wall in (i for i in range(count) if is_open[i]):
        before, after = not is_open[wall - 1], not is_open[(wall + 1) % count]
        keep_start, keep_end = (0.0 if before else -WALL_M), (0.0 if after else -WALL_M)
        band = band.difference(_beside(room, wall, keep_start, keep_end))
    marks += _paths(band, sheet)
    for wall in (i for i in range(count) if is_open[i]):
        marks.append(sheet.line(*room.wall_ends_m(wall), "open"))
    marks += [sheet.polygon(hole, "hole") for hole in room.holes_m]
    marks += [
        sheet.polygon(_footprint(piece), "hole") for piece in room.partitions if piece.position_m[2] < 1.0
    ]
    return marks


def _beside(room: Room, wall: int, low: float, high: float) -> shapely.Polygon:
    """The strip outside a wall, from `low` past its start to `high` short of its end."""
    length = room.wall_length_m(wall)
    return shapely.Polygon(_wall_rectangle(room, wall, low, length - high, 0.001, -2 * WALL_M))


def _path(polygon: shapely.Polygon, sheet: Sheet, kind: str) -> str:
    """A polygon with its holes."""
    parts = []
    for ring in (polygon.exterior, *polygon.interiors):
        points = [sheet.at((x, y)) for x, y in ring.coords]
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return f'<path class="{kind}" fill-rule="evenodd" d="{"".join(parts)}"/>'


def _wall_rectangle(
    room: Room, wall: int, low: float, high: float, inner: float, outer: float
) -> list[Point]:
    """Corners of a strip along a wall, from `low` to `high` along it, `inner` to `outer` towards the room."""
    (x0, y0), (x1, y1) = room.wall_ends_m(wall)
    length = room.wall_length_m(wall)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    return [
        (x0 + ux * s - uy * t, y0 + uy * s + ux * t)
        for s, t in ((low, inner), (high, inner), (high, outer), (low, outer))
    ]


# Openings


def opening_marks(rooms: Sequence[Room], sheet: Sheet) -> list[str]:
    """Windows as glass between two lines, doors with their leaf and its swing, passages as gaps.

    A door between two rooms that both state it has one leaf. A stairwell is crossed out.
    """
    doors: list[Point] = []
    return [mark for room in rooms for mark in _openings_of(room, sheet, doors)]


def _openings_of(room: Room, sheet: Sheet, doors: list[Point]) -> list[str]:
    marks: list[str] = []
    before = list(doors)
    for opening in room.openings:
        if not opening.in_wall:
            marks += _flat_marks(skylight_corners_m(room, opening), opening.kind, sheet)
            continue
        low, high = opening.offset_m, opening.offset_m + opening.width_m
        frame = _wall_rectangle(room, opening.wall, low, high, 0.0, -WALL_M)
        if opening.kind == "window":
            glass = _wall_rectangle(room, opening.wall, low, high, -WALL_M / 2, -WALL_M / 2)
            marks += [sheet.polygon(frame, "window"), sheet.line(glass[0], glass[1], "glass")]
            continue
        marks.append(sheet.polygon(frame, "gap"))
        if opening.kind == "door":
            (x0, y0), (x1, y1) = frame[0], frame[2]
            middle = ((x0 + x1) / 2, (y0 + y1) / 2)
            if all(math.dist(middle, other) > ONE_DOOR_M for other in before):
                marks += _door_marks(room, opening, sheet)
                doors.append(middle)
        else:
            edge = _wall_rectangle(room, opening.wall, low, high, 0.0, 0.0)
            marks.append(sheet.line(edge[0], edge[1], "open"))
    return marks


def _flat_marks(corners: Sequence[Point], kind: str, sheet: Sheet) -> list[str]:
    """The outline of a skylight, or of a stairwell with the diagonal cross of a hole in the floor."""
    marks = [sheet.polygon(corners, kind)]
    if kind == "stairwell":
        marks += [sheet.line(corners[0], corners[2], kind), sheet.line(corners[1], corners[3], kind)]
    return marks


def _door_marks(room: Room, opening: Opening, sheet: Sheet) -> list[str]:
    """Leaves of at most 1.2 m, opening into the room, with a quarter circle each; wide ones slide."""
    low, high = opening.offset_m, opening.offset_m + opening.width_m
    if opening.width_m > 2.4:
        overlap, third = 0.05, WALL_M / 3
        middle = (low + high) / 2
        one = _wall_rectangle(room, opening.wall, low, middle + overlap, -third, -third)
        two = _wall_rectangle(room, opening.wall, middle - overlap, high, -2 * third, -2 * third)
        return [sheet.line(one[0], one[1], "leaf"), sheet.line(two[0], two[1], "leaf")]
    if opening.width_m > 1.2:
        half = opening.width_m / 2
        return [
            *_leaf(room, opening.wall, low, low + half, sheet),
            *_leaf(room, opening.wall, high, high - half, sheet),
        ]
    return _leaf(room, opening.wall, low, high, sheet)


def _leaf(room: Room, wall: int, hinge: float, free: float, sheet: Sheet) -> list[str]:
    """One leaf, hinged at `hinge`, standing open, and the quarter circle its edge runs along."""
    width = abs(free - hinge)
    foot = _wall_rectangle(room, wall, hinge, free, 0.0, width)
    closed, tip = sheet.at(foot[1]), sheet.at(foot[3])
    radius = width * sheet.scale
    sweep = 0 if free > hinge else 1
    arc = f"M{closed[0]:.1f} {closed[1]:.1f}A{radius:.1f} {radius:.1f} 0 0 {sweep} {tip[0]:.1f} {tip[1]:.1f}"
    return [sheet.line(foot[0], foot[3], "leaf"), f'<path class="swing" d="{arc}"/>']


# Furniture


def _footprint(piece: Furniture) -> list[Point]:
    """The piece seen from above: the corners of a box, the hull of a model."""
    flat = furniture_vertices_m(piece)[:, :2]
    hull = shapely.MultiPoint(flat).convex_hull
    if hull.geom_type != "Polygon":
        return []
    return [(float(x), float(y)) for x, y in hull.exterior.coords[:-1]]


def furniture_marks(rooms: Sequence[Room], sheet: Sheet, lamps: Sequence[shapely.Polygon] = ()) -> list[str]:
    """Furniture with its name where there is space; what hangs above 1.2 m is dashed."""
    marks = furniture_outlines(rooms, sheet)
    taken = list(lamps)
    shown: list[shapely.Polygon] = []
    for piece in sorted((piece for room in rooms for piece in room.furniture), key=_area, reverse=True):
        corners = _footprint(piece)
        covered = any(shapely.Polygon(corners).intersection(s).area > 0.3 * _area(piece) for s in shown)
        shown.append(shapely.Polygon(corners))
        if corners and piece.name and not covered:
            marks += _name(piece, corners, sheet, taken)
    return marks


def furniture_outlines(rooms: Sequence[Room], sheet: Sheet) -> list[str]:
    """Every piece as its outline, the highest last; what hangs above 1.2 m is dashed."""
    marks = []
    for piece in sorted((piece for room in rooms for piece in room.furniture), key=_top_m):
        corners = _footprint(piece)
        if corners:
            kind = "piece high" if piece.position_m[2] > 1.2 else "piece"
            marks.append(sheet.polygon(corners, kind))
    return marks


def _top_m(piece: Furniture) -> float:
    """Height of the top; chairs go under tables, whatever stands on a table lies on it."""
    vertices = furniture_vertices_m(piece)
    seat = 0.5 if "chair" in piece.name else 1.0
    return float(vertices[:, 2].max()) * seat if len(vertices) else 0.0


def _area(piece: Furniture) -> float:
    corners = _footprint(piece)
    return float(shapely.Polygon(corners).area) if corners else 0.0


def _name(piece: Furniture, corners: list[Point], sheet: Sheet, taken: list[shapely.Polygon]) -> list[str]:
    """The name in the middle of a piece, along its longer side, unless it would cover another name."""
    shape = shapely.Polygon(corners)
    middle = (float(shape.centroid.x), float(shape.centroid.y))
    rectangle = shapely.minimum_rotated_rectangle(shape)
    if rectangle.geom_type != "Polygon":
        return []
    points = list(rectangle.exterior.coords)
    sides = [(math.dist(points[i], points[i + 1]), points[i], points[i + 1]) for i in range(2)]
    longer, (x0, y0), (x1, y1) = max(sides)
    shorter = min(sides)[0]
    turned = math.degrees(math.atan2(y1 - y0, x1 - x0))
    turned = (turned + 90.0) % 180.0 - 90.0
    if longer < 1.2 * shorter and abs(turned) > 45.0:
        turned = turned - 90.0 if turned > 0 else turned + 90.0
    turned = 0.0 if abs(turned) < 1.0 else (90.0 if abs(abs(turned) - 90.0) < 1.0 else turned)
    words = piece.name if len(piece.name) <= 24 else piece.name[:23] + "…"
    wide, tall = 6.0 * len(words) / sheet.scale, 12.0 / sheet.scale
    if wide > longer + 0.05 or tall > shorter + 0.05:
        return []
    for away in (0.0, -0.24, 0.24):
        x, y = middle[0], middle[1] + away
        box = shapely.box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        box = shapely.affinity.rotate(box, turned)
        if shape.buffer(0.1).contains(box) and not any(box.intersects(other) for other in taken):
            taken.append(box)
            return [sheet.text((x, y), words, "name", turned_deg=turned)]
    return []
