"""Cuts surfaces into patches: near-square pieces on which reflected light is taken as constant.

Rays always meet the surfaces' own triangles. A triangle belongs to a *facet*: either a piece of a
plane with a grid of cells in its own coordinates, or a cluster of small triangles that is one cell.
A patch is a cell. So nothing is remeshed and no cracks arise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from render.plane_cells import PlaneCells, cut_plane
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

BODY_KINDS = (SurfaceKind.FURNITURE, SurfaceKind.PARTITION)  # what stands within the shell
OPENING_KINDS = (SurfaceKind.WINDOW, SurfaceKind.DOOR, SurfaceKind.OPEN)
CELLS_PER_OPENING = 16  # fewer let too few rays through a small window
BOX_TRIANGLES = 12
LAYER_M = 0.02  # sheets lit on both sides that lie farther apart than this are never one patch


@dataclass(frozen=True, eq=False)
class Facets:
    """Where the cells of each facet lie, for finding the patch of a hit.

    Parameters
    ----------
    origin_m, u_per_m, v_per_m
        Frame of the grid: cell (i, j) holds the points p with i <= (p - origin) . u < i + 1, (facet, 3).
    columns, rows
        Cells along u and v, (facet,).
    first
        First entry of the facet in `patch_of_cell`, for light on the front and on the back, (facet, 2).
    patch_of_cell
        Patch of each cell, (entry,).
    """

    origin_m: Array
    u_per_m: Array
    v_per_m: Array
    columns: Indices
    rows: Indices
    first: Indices
    patch_of_cell: Indices


@dataclass(frozen=True, eq=False)
class Fragments:
    """Parallelograms and triangles that together are the patches, for drawing points from them.

    A point is `corner + a edge1 + b edge2` with a, b in 0..1, folded where the fragment is a triangle.
    Fragments are sorted by patch; those of patch i are first[i]..first[i + 1].
    """

    corner_m: Array
    edge1_m: Array
    edge2_m: Array
    is_triangle: NDArray[np.bool_]
    area_m2: Array
    first: Indices


@dataclass(frozen=True, eq=False)
class Patches:
    """All patches of a room.

    Parameters
    ----------
    area_m2, normal, surface
        Area, unit normal towards the lit side, and index of the surface of each patch.
    is_body
        Whether the patch is of something that stands within the shell, (patch,).
    vertices_m, triangles
        The merged mesh that rays meet, (vertex, 3) and (triangle, 3).
    facet_of_triangle, surface_of_triangle
        Shape (triangle,).
    closed
        Shape (triangle,): whether it belongs to the shell or a closed body, whose back is never lit.
    """

    area_m2: Array
    normal: Array
    surface: Indices
    is_body: NDArray[np.bool_]
    vertices_m: Array
    triangles: Indices
    facet_of_triangle: Indices
    surface_of_triangle: Indices
    closed: NDArray[np.bool_]
    facets: Facets
    fragments: Fragments

    @property
    def count(self) -> int:
        """Number of patches."""
        return len(self.area_m2)


@dataclass
class _Cutter:
    """Collects facets, cells and fragments surface by surface."""

    origin: list[Array]
    u: list[Array]
    v: list[Array]
    shape: list[tuple[int, int]]
    first: list[tuple[int, int]]
    cells: list[Indices]
    cell_count: int
    area: list[Array]
    normal: list[Array]
    surface: list[Indices]
    fragments: list[tuple[Array, Array, Array, NDArray[np.bool_], Indices]]
    patch_count: int

    def add_facet(self, origin: Array, u: Array, v: Array, grid: Indices, back: Indices | None) -> int:
        """A facet with its table of patches (columns, rows) for the front and perhaps the back."""
        self.origin.append(origin)
        self.u.append(u)
        self.v.append(v)
        self.shape.append((grid.shape[0], grid.shape[1]))
        front_first = self.cell_count
        self.cells.append(grid.ravel())
        self.cell_count += grid.size
        back_first = front_first
        if back is not None:
            back_first = self.cell_count
            self.cells.append(back.ravel())
            self.cell_count += back.size
        self.first.append((front_first, back_first))
        return len(self.origin) - 1

    def add_patches(self, areas: Array, normals: Array, surface: int) -> int:
        """New patches; returns the index of the first."""
        first = self.patch_count
        self.area.append(areas)
        self.normal.append(normals)
        self.surface.append(np.full(len(areas), surface))
        self.patch_count += len(areas)
        return first

    def add_fragments(
        self, corner: Array, edge1: Array, edge2: Array, is_triangle: NDArray[np.bool_], patch: Indices
    ) -> None:
        """Pieces of patches."""
        self.fragments.append((corner, edge1, edge2, is_triangle, patch))


def cut_patches(surfaces: tuple[LitSurface, ...], *, patch_size_m: float, patch_limit: int) -> Patches:
    """Cut `surfaces` into patches of about `patch_size_m`, larger where there would be too many.

    Parameters
    ----------
    surfaces
        What is lit.
    patch_size_m
        Wanted edge length [m].
    patch_limit
        Most patches.
    """
    surfaces = tuple(_without_repeats(surface) for surface in surfaces)
    total = sum(float(_triangle_areas(s.vertices_m, s.triangles).sum()) for s in surfaces)
    size = max(patch_size_m, float(np.sqrt(total / patch_limit)))
    cutter = _Cutter([], [], [], [], [], [], 0, [], [], [], [], 0)
    vertices, triangles, facet_of, surface_of, closed = [], [], [], [], []
    vertex_count = 0
    covered = _footprints(surfaces)
    for index, surface in enumerate(surfaces):
        sealed = surface.kind not in BODY_KINDS or _is_closed(surface)
        facet_of.append(_cut_surface(cutter, surface, index, size, sealed, covered))
        vertices.append(surface.vertices_m)
        triangles.append(surface.triangles + vertex_count)
        vertex_count += len(surface.vertices_m)
        surface_of.append(np.full(len(surface.triangles), index))
        closed.append(np.full(len(surface.triangles), sealed))
    surface_of_patch = np.concatenate(cutter.surface)
    body = np.array([surface.kind in BODY_KINDS for surface in surfaces])
    return Patches(
        area_m2=np.concatenate(cutter.area),
        normal=np.concatenate(cutter.normal),
        surface=surface_of_patch,
        is_body=body[surface_of_patch],
        vertices_m=np.concatenate(vertices),
        triangles=np.concatenate(triangles),
        facet_of_triangle=np.concatenate(facet_of),
        surface_of_triangle=np.concatenate(surface_of),
        closed=np.concatenate(closed),
        facets=_facets(cutter),
        fragments=_fragments(cutter),
    )


def _facets(cutter: _Cutter) -> Facets:
    return Facets(
        origin_m=np.array(cutter.origin),
        u_per_m=np.array(cutter.u),
        v_per_m=np.array(cutter.v),
        columns=np.array([shape[0] for shape in cutter.shape]),
        rows=np.array([shape[1] for shape in cutter.shape]),
        first=np.array(cutter.first),
        patch_of_cell=np.concatenate(cutter.cells),
    )


def _fragments(cutter: _Cutter) -> Fragments:
    corner, edge1, edge2, is_triangle, patch = (
        np.concatenate([fragment[k] for fragment in cutter.fragments]) for k in range(5)
    )
    order = np.argsort(patch, kind="stable")
    areas = np.linalg.norm(np.cross(edge1, edge2), axis=1) * np.where(is_triangle, 0.5, 1.0)
    first = np.searchsorted(patch[order], np.arange(cutter.patch_count + 1))
    return Fragments(corner[order], edge1[order], edge2[order], is_triangle[order], areas[order], first)


def _triangle_areas(vertices: Array, triangles: Indices) -> Array:
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    areas: Array = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    return areas


def _merged_corners(surface: LitSurface) -> Indices:
    """The triangles' corners as numbers that are equal where the places are, (triangle, 3)."""
    _, merged = np.unique(np.round(surface.vertices_m, 5), axis=0, return_inverse=True)
    corners: Indices = merged.ravel()[surface.triangles]
    return corners


