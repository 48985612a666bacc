"""Wall lines made ready: cut where they cross, ends that nearly meet joined, ends of double lines closed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]
Node = tuple[float, float]

GRID_M = 0.0005
SLIT_M = 0.02
SLIT_SIDE_M = 0.03
NEARLY_M = 0.05  # ends that miss a line by less are joined to it
CAP_M = (0.03, 0.6)  # from one face of a wall to the other
MOST_LINES = 60_000


@dataclass(frozen=True, eq=False)
class WallLines:
    """Pieces between crossings, and which pieces meet at each corner.

    `pieces` is (piece, end, 2); `at` names the pieces of each corner.
    """

    pieces: Array
    at: dict[Node, list[int]]

    def free_ends(self) -> list[tuple[Node, Node]]:
        """Ends of lines at which nothing goes on: the end, and the direction in which it points."""
        found = []
        for node, pieces in self.at.items():
            if len(pieces) == 1:
                found.append((node, self.outward(pieces[0], node)))
        return found

    def outward(self, piece: int, node: Node) -> Node:
        """The direction of a piece at one of its ends, away from the piece."""
        a, b = self.pieces[piece]
        here, there = (a, b) if node_of(a) == node else (b, a)
        away = here - there
        size = math.hypot(*away) or 1.0
        return float(away[0] / size), float(away[1] / size)


def node_of(point: Array | Iterable[float]) -> Node:
    """A corner's name: its coordinates on the grid."""
    x, y = point
    return round(float(x) / GRID_M) * GRID_M, round(float(y) / GRID_M) * GRID_M


def cut_at_crossings(segments: Array) -> WallLines:
    """Lines cut wherever they cross or touch, on a grid of half a millimetre."""
    lines = shapely.linestrings(segments)
    united = shapely.union_all(shapely.set_precision(lines, 0.0), grid_size=GRID_M)
    parts = shapely.get_parts(united)
    pieces = [np.zeros((0, 2, 2))]
    for part in parts:
        points = shapely.get_coordinates(part)
        pieces.append(np.stack([points[:-1], points[1:]], axis=1))
    joined = np.concatenate(pieces)
    joined = joined[np.hypot(*(joined[:, 1] - joined[:, 0]).T) > GRID_M / 2]
    at: dict[Node, list[int]] = {}
    for number, piece in enumerate(joined):
        for end in piece:
            at.setdefault(node_of(end), []).append(number)
    return WallLines(joined, at)


def mended(segments: Array) -> tuple[Array, int]:
    """Lines whose ends nearly meet others lengthened to them, and how many were.

    A free end goes on in its own direction for up to 5 cm, or else to the nearest corner within that.
    """
    lines = cut_at_crossings(segments)
    tree = shapely.STRtree(shapely.linestrings(lines.pieces))
    added: list[tuple[Node, Node]] = []
    corners = np.array(list(lines.at))
    for node, direction in lines.free_ends():
        hit = first_hit(tree, node, direction, NEARLY_M)
        if hit is not None:
            added.append((node, hit))
            continue
        away = np.hypot(*(corners - node).T)
        away[away < GRID_M] = np.inf
        own = lines.pieces[lines.at[node][0]]
        other = int(np.argmin(away))
        if away[other] <= NEARLY_M and not np.isclose(own, corners[other], atol=GRID_M).all(axis=1).any():
            added.append((node, (float(corners[other][0]), float(corners[other][1]))))
    more = np.array(added).reshape(-1, 2, 2)
    return np.concatenate([lines.pieces, more, _across_slits(lines)]), len(added)


def _across_slits(lines: WallLines) -> Array:
    """Lines from corners across slits of up to 2 cm, such as between a wall and the frame of its door."""
    length = np.hypot(*(lines.pieces[:, 1] - lines.pieces[:, 0]).T)
    plain = np.flatnonzero(length >= SLIT_SIDE_M)
    corners = np.array([node for node, own in lines.at.items() if length[own].max() >= SLIT_SIDE_M]).reshape(
        -1, 2
    )
    if not len(plain) or not len(corners):
        return np.zeros((0, 2, 2))
    walls = shapely.linestrings(lines.pieces[plain])
    places = shapely.points(corners)
    near, pieces = shapely.STRtree(walls).query(places, predicate="dwithin", distance=SLIT_M)
    across = shapely.get_coordinates(shapely.shortest_line(places[near], walls[pieces])).reshape(-1, 2, 2)
    far = np.hypot(*(across[:, 1] - across[:, 0]).T)
    fits = far > GRID_M
    near, across, far = near[fits], across[fits], far[fits]
    order = np.lexsort((far, near))
    _, first = np.unique(near[order], return_index=True)  # the nearest of each corner
    return np.asarray(across[order][first])


def first_hit(tree: shapely.STRtree, start: Node, direction: Node, reach_m: float) -> Node | None:
    """Where a ray first meets a line, no nearer than a millimetre and no further than its reach."""
    x, y = start
    end = (x + direction[0] * reach_m, y + direction[1] * reach_m)
    begin = (x + direction[0] * 0.001, y + direction[1] * 0.001)
    ray = shapely.LineString([begin, end])
    near = tree.query(ray, predicate="intersects")
    met = shapely.get_coordinates(shapely.intersection(ray, tree.geometries[near]))
    if not len(met):
        return None
    px, py = met[int(np.argmin(np.hypot(*(met - start).T)))]
    return float(px), float(py)


def capped(segments: Array) -> Array:
    """Lines with the ends of double lines closed: two free ends side by side that point the same way."""
    lines = cut_at_crossings(segments)
    ends = lines.free_ends()
    if len(ends) < 2:
        return lines.pieces
    points = np.array([node for node, _ in ends])
    ways = np.array([way for _, way in ends])
    used: set[int] = set()
    added = []
    for index in range(len(ends)):
        if index in used:
            continue
        gap = points - points[index]
        along, away = gap @ ways[index], np.hypot(*gap.T)
        fits = (ways @ ways[index] > 0.98) & (away >= CAP_M[0]) & (away <= CAP_M[1])
        fits &= np.abs(along) <= np.maximum(0.5 * away, 0.03)
        fits[[index, *used]] = False
        if fits.any():
            other = int(np.flatnonzero(fits)[np.argmin(away[fits])])
            used |= {index, other}
            added.append([points[index], points[other]])
    return np.concatenate([lines.pieces, np.array(added).reshape(-1, 2, 2)])
