"""Holes in the meshes of captured walls: openings that a USDZ cuts out without naming them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.readers.roomplan_capture import CapturedWall, Frame
from scenes.readers.usdz_parts import Part

Array = NDArray[np.float64]

FACING = 0.9
SMALLEST_SIDE_M = 0.25
SAME_M = 0.30  # a hole whose middle is this near to that of a named door or window is that


def unnamed_holes(
    parts: Sequence[tuple[Part, tuple[int, int, int]]], named: Sequence[CapturedWall], frame: Frame
) -> list[CapturedWall]:
    """Passages where a wall's mesh has a hole and no door, window or opening is named.

    Beside each wall stand the numbers of its own axes: upright, across, along.
    """
    found = []
    for part, axes in parts:
        for hole in _holes(part, axes, frame):
            middle = np.array([hole.start, hole.end]).mean(axis=0)
            if not any(
                np.linalg.norm(np.array([each.start, each.end]).mean(axis=0) - middle) < SAME_M
                for each in named
            ):
                found.append(hole)
    return found


def _holes(part: Part, axes: tuple[int, int, int], frame: Frame) -> list[CapturedWall]:
    upright, across, along = axes
    if part.is_box or not len(part.triangles):
        return []
    corners = part.points[part.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.maximum(np.linalg.norm(normals, axis=1), 1e-12)
    faces = shapely.polygons(corners[np.abs(normals[:, across]) > FACING * lengths][:, :, [along, upright]])
    faces = faces[shapely.area(faces) > 1e-9]
    if not len(faces):
        return []
    filled = shapely.union_all(faces)
    holes = shapely.box(*filled.bounds).difference(filled.buffer(1e-3, join_style="mitre"))
    depth = float(part.points[:, across].min() + part.points[:, across].max()) / 2
    found = []
    for hole in shapely.get_parts(holes):
        if hole.is_empty or hole.geom_type != "Polygon":
            continue
        low_x, low_y, high_x, high_y = hole.bounds
        own = np.zeros((2, 3))
        own[:, along], own[:, upright], own[:, across] = (low_x, high_x), (low_y, high_y), depth
        ends = frame.points(part.transform, own)
        low, high = sorted((float(ends[0, 2]), float(ends[1, 2])))
        wide = float(np.linalg.norm(ends[1, :2] - ends[0, :2]))
        if min(wide, high - low) < SMALLEST_SIDE_M or hole.area < 0.5 * (high_x - low_x) * (high_y - low_y):
            continue
        (x0, y0), (x1, y1) = ends[:, :2].tolist()
        found.append(CapturedWall("", "", "passage", (x0, y0), (x1, y1), low, high))
    return found
