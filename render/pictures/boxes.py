"""Boxes around luminaires' bodies, and which rays pass them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_points

Array = NDArray[np.float64]

LEAST = 1e-9  # of a direction's component: one of 0 has no reciprocal


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes along the axes on the device: how many, their lowest and their highest corners [m]."""

    count: int
    low: Any
    high: Any


def load_boxes(low_m: Array, high_m: Array) -> Boxes:
    """Upload boxes, (box, 3) each."""
    mi = mitsuba()
    return Boxes(len(low_m), mi.Point3f(device_points(low_m)), mi.Point3f(device_points(high_m)))


def passes(boxes: Boxes, origin: Any, direction: Any, length: Any = None, margin_m: Any = 0.0) -> Any:
    """Whether rays come into any box, at most `length` along, or nearer to it than a margin.

    The test of slabs (T. Kay and J. Kajiya, SIGGRAPH 1986); device arrays, one entry a ray.
    """
    mi = mitsuba()
    if not boxes.count:
        return mi.Bool(False)
    origin, direction = mi.Point3f(origin), mi.Vector3f(direction)
    count, reach = dr.opaque(mi.UInt32, boxes.count), mi.Float(dr.inf if length is None else length)
    tiny = dr.abs(direction) < LEAST
    inverse = dr.rcp(dr.select(tiny, LEAST, direction))
    margin = mi.Float(margin_m)

    def more(at: Any, found: Any) -> Any:
        return (at < count) & ~found

    def step(at: Any, found: Any) -> tuple[Any, Any]:
        one = (dr.gather(mi.Point3f, boxes.low, at) - margin - origin) * inverse
        other = (dr.gather(mi.Point3f, boxes.high, at) + margin - origin) * inverse
        enters = dr.max(dr.minimum(one, other))
        leaves = dr.min(dr.maximum(one, other))
        return at + 1, (enters <= leaves) & (leaves >= 0) & (enters <= reach)

    lanes = max(dr.width(origin), dr.width(direction))
    start = (dr.zeros(mi.UInt32, lanes), dr.full(mi.Bool, False, lanes))
    found: Any = dr.while_loop(start, more, step, labels=("at", "found"))[1]
    return found
