"""One entry of a luminaire library as its maker writes it: `luminaire.toml`."""

from __future__ import annotations

import tomllib
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from assets.library_bulbs import WrittenLampholder
from assets.library_options import NO_OPTIONS, WrittenHanging, WrittenOpening, WrittenOptions
from assets.luminaire import Mounting
from assets.product import UNKNOWN, Family, Product
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
from kit.errors import UnsoundInput
from kit.problems import error


class WrittenLight(Written):
    """What the luminaire gives and takes."""

    luminous_flux_lm: Positive
    power_w: Positive | None = None
    standby_w: NotNegative = 0.0
    flux_tolerance: Annotated[float, Field(ge=0.0, le=0.5)] | None = None
    cct_k: ColourTemperature | None = None  # None: white, as a file says nothing of it
    cct_range_k: tuple[ColourTemperature, ColourTemperature] | None = None
    duv: Duv | None = None
    dim_to_warm: WrittenDimToWarm | None = None
    colour_rendering_index: Annotated[float, Field(le=100.0)] | None = None
    minimum_dimming: Share = 0.0


class LuminaireEntry(Written):
    """A whole `luminaire.toml`.

    `article` is the shop's own number where that has letters which a sku has not.
    """

    sku: Sku
    article: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    mounting: Literal[
        Mounting.CEILING, Mounting.RECESSED, Mounting.PENDANT, Mounting.WALL, Mounting.FLOOR, Mounting.TABLE
    ]
    size_m: tuple[Positive, Positive, Positive]
    family: Family | None = None
    stand_in: bool = False  # the body is not the maker's: it only stands for it
    name: TwoLanguages
    description: TwoLanguages
    light: WrittenLight
    opening: WrittenOpening
    hanging_length_m: WrittenHanging | None = None
    price: WrittenPrice | None = None  # without one it can be hung and not be ordered
    product: Product = UNKNOWN
    options: WrittenOptions = NO_OPTIONS
    lampholder: WrittenLampholder | None = None


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
