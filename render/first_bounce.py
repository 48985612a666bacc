"""Light that was reflected once, exactly: no patch is taken as constant.

Two estimates are combined. Rays from the measuring point take the direct light where they land (a shadow
ray from the hit). Rays from the luminaire light points of the room, each of which is then looked at from
the measuring point: that finds the bright spots beside uplights and wall washers, which few rays of the
first kind would meet. Their weights are the balance heuristic of multiple importance sampling (E. Veach
and L. Guibas, SIGGRAPH 1995), with the patches' mean illuminance as the density of lit points: it is the
same function of the place for both, so the weights sum to one and the sum stays unbiased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from render.direct import illuminance_lanes
from render.emitters import Emitter, Emitters
from render.gather import NEAREST_M, GatherHits
from render.landing import land_light
from render.rays import LIFT_M, RayScene, arriving
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]

POOL = 16  # lit points for each that a measuring point looks at


@dataclass(frozen=True, eq=False)
class LitPoints:
    """Points that luminaires' rays light, on the device, one entry a ray: (luminaire, replicate, ray).

    Each measuring point looks at `count` of them in each replicate, one of every POOL in turn, so that
    neighbours do not all depend on the same few. `flux_lm` arrives at each, 0 where the ray landed
    nowhere. `density_per_m2` is the number of points looked at to expect on a square metre of each patch,
    (luminaire, replicate, patch): their number times the patch's share of the flux over its area. `key`
    seeds which of them a point looks at, (luminaire, replicate).
    """

    sources: tuple[tuple[int, Emitter], ...]
    key: Any
    count: int
    patch: Any
    point: Any
    normal: Any
    flux_lm: Any
    density_per_m2: Any


def light_points(
    scene: RayScene,
    emitters: Emitters,
    sources: Sequence[tuple[int, Emitter]],
    patch_lx: Single,
    *,
    count: int,
    seed: int,
) -> LitPoints:
    """Follow rays of each luminaire to where they land, POOL for each of the `count` to be looked at.

    Parameters
    ----------
    sources
        The luminaires, all of which shine.
    patch_lx
        Direct illuminance of the patches under each of them, (replicate, patch, luminaire) [lx].
    """
    mi = mitsuba()
    replicates = len(patch_lx)
    land = land_light(
        scene, emitters, sources, rays=count * POOL, replicates=replicates, seed=seed, use="lit points"
    )
    pool = count * POOL
    total = dr.block_sum(land.weight, pool)
    lane = dr.arange(mi.UInt32, len(sources) * replicates * pool)
    who = device_indices([index for index, _ in sources])
    own = dr.gather(mi.Float, emitters.flux_lm, dr.gather(mi.UInt32, who, lane // (pool * replicates)))
    flux = dr.select(land.landed, land.weight * own / dr.gather(mi.Float, total, lane // pool), 0.0)
    patch = dr.select(land.landed, land.hits.patch, 0)
    dr.eval(patch, flux, land.hits.point, land.hits.normal)
    lumens = np.array([emitter.flux_lm for _, emitter in sources], np.float32)
    density = np.ascontiguousarray(np.moveaxis(patch_lx * (count / lumens), 2, 0), np.float32)
    normal = mi.Vector3f(land.hits.normal)
    group = dr.arange(mi.UInt32, len(sources) * replicates)
    own_key = dr.gather(mi.UInt32, emitters.key, dr.gather(mi.UInt32, who, group // replicates))
    key = hashed(own_key, group % replicates, opaque_key("looked at", seed))
    dr.eval(key)
    return LitPoints(
        tuple(sources),
        key,
        count,
        patch,
        mi.Point3f(land.hits.point),
        normal,
        flux,
        device_floats(density),
    )


def first_bounce(
    scene: RayScene,
    emitters: Emitters,
    hits: GatherHits,
    lit: LitPoints,
    reflectance: Sequence[Any],
    *,
    seed: int,
) -> Single:
    """Illuminance of the points from each luminaire's light reflected once.

    Parameters
    ----------
    hits
        Where the points' own rays land.
    lit
        What the luminaires' rays light.
    reflectance
        Of the patches, one device array a channel.

    Returns
    -------
    ndarray
        Shape (replicate, point, luminaire, channel) [lx].
    """
    seen = _from_receivers(scene, emitters, hits, lit, reflectance, seed)
    shone = from_lit_points(scene, hits, lit, reflectance)
    shape = (len(lit.sources), hits.replicates, hits.receivers.count)
    both = [(a + b).numpy().reshape(shape) for a, b in zip(seen, shone, strict=True)]
    return np.moveaxis(np.stack(both, axis=-1), 0, 2)


def _from_receivers(
    scene: RayScene,
    emitters: Emitters,
    hits: GatherHits,
    lit: LitPoints,
    reflectance: Sequence[Any],
    seed: int,
) -> list[Any]:
    """Exact direct light where the points' rays land, with its weight: (luminaire, replicate, point)."""
    mi = mitsuba()
    rays, points = hits.rays, hits.receivers.count
    each = hits.replicates * points * rays
    lane = dr.arange(mi.UInt32, len(lit.sources) * each)
    size = dr.opaque(mi.UInt32, each)
    ray, column = lane % size, lane // size
    item = ray // rays
    replicate = item // dr.opaque(mi.UInt32, points)
    indices = device_indices([index for index, _ in lit.sources])
    who = dr.gather(mi.UInt32, indices, column)
    patch = dr.gather(mi.UInt32, hits.patch, ray)
    weight = dr.gather(mi.Float, hits.weight, ray)
    receiver_key = dr.gather(mi.UInt32, hits.receivers.key, item % dr.opaque(mi.UInt32, points))
    key = hashed(
        receiver_key, replicate, dr.gather(mi.UInt32, emitters.key, who), opaque_key("first bounce", seed)
    )
    direct = illuminance_lanes(
        scene,
        emitters,
        who,
        dr.gather(mi.Point3f, hits.point, ray),
        dr.gather(mi.Vector3f, hits.normal, ray),
        spread_numbers(lane % rays, key),
        active=weight > 0,
    )
    own = dr.gather(mi.Float, hits.density_per_m2, ray) * rays
    other = lit_density(hits, lit, column * hits.replicates + replicate, patch)
    share = direct * weight * dr.select(own + other > 0, own / (own + other), 1.0) / rays
    shares = [share * dr.gather(mi.Float, channel, patch) for channel in reflectance]
    dr.eval(shares)  # together, or each channel would cast the rays again
    return [dr.block_sum(value, rays) for value in shares]


