"""A shot: what one camera sees of a room, kept, so that other light needs no new rays from the eye.

Everything asked of a shot is linear in the light: luminaires add up to the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.device import mitsuba
from render.light_field import LightField
from render.pictures.around_bodies import cast_around_bodies, read_patches, with_around
from render.pictures.bright_spots import Spots, light_spots, shares_of_looks
from render.pictures.direct_light import Footing, direct_light
from render.pictures.edges import needs_more
from render.pictures.glow import Sky, load_glow
from render.pictures.irradiance import (
    NEAR_STEPS,
    Grid,
    GridLight,
    Placed,
    cast,
    cast_sheen,
    grid_light,
    place,
    placed_light,
)
from render.pictures.lamp import light_on_grid, load_lamp
from render.pictures.lens import Lens, place_in_pixel
from render.pictures.looks import load_looks
from render.pictures.patch_light import RoomLight, mean_illuminance_lx, room_light
from render.pictures.seen import Eye, look
from render.pictures.sight import Sight
from render.pictures.sky_in_room import SkyInRoom
from render.pictures.sky_light import sky_light
from render.sampling import hashed, opaque_key

Array = NDArray[np.float64]
Single = NDArray[np.float32]

BAND_RAYS = 1 << 22  # at a time, were all pixels on edges: bounds memory, and lets people stop
MOST_KEPT = 1 << 21  # pixels of which all is kept for other light; a shot of more is looked at anew
MOST_KEPT_LIGHTS = 64  # luminaires' direct light in bands that is kept with them
GRID_STEP = 1  # pixels between those that gather light, at least
FAINT = 0.02  # of the room's mean illuminance with all at full light: noise below it is not seen
SHEEN_SHARE = 4  # times fewer rays for gloss than for diffuse light


@dataclass(frozen=True, eq=False)
class Part:
    """Camera rays of a band: `each` of them for a pixel, one after the other, and what they see."""

    each: int
    key: Any
    sight: Sight
    placed: Placed


@dataclass(frozen=True, eq=False)
class Band:
    """Some rows of a picture: one ray for each pixel, and more for those on edges and on gloss.

    `pixels` are those that get more, by their place in the band; `more` is None where none does.
    """

    first_row: int
    rows: int
    one: Part
    pixels: Any
    more: Part | None


@dataclass(frozen=True, eq=False)
class BandLight:
    """Light of a band's pixels, on the device: luminance, three channels [cd/m2], and illuminance [lx]."""

    luminance: Any
    illuminance: Any

    def times(self, weight: Array) -> BandLight:
        """As much of each channel, (3,)."""
        mi = mitsuba()
        red, green, blue = (dr.opaque(mi.Float, float(value)) for value in weight)
        lux = dr.opaque(mi.Float, float(weight @ LUMINANCE_WEIGHTS))
        return BandLight(self.luminance * mi.Vector3f(red, green, blue), self.illuminance * lux)

    def with_more(self, other: BandLight) -> BandLight:
        """Both together."""
        both = BandLight(self.luminance + other.luminance, self.illuminance + other.illuminance)
        dr.eval(both.luminance, both.illuminance)
        return both

    def colours(self, width: int) -> Single:
        """The luminance on the host, (row, column, 3)."""
        values: Any = dr.ravel(self.luminance)
        found: Single = values.numpy().reshape(-1, width, 3)
        return found


