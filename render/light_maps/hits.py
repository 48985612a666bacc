"""What the rays of a light map's points meet, and the reflected light that they bring.

As for measuring points (`first_bounce`), two estimates of the first reflection are combined by the balance
heuristic. The points' own rays read the direct light of the very texels that they met. Rays of the luminaire
light points of the room, each of which is then looked at: that finds bright spots beside lamps near a wall,
which few rays of the first kind meet. Light of later reflections is that of the patches that texels lie on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats, device_indices, device_points
from render.emitters import Emitter, Emitters
from render.first_bounce import POOL
from render.gather import NEAREST_M
from render.landing import land_light
from render.light_maps.atlas import Atlas
from render.rays import LIFT_M, NO_PATCH, RayScene, arriving, first_met, trace_room
from render.receivers import Receivers, load_receivers
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

RAYS = 96  # from each point
PARTS = 4  # in which a point's rays are read side by side
TOGETHER = 16  # points whose rays lie together, so that they are read one after another
LIT_POINTS = 8  # that each point looks at; its neighbours look at others


@dataclass(frozen=True, eq=False)
class TexelHits:
    """What rays met, on the device.

    Parameters
    ----------
    receivers
        The points.
    texel
        Place of the texel that a ray met among those that light can reach, or their number where it met
        none of them, (part, block of points, ray, point): see `_Order`.
    density_per_m2
        Of all of a point's rays where this one met the room, in the same order.
    patch
        The patch that each texel lies on, and the number of patches for what is no texel, (texel + 1,).
    finder
        Finds texels.
    """

    receivers: Receivers
    texel: Any
    density_per_m2: Any
    patch: Any
    finder: TexelFinder


def cast_texel_hits(
    scene: RayScene,
    finder: TexelFinder,
    texels: tuple[Array, Array],
    points: Indices,
    *,
    patches: int,
    seed: int,
) -> TexelHits:
    """Cast rays from some texels, cosine-distributed, and find what texel each meets.

    Parameters
    ----------
    scene, finder
        The room.
    texels
        Places and normals of all texels that light can reach, (texel, 3).
    points
        Those from which rays are cast, (point,).
    patches
        Number of the room's.
    """
    mi = mitsuba()
    receivers = load_receivers(texels[0][points], texels[1][points])
    item, ray = _order_of_rays(len(points))
    u = spread_numbers(ray, hashed(item, opaque_key("light map", seed)))
    normal = mi.Vector3f(dr.gather(mi.Vector3f, receivers.normal, item))
    origin = dr.gather(mi.Point3f, receivers.point, item) + normal * LIFT_M
    pair = mi.Point2f(u[0], u[1])
    direction = mi.Vector3f(mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair)))
    valid, distance, triangle = first_met(scene, mi.Point3f(origin), direction)
    facing = dr.dot(dr.gather(mi.Vector3f, scene.normal, triangle), direction)
    met = valid & ~((facing > 0) & dr.gather(mi.Bool, scene.closed, triangle))
    texel = finder.at(triangle, facing > 0, origin + direction * distance, met)
    density = dr.maximum(dr.dot(direction, normal), 0.0) / dr.pi
    density *= RAYS * dr.abs(facing) / dr.maximum(distance * distance, NEAREST_M**2)
    dr.eval(texel, density)
    return TexelHits(receivers, texel, density, _patches(scene, *texels, patches), finder)


def _order_of_rays(points: int) -> tuple[Any, Any]:
    """The point and the number of each ray: (part, block of points, ray, point), the last block filled up."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, _filled(points) * RAYS)
    each = RAYS // PARTS
    item = lane // (TOGETHER * each) * TOGETHER + lane % TOGETHER
    full, last = (dr.opaque(mi.UInt32, number) for number in (max(_filled(points), 1), max(points - 1, 0)))
    return dr.minimum(item % full, last), item // full * each + lane // TOGETHER % each


