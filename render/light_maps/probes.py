"""Light on movable things: a grid of probes, each with the light from all around as spherical harmonics.

A probe holds, for each luminaire, nine coefficients of which sum c_i Y_i(n) is the illuminance of a small
surface that looks along n: incident light in real spherical harmonics up to the second order, multiplied by
the cosine's pi, 2 pi / 3 and pi / 4 (R. Ramamoorthi, P. Hanrahan, SIGGRAPH 2001). Probes mix with the same
weights as light maps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import drjit as dr
import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from render.bodies import is_lit, no_own_bodies, through_glass
from render.candela import intensity_cd
from render.device import mitsuba
from render.device_arrays import device_points
from render.emitters import Emitters, opening_of, place_in_scene, to_local
from render.light_field import LightField
from render.rays import NO_PATCH, RayScene, trace_room
from render.sampling import hashed, opaque_key, spread_numbers
from render.seen_openings import seen_point

Array = NDArray[np.float64]
Single = NDArray[np.float32]

COEFFICIENTS = 9
SPACING_M = 0.8
INSET_M = 0.2  # the outermost probes keep off the room's box by this
RAYS = 256
SAMPLES = 16
COSINE = np.array([np.pi, *[2 * np.pi / 3] * 3, *[np.pi / 4] * 5])
HIDDEN = 0.25  # share of rays that meet the inside of a body, or nothing, from where on a probe counts not


@dataclass(frozen=True, eq=False)
class ProbeGrid:
    """Probes of a room, which only depend on the room.

    Parameters
    ----------
    low_m, step_m
        The first probe, and the distance of probes along x, y and z, (3,).
    counts
        Probes along x, y and z. They are numbered along x first, then y, then z.
    point_m
        Where the light of each is taken: those within something have the place of another, (probe, 3).
    reading
        Matrix (probe x 9, patch) from the patches' exitance to coefficients.
    """

    low_m: Array
    step_m: Array
    counts: tuple[int, int, int]
    point_m: Array
    reading: Any


def basis(direction: ArrayLike) -> Array:
    """The nine functions towards unit vectors, (..., 3) -> (..., 9).

    In the order 1, y, z, x, xy, yz, 3 z**2 - 1, xz, x**2 - y**2, each normalised over the sphere.
    """
    x, y, z = np.moveaxis(np.asarray(direction, float), -1, 0)
    return np.stack(_functions(x, y, z), axis=-1)


def _functions(x: Any, y: Any, z: Any) -> list[Any]:
    first, second = np.sqrt(3 / (4 * np.pi)), np.sqrt(15 / (4 * np.pi))
    return [
        0 * x + np.sqrt(1 / (4 * np.pi)),
        first * y,
        first * z,
        first * x,
        second * x * y,
        second * y * z,
        np.sqrt(5 / (16 * np.pi)) * (3 * z * z - 1),
        second * x * z,
        second / 2 * (x * x - y * y),
    ]


def probe_grid(field: LightField, *, spacing_m: float = SPACING_M) -> ProbeGrid:
    """A grid of probes over a room.

    Parameters
    ----------
    field
        Any light field of the room.
    spacing_m
        Wanted distance of probes [m].
    """
    vertices = field.patches.vertices_m[field.patches.triangles].reshape(-1, 3)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    inset = np.minimum(INSET_M, (high - low) / 4)
    low, high = low + inset, high - inset
    counts = np.maximum(2, np.round((high - low) / spacing_m).astype(int) + 1)
    step = (high - low) / (counts - 1)
    z, y, x = np.meshgrid(*(np.arange(count) for count in counts[::-1]), indexing="ij")
    points = low + np.column_stack([x.ravel(), y.ravel(), z.ravel()]) * step
    reading, hidden = _reading(field.ray_scene, points, field.patches.count, seed=field.options.seed)
    open_ones = np.flatnonzero(hidden <= HIDDEN)
    if len(open_ones):
        shown = open_ones[cKDTree(points[open_ones]).query(points)[1]]
        rows = (shown[:, None] * COEFFICIENTS + np.arange(COEFFICIENTS)).ravel()
        points, reading = points[shown], reading[rows]
    nx, ny, nz = (int(count) for count in counts)
    return ProbeGrid(low, step, (nx, ny, nz), points, reading)


def _reading(scene: RayScene, points_m: Array, patches: int, *, seed: int) -> tuple[Any, Array]:
    """The matrix from exitance to coefficients, and the share of each probe's rays that see no room."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(points_m) * RAYS)
    item = lane // RAYS
    u = spread_numbers(lane % RAYS, hashed(item, opaque_key("probe", seed)))
    direction = mi.Vector3f(mi.warp.square_to_uniform_sphere(mi.Point2f(u[0], u[1])))
    hits = trace_room(scene, dr.gather(mi.Point3f, device_points(points_m), item), direction)
    met = ((hits.patch != NO_PATCH) & ~hits.buried).numpy().astype(bool)
    functions = basis(np.array(direction).T) * COSINE * (4 / RAYS)  # 4 pi / rays, luminance = exitance / pi
    row = item.numpy().astype(np.int64)[:, None] * COEFFICIENTS + np.arange(COEFFICIENTS)
    patch = np.repeat(hits.patch.numpy().astype(np.int64)[:, None], COEFFICIENTS, axis=1)
    matrix = sparse.coo_matrix(
        (functions[met].astype(np.float32).ravel(), (row[met].ravel(), patch[met].ravel())),
        shape=(len(points_m) * COEFFICIENTS, patches),
    )
    return matrix.tocsr(), 1 - met.reshape(-1, RAYS).mean(axis=1)


