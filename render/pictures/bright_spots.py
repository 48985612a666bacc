"""Bright spots in pictures: light that is reflected once, from what luminaires light most.

A lamp close above a table makes a small bright spot, which few rays from elsewhere in the room meet: what
they say of it is noise. So points also look at places that luminaires' own rays have lit. Both ways are
weighted by the balance heuristic of multiple importance sampling (E. Veach and L. Guibas, SIGGRAPH 1995),
as in `render.first_bounce`.

Luminaires are looked at as often as they give light where all burn alike, and what does not burn is not: else
one of twenty that burns alone would be seen in a twentieth of the looks. What is dimmed a little counts as if
it were not, so that the light of a room is linear to the last bit under its dimmers, and layers add up to the
picture; only where something is dimmed to less than a STEP of the brightest, or goes out, the others are
looked at more. Each answer is right in the mean whatever the shares: a spot counts by how often it is seen.
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
from render.mixing import luminance_of
from render.pictures.body_rays import is_behind_body
from render.rays import LIFT_M, RayScene, arriving
from render.sampling import hashed, spread_numbers
from render.surface_light import surface_light

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

POOL = 2048  # rays of each luminaire, of which each point looks at a few
CHOICES = 4096  # steps in which luminaires' shares of the looks are told apart
STEP = 4.0  # of dimming, in powers of which shares follow it


@dataclass(frozen=True, eq=False)
class Spots:
    """Places that luminaires' rays light, on the device, one entry a ray: (luminaire, ray).

    Each point looks at `count` of them, of luminaires drawn from the list `choice`. `flux_lm` is what each
    spot then stands for, 0 where its ray landed nowhere; `density_per_m2` the number of places looked at to
    expect on a square metre of each patch, and of luminaires' bodies, of which there are none.
    """

    scene: RayScene
    count: int
    choice: Any
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


def shares_of_looks(field: LightField, weights: Array) -> Indices:
    """How often each luminaire stands in the list of choices in a mix, weights (column, 3).

    It is as its flux, and as its dimming in powers of STEP. What burns stands there at least once, what does
    not burn never.
    """
    dimming = luminance_of(weights)
    brightest = float(dimming.max(initial=0.0))
    burns = (dimming > 0.0) & (np.array([emitter.flux_lm for emitter in field.emitters]) > 0.0)
    shares = np.zeros(len(burns), np.int64)
    if burns.any():
        below = np.floor(np.log(brightest / dimming[burns]) / np.log(STEP) + 1e-6)
        light = np.array([emitter.flux_lm for emitter in field.emitters])[burns] * STEP**-below
        shares[burns] = 1 + (CHOICES * light / light.sum()).astype(np.int64)
    return shares


def light_spots(field: LightField, shares: Indices, *, count: int) -> Spots | None:
    """Follow rays of the luminaires that have a share of the looks to where they land; None without any."""
    mi = mitsuba()
    columns = np.flatnonzero(shares)
    sources = [(int(column), field.emitters[column]) for column in columns]
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
    lumens = np.array([emitter.flux_lm for _, emitter in sources])
    looks = count * shares[columns] / shares.sum()  # of each luminaire, to expect at a point
    total = dr.block_sum(land.weight, POOL)
    which = dr.arange(mi.UInt32, dr.width(total) * POOL) // POOL
    share = land.weight * dr.gather(mi.Float, device_floats(lumens * POOL / looks), which)
    flux = dr.select(land.landed, share / dr.gather(mi.Float, total, which), 0.0)
    patch = dr.select(land.landed, land.hits.patch, 0)
    point, normal = mi.Point3f(land.hits.point), mi.Vector3f(land.hits.normal)
    column = dr.gather(mi.UInt32, device_indices(columns), which)
    dr.eval(flux, patch, point, normal, column)
    density = surface_light(field).patch_direct_lx[:, columns] @ (looks / lumens)
    bodies = np.zeros(2 * len(field.emitters))  # which follow the patches, and have no spots
    density = np.concatenate([density, bodies])
    choice = device_indices(np.repeat(np.arange(len(columns)), shares[columns]))
    return Spots(
        *(field.ray_scene, count, choice, column, patch, point, normal, flux, device_floats(density))
    )


def look_at_spots(spots: Spots, point: Any, normal: Any, key: Any, *, rays: int, count: int) -> Seen:
    """Look at `count` spots from points that also cast so many rays, as the cosine about their normals."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(point) * count)
    item = lane // count
    u = spread_numbers(lane % count, hashed(dr.gather(mi.UInt32, key, item), 13))
    choices = dr.opaque(mi.UInt32, dr.width(spots.choice))
    place = dr.minimum(mi.UInt32(u[0] * mi.Float(choices)), choices - 1)
    luminaire = dr.gather(mi.UInt32, spots.choice, place)
    spot = luminaire * POOL + dr.minimum(mi.UInt32(u[1] * POOL), POOL - 1)
    part = count / spots.count
    start = dr.gather(mi.Point3f, mi.Point3f(point), item)
    axis = dr.gather(mi.Vector3f, mi.Vector3f(normal), item)
    path = dr.gather(mi.Point3f, spots.point, spot) - start
    squared = dr.maximum(dr.squared_norm(path), NEAREST_M**2)
    distance = dr.sqrt(squared)
    direction = mi.Vector3f(path / distance)
    here = dr.maximum(dr.dot(direction, axis), 0.0)
    there = dr.maximum(-dr.dot(direction, dr.gather(mi.Vector3f, spots.normal, spot)), 0.0)
    by_rays = rays * here * there / (dr.pi * squared)
    own = dr.gather(mi.Float, spots.density_per_m2, dr.gather(mi.UInt32, spots.patch, spot)) * part
    factor = here * there / (dr.pi * squared) * own / dr.maximum(own + by_rays, 1e-30) / part
    factor = dr.select(dr.gather(mi.Float, spots.flux_lm, spot) > 0, factor, 0.0)
    reach = distance * (1 - 1e-4) - 2 * LIFT_M
    active = (factor > 0) & (reach > 0)
    ray = mi.Ray3f(mi.Point3f(start + axis * LIFT_M), direction, maxt=reach, time=0.0, wavelengths=[])
    active &= ~is_behind_body(spots.scene, ray, active)
    factor = arriving(spots.scene, factor, start + axis * LIFT_M, direction, reach, active)
    dr.eval(spot, factor)
    return Seen(count, spot, factor)


def share_of_rays(spots: Spots, patch: Any, density_per_m2: Any, *, count: int) -> Any:
    """How much of the light reflected once is left to rays of points that also look at `count` spots.

    The rays hit patches with a density of their own.
    """
    other = dr.gather(mitsuba().Float, spots.density_per_m2, patch) * (count / spots.count)
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
