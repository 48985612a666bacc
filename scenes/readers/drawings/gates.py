"""Gaps in walls: where the end of a wall faces another wall, lines across close the gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely

from scenes.readers.drawings.swings import Swing
from scenes.readers.drawings.wall_ends import End, wall_ends
from scenes.readers.drawings.wall_lines import (
    NEARLY_M,
    Array,
    Node,
    WallLines,
    cut_at_crossings,
    first_hit,
)

PASSAGE_M = 1.25  # wider gaps are no doorways
DOUBLE_DOOR_M = 2.6
WIDEST_M = 6.0
LED_ON_M = 0.3
FEWEST_DOORS = 3  # from which a plan is one that draws its doors
NARROW_M = 0.15
ON_WALL_M = 0.01
ON_WALL_SHARE = 0.8


@dataclass(frozen=True, eq=False)
class Gate:
    """Lines that close one gap.

    Parameters
    ----------
    lines
        (line, end, 2): one along each face of the wall, from its end to what it faces.
    kind
        ``door``, ``passage``, ``window``, or ``gap`` for what is too wide for a door.
    chain
        Whether its lines run on in one another, across one gap.
    sure
        Whether it begins at what surely is the end of a wall, and lies beside none.
    """

    lines: Array
    kind: str
    chain: bool = False
    sure: bool = True

    @cached_property
    def width_m(self) -> float:
        """The longest of its lines; from end to end of a door that was led on to the walls."""
        if self.chain:
            return math.dist(self.lines[0, 0], self.lines[-1, 1])
        return float(np.hypot(*(self.lines[:, 1] - self.lines[:, 0]).T).max())

    @cached_property
    def middle_m(self) -> Node:
        """The middle of the gap."""
        x, y = self.lines.reshape(-1, 2).mean(axis=0)
        return float(x), float(y)

    @cached_property
    def along(self) -> Node:
        """The direction across the gap, from wall to wall."""
        x, y = self.lines[1, 1] - self.lines[1, 0] if self.chain else self.lines[0, 1] - self.lines[0, 0]
        size = math.hypot(x, y) or 1.0
        return float(x / size), float(y / size)

    @cached_property
    def depth_m(self) -> float:
        """Distance between its lines: the thickness of the wall."""
        if len(self.lines) < 2 or self.chain:
            return 0.0
        x, y = self.along
        beside = (self.lines[:, 0] - self.lines[0, 0]) @ np.array([-y, x])
        return float(np.ptp(beside))


def gates_of(segments: Array, swings: Sequence[Swing]) -> list[Gate]:
    """Every gap between the end of a wall and what it faces, each once.

    Parameters
    ----------
    segments
        Wall lines (segment, end, 2) [m].
    swings
        Door swings, by which gaps are doors, up to twice as wide for those with two leaves.
    """
    lines = cut_at_crossings(segments)
    tree = shapely.STRtree(shapely.linestrings(lines.pieces))
    free = lines.free_ends()
    found = [
        gate for end, sure in wall_ends(lines) if (gate := _closed(end, lines, tree, free, sure)) is not None
    ]
    found += _by_swings(swings, found, lines, tree)
    kinds = [
        replace(gate, kind=_kind(gate, swings), sure=gate.sure and not _runs_along_a_wall(gate, tree))
        for gate in found
    ]
    return _each_once(kinds)


def sure_gates(gates: Sequence[Gate], swings: Sequence[Swing]) -> list[Gate]:
    """Gates without those between basins, frames and signs, in a plan that draws its doors.

    What has neither a door nor a window in it must there begin at what surely is the end of a wall.
    """
    if len(swings) < FEWEST_DOORS:
        return list(gates)
    return [g for g in gates if g.kind in ("door", "window") or g.sure or g.width_m < NARROW_M]


def _runs_along_a_wall(gate: Gate, tree: shapely.STRtree) -> bool:
    """Whether one line of a gap is a wall's already, as beside a cistern: it lies in no wall."""
    for a, b in gate.lines:
        line = shapely.LineString([a, b]).buffer(ON_WALL_M, cap_style="flat")
        near = tree.geometries[tree.query(line, predicate="intersects")]
        along = sum(float(part.length) for part in shapely.intersection(near, line))
        if along >= ON_WALL_SHARE * math.dist(a, b):
            return True
    return False


def _closed(
    end: End, lines: WallLines, tree: shapely.STRtree, free: Sequence[tuple[Node, Node]], sure: bool
) -> Gate | None:
    """The gap in front of the end of a wall, closed; None where nothing is in front of it."""
    across = []
    for corner, direction in end:
        hit = _facing(corner, direction, lines, tree, free if len(end) == 1 else ())
        if hit is not None and math.dist(corner, hit) > NEARLY_M / 2:
            across.append([corner, hit])
    if not across:
        return None
    shortest = min(math.dist(a, b) for a, b in across)
    if len(across) == 2 and max(math.dist(a, b) for a, b in across) > 1.5 * shortest + 0.3:
        across = [min(across, key=lambda each: math.dist(*each))]
    return Gate(np.array(across), "gap", sure=sure)


