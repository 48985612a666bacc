"""Whether one can still walk from every door to every other, and to what has been placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

WALKWAY_M = 0.61  # HUD, Manual of Acceptable Practices, 1973: 24 in from the door to a closet
REACH_M = 0.75  # from the middle of who stands there to a piece's front


@dataclass(frozen=True, eq=False)
class Ways:
    """Where the middle of a walking person may be, in parts, and which doors lead to the best of them."""

    parts: tuple[shapely.Geometry, ...]
    doors: frozenset[int]
    best: shapely.Geometry


def ways_of(
    floor: shapely.Geometry, solids: shapely.Geometry, doors: Iterable[shapely.Geometry]
) -> Ways | None:
    """The ways that are left on a floor; None where nobody could walk at all."""
    left = floor.difference(solids).buffer(-WALKWAY_M / 2 + 1e-3, quad_segs=4)
    parts = tuple(part for part in shapely.get_parts(left) if not part.is_empty)
    if not parts:
        return None
    entries = list(doors)
    leading = [
        frozenset(i for i, door in enumerate(entries) if shapely.intersects(part, door)) for part in parts
    ]
    first = max(range(len(parts)), key=lambda k: (len(leading[k]), parts[k].area))
    return Ways(parts, leading[first], parts[first])


def can_be_reached(ways: Ways, fronts: Iterable[shapely.Geometry]) -> bool:
    """Whether one comes near enough to the front edge of each piece."""
    shapes = list(fronts)
    return not shapes or bool(np.all(shapely.distance(ways.best, np.array(shapes)) <= REACH_M))
