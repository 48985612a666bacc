"""A scan made even and level: thinned to 3 cm, turned so that the floor is level, floor and ceiling found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.readers.scans.point_files import Codes
from scenes.readers.scans.upright import CELL_M, level_sheets
from scenes.reflectance_of_colour import linear_of_srgb

Array = NDArray[np.float64]

VOXEL_M = 0.03
LARGEST_SPREAD_M, LARGEST_EXTENT_M = 2000.0, 120.0
SHEET_HALF_M = 0.06
MOST_TILT_DEG = 4.0
FEWEST_FLOOR_M2 = 0.8
LOWEST_CEILING_M, HIGHEST_WALL_M = 1.9, 4.6
FEWEST_NEAR, NEAR_M = 4, 0.10
COARSE_M, CLUSTER_M = 0.08, 0.25
LOOKED_AROUND_M, MOST_NEIGHBOURS = 0.10, 30
LINEAR_OF_CODE = linear_of_srgb(np.arange(256) / 255.0)


@dataclass(frozen=True, eq=False)
class Cloud:
    """A level cloud with its floor at z = 0.

    Parameters
    ----------
    points_m, normals
        Thinned to one in 3 cm, shape (point, 3); normals have no sign.
    height_m
        Of the ceiling, or of what was seen of the walls where `has_ceiling` is False.
    tilt_deg
        By which it was turned to be level.
    raised_m
        What was taken off z so that the floor is at 0.
    colours
        Linear Rec. 709 of each point as the camera saw it, shape (point, 3); None where it saw none.
    """

    points_m: Array
    normals: Array
    height_m: float
    has_ceiling: bool
    tilt_deg: float
    raised_m: float
    colours: Array | None = None


def quiet_open3d() -> Any:
    """The library that finds planes and clusters, which keeps its remarks to itself."""
    import open3d  # only here: it is large, and only scans need it

    open3d.utility.set_verbosity_level(open3d.utility.VerbosityLevel.Error)
    return open3d


def as_open3d(points: Array) -> Any:
    """Points as the library holds them."""
    open3d = quiet_open3d()
    return open3d.geometry.PointCloud(open3d.utility.Vector3dVector(points))


def level_cloud(points: Array, codes: Codes | None = None) -> Cloud | None:
    """The cloud of points in metres, z up, shape (point, 3); None where no floor is seen."""
    if len(points) == 0 or float(np.ptp(points, axis=0).max()) > LARGEST_SPREAD_M:
        return None
    whole = as_open3d(points)
    if codes is not None:
        whole.colors = quiet_open3d().utility.Vector3dVector(LINEAR_OF_CODE[codes])
    thinned = whole.voxel_down_sample(VOXEL_M)
    xyz = np.asarray(thinned.points).copy()
    kept = _dense_part(xyz)
    xyz = xyz[kept]
    colours = None if codes is None else np.asarray(thinned.colors)[kept].copy()
    del whole, thinned
    if len(xyz) == 0 or float(np.ptp(xyz, axis=0).max()) > LARGEST_EXTENT_M:
        return None
    sheets = level_sheets(xyz, 2)
    floor_m = _lowest_floor(xyz) if sheets is None else sheets.low_m
    if floor_m is None:
        return None
    turn = _levelling(xyz, [floor_m] if sheets is None else [floor_m, sheets.high_m])
    xyz = xyz @ turn.T
    sheets = level_sheets(xyz, 2) if sheets is not None else None
    if sheets is None:
        floor_m = _lowest_floor(xyz)
        if floor_m is None:
            return None
    low = _sheet_height(xyz, floor_m if sheets is None else sheets.low_m)
    xyz[:, 2] -= low
    if sheets is None:
        height, has_ceiling = _top_of_walls(xyz), False
    else:
        height, has_ceiling = _sheet_height(xyz, sheets.high_m - low), True
    around = as_open3d(xyz)
    search = quiet_open3d().geometry.KDTreeSearchParamHybrid(LOOKED_AROUND_M, MOST_NEIGHBOURS)
    around.estimate_normals(search)
    tilt = float(np.degrees(np.arccos(np.clip(turn[2, 2], -1.0, 1.0))))
    return Cloud(xyz, np.asarray(around.normals).copy(), height, has_ceiling, tilt, low, colours)


def _dense_part(thinned: Array) -> NDArray[np.bool_]:
    """What was seen closely, without far and lone points: the largest cluster and its extent."""
    dense = _near_each(thinned) >= FEWEST_NEAR
    xyz = thinned[dense]
    if len(xyz) == 0:
        return dense
    coarse = as_open3d(xyz).voxel_down_sample(COARSE_M)
    label = np.asarray(coarse.cluster_dbscan(eps=CLUSTER_M, min_points=4))
    counts = np.bincount(label[label >= 0], minlength=1)
    largest = np.asarray(coarse.points)[label == int(np.argmax(counts))]
    if len(largest) == 0:
        return dense
    low, high = largest.min(axis=0) - CLUSTER_M, largest.max(axis=0) + CLUSTER_M
    kept: NDArray[np.bool_] = dense & np.all((thinned >= low) & (thinned <= high), axis=1)
    return kept


def _near_each(points: Array) -> NDArray[np.int64]:
    """Number of points in each one's 10 cm cube and the six beside it."""
    cube = np.floor((points - points.min(axis=0)) / NEAR_M).astype(np.int64) + 1
    across, up = int(cube[:, 1].max()) + 2, int(cube[:, 2].max()) + 2
    key = (cube[:, 0] * across + cube[:, 1]) * up + cube[:, 2]
    own, place, count = np.unique(key, return_inverse=True, return_counts=True)
    near = count.copy()
    for step in (1, up, across * up):
        for beside in (own - step, own + step):
            at = np.minimum(np.searchsorted(own, beside), len(own) - 1)
            near += np.where(own[at] == beside, count[at], 0)
    found: NDArray[np.int64] = near[place]
    return found


