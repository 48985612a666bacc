"""Captured walls that stand inside the outline: partitions, as boxes cut at their openings.

A capture gives walls no thickness, and often sees both faces of a partition: one box is made of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import shapely

from kit.problems import Problem, info
from scenes.readers.roomplan_capture import CapturedWall
from scenes.readers.roomplan_walls import Edge
from scenes.room import Furniture

THICKNESS_M = 0.06
ON_OUTLINE_M = 0.12
SAME_PARTITION_M = 0.20
SHORTEST_M = 0.20
SMALLEST_SIDE_M = 0.02


def partitions(
    walls: Sequence[CapturedWall],
    edges: Sequence[Edge],
    openings: Sequence[CapturedWall],
    height_m: float,
) -> tuple[list[Furniture], list[dict[str, Any]], list[CapturedWall], list[Problem]]:
    """Boxes of the partitions; what is open in them; openings that belong to none; a remark.

    `openings` are those that no wall of the outline holds.
    """
    outline = shapely.Polygon([edge.start for edge in edges])
    found = _inner_edges(walls, outline)
    boxes: list[Furniture] = []
    listed: list[dict[str, Any]] = []
    left = list(openings)
    for index, edge in enumerate(found):
        own = [part for part in left if edge.holds(part)]
        left = [part for part in left if part not in own]
        boxes += _boxes(edge, own, height_m)
        listed += [
            {
                "kind": part.kind,
                "wall": f"partition:{index}",
                "width_m": round(math.dist(part.start, part.end), 4),
                "height_m": round(part.high_m - part.low_m, 4),
            }
            for part in own
        ]
    if not found:
        return boxes, listed, left, []
    message = (
        f"{len(found)} walls stand inside the outline; they are taken as partitions {THICKNESS_M:g} m thick."
    )
    return boxes, listed, left, [info("PARTITIONS", "walls", message)]


def _inner_edges(walls: Sequence[CapturedWall], outline: shapely.Polygon) -> list[Edge]:
    """The stretches of walls within the outline, one for both faces of a partition."""
    near = outline.boundary.buffer(ON_OUTLINE_M)
    found: list[Edge] = []
    for wall in walls:
        if math.dist(wall.start, wall.end) < SHORTEST_M:
            continue
        whole = Edge(wall.start, wall.end)
        line = shapely.LineString((wall.start, wall.end))
        for piece in shapely.get_parts(line.intersection(outline).difference(near)):
            if piece.geom_type != "LineString" or piece.length < SHORTEST_M:
                continue
            low, high = sorted(whole.along_m(p) for p in (piece.coords[0], piece.coords[-1]))
            low, high = max(0.0, low - ON_OUTLINE_M), min(whole.length_m, high + ON_OUTLINE_M)
            edge = Edge(whole.at(low), whole.at(high), walls=(wall.identifier,))
            if not any(_same(edge, other) for other in found):
                found.append(edge)
    return found


def _same(one: Edge, other: Edge) -> bool:
    """Whether two stretches are the faces of one partition."""
    beside = max(other.away_m(one.start), other.away_m(one.end)) < SAME_PARTITION_M
    low, high = sorted((other.along_m(one.start), other.along_m(one.end)))
    return beside and min(high, other.length_m) - max(low, 0.0) > 0.5 * one.length_m


def _boxes(edge: Edge, openings: Sequence[CapturedWall], height_m: float) -> list[Furniture]:
    """A partition as boxes around its openings."""
    solid = shapely.box(0.0, 0.0, edge.length_m, height_m)
    for part in openings:
        low, high = sorted((edge.along_m(part.start), edge.along_m(part.end)))
        sill = 0.0 if part.kind != "window" else part.low_m
        solid = solid.difference(shapely.box(low, sill - 0.001, high, part.high_m))
    cuts = sorted({round(x, 6) for x, _ in shapely.get_coordinates(solid).tolist()})
    angle = math.degrees(math.atan2(edge.end[1] - edge.start[1], edge.end[0] - edge.start[0]))
    boxes = []
    for left, right in pairwise(cuts):
        strip = solid.intersection(shapely.box(left, 0.0, right, height_m))
        for piece in shapely.get_parts(strip):
            x0, z0, x1, z1 = piece.bounds
            if min(x1 - x0, z1 - z0) < SMALLEST_SIDE_M:
                continue
            x, y = edge.at((x0 + x1) / 2)
            size = (round(x1 - x0, 6), THICKNESS_M, round(z1 - z0, 6))
            boxes.append(Furniture("partition", (x, y, round(z0, 6)), round(angle % 360.0, 6), size))
    return boxes
