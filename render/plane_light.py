"""Light at measuring points: exact direct light and the final gather, for every column and replicate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.device_arrays import device_floats
from render.direct import direct_illuminance_lx
from render.emitters import Emitter, Emitters
from render.first_bounce import first_bounce, light_points
from render.gather import GatherHits, read_patches
from render.measuring_points import RAYS_AT_ONCE, MeasuringPoints, cast_hits
from render.options import RenderOptions
from render.stage import Stage

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Sources = Sequence[tuple[int, Emitter]]


@dataclass(frozen=True, eq=False)
class PointLight:
    """Light of some columns at each plane's points.

    `direct_lx` is (replicate, point, column) and `indirect_lx` (replicate, point, column, channel) [lx].
    """

    direct_lx: tuple[Single, ...]
    indirect_lx: tuple[Single, ...]


def measure_points(
    stage: Stage,
    lights: Emitters,
    sources: Sources,
    direct_lx: Single,
    indirect_lx: Single,
    progress: Callable[[float], None] = lambda share: None,
) -> PointLight:
    """Direct and indirect illuminance of some columns at the stage's points.

    Parameters
    ----------
    lights
        All luminaires on the device.
    sources
        The columns' luminaires: index and emitter.
    direct_lx, indirect_lx
        Of the patches under these columns, (replicate, patch, column) and (…, channel) [lx].
    progress
        Told the share done; may raise to stop.
    """
    direct, indirect = [], []
    pieces = stage.points.pieces
    for done, piece in enumerate(pieces):
        hits = piece.hits or cast_hits(stage.rays, piece, stage.options, patches=stage.patches.count)
        bounced = read_patches(hits, indirect_lx, stage.reflectance[:, None, :])
        straight = np.zeros(bounced.shape[:3], np.float32)
        for part in _blocks(sources, hits, stage.options):
            chosen = [sources[k] for k in part]
            straight[:, :, part] = _straight(stage, lights, chosen, hits)
            bounced[:, :, part] += _bounced_once(stage, lights, chosen, hits, direct_lx[:, :, part])
            progress((done + (part[-1] + 1) / len(sources)) / len(pieces))
        direct.append(straight)
        indirect.append(bounced)
    empty = np.zeros((stage.options.replicates, 0, *indirect_lx.shape[2:]), np.float32)
    return PointLight(
        _by_plane(stage.points, direct, empty[..., 0]), _by_plane(stage.points, indirect, empty)
    )


def _blocks(sources: Sources, hits: GatherHits, options: RenderOptions) -> Iterator[list[int]]:
    """Columns that shine, as many at a time as one launch may hold; sized openings apart from points."""
    rays = max(hits.rays * hits.replicates, options.opening_samples, options.lit_points)
    step = max(1, RAYS_AT_ONCE // max(1, hits.receivers.count * rays))
    for sized in (False, True):
        chosen = [k for k, (_, s) in enumerate(sources) if s.sized == sized and s.flux_lm > 0]
        for first in range(0, len(chosen), step):
            yield chosen[first : first + step]


def _straight(stage: Stage, lights: Emitters, chosen: Sources, hits: GatherHits) -> Single:
    """Direct light of columns that are all sized or all points."""
    options = stage.options
    return direct_illuminance_lx(
        stage.rays,
        lights,
        np.array([index for index, _ in chosen]),
        hits.receivers,
        samples=max(1, options.opening_samples // options.replicates) if chosen[0][1].sized else 1,
        replicates=options.replicates,
        seed=options.seed,
    )


def _bounced_once(
    stage: Stage, lights: Emitters, chosen: Sources, hits: GatherHits, patch_lx: Single
) -> Single:
    """The first bounce of some columns."""
    options = stage.options
    channels = [device_floats(each) for each in stage.reflectance.T]
    count = max(1, options.lit_points // options.replicates)
    lit = light_points(stage.rays, lights, chosen, patch_lx, count=count, seed=options.seed)
    return first_bounce(stage.rays, lights, hits, lit, channels, seed=options.seed)


def _by_plane(points: MeasuringPoints, values: list[Single], empty: Single) -> tuple[Single, ...]:
    """The pieces' values (replicate, point, ...), given out to the planes in their order."""
    found: dict[int, Single] = {}
    for cylindrical in (False, True):
        own = [
            value
            for value, piece in zip(values, points.pieces, strict=True)
            if piece.cylindrical == cylindrical
        ]
        joined = np.concatenate([empty, *own], axis=1)
        first = 0
        for index, plane in enumerate(points.planes):
            if (plane.kind == "cylindrical") == cylindrical:
                found[index] = joined[:, first : first + len(plane.points_m)]
                first += len(plane.points_m)
    return tuple(found[k] for k in range(len(found)))
