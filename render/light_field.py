"""The light field: one column per luminaire, at full output and white, from which all else is mixed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from render.columns import Columns
from render.emitters import Emitter, Emitters
from render.options import RenderOptions
from render.patches import Patches
from render.rays import RayScene
from render.stage import Stage
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
class LightField:
    """A scene's light, ready to be mixed.

    Channels are one where every reflectance is grey, otherwise three (linear R, G, B). `observer_light`
    is the light at the observers' eyes, across their sight lines, in their order; None without observers.
    `stale` names luminaires whose columns still show shadows of bodies that have moved since.
    """

    scene: Scene
    stage: Stage
    emitters: tuple[Emitter, ...]
    lights: Emitters
    patch_light: Columns
    planes: tuple[PlaneLight, ...]
    timing_s: dict[str, float] = field(default_factory=dict)
    observer_light: PlaneLight | None = None
    stale: tuple[str, ...] = ()

    @property
    def options(self) -> RenderOptions:
        """How finely it was worked out."""
        return self.stage.options

    @property
    def patches(self) -> Patches:
        """The room's patches."""
        return self.stage.patches

    @property
    def ray_scene(self) -> RayScene:
        """Room and bodies, for rays."""
        return self.stage.rays

    @property
    def transport(self) -> Transport:
        """Who sees whom."""
        return self.stage.transport

    @property
    def reflectance(self) -> Array:
        """Of the patches, (patch, channel)."""
        return self.stage.reflectance


def finished_field(
    scene: Scene,
    stage: Stage,
    emitters: tuple[Emitter, ...],
    lights: Emitters,
    columns: Columns,
    timing_s: dict[str, float],
) -> LightField:
    """The light field of a scene from all its columns."""
    asked = tuple(
        PlaneLight(plane, direct.astype(np.float64), indirect.astype(np.float64))
        for plane, direct, indirect in zip(
            stage.points.planes, columns.at_points.direct_lx, columns.at_points.indirect_lx, strict=True
        )
    )
    planes, eyes = asked[: len(scene.planes)], asked[len(scene.planes) :]
    return LightField(scene, stage, emitters, lights, columns, planes, timing_s, eyes[0] if eyes else None)
