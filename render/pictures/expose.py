"""Exposing a shot: pictures of a mix of luminaires, and layers, one a luminaire, whose sum is the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import drjit as dr
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


def expose(shot: Shot, weights: Array, progress: Progress | None = None) -> Exposure:
    """The picture of a mix of luminaires, weights (column, 3).

    Parameters
    ----------
    progress
        Told the share done, several times in each band; may raise to stop. Each time the device is waited
        for, so that nothing goes on behind it.
    """
    tell = _waiting(progress)
    tell(0.0)
    light = room_light(shot.field, weights)
    _ = shot.grid  # cast now, so that whoever gives the picture up is heard afterwards
    tell(0.0)
    on_grid = shot.reflected_on_grid(light)
    width, height = shot.lens.size_px
    luminance = np.zeros((height, width, 3), np.float32)
    illuminance = np.zeros((height, width), np.float32)
    aids = []
    shining = [column for column in range(len(weights)) if weights[column].any()]
    for band in shot.bands():
        rows = slice(band.first_row, band.first_row + band.rows)
        tell(rows.start / height)
        total = shot.band_reflected(band, light, on_grid).with_more(shot.band_sky(band))
        for done, column in enumerate(shining, start=1):
            tell((rows.start + band.rows * done / (len(shining) + 2)) / height)
            total = total.with_more(shot.band_direct(band, column).times(weights[column]))
        luminance[rows] = total.colours(width)
        illuminance[rows] = total.illuminance.numpy().reshape(-1, width)
        aids.append(shot.band_aids(band))
        tell(rows.stop / height)
    albedo, normal, shares = (np.concatenate([aid[k] for aid in aids]) for k in range(3))
    return Exposure(luminance, illuminance, albedo, normal, shares[..., 0] > 0.5, shares[..., 1] > 0)


def _waiting(progress: Progress | None) -> Progress:
    """What tells the share done once the device has done it."""
    if progress is None:
        return lambda share: None
    told = progress

    def tell(share: float) -> None:
        dr.sync_thread()
        told(share)

    return tell
