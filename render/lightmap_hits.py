"""What the rays of a light map's points meet, and the light that is reflected once on its way to them.

As for measuring points (`first_bounce`), two estimates of the first reflection are combined by the balance
heuristic. The points' own rays read the direct light of the very texels that they met. Rays of the luminaire
light points of the room, each of which is then looked at: that finds bright spots beside lamps near a wall,
which few rays of the first kind meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from render.atlas import Atlas
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices, device_points
from render.emitters import Emitter, Emitters
from render.first_bounce import from_lit_points, light_points, lit_density
from render.gather import NEAREST_M, GatherHits
from render.rays import LIFT_M, RayScene, patch_at
from render.receivers import load_receivers
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Indices = NDArray[np.int64]

RAYS = 128  # from each point
NO_TEXEL = 0xFFFFFFFF
LIT_POINTS = 8  # that each point looks at; its neighbours look at others


@dataclass(frozen=True, eq=False)
class TexelHits:
    """What rays met, one entry a ray: (point, ray).

    `texel` is the place of the texel that a ray met among those that light can reach, or NO_TEXEL.
    """

    gather: GatherHits
    texel: Any

    def reading(self, patches: int) -> Any:
        """The matrix (point, patch) from the patches' exitance to the points' illuminance."""
        patch, weight = self.gather.patch.numpy().astype(np.int32), self.gather.weight.numpy().copy()
        pointer = np.arange(0, len(patch) + 1, self.gather.rays, dtype=np.int32)
        matrix = sparse.csr_matrix((weight, patch, pointer), shape=(len(pointer) - 1, patches))
        matrix.sum_duplicates()
        return matrix


def cast_texel_hits(
    scene: RayScene, atlas: Atlas, shown: Indices, points_m: Array, normals: Array, *, seed: int
) -> TexelHits:
    """Cast rays from points, cosine-distributed, and find what patch and texel each meets.

    Parameters
    ----------
    scene, atlas
        The room.
    shown
        For each texel of the atlas its place among those that light can reach, or that of the one it
        repeats, or -1, (texel,).
    points_m, normals
        Shape (point, 3).
    """
    mi = mitsuba()
    receivers = load_receivers(points_m, normals)
    lane = dr.arange(mi.UInt32, len(points_m) * RAYS)
    item = lane // RAYS
    u = spread_numbers(lane % RAYS, hashed(item, opaque_key("light map", seed)))
    normal = mi.Vector3f(dr.gather(mi.Vector3f, receivers.normal, item))
    origin = dr.gather(mi.Point3f, receivers.point, item) + normal * LIFT_M
    pair = mi.Point2f(u[0], u[1])
    direction = mi.Vector3f(mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(pair)))
    found = scene.room.ray_intersect_preliminary(mi.Ray3f(mi.Point3f(origin), direction), coherent=False)
    valid = found.is_valid()
    triangle = dr.select(valid, found.prim_index, 0)
    point = origin + direction * found.t
    facing = dr.dot(dr.gather(mi.Vector3f, scene.normal, triangle), direction)
    behind = facing > 0
    closed = dr.gather(mi.Bool, scene.closed, triangle)
    facet = dr.gather(mi.UInt32, scene.facet_of_triangle, triangle)
    met = valid & ~(behind & closed)
    patch = dr.select(met, patch_at(scene, facet, point, behind & ~closed), 0)
    texel = _TexelFinder(atlas, shown, dr.width(scene.closed)).at(triangle, behind, point, met)
    weight = dr.select(met, 1.0 / RAYS, 0.0)
    density = dr.maximum(dr.dot(direction, normal), 0.0) / dr.pi
    density *= dr.abs(facing) / dr.maximum(found.t * found.t, NEAREST_M**2)
    density = dr.select(met, density, 0.0)
    dr.eval(texel, patch, weight, density)
    hits = GatherHits(receivers, RAYS, 1, patch, weight, density, point, normal, ())
    return TexelHits(hits, texel)


def reflected_once(
    scene: RayScene,
    emitters: Emitters,
    hits: TexelHits,
    source: tuple[int, Emitter],
    direct_lx: Any,
    patch_lx: Single,
    reflectance: Array,
    *,
    seed: int,
) -> Single:
    """Illuminance of the points from a luminaire's light reflected once.

    Parameters
    ----------
    emitters, source
        All luminaires on the device, and the one that shines: its index and itself.
    direct_lx
        Its direct light at the texels that light can reach, on the device [lx].
    patch_lx
        And on the patches, (patch,) [lx].
    reflectance
        Of the patches, (patch, channel).

    Returns
    -------
    ndarray
        Shape (point, channel) [lx].
    """
    mi = mitsuba()
    gather = hits.gather
    if source[1].flux_lm <= 0:
        return np.zeros((gather.receivers.count, reflectance.shape[1]), np.float32)
    channels: Sequence[Any] = [device_floats(each) for each in reflectance.T]
    lit = light_points(scene, emitters, [source], patch_lx[None, :, None], count=LIT_POINTS, seed=seed)
    own = gather.density_per_m2 * gather.rays
    other = lit_density(gather, lit, mi.UInt32(0), gather.patch)
    lit_texel = hits.texel != NO_TEXEL
    share = dr.gather(mi.Float, direct_lx, hits.texel, active=lit_texel) * gather.weight
    share *= dr.select(own + other > 0, own / (own + other), 1.0)
    seen = [share * dr.gather(mi.Float, channel, gather.patch) for channel in channels]
    dr.eval(seen)
    shone = from_lit_points(scene, gather, lit, channels)
    both = [(dr.block_sum(a, gather.rays) + b).numpy() for a, b in zip(seen, shone, strict=True)]
    light: Single = np.column_stack(both)
    return light


class _TexelFinder:
    """Finds the texel of a point on a triangle, on the device."""

    def __init__(self, atlas: Atlas, shown: Indices, triangles: int) -> None:
        mi = mitsuba()
        charts = atlas.charts
        chart = np.zeros((2, triangles), np.int64)
        chart[charts.back.astype(np.int64), charts.triangle] = charts.of_face
        self.chart = [device_indices(side) for side in chart]
        scale = np.where(atlas.step_m > 0, 1.0 / np.where(atlas.step_m > 0, atlas.step_m, 1.0), 0.0)
        self.origin = device_points(charts.origin_m)
        self.u = mi.Vector3f(device_points(charts.u * scale[:, :1]))
        self.v = mi.Vector3f(device_points(charts.v * scale[:, 1:]))
        self.columns, self.rows = (
            mi.Int32(device_indices(atlas.columns)),
            mi.Int32(device_indices(atlas.rows)),
        )
        self.first = device_indices(atlas.first[:-1])
        self.shown = device_indices(np.where(shown >= 0, shown, NO_TEXEL))

    def at(self, triangle: Any, back: Any, point: Any, active: Any) -> Any:
        """Place among the lit texels of the one that points show; NO_TEXEL where none is lit."""
        mi = mitsuba()
        front, behind = (dr.gather(mi.UInt32, side, triangle) for side in self.chart)
        chart = dr.select(back, behind, front)
        offset = point - dr.gather(mi.Point3f, self.origin, chart)
        columns, rows = (dr.gather(mi.Int32, counts, chart) for counts in (self.columns, self.rows))
        i = dr.clip(mi.Int32(dr.dot(offset, dr.gather(mi.Vector3f, self.u, chart)) + 0.5), 0, columns - 1)
        j = dr.clip(mi.Int32(dr.dot(offset, dr.gather(mi.Vector3f, self.v, chart)) + 0.5), 0, rows - 1)
        number = dr.gather(mi.UInt32, self.first, chart) + mi.UInt32(i * rows + j)
        return dr.gather(mi.UInt32, self.shown, dr.select(active, number, 0))
