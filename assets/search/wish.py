"""What somebody wishes of luminaires: words and bounds; the same over HTTP and in the shell."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assets.luminaire import Mounting
from assets.product import Family

Bound = Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0.0, le=100.0, allow_inf_nan=False)]
Several = Annotated[list[str], Field(max_length=20)]

MOUNTINGS = tuple(each.value for each in Mounting if each is not Mounting.ANY)
FAMILIES = tuple(each.value for each in Family)
DIMMING = ("none", "phase-cut", "1-10v", "dali-2", "zigbee", "push", "switch-steps", "on-luminaire")
SORTS = ("sku", "relevance", "name", "price", "flux", "efficacy", "power")


class Wish(BaseModel):
    """Bounds that a luminaire must keep; what is left out bounds nothing.

    A bound on something that a luminaire does not state keeps it out.
    """

    model_config = ConfigDict(extra="ignore")

    search: str = Field(
        "",
        max_length=200,
        description="Words in English or Chinese, and wishes such as `at least 300 lx on a desk from 1.2 m`,"
        " `fits under a 2.4 m ceiling`, `3000 K`, `IP44`, `under 200 EUR`.",
    )
    mounting: Several = Field([], description="Such as pendant or wall; repeat for several.")
    family: Several = Field([], description="Such as dome or downlight; repeat for several.")
    dimming: Several = Field([], description="Such as dali-2 or phase-cut; repeat for several.")
    price_min: Bound | None = Field(None, description="Of the article as it comes, in the shop's currency.")
    price_max: Bound | None = None
    flux_min_lm: Bound | None = None
    flux_max_lm: Bound | None = None
    power_min_w: Bound | None = None
    power_max_w: Bound | None = None
    efficacy_min_lm_w: Bound | None = None
    cct_k: Annotated[float, Field(ge=1000, le=20000)] | None = Field(
        None, description="It, one of its variants, or its range has this colour temperature within 50 K."
    )
    cct_min_k: Annotated[float, Field(ge=1000, le=20000)] | None = Field(
        None, description="It, one of its variants, or its range has a colour temperature of at least this."
    )
    cct_max_k: Annotated[float, Field(ge=1000, le=20000)] | None = None
    tunable: bool | None = Field(None, description="Whether its colour temperature can be set.")
    cri_min: Annotated[float, Field(ge=0, le=100)] | None = None
    ip: Annotated[str, Field(pattern=r"^IP[0-6X][0-9X]$")] | None = Field(
        None, description="Protected at least so, each digit for itself (IEC 60529)."
    )
    width_max_m: Length | None = Field(None, description="Of its longer side in plan.")
    height_max_m: Length | None = Field(None, description="A pendant's at its shortest hanging length.")
    stand_in: bool | None = Field(None, description="Whether its body only stands for the maker's.")
    in_stock: bool | None = Field(None, description="Whether a store has a piece of it, in some variant.")
    lux_at_least: Bound | None = Field(
        None, description="Direct illuminance straight below it at full output; needs `from_m`."
    )
    from_m: Annotated[float, Field(ge=0.2, le=20.0)] | None = Field(
        None, description="From its photometric centre down."
    )
    lux_over: Literal["point", "desk"] | None = Field(
        None, description="At a point (left out: that), or the mean over a desk of 0.6 m by 0.6 m."
    )
    ceiling_m: Length | None = Field(None, description="It fits under a ceiling of this height.")
    headroom_m: Annotated[float, Field(ge=0.0, le=100.0)] | None = Field(
        None, description="What must stay free below it; left out, 2.0."
    )
