"""Light that was reflected once, exactly: no patch is taken as constant.

Two estimates are combined. Rays from the measuring point take the direct light where they land (a shadow
ray from the hit). Rays from the luminaire light points of the room, each of which is then looked at from
the measuring point: that finds the bright spots beside uplights and wall washers, which few rays of the
first kind would meet. Their weights are the balance heuristic of multiple importance sampling (E. Veach
and L. Guibas, SIGGRAPH 1995), with the patches' mean illuminance as the density of lit points: it is the
same function of the place for both, so the weights sum to one and the sum stays unbiased.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.direct import direct_illuminance_lx
from render.emission import Emitter
from render.gather import NEAREST_M, GatherHits, Receivers
from render.landing import land_light
from render.rays import LIFT_M, NO_PATCH, RayScene, device_points
from render.sampling import Stream

Array = NDArray[np.float64]
Single = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LitPoints:
    """Points that a luminaire's rays light.

    Parameters
    ----------
    points_m, normals
        Shape (point, 3).
    patch
        Shape (point,).
    flux_lm
        Flux that arrives at each, (point,) [lm].
    density_per_m2
        Number of such points to expect on a square metre of each patch, (patch,): their number times
        the patch's share of the flux over its area.
    """

    points_m: Array
    normals: Array
    patch: NDArray[np.int64]
    flux_lm: Array
    density_per_m2: Array


def light_points(
    scene: RayScene, emitter: Emitter, patch_lx: Single, *, count: int, stream: Stream
) -> LitPoints:
    """Follow `count` rays of a luminaire to where they land.

    Parameters
    ----------
    patch_lx
        Direct illuminance of the patches under it, (patch,) [lx].
    """
    light = land_light(scene, emitter, rays=count, stream=replace(stream, use="lit points"))
    landed = light.landed
    return LitPoints(
        light.points_m[landed],
        light.normals[landed],
        light.patch[landed],
        light.flux_lm[landed],
        count * patch_lx.astype(np.float64) / max(emitter.flux_lm, 1e-30),
    )


def first_bounce(
    scene: RayScene,
    emitter: Emitter,
    hits: GatherHits,
    lit: LitPoints,
    receivers: Receivers,
    reflectance: Array,
    stream: Stream,
) -> Array:
    """Illuminance of the points from one luminaire's light reflected once.

    Parameters
    ----------
    hits
        Where the points' own rays land.
    lit
        What the luminaire's rays light.
    receivers
        The points.
    reflectance
        Of each patch, (patch, channel).

    Returns
    -------
    ndarray
        Shape (point, channel) [lx].
    """
    seen = _from_receivers(scene, emitter, hits, lit, receivers, reflectance, stream)
    return seen + _from_lit_points(scene, hits, lit, receivers, reflectance)


def _from_receivers(
    scene: RayScene,
    emitter: Emitter,
    hits: GatherHits,
    lit: LitPoints,
    receivers: Receivers,
    reflectance: Array,
    stream: Stream,
) -> Array:
    """Exact direct light where the points' rays land, with its weight, (point, channel)."""
    count, rays = hits.patch.shape
    met = hits.patch != NO_PATCH
    direct = direct_illuminance_lx(
        scene,
        emitter,
        hits.points_m.reshape(-1, 3),
        hits.normals.reshape(-1, 3),
        samples=1,
        stream=Stream(stream.seed, stream.replicate, stream.first * rays, "first bounce"),
    ).reshape(count, rays)
    patch = np.where(met, hits.patch, 0)
    own = rays * hits.density_per_m2
    other = lit.density_per_m2[patch]
    weight = np.divide(own, own + other, out=np.ones_like(own), where=own + other > 0)
    shares = reflectance[patch] * (hits.weight * np.where(met, direct, 0.0) * weight)[..., None]
    mean: Array = shares.mean(axis=1)
    return mean


def _from_lit_points(
    scene: RayScene, hits: GatherHits, lit: LitPoints, receivers: Receivers, reflectance: Array
) -> Array:
    """Light of the lit points, each looked at from every measuring point, (point, channel)."""
    mi = mitsuba()
    count, sources = len(receivers.points_m), len(lit.patch)
    if not sources or not count:
        return np.zeros((count, reflectance.shape[1]))
    lane = dr.arange(mi.UInt32, count * sources)
    receiver, source = lane // sources, lane % sources
    point = dr.gather(mi.Point3f, device_points(receivers.points_m), receiver)
    target = dr.gather(mi.Point3f, device_points(lit.points_m), source)
    target_normal = mi.Vector3f(dr.gather(mi.Point3f, device_points(lit.normals), source))
    normal = mi.Vector3f(dr.gather(mi.Point3f, device_points(receivers.normals), receiver))
    path = target - point
    squared = dr.maximum(dr.squared_norm(path), NEAREST_M**2)
    distance = dr.sqrt(squared)
    direction = mi.Vector3f(path / distance)
    response, density = _response(direction, normal, receivers.cylindrical)
    facing = dr.maximum(-dr.dot(direction, target_normal), 0.0)
    other = dr.opaque(mi.Float, hits.patch.shape[1]) * density * facing / squared
    own = dr.gather(mi.Float, mi.Float(lit.density_per_m2[lit.patch]), source)
    flux = dr.gather(mi.Float, mi.Float(lit.flux_lm), source)
    share = flux / dr.pi * response * facing / squared * own / dr.maximum(own + other, 1e-30)
    lift = 0.0 if receivers.cylindrical else LIFT_M
    reach = distance * (1 - 1e-4) - 2 * LIFT_M
    ray = mi.Ray3f(mi.Point3f(point + normal * lift), direction, maxt=reach, time=0.0, wavelengths=[])
    active = (share > 0) & (reach > 0)
    free = active & ~scene.room.ray_test(ray, coherent=False, active=active)
    values = dr.select(free, share, 0.0).numpy().astype(np.float64).reshape(count, sources)
    received: Array = values @ reflectance[lit.patch]
    return received


def _response(direction: Any, normal: Any, cylindrical: bool) -> tuple[Any, Any]:
    """What a measuring point makes of luminance from a direction, and its own rays' density [1/sr]."""
    mi = mitsuba()
    if cylindrical:
        sine = dr.safe_sqrt(1 - direction.z * direction.z)
        return sine / dr.pi, mi.Float(1 / (4 * dr.pi))
    cosine = dr.maximum(dr.dot(direction, normal), 0.0)
    return cosine, cosine / dr.pi
