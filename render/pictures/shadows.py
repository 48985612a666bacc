"""On which points shadows of bodies in boxes may fall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import drjit as dr

from render.bodies import half_extent_m
from render.device import mitsuba
from render.device_arrays import device_floats, device_points
from render.emitters import Emitter
from render.pictures.boxes import Boxes, passes
from render.pictures.sight import SeenPoints
from render.rays import LIFT_M


class Shadows:
    """Shadows of boxes in the light of some luminaires.

    Parameters
    ----------
    lamps
        The luminaires.
    boxes
        What may be in their light's way.
    """

    def __init__(self, lamps: Sequence[Emitter], boxes: Boxes) -> None:
        self._count, self._boxes = len(lamps), boxes
        if lamps:
            self._centre = mitsuba().Point3f(device_points([lamp.centre_m for lamp in lamps]))
            self._radius = device_floats([half_extent_m(lamp.placed) for lamp in lamps])

    def may_fall_on(self, points: SeenPoints, wide_m: Any) -> Any:
        """Whether a box comes near the line from a point to the middle of any luminaire's opening.

        Parameters
        ----------
        wide_m
            How far around each point rays start.
        """
        mi = mitsuba()
        if not self._count:
            return mi.Bool(False)
        count, margin = dr.opaque(mi.UInt32, self._count), mi.Float(wide_m) + LIFT_M

        def more(at: Any, found: Any) -> Any:
            return (at < count) & ~found

        def step(at: Any, found: Any) -> tuple[Any, Any]:
            path = dr.gather(mi.Point3f, self._centre, at) - points.point
            away = dr.norm(path)
            way = path * dr.rcp(dr.maximum(away, 1e-9))
            near = dr.gather(mi.Float, self._radius, at) + margin
            return at + 1, passes(self._boxes, points.point, way, away, near)

        # what gives no light need not be asked
        start = (dr.zeros(mi.UInt32, dr.width(points.lane)), ~mi.Bool(points.active))
        found: Any = dr.while_loop(start, more, step, labels=("at", "found"))[1]
        return found & points.active
