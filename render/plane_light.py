"""Light at measuring planes: exact direct light and the final gather, for every column and replicate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render.direct import direct_illuminance_lx
from render.emission import Emitter
from render.first_bounce import LitPoints, first_bounce, light_points
from render.gather import Receivers, cast_gather, read_patches
from render.light_field import PatchLight, PlaneLight
from render.options import RenderOptions
from render.rays import RayScene
from render.sampling import Stream
from scenes.scene import MeasuringPlane

Array = NDArray[np.float64]
Single = NDArray[np.float32]

VALUES_AT_A_TIME = 1 << 23  # of points x rays x columns: bounds memory, and lets people stop


def measure_plane(
    scene: RayScene,
    emitters: tuple[Emitter, ...],
    plane: MeasuringPlane,
    reflectance: Array,
    light: PatchLight,
    options: RenderOptions,
    progress: Callable[[float], None],
) -> PlaneLight:
    """Direct and indirect illuminance at a plane's points.

    Parameters
    ----------
    scene, emitters, plane
        What is lit by what, and where it is asked for.
    reflectance
        Of each patch, (patch, channel).
    light
        Of the patches.
    options
        Rays, replicates, seed.
    progress
        Told the share done; may raise to stop.
    """
    count, columns, channels = len(plane.points_m), len(emitters), reflectance.shape[1]
    direct = np.zeros((options.replicates, count, columns))
    indirect = np.zeros((options.replicates, count, columns, channels))
    rays = max(1, options.gather_rays // options.replicates)
    step = max(1, VALUES_AT_A_TIME // (rays * max(1, columns * channels)))
    starts = range(0, count, step)
    for replicate in range(options.replicates):
        exitance = reflectance[:, None, :] * light.indirect_lx[replicate]
        lit = [
            _lit_points(scene, emitter, light.direct_lx[replicate, :, column], options, replicate)
            for column, emitter in enumerate(emitters)
        ]
        for number, first in enumerate(starts):
            part = slice(first, first + step)
            points = Receivers(plane.points_m[part], plane.normals[part], plane.kind == "cylindrical")
            stream = Stream(options.seed, replicate, first)
            hits = cast_gather(scene, points, rays=rays, stream=stream)
            indirect[replicate, part] = read_patches(hits, exitance)
            for column, emitter in enumerate(emitters):
                direct[replicate, part, column] = direct_illuminance_lx(
                    scene,
                    emitter,
                    points.points_m,
                    points.normals,
                    samples=max(1, options.opening_samples // options.replicates),
                    stream=stream,
                    cylindrical=points.cylindrical,
                )
                indirect[replicate, part, column] += first_bounce(
                    scene, emitter, hits, lit[column], points, reflectance, stream
                )
            progress((replicate + (number + 1) / len(starts)) / options.replicates)
    return PlaneLight(plane, direct, indirect)


def _lit_points(
    scene: RayScene, emitter: Emitter, patch_lx: Single, options: RenderOptions, replicate: int
) -> LitPoints:
    """The points that a luminaire lights, for the first bounce."""
    count = max(1, options.lit_points // options.replicates)
    return light_points(scene, emitter, patch_lx, count=count, stream=Stream(options.seed, replicate))
