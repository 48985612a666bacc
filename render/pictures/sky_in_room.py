"""The sky's light in one camera's picture: what the room gets of it, straight and reflected."""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.device import mitsuba
from render.device_arrays import device_floats
from render.light_field import LightField
from render.pictures.around_bodies import read_patches, with_around
from render.pictures.gathered import read
from render.pictures.glow import Sky, sky_cd_m2
from render.pictures.irradiance import (
    Grid,
    GridLight,
    Placed,
    alike,
    averaged,
    mean_around,
    placed_light,
    read_sheen,
)
from render.pictures.patch_light import (
    PatchColours,
    RoomLight,
    mean_illuminance_lx,
    patch_colours,
    with_bodies,
)
from render.pictures.sight import Sight
from render.pictures.sky_light import Outside, SkyLight, sky_illuminance
from render.sampling import hashed, opaque_key

Array = NDArray[np.float64]

MOST_RAYS = 64  # to the sky, of a point where its light hardly changes
STEEP = 0.1  # share of all light by which the grid may be off before pixels look for themselves
NOISE = 0.08  # share of all light by which neighbours that are averaged may differ
ALIKE = 0.3  # from which on a neighbour is on the same surface
RINGS = (1, 2)  # steps of the two averages over 5 x 5 grid points
MORE = 4  # times as many rays of points where light changes
FEWER = 4  # times fewer rays where the whole sky is hardly seen beside the luminaires
COUNTS = 0.02  # share of a neighbour that has a say in that
FAINT = 0.02  # of the room's mean by luminaires: differences below it are not seen beside their light
BUMP = 0.8  # cosine up to which a normal's deviation is taken for a bump


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
        self._field, scene = field, field.ray_scene
        bodies = scene.bodies.scene if scene.bodies else None
        none = np.zeros(2 * len(field.emitters))  # no sky behind luminaires' bodies
        self._passes = [device_floats(np.concatenate([channel, none])) for channel in light.passes.T]
        self._outside = Outside(light.panes, sky, scene.solid, bodies, scene.glass)
        self._faint_lx = FAINT * mean_illuminance_lx(field)
        total = light.direct_lx + light.indirect_lx
        area = field.transport.area_m2
        mean = area @ total / max(float(area.sum()), 1e-30)
        exitance = with_bodies(field, light.exitance_lm_m2, mean, mean)
        faint = mean.max() < self._faint_lx
        rays = min(1 << (field.options.pixel_gather_rays.bit_length() - 1), MOST_RAYS)
        self._samples = max(8, rays // FEWER if faint else rays)
        self._room = with_around(RoomLight(exitance, patch_colours(field, total), mean), grid.around)
        self._direct_on_grid, self._change, self._on_grid = self._gathered(grid, exitance)

    def _gathered(self, grid: Grid, exitance: PatchColours) -> tuple[Any, Any, GridLight]:
        """Light straight from the sky at a grid's points, how much it changes there, and reflected light.

        The change is that which lies not on a line between neighbours, as a share of all that arrives.
        """
        mi = mitsuba()
        lane = dr.arange(mi.UInt32, grid.columns * grid.rows)
        key = hashed(lane, opaque_key("sky on grid", self._field.options.seed))
        normal = _without_bumps(grid.facing, grid.normal)
        direct = self._direct(grid.point, normal, key, grid.valid, self._samples)
        sheen = read_sheen(grid.sheen, exitance) + self._window_sheen(grid)
        reflected = averaged(grid, GridLight(read(grid.gathered, exitance), sheen))
        direct = self._surer(grid, direct, reflected.illuminance, normal, key)
        direct = _calmed(grid, direct, luminance_of(direct + reflected.illuminance))
        change = _bend(grid, direct) / dr.maximum(luminance_of(direct + reflected.illuminance), 1e-9)
        dr.eval(direct, change)
        return direct, change, reflected

    def _surer(self, grid: Grid, direct: Any, reflected: Any, normal: Any, key: Any) -> Any:
        """Light straight from the sky with more rays where it changes, or seems to by chance."""
        mi = mitsuba()
        change = _bend(grid, direct)
        far = (change > STEEP / 2 * luminance_of(direct + reflected)) & (change > self._faint_lx)
        chosen: Any = dr.compress(far & grid.valid)
        if dr.width(chosen) == 0:
            return direct
        more = self._direct(
            *(dr.gather(mi.Point3f, grid.point, chosen), dr.gather(mi.Vector3f, normal, chosen)),
            *(hashed(dr.gather(mi.UInt32, key, chosen), 1), mi.Bool(True), MORE * self._samples),
        )
        both = (dr.gather(mi.Vector3f, direct, chosen) + more * MORE) / (1 + MORE)
        dr.eval(direct, both)
        dr.scatter(direct, both, chosen)
        return direct

    def _direct(self, point: Any, normal: Any, key: Any, active: Any, samples: int) -> Any:
        """Straight from the sky, three channels [lx]."""
        return sky_illuminance(self._outside, point, normal, key, samples=samples, active=active)

    def _window_sheen(self, grid: Grid) -> Any:
        """Sky in rough gloss, three channels [cd/m2]."""
        mi = mitsuba()
        sheen = grid.sheen
        values = [
            dr.gather(mi.Float, passes, sheen.patch) * luminance * sheen.share
            for passes, luminance in zip(self._passes, sky_cd_m2(self._outside.sky, sheen.up), strict=True)
        ]
        dr.eval(values)
        return mi.Vector3f(*(dr.block_sum(value, sheen.rays) for value in values))

    def luminance(self, sight: Sight, placed: Placed, key: Any, each: int) -> Any:
        """What camera rays see by this light, three channels [cd/m2].

        Parameters
        ----------
        key
            A number of each ray's pixel.
        each
            Rays of a pixel, one after the other.
        """
        mi = mitsuba()
        total = dr.zeros(mi.Vector3f, sight.lanes)
        for points in sight.points:
            if points is sight.head:
                arriving, shine = self._on_head(sight, placed, key, each)
            else:
                arriving = read_patches(self._field.ray_scene, points, self._room)
                shine = arriving / dr.pi
            total = sight.with_points(total, points, points.weight * arriving + points.sheen * shine)
        return total

    def _on_head(self, sight: Sight, placed: Placed, key: Any, each: int) -> tuple[Any, Any]:
        """Light of what is seen first: illuminance, and luminance in rough gloss."""
        mi = mitsuba()
        found = placed_light(placed, self._on_grid, self._room)
        direct, change = self._placed_direct(placed)
        between = change * luminance_of(direct + found.illuminance)
        unsure = (change > STEEP) & (between > self._faint_lx)
        alone = dr.zeros(mi.Bool, sight.lanes)
        if dr.width(placed.alone):
            dr.scatter(alone, True, placed.alone)
        chosen: Any = dr.compress((unsure | alone) & sight.first.seen)
        if dr.width(chosen):
            normal = _without_bumps(sight.first.facing, sight.first.normal)
            own = self._direct(
                dr.gather(mi.Point3f, mi.Point3f(sight.first.point), chosen),
                dr.gather(mi.Vector3f, normal, chosen),
                hashed(dr.gather(mi.UInt32, key, chosen), chosen % each, opaque_key("sky alone")),
                mi.Bool(True),
                max(8, self._samples // each),
            )
            trust = dr.select(alone, 1.0, dr.clip(change / STEEP - 1, 0.0, 1.0))
            own = dr.lerp(dr.gather(mi.Vector3f, direct, chosen), own, dr.gather(mi.Float, trust, chosen))
            dr.eval(direct, own)
            dr.scatter(direct, own, chosen)
        return found.illuminance + direct, found.sheen

    def _placed_direct(self, placed: Placed) -> tuple[Any, Any]:
        """Light straight from the sky between grid points, and the most it changes at one of these."""
        mi = mitsuba()
        total, change = mi.Vector3f(0.0), mi.Float(0.0)
        for other, share in zip(placed.other, placed.share, strict=True):
            total += dr.gather(mi.Vector3f, self._direct_on_grid, other) * share
            own = dr.gather(mi.Float, self._change, other)
            change = dr.select(share > COUNTS, dr.maximum(change, own), change)
        return total, change


def luminance_of(colour: Any) -> Any:
    """Luminance of three channels."""
    red, green, blue = (float(weight) for weight in LUMINANCE_WEIGHTS)
    return colour.x * red + colour.y * green + colour.z * blue


def _without_bumps(facing: Any, normal: Any) -> Any:
    """Normals of flat triangles, unless surfaces are bent more than bumps are."""
    mi = mitsuba()
    flat, smooth = mi.Vector3f(facing), mi.Vector3f(normal)
    return dr.select(dr.dot(flat, smooth) > BUMP, flat, smooth)


def _beside(grid: Grid, x: Any, y: Any) -> tuple[Any, Any]:
    """Grid points some steps from each, and how alike their surfaces are, 0..1."""
    mi = mitsuba()
    here = dr.arange(mi.UInt32, grid.columns * grid.rows)
    column, row = mi.Int32(here % grid.columns) + x, mi.Int32(here // grid.columns) + y
    inside = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    other = mi.UInt32(dr.select(inside, row * grid.columns + column, 0))
    reach = grid.spacing_m * max(abs(x), abs(y), 1)
    return other, alike(grid, grid.point, grid.facing, other, reach, inside & grid.valid)


def _calmed(grid: Grid, light: Any, total: Any) -> Any:
    """Light averaged over neighbours on the same surface that get about as much, three channels."""
    for step in RINGS:
        own = luminance_of(light)
        dr.eval(light, own, total)

        def share(other: Any, active: Any, apart: Any, own: Any = own) -> Any:
            off = (dr.gather(mitsuba().Float, own, other) - own) / dr.maximum(NOISE * total, 1e-9)
            reach = grid.spacing_m * dr.maximum(apart, 1.0)
            return alike(grid, grid.point, grid.facing, other, reach, active) * dr.exp(-off * off)

        (light,) = mean_around(grid, step, share, (light,))
    return light


def _bend(grid: Grid, light: Any) -> Any:
    """How far the light of points is from the middle between that of neighbours, its luminance.

    At the edge of a surface it is how far it is from that of the one neighbour.
    """
    mi = mitsuba()
    own, most = luminance_of(light), mi.Float(0.0)
    dr.eval(own)
    for x, y in ((1, 0), (0, 1)):
        sums, count = mi.Float(0.0), mi.Float(0.0)
        for way in (-1, 1):
            other, share = _beside(grid, way * x, way * y)
            there = share > ALIKE
            sums += dr.select(there, dr.gather(mi.Float, own, other) - own, 0.0)
            count += dr.select(there, 1.0, 0.0)
        most = dr.maximum(most, dr.abs(sums) / dr.select(count > 1, 2.0, 1.0))
    dr.eval(most)
    return most
