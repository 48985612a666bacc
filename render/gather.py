"""Final gather: what measuring points receive from the patches they see.

The hits of a point's rays are geometry, cast once and read again whenever light changes. Only light that
was reflected at least twice is read from patches; `first_bounce` takes the first bounce exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from render.device import mitsuba
from render.rays import LIFT_M, NO_PATCH, RayScene, trace_room
from render.receivers import Receivers
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]

NEAREST_M = 1e-3  # a hit closer than this counts as this far


@dataclass(frozen=True, eq=False)
class GatherHits:
    """What the rays of some points met, on the device, one entry a ray: (replicate, point, ray).

    `weight` turns the exitance of a hit into its share of the point's illuminance, 0 where nothing reflects;
    `density_per_m2` is that of one ray's hit on the surface it meets. `reading` holds for each replicate
    the matrix (point, patch) that leads from the patches' exitance to the points' illuminance.
    """

    receivers: Receivers
    rays: int
    replicates: int
    patch: Any
    weight: Any
    density_per_m2: Any
    point: Any
    normal: Any
    reading: tuple[Any, ...]


def cast_gather(
    scene: RayScene, receivers: Receivers, *, rays: int, replicates: int, seed: int, patches: int
) -> GatherHits:
    """Cast `rays` from each point in each replicate: cosine-distributed about the normal, or all round.

    With p(w) = cos / pi the illuminance is the mean exitance met; for the cylindrical illuminance with
    p = 1 / (4 pi) it is the mean of (4 / pi) sin(e) times the exitance, e from the vertical.
    """
    mi = mitsuba()
    points = receivers.count
    lane = dr.arange(mi.UInt32, replicates * points * rays)
    item, count = lane // rays, dr.opaque(mi.UInt32, points)
    receiver = item % count
    own = hashed(dr.gather(mi.UInt32, receivers.key, receiver), item // count)
    u = spread_numbers(lane % rays, hashed(own, opaque_key("gather", seed, receivers.cylindrical)))
    origin = dr.gather(mi.Point3f, receivers.point, receiver)
    pair = mi.Point2f(u[0], u[1])
    if receivers.cylindrical:
        direction = mi.Vector3f(mi.warp.square_to_uniform_sphere(pair))
        weight = 4 / dr.pi * dr.safe_sqrt(1 - direction.z * direction.z)
        density = dr.full(mi.Float, 1 / (4 * dr.pi), dr.width(lane))
    else:
        normal = dr.gather(mi.Vector3f, receivers.normal, receiver)
        direction = mi.Vector3f(mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair)))
        origin = origin + normal * LIFT_M
        weight = dr.full(mi.Float, 1.0, dr.width(lane))
        density = dr.maximum(dr.dot(direction, normal), 0.0) / dr.pi
    hits = trace_room(scene, mi.Point3f(origin), direction)
    squared = dr.maximum(hits.distance * hits.distance, NEAREST_M**2)
    density = density * dr.abs(dr.dot(direction, hits.normal)) / squared
    met = (hits.patch != NO_PATCH) & ~hits.buried
    patch, weight = dr.select(met, hits.patch, 0), dr.select(met, weight, 0.0)
    density = dr.select(met, density, 0.0)
    dr.eval(patch, weight, density, hits.point, hits.normal)
    reading = _reading(patch.numpy(), weight.numpy(), rays=rays, replicates=replicates, patches=patches)
    return GatherHits(
        receivers,
        rays,
        replicates,
        patch,
        weight,
        density,
        mi.Point3f(hits.point),
        mi.Vector3f(hits.normal),
        reading,
    )


def _reading(
    patch: NDArray[np.uint32], weight: Single, *, rays: int, replicates: int, patches: int
) -> tuple[Any, ...]:
    """One matrix (point, patch) for each replicate, (1 / rays) times the weights of the rays."""
    points = len(patch) // (rays * replicates)
    pointer = np.arange(0, points * rays + 1, rays, dtype=np.int32)
    where = patch.astype(np.int32).reshape(replicates, -1)
    share = (weight / np.float32(rays)).reshape(replicates, -1)
    return tuple(
        sparse.csr_matrix((share[r], where[r], pointer), shape=(points, patches)) for r in range(replicates)
    )


def read_patches(hits: GatherHits, illuminance_lx: Single, reflectance: Array) -> Single:
    """Illuminance of the points from light that the patches reflect.

    Parameters
    ----------
    illuminance_lx
        Of each patch, (replicate, patch, ...) [lx].
    reflectance
        Of each patch, in a shape that broadcasts with one replicate's illuminance.

    Returns
    -------
    ndarray
        Shape (replicate, point, ...) [lx].
    """
    rest = illuminance_lx.shape[2:]
    factor = reflectance.astype(np.float32)
    read = [
        matrix @ (illuminance_lx[r] * factor).reshape(len(factor), -1)
        for r, matrix in enumerate(hits.reading)
    ]
    return np.stack(read).reshape(hits.replicates, hits.receivers.count, *rest)
