"""A luminaire's turntable: pictures from all round it, alone before a plain backdrop, lit or unlit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire, Mounting
from render.exposure import SATURATION, partly_adapted
from render.light_field import LightField
from render.mixing import column_weights, luminance_of
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
FRONT_DEG = 60.0  # azimuth of the first picture: half from the side of its front, +y
ABOVE_DEG, BELOW_DEG = 9.0, -12.0  # how high cameras look down at what stands, and up at what hangs
KEY_FROM_CAMERA_DEG = -50.0
WALL_FRONT_DEG, WALL_SWING_DEG = 90.0, 38.0  # cameras before a wall go to and fro
FILL = 0.1  # flux of the soft light beside a luminaire that burns, so that all of it is seen
SHOWN_LIT, SHOWN_UNLIT = 0.15, 0.38  # of white: half of the picture is darker; lit, what glows stands out
SMALL_PX = 96  # a side of the picture that tells the exposure
PATCHES_ACROSS = 14  # the studio's radius in patches
OPTIONS = replace(NORMAL, pixel_light_points=16, pixel_gather_rays=256, denoise=True, bloom=True)


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
    camera, it looks as if the luminaire turned. Before one that hangs on a wall they go to and fro.

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
    studio = studio_of(luminaire, fov_deg=FOV_DEG, aspect=size_px[1] / size_px[0])
    on_wall = luminaire.mounting is Mounting.WALL
    azimuths = [_azimuth_deg(frame / frames, on_wall=on_wall) for frame in range(frames)]
    key_deg = [WALL_FRONT_DEG if on_wall else azimuth for azimuth in azimuths]
    lamps = {placed.id: placed for placed in studio.scene.luminaires}
    burning = [_lit(luminaire) if lit else _unlit(azimuth) for azimuth in key_deg]
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
    white = partly_adapted(flux_lm @ weights)
    return Turntable(field, frames, _exposure_ev(field, SHOWN_LIT if lit else SHOWN_UNLIT), white)


def _azimuth_deg(share: float, *, on_wall: bool) -> float:
    """Where the camera stands after a share of the way."""
    if on_wall:
        return WALL_FRONT_DEG - WALL_SWING_DEG * math.cos(2 * math.pi * share)
    return (FRONT_DEG + 360.0 * share) % 360.0


def _exposure_ev(field: LightField, share: float) -> float:
    """The exposure at which half of the first picture is darker than that share of white, in thirds."""
    view = field.scene.views[0]
    small = replace(view, size_px=(SMALL_PX, max(1, SMALL_PX * view.size_px[1] // view.size_px[0])))
    scene = replace(field.scene, views=(small,))
    rough = replace(field.options, denoise=False, bloom=False)
    seen = take_picture(
        replace(field, scene=scene, stage=replace(field.stage, options=rough)), None, frame_name(0), sky=None
    )
    typical = float(np.median(luminance_of(seen.luminance_cd_m2)))
    return round(3 * math.log2(typical / (share * SATURATION))) / 3 if typical > 0 else 0.0


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
    away = studio.away_m
    azimuth = math.radians(azimuth_deg)
    elevation = math.radians(ABOVE_DEG if mounting in STANDING else BELOW_DEG)
    x, y, z = studio.middle_m
    eye = (
        float(x + away * math.cos(elevation) * math.cos(azimuth)),
        float(y + away * math.cos(elevation) * math.sin(azimuth)),
        float(z + away * math.sin(elevation)),
    )
    return View(frame_name(frame), eye, (float(x), float(y), float(z)), FOV_DEG, size_px)
