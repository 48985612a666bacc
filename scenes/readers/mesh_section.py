"""A level cut through a mesh: its lines in the plan, gaps between them closed, and the areas they enclose.

A wall may have two faces or be a single skin seen from inside, so inside and outside are not told by counting
crossings: an area is a room where the faces around it look into it, and a wall where they look away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.glb import refuse

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

GRID_M = 1e-5  # to which lines are rounded before they are joined
MOST_LINES = 30_000  # of one cut
ASIDE_M = 0.002  # how far beside a line its front and back are looked up
SNAPPED_M = 0.005  # ends that miss each other by less are one, as files are no more exact
CLOSED_M = 0.30  # gaps up to this are closed with wall
SOME_LINES = 1_000  # in which crossings are counted
MOST_CROSSINGS = 100_000
GAPS_M = (0.1, 0.3, 0.85, 1.0, 1.3, 2.0, 3.0, 4.0)  # between walls with two faces
DEEPEST_GAP_M = 0.8  # thickness of walls beside a gap, nearly
MOST_LOOSE = 300  # ends; a cut with more is too torn to be mended over large gaps
LARGEST_GAP_M = 4.0  # gaps up to this are closed as open edges
SMALLEST_ROOM_M2 = 0.5
NARROWEST_M = 0.6  # of a room, measured as the largest circle in it
NARROWEST_SURE_M = 0.4  # where all its faces look into it


@dataclass(frozen=True, eq=False)
class Cut:
    """Lines of a level cut.

    Parameters
    ----------
    lines
        Their two ends, (line, 2, 2) [m].
    fronts
        Unit direction in the plan to which the cut face looks, (line, 2).
    """

    lines: Array
    fronts: Array


@dataclass(frozen=True, eq=False)
class Gap:
    """A gap that was closed: its line, and whether it is left open to light."""

    line: shapely.LineString
    length_m: float
    open: bool


@dataclass(frozen=True, eq=False)
class Areas:
    """What a cut encloses: rooms (their clear floor) and the gaps that were closed for it."""

    rooms: tuple[shapely.Polygon, ...] = ()
    gaps: tuple[Gap, ...] = ()
    inside_out: bool = False

    @property
    def total_m2(self) -> float:
        """Area of all rooms [m2]."""
        return float(sum(room.area for room in self.rooms))


def cut_at(vertices: Array, triangles: Indices, height_m: float) -> Cut:
    """The lines in which a level plane cuts triangles.

    Parameters
    ----------
    vertices, triangles
        Shapes (vertex, 3) [m] and (triangle, 3).

    Raises
    ------
    UnsoundInput
        MESH_CUT_TOO_FINE where there are more lines than are joined.
    """
    above = vertices[:, 2] > height_m
    sides = above[triangles]
    crossing = sides.any(axis=1) & ~sides.all(axis=1)
    found = triangles[crossing]
    if len(found) > MOST_LINES:
        message = f"a level cut through the walls has {len(found)} lines; at most {MOST_LINES} are joined"
        refuse("MESH_CUT_TOO_FINE", "file", message, "Reduce the room's triangles (decimate).")
    if not len(found):
        return Cut(np.zeros((0, 2, 2)), np.zeros((0, 2)))
    # turned so that the first corner is alone on its side
    side = above[found]
    alone = np.where(side.sum(axis=1) == 1, side.argmax(axis=1), (~side).argmax(axis=1))
    order = (alone[:, None] + np.arange(3)) % 3
    corners = vertices[np.take_along_axis(found, order, axis=1)]
    ends = []
    for other in (1, 2):
        low, high = corners[:, 0, 2], corners[:, other, 2]
        share = ((height_m - low) / (high - low))[:, None]
        ends.append(corners[:, 0, :2] * (1 - share) + corners[:, other, :2] * share)
    lines = np.stack(ends, axis=1)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, :2]
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    fronts = np.divide(normal, length, out=np.zeros_like(normal), where=length > 0.0)
    lines = np.round(lines / GRID_M) * GRID_M
    kept = (np.abs(lines[:, 0] - lines[:, 1]).max(axis=1) > GRID_M / 2) & (length[:, 0] > 0.0)
    return Cut(lines[kept], fronts[kept])


def enclosed(cut: Cut) -> Areas:
    """The rooms that a cut encloses, small gaps closed with wall and larger ones as open edges."""
    if len(cut.lines) < 3:
        return Areas()
    _require_few_crossings(cut)
    lines = _noded(shapely.linestrings(cut.lines))
    lines += _bridges(lines, SNAPPED_M)
    gaps: list[Gap] = []
    for largest in (CLOSED_M, LARGEST_GAP_M):
        found = _bridges(lines, largest)
        gaps += [_gap(line) for line in found]
        lines += found
    faces = _faces(lines)
    rooms, inside_out = _rooms_of(faces, cut)
    if not inside_out:
        more, found = _between_bodies(faces, rooms)
        rooms += more
        gaps += [_gap(line) for line in found]
    used = [gap for gap in gaps if any(_bounds(gap.line, room) for room in rooms)]
    return Areas(tuple(rooms), tuple(used), inside_out)


def _require_few_crossings(cut: Cut) -> None:
    """Raise UnsoundInput where the lines cross so often that joining them would take for ever."""
    step = -(-len(cut.lines) // SOME_LINES)
    some = shapely.linestrings(cut.lines[::step])
    one, _ = shapely.STRtree(some).query(some, predicate="crosses")
    if len(one) / 2 * step**2 > MOST_CROSSINGS:
        message = f"a level cut has {len(cut.lines)} lines that cross each other all over"
        refuse("MESH_CUT_TOO_FINE", "file", message, "Export walls, floor and ceiling without clutter.")


def _gap(line: shapely.LineString) -> Gap:
    return Gap(line, float(line.length), float(line.length) > CLOSED_M)


def _bounds(line: shapely.LineString, room: shapely.Polygon) -> bool:
    """Whether a line is part of a room's edge."""
    middle = line.interpolate(0.5, normalized=True)
    return bool(room.boundary.distance(middle) < 1e-3)


