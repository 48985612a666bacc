"""The atlas: every lit face of a room unwrapped into one image of texels.

A chart's first and last texels lie on its edges, so a look-up between four texels never leaves the chart and
neighbouring charts show the same light where they meet: no seams, and no borders to be filled. Texels that
hold no light of their own (covered ones, those beside a chart's shape, the rest of the image) repeat the
nearest of their chart that does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, require_sound
from render.light_maps.charts import Charts, cut_charts
from render.light_maps.packing import packed
from render.patches import Patches
from scenes.scene import LitSurface

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TEXEL_M = 0.05
MOST_TEXELS = 1 << 18
MOST_TIMES = 4  # as many texels where a room is in so many pieces that it cannot have fewer
NARROW = 0.5  # texels: charts that are narrower than this are one texel wide
SPARE = 1.02


@dataclass(frozen=True, eq=False)
class Atlas:
    """Charts laid out in an image.

    Texels are numbered chart by chart, and within a chart column by column along its u.

    Parameters
    ----------
    texel_m
        Largest distance of texels [m].
    width, height
        Of the image.
    charts
        The charts.
    columns, rows
        Texels of each chart along its u and v, (chart,).
    first
        Number of each chart's first texel, and the end, (chart + 1,).
    step_m
        Distance of texels along u and v; 0 where there is only one, (chart, 2).
    pixel
        Place of each texel in the image, row x width + column, (texel,).
    corner_uv
        Places of the faces' corners in the image, from 0 to 1; v runs down its rows, (face, 3, 2).
    """

    texel_m: float
    width: int
    height: int
    charts: Charts
    columns: Indices
    rows: Indices
    first: Indices
    step_m: Array
    pixel: Indices
    corner_uv: NDArray[np.float32]

    @property
    def count(self) -> int:
        """Number of texels of charts."""
        return int(self.first[-1])

    @property
    def chart(self) -> Indices:
        """The chart of each texel."""
        return np.repeat(np.arange(self.charts.count), np.diff(self.first))

    def column_and_row(self) -> tuple[Indices, Indices]:
        """Where each texel lies in its chart."""
        chart = self.chart
        return np.divmod(np.arange(self.count) - self.first[chart], self.rows[chart])


def unwrapped(
    patches: Patches,
    surfaces: tuple[LitSurface, ...],
    *,
    texel_m: float = TEXEL_M,
    texel_limit: int = MOST_TEXELS,
) -> Atlas:
    """Unwrap a room.

    Parameters
    ----------
    patches, surfaces
        The room's patches and the surfaces that they were cut from.
    texel_m
        Wanted distance of texels; greater where there would be too many [m].
    texel_limit
        Most texels; up to four times as many where there are that many separate things.

    Raises
    ------
    UnsoundInput
        With ``TOO_MANY_PIECES``, where a room has so many separate things that memory would not do.
    """
    for _ in range(16):
        charts = cut_charts(patches, surfaces, texel_m=texel_m)
        columns, rows = _texels(charts, texel_m)
        count = int((columns * rows).sum())
        if count <= texel_limit:
            break
        texel_m *= SPARE * float(np.sqrt(count / texel_limit))
    require_sound(few_pieces(count, MOST_TIMES * texel_limit))
    return _laid_out(patches, charts, columns, rows, texel_m)


def few_pieces(texels: int, most: int) -> tuple[Problem, ...]:
    """The problem of a room in too many pieces for an image of them, if it is."""
    if texels <= most:
        return ()
    message = f"The room is in so many pieces that an image of all needs {texels} texels; {most} is the most."
    hint = "Join what lies side by side, or leave small things away."
    return (error("TOO_MANY_PIECES", "room", message, hint),)


def _texels(charts: Charts, texel_m: float) -> tuple[Indices, Indices]:
    """Columns and rows of each chart."""
    counts = np.where(
        charts.extent_m < NARROW * texel_m, 1, 1 + np.ceil(charts.extent_m / texel_m - 1e-6).astype(np.int64)
    )
    counts = np.where(charts.is_single[:, None], 1, counts)
    return counts[:, 0], counts[:, 1]


def _laid_out(patches: Patches, charts: Charts, columns: Indices, rows: Indices, texel_m: float) -> Atlas:
    packing = packed(columns, rows)
    first = np.concatenate([[0], np.cumsum(columns * rows)])
    chart = np.repeat(np.arange(charts.count), columns * rows)
    column, row = np.divmod(np.arange(first[-1]) - first[chart], rows[chart])
    turned = packing.turned[chart]
    x = packing.x[chart] + np.where(turned, row, column)
    y = packing.y[chart] + np.where(turned, column, row)
    step = charts.extent_m / np.maximum(np.column_stack([columns, rows]) - 1, 1)
    step = np.where(np.column_stack([columns, rows]) > 1, step, 0.0)
    place = places_in_chart(patches, charts)
    scale = np.where(step > 0, 1.0 / np.where(step > 0, step, 1.0), 0.0)
    texel = place * scale[charts.of_face][:, None]
    texel = np.where(packing.turned[charts.of_face][:, None, None], texel[:, :, ::-1], texel)
    low = np.column_stack([packing.x, packing.y])[charts.of_face]
    uv = (texel + low[:, None] + 0.5) / np.array([packing.width, packing.height])
    return Atlas(
        texel_m,
        packing.width,
        packing.height,
        charts,
        columns,
        rows,
        first,
        step,
        y * packing.width + x,
        uv.astype(np.float32),
    )


def places_in_chart(patches: Patches, charts: Charts) -> Array:
    """The faces' corners in the frames of their charts, (face, 3, 2) [m]."""
    corners = patches.vertices_m[patches.triangles][charts.triangle]
    offset = corners - charts.origin_m[charts.of_face][:, None]
    axes = np.stack([charts.u, charts.v], axis=2)[charts.of_face]
    places: Array = np.matmul(offset, axes)
    return places
