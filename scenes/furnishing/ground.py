"""What a room offers to furniture: floor, walls, doors that open, windows, and what stands there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.ceiling import ceiling_height_m, is_level
from scenes.clearances import DOOR_DEPTH_M
from scenes.furnishing.walkways import ways_of
from scenes.pieces.kinds import KINDS
from scenes.room import Furniture, Opening, Room
from scenes.stairwells import stairwell_shapes
from scenes.surfaces import furniture_vertices_m

Array = NDArray[np.float64]

DEEPEST_LEAF_M = 1.0  # a wider door has two leaves
WINDOW_DEPTH_M = 0.4  # before a window, in which nothing rises above its sill
OVER_SILL_M = 0.1
HEADROOM_M = 1.8  # where a person walks upright, more or less
CELL_M = 0.2  # of the grid on which a low ceiling is looked for
OUT_OF_THE_WAY_M = 1.9  # what hangs higher is in nobody's way
SHORTEST_WALL_M = 0.3
SHORT_EDGE_M = 1.0  # of a wall that is a curve in pieces
FEWEST_EDGES = 4
CHORD_M = 2.2  # of a line across them, long enough for a bed
NO_WALL = -1  # the number of a line that is no wall


@dataclass(frozen=True, eq=False)
class Side:
    """A wall from inside, or a line across a curved one: its number, start, direction and length [m]."""

    wall: int
    start_m: Array
    along: Array
    length_m: float

    @property
    def inwards(self) -> Array:
        """The direction into the room."""
        return np.array([-self.along[1], self.along[0]])

    @property
    def angle_deg(self) -> float:
        """Direction along it, anticlockwise from x."""
        return float(np.degrees(np.arctan2(self.along[1], self.along[0])))

    def strip(self, low_m: float, high_m: float, depth_m: float) -> shapely.Polygon:
        """The floor before a stretch of it."""
        a, b = self.start_m + self.along * low_m, self.start_m + self.along * high_m
        inwards = self.inwards * depth_m
        return shapely.Polygon([a, b, b + inwards, a + inwards])


@dataclass(frozen=True, eq=False)
class WindowZone:
    """The floor before a window, and the height above which nothing may rise there [m]."""

    zone: shapely.Polygon
    sill_m: float
    opening: Opening


@dataclass(frozen=True, eq=False)
class Ground:
    """What a room offers.

    Parameters
    ----------
    room
        The room itself.
    floor
        Its floor without holes, partitions and stairwells.
    sides
        Walls against which something may stand; open edges are none.
    stretches
        Of each of those sides, the stretches without door and open floor: low and high end along it [m].
    doors
        The floor before each door, passage and open edge, and around each stairwell, whose stairs may begin
        on any side of it: leaves and people need it.
    windows
        With the floor before them.
    solids
        What stands there already, from above.
    kept
        Floor that these pieces and the doors need.
    low
        Where the ceiling is too low to walk.
    joined_doors
        Those doors between which one can walk now, by their place in `doors`.
    """

    room: Room
    floor: shapely.Polygon
    sides: tuple[Side, ...]
    stretches: tuple[tuple[tuple[float, float], ...], ...]
    doors: tuple[shapely.Geometry, ...]
    windows: tuple[WindowZone, ...]
    solids: shapely.Geometry
    kept: shapely.Geometry
    low: shapely.Geometry
    joined_doors: frozenset[int] = frozenset()

    @cached_property
    def wide_floor(self) -> shapely.Polygon:
        """The floor with a millimetre more, in which what touches a wall lies."""
        wide = self.floor.buffer(1e-3, join_style="mitre")
        shapely.prepare(wide)
        return wide

    def heights_m(self, points: Array) -> Array:
        """The ceiling over places, (point, 2) to (point,) [m]."""
        if is_level(self.room):
            return np.full(len(points), self.room.height_m)
        return ceiling_height_m(self.room, points)


def ground_of(room: Room) -> Ground:
    """What a room offers to furniture."""
    sides, stretches = [], []
    doors: list[shapely.Geometry] = []
    windows: list[WindowZone] = []
    for wall in range(len(room.outline_m)):
        side = _side(room, wall)
        own = [opening for opening in room.openings if opening.wall == wall and opening.in_wall]
        opened = room.finish_of(f"wall:{wall}").open
        if opened:
            doors.append(side.strip(0.0, side.length_m, DOOR_DEPTH_M))
        ways = [each for each in own if each.kind in ("door", "passage")]
        doors += [_before_door(side, each) for each in ways]
        windows += [_before_window(side, each) for each in own if each.kind == "window"]
        if not opened and side.length_m >= SHORTEST_WALL_M:
            sides.append(side)
            stretches.append(_between(side.length_m, ways))
    floor = shapely.Polygon(room.outline_m, room.holes_m)
    floor = floor.difference(shapely.union_all([print_of(each) for each in room.partitions]))
    wells = stairwell_shapes(room)
    floor = floor.difference(shapely.union_all([each for _, each in wells]))
    floor = max(shapely.get_parts(floor), key=lambda part: part.area, default=shapely.Polygon())
    around = [each.buffer(DOOR_DEPTH_M, join_style="mitre").intersection(floor) for _, each in wells]
    doors += [each for each in around if not each.is_empty]
    for chord in _chords(room, floor):
        sides.append(chord)
        stretches.append(((0.0, chord.length_m),))
    standing = [each for each in room.furniture if _is_standing(each)]
    solids = shapely.union_all([print_of(each) for each in standing])
    low = _too_low(room, floor)
    walked = ways_of(floor.difference(low), solids, doors)
    return Ground(
        room,
        floor,
        tuple(sides),
        tuple(stretches),
        tuple(doors),
        tuple(windows),
        solids,
        shapely.union_all([*doors, *(_before(each) for each in standing)]),
        low,
        frozenset() if walked is None else walked.doors,
    )


def _side(room: Room, wall: int) -> Side:
    start, end = (np.array(point, dtype=np.float64) for point in room.wall_ends_m(wall))
    length = float(np.linalg.norm(end - start))
    return Side(wall, start, (end - start) / max(length, 1e-9), length)


def _chords(room: Room, floor: shapely.Polygon) -> list[Side]:
    """Straight lines across the short edges of walls that curve into the room's outside, to stand against."""
    count, found = len(room.outline_m), []
    short = [room.wall_length_m(wall) < SHORT_EDGE_M for wall in range(count)]
    for first in range(count) if sum(short) >= FEWEST_EDGES else ():
        start = np.array(room.outline_m[first], dtype=np.float64)
        for after in range(1, count):
            if not short[(first + after - 1) % count]:
                break
            end = np.array(room.outline_m[(first + after) % count], dtype=np.float64)
            length = float(np.linalg.norm(end - start))
            if length >= CHORD_M:
                line = shapely.LineString([start, end])
                if (
                    after > 1
                    and floor.buffer(1e-6).covers(line)
                    and floor.exterior.distance(line.centroid) > 1e-3
                ):
                    found.append(Side(NO_WALL, start, (end - start) / length, length))
                break
    return found