def _noded(lines: Sequence[shapely.LineString]) -> list[shapely.LineString]:
    """Lines cut wherever they meet, each once; what goes on without a branch is one line."""
    merged = shapely.unary_union(np.asarray(lines, dtype=object), grid_size=GRID_M)
    if merged.geom_type == "MultiLineString":
        merged = shapely.line_merge(merged)
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]


def _faces(lines: Sequence[shapely.LineString]) -> list[shapely.Polygon]:
    polygons = shapely.get_parts(shapely.polygonize(_noded(lines)))
    return [polygon for polygon in polygons if polygon.area > 1e-4]


# Gaps


def _loose_ends(lines: Sequence[shapely.LineString]) -> Array:
    """Points at which only one line ends, (point, 2)."""
    if not len(lines):
        return np.zeros((0, 2))
    ends = np.array([[line.coords[0], line.coords[-1]] for line in lines]).reshape(-1, 2)
    keys = np.rint(ends / GRID_M).astype(np.int64)
    _, first, count = np.unique(keys, axis=0, return_index=True, return_counts=True)
    return np.asarray(ends[first[count == 1]])


def _bridges(lines: Sequence[shapely.LineString], largest_m: float) -> list[shapely.LineString]:
    """Straight lines from loose ends to the nearest other loose end, or line, no farther than so."""
    loose = _loose_ends(lines)
    if not len(loose) or (len(loose) > MOST_LOOSE and largest_m > CLOSED_M):
        return []
    bridges: list[shapely.LineString] = []
    free = np.ones(len(loose), dtype=bool)
    pairs = sorted(
        cKDTree(loose).query_pairs(largest_m), key=lambda p: float(np.hypot(*(loose[p[0]] - loose[p[1]])))
    )
    tree = shapely.STRtree(lines)
    for one, other in pairs[:20_000]:
        if not (free[one] and free[other]):
            continue
        line = shapely.LineString([loose[one], loose[other]])
        if line.length > SNAPPED_M and _is_blocked(line, lines, tree):
            continue
        bridges.append(line)
        free[one] = free[other] = False
    limit = min(largest_m, CLOSED_M)
    for index in np.flatnonzero(free):
        found = _to_nearest_line(loose[index], lines, tree, limit)
        if found is not None:
            bridges.append(found)
    return bridges


def _is_blocked(line: shapely.LineString, lines: Sequence[shapely.LineString], tree: shapely.STRtree) -> bool:
    """Whether another line lies across a bridge or along it."""
    near = [lines[i] for i in tree.query(line)]
    inner = shapely.line_interpolate_point(line, [0.02, 0.5, 0.98], normalized=True)
    within = shapely.LineString([inner[0], inner[2]])
    return any(within.intersects(other) for other in near)


def _to_nearest_line(
    point: Array, lines: Sequence[shapely.LineString], tree: shapely.STRtree, limit_m: float
) -> shapely.LineString | None:
    """The shortest way from a loose end to a line that does not end in it."""
    here = shapely.Point(point)
    best: tuple[float, shapely.LineString] | None = None
    for i in tree.query(here.buffer(limit_m)):
        other = lines[i]
        distance = float(other.distance(here))
        if distance < GRID_M or distance > limit_m or (best is not None and distance >= best[0]):
            continue
        best = (distance, shapely.shortest_line(here, other))
    return None if best is None else best[1]


