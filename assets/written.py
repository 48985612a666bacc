"""What the written forms of a library share: strict models, and kinds of values with their bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assets.colour import HIGHEST_CCT_K, LARGEST_DUV, LOWEST_CCT_K

Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
ColourTemperature = Annotated[float, Field(ge=LOWEST_CCT_K, le=HIGHEST_CCT_K)]
Duv = Annotated[float, Field(ge=-LARGEST_DUV, le=LARGEST_DUV)]
Coordinate = Annotated[float, Field(allow_inf_nan=False, ge=-100.0, le=100.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Sku = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Key = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]


class Written(BaseModel):
    """A part of a file that a maker writes: nothing unknown, nothing changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TwoLanguages(Written):
    """A text that a shopper reads."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class WrittenDimToWarm(Written):
    """How it becomes warmer when dimmed; without `curve` as an incandescent lamp."""

    warmest_k: ColourTemperature
    curve: tuple[tuple[Annotated[float, Field(gt=0.0, le=1.0)], ColourTemperature], ...] = ()


def _above_nothing(amount: str) -> str:
    if Decimal(amount) <= 0:
        raise ValueError("a price is above 0; leave it out where there is none")
    return amount


class WrittenPrice(Written):
    """Of one piece, tax included; a text, so that no digit is lost."""

    amount: Annotated[str, Field(pattern=r"^[0-9]{1,7}\.[0-9]{2}$"), AfterValidator(_above_nothing)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]

    def decimal(self) -> Decimal:
        """The amount as an exact number."""
        return Decimal(self.amount)
