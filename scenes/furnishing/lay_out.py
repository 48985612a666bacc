"""The layout of one room: groups placed one after the other, of which a few best beginnings are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.furnishing.ground import NO_WALL, Ground
from scenes.furnishing.group import FLAT, LIGHT, Group, Member, Wish
from scenes.furnishing.likings import liking
from scenes.furnishing.stand import Poses, allowed, before, body, floor_free, kept_by, poses_of
from scenes.furnishing.walkways import can_be_reached, ways_of

Array = NDArray[np.float64]

BEGINNINGS = 4  # that are kept after each wish
PLACES = 3  # of each group that are gone on with
TRIED = 14  # places of each wish whose walkways are looked at
FLOATING = ("dining table", "coffee table")  # their groups say what stays free around them
SLACK_M = 0.004  # what lies less than this into something else touches it


@dataclass(frozen=True, eq=False)
class Placed:
    """A member in its place: centre, turn, and the shape it takes from above."""

    member: Member
    centre_m: Array
    turned_deg: float
    shape: shapely.Polygon
    group: str


@dataclass(frozen=True, eq=False)
class Layout:
    """What has been placed so far.

    `solids` cannot be moved, `light` can; on `kept` nothing else stands. `fronts` are edges that one must
    come to, `score` is what it is worth.
    """

    placed: tuple[Placed, ...]
    solids: shapely.Geometry
    light: shapely.Geometry
    kept: shapely.Geometry
    fronts: tuple[shapely.Geometry, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, eq=False)
class Choice:
    """A group with every place that the room itself allows, and how much each is liked."""

    group: Group
    poses: Poses
    liked: Array


def lay_out(ground: Ground, wishes: Sequence[Wish]) -> Layout:
    """Place what is wished for in a room, the first wishes first; what does not fit is left out."""
    nothing = shapely.Polygon()
    layouts = [Layout((), ground.solids, nothing, ground.kept)]
    for wish in wishes:
        choices = [choice for group in wish.groups if (choice := _choice(group, ground)) is not None]
        for _ in range(wish.times):
            grown = list(layouts)  # going on without it is always possible
            for layout in layouts:
                grown += _with(layout, wish, choices, ground)
            layouts = sorted(grown, key=lambda each: -each.score)[:BEGINNINGS]
    return layouts[0]


def _choice(group: Group, ground: Ground) -> Choice | None:
    """A group and its places in an empty room; None where there is none."""
    poses = poses_of(group, ground)
    for member in group.members:
        if len(poses) and not member.optional:
            poses = poses.where(allowed(poses, member, ground))
    for free in group.free:
        if len(poses):
            poses = poses.where(floor_free(poses, kept_by(poses, free), ground))
    return Choice(group, poses, liking(group, poses, ground)) if len(poses) else None


def _with(layout: Layout, wish: Wish, choices: Sequence[Choice], ground: Ground) -> list[Layout]:
    """The layout with a wish fulfilled in the few ways that are liked best."""
    standing = []
    if any(each.member.piece in wish.unless for each in layout.placed):
        return []
    for choice in choices:
        free = _stands(layout, choice).tolist()
        standing += [(-float(choice.liked[k]), choice, k) for k in free]
    standing.sort(key=lambda each: each[0])
    found: list[Layout] = []
    seen: set[tuple[int, int]] = set()
    tried = 0
    for disliked, choice, k in standing:
        own = (int(choice.poses.side[k]), round(float(choice.poses.angle_deg[k])))
        if own in seen and tried >= TRIED // 2:
            continue
        if tried >= TRIED * (3 if not found else 1) or len(found) >= PLACES:
            break
        tried += 1
        grown = _placed(layout, choice, k, ground)
        if own not in seen and grown is not None and is_walkable(grown, ground):
            seen.add(own)
            found.append(replace(grown, score=layout.score + wish.value - disliked))
    return found


def _stands(layout: Layout, choice: Choice) -> NDArray[np.int64]:
    """Which places are free of what has been placed, by their number."""
    taken = _shrunk(shapely.union_all([layout.solids, layout.light, layout.kept]))
    solids = _shrunk(layout.solids)
    left, poses = np.arange(len(choice.poses)), choice.poses

    def free_of(shape: shapely.Geometry, corners: Array) -> None:
        nonlocal left, poses
        good = ~shapely.intersects(shape, shapely.polygons(corners))
        left, poses = left[good], poses.where(good)

    for member in choice.group.members:
        if member.optional or not len(left):
            continue
        free_of(taken, body(poses, member))
        if member.piece not in FLOATING and member.clear_m > 0.0 and len(left):
            free_of(solids, before(poses, member, member.clear_m))
    for free in choice.group.free if len(left) else ():
        free_of(solids, kept_by(poses, free))
    return left


def _shrunk(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape less a few millimetres, so that what touches it does not overlap it."""
    less = shape.buffer(-SLACK_M, join_style="mitre")
    shapely.prepare(less)
    return less


