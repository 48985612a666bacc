"""Which face each texel of an unwrapped room shows, and at which place of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

REACH = 1.5  # texels beside a face that a look-up between four of them may still touch
EDGE = 1e-9  # share of a corner that may be missing within
AT_ONCE = 1 << 20


@dataclass(frozen=True, eq=False)
class Layout:
    """Rectangles in an image, one a chart.

    Parameters
    ----------
    width, height
        Of the image.
    low, size
        Lowest column and row of each, and how many it has, (chart, 2).
    gutter
        How many of them on each side are only a border, (chart,).
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
    gutter: Indices
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
    pixel = place[:, 1] * layout.width + place[:, 0]
    share, inside = _within(layout.corners, face, place)
    chosen = np.flatnonzero(inside & (best[pixel] > 0))[::-1]  # of faces that share a texel the first one
    best[pixel[chosen]], face_of[pixel[chosen]], share_of[pixel[chosen]] = 0.0, face[chosen], share[chosen]
    beside = np.flatnonzero(~inside & (best[pixel] > 0))
    face, pixel = face[beside], pixel[beside]
    share, squared = _on_edges(layout.corners[face], place[beside])
    order = np.lexsort((face, squared, pixel))
    leads = order[np.flatnonzero(np.diff(pixel[order], prepend=-1))]
    leads = leads[squared[leads] < best[pixel[leads]]]
    best[pixel[leads]], face_of[pixel[leads]] = squared[leads], face[leads]
    share_of[pixel[leads]] = share[leads]


def _within(corners: Array, face: Indices, place: Indices) -> tuple[Array, NDArray[np.bool_]]:
    """Places (n, 2) as shares of the corners of faces, (n, 3), and whether they lie within."""
    edges = corners[:, 1:] - corners[:, :1]
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    wide = np.abs(area) > 1e-12
    # shares grow evenly along both axes: one plane through the triangle for each
    safe = np.where(wide, area, 1.0)
    second = np.stack([edges[:, 1, 1], -edges[:, 1, 0]], axis=1) / safe[:, None]
    third = np.stack([-edges[:, 0, 1], edges[:, 0, 0]], axis=1) / safe[:, None]
    start = corners[:, 0]
    share = np.empty((len(face), 3))
    for k, slope in ((1, second), (2, third)):
        begin = (start * slope).sum(axis=1)
        share[:, k] = slope[face, 0] * place[:, 0] + slope[face, 1] * place[:, 1] - begin[face]
    share[:, 0] = 1 - share[:, 1] - share[:, 2]
    inside: NDArray[np.bool_] = (share.min(axis=1) >= -EDGE) & wide[face]
    return share, inside


def _on_edges(corners: Array, place: Indices) -> tuple[Array, Array]:
    """The nearest points on the edges of triangles (n, 3, 2) to places (n, 2).

    Shares of the corners, (n, 3), and squared distances, (n,).
    """
    share, squared = np.zeros((len(place), 3)), np.full(len(place), np.inf)
    for k in range(3):
        start, end = corners[:, k], corners[:, (k + 1) % 3]
        path = end - start
        length = np.maximum((path**2).sum(axis=1), 1e-24)
        along = np.clip(((place - start) * path).sum(axis=1) / length, 0.0, 1.0)
        away = ((start + along[:, None] * path - place) ** 2).sum(axis=1)
        nearer = np.flatnonzero(away < squared)
        share[nearer] = 0.0
        share[nearer, k], share[nearer, (k + 1) % 3] = 1 - along[nearer], along[nearer]
        squared[nearer] = away[nearer]
    return share, squared
