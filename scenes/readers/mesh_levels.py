"""Storeys of a mesh and heights of its rooms, from its level sheets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import SHELL, Parts

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

LOWEST_ROOM_M = 1.9
THICKEST_SLAB_M = 0.8
LEVEL = 0.95  # cosine to the vertical from which a face is level
LEANING = 0.2  # and from which it is looked up at all
SHEET_SHARE = 0.25  # of the largest sheet's area, from which another is floor or ceiling
SAME_LEVEL_M = 0.03
SAMPLES = 80  # points of a room from which is looked up and down
FEWEST_ROWS = 4  # of them: two would lie at one height of a ridge
FLAT_WITHIN_M = 0.05


@dataclass(frozen=True)
class Level:
    """A storey: its floor and ceiling, and which of them the file holds [m]."""

    floor_m: float
    ceiling_m: float
    has_floor: bool
    has_ceiling: bool


def levels_of(parts: Parts) -> list[Level]:
    """The storeys of a mesh, lowest first; one from bottom to top where it has no level sheets."""
    shell = parts.of_roles(*SHELL)
    if not shell.any():
        shell = np.ones(len(shell), dtype=bool)
    heights = parts.mesh.vertices_m[parts.mesh.triangles[shell], 2]
    bottom, top = float(heights.min()), float(heights.max())
    sheets = _sheets(parts, shell)
    floor = _ground(sheets, bottom)
    levels: list[Level] = []
    while True:
        start = bottom if floor is None else floor
        above = [sheet for sheet in sheets if sheet >= start + LOWEST_ROOM_M]
        if not above:
            if not levels and top - start > 0.5:
                levels.append(Level(start, top, floor is not None, False))
            elif floor is not None and top - start >= LOWEST_ROOM_M:
                levels.append(Level(start, top, True, False))
            return levels
        ceiling = above[0]
        levels.append(Level(start, ceiling, floor is not None, True))
        slab = [sheet for sheet in above if sheet <= ceiling + THICKEST_SLAB_M]
        floor = slab[-1]


def _ground(sheets: list[float], bottom: float) -> float | None:
    """The lowest floor: the upper face of a slab at the bottom, if there is one."""
    near = [sheet for sheet in sheets if sheet <= bottom + THICKEST_SLAB_M]
    return near[-1] if near else None


def _sheets(parts: Parts, shell: NDArray[np.bool_]) -> list[float]:
    """Heights at which much of the shell lies level, lowest first [m].

    Tops and bottoms of walls lie level too, but together have little area beside that of floors; a mesh
    without floor and ceiling has nothing else, so a sheet must also be as large as a good part of the plan.
    """
    level = shell & (np.abs(parts.normals[:, 2]) > LEVEL)
    level |= parts.of_roles(Role.FLOOR, Role.CEILING) & (np.abs(parts.normals[:, 2]) > LEVEL)
    if not level.any():
        return []
    heights = parts.mesh.vertices_m[parts.mesh.triangles[level], 2].mean(axis=1)
    areas = parts.areas_m2[level]
    points = parts.mesh.vertices_m[parts.mesh.triangles[shell]].reshape(-1, 3)
    plan = float(np.prod(np.ptp(points[:, :2], axis=0)))
    order = np.argsort(heights)
    heights, areas = heights[order], areas[order]
    group = np.concatenate([[0], np.cumsum(np.diff(heights) > SAME_LEVEL_M)])
    sums = np.bincount(group, weights=areas)
    means = np.bincount(group, weights=areas * heights) / np.maximum(sums, 1e-300)
    large = (sums > SHEET_SHARE * sums.max()) & (sums > 0.25 * plan)
    return [float(height) for height in means[large]]


@dataclass(frozen=True)
class RoomLevels:
    """Floor and ceiling over one room: heights [m], whether the file holds them, how far from flat."""

    floor_m: float
    ceiling_m: float
    has_floor: bool
    has_ceiling: bool
    spread_m: float


class LevelSheets:
    """The faces of a shell that lie more or less level, looked up from points of the plan."""

    def __init__(self, parts: Parts) -> None:
        chosen = parts.of_roles(*SHELL) & (np.abs(parts.normals[:, 2]) > LEANING)
        self._corners = parts.mesh.vertices_m[parts.mesh.triangles[chosen]]
        low, high = self._corners.min(axis=1), self._corners.max(axis=1)
        self._tree = shapely.STRtree(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))

    def of_room(self, room: shapely.Polygon, level: Level, seen_from_m: float) -> RoomLevels:
        """Floor and ceiling over a room; those of its storey where it has none of its own."""
        points = sample_points(room)
        index, heights = self._hits(points)
        ups = np.full(len(points), np.inf)
        above = heights > seen_from_m
        np.minimum.at(ups, index[above], heights[above])
        seen = np.isfinite(ups)
        has_ceiling = bool(seen.mean() > 0.5)
        ceiling, spread = level.ceiling_m, 0.0
        if has_ceiling:
            ceiling = float(np.median(ups[seen]))
            spread = float(np.percentile(ups[seen], 95) - np.percentile(ups[seen], 5))
            if spread > FLAT_WITHIN_M:
                ceiling = float(ups[seen].mean())
        near = np.abs(heights - level.floor_m) < 0.6
        away = np.full(len(points), np.inf)
        np.minimum.at(away, index[near], np.abs(heights[near] - level.floor_m))
        nearest = near & (np.abs(heights - level.floor_m) <= away[index] + 1e-6)
        floor, has_floor = level.floor_m, False
        if np.isfinite(away).mean() > 0.3:
            floor, has_floor = _commonest(heights[nearest]), True
        return RoomLevels(floor, ceiling, has_floor, has_ceiling, spread)

    def over(self, points: Array, from_m: float) -> tuple[Array, Indices]:
        """The lowest face above a height over places (point, 2).

        Answers its height over each [m], infinite where there is none, and its number in `faces`, then -1.
        """
        point, heights, face = self._faces_hit(points)
        above = heights > from_m
        point, heights, face = point[above], heights[above], face[above]
        order = np.lexsort((heights, point))
        first = np.unique(point[order], return_index=True)[1]
        chosen = order[first]
        found, numbers = np.full(len(points), np.inf), np.full(len(points), -1, dtype=np.int64)
        found[point[chosen]], numbers[point[chosen]] = heights[chosen], face[chosen]
        return found, numbers

    @property
    def faces(self) -> Array:
        """The corners of all, (face, 3, 3)."""
        return self._corners

    def near(self, area: shapely.Polygon) -> Indices:
        """Numbers of those whose boxes touch an area."""
        return np.asarray(self._tree.query(area), dtype=np.int64)

    def _hits(self, points: Array) -> tuple[Indices, Array]:
        """Which point has a face above or below it, and at what height: both (hit,)."""
        return self._faces_hit(points)[:2]

    def _faces_hit(self, points: Array) -> tuple[Indices, Array, Indices]:
        """Which point has which face above or below it, and at what height: all (hit,)."""
        point, face = self._tree.query(shapely.points(points), predicate="intersects")
        a, b, c = (self._corners[face, k] for k in range(3))
        p = points[point]
        u, v, w = b[:, :2] - a[:, :2], c[:, :2] - a[:, :2], p - a[:, :2]
        area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        sound = np.abs(area) > 1e-12
        safe = np.where(sound, area, 1.0)
        s = (w[:, 0] * v[:, 1] - w[:, 1] * v[:, 0]) / safe
        t = (u[:, 0] * w[:, 1] - u[:, 1] * w[:, 0]) / safe
        inside = sound & (s >= -1e-9) & (t >= -1e-9) & (s + t <= 1 + 1e-9)
        heights = a[:, 2] + s * (b[:, 2] - a[:, 2]) + t * (c[:, 2] - a[:, 2])
        numbers = np.asarray(face[inside], dtype=np.int64)
        return np.asarray(point[inside], dtype=np.int64), heights[inside], numbers


def sample_points(room: shapely.Polygon, count: int = SAMPLES) -> Array:
    """About so many points spread evenly over a room, (point, 2) [m]."""
    x0, y0, x1, y1 = room.bounds
    step = float(np.sqrt(room.area / count))
    columns, rows = (max(int(extent / step), FEWEST_ROWS) for extent in (x1 - x0, y1 - y0))
    xs = x0 + (np.arange(columns) + 0.4931) * (x1 - x0) / columns  # not on the lines of a drawing's raster
    ys = y0 + (np.arange(rows) + 0.4931) * (y1 - y0) / rows
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inside = shapely.contains_xy(room, points[:, 0], points[:, 1])
    if not inside.any():
        return np.asarray(shapely.get_coordinates(room.representative_point()))
    return np.asarray(points[inside])


def _commonest(heights: Array) -> float:
    """The median of the fullest centimetre, with its neighbours [m]."""
    key = np.rint(heights * 100).astype(np.int64)
    values, counts = np.unique(key, return_counts=True)
    fullest = values[counts.argmax()]
    return float(np.median(heights[np.abs(key - fullest) <= 1]))
