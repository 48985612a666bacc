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

from render.atlas import Atlas
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices, device_points
from render.emitters import Emitter, Emitters
from render.first_bounce import POOL
from render.gather import NEAREST_M
from render.landing import land_light
from render.rays import LIFT_M, NO_PATCH, RayScene, trace_room
from render.receivers import Receivers, load_receivers
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

RAYS = 128  # from each point
PARTS = 4  # in which a point's rays are read side by side
LIT_POINTS = 8  # that each point looks at; its neighbours look at others
FAINT = 0.005  # of a point's light: lit points that bring less are looked at more seldom, and count for more


@dataclass(frozen=True, eq=False)
class TexelHits:
    """What rays met, on the device.

    Parameters
    ----------
    receivers
        The points.
    texel
        Place of the texel that a ray met among those that light can reach, or their number where it met
        none of them, (ray, point).
    density_per_m2
        Of all of a point's rays where this one met the room, (ray, point).
    patch
        The patch that each texel lies on, and a last one for what is no texel, (texel + 1,).
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
    """
    mi = mitsuba()
    receivers = load_receivers(texels[0][points], texels[1][points])
    count = dr.opaque(mi.UInt32, len(points))
    lane = dr.arange(mi.UInt32, len(points) * RAYS)
    item, ray = lane % count, lane // count
    u = spread_numbers(ray, hashed(item, opaque_key("light map", seed)))
    normal = mi.Vector3f(dr.gather(mi.Vector3f, receivers.normal, item))
    origin = dr.gather(mi.Point3f, receivers.point, item) + normal * LIFT_M
    pair = mi.Point2f(u[0], u[1])
    direction = mi.Vector3f(mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair)))
    found = scene.room.ray_intersect_preliminary(mi.Ray3f(mi.Point3f(origin), direction), coherent=False)
    valid = found.is_valid()
    triangle = dr.select(valid, found.prim_index, 0)
    facing = dr.dot(dr.gather(mi.Vector3f, scene.normal, triangle), direction)
    met = valid & ~((facing > 0) & dr.gather(mi.Bool, scene.closed, triangle))
    texel = finder.at(triangle, facing > 0, origin + direction * found.t, met)
    density = dr.maximum(dr.dot(direction, normal), 0.0) / dr.pi
    density *= RAYS * dr.abs(facing) / dr.maximum(found.t * found.t, NEAREST_M**2)
    dr.eval(texel, density)
    return TexelHits(receivers, texel, density, _patches(scene, *texels), finder)


def _patches(scene: RayScene, points_m: Array, normals: Array) -> Any:
    """The patch of each texel, and one more, on the device."""
    mi = mitsuba()
    normal = mi.Vector3f(device_points(np.concatenate([normals, [[0.0, 0.0, 1.0]]])))
    point = device_points(np.concatenate([points_m, np.zeros((1, 3))])) + normal * LIFT_M
    patch = trace_room(scene, mi.Point3f(point), -normal).patch
    patch = dr.select(patch == NO_PATCH, 0, patch)
    dr.eval(patch)
    return patch


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
    tables = _Tables(hits, direct_lx, density, reflectance.astype(np.float32), patch_lx[1])
    read = _read(hits, tables, channels)
    lit = _light_points(scene, emitters, hits, source, tables, seed=seed)
    shone = _from_lit_points(scene, hits, lit, read, channels)
    light: Single = np.column_stack([(a + b).numpy() for a, b in zip(read, shone, strict=True)])
    return light


class _Tables:
    """What rays read, four numbers for each texel, on the device.

    `reflected` is reflectance in the channels and the density of lit points; `first` is the exitance by light
    that is reflected for the first time, and that density again; `later` that by light reflected before.
    """

    def __init__(
        self, hits: TexelHits, direct_lx: Any, density: Single, reflectance: Single, indirect_lx: Single
    ) -> None:
        mi = mitsuba()
        at_patch = dr.gather(mi.Vector4f, _fours(reflectance, density), hits.patch)
        later = dr.gather(mi.Vector4f, _fours(reflectance * indirect_lx), hits.patch)
        texels = dr.width(direct_lx)
        lane = dr.arange(mi.UInt32, texels + 1)
        real = lane < dr.opaque(mi.UInt32, texels)
        direct = dr.gather(mi.Float, direct_lx, lane, active=real)
        first = mi.Vector4f(at_patch.x * direct, at_patch.y * direct, at_patch.z * direct, at_patch.w)
        self.reflected, self.first, self.later = (
            dr.ravel(dr.select(real, each, 0.0)) for each in (at_patch, first, later)
        )
        dr.eval(self.reflected, self.first, self.later)


