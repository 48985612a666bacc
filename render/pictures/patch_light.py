"""Light of patches read at a place: of its own patch, or smoothly between the cells of a flat facet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats
from render.light_field import LightField
from render.pictures.body_rays import body_exitance
from render.pictures.bright_spots import Spots, reflected_lm
from render.rays import RayScene
from render.surface_light import mixed_light, surface_light

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PatchColours:
    """A colour of each patch on the device, three channels, and which patches light can reach (1 or 0).

    Where it is what surfaces give off, luminaires' bodies follow the patches, see `with_bodies`.
    """

    channels: tuple[Any, Any, Any]
    reached: Any


def patch_colours(field: LightField, values: Array) -> PatchColours:
    """Upload a colour of each patch, (patch, 3)."""
    return PatchColours(
        (device_floats(values[:, 0]), device_floats(values[:, 1]), device_floats(values[:, 2])),
        device_floats(field.transport.area_m2 > 0),
    )


def with_bodies(field: LightField, values: Array, outside_lx: Array, inside_lx: Array) -> PatchColours:
    """What patches give off, (patch, 3), and after them what luminaires' bodies do, see `body_exitance`.

    Each body is taken to receive the same all round: what rays that meet it see then is even, which is enough
    for what is as small as a luminaire.
    """
    return patch_colours(field, np.concatenate([values, body_exitance(field.scene, outside_lx, inside_lx)]))


@dataclass(frozen=True, eq=False)
class RoomLight:
    """Light of a room's patches: what they give off, what they receive of each other, and its mean.

    Parameters
    ----------
    exitance
        Diffusely reflected light [lm/m2].
    indirect
        Illuminance by reflected light [lx].
    mean_lx
        The mean of it by area, three channels [lx].
    once, more
        What of the exitance is light that is reflected for the first time, and the rest.
    spots, spots_lm
        The same light as `once`, of places that luminaires light, see `bright_spots`: the places, and what
        they reflect, one array a channel.
    around
        Illuminance about luminaires' bodies, see `around_bodies`; without it they get the mean.
    """

    exitance: PatchColours
    indirect: PatchColours
    mean_lx: Array
    once: PatchColours | None = None
    more: PatchColours | None = None
    spots: Spots | None = None
    spots_lm: Sequence[Any] = ()
    around: Any = None


def mean_illuminance_lx(field: LightField) -> float:
    """Mean illuminance of all patches by area, every luminaire at full light [lx]."""
    light, area = surface_light(field), field.transport.area_m2
    ones = np.ones((len(field.emitters), 3))
    lit = mixed_light(light.patch_direct_lx, light.patch_indirect_lx, ones)[:, 1]
    return float(area @ lit) / max(float(area.sum()), 1e-30)


def room_light(field: LightField, weights: Array, spots: Spots | None = None) -> RoomLight:
    """The light of a mix of columns, (column, 3): it is linear in the weights."""
    light = surface_light(field)
    direct = light.patch_direct_lx.astype(np.float64)
    indirect = mixed_light(np.zeros_like(direct), light.patch_indirect_lx, weights)
    reflectance = np.broadcast_to(field.reflectance, indirect.shape)
    once, more = direct @ weights * reflectance, indirect * reflectance
    area = field.transport.area_m2
    mean, all_round = (
        area @ each / max(float(area.sum()), 1e-30) for each in (indirect, direct @ weights + indirect)
    )
    room = RoomLight(with_bodies(field, once + more, all_round, mean), patch_colours(field, indirect), mean)
    if spots is None:
        return room
    return replace(
        room,
        once=with_bodies(field, once, np.zeros(3), np.zeros(3)),
        more=with_bodies(field, more, all_round, mean),
        spots=spots,
        spots_lm=reflected_lm(spots, reflectance, weights),
    )


def smooth_patch_colour(scene: RayScene, colours: PatchColours, triangle: Any, point: Any, back: Any) -> Any:
    """Colour at points, a quadratic B-spline over the nine cells around each (device arrays).

    Its bend has no steps, so that cells do not show, and it averages their noise. Cells that light does not
    reach do not count; a cluster of small triangles is one cell.
    """
    mi = mitsuba()
    facet = dr.gather(mi.UInt32, scene.facet_of_triangle, triangle)
    offset = point - dr.gather(mi.Point3f, scene.origin, facet)
    columns = dr.gather(mi.Int32, scene.columns, facet)
    rows = dr.gather(mi.Int32, scene.rows, facet)
    x = dr.dot(offset, dr.gather(mi.Point3f, scene.u, facet)) - 0.5
    y = dr.dot(offset, dr.gather(mi.Point3f, scene.v, facet)) - 0.5
    middle, level = mi.Int32(dr.round(x)), mi.Int32(dr.round(y))
    front = dr.gather(mi.UInt32, scene.first_front, facet)
    first = dr.select(back, dr.gather(mi.UInt32, scene.first_back, facet), front)
    total, weight = mi.Vector3f(0.0), mi.Float(0.0)
    for i, wide in _spline(middle, x):
        for j, high in _spline(level, y):
            cell = dr.clip(i, 0, columns - 1) * rows + dr.clip(j, 0, rows - 1)
            patch = dr.gather(mi.UInt32, scene.patch_of_cell, first + mi.UInt32(cell))
            share = (wide * high + 1e-6) * dr.gather(mi.Float, colours.reached, patch)
            total += mi.Vector3f(*(dr.gather(mi.Float, c, patch) for c in colours.channels)) * share
            weight += share
    return total / dr.maximum(weight, 1e-9)


def _spline(middle: Any, place: Any) -> list[tuple[Any, Any]]:
    """The cell nearest to a place and both beside it, each with its share."""
    off = place - middle
    before, after = 0.5 - off, 0.5 + off
    return [
        (middle - 1, before * before / 2),
        (middle, 0.75 - off * off),
        (middle + 1, after * after / 2),
    ]
