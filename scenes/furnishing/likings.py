"""What places are liked for, 0 to 1 each: near a window, in a corner, in the middle of a wall.

The rules are those that designers go by, of which Merrell et al. (Interactive furniture layout using interior
design guidelines, SIGGRAPH 2011) give a list; here each is a plain number between 0 and 1, and a group says
how much it minds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.furnishing.ground import Ground
from scenes.furnishing.group import Group
from scenes.furnishing.stand import Poses

Array = NDArray[np.float64]

NEAR_M = 1.5  # where nearness has fallen to 1/e
CORNER_M = 0.35
LOOKS_AHEAD_M = 6.0
FAR_AHEAD_M = 4.0
AT_WALL_M = 0.12
WAY_BEHIND_M = 1.3  # so much behind a sofa is of use


def liking(group: Group, poses: Poses, ground: Ground) -> Array:
    """How much a group likes each place, (pose,)."""
    known = {
        "centred": _centred,
        "corner": _corner,
        "long wall": _long_wall,
        "near window": _near_window,
        "before window": _before_window,
        "near door": _near_door,
        "sees door": _sees_door,
        "in line with door": _in_line_with_door,
        "ahead": _ahead,
        "middle": _middle,
        "near furniture": _near_furniture,
        "along room": _along_room,
        "backed": _backed,
    }
    found = np.full(len(poses), group.bonus)
    likes: Mapping[str, float] = group.likes
    for name, weight in likes.items():
        found = found + weight * known[name](group, poses, ground)
    return found


def _stretch(poses: Poses, ground: Ground) -> tuple[Array, Array, Array]:
    """Of each place: where it is along its wall, and the ends of the free stretch that it is in [m]."""
    at, low, high = (np.zeros(len(poses)) for _ in range(3))
    for number, (side, stretches) in enumerate(zip(ground.sides, ground.stretches, strict=True)):
        own = np.flatnonzero(poses.side == number)
        at[own] = (poses.origin_m[own] - side.start_m) @ side.along
        for a, b in stretches:
            within = own[(at[own] >= a) & (at[own] <= b)]
            low[within], high[within] = a, b
    return at, low, high


def _centred(group: Group, poses: Poses, ground: Ground) -> Array:
    """In the middle of its stretch of wall."""
    at, low, high = _stretch(poses, ground)
    half: Array = np.maximum((high - low) / 2, 1e-6)
    return 1.0 - np.abs(at - (low + high) / 2) / half


def _corner(group: Group, poses: Poses, ground: Ground) -> Array:
    """With one end at the end of its stretch of wall."""
    at, low, high = _stretch(poses, ground)
    gap = np.minimum(at - low, high - at) - group.half_width_m
    near: Array = np.exp(-np.maximum(gap, 0.0) / CORNER_M)
    return near


def _long_wall(group: Group, poses: Poses, ground: Ground) -> Array:
    """On the longest stretch of wall."""
    _, low, high = _stretch(poses, ground)
    longest = max((b - a for each in ground.stretches for a, b in each), default=1.0)
    share: Array = (high - low) / longest
    return share


def _heart(group: Group, poses: Poses) -> Array:
    """The middle of the group's first member, (pose, 2)."""
    first = group.members[0]
    return _at(poses, first.along_m, first.away_m)


def _at(poses: Poses, along_m: float, away_m: float) -> Array:
    angle = np.radians(poses.angle_deg)
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = cosine * along_m - sine * away_m, sine * along_m + cosine * away_m
    placed: Array = poses.origin_m + np.column_stack([x, y])
    return placed


def _nearness(points: Array, to: shapely.Geometry) -> Array:
    if to.is_empty:
        return np.zeros(len(points))
    near: Array = np.exp(-shapely.distance(to, shapely.points(points)) / NEAR_M)
    return near


def _near_window(group: Group, poses: Poses, ground: Ground) -> Array:
    return _nearness(_heart(group, poses), shapely.union_all([each.zone for each in ground.windows]))


def _before_window(group: Group, poses: Poses, ground: Ground) -> Array:
    """With its back to a window: how much of its width is before one."""
    at, _, _ = _stretch(poses, ground)
    found, half = np.zeros(len(poses)), group.half_width_m
    for window in ground.windows:
        low = window.opening.offset_m
        high = low + window.opening.width_m
        for number, side in enumerate(ground.sides):
            if side.wall == window.opening.wall:
                shared = np.minimum(at + half, high) - np.maximum(at - half, low)
                found += np.where(poses.side == number, np.maximum(shared, 0.0) / (2 * half), 0.0)
    return np.minimum(found, 1.0)


