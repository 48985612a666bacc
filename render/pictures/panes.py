"""Panes to the outside as light sources: their triangles, and what each lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from assets.material import Material
from render.device import mitsuba
from render.device_arrays import device_flags, device_floats, device_points
from render.patches import Patches
from render.pictures.gloss import pane_fresnel
from render.pictures.glow import Sky, sky_cd_m2
from render.pictures.looks import is_pane, pane_material
from render.sampling import opaque_key, spread_numbers
from scenes.scene import LitSurface

Array = NDArray[np.float64]

SKY_DIRECTIONS = 512  # for the mean of what a pane lets in


@dataclass(frozen=True, eq=False)
class Panes:
    """Triangles of glass to the outside, on the device; one entry a triangle of those that are clear at all.

    `corners` holds the three corners, `clear` the share that the glass itself lets through, three channels.
    `shell` tells those of the room's shell, which shine to the side of their normal only.
    """

    count: int
    corners: tuple[Any, Any, Any]
    normal: Any
    area_m2: Any
    clear: Any
    ior: Any
    shell: Any


@dataclass(frozen=True, eq=False)
class Glass:
    """What each triangle of a room lets in from outside: three channels, 0 where it is no pane; its ior."""

    clear: Array
    ior: Array


def glass_of_room(surfaces: tuple[LitSurface, ...], patches: Patches) -> Glass | None:
    """The glass of a room's triangles; None where no light comes in."""
    clear, ior = np.zeros((len(patches.triangles), 3)), np.full(len(patches.triangles), 1.5)
    for index, surface in enumerate(surfaces):
        if not is_pane(surface):
            continue
        own = np.flatnonzero(patches.surface_of_triangle == index)
        looks = surface.appearance
        if looks is None:
            material = pane_material(surface)
            clear[own], ior[own] = _clear(material), material.ior
            continue
        triangle = patches.own_triangle[own]
        which = looks.material_of_triangle[triangle]
        tint = np.minimum(looks.triangle_rgb[triangle].astype(float), 1.0)
        clear[own] = np.array([_clear(each) for each in looks.materials])[which] * tint
        ior[own] = np.array([each.ior for each in looks.materials])[which]
    return Glass(clear, ior) if clear.any() else None


def _clear(material: Material) -> Array:
    """Share that passes, three channels, less what is reflected; textures of panes are not looked at."""
    return np.array(material.base_colour_rgb) * (1 - material.metallic) * material.transmission


def load_panes(glass: Glass, patches: Patches) -> Panes:
    """Upload the triangles that let light in."""
    mi = mitsuba()
    chosen = np.flatnonzero(glass.clear.any(axis=1))
    corners = patches.vertices_m[patches.triangles[chosen]]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    double = np.linalg.norm(cross, axis=1)
    a, b, c = (device_points(corners[:, k]) for k in range(3))
    return Panes(
        count=len(chosen),
        corners=(a, b, c),
        normal=mi.Vector3f(device_points(cross / np.maximum(double, 1e-30)[:, None])),
        area_m2=device_floats(double / 2),
        clear=mi.Vector3f(device_points(glass.clear[chosen])),
        ior=device_floats(glass.ior[chosen]),
        shell=device_flags(patches.closed[chosen]),
    )


def patch_shine_lm_m2(glass: Glass, patches: Patches, sky: Sky) -> Array:
    """Light of the sky that each patch lets into the room, (patch, 3) [lm/m2]; 0 where there is no pane.

    pi times the mean, over cosine-distributed directions, of luminance times transmittance.
    """
    mi = mitsuba()
    facet = patches.facet_of_patch()
    count = len(patches.facets.columns)
    corners = patches.vertices_m[patches.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    of = patches.facet_of_triangle
    total = np.maximum(np.bincount(of, area, count), 1e-30)
    values = np.column_stack([glass.clear, glass.ior])
    mean = np.column_stack([np.bincount(of, area * value, count) / total for value in values.T])
    own = np.flatnonzero((facet >= 0) & mean[facet, :3].any(axis=1))
    found = np.zeros((patches.count, 3))
    if not len(own):
        return found
    lane = dr.arange(mi.UInt32, len(own) * SKY_DIRECTIONS)
    patch = lane // SKY_DIRECTIONS
    u = spread_numbers(lane % SKY_DIRECTIONS, opaque_key("shine"))
    outwards = dr.gather(mi.Vector3f, mi.Vector3f(device_points(-patches.normal[own])), patch)
    local = mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[0], u[1]))
    direction = mi.Frame3f(outwards).to_world(local)
    passed = 1 - pane_fresnel(local.z, dr.gather(mi.Float, device_floats(mean[facet[own], 3]), patch))
    sums = [dr.block_sum(value * passed, SKY_DIRECTIONS) for value in sky_cd_m2(sky, direction.z)]
    dr.eval(sums)
    through = np.stack([np.array(value) for value in sums], axis=1) * (np.pi / SKY_DIRECTIONS)
    found[own] = through * mean[facet[own], :3]
    return found


def patch_passes(glass: Glass, patches: Patches) -> Array:
    """Share of an even sky's light that each patch lets in, (patch, 3)."""
    one = (1.0, 1.0, 1.0)
    return patch_shine_lm_m2(glass, patches, Sky(one, one, one)) / np.pi
