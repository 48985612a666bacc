"""Walls as bodies in the plan: straight or curved, with the faces that rooms see and clean corners."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.building import Wall
from scenes.room import Finish, Point

Array = NDArray[np.float64]

LARGEST_STEP_DEG = 5.0  # of an arc, for each edge of its chain
SHORTEST_WALL_M = 0.001
THINNEST_WALL_M = 0.01  # walls without thickness get this much, so that they keep rooms apart
SAME_END_M = 0.01
LONGEST_MITRE = 2.0  # of a corner, in thicknesses of the thicker wall


@dataclass(frozen=True)
class Face:
    """A straight piece of a wall's side, or the end of a wall; `wall` is None where walls leave a gap.

    `top_start_m` and `top_end_m` are the wall's heights above its own foot at both ends of the piece.
    """

    start: Point
    end: Point
    finish: Finish
    wall: int | None
    top_start_m: float = 0.0
    top_end_m: float = 0.0
    gap: int | None = None


@dataclass(frozen=True, eq=False)
class WallBody:
    """A wall's body in the plan, and its faces; `axis` has shape (corner, 2)."""

    index: int
    wall: Wall
    axis: Array
    polygon: shapely.Polygon
    faces: tuple[Face, ...]
    crosses_itself: bool = False

    @property
    def thickness_m(self) -> float:
        """Its thickness as it was drawn, or the thinnest that keeps rooms apart [m]."""
        return max(self.wall.thickness_m, THINNEST_WALL_M)

    def end(self, which: int) -> tuple[Array, Array]:
        """One end of its axis (0 the start, 1 the end), and the unit direction that leads out of it."""
        point, before = (self.axis[0], self.axis[1]) if which == 0 else (self.axis[-1], self.axis[-2])
        way = point - before
        return point, way / math.hypot(*way)


def axis_of(wall: Wall) -> Array:
    """The wall's axis as a chain of at most 5 degrees per edge, shape (corner, 2).

    An arc of angle a over a chord of length s has the radius s / (2 sin(a / 2)).
    """
    start, end = np.array(wall.start_m), np.array(wall.end_m)
    angle = math.radians(wall.arc_deg)
    if abs(angle) < 1e-4 or abs(wall.arc_deg) >= 359.0:
        return np.stack([start, end])
    chord = end - start
    left = np.array([-chord[1], chord[0]])
    centre = (start + end) / 2 + left / (2 * math.tan(angle / 2))
    steps = max(1, math.ceil(abs(wall.arc_deg) / LARGEST_STEP_DEG - 1e-9))
    turned = np.linspace(0.0, angle, steps + 1)
    x, y = start - centre
    cos, sin = np.cos(turned), np.sin(turned)
    chain: Array = centre + np.stack([x * cos - y * sin, x * sin + y * cos], axis=1)
    chain[0], chain[-1] = start, end
    return chain


def wall_body(index: int, wall: Wall) -> WallBody:
    """The body of a wall with a length."""
    axis = axis_of(wall)
    half = max(wall.thickness_m, THINNEST_WALL_M) / 2
    normals, squeezed = _corner_normals(axis, wall, half)
    left, right = axis + normals[0], axis - normals[1]
    polygon = shapely.Polygon(np.concatenate([left, right[::-1]]))
    if not polygon.is_valid:
        polygon = polygon.buffer(0)
    faces = _faces(index, wall, axis, left, right)
    return WallBody(index, wall, axis, polygon, faces, squeezed)


def _corner_normals(axis: Array, wall: Wall, half: float) -> tuple[tuple[Array, Array], bool]:
    """How far the left and right face lie from each corner of the axis, and whether one side has no room."""
    ways = np.diff(axis, axis=0)
    ways = ways / np.hypot(ways[:, 0], ways[:, 1])[:, None]
    if len(axis) == 2:
        normal = np.array([-ways[0, 1], ways[0, 0]]) * half
        return (np.stack([normal, normal]), np.stack([normal, normal])), False
    angle = math.radians(wall.arc_deg)
    radius = math.dist(wall.start_m, wall.end_m) / (2 * abs(math.sin(angle / 2)))
    chord = np.array(wall.end_m) - np.array(wall.start_m)
    to_centre = np.array([-chord[1], chord[0]]) / (2 * math.tan(angle / 2))
    centre = (np.array(wall.start_m) + np.array(wall.end_m)) / 2 + to_centre
    out = (axis - centre) / radius
    inwards, outwards = -out * min(half, radius), out * half
    sides = (inwards, -outwards) if angle > 0 else (outwards, -inwards)
    return sides, half >= radius


def _faces(index: int, wall: Wall, axis: Array, left: Array, right: Array) -> tuple[Face, ...]:
    lengths = np.hypot(*np.diff(axis, axis=0).T)
    share = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    end_m = wall.height_m if wall.height_at_end_m is None else wall.height_at_end_m
    tops = wall.height_m + share * (end_m - wall.height_m)
    faces = []
    for side, finish in ((left, wall.left), (right, wall.right)):
        for k in range(len(axis) - 1):
            start, end = _point(side[k]), _point(side[k + 1])
            if math.dist(start, end) > 1e-6:
                faces.append(Face(start, end, finish, index, float(tops[k]), float(tops[k + 1])))
    for k in (0, -1):
        top = float(tops[k])
        faces.append(Face(_point(left[k]), _point(right[k]), wall.left, index, top, top))
    return tuple(faces)


def _point(values: Array) -> Point:
    return float(values[0]), float(values[1])


def corner_patches(bodies: Sequence[WallBody]) -> list[shapely.Polygon]:
    """What two walls that meet at their ends leave open on the outer side of their corner.

    The faces are led on to where they cross, as far as twice the thickness; sharper corners are cut off.
    """
    meeting: dict[tuple[int, int], list[tuple[WallBody, int]]] = {}
    for body in bodies:
        for which in (0, 1):
            x, y = body.end(which)[0]
            meeting.setdefault((round(x / SAME_END_M), round(y / SAME_END_M)), []).append((body, which))
    patches = []
    for ends in meeting.values():
        if 2 <= len(ends) <= 8:
            patches += _patches_of(ends)
    return patches


def _patches_of(ends: Sequence[tuple[WallBody, int]]) -> list[shapely.Polygon]:
    arms = []
    for body, which in ends:
        point, out = body.end(which)
        away = -out
        arms.append((math.atan2(away[1], away[0]), point, away, body.thickness_m / 2))
    arms.sort(key=lambda arm: arm[0])
    patches = []
    for k, (angle, point, away, half) in enumerate(arms):
        next_angle, next_point, next_away, next_half = arms[(k + 1) % len(arms)]
        free = (next_angle - angle) % (2 * math.pi)
        if not math.pi + 0.01 < free < 2 * math.pi - 0.01:
            continue
        one = point + half * np.array([-away[1], away[0]])  # the side from which the next arm is reached
        other = next_point - next_half * np.array([-next_away[1], next_away[0]])
        corners = [point, one, other, next_point]
        cross = away[0] * next_away[1] - away[1] * next_away[0]
        step = other - one
        along = (step[0] * next_away[1] - step[1] * next_away[0]) / cross
        tip = one + along * away
        if math.dist(tip, point) <= LONGEST_MITRE * 2 * max(half, next_half):
            corners.append(tip)
        hull = shapely.MultiPoint(np.stack(corners)).convex_hull
        if hull.geom_type == "Polygon":
            patches.append(hull)
    return patches