def _cell_medians(points: Array, height_m: float, half_m: float) -> Array:
    """Median (x, y, z) of the points of each 10 cm cell near a height, shape (cell, 3)."""
    near = points[np.abs(points[:, 2] - height_m) < half_m]
    cells = np.floor(near[:, :2] / CELL_M).astype(np.int64)
    cells -= cells.min(axis=0, initial=0)
    order = np.lexsort((near[:, 2], cells[:, 1], cells[:, 0]))
    near, cells = near[order], cells[order]
    new = np.ones(len(near), dtype=bool)
    new[1:] = np.any(cells[1:] != cells[:-1], axis=1)
    first = np.flatnonzero(new)
    count = np.diff(np.append(first, len(near)))
    medians: Array = near[first + count // 2]
    return medians


def _levelling(points: Array, heights_m: list[float]) -> Array:
    """Rotation (3, 3) that makes the sheets at these heights level; none where they are steep."""
    slopes, areas = [], []
    for height in heights_m:
        slope, cells = np.zeros(2), 0
        half = 0.15
        for _ in range(4):
            level = points.copy()
            level[:, 2] -= points[:, :2] @ slope
            medians = _cell_medians(level, height, half)
            if len(medians) < 50:
                break
            slope = slope + _slope_of(medians)
            height = float(np.median(medians[:, 2]))
            half, cells = max(0.05, half / 1.5), len(medians)
        slopes.append(slope)
        areas.append(cells)
    if not any(areas):
        return np.eye(3)
    if len(slopes) == 2 and float(np.hypot(*(slopes[0] - slopes[1]))) > np.tan(np.radians(1.0)):
        slopes, areas = slopes[:1], areas[:1]  # a ceiling that slopes: the floor is level
    mean = np.average(slopes, axis=0, weights=np.maximum(areas, 1))
    tilt = float(np.arctan(np.hypot(*mean)))
    if not np.radians(0.05) < tilt < np.radians(MOST_TILT_DEG):
        return np.eye(3)
    up = np.array([-mean[0], -mean[1], 1.0])
    return _turn_between(up / np.linalg.norm(up), np.array([0.0, 0.0, 1.0]))


def _slope_of(medians: Array) -> Array:
    """Slope along x and y of cells' heights, shape (cell, 3): least squares with far ones weighed down."""
    centred = medians - np.median(medians, axis=0)
    matrix = np.column_stack([centred[:, :2], np.ones(len(centred))])
    weight = np.ones(len(centred))
    for _ in range(6):
        root = np.sqrt(weight)[:, None]
        fit = np.linalg.lstsq(matrix * root, centred[:, 2] * root[:, 0], rcond=None)[0]
        weight = 1.0 / (1.0 + ((centred[:, 2] - matrix @ fit) / 0.015) ** 2)
    slope: Array = fit[:2]
    return slope


def _turn_between(start: Array, end: Array) -> Array:
    """The smallest rotation (3, 3) that leads one unit vector to another near to it (Rodrigues)."""
    axis, cosine = np.cross(start, end), float(start @ end)
    cross = np.array([[0.0, -axis[2], axis[1]], [axis[2], 0.0, -axis[0]], [-axis[1], axis[0], 0.0]])
    turn: Array = np.eye(3) + cross + cross @ cross / (1.0 + cosine)
    return turn


def _sheet_height(points: Array, height_m: float) -> float:
    """Height of a level sheet near a height: where most cells' medians lie, robustly averaged [m]."""
    heights = _cell_medians(points, height_m, SHEET_HALF_M)[:, 2]
    if len(heights) == 0:
        return height_m
    middle = float(np.median(heights))
    for _ in range(5):
        weight = 1.0 / (1.0 + ((heights - middle) / 0.01) ** 2) ** 2
        middle = float(np.average(heights, weights=weight))
    return middle


def _lowest_floor(points: Array) -> float | None:
    """Height of the lowest level sheet of at least 0.8 m2 that has little below it; None where none is."""
    low = float(np.quantile(points[:, 2], 0.002))
    best: tuple[int, float] | None = None
    for height in np.arange(low, low + 0.6, 0.05):
        cells = len(_cell_medians(points, float(height), 0.05))
        if best is None or cells > best[0]:
            best = (cells, float(height))
    if best is None or best[0] * CELL_M**2 < FEWEST_FLOOR_M2:
        return None
    return best[1]


def _top_of_walls(points: Array) -> float:
    """Height that the points reach up to, within what rooms have; 0 where they stay below [m]."""
    top = float(np.quantile(points[:, 2], 0.998))
    return top if LOWEST_CEILING_M <= top <= HIGHEST_WALL_M else 0.0
