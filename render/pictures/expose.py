"""Exposing a shot: pictures of a mix of luminaires, and layers, one a luminaire, whose sum is the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from render.pictures.irradiance import GridLight
from render.pictures.patch_light import RoomLight, room_light
from render.pictures.shot import Band, BandLight, Shot

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Exposure:
    """What a camera collects, each (row, column, ...).

    Parameters
    ----------
    luminance
        Linear colour [cd/m2].
    illuminance
        Of what each pixel meets first [lx].
    albedo, normal
        Of what each pixel meets first.
    seen, glows
        Whether a pixel meets anything, and anything that glows.
    """

    luminance: Single
    illuminance: Single
    albedo: Single
    normal: Single
    seen: NDArray[np.bool_]
    glows: NDArray[np.bool_]


def expose(shot: Shot, weights: Array, progress: Progress = lambda share: None) -> Exposure:
    """The picture of a mix of luminaires, weights (column, 3).

    Parameters
    ----------
    progress
        Told the share done, several times in each band; may raise to stop.
    """
    progress(0.0)
    light = room_light(shot.field, weights)
    _ = shot.grid  # cast now, so that whoever gives the picture up is heard afterwards
    progress(0.0)
    on_grid = shot.reflected_on_grid(light)
    width, height = shot.lens.size_px
    luminance = np.zeros((height, width, 3), np.float32)
    illuminance = np.zeros((height, width), np.float32)
    aids = []
    shining = [column for column in range(len(weights)) if weights[column].any()]
    for band in shot.bands():
        rows = slice(band.first_row, band.first_row + band.rows)
        progress(rows.start / height)
        for done, (part, weight) in enumerate(_parts(shot, band, light, on_grid, weights, shining), start=1):
            luminance[rows] += part.luminance * weight.astype(np.float32)
            illuminance[rows] += part.illuminance * np.float32(weight @ LUMINANCE_WEIGHTS)
            progress((rows.start + band.rows * done / (len(shining) + 3)) / height)
        aids.append(shot.band_aids(band))
        progress(rows.stop / height)
    albedo, normal, shares = (np.concatenate([aid[k] for aid in aids]) for k in range(3))
    return Exposure(luminance, illuminance, albedo, normal, shares[..., 0] > 0.5, shares[..., 1] > 0)


def _parts(
    shot: Shot, band: Band, light: RoomLight, on_grid: GridLight, weights: Array, shining: list[int]
) -> Iterator[tuple[BandLight, Array]]:
    """What a band's light consists of, and the weights of each part, one after the other."""
    yield shot.band_reflected(band, light, on_grid), np.ones(3)
    yield shot.band_sky(band), np.ones(3)
    for column in shining:
        yield shot.band_direct(band, column), weights[column]
