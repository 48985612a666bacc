"""Points of a level plane as the lattice they were laid on: rows and columns with gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, map_coordinates
from scipy.spatial import cKDTree

Array = NDArray[np.float64]

OFF_LATTICE = 0.02  # of a cell: farther from its node no point lies


@dataclass(frozen=True, eq=False)
class Lattice:
    """Values on rows and columns of cells in a plan.

    Parameters
    ----------
    origin_m
        Centre of the cell in the first row and column, (2,).
    along_m, across_m
        From a cell to the next of its row, and from a row to the next, (2,).
    values
        (row, column); NaN where there is no point or no value.
    """

    origin_m: Array
    along_m: Array
    across_m: Array
    values: Array

    def place_m(self, row_column: Array) -> Array:
        """Points of the plan (point, 2) of rows and columns (point, 2), which need not be whole."""
        place: Array = self.origin_m + row_column[:, 1:] * self.along_m + row_column[:, :1] * self.across_m
        return place


def lattice_of(points_m: Array, values: Array) -> Lattice | None:
    """The lattice that points (point, 2) with their values (point,) form; None where they form none."""
    if len(points_m) < 2:
        return None
    nearest = cKDTree(points_m).query(points_m[0], k=2)[1][1]
    along = points_m[nearest] - points_m[0]
    if not np.linalg.norm(along) > 0:
        return None  # the same point twice
    along /= np.linalg.norm(along)
    if abs(along[1]) > abs(along[0]):
        along = np.array([along[1], -along[0]])
    along = along if along[0] > 0 else -along
    across = np.array([-along[1], along[0]])
    steps, starts = [], []
    indices = np.empty((len(points_m), 2), np.int64)
    for axis, direction in ((1, along), (0, across)):
        where = points_m @ direction
        ordered = np.unique(np.round(where, 6))
        gaps = np.diff(ordered)
        step = float(gaps[gaps > 1e-4].min()) if (gaps > 1e-4).any() else 0.0
        nodes = (where - where.min()) / step if step else np.zeros(len(where))
        if np.abs(nodes - np.round(nodes)).max() > OFF_LATTICE:
            return None
        indices[:, axis] = np.round(nodes)
        steps.append(step)
        starts.append(where.min())
    steps = [step or max(steps) for step in steps]
    if indices.max() > 5000 or (indices[:, 0].max() + 1) * (indices[:, 1].max() + 1) > 50 * len(points_m):
        return None
    grid = np.full(indices.max(axis=0) + 1, np.nan)
    grid[indices[:, 0], indices[:, 1]] = values
    return Lattice(starts[0] * along + starts[1] * across, steps[0] * along, steps[1] * across, grid)


def finer(lattice: Lattice, factor: int) -> Lattice:
    """The same lattice with `factor` cells for each one along either side, smooth in between.

    Values are those of a bicubic spline, kept within the four points around, so that beside a shadow's
    edge no ripples appear.
    """
    values = lattice.values
    missing = ~np.isfinite(values)
    if missing.all():
        return lattice
    nearest = distance_transform_edt(missing, return_distances=False, return_indices=True)
    filled = values[tuple(nearest)]
    places = [(np.arange(side * factor) + 0.5) / factor - 0.5 for side in values.shape]
    smooth = map_coordinates(filled, np.meshgrid(*places, indexing="ij"), order=3, mode="nearest")
    smooth = np.clip(smooth, *_bounds(filled, places))
    smooth[np.repeat(np.repeat(missing, factor, axis=0), factor, axis=1)] = np.nan
    along, across = lattice.along_m / factor, lattice.across_m / factor
    corner = lattice.origin_m - (lattice.along_m + lattice.across_m) / 2
    return Lattice(corner + (along + across) / 2, along, across, smooth)


def _bounds(values: Array, places: list[Array]) -> tuple[Array, Array]:
    """Least and greatest of the four values around each place, each (row, column)."""
    corners = []
    for down in (0, 1):
        for right in (0, 1):
            rows, columns = (
                np.clip(np.floor(each).astype(int) + step, 0, side - 1)
                for each, step, side in zip(places, (down, right), values.shape, strict=True)
            )
            corners.append(values[np.ix_(rows, columns)])
    return np.minimum.reduce(corners), np.maximum.reduce(corners)