def probe_layer(grid: ProbeGrid, field: LightField, column: int) -> Single:
    """The light of one luminaire at full output and white, at every probe.

    Returns
    -------
    ndarray
        Coefficients, (probe, 9, channel): one channel where all reflectances are grey [lx].
    """
    light = field.patch_light
    direct = light.direct_lx[:, :, column].mean(axis=0)
    indirect = light.indirect_lx[:, :, column].mean(axis=0)
    exitance = (direct[:, None] + indirect) * field.reflectance.astype(np.float32)
    reflected = (grid.reading @ exitance).reshape(len(grid.point_m), COEFFICIENTS, -1)
    scene = replace(field.ray_scene, bodies=field.ray_scene.bodies.without(column))
    lights = replace(field.lights, own=no_own_bodies(len(field.emitters)))
    coefficients: Single = reflected + _direct(scene, lights, column, grid.point_m)[:, :, None]
    return coefficients


def _direct(scene: RayScene, emitters: Emitters, column: int, points_m: Array) -> Single:
    """Coefficients of direct light, (probe, 9)."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(points_m) * SAMPLES)
    numbers = spread_numbers(lane % SAMPLES, opaque_key("opening of probes"))
    start = dr.gather(mi.Point3f, device_points(points_m), lane // SAMPLES)
    who = dr.opaque(mi.UInt32, column)
    local = to_local(emitters, who, start - dr.gather(mi.Point3f, emitters.centre, who))
    seen = seen_point(opening_of(emitters, who), local, numbers)
    path = place_in_scene(emitters, who, seen.point) - start
    distance = dr.norm(path)
    direction = mi.Vector3f(path / dr.maximum(distance, 1e-9))
    value = intensity_cd(emitters.tables, who, to_local(emitters, who, -direction)) * seen.per_m2
    free = is_lit(scene, emitters.own, who, start, direction, distance, value > 0)
    value = dr.select(free, value, 0.0) * through_glass(scene, start, direction, distance, free)
    shares = [value * each for each in _functions(direction.x, direction.y, direction.z)]
    dr.eval(shares)
    sums = [(dr.block_sum(share, SAMPLES) / SAMPLES).numpy() for share in shares]
    found: Single = (np.column_stack(sums) * COSINE).astype(np.float32)
    return found


def as_image(layer: Single) -> Single:
    """Coefficients as an image for `encode_layer`, (9 x channel, probe, 1): each row one of them.

    Rows run through the channels of the first coefficient, then of the second.
    """
    probes = len(layer)
    return layer.reshape(probes, -1).T[:, :, None]


def illuminance_lx(grid: ProbeGrid, layer: Single, point_m: ArrayLike, normal: ArrayLike) -> Array:
    """Illuminance of a small surface, from the eight probes around it, (channel,) [lx].

    Parameters
    ----------
    point_m, normal
        Where it is and the unit vector along which it looks, (3,).
    """
    counts = np.array(grid.counts)
    place = np.clip((np.asarray(point_m, float) - grid.low_m) / grid.step_m, 0, counts - 1)
    corner = np.minimum(place.astype(int), counts - 2)
    share = place - corner
    total = np.zeros(layer.shape[1:])
    for offset in np.ndindex(2, 2, 2):
        weight = np.prod(np.where(offset, share, 1 - share))
        x, y, z = corner + offset
        total += weight * layer[x + grid.counts[0] * (y + grid.counts[1] * z)]
    light: Array = np.maximum(basis(normal) @ total, 0.0)
    return light
