"""Stairwells: holes in the floor of a room, through the slab, into the ceiling of what lies below.

A stairwell is stated in the room above. Where rooms below reach under it, light passes between their ceilings
and its floor; four sides of slab close the hole all round. Where none does, the floor stays and that is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from kit.problems import Problem, warning
from scenes.ceiling import ceiling_height_m, plane_over, skylight_corners_m
from scenes.facing_walls import DEEPEST_M
from scenes.finished import finished
from scenes.room import Opening, Point, Room
from scenes.scene import LitSurface, SurfaceKind

EDGE_M = 1e-3  # floor and ceiling keep that much along walls
LEAST_M2 = 0.01
LEAST_DEPTH_M = 1e-4  # slabs thinner than this need no sides
LEAST_SHARE = 0.9  # of a stairwell that leads on; with less that is told
COUNTED_SHARE = 0.01  # of a stairwell outside its room that is told


@dataclass(frozen=True)
class Stairwell:
    """The stairwell `opening` of the room `upper`, as far as it leads to the room `lower`."""

    upper: int
    opening: int
    lower: int


def stairwells(rooms: Sequence[Room], wheres: Sequence[str]) -> tuple[tuple[Stairwell, ...], list[Problem]]:
    """Where stairwells lead, once for each room below, and a warning for what leads nowhere.

    `wheres` is where each room stands, for the problems. Rooms come from `rooms_apart`.
    """
    found: list[Stairwell] = []
    problems: list[Problem] = []
    for number, room in enumerate(rooms):
        for index, opening in enumerate(room.openings):
            if opening.kind != "stairwell":
                continue
            own = [Stairwell(number, index, below) for below in range(len(rooms)) if below != number]
            own = [each for each in own if _leads_on(rooms, each)]
            whole = float(np.prod(opening.size_m))
            led = sum(shapely.Polygon(stairwell_ring(rooms, each)).area for each in own)
            if led < LEAST_SHARE * whole:
                problems.append(_closed(room, index, 1.0 - led / whole, wheres[number]))
            found += own
    return tuple(found), problems


def stairwell_ring(rooms: Sequence[Room], stairwell: Stairwell) -> tuple[Point, ...]:
    """The corners of a stairwell between two rooms seen from above, anticlockwise; empty where there is none.

    It is what of the rectangle lies in both rooms, a hair off their walls.
    """
    upper, lower = rooms[stairwell.upper], rooms[stairwell.lower]
    shape = shapely.Polygon(skylight_corners_m(upper, upper.openings[stairwell.opening]))
    for room in (upper, lower):
        inner = shapely.Polygon(room.outline_m, room.holes_m).buffer(-EDGE_M, join_style="mitre")
        shape = shape.intersection(inner)
    if shape.geom_type != "Polygon" or shape.area < LEAST_M2 or shape.interiors:
        return ()
    ring = shapely.geometry.polygon.orient(shapely.simplify(shape, EDGE_M / 10)).exterior
    return tuple((float(x), float(y)) for x, y in ring.coords[:-1])


def stairwell_shapes(room: Room) -> list[tuple[int, shapely.Polygon]]:
    """The stairwells in a room's floor seen from above, with their number among its openings."""
    return [
        (number, shapely.Polygon(skylight_corners_m(room, opening)))
        for number, opening in enumerate(room.openings)
        if opening.kind == "stairwell"
    ]


def _leads_on(rooms: Sequence[Room], stairwell: Stairwell) -> bool:
    """Whether a room's ceiling lies so near below that the hole can be led through."""
    upper, lower = rooms[stairwell.upper], rooms[stairwell.lower]
    ring = stairwell_ring(rooms, stairwell)
    if not ring or lower.ceiling_triangles is not None:
        return False
    corners = np.array(ring)
    depth = upper.elevation_m - lower.elevation_m - ceiling_height_m(lower, corners)
    shape = shapely.Polygon(ring)
    middle = shape.representative_point()
    one_plane = len({plane_over(lower, place) for place in (*ring, (middle.x, middle.y))}) == 1
    taken = any(
        shapely.Polygon(skylight_corners_m(lower, each)).buffer(EDGE_M).intersects(shape)
        for each in lower.openings
        if each.kind == "skylight"
    )
    return bool(one_plane and not taken and depth.min() > 0.0 and depth.max() <= DEEPEST_M + EDGE_M)


def stairwell_sides(rooms: Sequence[Room], stairwell: Stairwell, name: str) -> tuple[LitSurface, ...]:
    """The slab around a stairwell, finished as the walls of the room above, in that room's own heights."""
    upper, lower = rooms[stairwell.upper], rooms[stairwell.lower]
    ring = np.array(stairwell_ring(rooms, stairwell))
    foot = ceiling_height_m(lower, ring) + lower.elevation_m - upper.elevation_m
    if -foot.min() < LEAST_DEPTH_M:
        return ()
    count = len(ring)
    points = np.concatenate([np.column_stack([ring, foot]), np.column_stack([ring, np.zeros(count)])])
    here = np.arange(count)
    beyond = (here + 1) % count
    triangles = np.concatenate(
        [
            np.column_stack([here, beyond + count, beyond]),
            np.column_stack([here, here + count, beyond + count]),
        ]
    )
    return (finished(name, SurfaceKind.WALL, points, triangles, upper.finish_of("walls")),)


def check_stairwell(room: Room, opening: Opening, place: str) -> list[Problem]:
    """A warning where a stairwell reaches out of its room."""
    shape = shapely.Polygon(skylight_corners_m(room, opening))
    outside = shape.difference(shapely.Polygon(room.outline_m, room.holes_m)).area
    if outside <= COUNTED_SHARE * shape.area:
        return []
    message = (
        f"{place} lies with {outside / shape.area:.0%} of its area outside the floor; only the rest is open."
    )
    return [warning("STAIRWELL_OUTSIDE_FLOOR", place, message, "Move it or make it smaller.")]


def _closed(room: Room, index: int, share: float, where: str) -> Problem:
    part = "all" if share > 0.99 else f"{share:.0%}"
    message = (
        f"Of the stairwell {index} in the floor of {room.name!r}, {part} has no level or evenly sloped "
        f"ceiling of a room within {DEEPEST_M:.1f} m below it, without a skylight; there the floor is closed."
    )
    hint = "Take the room below into the configuration, and check the elevations of both."
    return warning("STAIRWELL_LEADS_NOWHERE", f"{where}.openings[{index}]", message, hint)
