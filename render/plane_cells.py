"""Cells of a plane: a grid over a flat shape, in the frame of its smallest enclosing rectangle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
# of some fragments: corner, two edges, whether a triangle (1 or 0), cell
Pieces = tuple[Array, Array, Array, Array, Indices]

SMALLEST_CELL = 1e-4  # share of a whole cell below which a clipped cell is dropped


@dataclass(frozen=True, eq=False)
class PlaneCells:
    """A flat shape cut into cells.

    Parameters
    ----------
    origin_m, u_per_m, v_per_m
        Cell (i, j) holds the points p with i <= (p - origin) . u < i + 1, and so along v.
    normal
        Unit normal.
    nearest_cell
        Cell of each place of the grid, (column, row); a place outside the shape, which only rounding
        ever meets, has the nearest one.
    area_m2
        Area of each cell, (cell,) [m2].
    corner_m, edge1_m, edge2_m, is_triangle, cell_of_fragment
        The pieces that the cells consist of: whole cells are one parallelogram, clipped ones triangles.
    """

    origin_m: Array
    u_per_m: Array
    v_per_m: Array
    normal: Array
    nearest_cell: Indices
    area_m2: Array
    corner_m: Array
    edge1_m: Array
    edge2_m: Array
    is_triangle: NDArray[np.bool_]
    cell_of_fragment: Indices


@dataclass(frozen=True, eq=False)
class _Frame:
    """Origin and two unit axes of a plane."""

    origin: Array
    u: Array
    v: Array

    def flat(self, points: Array) -> Array:
        """Points (n, 3) as (n, 2)."""
        return np.column_stack([(points - self.origin) @ self.u, (points - self.origin) @ self.v])

    def lifted(self, points: Array) -> Array:
        """Points (..., 2) as (..., 3)."""
        lifted: Array = self.origin + points[..., :1] * self.u + points[..., 1:] * self.v
        return lifted


def cut_plane(corners: Array, normal: Array, *, size_m: float, hidden: shapely.Geometry) -> PlaneCells:
    """Cut triangles of one plane into cells of about `size_m`.

    Parameters
    ----------
    corners
        Shape (triangle, 3, 3) [m].
    normal
        Their common unit normal.
    size_m
        Wanted edge length [m].
    hidden
        What is left out, as a flat shape in x and y; empty unless the plane is level.
    """
    frame = _frame(corners.reshape(-1, 3), normal)
    shape = _shape(corners, frame, hidden)
    low_u, low_v, high_u, high_v = shape.bounds if not shape.is_empty else (0, 0, 1, 1)
    columns = max(1, round((high_u - low_u) / size_m))
    rows = max(1, round((high_v - low_v) / size_m))
    step_u, step_v = (high_u - low_u) / columns, (high_v - low_v) / rows
    i, j = (axis.ravel() for axis in np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij"))
    u, v = low_u + i * step_u, low_v + j * step_v
    boxes = shapely.box(u, v, u + step_u, v + step_v)
    grown = shape.buffer(1e-9)
    shapely.prepare(grown)
    whole = shapely.contains_properly(grown, boxes)
    pieces = np.where(whole, boxes, shapely.intersection(boxes, shape))
    areas = np.where(whole, step_u * step_v, shapely.area(pieces))
    kept = np.flatnonzero(areas > SMALLEST_CELL * step_u * step_v)
    table = np.full(columns * rows, -1)
    table[kept] = np.arange(len(kept))
    fragments = _whole_cells(frame, np.column_stack([u, v])[kept], (step_u, step_v), whole[kept])
    clipped = _clipped_cells(frame, pieces[kept], ~whole[kept])
    joined = [np.concatenate([first, second]) for first, second in zip(fragments, clipped, strict=True)]
    return PlaneCells(
        frame.origin + low_u * frame.u + low_v * frame.v,
        frame.u / step_u,
        frame.v / step_v,
        normal,
        _filled(table.reshape(columns, rows)),
        areas[kept],
        joined[0],
        joined[1],
        joined[2],
        joined[3].astype(bool),
        joined[4].astype(np.int64),
    )


def _frame(points: Array, normal: Array) -> _Frame:
    """The frame of the smallest enclosing rectangle, as near as may be to the plane's own level axis."""
    if abs(normal[2]) < 0.9:
        level = np.cross([0.0, 0.0, 1.0], normal)
    else:
        level = np.array([1.0, 0.0, 0.0]) - normal * normal[0]
    level /= np.linalg.norm(level)
    across = np.cross(normal, level)
    flat = _Frame(points[0], level, across).flat(points)
    outline = shapely.convex_hull(shapely.MultiPoint(flat))
    box = np.asarray(shapely.oriented_envelope(outline).exterior.coords)
    edge = box[1] - box[0]
    turn = np.arctan2(edge[1], edge[0]) % (np.pi / 2)
    if turn > np.pi / 4:
        turn -= np.pi / 2
    u = np.cos(turn) * level + np.sin(turn) * across
    return _Frame(points[0], u, np.cross(normal, u))


def _shape(corners: Array, frame: _Frame, hidden: shapely.Geometry) -> shapely.Geometry:
    """The triangles' union less what is hidden, flat in the frame."""
    triangles = shapely.polygons(frame.flat(corners.reshape(-1, 3)).reshape(-1, 3, 2))
    shape = shapely.union_all(shapely.normalize(triangles), grid_size=1e-7)
    if hidden.is_empty:
        return shape
    height = frame.origin[2]
    return shapely.difference(
        shape,
        shapely.transform(hidden, lambda xy: frame.flat(np.column_stack([xy, np.full(len(xy), height)]))),
    )


def _filled(table: Indices) -> Indices:
    """The table with each empty place given to the nearest cell."""
    if (table >= 0).all() or (table < 0).all():
        return np.maximum(table, 0)
    nearest = distance_transform_edt(table < 0, return_distances=False, return_indices=True)
    filled: Indices = table[tuple(nearest)]
    return filled


def _whole_cells(frame: _Frame, low: Array, steps: tuple[float, float], whole: NDArray[np.bool_]) -> Pieces:
    """Unclipped cells, as parallelograms."""
    corner = frame.lifted(low[whole])
    edge1 = np.tile(frame.u * steps[0], (len(corner), 1))
    edge2 = np.tile(frame.v * steps[1], (len(corner), 1))
    return corner, edge1, edge2, np.zeros(len(corner)), np.flatnonzero(whole)


def _clipped_cells(frame: _Frame, pieces: NDArray[np.object_], clipped: NDArray[np.bool_]) -> Pieces:
    """Cells cut by the shape's edge, as triangles."""
    cell = np.flatnonzero(clipped)
    triangles, owner = shapely.get_parts(
        shapely.constrained_delaunay_triangles(pieces[cell]), return_index=True
    )
    points = frame.lifted(shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3])
    corner = points[:, 0]
    return corner, points[:, 1] - corner, points[:, 2] - corner, np.ones(len(corner)), cell[owner]