def lit_density(hits: GatherHits, lit: LitPoints, group: Any, patch: Any) -> Any:
    """Density of lit points on a patch, of one luminaire and replicate."""
    mi = mitsuba()
    patches = dr.width(lit.density_per_m2) // (len(lit.sources) * hits.replicates)
    return dr.gather(mi.Float, lit.density_per_m2, group * dr.opaque(mi.UInt32, patches) + patch)


def from_lit_points(
    scene: RayScene, hits: GatherHits, lit: LitPoints, reflectance: Sequence[Any]
) -> list[Any]:
    """Light of the lit points, each looked at from every measuring point: (luminaire, replicate, point)."""
    mi = mitsuba()
    receivers, points, count = hits.receivers, hits.receivers.count, lit.count
    lane = dr.arange(mi.UInt32, len(lit.sources) * hits.replicates * points * count)
    item = lane // count
    receiver, group = item % dr.opaque(mi.UInt32, points), item // dr.opaque(mi.UInt32, points)
    turn = (
        hashed(
            dr.gather(mi.UInt32, receivers.key, receiver), lane % count, dr.gather(mi.UInt32, lit.key, group)
        )
        % POOL
    )
    source = (group * count + lane % count) * POOL + turn
    point = dr.gather(mi.Point3f, receivers.point, receiver)
    normal = dr.gather(mi.Vector3f, receivers.normal, receiver)
    path = dr.gather(mi.Point3f, lit.point, source) - point
    squared = dr.maximum(dr.squared_norm(path), NEAREST_M**2)
    distance = dr.sqrt(squared)
    direction = mi.Vector3f(path / distance)
    response, density = _response(direction, normal, receivers.cylindrical)
    facing = dr.maximum(-dr.dot(direction, dr.gather(mi.Vector3f, lit.normal, source)), 0.0)
    other = hits.rays * density * facing / squared
    patch = dr.gather(mi.UInt32, lit.patch, source)
    own = lit_density(hits, lit, group, patch)
    flux = dr.gather(mi.Float, lit.flux_lm, source)
    share = POOL * flux / dr.pi * response * facing / squared * own / dr.maximum(own + other, 1e-30)
    lift = 0.0 if receivers.cylindrical else LIFT_M
    reach = distance * (1 - 1e-4) - 2 * LIFT_M
    active = (share > 0) & (reach > 0)
    value = arriving(scene, share, point + normal * lift, direction, reach, active)
    shares = [value * dr.gather(mi.Float, channel, patch) for channel in reflectance]
    dr.eval(shares)
    return [dr.block_sum(entry, count) for entry in shares]


def _response(direction: Any, normal: Any, cylindrical: bool) -> tuple[Any, Any]:
    """What a measuring point makes of luminance from a direction, and its own rays' density [1/sr]."""
    mi = mitsuba()
    if cylindrical:
        sine = dr.safe_sqrt(1 - direction.z * direction.z)
        return sine / dr.pi, mi.Float(1 / (4 * dr.pi))
    cosine = dr.maximum(dr.dot(direction, normal), 0.0)
    return cosine, cosine / dr.pi
