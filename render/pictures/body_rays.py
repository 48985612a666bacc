"""Luminaires' bodies in the way of reflected light: what rays meet of them, and what they reflect.

In numbers bodies keep only other luminaires' direct light away; in pictures the soft shadow of a shade in
the light of a bright ceiling, and the dark inside of a shade, are seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.body import Body
from assets.reflectance import triangle_reflectance
from render.device import mitsuba
from render.rays import NO_PATCH, RayScene, trace_room
from scenes.scene import Scene

Array = NDArray[np.float64]

NOBODY = 0xFFFFFFFF  # no luminaire's


@dataclass(frozen=True, eq=False)
class SurfaceHits:
    """What rays met: device arrays, one entry a ray.

    `patch` is a patch of the room, or after all of these two for each luminaire: its body as others meet it,
    and as its own parts do. `met` is whether it is either and not the inside of something.
    """

    distance: Any
    patch: Any
    met: Any
    normal: Any


def trace_room_and_bodies(
    scene: RayScene, origin: Any, direction: Any, active: Any = True, *, owner: Any = None
) -> SurfaceHits:
    """The first thing of the room or of a luminaire that each ray meets.

    Parameters
    ----------
    owner
        The luminaire whose body each ray starts from, NOBODY of the room; None where bodies do not count.
    """
    mi = mitsuba()
    hits = trace_room(scene, origin, direction, active)
    met = (hits.patch != NO_PATCH) & ~hits.buried
    if owner is None or not scene.bodies:
        return SurfaceHits(hits.distance, hits.patch, met, hits.normal)
    ray = mi.Ray3f(origin, direction)
    found = scene.bodies.scene.ray_intersect_preliminary(ray, coherent=scene.coherent, active=active)
    nearer = found.is_valid() & active & (found.t < hits.distance)
    met_body = dr.gather(mi.UInt32, scene.bodies.luminaire_of_triangle, found.prim_index, nearer)
    body = dr.opaque(mi.UInt32, scene.patch_count) + 2 * met_body + dr.select(met_body == owner, 1, 0)
    return SurfaceHits(
        dr.select(nearer, found.t, hits.distance),
        dr.select(nearer, body, hits.patch),
        met | nearer,
        hits.normal,
    )


def is_behind_body(scene: RayScene, ray: Any, active: Any) -> Any:
    """Whether a luminaire's body stands in the way of rays."""
    if not scene.bodies:
        return mitsuba().Bool(False)
    return scene.bodies.scene.ray_test(ray, coherent=False, active=active) & active


_known: WeakKeyDictionary[Body, Array] = WeakKeyDictionary()


def body_exitance(scene: Scene, outside_lx: Array, inside_lx: Array) -> Array:
    """What bodies give off, two rows a luminaire as in `SurfaceHits`, (2 luminaires, 3) [lm/m2].

    Parameters
    ----------
    outside_lx, inside_lx
        What bodies receive all round, and what falls into those that are hollow, three channels [lx]. Of a
        hollow the inside sees half, and of the rest itself: E = E_0 / 2 + reflectance E / 2.
    """
    own = body_reflectance(scene)
    hollow = own * inside_lx / (2 - own)
    found: Array = np.stack([own * outside_lx, hollow], axis=1).reshape(-1, 3)
    return found


def body_reflectance(scene: Scene) -> Array:
    """Mean of what each luminaire's body reflects, by area; 0 where there is none, (luminaire, 3)."""
    found = np.zeros((len(scene.luminaires), 3))
    for index, placed in enumerate(scene.luminaires):
        body = placed.luminaire.body
        if body is None or not len(body.triangles):
            continue
        if body not in _known:
            _known[body] = _mean_reflectance(body)
        found[index] = _known[body]
    return found


def _mean_reflectance(body: Body) -> Array:
    a, b, c = (body.vertices_m[body.triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    if body.appearance is not None:
        each = triangle_reflectance(body.appearance)
    else:
        each = np.array([m.reflectance_rgb for m in body.materials])[body.material_of_triangle]
    mean: Array = area @ each / max(float(area.sum()), 1e-30)
    return mean
