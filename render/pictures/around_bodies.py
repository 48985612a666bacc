"""What luminaires' bodies receive of the room's reflected light, as a camera sees them in mirrors.

For each body it is gathered about its middle along six axes, and read between these for any normal; the
squares of the normal's components are the weights (J. McTaggart, "Half-Life 2 / Valve Source Shading", 2004).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import drjit as dr
import numpy as np

from render.device import mitsuba
from render.device_arrays import device_points
from render.light_field import LightField
from render.pictures.body_rays import NOBODY
from render.pictures.gathered import Gathered, cast, read
from render.pictures.patch_light import RoomLight, smooth_patch_colour
from render.pictures.sight import SeenPoints
from render.rays import RayScene
from render.sampling import hashed, opaque_key

RAYS = 64
AXES = np.concatenate([np.eye(3), -np.eye(3)])


def cast_around_bodies(field: LightField) -> Gathered | None:
    """Cast rays from the middle of every luminaire's body along the axes; None where nothing hangs."""
    mi = mitsuba()
    placed = field.scene.luminaires
    if not placed:
        return None
    middle = np.array(
        [
            each.scene_from_photometry[:3, 3]
            if each.body_vertices_m is None or not len(each.body_vertices_m)
            else (each.body_vertices_m.min(axis=0) + each.body_vertices_m.max(axis=0)) / 2
            for each in placed
        ]
    )
    point = mi.Point3f(device_points(np.repeat(middle, len(AXES), axis=0)))
    normal = mi.Vector3f(device_points(np.tile(AXES, (len(placed), 1))))
    key = hashed(dr.arange(mi.UInt32, len(placed) * len(AXES)), opaque_key("bodies", field.options.seed))
    return cast(field.ray_scene, point, normal, key, rays=RAYS)


def on_bodies(around: Any, luminaire: Any, normal: Any) -> Any:
    """Illuminance of luminaires' bodies where they look along a normal, three channels [lx].

    Parameters
    ----------
    around
        Of each luminaire along each axis (device array).
    """
    mi = mitsuba()
    total = mi.Vector3f(0.0)
    for axis, component in enumerate(mi.Vector3f(normal)):
        place = luminaire * len(AXES) + dr.select(component < 0, axis + 3, axis)
        total += dr.gather(mi.Vector3f, around, place) * (component * component)
    return total


def with_around(light: RoomLight, around: Gathered | None) -> RoomLight:
    """The light with what luminaires' bodies get of it; the mean, where their middle is in a wall."""
    if around is None:
        return light
    mi = mitsuba()
    each = RAYS * len(AXES)
    met = dr.block_sum(dr.select(around.met, mi.Float(1.0), 0.0), each)
    seen = dr.gather(mi.Float, met, dr.arange(mi.UInt32, dr.width(around.scale_m)) // len(AXES)) > 0
    mean = mi.Vector3f(*(dr.opaque(mi.Float, float(value)) for value in light.mean_lx))
    return replace(light, around=dr.select(seen, read(around, light.exitance), mean))


def read_patches(scene: RayScene, points: SeenPoints, light: RoomLight) -> Any:
    """Illuminance of points for which no rays are cast, three channels [lx]: of patches, or round a body."""
    mi = mitsuba()
    in_room = points.luminaire == NOBODY
    triangle = dr.select(in_room, points.triangle, 0)
    read = smooth_patch_colour(scene, light.indirect, triangle, points.point, points.behind)
    if light.around is None:
        mean = mi.Vector3f(*(dr.opaque(mi.Float, float(value)) for value in light.mean_lx))
        return dr.select(in_room, read, mean)
    there = points.luminaire < dr.opaque(mi.UInt32, dr.width(light.around) // len(AXES))  # not taken down
    body = on_bodies(light.around, dr.select(there, points.luminaire, 0), points.normal)
    return dr.select(in_room, read, body)
