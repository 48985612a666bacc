"""A goniometer in software: a luminaire's body, its materials and light sources to its photometry.

Light is followed from the sources through the body until it leaves or is absorbed. How it shines out is seen
from far away: places that light was scattered at are looked at from every direction of a C-gamma grid. What
mirrors and glass turned last is counted where it leaves, on the same grid. The body is that of pictures, with
the same materials.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.body import Body
from assets.photometry import LuminousIntensityDistribution
from kit.problems import Problem, require_sound
from render.goniometry.checks import check_result, check_sources
from render.goniometry.grid import Grid, Symmetry, make_grid
from render.goniometry.paths import Followed, follow
from render.goniometry.shining import bulbs_cd, surfaces_cd
from render.goniometry.sources import (
    Bulbs,
    BulbSource,
    GlowingSource,
    Source,
    glowing_flux_lm,
    load_bulbs,
    started,
)
from render.goniometry.surfaces import Surfaces, load_surfaces
from render.goniometry.symmetry import symmetry_of
from render.standard_error import spread

__all__ = [
    "BulbSource",
    "GlowingSource",
    "GoniometerOptions",
    "Goniometry",
    "Symmetry",
    "difference",
    "measure",
]

Array = NDArray[np.float64]
Progress = Callable[[str, float], None]

ROUND_STEP_DEG, STEP_DEG = 1.0, 2.5  # of gamma where nobody says
FEWEST_LOOKS = 64
ROUNDED = 1e-3  # of the peak: differences that nobody sees
PATHS_AT_ONCE = 1 << 18


@dataclass(frozen=True)
class GoniometerOptions:
    """How finely.

    Parameters
    ----------
    paths
        Rays that start from the sources, in all.
    looks
        Rays towards the nodes of the grid, in all.
    replicates
        Independent parts of these; their spread is the standard error.
    c_step_deg, gamma_step_deg
        Of the grid; None is 1 degree for a round body and 2.5 otherwise.
    seed
        Same input and seed, same numbers.
    """

    paths: int = 1 << 18
    looks: int = 1 << 26
    replicates: int = 16
    c_step_deg: float = 15.0
    gamma_step_deg: float | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Goniometry:
    """What was measured.

    Parameters
    ----------
    distribution
        Luminous intensity on the grid, all round.
    standard_error_cd
        Of each of its intensities, in its shape [cd].
    symmetry
        What was made use of.
    source_flux_lm
        Of all light sources [lm].
    luminous_flux_lm, luminous_flux_standard_error_lm
        What leaves the body [lm].
    absorbed_lm, absorbed_standard_error_lm
        What each material takes, by its name [lm].
    left_lm
        What was still under way when it was no longer followed [lm].
    luminance_cd_m2, luminance_standard_error_cd_m2
        Of each triangle's front and back, as far as it shines evenly to all sides: its own light, and what it
        reflects and passes diffusely, (triangle, 2) [cd/m2].
    out_lm
        What leaves the body straight from each triangle, (triangle,) [lm].
    problems
        Warnings: nearly no light leaves, light was still under way, or the grid is too coarse for it.
    """

    distribution: LuminousIntensityDistribution
    standard_error_cd: Array
    symmetry: Symmetry
    source_flux_lm: float
    luminous_flux_lm: float
    luminous_flux_standard_error_lm: float
    absorbed_lm: dict[str, float]
    absorbed_standard_error_lm: dict[str, float]
    left_lm: float
    luminance_cd_m2: Array
    luminance_standard_error_cd_m2: Array
    out_lm: Array
    problems: tuple[Problem, ...] = ()

    @property
    def light_output_ratio(self) -> float:
        """Flux that leaves over that of the sources."""
        return self.luminous_flux_lm / self.source_flux_lm

    @property
    def light_output_ratio_standard_error(self) -> float:
        """Of the light output ratio."""
        return self.luminous_flux_standard_error_lm / self.source_flux_lm

    @property
    def energy_balance(self) -> float:
        """Light that left, was absorbed or is under way, over that of the sources; 1 is right."""
        return (self.luminous_flux_lm + sum(self.absorbed_lm.values()) + self.left_lm) / self.source_flux_lm


def measure(
    body: Body,
    sources: Sequence[Source],
    options: GoniometerOptions | None = None,
    *,
    symmetry: Symmetry | None = None,
    progress: Progress | None = None,
) -> Goniometry:
    """The photometry of a body with light sources.

    Parameters
    ----------
    body
        In metres, z up; directions are those of its frame: gamma 0 is along -z, C0 along +x.
    sources
        What gives light, at least one with flux.
    options
        How finely.
    symmetry
        Stated by who knows; None is what the body's triangles have (`symmetry_of`), and with bulbs none.
    progress
        Is told the step, and the share of the whole that is done.

    Raises
    ------
    UnsoundInput
        With all problems of the sources.
    ValueError
        When steps of the grid do not fit.
    MachineLacks
        When there is no ray caster.
    """
    require_sound(check_sources(body, sources))
    asked = GoniometerOptions() if options is None else options
    tell = progress or (lambda step, share: None)
    found = symmetry if symmetry is not None else _symmetry(body, sources)
    step = asked.gamma_step_deg or (ROUND_STEP_DEG if found is Symmetry.ROUND else STEP_DEG)
    grid = make_grid(found, c_step_deg=asked.c_step_deg, gamma_step_deg=step)
    surfaces, bulbs = load_surfaces(body), load_bulbs(tuple(sources))
    glow_lm = glowing_flux_lm(surfaces, tuple(sources))
    total = float(sum(source.flux_lm for source in sources))
    rounds = max(1, round(asked.paths / PATHS_AT_ONCE))
    parts = []
    for number in range(rounds):
        tell("light", number / rounds)
        parts.append(_round(surfaces, grid, bulbs, glow_lm, asked, (number, rounds)))
    mean = _Measured(
        *(sum(arrays) / rounds for arrays in zip(*(part.arrays() for part in parts), strict=True))
    )
    tell("light", 1.0)
    return _goniometry(surfaces, grid, mean, glow_lm, total)


@dataclass(frozen=True, eq=False)
class _Measured:
    """One round's sums, or their mean; the first axis is the replicate, but for `out_lm`."""

    table_cd: Array
    leaving_lm: Array
    absorbed_lm: Array
    left_lm: Array
    exitance_lm: Array
    out_lm: Array

    def arrays(self) -> tuple[Array, ...]:
        """All of them."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)


def _symmetry(body: Body, sources: Sequence[Source]) -> Symmetry:
    """What the body has; bulbs and chosen triangles may stand anywhere."""
    by_material = all(isinstance(source, GlowingSource) and source.triangles is None for source in sources)
    return symmetry_of(body) if by_material else Symmetry.NONE


def _round(
    surfaces: Surfaces,
    grid: Grid,
    bulbs: Bulbs | None,
    glow_lm: Array,
    options: GoniometerOptions,
    place: tuple[int, int],
) -> _Measured:
    """A part of the rays, followed and looked at."""
    number, rounds = place
    replicates, seed = options.replicates, f"goniometer {options.seed} {number}"
    paths = max(1, options.paths // replicates // rounds)
    starts = started(surfaces, glow_lm, bulbs, paths=paths, replicates=replicates, seed=seed)
    followed: Followed = follow(surfaces, grid, starts, replicates)
    nodes = grid.c_deg.size * grid.gamma_deg.size
    looks = max(FEWEST_LOOKS, options.looks // replicates // rounds // nodes)
    table = surfaces_cd(surfaces, grid, followed, looks=looks, replicates=replicates, seed=seed)
    if bulbs is not None:
        table = table + bulbs_cd(surfaces, grid, bulbs, looks=looks, replicates=replicates, seed=seed)
    table = grid.one_at_the_poles(table + grid.intensity_cd(followed.turned_lm))
    return _Measured(
        table,
        followed.leaving_lm,
        followed.absorbed_lm,
        followed.left_lm,
        followed.exitance_lm,
        followed.out_lm / replicates,
    )


def _goniometry(
    surfaces: Surfaces, grid: Grid, measured: _Measured, glow_lm: Array, total: float
) -> Goniometry:
    """Means over the replicates, and their standard errors."""
    names = [material.name for material in surfaces.materials]
    exitance = measured.exitance_lm.copy()
    exitance[:, :, 0] += glow_lm
    per_area = np.pi * np.maximum(surfaces.area_m2, 1e-12)[None, :, None]
    luminance = exitance / per_area
    taken, taken_error = measured.absorbed_lm.mean(axis=0), spread(measured.absorbed_lm)
    flux, left = float(measured.leaving_lm.mean()), float(measured.left_lm.mean())
    used = np.unique(surfaces.body.material_of_triangle)
    distribution = grid.distribution(measured.table_cd.mean(axis=0))
    errors = grid.distribution(spread(measured.table_cd))
    return Goniometry(
        distribution=distribution,
        standard_error_cd=errors.intensity_cd,
        symmetry=grid.symmetry,
        source_flux_lm=total,
        luminous_flux_lm=flux,
        luminous_flux_standard_error_lm=float(spread(measured.leaving_lm)),
        absorbed_lm={names[k]: float(taken[k]) for k in used},
        absorbed_standard_error_lm={names[k]: float(taken_error[k]) for k in used},
        left_lm=left,
        luminance_cd_m2=luminance.mean(axis=0),
        luminance_standard_error_cd_m2=spread(luminance),
        out_lm=measured.out_lm,
        problems=tuple(check_result(total, flux, left, distribution.luminous_flux_lm())),
    )


def difference(measured: Goniometry, stored: LuminousIntensityDistribution) -> float:
    """How far a stored table is from a measurement made anew: the worst of all its directions.

    Both are brought to one flux. A difference counts in standard errors, or in thousandths of the peak where
    these are more; another machine's ray caster rounds otherwise, so that a few rays go another way and up to
    about 1 is to be expected of the same seed, and up to about 5 of another.
    """
    distribution = measured.distribution
    factor = distribution.luminous_flux_lm() / stored.luminous_flux_lm()
    other = stored.intensity_towards_cd(distribution.c_deg[:, None], distribution.gamma_deg[None, :])
    distance = np.abs(other * factor - distribution.intensity_cd)
    unit = np.maximum(measured.standard_error_cd, ROUNDED * distribution.maximum_cd())
    return float((distance / unit).max())