def _near_door(group: Group, poses: Poses, ground: Ground) -> Array:
    return _nearness(_heart(group, poses), shapely.union_all(ground.doors))


def _to_doors(group: Group, poses: Poses, ground: Ground) -> tuple[Array, Array]:
    """Doors as the group sees them: along its wall and away from it, (pose, door) [m]."""
    points = np.array([door.centroid.coords[0] for door in ground.doors]).reshape(-1, 2)
    away = points[None] - _heart(group, poses)[:, None]
    angle = np.radians(poses.angle_deg)[:, None]
    along = np.cos(angle) * away[..., 0] + np.sin(angle) * away[..., 1]
    ahead = -np.sin(angle) * away[..., 0] + np.cos(angle) * away[..., 1]
    return along, ahead


def _sees_door(group: Group, poses: Poses, ground: Ground) -> Array:
    """The share of doors that are before it, not behind."""
    if not ground.doors:
        return np.ones(len(poses))
    _, ahead = _to_doors(group, poses, ground)
    share: Array = np.asarray((ahead > 0.0).mean(axis=1))
    return share


def _in_line_with_door(group: Group, poses: Poses, ground: Ground) -> Array:
    """Whether a door lies straight before its front."""
    if not ground.doors:
        return np.zeros(len(poses))
    along, ahead = _to_doors(group, poses, ground)
    half = group.members[0].size_m[0] / 2 + 0.2
    straight: Array = np.max(np.where((np.abs(along) < half) & (ahead > 0.0), 1.0, 0.0), axis=1)
    return straight


def _ahead(group: Group, poses: Poses, ground: Ground) -> Array:
    """How far the room goes on before it."""
    heart, angle = _heart(group, poses), np.radians(poses.angle_deg)
    far = heart + LOOKS_AHEAD_M * np.column_stack([-np.sin(angle), np.cos(angle)])
    lines = shapely.linestrings(np.stack([heart, far], axis=1))
    met = shapely.intersection(lines, ground.floor.exterior)
    distance = shapely.distance(shapely.points(heart), met)
    share: Array = np.clip(np.nan_to_num(distance, nan=LOOKS_AHEAD_M) / FAR_AHEAD_M, 0.0, 1.0)
    return share


def _middle(group: Group, poses: Poses, ground: Ground) -> Array:
    """Near the place that is farthest from all walls and furniture."""
    left = ground.floor.difference(ground.solids)
    widest = max(shapely.get_parts(left), key=lambda part: part.area)
    heart = shapely.maximum_inscribed_circle(widest, tolerance=0.1)
    centre = shapely.get_point(heart, 0)
    return _nearness(poses.origin_m, centre)


def _near_furniture(group: Group, poses: Poses, ground: Ground) -> Array:
    """Near what stands there already."""
    return _nearness(_heart(group, poses), ground.solids)


def _backed(group: Group, poses: Poses, ground: Ground) -> Array:
    """With the first member's back at a wall: 1; with an idle gap behind: -1; with a way behind: 0."""
    first = group.members[0]
    angle = np.radians(first.turned_deg)
    back = first.size_m[1] / 2
    behind = _at(poses, first.along_m + back * np.sin(angle), first.away_m - back * np.cos(angle))
    gap = shapely.distance(ground.floor.exterior, shapely.points(behind))
    found: Array = np.where(gap < AT_WALL_M, 1.0, np.where(gap < WAY_BEHIND_M, -1.0, 0.0))
    return found


def _along_room(group: Group, poses: Poses, ground: Ground) -> Array:
    """With its width along the longer extent of the floor."""
    box = np.array(shapely.minimum_rotated_rectangle(ground.floor).exterior.coords)
    a, b = box[1] - box[0], box[2] - box[1]
    long = a if np.hypot(*a) > np.hypot(*b) else b
    angle = np.radians(poses.angle_deg)
    share: Array = np.abs(np.cos(angle) * long[0] + np.sin(angle) * long[1]) / np.linalg.norm(long)
    return share
