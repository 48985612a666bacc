"""Several lights of one luminaire as one: turned into the luminaire's frame, summed, with one opening.

A luminaire of ours has one distribution and one opening. What that loses is near the luminaire only: light
that leaves at two places is taken to leave from one box around both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    Photometry,
    closed_distribution,
)
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]

UPRIGHT = 1.0 - 1e-9  # cosine above which a turn is one about z
FINEST_DEG, COARSEST_DEG = 1.0, 5.0  # steps of a table that is worked out anew
MOST_VALUES = 721 * 721
STEP_DEG = 1e-3  # within which light ends where a table ends, as in the files that are written
ALLOWED_DIFFERENCE = 0.01  # of the peak of a sum that was thinned
FLAT_M = 0.002  # below it an opening is flat


@dataclass(frozen=True, eq=False)
class PlacedLight:
    """A distribution in its place: `frame` leads its own frame to the luminaire's, (4, 4) [m].

    `size_m` is that of its opening along its own x, y and z, and `round` whether it is a disc.
    """

    distribution: LuminousIntensityDistribution
    frame: Array
    size_m: tuple[float, float, float]
    round: bool = False


def combined(
    lights: Sequence[PlacedLight], where: str = "", problems: list[Problem] | None = None
) -> tuple[LuminousIntensityDistribution, LuminousOpening, tuple[float, float, float]]:
    """Sum of lights in the luminaire's frame, its opening, and the opening's centre [m]; see `summed`."""
    parts = [turned(light.distribution, light.frame[:3, :3]) for light in lights]
    distribution = summed(parts, where, problems)
    if len(lights) == 1:
        opening = turned_opening(lights[0])
        return distribution, opening, _point(lights[0].frame[:3, 3])
    low, high = (
        np.min([_corners(light).min(axis=0) for light in lights], axis=0),
        np.max([_corners(light).max(axis=0) for light in lights], axis=0),
    )
    size = [float(extent) if extent > FLAT_M else 0.0 for extent in high - low]
    opening = LuminousOpening(OpeningShape.RECTANGLE, (size[0], size[1], size[2]))
    return distribution, opening, _point((low + high) / 2.0)


def turned(distribution: LuminousIntensityDistribution, turn: Array) -> LuminousIntensityDistribution:
    """A distribution turned by any rotation (3, 3): exact about z, else sampled anew and its flux kept."""
    if turn[2, 2] >= UPRIGHT:
        return distribution.turned(float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0]))))
    steps = [np.diff(distribution.c_deg).min(), np.diff(distribution.gamma_deg).min()]
    step = float(np.clip(min(steps), FINEST_DEG, COARSEST_DEG))
    c_deg = np.arange(0.0, 360.0, 360.0 / round(360.0 / step))
    gamma_deg = np.linspace(0.0, 180.0, round(180.0 / step) + 1)
    c, gamma = np.radians(c_deg)[:, None], np.radians(gamma_deg)[None, :]
    towards = np.stack(
        [np.sin(gamma) * np.cos(c), np.sin(gamma) * np.sin(c), -np.cos(gamma) * np.ones_like(c)], axis=-1
    )
    local = towards @ turn  # rows times the matrix: the inverse turn
    own_c = np.degrees(np.arctan2(local[..., 1], local[..., 0]))
    own_gamma = np.degrees(np.arccos(np.clip(-local[..., 2], -1.0, 1.0)))
    table = distribution.intensity_towards_cd(own_c, own_gamma)
    return _with_flux(closed_distribution(c_deg, gamma_deg, table), distribution)


def scaled(distribution: LuminousIntensityDistribution, factor: float) -> LuminousIntensityDistribution:
    """Every intensity times a factor."""
    return replace(distribution, intensity_cd=distribution.intensity_cd * factor)


def summed(
    distributions: Sequence[LuminousIntensityDistribution],
    where: str = "",
    problems: list[Problem] | None = None,
) -> LuminousIntensityDistribution:
    """Sum of distributions on all their angles together, on which bilinear tables add up exactly.

    Where one ends short of another's gammas its edge is kept to a thousandth of a degree. So many angles
    that the table would grow beyond bounds are thinned to every degree. The sum has the flux of its parts.

    Parameters
    ----------
    distributions
        The parts, at least one.
    where
        What is summed, in problems.
    problems
        Gets how the peak changed where angles were thinned.
    """
    if len(distributions) == 1:
        return distributions[0]
    c_deg = _apart(np.concatenate([each.c_deg for each in distributions]))
    gamma_deg = _apart(np.concatenate([_edged(each.gamma_deg) for each in distributions]))
    is_thinned = len(c_deg) * len(gamma_deg) > MOST_VALUES
    if is_thinned:
        c_deg, gamma_deg = np.arange(0.0, 361.0), np.linspace(0.0, 180.0, 361)
    sampled = [_sampled(each, c_deg, gamma_deg) for each in distributions]
    found = replace(sampled[0], intensity_cd=np.sum([each.intensity_cd for each in sampled], axis=0))
    if is_thinned and problems is not None:
        problems.append(_thinned(distributions, found, where))
    return found


def turned_opening(light: PlacedLight) -> LuminousOpening:
    """One light's opening in the luminaire's frame: turned about z, upside down, or boxed where tilted."""
    turn = light.frame[:3, :3]
    shape = OpeningShape.DISC if light.round else OpeningShape.RECTANGLE
    if max(light.size_m) == 0.0:
        return LuminousOpening()
    if abs(turn[2, 2]) >= UPRIGHT:
        angle = float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0])))
        return LuminousOpening(shape, light.size_m).turned(angle)
    flat_disc = light.round and light.size_m[2] <= FLAT_M and light.size_m[0] == light.size_m[1]
    if flat_disc and abs(turn[2, 2]) < 1e-6:
        facing = float(np.degrees(np.arctan2(turn[1, 2], turn[0, 2])))
        size = (0.0, light.size_m[0], light.size_m[0])
        return LuminousOpening(OpeningShape.DISC_FACING_X, size).turned(facing + 180.0)
    corners = _corners(light)
    x, y, z = (float(extent) for extent in np.ptp(corners, axis=0))
    return LuminousOpening(OpeningShape.RECTANGLE, (x, y, z if z > FLAT_M else 0.0))


def with_light(
    photometry: Photometry, distribution: LuminousIntensityDistribution, opening: LuminousOpening
) -> Photometry:
    """A file's photometry with other light."""
    return replace(photometry, distribution=distribution, opening=opening)


