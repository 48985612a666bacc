"""Columns: the light of one luminaire each, at full output and white, on patches and at points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.emitters import Emitter, Emitters
from render.interreflection import settle
from render.landing import land_flux
from render.options import RenderOptions
from render.plane_light import measure_points
from render.stage import Stage
from render.transport import Transport
from render.work import Work

Array = NDArray[np.float64]
Single = NDArray[np.float32]

SOLVED_AT_ONCE = 2_000_000  # of patches x columns x channels in one solve: bounds memory
THREADS = 2


@dataclass(frozen=True, eq=False)
class Columns:
    """Light of some luminaires, by replicate.

    Parameters
    ----------
    direct_lx, indirect_lx
        Of the patches, (replicate, patch, column) and (replicate, patch, column, channel) [lx].
    caught_lm, close_lm
        Caught by other luminaires' bodies, and landed on the surface that the luminaire hangs at,
        (replicate, column) [lm].
    planes_direct_lx, planes_indirect_lx
        The same at each plane's points, (replicate, point, column) and (…, channel) [lx].
    """

    direct_lx: Single
    indirect_lx: Single
    caught_lm: Array
    close_lm: Array
    planes_direct_lx: tuple[Single, ...]
    planes_indirect_lx: tuple[Single, ...]


def light_columns(
    stage: Stage, lights: Emitters, sources: Sequence[tuple[int, Emitter]], work: Work
) -> Columns:
    """Work out the columns of some luminaires.

    Parameters
    ----------
    lights
        All luminaires on the device.
    sources
        Those that are asked for: their index among all, and themselves.
    """
    options, transport = stage.options, stage.transport
    work.begin("direct")
    landed = land_flux(stage.rays, lights, sources, options, patches=stage.patches.count, progress=work.share)
    direct_lx = per_area(landed.patch_lm, transport.area_m2)
    work.begin("solve")
    indirect_lx = _settle(transport, stage.reflectance, direct_lx, options, work.share)
    work.begin("gather")
    at_points = measure_points(stage, lights, sources, direct_lx, indirect_lx, work.share)
    return Columns(
        direct_lx,
        indirect_lx,
        landed.caught_lm,
        landed.close_lm,
        at_points.direct_lx,
        at_points.indirect_lx,
    )


def per_area(flux: Single, area: Array) -> Single:
    """Flux (replicate, patch, column) over the patches' area, 0 where light cannot reach a patch."""
    inverse = np.divide(1.0, area, out=np.zeros_like(area), where=area > 0)
    return flux * inverse.astype(np.float32)[None, :, None]


def _settle(
    transport: Transport,
    reflectance: Array,
    direct_lx: Single,
    options: RenderOptions,
    progress: Callable[[float], None],
) -> Single:
    """Indirect illuminance of the patches, (replicate, patch, column, channel)."""
    count, columns, channels = *direct_lx.shape[1:], reflectance.shape[1]
    indirect = np.zeros((options.replicates, count, columns, channels), np.float32)
    block = max(1, SOLVED_AT_ONCE // (count * channels))

    def solve(task: tuple[int, int]) -> None:
        replicate, first = task
        part = slice(first, first + block)
        start = direct_lx[replicate, :, part, None].astype(np.float64)
        indirect[replicate, :, part] = settle(
            transport.exchange_m2[replicate],
            transport.area_m2,
            reflectance,
            np.repeat(start, channels, axis=2),
            tolerance=options.solver_tolerance,
        )

    tasks = [(r, first) for r in range(options.replicates) for first in range(0, columns, block)]
    with ThreadPoolExecutor(THREADS) as pool:
        for done, _ in enumerate(pool.map(solve, tasks)):
            progress((done + 1) / len(tasks))
    return indirect
