"""Rooms whose surfaces glow, without any luminaire: the engine's steps put together by hand.

The only place where validation calls the engine below `simulate` and `measure`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.gather import cast_gather, read_patches
from render.interreflection import settle_all
from render.options import RenderOptions
from render.patch_reflectance import patch_reflectance
from render.patches import Patches, cut_patches
from render.rays import RayScene, build_ray_scene
from render.receivers import load_receivers
from render.transport import build_transport
from scenes.scene import LitSurface

Array = NDArray[np.float64]

POINTS_AT_A_TIME = 1 << 22  # of points x rays: bounds memory


@dataclass(frozen=True, eq=False)
class Glow:
    """Patches that shine: exitance of each by replicate, (replicate, patch) [lm/m2]."""

    patches: Patches
    rays: RayScene
    options: RenderOptions
    exitance_lm_m2: Array
    reached: NDArray[np.bool_]  # whether light can reach the patch, (patch,)


def given_glow(
    surfaces: tuple[LitSurface, ...], exitance_lm_m2: dict[str, float], options: RenderOptions
) -> Glow:
    """Surfaces of a given even exitance, by name; the others are black and nothing is reflected."""
    patches, rays = _cut(surfaces, options)
    of_surface = np.array([exitance_lm_m2.get(surface.name, 0.0) for surface in surfaces])
    exitance = np.tile(of_surface[patches.surface], (options.replicates, 1))
    return Glow(patches, rays, options, exitance, np.ones(patches.count, bool))


def settled_glow(surfaces: tuple[LitSurface, ...], emitted_lm_m2: float, options: RenderOptions) -> Glow:
    """Every surface emits the same exitance and reflects what arrives: B = M + rho F B."""
    patches, rays = _cut(surfaces, options)
    transport = build_transport(rays, patches, options)
    reflectance = patch_reflectance(surfaces, patches)
    # what is emitted stands for what a direct light of M / rho would have reflected
    start = np.broadcast_to((emitted_lm_m2 / reflectance)[None], (options.replicates, patches.count, 1))
    received = settle_all(
        transport, reflectance, start.astype(np.float32), tolerance=options.solver_tolerance
    )
    exitance = emitted_lm_m2 + reflectance[:, 0] * received[:, :, 0, 0].astype(float)
    return Glow(patches, rays, options, exitance, transport.area_m2 > 0)


def received(
    glow: Glow, points_m: Array, normals: Array, *, cylindrical: bool = False
) -> tuple[Array, Array]:
    """Illuminance of points and its standard error, (point,) each [lx]."""
    points = np.asarray(points_m, float)
    directions = np.broadcast_to(np.asarray(normals, float), points.shape)
    rays = max(1, glow.options.gather_rays // glow.options.replicates)
    step = max(1, POINTS_AT_A_TIME // (rays * glow.options.replicates))
    pieces = []
    for first in range(0, len(points), step):
        part = slice(first, first + step)
        receivers = load_receivers(points[part], directions[part], cylindrical=cylindrical)
        hits = cast_gather(
            glow.rays,
            receivers,
            rays=rays,
            replicates=glow.options.replicates,
            seed=glow.options.seed,
            patches=glow.patches.count,
        )
        pieces.append(read_patches(hits, glow.exitance_lm_m2, np.ones(glow.patches.count)))
    values = np.concatenate(pieces, axis=1)
    return values.mean(axis=0), standard_error(values)


def standard_error(values: Array) -> Array:
    """That of the mean over the first axis."""
    error: Array = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return error


def _cut(surfaces: tuple[LitSurface, ...], options: RenderOptions) -> tuple[Patches, RayScene]:
    patches = cut_patches(surfaces, patch_size_m=options.patch_size_m, patch_limit=options.patch_limit)
    return patches, build_ray_scene(patches, ())
