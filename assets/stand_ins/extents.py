"""How large a stand-in is: as stated, or as its family usually is around the opening."""

from __future__ import annotations

from assets.luminaire import Mounting
from assets.photometry import OpeningShape
from assets.product import Family
from assets.stand_ins.asked import Asked, Extent
from assets.stand_ins.shapes import POINT_M
from kit.problems import Problem, warning

TOLERANCE_M = 0.0004
LEAST_M = 0.02  # of any body, across

# What a family has around its opening on each side, and its usual width where there is no opening [m].
_RIM_M = {
    Family.DOME: 0.022,
    Family.DRUM: 0.004,
    Family.GLOBE: 0.0,
    Family.PENDANT: 0.012,
    Family.LINEAR: 0.006,
    Family.PANEL: 0.010,
    Family.CEILING: 0.004,
    Family.DOWNLIGHT: 0.014,
    Family.SPOT: 0.008,
    Family.TRACK: 0.008,
    Family.WALL: 0.014,
    Family.LANTERN: 0.03,
    Family.CHANDELIER: 0.0,
    Family.STRIP: 0.004,
}
_USUAL_WIDTH_M = {
    Family.PENDANT: 0.2,
    Family.DOME: 0.4,
    Family.GLOBE: 0.25,
    Family.DRUM: 0.4,
    Family.PANEL: 0.6,
    Family.CEILING: 0.35,
    Family.DOWNLIGHT: 0.1,
    Family.SPOT: 0.07,
    Family.TRACK: 0.07,
    Family.WALL: 0.12,
    Family.FLOOR: 0.35,
    Family.TABLE: 0.25,
    Family.LANTERN: 0.2,
    Family.CHANDELIER: 0.65,
}
_USUAL_LONG_M = {Family.LINEAR: (1.2, 0.06), Family.STRIP: (1.0, 0.04)}  # along y and x, as EULUMDAT has it
_USUAL_HEIGHT_M = {Family.FLOOR: 1.6, Family.TABLE: 0.42, Family.LINEAR: 0.06, Family.STRIP: 0.035}
# Height as a share of width, with its bounds [m].
_HEIGHT_OF_WIDTH = {
    Family.PENDANT: (0.9, 0.12, 0.32),
    Family.DOME: (0.55, 0.1, 0.35),
    Family.GLOBE: (1.0, 0.04, 2.0),
    Family.DRUM: (0.55, 0.12, 0.35),
    Family.PANEL: (0.03, 0.012, 0.04),
    Family.CEILING: (0.22, 0.05, 0.12),
    Family.DOWNLIGHT: (0.8, 0.05, 0.14),
    Family.SPOT: (2.0, 0.11, 0.3),
    Family.TRACK: (2.2, 0.14, 0.32),
    Family.WALL: (1.0, 0.1, 0.3),
    Family.LANTERN: (1.4, 0.2, 0.6),
    Family.CHANDELIER: (0.6, 0.25, 0.6),
}


def opening_extent_m(asked: Asked) -> Extent:
    """Extent of what shines; a small disc where the file states none."""
    if asked.opening.shape is OpeningShape.POINT:
        return POINT_M, POINT_M, 0.0
    return asked.opening.size_m


def extent_of(asked: Asked) -> tuple[Extent, list[Problem]]:
    """Extent along x, y and z [m], and a warning where the opening needs more than what is stated."""
    usual, least = _usual_extent_m(asked), _least_extent_m(asked)
    problems: list[Problem] = []
    extent = []
    for axis in range(3):
        stated = asked.extent_m[axis]
        if stated is not None and stated < least[axis] - TOLERANCE_M:
            message = (
                f"{stated * 1000:.0f} mm are stated along {'xyz'[axis]}; to hold the luminous opening of the"
                f" photometric file the stand-in was made {least[axis] * 1000:.0f} mm"
            )
            hint = "Check the stated size and its unit, and whether the file is of this luminaire."
            problems.append(warning("SIZE_BELOW_OPENING", "dimensions", message, hint))
            stated = least[axis]
        extent.append(max(usual[axis], least[axis]) if stated is None else stated)
    return (extent[0], extent[1], extent[2]), problems


def _least_extent_m(asked: Asked) -> Extent:
    """What the opening and the parts around it need at least."""
    x, y, tall = opening_extent_m(asked)
    x, y = max(x, LEAST_M), max(y, LEAST_M)
    if asked.mounting in (Mounting.FLOOR, Mounting.TABLE):
        return x, y, tall + (0.5 if asked.mounting is Mounting.FLOOR else 0.1)
    if asked.mounting is Mounting.WALL:
        return x, y, max(tall, 0.03)
    if asked.mounting is Mounting.RECESSED:
        return x, y, tall + 0.018
    if asked.mounting is Mounting.CEILING and asked.family in (Family.SPOT, Family.TRACK):
        return x, y, tall + 0.1
    if asked.family is Family.LANTERN:
        return x + 0.004, y + 0.004, 1.4 * tall + 0.05
    return x, y, tall + 0.012 if tall > 0.0 and asked.family is not Family.GLOBE else max(tall, 0.006)


def _usual_extent_m(asked: Asked) -> Extent:
    family = asked.family
    x, y, z = opening_extent_m(asked)
    rim = _RIM_M.get(family, 0.01)
    if asked.opening.shape is OpeningShape.POINT:
        width = _USUAL_WIDTH_M.get(family, 0.2)
        y, x = _USUAL_LONG_M.get(family, (width, width))
        rim = 0.0
    stated_x, stated_y, _ = asked.extent_m
    x, y = x + 2 * rim, y + 2 * rim
    if family not in _USUAL_LONG_M and family is not Family.WALL:  # one stated side of a round one is both
        x, y = max(x, stated_y or 0.0) if not asked.is_long else x, max(y, stated_x or 0.0)
    if family in _USUAL_HEIGHT_M:
        return x, y, max(_USUAL_HEIGHT_M[family], z + 0.02)
    share, least, most = _HEIGHT_OF_WIDTH[family]
    height = min(max(share * min(stated_x or x, stated_y or y), least), most)
    return x, y, max(height, z + 0.02 if family is not Family.GLOBE else z)