def _sampled(
    part: LuminousIntensityDistribution, c_deg: Array, gamma_deg: Array
) -> LuminousIntensityDistribution:
    """A part of a sum on other angles, of which the last closes the ring; its flux is kept."""
    table = part.intensity_towards_cd(c_deg[:-1, None], gamma_deg[None, :])
    return _with_flux(closed_distribution(c_deg[:-1], gamma_deg, table), part)


def _with_flux(
    sampled: LuminousIntensityDistribution, whole: LuminousIntensityDistribution
) -> LuminousIntensityDistribution:
    there_lm = sampled.luminous_flux_lm()
    return scaled(sampled, whole.luminous_flux_lm() / there_lm if there_lm > 0.0 else 1.0)


def _edged(gamma_deg: Array) -> Array:
    """Angles of a table, with one beside each end that is not a pole, since beyond it is nothing."""
    ends = [gamma_deg[0] - STEP_DEG] if gamma_deg[0] > STEP_DEG else []
    ends += [gamma_deg[-1] + STEP_DEG] if gamma_deg[-1] < 180.0 - STEP_DEG else []
    return np.concatenate([gamma_deg, ends])


def _apart(angle_deg: Array) -> Array:
    """Angles in order without those closer to the one before than `STEP_DEG`; first and last are kept."""
    ordered = np.unique(np.round(angle_deg, 9))
    last, kept = ordered[-1], [ordered[0]]
    for angle in ordered[1:]:
        if angle - kept[-1] > STEP_DEG * (1.0 - 1e-6):
            kept.append(angle)
    while len(kept) > 1 and last - kept[-1] < STEP_DEG * (1.0 - 1e-6):
        kept.pop()
    return np.array([*kept, last])


def _thinned(
    parts: Sequence[LuminousIntensityDistribution], found: LuminousIntensityDistribution, where: str
) -> Problem:
    """What thinning did to the highest intensity, which is sought where the parts have theirs."""
    peak_cd = 0.0
    for part in parts:
        c, gamma = np.unravel_index(int(part.intensity_cd.argmax()), part.intensity_cd.shape)
        there = [each.intensity_towards_cd(part.c_deg[c], part.gamma_deg[gamma]) for each in parts]
        peak_cd = max(peak_cd, float(sum(there)))
    of_peak = abs(found.maximum_cd() / peak_cd - 1.0) if peak_cd > 0.0 else 0.0
    message = (
        f"the sum of {len(parts)} tables was resampled to {found.c_deg.size} half-planes of "
        f"{found.gamma_deg.size} angles; its flux was kept, its highest intensity changed by "
        f"{100 * of_peak:.2g} %"
    )
    if of_peak <= ALLOWED_DIFFERENCE:
        return info("RESAMPLED", where, message)
    return warning("RESAMPLED_COARSELY", where, message, "Ask the maker for files of fewer angles.")


def _corners(light: PlacedLight) -> Array:
    """Corners of a light's opening in the luminaire's frame, (8, 3); of a disc those of a ring."""
    x, y, z = (extent / 2.0 for extent in light.size_m)
    if light.round:
        angle = np.linspace(0.0, 2.0 * np.pi, 32, endpoint=False)
        ring = np.stack([x * np.cos(angle), y * np.sin(angle)], axis=1)
        local = np.concatenate([np.column_stack([ring, np.full(32, height)]) for height in (-z, z)])
    else:
        local = np.array([(i * x, j * y, k * z) for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)])
    placed: Array = local @ light.frame[:3, :3].T + light.frame[:3, 3]
    return placed


def _point(values: Array) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return x, y, z
