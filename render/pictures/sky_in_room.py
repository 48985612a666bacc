"""The sky's light in one camera's picture: what the room gets of it, straight and reflected."""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_floats
from render.light_field import LightField
from render.pictures.glow import Sky, sky_cd_m2
from render.pictures.irradiance import (
    Grid,
    GridLight,
    Placed,
    averaged,
    placed_light,
    read,
    read_sheen,
)
from render.pictures.looks import NOBODY
from render.pictures.panes import passed_by_patch
from render.pictures.patch_light import RoomLight, patch_colours, smooth_patch_colour
from render.pictures.sight import SeenPoints, Sight
from render.pictures.sky_light import SkyLight, sky_illuminance
from render.sampling import hashed, opaque_key

Array = NDArray[np.float64]

RAYS_SHARE = 2  # times fewer rays to the sky than are gathered


def sky_exitance(field: LightField, light: SkyLight) -> Array:
    """What patches give off of the sky's light by reflection, (patch, 3) [lm/m2]."""
    return (light.direct_lx + light.indirect_lx) * np.broadcast_to(field.reflectance, light.direct_lx.shape)


class SkyInRoom:
    """Light of a sky that falls on what one camera sees.

    Direct light is soft: it is worked out where reflected light is gathered, by rays to panes, and read in
    between in the same way. In mirrors and behind glass it is that of the patches.

    Parameters
    ----------
    field
        The room.
    sky, light
        The sky and its column.
    grid
        Where light is gathered.
    """

    def __init__(self, field: LightField, sky: Sky, light: SkyLight, grid: Grid) -> None:
        self._field, self._sky, self._panes = field, sky, light.panes
        self._samples = max(8, field.options.pixel_gather_rays // RAYS_SHARE)
        exitance = patch_colours(field, sky_exitance(field, light))
        total = light.direct_lx + light.indirect_lx
        area = field.transport.area_m2
        mean = area @ total / max(float(area.sum()), 1e-30)
        self._room = RoomLight(exitance, patch_colours(field, total), mean)
        self._on_grid = self._gathered(grid, exitance)

    def _gathered(self, grid: Grid, exitance: Any) -> GridLight:
        mi = mitsuba()
        lane = dr.arange(mi.UInt32, grid.columns * grid.rows)
        key = hashed(lane, opaque_key("sky on grid", self._field.options.seed))
        direct = self._direct(grid.point, grid.normal, key, grid.valid)
        sheen = read_sheen(grid.sheen, exitance) + self._window_sheen(grid)
        return GridLight(averaged(grid, read(grid.gathered, exitance)) + direct, averaged(grid, sheen))

    def _direct(self, point: Any, normal: Any, key: Any, active: Any) -> Any:
        """Straight from the sky, three channels [lx]."""
        bodies = self._field.ray_scene.bodies
        return sky_illuminance(
            self._field.ray_scene.room,
            self._panes,
            self._sky,
            point,
            normal,
            key,
            samples=self._samples,
            active=active,
            bodies=bodies.scene if bodies else None,
        )

    def _window_sheen(self, grid: Grid) -> Any:
        """Sky in rough gloss, three channels [cd/m2]."""
        mi = mitsuba()
        sheen = grid.sheen
        passed = passed_by_patch(self._field.scene.surfaces, self._field.patches)
        values = [
            dr.gather(mi.Float, device_floats(passed[:, k]), sheen.patch) * luminance * sheen.share
            for k, luminance in enumerate(sky_cd_m2(self._sky, sheen.up))
        ]
        dr.eval(values)
        return mi.Vector3f(*(dr.block_sum(value, sheen.rays) for value in values))

    def luminance(self, sight: Sight, placed: Placed, key: Any) -> Any:
        """What camera rays see by this light, three channels [cd/m2]; `key` is a number of each pixel."""
        mi = mitsuba()
        total = dr.zeros(mi.Vector3f, sight.lanes)
        for points in sight.points:
            if points is sight.head:
                arriving, shine = self._on_head(sight, placed, key)
            else:
                arriving = self._arriving(points)
                shine = arriving / dr.pi
            value = dr.select(points.active, points.weight * arriving + points.sheen * shine, 0.0)
            if dr.width(points.lane) == sight.lanes:
                total += value
                continue
            dr.eval(total, value)
            sums = dr.gather(mi.Vector3f, total, points.lane) + value
            dr.eval(sums)
            dr.scatter(total, sums, points.lane)
        return total

    def _on_head(self, sight: Sight, placed: Placed, key: Any) -> tuple[Any, Any]:
        """Light of what is seen first."""
        mi = mitsuba()
        found = placed_light(placed, self._on_grid, self._room.exitance)
        if placed.own is None:
            return found.illuminance, found.sheen
        arriving, alone = mi.Vector3f(found.illuminance), placed.alone
        direct = self._direct(
            dr.gather(mi.Point3f, mi.Point3f(sight.first.point), alone),
            dr.gather(mi.Vector3f, mi.Vector3f(sight.first.normal), alone),
            hashed(dr.gather(mi.UInt32, key, alone), opaque_key("sky alone")),
            mi.Bool(True),
        )
        both = dr.gather(mi.Vector3f, arriving, alone) + direct
        dr.eval(arriving, both)
        dr.scatter(arriving, both, alone)
        return arriving, found.sheen

    def _arriving(self, points: SeenPoints) -> Any:
        """Light in mirrors and behind glass: of the patches, and on bodies the room's mean."""
        mi = mitsuba()
        in_room = points.luminaire == NOBODY
        triangle = dr.select(in_room, points.triangle, 0)
        scene = self._field.ray_scene
        seen = smooth_patch_colour(scene, self._room.indirect, triangle, points.point, points.behind)
        mean = mi.Vector3f(*(dr.opaque(mi.Float, float(value)) for value in self._room.mean_lx))
        return dr.select(in_room, seen, mean)
