"""Light maps: the light of one luminaire at every texel of an atlas.

Direct light is exact at every texel, a mean over its area; reflected light is gathered on kept hits. The
first reflection reads the direct light of the very texels that are hit, later ones the patches'. Nothing is
random from texel to texel: all use the same points of a luminaire's opening, so maps are smooth and small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from render.atlas import Atlas
from render.atlas_texels import TexelPlaces, texel_places
from render.device import mitsuba
from render.device_arrays import device_floats, device_points
from render.direct import illuminance_lanes
from render.light_field import LightField
from render.lightmap_hits import TexelHits, cast_texel_hits, reflected_once
from render.lightmap_net import GatherNet, cast_net
from render.rays import LIFT_M, RayScene, trace_room
from render.sampling import opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

SAMPLES = 16  # points of the opening, each seen from another point of the texel
GAP_M = 0.005  # texels with something closer before them than this are covered
BESIDE = 2.5  # texels: how far light is repeated beyond its last texel
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
    lanes
        Points that stand for texels.
    hits
        What the rays of the points met where light is gathered.
    later
        Matrix (point, patch) from the patches' exitance to the points' illuminance.
    """

    atlas: Atlas
    lit: Indices
    point_m: Array
    normal: Array
    source: NDArray[np.int32]
    net: GatherNet
    lanes: _Lanes
    hits: TexelHits
    later: Any


@dataclass(frozen=True, eq=False)
class _Lanes:
    """Points that stand for texels, one entry each: (texel, sample)."""

    texel: Any
    point: Any
    normal: Any
    weight: Any
    numbers: list[Any]


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
    free = _free(scene, places, used)
    lit = used[free.any(axis=1)]
    free = free[free.any(axis=1)]
    point = _moved(places, lit, free)
    normal = places.normal[lit]
    lanes = _lanes(places, lit, free)
    net = cast_net(scene, atlas, lit, point, normal, seed=seed)
    shown = _shown(atlas, lit)
    hits = cast_texel_hits(scene, atlas, shown, point[net.texel], normal[net.texel], seed=seed)
    image = np.full(atlas.width * atlas.height, -1, np.int64)
    image[atlas.pixel] = shown
    source = _filled(image.reshape(atlas.height, atlas.width))
    return LightmapStage(
        atlas, lit, point, normal, source, net, lanes, hits, hits.reading(field.patches.count)
    )


def _offsets() -> tuple[Array, Indices]:
    """Where samples lie in their texel, from 0 to 1, (sample, 2), and their order from its middle."""
    mi = mitsuba()
    numbers = spread_numbers(dr.arange(mi.UInt32, SAMPLES), opaque_key("texel"))
    offsets = np.column_stack([numbers[k].numpy() for k in (0, 1)]).astype(np.float64)
    return offsets, np.argsort(np.abs(offsets - 0.5).max(axis=1), kind="stable")


def _samples(places: TexelPlaces, texels: Indices) -> Any:
    """Device points of all samples of some texels, (texel, sample)."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(texels) * SAMPLES)
    texel, sample = lane // SAMPLES, lane % SAMPLES
    offsets, _ = _offsets()
    point = dr.gather(mi.Point3f, device_points(places.point_m[texels]), texel)
    for axis, way in enumerate((places.u, places.v)):
        share = dr.gather(mi.Float, device_floats(offsets[:, axis]), sample)
        low = dr.gather(mi.Float, device_floats(places.low_m[texels, axis]), texel)
        high = dr.gather(mi.Float, device_floats(places.high_m[texels, axis]), texel)
        point += dr.gather(mi.Vector3f, mi.Vector3f(device_points(way[texels])), texel) * dr.lerp(
            low, high, share
        )
    return point


def _free(scene: RayScene, places: TexelPlaces, texels: Indices) -> Flags:
    """Whether samples are in the open, neither within a body nor in a gap, (texel, sample)."""
    mi = mitsuba()
    point = _samples(places, texels)
    lane = dr.arange(mi.UInt32, len(texels) * SAMPLES)
    normal = dr.gather(mi.Vector3f, mi.Vector3f(device_points(places.normal[texels])), lane // SAMPLES)
    hits = trace_room(scene, mi.Point3f(point + normal * LIFT_M), mi.Vector3f(normal))
    free: Flags = (~hits.buried & (hits.distance > GAP_M)).numpy().astype(bool)
    return free.reshape(-1, SAMPLES)


def _moved(places: TexelPlaces, lit: Indices, free: Flags) -> Array:
    """Points of texels; those of partly covered ones are moved to the free sample nearest to them."""
    point = places.point_m[lit].copy()
    offsets, order = _offsets()
    partly = np.flatnonzero(~free.all(axis=1))
    chosen = order[free[partly][:, order].argmax(axis=1)]
    texel = lit[partly]
    for axis, way in enumerate((places.u, places.v)):
        low, high = places.low_m[texel, axis], places.high_m[texel, axis]
        point[partly] += (low + (high - low) * offsets[chosen, axis])[:, None] * way[texel]
    return point


def _lanes(places: TexelPlaces, lit: Indices, free: Flags) -> _Lanes:
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(lit) * SAMPLES)
    texel = lane // SAMPLES
    normal = dr.gather(mi.Vector3f, mi.Vector3f(device_points(places.normal[lit])), texel)
    numbers = spread_numbers(lane % SAMPLES, opaque_key("opening of texels"))[:2]
    weight = device_floats(free / free.sum(axis=1, keepdims=True))
    point = _samples(places, lit)
    dr.eval(texel, point, normal, numbers)
    return _Lanes(texel, mi.Point3f(point), mi.Vector3f(normal), weight, numbers)


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
    direct = _direct(stage, field, column)
    light = field.patch_light
    indirect = light.indirect_lx[:, :, column].mean(axis=0)
    gathered = stage.later @ (indirect * field.reflectance.astype(np.float32))
    gathered += reflected_once(
        field.ray_scene,
        field.lights,
        stage.hits,
        (column, field.emitters[column]),
        direct,
        light.direct_lx[:, :, column].mean(axis=0),
        field.reflectance,
        seed=field.options.seed,
    )
    spread: Single = stage.net.spread @ gathered
    light_lx: Single = np.maximum(spread, 0.0) + direct.numpy()[:, None]
    return light_lx


def _direct(stage: LightmapStage, field: LightField, column: int) -> Any:
    """Direct light at the lit texels, on the device."""
    mi = mitsuba()
    lanes = stage.lanes
    value = illuminance_lanes(
        field.ray_scene,
        field.lights,
        dr.opaque(mi.UInt32, column),
        lanes.point,
        lanes.normal,
        lanes.numbers,
        active=lanes.weight > 0,
    )
    return dr.block_sum(value * lanes.weight, SAMPLES)
