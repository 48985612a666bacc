"""Where light starts: luminaires as device tables, points on their openings, and rays leaving them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.candela_tables import exact_step_integrals
from assets.photometry import LuminousIntensityDistribution, OpeningShape
from render.device import mitsuba
from render.nearby_surfaces import planes_at
from render.rays import OwnBody, own_body
from render.sampling import Stream, host_key, opaque_key, spread_numbers
from scenes.scene import LitSurface, PlacedLuminaire

Array = NDArray[np.float64]

CLEAR_M = 2e-4  # light starts at least this far in front of a surface the luminaire hangs at
FINEST_STEP_DEG = 0.02  # angles closer than this are taken as one
SHAPE_CODES = {
    OpeningShape.POINT: 0,
    OpeningShape.RECTANGLE: 1,
    OpeningShape.DISC: 2,
    OpeningShape.SPHERE: 3,
    OpeningShape.CYLINDER_X: 4,
    OpeningShape.CYLINDER_Y: 5,
    OpeningShape.DISC_FACING_X: 6,
}


@dataclass(frozen=True, eq=False)
class Emitter:
    """One luminaire's light on the device; scalars are opaque, so that all luminaires share kernels.

    Parameters
    ----------
    index
        Its place among the scene's luminaires (opaque UInt32).
    key
        Seed from its content, not its index.
    own
        Its body, which does not stop its light.
    flux_lm
        Exact integral of the interpolated table [lm].
    rotation, centre
        Matrix from the photometry's frame to the scene's, and the centre of the opening.
    surfaces
        Planes n . p = offset that its opening stays in front of.
    c_grid, gamma_grid, intensity
        The table; intensity is flat, C major [deg, deg, cd].
    c_map, gamma_map
        First interval of the grid for each of equal bins, so that a look-up needs one step.
    """

    index: Any
    key: int
    own: OwnBody
    flux_lm: float
    size_m: tuple[float, float, float]
    shape: OpeningShape
    rotation: Any
    centre: Any
    half_size: Any
    turn: tuple[Any, Any]
    shape_code: Any
    surfaces: tuple[tuple[Any, Any, Any, Any], ...]
    c_grid: Any
    gamma_grid: Any
    gamma_count: Any
    intensity: Any
    c_map: Any
    c_bins_per_deg: Any
    gamma_map: Any
    gamma_bins_per_deg: Any
    gamma_range: tuple[Any, Any]
    cell_flux_lm: Array
    distribution: LuminousIntensityDistribution


def cell_flux_lm(distribution: LuminousIntensityDistribution) -> Array:
    """Flux of each cell of the table, (c - 1, gamma - 1) [lm]: the exact integral of its interpolant."""
    strip = exact_step_integrals(distribution.gamma_deg, distribution.intensity_cd)
    width = np.diff(np.radians(distribution.c_deg))
    cells: Array = (strip[:-1] + strip[1:]) / 2 * width[:, None]
    return cells


def _thinned(grid_deg: Array) -> NDArray[np.int64]:
    """Indices of the angles to keep so that none are closer than FINEST_STEP_DEG; both ends stay."""
    if (np.diff(grid_deg) >= FINEST_STEP_DEG).all():
        return np.arange(len(grid_deg))
    kept = [0]
    for index in range(1, len(grid_deg) - 1):
        far_from_end = grid_deg[-1] - grid_deg[index] >= FINEST_STEP_DEG
        if far_from_end and grid_deg[index] - grid_deg[kept[-1]] >= FINEST_STEP_DEG:
            kept.append(index)
    return np.array([*kept, len(grid_deg) - 1])


def _interval_map(grid: Array) -> tuple[NDArray[np.uint32], float]:
    """For equal bins no wider than the grid's smallest step: the interval at each bin's start."""
    span = grid[-1] - grid[0]
    bins = int(np.ceil(span / np.diff(grid).min() * (1 + 1e-9))) if span > 0 else 1
    starts = grid[0] + np.arange(bins) * span / bins
    interval = np.searchsorted(grid, starts + 1e-9, side="right") - 1
    return np.clip(interval, 0, len(grid) - 2).astype(np.uint32), bins / span if span else 0.0


def build_emitter(
    luminaires: tuple[PlacedLuminaire, ...], index: int, surfaces: tuple[LitSurface, ...] = ()
) -> Emitter:
    """Upload one of the luminaires; `surfaces` are the room's."""
    mi = mitsuba()
    placed = luminaires[index]
    photometry = placed.luminaire.photometry
    table, opening, matrix = photometry.distribution, photometry.opening, placed.scene_from_photometry
    rows, columns = _thinned(table.c_deg), _thinned(table.gamma_deg)
    kept = LuminousIntensityDistribution(
        table.c_deg[rows], table.gamma_deg[columns], table.intensity_cd[np.ix_(rows, columns)]
    )
    c_map, c_bins = _interval_map(kept.c_deg)
    gamma_map, gamma_bins = _interval_map(kept.gamma_deg)
    reach = float(np.linalg.norm(opening.size_m)) / 2
    planes = planes_at(surfaces, matrix[:3, 3], reach)

    def opaque(value: float) -> Any:
        return dr.opaque(mi.Float, float(value))

    return Emitter(
        index=dr.opaque(mi.UInt32, index),
        key=host_key(
            table.intensity_cd.tobytes(),
            opening.shape.value,
            opening.size_m,
            (np.round(matrix, 6) + 0.0).tobytes(),
        ),
        own=own_body(luminaires, index),
        flux_lm=float(cell_flux_lm(table).sum()),
        size_m=opening.size_m,
        shape=opening.shape,
        rotation=[[opaque(matrix[r, c]) for c in range(3)] for r in range(3)],
        centre=[opaque(matrix[r, 3]) for r in range(3)],
        half_size=[opaque(extent / 2) for extent in opening.size_m],
        turn=(opaque(np.cos(np.radians(opening.turn_deg))), opaque(np.sin(np.radians(opening.turn_deg)))),
        shape_code=dr.opaque(mi.UInt32, SHAPE_CODES[opening.shape]),
        surfaces=tuple(tuple(opaque(value) for value in plane) for plane in planes),
        c_grid=mi.Float(kept.c_deg),
        gamma_grid=mi.Float(kept.gamma_deg),
        gamma_count=dr.opaque(mi.UInt32, len(kept.gamma_deg)),
        intensity=mi.Float(np.ascontiguousarray(kept.intensity_cd, np.float32).ravel()),
        c_map=mi.UInt32(c_map),
        c_bins_per_deg=opaque(c_bins),
        gamma_map=mi.UInt32(gamma_map),
        gamma_bins_per_deg=opaque(gamma_bins),
        gamma_range=(opaque(kept.gamma_deg[0]), opaque(kept.gamma_deg[-1])),
        cell_flux_lm=cell_flux_lm(kept),
        distribution=kept,
    )


