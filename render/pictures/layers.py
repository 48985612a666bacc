"""Layers of a picture: one a luminaire at full output and white, and the sky's; any mix is their sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import NDArray

from render.denoise import denoised
from render.device import mitsuba
from render.device_arrays import device_floats
from render.display import displayed_lanes
from render.pictures.shot import Shot
from render.ways_to_show import Tone

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Layers:
    """Layers of one shot, in linear colour [cd/m2].

    Parameters
    ----------
    luminaires
        At full output and white, or as they burn, (luminaire, row, column, 3).
    sky
        Light of the sky, seen and in the room, (row, column, 3).
    illuminance
        Of what each pixel meets first, of all of them together, (row, column) [lx].
    seen
        Whether a pixel meets anything, (row, column).
    """

    luminaires: Single
    sky: Single
    illuminance: Single
    seen: NDArray[np.bool_]

    def mixed(self, weights: Array, *, sky: float = 1.0) -> Single:
        """The picture of a mix, weights (luminaire, 3), under as much of the sky."""
        total = self.sky * np.float32(sky)
        for layer, weight in zip(self.luminaires, weights, strict=True):
            total += layer * weight.astype(np.float32)
        return total


def expose_layers(
    shot: Shot,
    *,
    denoise: bool = False,
    weights: Array | None = None,
    progress: Progress = lambda share: None,
) -> Layers:
    """Work out the layers of a shot.

    Parameters
    ----------
    denoise
        Whether noise is taken from each layer.
    weights
        How the luminaires burn, (luminaire, 3); None is at full output and white. What does not burn is
        not worked out.
    progress
        Told the share done, after each luminaire of each band; may raise to stop.
    """
    width, height = shot.lens.size_px
    count = len(shot.field.emitters)
    burning = np.ones((count, 3)) if weights is None else weights
    found = np.zeros((count, height, width, 3), np.float32)
    sky, illuminance = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    columns = [column for column in range(count) if burning[column].any()]
    progress(0.0)
    mixes = {column: shot.room_light(_alone(column, count), burning) for column in columns}
    on_grid = {column: shot.reflected_on_grid(mix) for column, mix in mixes.items()}
    seen, aids = [], []
    shot.expect(columns)
    for band in shot.bands():
        rows = slice(band.first_row, band.first_row + band.frame.rows)
        sky[rows] = shot.band_sky(band).colours(width)
        for done, column in enumerate(columns):
            progress((band.first_row + band.frame.rows * done / len(columns)) / height)
            reflected = shot.band_reflected(band, mixes[column], on_grid[column])
            light = shot.band_direct(band, column).with_more(reflected).times(burning[column])
            found[column, rows] = light.colours(width)
            illuminance[rows] += light.illuminance.numpy().reshape(-1, width)
        seen.append(shot.band_seen(band))
        if denoise:
            aids.append(shot.band_aids(band))
        progress(rows.stop / height)
    if denoise:
        albedo, normal = (np.concatenate([aid[k] for aid in aids]) for k in (0, 1))
        for column in columns:
            found[column] = denoised(found[column], albedo, normal)
        if shot.sky_in_room is not None:
            sky = denoised(sky, albedo, normal).astype(np.float32)
    return Layers(found, sky, illuminance, np.concatenate(seen))


def _alone(column: int, count: int) -> Array:
    """Weights that let one luminaire burn alone."""
    return np.outer(np.arange(count) == column, np.ones(3))


class LivePicture:
    """Layers kept where they are mixed: a dimmed or tinted picture in a few hundredths of a second.

    Parameters
    ----------
    layers
        From `expose_layers`.
    """

    def __init__(self, layers: Layers) -> None:
        self._layers = [device_floats(layer) for layer in layers.luminaires]
        self._sky = device_floats(layers.sky)
        self.size_px = (layers.sky.shape[1], layers.sky.shape[0])

    def shown(self, weights: Array, ev: float, white: Array, tone: Tone = Tone.NEUTRAL) -> NDArray[np.uint8]:
        """The picture of a mix as bytes for a screen, (row, column, 3); see `render.display.displayed`."""
        mi = mitsuba()
        place = dr.arange(mi.UInt32, dr.width(self._sky)) % 3
        total: Any = self._sky
        for layer, weight in zip(self._layers, weights, strict=True):
            red, green, blue = (dr.opaque(mi.Float, float(value)) for value in weight)
            total = total + layer * dr.select(place == 0, red, dr.select(place == 1, green, blue))
        dr.eval(total)
        packed = displayed_lanes(total, ev, white, tone)
        width, height = self.size_px
        bytes_: NDArray[np.uint8] = packed.numpy().view(np.uint8).reshape(height, width, 4)[..., :3]
        return bytes_
