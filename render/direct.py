"""Direct light: what luminaires give at points, with shadows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.bodies import is_lit, through_glass
from render.candela import intensity_cd
from render.device import mitsuba
from render.device_arrays import device_indices
from render.emitters import Emitters, opening_of, place_in_scene, to_local
from render.openings import TINY
from render.rays import LIFT_M, RayScene
from render.receivers import Receivers
from render.sampling import hashed, opaque_key, spread_numbers
from render.seen_openings import NEAREST_M, seen_point

Array = NDArray[np.float64]
Single = NDArray[np.float32]


def illuminance_lanes(
    scene: RayScene,
    emitters: Emitters,
    who: Any,
    point: Any,
    normal: Any,
    numbers: list[Any],
    cylindrical: bool = False,
    active: Any = True,
) -> Any:
    """Illuminance from one random point of the opening of luminaire `who` at each receiver [lx].

    E = I(C, gamma) cos(theta) / d**2 of a point source where nothing is in between; for the cylindrical
    illuminance (I / d**2) sin(e) / pi with e the angle between ray and vertical (EN 12665). For what stands
    in the place of 1 / d**2 with a sized opening see `seen_point`. Device arrays.
    """
    light = light_lanes(scene, emitters, who, point, normal, numbers, cylindrical, active)
    lux = dr.select(light.free, light.unshadowed_lx, 0.0)
    if scene.glass is None:
        return lux
    return lux * through_glass(scene, light.start, light.direction, light.distance, light.free)


@dataclass(frozen=True, eq=False)
class LightLanes:
    """Light of one point of an opening at each receiver (device arrays).

    `unshadowed_lx` is its illuminance if nothing were in between, `free` whether nothing but clear sheets is
    and there is light at all, `direction` the unit vector towards it from `start`, `distance` how far it is.
    """

    unshadowed_lx: Any
    free: Any
    direction: Any
    start: Any
    distance: Any


def light_lanes(
    scene: RayScene,
    emitters: Emitters,
    who: Any,
    point: Any,
    normal: Any,
    numbers: list[Any],
    cylindrical: bool = False,
    active: Any = True,
) -> LightLanes:
    """As `illuminance_lanes`, with shadow and direction told apart."""
    lux, start, direction, distance = _unshadowed(emitters, who, point, normal, numbers, cylindrical)
    wanted = (lux > 0) & active
    free = is_lit(scene, emitters.own, who, start, direction, distance, wanted)
    return LightLanes(lux, free, direction, start, distance)


def unshadowed_lanes(emitters: Emitters, who: Any, point: Any, normal: Any, numbers: list[Any]) -> LightLanes:
    """As `light_lanes`, as if nothing stood in between: no ray is cast."""
    lux, start, direction, distance = _unshadowed(emitters, who, point, normal, numbers, cylindrical=False)
    return LightLanes(lux, lux > 0, direction, start, distance)


def free_lanes(
    scene: RayScene, emitters: Emitters, who: Any, point: Any, normal: Any, numbers: list[Any], active: Any
) -> Any:
    """Whether nothing stands between each receiver and one random point of the opening.

    A point below the receiver's horizon tells nothing of what is in the way: it counts as free.
    """
    start = mitsuba().Point3f(point + normal * LIFT_M)
    _, direction, distance = _seen(emitters, who, start, numbers)
    below = dr.dot(direction, normal) <= 0
    above = active & ~below
    return (active & below) | is_lit(scene, emitters.own, who, start, direction, distance, above)


def across_lanes(emitters: Emitters, who: Any, point: Any, numbers: list[Any]) -> tuple[Any, Any]:
    """Illuminance across the light's own way from one point of the opening [lx], and the direction to it."""
    per_m2, direction, _ = _seen(emitters, who, mitsuba().Point3f(point), numbers)
    return intensity_cd(emitters.tables, who, to_local(emitters, who, -direction)) * per_m2, direction


def as_point_lanes(emitters: Emitters, who: Any, point: Any) -> tuple[Any, Any]:
    """As `across_lanes`, as if all light came from the opening's middle."""
    path = dr.gather(mitsuba().Point3f, emitters.centre, who) - point
    per_m2 = dr.rcp(dr.maximum(dr.squared_norm(path), NEAREST_M**2))
    direction = mitsuba().Vector3f(path * dr.sqrt(per_m2))
    return intensity_cd(emitters.tables, who, to_local(emitters, who, -direction)) * per_m2, direction


def _seen(emitters: Emitters, who: Any, start: Any, numbers: list[Any]) -> tuple[Any, Any, Any]:
    """Of one point of the opening: what it counts for [1/m2], its direction and distance [m]."""
    local = to_local(emitters, who, start - dr.gather(mitsuba().Point3f, emitters.centre, who))
    seen = seen_point(opening_of(emitters, who), local, numbers)
    path = place_in_scene(emitters, who, seen.point) - start
    distance = dr.norm(path)
    return seen.per_m2, mitsuba().Vector3f(path / dr.maximum(distance, TINY)), distance


def _unshadowed(
    emitters: Emitters, who: Any, point: Any, normal: Any, numbers: list[Any], cylindrical: bool
) -> tuple[Any, Any, Any, Any]:
    """Unshadowed illuminance [lx], where the ray to the opening starts, its direction and length [m]."""
    start = mitsuba().Point3f(point if cylindrical else point + normal * LIFT_M)
    per_m2, direction, distance = _seen(emitters, who, start, numbers)
    if cylindrical:
        factor = dr.safe_sqrt(1 - direction.z * direction.z) / dr.pi
    else:
        factor = dr.maximum(dr.dot(direction, normal), 0.0)
    lux = intensity_cd(emitters.tables, who, to_local(emitters, who, -direction)) * factor * per_m2
    return lux, start, direction, distance


def direct_illuminance_lx(
    scene: RayScene,
    emitters: Emitters,
    columns: NDArray[np.int64],
    receivers: Receivers,
    *,
    samples: int,
    replicates: int,
    seed: int,
) -> Single:
    """Direct illuminance of some luminaires at points.

    Parameters
    ----------
    columns
        The luminaires' indices, (column,).
    receivers
        The points.
    samples
        Points on the opening for each receiver and replicate; one is enough for a point source.
    replicates, seed
        Repetitions with other random numbers.

    Returns
    -------
    ndarray
        Shape (replicate, point, column) [lx].
    """
    mi = mitsuba()
    points = receivers.count
    lane = dr.arange(mi.UInt32, len(columns) * replicates * points * samples)
    count = dr.opaque(mi.UInt32, points)
    item = lane // samples
    receiver, group = item % count, item // count
    who = dr.gather(mi.UInt32, device_indices(columns), group // replicates)
    own = hashed(dr.gather(mi.UInt32, emitters.key, who), group % replicates, opaque_key("direct", seed))
    numbers = spread_numbers(lane % samples, hashed(dr.gather(mi.UInt32, receivers.key, receiver), own))
    value = illuminance_lanes(
        scene,
        emitters,
        who,
        dr.gather(mi.Point3f, receivers.point, receiver),
        dr.gather(mi.Vector3f, receivers.normal, receiver),
        numbers,
        receivers.cylindrical,
    )
    mean = dr.block_sum(value, samples) / samples
    lux: Single = mean.numpy().reshape(len(columns), replicates, points)
    return np.moveaxis(lux, 0, 2)
