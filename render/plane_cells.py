"""Cells of flat parts: a grid over each, in the frame of its smallest rectangle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.clipping import areas, fans, squares_under
from render.covered import uncovered
from render.flat_parts import FlatParts
from render.footprints import find_footprints
from render.grids import NOWHERE, WHOLE, Filling, Grids, grids_of
from render.merged_mesh import MergedMesh

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

SMALLEST_CELL = 1e-4  # share of a whole cell below which a clipped cell is dropped
BESIDE = 3  # places beyond the edge that still belong to the nearest cell; only rounding meets them
FINER = 4  # times the places, where some are cut in two, to tell the sides apart


@dataclass(frozen=True, eq=False)
class PlaneCells:
    """Flat parts cut into cells.

    Parameters
    ----------
    parts
        The flat parts.
    grids, cell_of_place
        For finding the cell of a point: grids, and the cell at each place, (place,); outside the shape a
        near one.
    base
        The grids that cells are places of; `grids` may be finer.
    place, beside_box
        The place of each cell, and whether a box stands on it that has been cut out, (cell,).
    part, area_m2
        Of each cell, (cell,); cells are sorted by part. One cell of area 0 stands for all that is
        covered of a part: light that is found there by rounding goes nowhere.
    corner_m, edge1_m, edge2_m, is_triangle, fragment_m2, cell
        The pieces that cells consist of: whole cells are one parallelogram, clipped ones triangles.
    """

    parts: FlatParts
    grids: Grids
    cell_of_place: Indices
    base: Grids
    place: Indices
    beside_box: Flags
    part: Indices
    area_m2: Array
    corner_m: Array
    edge1_m: Array
    edge2_m: Array
    is_triangle: Flags
    fragment_m2: Array
    cell: Indices


def cut_planes(mesh: MergedMesh, parts: FlatParts, *, size_m: Array, coverable: Flags) -> PlaneCells:
    """Cut flat parts into cells.

    Parameters
    ----------
    mesh, parts
        Flat parts of the mesh.
    size_m
        Wanted edge length of cells on each surface, (surface,) [m].
    coverable
        Whether what boxes cover of a surface is left out, (surface,).
    """
    surface = mesh.surface[parts.lead]
    counts = np.maximum(1, np.round(parts.extent_m / size_m[surface][:, None])).astype(np.int64)
    grids = grids_of(counts[:, 0], counts[:, 1], parts.extent_m)
    filling = _filled(mesh, parts, grids)
    footprints = find_footprints(mesh, parts, grids, np.flatnonzero(coverable[surface]))
    if len(footprints.part):
        filling = uncovered(filling, grids, footprints)
    return _cells(parts, grids, filling)


def _filled(mesh: MergedMesh, parts: FlatParts, grids: Grids) -> Filling:
    """What the parts' triangles cover; rectangles cover all of their grids."""
    member = np.flatnonzero(~parts.is_rectangle[parts.of_member])
    part = parts.of_member[member]
    offset = mesh.corners_m[parts.triangle[member]] - parts.origin_m[part][:, None]
    axes = np.stack([parts.u / grids.step_m[:, :1], parts.v / grids.step_m[:, 1:]], axis=2)
    squares = squares_under(np.matmul(offset, axes[part]), grids.columns[part], grids.rows[part])
    whole = grids.place(part[squares.whole_polygon], squares.whole_column, squares.whole_row)
    place = grids.place(part[squares.cut_polygon], squares.cut_column, squares.cut_row)
    share = np.where(parts.is_rectangle[grids.part], 1.0, 0.0)
    share += np.bincount(whole, minlength=len(share))
    share += np.bincount(place, squares.area, len(share))
    side, covered = np.zeros(len(place), np.int64), np.zeros(len(share), bool)
    return Filling(np.minimum(share, 1.0), squares.piece, place, side, NOWHERE, covered)


