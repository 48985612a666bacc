"""Direct light: what one luminaire gives at points, with shadows."""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.emission import Emitter, intensity_cd, opening_point, to_local
from render.rays import LIFT_M, RayScene, is_lit
from render.sampling import Stream, hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]

NEAREST_M = 1e-3  # closer than this to a point of the opening, the distance counts as this
LANES = 1 << 24  # most rays in one launch, to bound memory


def illuminance_lanes(
    scene: RayScene,
    emitter: Emitter,
    point: Any,
    normal: Any,
    numbers: list[Any],
    cylindrical: bool = False,
) -> Any:
    """Illuminance from one random point of the opening at each receiver (device arrays) [lx].

    E = I(C, gamma) cos(theta) / d**2 where nothing is in between; for the cylindrical illuminance
    (I / d**2) sin(e) / pi with e the angle between ray and vertical (EN 12665).
    """
    mi = mitsuba()
    source = opening_point(emitter, numbers[0], numbers[1], numbers[2])
    start = point if cylindrical else point + normal * LIFT_M
    path = source - start
    squared = dr.maximum(dr.squared_norm(path), NEAREST_M**2)
    distance = dr.sqrt(squared)
    direction = mi.Vector3f(path / distance)
    if cylindrical:
        factor = dr.safe_sqrt(1 - direction.z * direction.z) / dr.pi
    else:
        factor = dr.maximum(dr.dot(direction, normal), 0.0)
    intensity = intensity_cd(emitter, to_local(emitter, -direction))
    value = intensity * factor / squared
    wanted = value > 0
    free = is_lit(scene, mi.Point3f(start), direction, distance, emitter.own, wanted)
    return dr.select(free, value, 0.0)


def direct_illuminance_lx(
    scene: RayScene,
    emitter: Emitter,
    points_m: Array,
    normals: Array,
    *,
    samples: int,
    stream: Stream,
    cylindrical: bool = False,
) -> Array:
    """Direct illuminance of one luminaire at points.

    Parameters
    ----------
    points_m, normals
        Shape (point, 3).
    samples
        Points on the opening for each receiver; one is enough for a point source.
    stream
        Chooses the random numbers.
    cylindrical
        Cylindrical illuminance instead of that along the normal.

    Returns
    -------
    ndarray
        Shape (point,) [lx].
    """
    mi = mitsuba()
    samples = samples if max(emitter.size_m) > 0 else 1
    out = np.zeros(len(points_m))
    step = max(1, LANES // samples)
    key = opaque_key("direct", stream.use, emitter.key, stream.seed, stream.replicate)
    for start in range(0, len(points_m), step):
        part = slice(start, start + step)
        count = len(points_m[part])
        lane = dr.arange(mi.UInt32, count * samples)
        receiver = lane // samples
        point = _spread(points_m[part], receiver)
        normal = mi.Vector3f(_spread(normals[part], receiver))
        numbers = spread_numbers(
            lane % samples, hashed(receiver + dr.opaque(mi.UInt32, stream.first + start), key)
        )
        value = illuminance_lanes(scene, emitter, point, normal, numbers, cylindrical)
        out[part] = value.numpy().reshape(count, samples).astype(np.float64).mean(axis=1)
    return out


def _spread(points: Array, receiver: Any) -> Any:
    """Device points, one a lane."""
    mi = mitsuba()
    columns = np.ascontiguousarray(np.asarray(points, np.float32).T)
    return mi.Point3f(*(dr.gather(mi.Float, mi.Float(column), receiver) for column in columns))
