"""Nameless pieces that hang up to the ceiling of a room: the cut that shows the room goes through them.

A cupboard on the wall from 1.9 m to the ceiling is a jog of the walls in a cut above the door heads, with
holes below it. It is furniture where the walls close the room without it, with the floor that lies below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.errors import UnsoundInput
from scenes.readers.mesh_attics import CutRoom
from scenes.readers.mesh_components import Components, as_pieces, components_of
from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import WIDEST_PIECE_M, Parts
from scenes.readers.mesh_section import Areas, cut_at, enclosed

Indices = NDArray[np.int64]

ABOVE_FLOOR_M = 1.0  # from which a piece hangs
MOST_HANGING = 100  # of a room
ASIDE_M = 0.01
SMALLEST_M2 = 0.02  # of their plan
OUTSIDE = 0.8  # share of it outside of what the cut shows
AROUND = 0.3  # share of it that the outline's way around it spans; along a lintel that is straight
INSIDE = 0.95  # share of it in the room without it
SAME_AREA = 0.01


_Hanging = tuple[int, shapely.Polygon]  # a component and its plan


def without_hanging_pieces(parts: Parts, rooms: Sequence[CutRoom]) -> tuple[Parts, list[CutRoom]]:
    """Parts with such pieces as furniture, and the rooms with the floor below them."""
    components = components_of(parts, Role.WALL, Role.UNKNOWN)
    found = list(rooms)
    groups: list[Indices] = []
    for k, room in enumerate(found):
        hanging = _hanging(parts, components, room)
        while hanging:
            grown, kept = _grown(parts, components, hanging, room)
            if grown is not None and len(kept) == len(hanging):
                found[k] = replace(room, polygon=grown)
                groups += [np.array([number]) for number, _ in kept]
            hanging = kept if len(kept) < len(hanging) else []
    return as_pieces(parts, components, groups), found


def _hanging(parts: Parts, components: Components, room: CutRoom) -> list[_Hanging]:
    """Components that the outline of a room goes around, which do not stand on its floor; and their plans."""
    low, high = components.low, components.high
    x0, y0, x1, y1 = room.polygon.bounds
    cut = (low[:, 2] < room.cut_m) & (high[:, 2] > room.cut_m)
    cut &= low[:, 2] > room.level.floor_m + ABOVE_FLOOR_M
    cut &= np.ptp([low[:, :2], high[:, :2]], axis=0).max(axis=1) < WIDEST_PIECE_M
    cut &= (low[:, :2] < [x1 + ASIDE_M, y1 + ASIDE_M]).all(axis=1)
    cut &= (high[:, :2] > [x0 - ASIDE_M, y0 - ASIDE_M]).all(axis=1)
    found = []
    for number in np.flatnonzero(cut)[:MOST_HANGING]:
        corners = parts.mesh.vertices_m[parts.mesh.triangles[components.of(int(number))], :2]
        hull = shapely.MultiPoint(corners.reshape(-1, 2)).convex_hull
        if hull.area < SMALLEST_M2 or hull.difference(room.polygon).area < OUTSIDE * hull.area:
            continue
        around = room.polygon.boundary.intersection(hull.buffer(ASIDE_M, join_style="mitre"))
        if around.convex_hull.area > AROUND * hull.area:
            found.append((int(number), hull))
    return found


def _grown(
    parts: Parts, components: Components, hanging: Sequence[_Hanging], room: CutRoom
) -> tuple[shapely.Polygon | None, list[_Hanging]]:
    """The room without what hangs, where that is all that it gains, and what of that it holds."""
    without = _cut_without(parts, components, [number for number, _ in hanging], room.cut_m)
    grown = next((each for each in without.rooms if _shares(each, room.polygon)), None)
    if grown is None:
        return None, []
    opened = shapely.union_all([gap.line for gap in without.gaps if gap.open])
    kept = [
        (number, hull)
        for number, hull in hanging
        if hull.intersection(grown).area > INSIDE * hull.area and not opened.dwithin(hull, ASIDE_M)
    ]
    area = shapely.union_all([room.polygon, *(hull for _, hull in kept)]).area
    return (grown if abs(grown.area - area) < SAME_AREA * area else None), kept


def _cut_without(parts: Parts, components: Components, left_out: Sequence[int], height_m: float) -> Areas:
    walls = parts.of_roles(Role.WALL, Role.UNKNOWN, Role.FLOOR, Role.CEILING)
    walls[np.concatenate([components.of(number) for number in left_out])] = False
    try:
        return enclosed(cut_at(parts.mesh.vertices_m, parts.mesh.triangles[walls], height_m))
    except UnsoundInput:
        return Areas()


def _shares(one: shapely.Polygon, other: shapely.Polygon) -> bool:
    return bool(one.intersection(other).area > INSIDE * other.area)
