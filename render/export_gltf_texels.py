"""Which face each texel of an unwrapped room shows, and at which place of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

REACH = 1.5  # texels beside a face that a look-up between four of them may still touch
AT_ONCE = 1 << 21


@dataclass(frozen=True, eq=False)
class Layout:
    """Rectangles in an image, one a chart.

    Parameters
    ----------
    width, height
        Of the image.
    low, size
        Lowest column and row of each, and how many it has, (chart, 2).
    of_face
        The chart of each face, (face,).
    corners
        Where the faces' corners lie, in texels from the middle of the first, (face, 3, 2).
    turned
        Whether a chart's v runs along the image's rows, (chart,).
    """

    width: int
    height: int
    low: Indices
    size: Indices
    of_face: Indices
    corners: Array
    turned: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Texels:
    """Texels that show something: each one's nearest face.

    Parameters
    ----------
    pixel
        Place in the image, row x width + column, ascending, (texel,).
    face
        The face it shows, (texel,).
    share
        The point of the face that is nearest to it, as shares of its corners, (texel, 3).
    """

    pixel: Indices
    face: Indices
    share: Array


def shown_texels(layout: Layout) -> Texels:
    """The texels within reach of the faces of their own chart."""
    low = np.floor(layout.corners.min(axis=1) - REACH).astype(np.int64)
    high = np.ceil(layout.corners.max(axis=1) + REACH).astype(np.int64)
    begin, size = layout.low[layout.of_face], layout.size[layout.of_face]
    low, high = np.maximum(low, begin), np.minimum(high, begin + size - 1)
    extent = np.maximum(high - low + 1, 0)
    best = np.full(layout.width * layout.height, np.inf)
    face_of = np.full(len(best), -1)
    share_of = np.zeros((len(best), 3))
    count = extent.prod(axis=1)
    ends = np.cumsum(count)
    first = 0
    while first < len(count):
        after = int(np.searchsorted(ends, (ends[first - 1] if first else 0) + AT_ONCE, side="right"))
        after = max(after, first + 1)
        _take_nearest(layout, low, extent, np.arange(first, after), best, face_of, share_of)
        first = after
    pixel = np.flatnonzero(best <= REACH**2)
    return Texels(pixel, face_of[pixel], share_of[pixel])


def _take_nearest(
    layout: Layout,
    low: Indices,
    extent: Indices,
    faces: Indices,
    best: Array,
    face_of: Indices,
    share_of: Array,
) -> None:
    """Note the texels of some faces' rectangles for which they are nearer than those before."""
    counts = extent[faces].prod(axis=1)
    face = np.repeat(faces, counts)
    within = np.arange(len(face)) - np.repeat(np.cumsum(counts) - counts, counts)
    row, column = np.divmod(within, np.maximum(extent[face, 0], 1))
    place = low[face] + np.column_stack([column, row])
    share, squared = _nearest(layout.corners[face], place.astype(np.float64))
    pixel = place[:, 1] * layout.width + place[:, 0]
    order = np.lexsort((face, squared, pixel))
    leads = order[np.flatnonzero(np.diff(pixel[order], prepend=-1))]
    leads = leads[squared[leads] < best[pixel[leads]]]
    best[pixel[leads]], face_of[pixel[leads]], share_of[pixel[leads]] = (
        squared[leads],
        face[leads],
        share[leads],
    )


def _nearest(corners: Array, place: Array) -> tuple[Array, Array]:
    """The nearest points of triangles (n, 3, 2) to places (n, 2): shares of the corners, squared distance."""
    a, edges = corners[:, 0], corners[:, 1:] - corners[:, :1]
    offset = place - a
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    safe = np.where(np.abs(area) > 1e-12, area, 1.0)
    second = (offset[:, 0] * edges[:, 1, 1] - offset[:, 1] * edges[:, 1, 0]) / safe
    third = (edges[:, 0, 0] * offset[:, 1] - edges[:, 0, 1] * offset[:, 0]) / safe
    share = np.stack([1 - second - third, second, third], axis=1)
    inside = (share >= 0).all(axis=1) & (np.abs(area) > 1e-12)
    squared = np.where(inside, 0.0, np.inf)
    for k in range(3):
        start, end = corners[:, k], corners[:, (k + 1) % 3]
        path = end - start
        length = np.maximum((path**2).sum(axis=1), 1e-24)
        along = np.clip(((place - start) * path).sum(axis=1) / length, 0.0, 1.0)
        away = ((start + along[:, None] * path - place) ** 2).sum(axis=1)
        nearer = away < squared
        on_edge = np.zeros((len(place), 3))
        on_edge[:, k], on_edge[:, (k + 1) % 3] = 1 - along, along
        share = np.where(nearer[:, None], on_edge, share)
        squared = np.where(nearer, away, squared)
    return share, squared
