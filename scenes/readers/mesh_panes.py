"""Panes of one window: joined across their frames, and the share of light that passes them.

A pane passes what its material says: `transmission` times the luminance of its colour, or what opacity
leaves; faces behind one another, as those of a pane drawn as a box, count once. Frames pass nothing, so a
window passes that times the share of it that is glass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.material import AlphaMode, Material
from scenes.panes import WINDOW_TRANSMITTANCE
from scenes.reflectance_of_colour import LUMINANCE
from scenes.room import Opening

Array = NDArray[np.float64]

FRAME_M = 0.15  # between panes of one window
SAME_EDGE_M = 0.06  # by so much their upper and lower edges may differ, or their sides
LEAST, MOST = 0.05, WINDOW_TRANSMITTANCE  # of what a window passes
WHOLE = 0.95  # share of a window in glass, from which no frame is counted
SMALLEST_SHARE = 0.2  # of a window in glass, below which its glass says nothing of it


def joined_panes(openings: Sequence[Opening]) -> list[Opening]:
    """Openings of one wall with windows beside, above and over one another made one.

    Such a window passes as much as glass that nobody states, times its share of panes.
    """
    left = list(openings)
    again = True
    while again:
        again = False
        for i, one in enumerate(left):
            k = next((k for k in range(i + 1, len(left)) if _are_one(one, left[k])), None)
            if k is not None:
                left[i] = _around(one, left.pop(k))
                again = True
                break
    return [_with_frames(opening, openings) for opening in left]


def _with_frames(opening: Opening, panes: Sequence[Opening]) -> Opening:
    """A window of several panes with what its frames take off."""
    whole = _rectangle(opening)
    share = float(
        shapely.union_all([_rectangle(each) for each in panes]).intersection(whole).area / whole.area
    )
    if opening.kind != "window" or share > WHOLE:
        return opening
    return replace(opening, transmittance=round(WINDOW_TRANSMITTANCE * share, 4))


def _rectangle(opening: Opening) -> shapely.Polygon:
    return shapely.box(opening.offset_m, opening.sill_m, _right(opening), _top(opening))


def _are_one(one: Opening, other: Opening) -> bool:
    if one.kind != "window" or other.kind != "window":
        return False
    across = max(one.offset_m, other.offset_m) - min(_right(one), _right(other))
    up = max(one.sill_m, other.sill_m) - min(_top(one), _top(other))
    same_rows = _near(one.sill_m, other.sill_m) and _near(_top(one), _top(other))
    same_columns = _near(one.offset_m, other.offset_m) and _near(_right(one), _right(other))
    if across < 0.0 and up < 0.0:
        return True  # over one another
    return (same_rows and across <= FRAME_M) or (same_columns and up <= FRAME_M)


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_EDGE_M


def _right(opening: Opening) -> float:
    return opening.offset_m + opening.width_m


def _top(opening: Opening) -> float:
    return opening.sill_m + opening.height_m


def _around(one: Opening, other: Opening) -> Opening:
    left, low = min(one.offset_m, other.offset_m), min(one.sill_m, other.sill_m)
    right, top = max(_right(one), _right(other)), max(_top(one), _top(other))
    return replace(
        one,
        offset_m=round(left, 6),
        width_m=round(right - left, 6),
        sill_m=round(low, 6),
        height_m=round(top - low, 6),
    )


def passed_by(material: Material) -> float | None:
    """What a pane of a material passes, 0..1; None where it says nothing of it."""
    tint = float(LUMINANCE @ np.asarray(material.base_colour_rgb))
    if material.transmission > 0.0:
        return material.transmission * tint
    if material.alpha_mode is AlphaMode.BLEND and material.opacity < 1.0:
        return 1.0 - material.opacity
    return None


def with_glass(opening: Opening, panes: Sequence[tuple[Array, float]]) -> Opening:
    """A window with what its panes pass; the same where they say nothing of it.

    Parameters
    ----------
    panes
        Faces as the wall sees them, (3, 2): along it and up; and what each passes.
    """
    if opening.kind != "window" or not panes:
        return opening
    whole = _rectangle(opening)
    faces = shapely.polygons(np.array([corners for corners, _ in panes]))
    within = shapely.intersection(faces[shapely.is_valid(faces)], whole)
    weights = shapely.area(within)
    passed = np.array([passes for _, passes in panes])[shapely.is_valid(faces)]
    share = float(shapely.union_all(within).area / whole.area)
    if share < SMALLEST_SHARE or float(weights.sum()) <= 0.0:
        return opening
    mean = float(weights @ passed / weights.sum()) * (1.0 if share > WHOLE else share)
    return replace(opening, transmittance=round(min(max(mean, LEAST), MOST), 4))
