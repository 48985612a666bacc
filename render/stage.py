"""The stage: what light meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.measuring_points import MeasuringPoints
from render.options import RenderOptions
from render.patches import Patches
from render.rays import RayScene
from render.transport import Transport
from scenes.scene import LitSurface

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stage:
    """A room, luminaires' bodies and measuring points, ready for light.

    `reflectance` is that of the patches, (patch, channel).
    """

    options: RenderOptions
    patches: Patches
    rays: RayScene
    transport: Transport
    points: MeasuringPoints
    reflectance: Array


def patch_reflectance(surfaces: tuple[LitSurface, ...], patches: Patches) -> Array:
    """Reflectance of each patch, (patch, channel): one channel where everything is grey.

    Where the triangles of a surface reflect differently, it is their mean by area over the facet that the
    patch is cut from.
    """
    table = np.array([surface.reflectance_rgb for surface in surfaces], float)
    reflectance = table[patches.surface]
    varied = [index for index, surface in enumerate(surfaces) if surface.triangle_reflectance is not None]
    if varied:
        facet = patches.facet_of_patch()
        own = np.isin(patches.surface, varied) & (facet >= 0)
        reflectance[own] = _facet_reflectance(surfaces, patches, table)[facet[own]]
    if (reflectance == reflectance[:, :1]).all() and (table == table[:, :1]).all():
        return np.ascontiguousarray(reflectance[:, :1])
    return reflectance


def _facet_reflectance(surfaces: tuple[LitSurface, ...], patches: Patches, table: Array) -> Array:
    """Mean reflectance of the triangles of each facet, (facet, 3)."""
    each = table[patches.surface_of_triangle]
    for index, surface in enumerate(surfaces):
        if surface.triangle_reflectance is not None:
            own = patches.surface_of_triangle == index
            each[own] = surface.triangle_reflectance[patches.own_triangle[own]]
    corners = patches.vertices_m[patches.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    count = len(patches.facets.columns)
    facet = patches.facet_of_triangle
    total = np.maximum(np.bincount(facet, area, count), 1e-30)
    sums = [np.bincount(facet, area * each[:, channel], count) / total for channel in range(3)]
    return np.stack(sums, axis=1)
