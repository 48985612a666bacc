"""Bloom: a little of all light is scattered around where it comes from, as in an eye or a lens.

It is done to the linear picture, before exposure and tone mapping, and is linear: the blooms of layers add
up to the bloom of their sum. No light is lost or made.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, idct, irfft, rfft

Array = NDArray[np.float64]
Pixels = NDArray[np.floating[Any]]

# Gaussians that together follow the CIE general disability glare equation for the age of 35 and brown eyes
# (CIE 135/1 and J. J. Vos, 2003), 10/t^3 + (5/t^2 + 0.05/t) (1 + (35/62.5)^4) + 0.00125 for t in degrees,
# within 12 % from 0.3 to 20 degrees: widths [degrees] and energies
WIDTHS_DEG = (0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48)
ENERGIES = (0.06713, 0.04186, 0.02346, 0.01576, 0.01151, 0.00978, 0.0078, 0.01694)
SHARE = 0.05  # of all light that is scattered; an eye scatters more, but whoever looks has one too
NARROWEST_PX = 1.5  # of a Gaussian on the grid it is made on


def degrees_per_pixel(fov_deg: float, width_px: int) -> float:
    """The angle of one pixel in the middle of a picture with that horizontal field of view."""
    return math.degrees(2.0 * math.tan(math.radians(fov_deg) / 2.0) / width_px)


def bloomed(
    luminance_cd_m2: Pixels, *, pixel_deg: float, share: float = SHARE, wraps: bool = False
) -> Pixels:
    """The picture with a share of its light scattered.

    Beyond the borders the picture is taken to go on as if mirrored.

    Parameters
    ----------
    luminance_cd_m2
        Linear, (row, column, channel) [cd/m2].
    pixel_deg
        Angle of a pixel, see `degrees_per_pixel`.
    share
        How much is scattered, 0..1.
    wraps
        Whether the right border goes on at the left one, as in a panorama.
    """
    factor = _reduction(luminance_cd_m2.shape[:2], pixel_deg)
    rows, columns, channels = luminance_cd_m2.shape
    small = luminance_cd_m2.reshape(rows // factor, factor, columns // factor, factor, channels)
    reduced = small.mean(axis=(1, 3), dtype=np.float32)
    scattered = _scattered(reduced, pixel_deg * factor, wraps=wraps)
    mixed: Pixels = luminance_cd_m2 * (1.0 - share) + share * _enlarged(scattered, factor, wraps=wraps)
    return mixed


def _reduction(size: tuple[int, ...], pixel_deg: float) -> int:
    """How many pixels become one on the grid of the scattered light, a divisor of both sides."""
    factor = 1
    while WIDTHS_DEG[0] / (pixel_deg * factor * 2) >= NARROWEST_PX and all(
        side % (factor * 2) == 0 for side in size
    ):
        factor *= 2
    return factor


def _scattered(picture: NDArray[np.float32], pixel_deg: float, *, wraps: bool) -> Pixels:
    """All light of a picture scattered, (row, column, channel).

    Borders that mirror are cosines of half periods, borders that wrap around are whole periods.
    """
    rows, columns = picture.shape[:2]
    total = np.zeros((rows, columns // 2 + 1 if wraps else columns))
    for width, energy in zip(WIDTHS_DEG, ENERGIES, strict=True):
        down = _passing(2 * rows, width / pixel_deg)[:rows]
        along = _passing(columns if wraps else 2 * columns, width / pixel_deg)[: total.shape[1]]
        total += energy * np.outer(down, along)
    transfer = (total / sum(ENERGIES)).astype(np.float32)[..., None]
    spectrum = dct(picture, axis=0, norm="ortho")
    spectrum = rfft(spectrum, axis=1) if wraps else dct(spectrum, axis=1, norm="ortho", overwrite_x=True)
    spectrum *= transfer
    spectrum = irfft(spectrum, columns, axis=1) if wraps else idct(spectrum, axis=1, norm="ortho")
    scattered: Pixels = idct(spectrum, axis=0, norm="ortho", overwrite_x=True)
    return scattered


def _passing(period: int, width_px: float) -> Array:
    """What a Gaussian leaves of each frequency of a row that repeats, 0 to period / 2 cycles; 1 for the mean.

    It is taken at the pixels, with what comes from the repetitions, so that it is nowhere negative, however
    narrow it is.
    """
    places = np.arange(period) + period * np.arange(-2, 3)[:, None]
    gaussian = np.exp(-0.5 * (places / width_px) ** 2).sum(axis=0)
    passing: Array = rfft(gaussian / gaussian.sum()).real
    return passing


def _enlarged(picture: Pixels, factor: int, *, wraps: bool) -> Pixels:
    """Linearly enlarged by a power of two; what every pixel gives away sums to itself."""
    while factor > 1:
        picture = _doubled(_doubled(picture, 0, wraps=False), 1, wraps=wraps)
        factor //= 2
    return picture


def _doubled(picture: Pixels, axis: int, *, wraps: bool) -> Pixels:
    values = np.moveaxis(picture, axis, 0)
    first, last = (values[-1:], values[:1]) if wraps else (values[:1], values[-1:])
    before = np.concatenate([first, values[:-1]])
    after = np.concatenate([values[1:], last])
    out = np.empty((2 * len(values), *values.shape[1:]), values.dtype)
    out[0::2] = 0.75 * values + 0.25 * before
    out[1::2] = 0.75 * values + 0.25 * after
    return np.moveaxis(out, 0, axis)
