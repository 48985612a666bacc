"""Light of the sky in a room: straight through panes, and reflected until it settles.

It is a column of its own, linear like those of luminaires, and no part of any number in lux.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.clear_sheets import has_clear
from render.device import mitsuba
from render.device_arrays import device_indices, device_points
from render.exposure import AUTO, adaptation_white, exposure_ev
from render.glass import Glass, passed
from render.interreflection import settle_mean
from render.light_field import LightField
from render.patches import Patches
from render.pictures.gloss import pane_fresnel
from render.pictures.glow import Sky, sky_cd_m2
from render.pictures.panes import Panes, glass_of_room, load_panes, patch_passes, patch_shine_lm_m2
from render.rays import LIFT_M
from render.sampling import hashed, opaque_key, spread_numbers
from render.transport import Transport, fragment_point
from scenes.scene import LitSurface

Array = NDArray[np.float64]

LANES = 1 << 22  # at a time: bounds memory
SMALL_SR = 0.02  # panes that look smaller are taken as flat to the eye: points even in area
POINTS_ON_PATCH = 8
SHADOW_RAYS = 1 << 20  # about as many for all patches together
FEWEST_OF_POINT, MOST_OF_POINT = 2, 8


@dataclass(frozen=True, eq=False)
class SkyLight:
    """The column of a sky.

    Parameters
    ----------
    panes
        Where it comes in.
    direct_lx, indirect_lx
        Illuminance of the patches straight from the sky and by reflected light, (patch, 3) [lx].
    exitance_lm_m2
        What they reflect of both, (patch, 3) [lm/m2].
    passes
        Share of an even sky's light that each patch lets in, (patch, 3).
    flux_lm
        What all of them let in, (3,) [lm].
    """

    panes: Panes
    direct_lx: Array
    indirect_lx: Array
    exitance_lm_m2: Array
    passes: Array
    flux_lm: Array


@dataclass(frozen=True, eq=False)
class _Known:
    """A sky's light and what it was worked out for."""

    surfaces: tuple[LitSurface, ...]
    reflectance: Array
    light: SkyLight | None


_known: WeakKeyDictionary[Transport, dict[Sky, _Known]] = WeakKeyDictionary()


def sky_light(field: LightField, sky: Sky | None) -> SkyLight | None:
    """The column of a sky in a field's room, worked out once; None where there is no sky or no pane.

    Bodies of luminaires are not in its way, so that it stays when luminaires change.
    """
    if sky is None:
        return None
    skies = _known.setdefault(field.transport, {})
    known = skies.get(sky)
    if (
        known is None
        or known.surfaces is not field.scene.surfaces
        or known.reflectance is not field.reflectance
    ):
        known = skies[sky] = _Known(field.scene.surfaces, field.reflectance, _worked_out(field, sky))
    return known.light


def exposure_and_white(field: LightField, sky: Sky | None) -> tuple[float, Array]:
    """EV and white of all pictures of a room with that sky behind its windows, see `render.exposure`."""
    light = sky_light(field, sky)
    if light is None:
        return exposure_ev(field), adaptation_white(field)
    return exposure_ev(field, light.exitance_lm_m2), adaptation_white(field, AUTO, light.flux_lm)


def _worked_out(field: LightField, sky: Sky) -> SkyLight | None:
    glass = glass_of_room(field.scene.surfaces, field.patches)
    if glass is None:
        return None
    panes = load_panes(glass, field.patches)
    direct = _patch_direct_lx(field, panes, sky)
    rho = np.broadcast_to(field.reflectance, direct.shape)
    tolerance = field.options.solver_tolerance
    indirect = settle_mean(field.transport, rho, direct[:, None], tolerance=tolerance)[:, 0].astype(
        np.float64
    )
    passes = patch_passes(glass, field.patches)
    flux = field.transport.area_m2 @ patch_shine_lm_m2(glass, field.patches, sky)
    return SkyLight(panes, direct, indirect, (direct + indirect) * rho, passes, flux)


