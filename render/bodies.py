"""Luminaires' bodies in the way of light: never of their own, always of the others'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_flags, device_floats
from render.glass import passed
from render.rays import LIFT_M, RayScene
from scenes.scene import PlacedLuminaire

Array = NDArray[np.float64]

STEP_M = 1e-5  # a ray goes on this far behind a triangle of a luminaire's own body
MOST_CROSSINGS = 256  # triangles of its own body that one ray may pass


@dataclass(frozen=True, eq=False)
class OwnBodies:
    """What luminaires' rays must know of their own bodies, which never stop them.

    All of a body lies within `radius_m` of every point of its opening; where nobody else's body comes that
    near (`crowded` is False), rays need no look there at all. Both have one entry a luminaire;
    `any_crowded` says whether there is a crowd anywhere.
    """

    radius_m: Any
    crowded: Any
    any_crowded: bool


@dataclass(frozen=True, eq=False)
class BodyReach:
    """Where a luminaire's body is: the box around it, and how far it reaches from any point of the opening.

    Without a body the box is endlessly far away and the reach 0.
    """

    low_m: Array
    high_m: Array
    reach_m: float


def body_reach(placed: PlacedLuminaire, centre_m: Array) -> BodyReach:
    """The reach of one luminaire's body, whose opening has its centre at `centre_m`."""
    vertices = placed.body_vertices_m
    if vertices is None or not len(vertices):
        return BodyReach(np.full(3, np.inf), np.full(3, np.inf), 0.0)
    farthest = float(np.linalg.norm(vertices - centre_m, axis=1).max())
    return BodyReach(vertices.min(axis=0), vertices.max(axis=0), farthest + half_extent_m(placed))


def half_extent_m(placed: PlacedLuminaire) -> float:
    """Half the diagonal of a luminaire's opening [m]."""
    return float(np.linalg.norm(placed.luminaire.photometry.opening.size_m)) / 2


def own_bodies(
    luminaires: Sequence[PlacedLuminaire], centres_m: Array, reaches: Sequence[BodyReach]
) -> OwnBodies:
    """How far each body reaches from its opening's centre, and whether others stand within that."""
    low = np.array([reach.low_m for reach in reaches]).reshape(-1, 3)
    high = np.array([reach.high_m for reach in reaches]).reshape(-1, 3)
    radius = np.array([reach.reach_m for reach in reaches])
    crowded = np.zeros(len(luminaires), bool)
    for index, placed in enumerate(luminaires) if np.isfinite(low).any() else ():
        outside = np.maximum(np.maximum(low - centres_m[index], centres_m[index] - high), 0.0)
        outside[index] = np.inf
        near = radius[index] + half_extent_m(placed)
        crowded[index] = bool((np.linalg.norm(outside, axis=1) < near).any())
    return OwnBodies(device_floats(radius), device_flags(crowded), bool(crowded.any()))


def no_own_bodies(luminaires: int) -> OwnBodies:
    """For rays among bodies that are all somebody else's."""
    nothing = np.zeros(luminaires)
    return OwnBodies(device_floats(nothing), device_flags(nothing), False)


def is_lit(
    scene: RayScene, own: OwnBodies, who: Any, origin: Any, direction: Any, distance: Any, active: Any = True
) -> Any:
    """Whether nothing solid stands from `origin` to luminaire `who`'s point `distance` along `direction`."""
    mi = mitsuba()
    reach = distance * (1 - 1e-4) - LIFT_M
    ray = mi.Ray3f(origin, direction, maxt=reach, time=0.0, wavelengths=[])
    free = active & ~scene.solid.ray_test(ray, coherent=scene.coherent, active=active)
    if not scene.bodies:
        return free
    outside = reach - dr.gather(mi.Float, own.radius_m, who)
    ray = mi.Ray3f(origin, direction, maxt=outside, time=0.0, wavelengths=[])
    free &= ~_meets_any_body(scene, ray, free & (outside > 0))
    if own.any_crowded:
        start = dr.maximum(outside, 0.0)
        active = free & dr.gather(mi.Bool, own.crowded, who)
        free &= ~_meets_other_body(scene, who, origin + direction * start, direction, reach - start, active)
    return free


def through_glass(scene: RayScene, origin: Any, direction: Any, distance: Any, active: Any = True) -> Any:
    """Share of light that clear sheets let through to `origin` from a point `distance` along `direction`."""
    if scene.glass is None:
        return 1.0
    return passed(scene.glass, origin, direction, distance * (1 - 1e-4) - LIFT_M, active)


def is_caught(scene: RayScene, own: OwnBodies, who: Any, origin: Any, direction: Any, reach: Any) -> Any:
    """Whether another body stops rays leaving luminaire `who` before they get `reach` far."""
    mi = mitsuba()
    if not scene.bodies:
        return mi.Bool(False)
    start = dr.minimum(dr.gather(mi.Float, own.radius_m, who), reach)
    beyond = mi.Ray3f(origin + direction * start, direction, maxt=reach - start, time=0.0, wavelengths=[])
    caught = _meets_any_body(scene, beyond, reach > start)
    if own.any_crowded:
        active = ~caught & dr.gather(mi.Bool, own.crowded, who)
        caught |= _meets_other_body(scene, who, origin, direction, start, active)
    return caught


def _meets_any_body(scene: RayScene, ray: Any, active: Any) -> Any:
    """Whether rays meet any body; rays that are not active meet none, whatever the ray caster says."""
    found: Any = scene.bodies.scene.ray_test(ray, coherent=False, active=active)
    return found & active


def _meets_other_body(scene: RayScene, who: Any, origin: Any, direction: Any, reach: Any, active: Any) -> Any:
    """Whether rays meet a body of another luminaire than their own; past hits on their own they go on."""
    mi = mitsuba()
    bodies, owner_table = scene.bodies.scene, scene.bodies.luminaire_of_triangle

    def wanted(active: Any, travelled: Any, met: Any, crossings: Any) -> Any:
        return active

    def step(active: Any, travelled: Any, met: Any, crossings: Any) -> tuple[Any, Any, Any, Any]:
        ray = mi.Ray3f(
            origin + direction * travelled, direction, maxt=reach - travelled, time=0.0, wavelengths=[]
        )
        hit = bodies.ray_intersect_preliminary(ray, coherent=False, active=active)
        valid = hit.is_valid() & active
        owner = dr.gather(mi.UInt32, owner_table, hit.prim_index, active=valid)
        other = valid & (owner != who)
        met = met | other
        travelled = dr.select(valid, travelled + hit.t + STEP_M, travelled)
        crossings = crossings + 1
        active = valid & ~other & (travelled < reach) & (crossings < MOST_CROSSINGS)
        return active, travelled, met, crossings

    width = dr.width(direction)
    state = (
        mi.Bool(active) & (reach > 0),
        dr.zeros(mi.Float, width),
        dr.full(mi.Bool, False, width),
        dr.zeros(mi.UInt32, width),
    )
    return dr.while_loop(state, wanted, step, labels=("active", "travelled", "met", "crossings"))[2]