def _placed(layout: Layout, choice: Choice, k: int, ground: Ground) -> Layout | None:
    """The layout with a group in its place, and as many of its optional members as fit."""
    one = choice.poses.where(np.arange(len(choice.poses)) == k)
    musts = [member for member in choice.group.members if not member.optional]
    grown = layout
    own: shapely.Geometry = shapely.Polygon()
    for free in choice.group.free:
        own = own.union(shapely.Polygon(kept_by(one, free)[0]))
    for member in musts:
        own = own.union(_strip(one, member))
        grown = _adding(grown, choice.group, one, member)
    extra = 0
    for member in choice.group.members:
        if member.optional and _fits(grown, own, one, member, ground, layout):
            own = own.union(_strip(one, member))
            if member.piece in FLAT:
                own = own.union(shapely.Polygon(body(one, member)[0]))
            grown = _adding(grown, choice.group, one, member)
            extra += 1
    worth = layout.score + 0.4 * extra
    return replace(grown, kept=grown.kept.union(own), score=worth)


def _strip(one: Poses, member: Member) -> shapely.Geometry:
    """The floor before a member that stays free."""
    if member.piece in FLOATING or member.clear_m <= 0.0:
        return shapely.Polygon()
    return shapely.Polygon(before(one, member, member.clear_m)[0])


def _fits(
    grown: Layout, own: shapely.Geometry, one: Poses, member: Member, ground: Ground, begun: Layout
) -> bool:
    """Whether an optional member may stand; light ones may do so on the floor that their own group keeps.

    A rug may lie under its own group, not under what stood there before the group (`begun`) nor at a door.
    """
    bare = one.side[0] >= 0 and ground.sides[int(one.side[0])].wall == NO_WALL
    if not allowed(one, member, ground)[0] or (bare and member.hangs):
        return False
    shape = shapely.Polygon(body(one, member)[0]).buffer(-SLACK_M, join_style="mitre")
    if member.piece in FLAT:
        return not shapely.intersects(shapely.union_all([begun.solids, begun.light, *ground.doors]), shape)
    if member.lies_above:  # a mirror over drawers, cushions on a sofa
        return not shapely.intersects(shapely.union_all([begun.solids, begun.light]), shape)
    taken = shapely.union_all([grown.solids, grown.light, begun.kept])
    if member.piece not in LIGHT:
        taken = taken.union(own)
    if shapely.intersects(taken, shape):
        return False
    return not shapely.intersects(grown.solids.buffer(-SLACK_M, join_style="mitre"), _strip(one, member))


def _adding(layout: Layout, group: Group, one: Poses, member: Member) -> Layout:
    """The layout with one more member."""
    corners = body(one, member)[0]
    shape = shapely.Polygon(corners)
    turned = (float(one.angle_deg[0]) + 180.0 + member.turned_deg) % 360.0
    placed = (*layout.placed, Placed(member, corners.mean(axis=0), turned, shape, group.kind))
    if member.piece in FLAT or member.lies_above:
        return replace(layout, placed=placed)
    if member.piece in LIGHT:
        return replace(layout, placed=placed, light=layout.light.union(shape))
    edge = shapely.LineString(corners[:2])
    fronts = (*layout.fronts, edge) if member.reached else layout.fronts
    return replace(layout, placed=placed, solids=layout.solids.union(shape), fronts=fronts)


def is_walkable(layout: Layout, ground: Ground) -> bool:
    """Whether every door that led on still does, and one can walk to all that must be reached."""
    standing = shapely.union_all([layout.solids, layout.light])
    ways = ways_of(ground.floor.difference(ground.low), standing, ground.doors)
    return ways is not None and ground.joined_doors <= ways.doors and can_be_reached(ways, layout.fronts)