def _between_bodies(
    faces: Sequence[shapely.Polygon], rooms: Sequence[shapely.Polygon]
) -> tuple[list[shapely.Polygon], list[shapely.LineString]]:
    """Rooms that walls of two faces leave open somewhere, and the lines that close them.

    Narrow gaps are bridged first, wider ones only while the rooms they close are new.
    """
    bodies = shapely.union_all([face for face in faces if not any(face is room for room in rooms)])
    found: list[shapely.Polygon] = []
    lines: list[shapely.LineString] = []
    for gap in GAPS_M:
        if bodies.is_empty:
            break
        closed = shapely.union_all([bodies, *_bridging(bodies, gap)])
        taken = shapely.union_all([*rooms, *found])
        for ring in (ring for part in shapely.get_parts(closed) for ring in getattr(part, "interiors", ())):
            parts = shapely.get_parts(shapely.Polygon(ring).difference(closed))
            room = max(parts, key=shapely.area, default=shapely.Polygon())
            if room.area < SMALLEST_ROOM_M2 or _width_m(room) < NARROWEST_M:
                continue
            if room.intersection(taken).area > 0.05 * room.area:
                continue
            found.append(room)
            free = room.exterior.difference(bodies.buffer(1e-4))
            lines += [line for line in shapely.get_parts(shapely.line_merge(free)) if line.length > SNAPPED_M]
    return found, lines


def _bridging(bodies: shapely.Geometry, gap_m: float) -> list[shapely.Polygon]:
    """What fills the gaps of walls up to a width: grown and shrunk again, and straight across."""
    half = gap_m / 2 + 1e-6
    added = bodies.buffer(half).buffer(-half).difference(bodies.buffer(1e-6))
    bridges = []
    for part in shapely.get_parts(added):
        if part.area < 1e-4 or part.area > DEEPEST_GAP_M * gap_m + 0.1:
            continue
        touching = part.boundary.intersection(bodies.buffer(1e-4))
        merged = shapely.line_merge(touching) if touching.geom_type != "LineString" else touching
        if sum(line.length > 0.02 for line in shapely.get_parts(merged)) >= 2:
            bridges.append(part.convex_hull.buffer(1e-5, join_style="mitre"))
    return bridges


# Rooms and walls


def _rooms_of(faces: Sequence[shapely.Polygon], cut: Cut) -> tuple[list[shapely.Polygon], bool]:
    """Those areas that are rooms, and whether all faces look away from them."""
    if not faces:
        return [], False
    fronts, backs = _looking_in(faces, cut)
    areas = shapely.area(np.asarray(faces, dtype=object))
    widths = np.array(
        [_width_m(face) if area >= SMALLEST_ROOM_M2 else 0.0 for face, area in zip(faces, areas, strict=True)]
    )
    total = np.maximum(fronts + backs, 1e-9)
    surely = (fronts > 0.75 * total) & (widths >= NARROWEST_SURE_M)
    large = (areas >= SMALLEST_ROOM_M2) & (widths >= NARROWEST_M)
    # a wall's own area is narrow; where only wide ones look away, the file's faces are turned
    away = large & (widths > 1.2) & (backs > 0.75 * total)
    inside_out = bool(away.any() and not ((areas >= SMALLEST_ROOM_M2) & (fronts > 0.5 * total)).any())
    mixed = large & ((fronts > 0.15 * total) | inside_out)
    kept = (areas >= SMALLEST_ROOM_M2) & (surely | mixed)
    return [face for face, is_room in zip(faces, kept, strict=True) if is_room], inside_out


def _looking_in(faces: Sequence[shapely.Polygon], cut: Cut) -> tuple[Array, Array]:
    """Of each area the length of lines whose faces look into it, and of those that look away [m]."""
    lengths = np.linalg.norm(cut.lines[:, 1] - cut.lines[:, 0], axis=1)
    middles = cut.lines.mean(axis=1)
    tree = shapely.STRtree(np.asarray(faces, dtype=object))
    sums = []
    for sign in (1.0, -1.0):
        points = shapely.points(middles + sign * ASIDE_M * cut.fronts)
        point, face = tree.query(points, predicate="within")
        sums.append(np.bincount(face, weights=lengths[point], minlength=len(faces)))
    return np.asarray(sums[0], dtype=np.float64), np.asarray(sums[1], dtype=np.float64)


def _width_m(face: shapely.Polygon) -> float:
    """Diameter of the largest circle in an area [m]."""
    return 2.0 * float(shapely.maximum_inscribed_circle(face, tolerance=0.01).length)
