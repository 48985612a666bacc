"""Where groups may stand: poses along walls and in the middle, and which of them the room itself allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.furnishing.ground import HEADROOM_M, NO_WALL, OVER_SILL_M, Ground
from scenes.furnishing.group import FLAT, WALL, Free, Group, Member

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

STEP_M = 0.1  # between places along a wall
MIDDLE_STEP_M = 0.2  # between places in the middle of a room
MOST_PLACES = 800
MOST_ALONG_WALLS = 1000  # places of a group along all walls of a room, more or less
BEHIND_M = 0.02  # between a back and its wall
BESIDE_M = 0.02
TOUCH_M = 0.005
UNDER_CEILING_M = 0.02


@dataclass(frozen=True, eq=False)
class Poses:
    """Places for a group: origin (pose, 2), direction (pose,) [deg], side of the ground or -1 (pose,)."""

    origin_m: Array
    angle_deg: Array
    side: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.origin_m)

    def where(self, kept: Flags) -> Poses:
        """Those that are kept."""
        return Poses(self.origin_m[kept], self.angle_deg[kept], self.side[kept])


def poses_of(group: Group, ground: Ground) -> Poses:
    """Every place that is tried for a group."""
    found = _along_walls(group, ground) if group.stands == WALL else _in_the_middle(ground)
    if not found:
        return Poses(np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=np.int64))
    origins, angles, sides = zip(*found, strict=True)
    return Poses(np.array(origins), np.array(angles), np.array(sides, dtype=np.int64))


def _along_walls(group: Group, ground: Ground) -> list[tuple[Array, float, int]]:
    half = group.half_width_m
    whole = sum(high - low for stretches in ground.stretches for low, high in stretches)
    step = max(STEP_M, whole / MOST_ALONG_WALLS)
    found = []
    for number, (side, stretches) in enumerate(zip(ground.sides, ground.stretches, strict=True)):
        if side.wall == NO_WALL and any(each.hangs for each in group.members if not each.optional):
            continue
        for low, high in stretches:
            first, last = low + half + BESIDE_M, high - half - BESIDE_M
            if last < first - 1e-9:
                continue
            steps = np.arange(first, last, step)
            for place in sorted({*np.round(steps, 6).tolist(), round(last, 6), round((low + high) / 2, 6)}):
                at = side.start_m + side.along * place + side.inwards * BEHIND_M
                found.append((at, side.angle_deg, number))
    return found


def _in_the_middle(ground: Ground) -> list[tuple[Array, float, int]]:
    if not ground.sides:
        return []
    longest = max(ground.sides, key=lambda side: side.length_m)
    x0, y0, x1, y1 = ground.floor.bounds
    step = max(MIDDLE_STEP_M, float(np.sqrt((x1 - x0) * (y1 - y0) / MOST_PLACES)))
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    xs, ys = (np.arange(-(b - a) / 2, (b - a) / 2, step) for a, b in ((x0, x1), (y0, y1)))
    places = [middle + np.array([x, y]) for y in [0.0, *ys] for x in [0.0, *xs]]
    points = np.array(places)
    inside: Flags = shapely.contains_xy(ground.floor, points[:, 0], points[:, 1])
    return [(at, longest.angle_deg + turn, -1) for at in points[inside] for turn in (0.0, 90.0, 180.0, 270.0)]


def rectangles(poses: Poses, member: Member | Free, box: tuple[float, float, float, float]) -> Array:
    """Corners (pose, 4, 2) of a rectangle in a member's own frame, whose front looks along -y."""
    x0, y0, x1, y1 = box
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    turned = member.turned_deg if isinstance(member, Member) else 0.0
    own = np.radians(turned + 180.0)
    turn = np.array([[np.cos(own), -np.sin(own)], [np.sin(own), np.cos(own)]])
    local = corners @ turn.T + np.array([member.along_m, member.away_m])
    angle = np.radians(poses.angle_deg)
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x = cosine * local[:, 0] - sine * local[:, 1]
    y = sine * local[:, 0] + cosine * local[:, 1]
    placed: Array = np.stack([x, y], axis=-1) + poses.origin_m[:, None]
    return placed


def body(poses: Poses, member: Member) -> Array:
    """Corners of a member from above, (pose, 4, 2)."""
    across, deep, _ = member.size_m
    return rectangles(poses, member, (-across / 2, -deep / 2, across / 2, deep / 2))


def before(poses: Poses, member: Member, depth_m: float) -> Array:
    """Corners of the floor before a member's front, (pose, 4, 2)."""
    across, deep, _ = member.size_m
    x = across / 2 - TOUCH_M
    return rectangles(poses, member, (-x, -deep / 2 - depth_m + TOUCH_M, x, -deep / 2 - TOUCH_M))


def kept_by(poses: Poses, free: Free) -> Array:
    """Corners of floor that a group keeps free, (pose, 4, 2)."""
    x, y = free.width_m / 2 - TOUCH_M, free.depth_m / 2 - TOUCH_M
    return rectangles(poses, free, (-x, -y, x, y))


def allowed(poses: Poses, member: Member, ground: Ground) -> Flags:
    """Where the room itself lets a member stand: on its floor, under its ceiling, before no window."""
    corners = body(poses, member)
    shapes = shapely.polygons(corners)
    good: Flags = shapely.contains(ground.wide_floor, shapes)
    top = member.base_m + member.size_m[2]
    points = np.concatenate([corners, corners.mean(axis=1, keepdims=True)], axis=1)
    heights = ground.heights_m(points[good].reshape(-1, 2)).reshape(-1, 5)
    good[good] = heights.min(axis=1) >= top + UNDER_CEILING_M
    zones = [each.zone for each in ground.windows if top > each.sill_m + OVER_SILL_M]
    if zones and member.piece not in FLAT:
        good &= ~shapely.intersects(shapely.union_all(zones).buffer(-TOUCH_M), shapes)
    if member.free_m > 0.0 and good.any():
        good &= floor_free(poses, before(poses, member, member.free_m), ground)
    return good


def floor_free(poses: Poses, corners: Array, ground: Ground) -> Flags:
    """Where floor that stays free is within the room, and high enough to stand on."""
    good: Flags = shapely.contains(ground.wide_floor, shapely.polygons(corners))
    good &= ground.heights_m(corners.mean(axis=1)) >= HEADROOM_M
    return good
