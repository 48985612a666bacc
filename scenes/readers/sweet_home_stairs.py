"""Stairwells of a Sweet Home 3D home: what its stairs cut out of the floors that they reach through.

A piece with a ``staircaseCutOutShape`` cuts that shape, an SVG path over its own width and depth, out of the
floor of each level that begins above its foot and whose slab it reaches (Sweet Home 3D, ``Room3D`` and
``ModelManager.getAreaOnFloor``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
import shapely.affinity

from assets.xml_nodes import Node
from kit.problems import Problem, info, warning
from scenes.readers.sweet_home_openings import cut_out, is_rectangle, pieces_of
from scenes.readers.sweet_home_plan import Plan
from scenes.room import Opening, Origin, Room

MOST_STAIRS = 100
NARROWEST_M = 0.2  # of a strip of a cut-out that lies in a room
TOGETHER_M = 0.01  # cut-outs that are nearer to each other are one hole
SAME_M = 1e-4
SAME_SHARE = 0.01  # of its area by which a rectangle may differ from what it stands for


@dataclass(frozen=True, eq=False)
class _CutOut:
    """What stairs cut: a shape seen from above, turned so; `exact` where it is a rectangle."""

    name: str
    shape: shapely.Polygon
    turn_deg: float
    foot_m: float
    head_m: float
    exact: bool


def with_stairwells(plan: Plan, rooms: Sequence[Room]) -> tuple[list[Room], list[Problem]]:
    """The rooms with the stairwells in their floors, each as a rectangle, and what is told of them."""
    cuts, problems = _cut_outs(plan)
    slab_m = {level.storey: level.slab_m for level in plan.levels}
    found = []
    for room in rooms if cuts else ():
        lowest_m = room.elevation_m - slab_m.get(room.storey, 0.0) - SAME_M
        through = [cut for cut in cuts if cut.foot_m < room.elevation_m - SAME_M and cut.head_m >= lowest_m]
        floor = shapely.Polygon(room.outline_m, room.holes_m).buffer(0)
        own = _together([each for cut in through if (each := _within(cut, floor)) is not None])
        found.append(_with(room, own))
        problems += [_told(room, each) for each in own]
    return found or list(rooms), problems


def _cut_outs(plan: Plan) -> tuple[list[_CutOut], list[Problem]]:
    """What all stairs that are shown cut, in the frame of the building."""
    found: list[_CutOut] = []
    for node, level in pieces_of(plan, ("pieceOfFurniture", "shelfUnit")):
        path = node.attributes.get("staircaseCutOutShape", "")
        if path.lower() in ("", "false") or node.attributes.get("visible") == "false":
            continue
        if len(found) == MOST_STAIRS:
            message = f"Of more than {MOST_STAIRS} stairs the first {MOST_STAIRS} cut stairwells."
            return found, [warning("STAIRS_TOO_MANY", "furniture", message, "Leave some of them out.")]
        cut = _cut_out_of(plan, node, level, path)
        if cut.shape.area > 0.0:
            found.append(cut)
    return found, []


def _cut_out_of(plan: Plan, node: Node, level: str, path: str) -> _CutOut:
    width, depth = plan.length_m(node, "width"), plan.length_m(node, "depth")
    angle, (x, y) = plan.number(node, "angle"), plan.point_m(node)
    left, right, back, front = cut_out(path)
    if node.attributes.get("modelMirrored") == "true":
        left, right = 1.0 - right, 1.0 - left
    (sx, sy), (fx, fy) = (
        plan.towards(math.cos(angle), math.sin(angle)),
        plan.towards(-math.sin(angle), math.cos(angle)),
    )
    corners = [
        (
            x + (u - 0.5) * width * sx + (v - 0.5) * depth * fx,
            y + (u - 0.5) * width * sy + (v - 0.5) * depth * fy,
        )
        for u, v in ((left, back), (right, back), (right, front), (left, front))
    ]
    foot = plan.level_of(node, level).elevation_m + plan.length_m(node, "elevation")
    name = " ".join(node.attributes.get("name", "").split())[:80] or "stairs"
    exact, turn = is_rectangle(path), plan.turn_deg(angle)
    return _CutOut(name, shapely.Polygon(corners), turn, foot, foot + plan.length_m(node, "height"), exact)


def _within(cut: _CutOut, floor: shapely.Geometry) -> _CutOut | None:
    """The rectangle around what of a cut-out lies on a floor; None where that is nothing but a strip."""
    if not cut.shape.intersects(floor):
        return None
    inside = cut.shape.intersection(floor)
    wide = inside.buffer(-NARROWEST_M / 2, join_style="mitre").buffer(NARROWEST_M / 2, join_style="mitre")
    return None if wide.is_empty else _boxed(cut, wide)


def _boxed(cut: _CutOut, shape: shapely.Geometry) -> _CutOut:
    """The rectangle around a shape, turned as a cut-out is."""
    level = shapely.affinity.rotate(shape, -cut.turn_deg, origin=(0, 0))
    box = shapely.affinity.rotate(shapely.box(*level.bounds), cut.turn_deg, origin=(0, 0))
    exact = cut.exact and box.area - shape.area <= SAME_SHARE * box.area
    return replace(cut, shape=box, exact=exact)


def _together(cuts: Sequence[_CutOut]) -> list[_CutOut]:
    """Cut-outs of one floor, those that touch or overlap as the one rectangle around them."""
    left = sorted(cuts, key=lambda each: -each.shape.area)
    found: list[_CutOut] = []
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


def _with(room: Room, wells: Sequence[_CutOut]) -> Room:
    first = len(room.openings)
    origins = {
        f"openings[{first + k}].size_m": Origin.FILE if well.exact else Origin.DERIVED
        for k, well in enumerate(wells)
    }
    openings = (*room.openings, *map(_opening, wells))
    return replace(room, openings=openings, origins={**room.origins, **origins})


def _opening(well: _CutOut) -> Opening:
    level = shapely.affinity.rotate(well.shape, -well.turn_deg, origin=(0, 0))
    x0, y0, x1, y1 = level.bounds
    middle = well.shape.centroid
    return Opening(
        "stairwell",
        position_m=(round(middle.x, 6), round(middle.y, 6)),
        size_m=(round(x1 - x0, 6), round(y1 - y0, 6)),
        rotation_deg=round(well.turn_deg, 4) % 180.0,
    )


def _told(room: Room, well: _CutOut) -> Problem:
    across, deep = _opening(well).size_m
    message = (
        f"{well.name!r} cuts a stairwell of {across:.2f} x {deep:.2f} m into the floor of {room.name!r}."
    )
    if not well.exact:
        message += " Its shape is no rectangle; the one around it is taken."
    return info("STAIRWELL_CUT", f"{room.name}/openings", message, "Look at it in the plan.")
