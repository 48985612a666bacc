"""Luminaires as sources of light: candela tables and places on the device, one entry a luminaire.

All luminaires' tables lie one behind the other, so that one launch serves any of them: a lane says
whose light it follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.candela_tables import exact_step_integrals
from assets.photometry import LuminousIntensityDistribution, OpeningShape
from render.bodies import OwnBodies, own_bodies
from render.device import mitsuba
from render.nearby_surfaces import MOST_PLANES, planes_at
from render.sampling import host_key
from scenes.scene import LitSurface, PlacedLuminaire

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

FINEST_STEP_DEG = 0.02  # angles closer than this are taken as one
SHAPE_CODES = {shape: code for code, shape in enumerate(OpeningShape)}


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
class Emitter:
    """One luminaire's light, on the host.

    Parameters
    ----------
    placed
        The luminaire.
    key
        Seed from its content, not its index.
    flux_lm
        Exact integral of the interpolated table [lm].
    table
        Its candela table.
    surfaces
        Planes n . p = offset that its opening stays in front of, (MOST_PLANES, 4).
    """

    placed: PlacedLuminaire
    key: int
    flux_lm: float
    table: CandelaTable
    surfaces: Array

    @property
    def sized(self) -> bool:
        """Whether its opening extends at all."""
        return max(self.placed.luminaire.photometry.opening.size_m) > 0


@dataclass(frozen=True, eq=False)
class Emitters:
    """All luminaires' light on the device; every member has one entry a luminaire unless said otherwise.

    `c_deg`, `gamma_deg`, `intensity_cd`, `c_map` and `gamma_map` hold all tables one behind the other, and
    `first_…` say where a luminaire's begin. `surfaces` holds as many planes as any luminaire needs.
    """

    count: int
    key: Any
    flux_lm: Any
    rotation: list[list[Any]]
    centre: Any
    half_size: list[Any]
    turn: tuple[Any, Any]
    shape_code: Any
    surfaces: list[tuple[Any, Any, Any, Any]]
    own: OwnBodies
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


def build_emitters(
    luminaires: Sequence[PlacedLuminaire], surfaces: Sequence[LitSurface] = ()
) -> tuple[Emitter, ...]:
    """Luminaires made ready; `surfaces` are the room's."""
    return tuple(build_emitter(placed, surfaces) for placed in luminaires)


def build_emitter(placed: PlacedLuminaire, surfaces: Sequence[LitSurface] = ()) -> Emitter:
    """One luminaire made ready; `surfaces` are the room's."""
    photometry = placed.luminaire.photometry
    distribution, opening, matrix = photometry.distribution, photometry.opening, placed.scene_from_photometry
    reach = float(np.linalg.norm(opening.size_m)) / 2
    return Emitter(
        placed=placed,
        key=host_key(
            distribution.intensity_cd.tobytes(),
            opening.shape.value,
            opening.size_m,
            (np.round(matrix, 6) + 0.0).tobytes(),
        ),
        flux_lm=float(cell_flux_lm(distribution).sum()),
        table=candela_table(distribution),
        surfaces=planes_at(tuple(surfaces), matrix[:3, 3], reach),
    )


def candela_table(distribution: LuminousIntensityDistribution) -> CandelaTable:
    """The distribution, without angles that are all but equal, and the maps of its grids."""
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


