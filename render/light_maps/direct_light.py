"""Direct light at the texels of an atlas: exact, and a mean over each texel.

Each texel is many samples, of its own area and of the luminaire's opening at once. All texels use the same
ones, so that nothing differs at random from texel to texel: maps are smooth and small. Where a few samples
agree that the luminaire is in view, or is not, and so they do next to it, the rest is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_flags, device_floats, device_indices, device_points
from render.direct import illuminance_lanes
from render.emitters import Emitters
from render.light_maps.atlas import Atlas
from render.light_maps.texels import TexelPlaces
from render.rays import LIFT_M, RayScene, trace_room

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

SAMPLES = 16
FIRST = 4  # samples that are always asked, a quarter of texel and opening each; the others are a twelfth each
PAIRED = (
    (1, 3, 0, 2),
    (0, 5, 10, 3, 8, 1, 6, 11, 4, 9, 2, 7),
)  # which part of the texel sees which of the opening
AGREE = 0.3  # share of the brightest of these by which they may differ
GAP_M = 0.005  # samples with something closer before them than this are covered
LOOKS = (
    (0.0, 0.0),
    (0.9, 0.35),
    (-0.45, -0.8),
)  # ways along u and v, beside the normal, to look whether one is


@dataclass(frozen=True, eq=False)
class TexelSamples:
    """Samples of the texels that light can reach, on the device, (texel, sample).

    Parameters
    ----------
    count
        Number of texels.
    point, free
        Where each sample is, and whether it is in the open, (texel, sample).
    normal, free_count, partly
        Of each texel; how many of its later samples are free, and whether any sample is not.
    beside
        The four texels beside each in its chart, or itself where there is none.
    numbers
        Where on the opening each sample looks, 0..1 twice, (sample,).
    """

    count: int
    point: Any
    free: Any
    normal: Any
    free_count: Any
    partly: Any
    beside: tuple[Any, ...]
    numbers: list[Any]


def free_samples(scene: RayScene, places: TexelPlaces, texels: Indices) -> Flags:
    """Whether samples of some texels are in the open, neither in a body nor in a gap, (texel, sample).

    Who sees the inside of a body is in it; straight ahead its end may lie in the very plane of the ceiling.
    """
    mi = mitsuba()
    texel = dr.arange(mi.UInt32, len(texels) * SAMPLES) // SAMPLES
    u, v, normal = (
        dr.gather(mi.Vector3f, mi.Vector3f(device_points(way[texels])), texel)
        for way in (places.u, places.v, places.normal)
    )
    origin = mi.Point3f(_points(places, texels) + normal * LIFT_M)
    free = mi.Bool(True)
    for along, across in LOOKS:
        way = mi.Vector3f(dr.normalize(normal + along * u + across * v))
        hits = trace_room(scene, origin, way)
        free &= ~hits.buried & (hits.distance > GAP_M)
    found: Flags = free.numpy().astype(bool)
    return found.reshape(-1, SAMPLES)


def free_points_m(places: TexelPlaces, texels: Indices, free: Flags) -> Array:
    """Points of texels, (texel, 3); those of partly covered ones are moved to the nearest free sample [m]."""
    point = places.point_m[texels].copy()
    offsets = _offsets()
    order = np.argsort(np.abs(offsets - 0.5).max(axis=1), kind="stable")
    partly = np.flatnonzero(~free.all(axis=1))
    chosen = order[free[partly][:, order].argmax(axis=1)]
    for axis, way in enumerate((places.u, places.v)):
        low, high = (ends[texels[partly], axis] for ends in (places.low_m, places.high_m))
        point[partly] += (low + (high - low) * offsets[chosen, axis])[:, None] * way[texels[partly]]
    return point


def texel_samples(atlas: Atlas, places: TexelPlaces, lit: Indices, free: Flags) -> TexelSamples:
    """Samples of the texels `lit`, of which `free` ones count."""
    mi = mitsuba()
    numbers = [device_floats(number) for number in _openings().T]
    point, normal = _points(places, lit), mi.Vector3f(device_points(places.normal[lit]))
    dr.eval(point, normal)
    return TexelSamples(
        len(lit),
        mi.Point3f(point),
        device_flags(free),
        normal,
        device_floats(free[:, FIRST:].sum(axis=1)),
        device_flags(~free.all(axis=1)),
        tuple(device_indices(other) for other in _beside(atlas, lit)),
        numbers,
    )


def texel_direct_lx(samples: TexelSamples, scene: RayScene, emitters: Emitters, column: int) -> Any:
    """Direct light of one luminaire at the texels, on the device [lx]."""
    mi = mitsuba()
    texel = dr.arange(mi.UInt32, samples.count)
    first = _sampled(samples, scene, emitters, column, texel, 0, FIRST)
    total = dr.block_sum(first, FIRST)
    brightest: Any = dr.block_reduce(dr.ReduceOp.Max, first, FIRST)
    darkest: Any = dr.block_reduce(dr.ReduceOp.Min, first, FIRST)
    edge = (brightest - darkest > AGREE * brightest) | samples.partly
    dr.eval(total, edge)
    wanted = edge
    for other in samples.beside:
        wanted |= dr.gather(mi.Bool, edge, other)
    some: Any = dr.compress(wanted)
    light = total / FIRST
    if dr.width(some):
        rest = _sampled(samples, scene, emitters, column, some, FIRST, SAMPLES)
        whole = dr.block_sum(rest, SAMPLES - FIRST) / dr.gather(mi.Float, samples.free_count, some)
        dr.scatter(light, whole, some)
    return light


def _sampled(
    samples: TexelSamples, scene: RayScene, emitters: Emitters, column: int, texels: Any, low: int, high: int
) -> Any:
    """Direct light at the samples from `low` to `high` of some texels, (texel, sample); 0 where not free."""
    mi = mitsuba()
    each = high - low
    lane = dr.arange(mi.UInt32, dr.width(texels) * each)
    texel, sample = dr.gather(mi.UInt32, texels, lane // each), lane % each + low
    place = texel * SAMPLES + sample
    return illuminance_lanes(
        scene,
        emitters,
        dr.opaque(mi.UInt32, column),
        dr.gather(mi.Point3f, samples.point, place),
        dr.gather(mi.Vector3f, samples.normal, texel),
        [dr.gather(mi.Float, number, sample) for number in samples.numbers],
        active=dr.gather(mi.Bool, samples.free, place),
    )


def _offsets() -> Array:
    """Where samples lie in their texel, from 0 to 1, (sample, 2)."""
    return np.concatenate([_middles(2, 2)[list(PAIRED[0])], _middles(3, 4)[list(PAIRED[1])]])


def _openings() -> Array:
    """Where they look at the opening, from 0 to 1, (sample, 2): middles of parts, for the least error."""
    return np.concatenate([_middles(2, 2), _middles(4, 3)])


def _middles(columns: int, rows: int) -> Array:
    """Middles of equal parts of a square, (part, 2)."""
    x, y = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    return np.column_stack([x.ravel(), y.ravel()])


def _points(places: TexelPlaces, texels: Indices) -> Any:
    """Device points of all samples of some texels, (texel, sample)."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, len(texels) * SAMPLES)
    texel, sample = lane // SAMPLES, lane % SAMPLES
    offsets = _offsets()
    point = dr.gather(mi.Point3f, device_points(places.point_m[texels]), texel)
    for axis, way in enumerate((places.u, places.v)):
        share = dr.gather(mi.Float, device_floats(offsets[:, axis]), sample)
        low, high = (
            dr.gather(mi.Float, device_floats(ends[texels, axis]), texel)
            for ends in (places.low_m, places.high_m)
        )
        along = dr.gather(mi.Vector3f, mi.Vector3f(device_points(way[texels])), texel)
        point += along * dr.lerp(low, high, share)
    return point


def _beside(atlas: Atlas, lit: Indices) -> list[Indices]:
    """For each lit texel those beside it in its chart, as places in `lit`; itself where there is none."""
    place = np.full(atlas.count, -1)
    place[lit] = np.arange(len(lit))
    chart = atlas.chart[lit]
    column, row = (values[lit] for values in atlas.column_and_row())
    rows, columns = atlas.rows[chart], atlas.columns[chart]
    found = []
    for inside, step in (
        (column > 0, -rows),
        (column < columns - 1, rows),
        (row > 0, -1),
        (row < rows - 1, 1),
    ):
        other = np.where(inside, place[np.where(inside, lit + step, lit)], -1)
        found.append(np.where(other >= 0, other, np.arange(len(lit))))
    return found
