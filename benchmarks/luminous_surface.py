"""The surface of luminous openings that have depth, in small pieces, for peers to shine from.

The convention is that of the engine and of glare rating: seen from any direction the opening is evenly
bright, so a piece of area a and normal n sends I(w) a max(0, n . w) / A(w) towards w, with A(w) the
projected area of all pieces. All is worked out from the pieces themselves, without the engine's formulas.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousOpening, OpeningShape

Array = NDArray[np.float64]

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))  # [rad]; even spirals


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of a luminous surface in the photometry's frame: (piece, 3) [m], (piece, 3), (piece,) [m2]."""

    points_m: Array
    normals: Array
    area_m2: Array

    def shares(self, directions: Array) -> Array:
        """Share of the intensity towards directions (..., 3) that comes from each piece, (..., piece)."""
        facing = np.maximum(directions @ self.normals.T, 0.0) * self.area_m2
        shares: Array = facing / np.maximum(facing.sum(axis=-1, keepdims=True), 1e-30)
        return shares


def has_depth(opening: LuminousOpening) -> bool:
    """Whether an opening shines from more than a point or a flat sheet."""
    if opening.shape in (OpeningShape.POINT, OpeningShape.DISC_FACING_X):
        return False
    return min(opening.size_m) > 0


def pieces(opening: LuminousOpening, per_metre: float) -> Pieces:
    """The surface of an opening that has depth, cut so that pieces are about 1 / `per_metre` wide."""
    half = np.array(opening.size_m) / 2
    if opening.shape is OpeningShape.RECTANGLE:
        found = _box(half, per_metre, getattr(opening, "sides_m", None))
    elif opening.shape is OpeningShape.SPHERE:
        found = _ball(half, per_metre)
    else:
        axis = {OpeningShape.CYLINDER_X: 0, OpeningShape.CYLINDER_Y: 1}.get(opening.shape, 2)
        order = [(axis + 1) % 3, (axis + 2) % 3, axis]
        back = np.argsort(order)
        upright = _cylinder(half[order], per_metre)
        found = Pieces(upright.points_m[:, back], upright.normals[:, back], upright.area_m2)
    c, s = math.cos(math.radians(opening.turn_deg)), math.sin(math.radians(opening.turn_deg))
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1.0]])
    return Pieces(found.points_m @ turn, found.normals @ turn, found.area_m2)


def projected_area_m2(surface: Pieces, c_deg: Array, gamma_deg: Array) -> Array:
    """Projected luminous area towards each angle of a table, (c, gamma) [m2]."""
    sine, down = np.sin(np.radians(gamma_deg)), -np.cos(np.radians(gamma_deg))
    rows = []
    for angle in np.radians(c_deg):
        directions = np.column_stack([np.cos(angle) * sine, np.sin(angle) * sine, down])
        rows.append(np.maximum(directions @ surface.normals.T, 0.0) @ surface.area_m2)
    return np.maximum(np.stack(rows), 1e-9)


def _steps(length_m: float, per_metre: float) -> Array:
    """Middles of equal parts of -1..1."""
    count = max(1, math.ceil(length_m * per_metre))
    middles: Array = (2 * np.arange(count) + 1) / count - 1
    return middles


def _box(half: Array, per_metre: float, sides_m: tuple[float, float, float, float] | None) -> Pieces:
    """Six faces; those on the sides shine up to their own height."""
    points, normals, areas = [], [], []
    heights = np.ones(4) if sides_m is None else np.clip(np.array(sides_m) / (2 * half[2]), 0, 1)
    share_of = {(0, 1): heights[0], (1, 1): heights[1], (0, -1): heights[2], (1, -1): heights[3]}
    for axis in range(3):
        a, b = sorted({0, 1, 2} - {axis})
        for side in (-1, 1):
            share = share_of.get((axis, side), 1.0)
            if share <= 0:
                continue
            u, v = np.meshgrid(_steps(2 * half[a], per_metre), _steps(2 * half[b], per_metre), indexing="ij")
            face = np.zeros((u.size, 3))
            face[:, axis], face[:, a], face[:, b] = side, u.ravel(), v.ravel()
            if axis < 2:
                face[:, 2] = (face[:, 2] + 1) * share - 1
            normal = np.zeros((u.size, 3))
            normal[:, axis] = side
            points.append(face * half)
            normals.append(normal)
            areas.append(np.full(u.size, 4 * half[a] * half[b] * share / u.size))
    return Pieces(np.concatenate(points), np.concatenate(normals), np.concatenate(areas))


def _cylinder(half: Array, per_metre: float) -> Pieces:
    """An upright cylinder, round or elliptic, with both ends."""
    around = max(12, math.ceil(2 * math.pi * half[:2].max() * per_metre))
    angle = (np.arange(around) + 0.5) * 2 * math.pi / around
    levels = _steps(2 * half[2], per_metre)
    turn, level = (grid.ravel() for grid in np.meshgrid(angle, levels, indexing="ij"))
    slope = np.column_stack([np.cos(turn) * half[1], np.sin(turn) * half[0], np.zeros(turn.size)])
    length = np.linalg.norm(slope, axis=1)
    side = np.column_stack([np.cos(turn) * half[0], np.sin(turn) * half[1], level * half[2]])
    side_area = length * (2 * math.pi / around) * (2 * half[2] / len(levels))
    count = max(1, math.ceil(math.pi * half[0] * half[1] * per_metre**2))
    steps = np.arange(count)
    radius = np.sqrt((steps + 0.5) / count)
    flat = np.column_stack([np.cos(GOLDEN_ANGLE * steps), np.sin(GOLDEN_ANGLE * steps)]) * radius[:, None]
    flat = (flat - flat.mean(axis=0)) * half[:2]
    ends = [np.column_stack([flat, np.full(count, z)]) for z in (-half[2], half[2])]
    up = np.tile([0.0, 0.0, 1.0], (count, 1))
    end_area = np.full(count, math.pi * half[0] * half[1] / count)
    return Pieces(
        np.concatenate([side, *ends]),
        np.concatenate([slope / length[:, None], -up, up]),
        np.concatenate([side_area, end_area, end_area]),
    )


def _ball(half: Array, per_metre: float) -> Pieces:
    """An ellipsoid."""
    count = max(12, math.ceil(math.pi * (2 * half.max() * per_metre) ** 2))
    steps = np.arange(count)
    level = 2 * (steps + 0.5) / count - 1
    wide = np.sqrt(1 - level**2)
    unit = np.column_stack([np.cos(GOLDEN_ANGLE * steps) * wide, np.sin(GOLDEN_ANGLE * steps) * wide, level])
    slope = unit / half
    length = np.linalg.norm(slope, axis=1)
    area = length * float(np.prod(half)) * 4 * math.pi / count
    return Pieces(unit * half, slope / length[:, None], area)
