"""Follows a luminaire's light to where it lands."""

from __future__ import annotations

from dataclasses import dataclass

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.device import mitsuba
from render.emission import Emitter, emitted_rays
from render.rays import NO_PATCH, RayScene, is_caught, trace_room
from render.sampling import Stream

Array = NDArray[np.float64]

CLOSE_M = 0.02  # light that lands within this of where it starts falls on what the luminaire hangs at


@dataclass(frozen=True, eq=False)
class Landing:
    """What became of a luminaire's rays, one entry a ray.

    Parameters
    ----------
    flux_lm
        Flux that it carries [lm].
    patch
        The patch it meets.
    landed
        Whether it meets one; otherwise it is caught or leaves through a leak.
    caught
        Whether another luminaire's body stops it.
    close
        Whether it lands within CLOSE_M.
    points_m, normals
        Where, and the normal there that looks back, (ray, 3).
    """

    flux_lm: Array
    patch: NDArray[np.int64]
    landed: NDArray[np.bool_]
    caught: NDArray[np.bool_]
    close: NDArray[np.bool_]
    points_m: Array
    normals: Array


def land_light(scene: RayScene, emitter: Emitter, *, rays: int, stream: Stream) -> Landing:
    """Send `rays` rays as the luminaire's table says."""
    sent = emitted_rays(emitter, rays, stream)
    hits = trace_room(scene, sent.origin, sent.direction)
    caught = mitsuba().Bool(False)
    if scene.bodies is not None:
        caught = is_caught(scene, sent.origin, sent.direction, hits.distance, emitter.own)
    # together: one pass over the rays
    dr.eval(hits.patch, hits.buried, hits.distance, hits.point, hits.normal, sent.flux_lm, caught)
    patch, stopped = hits.patch.numpy(), np.broadcast_to(caught.numpy(), rays)
    landed = (patch != NO_PATCH) & ~hits.buried.numpy() & ~stopped
    return Landing(
        sent.flux_lm.numpy().astype(np.float64),
        np.where(landed, patch, 0).astype(np.int64),
        landed,
        stopped,
        landed & (hits.distance.numpy() < CLOSE_M),
        np.array(hits.point).T.astype(np.float64),
        np.array(hits.normal).T.astype(np.float64),
    )
