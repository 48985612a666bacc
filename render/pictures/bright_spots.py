"""Bright spots in pictures: light that is reflected once, from what luminaires light most.

A lamp close above a table makes a small bright spot, which few rays from elsewhere in the room meet: what
they say of it is noise. So points also look at places that luminaires' own rays have lit. Both ways are
weighted by the balance heuristic of multiple importance sampling (E. Veach and L. Guibas, SIGGRAPH 1995),
as in `render.first_bounce`, with one weight for all luminaires together: it only depends on the places, so
that the light stays linear in each of them.
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
from render.gather import NEAREST_M
from render.landing import land_light
from render.light_field import LightField
from render.pictures.body_rays import is_behind_body
from render.rays import LIFT_M, RayScene, arriving
from render.sampling import hashed, spread_numbers
from render.surface_light import surface_light

Array = NDArray[np.float64]

POOL = 2048  # rays of each luminaire, of which each point looks at a few


@dataclass(frozen=True, eq=False)
class Spots:
    """Places that luminaires' rays light, on the device, one entry a ray: (luminaire, ray).

    Each point looks at `count` of them, spread evenly over the `luminaires`. `flux_lm` is what each then
    stands for, 0 where its ray landed nowhere; `density_per_m2` the number of places looked at to expect on
    a square metre of each patch, and of luminaires' bodies, of which there are none.
    """

    count: int
    luminaires: int
    column: Any
    patch: Any
    point: Any
    normal: Any
    flux_lm: Any
    density_per_m2: Any


@dataclass(frozen=True, eq=False)
class Seen:
    """Places that points look at, `count` each: which, and the illuminance for each lumen reflected there."""

    count: int
    spot: Any
    factor: Any


def light_spots(field: LightField, *, count: int) -> Spots | None:
    """Follow rays of every luminaire to where they land; None where nothing shines."""
    mi = mitsuba()
    sources = [(index, emitter) for index, emitter in enumerate(field.emitters) if emitter.flux_lm > 0]
    if not sources:
        return None
    land = land_light(
        field.ray_scene,
        field.lights,
        sources,
        rays=POOL,
        replicates=1,
        seed=field.options.seed,
        use="bright spots",
    )
    columns = np.array([index for index, _ in sources])
    lumens = np.array([emitter.flux_lm for _, emitter in sources])
    total = dr.block_sum(land.weight, POOL)
    which = dr.arange(mi.UInt32, len(sources) * POOL) // POOL
    stands_for = device_floats(lumens * (len(sources) * POOL / count))
    share = land.weight * dr.gather(mi.Float, stands_for, which) / dr.gather(mi.Float, total, which)
    flux = dr.select(land.landed, share, 0.0)
    patch = dr.select(land.landed, land.hits.patch, 0)
    point, normal = mi.Point3f(land.hits.point), mi.Vector3f(land.hits.normal)
    column = dr.gather(mi.UInt32, device_indices(columns), which)
    dr.eval(flux, patch, point, normal, column)
    density = surface_light(field).patch_direct_lx[:, columns] @ (count / len(sources) / lumens)
    none = np.zeros(len(field.emitters))  # bodies of luminaires follow the patches
    density = np.concatenate([density, none])
    return Spots(count, len(sources), column, patch, point, normal, flux, device_floats(density))


def look_at_spots(scene: RayScene, spots: Spots, point: Any, normal: Any, key: Any, *, rays: int) -> Seen:
    """Look at some spots from points that also cast so many rays, cosine-distributed about their normals."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(point) * spots.count)
    item = lane // spots.count
    u = spread_numbers(lane % spots.count, hashed(dr.gather(mi.UInt32, key, item), 13))
    luminaire = dr.minimum(mi.UInt32(u[0] * spots.luminaires), spots.luminaires - 1)
    spot = luminaire * POOL + dr.minimum(mi.UInt32(u[1] * POOL), POOL - 1)
    start = dr.gather(mi.Point3f, mi.Point3f(point), item)
    axis = dr.gather(mi.Vector3f, mi.Vector3f(normal), item)
    path = dr.gather(mi.Point3f, spots.point, spot) - start
    squared = dr.maximum(dr.squared_norm(path), NEAREST_M**2)
    distance = dr.sqrt(squared)
    direction = mi.Vector3f(path / distance)
    here = dr.maximum(dr.dot(direction, axis), 0.0)
    there = dr.maximum(-dr.dot(direction, dr.gather(mi.Vector3f, spots.normal, spot)), 0.0)
    by_rays = rays * here * there / (dr.pi * squared)
    own = dr.gather(mi.Float, spots.density_per_m2, dr.gather(mi.UInt32, spots.patch, spot))
    factor = here * there / (dr.pi * squared) * own / dr.maximum(own + by_rays, 1e-30)
    factor = dr.select(dr.gather(mi.Float, spots.flux_lm, spot) > 0, factor, 0.0)
    reach = distance * (1 - 1e-4) - 2 * LIFT_M
    active = (factor > 0) & (reach > 0)
    ray = mi.Ray3f(mi.Point3f(start + axis * LIFT_M), direction, maxt=reach, time=0.0, wavelengths=[])
    active &= ~is_behind_body(scene, ray, active)
    factor = arriving(scene, factor, start + axis * LIFT_M, direction, reach, active)
    dr.eval(spot, factor)
    return Seen(spots.count, spot, factor)


def share_of_rays(spots: Spots, patch: Any, density_per_m2: Any) -> Any:
    """How much of the light reflected once is left to rays that hit patches with a density of their own."""
    other = dr.gather(mitsuba().Float, spots.density_per_m2, patch)
    return dr.select(density_per_m2 + other > 0, density_per_m2 / (density_per_m2 + other), 1.0)


def reflected_lm(spots: Spots, reflectance: Array, weights: Array) -> list[Any]:
    """What each spot reflects in a mix of luminaires, weights (column, 3), one device array a channel."""
    mi = mitsuba()
    found = []
    for channel in range(3):
        share = device_floats(np.broadcast_to(reflectance, (len(reflectance), 3))[:, channel])
        weight = device_floats(weights[:, channel])
        own = dr.gather(mi.Float, share, spots.patch) * dr.gather(mi.Float, weight, spots.column)
        found.append(spots.flux_lm * own)
    dr.eval(found)
    return found


def seen_lx(seen: Seen, reflected: Sequence[Any]) -> Any:
    """Illuminance of the points by the spots they see, three channels [lx]."""
    mi = mitsuba()
    values = [dr.gather(mi.Float, channel, seen.spot) * seen.factor for channel in reflected]
    dr.eval(values)
    return mi.Vector3f(*(dr.block_sum(value, seen.count) for value in values))
