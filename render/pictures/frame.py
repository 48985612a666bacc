"""Which pixels of a picture camera rays are of: whole rows in order, or some of their pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_indices

NONE = 0xFFFFFFFF  # a pixel that is not among them
APART = 2  # rows: as far as neighbours are looked at


@dataclass(frozen=True, eq=False)
class Frame:
    """Some rows of a picture; arrays have an entry for each of their pixels, or for some of these.

    Parameters
    ----------
    columns, rows
        Of that part of the picture.
    pixel
        Which pixel of the rows each entry is; None where all have one, in order.
    entry
        Which entry each pixel has, NONE without; None where all have one, in order.
    """

    columns: int
    rows: int
    pixel: Any = None
    entry: Any = None

    @property
    def count(self) -> int:
        """How many entries there are."""
        return self.columns * self.rows if self.pixel is None else dr.width(self.pixel)

    def pixel_of(self, entries: Any) -> Any:
        """Which pixels of the rows entries are."""
        return entries if self.pixel is None else dr.gather(mitsuba().UInt32, self.pixel, entries)


def frame_of_some(chosen: NDArray[np.bool_]) -> Frame:
    """The frame of chosen pixels, (row, column)."""
    rows, columns = chosen.shape
    pixel = np.flatnonzero(chosen)
    entry = np.full(rows * columns, NONE)
    entry[pixel] = np.arange(len(pixel))
    return Frame(columns, rows, device_indices(pixel), device_indices(entry))


def stacked(frame: Frame, times: int) -> Frame:
    """A frame several times, below each other, with empty rows between, so that none is beside another."""
    mi = mitsuba()
    size, stride = frame.columns * frame.rows, frame.columns * (frame.rows + APART)
    entry = dr.arange(mi.UInt32, frame.count * times)
    count, high = dr.opaque(mi.UInt32, frame.count), dr.opaque(mi.UInt32, stride)
    pixel = frame.pixel_of(entry % count) + entry // count * high
    place = dr.arange(mi.UInt32, stride * times)
    at, which = place % high, place // high
    inside = at < dr.opaque(mi.UInt32, size)
    own = at if frame.entry is None else dr.gather(mi.UInt32, frame.entry, at, inside)
    entries = dr.select(inside & (own != NONE), own + which * count, NONE)
    dr.eval(pixel, entries)
    return Frame(frame.columns, (frame.rows + APART) * times, pixel, entries)


class Around:
    """Neighbours of entries, all or some; where there is none, an entry is its own neighbour.

    Beyond the picture's edge is what is on the edge.
    """

    def __init__(self, frame: Frame, of: Any = None) -> None:
        mi = mitsuba()
        self._here = dr.arange(mi.UInt32, frame.count) if of is None else mi.UInt32(of)
        self._wide = mi.Int32(dr.opaque(mi.UInt32, frame.columns))
        self._high = mi.Int32(dr.opaque(mi.UInt32, frame.rows))
        pixel = mi.Int32(frame.pixel_of(self._here))
        self._x, self._y, self._entry = pixel % self._wide, pixel // self._wide, frame.entry

    def values(self, values: Any, away: list[tuple[int, int]]) -> Iterator[Any]:
        """Values of those that are so many columns and rows away."""
        return (dr.gather(mitsuba().Float, values, place) for place in self.places(away))

    def places(self, away: list[tuple[int, int]]) -> Iterator[Any]:
        """Their entries."""
        mi = mitsuba()
        columns = {x: dr.clip(self._x + x, 0, self._wide - 1) for x, _ in away}
        rows = {y: dr.clip(self._y + y, 0, self._high - 1) * self._wide for _, y in away}
        for x, y in away:
            pixel = mi.UInt32(rows[y] + columns[x])
            if self._entry is None:
                yield pixel
                continue
            entry = dr.gather(mi.UInt32, self._entry, pixel)
            yield dr.select(entry == NONE, self._here, entry)