class Shot:
    """One camera in a light field's room.

    Parameters
    ----------
    field
        From `simulate`; its luminaires' bodies are seen.
    lens
        Where each pixel looks.
    sky
        What is behind windows and lights the room through them; None is black.
    keep
        Whether what rays meet is kept for other light, as far as it is not too much.
    """

    def __init__(self, field: LightField, lens: Lens, sky: Sky | None = None, *, keep: bool = True) -> None:
        self.field, self.lens = field, lens
        self._eye = Eye(load_looks(field), load_glow(field.scene.luminaires), sky, lens.spread)
        self._grid: Grid | None = None
        self._spots: tuple[NDArray[np.int64], Spots | None] | None = None  # of the latest mix
        self._faint_lx = FAINT * mean_illuminance_lx(field)
        width, height = lens.size_px
        self._direct_light: dict[tuple[int, int], BandLight] = {}
        self._on_grid: dict[int, Any] = {}
        self._sky, self._sky_light = sky, dict[int, BandLight]()
        self._kept: dict[int, Band] | None = {} if keep and width * height <= MOST_KEPT else None

    @property
    def grid(self) -> Grid:
        """Where light is gathered."""
        if self._grid is None:
            self._grid = self._cast_grid()
        return self._grid

    @cached_property
    def sky_in_room(self) -> SkyInRoom | None:
        """The sky's light in the room; None without a sky or windows."""
        light = sky_light(self.field, self._sky)
        if light is None or self._sky is None:
            return None
        return SkyInRoom(self.field, self._sky, light, self.grid)

    def bands(self) -> Iterator[Band]:
        """The picture's rows from above, some at a time."""
        width, height = self.lens.size_px
        rows = max(1, BAND_RAYS // (width * self.field.options.pixel_samples))
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
        while -(-width // step) * -(-height // step) > self.field.options.pixel_grid:
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
        scene, rays = self.field.ray_scene, self.field.options.pixel_gather_rays
        spacing = dr.norm(point - origin) * (self.lens.spread * step)
        near = NEAR_STEPS * spacing
        looks = self.field.options.pixel_spots
        owner = mi.UInt32(sight.first.luminaire)
        gathered = cast(scene, point, normal, key, rays=rays, looks=looks, nearest_m=near, owner=owner)
        sheen = cast_sheen(
            scene, point, normal, direction, sight.first.roughness, key, rays=max(4, rays // SHEEN_SHARE)
        )
        facing = sight.first.facing
        dr.eval(point, normal, facing, valid, spacing)
        return Grid(
            *(step, columns, rows, mi.Point3f(point), mi.Vector3f(normal), facing, valid, spacing),
            *(gathered, sheen, cast_around_bodies(self.field)),
        )

    def _look(self, first_row: int, rows: int) -> Band:
        """Follow the camera rays of some rows."""
        mi = mitsuba()
        width, more = self.lens.size_px[0], self.field.options.pixel_samples - 1
        every = dr.arange(mi.UInt32, width * rows)
        one = self._part(every, first_row, 1, first=0)
        if more < 1:
            return Band(first_row, rows, one, None, None)
        pixels = dr.compress(needs_more(one.sight, width, rows, self.lens.spread))
        if dr.width(pixels) == 0:
            return Band(first_row, rows, one, None, None)
        return Band(first_row, rows, one, pixels, self._part(pixels, first_row, more, first=1))

    def _part(self, pixels: Any, first_row: int, each: int, *, first: int) -> Part:
        """Some rays of some pixels of a band: the first through its middle, others spread over it."""
        mi = mitsuba()
        columns = dr.opaque(mi.UInt32, self.lens.size_px[0])
        lane = dr.arange(mi.UInt32, dr.width(pixels) * each)
        own = dr.gather(mi.UInt32, pixels, lane // each)
        pixel = own + dr.opaque(mi.UInt32, first_row) * columns
        sample = lane % each + first
        key = hashed(pixel, opaque_key("pixel", self.field.options.seed))
        across, down = place_in_pixel(sample)
        x = mi.Float(pixel % columns) + across
        y = mi.Float(pixel // columns) + down
        origin, direction = self.lens.rays(x, y)
        sight = look(self._eye, origin, direction, hashed(key, sample))
        head = sight.head
        seen = sight.first.seen & head.active if head is not None else sight.first.seen & False
        placed = place(self.field.ray_scene, self.grid, x, y, sight.first, seen, key)
        dr.eval(key)
        return Part(each, key, sight, placed)

    def band_direct(self, band: Band, column: int) -> BandLight:
        """Light straight from one luminaire, and its glow, at full output and white; kept where all is."""
        known = self._direct_light.get((band.first_row, column))
        if known is not None:
            return known

        def of(part: Part) -> tuple[Any, Any]:
            return self._direct(part, column)

        light = self._of_pixels(band, of)
        if self._kept is not None and len(self._direct_light) < MOST_KEPT_LIGHTS:
            self._direct_light[band.first_row, column] = light
        return light

    def _direct(self, part: Part, column: int) -> tuple[Any, Any]:
        mi = mitsuba()
        sight = part.sight
        lamp = load_lamp(self.field, column)
        total, lux = dr.zeros(mi.Vector3f, sight.lanes), dr.zeros(mi.Float, sight.lanes)
        for points in sight.points:
            first = points is sight.head
            light = direct_light(
                *(lamp, points, part.key, self._footing(part, column, first=first)),
                count=self.field.options.pixel_light_points,
                faint_lx=self._faint_lx,
            )
            total = sight.with_points(total, points, light.luminance)
            lux = light.illuminance if first else lux
        glowing = sight.glowing
        if glowing is not None:
            own = (glowing.luminaire == dr.opaque(mi.UInt32, column)) & (glowing.luminance_cd_m2 > 0)
            value = dr.select(own, mi.Vector3f(glowing.share) * glowing.luminance_cd_m2, mi.Vector3f(0.0))
            total = sight.with_glow(total, value)
        return total, lux

    def _footing(self, part: Part, column: int, *, first: bool) -> Footing:
        """What is known of points that rays meet first, or later."""
        if not first:
            return Footing(part.each, 0, None, None, None)
        width = self.lens.size_px[0] if part.each == 1 else 0
        on_grid = self._opening_on_grid(column) if self.field.emitters[column].sized else None
        pixel_m = part.sight.first.distance * dr.opaque(mitsuba().Float, self.lens.spread)
        return Footing(part.each, width, part.placed, on_grid, pixel_m)

    def _opening_on_grid(self, column: int) -> Any:
        """What the grid knows of a luminaire's light; of so many kept."""
        if column in self._on_grid:
            return self._on_grid[column]
        found = light_on_grid(load_lamp(self.field, column), self.grid)
        if len(self._on_grid) < MOST_KEPT_LIGHTS:
            self._on_grid[column] = found
        return found

    def room_light(self, weights: Array, mix: Array | None = None) -> RoomLight:
        """What the room reflects in a mix of luminaires, (luminaire, 3), alone or as part of another mix."""
        shares = shares_of_looks(self.field, weights if mix is None else mix)
        if self._spots is None or not np.array_equal(shares, self._spots[0]):
            self._spots = shares, light_spots(self.field, shares, count=self.grid.gathered.looks)
        return with_around(room_light(self.field, weights, self._spots[1]), self.grid.around)

    def reflected_on_grid(self, light: RoomLight) -> GridLight:
        """What the grid receives of the room's reflected light."""
        return grid_light(self.grid, light)

    def band_reflected(self, band: Band, light: RoomLight, on_grid: GridLight) -> BandLight:
        """Light that the room reflects; `on_grid` is what the grid receives of it."""

        def of(part: Part) -> tuple[Any, Any]:
            return self._reflected(part, light, on_grid)

        return self._of_pixels(band, of)

    def _reflected(self, part: Part, light: RoomLight, on_grid: GridLight) -> tuple[Any, Any]:
        mi = mitsuba()
        sight = part.sight
        total = dr.zeros(mi.Vector3f, sight.lanes)
        lux = mi.Vector3f(0.0)
        for points in sight.points:
            if points is sight.head:
                found = placed_light(part.placed, on_grid, light)
                arriving, shine = found.illuminance, found.sheen
                lux = arriving
            else:
                arriving = read_patches(self.field.ray_scene, points, light)
                shine = arriving / dr.pi  # as if all around were alike
            luminance = points.weight * arriving + points.sheen * shine
            total = sight.with_points(total, points, luminance)
        red, green, blue = (float(weight) for weight in LUMINANCE_WEIGHTS)
        return total, lux.x * red + lux.y * green + lux.z * blue

    def band_sky(self, band: Band) -> BandLight:
        """Light of the sky, seen behind windows and in the room; no illuminance; kept where all is."""
        known = self._sky_light.get(band.first_row)
        if known is not None:
            return known

        def of(part: Part) -> tuple[Any, Any]:
            seen, lit = part.sight.sky, self.sky_in_room
            if lit is not None:
                seen = seen + lit.luminance(part.sight, part.placed, part.key, part.each)
            return seen, mitsuba().Float(0.0)

        light = self._of_pixels(band, of)
        if self._kept is not None:
            self._sky_light[band.first_row] = light
        return light

    def band_seen(self, band: Band) -> NDArray[np.bool_]:
        """Whether pixels meet anything, (row, column)."""
        (share,) = self._averaged(band, lambda part: [mitsuba().Float(part.sight.first.seen)])
        seen: NDArray[np.bool_] = share.numpy().reshape(band.rows, -1) > 0.5
        return seen

    def band_aids(self, band: Band) -> tuple[Single, Single]:
        """Albedo and normal of what is seen first, (row, column, 3)."""

        def of(part: Part) -> list[Any]:
            return [*part.sight.first.albedo, *part.sight.first.normal]

        values = self._averaged(band, of)
        found = np.stack([value.numpy().reshape(band.rows, -1) for value in values], axis=-1)
        return found[..., :3], found[..., 3:]

    def _of_pixels(self, band: Band, of: Callable[[Part], tuple[Any, Any]]) -> BandLight:
        """Luminance and illuminance of rays, averaged over each pixel's."""

        def values(part: Part) -> list[Any]:
            luminance, lux = of(part)
            return [*luminance, lux + dr.zeros(mitsuba().Float, part.sight.lanes)]

        *colour, lux = self._averaged(band, values)
        return BandLight(mitsuba().Vector3f(*colour), lux)

    def _averaged(self, band: Band, of: Callable[[Part], list[Any]]) -> list[Any]:
        """Mean over each pixel's camera rays, one device array a value."""
        mi = mitsuba()
        values = [mi.Float(value) for value in of(band.one)]
        dr.eval(values)
        if band.more is not None:
            each = band.more.each
            sums = [dr.block_sum(mi.Float(value), each) for value in of(band.more)]
            dr.eval(sums)
            for value, total in zip(values, sums, strict=True):
                mean = (dr.gather(mi.Float, value, band.pixels) + total) / (each + 1)
                dr.eval(mean)
                dr.scatter(value, mean, band.pixels)
            dr.eval(values)
        return values
