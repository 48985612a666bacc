"""The same room in other paint: what is redone when reflectances change, and no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from render.light_field import LightField
from render.plane_light import measure_plane
from render.simulate import _settle, patch_reflectance

Array = NDArray[np.float64]


def with_reflectance(field: LightField, reflectance_per_surface: Array) -> LightField:
    """The field with other reflectances: the solve and the gather again, on the same rays.

    Parameters
    ----------
    field
        From `simulate`.
    reflectance_per_surface
        Of each surface of the scene, linear channels, (surface, 3), below 1.

    Raises
    ------
    SimulationFailed
        When interreflection does not settle.
    """
    rows = [(float(r), float(g), float(b)) for r, g, b in reflectance_per_surface]
    surfaces = tuple(
        replace(surface, reflectance_rgb=row) for surface, row in zip(field.scene.surfaces, rows, strict=True)
    )
    reflectance = patch_reflectance(surfaces, field.patches)
    old = field.patch_light
    indirect = _settle(field.transport, reflectance, old.direct_lx, field.options, lambda share: None)
    light = replace(old, indirect_lx=indirect)
    planes = tuple(
        measure_plane(
            field.ray_scene,
            field.emitters,
            each.plane,
            reflectance,
            light,
            field.options,
            lambda share: None,
        )
        for each in field.planes
    )
    return replace(
        field,
        scene=replace(field.scene, surfaces=surfaces),
        reflectance=reflectance,
        patch_light=light,
        planes=planes,
    )
