"""All surfaces as one mesh for rays, without what no ray can meet, and which of them enclose a volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

BODY_KINDS = (SurfaceKind.FURNITURE, SurfaceKind.PARTITION)  # what stands within the shell
SAME_PLACE_M = 1e-5  # vertices that are closer together are one
SAME_PLACE_SHARE = 1e-5  # of the extent of things smaller than a metre
FLATTEST = 1e-8  # height by length of a triangle, below what single precision holds apart
SMALLEST_M2 = 1e-14


@dataclass(frozen=True, eq=False)
class MergedMesh:
    """Every triangle that light can fall on.

    Parameters
    ----------
    vertices_m, triangles
        Shapes (vertex, 3) and (triangle, 3) [m].
    corners_m, area_m2, normal
        Of each triangle: shapes (triangle, 3, 3), (triangle,) and (triangle, 3).
    surface
        The surface that each triangle is of, (triangle,), ascending.
    sealed
        Whether a surface is of the shell or a closed body, so that its back is never lit, (surface,).
    is_box
        Whether a surface is a closed convex body of twelve triangles, (surface,).
    """

    vertices_m: Array
    triangles: Indices
    corners_m: Array
    area_m2: Array
    normal: Array
    surface: Indices
    sealed: Flags
    is_box: Flags


def merged_mesh(surfaces: tuple[LitSurface, ...]) -> MergedMesh:
    """Merge surfaces without triangles that have no area or repeat others, as files do for backs."""
    vertices = np.concatenate([s.vertices_m for s in surfaces] or [np.zeros((0, 3))])
    first = np.cumsum([0, *(len(s.vertices_m) for s in surfaces)])
    triangles = np.concatenate(
        [s.triangles + start for s, start in zip(surfaces, first[:-1], strict=True)]
        or [np.zeros((0, 3), np.int64)]
    )
    surface = np.repeat(np.arange(len(surfaces)), [len(s.triangles) for s in surfaces])
    is_body = np.array([s.kind in BODY_KINDS for s in surfaces], bool)
    corners = vertices[triangles]
    with np.errstate(invalid="ignore", over="ignore"):  # what is not finite has no area and is left out
        place = _hashed_places(vertices, first)[triangles]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        doubled = np.sqrt(np.einsum("ij,ij->i", cross, cross))
        kept = _has_area(corners, doubled)
    new = _is_first(place.sum(axis=1, dtype=np.uint64))
    closed = _closed(place[new], corners[new], surface[new], len(surfaces))
    kept &= new
    if not kept.all():
        triangles, surface, corners = triangles[kept], surface[kept], corners[kept]
        cross, doubled = cross[kept], doubled[kept]
    normal = np.round(cross / doubled[:, None], 9) + 0.0
    is_box = closed & is_body & _twelve_convex(corners, normal, surface, len(surfaces))
    return MergedMesh(vertices, triangles, corners, doubled / 2, normal, surface, closed | ~is_body, is_box)


def _has_area(corners: Array, doubled: Array) -> Flags:
    """Whether single precision still knows a triangle from a line; False for what is not finite."""
    edges = corners - np.roll(corners, 1, axis=1)
    longest = np.einsum("ijk,ijk->ij", edges, edges).max(axis=1)
    wide: Flags = (doubled > FLATTEST * longest) & (doubled > 2 * SMALLEST_M2) & np.isfinite(doubled)
    return wide


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers scattered over 64 bits, one to one (the finaliser of SplitMix64, Steele et al. 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _hashed_places(vertices: Array, first: Indices) -> Hashes:
    """A number for each vertex, the same for those of one surface in the same place, (vertex,).

    Of a million places two share a number by chance once in ten million meshes.
    """
    used = np.flatnonzero(np.diff(first))
    if not len(used):
        return np.zeros(0, np.uint64)
    surface = np.repeat(used, np.diff(first)[used])
    local = np.repeat(np.arange(len(used)), np.diff(first)[used])
    low, high = (extreme.reduceat(vertices, first[used], axis=0) for extreme in (np.minimum, np.maximum))
    step = np.clip((high - low).max(axis=1) * SAME_PLACE_SHARE, 1e-12, SAME_PLACE_M)
    whole = np.round(vertices / step[local][:, None]).astype(np.int64).view(np.uint64)
    number = _mixed(surface.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
    for axis in range(3):
        number = _mixed(number ^ (whole[:, axis] * np.uint64(0xD1342543DE82EF95)))
    return number


def _is_first(keys: Hashes) -> Flags:
    """Whether no earlier entry is the same."""
    first = np.ones(len(keys), bool)
    ordered = np.sort(keys)
    if (ordered[1:] == ordered[:-1]).any():
        order = np.argsort(keys, kind="stable")
        first[order[1:]] = keys[order[1:]] != keys[order[:-1]]
    return first


def _closed(place: Hashes, corners: Array, surface: Indices, count: int) -> Flags:
    """Whether each surface encloses a volume: every edge runs once each way, with the inside behind it.

    Triangles without area count: they mend the seam where a corner lies on a neighbour's edge.
    """
    after = np.roll(place, -1, axis=1)
    real = (place != after).all(axis=1) & np.isfinite(corners).all(axis=(1, 2))
    if not real.all():
        place, after, corners, surface = place[real], after[real], corners[real], surface[real]
    if not len(place):
        return np.zeros(count, bool)
    twist = np.uint64(0x9E3779B97F4A7C15)
    key, twin = _mixed(place * twist + after), _mixed(after * twist + place)
    begins = np.flatnonzero(np.diff(surface, prepend=-1))
    unpaired = np.ones(count, np.uint64)  # sums of numbers modulo 2^64: equal for equal sets of edges
    unpaired[surface[begins]] = np.add.reduceat((key - twin).sum(axis=1, dtype=np.uint64), begins)
    repeated = surface[np.flatnonzero(~_is_first(key.ravel())) // 3]
    local = corners - np.repeat(corners[begins, 0], np.diff(begins, append=len(place)), axis=0)[:, None]
    inner = np.einsum("ij,ij->i", local[:, 0], np.cross(local[:, 1], local[:, 2]))
    closed: Flags = (unpaired == 0) & (np.bincount(surface, inner, count) > 0)
    closed[repeated] = False
    return closed


def _twelve_convex(corners: Array, normal: Array, surface: Indices, count: int) -> Flags:
    """Whether each surface has twelve triangles and none of its corners lies before any of them."""
    convex: Flags = np.bincount(surface, minlength=count) == 12
    chosen = np.flatnonzero(convex[surface])
    points = corners[chosen].reshape(-1, 36, 3)
    planes = normal[chosen].reshape(-1, 12, 3)
    height = np.einsum("btk,bpk->btp", planes, points)
    ahead = height - np.einsum("btk,btk->bt", planes, points[:, ::3])[:, :, None]
    extent = np.ptp(points, axis=1).max(axis=1)
    convex[convex] = ahead.max(axis=(1, 2)) < 1e-4 * extent if len(points) else False
    return convex
