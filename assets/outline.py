"""The outline of a body as seen along an axis: what a dimensional drawing shows."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_TRIANGLES = 40_000  # of a drawing: some seconds of work
FINENESS = (
    2000,
    1000,
    500,
    250,
)  # steps across the body to which corners are moved, till few enough are left
LEAST_HOLE = 2e-5  # of the drawing's square; smaller ones are slits between parts


def outline(vertices_m: Array, triangles: NDArray[np.int64], *, across: int, up: int) -> list[Array]:
    """Rings around everything that is seen, holes too, to a two-thousandth of the size or coarser.

    Parameters
    ----------
    vertices_m, triangles
        Of the body, shapes (vertex, 3) and (triangle, 3).
    across, up
        The axes that are the drawing's x and y.

    Returns
    -------
    list of ndarray
        Closed rings, each (corner, 2) [m].
    """
    flat = vertices_m[:, [across, up]]
    low, extent = flat.min(axis=0), float(np.ptp(flat, axis=0).max())
    if extent <= 0.0 or not len(triangles):
        return []
    fineness, seen = _seen(flat[triangles] - low, extent)
    if not len(seen):
        return []
    merged = shapely.union_all(shapely.polygons(np.concatenate([seen, seen[:, :1]], axis=1)))
    merged = shapely.simplify(merged, 0.5)
    rings = []
    for part in shapely.get_parts(merged):
        holes = [hole for hole in part.interiors if shapely.Polygon(hole).area > LEAST_HOLE * fineness**2]
        rings += [np.asarray(ring.coords, dtype=np.float64) for ring in (part.exterior, *holes)]
    return [low + ring * extent / fineness for ring in rings]


def _seen(corners_m: Array, extent_m: float) -> tuple[int, Array]:
    """Triangles in whole steps that make the outline, (triangle, 3, 2), and the steps across the body."""
    for fineness in FINENESS:
        steps = np.round(corners_m * fineness / extent_m)
        first, second = steps[:, 1] - steps[:, 0], steps[:, 2] - steps[:, 0]
        area = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
        if abs(area.sum()) < 1e-3 * np.abs(area).sum():
            area = np.maximum(area, 0.0)  # closed: the back has the same outline
        seen = np.unique(steps[area != 0.0], axis=0)
        if len(seen) <= MOST_TRIANGLES:
            break
    return fineness, seen[:: -(-len(seen) // MOST_TRIANGLES) or 1]
