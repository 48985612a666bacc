"""Direct light of many luminaires at few points at once: for few lanes, a launch costs more than its work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.light_field import LightField
from render.pictures.direct_light import Footing, PointLight, direct_light
from render.pictures.frame import stacked
from render.pictures.irradiance import Placed
from render.pictures.lamp import load_lamps
from render.pictures.sight import SeenPoints, joined_arrays


def light_of_each(
    field: LightField,
    columns: Sequence[int],
    points: SeenPoints,
    key: Any,
    footing: Footing,
    *,
    on_grids: Sequence[Any],
    count: int,
    faint_lx: float,
) -> list[PointLight]:
    """As `direct_light`, of each of some luminaires, all with sized openings.

    Parameters
    ----------
    on_grids
        What the grid knows of each luminaire's light, in place of the footing's; none: nothing.
    """
    mi = mitsuba()
    size, lamps = dr.width(points.lane), len(columns)
    lane, wide = dr.arange(mi.UInt32, size * lamps), dr.opaque(mi.UInt32, size)
    own, which = lane % wide, lane // wide
    dr.eval(own, which)
    where = _repeated(footing, own, which, on_grids, lamps)
    lamp, seen = load_lamps(field, columns, which), points.taken(own)
    light = direct_light(lamp, seen, key, where, count=count, faint_lx=faint_lx)
    dr.eval(light.luminance, light.illuminance)
    first = dr.arange(mi.UInt32, size)
    found = []
    for k in range(lamps):
        place = first + dr.opaque(mi.UInt32, k * size)
        luminance = dr.gather(mi.Vector3f, light.luminance, place)
        found.append(PointLight(luminance, dr.gather(mi.Float, light.illuminance, place)))
    dr.eval([(each.luminance, each.illuminance) for each in found])
    return found


def _repeated(footing: Footing, own: Any, which: Any, on_grids: Sequence[Any], lamps: int) -> Footing:
    """The footing of all lanes: the points of one luminaire after those of the other."""
    mi = mitsuba()
    if footing.placed is None:
        return footing
    grid = dr.opaque(mi.UInt32, dr.width(on_grids[0]))
    other = tuple(dr.gather(mi.UInt32, each, own) + which * grid for each in footing.placed.other)
    share = tuple(dr.gather(mi.Float, each, own) for each in footing.placed.share)
    return replace(
        footing,
        frame=None if footing.frame is None else stacked(footing.frame, lamps),
        placed=Placed(other, share, None, None),
        on_grid=joined_arrays(list(on_grids)),
        pixel_m=dr.gather(mi.Float, footing.pixel_m, own),
    )
