"""What a data sheet says of a luminaire beside its light: family, protection, mounting, driver, life."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from assets.written import Positive, Sku, TwoLanguages, Written, WrittenPrice


class Family(StrEnum):
    """Kinds of luminaires, as shops sort them."""

    PENDANT = "pendant"
    DOME = "dome"
    GLOBE = "globe"
    DRUM = "drum"
    LINEAR = "linear"
    PANEL = "panel"
    CEILING = "ceiling"
    DOWNLIGHT = "downlight"
    SPOT = "spot"
    TRACK = "track"
    WALL = "wall"
    FLOOR = "floor"
    TABLE = "table"
    LANTERN = "lantern"
    CHANDELIER = "chandelier"
    STRIP = "strip"


class SparePart(Written):
    """A part that can be had on its own."""

    sku: Sku
    name: TwoLanguages
    price: WrittenPrice | None = None


Dimming = Literal["none", "phase-cut", "1-10v", "dali-2", "zigbee", "push", "switch-steps", "on-luminaire"]


class Product(Written):
    """What a data sheet says beside the light; what is left out is not known.

    Parameters
    ----------
    ip
        Protection against touch, dust and water, IEC 60529, such as ``IP44``.
    safety_class
        Protection against electric shock, IEC 61140: I (earthed), II (double insulation), III (low voltage).
    needs
        What the place must offer: a hook, a box, a cut-out.
    cut_out_m
        Of a recessed luminaire: diameter, or length and width, and the depth above the ceiling [m].
    driver
        Where it is and what it is.
    dimming
        How it is dimmed.
    energy_class
        Of its light source, EU 2019/2015.
    lifetime_h
        Hours until the flux has fallen to 70 % (L70).
    """

    ip: Annotated[str, Field(pattern=r"^IP[0-6X][0-9X]$")] | None = None
    safety_class: Literal["I", "II", "III"] | None = None
    weight_kg: Positive | None = None
    materials: TwoLanguages | None = None
    needs: TwoLanguages | None = None
    cable_m: Positive | None = None
    cut_out_m: Annotated[tuple[Positive, ...], Field(min_length=2, max_length=3)] | None = None
    driver: TwoLanguages | None = None
    dimming: tuple[Dimming, ...] = ()
    energy_class: Literal["A", "B", "C", "D", "E", "F", "G"] | None = None
    lifetime_h: Positive | None = None
    warranty_years: Positive | None = None
    spare_parts: tuple[SparePart, ...] = ()


UNKNOWN = Product()
