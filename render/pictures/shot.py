"""A shot: what one camera sees of a room, kept, so that other light needs no new rays from the eye.

Everything asked of a shot is linear in the light: luminaires add up to the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.device import mitsuba
from render.light_field import LightField
from render.pictures.direct_light import direct_light
from render.pictures.glow import Sky, load_glow
from render.pictures.irradiance import Grid, Placed, cast, grid_illuminance, place, placed_illuminance
from render.pictures.lens import Lens
from render.pictures.looks import NOBODY, appearances
from render.pictures.patch_light import RoomLight, smooth_patch_colour
from render.pictures.seen import Eye, SeenPoints, Sight, look
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]

BAND_LANES = 1 << 20  # camera rays at a time: bounds memory, and lets people stop
MOST_KEPT = 1 << 23  # camera rays that are kept for other light; a shot of more is looked at anew
GRID_STEP = 4  # pixels between those that gather light
MOST_GRID = 130_000  # of them; large pictures have wider grids


@dataclass(frozen=True, eq=False)
class Band:
    """Some rows of a picture: what their camera rays see."""

    first_row: int
    rows: int
    key: Any
    sight: Sight
    placed: Placed


@dataclass(frozen=True, eq=False)
class BandLight:
    """Light of a band's pixels: luminance (row, column, 3) [cd/m2] and illuminance (row, column) [lx]."""

    luminance: Single
    illuminance: Single


