"""The shapes of stores, quotes and orders; the rules are those of `api.http.schemas`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, field_validator

from api.http.schemas import LARGEST_INTEGER, Amount, Answer, Asked, Text, TwoLanguages
from orders.customer_checks import EMAIL, LONGEST


class StoreAnswer(Answer):
    """A shop or a warehouse."""

    id: str
    name: TwoLanguages
    kind: str
    address: str
    position_deg: tuple[float, float] = Field(description="Latitude and longitude, WGS 84.")
    services: list[str]


class StoreList(Answer):
    """Every store."""

    items: list[StoreAnswer]
    next: str | None = None


class StockEntry(Answer):
    """Free pieces of a sku, as of a moment."""

    sku: str
    free: int
    as_of: str


class StockList(Answer):
    """What a store has."""

    items: list[StockEntry]


class QuoteWish(Asked):
    """What is to be priced."""

    configuration_id: Text
    configuration_version: int | None = Field(None, ge=1, le=LARGEST_INTEGER)
    store_id: Text | None = Field(
        None, description="The one store that sends everything; null lets us choose."
    )
    near_deg: list[Annotated[float, Field(ge=-180, le=180)]] | None = Field(
        None, min_length=2, max_length=2, description="Latitude and longitude of the customer."
    )
    services: list[Text] = Field(default_factory=list, max_length=20, examples=[["installation"]])

    @field_validator("near_deg")
    @classmethod
    def _is_on_earth(cls, near_deg: list[float] | None) -> list[float] | None:
        if near_deg is not None and abs(near_deg[0]) > 90:
            raise ValueError("latitude comes first and lies within -90..90")
        return near_deg


class Line(Answer):
    """One priced line."""

    model_config = ConfigDict(extra="allow")

    sku: str
    name: TwoLanguages
    quantity: int
    unit_price: Amount
    total: Amount
    tax_rate: str


class Shortage(Answer):
    """Pieces that nobody has."""

    sku: str
    missing: int


class EvidenceAnswer(Answer):
    """Hashes and versions of all that prices, picture and numbers rest on."""

    configuration_sha256: str
    room_sha256: str
    photometry_sha256: dict[str, str]
    luminaires_sha256: dict[str, str] = Field(default_factory=dict)
    prices_sha256: str
    engine_version: str


class QuoteAnswer(Answer):
    """An offer, until `expires_at`."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["qt_01JDBK3X0E8Q4R7M2V9T6W5Y1Z"])
    configuration_id: str
    configuration_version: int
    store_id: str | None
    lines: list[Line]
    net: Amount
    tax: Amount
    total: Amount
    shortages: list[Shortage]
    reasons: list[TwoLanguages]
    created_at: str
    expires_at: str
    evidence: EvidenceAnswer


class CustomerEntry(Asked):
    """Who orders."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST["name"])]
    email: Annotated[str, Field(max_length=LONGEST["email"], pattern=EMAIL, examples=["ada@example.org"])]
    phone: Annotated[str, Field(max_length=LONGEST["phone"])] = ""
    address: Annotated[str, Field(min_length=1, max_length=LONGEST["address"])]
    language: Literal["en", "zh"] = "en"


class OrderWish(Asked):
    """Which quote is ordered, and by whom."""

    quote_id: Text
    customer: CustomerEntry


class CancelWish(Asked):
    """Why an order is cancelled."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class PartAnswer(Answer):
    """What one store sends."""

    model_config = ConfigDict(extra="allow")

    part: str
    store_id: str
    request: str
    fulfilment: str
    store_reference: str | None


class Move(Answer):
    """One line of an order's history."""

    model_config = ConfigDict(populate_by_name=True)

    at: str
    axis: str
    part: str | None
    before: str = Field(alias="from")
    after: str = Field(alias="to")
    reason: str


class Summary(Answer):
    """One word for people; worked out from the axes, never stored."""

    state: str
    en: str
    zh: str


class OrderLinks(Answer):
    """Where more of an order is."""

    self: str
    events: str
    evidence: str
    cancel: str


class OrderAnswer(Answer):
    """An order, where it stands on its axes, and how it came there."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["or_01JDBK3X0E8Q4R7M2V9T6W5Y1Z"])
    number: str = Field(examples=["L26-000042"])
    quote_id: str
    configuration_id: str
    configuration_version: int
    lines: list[Line]
    net: Amount
    tax: Amount
    total: Amount
    payment: str
    service: str
    parts: list[PartAnswer]
    customer: CustomerEntry
    evidence: EvidenceAnswer
    created_at: str
    history: list[Move]
    summary: Summary
    links: OrderLinks


class OrderList(Answer):
    """One page of orders, newest first."""

    items: list[OrderAnswer]
    next: str | None
