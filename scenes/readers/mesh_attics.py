"""Rooms under sloped ceilings: their floor goes on below the height at which other rooms are cut."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.errors import UnsoundInput
from scenes.readers.mesh_levels import FLAT_WITHIN_M, Level, LevelSheets, sample_points
from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import Parts
from scenes.readers.mesh_section import Areas, Gap, cut_at, enclosed

Array = NDArray[np.float64]

LOWER_CUTS_M = (1.6, 1.3, 1.0, 0.75, 0.5, 0.3, 0.1, 0.01)  # above the floor
MANY_LINES = 8_000  # of a cut, from which no lower ones are tried
LEANS = 0.999  # cosine to the vertical, below which a face is no level one
LEANING_SHARE = 0.6  # of what a lower cut adds, that has to lie under slopes
ALL_OF_IT = 5e-5  # of the area, by which a cut may miss the largest
SLIVER = 0.02  # of what a cut adds: jambs of doors
SAME_ROOM = 0.95
ON_WALL_M = 0.03
CLOSED_SHARE = 0.8  # of a gap that has wall above it
APART_M, MOST_HIGHER = 0.1, 50  # of the cuts in which that wall is looked for
OFF_LEVELS_M = 0.00037  # by which cuts miss the levels that files are drawn on


@dataclass(frozen=True, eq=False)
class CutRoom:
    """A room of a level: its floor, the height of the cut that it was found in [m], and gaps closed there."""

    level: Level
    cut_m: float
    polygon: shapely.Polygon
    gaps: tuple[Gap, ...]


def under_slopes(
    parts: Parts, sheets: LevelSheets, level: Level, cut_m: float, areas: Areas
) -> list[CutRoom]:
    """The rooms of a cut, each with the floor under its slopes down to the knee walls."""
    rooms = [CutRoom(level, cut_m, polygon, areas.gaps) for polygon in areas.rooms]
    sloped = [k for k, room in enumerate(rooms) if _is_uneven(room, sheets)]
    if not sloped:
        return rooms
    walls = parts.mesh.triangles[parts.of_roles(Role.WALL, Role.UNKNOWN, Role.FLOOR, Role.CEILING)]
    heights = [level.floor_m + step + OFF_LEVELS_M for step in LOWER_CUTS_M]
    lower = _lower_cuts(parts.mesh.vertices_m, walls, [height for height in heights if height < cut_m])
    above = np.arange(level.floor_m + OFF_LEVELS_M, level.ceiling_m, APART_M)[1 : MOST_HIGHER + 1]
    all_lines = [(float(height), _lines(parts.mesh.vertices_m, walls, float(height))) for height in above]
    for k in sloped:
        others = [room.polygon for i, room in enumerate(rooms) if i != k]
        grown = _grown(rooms[k], others, lower, sheets)
        higher = shapely.union_all([lines for height, lines in all_lines if height > grown.cut_m])
        rooms[k] = replace(grown, gaps=tuple(gap for gap in grown.gaps if not _closed_above(gap, higher)))
    return rooms


def _lower_cuts(
    vertices: Array, walls: NDArray[np.int64], heights_m: list[float]
) -> list[tuple[float, Areas]]:
    """What cuts at these heights enclose, the highest first, as far down as they are not too fine."""
    found = []
    for height in heights_m:
        try:
            cut = cut_at(vertices, walls, height)
            if len(cut.lines) > MANY_LINES:
                break
            found.append((height, enclosed(cut)))
        except UnsoundInput:  # furniture that nobody named crosses itself
            break
    return found


def _is_uneven(room: CutRoom, sheets: LevelSheets) -> bool:
    over = sheets.of_room(room.polygon, room.level, room.cut_m)
    return over.has_ceiling and over.spread_m > FLAT_WITHIN_M


def _grown(
    room: CutRoom,
    others: list[shapely.Polygon],
    lower: list[tuple[float, Areas]],
    sheets: LevelSheets,
) -> CutRoom:
    """The room at the highest of the cuts that show all of its floor."""
    found = [room]
    for height, areas in lower:
        for polygon in areas.rooms:
            if polygon.intersection(room.polygon).area < SAME_ROOM * room.polygon.area:
                continue
            if any(polygon.intersection(other).area > (1 - SAME_ROOM) * other.area for other in others):
                continue
            if _adds_slopes(polygon, room.polygon, height, sheets):
                found.append(CutRoom(room.level, height, polygon, areas.gaps))
    largest = max(each.polygon.area for each in found)
    return next(each for each in found if each.polygon.area >= (1 - ALL_OF_IT) * largest)


def _adds_slopes(
    polygon: shapely.Polygon, room: shapely.Polygon, height_m: float, sheets: LevelSheets
) -> bool:
    """Whether what a lower cut adds to a room lies under faces that lean."""
    added = [part for part in shapely.get_parts(polygon.difference(room)) if part.geom_type == "Polygon"]
    total = sum(part.area for part in added)
    if total < max(ALL_OF_IT * room.area, 1e-3):
        return False
    points = np.concatenate([sample_points(part) for part in added if part.area > SLIVER * total])
    _, faces = sheets.over(points, height_m)
    seen = faces[faces >= 0]
    corners = sheets.faces[seen]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    cosine = np.abs(normals[:, 2]) / np.maximum(np.linalg.norm(normals, axis=1), 1e-300)
    return bool((cosine < LEANS).sum() >= LEANING_SHARE * len(points))


def _lines(vertices: Array, walls: NDArray[np.int64], height_m: float) -> shapely.Geometry:
    """The lines of a cut, as broad as two of them may differ; nothing where it is too fine."""
    try:
        lines = cut_at(vertices, walls, height_m).lines
    except UnsoundInput:
        lines = np.zeros((0, 2, 2))
    lines = lines if len(lines) <= MANY_LINES else lines[:0]
    return shapely.buffer(shapely.multilinestrings(list(lines)), ON_WALL_M)


def _closed_above(gap: Gap, higher: shapely.Geometry) -> bool:
    """Whether a gap has wall above it, as that of a door or a window."""
    return bool(gap.line.intersection(higher).length > CLOSED_SHARE * gap.line.length)
