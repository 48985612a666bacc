"""Photometry: where a luminaire's light goes, as a closed table of candela."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

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
        Full extent along the luminaire's local x, y and z [m].
    """

    shape: OpeningShape = OpeningShape.POINT
    size_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


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


@dataclass(frozen=True, eq=False)
class Photometry:
    """One photometric file, read: its distribution, its opening, and what it says of itself."""

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
    sha256: str = ""
    problems: tuple[Problem, ...] = ()
