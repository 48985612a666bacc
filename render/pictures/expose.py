"""Exposing a shot: pictures of a mix of luminaires, and layers, one a luminaire, whose sum is the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import drjit as dr
import numpy as np
from numpy.typing import NDArray

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
    seen
        Whether a pixel meets anything.
    aids
        Albedo and normal of what each pixel meets first, where they were asked for.
    """

    luminance: Single
    illuminance: Single
    seen: NDArray[np.bool_]
    aids: tuple[Single, Single] | None = None


def expose(shot: Shot, weights: Array, progress: Progress | None = None, *, aids: bool = False) -> Exposure:
    """The picture of a mix of luminaires, weights (column, 3).

    Parameters
    ----------
    progress
        Told the share done, several times in each band; may raise to stop. Each time the device is waited
        for, so that nothing goes on behind it.
    aids
        Whether albedo and normals are wanted, which denoising needs.
    """
    tell = _waiting(progress)
    tell(0.0)
    light = shot.room_light(
        weights
    )  # with the grid, so that whoever gives the picture up is heard afterwards
    tell(0.0)
    on_grid = shot.reflected_on_grid(light)
    width, height = shot.lens.size_px
    luminance = np.zeros((height, width, 3), np.float32)
    illuminance = np.zeros((height, width), np.float32)
    seen, found = [], []
    shining = [column for column in range(len(weights)) if weights[column].any()]
    shot.expect(shining)
    for band in shot.bands():
        rows = slice(band.first_row, band.first_row + band.frame.rows)
        tell(rows.start / height)
        total = shot.band_reflected(band, light, on_grid).with_more(shot.band_sky(band))
        for done, column in enumerate(shining, start=1):
            tell((rows.start + band.frame.rows * done / (len(shining) + 2)) / height)
            total = total.with_more(shot.band_direct(band, column).times(weights[column]))
        luminance[rows] = total.colours(width)
        illuminance[rows] = total.illuminance.numpy().reshape(-1, width)
        seen.append(shot.band_seen(band))
        if aids:
            found.append(shot.band_aids(band))
        tell(rows.stop / height)
    exposure = Exposure(luminance, illuminance, np.concatenate(seen))
    if not aids:
        return exposure
    albedo, normal = (np.concatenate([each[k] for each in found]) for k in (0, 1))
    return replace(exposure, aids=(albedo, normal))


def _waiting(progress: Progress | None) -> Progress:
    """What tells the share done once the device has done it."""
    if progress is None:
        return lambda share: None
    told = progress

    def tell(share: float) -> None:
        dr.sync_thread()
        told(share)

    return tell
