"""A shot after luminaires changed: what the change cannot touch is kept from the shot before.

One luminaire moved, or another in its place, changes few pixels: those that see its body, straight or in
mirrors, and those in its shadow. Only these are looked at anew. All other camera rays are kept, and with
them the light of luminaires that stayed; of rays that gather reflected light, those are cast again that pass
where a body is or was. Boxes around bodies stand for them, so more is done again than needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_indices
from render.emitters import Emitter
from render.light_field import LightField
from render.pictures.bands import Band, BandLight, Part, as_light, averaged, light_values
from render.pictures.boxes import load_boxes, passes
from render.pictures.direct_light import STEEP
from render.pictures.frame import frame_of_some
from render.pictures.gathered import Gathered, Points, recast
from render.pictures.glow import Sky
from render.pictures.irradiance import Sheen, Shiny, cast_sheen
from render.pictures.lamp import light_from_all
from render.pictures.lens import Lens
from render.pictures.shadows import Shadows
from render.pictures.shot import Shot
from render.pictures.sight import SeenPoints
from render.rays import LIFT_M

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

BESIDE_SHADOWS = 4  # pixels beside those that may change, whose shadows are told by their neighbours
AROUND = 6  # pixels beyond those that are taken over, of which edges of shadows there want to know
SLACK_M = 1e-3  # beyond bodies: rays that graze them are told apart to a rounding error only
BESIDE, DIAGONAL = 2.0, 1.5  # pixels and the grid's spacings by which a body's neighbours may be touched
COARSER = 2.0  # times the illuminance of which nobody sees the noise


def can_be_kept(before: Shot, field: LightField, lens: Lens, sky: Sky | None) -> bool:
    """Whether a shot is of the same room by the same camera, so that only luminaires may differ."""
    known = before.field
    if not before.keeps:
        return False
    same_room = known.patches is field.patches and known.scene.surfaces is field.scene.surfaces
    return same_room and (known.stage.options, before.lens, before.sky) == (field.stage.options, lens, sky)


@dataclass(frozen=True, eq=False)
class _Anew:
    """Pixels of a band that are looked at anew: `entry` of them are taken over, as `pixel` of the band."""

    band: Band
    entry: Any
    pixel: Any


class Reshot(Shot):
    """A shot with other luminaires, of which all is kept that stays.

    Parameters
    ----------
    before
        A shot of the same room by the same camera, see `can_be_kept`.
    field
        What hangs there now.
    """

    def __init__(self, before: Shot, field: LightField) -> None:
        super().__init__(field, before.lens, before.sky)
        self._before = before
        before.expect(())  # what it is asked for now is what it has kept
        self._bands_before = {band.first_row: band for band in before.bands()}
        pairs = list(zip_longest(before.field.emitters, field.emitters))
        self._changed = {k for k, (was, now) in enumerate(pairs) if not _same(was, now)}
        low_m, high_m = self._bodies = _bodies([one for k in self._changed for one in pairs[k] if one])
        self._boxes = load_boxes(low_m, high_m)
        self._touched = {band.first_row: self._touched_pixels(band) for band in self._bands_before.values()}
        self._anew: dict[int, _Anew] = {}
        self._again: dict[int, Band] = {}

    @property
    def share_anew(self) -> float:
        """Share of the picture's pixels that are looked at anew."""
        return float(np.concatenate(list(self._touched.values())).mean())

    @property
    def is_finer(self) -> bool:
        """Whether the shot before was for so much more light that its shadows are too rough for this."""
        return self._before._faint_lx > COARSER * self._faint_lx

    def bands(self) -> Iterator[Band]:
        """The bands of the shot before, for what is kept of them; see `_values` for the rest."""
        for first, band in self._bands_before.items():
            if first not in self._again:
                if self._touched[first].any():
                    self._anew[first] = self._looked_at_anew(first)
                self._again[first] = self._regathered(band)
            yield self._again[first]

    def band_direct(self, band: Band, column: int) -> BandLight:
        """Light straight from one luminaire, kept where it and its way stayed."""
        if column in self._changed:
            return super().band_direct(band, column)
        values = self._before.band_direct(self._bands_before[band.first_row], column).values()
        return as_light(self._taken_over(band, values, light_values(lambda part: self._direct(part, column))))

    def _asked_of(self, part: Part) -> tuple[int, ...]:
        anew = any(part is each.band.one or part is each.band.more for each in self._anew.values())
        return tuple(k for k in self._expected if anew or k in self._changed)

    def _from_all(self, column: int) -> Any:
        """What the grid knows of a luminaire's light: worked out anew where its points are elsewhere."""
        if column in self._changed:
            return super()._from_all(column)
        mi = mitsuba()
        known, chosen = mi.Vector3f(self._before._opening_on_grid(column)), self._moved
        if dr.width(chosen):
            point = dr.gather(mi.Point3f, self.grid.point, chosen)
            valid = dr.gather(mi.Bool, self.grid.valid, chosen)
            dr.scatter(known, light_from_all(self._lamp(column), point, valid), chosen)
            dr.eval(known)
        return known

    @cached_property
    def _moved(self) -> Any:
        """The grid's points that are elsewhere than before."""
        here, before = self.grid, self._before.grid
        moved = (dr.squared_norm(here.point - before.point) > 0) | (here.valid != before.valid)
        return dr.compress(moved)

    def _values(self, band: Band, of: Callable[[Part], list[Any]]) -> list[Any]:
        return self._taken_over(band, averaged(band, of), of)

    def _taken_over(self, band: Band, values: list[Any], of: Callable[[Part], list[Any]]) -> list[Any]:
        """Values of a band's pixels, with those that were looked at anew."""
        anew = self._anew.get(band.first_row)
        if anew is not None:
            for value, own in zip(values, averaged(anew.band, of), strict=True):
                dr.scatter(value, dr.gather(mitsuba().Float, own, anew.entry), anew.pixel)
            dr.eval(values)
        return values

    def _gathered(self, point: Any, normal: Any, key: Any, nearest_m: Any, owner: Any) -> Gathered:
        """Rays of the grid's points: those of the grid before, unless they pass where something changed."""
        new = Points(point, normal, nearest_m, owner)
        return recast(self._before.grid.gathered, self.field.ray_scene, self._boxes, new)

    def _sheen(self, at: Shiny) -> Sheen:
        """Rays that the gloss of the grid's points reflects, as far as they stay those of the grid before."""
        mi = mitsuba()
        before = self._before.grid
        moved = (dr.squared_norm(at.point - before.point) > 0) | (
            dr.squared_norm(at.normal - before.normal) > 0
        )
        dr.eval(moved)

        def anew(item: Any, origin: Any, direction: Any) -> Any:
            return dr.gather(mi.Bool, moved, item) | passes(self._boxes, origin, direction)

        return cast_sheen(self.field.ray_scene, at, rays=before.sheen.rays, known=before.sheen, anew=anew)

    def _regathered(self, band: Band) -> Band:
        """A band that was kept, with what points without a grid point see of reflected light now."""

        def part(known: Part) -> Part:
            own = known.placed.own
            if own is None:
                return known
            own = recast(own, self.field.ray_scene, self._boxes)
            return replace(known, placed=replace(known.placed, own=own))

        return replace(band, one=part(band.one), more=None if band.more is None else part(band.more))

    def _looked_at_anew(self, first_row: int) -> _Anew:
        """Look at touched pixels, and at those around them."""
        touched = self._touched[first_row]
        around = grown(touched, AROUND)
        entry = np.flatnonzero(touched[around])
        band = self._look(first_row, frame_of_some(around))
        return _Anew(band, device_indices(entry), device_indices(np.flatnonzero(touched)))

    def _touched_pixels(self, band: Band) -> Flags:
        """Which pixels of a band may look otherwise, (row, column)."""
        touched = self._seen_straight(band)
        lamps = [each for k, each in enumerate(self.field.emitters) if k not in self._changed]
        shadows = Shadows(lamps, self._boxes)
        for part in (band.one,) if band.more is None else (band.one, band.more):
            for path in part.sight.paths:
                hit = passes(self._boxes, path.origin, path.direction, path.length + LIFT_M)
                dr.scatter(touched, True, _pixel(band, part, path.lane), hit)
            for points in part.sight.points:
                wide = _footprint_m(part, points, self.lens.spread) if points is part.sight.head else 0.0
                hidden = shadows.may_fall_on(points, wide)
                dr.scatter(touched, True, _pixel(band, part, points.lane), hidden)
        dr.eval(touched)
        return grown(touched.numpy().reshape(band.frame.rows, -1), BESIDE_SHADOWS)

    def _seen_straight(self, band: Band) -> Any:
        """Which pixels may show a body, or the grid's points beside one."""
        mi = mitsuba()
        frame = band.frame
        lane = dr.arange(mi.UInt32, frame.count)
        wide, first = dr.opaque(mi.UInt32, frame.columns), dr.opaque(mi.UInt32, band.first_row)
        x, y = mi.Float(lane % wide) + 0.5, mi.Float(lane // wide + first) + 0.5
        low, high = self._bodies
        eye = np.array(self.lens.view.eye_m)
        far = np.linalg.norm(np.maximum(np.abs(low - eye), np.abs(high - eye)), axis=1)
        beside = (far * self.lens.spread * (DIAGONAL * self._before.grid.step + BESIDE))[:, None]
        origin, direction = self.lens.rays(x, y)
        touched = passes(load_boxes(low - beside, high + beside), origin, direction) & (x >= 0)
        dr.eval(touched)
        return touched


def _same(one: Emitter | None, other: Emitter | None) -> bool:
    """Whether a luminaire is the same in the same place, finish and all."""
    if one is None or other is None:
        return False
    return one.content == other.content and one.placed.luminaire.body is other.placed.luminaire.body


def _bodies(emitters: list[Emitter]) -> tuple[Array, Array]:
    """Lowest and highest corners of boxes around bodies, (body, 3) each [m]."""
    there = [each.body for each in emitters if np.isfinite(each.body.low_m).all()]
    low = np.array([body.low_m for body in there]).reshape(-1, 3)
    return low - SLACK_M, np.array([body.high_m for body in there]).reshape(-1, 3) + SLACK_M


def _footprint_m(part: Part, points: SeenPoints, spread: float) -> Any:
    """Half the length of what pixels show of surfaces at points that rays meet first [m]."""
    mi = mitsuba()
    slanted = dr.maximum(dr.dot(points.back, points.normal), STEEP)
    return part.sight.first.distance * (dr.opaque(mi.Float, spread) * 0.75) / slanted


def _pixel(band: Band, part: Part, lane: Any) -> Any:
    """Which pixel of a band each of a part's rays is of."""
    if part is band.one:
        return lane
    return dr.gather(mitsuba().UInt32, band.chosen, lane // part.each)


def grown(flags: Flags, by: int) -> Flags:
    """Flags of pixels and of all that are up to so many rows and columns away, (row, column)."""
    rows, columns = flags.shape
    found = np.zeros((rows + 2 * by, columns + 2 * by), bool)
    for step in range(2 * by + 1):
        found[by : by + rows, step : step + columns] |= flags
    level = found[by : by + rows].copy()
    for step in range(2 * by + 1):
        found[step : step + rows] |= level
    inside: Flags = found[by : by + rows, by : by + columns]
    return inside