def _patch_direct_lx(field: LightField, panes: Panes, sky: Sky) -> Array:
    """Mean illuminance of each patch straight from the sky, (patch, 3) [lx]."""
    mi = mitsuba()
    patches, each = field.patches, POINTS_ON_PATCH
    lane = dr.arange(mi.UInt32, patches.count * each)
    key = hashed(lane, opaque_key("sky on patches", field.options.seed))
    own = hashed(lane // each, opaque_key("points on patches", field.options.seed))
    u = spread_numbers(lane % each, own)
    fragment = device_indices(_fragments(patches, each))
    point = mi.Point3f(fragment_point(patches, fragment, u[0], u[1]))
    normal = dr.gather(mi.Vector3f, mi.Vector3f(device_points(patches.normal)), lane // each)
    wanted = SHADOW_RAYS // max(1, patches.count * each)
    samples = 1 << (min(max(wanted, FEWEST_OF_POINT), MOST_OF_POINT).bit_length() - 1)
    dr.eval(point, normal, key)
    outside = Outside(panes, sky, field.ray_scene.solid, glass=field.ray_scene.glass)
    found = sky_illuminance(outside, point, normal, key, samples=samples, active=mi.Bool(True))
    sums = [dr.block_sum(value, each).numpy().astype(np.float64) / each for value in found]
    # points within closed bodies are dark, and their area does not count; those on clear sheets are lit
    reached = field.transport.area_m2
    ratio = np.divide(patches.area_m2, reached, out=np.zeros_like(reached), where=reached > 0)
    clear = np.array([has_clear(surface) for surface in field.scene.surfaces], bool)[patches.surface]
    ratio = np.where(clear, np.minimum(ratio, 1.0), ratio)
    return np.stack(sums, axis=1) * ratio[:, None]


def _fragments(patches: Patches, each: int) -> NDArray[np.int64]:
    """Fragments of points spread evenly over each patch, (patch x each,)."""
    pieces = patches.fragments
    total = np.concatenate([[0.0], np.cumsum(pieces.area_m2)])
    start, end = total[pieces.first[:-1], None], total[pieces.first[1:], None]
    wanted = start + (end - start) * (np.arange(each) + 0.5) / each
    found = np.searchsorted(total, wanted, side="right") - 1
    last = np.maximum(pieces.first[1:] - 1, pieces.first[:-1])
    chosen: NDArray[np.int64] = np.clip(found, pieces.first[:-1, None], last[:, None])
    return np.minimum(chosen, len(pieces.area_m2) - 1).ravel()


@dataclass(frozen=True, eq=False)
class Outside:
    """A sky behind panes, and what stands in its light's way: Mitsuba scenes of what is solid; glass."""

    panes: Panes
    sky: Sky
    room: Any
    bodies: Any = None
    glass: Glass | None = None


def sky_illuminance(outside: Outside, point: Any, normal: Any, key: Any, *, samples: int, active: Any) -> Any:
    """Illuminance of points straight from the sky, three channels [lx] (device arrays).

    Rays go to points of panes that are even in solid angle (the sampling of spherical triangles of
    C. Peters, "BRDF importance sampling for linear lights", 2021, without the cosine); a pane that looks
    small gets points even in area. Panes are chosen by solid angle times their greatest cosine.

    Parameters
    ----------
    samples
        Rays of each point.
    key
        A 32-bit number of each point that seeds them.
    active
        Which points are asked for; others get 0.
    """
    mi = mitsuba()
    count = dr.width(point)
    totals = [dr.zeros(mi.Float, count) for _ in range(3)]
    chosen = dr.compress(active & mi.Bool(dr.full(mi.Bool, True, count)))
    at_once = max(1, LANES // max(samples, outside.panes.count))
    for first in range(0, dr.width(chosen), at_once):
        some = dr.gather(
            mi.UInt32, chosen, dr.arange(mi.UInt32, min(at_once, dr.width(chosen) - first)) + first
        )
        values = _of_some(
            outside,
            dr.gather(mi.Point3f, mi.Point3f(point), some),
            dr.gather(mi.Vector3f, mi.Vector3f(normal), some),
            dr.gather(mi.UInt32, key, some),
            samples,
        )
        for total, value in zip(totals, values, strict=True):
            dr.scatter(total, value, some)
    dr.eval(totals)
    return mi.Vector3f(*totals)


def _of_some(outside: Outside, point: Any, normal: Any, key: Any, samples: int) -> list[Any]:
    """`sky_illuminance` of as many points as are done at a time."""
    mi = mitsuba()
    panes = outside.panes
    start = mi.Point3f(point + normal * LIFT_M)
    dr.eval(start, normal, key)
    ends = _shares(panes, start, normal)
    size, last = dr.opaque(mi.UInt32, panes.count), dr.opaque(mi.UInt32, panes.count - 1)
    lit = dr.compress(dr.gather(mi.Float, ends, dr.arange(mi.UInt32, dr.width(key)) * size + last) > 0)
    result = [dr.zeros(mi.Float, dr.width(key)) for _ in range(3)]
    if dr.width(lit) == 0:
        return result
    lane = dr.arange(mi.UInt32, dr.width(lit) * samples)
    item = dr.gather(mi.UInt32, lit, lane // samples)
    u = spread_numbers(lane % samples, hashed(dr.gather(mi.UInt32, key, item), 17))
    total = dr.gather(mi.Float, ends, item * size + last)
    which, along = _chosen(ends, item * size, last, u[0] * total)
    origin = dr.gather(mi.Point3f, start, item)
    axis = dr.gather(mi.Vector3f, mi.Vector3f(normal), item)
    value, direction, distance = _towards(outside, which, origin, axis, (along, u[1]))
    value *= total / samples
    free = _free(outside, origin, direction, distance, dr.max(value) > 0)
    sums = [dr.block_sum(channel * free, samples) for channel in value]
    for total_of, own in zip(result, sums, strict=True):
        dr.scatter(total_of, own, lit)
    dr.eval(result)
    return result


def _seen_triangle(panes: Panes, which: Any, origin: Any, axis: Any) -> tuple[Any, Any, Any]:
    """Unit directions to a pane's corners, what `_solid_angle` gives, and the greatest cosine among them.

    The cosine is 0 where the pane shows its back.
    """
    mi = mitsuba()
    paths = [dr.gather(mi.Point3f, corner, which) - origin for corner in panes.corners]
    ways = [dr.normalize(path) for path in paths]
    away = dr.dot(paths[0], dr.gather(mi.Vector3f, panes.normal, which)) > 0
    back = away & dr.gather(mi.Bool, panes.shell, which)
    cosine = dr.maximum(dr.maximum(dr.dot(ways[0], axis), dr.dot(ways[1], axis)), dr.dot(ways[2], axis))
    return ways, _solid_angle(*ways), dr.select(back, 0.0, dr.maximum(cosine, 0.0))


def _solid_angle(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any, Any]:
    """Solid angle of a spherical triangle, and the parts it is made of (van Oosterom and Strackee, 1983)."""
    triple = dr.abs(dr.dot(a, dr.cross(b, c)))
    others, first = dr.dot(a, c) + dr.dot(b, c), 1 + dr.dot(a, b)
    return 2 * dr.atan2(triple, others + first), triple, others, first


def _shares(panes: Panes, origin: Any, axis: Any) -> Any:
    """Running sums of the panes' shares in what is looked at, (point x pane)."""
    mi = mitsuba()
    points = dr.width(origin)
    size = dr.opaque(mi.UInt32, panes.count)
    ends = dr.zeros(mi.Float, points * panes.count)
    lane = dr.arange(mi.UInt32, points)

    def open_(which: Any, total: Any) -> Any:
        return which < size

    def step(which: Any, total: Any) -> tuple[Any, Any]:
        _, (angle, *_), cosine = _seen_triangle(panes, which, origin, axis)
        total = total + angle * cosine
        dr.scatter(ends, total, lane * size + which)
        return which + 1, total

    start = (dr.zeros(mi.UInt32, points), dr.zeros(mi.Float, points))
    dr.while_loop(start, open_, step, labels=("which", "total"))
    dr.eval(ends)
    return ends


def _chosen(ends: Any, begin: Any, last: Any, wanted: Any) -> tuple[Any, Any]:
    """The pane whose running sum first exceeds what is wanted, and how far that lies within its share."""
    mi = mitsuba()

    def open_(low: Any, high: Any) -> Any:
        return low < high

    def halve(low: Any, high: Any) -> tuple[Any, Any]:
        middle = (low + high) // 2
        beyond = dr.gather(mi.Float, ends, begin + middle) <= wanted
        return dr.select(beyond, middle + 1, low), dr.select(beyond, high, middle)

    low = dr.zeros(mi.UInt32, dr.width(begin))
    which = dr.while_loop((low, low + last), open_, halve, labels=("low", "high"))[0]
    before = dr.select(which > 0, dr.gather(mi.Float, ends, begin + which - 1, which > 0), 0.0)
    own = dr.gather(mi.Float, ends, begin + which) - before
    return which, dr.clip((wanted - before) / dr.maximum(own, 1e-30), 0.0, 1.0)


def _towards(
    outside: Outside, which: Any, origin: Any, axis: Any, numbers: tuple[Any, Any]
) -> tuple[Any, Any, Any]:
    """A point of a pane: its light over the pane's share, three channels; direction and distance."""
    mi = mitsuba()
    panes, (u, v) = outside.panes, numbers
    (a, b, c), (angle, triple, others, first), greatest = _seen_triangle(panes, which, origin, axis)
    plane = dr.gather(mi.Vector3f, panes.normal, which)
    near = dr.gather(mi.Point3f, panes.corners[0], which) - origin
    # even in solid angle: the first number cuts off a part of the triangle, the second goes along the cut
    sine, cosine = dr.sincos(angle * u / 2)
    offset = a * (triple * cosine - others * sine) + c * (first * sine)
    cut = offset * (2 * dr.dot(a, offset) / dr.maximum(dr.squared_norm(offset), 1e-30)) - a
    full = dr.dot(b, cut)
    level = 1 - v * (1 - full)
    rest = dr.safe_sqrt((1 - level * level) / dr.maximum(1 - full * full, 1e-12))
    round_ = dr.normalize(b * (level - rest * full) + cut * rest)
    distance = dr.dot(near, plane) / dr.dot(round_, plane)
    # even in area
    root = dr.sqrt(u)
    ends = [dr.gather(mi.Point3f, corner, which) - origin for corner in panes.corners]
    flat = ends[0] * (1 - root) + ends[1] * (root * (1 - v)) + ends[2] * (root * v)
    away = dr.norm(flat)
    small = angle < SMALL_SR
    direction = mi.Vector3f(dr.select(small, flat / dr.maximum(away, 1e-9), round_))
    distance = dr.select(small, away, distance)
    facing = dr.abs(dr.dot(direction, plane))
    area = dr.gather(mi.Float, panes.area_m2, which) * facing / dr.maximum(distance * distance, 1e-12)
    seen_sr = dr.select(small, area, angle)
    share = dr.maximum(dr.dot(direction, axis), 0.0) * seen_sr / dr.maximum(angle * greatest, 1e-30)
    share = dr.select((angle > 0) & (greatest > 0) & dr.isfinite(distance) & (distance > 0), share, 0.0)
    passed = 1 - pane_fresnel(facing, dr.gather(mi.Float, panes.ior, which))
    clear = dr.gather(mi.Vector3f, panes.clear, which)
    value = mi.Vector3f(*sky_cd_m2(outside.sky, direction.z)) * clear * (share * passed)
    return value, direction, distance


def _free(outside: Outside, origin: Any, direction: Any, distance: Any, active: Any) -> Any:
    """Share of light that gets to points from their place on a pane: 0 where something solid is between."""
    mi = mitsuba()
    reach = distance * (1 - 1e-4) - LIFT_M
    active &= reach > 0
    ray = mi.Ray3f(origin, direction, maxt=reach, time=0.0, wavelengths=[])
    free = active & ~outside.room.ray_test(ray, coherent=False, active=active)
    if outside.bodies is not None:
        free &= ~(outside.bodies.ray_test(ray, coherent=False, active=free) & free)
    share = dr.select(free, 1.0, 0.0)
    return share if outside.glass is None else share * passed(outside.glass, origin, direction, reach, free)
