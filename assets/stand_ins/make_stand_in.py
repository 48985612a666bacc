"""From what is known of a luminaire to a body that stands for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assets.library_options import WrittenHanging
from assets.luminaire import Mounting
from assets.product import Family
from assets.stand_ins import fixed_heads, hanging_heads
from assets.stand_ins.asked import Asked, Extent, Head, StandIn
from assets.stand_ins.extents import extent_of
from assets.stand_ins.shapes import cable, canopy
from assets.write_glb import Part
from kit.problems import Problem

CANOPY_M = (0.05, 0.025)  # radius and height
DROP_M = 0.9  # from the ceiling to the opening of a pendant as it comes
LEAST_CABLE_M = 0.08
LONGER_M = 1.1  # a pendant may hang so much lower than it comes
WIRES_FROM_M = 0.45  # bodies at least so long hang from two wires

_HANGING: dict[Family, Callable[[Asked, Extent], Head]] = {
    Family.PENDANT: hanging_heads.pendant,
    Family.DOME: hanging_heads.dome,
    Family.GLOBE: hanging_heads.globe,
    Family.DRUM: hanging_heads.drum,
    Family.LINEAR: hanging_heads.bar,
    Family.STRIP: hanging_heads.bar,
    Family.PANEL: hanging_heads.bar,
    Family.LANTERN: hanging_heads.lantern,
    Family.CHANDELIER: hanging_heads.chandelier,
    Family.SPOT: fixed_heads.spot_head,
}
_AT_CEILING: dict[Family, Callable[[Asked, Extent], StandIn]] = {
    Family.CEILING: fixed_heads.surface,
    Family.GLOBE: fixed_heads.surface,
    Family.DRUM: fixed_heads.surface,
    Family.SPOT: fixed_heads.spot,
    Family.TRACK: fixed_heads.spot,
}


def make_stand_in(asked: Asked) -> tuple[StandIn, list[Problem]]:
    """The body that stands for a luminaire, and what is wrong with the size that is stated.

    Its glowing part holds the luminous opening; its origin is the mounting point.

    Parameters
    ----------
    asked
        What is known; see `Asked`.

    Returns
    -------
    tuple
        The body, and SIZE_BELOW_OPENING where the opening is larger than what is stated.
    """
    extent, problems = extent_of(asked)
    if asked.mounting is Mounting.PENDANT:
        return _hung(asked, extent), problems
    if asked.mounting is Mounting.RECESSED:
        return fixed_heads.recessed(asked, extent), problems
    if asked.mounting is Mounting.WALL:
        return fixed_heads.wall(asked, extent), problems
    if asked.mounting in (Mounting.FLOOR, Mounting.TABLE):
        return fixed_heads.standing(asked, extent, table=asked.mounting is Mounting.TABLE), problems
    build = _AT_CEILING.get(asked.family, fixed_heads.can_at_ceiling)
    if asked.up_share >= 0.1 and build is fixed_heads.can_at_ceiling:
        build = fixed_heads.surface
    return build(asked, extent), problems


def _hung(asked: Asked, extent: Extent) -> StandIn:
    head = _HANGING.get(asked.family, hanging_heads.pendant)(asked, extent)
    radius, height = CANOPY_M
    drop = max(DROP_M, head.top_m + height + LEAST_CABLE_M + 0.2)
    least = head.top_m + height + LEAST_CABLE_M
    x, y, _ = extent
    parts: list[Part] = []
    if asked.is_long and max(x, y) >= WIRES_FROM_M:
        for side in (-0.4, 0.4):
            at = (side * x, 0.0) if x > y else (0.0, side * y)
            small = canopy(0.022, 0.014, asked.accent)[:1]
            parts += [replace(part, solid=part.solid.moved(*at)) for part in small]
            parts.append(cable(-0.010, head.top_m - drop - 0.003, at_m=at))
    else:
        parts += [
            *canopy(radius, height, asked.accent),
            cable(-height + 0.004, head.top_m - drop - 0.003),
        ]
    parts += [replace(part, solid=part.solid.moved(z_m=-drop)) for part in head.parts]
    hanging = WrittenHanging(
        minimum=round(least, 3), default=round(drop, 6), maximum=round(drop + LONGER_M, 3)
    )
    return StandIn(parts, (0.0, 0.0, -round(drop, 6)), hanging)
