"""Level cuts through a storey of a mesh: the one that shows its rooms best, above the door heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely

from scenes.readers.mesh_levels import Level
from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import Parts
from scenes.readers.mesh_section import Areas, cut_at, enclosed

BELOW_CEILING_M = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0)
ABOVE_DOORS_M = 1.9
MANY_LINES = 8_000  # of a cut; of finer meshes fewer are tried
MOST_EFFORT = 16  # cuts, of which a fine one counts as four
SAME_SHARE = 0.85  # of the area that two cuts enclose together, from which it is the same room
LASTING_M = 0.12
SAME_TOTAL = 0.02  # of all rooms' area; less than a cornice takes


def best_cut(parts: Parts, level: Level) -> tuple[Areas, float]:
    """The cut of a storey that encloses most, with the fewest open edges; and its height [m].

    What closes at one height only, such as a cornice, is no room where others close over a good height.
    """
    walls = parts.mesh.triangles[parts.of_roles(Role.WALL, Role.UNKNOWN, Role.FLOOR, Role.CEILING)]
    cuts: list[tuple[float, Areas]] = []
    effort = 0
    for height in _heights(level):
        cut = cut_at(parts.mesh.vertices_m, walls, height)
        effort += 1 if len(cut.lines) < MANY_LINES else 4
        if effort > MOST_EFFORT:
            break
        cuts.append((height, enclosed(cut)))
    lasting = [replace(areas, rooms=_lasting(areas, height, cuts)) for height, areas in cuts]
    if any(areas.rooms for areas in lasting):
        cuts = [(height, areas) for (height, _), areas in zip(cuts, lasting, strict=True)]
    cuts = [(height, areas) for height, areas in cuts if areas.rooms]
    if not cuts:
        return Areas(), level.floor_m
    best = max((areas for _, areas in cuts), key=_score)
    alike = [
        (height, areas)
        for height, areas in cuts
        if len(areas.rooms) == len(best.rooms) and _score(areas) >= _score(best) - SAME_TOTAL * best.total_m2
    ]
    height, areas = max(alike, key=lambda each: each[0])  # above the recesses of windows too
    return areas, height


def _score(areas: Areas) -> float:
    opened = sum(gap.length_m for gap in areas.gaps if gap.open)
    return areas.total_m2 * (1.0 + 0.01 * len(areas.rooms)) - 2.0 * opened


def _lasting(
    areas: Areas, height_m: float, cuts: Sequence[tuple[float, Areas]]
) -> tuple[shapely.Polygon, ...]:
    """Those rooms of a cut that other cuts, not too near to it, enclose too."""
    return tuple(room for room in areas.rooms if _lasts(room, height_m, cuts))


def _lasts(room: shapely.Polygon, height_m: float, cuts: Sequence[tuple[float, Areas]]) -> bool:
    low = high = height_m
    for height, others in cuts:
        if low <= height <= high or not any(_is_same(room, other) for other in others.rooms):
            continue
        low, high = min(low, height), max(high, height)
        if high - low >= LASTING_M:
            return True
    return False


def _is_same(one: shapely.Polygon, other: shapely.Polygon) -> bool:
    if min(one.area, other.area) <= SAME_SHARE * max(one.area, other.area):
        return False
    if not one.intersects(other):
        return False
    shared = one.intersection(other).area
    return bool(shared > SAME_SHARE * (one.area + other.area - shared))


def _heights(level: Level) -> list[float]:
    """Where to cut: below the ceiling and above the door heads, and lower only where the room is low [m]."""
    high = level.ceiling_m - level.floor_m
    steps = [high - below for below in BELOW_CEILING_M if high - below >= min(ABOVE_DOORS_M, 0.7 * high)]
    return [level.floor_m + step + 0.00037 for step in steps]  # off the levels that files are drawn on
