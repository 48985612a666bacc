"""Pictures: what a camera sees of a light field, in cd/m2 and in lux."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kit.errors import UnknownRecord
from render.bloom import bloomed
from render.denoise import denoised
from render.light_field import LightField
from render.mixing import column_weights
from render.pictures.expose import Exposure, expose
from render.pictures.first_sight import first_sight
from render.pictures.glow import DUSK, Sky
from render.pictures.layers import expose_layers
from render.pictures.lens import Lens
from render.pictures.shot import Shot
from render.pictures.sky_light import exposure_and_white
from render.pictures.standing_camera import StandingCamera
from scenes.scene import View

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Progress = Callable[[str, float], None]

SKY = "sky"  # name of the layer of the sky's light


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
        Initial illuminance of what each pixel sees, (row, column), by luminaires alone, not by the sky; NaN
        where it sees nothing.
    ev, white
        Exposure (EV at ISO 100) and adaptation white it is meant to be shown with.
    made_by
        Scene, quality, seed and engine, for whoever finds the picture.
    panorama
        Whether it shows all directions, see `Lens`.
    """

    view: View
    luminance_cd_m2: Array
    illuminance_lx: Array
    ev: float
    white: Array
    made_by: dict[str, str]
    panorama: bool = False

    @property
    def pixel_deg(self) -> float:
        """The angle of a pixel in the middle."""
        return math.degrees(Lens(self.view, self.panorama).spread)


def take_picture(
    field: LightField,
    view_name: str | None,
    scene_name: str | None = None,
    progress: Progress | None = None,
    *,
    sky: Sky | None = DUSK,
    panorama: bool = False,
    bloom: bool | None = None,
    camera: StandingCamera | None = None,
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
    sky
        What is behind windows and lights the room through them; None is black.
    panorama
        Whether all directions are shown from the view's eye, see `Lens`; the picture is as wide as the
        view and half as high.
    bloom
        Whether it blooms; None is as the field's options say.
    camera
        Keeps what it sees for the next picture of the same view with other luminaires; no drafts.

    Raises
    ------
    UnknownRecord
        When there is no such view.
    KeyError
        When there is no such lighting scene.
    """
    view = find_view(field, view_name)
    if panorama:
        view = replace(view, size_px=(view.size_px[0], max(1, view.size_px[0] // 2)))
    tell = progress or (lambda step, share: None)
    weights = column_weights(field.scene, scene_name)
    if field.options.quality == "draft":
        luminance, illuminance = first_sight(
            field, Lens(view, panorama), weights, sky, lambda share: tell("picture", share)
        )
    else:
        lens = Lens(view, panorama)
        shot = Shot(field, lens, sky, keep=False) if camera is None else camera.shot(field, lens, sky)
        told = None if progress is None else lambda share: tell("picture", share)
        exposure = expose(shot, weights, told, aids=field.options.denoise)
        luminance, illuminance = _developed(exposure, wraps=panorama)
    origin = _origin(field, view, scene_name)
    taken = Picture(*(view, luminance, illuminance, *exposure_and_white(field, sky), origin, panorama))
    blooms = field.options.bloom if bloom is None else bloom
    return with_bloom(taken) if blooms else taken


def _developed(exposure: Exposure, *, wraps: bool) -> tuple[Array, Array]:
    """Luminance and illuminance of an exposure, denoised where it has what that needs."""
    luminance = exposure.luminance.astype(np.float64)
    if exposure.aids is not None:
        luminance = denoised(luminance, *exposure.aids, wraps=wraps)
    return luminance, np.where(exposure.seen, exposure.illuminance, np.nan)


def with_bloom(picture: Picture) -> Picture:
    """The picture with a little of its light scattered, see `render.bloom`."""
    spread = bloomed(picture.luminance_cd_m2, pixel_deg=picture.pixel_deg, wraps=picture.panorama)
    return replace(picture, luminance_cd_m2=spread.astype(np.float64))


def take_layers(
    field: LightField,
    view_name: str | None,
    scene_name: str | None = None,
    progress: Progress | None = None,
    *,
    sky: Sky | None = DUSK,
) -> tuple[Picture, dict[str, Single]]:
    """A picture and what each luminaire gives to it, by its id; the layers' sum is the picture.

    Light of the sky is the layer `SKY`. Parameters and errors are those of `take_picture`; a draft
    has layers of the next quality.
    """
    view = find_view(field, view_name)
    tell = progress or (lambda step, share: None)
    weights = column_weights(field.scene, scene_name)
    shot = Shot(field, Lens(view), sky, keep=False)
    options = field.options
    found = expose_layers(
        shot, denoise=options.denoise, weights=weights, progress=lambda share: tell("picture", share)
    )
    burning = zip(field.scene.luminaires, found.luminaires, weights, strict=True)
    layers: dict[str, Single] = {placed.id: layer for placed, layer, weight in burning if weight.any()}
    if sky is not None:
        name = SKY
        while name in layers:
            name += "_"
        layers[name] = found.sky
    luminance = np.zeros(found.sky.shape)
    for layer in layers.values():
        if options.bloom:  # each in its own place, so that all of them are there once
            layer[:] = bloomed(layer, pixel_deg=math.degrees(shot.lens.spread))
        luminance += layer
    lux = np.where(found.seen, found.illuminance, np.nan)
    origin = _origin(field, view, scene_name)
    return Picture(view, luminance, lux, *exposure_and_white(field, sky), origin), layers


def _origin(field: LightField, view: View, scene_name: str | None) -> dict[str, str]:
    return {
        "scene": scene_name or "",
        "view": view.name,
        "quality": field.options.quality,
        "seed": str(field.options.seed),
    }


def find_view(field: LightField, name: str | None) -> View:
    """The view of that name, or the first."""
    for view in field.scene.views:
        if name is None or view.name == name:
            return view
    known = ", ".join(view.name for view in field.scene.views) or "none"
    raise UnknownRecord(f"there is no view {name!r}; known are: {known}")
