"""Cuts surfaces into patches: near-square pieces on which reflected light is taken as constant.

Rays always meet the surfaces' own triangles. A triangle belongs to a *facet*: either a piece of a
plane with a grid of cells in its own coordinates, or a cluster of small triangles that is one cell.
A patch is a cell, seen from its front or, of sheets, from its back. So nothing is remeshed and no
cracks arise. Everything here is worked out for all triangles at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.body_meshes import mesh_scene
from render.clear_sheets import ClearSheets, clear_triangles
from render.clusters import Clusters, find_clusters
from render.divided_cells import divided
from render.flat_parts import FlatParts, find_flat_parts
from render.merged_mesh import BODY_KINDS, SMALLEST_M2, MergedMesh, merged_mesh
from render.plane_cells import PlaneCells, cut_planes
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

OPENING_KINDS = (SurfaceKind.WINDOW, SurfaceKind.DOOR, SurfaceKind.OPEN)
CELLS_PER_OPENING = 16  # fewer let too few rays through a small window
FEW_TRIANGLES = 12  # surfaces of so few are always cut plane by plane, however small
LAYER_M = 0.02  # sheets lit on both sides that lie farther apart than this are never one patch
FEWEST = 200  # patches of a room, however small it is
SPARE = 1.03  # how much coarser than would just do, where there would be too many patches
FASTER = 1.15  # by which growing itself grows from turn to turn
MOST_TURNS = 16  # of growing: ten million times the first size
COARSE = 4.0  # times the first size, from where small surfaces are not cut plane by plane any more


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
    own_triangle
        Which of its surface's triangles each is, (triangle,).
    closed
        Shape (triangle,): whether it belongs to the shell or a closed body, whose back is never lit.
    room
        The merged mesh ready for rays, where it has been needed for cutting.
    clear
        Which triangles light passes straight, and how; None where none is clear.
    """

    area_m2: Array
    normal: Array
    surface: Indices
    is_body: NDArray[np.bool_]
    vertices_m: Array
    triangles: Indices
    facet_of_triangle: Indices
    surface_of_triangle: Indices
    own_triangle: Indices
    closed: NDArray[np.bool_]
    facets: Facets
    fragments: Fragments
    room: Any = None
    clear: tuple[Indices, ClearSheets] | None = None

    @property
    def count(self) -> int:
        """Number of patches."""
        return len(self.area_m2)

    def facet_of_patch(self) -> Indices:
        """The facet that each patch is cut from, (patch,); -1 where no hit ever finds the patch."""
        facets = self.facets
        cells, facet = facets.columns * facets.rows, np.arange(len(facets.columns))
        found = np.full(self.count, -1, np.int64)
        for begin in (facets.first[:, 0], facets.first[:, 1]):
            within = np.arange(int(cells.sum())) - np.repeat(np.cumsum(cells) - cells, cells)
            entry = np.repeat(begin, cells) + within
            found[facets.patch_of_cell[entry]] = np.repeat(facet, cells)
        return found


def cut_patches(surfaces: tuple[LitSurface, ...], *, patch_size_m: float, patch_limit: int) -> Patches:
    """Cut `surfaces` into patches of about `patch_size_m`, larger where there would be too many.

    Only where there are more surfaces looking different ways than `patch_limit`, more patches remain;
    what memory cannot hold is refused afterwards.

    Parameters
    ----------
    surfaces
        What is lit.
    patch_size_m
        Wanted edge length [m].
    patch_limit
        Most patches.
    """
    mesh = merged_mesh(surfaces)
    lit_m2 = float((mesh.area_m2 * np.where(mesh.sealed, 1, 2)[mesh.surface]).sum())
    least, most = (float(np.sqrt(max(lit_m2, SMALLEST_M2) / count)) for count in (patch_limit, FEWEST))
    size = start = max(least, min(patch_size_m, most))
    coverable = np.array([s.kind is not SurfaceKind.FURNITURE for s in surfaces], bool)
    is_body = np.array([s.kind in BODY_KINDS for s in surfaces], bool)[mesh.surface]
    room = None
    for turn in range(MOST_TURNS):
        sizes = _sizes(mesh, surfaces, size_m=size, patch_limit=patch_limit)
        parts, clusters = _pieces(mesh, sizes, growth=size / start)
        # each piece is at least one patch: too many need not be cut at all
        count = int(np.where(mesh.sealed, 1, 2)[_surface_of(mesh, parts, clusters)].sum())
        if count <= patch_limit or turn == MOST_TURNS - 1:
            plane_cells = cut_planes(mesh, parts, size_m=sizes, coverable=coverable)
            if is_body.any():
                room = mesh_scene(mesh.vertices_m, mesh.triangles) if room is None else room
                plane_cells = divided(room, is_body, mesh, plane_cells, size_m=sizes)
            patches = _assembled(mesh, surfaces, plane_cells, clusters)
            if (count := patches.count) <= patch_limit:
                break
        size *= SPARE * max(float(np.sqrt(count / patch_limit)), FASTER**turn)
    return replace(patches, room=room, clear=clear_triangles(surfaces, mesh.surface, mesh.own))