def _filled(points: int) -> int:
    """The number of points of full blocks."""
    return -(-points // TOGETHER) * TOGETHER


def _patches(scene: RayScene, points_m: Array, normals: Array, patches: int) -> Any:
    """The patch of each texel, and the number of patches for what is none, on the device."""
    mi = mitsuba()
    normal = mi.Vector3f(device_points(normals))
    found = trace_room(scene, mi.Point3f(device_points(points_m) + normal * LIFT_M), -normal).patch
    patch = np.append(found.numpy(), NO_PATCH)
    return device_indices(np.where(patch == NO_PATCH, patches, patch))


def reflected_light(
    scene: RayScene,
    emitters: Emitters,
    hits: TexelHits,
    source: tuple[int, Emitter],
    direct_lx: Any,
    patch_lx: tuple[Single, Single],
    reflectance: Array,
    *,
    seed: int,
) -> Single:
    """Illuminance of the points from a luminaire's light, reflected any number of times.

    Parameters
    ----------
    emitters, source
        All luminaires on the device, and the one that shines: its index and itself.
    direct_lx
        Its direct light at the texels that light can reach, on the device [lx].
    patch_lx
        Direct and indirect illuminance of the patches, (patch,) and (patch, channel) [lx].
    reflectance
        Of the patches, (patch, channel).

    Returns
    -------
    ndarray
        Shape (point, channel) [lx].
    """
    channels = reflectance.shape[1]
    if source[1].flux_lm <= 0:
        return np.zeros((hits.receivers.count, channels), np.float32)
    density = patch_lx[0] * np.float32(LIT_POINTS / source[1].flux_lm)
    tables = _tables(direct_lx, density, reflectance.astype(np.float32), patch_lx[1])
    read = _read(hits, tables, channels)
    lit = _light_points(scene, emitters, hits, source, tables, seed=seed)
    shone = _from_lit_points(scene, hits, lit, channels)
    light = [a.numpy()[: hits.receivers.count] + b.numpy() for a, b in zip(read, shone, strict=True)]
    return np.column_stack(light)


@dataclass(frozen=True, eq=False)
class _Tables:
    """What rays read, on the device.

    `direct_lx` is that of each texel, and 0 for what is none. The others have four numbers for each patch,
    and a last one for what is no texel: reflectance in the channels and the density of lit points; and the
    exitance by light that was reflected before.
    """

    direct_lx: Any
    reflectance_and_density: Any
    later: Any


def _tables(direct_lx: Any, density: Single, reflectance: Single, indirect_lx: Single) -> _Tables:
    mi = mitsuba()
    texels = dr.width(direct_lx)
    lane = dr.arange(mi.UInt32, texels + 1)
    direct = dr.gather(mi.Float, direct_lx, lane, active=lane < dr.opaque(mi.UInt32, texels))
    dr.eval(direct)
    return _Tables(direct, _fours(reflectance, density), _fours(reflectance * indirect_lx))


def _fours(channels: Single, last: Single | None = None) -> Any:
    """Rows of one or three channels as rows of four numbers, and one of zeros, on the device."""
    rows = np.zeros((len(channels) + 1, 4), np.float32)
    rows[:-1, : channels.shape[1]] = channels
    if last is not None:
        rows[:-1, 3] = last
    return device_floats(rows)


def _read(hits: TexelHits, tables: _Tables, channels: int) -> list[Any]:
    """What the points' own rays bring: one array a channel, (point,) [lx]."""
    mi = mitsuba()
    each, points = RAYS // PARTS, _filled(hits.receivers.count)
    lane = dr.arange(mi.UInt32, points * PARTS)
    start = lane // TOGETHER * (TOGETHER * each) + lane % TOGETHER

    def wanted(ray: Any, *sums: Any) -> Any:
        return ray < each

    def step(ray: Any, *sums: Any) -> tuple[Any, ...]:
        place = start + ray * TOGETHER
        texel, own = dr.gather(mi.UInt32, hits.texel, place), dr.gather(mi.Float, hits.density_per_m2, place)
        direct, patch = dr.gather(mi.Float, tables.direct_lx, texel), dr.gather(mi.UInt32, hits.patch, texel)
        once = dr.gather(mi.Vector4f, tables.reflectance_and_density, patch)
        later = dr.gather(mi.Vector4f, tables.later, patch)
        direct *= dr.select(own > 0, own / (own + once.w), 1.0)
        return ray + 1, *(sums[k] + dr.fma(direct, once[k], later[k]) for k in range(channels))

    dark = [dr.zeros(mi.Float, points * PARTS) for _ in range(channels)]
    _, *sums = dr.while_loop((dr.zeros(mi.UInt32, points * PARTS), *dark), wanted, step)
    dr.eval(sums)
    return [_summed(own, points, PARTS) / RAYS for own in sums]


@dataclass(frozen=True, eq=False)
class _LitPoints:
    """Points that a luminaire's rays light, on the device: POOL for each that a point looks at.

    `flux_lm` arrives at each, 0 where the ray landed nowhere. `key` seeds which of them a point looks at.
    """

    key: Any
    point: Any
    normal: Any
    flux_lm: Any
    reflected: Any


def _light_points(
    scene: RayScene,
    emitters: Emitters,
    hits: TexelHits,
    source: tuple[int, Emitter],
    tables: _Tables,
    *,
    seed: int,
) -> _LitPoints:
    """Follow rays of the luminaire to where they land."""
    mi = mitsuba()
    pool = LIT_POINTS * POOL
    land = land_light(scene, emitters, [source], rays=pool, replicates=1, seed=seed, use="lit points")
    met = land.hits
    texel = hits.finder.at(met.triangle, met.behind, met.point, land.landed)
    who = dr.opaque(mi.UInt32, source[0])
    lumens = land.weight * (dr.gather(mi.Float, emitters.flux_lm, who) / dr.sum(land.weight))
    flux = dr.select(land.landed, lumens, 0.0)
    patch = dr.gather(mi.UInt32, hits.patch, texel)
    reflected = dr.gather(mi.Vector4f, tables.reflectance_and_density, patch)
    normal, key = (
        mi.Vector3f(met.normal),
        hashed(dr.gather(mi.UInt32, emitters.key, who), opaque_key("looked at", seed)),
    )
    dr.eval(met.point, normal, flux, reflected, key)
    return _LitPoints(key, mi.Point3f(met.point), normal, flux, reflected)


def _from_lit_points(scene: RayScene, hits: TexelHits, lit: _LitPoints, channels: int) -> list[Any]:
    """Light of the lit points, each looked at from every point: one array a channel, (point,) [lx]."""
    mi = mitsuba()
    points = hits.receivers.count
    lane, full = dr.arange(mi.UInt32, points * LIT_POINTS), dr.opaque(mi.UInt32, max(points, 1))
    item, number = lane % full, lane // full
    source = number * POOL + hashed(item, number, lit.key) % POOL
    point = dr.gather(mi.Point3f, hits.receivers.point, item)
    normal = dr.gather(mi.Vector3f, hits.receivers.normal, item)
    path = dr.gather(mi.Point3f, lit.point, source) - point
    squared = dr.maximum(dr.squared_norm(path), NEAREST_M**2)
    distance = dr.sqrt(squared)
    direction = mi.Vector3f(path / distance)
    facing = dr.maximum(-dr.dot(direction, dr.gather(mi.Vector3f, lit.normal, source)), 0.0)
    geometry = dr.maximum(dr.dot(direction, normal), 0.0) * facing / (dr.pi * squared)
    reflected = dr.gather(mi.Vector4f, lit.reflected, source)
    own, other = reflected.w, RAYS * geometry
    share = POOL * dr.gather(mi.Float, lit.flux_lm, source) * geometry * own / dr.maximum(own + other, 1e-30)
    reach = distance * (1 - 1e-4) - 2 * LIFT_M
    active = (share > 0) & (reach > 0)
    share = arriving(scene, share, point + normal * LIFT_M, direction, reach, active)
    values = [share * reflected[k] for k in range(channels)]
    dr.eval(values)
    return [_summed(value, points, LIT_POINTS) for value in values]


def _summed(values: Any, points: int, parts: int) -> Any:
    """Sums over the parts of values (part, point)."""
    mi = mitsuba()
    item, full = dr.arange(mi.UInt32, points), dr.opaque(mi.UInt32, max(points, 1))
    return sum(dr.gather(mi.Float, values, item + k * full) for k in range(parts))


class TexelFinder:
    """Finds the texel of a point on a triangle, on the device.

    Parameters
    ----------
    atlas
        The atlas.
    shown
        For each texel of the atlas its place among those that light can reach, or that of the one it
        repeats, or -1, (texel,).
    none
        What is found where there is none: the number of those that light can reach.
    triangles
        Of the room.
    """

    def __init__(self, atlas: Atlas, shown: Indices, none: int, triangles: int) -> None:
        mi = mitsuba()
        charts = atlas.charts
        chart = np.zeros((2, triangles), np.int64)
        chart[charts.back.astype(np.int64), charts.triangle] = charts.of_face
        self._chart = [device_indices(side) for side in chart]
        scale = np.where(atlas.step_m > 0, 1.0 / np.where(atlas.step_m > 0, atlas.step_m, 1.0), 0.0)
        self._origin = device_points(charts.origin_m)
        self._u = mi.Vector3f(device_points(charts.u * scale[:, :1]))
        self._v = mi.Vector3f(device_points(charts.v * scale[:, 1:]))
        self._columns, self._rows = (
            mi.Int32(device_indices(atlas.columns)),
            mi.Int32(device_indices(atlas.rows)),
        )
        self._first = device_indices(atlas.first[:-1])
        self._shown = device_indices(np.where(shown >= 0, shown, none))
        self._none = dr.opaque(mi.UInt32, none)

    def at(self, triangle: Any, back: Any, point: Any, active: Any) -> Any:
        """Place among the lit texels of the one that points show; their number where none is lit."""
        mi = mitsuba()
        front, behind = (dr.gather(mi.UInt32, side, triangle) for side in self._chart)
        chart = dr.select(back, behind, front)
        offset = point - dr.gather(mi.Point3f, self._origin, chart)
        columns, rows = (dr.gather(mi.Int32, counts, chart) for counts in (self._columns, self._rows))
        i = dr.clip(mi.Int32(dr.dot(offset, dr.gather(mi.Vector3f, self._u, chart)) + 0.5), 0, columns - 1)
        j = dr.clip(mi.Int32(dr.dot(offset, dr.gather(mi.Vector3f, self._v, chart)) + 0.5), 0, rows - 1)
        number = dr.gather(mi.UInt32, self._first, chart) + mi.UInt32(i * rows + j)
        found = dr.gather(mi.UInt32, self._shown, dr.select(active, number, 0))
        return dr.select(active, found, self._none)