def _without_repeats(surface: LitSurface) -> LitSurface:
    """The surface without triangles that lie on one another, as files repeat them for the back of a sheet."""
    if not len(surface.triangles):
        return surface
    _, first = np.unique(np.sort(_merged_corners(surface), axis=1), axis=0, return_index=True)
    return replace(surface, triangles=surface.triangles[np.sort(first)])


def _is_closed(surface: LitSurface) -> bool:
    """Whether a body encloses a volume: each edge runs once each way, with the inside behind it."""
    corners = _merged_corners(surface)
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    key = edges[:, 0] * (corners.max() + 1) + edges[:, 1]
    twin = edges[:, 1] * (corners.max() + 1) + edges[:, 0]
    if len(np.unique(key)) < len(key) or not np.array_equal(np.sort(key), np.sort(twin)):
        return False
    a, b, c = (surface.vertices_m[surface.triangles[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) > 0


def _footprints(surfaces: tuple[LitSurface, ...]) -> shapely.Geometry:
    """The parts of the floor that boxes stand on, as a flat shape: no light ever reaches them."""
    shapes = []
    for surface in surfaces:
        is_box = len(surface.triangles) == BOX_TRIANGLES and len(np.unique(surface.vertices_m, axis=0)) == 8
        if surface.kind in BODY_KINDS and is_box and _is_closed(surface):
            low = surface.vertices_m[surface.vertices_m[:, 2] < 1e-3]
            hull = shapely.MultiPoint(low[:, :2]).convex_hull
            if hull.geom_type == "Polygon":
                shapes.append(hull)
    return shapely.union_all(shapes) if shapes else shapely.Polygon()


def _cut_surface(
    cutter: _Cutter, surface: LitSurface, index: int, size: float, sealed: bool, covered: shapely.Geometry
) -> Indices:
    """Cut one surface; returns the facet of each of its triangles."""
    corners = surface.vertices_m[surface.triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(cross, axis=1) / 2
    normals = np.round(cross / np.maximum(2 * areas, 1e-30)[:, None], 9) + 0.0
    if surface.kind in OPENING_KINDS:
        size = min(size, float(np.sqrt(areas.sum() / CELLS_PER_OPENING)))
    facet_of = np.full(len(corners), -1)
    extent = (corners.max(axis=1) - corners.min(axis=1)).max(axis=1)
    # slivers are long but of little area: they join clusters, or a mesh of them would make endless patches
    large = (extent > 1.5 * size) & (areas > 0.25 * size**2)
    large |= (len(corners) <= BOX_TRIANGLES) & (areas > 1e-12)
    for members in _coplanar(corners[large], normals[large]):
        chosen = np.flatnonzero(large)[members]
        hidden = covered if surface.kind is SurfaceKind.FLOOR else shapely.Polygon()
        cells = cut_plane(corners[chosen], normals[chosen[0]], size_m=size, hidden=hidden)
        facet_of[chosen] = _add_plane(cutter, cells, index, sealed)
    layer = size if sealed else LAYER_M
    for members in _clusters(corners[~large], normals[~large], size=size, layer=layer):
        chosen = np.flatnonzero(~large)[members]
        facet_of[chosen] = _cut_cluster(cutter, corners[chosen], normals[chosen], index, sealed)
    return facet_of


def _coplanar(corners: Array, normals: Array) -> list[Indices]:
    """Groups of triangles that lie in one plane and look the same way."""
    if not len(corners):
        return []
    offset = np.einsum("ij,ij->i", normals, corners[:, 0])
    key = np.round(np.column_stack([normals * 500, offset * 500]))
    _, group = np.unique(key, axis=0, return_inverse=True)
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def _clusters(corners: Array, normals: Array, *, size: float, layer: float) -> list[Indices]:
    """Groups of small triangles near each other that look roughly the same way; none thicker than `layer`."""
    if not len(corners):
        return []
    axis = np.abs(normals).argmax(axis=1)
    side = np.take_along_axis(normals, axis[:, None], axis=1)[:, 0] > 0
    step = np.full((len(corners), 3), size)
    np.put_along_axis(step, axis[:, None], layer, axis=1)
    voxel = np.floor(corners.mean(axis=1) / step + 1e-9)
    key = np.column_stack([voxel, axis * 2 + side])
    _, group = np.unique(key, axis=0, return_inverse=True)
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def _cut_cluster(cutter: _Cutter, corners: Array, normals: Array, surface: int, sealed: bool) -> int:
    """One patch (two where both sides are lit) of a cluster of triangles."""
    edge1, edge2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    areas = np.linalg.norm(np.cross(edge1, edge2), axis=1) / 2
    total = np.array([max(float(areas.sum()), 1e-12)])
    mean = (normals * areas[:, None]).sum(axis=0)
    normal = (mean / max(float(np.linalg.norm(mean)), 1e-30))[None]
    flags = np.ones(len(corners), bool)
    first = cutter.add_patches(total, normal, surface)
    cutter.add_fragments(corners[:, 0], edge1, edge2, flags, np.full(len(corners), first))
    back = None
    if not sealed:
        second = cutter.add_patches(total, -normal, surface)
        cutter.add_fragments(corners[:, 0], edge1, edge2, flags, np.full(len(corners), second))
        back = np.array([[second]])
    return cutter.add_facet(corners[0, 0], np.zeros(3), np.zeros(3), np.array([[first]]), back)


def _add_plane(cutter: _Cutter, cells: PlaneCells, surface: int, sealed: bool) -> int:
    """A patch for each cell of a plane; one more for its back where that is lit too."""
    if not len(cells.area_m2):  # wholly covered: its triangles still need a patch, which never takes part
        dead = cutter.add_patches(np.zeros(1), cells.normal[None], surface)
        point, flags = cells.origin_m[None], np.ones(1, bool)
        cutter.add_fragments(point, np.zeros((1, 3)), np.zeros((1, 3)), flags, np.array([dead]))
        return cutter.add_facet(cells.origin_m, np.zeros(3), np.zeros(3), np.array([[dead]]), None)
    tables = []
    for side in (1.0,) if sealed else (1.0, -1.0):
        normals = np.tile(side * cells.normal, (len(cells.area_m2), 1))
        first = cutter.add_patches(cells.area_m2, normals, surface)
        cutter.add_fragments(
            cells.corner_m, cells.edge1_m, cells.edge2_m, cells.is_triangle, first + cells.cell_of_fragment
        )
        tables.append(first + cells.nearest_cell)
    return cutter.add_facet(
        cells.origin_m, cells.u_per_m, cells.v_per_m, tables[0], tables[1] if len(tables) > 1 else None
    )
