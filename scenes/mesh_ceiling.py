"""A ceiling that is a mesh: its underside over the floor, cut along the walls, which reach up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error
from scenes.room import Point, Room

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

MOST_TRIANGLES = 20_000
STEEPEST = 1e-4  # cosine to the horizontal of what counts as upright
COVERED = 1e-5  # share of the floor that may be without ceiling, or under two
SMALLEST_M2 = 1e-10  # of a piece
STEP_M = 1e-3  # neighbours that differ by more in height leave a gap


@dataclass(frozen=True, eq=False)
class MeshCeiling:
    """The part of a mesh that is over the floor.

    Parameters
    ----------
    corners_m
        Triangles that look down, (triangle, 3, 3), above the room's own floor.
    covered, doubled
        Share of the floor with ceiling over it, and with more than one.
    step_m
        Greatest difference in height where two of its triangles meet.
    """

    corners_m: Array
    covered: float
    doubled: float
    step_m: float
    tree: shapely.STRtree
    planes: Array

    def height_m(self, points: Array) -> Array:
        """Height over places, (point, 2 or more) to (point,); of the nearest piece beside the mesh [m]."""
        flat = shapely.points(np.asarray(points)[:, :2])
        if not len(self.planes) or not len(flat):
            return np.zeros(len(flat))
        near = self.tree.query_nearest(flat, all_matches=True)
        heights = np.full(len(flat), np.inf)
        np.minimum.at(heights, near[0], self._at(near[1], np.asarray(points)[near[0]]))
        return heights

    def profile(self, start: Array, end: Array) -> tuple[Array, Array]:
        """Where along a line the ceiling bends, ends included, and its height there [m]."""
        length = float(np.linalg.norm(end - start))
        line = shapely.LineString([start, end])
        pieces = self.tree.geometries.take(self.tree.query(line, predicate="intersects"))
        met = shapely.get_coordinates(shapely.intersection(pieces, line))
        share = (met - start) @ (end - start) / length**2
        at = np.unique(np.clip(np.round([0.0, 1.0, *share], 9), 0.0, 1.0))
        return at * length, np.maximum(self.height_m(start + at[:, None] * (end - start)), 0.0)

    def _at(self, piece: NDArray[np.int64], points: Array) -> Array:
        a, b, c = self.planes[piece].T
        heights: Array = points[:, 0] * a + points[:, 1] * b + c
        return heights


@lru_cache(maxsize=64)
def mesh_ceiling(room: Room) -> MeshCeiling:
    """The ceiling of a room with a mesh: those triangles that look down, or all of a sheet."""
    floor = shapely.Polygon(room.outline_m, room.holes_m)
    if room.ceiling_vertices_m is None or room.ceiling_triangles is None:
        return _over(floor, np.zeros((0, 3, 3)))
    corners = room.ceiling_vertices_m[room.ceiling_triangles][:MOST_TRIANGLES]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.maximum(np.linalg.norm(normal, axis=1), 1e-30)
    cosine = normal[:, 2] / size
    sides = (cosine < -STEEPEST, cosine > STEEPEST, np.abs(cosine) > STEEPEST)
    return min((_over(floor, corners[side]) for side in sides), key=lambda c: (1 - c.covered) + c.doubled)


def _over(floor: shapely.Polygon, corners: Array) -> MeshCeiling:
    """Triangles cut along the walls, and how well they close the room."""
    polygons = shapely.polygons(corners[:, :, :2]) if len(corners) else np.zeros(0, object)
    cut = shapely.intersection(polygons, floor)
    area = shapely.area(cut)
    kept = area > SMALLEST_M2
    union = float(shapely.union_all(cut[kept]).area) if kept.any() else 0.0
    meshed, planes = _meshed(cut[kept], _planes(corners[kept]))
    flat = meshed[:, :, :2]
    shapes = shapely.polygons(flat) if len(flat) else np.zeros(0, object)
    doubled = float(area.sum() - union) / floor.area
    found = MeshCeiling(meshed, union / floor.area, doubled, 0.0, shapely.STRtree(shapes), planes)
    return replace(found, step_m=_step(found))


def _meshed(shapes: Shapes, planes: Array) -> tuple[Array, Array]:
    """Shapes seen from above, each in its plane, as triangles that look down, and the plane of each."""
    pieces, owners = [np.zeros((0, 3, 2))], [np.zeros(0, np.int64)]
    for index, shape in enumerate(shapes):
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon" and part.area > SMALLEST_M2:
                three = shapely.get_parts(shapely.constrained_delaunay_triangles(part))
                pieces.append(shapely.get_coordinates(three).reshape(-1, 4, 2)[:, 2::-1])
                owners.append(np.full(len(three), index))
    flat, owner = _clockwise(np.concatenate(pieces)), np.concatenate(owners)
    a, b, c = planes[owner].T
    heights = flat[:, :, 0] * a[:, None] + flat[:, :, 1] * b[:, None] + c[:, None]
    return np.concatenate([flat, heights[:, :, None]], axis=2), planes[owner]


def cut_by(ceiling: MeshCeiling, outlines: Sequence[Sequence[Point]]) -> tuple[Array, list[Array]]:
    """Triangles of a ceiling beside some outlines seen from above, and within each, (triangle, 3, 3) each."""
    shapes = [shapely.Polygon(outline) for outline in outlines]
    if not shapes:
        return ceiling.corners_m, []
    pieces = ceiling.tree.geometries
    beside = shapely.difference(pieces, shapely.union_all(shapes))
    within = [_meshed(shapely.intersection(pieces, shape), ceiling.planes)[0] for shape in shapes]
    return _meshed(beside, ceiling.planes)[0], within


def _planes(corners: Array) -> Array:
    """dx, dy and height of each triangle's plane, (triangle, 3)."""
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    dx, dy = -normal[:, 0] / normal[:, 2], -normal[:, 1] / normal[:, 2]
    first = corners[:, 0]
    return np.column_stack([dx, dy, first[:, 2] - dx * first[:, 0] - dy * first[:, 1]])


