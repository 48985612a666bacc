"""Stairwells of a Sweet Home 3D home: what its stairs cut out of the floors that they reach through.

A piece with a ``staircaseCutOutShape`` cuts that shape, an SVG path over its own width and depth, out of the
floor of each level that begins above its foot and whose slab it reaches (Sweet Home 3D, ``Room3D`` and
``ModelManager.getAreaOnFloor``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from assets.xml_nodes import Node
from kit.problems import Problem, warning
from scenes.cut_stairwells import CutOut, with_cut_outs
from scenes.readers.sweet_home_openings import cut_out, is_rectangle, is_shape
from scenes.readers.sweet_home_pieces import pieces_of
from scenes.readers.sweet_home_plan import Plan
from scenes.room import Room

MOST_STAIRS = 100
SAME_M = 1e-4


@dataclass(frozen=True, eq=False)
class _Stairs:
    """What stairs cut, and how high they begin and end."""

    cut: CutOut
    foot_m: float
    head_m: float


def with_stairwells(plan: Plan, rooms: Sequence[Room]) -> tuple[list[Room], list[Problem]]:
    """The rooms with the stairwells in their floors, each as a rectangle, and what is told of them."""
    stairs, problems = _stairs(plan)
    slab_m = {level.storey: level.slab_m for level in plan.levels}
    found = []
    for room in rooms:
        lowest_m = room.elevation_m - slab_m.get(room.storey, 0.0) - SAME_M
        through = [
            each.cut for each in stairs if each.foot_m < room.elevation_m - SAME_M and each.head_m >= lowest_m
        ]
        cut, told = with_cut_outs(room, through)
        found.append(cut)
        problems += told
    return found, problems


def _stairs(plan: Plan) -> tuple[list[_Stairs], list[Problem]]:
    """All stairs that are shown and cut something, in the frame of the building."""
    found: list[_Stairs] = []
    unread: list[Problem] = []
    for node, level in pieces_of(plan, ("pieceOfFurniture", "shelfUnit")):
        path = node.attributes.get("staircaseCutOutShape", "")
        if path.lower() in ("", "false"):
            continue
        if len(found) == MOST_STAIRS:
            message = f"Of more than {MOST_STAIRS} stairs the first {MOST_STAIRS} cut stairwells."
            return found, [
                *unread,
                warning("STAIRS_TOO_MANY", "furniture", message, "Leave some of them out."),
            ]
        if not is_shape(path):
            name = " ".join(node.attributes.get("name", "").split())[:80] or "stairs"
            message = (
                f"The shape that {name!r} cuts out of the floor above cannot be read; no stairwell is made."
            )
            unread.append(warning("STAIRWELL_UNREADABLE", name, message, "Add the stairwell by hand."))
            continue
        one = _stairs_of(plan, node, level, path)
        if one.cut.shape.area > 0.0:
            found.append(one)
    return found, unread


def _stairs_of(plan: Plan, node: Node, level: str, path: str) -> _Stairs:
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
    cut = CutOut(name, shapely.Polygon(corners), plan.turn_deg(angle), is_rectangle(path))
    return _Stairs(cut, foot, foot + plan.length_m(node, "height"))