def _cells(parts: FlatParts, grids: Grids, filling: Filling) -> PlaneCells:
    place_m2 = grids.step_m.prod(axis=1)
    place, side, share = _kept(parts, grids, filling)
    cell_of_place = np.full((2, len(filling.share)), -1)
    cell_of_place[side, place] = np.arange(len(place))
    part = grids.part[place]
    whole = np.flatnonzero(share > WHOLE)
    corner, edge1, edge2 = _whole_cells(parts, grids, place[whole], part[whole])
    cell_of_piece = cell_of_place[filling.side, filling.place]
    used = np.flatnonzero(cell_of_piece >= 0)
    used = used[(share[cell_of_piece[used]] <= WHOLE) & (share[cell_of_piece[used]] > 0)]
    triangles, owner = fans(filling.piece[used], smallest=1e-15)
    dead = np.flatnonzero(share == 0)
    triangles = np.concatenate([triangles, np.zeros((len(dead), 3, 2))])
    cut = np.concatenate([cell_of_piece[used][owner], dead])
    points = lifted(parts, grids, part[cut], triangles)
    cell = np.concatenate([whole, cut])
    shares = np.concatenate([np.ones(len(whole)), areas(triangles)])
    finder, cell_at = _finder(grids, cell_of_place, dead, filling, parts)
    return PlaneCells(
        parts,
        finder,
        cell_at,
        grids,
        place,
        filling.covered[place],
        part,
        np.where(share > WHOLE, 1.0, share) * place_m2[part],
        np.concatenate([corner, points[:, 0]]),
        np.concatenate([edge1, points[:, 1] - points[:, 0]]),
        np.concatenate([edge2, points[:, 2] - points[:, 0]]),
        np.arange(len(cell)) >= len(whole),
        shares * place_m2[part[cell]],
        cell,
    )


def _kept(parts: FlatParts, grids: Grids, filling: Filling) -> tuple[Indices, Indices, Array]:
    """Place, side and share of a place of each cell, in the order of places.

    Each part that is covered somewhere has one cell without any share, which stands for all of that.
    """
    smallest = SMALLEST_CELL * np.minimum(1.0, parts.area_m2 / grids.step_m.prod(axis=1))
    share, cut, part = filling.share, filling.cut_in_two, grids.part
    if len(cut):
        second = np.bincount(filling.place, areas(filling.piece) * filling.side, len(share))
        share = np.concatenate([share - second, second[cut]])
    place = np.concatenate([np.arange(len(filling.share)), cut])
    living = share > smallest[part[place]]
    covered = np.flatnonzero(~living[: len(part)] & filling.covered)
    empty = np.setdiff1d(np.arange(parts.count), part[place[living]])  # no more than rounding makes
    dead = np.concatenate([covered[np.unique(part[covered], return_index=True)[1]], grids.first[empty]])
    living[dead] = True
    share = share.copy()
    share[dead] = 0.0
    kept = np.flatnonzero(living)
    kept = kept[np.argsort(place[kept], kind="stable")] if len(cut) else kept
    return place[kept], (kept >= len(part)).astype(np.int64), share[kept]


def _whole_cells(parts: FlatParts, grids: Grids, place: Indices, part: Indices) -> tuple[Array, Array, Array]:
    """Whole places as parallelograms: a corner and two edges."""
    column, row = grids.column_and_row(place, part)
    edge1, edge2 = (grids.step_m[:, k, None] * axis for k, axis in enumerate((parts.u, parts.v)))
    edge1, edge2 = edge1[part], edge2[part]
    return parts.origin_m[part] + column[:, None] * edge1 + row[:, None] * edge2, edge1, edge2


def lifted(parts: FlatParts, grids: Grids, part: Indices, points: Array) -> Array:
    """Points (n, corner, 2) of grids in space, (n, corner, 3)."""
    u, v = (grids.step_m[:, k, None] * axis for k, axis in enumerate((parts.u, parts.v)))
    lifted: Array = parts.origin_m[part][:, None] + np.matmul(points, np.stack([u, v], axis=1)[part])
    return lifted