def _clockwise(flat: Array) -> Array:
    """Triangles seen from above in the order that looks down from the ceiling."""
    a, b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]
    turned = flat.copy()
    up = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] > 0
    turned[up] = flat[up][:, ::-1]
    return turned


def _step(ceiling: MeshCeiling) -> float:
    """Greatest difference in height of triangles that meet, seen at their corners [m]."""
    corners = ceiling.corners_m.reshape(-1, 3)
    if not len(corners):
        return 0.0
    point, piece = ceiling.tree.query(shapely.points(corners[:, :2]), predicate="dwithin", distance=1e-7)
    low, high = corners[:, 2].copy(), corners[:, 2].copy()
    heights = ceiling._at(piece, corners[point])
    np.minimum.at(low, point, heights)
    np.maximum.at(high, point, heights)
    return float((high - low).max())


def check_mesh_ceiling(room: Room, where: str) -> list[Problem]:
    """Errors of a mesh that does not close the room from above."""
    place = f"{where}.ceiling_model"
    count = 0 if room.ceiling_triangles is None else len(room.ceiling_triangles)
    if count > MOST_TRIANGLES:
        message = f"{place} has {count} triangles; at most {MOST_TRIANGLES} are taken as a ceiling."
        return [error("CEILING_TOO_FINE", place, message, "Simplify the mesh.")]
    found = mesh_ceiling(room)
    if 1 - found.covered > COVERED:
        message = f"{place} covers {found.covered:.2%} of the floor; all of it was expected."
        hint = "Let it reach over all walls, in the frame of the room: metres, its floor at z = 0."
        return [error("CEILING_DOES_NOT_CLOSE", place, message, hint)]
    if found.doubled > COVERED:
        message = f"{place} lies {found.doubled:.2%} of the floor over itself; one ceiling was expected."
        hint = "Keep the underside alone, without beams or a second skin."
        return [error("CEILING_DOES_NOT_CLOSE", place, message, hint)]
    if found.step_m > STEP_M:
        message = f"{place} has a step of {found.step_m:.3f} m; walls can only reach up to what has none."
        hint = "Make a steep slope of the step, or give the room in two parts."
        return [error("CEILING_DOES_NOT_CLOSE", place, message, hint)]
    lowest = float(found.corners_m[:, :, 2].min())
    if lowest < -STEP_M:
        message = f"{place} reaches down to {lowest:.2f} m, below the floor."
        return [error("CEILING_BELOW_FLOOR", place, message, "Check its unit and its height.")]
    return []
