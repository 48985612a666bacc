"""Surfaces to be cut into patches, and what every cut must hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
import trimesh
from hand_made import block, rotation_z

from render.patches import cut_patches
from scenes.room import Opening, Room
from scenes.scene import LitSurface, SurfaceKind
from scenes.surfaces import room_surfaces

GREY = {"floor": 0.2, "walls": 0.5, "ceiling": 0.7}


def cut(surfaces, size=0.2, limit=60_000):
    return cut_patches(tuple(surfaces), patch_size_m=size, patch_limit=limit)


def polygon_surface(shape, kind=SurfaceKind.FLOOR, z=0.0):
    triangles, _ = shapely.get_parts(shapely.constrained_delaunay_triangles(shape), return_index=True)
    points = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    (ax, ay), (bx, by) = (points[:, 1] - points[:, 0]).T, (points[:, 2] - points[:, 0]).T
    ccw = np.where((ax * by > ay * bx)[:, None, None], points, points[:, ::-1])
    vertices = np.column_stack([ccw.reshape(-1, 2), np.full(len(ccw) * 3, z)])
    return LitSurface("floor", kind, vertices, np.arange(len(vertices)).reshape(-1, 3), (0.2,) * 3)


def furniture(name, vertices, triangles):
    return LitSurface(
        name,
        SurfaceKind.FURNITURE,
        np.asarray(vertices, float),
        np.asarray(triangles, np.int64),
        (0.4,) * 3,
    )


def mesh_surface(name, mesh, shift=(0, 0, 0)):
    return furniture(name, mesh.vertices + np.asarray(shift, float), mesh.faces)


def partition(low, high):
    return replace(block("partition", low, high, 0.5), kind=SurfaceKind.PARTITION)


def owners(patches):
    """The patch of each fragment."""
    return np.repeat(np.arange(patches.count), np.diff(patches.fragments.first))


def points_on(patches):
    """A point on each fragment."""
    pieces = patches.fragments
    a, b = np.random.default_rng(5).random((2, len(pieces.area_m2)))
    folded = pieces.is_triangle & (a + b > 1)
    a, b = np.where(folded, 1 - a, a), np.where(folded, 1 - b, b)
    return pieces.corner_m + a[:, None] * pieces.edge1_m + b[:, None] * pieces.edge2_m


def found_at(patches, facet, points, side):
    """The patch that the tables name for points of facets, as rays look it up."""
    table = patches.facets
    offset = points - table.origin_m[facet]
    i, j = (
        np.clip(np.floor((offset * axis[facet]).sum(axis=1)).astype(int), 0, most[facet] - 1)
        for axis, most in ((table.u_per_m, table.columns), (table.v_per_m, table.rows))
    )
    return table.patch_of_cell[table.first[facet, side] + i * table.rows[facet] + j]


def facet_and_side(patches):
    """Facet of each patch, and 1 for those of backs; from the tables alone."""
    table = patches.facets
    facet, side = (np.full(patches.count, -1) for _ in range(2))
    for number, (front, back) in enumerate(table.first):
        size = table.columns[number] * table.rows[number]
        for which, first in ((1, back), (0, front)):
            own = table.patch_of_cell[first : first + size]
            facet[own], side[own] = number, which
    return facet, side


def require_sound_patches(patches):
    pieces, table = patches.fragments, patches.facets
    numbers = (patches.area_m2, patches.normal, pieces.corner_m, pieces.edge1_m, pieces.edge2_m)
    for values in (*numbers, table.origin_m, table.u_per_m, table.v_per_m, pieces.area_m2):
        assert np.isfinite(values).all()
    assert np.linalg.norm(patches.normal, axis=1) == pytest.approx(1, abs=1e-6)
    assert (np.diff(pieces.first) > 0).all()
    assert pieces.first[-1] == len(pieces.area_m2)
    of_pieces = np.bincount(owners(patches), pieces.area_m2, patches.count)
    assert of_pieces == pytest.approx(patches.area_m2, rel=1e-5, abs=1e-15)
    by_edges = np.linalg.norm(np.cross(pieces.edge1_m, pieces.edge2_m), axis=1)
    assert np.where(pieces.is_triangle, 0.5, 1) * by_edges == pytest.approx(
        pieces.area_m2, rel=1e-6, abs=1e-12
    )
    facet, side = facet_and_side(patches)
    assert (facet >= 0).all()
    own = owners(patches)
    named = found_at(patches, facet[own], points_on(patches), side[own])
    assert pieces.area_m2[named != own].sum() <= 2e-3 * pieces.area_m2.sum()


def living_room():
    """A furnished room with windows, a door, an open side, boxes, meshes, sheets and a partition."""
    openings = (
        Opening("window", 0, 1.0, 1.6, 0.9, 1.3),
        Opening("window", 0, 3.2, 1.2, 0.9, 1.3),
        Opening("door", 2, 0.5, 0.9, 0.0, 2.1),
        Opening("passage", 1, 1.0, 1.2, 0.0, 2.1),
    )
    shell = room_surfaces(Room(((0, 0), (5.2, 0), (5.2, 4.1), (0, 4.1)), 2.6, openings=openings))
    ticks = np.linspace(0.8, 2.8, 61)
    curtain = np.array([[x, 0.1 + 0.04 * np.sin(30 * x), z] for x in ticks for z in (0.05, 1.2, 2.4)])
    strips = [(3 * i + j, 3 * i + j + 1, 3 * i + j + 3, 3 * i + j + 4) for i in range(60) for j in (0, 1)]
    sofa = trimesh.creation.icosphere(subdivisions=4, radius=0.4).apply_scale((2.2, 1, 1))
    turned = block("chest", (-0.3, -0.2, 0), (0.3, 0.2, 0.5), 0.4)
    turned = replace(turned, vertices_m=turned.vertices_m @ rotation_z(33).T + (4.1, 1.2, 0))
    return (
        *shell,
        block("sideboard", (2, 3.6, 0), (3.6, 4.1, 0.8), 0.4),
        partition((1.03, 2.9, 0), (1.11, 4.1, 2.6)),
        turned,
        mesh_surface("sofa", sofa, (1.5, 2.0, 0.45)),
        mesh_surface("lid", trimesh.creation.cylinder(0.3, 0.02, sections=40), (3, 2, 0.7)),
        furniture("curtain", curtain, [t for a, b, c, d in strips for t in ((a, c, b), (b, c, d))]),
    )
