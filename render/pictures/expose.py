"""Exposing a shot: pictures of a mix of luminaires, and layers, one a luminaire, whose sum is the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.pictures.patch_light import room_light
from render.pictures.shot import Shot

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
        Told the share done; may raise to stop.
    """
    light = room_light(shot.field, weights)
    on_grid = shot.reflected_on_grid(light)
    width, height = shot.lens.size_px
    luminance = np.zeros((height, width, 3), np.float32)
    illuminance = np.zeros((height, width), np.float32)
    aids = []
    shining = [column for column in range(len(weights)) if weights[column].any()]
    for band in shot.bands():
        rows = slice(band.first_row, band.first_row + band.rows)
        total = shot.band_reflected(band, light, on_grid).with_more(shot.band_sky(band))
        for column in shining:
            total = total.with_more(shot.band_direct(band, column).times(weights[column]))
        luminance[rows] = total.colours(width)
        illuminance[rows] = total.illuminance.numpy().reshape(-1, width)
        aids.append(shot.band_aids(band))
        progress(rows.stop / height)
    albedo, normal, shares = (np.concatenate([aid[k] for aid in aids]) for k in range(3))
    return Exposure(luminance, illuminance, albedo, normal, shares[..., 0] > 0.5, shares[..., 1] > 0)