def _pieces(mesh: MergedMesh, size_m: Array, *, growth: float) -> tuple[FlatParts, Clusters]:
    """All triangles as flat parts and clusters; `growth` is how much larger they are than wanted."""
    size = size_m[mesh.surface]
    # slivers are long but of little area: they join clusters, or a mesh of them would make endless patches
    large = (mesh.extent_m > 1.5 * size) & (mesh.area_m2 > 0.25 * size**2)
    if growth <= COARSE:
        large |= (np.bincount(mesh.surface) <= FEW_TRIANGLES)[mesh.surface]
    layers = np.where(mesh.sealed, size_m, LAYER_M * growth)
    parts = find_flat_parts(mesh, np.flatnonzero(large), size_m=size_m)
    return parts, find_clusters(mesh, np.flatnonzero(~large), size_m=size_m, layer_m=layers)


def _surface_of(mesh: MergedMesh, parts: FlatParts, clusters: Clusters) -> Indices:
    """The surface of each facet: of flat parts and after them of clusters."""
    return np.concatenate([mesh.surface[parts.lead], clusters.surface])


def _sizes(mesh: MergedMesh, surfaces: tuple[LitSurface, ...], *, size_m: float, patch_limit: int) -> Array:
    """Wanted edge length on each surface, (surface,) [m]: small enough for enough cells on each opening."""
    opening = np.array([s.kind in OPENING_KINDS for s in surfaces], bool)
    cells = min(CELLS_PER_OPENING, max(1, patch_limit // (4 * max(1, int(opening.sum())))))
    area = np.bincount(mesh.surface, mesh.area_m2, len(surfaces))
    fine = np.sqrt(np.maximum(area, SMALLEST_M2) / cells)
    return np.where(opening, np.minimum(size_m, fine), size_m)


@dataclass(frozen=True, eq=False)
class _Numbering:
    """Which patches belong to which cells, in the order of the surfaces.

    Facets are the flat parts and after them the clusters. The patches of facet f are `front[f] + k`
    for its cells k, and those of its back `back[f] + k`: the same where the back is never lit.
    """

    surface: Indices  # of each facet, as all that follows
    cells: Indices
    two_sided: Flags
    front: Indices
    back: Indices
    facet: Indices  # of each patch
    facet_of_cell: Indices
    own_number: Indices  # of each cell within its facet


def _numbering(mesh: MergedMesh, plane_cells: PlaneCells, clusters: Clusters) -> _Numbering:
    parts, alone = plane_cells.parts, np.ones(clusters.count, np.int64)
    surface = _surface_of(mesh, parts, clusters)
    of_part = np.bincount(plane_cells.part, minlength=parts.count)
    cells = np.concatenate([of_part, alone])
    two_sided = ~mesh.sealed[surface]
    taken = np.where(two_sided, 2 * cells, cells)
    order = np.argsort(surface, kind="stable")
    front = np.empty(len(order), np.int64)
    front[order] = np.cumsum(taken[order]) - taken[order]
    own = np.arange(len(plane_cells.part)) - np.repeat(np.cumsum(of_part) - of_part, of_part)
    return _Numbering(
        surface,
        cells,
        two_sided,
        front,
        np.where(two_sided, front + cells, front),
        np.repeat(order, taken[order]),
        np.concatenate([plane_cells.part, parts.count + np.arange(clusters.count)]),
        np.concatenate([own, 0 * alone]),
    )


def _assembled(
    mesh: MergedMesh, surfaces: tuple[LitSurface, ...], plane_cells: PlaneCells, clusters: Clusters
) -> Patches:
    """Number the cells as patches, and what they consist of."""
    parts = plane_cells.parts
    numbers = _numbering(mesh, plane_cells, clusters)
    area = np.zeros(len(numbers.facet))
    for begin in (numbers.front, numbers.back):
        patch = begin[numbers.facet_of_cell] + numbers.own_number
        area[patch] = np.concatenate([plane_cells.area_m2, clusters.area_m2])
    behind = np.arange(len(area)) - numbers.front[numbers.facet] >= numbers.cells[numbers.facet]
    normal = np.concatenate([parts.normal, clusters.normal])[numbers.facet]
    surface = numbers.surface[numbers.facet]
    facet_of_triangle = np.empty(len(mesh.triangles), np.int64)
    facet_of_triangle[parts.triangle] = parts.of_member
    facet_of_triangle[clusters.triangle] = parts.count + clusters.of_member
    return Patches(
        area_m2=area,
        normal=np.where(behind[:, None], -normal, normal),
        surface=surface,
        is_body=np.array([s.kind in BODY_KINDS for s in surfaces], bool)[surface],
        vertices_m=mesh.vertices_m,
        triangles=mesh.triangles,
        facet_of_triangle=facet_of_triangle,
        surface_of_triangle=mesh.surface,
        own_triangle=mesh.own,
        closed=mesh.sealed[mesh.surface],
        facets=_facets(mesh, plane_cells, clusters, numbers),
        fragments=_fragments(mesh, plane_cells, clusters, numbers),
    )


def _facets(mesh: MergedMesh, plane_cells: PlaneCells, clusters: Clusters, numbers: _Numbering) -> Facets:
    """Flat parts with their grids, clusters as grids of one cell."""
    parts, grids = plane_cells.parts, plane_cells.grids
    alone, nowhere = np.ones(clusters.count, np.int64), np.zeros((clusters.count, 3))
    facet = np.concatenate([grids.part, parts.count + np.arange(clusters.count)])
    own = np.concatenate([numbers.own_number[plane_cells.cell_of_place], 0 * alone])
    back = np.flatnonzero(numbers.two_sided[facet])
    places = np.concatenate([grids.columns * grids.rows, alone])
    first = np.cumsum(places) - places
    first_back, two_sided = first.copy(), np.flatnonzero(numbers.two_sided)
    first_back[two_sided] = len(facet) + np.cumsum(places[two_sided]) - places[two_sided]
    return Facets(
        origin_m=np.concatenate([parts.origin_m, mesh.corners_m[clusters.lead, 0]]),
        u_per_m=np.concatenate([parts.u / grids.step_m[:, :1], nowhere]),
        v_per_m=np.concatenate([parts.v / grids.step_m[:, 1:], nowhere]),
        columns=np.concatenate([grids.columns, alone]),
        rows=np.concatenate([grids.rows, alone]),
        first=np.column_stack([first, first_back]),
        patch_of_cell=np.concatenate([numbers.front[facet] + own, numbers.back[facet[back]] + own[back]]),
    )


def _fragments(
    mesh: MergedMesh, plane_cells: PlaneCells, clusters: Clusters, numbers: _Numbering
) -> Fragments:
    """The pieces of cells and the triangles of clusters."""
    member = clusters.triangle
    corners = mesh.corners_m[member]
    facet = np.concatenate([plane_cells.part[plane_cells.cell], plane_cells.parts.count + clusters.of_member])
    own = np.concatenate([numbers.own_number[plane_cells.cell], np.zeros(len(member), np.int64)])
    back = np.flatnonzero(numbers.two_sided[facet])
    patch = np.concatenate([numbers.front[facet] + own, numbers.back[facet[back]] + own[back]])
    order = np.argsort(patch, kind="stable")
    source = np.concatenate([np.arange(len(facet)), back])[order]
    counts = np.bincount(patch, minlength=len(numbers.facet))
    edges = (corners[:, k] - corners[:, 0] for k in (1, 2))
    return Fragments(
        np.concatenate([plane_cells.corner_m, corners[:, 0]]).take(source, axis=0),
        np.concatenate([plane_cells.edge1_m, next(edges)]).take(source, axis=0),
        np.concatenate([plane_cells.edge2_m, next(edges)]).take(source, axis=0),
        np.concatenate([plane_cells.is_triangle, np.ones(len(member), bool)])[source],
        np.concatenate([plane_cells.fragment_m2, mesh.area_m2[member]])[source],
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )
