"""Follows luminaires' light to where it lands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.bodies import is_caught
from render.device import mitsuba
from render.emission import emitted_rays
from render.emitters import Emitter, Emitters
from render.options import RenderOptions
from render.rays import NO_PATCH, RayScene, RoomHits, trace_room

Array = NDArray[np.float64]
Single = NDArray[np.float32]

CLOSE_M = 0.02  # light that lands within this of where it starts falls on what the luminaire hangs at
RAYS_AT_ONCE = 1 << 22  # bounds memory, and lets people stop


@dataclass(frozen=True, eq=False)
class Landing:
    """What became of luminaires' rays, on the device, one entry a ray: (luminaire, replicate, ray).

    `weight` is proportional to the flux a ray carries; `landed` whether it meets a patch, otherwise it is
    `caught` by another luminaire's body or leaves through a leak; `close` whether it lands within CLOSE_M.
    """

    weight: Any
    hits: RoomHits
    landed: Any
    caught: Any
    close: Any


def land_light(
    scene: RayScene,
    emitters: Emitters,
    sources: Sequence[tuple[int, Emitter]],
    *,
    rays: int,
    replicates: int,
    seed: int,
    use: str = "",
) -> Landing:
    """Send `rays` rays of each luminaire in each replicate as its table says; nothing is evaluated yet."""
    sent = emitted_rays(emitters, sources, rays=rays, replicates=replicates, seed=seed, use=use)
    hits = trace_room(scene, sent.origin, sent.direction)
    caught = is_caught(scene, emitters.own, sent.who, sent.origin, sent.direction, hits.distance)
    landed = (hits.patch != NO_PATCH) & ~hits.buried & ~caught
    return Landing(sent.weight, hits, landed, caught, landed & (hits.distance < CLOSE_M))


@dataclass(frozen=True, eq=False)
class LandedFlux:
    """Where luminaires' flux lands.

    Parameters
    ----------
    direct_lx
        Illuminance of each patch, (replicate, patch, column) [lx].
    caught_lm, close_lm
        Caught by other luminaires' bodies, and landed within CLOSE_M, (replicate, column) [lm].
    """

    direct_lx: Single
    caught_lm: Array
    close_lm: Array


def land_flux(
    scene: RayScene,
    emitters: Emitters,
    sources: Sequence[tuple[int, Emitter]],
    options: RenderOptions,
    *,
    area_m2: Array,
    progress: Callable[[float], None] = lambda share: None,
) -> LandedFlux:
    """Trace the flux of some luminaires to the patches, of these areas; the columns follow `sources`."""
    replicates = options.replicates
    rays = max(1, options.emission_rays // replicates)
    flux = np.zeros((replicates, len(area_m2), len(sources)), np.float32)
    caught, close = (np.zeros((replicates, len(sources))) for _ in range(2))
    step = max(1, RAYS_AT_ONCE // (rays * replicates))
    for first in range(0, len(sources), step):
        part = [
            (k, sources[k])
            for k in range(first, min(first + step, len(sources)))
            if sources[k][1].flux_lm > 0
        ]
        if part:
            land = land_light(
                scene,
                emitters,
                [source for _, source in part],
                rays=rays,
                replicates=replicates,
                seed=options.seed,
            )
            stopped = mitsuba().UInt8(land.caught) + 2 * mitsuba().UInt8(land.close)
            patch = dr.select(land.landed, land.hits.patch, NO_PATCH)
            dr.eval(land.weight, patch, stopped)
            shape = (len(part), replicates, rays)
            columns = [k for k, _ in part]
            lumens = _scaled(land.weight.numpy().reshape(shape), [source.flux_lm for _, (_, source) in part])
            where, how = (
                patch.numpy().reshape(shape),
                np.broadcast_to(stopped.numpy(), patch.numpy().shape).reshape(shape),
            )
            flux[:, :, columns] = _on_patches(where, lumens, len(area_m2))
            caught[:, columns] = (lumens * (how & 1)).sum(axis=2).T
            close[:, columns] = (lumens * (how >> 1)).sum(axis=2).T
        progress(min(1.0, (first + step) / len(sources)))
    flux *= np.divide(1.0, area_m2, out=np.zeros_like(area_m2), where=area_m2 > 0).astype(np.float32)[:, None]
    return LandedFlux(flux, caught, close)


def _scaled(weight: Single, flux_lm: Sequence[float]) -> Array:
    """Flux of each ray, such that each luminaire and replicate sends all its flux."""
    total = weight.sum(axis=2, dtype=np.float64, keepdims=True)
    lumens: Array = weight * (np.asarray(flux_lm)[:, None, None] / total)
    return lumens


def _on_patches(patch: NDArray[np.uint32], lumens: Array, patches: int) -> Single:
    """Flux on each patch, (replicate, patch, column); rays without a patch give none."""
    columns, replicates, _ = patch.shape
    received = np.empty((replicates, patches, columns), np.float32)
    for column in range(columns):
        for replicate in range(replicates):
            where = patch[column, replicate]
            landed = where != NO_PATCH
            received[replicate, :, column] = np.bincount(
                where[landed], lumens[column, replicate, landed], patches
            )
    return received
