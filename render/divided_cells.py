"""Divides cells of flat parts in four where bodies stand on them or close before them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.clipping import areas, fans, squares_under
from render.grids import Grids, grids_of
from render.merged_mesh import MergedMesh
from render.near_bodies import Squares, near_bodies
from render.plane_cells import SMALLEST_CELL, PlaneCells, lifted

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

NARROWEST = 0.2  # of the wanted edge length: no cell is divided into narrower ones
CODES = 5  # numbers that each cell and its quarters take up: the whole cell's first


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Fragments of new cells: the code of the cell of each, corner and edges, and its area."""

    code: Indices
    corner_m: Array
    edge1_m: Array
    edge2_m: Array
    is_triangle: Flags
    area_m2: Array


def divided(room: Any, is_body: Flags, mesh: MergedMesh, cells: PlaneCells, *, size_m: Array) -> PlaneCells:
    """Divide cells where a body stands on them or close before them.

    Light is taken as constant on a cell, and there it is not. What boxes stand on has been cut out already.

    Parameters
    ----------
    room, is_body
        The mesh ready for rays, and whether each triangle is of something that stands within the shell.
    mesh, cells
        Mesh and cells.
    size_m
        Wanted edge length on each surface, (surface,) [m].
    """
    surface = mesh.surface[cells.parts.lead]
    narrowest = NARROWEST * size_m[surface][:, None]
    times = np.where(cells.base.step_m >= 2 * narrowest, 2, 1)  # divisions along u and v, (part, 2)
    can = (cells.area_m2 > 0) & ~cells.beside_box & (times.max(axis=1) > 1)[cells.part]
    chosen = np.zeros(len(can), bool)
    chosen[can] = _near(room, is_body, cells, ~mesh.sealed[surface], np.flatnonzero(can))
    return _cut(cells, chosen, times) if chosen.any() else cells


def _near(room: Any, is_body: Flags, cells: PlaneCells, two_sided: Flags, some: Indices) -> Flags:
    """Whether a body is near some cells, on a side that is lit."""
    part, normal = cells.part[some], cells.parts.normal
    u, v = _steps(cells)
    corner = _lowest(cells, some)
    back = np.flatnonzero(two_sided[part])
    both = np.concatenate([np.arange(len(part)), back])
    facing = np.concatenate([normal[part], -normal[part[back]]])
    found = near_bodies(room, is_body, Squares(corner[both], u[part[both]], v[part[both]], facing))
    near = found[: len(part)]
    near[back] |= found[len(part) :]
    return near


def _steps(cells: PlaneCells) -> tuple[Array, Array]:
    """Edges of places, (part, 3) each."""
    step = cells.base.step_m
    return step[:, :1] * cells.parts.u, step[:, 1:] * cells.parts.v


def _lowest(cells: PlaneCells, some: Indices) -> Array:
    """The corner of the place of some cells, (n, 3)."""
    part, (u, v) = cells.part[some], _steps(cells)
    column, row = cells.base.column_and_row(cells.place[some], part)
    corner: Array = cells.parts.origin_m[part] + column[:, None] * u[part] + row[:, None] * v[part]
    return corner


def _cut(cells: PlaneCells, chosen: Flags, times: Indices) -> PlaneCells:
    """Cells of which the chosen ones are divided."""
    kept = ~chosen[cells.cell]
    of_chosen = ~kept & cells.is_triangle
    new = [
        _Pieces(
            cells.cell[kept] * CODES,
            cells.corner_m[kept],
            cells.edge1_m[kept],
            cells.edge2_m[kept],
            cells.is_triangle[kept],
            cells.fragment_m2[kept],
        ),
        _of_whole(cells, cells.cell[~kept & ~cells.is_triangle], times),
        *_of_clipped(cells, np.flatnonzero(of_chosen), times),
    ]
    code, corner, edge1, edge2, is_triangle, fragment = (
        np.concatenate([getattr(pieces, name) for pieces in new]) for name in _Pieces.__dataclass_fields__
    )
    codes = np.unique(np.concatenate([np.flatnonzero(~chosen) * CODES, code]))
    old, cell = codes // CODES, np.searchsorted(codes, code)
    finder, cell_of_place = _finder(cells, chosen, times, codes)
    return replace(
        cells,
        grids=finder,
        cell_of_place=cell_of_place,
        place=cells.place[old],
        beside_box=cells.beside_box[old],
        part=cells.part[old],
        area_m2=np.where(chosen[old], np.bincount(cell, fragment, len(codes)), cells.area_m2[old]),
        corner_m=corner,
        edge1_m=edge1,
        edge2_m=edge2,
        is_triangle=is_triangle,
        fragment_m2=fragment,
        cell=cell,
    )


def _of_whole(cells: PlaneCells, cell: Indices, times: Indices) -> _Pieces:
    """Quarters of whole cells."""
    share = times[cells.part[cell]]
    at = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    row, quarter = np.nonzero((at < share[:, None]).all(axis=2))
    return _quarters(cells, cell[row], at[quarter], times)


def _quarters(cells: PlaneCells, cell: Indices, at: Indices, times: Indices) -> _Pieces:
    """Whole quarters of cells, at columns and rows of their place, (n, 2)."""
    part, (u, v) = cells.part[cell], _steps(cells)
    share = 1 / times[part]
    edge1, edge2 = share[:, :1] * u[part], share[:, 1:] * v[part]
    return _Pieces(
        _code(cell, at[:, 0], at[:, 1]),
        _lowest(cells, cell) + at[:, :1] * edge1 + at[:, 1:] * edge2,
        edge1,
        edge2,
        np.zeros(len(cell), bool),
        share.prod(axis=1) * cells.base.step_m[part].prod(axis=1),
    )


def _code(cell: Indices, column: Indices, row: Indices) -> Indices:
    """Number of a quarter of a cell; new cells are in that order."""
    code: Indices = cell * CODES + 1 + 2 * column + row
    return code


def _of_clipped(cells: PlaneCells, fragments: Indices, times: Indices) -> tuple[_Pieces, _Pieces]:
    """Quarters of cells that fill their place in part, made of `fragments`: whole and cut quarters."""
    parts, base, cell = cells.parts, cells.base, cells.cell[fragments]
    part = cells.part[cell]
    corner, edges = cells.corner_m[fragments], (cells.edge1_m[fragments], cells.edge2_m[fragments])
    points = np.stack([corner, corner + edges[0], corner + edges[1]], axis=1)
    axes = np.stack([parts.u / base.step_m[:, :1], parts.v / base.step_m[:, 1:]], axis=2)[part]
    start = np.column_stack(base.column_and_row(cells.place[cell], part))
    flat = np.matmul(points - parts.origin_m[part][:, None], axes) - start[:, None]
    squares = squares_under(flat * times[part][:, None], *times[part].T)
    at = np.column_stack([squares.whole_column, squares.whole_row])
    whole = _quarters(cells, cell[squares.whole_polygon], at, times)
    triangles, piece = fans(squares.piece, smallest=SMALLEST_CELL)
    source = squares.cut_polygon[piece]
    part, share = part[source], 1 / times[part[source]]
    space = lifted(parts, base, part, triangles * share[:, None] + start[source][:, None])
    cut = _Pieces(
        _code(cell[source], squares.cut_column[piece], squares.cut_row[piece]),
        space[:, 0],
        space[:, 1] - space[:, 0],
        space[:, 2] - space[:, 0],
        np.ones(len(source), bool),
        areas(triangles) * share.prod(axis=1) * base.step_m[part].prod(axis=1),
    )
    return whole, cut


def _finder(cells: PlaneCells, chosen: Flags, times: Indices, codes: Indices) -> tuple[Grids, Indices]:
    """Finer grids over parts with divided cells, and the new cell at each of their places."""
    old = cells.grids
    divides = np.bincount(cells.part, chosen, len(times))[:, None] > 0
    # how many of its places lie along each edge of a place of the cells' grid
    finer = np.column_stack([old.columns // cells.base.columns, old.rows // cells.base.rows])
    more = np.where(divides & (finer % times > 0), times, 1)
    fine = grids_of(old.columns * more[:, 0], old.rows * more[:, 1], cells.parts.extent_m)
    part = fine.part
    at = np.column_stack(fine.column_and_row(np.arange(len(part)), part))
    cell = cells.cell_of_place[old.place(part, *(at // more[part]).T)]
    within = (finer * more)[part]
    quarter = at % within * times[part] // within
    code = np.where(chosen[cell], _code(cell, *quarter.T), cell * CODES)
    found = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
    # where a cell has no such quarter, the first one it has
    return fine, np.where(codes[found] == code, found, np.searchsorted(codes, cell * CODES))
