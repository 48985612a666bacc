"""The stage: what light meets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.measuring_points import MeasuringPoints
from render.options import RenderOptions
from render.patches import Patches
from render.rays import RayScene
from render.transport import Transport
from scenes.scene import LitSurface

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stage:
    """A room, luminaires' bodies and measuring points, ready for light.

    `reflectance` is that of the patches, (patch, channel).
    """

    options: RenderOptions
    patches: Patches
    rays: RayScene
    transport: Transport
    points: MeasuringPoints
    reflectance: Array


def patch_reflectance(surfaces: tuple[LitSurface, ...], patches: Patches) -> Array:
    """Reflectance of each patch, (patch, channel): one channel where all surfaces are grey."""
    table = np.array([surface.reflectance_rgb for surface in surfaces], float)
    if (table == table[:, :1]).all():
        table = table[:, :1]
    return table[patches.surface]
