"""Who sees whom: the exchange of light between patches, worked out once for a room's geometry.

All rays of all replicates are cast at once; what they met is kept, and everything else follows from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.device_arrays import device_flags, device_floats, device_indices, device_points
from render.exchange import Exchange, balanced_exchange, joined_exchange
from render.options import RenderOptions
from render.patch_reflectance import stopping_of_patches
from render.patches import Fragments, Patches
from render.rays import LIFT_M, NO_PATCH, RayScene, trace_room
from render.sampling import hashed, host_key, spread_numbers
from render.threads import THREADS, side_by_side

Array = NDArray[np.float64]
Hits = NDArray[np.uint32]

INSIDE = NO_PATCH - 1  # what a ray met that started inside a closed body, or behind the room's shell
BURIED = 0.98  # a patch of which more than this lies inside closed bodies is never lit
MOST_LEAK_POINTS = 100
SHIFT = 7  # a word that keeps one more random number apart from those of `spread_numbers`


@dataclass(frozen=True, eq=False)
class Transport:
    """Exchange areas of a room.

    Parameters
    ----------
    exchange
        One for each replicate: symmetric, rows sum to `area_m2` less what escapes through gaps.
    area_m2
        Area of each patch that light can reach and that stops it, (patch,): less what lies inside closed
        bodies and the share that clear sheets let pass [m2].
    leaked
        Share of an even glow of all patches that would leave through gaps in the room's shell.
    leak_points_m
        Where some of them started, (n, 3).
    hits
        The patch that each ray met, INSIDE or NO_PATCH, (patch, replicate, ray).
    """

    exchange: tuple[Exchange, ...]
    area_m2: Array
    leaked: float
    leak_points_m: Array
    hits: Hits

    @cached_property
    def mean_exchange(self) -> tuple[Exchange, ...]:
        """That of all rays at once, as a sum: one part for each thread."""
        count = len(self.exchange)
        parts = np.array_split(np.arange(count), min(THREADS, count))
        return tuple(joined_exchange([self.exchange[k] for k in part], share=1 / count) for part in parts)


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
    caster = _Caster(patches, options)
    hits = caster.cast(scene)
    progress(0.6)
    lost = np.flatnonzero(hits == NO_PATCH)
    some = lost[np.linspace(0, len(lost) - 1, min(len(lost), MOST_LEAK_POINTS)).astype(int)]
    leaks = caster.starts(some) if len(some) else np.zeros((0, 3))
    transport = transport_of_hits(hits, patches, leaks)
    progress(1.0)
    return transport


def transport_of_hits(hits: Hits, patches: Patches, leak_points_m: Array) -> Transport:
    """The transport that rays give, see `Transport`."""
    rays = hits.shape[1] * hits.shape[2]
    buried = np.count_nonzero(hits == INSIDE, axis=(1, 2)) / rays
    area = patches.area_m2 * np.where(buried > BURIED, 0.0, 1.0 - buried)
    if patches.clear is not None:
        area *= stopping_of_patches(patches)
    escaped = np.count_nonzero(hits == NO_PATCH, axis=(1, 2)) / rays
    leaked = float((escaped * area).sum() / max(area.sum(), 1e-30))
    in_creases = np.flatnonzero((buried > 0) & (area > 0))

    def balanced(replicate: int) -> Exchange:
        return balanced_exchange(_kept_in_creases(hits[:, replicate], area, in_creases), area)

    exchanges = side_by_side(balanced, range(hits.shape[1]))
    return Transport(tuple(exchanges), area, leaked, leak_points_m, hits)


def _kept_in_creases(met: Hits, area_m2: Array, in_creases: NDArray[np.int64]) -> Hits:
    """What rays of a replicate met; patches of which none met anything lit meet themselves, (patch, ray).

    Such lie deep between bodies that reach into one another: light stays there until it is absorbed.
    """
    lit = np.append(area_m2 > 0, True)  # the last stands for the open
    own = met[in_creases]
    place = np.where(own == NO_PATCH, len(area_m2), np.minimum(own, len(area_m2) - 1))
    alone = in_creases[~((own != INSIDE) & lit[place]).any(axis=1)]
    if not len(alone):
        return met
    kept = met.copy()
    kept[alone] = alone[:, None]
    return kept


class _Caster:
    """Cosine-distributed rays from points spread evenly over each patch, as (patch, replicate, ray)."""

    def __init__(self, patches: Patches, options: RenderOptions) -> None:
        self._patches = patches
        self._replicates = options.replicates
        self._rays = max(1, options.transport_rays // options.replicates)
        keys = [host_key("transport", options.seed, replicate) for replicate in range(options.replicates)]
        self._key = device_indices(keys)
        pieces = patches.fragments
        last = np.maximum(pieces.first[1:] - 1, 0)
        self._first = device_indices(np.minimum(pieces.first[:-1], last))
        self._last = device_indices(last)
        self._share_end = device_floats(_ends_of_shares(pieces))

    def cast(self, scene: RayScene) -> Hits:
        """What each ray met, (patch, replicate, ray)."""
        mi = mitsuba()
        lane = dr.arange(mi.UInt32, self._patches.count * self._replicates * self._rays)
        patch, u, origin = self._start(lane)
        normal = mi.Vector3f(dr.gather(mi.Point3f, device_points(self._patches.normal), patch))
        direction = mi.Frame3f(normal).to_world(mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[2], u[3])))
        found = trace_room(scene, origin + normal * LIFT_M, direction)
        # furniture that pokes through a wall or stands flush with it has rays that start outside the room
        body = dr.gather(mi.Bool, device_flags(self._patches.is_body), patch)
        inside = found.buried | (body & (found.patch == NO_PATCH))
        met: Hits = dr.select(inside, INSIDE, found.patch).numpy()
        lost = np.flatnonzero(met == NO_PATCH)
        if len(lost):
            met[lost[self._started_outside(scene, lost)]] = INSIDE
        return met.reshape(self._patches.count, self._replicates, self._rays)

    def _started_outside(self, scene: RayScene, lanes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether rays began behind a neighbouring wall, as in acute corners: seen on the way back."""
        mi = mitsuba()
        patch, _, origin = self._start(device_indices(lanes))
        normal = mi.Vector3f(dr.gather(mi.Point3f, device_points(self._patches.normal), patch))
        back = trace_room(scene, origin + normal * LIFT_M, -normal)
        behind: NDArray[np.bool_] = (back.buried & (back.distance < 2 * LIFT_M)).numpy()
        return behind

    def starts(self, lanes: NDArray[np.int64]) -> Array:
        """Where some rays started, (lane, 3)."""
        _, _, origin = self._start(device_indices(lanes))
        return np.array(origin).T.astype(float)

    def _start(self, lane: Any) -> tuple[Any, Any, Any]:
        """Patch, random numbers and origin of each lane's ray."""
        mi = mitsuba()
        item, ray = lane // self._rays, lane % self._rays
        patch = item // self._replicates
        own = hashed(patch, dr.gather(mi.UInt32, self._key, item % self._replicates))
        u = spread_numbers(ray, own)
        shift = mi.Float(hashed(own, SHIFT) >> 8) * (1.0 / (1 << 24))
        fragment = self._fragment(patch, (mi.Float(ray) + shift) / self._rays)
        return patch, u, fragment_point(self._patches, fragment, u[0], u[1])

    def _fragment(self, patch: Any, wanted: Any) -> Any:
        """The fragment at which that share of its patch's area is passed: numbers in proportion to area."""
        mi = mitsuba()

        def open_(low: Any, high: Any) -> Any:
            return low < high

        def halve(low: Any, high: Any) -> tuple[Any, Any]:
            middle = (low + high) // 2
            beyond = dr.gather(mi.Float, self._share_end, middle) <= wanted
            return dr.select(beyond, middle + 1, low), dr.select(beyond, high, middle)

        low = dr.gather(mi.UInt32, self._first, patch)
        high = dr.gather(mi.UInt32, self._last, patch)
        return dr.while_loop((low, high), open_, halve, labels=("low", "high"))[0]


def _ends_of_shares(pieces: Fragments) -> Array:
    """Where each fragment's share of its patch's area ends, counted up within the patch, (fragment,)."""
    owner = np.repeat(np.arange(len(pieces.first) - 1), np.diff(pieces.first))
    total = np.concatenate([[0.0], np.cumsum(pieces.area_m2)])
    before, after = total[pieces.first[owner]], total[pieces.first[owner + 1]]
    ends: Array = (total[1:] - before) / np.maximum(after - before, 1e-30)
    return ends


def fragment_point(patches: Patches, fragment: Any, a: Any, b: Any) -> Any:
    """The point of a fragment at two numbers in 0..1, even in area."""
    mi = mitsuba()
    pieces = patches.fragments
    folded = dr.gather(mi.Bool, device_flags(pieces.is_triangle), fragment) & (a + b > 1)
    a, b = dr.select(folded, 1 - a, a), dr.select(folded, 1 - b, b)
    corner = dr.gather(mi.Point3f, device_points(pieces.corner_m), fragment)
    edge1 = dr.gather(mi.Point3f, device_points(pieces.edge1_m), fragment)
    edge2 = dr.gather(mi.Point3f, device_points(pieces.edge2_m), fragment)
    return corner + edge1 * a + edge2 * b
