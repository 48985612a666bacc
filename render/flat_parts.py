"""Finds which triangles of a surface lie in one plane, and the smallest rectangle around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.integer_groups import Groups, grouped
from render.merged_mesh import MergedMesh

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

COARSE = 500.0  # steps for a unit normal and for a metre of offset: first sight of one plane
FLATNESS_M = 2e-5  # what lies farther off its plane than this is no part of it, well below a ray's lift
SPRAWL = 4.0  # rectangles of more than this many times the area are not worth one grid
SPRAWL_CELLS = 16  # unless they are small
LEADS = 4  # largest triangles whose edges are tried for the rectangle's direction
EQUAL = 1e-6  # share by which areas and centres may differ and yet be equal


@dataclass(frozen=True, eq=False)
class FlatParts:
    """Flat parts of surfaces.

    Parameters
    ----------
    triangle
        Triangles sorted by part, the largest of each first, (member,).
    first
        Where each part begins in `triangle`, and the end, (part + 1,).
    origin_m, u, v, normal
        A corner of the rectangle around each part, its two directions and its normal, (part, 3).
    extent_m
        Lengths of the rectangle along u and v, (part, 2).
    area_m2
        Of the triangles, (part,).
    is_rectangle
        Whether the part fills its rectangle, (part,).
    flatness_m
        How far the triangles lie off the plane, (part,).
    """

    triangle: Indices
    first: Indices
    origin_m: Array
    u: Array
    v: Array
    normal: Array
    extent_m: Array
    area_m2: Array
    is_rectangle: Flags
    flatness_m: Array

    @property
    def count(self) -> int:
        """Number of parts."""
        return len(self.first) - 1

    @property
    def lead(self) -> Indices:
        """The largest triangle of each part, (part,)."""
        return self.triangle[self.first[:-1]]

    @property
    def of_member(self) -> Indices:
        """The part of each entry of `triangle`."""
        return np.repeat(np.arange(self.count), np.diff(self.first))


def find_flat_parts(mesh: MergedMesh, chosen: Indices, *, size_m: Array) -> FlatParts:
    """Join those triangles among `chosen` that are of one surface and lie in one plane, looking the same way.

    Parameters
    ----------
    mesh, chosen
        Triangles.
    size_m
        Wanted edge length of cells on each surface, (surface,) [m].
    """
    normal, surface = mesh.normal[chosen], mesh.surface[chosen]
    offset = np.einsum("ij,ij->i", normal, mesh.corners_m[chosen, 0])
    coarse = np.round(normal * COARSE)
    groups = grouped(surface, coarse[:, 0], coarse[:, 1], coarse[:, 2], np.round(offset * COARSE))
    parts = _framed(mesh, chosen, groups)
    cell = size_m[mesh.surface[parts.lead]] ** 2
    sprawling = parts.extent_m.prod(axis=1) > SPRAWL_CELLS * cell + SPRAWL * parts.area_m2
    apart = ((parts.flatness_m > FLATNESS_M) | sprawling) & (np.diff(parts.first) > 1)
    if apart.any():  # each triangle of these is a part of its own
        alone = np.where(apart[groups.of_row], np.arange(len(chosen)), 0)
        parts = _framed(mesh, chosen, grouped(surface, groups.of_row, alone))
    return parts


def _framed(mesh: MergedMesh, chosen: Indices, groups: Groups) -> FlatParts:
    """Parts with the smallest rectangles around them, as near as may be to their own level axes."""
    part, first = groups.of_sorted_row, groups.first[:-1]
    members = chosen[groups.order]
    members = members[np.lexsort((-mesh.area_m2[members], part))]
    lead = members[first]
    normal, origin = mesh.normal[lead], mesh.corners_m[lead, 0]
    level, across = _level_axes(normal)
    offset = mesh.corners_m[members] - origin[part][:, None]
    axes = np.stack([level, across, normal], axis=2)
    local = np.matmul(offset, axes[part])
    area = mesh.area_m2[members]
    total = np.add.reduceat(area, first) if len(first) else np.zeros(0)
    flatness = _extremes(np.abs(local[:, :, 2]), first)[1]
    flat = np.ascontiguousarray(local[:, :, :2])
    turn = np.zeros(len(first))
    is_rectangle, low, extent = _rectangles(flat, area, total, first)
    askew = np.flatnonzero(~is_rectangle)
    if len(askew):
        own = np.flatnonzero(~is_rectangle[part])
        own_first = np.searchsorted(own, first[askew])
        turn[askew] = _best_turns(flat[own], own_first, extent[askew].prod(axis=1))
        own_part = np.repeat(np.arange(len(askew)), np.diff(own_first, append=len(own)))
        turned = _turned(flat[own], turn[askew][own_part])
        is_rectangle[askew], low[askew], extent[askew] = _rectangles(
            turned, area[own], total[askew], own_first
        )
    u = np.cos(turn)[:, None] * level + np.sin(turn)[:, None] * across
    v = np.cross(normal, u)
    corner = origin + low[:, :1] * u + low[:, 1:] * v
    return FlatParts(members, groups.first, corner, u, v, normal, extent, total, is_rectangle, flatness)


def _level_axes(normal: Array) -> tuple[Array, Array]:
    """For each plane a level direction (x where the plane itself is level), and the one across."""
    upright = np.abs(normal[:, 2:]) < 0.9
    along = np.column_stack([-normal[:, 1], normal[:, 0], np.zeros(len(normal))])
    level = np.where(upright, along, np.array([1.0, 0.0, 0.0]) - normal * normal[:, :1])
    level /= np.linalg.norm(level, axis=1, keepdims=True)
    return level, np.cross(normal, level)


def _extremes(values: Array, first: Indices) -> tuple[Array, Array]:
    """Least and greatest value of each part; `values` has one row of three corners a member."""
    if not len(first):
        return np.zeros(0), np.zeros(0)
    low = np.minimum.reduceat(values.min(axis=1), first)
    high = np.maximum.reduceat(values.max(axis=1), first)
    return low, high


def _rectangles(flat: Array, area: Array, total: Array, first: Indices) -> tuple[Flags, Array, Array]:
    """Whether each part fills its rectangle, the rectangle's low corner and its lengths."""
    spans = [_extremes(flat[:, :, k], first) for k in (0, 1)]
    low, high = (np.column_stack([span[end] for span in spans]) for end in (0, 1))
    extent = np.maximum(high - low, 1e-12)
    moment = flat.sum(axis=1) / 3 * area[:, None]
    centre = np.add.reduceat(moment, first, axis=0) if len(first) else np.zeros((0, 2))
    centred = np.abs(centre / total[:, None] - (low + high) / 2) <= EQUAL * extent
    full: Flags = np.abs(total - extent.prod(axis=1)) <= EQUAL * total
    return full & centred.all(axis=1), low, extent