class Shot:
    """One camera in a light field's room.

    Parameters
    ----------
    field
        From `simulate`; its luminaires' bodies are seen.
    lens
        Where each pixel looks.
    sky
        What is seen behind windows; None is black.
    """

    def __init__(self, field: LightField, lens: Lens, sky: Sky | None = None) -> None:
        self.field, self.lens = field, lens
        options = field.options
        self.samples = options.pixel_samples
        self._eye = Eye(appearances(field), load_glow(field.scene.luminaires), sky, lens.spread)
        self._grid: Grid | None = None
        width, height = lens.size_px
        self._kept: dict[int, Band] | None = {} if width * height * self.samples <= MOST_KEPT else None

    @property
    def grid(self) -> Grid:
        """Where light is gathered."""
        if self._grid is None:
            self._grid = self._cast_grid()
        return self._grid

    def bands(self) -> Iterator[Band]:
        """The picture's rows from above, some at a time."""
        width, height = self.lens.size_px
        rows = max(1, BAND_LANES // (width * self.samples))
        for first in range(0, height, rows):
            if self._kept is not None and first in self._kept:
                yield self._kept[first]
                continue
            band = self._look(first, min(rows, height - first))
            if self._kept is not None:
                self._kept[first] = band
            yield band

    def _cast_grid(self) -> Grid:
        """Rays of every few pixels' middles to the first surface, and from there all round."""
        mi = mitsuba()
        width, height = self.lens.size_px
        step = GRID_STEP
        while -(-width // step) * -(-height // step) > MOST_GRID:
            step += 1
        columns, rows = -(-width // step), -(-height // step)
        lane = dr.arange(mi.UInt32, columns * rows)
        wide = dr.opaque(mi.UInt32, columns)
        x = dr.minimum((mi.Float(lane % wide) + 0.5) * step, width - 0.5)
        y = dr.minimum((mi.Float(lane // wide) + 0.5) * step, height - 0.5)
        key = hashed(lane, opaque_key("grid", self.field.options.seed))
        origin, direction = self.lens.rays(x, y)
        sight = look(self._eye, origin, direction, key, bounces=1)
        point, normal, valid = sight.first.point, sight.first.normal, sight.first.seen
        gathered = cast(self.field.ray_scene, point, normal, key, rays=self.field.options.pixel_gather_rays)
        away = dr.norm(point - origin)
        spacing = away * (self.lens.spread * step)
        dr.eval(point, normal, valid, spacing)
        return Grid(step, columns, rows, mi.Point3f(point), mi.Vector3f(normal), valid, spacing, gathered)

    def _look(self, first_row: int, rows: int) -> Band:
        """Follow the camera rays of some rows."""
        mi = mitsuba()
        width, samples = self.lens.size_px[0], self.samples
        lane = dr.arange(mi.UInt32, width * rows * samples)
        columns = dr.opaque(mi.UInt32, width)
        pixel = lane // samples + dr.opaque(mi.UInt32, first_row) * columns
        key = hashed(pixel, opaque_key("pixel", self.field.options.seed))
        u = spread_numbers(lane % samples, key)
        x, y = mi.Float(pixel % columns) + u[0], mi.Float(pixel // columns) + u[1]
        origin, direction = self.lens.rays(x, y)
        sight = look(self._eye, origin, direction, hashed(key, lane % samples))
        head = next((points for points in sight.points if dr.width(points.lane) == sight.lanes), None)
        seen = sight.first.seen if head is None else sight.first.seen & head.active
        placed = place(
            self.field.ray_scene, self.grid, x, y, sight.first.point, sight.first.normal, seen, key
        )
        dr.eval(key)
        return Band(first_row, rows, key, sight, placed)

    def band_direct(self, band: Band, column: int) -> BandLight:
        """Light straight from one luminaire, and its glow, at full output and white."""
        mi = mitsuba()
        sight = band.sight
        total = dr.zeros(mi.Vector3f, sight.lanes)
        lux = dr.zeros(mi.Float, sight.lanes)
        for index, points in enumerate(sight.points):
            whole = dr.width(points.lane) == sight.lanes
            light = direct_light(
                self.field, points, column, band.key, samples=self.samples, refine=whole and index == 0
            )
            total = _added(total, points, light.luminance, sight.lanes)
            if index == 0 and whole:
                lux = light.illuminance
        for glowing in sight.glowing:
            own = (glowing.luminaire == dr.opaque(mi.UInt32, column)) & (glowing.luminance_cd_m2 > 0)
            value = dr.select(own, mi.Vector3f(glowing.share) * glowing.luminance_cd_m2, mi.Vector3f(0.0))
            total = _scattered(total, glowing.lane, value, sight.lanes)
        return self._of_pixels(band, total, lux)

    def reflected_on_grid(self, light: RoomLight) -> Any:
        """What the grid receives of the room's reflected light, three channels [lx]."""
        return grid_illuminance(self.grid, light.exitance)

    def band_reflected(self, band: Band, light: RoomLight, grid_lx: Any) -> BandLight:
        """Light that the room reflects; `grid_lx` is what the grid receives of it."""
        mi = mitsuba()
        sight = band.sight
        total = dr.zeros(mi.Vector3f, sight.lanes)
        lux = mi.Vector3f(0.0)
        for index, points in enumerate(sight.points):
            if index == 0 and dr.width(points.lane) == sight.lanes:
                arriving = lux = placed_illuminance(band.placed, grid_lx, light.exitance)
            else:
                arriving = self._arriving(points, light)
            total = _added(total, points, points.weight * arriving, sight.lanes)
        red, green, blue = (float(weight) for weight in LUMINANCE_WEIGHTS)
        return self._of_pixels(band, total, lux.x * red + lux.y * green + lux.z * blue)

    def _arriving(self, points: SeenPoints, light: RoomLight) -> Any:
        """Reflected light at points that are not gathered for: of the patches, and on bodies the room's mean."""
        mi = mitsuba()
        in_room = points.luminaire == NOBODY
        triangle = dr.select(in_room, points.triangle, 0)
        read = smooth_patch_colour(
            self.field.ray_scene, light.indirect, triangle, points.point, points.behind
        )
        mean = mi.Vector3f(*(dr.opaque(mi.Float, float(value)) for value in light.mean_lx))
        return dr.select(in_room, read, mean)

    def band_sky(self, band: Band) -> BandLight:
        """What is seen of the sky."""
        mi = mitsuba()
        return self._of_pixels(band, band.sight.sky, dr.zeros(mi.Float, band.sight.lanes))

    def band_aids(self, band: Band) -> tuple[Single, Single, Single]:
        """For denoising and measures: albedo and normal (row, column, 3); share seen, and glowing, (row, column, 2)."""
        mi = mitsuba()
        first = band.sight.first
        shares = mi.Vector2f(mi.Float(first.seen), mi.Float(first.glows))
        return tuple(self._averaged(band, values) for values in (first.albedo, first.normal, shares))

    def _of_pixels(self, band: Band, luminance: Any, illuminance: Any) -> BandLight:
        return BandLight(self._averaged(band, luminance), self._averaged(band, [illuminance])[..., 0])

    def _averaged(self, band: Band, values: Any) -> Single:
        """Mean over each pixel's camera rays, (row, column, value)."""
        sums = [dr.block_sum(value, self.samples) * (1 / self.samples) for value in values]
        dr.eval(sums)
        width = self.lens.size_px[0]
        return np.stack([each.numpy().reshape(band.rows, width) for each in sums], axis=-1)


def _added(total: Any, points: SeenPoints, luminance: Any, lanes: int) -> Any:
    """Luminance of seen points added to their camera rays; a ray has each kind of point once."""
    if dr.width(points.lane) == lanes:
        return total + dr.select(points.active, luminance, 0.0)
    return _scattered(total, points.lane, dr.select(points.active, luminance, 0.0), lanes)


def _scattered(total: Any, lane: Any, value: Any, lanes: int) -> Any:
    mi = mitsuba()
    if dr.width(lane) == lanes:
        return total + value
    dr.eval(total, value)
    sums = dr.gather(mi.Vector3f, total, lane) + value
    dr.eval(sums)
    dr.scatter(total, sums, lane)
    return total
