"""How much each patch reflects: what its surface does, or the triangles that it is cut from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.clear_sheets import has_clear, stopped_reflectance
from render.patches import Patches
from scenes.scene import LitSurface

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST_PAIRS = 1 << 21  # of pieces and triangles of one facet that are compared
SAME = 1e-6


def patch_reflectance(surfaces: tuple[LitSurface, ...], patches: Patches) -> Array:
    """Reflectance of each patch, (patch, channel): one channel where everything is grey.

    Where the triangles of a surface reflect differently, a patch of small triangles has their mean by
    area, and a patch cut from a plane that of the triangles beneath the pieces it consists of. Of what light
    passes straight, only the share that stops light counts, and what is reflected of the light that it stops.
    """
    table = np.array([surface.reflectance_rgb for surface in surfaces], float)
    reflectance = table[patches.surface]
    varied = [index for index, surface in enumerate(surfaces) if varies(surface)]
    if varied:
        _set_varied(reflectance, surfaces, patches, np.isin(patches.surface, varied))
    if (reflectance == reflectance[:, :1]).all() and (table == table[:, :1]).all():
        return np.ascontiguousarray(reflectance[:, :1])
    return reflectance


def varies(surface: LitSurface) -> bool:
    """Whether the triangles of a surface reflect differently, or not what the surface says."""
    return surface.triangle_reflectance is not None or has_clear(surface)


def _set_varied(
    reflectance: Array, surfaces: tuple[LitSurface, ...], patches: Patches, varied: NDArray[np.bool_]
) -> None:
    """Fill in the patches of surfaces whose triangles differ."""
    each, facet = _triangle_table(surfaces, patches), patches.facet_of_patch()
    corners = patches.vertices_m[patches.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    stops = stopping_of_triangles(patches)
    area = area * stops
    count = len(patches.facets.columns)
    total = np.maximum(np.bincount(patches.facet_of_triangle, area, count), 1e-30)
    sums = [np.bincount(patches.facet_of_triangle, area * channel, count) / total for channel in each.T]
    mean = np.stack(sums, axis=1)
    own = varied & (facet >= 0)
    reflectance[own] = mean[facet[own]]
    cells = patches.facets.columns * patches.facets.rows
    order = np.argsort(patches.facet_of_triangle, kind="stable")
    ends = np.searchsorted(patches.facet_of_triangle[order], np.arange(count + 1))
    of_facet = np.argsort(facet, kind="stable")
    patch_ends = np.searchsorted(facet[of_facet], np.arange(count + 1))
    for index in np.flatnonzero((cells > 1) & (np.diff(ends) > 1)):
        triangles = order[ends[index] : ends[index + 1]]
        if float(np.ptp(each[triangles], axis=0).max()) > SAME:
            cut = of_facet[patch_ends[index] : patch_ends[index + 1]]
            _set_plane(reflectance, each, patches, triangles, cut, stops)


def stopping_of_triangles(patches: Patches) -> Array:
    """Share of light from all sides that each triangle stops, (triangle,)."""
    stops = np.ones(len(patches.triangles))
    if patches.clear is not None:
        which, sheets = patches.clear
        stops[which] = 1 - sheets.even_share()
    return stops


def stopping_of_patches(patches: Patches) -> Array:
    """The same of the facets that patches are cut from, means by area, (patch,)."""
    corners, of = patches.vertices_m[patches.triangles], patches.facet_of_triangle
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    sums = [
        np.bincount(of, each, len(patches.facets.columns))
        for each in (area * stopping_of_triangles(patches), area)
    ]
    share = np.divide(sums[0], sums[1], out=np.ones_like(sums[0]), where=sums[1] > 0)
    facet = patches.facet_of_patch()
    return np.asarray(np.where(facet >= 0, share[facet], 1.0))


def _triangle_table(surfaces: tuple[LitSurface, ...], patches: Patches) -> Array:
    """Reflectance of each triangle of the merged mesh, (triangle, 3)."""
    table = np.array([surface.reflectance_rgb for surface in surfaces], float)
    each = table[patches.surface_of_triangle]
    for index, surface in enumerate(surfaces):
        if surface.triangle_reflectance is not None:
            own = patches.surface_of_triangle == index
            each[own] = surface.triangle_reflectance[patches.own_triangle[own]]
        stopped = stopped_reflectance(surface)
        if stopped is not None:
            here = np.flatnonzero(patches.surface_of_triangle == index)
            clear, place = (
                np.isin(patches.own_triangle[here], stopped[0]),
                np.zeros(len(surface.triangles), int),
            )
            place[stopped[0]] = np.arange(len(stopped[0]))
            each[here[clear]] = stopped[1][place[patches.own_triangle[here[clear]]]]
    return each


def _set_plane(
    reflectance: Array, each: Array, patches: Patches, triangles: Indices, own: Indices, stops: Array
) -> None:
    """Fill in the patches `own` of one plane: each of their pieces has the triangle around its middle."""
    pieces = patches.fragments
    counts = np.diff(pieces.first)[own]
    piece = np.repeat(pieces.first[own], counts) + np.arange(int(counts.sum()))
    piece -= np.repeat(np.cumsum(counts) - counts, counts)
    if not len(piece) or len(piece) * len(triangles) > MOST_PAIRS:
        return
    share = np.where(pieces.is_triangle[piece], 1 / 3, 1 / 2)[:, None]
    middle = pieces.corner_m[piece] + share * (pieces.edge1_m[piece] + pieces.edge2_m[piece])
    a, b, c = (patches.vertices_m[patches.triangles[triangles, k]] for k in range(3))
    within = _within(middle, a, b, c)
    beneath = triangles[within.argmax(axis=1)]
    value, weight = each[beneath], pieces.area_m2[piece] * stops[beneath]
    patch = np.repeat(np.arange(len(own)), counts)
    area = np.maximum(np.bincount(patch, weight, len(own)), 1e-30)
    sums = [np.bincount(patch, weight * channel, len(own)) / area for channel in value.T]
    filled = counts > 0
    reflectance[own[filled]] = np.stack(sums, axis=1)[filled]


def _within(points: Array, a: Array, b: Array, c: Array) -> Array:
    """How far points are within triangles of their plane, (point, triangle): the least area coordinate."""
    normal = np.cross(b - a, c - a)
    unit = normal / np.maximum((normal**2).sum(axis=1, keepdims=True), 1e-30)
    least = np.full((len(points), len(a)), np.inf)
    for start, end in ((a, b), (b, c), (c, a)):
        across = np.cross(unit, end - start)
        least = np.minimum(least, points @ across.T - (start * across).sum(axis=1))
    return least
