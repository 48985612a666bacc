"""Where walls may stand: directions from planar patches, lines from offsets of upright points in each.

A line counts the area of the 5 by 10 cm cells of wall that are seen along it, mostly above furniture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.readers.scans.cloud import Cloud, as_open3d, quiet_open3d

Array = NDArray[np.float64]

MOST_PATCH_POINTS = 250_000
UPRIGHT_SINE = 0.17  # of a wall's lean: 10 degrees
SAME_DIRECTION_DEG = 8.0
OTHER_DIRECTION_M2 = 0.35  # along one line, before a direction beside the two main ones is believed
MOST_OTHER_DIRECTIONS = 4
OF_A_LINE_DEG = 30.0  # normals of points that may be of a wall
OFFSET_STEP_M = 0.01
SPREAD_M = 0.015
BETWEEN_LINES_M = 0.07
SMALLEST_WALL_M2 = 0.20
MOST_LINES = 26  # of each direction
ALONG_M, UP_M = 0.05, 0.10


@dataclass(frozen=True)
class WallLine:
    """A line of the plan: points with n · p = offset, n pointing at `normal_deg` (0 up to 180)."""

    normal_deg: float
    offset_m: float

    @property
    def normal(self) -> Array:
        """Unit normal (2,)."""
        angle = np.radians(self.normal_deg)
        return np.array([np.cos(angle), np.sin(angle)])

    @property
    def along(self) -> Array:
        """Unit direction (2,), the normal turned by 90 degrees."""
        angle = np.radians(self.normal_deg)
        return np.array([-np.sin(angle), np.cos(angle)])


@dataclass(frozen=True, eq=False)
class UprightPoints:
    """Points of a cloud whose surface stands upright: places (point, 3) [m], directions of normals [deg]."""

    points_m: Array
    normal_deg: Array

    def facing(self, normal_deg: float, within_deg: float = OF_A_LINE_DEG) -> Array:
        """Those whose normal is near a direction, shape (point, 3)."""
        return self.points_m[apart_deg(self.normal_deg, normal_deg) < within_deg]


def apart_deg(first: Array | float, second: Array | float) -> Array:
    """Angle between undirected directions, 0 to 90 [deg]."""
    apart: Array = np.abs((np.asarray(first) - np.asarray(second) + 90.0) % 180.0 - 90.0)
    return apart


def upright_points(cloud: Cloud) -> UprightPoints:
    """What may be of walls: upright and between floor and ceiling."""
    z = cloud.points_m[:, 2]
    kept = (np.abs(cloud.normals[:, 2]) < 0.3) & (z > 0.10) & (z < cloud.height_m - 0.06)
    normals = cloud.normals[kept]
    angles = np.degrees(np.arctan2(normals[:, 1], normals[:, 0])) % 180.0
    return UprightPoints(cloud.points_m[kept], angles)


def wall_directions(cloud: Cloud, upright: UprightPoints) -> list[float]:
    """Directions of walls' normals, 0 up to 180 [deg]: two at right angles, and others that patches show."""
    patches = _upright_patches(cloud)
    if len(patches) == 0:
        return []
    angles, areas = patches[:, 0], patches[:, 1]
    fourfold = np.radians(4.0 * angles)
    best, most = 0.0, -1.0
    for angle in np.arange(0.0, 90.0, 0.5):
        near = np.cos(fourfold - np.radians(4.0 * angle)) > np.cos(np.radians(16.0))
        if areas[near].sum() > most:
            best, most = float(angle), float(areas[near].sum())
    near = np.cos(fourfold - np.radians(4.0 * best)) > np.cos(np.radians(4.0 * SAME_DIRECTION_DEG))
    main = float(np.degrees(np.angle(np.sum(areas[near] * np.exp(1j * fourfold[near])))) / 4.0) % 90.0
    directions = [main, main + 90.0]
    for _ in range(MOST_OTHER_DIRECTIONS):
        other = _other_direction(upright, directions, cloud.height_m)
        if other is None:
            break
        directions.append(other)
    return directions


def _other_direction(upright: UprightPoints, known: list[float], height_m: float) -> float | None:
    """A direction beside the known ones in which a line of wall was seen; None where none."""
    own = upright.normal_deg[upright.points_m[:, 2] > 0.5 * height_m]
    counts = np.bincount(own.astype(np.int64) % 180, minlength=180).astype(np.float64)
    smooth = sum(np.roll(counts, shift) for shift in range(-4, 5))
    degrees: Array = np.arange(180, dtype=np.float64) + 0.5
    free = np.all([apart_deg(degrees, each) > 1.5 * SAME_DIRECTION_DEG for each in known], axis=0)
    if not free.any():
        return None
    heaviest = float(degrees[np.argmax(np.where(free, smooth, -1.0))])
    direction, area = _sharpest(upright, heaviest, height_m)
    apart = min(float(apart_deg(direction, each)) for each in known)
    return direction if area >= OTHER_DIRECTION_M2 and apart > SAME_DIRECTION_DEG else None