def load_emitters(emitters: Sequence[Emitter]) -> Emitters:
    """Upload luminaires; their order is that of the scene's luminaires, bodies included."""
    mi = mitsuba()
    tables: list[CandelaTable] = []
    place_of: dict[int, int] = {}
    table_of = np.zeros(len(emitters), np.int64)
    for index, emitter in enumerate(emitters):
        if id(emitter.table) not in place_of:
            place_of[id(emitter.table)] = len(tables)
            tables.append(emitter.table)
        table_of[index] = place_of[id(emitter.table)]

    def joined(name: str) -> Array:
        return np.concatenate([np.ravel(getattr(table, name)) for table in tables] or [np.zeros(1)])

    def first(name: str) -> Any:
        sizes = [np.size(getattr(table, name)) for table in tables]
        return mi.UInt32(np.concatenate([[0], np.cumsum(sizes)])[table_of].astype(np.uint32))

    def each(value: Any, kind: Any = mi.Float) -> Any:
        values = np.array([value(table) for table in tables] or [0.0])[table_of]
        return kind(np.ascontiguousarray(values, np.float32 if kind is mi.Float else np.int32))

    matrices = np.array([emitter.placed.scene_from_photometry for emitter in emitters]).reshape(-1, 4, 4)
    openings = [emitter.placed.luminaire.photometry.opening for emitter in emitters]
    half = np.array([opening.size_m for opening in openings]).reshape(-1, 3) / 2
    turn = np.radians([opening.turn_deg for opening in openings])
    planes = np.array([emitter.surfaces for emitter in emitters]).reshape(-1, MOST_PLANES, 4)
    needed = int((planes[:, :, :3] != 0).any(axis=2).sum(axis=1).max(initial=0))

    def floats(values: Array) -> Any:
        return mi.Float(np.ascontiguousarray(values, np.float32))

    return Emitters(
        count=len(emitters),
        key=mi.UInt32(np.array([emitter.key for emitter in emitters], np.uint32)),
        flux_lm=floats(np.array([emitter.flux_lm for emitter in emitters])),
        rotation=[[floats(matrices[:, r, c]) for c in range(3)] for r in range(3)],
        centre=mi.Point3f(*(floats(matrices[:, r, 3]) for r in range(3))),
        half_size=[floats(half[:, k]) for k in range(3)],
        turn=(floats(np.cos(turn)), floats(np.sin(turn))),
        shape_code=mi.UInt32(np.array([SHAPE_CODES[opening.shape] for opening in openings], np.uint32)),
        surfaces=[tuple(floats(planes[:, p, k]) for k in range(4)) for p in range(needed)],
        own=own_bodies([emitter.placed for emitter in emitters]),
        c_deg=floats(joined("c_deg")),
        gamma_deg=floats(joined("gamma_deg")),
        intensity_cd=floats(joined("intensity_cd")),
        c_map=mi.UInt32(joined("c_map").astype(np.uint32)),
        gamma_map=mi.UInt32(joined("gamma_map").astype(np.uint32)),
        first_c=first("c_deg"),
        first_gamma=first("gamma_deg"),
        first_intensity=first("intensity_cd"),
        first_c_map=first("c_map"),
        first_gamma_map=first("gamma_map"),
        last_c=each(lambda table: len(table.c_deg) - 2, mi.Int32),
        last_gamma=each(lambda table: len(table.gamma_deg) - 2, mi.Int32),
        last_c_bin=each(lambda table: len(table.c_map) - 1, mi.Int32),
        last_gamma_bin=each(lambda table: len(table.gamma_map) - 1, mi.Int32),
        c_bins_per_deg=each(lambda table: table.c_bins_per_deg),
        gamma_bins_per_deg=each(lambda table: table.gamma_bins_per_deg),
        lowest_gamma=each(lambda table: table.gamma_deg[0]),
        highest_gamma=each(lambda table: table.gamma_deg[-1]),
    )


def to_scene(emitters: Emitters, who: Any, local: Any) -> Any:
    """Directions of luminaires' photometric frames in the scene's."""
    mi = mitsuba()
    r = [[dr.gather(mi.Float, entry, who) for entry in row] for row in emitters.rotation]
    return mi.Vector3f(*(r[k][0] * local.x + r[k][1] * local.y + r[k][2] * local.z for k in range(3)))


def to_local(emitters: Emitters, who: Any, direction: Any) -> Any:
    """Directions of the scene's frame in luminaires' photometric frames."""
    mi = mitsuba()
    r = [[dr.gather(mi.Float, entry, who) for entry in row] for row in emitters.rotation]
    return mi.Vector3f(
        *(r[0][k] * direction.x + r[1][k] * direction.y + r[2][k] * direction.z for k in range(3))
    )


def intensity_cd(emitters: Emitters, who: Any, local: Any) -> Any:
    """Intensity towards unit directions of the photometric frame [cd]: bilinear, 0 outside gamma's range."""
    mi = mitsuba()
    gamma = dr.rad2deg(dr.acos(dr.clip(-local.z, -1.0, 1.0)))
    c = dr.rad2deg(dr.atan2(local.y, local.x))
    c = dr.select(c < 0, c + 360.0, c)

    def own(table: Any, kind: Any = mi.UInt32) -> Any:
        return dr.gather(kind, table, who)

    low, high = own(emitters.lowest_gamma, mi.Float), own(emitters.highest_gamma, mi.Float)
    bin_c = _bin(c, own(emitters.c_bins_per_deg, mi.Float), own(emitters.last_c_bin, mi.Int32))
    i, s = _interval(
        emitters.c_deg,
        own(emitters.first_c),
        mi.UInt32(own(emitters.last_c, mi.Int32)),
        dr.gather(mi.UInt32, emitters.c_map, own(emitters.first_c_map) + bin_c),
        c,
    )
    bin_gamma = _bin(
        gamma - low, own(emitters.gamma_bins_per_deg, mi.Float), own(emitters.last_gamma_bin, mi.Int32)
    )
    last_gamma = mi.UInt32(own(emitters.last_gamma, mi.Int32))
    j, t = _interval(
        emitters.gamma_deg,
        own(emitters.first_gamma),
        last_gamma,
        dr.gather(mi.UInt32, emitters.gamma_map, own(emitters.first_gamma_map) + bin_gamma),
        gamma,
    )
    row = last_gamma + 2
    at, table = own(emitters.first_intensity) + i * row + j, emitters.intensity_cd
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