def _before_door(side: Side, opening: Opening) -> shapely.Polygon:
    """The floor in which a leaf swings, hinged at either side."""
    leaf = opening.width_m if opening.width_m <= DEEPEST_LEAF_M else opening.width_m / 2
    depth = max(DOOR_DEPTH_M, min(leaf, DEEPEST_LEAF_M) if opening.kind == "door" else 0.0)
    return side.strip(opening.offset_m, opening.offset_m + opening.width_m, depth)


def _before_window(side: Side, opening: Opening) -> WindowZone:
    low, high = opening.offset_m, opening.offset_m + opening.width_m
    return WindowZone(side.strip(low, high, WINDOW_DEPTH_M), opening.sill_m, opening)


def _between(length_m: float, ways: Sequence[Opening]) -> tuple[tuple[float, float], ...]:
    """Stretches of a wall without doors and passages."""
    found, low = [], 0.0
    for way in sorted(ways, key=lambda each: each.offset_m):
        found.append((low, way.offset_m))
        low = max(low, way.offset_m + way.width_m)
    return tuple((a, b) for a, b in (*found, (low, length_m)) if b - a > SHORTEST_WALL_M)


def print_of(piece: Furniture) -> shapely.Geometry:
    """A piece from above."""
    vertices = _vertices_m(piece)
    return shapely.MultiPoint(vertices[:, :2]).convex_hull if len(vertices) else shapely.Point()


def _vertices_m(piece: Furniture) -> Array:
    """Vertices of a piece in its place; of a model that is not at hand, those of a box of its size."""
    if piece.vertices_m is None and piece.model is not None and piece.size_m is not None:
        piece = replace(piece, model=None)
    return furniture_vertices_m(piece)


def _is_standing(piece: Furniture) -> bool:
    """Whether something stands in the way; a rug does not, nor a lamp under the ceiling."""
    vertices = _vertices_m(piece)
    if not len(vertices):
        return False
    low, high = float(vertices[:, 2].min()), float(vertices[:, 2].max())
    return low < OUT_OF_THE_WAY_M and high > 0.1


def _before(piece: Furniture) -> shapely.Geometry:
    """The floor before a piece of our shelf that its kind asks for."""
    kind = KINDS.get(piece.piece or "")
    if kind is None or piece.size_m is None or kind.clearance.front_m <= 0.0:
        return shapely.Polygon()
    across, deep, _ = piece.size_m
    return turned_rectangle(
        np.array(piece.position_m[:2]),
        piece.rotation_deg,
        (-across / 2, -deep / 2 - kind.clearance.front_m, across / 2, -deep / 2),
    )


def turned_rectangle(
    centre: Array, turned_deg: float, box: tuple[float, float, float, float]
) -> shapely.Polygon:
    """A rectangle (low x, low y, high x, high y) of a frame that is turned and moved."""
    x0, y0, x1, y1 = box
    angle = np.radians(turned_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return shapely.Polygon(corners @ turn.T + centre)


def _too_low(room: Room, floor: shapely.Polygon) -> shapely.Geometry:
    """Where the ceiling is too low to walk, in cells of a grid."""
    if is_level(room):
        return shapely.Polygon()
    x0, y0, x1, y1 = floor.bounds
    xs, ys = np.arange(x0, x1, CELL_M), np.arange(y0, y1, CELL_M)
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    middles = np.column_stack([x, y]) + CELL_M / 2
    low = ceiling_height_m(room, middles) < HEADROOM_M
    cells = shapely.box(x[low], y[low], x[low] + CELL_M, y[low] + CELL_M)
    return shapely.intersection(shapely.union_all(cells), floor)