def to_scene(emitter: Emitter, local: Any) -> Any:
    """A direction of the photometry's frame in the scene's."""
    mi = mitsuba()
    r = emitter.rotation
    return mi.Vector3f(*(r[k][0] * local.x + r[k][1] * local.y + r[k][2] * local.z for k in range(3)))


def to_local(emitter: Emitter, direction: Any) -> Any:
    """A direction of the scene's frame in the photometry's."""
    mi = mitsuba()
    r = emitter.rotation
    return mi.Vector3f(
        *(r[0][k] * direction.x + r[1][k] * direction.y + r[2][k] * direction.z for k in range(3))
    )


def _interval(grid: Any, table: Any, bins_per_deg: Any, low: Any, angle: Any) -> tuple[Any, Any]:
    """Interval of `grid` that holds `angle`, and the share of the way through it."""
    mi = mitsuba()
    bin_index = dr.clip(mi.Int32((angle - low) * bins_per_deg), 0, mi.Int32(dr.width(table)) - 1)
    i = dr.gather(mi.UInt32, table, mi.UInt32(bin_index))
    last = mi.UInt32(dr.width(grid)) - 2
    i = dr.select((i < last) & (angle >= dr.gather(mi.Float, grid, dr.minimum(i + 1, last))), i + 1, i)
    start, end = dr.gather(mi.Float, grid, i), dr.gather(mi.Float, grid, i + 1)
    return i, dr.clip((angle - start) / (end - start), 0.0, 1.0)


def intensity_cd(emitter: Emitter, local: Any) -> Any:
    """Intensity towards unit directions of the photometry's frame [cd]: bilinear, 0 outside gamma's range."""
    mi = mitsuba()
    gamma = dr.rad2deg(dr.acos(dr.clip(-local.z, -1.0, 1.0)))
    c = dr.rad2deg(dr.atan2(local.y, local.x))
    c = dr.select(c < 0, c + 360.0, c)
    low, high = emitter.gamma_range
    i, s = _interval(emitter.c_grid, emitter.c_map, emitter.c_bins_per_deg, 0.0, c)
    j, t = _interval(emitter.gamma_grid, emitter.gamma_map, emitter.gamma_bins_per_deg, low, gamma)
    at = i * emitter.gamma_count + j
    table, next_row = emitter.intensity, emitter.gamma_count
    near = dr.lerp(dr.gather(mi.Float, table, at), dr.gather(mi.Float, table, at + 1), t)
    far = dr.lerp(dr.gather(mi.Float, table, at + next_row), dr.gather(mi.Float, table, at + next_row + 1), t)
    inside = (gamma >= low - 1e-3) & (gamma <= high + 1e-3)
    return dr.select(inside, dr.lerp(near, far, s), 0.0)