def _sharpest(upright: UprightPoints, direction: float, height_m: float) -> tuple[float, float]:
    """The direction within 8 degrees in which most lies along one line [deg], and the area of that [m2]."""
    points = upright.facing(direction, 15.0)
    points = points[points[:, 2] > 0.5 * height_m]
    best = (0.0, direction)
    for angle in np.arange(direction - SAME_DIRECTION_DEG, direction + SAME_DIRECTION_DEG + 0.1, 0.5):
        _, smooth = _area_by_offset(points, WallLine(float(angle), 0.0))
        best = max(best, (float(smooth.max(initial=0.0)), float(angle) % 180.0))
    return best[1], best[0]


def _upright_patches(cloud: Cloud) -> Array:
    """Direction of the normal [deg] and area [m2] of each large upright planar patch, shape (patch, 2)."""
    step = -(-len(cloud.points_m) // MOST_PATCH_POINTS)
    points = as_open3d(cloud.points_m[::step])
    if len(points.points) < 100:
        return np.zeros((0, 2))
    open3d = quiet_open3d()
    points.normals = open3d.utility.Vector3dVector(cloud.normals[::step])
    found = points.detect_planar_patches(
        normal_variance_threshold_deg=60,
        coplanarity_deg=75,
        outlier_ratio=0.75,
        min_plane_edge_length=0.3,
        min_num_points=0,
        search_param=open3d.geometry.KDTreeSearchParamKNN(30),
    )
    rows = []
    for patch in found:
        normal, extent = np.asarray(patch.R)[:, 2], np.asarray(patch.extent)
        high = float(patch.center[2]) > 0.2 * cloud.height_m
        if abs(normal[2]) < UPRIGHT_SINE and high:
            angle = float(np.degrees(np.arctan2(normal[1], normal[0])) % 180.0)
            rows.append((angle, float(extent[0] * extent[1])))
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def candidate_lines(upright: UprightPoints, directions: list[float], height_m: float) -> list[WallLine]:
    """Lines along which enough wall is seen, mostly in the upper half; the strongest first of each."""
    lines = []
    for direction in directions:
        own = upright.facing(direction)
        high = own[own[:, 2] > 0.5 * height_m]
        for offset in _offsets(high, direction):
            lines.append(WallLine(direction, offset))
    return lines


def _offsets(points: Array, direction: float) -> list[float]:
    """Offsets of peaks of the seen area along a direction [m]."""
    base, smooth = _area_by_offset(points, WallLine(direction, 0.0))
    near = int(BETWEEN_LINES_M / OFFSET_STEP_M)
    found: list[int] = []
    for k in np.argsort(-smooth, kind="stable"):
        if smooth[k] < SMALLEST_WALL_M2 or len(found) >= MOST_LINES:
            break
        is_peak = smooth[k] >= smooth[max(0, k - 2) : k + 3].max()
        if is_peak and all(abs(int(k) - other) > near for other in found):
            found.append(int(k))
    return [base + (k + 0.5) * OFFSET_STEP_M for k in found]


def _area_by_offset(points: Array, line: WallLine) -> tuple[float, Array]:
    """Area of the wall cells seen near each offset from a line, in steps of 1 cm from the first [m, m2]."""
    if len(points) < 20:
        return 0.0, np.zeros(0)
    offset = points[:, :2] @ line.normal
    base = float(offset.min()) - 0.1
    bins = np.floor((offset - base) / OFFSET_STEP_M).astype(np.int64)
    along = np.floor(points[:, :2] @ line.along / ALONG_M).astype(np.int64)
    up = np.floor(points[:, 2] / UP_M).astype(np.int64)
    along, up = along - along.min(), up - up.min()
    each = (int(along.max()) + 1) * (int(up.max()) + 1)
    seen = np.unique(bins * each + along * (int(up.max()) + 1) + up) // each
    counts = np.bincount(seen, minlength=int(bins.max()) + 12).astype(np.float64)
    reach = int(3 * SPREAD_M / OFFSET_STEP_M) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * OFFSET_STEP_M / SPREAD_M) ** 2)
    smooth = np.convolve(counts, kernel, mode="same") * ALONG_M * UP_M
    return base, smooth
