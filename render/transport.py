"""Who sees whom: the exchange of light between patches, worked out once for a room's geometry.

S[i, j] = A_i F_ij is the exchange area between two patches. Both estimates of it (rays from i and rays
from j) are averaged with the weights that equal ray density asks for, and S is then scaled to row
sums A_i, so that it is reciprocal and loses nothing. One S for each replicate.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from render.device import mitsuba
from render.options import RenderOptions
from render.patches import Patches
from render.rays import LIFT_M, NO_PATCH, RayScene, device_points, trace_room
from render.sampling import hashed, opaque_key, spread_numbers

Array = NDArray[np.float64]

BALANCING_STEPS = 40
BURIED = 0.98  # a patch of which more than this lies inside closed bodies is never lit


@dataclass(frozen=True, eq=False)
class Transport:
    """Exchange areas of a room.

    Parameters
    ----------
    exchange_m2
        One symmetric sparse matrix (patch, patch) for each replicate; rows sum to `area_m2` [m2].
    area_m2
        Area of each patch that light can reach, (patch,): less what lies inside closed bodies [m2].
    leaked
        Share of an even glow of all patches that would leave through gaps in the room's shell.
    leak_points_m
        Where some of them started, (n, 3).
    """

    exchange_m2: tuple[Any, ...]
    area_m2: Array
    leaked: float
    leak_points_m: Array


@dataclass(frozen=True, eq=False)
class _Hits:
    """Rays of one replicate: for each patch (row) and ray, what it met."""

    patch: NDArray[np.uint32]
    buried: NDArray[np.bool_]
    escaped: NDArray[np.bool_]
    leaks_m: Array


def build_transport(
    scene: RayScene,
    patches: Patches,
    options: RenderOptions,
    progress: Callable[[float], None] = lambda share: None,
) -> Transport:
    """Cast rays from every patch and balance what they find.

    Parameters
    ----------
    scene, patches
        The room.
    options
        Rays for each patch over all replicates, replicates, seed.
    progress
        Told the share done, 0..1.
    """
    rays = max(1, options.transport_rays // options.replicates)
    replicates = []
    for replicate in range(options.replicates):
        replicates.append(_cast(scene, patches, rays, options.seed, replicate))
        progress(0.6 * (replicate + 1) / options.replicates)
    buried = np.mean([hits.buried.mean(axis=1) for hits in replicates], axis=0)
    share = np.where(buried > BURIED, 0.0, 1.0 - buried)
    area = patches.area_m2 * share
    with ThreadPoolExecutor() as pool:
        matrices = tuple(pool.map(lambda hits: _balanced_exchange(hits, area), replicates))
    progress(1.0)
    escaped = np.mean([hits.escaped.mean(axis=1) for hits in replicates], axis=0)
    leaked = float((escaped * area).sum() / area.sum())
    leaks = np.concatenate([hits.leaks_m for hits in replicates])
    return Transport(matrices, area, leaked, leaks[:100])


def _cast(scene: RayScene, patches: Patches, rays: int, seed: int, replicate: int) -> _Hits:
    """`rays` cosine-distributed rays from points spread evenly over each patch."""
    mi = mitsuba()
    fragment = _fragment_of_sample(patches, rays, seed, replicate)
    lane = dr.arange(mi.UInt32, patches.count * rays)
    patch = lane // rays
    u = spread_numbers(lane % rays, hashed(patch, opaque_key("transport", seed, replicate)))
    origin = fragment_point(patches, mi.UInt32(fragment.astype(np.uint32)), u[0], u[1])
    normal = mi.Vector3f(dr.gather(mi.Point3f, device_points(patches.normal), patch))
    direction = mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[2], u[3])))
    hits = trace_room(scene, origin + normal * LIFT_M, direction)
    dr.eval(hits.patch, hits.buried, origin)  # together, or the rays would be cast thrice
    found = hits.patch.numpy().reshape(patches.count, rays)
    missed = found == NO_PATCH
    # furniture that pokes through a wall or stands flush with it has rays that start outside the room
    outside = missed & patches.is_body[:, None]
    buried = hits.buried.numpy().reshape(patches.count, rays) | outside
    escaped = missed & ~outside
    lost = np.flatnonzero(escaped.ravel())
    leaks = np.array(origin).T[lost] if len(lost) else np.zeros((0, 3))
    return _Hits(found, buried, escaped, leaks)


def fragment_point(patches: Patches, fragment: Any, a: Any, b: Any) -> Any:
    """The point of a fragment at two numbers in 0..1, even in area."""
    mi = mitsuba()
    pieces = patches.fragments
    folded = dr.gather(mi.Bool, mi.Bool(pieces.is_triangle), fragment) & (a + b > 1)
    a, b = dr.select(folded, 1 - a, a), dr.select(folded, 1 - b, b)
    corner = dr.gather(mi.Point3f, device_points(pieces.corner_m), fragment)
    edge1 = dr.gather(mi.Point3f, device_points(pieces.edge1_m), fragment)
    edge2 = dr.gather(mi.Point3f, device_points(pieces.edge2_m), fragment)
    return corner + edge1 * a + edge2 * b


def _fragment_of_sample(patches: Patches, rays: int, seed: int, replicate: int) -> NDArray[np.int64]:
    """The fragment that each ray of each patch starts on: numbers in proportion to area."""
    pieces = patches.fragments
    shift = np.random.default_rng([seed, replicate]).random((patches.count, 1))
    wanted = (np.arange(rays) + shift) / rays
    # patch i's fragments take up i..i + 1 of a running total of shares of area
    owner = np.repeat(np.arange(patches.count), np.diff(pieces.first))
    total = np.concatenate([[0.0], np.cumsum(pieces.area_m2)])
    before = total[pieces.first[owner]]
    whole = np.maximum(total[pieces.first[owner + 1]] - before, 1e-30)
    ends = owner + np.minimum((total[1:] - before) / whole, 1.0)
    ends[pieces.first[1:] - 1] = np.arange(patches.count) + 1.0
    flat = (np.arange(patches.count)[:, None] + wanted).ravel()
    found: NDArray[np.int64] = np.searchsorted(ends, flat, side="right")
    return np.clip(found, np.repeat(pieces.first[:-1], rays), np.repeat(pieces.first[1:] - 1, rays))


def _balanced_exchange(hits: _Hits, area: Array) -> Any:
    """Exchange areas of one replicate from its rays; patches without area take no part."""
    count, rays = hits.patch.shape
    alive = area > 0
    good = (~hits.buried & (hits.patch != NO_PATCH)) & alive[:, None]
    column = np.where(good, hits.patch, 0).astype(np.int32)
    good &= alive[column]
    per_row = np.maximum(good.sum(axis=1), 1)
    weight = (good / per_row[:, None]).astype(np.float32)
    pointer = np.arange(0, count * rays + 1, rays)
    seen = sparse.csr_matrix((weight.ravel(), column.ravel(), pointer), shape=(count, count))
    seen.sum_duplicates()
    seen.eliminate_zeros()
    return _balanced(_symmetric(seen, area), area)


def _symmetric(seen: Any, area: Array) -> Any:
    """S_ij = A_i A_j (F_ij + F_ji) / (A_i + A_j): rays from both ends count as if equally dense."""
    both = (seen + seen.T).tocsr()
    row = np.repeat(np.arange(len(area)), np.diff(both.indptr))
    a, b = area[row], area[both.indices]
    both.data = both.data * (a * b / np.maximum(a + b, 1e-30))
    return both


def _balanced(exchange: Any, area: Array) -> Any:
    """Scale rows and columns alike, D S D, until each row sums to its patch's area."""
    scale = np.ones(len(area))
    for _ in range(BALANCING_STEPS):
        sums = scale * (exchange @ scale)
        ratio = np.divide(area, sums, out=np.ones(len(area)), where=sums > 0)
        scale *= np.sqrt(ratio)
        if np.abs(ratio - 1)[area > 0].max(initial=0.0) < 1e-6:
            break
    row = np.repeat(np.arange(len(area)), np.diff(exchange.indptr))
    exchange.data = (exchange.data * scale[row] * scale[exchange.indices]).astype(np.float32)
    return exchange
