"""What a photometric file states beside its light: lamp sets, and the fields that only its own format has.

They are kept so that a file can be written again as it was read, and so that another lamp set can be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class LampSet:
    """One of the alternatives of light sources that a luminaire is sold with.

    Parameters
    ----------
    lamps
        How many lamps (or light sources) the set has.
    kind
        What they are, as the file says it.
    flux_lm
        Stated flux of the whole set; of absolute EULUMDAT files that of the luminaire; None where none is
        stated [lm].
    power_w
        Input power with control gear; None where none is stated [W].
    is_absolute
        Whether the photometry is absolute, so that `flux_lm` is no flux of bare lamps.
    colour, rendering
        Colour temperature and colour rendering as the file says them: free texts.
    """

    lamps: float = 1.0
    kind: str = ""
    flux_lm: float | None = None
    power_w: float | None = None
    is_absolute: bool = False
    colour: str = ""
    rendering: str = ""


@dataclass(frozen=True)
class TiltFactors:
    """Factors of TILT=INCLUDE: how flux changes when a lamp is tilted (LM-63, lamp geometry 1 to 3)."""

    lamp_geometry: int
    angles_deg: tuple[float, ...]
    factors: tuple[float, ...]


@dataclass(frozen=True)
class IesFacts:
    """Fields of an LM-63 file that nothing else of a `Photometry` holds.

    `multiplier` has the second factor of the editions of 1986 and 1991 in it: candela are value x
    `multiplier` x `ballast_factor`. `photometric_type` is A, B or C; `zonal_ratio` is the flux of a table of
    type A or B by the zonal rule over that of the table that it was resampled to.
    """

    photometric_type: str = "C"
    multiplier: float = 1.0
    ballast_factor: float = 1.0
    tilt: TiltFactors | None = None
    zonal_ratio: float = 1.0


@dataclass(frozen=True)
class EulumdatFacts:
    """Fields of an EULUMDAT file that nothing else of a `Photometry` holds.

    `housing_m` is the luminaire's length (along y), width (along x; 0: round) and height [m];
    `light_output_ratio` and `direct_ratios` are shares of 1, as stated.
    """

    luminaire_type: int = 3
    housing_m: tuple[float, float, float] | None = None
    light_output_ratio: float | None = None
    conversion_factor: float = 1.0
    tilt_deg: float = 0.0
    direct_ratios: tuple[float, ...] = ()

    def turned(self, angle_deg: float) -> EulumdatFacts:
        """The same of the luminaire turned about z: a housing that is turned by no quarter has no size."""
        if self.housing_m is None or self.housing_m[1] == 0.0 or angle_deg % 180.0 == 0.0:
            return self
        length, width, height = self.housing_m
        is_quarter = angle_deg % 90.0 == 0.0 and length > 0.0
        return replace(self, housing_m=(width, length, height) if is_quarter else None)
