"""Final gather: what measuring points receive from the patches they see.

The hits of a point's rays are geometry, cast once and read again whenever light changes. Only light that
was reflected at least twice is read from patches; `first_bounce` takes the first bounce exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.rays import LIFT_M, NO_PATCH, RayScene, device_points, trace_room
from render.sampling import Stream, hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]

NEAREST_M = 1e-3  # a hit closer than this counts as this far


@dataclass(frozen=True, eq=False)
class GatherHits:
    """What the rays of some points met, shape (point, ray) unless said otherwise.

    `weight` turns the exitance of a hit into its share of the point's illuminance; `density_per_m2` is
    that of one ray's hit on the surface it meets; `patch` is NO_PATCH where nothing reflects. `points_m`
    and `normals` are (point, ray, 3).
    """

    patch: NDArray[np.uint32]
    weight: Array
    density_per_m2: Array
    points_m: Array
    normals: Array


@dataclass(frozen=True, eq=False)
class Receivers:
    """Measuring points and their normals, (point, 3); the normals count for nothing if `cylindrical`."""

    points_m: Array
    normals: Array
    cylindrical: bool


def cast_gather(scene: RayScene, receivers: Receivers, *, rays: int, stream: Stream) -> GatherHits:
    """Cast `rays` from each point: cosine-distributed about the normal, or over the whole sphere.

    With p(w) = cos / pi the illuminance is the mean exitance met; for the cylindrical illuminance with
    p = 1 / (4 pi) it is the mean of (4 / pi) sin(e) times the exitance, e from the vertical.
    """
    mi = mitsuba()
    count = len(receivers.points_m)
    lane = dr.arange(mi.UInt32, count * rays)
    receiver = lane // rays
    key = opaque_key("gather", stream.seed, stream.replicate, receivers.cylindrical)
    shift = dr.opaque(mi.UInt32, stream.first)
    u = spread_numbers(lane % rays, hashed(receiver + shift, key))
    origin = dr.gather(mi.Point3f, device_points(receivers.points_m), receiver)
    pair = mi.Point2f(u[0], u[1])
    if receivers.cylindrical:
        direction = mi.warp.square_to_uniform_sphere(pair)
        weight = 4 / dr.pi * dr.safe_sqrt(1 - direction.z * direction.z)
        density = dr.full(mi.Float, 1 / (4 * dr.pi), count * rays)
    else:
        normal = mi.Vector3f(dr.gather(mi.Point3f, device_points(receivers.normals), receiver))
        direction = mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair))
        origin = origin + normal * LIFT_M
        weight = dr.full(mi.Float, 1.0, count * rays)
        density = dr.maximum(dr.dot(direction, normal), 0.0) / dr.pi
    hits = trace_room(scene, origin, mi.Vector3f(direction))
    squared = dr.maximum(hits.distance * hits.distance, NEAREST_M**2)
    density = density * dr.abs(dr.dot(direction, hits.normal)) / squared
    dr.eval(hits.patch, hits.buried, hits.point, hits.normal, weight, density)
    patch = np.where(hits.buried.numpy(), NO_PATCH, hits.patch.numpy()).astype(np.uint32)
    return GatherHits(
        patch=patch.reshape(count, rays),
        weight=weight.numpy().reshape(count, rays).astype(np.float64),
        density_per_m2=density.numpy().reshape(count, rays).astype(np.float64),
        points_m=np.array(hits.point).T.reshape(count, rays, 3),
        normals=np.array(hits.normal).T.reshape(count, rays, 3),
    )


def read_patches(hits: GatherHits, exitance: Array) -> Array:
    """Illuminance of the points from a value of each patch.

    Parameters
    ----------
    hits
        From `cast_gather`.
    exitance
        Luminous exitance of each patch, (patch, ...) [lm/m2].

    Returns
    -------
    ndarray
        Shape (point, ...) [lx].
    """
    met = hits.patch != NO_PATCH
    columns = exitance.reshape(len(exitance), -1)
    values = columns[np.where(met, hits.patch, 0)] * (hits.weight * met)[..., None]
    means: Array = values.mean(axis=1).reshape(len(hits.patch), *exitance.shape[1:])
    return means
