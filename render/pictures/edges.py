"""Which pixels need more than one camera ray: those on edges, and those that see gloss or glass."""

from __future__ import annotations

from typing import Any

import drjit as dr

from render.device import mitsuba
from render.pictures.frame import Around, Frame
from render.pictures.sight import Sight

TURNED = 0.9  # cosine between neighbours' triangles, below which there is an edge
SMOOTHED = 2  # pixels away of which shadows are averaged
NARROW, WIDE = 0.25, 0.6  # shares of neighbours in a penumbra, from which on it counts, and counts wholly
SLOPE, ALONG = 0.2, 0.9  # by which a neighbour may be off the plane, and its normal's least cosine
OFF_PLANE = 1.5  # pixels' widths that a neighbour may lie off the plane


def needs_more(sight: Sight, frame: Frame, spread: float) -> Any:
    """Whether each pixel of a frame needs more rays, from one ray for each (device flags)."""
    mi = mitsuba()
    first = sight.first
    edge = mi.Bool(sight.branches)
    for other in Around(frame).places([(1, 0), (-1, 0), (0, 1), (0, -1)]):
        path = dr.gather(mi.Point3f, first.point, other) - first.point
        away = dr.abs(dr.dot(path, first.facing))
        width = first.distance * (dr.opaque(mi.Float, spread) * OFF_PLANE)
        edge |= (away > width) | (first.seen != dr.gather(mi.Bool, first.seen, other))
        edge |= dr.dot(first.facing, dr.gather(mi.Vector3f, first.facing, other)) < TURNED
        edge |= dr.gather(mi.Bool, sight.branches, other)
        edge |= first.glows != dr.gather(mi.Bool, first.glows, other)
        edge |= first.material != dr.gather(mi.UInt32, first.material, other)
    dr.eval(edge)
    return edge


def uneven(values: Any, among: Any, frame: Frame, *, step: float) -> Any:
    """Whether the values of a pixel and its neighbours two away differ by more than a step (device flags)."""
    mi = mitsuba()
    counted = dr.select(among, values, -1.0)
    dr.eval(counted)
    most, least = mi.Float(-dr.inf), mi.Float(dr.inf)
    for value in Around(frame).values(counted, [(x, y) for x in _up_to(2) for y in _up_to(2)]):
        most = dr.maximum(most, dr.select(value < 0, -dr.inf, value))
        least = dr.minimum(least, dr.select(value < 0, dr.inf, value))
    found = among & (most - least > step)
    dr.eval(found)
    return found


def in_penumbra(values: Any, among: Any, frame: Frame, *, faint: float, reach: int) -> Any:
    """Whether some neighbours of a pixel are 0 and some are not (device flags).

    Parameters
    ----------
    values
        One a pixel, not negative.
    among
        Which of them count.
    faint
        Greatest value that does not matter.
    reach
        How many pixels away neighbours are at most, along rows and columns, less two.
    """
    mi = mitsuba()
    around = Around(frame)
    counted = dr.select(among, values, -1.0)
    dr.eval(counted)
    most, least = mi.Float(0.0), mi.Float(dr.inf)
    for value in around.values(counted, [(x, y) for x in _up_to(reach) for y in _up_to(reach)]):
        most = dr.maximum(most, value)
        least = dr.minimum(least, dr.select(value < 0, dr.inf, value))
    dr.eval(most, least)
    farther = [(x, y) for x in (-2, 0, 2) for y in (-2, 0, 2)]
    lowest, highest = mi.Float(dr.inf), mi.Float(0.0)
    for low, high in zip(around.values(least, farther), around.values(most, farther), strict=True):
        lowest, highest = dr.minimum(lowest, low), dr.maximum(highest, high)
    shaded = among & (lowest <= 0) & (highest > dr.opaque(mi.Float, faint))
    dr.eval(shaded)
    return shaded


def smoothed_shadow(free: Any, share: Any, chosen: Any, point: Any, normal: Any, frame: Frame) -> Any:
    """Shares of light that some pixels get, averaged where a wide penumbra lies all round.

    A few points of an opening say only roughly how much of it is seen; in the middle of a wide penumbra
    neighbours see as much. Where most neighbours are wholly lit or wholly dark, a share stays as it is, so
    that narrow shadows stay sharp.

    Parameters
    ----------
    free
        1 where light arrives, 0 in shadow, negative where none could, one a pixel; the chosen pixels' shares
        are written into it.
    share
        Of the chosen pixels, 0..1.
    point, normal
        What pixels see.
    """
    mi = mitsuba()
    point, normal = mi.Point3f(point), mi.Vector3f(normal)
    dr.scatter(free, share, chosen)
    dr.eval(free)
    around = Around(frame, of=chosen)
    here, axis = dr.gather(mi.Point3f, point, chosen), dr.gather(mi.Vector3f, normal, chosen)
    total, weight, partly = mi.Float(0.0), mi.Float(0.0), mi.Float(0.0)
    for other in around.places([(x, y) for x in _up_to(SMOOTHED) for y in _up_to(SMOOTHED)]):
        theirs = dr.gather(mi.Float, free, other)
        path = dr.gather(mi.Point3f, point, other) - here
        level = dr.abs(dr.dot(path, axis)) <= SLOPE * dr.norm(path) + 1e-6
        turned = dr.dot(dr.gather(mi.Vector3f, normal, other), axis) > ALONG
        counts = dr.select((theirs >= 0) & level & turned, 1.0, 0.0)
        total += counts * theirs
        weight += counts
        partly += dr.select((theirs > 0) & (theirs < 1), counts, 0.0)
    mean = total / dr.maximum(weight, 1.0)
    wide = dr.clip((partly / dr.maximum(weight, 1.0) - NARROW) / (WIDE - NARROW), 0.0, 1.0)
    return dr.lerp(share, mean, wide)


def _up_to(reach: int) -> range:
    return range(-reach, reach + 1)