def _finder(
    grids: Grids, cell_of_place: Indices, dead: Indices, filling: Filling, parts: FlatParts
) -> tuple[Grids, Indices]:
    """Grids in which each place has one cell, and that cell: finer ones where places are cut in two."""
    nearest = _with_neighbours(_with_covered(cell_of_place[0], dead, filling, grids), grids)
    cut = filling.cut_in_two
    if not len(cut):
        return grids, nearest
    finer = np.ones(len(grids.columns), np.int64)
    finer[grids.part[cut]] = FINER
    fine = grids_of(grids.columns * finer, grids.rows * finer, parts.extent_m)
    part = fine.part
    column, row = fine.column_and_row(np.arange(len(part)), part)
    cell = nearest[grids.place(part, column // finer[part], row // finer[part])]
    second = _of_second_sides(grids, fine, filling)
    cell[second] = cell_of_place[1, grids.place(part[second], column[second] // FINER, row[second] // FINER)]
    return fine, cell


def _of_second_sides(grids: Grids, fine: Grids, filling: Filling) -> Indices:
    """Finer places of those cut in two that hold more of the second side than of the first.

    However narrow a side is, the one that holds most of it is its own: light finds every cell.
    """
    number = np.full(len(filling.share), -1)
    number[filling.cut_in_two] = np.arange(len(filling.cut_in_two))
    piece = np.flatnonzero(number[filling.place] >= 0)
    part = grids.part[filling.place[piece]]
    low = np.column_stack(grids.column_and_row(filling.place[piece], part))
    most = np.full(len(piece), FINER)
    squares = squares_under((filling.piece[piece] - low[:, None]) * FINER, most, most)
    polygon = np.concatenate([squares.whole_polygon, squares.cut_polygon])
    column = np.concatenate([squares.whole_column, squares.cut_column])
    row = np.concatenate([squares.whole_row, squares.cut_row])
    area = np.concatenate([np.ones(len(squares.whole_polygon)), squares.area])
    owner, side = number[filling.place[piece]][polygon], filling.side[piece][polygon]
    shape = (2, len(filling.cut_in_two), FINER**2)
    held = np.bincount(
        np.ravel_multi_index((side, owner, column * FINER + row), shape), area, int(np.prod(shape))
    ).reshape(shape)
    second = held[1] > held[0]
    every = np.arange(len(second))
    for which in (0, 1):
        second[every, held[which].argmax(axis=1)] = which == 1
    owner, within = np.nonzero(second)
    part = grids.part[filling.cut_in_two[owner]]
    column, row = grids.column_and_row(filling.cut_in_two[owner], part)
    return fine.place(part, column * FINER + within // FINER, row * FINER + within % FINER)


def _with_covered(cell_of_place: Indices, dead: Indices, filling: Filling, grids: Grids) -> Indices:
    """Covered places given to the cell of their part that stands for them."""
    found, part = cell_of_place.copy(), grids.part
    dead_of_part = np.full(len(grids.columns), -1)
    order = np.flatnonzero(np.isin(cell_of_place, dead))
    dead_of_part[part[order]] = cell_of_place[order]
    covered = np.flatnonzero(filling.covered & (cell_of_place < 0))
    found[covered] = dead_of_part[part[covered]]
    return found


def _with_neighbours(cell_of_place: Indices, grids: Grids) -> Indices:
    """Empty places given to a cell beside them, or else to their part's first."""
    found, part = cell_of_place.copy(), grids.part
    if (found >= 0).all():
        return found
    for _ in range(BESIDE):
        empty = np.flatnonzero(found < 0)
        own, before = part[empty], found.copy()
        column, row = grids.column_and_row(empty, own)
        for right, up in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            there = (column + right >= 0) & (column + right < grids.columns[own])
            there &= (row + up >= 0) & (row + up < grids.rows[own])
            beside = before[np.where(there, empty + right * grids.rows[own] + up, empty)]
            found[empty] = np.where(found[empty] >= 0, found[empty], beside)
    first = np.full(len(grids.columns), -1)
    known = np.flatnonzero(cell_of_place >= 0)[::-1]
    first[part[known]] = cell_of_place[known]  # the last that is written stays: the first cell
    return np.where(found < 0, first[part], found)
