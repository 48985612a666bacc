"""simulate(scene, options) -> LightField: the chain of the engine's steps, nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from render.affordable import require_affordable
from render.apart import apart
from render.device import mitsuba
from render.emission import Emitter, build_emitter
from render.interreflection import settle_all
from render.landing import land_light
from render.light_field import LightField, PatchLight
from render.lightable import require_lightable
from render.observers import observer_planes
from render.options import RenderOptions
from render.patches import Patches, cut_patches
from render.plane_light import measure_plane
from render.rays import RayScene, build_ray_scene
from render.sampling import Stream
from render.steady import steadied
from render.transport import Transport, build_transport
from render.transport_cache import cached_transport
from scenes.scene import LitSurface, Scene

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Progress = Callable[[str, float], None]

# from which share of the whole to which each step leads, for the progress bar
STEPS = {"transport": (0.02, 0.5), "direct": (0.5, 0.65), "solve": (0.65, 0.75), "gather": (0.75, 1.0)}


def simulate(
    scene: Scene,
    options: RenderOptions,
    progress: Progress | None = None,
    cache_folder: Path | None = None,
) -> LightField:
    """Work out the light of every luminaire, each as a column of its own.

    Parameters
    ----------
    scene
        What is lit by what.
    options
        How finely.
    progress
        Told the step's name and the share of the whole that is done; may raise to stop the work.
    cache_folder
        Where the transport of known rooms is kept between processes; nowhere when None.

    Raises
    ------
    SimulationFailed
        When interreflection does not settle.
    UnsoundInput
        When the scene cannot be lit, or more is asked for than memory holds.
    MachineLacks
        When this machine cannot cast rays.
    """
    mitsuba()
    require_lightable(scene)
    scene = apart(steadied(scene))
    work = _Work(progress)
    work.begin("transport")
    patches = cut_patches(scene.surfaces, patch_size_m=options.patch_size_m, patch_limit=options.patch_limit)
    require_affordable(scene, patches, options)
    rays = build_ray_scene(patches, scene.luminaires)
    transport = cached_transport(
        patches, options, cache_folder, lambda: build_transport(rays, patches, options, work.share)
    )
    work.begin("direct")
    count = len(scene.luminaires)
    emitters = tuple(build_emitter(scene.luminaires, index, scene.surfaces) for index in range(count))
    direct_lx, caught_lm, close_lm = _emit(rays, emitters, transport, options, work.share)
    work.begin("solve")
    reflectance = patch_reflectance(scene.surfaces, patches)
    indirect_lx = _settle(transport, reflectance, direct_lx, options, work.share)
    light = PatchLight(direct_lx, indirect_lx, caught_lm, close_lm)
    work.begin("gather")
    asked = (*scene.planes, *observer_planes(scene.observers))
    planes = tuple(
        measure_plane(rays, emitters, plane, reflectance, light, options, work.part(i, len(asked)))
        for i, plane in enumerate(asked)
    )
    laps_s = work.end()
    eyes = planes[-1] if scene.observers else None
    planes = planes[: len(scene.planes)]
    return LightField(
        scene, options, patches, rays, transport, emitters, reflectance, light, planes, laps_s, eyes
    )


class _Work:
    """Tells how far the work is, and keeps the seconds of each step."""

    def __init__(self, progress: Progress | None) -> None:
        self._tell = progress or (lambda step, share: None)
        self._laps_s: dict[str, float] = {}
        self._step, self._began = "", time.perf_counter()

    def begin(self, step: str) -> None:
        """The step before is done."""
        self._close()
        self._step = step
        self.share(0.0)

    def share(self, done: float) -> None:
        """That share of the step is done, 0..1."""
        start, end = STEPS[self._step]
        self._tell(self._step, start + (end - start) * done)

    def part(self, index: int, count: int) -> Callable[[float], None]:
        """What tells the share of one of `count` equal parts of the step."""
        return lambda done: self.share((index + done) / count)

    def end(self) -> dict[str, float]:
        """All is done; the seconds of each step."""
        self.share(1.0)
        self._close()
        return self._laps_s

    def _close(self) -> None:
        now = time.perf_counter()
        if self._step:
            self._laps_s[self._step] = now - self._began
        self._began = now


def patch_reflectance(surfaces: tuple[LitSurface, ...], patches: Patches) -> Array:
    """Reflectance of each patch, (patch, channel): one channel where all surfaces are grey."""
    table = np.array([surface.reflectance_rgb for surface in surfaces], float)
    if (table == table[:, :1]).all():
        table = table[:, :1]
    return table[patches.surface]


def _emit(
    scene: RayScene,
    emitters: tuple[Emitter, ...],
    transport: Transport,
    options: RenderOptions,
    progress: Callable[[float], None],
) -> tuple[Single, Array, Array]:
    """Trace every luminaire's flux to the patches: illuminance, flux caught by bodies, flux landing close."""
    count = len(transport.area_m2)
    rays = max(1, options.emission_rays // options.replicates)
    direct = np.zeros((options.replicates, count, len(emitters)), np.float32)
    caught = np.zeros((options.replicates, len(emitters)))
    close = np.zeros((options.replicates, len(emitters)))
    for column, emitter in enumerate(emitters):
        if emitter.flux_lm <= 0:
            continue
        for replicate in range(options.replicates):
            light = land_light(scene, emitter, rays=rays, stream=Stream(options.seed, replicate))
            received = np.bincount(light.patch, light.flux_lm * light.landed, count).astype(np.float64)
            direct[replicate, :, column] = _per_area(received, transport.area_m2)
            caught[replicate, column] = light.flux_lm[light.caught].sum()
            close[replicate, column] = light.flux_lm[light.close].sum()
        progress((column + 1) / len(emitters))
    return direct, caught, close


def _per_area(flux: Array, area: Array) -> Array:
    return np.divide(flux, area, out=np.zeros_like(flux), where=area > 0)


def _settle(
    transport: Transport,
    reflectance: Array,
    direct_lx: Single,
    options: RenderOptions,
    progress: Callable[[float], None],
) -> Single:
    """Indirect illuminance of the patches, (replicate, patch, column, channel)."""
    return settle_all(
        transport, reflectance, direct_lx, tolerance=options.solver_tolerance, progress=progress
    )
