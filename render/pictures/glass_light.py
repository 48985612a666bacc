"""What clear sheets leave of a luminaire's light at seen points, whatever solid stands in its way."""

from __future__ import annotations

from typing import Any

import drjit as dr

from render.bodies import through_glass
from render.device import mitsuba
from render.direct import unshadowed_lanes
from render.pictures.edges import uneven
from render.pictures.frame import Frame
from render.pictures.lamp import Lamp
from render.pictures.sight import SeenPoints
from render.sampling import hashed, spread_numbers

STEP = 0.01  # by which neighbours' shares may differ
TIMES = 2  # more rays than for shadows, for the edge of a pane is as wide and nothing smooths it


def glass_share(
    lamp: Lamp,
    points: SeenPoints,
    lit_lx: Any,
    numbers: list[Any],
    key: Any,
    frame: Frame | None,
    *,
    count: int,
    faint_lx: float,
) -> Any:
    """Share of a luminaire's light that sheets let through to seen points; 1 where none comes.

    Parameters
    ----------
    lit_lx
        What would come without anything in the way, 0 where nobody asks.
    numbers
        One place of the opening for each point.
    key
        Of each camera ray's pixel.
    frame, count
        Of the pixels where there is one point for each, and how many places of the opening are then looked
        at where neighbours differ.
    faint_lx
        Illuminance that does not matter.
    """
    mi = mitsuba()
    lanes = unshadowed_lanes(lamp.lights, lamp.who, points.point, points.normal, numbers)
    asked = lit_lx > 0
    share = mi.Float(through_glass(lamp.scene, lanes.start, lanes.direction, lanes.distance, asked))
    dr.eval(share)
    if frame is None or count <= 1:
        return share
    among = lit_lx > dr.opaque(mi.Float, faint_lx)
    chosen: Any = dr.compress(uneven(share, among, frame, step=STEP))
    if dr.width(chosen):
        dr.scatter(share, _mean_share(lamp, points, chosen, key, TIMES * count), chosen)
        dr.eval(share)
    return share


def _mean_share(lamp: Lamp, points: SeenPoints, chosen: Any, key: Any, times: int) -> Any:
    """The share of the whole opening's light at some points, each looked at several times."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(chosen) * times)
    source = dr.gather(mi.UInt32, chosen, lane // times)
    lamp = lamp.taken(source)
    numbers = spread_numbers(lane % times, hashed(dr.gather(mi.UInt32, key, source), 19))
    point = dr.gather(mi.Point3f, mi.Point3f(points.point), source)
    normal = dr.gather(mi.Vector3f, mi.Vector3f(points.normal), source)
    lanes = unshadowed_lanes(lamp.lights, lamp.who, point, normal, numbers)
    lux = lanes.unshadowed_lx
    left = lux * through_glass(lamp.scene, lanes.start, lanes.direction, lanes.distance, lux > 0)
    dr.eval(lux, left)
    whole, kept = dr.block_sum(lux, times), dr.block_sum(left, times)
    share = dr.select(whole > 0, kept / dr.maximum(whole, 1e-30), 1.0)
    dr.eval(share)
    return share
