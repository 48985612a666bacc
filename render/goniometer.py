"""A goniometer in software: a luminaire's body, its materials and light sources to its photometry.

Light is followed from the sources through the body until it leaves or is absorbed. How it shines out is seen
from far away: places that light was scattered at are looked at from every direction of a C-gamma grid. What
mirrors and glass turned last is counted where it leaves, on the same grid. The body is that of pictures, with
the same materials.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
from render.goniometry.symmetry import is_round_about, middle_m, symmetry_of
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
TURNED_SHARE, TURNED_ROUNDS = 0.05, 8  # of the light that leaves; parts that are then followed


@dataclass(frozen=True)
class GoniometerOptions:
    """How finely.

    Parameters
    ----------
    paths
        Rays that start from the sources, in all; where mirrors and glass turn light, at least two million.
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
    setup = _Setup(surfaces, grid, bulbs, glow_lm, asked, max(1, round(asked.paths / PATHS_AT_ONCE)))
    parts: list[Followed] = []
    shining = np.zeros((asked.replicates, *grid.shape))
    while len(parts) < _rounds(parts, setup.rounds):
        tell("light", len(parts) / _rounds(parts, setup.rounds))
        looked = len(parts) < setup.rounds
        parts.append(_follow(setup, len(parts), shining=looked))
        if looked:
            tell("directions", (len(parts) - 0.5) / _rounds(parts, setup.rounds))
            shining += _look(setup, len(parts) - 1, parts[-1]) / setup.rounds
            parts[-1] = replace(parts[-1], shine=(), shine_replicate=())
    tell("directions", 1.0)
    return _goniometry(setup, shining, parts)


@dataclass(frozen=True, eq=False)
class _Setup:
    """What all parts of a measurement share; `rounds` is how many are looked at."""

    surfaces: Surfaces
    grid: Grid
    bulbs: Bulbs | None
    glow_lm: Array
    options: GoniometerOptions
    rounds: int

    def seed(self, number: int) -> str:
        """What one part's random numbers are keyed by."""
        return f"goniometer {self.options.seed} {number}"


def _symmetry(body: Body, sources: Sequence[Source]) -> Symmetry:
    """What the body has, where its sources do not disturb that; a round bulb on its axis does not."""
    for source in sources:
        if isinstance(source, GlowingSource) and source.triangles is not None:
            return Symmetry.NONE
        if isinstance(source, BulbSource) and not is_round_about(source, middle_m(body)):
            return Symmetry.NONE
    return symmetry_of(body)


def _rounds(parts: list[Followed], least: int) -> int:
    """How many parts are followed: more where mirrors and glass turn light, which is only counted."""
    if not parts:
        return least
    turned, leaving = parts[0].turned_lm.sum(), parts[0].leaving_lm.sum()
    return max(least, TURNED_ROUNDS) if turned > TURNED_SHARE * leaving else least


def _follow(setup: _Setup, number: int, *, shining: bool) -> Followed:
    """A part of the rays, followed."""
    options, replicates = setup.options, setup.options.replicates
    paths = max(1, min(options.paths, PATHS_AT_ONCE) // replicates)
    seed = setup.seed(number)
    starts = started(
        setup.surfaces, setup.glow_lm, setup.bulbs, paths=paths, replicates=replicates, seed=seed
    )
    return follow(setup.surfaces, setup.grid, starts, replicates, shining=shining)


def _look(setup: _Setup, number: int, followed: Followed) -> Array:
    """Intensity of all that shines, seen by this part's share of the looks, (replicate, c, gamma) [cd]."""
    surfaces, grid, options, seed = setup.surfaces, setup.grid, setup.options, setup.seed(number)
    nodes = grid.c_deg.size * grid.gamma_deg.size
    looks = max(FEWEST_LOOKS, options.looks // options.replicates // setup.rounds // nodes)
    count = {"looks": looks, "replicates": options.replicates}
    table = surfaces_cd(surfaces, grid, followed, **count, seed=seed)
    if setup.bulbs is not None:
        table = table + bulbs_cd(surfaces, grid, setup.bulbs, **count, seed=seed)
    return table


def _goniometry(setup: _Setup, shining_cd: Array, parts: list[Followed]) -> Goniometry:
    """Means over all parts and replicates, and their standard errors."""
    surfaces, grid = setup.surfaces, setup.grid

    def mean(name: str) -> Array:
        return np.asarray(sum(getattr(part, name) for part in parts) / len(parts))

    table = grid.one_at_the_poles(shining_cd + grid.intensity_cd(mean("turned_lm")))
    exitance = mean("exitance_lm")
    exitance[:, :, 0] += setup.glow_lm
    luminance = exitance / (np.pi * np.maximum(surfaces.area_m2, 1e-12)[None, :, None])
    leaving, absorbed = mean("leaving_lm"), mean("absorbed_lm")
    names = np.array([material.name for material in surfaces.materials])
    used = names[np.unique(surfaces.body.material_of_triangle)].tolist()
    taken = {name: absorbed[:, names == name].sum(axis=1) for name in used}
    distribution, errors = grid.distribution(table.mean(axis=0)), grid.distribution(spread(table))
    flux, left = float(leaving.mean()), float(mean("left_lm").mean())
    total = float(setup.glow_lm.sum()) + (0.0 if setup.bulbs is None else float(setup.bulbs.flux_lm.sum()))
    return Goniometry(
        distribution=distribution,
        standard_error_cd=errors.intensity_cd,
        symmetry=grid.symmetry,
        source_flux_lm=total,
        luminous_flux_lm=flux,
        luminous_flux_standard_error_lm=float(spread(leaving)),
        absorbed_lm={name: float(lm.mean()) for name, lm in taken.items()},
        absorbed_standard_error_lm={name: float(spread(lm)) for name, lm in taken.items()},
        left_lm=left,
        luminance_cd_m2=luminance.mean(axis=0),
        luminance_standard_error_cd_m2=spread(luminance),
        out_lm=mean("out_lm") / setup.options.replicates,
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
