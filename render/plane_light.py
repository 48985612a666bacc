"""Light at measuring planes: exact direct light and the final gather, for every column and replicate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kit.errors import UnsoundInput
from kit.problems import error
from render.direct import direct_illuminance_lx
from render.emission import Emitter
from render.gather import cast_gather, first_bounce, read_patches
from render.light_field import PatchLight, PlaneLight
from render.options import RenderOptions
from render.rays import RayScene
from render.sampling import Stream
from scenes.scene import MeasuringPlane, Scene

Array = NDArray[np.float64]

RAYS_AT_A_TIME = 1 << 20  # bounds memory, and lets people stop
MOST_VALUES = 2 * 10**8  # of points x luminaires x replicates: about 2 GB in colour


def require_affordable(scene: Scene, options: RenderOptions) -> None:
    """Raise UnsoundInput when points times luminaires would not fit into memory."""
    points = sum(len(plane.points_m) for plane in scene.planes)
    values = points * len(scene.luminaires) * options.replicates
    if values > MOST_VALUES:
        most = MOST_VALUES // (options.replicates * len(scene.luminaires))
        raise UnsoundInput(
            [
                error(
                    "TOO_MANY_POINTS",
                    "calculation.planes",
                    f"{points} points under {len(scene.luminaires)} luminaires are asked for; "
                    f"at most {most} are calculated at once",
                    "Choose a wider spacing, or fewer planes.",
                )
            ]
        )


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
    step = max(1, RAYS_AT_A_TIME // rays)
    starts = range(0, count, step)
    for replicate in range(options.replicates):
        exitance = reflectance[:, None, :] * light.indirect_lx[replicate]
        for number, first in enumerate(starts):
            part = slice(first, first + step)
            points = _Points(plane, part, first)
            direct[replicate, part] = _direct(scene, emitters, points, options, replicate)
            indirect[replicate, part] = _indirect(
                scene, emitters, points, exitance, reflectance, options, replicate
            )
            progress((replicate + (number + 1) / len(starts)) / options.replicates)
    return PlaneLight(plane, direct, indirect)


class _Points:
    """Some of a plane's points."""

    def __init__(self, plane: MeasuringPlane, part: slice, first: int) -> None:
        self.points_m, self.normals = plane.points_m[part], plane.normals[part]
        self.first = first
        self.cylindrical = plane.kind == "cylindrical"


def _direct(
    scene: RayScene,
    emitters: tuple[Emitter, ...],
    points: _Points,
    options: RenderOptions,
    replicate: int,
) -> Array:
    """Direct illuminance, (point, column)."""
    columns = [
        direct_illuminance_lx(
            scene,
            emitter,
            points.points_m,
            points.normals,
            samples=max(1, options.opening_samples // options.replicates),
            stream=Stream(options.seed, replicate, points.first),
            cylindrical=points.cylindrical,
        )
        for emitter in emitters
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((len(points.points_m), 0))


def _indirect(
    scene: RayScene,
    emitters: tuple[Emitter, ...],
    points: _Points,
    exitance: Array,
    reflectance: Array,
    options: RenderOptions,
    replicate: int,
) -> Array:
    """Illuminance from reflected light, (point, column, channel)."""
    stream = Stream(options.seed, replicate, points.first)
    hits = cast_gather(
        scene,
        points.points_m,
        points.normals,
        rays=max(1, options.gather_rays // options.replicates),
        stream=stream,
        cylindrical=points.cylindrical,
    )
    gathered = read_patches(hits, exitance)
    for column, emitter in enumerate(emitters):
        gathered[:, column] += first_bounce(scene, emitter, hits, reflectance, stream)
    return gathered
