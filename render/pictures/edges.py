"""Which pixels need more than one camera ray: those on edges, and those that see gloss or glass."""

from __future__ import annotations

from typing import Any

import drjit as dr

from render.device import mitsuba
from render.pictures.sight import Sight

TURNED = 0.9  # cosine between neighbours' triangles, below which there is an edge
OFF_PLANE = 1.5  # pixels' widths that a neighbour may lie off the plane


def needs_more(sight: Sight, columns: int, rows: int, spread: float) -> Any:
    """Whether each pixel of a band needs more rays, from one ray for each (device flags)."""
    mi = mitsuba()
    first = sight.first
    here = dr.arange(mi.UInt32, columns * rows)
    x, y = mi.Int32(here % columns), mi.Int32(here // columns)
    edge = mi.Bool(sight.branches)
    for along, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        column, row = x + along, y + down
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        other = mi.UInt32(dr.select(inside, row * columns + column, 0))
        path = dr.gather(mi.Point3f, first.point, other, inside) - first.point
        away = dr.abs(dr.dot(path, first.facing))
        width = first.distance * (dr.opaque(mi.Float, spread) * OFF_PLANE)
        differs = (away > width) | (first.seen != dr.gather(mi.Bool, first.seen, other, inside))
        theirs = dr.gather(mi.Vector3f, first.facing, other, inside)
        differs |= dr.dot(first.facing, theirs) < TURNED
        differs |= first.glows != dr.gather(mi.Bool, first.glows, other, inside)
        differs |= first.material != dr.gather(mi.UInt32, first.material, other, inside)
        edge |= inside & differs
    dr.eval(edge)
    return edge


def varies(values: Any, among: Any, columns: int, *, share: float, faint: float, reach: int) -> Any:
    """Whether values differ between a pixel and its neighbours (device flags).

    Parameters
    ----------
    values
        One a pixel, not negative.
    among
        Which of them count.
    share
        Of the greatest value, by which they may differ.
    faint
        Greatest value that does not matter.
    reach
        How many pixels away neighbours are at most, along rows and columns.
    """
    mi = mitsuba()
    count = dr.width(values)
    here = dr.arange(mi.UInt32, count)
    wide = dr.opaque(mi.UInt32, columns)
    x, y, width = mi.Int32(here % wide), mi.Int32(here // wide), mi.Int32(wide)
    rows = mi.Int32(dr.opaque(mi.UInt32, count)) // width
    most, least = mi.Float(0.0), mi.Float(dr.inf)
    for down in range(-reach, reach + 1):
        for along in range(-reach, reach + 1):
            column, row = x + along, y + down
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < rows)
            other = mi.UInt32(dr.select(inside, row * width + column, 0))
            counts = inside & dr.gather(mi.Bool, among, other, inside)
            value = dr.gather(mi.Float, values, other, counts)
            most = dr.select(counts, dr.maximum(most, value), most)
            least = dr.select(counts, dr.minimum(least, value), least)
    differ = among & (most > dr.opaque(mi.Float, faint)) & (most - least > share * most)
    dr.eval(differ)
    return differ
