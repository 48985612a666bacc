"""What a furnished room gets at last: curtains beside its windows, pictures over its furniture, plants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.furnishing.ground import NO_WALL, Ground, Side, WindowZone
from scenes.furnishing.group import Member
from scenes.furnishing.lay_out import Layout, Placed, is_walkable
from scenes.furnishing.stand import BEHIND_M, Poses, allowed, body

Array = NDArray[np.float64]

PLANTS_M = ((0.6, 0.6, 1.4), (0.45, 0.45, 1.0))
FROM_CORNER_M = 0.08
CURTAIN_DEPTH_M = 0.12
OVER_WINDOW_M = 0.12
PICTURE_MIDDLE_M = 1.55  # eye level
UNDER_PICTURES = ("bed", "sideboard", "sofa", "desk", "bench", "dining table")
NO_CURTAINS = ("bathroom", "kitchen", "shop", "archive", "corridor")
NO_PICTURES = ("bathroom", "kitchen", "shop", "archive")


def with_touches(layout: Layout, ground: Ground, use: str) -> Layout:
    """The layout with what makes it look lived in."""
    if use not in NO_CURTAINS:
        layout = _with_curtains(layout, ground)
    if use not in NO_PICTURES:
        layout = _with_pictures(layout, ground)
    wanted = 0 if ground.floor.area < 6.0 or use == "bathroom" else 1 if ground.floor.area < 25.0 else 2
    for _ in range(wanted):
        layout = _with_plant(layout, ground)
    return layout


def _pose(side: Side, number: int, along_m: float) -> Poses:
    at = side.start_m + side.along * along_m + side.inwards * BEHIND_M
    return Poses(at[None], np.array([side.angle_deg]), np.array([number]))


def _placed(pose: Poses, member: Member, of: str) -> Placed:
    corners = body(pose, member)[0]
    turned = (float(pose.angle_deg[0]) + 180.0 + member.turned_deg) % 360.0
    return Placed(member, corners.mean(axis=0), turned, shapely.Polygon(corners), of)


def _added(layout: Layout, placed: Placed) -> Layout:
    return replace(layout, placed=(*layout.placed, placed))


def _clear(layout: Layout, ground: Ground, placed: Placed, *, low_m: float, high_m: float) -> bool:
    """Whether a thing on a wall, between two heights, is free of furniture, doors and what stood there."""
    shape = placed.shape.buffer(-0.003, join_style="mitre")
    if not ground.wide_floor.contains(placed.shape) or ground.solids.intersects(shape):
        return False
    if low_m < 2.0 and any(door.intersects(shape) for door in ground.doors):
        return False
    for other in layout.placed:
        base = other.member.base_m
        if base < high_m and base + other.member.size_m[2] > low_m and other.shape.intersects(shape):
            return False
    return True


# Curtains


def _with_curtains(layout: Layout, ground: Ground) -> Layout:
    """A curtain at each window: down to the floor, or to its sill where something stands below."""
    for window in ground.windows:
        for member, pose in _curtains(window, ground):
            placed = _placed(pose, member, "curtain")
            high = member.base_m + member.size_m[2]
            under = ground.heights_m(np.array(placed.shape.exterior.coords)).min()
            if high + 0.02 <= under and _clear(layout, ground, placed, low_m=member.base_m, high_m=high):
                layout = _added(layout, placed)
                break
    return layout


def _curtains(window: WindowZone, ground: Ground) -> Iterator[tuple[Member, Poses]]:
    """Curtains for a window, the widest and longest first."""
    opening = window.opening
    middle = opening.offset_m + opening.width_m / 2
    head = opening.sill_m + opening.height_m
    for number, side in enumerate(ground.sides):
        if side.wall != opening.wall:
            continue
        for base in (0.01, max(0.01, opening.sill_m - 0.08)):
            for beside in (0.35, 0.2, 0.05):
                wide = opening.width_m + 2 * beside
                size = (wide, CURTAIN_DEPTH_M, head + OVER_WINDOW_M - base)
                share = min(0.85, max(0.3, (opening.width_m - 0.1) / wide))
                if not 0.3 <= wide <= 8.0 or size[2] < 0.5:
                    continue
                member = Member(
                    "curtain",
                    size,
                    0.0,
                    CURTAIN_DEPTH_M / 2,
                    0.0,
                    base,
                    reached=False,
                    options={"open": share},
                )
                yield member, _pose(side, number, middle)


# Pictures


def _with_pictures(layout: Layout, ground: Ground) -> Layout:
    """Pictures over beds, sofas, desks and sideboards whose back is at a bare stretch of wall."""
    hung = 0
    for below in [each for each in layout.placed if each.member.piece in UNDER_PICTURES]:
        found = _wall_behind(below, ground)
        if found is None or hung >= 3:
            continue
        number, along = found
        side = ground.sides[number]
        top = below.member.size_m[2]
        for kind, size in _pictures(below.member.size_m[0]):
            base = max(PICTURE_MIDDLE_M - size[2] / 2, top + 0.2)
            member = Member(kind, size, 0.0, size[1] / 2, 0.0, base, reached=False)
            placed = _placed(_pose(side, number, along), member, "picture")
            if _hangs(layout, ground, placed, side, along):
                layout, hung = _added(layout, placed), hung + 1
                break
    return layout


def _pictures(wide_m: float) -> tuple[tuple[str, tuple[float, float, float]], ...]:
    """What hangs over something so wide."""
    one = ("picture", (0.7, 0.03, 0.9)) if wide_m < 1.3 else ("picture", (0.9, 0.03, 0.7))
    if wide_m < 1.5:
        return (one, ("picture", (0.4, 0.03, 0.5)))
    return (("pictures", (min(1.8, 0.8 * wide_m), 0.03, 0.6)), one)


def _hangs(layout: Layout, ground: Ground, placed: Placed, side: Side, along_m: float) -> bool:
    """Whether a picture is on wall alone, below the ceiling."""
    low = placed.member.base_m
    high = low + placed.member.size_m[2]
    half = placed.member.size_m[0] / 2 + 0.1
    for opening in ground.room.openings:
        if opening.wall == side.wall and opening.in_wall:
            across = opening.offset_m < along_m + half and opening.offset_m + opening.width_m > along_m - half
            if across and opening.sill_m < high and opening.sill_m + opening.height_m > low:
                return False
    under = ground.heights_m(np.array(placed.shape.exterior.coords)).min()
    return bool(high + 0.1 <= under) and _clear(layout, ground, placed, low_m=low, high_m=high)


def _wall_behind(placed: Placed, ground: Ground) -> tuple[int, float] | None:
    """The wall at a piece's back and where along it the piece stands; None where it stands free."""
    angle = np.radians(placed.turned_deg)
    front = np.array([np.sin(angle), -np.cos(angle)])
    for number, side in enumerate(ground.sides):
        if side.wall == NO_WALL:
            continue
        along = float((placed.centre_m - side.start_m) @ side.along)
        away = float((placed.centre_m - side.start_m) @ side.inwards)
        near = away < placed.member.size_m[1] / 2 + 0.08
        if near and front @ side.inwards > 0.99 and 0.0 < along < side.length_m:
            return number, along
    return None


