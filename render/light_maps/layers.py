"""Light maps: the light of one luminaire at every texel of an atlas.

Direct light is exact at every texel, a mean over its area; reflected light is gathered on kept hits. The
first reflection reads the direct light of the very texels that are hit, later ones the patches'. Nothing is
random from texel to texel: all use the same points of a luminaire's opening, so maps are smooth and small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from render.bodies import no_own_bodies
from render.light_field import LightField
from render.light_maps.atlas import TEXEL_M, Atlas, unwrapped
from render.light_maps.direct_light import (
    FIRST,
    TexelSamples,
    free_points_m,
    free_samples,
    texel_direct_lx,
    texel_samples,
)
from render.light_maps.hits import TexelFinder, TexelHits, cast_texel_hits, reflected_light
from render.light_maps.net import GatherNet, cast_net
from render.light_maps.sight import share_in_sight
from render.light_maps.texels import texel_places

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

BESIDE = 1.5  # texels: how far light is repeated beyond its last texel
APART = 1e5


@dataclass(frozen=True, eq=False)
class LightmapStage:
    """All that light maps of one room share; it only depends on the room.

    Parameters
    ----------
    atlas
        The atlas.
    lit
        Its texels that light can reach, (texel,); the rest repeats one of these.
    point_m, normal
        Of these, (texel, 3).
    source
        For each pixel of the image which of these it shows, (row, column).
    net
        Where reflected light is gathered.
    samples
        Points that stand for texels.
    hits
        What the rays of the points met where light is gathered.
    """

    atlas: Atlas
    lit: Indices
    point_m: Array
    normal: Array
    source: NDArray[np.int32]
    net: GatherNet
    samples: TexelSamples
    hits: TexelHits


def room_atlas(field: LightField, *, texel_m: float = TEXEL_M) -> Atlas:
    """Unwrap the room of a light field.

    Parameters
    ----------
    field
        Any light field of the room.
    texel_m
        Wanted distance of texels [m].

    Raises
    ------
    UnsoundInput
        As `unwrapped`.
    """
    patches, surfaces = field.patches, field.scene.surfaces
    in_sight = share_in_sight(field.ray_scene, patches, surfaces, seed=field.options.seed)
    return unwrapped(patches, surfaces, in_sight=in_sight, texel_m=texel_m)


def lightmap_stage(field: LightField, atlas: Atlas) -> LightmapStage:
    """Make all that does not depend on luminaires.

    Parameters
    ----------
    field
        Any light field of the room.
    atlas
        Of the same room.
    """
    places = texel_places(atlas, field.patches)
    seed = field.options.seed
    scene = field.ray_scene
    used = np.flatnonzero(places.used)
    free = free_samples(replace(scene, coherent=True), places, used)
    reached = free[:, FIRST:].any(axis=1)
    lit, free = used[reached], free[reached]
    point, normal = free_points_m(places, lit, free), places.normal[lit]
    samples = texel_samples(atlas, places, lit, free)
    net = cast_net(scene, atlas, lit, point, normal, seed=seed)
    shown = _shown(atlas, lit)
    finder = TexelFinder(atlas, shown, len(lit), len(field.patches.triangles))
    hits = cast_texel_hits(scene, finder, (point, normal), net.texel, patches=field.patches.count, seed=seed)
    image = np.full(atlas.width * atlas.height, -1, np.int64)
    image[atlas.pixel] = shown
    source = _filled(image.reshape(atlas.height, atlas.width))
    return LightmapStage(atlas, lit, point, normal, source, net, samples, hits)


def _shown(atlas: Atlas, lit: Indices) -> Indices:
    """For each texel of the atlas, the nearest lit one of its chart, as a place in `lit`.

    Of those that no look-up between four texels asks for together with a lit one it is -1.
    """
    chart = atlas.chart
    column, row = atlas.column_and_row()
    place = np.column_stack([column, row, APART * chart]).astype(np.float64)
    shown = np.full(atlas.count, -1)
    shown[lit] = np.arange(len(lit))
    dark = np.flatnonzero(shown < 0)
    if len(dark) and len(lit):
        far, nearest = cKDTree(place[lit]).query(place[dark], distance_upper_bound=BESIDE)
        shown[dark] = np.where(np.isfinite(far), nearest, -1)
    return shown


def _filled(image: Indices) -> NDArray[np.int32]:
    """Pixels without anything repeat the one on their left, or above: that costs nothing in a file."""
    found = image.copy()
    columns = np.arange(found.shape[1])
    last = np.maximum.accumulate(np.where(found >= 0, columns, -1), axis=1)
    found = np.where(last >= 0, np.take_along_axis(found, np.maximum(last, 0), axis=1), -1)
    rows = np.arange(len(found))[:, None]
    above = np.maximum.accumulate(np.where(found >= 0, rows, -1), axis=0)
    found = np.where(above >= 0, np.take_along_axis(found, np.maximum(above, 0), axis=0), 0)
    return found.astype(np.int32)


def lightmap_layer(stage: LightmapStage, field: LightField, column: int) -> Single:
    """The light of one luminaire at full output and white, as an image of the atlas.

    Parameters
    ----------
    stage
        Of the room.
    field
        A light field of the same room, with any luminaires.
    column
        Which of its luminaires.

    Returns
    -------
    ndarray
        Initial illuminance, (row, column, channel): one channel where all reflectances are grey, otherwise
        linear R, G, B of which 0.2126 R + 0.7152 G + 0.0722 B is the illuminance [lx].
    """
    values = texel_light_lx(stage, field, column)
    return values[stage.source]


def texel_light_lx(stage: LightmapStage, field: LightField, column: int) -> Single:
    """The same at the lit texels, (texel, channel) [lx]."""
    # its own body is never in its way, so only the others are asked
    scene = replace(field.ray_scene, bodies=field.ray_scene.bodies.without(column))
    lights = replace(field.lights, own=no_own_bodies(len(field.emitters)))
    light = field.patch_light
    direct = texel_direct_lx(stage.samples, replace(scene, coherent=True), lights, column)
    gathered = reflected_light(
        scene,
        lights,
        stage.hits,
        (column, field.emitters[column]),
        direct,
        (light.direct_lx[:, :, column].mean(axis=0), light.indirect_lx[:, :, column].mean(axis=0)),
        field.reflectance,
        seed=field.options.seed,
    )
    spread: Single = stage.net.spread @ gathered
    light_lx: Single = np.maximum(spread, 0.0) + direct.numpy()[:, None]
    return light_lx
