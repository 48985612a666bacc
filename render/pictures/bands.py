"""Bands of a picture: what camera rays of some of its pixels see, and their light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.device import mitsuba
from render.pictures.frame import Frame
from render.pictures.irradiance import Placed
from render.pictures.sight import Sight

Array = NDArray[np.float64]
Single = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Part:
    """Camera rays of a band: `each` of them for a pixel, one after the other, and what they see.

    `frame` are their pixels where it is one ray for each, and neighbours are looked at; otherwise None.
    """

    each: int
    frame: Frame | None
    key: Any
    sight: Sight
    placed: Placed


@dataclass(frozen=True, eq=False)
class Band:
    """Pixels of some rows of a picture: one ray for each, and more for those on edges and on gloss.

    `chosen` are those that get more, by their place in the frame; `more` is None where none does.
    """

    first_row: int
    frame: Frame
    one: Part
    chosen: Any
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

    def values(self) -> list[Any]:
        """Copies of its four arrays, to be written to."""
        return [mitsuba().Float(value) for value in (*self.luminance, self.illuminance)]

    def colours(self, width: int) -> Single:
        """The luminance on the host, (row, column, 3)."""
        values: Any = dr.ravel(self.luminance)
        found: Single = values.numpy().reshape(-1, width, 3)
        return found


def light_values(of: Callable[[Part], tuple[Any, Any]]) -> Callable[[Part], list[Any]]:
    """Luminance and illuminance of a part's rays as four arrays."""

    def values(part: Part) -> list[Any]:
        luminance, lux = of(part)
        return [*luminance, lux + dr.zeros(mitsuba().Float, part.sight.lanes)]

    return values


def as_light(values: list[Any]) -> BandLight:
    """Light of pixels from its four arrays."""
    *colour, lux = values
    return BandLight(mitsuba().Vector3f(*colour), lux)


def averaged(band: Band, of: Callable[[Part], list[Any]]) -> list[Any]:
    """Mean over each pixel's camera rays, one device array a value."""
    mi = mitsuba()
    values = [mi.Float(value) for value in of(band.one)]
    dr.eval(values)
    if band.more is not None:
        each = band.more.each
        sums = [dr.block_sum(mi.Float(value), each) for value in of(band.more)]
        dr.eval(sums)
        for value, total in zip(values, sums, strict=True):
            mean = (dr.gather(mi.Float, value, band.chosen) + total) / (each + 1)
            dr.eval(mean)
            dr.scatter(value, mean, band.chosen)
        dr.eval(values)
    return values
