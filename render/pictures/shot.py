"""A shot: what one camera sees of a room, kept, so that other light needs no new rays from the eye.

Everything asked of a shot is linear in the light: luminaires add up to the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.device import mitsuba
from render.light_field import LightField
from render.pictures.around_bodies import cast_around_bodies, read_patches, with_around
from render.pictures.bands import Band, BandLight, Part, as_light, averaged, light_values
from render.pictures.bright_spots import Spots, light_spots, shares_of_looks
from render.pictures.direct_light import Footing, PointLight, direct_light
from render.pictures.edges import needs_more
from render.pictures.frame import Frame
from render.pictures.gathered import Gathered, cast
from render.pictures.glow import Sky, load_glow
from render.pictures.irradiance import (
    NEAR_STEPS,
    Grid,
    GridLight,
    Sheen,
    Shiny,
    cast_sheen,
    grid_light,
    place,
    placed_light,
)
from render.pictures.lamp import Lamp, light_from_all, load_lamp
from render.pictures.lens import Lens, place_in_pixel
from render.pictures.looks import load_looks
from render.pictures.many_lamps import light_of_each
from render.pictures.patch_light import RoomLight, mean_illuminance_lx, room_light
from render.pictures.seen import Eye, look
from render.pictures.sight import SeenPoints
from render.pictures.sky_in_room import SkyInRoom
from render.pictures.sky_light import sky_light
from render.sampling import hashed, opaque_key

Array = NDArray[np.float64]
Single = NDArray[np.float32]

LANES_AT_ONCE = 1 << 20  # of luminaires whose light is worked out together
BAND_RAYS = 1 << 22  # at a time, were all pixels on edges: bounds memory, and lets people stop
MOST_KEPT = 1 << 21  # pixels of which all is kept for other light; a shot of more is looked at anew
MOST_KEPT_PIXELS = 1 << 25  # of luminaires' direct light in bands that is kept with them, half a gigabyte
MOST_KEPT_LIGHTS = 64  # luminaires of which is kept what the grid knows
GRID_STEP = 1  # pixels between those that gather light, at least
FAINT = 0.02  # of the room's mean illuminance with all at full light: noise below it is not seen
SHEEN_SHARE = 4  # times fewer rays for gloss than for diffuse light


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
        glow = load_glow(field.scene.luminaires)
        self._eye = Eye(load_looks(field), glow, sky, lens.spread, field.lights)
        self._grid: Grid | None = None
        self._spots: tuple[NDArray[np.int64], Spots | None] | None = None  # of the latest mix
        self._faint_lx = FAINT * mean_illuminance_lx(field)
        width, height = lens.size_px
        self._direct_light: dict[tuple[int, int], BandLight] = {}
        self._on_grid: dict[int, Any] = {}
        self._lamps: dict[int, Lamp] = {}
        self._expected: tuple[int, ...] = ()
        self._ahead: WeakKeyDictionary[SeenPoints, dict[int, PointLight]] = WeakKeyDictionary()
        self.sky, self._sky_light = sky, dict[int, BandLight]()
        self._kept: dict[int, Band] | None = {} if keep and width * height <= MOST_KEPT else None

    @property
    def keeps(self) -> bool:
        """Whether what rays meet is kept."""
        return self._kept is not None

    @property
    def grid(self) -> Grid:
        """Where light is gathered."""
        if self._grid is None:
            self._grid = self._cast_grid()
        return self._grid

    @cached_property
    def sky_in_room(self) -> SkyInRoom | None:
        """The sky's light in the room; None without a sky or windows."""
        light = sky_light(self.field, self.sky)
        if light is None or self.sky is None:
            return None
        return SkyInRoom(self.field, self.sky, light, self.grid)

    def bands(self) -> Iterator[Band]:
        """The picture's rows from above, some at a time."""
        width, height = self.lens.size_px
        rows = max(1, BAND_RAYS // (width * self.field.options.pixel_samples))
        for first in range(0, height, rows):
            if self._kept is not None and first in self._kept:
                yield self._kept[first]
                continue
            band = self._look(first, Frame(width, min(rows, height - first)))
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
        spacing = dr.norm(point - origin) * (self.lens.spread * step)
        near = NEAR_STEPS * spacing
        owner = mi.UInt32(sight.first.luminaire)
        gathered = self._gathered(mi.Point3f(point), mi.Vector3f(normal), key, near, owner)
        where = (mi.Point3f(point), mi.Vector3f(normal), direction, sight.first.roughness)
        sheen = self._sheen(Shiny(*where, key))
        facing = sight.first.facing
        dr.eval(point, normal, facing, valid, spacing)
        return Grid(
            *(step, columns, rows, mi.Point3f(point), mi.Vector3f(normal), facing, valid, spacing),
            *(gathered, sheen, cast_around_bodies(self.field)),
        )

    def _gathered(self, point: Any, normal: Any, key: Any, nearest_m: Any, owner: Any) -> Gathered:
        """Rays of the grid's points that gather."""
        rays, looks = self.field.options.pixel_gather_rays, self.field.options.pixel_spots
        scene = self.field.ray_scene
        return cast(scene, point, normal, key, rays=rays, looks=looks, nearest_m=nearest_m, owner=owner)

    def _sheen(self, at: Shiny) -> Sheen:
        """Rays of the grid's points that their gloss reflects."""
        rays = max(4, self.field.options.pixel_gather_rays // SHEEN_SHARE)
        return cast_sheen(self.field.ray_scene, at, rays=rays)

    def _look(self, first_row: int, frame: Frame) -> Band:
        """Follow the camera rays of pixels of some rows."""
        more = self.field.options.pixel_samples - 1
        every = dr.arange(mitsuba().UInt32, frame.count)
        one = self._part(frame, every, first_row, 1, first=0)
        if more < 1:
            return Band(first_row, frame, one, None, None)
        chosen: Any = dr.compress(needs_more(one.sight, frame, self.lens.spread))
        if dr.width(chosen) == 0:
            return Band(first_row, frame, one, None, None)
        return Band(first_row, frame, one, chosen, self._part(frame, chosen, first_row, more, first=1))

    def _part(self, frame: Frame, entries: Any, first_row: int, each: int, *, first: int) -> Part:
        """Some rays of some pixels of a band: the first through its middle, others spread over it."""
        mi = mitsuba()
        columns = dr.opaque(mi.UInt32, frame.columns)
        lane = dr.arange(mi.UInt32, dr.width(entries) * each)
        own = frame.pixel_of(dr.gather(mi.UInt32, entries, lane // each))
        pixel = own + dr.opaque(mi.UInt32, first_row) * columns
        sample = lane % each + first
        key = hashed(pixel, opaque_key("pixel", self.field.options.seed))
        across, down = place_in_pixel(sample)
        x = mi.Float(pixel % columns) + across
        y = mi.Float(pixel // columns) + down
        origin, direction = self.lens.rays(x, y)
        sight = look(self._eye, origin, direction, hashed(key, sample), paths=self.keeps)
        head = sight.head
        seen = sight.first.seen & head.active if head is not None else sight.first.seen & False
        placed = place(self.field.ray_scene, self.grid, x, y, sight.first, seen, key)
        dr.eval(key)
        return Part(each, frame if first == 0 else None, key, sight, placed)

    def band_direct(self, band: Band, column: int) -> BandLight:
        """Light straight from one luminaire, and its glow, at full output and white; kept where all is."""
        known = self._direct_light.get((band.first_row, column))
        if known is not None:
            return known

        def of(part: Part) -> tuple[Any, Any]:
            return self._direct(part, column)

        light = self._light(band, of)
        if self._kept is not None and len(self._direct_light) * band.frame.count < MOST_KEPT_PIXELS:
            self._direct_light[band.first_row, column] = light
        return light

    def expect(self, columns: Sequence[int]) -> None:
        """Say whose direct light will be asked for: at few points it is worked out together."""
        self._expected = tuple(columns)
        self._ahead = WeakKeyDictionary()

    def _direct(self, part: Part, column: int) -> tuple[Any, Any]:
        mi = mitsuba()
        sight = part.sight
        total, lux = dr.zeros(mi.Vector3f, sight.lanes), dr.zeros(mi.Float, sight.lanes)
        for points in sight.points:
            light = self._light_on(part, points, column)
            total = sight.with_points(total, points, light.luminance)
            lux = light.illuminance if points is sight.head else lux
        glowing = sight.glowing
        if glowing is not None:
            own = (glowing.luminaire == dr.opaque(mi.UInt32, column)) & (glowing.luminance_cd_m2 > 0)
            value = dr.select(own, mi.Vector3f(glowing.share) * glowing.luminance_cd_m2, mi.Vector3f(0.0))
            total = sight.with_glow(total, value)
        return total, lux

    def _light(self, band: Band, of: Callable[[Part], tuple[Any, Any]]) -> BandLight:
        """Luminance and illuminance of rays, averaged over each pixel's."""
        return as_light(self._values(band, light_values(of)))

    def _values(self, band: Band, of: Callable[[Part], list[Any]]) -> list[Any]:
        """Mean over each pixel's camera rays, one device array a value."""
        return averaged(band, of)

    def _light_on(self, part: Part, points: SeenPoints, column: int) -> PointLight:
        """Direct light on points that rays meet first, or later."""
        ahead = self._ahead.setdefault(points, {})
        if column in ahead:
            return ahead.pop(column)
        first = points is part.sight.head
        footing = self._footing(part, first=first)
        count, faint = self.field.options.pixel_light_points, self._faint_lx
        columns = self._together(part, points, column)
        if len(columns) == 1:
            on_grid = self._opening_on_grid(column) if first and self.field.emitters[column].sized else None
            footing = replace(footing, on_grid=on_grid)
            return direct_light(self._lamp(column), points, part.key, footing, count=count, faint_lx=faint)
        on_grids = [self._opening_on_grid(each) for each in columns] if first else []
        where = (points, part.key, footing)
        found = light_of_each(self.field, columns, *where, on_grids=on_grids, count=count, faint_lx=faint)
        ahead.update(zip(columns[1:], found[1:], strict=True))
        return found[0]

    def _together(self, part: Part, points: SeenPoints, column: int) -> list[int]:
        """Columns whose light on points is worked out at once, from one on."""
        expected = self._asked_of(part)
        width = dr.width(points.lane)
        whole = points is part.sight.head and part.frame is not None and part.frame.pixel is None
        if whole or column not in expected or not self.field.emitters[column].sized:
            return [column]
        later = [each for each in expected[expected.index(column) :] if self.field.emitters[each].sized]
        return later[: max(1, LANES_AT_ONCE // max(width, 1))]

    def _asked_of(self, part: Part) -> tuple[int, ...]:
        """Whose light is expected to be asked for on a part."""
        return self._expected

    def _footing(self, part: Part, *, first: bool) -> Footing:
        """What is known of points that rays meet first, or later, but for the light on the grid."""
        if not first:
            return Footing(part.each, None, None, None, None)
        pixel_m = part.sight.first.distance * dr.opaque(mitsuba().Float, self.lens.spread)
        return Footing(part.each, part.frame, part.placed, None, pixel_m)

    def _lamp(self, column: int) -> Lamp:
        """A luminaire as pictures ask for its light."""
        if column not in self._lamps:
            self._lamps[column] = load_lamp(self.field, column)
        return self._lamps[column]

    def _opening_on_grid(self, column: int) -> Any:
        """What the grid knows of a luminaire's light; of so many kept."""
        if column in self._on_grid:
            return self._on_grid[column]
        found = self._from_all(column)
        if len(self._on_grid) < MOST_KEPT_LIGHTS:
            self._on_grid[column] = found
        return found

    def _from_all(self, column: int) -> Any:
        return light_from_all(self._lamp(column), self.grid.point, self.grid.valid)

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

        return self._light(band, of)

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

        light = self._light(band, of)
        if self._kept is not None:
            self._sky_light[band.first_row] = light
        return light

    def band_seen(self, band: Band) -> NDArray[np.bool_]:
        """Whether pixels meet anything, (row, column)."""
        (share,) = self._values(band, lambda part: [mitsuba().Float(part.sight.first.seen)])
        seen: NDArray[np.bool_] = share.numpy().reshape(band.frame.rows, -1) > 0.5
        return seen

    def band_aids(self, band: Band) -> tuple[Single, Single]:
        """Albedo and normal of what is seen first, (row, column, 3)."""

        def of(part: Part) -> list[Any]:
            return [*part.sight.first.albedo, *part.sight.first.normal]

        values = self._values(band, of)
        found = np.stack([value.numpy().reshape(band.frame.rows, -1) for value in values], axis=-1)
        return found[..., :3], found[..., 3:]
