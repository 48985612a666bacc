"""simulate(scene, options) -> LightField: the chain of the engine's steps, nothing else."""

from __future__ import annotations

from pathlib import Path

from render.affordable import require_affordable
from render.apart import apart
from render.columns import light_columns
from render.device import mitsuba
from render.emitters import build_emitters, load_emitters
from render.light_field import LightField, finished_field
from render.lightable import require_lightable
from render.measuring_points import asked_planes, prepare_points
from render.options import RenderOptions
from render.patch_reflectance import patch_reflectance
from render.patches import cut_patches
from render.rays import build_ray_scene
from render.stage import Stage
from render.steady import steadied
from render.transport import build_transport
from render.transport_cache import cached_transport
from render.work import Progress, Work
from scenes.scene import Scene


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
    work = Work(progress)
    work.begin("transport")
    patches = cut_patches(scene.surfaces, patch_size_m=options.patch_size_m, patch_limit=options.patch_limit)
    require_affordable(scene, patches, options)
    rays = build_ray_scene(patches, scene.luminaires)
    transport = cached_transport(
        patches, options, cache_folder, lambda: build_transport(rays, patches, options, work.share)
    )
    points = prepare_points(rays, asked_planes(scene), options, patches=patches.count)
    stage = Stage(options, patches, rays, transport, points, patch_reflectance(scene.surfaces, patches))
    emitters = build_emitters(scene.luminaires, scene.surfaces)
    lights = load_emitters(emitters)
    columns = light_columns(stage, lights, list(enumerate(emitters)), work)
    return finished_field(scene, stage, emitters, lights, columns, work.end())
