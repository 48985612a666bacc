"""Patterns from which the shelf's textures are drawn: noise that repeats without a seam, and what follows.

Everything is seeded, so that a texture is the same wherever it is drawn.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Rgb = tuple[float, float, float]


Field = NDArray[np.floating[Any]]

_STEPS = np.arange(65536) / 65535
_CODES = np.round(
    255 * np.where(_STEPS <= 0.0031308, _STEPS * 12.92, 1.055 * _STEPS ** (1 / 2.4) - 0.055)
).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a material's textures show, before they are encoded.

    Parameters
    ----------
    colour
        Linear colour up to a factor, (row, column, 3); only its proportions count.
    height_m
        Height above the surface, (row, column) [m]; None is flat.
    roughness
        Shape (row, column), 0..1; None where it is the same all over.
    """

    colour: Field
    height_m: Field | None = None
    roughness: Field | None = None


def seeded(name: str) -> np.random.Generator:
    """A random generator that belongs to a name."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def noise(random: np.random.Generator, shape: tuple[int, int], rows_px: float, columns_px: float) -> Single:
    """Smooth noise of mean 0 and deviation 1 with blobs about so large; it repeats without a seam."""
    white = np.fft.rfft2(random.standard_normal(shape, dtype=np.float32))
    down = np.exp(-2 * (np.fft.fftfreq(shape[0]) * rows_px) ** 2).astype(np.float32)
    across = np.exp(-2 * (np.fft.rfftfreq(shape[1]) * columns_px) ** 2).astype(np.float32)
    white *= down[:, None]
    white *= across[None, :]
    return _unit(white, shape)


def clouds(random: np.random.Generator, shape: tuple[int, int], slope: float) -> Single:
    """Noise of all sizes, amplitude falling with frequency to the power of `slope`; mean 0, deviation 1."""
    white = np.fft.rfft2(random.standard_normal(shape, dtype=np.float32))
    down = (np.fft.fftfreq(shape[0]) * shape[0]).astype(np.float32)[:, None] ** 2
    across = (np.fft.rfftfreq(shape[1]) * shape[1]).astype(np.float32)[None, :] ** 2
    white *= np.maximum(down + across, np.float32(1.0)) ** np.float32(-slope / 2)
    return _unit(white, shape)


def _unit(spectrum: NDArray[Any], shape: tuple[int, int]) -> Single:
    spectrum[0, 0] = 0.0
    found = np.fft.irfft2(spectrum, shape)
    return np.asarray(found / found.std(), np.float32)


def cells(random: np.random.Generator, shape: tuple[int, int], count: int) -> Single:
    """Distance to the border between the cells around `count` random points, in pixels, (row, column)."""
    rows, columns = shape
    # jittered rows and columns, so that cells are about alike
    side = max(1, int(np.sqrt(count)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), axis=-1).reshape(-1, 2)
    points = (grid + 0.5 + 0.42 * (2 * random.uniform(size=grid.shape) - 1)) * np.array(shape) / side
    places = points.astype(np.float32)
    bucket = (points * side / np.array(shape)).astype(np.int64) % side
    owner = np.empty((side, side), np.int64)
    owner[bucket[:, 0], bucket[:, 1]] = np.arange(len(points))
    row, column = (np.arange(n, dtype=np.float32) for n in shape)
    row, column = row[:, None], column[None, :]
    home = np.arange(rows)[:, None] * side // rows, np.arange(columns)[None, :] * side // columns
    first, second = (np.full(shape, np.inf, np.float32) for _ in range(2))
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            near = places[owner[(home[0] + i) % side, (home[1] + j) % side]]
            down = np.abs(near[..., 0] - row)
            across = np.abs(near[..., 1] - column)
            distance = np.hypot(np.minimum(down, rows - down), np.minimum(across, columns - across))
            second = np.minimum(second, np.maximum(first, distance))
            first = np.minimum(first, distance)
    return np.asarray(second - first)


def blended(low_rgb: Rgb, high_rgb: Rgb, share: Field) -> Single:
    """Colours between two, (row, column, 3)."""
    part = np.clip(share, 0.0, 1.0).astype(np.float32)[..., None]
    low, high = np.array(low_rgb, np.float32), np.array(high_rgb, np.float32)
    return np.asarray(low + (high - low) * part)


def grey(tone: Field) -> Single:
    """One tone in all three channels, (row, column, 3)."""
    return np.repeat(tone.astype(np.float32)[..., None], 3, axis=2)


def normal_map(height_m: Field, size_m: tuple[float, float]) -> Pixels:
    """Normals of a height field in tangent space: x along u, y against v, as glTF has them."""
    height = height_m.astype(np.float32)
    rows, columns = height.shape
    along = (np.roll(height, -1, axis=1) - np.roll(height, 1, axis=1)) * np.float32(columns / (2 * size_m[0]))
    down = (np.roll(height, -1, axis=0) - np.roll(height, 1, axis=0)) * np.float32(rows / (2 * size_m[1]))
    unit = 127 / np.sqrt(along**2 + down**2 + 1)
    normal = np.stack([-along * unit, down * unit, unit], axis=2)
    return np.asarray(np.round(normal + 128).clip(0, 255), np.uint8)


def with_mean(colour: Field, mean_rgb: Array) -> Single:
    """The colours scaled to a mean, within 0..1."""
    found = colour.astype(np.float32)
    for _ in range(4):  # what is cut at 1 is missing from the mean
        mean = found.mean(axis=(0, 1), dtype=np.float64)
        found = found * (mean_rgb / np.maximum(mean, 1e-9)).astype(np.float32)
        if found.max() <= 1.0:
            break
        found = np.minimum(found, np.float32(1.0))
    return np.asarray(np.maximum(found, np.float32(0.0)))


def srgb_codes(linear: Field) -> Pixels:
    """8-bit sRGB codes of linear values (IEC 61966-2-1)."""
    return np.asarray(_CODES[(linear * 65535).astype(np.uint16)])


def roughness_map(roughness: Field) -> Pixels:
    """Green of glTF's metallic-roughness texture; blue is full, for the factor to say."""
    green = np.round(roughness * 255).clip(0, 255).astype(np.uint8)
    full = np.full_like(green, 255)
    return np.stack([full, green, full], axis=2)
