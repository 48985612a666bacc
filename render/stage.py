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
