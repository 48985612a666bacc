"""The same room in other light: what is redone when luminaires or reflectances change, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kit.problems import require_sound
from render.affordable import require_affordable
from render.bodies import no_own_bodies
from render.columns import Columns, joined_columns, light_columns, repainted_columns
from render.emitters import build_emitters, load_emitters
from render.light_field import LightField, finished_field
from render.lightable import lightable_luminaires
from render.patch_reflectance import patch_reflectance
from render.steady import steadied_luminaire
from render.work import Progress, Work
from scenes.paint import painted
from scenes.scene import LitSurface, PlacedLuminaire, Scene, SceneWeight

Array = NDArray[np.float64]

HIGHEST_REFLECTANCE = 0.99
UNCHANGED = 1e-9


def with_luminaires(
    field: LightField,
    luminaires: Sequence[PlacedLuminaire],
    weights: dict[str | None, dict[str, SceneWeight]],
    progress: Progress | None = None,
) -> LightField:
    """The field with other luminaires in the same room: only columns of those that changed are worked out.

    Where the body of one of them came, went or moved, the columns that are kept still show the shadows it
    threw before; their luminaires are named in the field's `stale`, and `refreshed` works them out anew.

    Parameters
    ----------
    field
        From `simulate`, or from here.
    luminaires
        All that hang there now. Those of the field's own scene (`field.scene.luminaires`) that have not
        changed are best handed on as they are: they are then not even looked at again.
    weights
        As in `Scene`.
    progress
        As for `simulate`.

    Raises
    ------
    UnsoundInput
        When the luminaires cannot be lit, or are more than memory holds. Problems of single placements in
        `field.scene.problems` are dropped: only whoever places luminaires can tell them anew.
    """
    own = set(map(id, field.scene.luminaires))
    steady = tuple(placed if id(placed) in own else steadied_luminaire(placed) for placed in luminaires)
    scene = replace(
        field.scene,
        luminaires=steady,
        weights=weights,
        hours_per_year={name: h for name, h in field.scene.hours_per_year.items() if name in weights},
        problems=tuple(p for p in field.scene.problems if not p.where.startswith("placements")),
    )
    require_sound(lightable_luminaires(steady))
    require_affordable(scene, field.patches, field.options)
    known = {emitter.content: place for place, emitter in enumerate(field.emitters)}
    new = _relit(field, scene, known, progress)
    if _bodies(field) == _bodies(new):
        return new
    return replace(
        new, stale=tuple(emitter.placed.id for emitter in new.emitters if emitter.content in known)
    )


def refreshed(field: LightField, progress: Progress | None = None) -> LightField:
    """The field with those columns worked out anew that still show old shadows."""
    known = {e.content: place for place, e in enumerate(field.emitters) if e.placed.id not in field.stale}
    return replace(_relit(field, field.scene, known, progress), stale=())


def _relit(field: LightField, scene: Scene, known: dict[bytes, int], progress: Progress | None) -> LightField:
    """Keep the columns of `known` luminaires, by key and place, and work out the others."""
    emitters = build_emitters(scene.luminaires, scene.surfaces, field.emitters)
    lights = load_emitters(emitters)
    rays = replace(field.stage.rays, bodies=field.stage.rays.bodies.replaced(scene.luminaires))
    stage = replace(field.stage, rays=rays)
    fresh = [(index, emitter) for index, emitter in enumerate(emitters) if emitter.content not in known]
    work = Work(progress)
    if len(fresh) == 1:  # its own body is never in its way, so only the others are asked
        alone = replace(rays, bodies=rays.bodies.without(fresh[0][0]))
        lights_alone = replace(lights, own=no_own_bodies(len(emitters)))
        found = light_columns(replace(stage, rays=alone), lights_alone, fresh, work)
    else:
        found = light_columns(stage, lights, fresh, work)
    place = {index: place for place, (index, _) in enumerate(fresh)}
    chosen = [(1, place[k]) if k in place else (0, known[e.content]) for k, e in enumerate(emitters)]
    columns = joined_columns((field.patch_light, found), chosen)
    still = {e.placed.id for e in emitters} - {e.placed.id for _, e in fresh}
    stale = tuple(id for id in field.stale if id in still)
    return replace(finished_field(scene, stage, emitters, lights, columns, work.end()), stale=stale)


def _bodies(field: LightField) -> list[bytes]:
    """What tells whether bodies are where they were."""
    return sorted(emitter.body_digest for emitter in field.emitters if emitter.body_digest)


def repainted_surface(surface: LitSurface, reflectance_rgb: tuple[float, float, float]) -> LitSurface:
    """A surface of another reflectance in the mean, as near as its looks come to it; pictures show it so.

    All colours of what has looks are multiplied by as much; of other triangles that differ, each is
    changed by as much.
    """
    if np.allclose(reflectance_rgb, surface.reflectance_rgb, rtol=0.0, atol=UNCHANGED):
        return surface
    if surface.appearance is not None:
        found = painted(
            surface.appearance, surface.vertices_m, surface.triangles, reflectance_rgb, as_colour=True
        )
        return replace(
            surface,
            reflectance_rgb=found.reflectance_rgb,
            appearance=found.appearance,
            triangle_reflectance=found.each,
        )
    each = surface.triangle_reflectance
    if each is not None:
        change = np.array(reflectance_rgb) - np.array(surface.reflectance_rgb)
        each = np.clip(each + change, 0.0, HIGHEST_REFLECTANCE)
    return replace(surface, reflectance_rgb=reflectance_rgb, triangle_reflectance=each)


def with_reflectance(
    field: LightField, reflectance_per_surface: Array, progress: Progress | None = None
) -> LightField:
    """The field with other reflectances: the solve and the gather again, on the same rays.

    Parameters
    ----------
    field
        From `simulate`.
    reflectance_per_surface
        Of each surface of the scene in the mean over its area, linear channels, (surface, 3), below 1.
        Surfaces with looks are repainted, as `repainted_surface` says.

    Raises
    ------
    SimulationFailed
        When interreflection does not settle.
    """
    rows = [(float(r), float(g), float(b)) for r, g, b in reflectance_per_surface]
    surfaces = tuple(
        repainted_surface(surface, row) for surface, row in zip(field.scene.surfaces, rows, strict=True)
    )
    scene = replace(field.scene, surfaces=surfaces)
    stage = replace(field.stage, reflectance=patch_reflectance(surfaces, field.patches))
    work = Work(progress)
    columns: Columns = repainted_columns(
        stage, field.lights, list(enumerate(field.emitters)), field.patch_light, work
    )
    new = finished_field(scene, stage, field.emitters, field.lights, columns, work.end())
    return replace(new, stale=field.stale)
