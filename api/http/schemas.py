"""The shapes of what the API takes and gives; OpenAPI is made from them, so they are what is true.

Answers may grow new keys; requests take no key that is not here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

LARGEST_INTEGER = 2**31 - 1
Text = Annotated[str, Field(max_length=200)]


class Answer(BaseModel):
    """What we give."""

    model_config = ConfigDict(from_attributes=True)


class Asked(BaseModel):
    """What we take: no unknown key, no NaN, no number in the clothes of a text."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class ProblemEntry(Answer):
    """One thing that is wrong or doubtful."""

    code: str = Field(examples=["OPENING_LEAVES_WALL"])
    severity: Literal["error", "warning", "info"]
    where: str = Field(description="A JSON path, a line, or a surface.", examples=["room.openings[0]"])
    message: str
    hint: str = ""
    repair: dict[str, Any] | None = None


class ProblemDocument(Answer):
    """An error after RFC 9457."""

    type: str = Field(examples=["urn:lampyris:problem:UNKNOWN_RECORD"])
    title: str
    status: int = Field(examples=[404])
    detail: str
    code: str = Field(examples=["UNKNOWN_RECORD"])
    problems: list[ProblemEntry]
    request_id: str


class TwoLanguages(Answer):
    """A text in English and in Simplified Chinese."""

    en: str = Field(examples=["Pendant"])
    zh: str = Field(examples=["吊灯"])


class Amount(Answer):
    """Money, exactly."""

    amount: str = Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["129.00"])
    currency: str = Field(examples=["EUR"])


class RoomLinks(Answer):
    """Where more of a room is."""

    self: str
    plan: str


class RoomAnswer(Answer):
    """An uploaded room."""

    id: str = Field(examples=["rm_01JDBK3X0E8Q4R7M2V9T6W5Y1Z"])
    filename: str
    sha256: str
    created_at: str
    room: dict[str, Any] = Field(description="What was understood: as `lampyris room --json` prints it.")
    links: RoomLinks


class RoomList(Answer):
    """One page of rooms, newest first."""

    items: list[RoomAnswer]
    next: str | None


class Sample(Answer):
    """A room and a configuration to begin with."""

    name: str
    title: TwoLanguages
    configuration: dict[str, Any]
    room_filename: str


class SampleList(Answer):
    """Every sample."""

    items: list[Sample]
    next: str | None = None


class HangingLengths(Answer):
    """How far a pendant may hang [m]."""

    minimum: float
    default: float
    maximum: float


class LuminaireAnswer(Answer):
    """A luminaire of the catalogue."""

    sku: str
    name: TwoLanguages
    description: TwoLanguages
    mounting: str
    power_w: float | None
    luminous_flux_lm: float
    cct_k: float | None
    cct_range_k: tuple[float, float] | None
    colour_rendering_index: float | None
    beam_angle_deg: float | None
    size_m: tuple[float, float, float] | None
    hanging_length_m: HangingLengths | None
    minimum_dimming: float
    price: Amount | None


class LuminaireList(Answer):
    """One page of luminaires, by sku."""

    items: list[LuminaireAnswer]
    next: str | None


class ConfigurationAnswer(Answer):
    """One version of a configuration."""

    id: str = Field(examples=["cf_01JDBK3X0E8Q4R7M2V9T6W5Y1Z"])
    version: int = Field(examples=[1])
    created_at: str
    document: dict[str, Any]
    problems: list[ProblemEntry]


class VersionEntry(Answer):
    """A version and when it was saved."""

    version: int
    created_at: str


class VersionList(Answer):
    """Every version, newest first."""

    items: list[VersionEntry]
    next: str | None = None


class PreviewWish(Asked):
    """Which picture is wanted, and how fine."""

    scene: Text | None = Field(None, description="A scene of the configuration; null lights everything.")
    view: Text | None = Field(None, description="A view of the configuration; null is its first.")
    quality: Literal["draft", "normal", "final"] = "normal"
    seed: int = Field(1, ge=0, le=LARGEST_INTEGER)


class PreviewLinks(Answer):
    """Where more of a preview is."""

    self: str
    events: str
    picture: str
    false_colour: str
    measures: str


class Failure(Answer):
    """Why something failed."""

    code: str
    message: str


class PreviewAnswer(Answer):
    """How far a preview is."""

    id: str = Field(examples=["pv_01JDBK3X0E8Q4R7M2V9T6W5Y1Z"])
    configuration_id: str
    configuration_version: int
    scene: str | None
    view: str | None
    quality: Literal["draft", "normal", "final"]
    seed: int
    state: Literal["queued", "working", "done", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1)
    step: str
    error: Failure | None
    problems: list[ProblemEntry]
    created_at: str
    finished_at: str | None
    links: PreviewLinks


class PreviewList(Answer):
    """One page of a configuration's previews, newest first."""

    items: list[PreviewAnswer]
    next: str | None


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

    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["ada@example.org"])]
    phone: Annotated[str, Field(max_length=40)] = ""
    address: Annotated[str, Field(min_length=1, max_length=500)]
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


class Health(Answer):
    """Whether the service works, and what it runs."""

    status: Literal["ok"]
    version: str
    engine_version: str
    database: str
    luminaires: int