def _best_turns(flat: Array, first: Indices, level_area: Array) -> Array:
    """The angle by which each part's axes turn to those of the least rectangle, (part,) [rad]."""
    last = np.append(first[1:], len(flat)) - 1
    part = np.repeat(np.arange(len(first)), last + 1 - first)
    best, least = np.zeros(len(first)), level_area.copy()
    for lead in range(LEADS):
        leader = flat[np.minimum(first + lead, last)]
        for corner in range(3):
            edge = leader[:, (corner + 1) % 3] - leader[:, corner]
            turn = np.arctan2(edge[:, 1], edge[:, 0])
            turn = (turn + np.pi / 4) % (np.pi / 2) - np.pi / 4
            turned = _turned(flat, turn[part])
            spans = [np.subtract(*_extremes(turned[:, :, k], first)[::-1]) for k in (0, 1)]
            found = spans[0] * spans[1] * (1 + EQUAL * np.abs(turn))
            better = found < least * (1 - EQUAL)
            best[better], least[better] = turn[better], found[better]
    return best


def _turned(flat: Array, turn: Array) -> Array:
    """Points (member, corner, 2) in axes turned by an angle for each member."""
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
    x, y = flat[:, :, 0], flat[:, :, 1]
    return np.stack([x * cosine + y * sine, y * cosine - x * sine], axis=2)
