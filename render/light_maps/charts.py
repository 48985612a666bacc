"""Charts: the room's lit faces in pieces that can be laid flat without overlapping.

Walls, floors and everything else with large flat parts are cut along those parts, which the patches know
already: each is a chart in its own plane, and no texel is ever stretched. What bends is cut where it begins
to look more along another axis, and projected along its own: no texel is stretched more than by the root
of three. Pieces smaller than a texel share one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from render.integer_groups import grouped
from render.patches import Patches
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

SAME_PLACE_M = 1e-5
DEEPEST = 2.5  # texels of depth within a texel, more than a slope of 55 degrees has: two layers there
FULL = 1e-6  # share of a rectangle that may be missing


@dataclass(frozen=True, eq=False)
class Charts:
    """Lit faces, and the charts that they lie on.

    A face is a triangle seen from one side: sheets that are lit on both have two.

    Parameters
    ----------
    triangle, back, of_face
        Triangle of each face, whether it is its back, and its chart, (face,).
    origin_m, u, v
        Frame of each chart: (p - origin) . u and (p - origin) . v are within `extent_m`, (chart, 3).
    extent_m
        (chart, 2).
    is_flat, is_full, is_single
        Whether it lies in one plane, fills its rectangle, and is one texel for all of it, (chart,).
    """

    triangle: Indices
    back: Flags
    of_face: Indices
    origin_m: Array
    u: Array
    v: Array
    extent_m: Array
    is_flat: Flags
    is_full: Flags
    is_single: Flags

    @property
    def count(self) -> int:
        """Number of charts."""
        return len(self.origin_m)


def cut_charts(patches: Patches, surfaces: tuple[LitSurface, ...], *, texel_m: float) -> Charts:
    """Charts of all faces that reflect light.

    Parameters
    ----------
    patches, surfaces
        The room.
    texel_m
        Wanted edge length of texels [m].
    """
    kinds = np.array([surface.kind is not SurfaceKind.OPEN for surface in surfaces], bool)
    lit = kinds[patches.surface_of_triangle]
    flat_facet = (patches.facets.u_per_m != 0).any(axis=1)
    flat = flat_facet[patches.facet_of_triangle]
    shape = _Shape(patches)
    bent = np.flatnonzero(lit & ~flat)
    piece, single = _pieces(shape, bent, patches.facet_of_triangle, texel_m)
    # charts of flat facets first, then those of what bends
    own = patches.facet_of_triangle.copy()
    own[bent] = len(flat_facet) + piece
    front, back = np.flatnonzero(lit), np.flatnonzero(lit & ~patches.closed)
    triangle = np.concatenate([front, back])
    is_back = np.arange(len(triangle)) >= len(front)
    groups = grouped(2 * own[triangle] + is_back)
    faces = _Faces(triangle, is_back, groups.of_row, triangle[groups.order[groups.first[:-1]]])
    is_single = np.zeros(len(flat_facet) + int(piece.max(initial=-1)) + 1, bool)
    is_single[len(flat_facet) :] = single
    return _framed(patches, shape, faces, flat[faces.lead], is_single[own[faces.lead]], texel_m)


@dataclass(frozen=True, eq=False)
class _Faces:
    """Triangle, side and chart of each face, and the triangle that leads each chart."""

    triangle: Indices
    back: Flags
    of_face: Indices
    lead: Indices


class _Shape:
    """Corners, normals and the axis along which each triangle looks most."""

    def __init__(self, patches: Patches) -> None:
        self.corners = patches.vertices_m[patches.triangles]
        cross = np.cross(self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0])
        self.area_m2 = np.linalg.norm(cross, axis=1) / 2
        self.axis = np.abs(cross).argmax(axis=1)
        way = np.take_along_axis(cross, self.axis[:, None], axis=1)[:, 0] > 0
        self.facing = 2 * self.axis + way
        self.triangles = patches.triangles
        self.surface = patches.surface_of_triangle

    def laid(self, triangle: Indices) -> tuple[Array, Array]:
        """Corners projected along the triangles' axes, (n, 3, 2), and their depths, (n, 3)."""
        axis = self.axis[triangle]
        corners = self.corners[triangle]
        turned = [
            np.take_along_axis(corners, ((axis + k) % 3)[:, None, None], axis=2)[:, :, 0] for k in range(3)
        ]
        return np.stack(turned[1:], axis=2), turned[0]