def _fours(channels: Single, last: Single | None = None) -> Any:
    """Rows of one or three channels as rows of four numbers, on the device."""
    rows = np.zeros((len(channels), 4), np.float32)
    rows[:, : channels.shape[1]] = channels
    if last is not None:
        rows[:, 3] = last
    return device_floats(rows)


def _read(hits: TexelHits, tables: _Tables, channels: int) -> list[Any]:
    """What the points' own rays bring: one array a channel, (point,) [lx]."""
    mi = mitsuba()
    points, rays = dr.opaque(mi.UInt32, hits.receivers.count), RAYS // PARTS
    lane = dr.arange(mi.UInt32, hits.receivers.count * PARTS)
    point, part = lane % points, lane // points

    def wanted(ray: Any, *sums: Any) -> Any:
        return ray < rays

    def step(ray: Any, *sums: Any) -> tuple[Any, ...]:
        place = (part * rays + ray) * points + point
        texel, own = dr.gather(mi.UInt32, hits.texel, place), dr.gather(mi.Float, hits.density_per_m2, place)
        first = dr.gather(mi.Vector4f, tables.first, texel)
        later = dr.gather(mi.Vector4f, tables.later, texel)
        weight = dr.select(own > 0, own / (own + first.w), 1.0)
        return ray + 1, *(sums[k] + dr.fma(weight, first[k], later[k]) for k in range(channels))

    state = (
        dr.zeros(mi.UInt32, dr.width(lane)),
        *(dr.zeros(mi.Float, dr.width(lane)) for _ in range(channels)),
    )
    _, *sums = dr.while_loop(state, wanted, step)
    dr.eval(sums)
    item = dr.arange(mi.UInt32, hits.receivers.count)
    found = [sum(dr.gather(mi.Float, own, item + k * points) for k in range(PARTS)) / RAYS for own in sums]
    dr.eval(found)
    return found


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
    reflected = dr.gather(mi.Vector4f, tables.reflected, texel)
    normal, key = (
        mi.Vector3f(met.normal),
        hashed(dr.gather(mi.UInt32, emitters.key, who), opaque_key("looked at", seed)),
    )
    dr.eval(met.point, normal, flux, reflected, key)
    return _LitPoints(key, mi.Point3f(met.point), normal, flux, reflected)


def _from_lit_points(
    scene: RayScene, hits: TexelHits, lit: _LitPoints, read: list[Any], channels: int
) -> list[Any]:
    """Light of the lit points, each looked at from every point: one array a channel, (point,) [lx]."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, hits.receivers.count * LIT_POINTS)
    item, number = lane // LIT_POINTS, lane % LIT_POINTS
    random = hashed(item, number, lit.key)
    source = number * POOL + random % POOL
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
    brings = [share * reflected[k] for k in range(channels)]
    chance = _chance(brings, [dr.gather(mi.Float, each, item) for each in read])
    reach = distance * (1 - 1e-4) - 2 * LIFT_M
    ray = mi.Ray3f(mi.Point3f(point + normal * LIFT_M), direction, maxt=reach, time=0.0, wavelengths=[])
    drawn = mi.Float(hashed(random, 1) >> 8) * (1.0 / (1 << 24))
    active = (drawn < chance) & (reach > 0)
    free = active & ~scene.room.ray_test(ray, coherent=False, active=active)
    values = [dr.select(free, each / chance, 0.0) for each in brings]
    dr.eval(values)
    return [dr.block_sum(value, LIT_POINTS) for value in values]


def _chance(brings: list[Any], read: list[Any]) -> Any:
    """How likely a lit point is looked at: less than surely where it brings little beside what is there."""
    total, least = sum(brings), FAINT * sum(read)
    return dr.select(total < least, total / dr.maximum(least, 1e-30), dr.select(total > 0, 1.0, 0.0))


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
