"""Columns: the light of one luminaire each, at full output and white, on patches and at points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.emitters import Emitter, Emitters
from render.interreflection import settle_all
from render.landing import LandedFlux, land_flux
from render.plane_light import PointLight, measure_points
from render.stage import Stage
from render.work import Work

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Sources = Sequence[tuple[int, Emitter]]


@dataclass(frozen=True, eq=False)
class Columns:
    """Light of some luminaires, by replicate.

    Parameters
    ----------
    landed
        Where their flux lands first.
    indirect_lx
        Of the patches, (replicate, patch, column, channel) [lx].
    at_points
        At the measuring points.
    """

    landed: LandedFlux
    indirect_lx: Single
    at_points: PointLight

    @property
    def direct_lx(self) -> Single:
        """Illuminance of the patches by light that lands first there, (replicate, patch, column) [lx]."""
        return self.landed.direct_lx

    @property
    def caught_lm(self) -> Array:
        """Caught by other luminaires' bodies, (replicate, column) [lm]."""
        return self.landed.caught_lm

    @property
    def close_lm(self) -> Array:
        """Landed on the surface that the luminaire itself hangs at, (replicate, column) [lm]."""
        return self.landed.close_lm


def light_columns(stage: Stage, lights: Emitters, sources: Sources, work: Work) -> Columns:
    """Work out the columns of some luminaires.

    Parameters
    ----------
    lights
        All luminaires on the device.
    sources
        Those that are asked for: their index among all, and themselves.
    """
    work.begin("direct")
    landed = land_flux(
        stage.rays, lights, sources, stage.options, area_m2=stage.transport.area_m2, progress=work.share
    )
    return _settled(stage, lights, sources, landed, work)


def repainted_columns(
    stage: Stage, lights: Emitters, sources: Sources, columns: Columns, work: Work
) -> Columns:
    """The same columns in a room of other reflectances: what lands first stays as it is."""
    return _settled(stage, lights, sources, columns.landed, work)


def _settled(stage: Stage, lights: Emitters, sources: Sources, landed: LandedFlux, work: Work) -> Columns:
    """Columns from the flux that lands first."""
    work.begin("solve")
    indirect_lx = settle_all(
        stage.transport,
        stage.reflectance,
        landed.direct_lx,
        tolerance=stage.options.solver_tolerance,
        progress=work.share,
    )
    work.begin("gather")
    at_points = measure_points(stage, lights, sources, landed.direct_lx, indirect_lx, work.share)
    return Columns(landed, indirect_lx, at_points)


def joined_columns(parts: Sequence[Columns], chosen: Sequence[tuple[int, int]]) -> Columns:
    """Columns put together from parts: for each new column, which part it comes from and its place there."""

    def picked(arrays: Sequence[NDArray[Any]], axis: int = 2) -> NDArray[Any]:
        shape = list(arrays[0].shape)
        shape[axis] = len(chosen)
        same = shape == list(arrays[0].shape)  # then most columns stay, and are copied in one go
        joined = arrays[0].copy() if same else np.empty(shape, arrays[0].dtype)
        target, *sources = (np.moveaxis(array, axis, 0) for array in (joined, *arrays))
        for column, (part, place) in enumerate(chosen):
            if not same or (part, place) != (0, column):
                target[column] = sources[part][place]
        return joined

    planes = range(len(parts[0].at_points.direct_lx))
    return Columns(
        LandedFlux(
            picked([part.landed.direct_lx for part in parts]),
            picked([part.landed.caught_lm for part in parts], 1),
            picked([part.landed.close_lm for part in parts], 1),
        ),
        picked([part.indirect_lx for part in parts]),
        PointLight(
            tuple(picked([part.at_points.direct_lx[k] for part in parts]) for k in planes),
            tuple(picked([part.at_points.indirect_lx[k] for part in parts]) for k in planes),
        ),
    )
