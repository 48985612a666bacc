"""Ends of walls: short lines across, with the two faces of a wall behind them, and free ends of lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from scenes.readers.drawings.pairs import parallel_partners
from scenes.readers.drawings.wall_lines import CAP_M, Array, Node, WallLines, node_of

THINNEST_M = 0.021
ALIGNED = 0.9  # cosine between a face of a wall and its direction
GOES_ON = 0.999
SHORTEST_FACE_M = 0.035
FACE_SHARE = 0.6  # of the thickness of a thick wall, that its faces are long at least
THICK_M = 0.2
LOOKED_INTO_M = 0.3
MOST_WITHIN = 2  # lines within the end of a wall; a basin holds more
LONG_M = 0.4
PAIRED_M = (0.05, 0.6)
DOUBLE_SHARE = 0.6  # of all lines in pairs, from which walls are double lines
End = list[tuple[Node, Node]]


def wall_ends(lines: WallLines) -> Iterator[tuple[End, bool]]:
    """Each end of a wall: its corners, each with the direction in which its face points.

    Beside each whether it surely is one, and not a basin, the frame of a door or the arrow of a flight of
    stairs.
    """
    length = np.hypot(*(lines.pieces[:, 1] - lines.pieces[:, 0]).T)
    middles = shapely.STRtree(shapely.points(lines.pieces.mean(axis=1)))
    for number in np.flatnonzero((length >= THINNEST_M) & (length <= CAP_M[1])):
        a, b = lines.pieces[number]
        across = (b - a) / length[number]
        for sign in (1.0, -1.0):
            normal = (float(-across[1] * sign), float(across[0] * sign))
            faces = [_face_of(lines, int(number), end, normal) for end in (a, b)]
            if faces[0] is None or faces[1] is None:
                continue
            sure = _is_wall(lines, int(number), (faces[0], faces[1]), middles)
            first, last = lines.outward(faces[0], node_of(a)), lines.outward(faces[1], node_of(b))
            yield [(_node(a), first), (_node(b), last)], sure
    single = not _double(lines.pieces, length)
    for node, direction in lines.free_ends():
        yield [(node, direction)], single


def _node(point: Array) -> Node:
    return float(point[0]), float(point[1])


def _face_of(lines: WallLines, cap: int, end: Array, normal: Node) -> int | None:
    """The wall's face that ends at this corner; None where the wall does not end here."""
    node = node_of(end)
    best: tuple[float, int] | None = None
    for piece in lines.at.get(node, ()):
        if piece == cap:
            continue
        outward = lines.outward(piece, node)  # points towards the corner, away from the piece
        cosine = outward[0] * normal[0] + outward[1] * normal[1]
        if cosine < -0.2:
            return None
        if cosine > ALIGNED and (best is None or cosine > best[0]):
            best = (cosine, piece)
    return None if best is None else best[1]


def _is_wall(lines: WallLines, cap: int, faces: tuple[int, int], middles: shapely.STRtree) -> bool:
    """Whether faces are as long as a wall's, with little between them, and the line across ends there."""
    a, b = lines.pieces[cap]
    thick = float(np.hypot(*(b - a)))
    if any(_continues(lines, cap, node_of(end)) for end in (a, b)):
        return False
    wanted = max(SHORTEST_FACE_M, FACE_SHARE * thick if thick > THICK_M else 0.0)
    reach = [_reach(lines, face, node_of(end), wanted) for face, end in zip(faces, (a, b), strict=True)]
    if min(reach) < wanted:
        return False
    inwards = -np.array(lines.outward(faces[0], node_of(a)))
    depth = inwards * min(*reach, LOOKED_INTO_M)
    inside = shapely.Polygon([a, b, b + depth, a + depth]).buffer(-0.2 * min(thick, 0.05))
    return len(middles.query(inside, predicate="contains")) <= MOST_WITHIN


def _continues(lines: WallLines, piece: int, node: Node) -> bool:
    """Whether a line goes straight on beyond one of its ends."""
    way = lines.outward(piece, node)
    others = [other for other in lines.at.get(node, ()) if other != piece]
    ways = [lines.outward(other, node) for other in others]
    return any(-(x * way[0] + y * way[1]) > GOES_ON for x, y in ways)


def _reach(lines: WallLines, piece: int, node: Node, wanted_m: float) -> float:
    """How far a face runs straight back from the corner at which it ends, at least as far as is wanted."""
    total = 0.0
    way = lines.outward(piece, node)
    while True:
        a, b = lines.pieces[piece]
        total += float(np.hypot(*(b - a)))
        if total >= wanted_m + LOOKED_INTO_M:
            return total
        node = node_of(b) if node_of(a) == node else node_of(a)
        onward = [
            other for other in lines.at.get(node, ())
            if other != piece and _along(lines.outward(other, node), way) > GOES_ON
        ]  # fmt: skip
        # a piece behind points back at this corner with the same direction as the one before it
        if not onward:
            return total
        piece = onward[0]
        way = lines.outward(piece, node)


def _along(one: Node, other: Node) -> float:
    return one[0] * other[0] + one[1] * other[1]


def _double(pieces: Array, length: Array) -> bool:
    """Whether most walls of a plan are double lines."""
    long = pieces[length >= LONG_M]
    distance, _ = parallel_partners(long)
    own = length[length >= LONG_M]
    paired = (distance >= PAIRED_M[0]) & (distance <= PAIRED_M[1])
    return bool(own[paired].sum() >= DOUBLE_SHARE * own.sum())