def opening_point(emitter: Emitter, a: Any, b: Any, c: Any) -> Any:
    """A point of the luminous opening, evenly spread over its area or volume, from three numbers in 0..1."""
    mi = mitsuba()
    code = emitter.shape_code
    box = mi.Point3f(2 * a - 1, 2 * b - 1, 2 * c - 1)
    disc = mi.warp.square_to_uniform_disk_concentric(mi.Point2f(a, b))
    radius = dr.cbrt(c)
    ball = mi.warp.square_to_uniform_sphere(mi.Point2f(a, b)) * radius
    point = dr.select(code == 2, mi.Point3f(disc.x, disc.y, 2 * c - 1), box)
    point = dr.select(code == 3, mi.Point3f(ball), point)
    point = dr.select(code == 4, mi.Point3f(2 * c - 1, disc.x, disc.y), point)
    point = dr.select(code == 5, mi.Point3f(disc.x, 2 * c - 1, disc.y), point)
    point = dr.select(code == 6, mi.Point3f(0.0, disc.x, disc.y), point)
    half = emitter.half_size
    x, y, (cosine, sine) = point.x * half[0], point.y * half[1], emitter.turn
    local = mi.Vector3f(x * cosine - y * sine, x * sine + y * cosine, point.z * half[2])
    turned = to_scene(emitter, local)
    x, y, z = (turned[k] + emitter.centre[k] for k in range(3))
    for normal_x, normal_y, normal_z, offset in emitter.surfaces:
        height = x * normal_x + y * normal_y + z * normal_z - offset
        lift = dr.maximum(CLEAR_M - height, 0.0)
        x, y, z = x + lift * normal_x, y + lift * normal_y, z + lift * normal_z
    return mi.Point3f(x, y, z)


@dataclass(frozen=True, eq=False)
class EmittedRays:
    """Rays that carry a luminaire's flux: device origins and directions, and the flux of each [lm]."""

    origin: Any
    direction: Any
    flux_lm: Any


def emitted_rays(emitter: Emitter, count: int, stream: Stream) -> EmittedRays:
    """`count` rays leaving the luminaire as its table says, well spread over directions and opening.

    Each cell of the table gets rays in proportion to its flux (systematic sampling); within a cell
    they are even in solid angle and carry the intensity of their direction. Their sum is the flux.
    """
    mi = mitsuba()
    key = ("emission", stream.use, emitter.key, stream.seed, stream.replicate)
    cells = _systematic_cells(emitter, count, host_key(*key))
    gammas = len(emitter.distribution.gamma_deg) - 1
    cell = mi.UInt32(cells.astype(np.uint32))
    steps = mi.UInt32(dr.opaque(mi.UInt32, gammas))
    i, j = cell // steps, cell % steps
    u = spread_numbers(dr.arange(mi.UInt32, count), opaque_key(*key))
    c0, c1 = dr.gather(mi.Float, emitter.c_grid, i), dr.gather(mi.Float, emitter.c_grid, i + 1)
    z0 = dr.cos(dr.deg2rad(dr.gather(mi.Float, emitter.gamma_grid, j)))
    z1 = dr.cos(dr.deg2rad(dr.gather(mi.Float, emitter.gamma_grid, j + 1)))
    c = dr.deg2rad(dr.lerp(c0, c1, u[0]))
    cosine = dr.lerp(z0, z1, u[1])
    sine = dr.safe_sqrt(1 - cosine * cosine)
    local = mi.Vector3f(sine * dr.cos(c), sine * dr.sin(c), -cosine)
    solid_angle = dr.deg2rad(c1 - c0) * (z0 - z1)
    share = mi.Float((emitter.cell_flux_lm / emitter.cell_flux_lm.sum()).ravel())
    weight = intensity_cd(emitter, local) * solid_angle / (dr.gather(mi.Float, share, cell) * count)
    third = mi.Float(spread_numbers(dr.arange(mi.UInt32, count), opaque_key("depth", *key))[0])
    origin = opening_point(emitter, u[2], u[3], third)
    total = float(np.sum(weight.numpy(), dtype=np.float64))
    return EmittedRays(
        origin, to_scene(emitter, local), weight * dr.opaque(mi.Float, emitter.flux_lm / total)
    )


def _systematic_cells(emitter: Emitter, count: int, key: int) -> NDArray[np.int64]:
    """The table cell of each ray: numbers of rays are the cells' shares, rounded without bias."""
    offset = key / 2**32
    cumulative = np.cumsum(emitter.cell_flux_lm.ravel()) / emitter.cell_flux_lm.sum() * count
    upto = np.floor(cumulative + offset).astype(np.int64)
    upto[-1] = count  # rounding of the sum must not lose the last ray
    numbers = np.diff(np.concatenate([[0], np.clip(upto, 0, count)]))
    return np.repeat(np.arange(len(numbers)), numbers)
