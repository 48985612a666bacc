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
    repair: dict[str, Any] | None = Field(None, exclude_if=lambda repair: repair is None)
    other_repairs: list[dict[str, Any]] | None = Field(None, exclude_if=lambda repairs: repairs is None)


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
    model: str


class RoomAnswer(Answer):
    """An uploaded room."""

    id: str = Field(examples=["rm_01JDBK3X0E8Q4R7M2V9T6W5Y1Z"])
    filename: str
    sha256: str
    created_at: str
    version: int = Field(description="Counts corrections; every version is kept.")
    said: dict[str, Any] = Field(description="What was said of the file so far, as PATCH takes it.")
    room: dict[str, Any] = Field(description="What was understood: as `lampyris room --json` prints it.")
    links: RoomLinks


class RoomList(Answer):
    """One page of rooms, newest first."""

    items: list[RoomAnswer]
    next: str | None


class SampleLinks(Answer):
    """Where a sample's picture is."""

    picture: str


class Sample(Answer):
    """A room and a configuration to begin with."""

    name: str
    title: TwoLanguages
    note: TwoLanguages
    floor_area_m2: float
    rooms: int
    configuration: dict[str, Any]
    room_filename: str
    links: SampleLinks


class SampleList(Answer):
    """Every sample."""

    items: list[Sample]
    next: str | None = None


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
    configuration_version: int | None = Field(
        None, ge=1, le=LARGEST_INTEGER, description="Of which version; null is the newest."
    )
    light: bool = Field(
        False,
        description="Whether light layers for the browser and the room with painted light are made too.",
    )


class PreviewLinks(Answer):
    """Where more of a preview is."""

    self: str
    events: str
    draft: str | None = Field(description="A first picture, once it is there; null before.")
    picture: str
    luminance: str
    false_colour: str
    lux_map: str
    measures: str
    scene: str
    light: str | None
    baked: str | None


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
    light: bool
    state: Literal["queued", "working", "done", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1)
    step: str
    error: Failure | None
    problems: list[ProblemEntry]
    ev: float | None = Field(description="Exposure of its picture at ISO 100, once it is done.")
    created_at: str
    finished_at: str | None
    links: PreviewLinks


class PreviewList(Answer):
    """One page of a configuration's previews, newest first."""

    items: list[PreviewAnswer]
    next: str | None


class Health(Answer):
    """Whether the service works, and what it runs."""

    status: Literal["ok"]
    version: str
    engine_version: str
    database: str
    luminaires: int
