"""Candela tables on the device: intensity towards any direction, of any luminaire, in one launch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.candela_tables import exact_step_integrals
from assets.photometry import LuminousIntensityDistribution
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

FINEST_STEP_DEG = 0.02  # angles closer than this are taken as one


@dataclass(frozen=True, eq=False)
class CandelaTable:
    """A distribution made ready for quick look-up, on the host.

    Parameters
    ----------
    c_deg, gamma_deg, intensity_cd
        The table, (c,), (gamma,), (c, gamma).
    c_map, gamma_map
        First interval of the grid for each of equal bins, so that a look-up needs one step.
    c_bins_per_deg, gamma_bins_per_deg
        Bins on a degree.
    cell_flux_lm
        Flux of each cell, (c - 1, gamma - 1).
    """

    c_deg: Array
    gamma_deg: Array
    intensity_cd: Array
    c_map: Indices
    gamma_map: Indices
    c_bins_per_deg: float
    gamma_bins_per_deg: float
    cell_flux_lm: Array


@dataclass(frozen=True, eq=False)
class CandelaTables:
    """Luminaires' tables on the device, one behind the other.

    `c_deg`, `gamma_deg`, `intensity_cd`, `c_map` and `gamma_map` hold all of them; every other member has one
    entry a luminaire: `first_...` where its own begin, `last_...` the last interval or bin of its grids.
    """

    c_deg: Any
    gamma_deg: Any
    intensity_cd: Any
    c_map: Any
    gamma_map: Any
    first_c: Any
    first_gamma: Any
    first_intensity: Any
    first_c_map: Any
    first_gamma_map: Any
    last_c: Any
    last_gamma: Any
    last_c_bin: Any
    last_gamma_bin: Any
    c_bins_per_deg: Any
    gamma_bins_per_deg: Any
    lowest_gamma: Any
    highest_gamma: Any


def cell_flux_lm(distribution: LuminousIntensityDistribution) -> Array:
    """Flux of each cell of the table, (c - 1, gamma - 1) [lm]: the exact integral of its interpolant."""
    strip = exact_step_integrals(distribution.gamma_deg, distribution.intensity_cd)
    width = np.diff(np.radians(distribution.c_deg))
    cells: Array = (strip[:-1] + strip[1:]) / 2 * width[:, None]
    return cells


_known: WeakKeyDictionary[LuminousIntensityDistribution, CandelaTable] = WeakKeyDictionary()


def candela_table(distribution: LuminousIntensityDistribution) -> CandelaTable:
    """The distribution, without angles that are all but equal, and the maps of its grids."""
    if distribution not in _known:
        _known[distribution] = _made_ready(distribution)
    return _known[distribution]


def _made_ready(distribution: LuminousIntensityDistribution) -> CandelaTable:
    rows, columns = _thinned(distribution.c_deg), _thinned(distribution.gamma_deg)
    kept = LuminousIntensityDistribution(
        distribution.c_deg[rows],
        distribution.gamma_deg[columns],
        distribution.intensity_cd[np.ix_(rows, columns)],
    )
    c_map, c_bins = _interval_map(kept.c_deg)
    gamma_map, gamma_bins = _interval_map(kept.gamma_deg)
    return CandelaTable(
        kept.c_deg,
        kept.gamma_deg,
        kept.intensity_cd,
        c_map,
        gamma_map,
        c_bins,
        gamma_bins,
        cell_flux_lm(kept),
    )


def _thinned(grid_deg: Array) -> Indices:
    """Indices of the angles to keep so that none are closer than FINEST_STEP_DEG; both ends stay."""
    if (np.diff(grid_deg) >= FINEST_STEP_DEG).all():
        return np.arange(len(grid_deg))
    kept = [0]
    for index in range(1, len(grid_deg) - 1):
        far_from_end = grid_deg[-1] - grid_deg[index] >= FINEST_STEP_DEG
        if far_from_end and grid_deg[index] - grid_deg[kept[-1]] >= FINEST_STEP_DEG:
            kept.append(index)
    return np.array([*kept, len(grid_deg) - 1])


def _interval_map(grid: Array) -> tuple[Indices, float]:
    """For equal bins no wider than the grid's smallest step: the interval at each bin's start."""
    span = grid[-1] - grid[0]
    bins = int(np.ceil(span / np.diff(grid).min() * (1 + 1e-9))) if span > 0 else 1
    starts = grid[0] + np.arange(bins) * span / bins
    interval = np.searchsorted(grid, starts + 1e-9, side="right") - 1
    return np.clip(interval, 0, len(grid) - 2).astype(np.int64), bins / span if span else 0.0


def load_tables(own: Sequence[CandelaTable]) -> CandelaTables:
    """Upload the tables of luminaires, one for each; tables that several share are loaded once."""
    mi = mitsuba()
    tables = list({id(table): table for table in own}.values())
    place = {id(table): index for index, table in enumerate(tables)}
    table_of = np.array([place[id(table)] for table in own], np.int64)

    def joined(name: str) -> Array:
        return np.concatenate([np.ravel(getattr(table, name)) for table in tables] or [np.zeros(1)])

    def first(name: str) -> Any:
        sizes = [np.size(getattr(table, name)) for table in tables]
        return device_indices(np.concatenate([[0], np.cumsum(sizes)])[table_of])

    def each(value: Callable[[CandelaTable], float]) -> Any:
        return device_floats(np.array([value(table) for table in tables] or [0.0])[table_of])

    def last(value: Callable[[CandelaTable], int]) -> Any:
        return mi.Int32(device_indices(np.array([value(table) for table in tables] or [0])[table_of]))

    return CandelaTables(
        c_deg=device_floats(joined("c_deg")),
        gamma_deg=device_floats(joined("gamma_deg")),
        intensity_cd=device_floats(joined("intensity_cd")),
        c_map=device_indices(joined("c_map")),
        gamma_map=device_indices(joined("gamma_map")),
        first_c=first("c_deg"),
        first_gamma=first("gamma_deg"),
        first_intensity=first("intensity_cd"),
        first_c_map=first("c_map"),
        first_gamma_map=first("gamma_map"),
        last_c=last(lambda table: len(table.c_deg) - 2),
        last_gamma=last(lambda table: len(table.gamma_deg) - 2),
        last_c_bin=last(lambda table: len(table.c_map) - 1),
        last_gamma_bin=last(lambda table: len(table.gamma_map) - 1),
        c_bins_per_deg=each(lambda table: table.c_bins_per_deg),
        gamma_bins_per_deg=each(lambda table: table.gamma_bins_per_deg),
        lowest_gamma=each(lambda table: table.gamma_deg[0]),
        highest_gamma=each(lambda table: table.gamma_deg[-1]),
    )


def intensity_cd(tables: CandelaTables, who: Any, local: Any) -> Any:
    """Intensity towards unit directions of the photometric frame [cd]: bilinear, 0 outside gamma's range."""
    mi = mitsuba()
    gamma = dr.rad2deg(dr.acos(dr.clip(-local.z, -1.0, 1.0)))
    c = dr.rad2deg(dr.atan2(local.y, local.x))
    c = dr.select(c < 0, c + 360.0, c)

    def own(table: Any, kind: Any = mi.UInt32) -> Any:
        return dr.gather(kind, table, who)

    low, high = own(tables.lowest_gamma, mi.Float), own(tables.highest_gamma, mi.Float)
    bin_c = _bin(c, own(tables.c_bins_per_deg, mi.Float), own(tables.last_c_bin, mi.Int32))
    i, s = _interval(
        tables.c_deg,
        own(tables.first_c),
        mi.UInt32(own(tables.last_c, mi.Int32)),
        dr.gather(mi.UInt32, tables.c_map, own(tables.first_c_map) + bin_c),
        c,
    )
    bin_gamma = _bin(
        gamma - low, own(tables.gamma_bins_per_deg, mi.Float), own(tables.last_gamma_bin, mi.Int32)
    )
    last_gamma = mi.UInt32(own(tables.last_gamma, mi.Int32))
    j, t = _interval(
        tables.gamma_deg,
        own(tables.first_gamma),
        last_gamma,
        dr.gather(mi.UInt32, tables.gamma_map, own(tables.first_gamma_map) + bin_gamma),
        gamma,
    )
    row = last_gamma + 2
    at, table = own(tables.first_intensity) + i * row + j, tables.intensity_cd
    near = dr.lerp(dr.gather(mi.Float, table, at), dr.gather(mi.Float, table, at + 1), t)
    far = dr.lerp(dr.gather(mi.Float, table, at + row), dr.gather(mi.Float, table, at + row + 1), t)
    inside = (gamma >= low - 1e-3) & (gamma <= high + 1e-3)
    return dr.select(inside, dr.lerp(near, far, s), 0.0)


def _bin(offset: Any, bins_per_deg: Any, last: Any) -> Any:
    """The bin of a grid's map that holds an angle."""
    mi = mitsuba()
    return mi.UInt32(dr.clip(mi.Int32(offset * bins_per_deg), 0, last))


def _interval(grid: Any, first: Any, last: Any, guess: Any, angle: Any) -> tuple[Any, Any]:
    """Interval of a grid that holds `angle`: `guess` or the next; and the share of the way through it."""
    mi = mitsuba()
    bound = dr.gather(mi.Float, grid, first + dr.minimum(guess + 1, last))
    i = dr.select((guess < last) & (angle >= bound), guess + 1, guess)
    start, end = dr.gather(mi.Float, grid, first + i), dr.gather(mi.Float, grid, first + i + 1)
    return i, dr.clip((angle - start) / (end - start), 0.0, 1.0)
