"""The options of a luminaire as its maker writes them, part of `luminaire.toml`."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assets.library_bulbs import MOST_BULBS
from assets.photometry import OpeningShape
from assets.product import Dimming
from assets.written import (
    ColourTemperature,
    Coordinate,
    Key,
    NotNegative,
    Positive,
    Share,
    Sku,
    TwoLanguages,
    Written,
    WrittenDimToWarm,
)

BODY_FILE = r"^body(-[a-z0-9-]{1,40})?\.glb$"
PHOTOMETRY_FILE = r"^photometry(-[a-z0-9-]{1,40})?\.(ldt|ies)$"


class OptionKind(StrEnum):
    """What an option chooses."""

    FINISH = "finish"
    CABLE = "cable"
    HEADS = "heads"
    LENGTH = "length"
    OPTIC = "optic"
    CCT = "cct"
    DRIVER = "driver"
    OTHER = "other"


class WrittenOpening(Written):
    """The luminous opening: it counts before that of the photometric file, which knows fewer shapes."""

    shape: OpeningShape
    size_m: tuple[NotNegative, NotNegative, NotNegative]
    centre_m: tuple[Coordinate, Coordinate, Coordinate]


class WrittenHanging(Written):
    """From the mounting point down to the photometric centre [m]."""

    minimum: Positive
    default: Positive
    maximum: Positive


class WrittenFinish(Written):
    """How a part of the body looks in this choice: linear colour, metalness and roughness (0..1)."""

    rgb: tuple[Share, Share, Share]
    metallic: Share = 0.0
    roughness: Share = 0.6


class WrittenChoice(Written):
    """One of the choices of an option, and what it changes; what it does not name stays.

    Factors of several options multiply. `finishes` goes by the names of the body's materials. `bulbs` is the
    lampholder's count.
    """

    key: Key
    name: TwoLanguages
    price_delta: Annotated[str, Field(pattern=r"^-?[0-9]{1,7}\.[0-9]{2}$")] = "0.00"
    finishes: dict[str, WrittenFinish] = Field(default_factory=dict)
    body: Annotated[str, Field(pattern=BODY_FILE)] | None = None
    photometry: Annotated[str, Field(pattern=PHOTOMETRY_FILE)] | None = None
    size_m: tuple[Positive, Positive, Positive] | None = None
    opening: WrittenOpening | None = None
    hanging_length_m: WrittenHanging | None = None
    bulbs: Annotated[int, Field(ge=1, le=MOST_BULBS)] | None = None
    flux_factor: Positive = 1.0
    power_factor: Positive = 1.0
    weight_factor: Positive = 1.0
    standby_w: NotNegative | None = None
    cct_k: ColourTemperature | None = None
    cct_range_k: tuple[ColourTemperature, ColourTemperature] | None = None
    dim_to_warm: WrittenDimToWarm | None = None
    colour_rendering_index: Annotated[float, Field(le=100.0)] | None = None
    minimum_dimming: Share | None = None
    dimming: tuple[Dimming, ...] | None = None

    def delta(self) -> Decimal:
        """What it adds to the price."""
        return Decimal(self.price_delta)


class WrittenOption(Written):
    """Something to choose; the first choice is the one that is taken where nobody chooses."""

    key: Key
    kind: OptionKind
    name: TwoLanguages
    choice: Annotated[tuple[WrittenChoice, ...], Field(min_length=1, max_length=50)]


class WrittenExclusion(Written):
    """Choices that do not go together, and why."""

    choices: Annotated[tuple[Key, ...], Field(min_length=2)]
    because: TwoLanguages


class WrittenOptions(Written):
    """All options of a luminaire; `skus` names articles whose sku is not made from the choices' keys."""

    option: Annotated[tuple[WrittenOption, ...], Field(max_length=10)] = ()
    exclude: tuple[WrittenExclusion, ...] = ()
    skus: dict[str, Sku] = Field(default_factory=dict)


NO_OPTIONS = WrittenOptions()
