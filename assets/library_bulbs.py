"""Bulbs as their maker writes them (`bulbs.toml`), and the lampholder that a luminaire has for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assets.product import Dimming
from assets.written import (
    ColourTemperature,
    Duv,
    NotNegative,
    Positive,
    Share,
    Sku,
    TwoLanguages,
    Written,
    WrittenDimToWarm,
    WrittenPrice,
)

Cap = Literal["E27", "E14", "B22d", "GU10", "GU5.3", "G9", "G4", "GX53", "R7s", "G13", "G5", "S14d"]
Shape = Annotated[
    str, Field(pattern="^[A-Z]{1,4}[0-9]{1,3}$")
]  # IEC 60630 and maker's: A60, G95, ST64, PAR16
MOST_BULBS = 60  # of one luminaire


class WrittenBulb(Written):
    """A light source that is bought on its own.

    `beam_angle_deg` makes a reflector lamp of it; without it and without `photometry` it shines all round.
    """

    sku: Sku
    name: TwoLanguages
    cap: Cap
    shape: Shape
    length_mm: Positive
    diameter_mm: Positive
    luminous_flux_lm: Positive
    power_w: Positive
    standby_w: NotNegative = 0.0
    cct_k: ColourTemperature
    cct_range_k: tuple[ColourTemperature, ColourTemperature] | None = None
    duv: Duv | None = None
    dim_to_warm: WrittenDimToWarm | None = None
    colour_rendering_index: Annotated[float, Field(le=100.0)]
    minimum_dimming: Share = 1.0  # 1: it cannot be dimmed
    dimming: tuple[Dimming, ...] = ()
    beam_angle_deg: Annotated[float, Field(ge=2.0, le=170.0)] | None = None
    photometry: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,60}\.(ldt|ies)$")] | None = None
    stands_heat: bool = False  # may burn in a closed luminaire
    energy_class: Literal["A", "B", "C", "D", "E", "F", "G"] | None = None
    lifetime_h: Positive | None = None
    price: WrittenPrice


class WrittenBulbs(Written):
    """A whole `bulbs.toml`."""

    bulb: tuple[WrittenBulb, ...] = ()


class WrittenLampholder(Written):
    """What bulb a luminaire takes that is sold without one.

    `light` says what forms its distribution: the ``shade`` (the luminaire's photometric file is that with the
    default bulb, and scales with the bulb's flux), or the ``bulb``, a reflector lamp in an open head;
    `light_output_ratio` is the share of its light that gets out.
    """

    cap: Cap
    count: Annotated[int, Field(ge=1, le=MOST_BULBS)] = 1
    shapes: tuple[Shape, ...] = ()  # empty: any
    maximum_length_mm: Positive | None = None
    maximum_diameter_mm: Positive | None = None
    maximum_power_w: Positive | None = None
    closed: bool = False  # the bulb's heat stays inside
    light: Literal["shade", "bulb"] = "shade"
    light_output_ratio: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    default_bulb: Sku
