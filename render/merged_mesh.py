"""All surfaces as one mesh for rays, without what no ray can meet, and which of them enclose a volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from render.clear_sheets import has_clear
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

BODY_KINDS = (SurfaceKind.FURNITURE, SurfaceKind.PARTITION, SurfaceKind.PANE)  # what stands within the shell
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
    corners_m, area_m2, normal, centre_m
        Of each triangle: shapes (triangle, 3, 3), (triangle,), (triangle, 3) and (triangle, 3).
    extent_m
        Longest edge of the box around each triangle, (triangle,).
    surface
        The surface that each triangle is of, (triangle,), ascending.
    own
        Which of that surface's triangles it is, (triangle,).
    sealed
        Whether a surface is of the shell or a closed body, so that its back is never lit, (surface,). What is
        in part clear is lit from within, too.
    is_box
        Whether a surface is a closed convex body of twelve triangles, (surface,).
    """

    vertices_m: Array
    triangles: Indices
    corners_m: Array
    area_m2: Array
    normal: Array
    extent_m: Array
    centre_m: Array
    surface: Indices
    own: Indices
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
    counts = [len(s.triangles) for s in surfaces]
    surface = np.repeat(np.arange(len(surfaces)), counts)
    own = np.arange(len(triangles)) - np.repeat(np.cumsum([0, *counts])[:-1], counts)
    is_body = np.array([s.kind in BODY_KINDS for s in surfaces], bool)
    # axis by axis and corner by corner, (3, 3, triangle): many times faster than row by row
    columns = np.ascontiguousarray(triangles.T)
    finite = np.isfinite(vertices).all(axis=1)
    if not finite.all():
        vertices = np.where(finite[:, None], vertices, 0.0)
    corners = np.ascontiguousarray(vertices.T)[:, columns]
    place = _hashed_places(vertices, first)[columns]
    edges = corners[:, 1:] - corners[:, :1]
    cross = _crossed(edges[:, 0], edges[:, 1])
    doubled = np.sqrt((cross * cross).sum(axis=0))
    new = _is_first(place[0] + place[1] + place[2]) & finite[columns].all(axis=0)
    kept = new & _has_area(edges, doubled)
    closed = _closed(place, corners[:, 0], cross, surface, new, is_body)
    closed &= ~np.array([has_clear(s) for s in surfaces], bool)
    if not kept.all():
        triangles, surface, own, corners = triangles[kept], surface[kept], own[kept], corners[:, :, kept]
        cross, doubled = cross[:, kept], doubled[kept]
    normal = np.round(cross / doubled, 9).T + 0.0
    rows = np.ascontiguousarray(corners.transpose(2, 1, 0))
    is_box = closed & _twelve_convex(rows, normal, surface, len(surfaces))
    extent = (corners.max(axis=1) - corners.min(axis=1)).max(axis=0)
    centre = corners.sum(axis=1).T / 3
    sealed = closed | ~is_body
    return MergedMesh(
        vertices, triangles, rows, doubled / 2, normal, extent, centre, surface, own, sealed, is_box
    )


def _crossed(a: Array, b: Array) -> Array:
    """Cross products of vectors in columns, (3, n)."""
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def _has_area(edges: Array, doubled: Array) -> Flags:
    """Whether single precision still knows triangles from lines, by two edges of each, (axis, edge, n)."""
    third = edges[:, 1] - edges[:, 0]
    longest = np.maximum((edges * edges).sum(axis=0).max(axis=0), (third * third).sum(axis=0))
    wide: Flags = (doubled > FLATTEST * longest) & (doubled > 2 * SMALLEST_M2)
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


def _closed(
    place: Hashes, corner: Array, cross: Array, surface: Indices, new: Flags, is_body: Flags
) -> Flags:
    """Whether each body encloses a volume: every edge runs once each way, with the inside behind it.

    Triangles without area count: they mend the seam where a corner lies on a neighbour's edge. Every piece of
    a body must enclose a volume of its own: one that is inside out would swallow the light that meets it.
    """
    counted = new & is_body[surface]
    for k in range(3):
        counted &= place[k] != place[k - 1]
    if not counted.all():
        place, corner, cross = place[:, counted], corner[:, counted], cross[:, counted]
        surface = surface[counted]
    closed: Flags = np.zeros(len(is_body), bool)
    if not len(surface):
        return closed
    twist = np.uint64(0x9E3779B97F4A7C15)
    after = np.roll(place, -1, axis=0)
    key, twin = _mixed(place * twist + after), _mixed(after * twist + place)
    begins = np.flatnonzero(np.diff(surface, prepend=-1))
    # sums of numbers modulo 2^64: equal for equal sets of edges
    unpaired = np.add.reduceat((key - twin).sum(axis=0, dtype=np.uint64), begins)
    repeated = surface[np.flatnonzero(~_is_first(key.ravel())) % len(surface)]
    closed[surface[begins]] = unpaired == 0
    closed[repeated] = False
    paired = np.flatnonzero(closed[surface])
    closed[surface[paired[_inside_out(place[:, paired], corner[:, paired], cross[:, paired])]]] = False
    return closed


def _inside_out(place: Hashes, corner: Array, cross: Array) -> Flags:
    """Whether each triangle is of a connected piece with its outside within, or with nothing within."""
    vertex = np.unique(place, return_inverse=True)[1].reshape(place.shape)
    joints = (vertex[[0, 0]].ravel(), vertex[1:].ravel())
    size = int(vertex.max(initial=-1)) + 1
    links = sparse.coo_matrix((np.ones(len(joints[0]), bool), joints), shape=(size, size))
    count, piece_of_vertex = connected_components(links, directed=False)
    piece = piece_of_vertex[vertex[0]]
    first = np.zeros(count, np.int64)
    first[piece[::-1]] = np.arange(len(piece))[::-1]
    six_volumes = np.bincount(piece, ((corner - corner[:, first[piece]]) * cross).sum(axis=0), count)
    inside_out: Flags = six_volumes[piece] <= 0
    return inside_out


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