def _facing(
    start: Node, direction: Node, lines: WallLines, tree: shapely.STRtree, ends: Sequence[tuple[Node, Node]]
) -> Node | None:
    """What an end faces; or one of the free `ends` of other lines, a little beside the way."""
    reach_m = WIDEST_M
    hit = first_hit(tree, start, direction, reach_m)
    far = math.dist(start, hit) if hit is not None else reach_m
    best: tuple[float, Node] | None = None
    for node, other in ends:
        gap = (node[0] - start[0], node[1] - start[1])
        ahead = gap[0] * direction[0] + gap[1] * direction[1]
        beside = abs(gap[1] * direction[0] - gap[0] * direction[1])
        opposite = other[0] * direction[0] + other[1] * direction[1] < -0.9
        if 0.02 < ahead < far and beside < 0.06 and opposite and (best is None or ahead < best[0]):
            best = (ahead, node)
    return best[1] if best is not None else hit


def _by_swings(
    swings: Sequence[Swing], gates: Sequence[Gate], lines: WallLines, tree: shapely.STRtree
) -> list[Gate]:
    """Lines along closed doors at which no gap was found, led on to the walls on both sides."""
    found = []
    for start, end in _closed_doors([s for s in swings if not any(_is_at(s, gate) for gate in gates)]):
        size = max(math.dist(start, end), 1e-9)
        way = ((end[0] - start[0]) / size, (end[1] - start[1]) / size)
        first = _led_on(start, (-way[0], -way[1]), lines, tree)
        last = _led_on(end, way, lines, tree)
        found.append(Gate(np.array([[first, start], [start, end], [end, last]]), "door", chain=True))
    return found


def _closed_doors(swings: Sequence[Swing]) -> list[tuple[Node, Node]]:
    """From hinge to strike of each door; from hinge to hinge where two leaves meet."""
    doors: list[tuple[Node, Node]] = []
    waiting = list(swings)
    while waiting:
        swing = waiting.pop(0)
        near = 0.25 * swing.width
        pair = next((o for o in waiting if math.dist(o.strike, swing.strike) < near), None)
        if pair is not None and math.dist(pair.hinge, swing.hinge) > 1.5 * swing.width:
            waiting.remove(pair)
            doors.append((swing.hinge, pair.hinge))
        else:
            doors.append((swing.hinge, swing.strike))
    return doors


def _led_on(point: Node, way: Node, lines: WallLines, tree: shapely.STRtree) -> Node:
    """Where the line of a door meets a wall: straight on, or the nearest wall; at most 0.3 m away."""
    hit = first_hit(tree, point, way, LED_ON_M)
    if hit is not None:
        return hit
    place = shapely.Point(point)
    nearest = tree.query_nearest(place, max_distance=LED_ON_M)
    if not len(nearest):
        return point
    met = shapely.LineString(lines.pieces[nearest[0]])
    on = met.interpolate(met.project(place))
    return float(on.x), float(on.y)


def _is_at(swing: Swing, gate: Gate) -> bool:
    """Whether a closed door lies in a gap."""
    if gate.width_m > DOUBLE_DOOR_M or gate.width_m < 0.7 * swing.width:
        return False
    x, y = gate.along
    middle = ((swing.hinge[0] + swing.strike[0]) / 2, (swing.hinge[1] + swing.strike[1]) / 2)
    gap = (middle[0] - gate.middle_m[0], middle[1] - gate.middle_m[1])
    along, beside = abs(gap[0] * x + gap[1] * y), abs(gap[1] * x - gap[0] * y)
    way = (swing.strike[0] - swing.hinge[0], swing.strike[1] - swing.hinge[1])
    parallel = abs(way[0] * x + way[1] * y) > 0.95 * math.hypot(*way)
    return parallel and along < gate.width_m / 2 and beside < 0.35


def _kind(gate: Gate, swings: Sequence[Swing]) -> str:
    if gate.kind == "door":
        return "door"
    leaves = [swing for swing in swings if _is_at(swing, gate)]
    if leaves and gate.width_m <= sum(swing.width for swing in leaves) * 1.35 + 0.1:
        return "door"
    return "passage" if gate.width_m <= PASSAGE_M else "gap"


def _each_once(gates: Sequence[Gate]) -> list[Gate]:
    """Gates of which no two lie in the same gap; the one with more lines stays, then the narrower."""
    kept: list[Gate] = []
    for gate in sorted(gates, key=lambda g: (g.kind == "gap", not g.sure, -len(g.lines), g.width_m)):
        x, y = gate.along
        for other in kept:
            gap = (gate.middle_m[0] - other.middle_m[0], gate.middle_m[1] - other.middle_m[1])
            beside = abs(gap[1] * x - gap[0] * y)
            along = abs(gap[0] * x + gap[1] * y)
            parallel = abs(other.along[0] * x + other.along[1] * y) > 0.95
            alike = abs(gate.width_m - other.width_m) < 0.3 + 0.3 * other.width_m
            if (
                parallel
                and alike
                and along < 0.25 * gate.width_m
                and beside < max(other.depth_m, gate.depth_m, 0.1)
            ):
                break
        else:
            kept.append(gate)
    return kept