# Plants


def _with_plant(layout: Layout, ground: Ground) -> Layout:
    """A plant in a free corner, the nearest to a window."""
    windows = shapely.union_all([each.zone for each in ground.windows])
    corners: list[tuple[float, int, Placed, Poses]] = []
    for size in PLANTS_M:
        member = Member("plant", size, 0.0, size[1] / 2, reached=False)
        for number, side in enumerate(ground.sides):
            ends = (size[0] / 2 + FROM_CORNER_M, side.length_m - size[0] / 2 - FROM_CORNER_M)
            for along in ends:
                if 0.0 < along < side.length_m:
                    placed = _placed(_pose(side, number, along), member, "plant")
                    far = 0.0 if windows.is_empty else placed.shape.distance(windows)
                    corners.append((-size[2] + 0.2 * far, len(corners), placed, _pose(side, number, along)))
    for _, _, placed, pose in sorted(corners, key=lambda each: each[:2]):
        shape = placed.shape.buffer(-0.003, join_style="mitre")
        taken = shapely.union_all([layout.solids, layout.light, layout.kept, _of_rank(layout)])
        if taken.intersects(shape) or not allowed(pose, placed.member, ground)[0]:
            continue
        grown = replace(_added(layout, placed), solids=layout.solids.union(placed.shape))
        if is_walkable(grown, ground):
            return grown
    return layout


def _of_rank(layout: Layout) -> shapely.Geometry:
    """What curtains and mirrors take of the floor."""
    return shapely.union_all(
        [each.shape for each in layout.placed if each.member.piece in ("curtain", "mirror")]
    )
