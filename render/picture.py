"""Pictures: what a camera sees of a light field, in cd/m2 and in lux."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.errors import UnknownRecord
from render.camera import adaptation_white, exposure_ev
from render.denoise import denoised
from render.draft import draw_draft
from render.light_field import LightField
from render.mixing import column_weights
from render.pictures.expose import expose
from render.pictures.glow import DUSK
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from scenes.scene import View

Array = NDArray[np.float64]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture before it is shown.

    Parameters
    ----------
    view
        What the camera was.
    luminance_cd_m2
        Linear R, G, B scaled so that 0.2126 R + 0.7152 G + 0.0722 B is the luminance, (row, column, 3).
    illuminance_lx
        Initial illuminance of what each pixel sees, (row, column); NaN where it sees nothing.
    ev, white
        Exposure (EV at ISO 100) and adaptation white it is meant to be shown with.
    made_by
        Scene, quality, seed and engine, for whoever finds the picture.
    """

    view: View
    luminance_cd_m2: Array
    illuminance_lx: Array
    ev: float
    white: Array
    made_by: dict[str, str]


def take_picture(
    field: LightField,
    view_name: str | None,
    scene_name: str | None = None,
    progress: Progress | None = None,
) -> Picture:
    """Picture of one view in one lighting scene.

    Parameters
    ----------
    field
        From `simulate`.
    view_name
        A view of the configuration; None is its first.
    scene_name
        The lighting scene; None is every luminaire at its own dimming.
    progress
        Told "picture" and the share done; may raise to stop.

    Raises
    ------
    UnknownRecord
        When there is no such view.
    KeyError
        When there is no such lighting scene.
    """
    view = find_view(field, view_name)
    tell = progress or (lambda step, share: None)
    weights = column_weights(field.scene, scene_name)
    if field.options.quality == "draft":
        luminance, illuminance = draw_draft(field, view, weights)
    else:
        exposure = expose(Shot(field, Lens(view), DUSK), weights, lambda share: tell("picture", share))
        luminance = exposure.luminance.astype(np.float64)
        if field.options.denoise:
            luminance = denoised(luminance, exposure.albedo, exposure.normal)
        illuminance = np.where(exposure.seen, exposure.illuminance, np.nan)
    made_by = {
        "scene": scene_name or "",
        "view": view.name,
        "quality": field.options.quality,
        "seed": str(field.options.seed),
    }
    white = adaptation_white(field, scene_name)
    return Picture(view, luminance, illuminance, exposure_ev(field), white, made_by)


def find_view(field: LightField, name: str | None) -> View:
    """The view of that name, or the first."""
    for view in field.scene.views:
        if name is None or view.name == name:
            return view
    known = ", ".join(view.name for view in field.scene.views) or "none"
    raise UnknownRecord(f"there is no view {name!r}; known are: {known}")
