"""Light that points on surfaces receive in one lighting scene, for painting it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats, device_points
from render.direct import direct_illuminance_lx
from render.light_field import LightField
from render.rays import LIFT_M, NO_PATCH, trace_room
from render.receivers import load_receivers
from render.sampling import hashed, opaque_key, spread_numbers
from render.surface_light import patch_illuminance_lx

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

LANES_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class Fineness:
    """Points on each opening and gather rays, for each point."""

    opening_samples: int
    gather_rays: int


FINENESS = {"draft": Fineness(4, 48), "normal": Fineness(12, 128), "final": Fineness(32, 512)}


@dataclass(frozen=True, eq=False)
class Received:
    """Illuminance in linear colour, straight from luminaires and from surfaces, (point, 3) [lx].

    `buried` is the share of rays that met the inside of bodies, (point,).
    """

    direct_lx: Array
    gathered_lx: Array
    buried: Array

    @property
    def illuminance_lx(self) -> Array:
        """All of it, (point, 3) [lx]."""
        return self.direct_lx + self.gathered_lx


def received_light(
    field: LightField,
    weights: Array,
    points_m: Array,
    normals: Array,
    *,
    own: int | None = None,
    glow: tuple[Any, ...] | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Received:
    """Direct and reflected light at points.

    Parameters
    ----------
    weights
        Of the columns, linear colour, (column, 3).
    points_m, normals
        Shape (point, 3).
    own
        The luminaire on whose body the points lie: its photometry gives them no light, but what glows of
        it does. None where they lie on the room's surfaces.
    glow
        What the triangles of all luminaires' bodies give, luminous exitance in device arrays of R, G, B,
        where points lie on one of them; only its own count.
    progress
        Told the share done; may raise to stop.
    """
    fine = FINENESS.get(field.options.quality, FINENESS["normal"])
    columns = np.array(
        [k for k in range(len(weights)) if k != own and weights[k].any() and field.emitters[k].flux_lm > 0],
        np.int64,
    )
    exitance = [device_floats(each) for each in (patch_illuminance_lx(field, weights) * field.reflectance).T]
    direct, gathered = np.zeros((2, len(points_m), 3))
    buried = np.zeros(len(points_m))
    lanes = max(fine.opening_samples * max(len(columns), 1), fine.gather_rays)
    step = max(1, LANES_AT_ONCE // lanes)
    for first in range(0, len(points_m), step):
        part = slice(first, first + step)
        gathered[part], buried[part] = _gathered(
            field, points_m[part], normals[part], exitance, fine.gather_rays, first, glow
        )
        direct[part] = _direct(field, weights, columns, points_m[part], normals[part], fine, first)
        progress(min(1.0, (first + step) / len(points_m)))
    return Received(direct, gathered, buried)


def _direct(
    field: LightField,
    weights: Array,
    columns: Indices,
    points_m: Array,
    normals: Array,
    fine: Fineness,
    first: int,
) -> Array:
    """Light straight from luminaires, (point, 3) [lx]."""
    if not len(columns):
        return np.zeros((len(points_m), 3))
    receivers = load_receivers(points_m, normals, keys=first + np.arange(len(points_m)))
    lux = direct_illuminance_lx(
        field.ray_scene,
        field.lights,
        columns,
        receivers,
        samples=fine.opening_samples,
        replicates=1,
        seed=field.options.seed,
    )
    light: Array = lux[0].astype(np.float64) @ weights[columns]
    return light


def _gathered(
    field: LightField,
    points_m: Array,
    normals: Array,
    exitance: list[Any],
    rays: int,
    first: int,
    glow: tuple[Any, ...] | None,
) -> tuple[Array, Array]:
    """Light from surfaces, (point, 3) [lx], and the share of rays that met the inside of bodies, (point,)."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(points_m) * rays)
    point = lane // rays
    key = hashed(point + dr.opaque(mi.UInt32, first), opaque_key("painted", field.options.seed))
    u = spread_numbers(lane % rays, key)
    normal = dr.gather(mi.Vector3f, mi.Vector3f(device_points(normals)), point)
    origin = mi.Point3f(dr.gather(mi.Point3f, device_points(points_m), point) + normal * LIFT_M)
    pair = mi.Point2f(u[0], u[1])
    direction = mi.Vector3f(mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair)))
    hits = trace_room(field.ray_scene, origin, direction)
    met = (hits.patch != NO_PATCH) & ~hits.buried
    light = [dr.gather(mi.Float, channel, hits.patch, active=met) for channel in exitance]
    if glow is not None and field.ray_scene.bodies:
        ray = mi.Ray3f(origin, direction, maxt=hits.distance, time=0.0, wavelengths=[])
        found = field.ray_scene.bodies.scene.ray_intersect_preliminary(ray, coherent=False)
        before = found.is_valid() & (found.t < hits.distance)
        triangle = dr.select(before, found.prim_index, 0)
        shines = [dr.gather(mi.Float, channel, triangle, active=before) for channel in glow]
        light = [dr.select(before, shines[k], light[k]) for k in range(3)]
    values = [*light, dr.select(hits.buried, 1.0, 0.0)]
    dr.eval(values)  # together, or each would cast the rays again
    means = np.stack([(dr.block_sum(value, rays) / rays).numpy() for value in values], axis=1)
    return means[:, :3].astype(np.float64), means[:, 3]
