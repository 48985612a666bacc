"""Stairwells from shapes that a file cuts out of floors: rectangles around what of each lies in a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
import shapely.affinity

from kit.problems import Problem, info
from scenes.room import Opening, Origin, Room

NARROWEST_M = 0.2  # of a strip of a cut-out that lies in a room
TOGETHER_M = 0.01  # cut-outs that are nearer to each other are one hole
SAME_SHARE = 0.01  # of its area by which a rectangle may differ from what it stands for


@dataclass(frozen=True, eq=False)
class CutOut:
    """A shape seen from above that is cut out of a floor, turned so; `exact` where it is a rectangle."""

    name: str
    shape: shapely.Geometry
    turn_deg: float
    exact: bool


def floor_of(room: Room) -> shapely.Geometry:
    """The floor of a room seen from above, without its columns."""
    return shapely.Polygon(room.outline_m, room.holes_m).buffer(0)


def with_cut_outs(room: Room, cuts: Sequence[CutOut]) -> tuple[Room, list[Problem]]:
    """A room with what is cut out of its floor as stairwells, and what is told of them.

    A strip narrower than 0.2 m is left out; cut-outs that touch become the one rectangle around them.
    """
    if not cuts:
        return room, []
    floor = floor_of(room)
    own = _together([each for cut in cuts if (each := _within(cut, floor)) is not None])
    return _with(room, own), [_told(room, each) for each in own]


def wide_part(shape: shapely.Geometry, floor: shapely.Geometry) -> shapely.Geometry:
    """What of a shape lies on a floor, without its strips narrower than 0.2 m."""
    if not shape.intersects(floor):
        return shapely.Polygon()
    inside = shape.intersection(floor).buffer(-NARROWEST_M / 2, join_style="mitre")
    return inside.buffer(NARROWEST_M / 2, join_style="mitre")


def _within(cut: CutOut, floor: shapely.Geometry) -> CutOut | None:
    """The rectangle around what of a cut-out lies on a floor; None where that is nothing but a strip."""
    wide = wide_part(cut.shape, floor)
    return None if wide.is_empty else _boxed(cut, wide)


def _boxed(cut: CutOut, shape: shapely.Geometry) -> CutOut:
    """The rectangle around a shape, turned as a cut-out is."""
    level = shapely.affinity.rotate(shape, -cut.turn_deg, origin=(0, 0))
    box = shapely.affinity.rotate(shapely.box(*level.bounds), cut.turn_deg, origin=(0, 0))
    exact = cut.exact and box.area - shape.area <= SAME_SHARE * box.area
    return replace(cut, shape=box, exact=exact)


def _together(cuts: Sequence[CutOut]) -> list[CutOut]:
    """Cut-outs of one floor, those that touch or overlap as the one rectangle around them."""
    left = sorted(cuts, key=lambda each: -each.shape.area)
    found: list[CutOut] = []
    while left:
        cut = left.pop(0)
        near = [each for each in (*found, *left) if each.shape.distance(cut.shape) < TOGETHER_M]
        if not near:
            found.append(cut)
            continue
        found = [each for each in found if each not in near]
        left = [each for each in left if each not in near]
        every = [cut, *near]
        largest = max(every, key=lambda each: each.shape.area)
        names = ", ".join(dict.fromkeys(each.name for each in every))
        whole = replace(largest, name=names[:80], exact=all(each.exact for each in every))
        left.insert(0, _boxed(whole, shapely.union_all([each.shape for each in every])))
    return found


def _with(room: Room, wells: Sequence[CutOut]) -> Room:
    first = len(room.openings)
    origins = {
        f"openings[{first + k}].size_m": Origin.FILE if well.exact else Origin.DERIVED
        for k, well in enumerate(wells)
    }
    openings = (*room.openings, *map(_opening, wells))
    return replace(room, openings=openings, origins={**room.origins, **origins})


def _opening(well: CutOut) -> Opening:
    level = shapely.affinity.rotate(well.shape, -well.turn_deg, origin=(0, 0))
    x0, y0, x1, y1 = level.bounds
    middle = well.shape.centroid
    return Opening(
        "stairwell",
        position_m=(round(middle.x, 6), round(middle.y, 6)),
        size_m=(round(x1 - x0, 6), round(y1 - y0, 6)),
        rotation_deg=round(well.turn_deg, 4) % 180.0,
    )


def _told(room: Room, well: CutOut) -> Problem:
    across, deep = _opening(well).size_m
    message = (
        f"{well.name!r} cuts a stairwell of {across:.2f} x {deep:.2f} m into the floor of {room.name!r}."
    )
    if not well.exact:
        message += " Its shape is no rectangle; the one around it is taken."
    return info("STAIRWELL_CUT", f"{room.name}/openings", message, "Look at it in the plan.")