def _pieces(shape: _Shape, bent: Indices, facet: Indices, texel_m: float) -> tuple[Indices, Flags]:
    """For each bent triangle a piece, such that none lies over itself; and which pieces are one texel."""
    if not len(bent):
        return bent, np.zeros(0, bool)
    joined = _joined(shape, bent)
    flat, depth = shape.laid(bent)
    small = _extent(flat, joined).max(axis=1) <= texel_m
    folded = _folded(flat, depth, joined, texel_m) & ~small
    kind = np.where(small, 2, folded)[joined]
    groups = grouped(kind, np.where(kind > 0, facet[bent], joined))
    single = kind[groups.order[groups.first[:-1]]] == 2
    single |= _extent(flat, groups.of_row).max(axis=1) <= texel_m
    return groups.of_row, single


def _joined(shape: _Shape, bent: Indices) -> Indices:
    """Triangles of one surface that look the same way and hang together, by number."""
    corner = shape.triangles[bent]
    used, local = np.unique(corner, return_inverse=True)
    low = shape.corners[bent].reshape(-1, 3)
    places = np.zeros((len(used), 3))
    places[local.ravel()] = low
    whole = np.round(places / SAME_PLACE_M).astype(np.int64)
    place = grouped(whole[:, 0], whole[:, 1], whole[:, 2]).of_row[local.reshape(-1, 3)]
    facing = np.repeat(shape.facing[bent], 3)
    knots = grouped(np.repeat(shape.surface[bent], 3), facing, place.ravel())
    count = len(bent)
    row = np.repeat(np.arange(count), 3)
    links = sparse.coo_matrix(
        (np.ones(len(row), np.int8), (row, count + knots.of_row)), shape=(count + knots.count,) * 2
    )
    _, label = connected_components(links, directed=False)
    return grouped(label[:count].astype(np.int64)).of_row


def _extent(flat: Array, piece: Indices) -> Array:
    """Lengths of each piece's rectangle, (piece, 2)."""
    order = np.argsort(piece, kind="stable")
    first = np.flatnonzero(np.diff(piece[order], prepend=-1))
    low = np.minimum.reduceat(flat[order].min(axis=1), first, axis=0)
    extent: Array = np.maximum.reduceat(flat[order].max(axis=1), first, axis=0) - low
    return extent


def _folded(flat: Array, depth: Array, piece: Indices, texel_m: float) -> Flags:
    """Which pieces have two layers somewhere."""
    middle, height = flat.mean(axis=1), depth.mean(axis=1)
    cell = np.floor(middle / texel_m).astype(np.int64)
    groups = grouped(piece, cell[:, 0], cell[:, 1])
    first = groups.first[:-1]
    sorted_height = height[groups.order]
    deep = np.maximum.reduceat(sorted_height, first) - np.minimum.reduceat(sorted_height, first)
    folded = np.zeros(int(piece.max()) + 1, bool)
    folded[piece[groups.order[first]][deep > DEEPEST * texel_m]] = True
    return folded


def _framed(
    patches: Patches, shape: _Shape, faces: _Faces, is_flat: Flags, is_single: Flags, texel_m: float
) -> Charts:
    """Charts with their frames."""
    triangle, of_face, lead = faces.triangle, faces.of_face, faces.lead
    facets, facet = patches.facets, patches.facet_of_triangle[lead]
    per_m = np.stack([facets.u_per_m[facet], facets.v_per_m[facet]], axis=1)
    length = np.linalg.norm(per_m, axis=2)
    axes = np.eye(3)[np.stack([(shape.axis[lead] + k) % 3 for k in (1, 2)], axis=1)]
    axes = np.where(is_flat[:, None, None], per_m / np.where(length > 0, length, 1.0)[:, :, None], axes)
    origin = shape.corners[lead, 0]
    local = np.einsum("fck,fik->fci", shape.corners[triangle] - origin[of_face][:, None], axes[of_face])
    order = np.argsort(of_face, kind="stable")
    first = np.flatnonzero(np.diff(of_face[order], prepend=-1))
    low = np.minimum.reduceat(local[order].min(axis=1), first, axis=0)
    extent = np.maximum.reduceat(local[order].max(axis=1), first, axis=0) - low
    area = np.bincount(of_face, shape.area_m2[triangle], len(lead))
    full = is_flat & (np.abs(area - extent.prod(axis=1)) <= FULL * area)
    return Charts(
        triangle,
        faces.back,
        of_face,
        origin + np.einsum("ci,cik->ck", low, axes),
        axes[:, 0],
        axes[:, 1],
        extent,
        is_flat,
        full,
        is_single | (extent.max(axis=1) <= texel_m / 2),
    )
