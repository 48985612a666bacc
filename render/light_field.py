"""The light field: one column per luminaire, at full output and white, from which all else is mixed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from render.emission import Emitter
from render.options import RenderOptions
from render.patches import Patches
from render.rays import RayScene
from render.transport import Transport
from scenes.scene import MeasuringPlane, Scene

Array = NDArray[np.float64]
Single = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PlaneLight:
    """Illuminance at a plane's points for each column, by replicate.

    `direct_lx` is (replicate, point, column), `indirect_lx` (replicate, point, column, channel) [lx].
    """

    plane: MeasuringPlane
    direct_lx: Array
    indirect_lx: Array


@dataclass(frozen=True, eq=False)
class PatchLight:
    """Illuminance of the patches for each column, by replicate, and where the rest of the flux went.

    `direct_lx` is (replicate, patch, column), `indirect_lx` (replicate, patch, column, channel) [lx];
    `caught_lm` by other luminaires' bodies, and `close_lm` on the surface the luminaire itself hangs at,
    are (replicate, column) [lm].
    """

    direct_lx: Single
    indirect_lx: Single
    caught_lm: Array
    close_lm: Array


@dataclass(frozen=True, eq=False)
class LightField:
    """A scene's light, ready to be mixed.

    Channels are one where every reflectance is grey, otherwise three (linear R, G, B). `observer_light`
    is the light at the observers' eyes, across their sight lines, in their order; None without observers.
    """

    scene: Scene
    options: RenderOptions
    patches: Patches
    ray_scene: RayScene
    transport: Transport
    emitters: tuple[Emitter, ...]
    reflectance: Array
    patch_light: PatchLight
    planes: tuple[PlaneLight, ...]
    timing_s: dict[str, float] = field(default_factory=dict)
    observer_light: PlaneLight | None = None
