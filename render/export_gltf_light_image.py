"""Light of an unwrapped room as an image: smoothed within each chart, and read between its texels."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.export_gltf_received import Received
from render.export_gltf_texels import Layout, Texels

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

BURIED = 0.5  # share of rays that meet the insides of bodies, from where a texel is inside one
FILLS = 4  # texels by which light reaches under what stands on a surface
SMOOTH_M = 0.06  # standard deviation of the smoothing that takes the noise of the gather rays


def light_image(layout: Layout, texels: Texels, received: Received, *, texel_m: float) -> Array:
    """Light of texels as an image with a weight, (row x width, 4) [lx].

    Reflected light is smoothed within each chart. Texels inside of bodies count for nothing; those next to
    the others take their light from them.
    """
    chart = _chart_of_pixel(layout)
    valid = received.buried < BURIED
    pixel = texels.pixel[valid]
    image = np.zeros((layout.height, layout.width, 4))
    flat = image.reshape(-1, 4)
    flat[pixel, :3], flat[pixel, 3] = received.gathered_lx[valid], 1.0
    for axis in (0, 1):
        image = _smoothed(image, chart, axis, sigma=SMOOTH_M / texel_m)
    flat = image.reshape(-1, 4)
    # what has no light of its own is still to be filled
    weight = np.zeros(len(flat))
    weight[pixel] = 1.0
    flat[:, :3] *= (weight / np.maximum(flat[:, 3], 1e-12))[:, None]
    flat[pixel, :3] += received.direct_lx[valid]
    flat[:, 3] = weight
    return _filled(flat.reshape(image.shape), chart).reshape(-1, 4)


def _smoothed(image: Array, chart: Indices, axis: int, *, sigma: float) -> Array:
    """Values and weights with a Gaussian's share of their neighbours of the same chart along one axis."""
    total = image.copy()
    for distance in range(1, math.ceil(2 * sigma) + 1):
        share = math.exp(-0.5 * (distance / sigma) ** 2)
        for shift in (distance, -distance):
            same = chart == np.roll(chart, shift, axis)
            total += np.where(same[..., None], share * np.roll(image, shift, axis), 0.0)
    return total


def _filled(image: Array, chart: Indices) -> Array:
    """Empty texels next to others of their chart take the mean of those, a few times over."""
    for _ in range(FILLS):
        total = np.zeros_like(image)
        for axis, shift in ((0, 1), (0, -1), (1, 1), (1, -1)):
            same = chart == np.roll(chart, shift, axis)
            total += np.where(same[..., None], np.roll(image, shift, axis), 0.0)
        count = total[..., 3]
        empty = (image[..., 3] == 0) & (count > 0)
        image[empty] = total[empty] / count[empty][:, None]
    return image


def _chart_of_pixel(layout: Layout) -> Indices:
    """The chart of each pixel, -1 where there is none, (row, column)."""
    chart = np.full(layout.height * layout.width, -1)
    count = layout.size.prod(axis=1)
    owner = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    row, column = np.divmod(within, layout.size[owner, 0])
    chart[(layout.low[owner, 1] + row) * layout.width + layout.low[owner, 0] + column] = owner
    return chart.reshape(layout.height, layout.width)


def light_between(light: Array, lit: Layout, shown: Layout, texels: Texels, times: Indices) -> Array:
    """Light at the texels of a finer layout, from the four nearest of the light's own, (texel, 3)."""
    chart = shown.of_face[texels.face]
    row, column = np.divmod(texels.pixel, shown.width)
    offset = np.column_stack([column, row]) - shown.low[chart]
    local: Array = np.where(shown.turned[chart][:, None], offset[:, ::-1], offset) / times[chart][:, None]
    size = np.where(lit.turned[:, None], lit.size[:, ::-1], lit.size)[chart]
    low = np.clip(np.floor(local).astype(np.int64), 0, size - 1)
    share = local - low
    total = np.zeros((len(local), 4))
    for i in (0, 1):
        for j in (0, 1):
            place = np.minimum(low + np.array([i, j]), size - 1)
            place = np.where(lit.turned[chart][:, None], place[:, ::-1], place) + lit.low[chart]
            weight = np.abs(1 - i - share[:, 0]) * np.abs(1 - j - share[:, 1])
            total += weight[:, None] * light[place[:, 1] * lit.width + place[:, 0]]
    found: Array = total[:, :3] / np.maximum(total[:, 3:], 1e-9)
    return found
