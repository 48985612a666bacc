"""Photometry: where a luminaire's light goes, as a closed table of candela."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assets import candela_tables, planes
from assets.stated_facts import EulumdatFacts, IesFacts, LampSet
from kit.problems import Problem

Array = NDArray[np.float64]


class OpeningShape(StrEnum):
    """Shapes of a luminous opening, after LM-63-2019 and EULUMDAT."""

    POINT = "point"
    RECTANGLE = "rectangle"  # flat, facing down, or a box where size z > 0
    DISC = "disc"  # circle or ellipse; a vertical cylinder where size z > 0
    SPHERE = "sphere"  # sphere or ellipsoid
    CYLINDER_X = "cylinder_x"  # lying, axis along local x
    CYLINDER_Y = "cylinder_y"  # lying, axis along local y
    DISC_FACING_X = "disc_facing_x"  # upright disc whose normal is local x


@dataclass(frozen=True)
class LuminousOpening:
    """The part of a luminaire that shines, as its photometric file states it.

    Parameters
    ----------
    shape
        Its shape.
    size_m
        Full extent along the luminaire's local x, y and z, before `turn_deg` [m].
    sides_m
        Of a box whose sides shine up to different heights from its lower edge: the luminous height of
        the sides that face local x, y, -x and -y (C0, C90, C180, C270); None where all of them shine
        over the whole height [m].
    turn_deg
        How far the opening is turned about local z, from x towards y [deg]. Files never say this;
        it is what remains of a person's turn that is no quarter turn.
    """

    shape: OpeningShape = OpeningShape.POINT
    size_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turn_deg: float = 0.0
    sides_m: tuple[float, float, float, float] | None = None

    def turned(self, angle_deg: float) -> LuminousOpening:
        """The opening turned about local z, from x towards y; quarter turns change the size only."""
        angle = (self.turn_deg + angle_deg) % 360.0
        x, y, z = self.size_m
        if self.shape is OpeningShape.DISC_FACING_X:
            return replace(self, turn_deg=angle)
        if self.shape is OpeningShape.POINT or (
            x == y and self.shape in (OpeningShape.DISC, OpeningShape.SPHERE)
        ):
            return replace(self, turn_deg=0.0)
        quarters, rest = divmod(angle, 90.0)
        start = -int(quarters) % 4
        sides = None if self.sides_m is None else _sides(self.sides_m[start:] + self.sides_m[:start])
        if int(quarters) % 2 == 0:
            return replace(self, turn_deg=rest, sides_m=sides)
        return LuminousOpening(_QUARTER_TURNED.get(self.shape, self.shape), (y, x, z), rest, sides)

    def mirrored(self) -> LuminousOpening:
        """The opening with local y turned to -y, as C becomes -C."""
        sides = None if self.sides_m is None else _sides([self.sides_m[k] for k in (0, 3, 2, 1)])
        return replace(self, turn_deg=0.0, sides_m=sides).turned(-self.turn_deg)


def _sides(heights_m: Sequence[float]) -> tuple[float, float, float, float]:
    ahead, left, behind, right = heights_m
    return ahead, left, behind, right


_QUARTER_TURNED = {
    OpeningShape.CYLINDER_X: OpeningShape.CYLINDER_Y,
    OpeningShape.CYLINDER_Y: OpeningShape.CYLINDER_X,
}


@dataclass(frozen=True, eq=False)
class LuminousIntensityDistribution:
    """Luminous intensity over directions, in the luminaire's own frame.

    C is counted from +x towards +y seen from above, gamma from -z. Between the table's points the
    intensity is linear in both angles; outside the range of gamma it is 0.

    Parameters
    ----------
    c_deg
        Half-planes, increasing, first 0 and last 360, shape (c,) [deg].
    gamma_deg
        Angles, increasing within 0..180, shape (gamma,) [deg].
    intensity_cd
        Luminous intensity, shape (c, gamma), first row equal to the last [cd].
    """

    c_deg: Array
    gamma_deg: Array
    intensity_cd: Array

    def intensity_towards_cd(self, c_deg: ArrayLike, gamma_deg: ArrayLike) -> Array:
        """Luminous intensity towards directions, bilinear, 0 outside the range of gamma.

        Parameters
        ----------
        c_deg, gamma_deg
            Directions; any C, taken modulo 360; shapes that broadcast together [deg].

        Returns
        -------
        ndarray
            Intensities [cd], in the broadcast shape.
        """
        return candela_tables.look_up(
            self.c_deg, self.gamma_deg, self.intensity_cd, c_deg=c_deg, gamma_deg=gamma_deg
        )

    def luminous_flux_lm(self) -> float:
        """Luminous flux: the exact integral of the interpolated table [lm]."""
        planes = candela_tables.exact_step_integrals(self.gamma_deg, self.intensity_cd).sum(axis=1)
        return candela_tables.around_the_ring(self.c_deg, planes)

    def zonal_flux_lm(self) -> float:
        """Luminous flux by the zonal rule, which catalogues and photometric programs print [lm]."""
        planes = candela_tables.zonal_plane_integrals(self.gamma_deg, self.intensity_cd)
        return candela_tables.around_the_ring(self.c_deg, planes)

    def downward_flux_lm(self) -> float:
        """The exact flux below the horizon, gamma up to 90 [lm]."""
        gamma, table = candela_tables.cut_gammas(self.gamma_deg, self.intensity_cd, highest_deg=90.0)
        planes = candela_tables.exact_step_integrals(gamma, table).sum(axis=1)
        return candela_tables.around_the_ring(self.c_deg, planes)

    def maximum_cd(self) -> float:
        """The largest luminous intensity [cd]."""
        return float(self.intensity_cd.max())

    def beam_angle_deg(self) -> float:
        """Full width at half of the peak, averaged over planes; see `candela_tables.mean_width_deg`."""
        return candela_tables.mean_width_deg(self.c_deg, self.gamma_deg, self.intensity_cd, share=0.5)

    def field_angle_deg(self) -> float:
        """Full width at a tenth of the peak, averaged over planes [deg]."""
        return candela_tables.mean_width_deg(self.c_deg, self.gamma_deg, self.intensity_cd, share=0.1)

    def cutoff_angle_deg(self) -> float:
        """Full width at 3 % of the peak, the cutoff of ANSI E1.9, averaged over planes [deg]."""
        return candela_tables.mean_width_deg(self.c_deg, self.gamma_deg, self.intensity_cd, share=0.03)

    def turned(self, angle_deg: float) -> LuminousIntensityDistribution:
        """The distribution turned about local z, from x towards y: exact, nothing is resampled."""
        return closed_distribution(self.c_deg[:-1] + angle_deg, self.gamma_deg, self.intensity_cd[:-1])

    def mirrored(self) -> LuminousIntensityDistribution:
        """The distribution with C turned to -C: mirrored about the plane C0 to C180."""
        return closed_distribution(-self.c_deg[:-1], self.gamma_deg, self.intensity_cd[:-1])


def closed_distribution(
    c_deg: ArrayLike, gamma_deg: ArrayLike, intensity_cd: ArrayLike
) -> LuminousIntensityDistribution:
    """A distribution from planes that need not start at 0 nor close the ring.

    Parameters
    ----------
    c_deg
        Angles of the planes, in any order, taken modulo 360; one alone stands for all, shape (plane,).
    gamma_deg
        Angles, increasing within 0..180, at least two, shape (gamma,).
    intensity_cd
        Intensities, shape (plane, gamma) [cd].

    Raises
    ------
    ValueError
        When shapes do not fit, or angles or intensities are not as said above.
    """
    gamma = np.array(gamma_deg, dtype=np.float64)
    planes = np.atleast_1d(np.array(c_deg, dtype=np.float64))
    table = np.array(intensity_cd, dtype=np.float64)
    if gamma.ndim != 1 or planes.ndim != 1 or table.shape != (len(planes), len(gamma)):
        raise ValueError(f"{planes.shape} planes and {gamma.shape} gammas do not fit a table {table.shape}")
    if len(planes) == 0 or len(gamma) < 2 or not np.all(np.diff(gamma) > 0.0):
        raise ValueError("at least one plane and two increasing gammas are needed")
    if gamma[0] < 0.0 or gamma[-1] > 180.0 or not np.isfinite(planes).all():
        raise ValueError("gammas lie within 0..180 and planes are finite")
    if not np.isfinite(table).all() or table.min() < 0.0:
        raise ValueError("intensities are finite and not negative")
    closed_c, closed_table = candela_tables.close_ring(planes, table)
    return LuminousIntensityDistribution(closed_c, gamma, closed_table)


@dataclass(frozen=True, eq=False)
class Photometry:
    """One photometric file, read: its distribution, its opening, and what it says of itself.

    Everything is of the lamp set that was chosen: `lamp_set` counts `lamp_sets` from 1. What only one
    format can say is in `ies` or `eulumdat`.
    """

    distribution: LuminousIntensityDistribution
    opening: LuminousOpening
    format: str  # "IES" or "EULUMDAT"
    version: str = ""
    manufacturer: str = ""
    name: str = ""
    symmetry: str = ""
    basis: str = "absolute"  # or "relative"
    power_w: float | None = None
    cct_k: float | None = None
    colour_rendering_index: float | None = None
    lamp_flux_lm: float | None = None  # rated flux of the bare light sources, where stated
    keywords: dict[str, str] = field(default_factory=dict)
    lamp_sets: tuple[LampSet, ...] = ()
    lamp_set: int = 1
    ies: IesFacts | None = None
    eulumdat: EulumdatFacts | None = None
    sha256: str = ""
    problems: tuple[Problem, ...] = ()

    def zonal_flux_lm(self) -> float:
        """Luminous flux by the zonal rule, on the file's own table where that was resampled [lm]."""
        ratio = 1.0 if self.ies is None else self.ies.zonal_ratio
        return ratio * self.distribution.zonal_flux_lm()

    def turned(self, angle_deg: float) -> Photometry:
        """Distribution and opening turned together about local z, from x towards y."""
        return replace(
            self,
            distribution=self.distribution.turned(angle_deg),
            opening=self.opening.turned(angle_deg),
            symmetry=planes.turned_symmetry(self.symmetry, angle_deg),
            eulumdat=None if self.eulumdat is None else self.eulumdat.turned(angle_deg),
        )

    def mirrored(self) -> Photometry:
        """Distribution and opening mirrored together: C becomes -C, y becomes -y."""
        return replace(self, distribution=self.distribution.mirrored(), opening=self.opening.mirrored())
