"""A luminaire's turntable: pictures from all round it, alone before a plain backdrop, lit or unlit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire, Mounting
from render.exposure import exposure_ev, partly_adapted
from render.light_field import LightField
from render.mixing import column_weights
from render.options import NORMAL, RenderOptions
from render.picture import Picture, take_picture
from render.simulate import simulate
from render.studio import ABOVE, FLUX_LM, KEYS, LUMINAIRE, STANDING, Studio, key_name, studio_of
from render.work import Progress
from scenes.scene import SceneWeight, View

Array = NDArray[np.float64]

MOST_FRAMES, LEAST_PX, MOST_PX = 120, 16, 2048
MOST_PIXELS = 120_000_000  # of all frames: an animation of them is held in memory
FOV_DEG = 30.0
MARGIN = 1.25  # of the picture around the luminaire
FRONT_DEG = 60.0  # azimuth of the first picture: half from the side of its front, +y
ABOVE_DEG, BELOW_DEG = 9.0, -7.0  # how high cameras look down at what stands, and up at what hangs
KEY_FROM_CAMERA_DEG = -50.0
FILL = 0.06  # flux of the soft light beside a luminaire that burns, so that all of it is seen
DUSK_EV = 5 / 3  # darker than rooms are shown, so that what glows stands out and keeps its shape
PATCHES_ACROSS = 14  # the studio's radius in patches
OPTIONS = replace(NORMAL, pixel_light_points=16, denoise=True, bloom=True)


@dataclass(frozen=True, eq=False)
class Turntable:
    """The light of a studio, and the exposure of all its pictures.

    Parameters
    ----------
    field
        Its views and scenes are named by `frame_name`.
    frames
        How many there are.
    ev, white
        Exposure and white of all of them.
    """

    field: LightField
    frames: int
    ev: float
    white: Array

    def picture(self, frame: int, progress: Progress | None = None) -> Picture:
        """One of the pictures."""
        taken = take_picture(self.field, frame_name(frame), frame_name(frame), progress, sky=None)
        return replace(taken, ev=self.ev, white=self.white)

    def pictures(self) -> Iterator[Picture]:
        """All of them, once round."""
        return (self.picture(frame) for frame in range(self.frames))


def frame_name(frame: int) -> str:
    """The name of a frame's view and lighting scene."""
    return f"frame-{frame:03d}"


def turntable(
    luminaire: Luminaire,
    *,
    frames: int = 24,
    size_px: tuple[int, int] = (800, 800),
    lit: bool = True,
    options: RenderOptions = OPTIONS,
    progress: Progress | None = None,
) -> Turntable:
    """Work out the light of a luminaire's turntable.

    The cameras go round the luminaire; as the studio is round and the lights that burn go with the
    camera, it looks as if the luminaire turned.

    Parameters
    ----------
    luminaire
        With a body.
    frames
        Pictures once round, 1 to `MOST_FRAMES`.
    size_px
        Width and height of each, at most `MOST_PX`.
    lit
        Whether it burns at full output, with hardly any other light; otherwise a soft light from the side
        and one from above show it.
    options
        How finely; patches are as large as the studio's size asks for.
    progress
        As for `simulate`.

    Raises
    ------
    UnsoundInput
        ``LUMINAIRE_WITHOUT_BODY`` when there is nothing to be seen, or as `simulate` raises it.
    ValueError
        When there are to be no frames, too many, or too large ones.
    """
    require_bounded(frames, size_px)
    studio = studio_of(luminaire)
    azimuths = [(FRONT_DEG + 360.0 * frame / frames) % 360.0 for frame in range(frames)]
    lamps = {placed.id: placed for placed in studio.scene.luminaires}
    burning = [_lit(luminaire) if lit else _unlit(azimuth) for azimuth in azimuths]
    used = {name for row in burning for name in row} | {LUMINAIRE}
    scene = replace(
        studio.scene,
        luminaires=tuple(placed for name, placed in lamps.items() if name in used),
        views=tuple(
            _view(studio, luminaire.mounting, frame, azimuth, size_px)
            for frame, azimuth in enumerate(azimuths)
        ),
        weights={None: burning[0]} | {frame_name(frame): row for frame, row in enumerate(burning)},
    )
    finely = replace(options, patch_size_m=studio.radius_m / PATCHES_ACROSS)
    field = simulate(scene, finely, progress)
    weights = column_weights(field.scene, frame_name(0))
    flux_lm = np.array([emitter.flux_lm for emitter in field.emitters])
    ev = exposure_ev(field, weights) + (DUSK_EV if lit else 0.0)
    return Turntable(field, frames, ev, partly_adapted(flux_lm @ weights))


def require_bounded(frames: int, size_px: tuple[int, int]) -> None:
    """Raise ValueError when there are to be no frames, too many, or too large ones."""
    width, height = size_px
    wanted = f"{frames} frames of {width}x{height}"
    if not (1 <= frames <= MOST_FRAMES and LEAST_PX <= min(size_px) <= max(size_px) <= MOST_PX):
        raise ValueError(f"{wanted}; 1 to {MOST_FRAMES} of {LEAST_PX} to {MOST_PX} pixels a side are taken")
    if frames * width * height > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise ValueError(f"{wanted} have more than {most} million pixels; take fewer or smaller ones")


def _lit(luminaire: Luminaire) -> dict[str, SceneWeight]:
    """The luminaire at full output, and a little soft light of its own colour."""
    flux_lm = luminaire.photometry.distribution.luminous_flux_lm()
    own = SceneWeight(1.0, luminaire.cct_k, luminaire.duv)
    fill = FILL * flux_lm / FLUX_LM if flux_lm > 0 else 1.0
    return {LUMINAIRE: own, ABOVE: SceneWeight(fill, luminaire.cct_k, luminaire.duv)}


def _unlit(azimuth_deg: float) -> dict[str, SceneWeight]:
    """Soft light from above and, from the camera's side, of the two nearest of the lights all round."""
    place = (azimuth_deg + KEY_FROM_CAMERA_DEG) % 360.0 / (360.0 / KEYS)
    first, share = int(place), place - int(place)
    row = {ABOVE: SceneWeight(0.8, None)}
    for number, part in ((first, 1 - share), (first + 1, share)):
        if part > 0:
            row[key_name(number)] = SceneWeight(part, None)
    return row


def _view(
    studio: Studio, mounting: Mounting, frame: int, azimuth_deg: float, size_px: tuple[int, int]
) -> View:
    """A camera that has all of the luminaire in its picture, however it is turned."""
    width, height = size_px
    across = math.tan(math.radians(FOV_DEG) / 2)
    upright = across * height / width
    fits = max(studio.half_width_m / across, studio.half_height_m / upright)
    away = studio.half_width_m + MARGIN * fits
    azimuth = math.radians(azimuth_deg)
    elevation = math.radians(
        ABOVE_DEG if mounting in STANDING else 0.0 if mounting is Mounting.WALL else BELOW_DEG
    )
    x, y, z = studio.middle_m
    eye = (
        float(x + away * math.cos(elevation) * math.cos(azimuth)),
        float(y + away * math.cos(elevation) * math.sin(azimuth)),
        float(z + away * math.sin(elevation)),
    )
    return View(frame_name(frame), eye, (float(x), float(y), float(z)), FOV_DEG, size_px)
