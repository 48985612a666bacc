"""Takes away what boxes and partitions cover of the surfaces that they stand on or touch.

No light reaches there. Where a box, such as a partition, cuts a place in two, each side becomes a cell
of its own, so that no light passes through the box by way of the cell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.clipping import areas, clipped, joined, squares_under, trimmed
from render.footprints import Footprints
from render.grids import WHOLE, Filling, Grids
from render.integer_groups import Groups, grouped

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST_BOXES_ON_A_PLACE = 8  # what more of them cover, rays find out
SIDE_SHARE = 1e-3  # of a place, that a box must leave beside one of its edges to count as a side
SMALLEST = 1e-12  # of a place; what is left of less is nothing


def uncovered(filling: Filling, grids: Grids, footprints: Footprints) -> Filling:
    """What the footprints leave of a filling."""
    part, outline = footprints.part, footprints.outline
    squares = squares_under(outline, grids.columns[part], grids.rows[part])
    share = filling.share.copy()
    share[grids.place(part[squares.whole_polygon], squares.whole_column, squares.whole_row)] = 0.0
    covered = share < filling.share
    place = grids.place(part[squares.cut_polygon], squares.cut_column, squares.cut_row)
    cut = np.flatnonzero(share[place] > 0)
    touching = grouped(place[cut])
    cut = cut[touching.order]
    touched = place[cut[touching.first[:-1]]]
    owner, piece = _pieces_of(touched, filling, grids)
    owner, piece, edge = _taken_away(owner, piece, touching, outline[squares.cut_polygon[cut]])
    single = touching.sizes == 1
    one = cut[touching.first[:-1][single]]
    cut_in_two, side = _sides(touched, single, owner, edge, areas(piece), outline[squares.cut_polygon[one]])
    whole = np.zeros(len(share), bool)
    whole[touched] = True
    kept = ~whole[filling.place] & (share[filling.place] > 0)
    share[touched] = np.bincount(owner, areas(piece), len(touched))
    return Filling(
        share,
        joined(filling.piece[kept], piece),
        np.concatenate([filling.place[kept], touched[owner]]),
        np.concatenate([filling.side[kept], side]),
        cut_in_two,
        covered | whole,
    )


def _pieces_of(touched: Indices, filling: Filling, grids: Grids) -> tuple[Indices, Array]:
    """The pieces of some places, and for each the number of its place among them; filled ones are squares."""
    number = np.full(len(filling.share), -1)
    number[touched] = np.arange(len(touched))
    filled = filling.share[touched] > WHOLE
    number[touched[filled]] = -1
    part = np.searchsorted(grids.first, touched[filled], side="right") - 1
    low = np.column_stack(grids.column_and_row(touched[filled], part))
    squares = low[:, None] + np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    clipped_ones = np.flatnonzero(number[filling.place] >= 0)
    owner = np.concatenate([np.flatnonzero(filled), number[filling.place[clipped_ones]]])
    return owner, joined(squares, filling.piece[clipped_ones])


def _taken_away(
    owner: Indices, piece: Array, touching: Groups, outlines: Array
) -> tuple[Indices, Array, Indices]:
    """Pieces less all footprints on their places: owners, pieces, and the edge that each lies beside."""
    edge = np.zeros(len(owner), np.int64)
    for turn in range(min(MOST_BOXES_ON_A_PLACE, int(touching.sizes.max(initial=0)))):
        met = touching.sizes[owner] > turn
        cut = np.flatnonzero(met)
        left, source, beside = _less(piece[cut], outlines[touching.first[owner[cut]] + turn])
        owner = np.concatenate([owner[~met], owner[cut][source]])
        edge = np.concatenate([edge[~met], beside])
        piece = joined(piece[~met], left)
    return owner, piece, edge


def _less(pieces: Array, outlines: Array) -> tuple[Array, Indices, Indices]:
    """What lies beside each edge of a convex outline, the piece it is of, and the edge."""
    left, source, beside = [pieces[:0]], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    a, b, c, real = _edges(outlines)
    for edge in range(outlines.shape[1]):
        outside = clipped(pieces, -a[:, edge], -b[:, edge], np.where(real[:, edge], -c[:, edge], 1.0))
        found = np.flatnonzero(areas(outside) > SMALLEST)
        left.append(trimmed(outside[found]))
        source.append(found)
        beside.append(np.full(len(found), edge))
        pieces = clipped(pieces, a[:, edge], b[:, edge], c[:, edge])
    return joined(*left), np.concatenate(source), np.concatenate(beside)


def _edges(outlines: Array) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
    """Each edge as a x + b y >= c on the inside, (outline, edge), and whether it has any length."""
    along = np.roll(outlines, -1, axis=1) - outlines
    a, b = -along[:, :, 1], along[:, :, 0]
    return a, b, a * outlines[:, :, 0] + b * outlines[:, :, 1], np.hypot(a, b) > 0


def _sides(
    touched: Indices,
    single: NDArray[np.bool_],
    owner: Indices,
    edge: Indices,
    area: Array,
    outlines: Array,
) -> tuple[Indices, Indices]:
    """Which of the places with a single footprint it cuts in two, and the side of each piece."""
    count, edges = len(outlines), outlines.shape[1]
    number = np.cumsum(single) - 1
    own = np.flatnonzero(single[owner])
    key = number[owner[own]] * edges + edge[own]
    beside = np.bincount(key, area[own], count * edges).reshape(count, edges) > SIDE_SHARE
    *_, real = _edges(outlines)
    for k in range(1, edges):  # an edge without length is as the one before
        beside[:, k] = np.where(real[:, k], beside[:, k], beside[:, k - 1])
    begins = beside & ~np.roll(beside, 1, axis=1)
    runs = begins.sum(axis=1)
    side_of_edge = np.cumsum(begins, axis=1) % np.maximum(runs, 1)[:, None] > 0
    cut = np.flatnonzero(runs > 1)
    side = np.zeros(len(owner), np.int64)
    side[own] = (side_of_edge & (runs > 1)[:, None]).ravel()[key]
    return touched[single][cut], side
