"""One entry of a luminaire library as its maker writes it: `luminaire.toml`."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets.colour import HIGHEST_CCT_K, LARGEST_DUV, LOWEST_CCT_K
from assets.luminaire import Mounting
from assets.photometry import OpeningShape
from kit.errors import UnsoundInput
from kit.problems import error

Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
ColourTemperature = Annotated[float, Field(ge=LOWEST_CCT_K, le=HIGHEST_CCT_K)]
Coordinate = Annotated[float, Field(allow_inf_nan=False, ge=-100.0, le=100.0)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TwoLanguages(_Written):
    """A text that a shopper reads."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class WrittenDimToWarm(_Written):
    """How it becomes warmer when dimmed; without `curve` as an incandescent lamp."""

    warmest_k: ColourTemperature
    curve: tuple[tuple[Annotated[float, Field(gt=0.0, le=1.0)], ColourTemperature], ...] = ()


class WrittenLight(_Written):
    """What the luminaire gives and takes."""

    luminous_flux_lm: Positive
    power_w: Positive
    standby_w: NotNegative = 0.0
    flux_tolerance: Annotated[float, Field(ge=0.0, le=0.5)] | None = None
    cct_k: ColourTemperature
    cct_range_k: tuple[ColourTemperature, ColourTemperature] | None = None
    duv: Annotated[float, Field(ge=-LARGEST_DUV, le=LARGEST_DUV)] | None = None
    dim_to_warm: WrittenDimToWarm | None = None
    colour_rendering_index: Annotated[float, Field(le=100.0)]
    minimum_dimming: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0


class WrittenOpening(_Written):
    """The luminous opening: it counts before that of the photometric file, which knows fewer shapes."""

    shape: OpeningShape
    size_m: tuple[NotNegative, NotNegative, NotNegative]
    centre_m: tuple[Coordinate, Coordinate, Coordinate]


class WrittenHanging(_Written):
    """From the mounting point down to the photometric centre [m]."""

    minimum: Positive
    default: Positive
    maximum: Positive


class WrittenPrice(_Written):
    """Of one piece, tax included; a text, so that no digit is lost."""

    amount: Annotated[str, Field(pattern=r"^\d{1,7}\.\d{2}$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]

    def decimal(self) -> Decimal:
        """The amount as an exact number."""
        return Decimal(self.amount)


class LuminaireEntry(_Written):
    """A whole `luminaire.toml`."""

    sku: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{1,63}$")]
    mounting: Literal[
        Mounting.CEILING, Mounting.RECESSED, Mounting.PENDANT, Mounting.WALL, Mounting.FLOOR, Mounting.TABLE
    ]
    size_m: tuple[Positive, Positive, Positive]
    name: TwoLanguages
    description: TwoLanguages
    light: WrittenLight
    opening: WrittenOpening
    hanging_length_m: WrittenHanging | None = None
    price: WrittenPrice


def read_entry(data: bytes, where: str) -> LuminaireEntry:
    """Read a `luminaire.toml`.

    Raises
    ------
    UnsoundInput
        With every fault: no TOML, unknown or missing keys, values out of range.
    """
    try:
        written = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise UnsoundInput(
            [error("LUMINAIRE_NOT_TOML", where, f"luminaire.toml cannot be read: {fault}")]
        ) from fault
    try:
        return LuminaireEntry.model_validate(written)
    except ValidationError as fault:
        raise UnsoundInput(
            [
                error(
                    "LUMINAIRE_VALUE",
                    f"{where}: {'.'.join(str(step) for step in each['loc'])}",
                    f"{each['msg']}; found {str(each['input'])[:60]!r}",
                    "Correct luminaire.toml.",
                )
                for each in fault.errors()
            ]
        ) from fault
