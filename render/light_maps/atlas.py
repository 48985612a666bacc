"""The atlas: every lit face of a room unwrapped into one image of texels.

A chart's first and last texels lie on its edges, so a look-up between four texels never leaves the chart and
neighbouring charts show the same light where they meet: no seams, and no borders to be filled. Texels that
hold no light of their own (covered ones, those beside a chart's shape, the rest of the image) repeat the
nearest of their chart that does.

Furniture has more surface than its room, and most of that is narrow or in gaps. So texels are farther apart
where that shows least: along its slim parts, and where one sees next to nothing of the room.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, require_sound
from render.light_maps.charts import Charts, cut_charts
from render.light_maps.packing import packed
from render.patches import Patches
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TEXEL_M = 0.05
MOST_TEXELS = 1 << 18
MOST_TIMES = 4  # as many texels where a room is in so many pieces that it cannot have fewer
SLIM = 3.0  # texels: along charts of furniture that are narrower than this ...
SLIM_TIMES = 2.0  # ... texels are so many times as far apart
IN_SIGHT = 0.3  # where less than this of what a chart looks at is the room ...
HIDDEN_TIMES = 4.0  # ... they are so many times as far apart both ways
SPARE = 1.02


@dataclass(frozen=True, eq=False)
class Atlas:
    """Charts laid out in an image.

    Texels are numbered chart by chart, and within a chart column by column along its u.

    Parameters
    ----------
    texel_m
        Largest distance of texels, but for slim and hidden parts of furniture [m].
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
    in_sight: Array | None = None,
    texel_m: float = TEXEL_M,
    texel_limit: int = MOST_TEXELS,
) -> Atlas:
    """Unwrap a room.

    Parameters
    ----------
    patches, surfaces
        The room's patches and the surfaces that they were cut from.
    in_sight
        From `share_in_sight`, (triangle, 2); without it all is in sight.
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
        columns, rows = _texels(charts, texel_m * _times(patches, surfaces, charts, texel_m, in_sight))
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


def _times(
    patches: Patches,
    surfaces: tuple[LitSurface, ...],
    charts: Charts,
    texel_m: float,
    in_sight: Array | None,
) -> Array:
    """How many times as far apart a chart's texels may be along u and v, (chart, 2)."""
    times = np.ones((charts.count, 2))
    kinds = np.array([surface.kind is SurfaceKind.FURNITURE for surface in surfaces], bool)
    furniture = np.zeros(charts.count, bool)
    furniture[charts.of_face] = kinds[patches.surface_of_triangle[charts.triangle]]
    slim = np.flatnonzero(furniture & (charts.extent_m.min(axis=1) < SLIM * texel_m))
    times[slim, charts.extent_m[slim].argmax(axis=1)] = SLIM_TIMES
    if in_sight is not None:
        corners = patches.vertices_m[patches.triangles[charts.triangle]]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        area = np.maximum(np.linalg.norm(cross, axis=1), 1e-30)
        seen = np.bincount(
            charts.of_face, area * in_sight[charts.triangle, charts.back.astype(int)], charts.count
        )
        times[seen < IN_SIGHT * np.bincount(charts.of_face, area, charts.count)] = HIDDEN_TIMES
    return times


def _texels(charts: Charts, pitch_m: Array) -> tuple[Indices, Indices]:
    """Columns and rows of each chart: one where it is narrower than its texels."""
    whole = 1 + np.ceil(charts.extent_m / pitch_m - 1e-6).astype(np.int64)
    counts = np.where(charts.is_single[:, None] | (charts.extent_m < pitch_m), 1, whole)
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
