"""The configuration: what a customer saves, as plain data; docs/formats-rooms.md explains every key.

The models say what a key is called, of which type and in which range it is. What only shows when
keys are seen together (a scene that names no circuit, a plane without points) is checked in
`scenes.configuration_checks`; how a document becomes a `Configuration` is in `scenes.configuration`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scenes.configuration_found import FoundEntry
from scenes.configuration_types import (
    FARTHEST_M,
    Angle,
    ColourTemperature,
    Coordinate,
    Duv,
    From,
    Length,
    Name,
    Part,
    Point2,
    Point3,
    Reflectance,
    RelativePath,
    Share,
    SurfaceEntry,
    Text,
    Tolerance,
    Units,
    UpAxis,
)


class OpeningEntry(Part):
    """A window, door or passage in a wall, a skylight in the ceiling or a stairwell in the floor."""

    kind: Literal["window", "door", "passage", "skylight", "stairwell"]
    wall: Annotated[int, Field(ge=0)] | None = None
    offset_m: Annotated[float, Field(ge=0, le=FARTHEST_M)] | None = None
    width_m: Length | None = None
    sill_m: Annotated[float, Field(ge=0, le=FARTHEST_M)] | None = None
    height_m: Length | None = None
    open: bool = False
    transmittance: Share | None = None
    position_m: Annotated[tuple[Coordinate, ...], Field(min_length=2, max_length=3)] | None = None
    size_m: tuple[Length, Length] | None = None
    rotation_deg: Angle | None = None


class PartFinishEntry(Part):
    """What a part of a piece is made of: a material of the shelf, a reflectance, or one in that colour."""

    material: Name | None = None
    reflectance: Reflectance | None = None


class FurnitureEntry(Part):
    """A box, a piece of our own shelf or a model that stands in the room; `material` is one of the shelf.

    A `piece` fills its `box_m`, or comes in its standard size. Its `options` are numbers, such as the seats
    of a sofa; its `finishes` say of roles, such as its fabric or wood, what they are made of.
    """

    name: Text = ""
    piece: Name | None = None
    options: dict[str, Annotated[float, Field(ge=-100, le=100)]] = Field(default_factory=dict, max_length=20)
    finishes: dict[str, PartFinishEntry] = Field(default_factory=dict, max_length=20)
    material: Name | None = None
    box_m: tuple[Length, Length, Length] | None = None
    model: RelativePath | None = None
    position_m: Point3
    rotation_deg: Angle = 0.0
    reflectance: Reflectance | None = None
    reflectance_tolerance: Tolerance | None = None
    units: Units = "auto"
    up: UpAxis = "auto"
    size_m: tuple[Length, Length, Length] | None = None


class PartitionOpeningEntry(Part):
    """A door, window or passage in a wall within the room, whose boxes leave it out."""

    kind: Literal["window", "door", "passage"]
    wall: Name
    width_m: Length
    height_m: Length


class PictureScale(Part):
    """Two points of a picture and the distance between them."""

    points_px: tuple[Point2, Point2]
    distance_m: Length


class SlopeEntry(Part):
    """A sloped part of a ceiling: a plane through a wall's line at a height, rising into the room."""

    wall: Annotated[int, Field(ge=0)]
    height_m: Annotated[float, Field(ge=0, le=FARTHEST_M)]
    pitch_deg: Annotated[float, Field(gt=0, lt=90)]


class RoomEntry(Part):
    """A room: written out (`outline_m`), a file (`upload`), or one the service keeps (`room_id`).

    Keys beside `upload` and `room_id` override what was read. In `rooms`, a file without `room` stands for
    all of its rooms, or for those of `storey`; a room that is written out lies on the `storey` it names.
    `elevation_m` is how high its floor lies in the common frame. `partitions` are walls within the room, as
    boxes. `origins` says of values where they are known from (left out, a person said them), `coverage` how
    much of each wall a scan has seen, and `confidence` how sure the outline is.
    """

    name: Text | None = None
    use: Text | None = None
    outline_m: Annotated[tuple[Point2, ...], Field(max_length=2000)] | None = None
    holes_m: Annotated[tuple[tuple[Point2, ...], ...], Field(max_length=200)] | None = None
    height_m: Length | None = None
    surfaces: dict[str, SurfaceEntry] = Field(default_factory=dict, max_length=2000)
    openings: Annotated[tuple[OpeningEntry, ...], Field(max_length=300)] | None = None
    furniture: Annotated[tuple[FurnitureEntry, ...], Field(max_length=1000)] | None = None
    elevation_m: Coordinate | None = None
    ceiling_slopes: Annotated[tuple[SlopeEntry, ...], Field(max_length=100)] | None = None
    ceiling_model: RelativePath | None = None
    partitions: Annotated[tuple[FurnitureEntry, ...], Field(max_length=1000)] | None = None
    partition_openings: Annotated[tuple[PartitionOpeningEntry, ...], Field(max_length=300)] | None = None
    origins: dict[str, From] | None = Field(None, max_length=10_000)
    coverage: Annotated[tuple[Share, ...], Field(max_length=2000)] | None = None
    confidence: Share | None = None
    upload: RelativePath | None = None
    room_id: Name | None = None
    units: Units = "auto"
    up: UpAxis = "auto"
    mirror: bool = False
    storey: Text | None = None
    room: Text | None = None
    layers: Annotated[tuple[Text, ...], Field(max_length=1000)] | None = None
    view: Text | None = None
    scale: PictureScale | None = None


class PhotometryEntry(Part):
    """A bare photometric file in place of a luminaire.

    `lamp_set` chooses one of the light sources that the file offers, counted from 1. `dim_to_warm_k` says
    that it becomes warmer when dimmed, as an incandescent lamp does, down to that.
    """

    photometry: RelativePath
    lamp_set: Annotated[int, Field(ge=1, le=20)] | None = None
    turn_c0_deg: Angle = 0.0
    mirror_c: bool = False
    cct_k: ColourTemperature | None = None
    duv: Duv | None = None
    dim_to_warm_k: ColourTemperature | None = None


class AssumedLamp(Part):
    """What is believed of a lamp that is there already."""

    flux_lm: Annotated[float, Field(gt=0, le=1e6)]
    beam_angle_deg: Annotated[float, Field(ge=2, le=360)] = 120.0
    cct_k: ColourTemperature | None = None
    duv: Duv | None = None
    dim_to_warm_k: ColourTemperature | None = None
    power_w: Annotated[float, Field(ge=0, le=1e5)] | None = None


class AssumedEntry(Part):
    """An existing lamp in place of a luminaire; lit, marked as assumed, never ordered."""

    assumed: AssumedLamp


def _luminaire_tag(value: Any) -> str | None:
    if isinstance(value, str):
        return "<sku>"
    if isinstance(value, AssumedEntry) or (isinstance(value, dict) and "assumed" in value):
        return "<assumed>"
    if isinstance(value, PhotometryEntry | dict):
        return "<photometry>"
    return None


LuminaireEntry = Annotated[
    Annotated[Name, Tag("<sku>")]
    | Annotated[PhotometryEntry, Tag("<photometry>")]
    | Annotated[AssumedEntry, Tag("<assumed>")],
    Discriminator(_luminaire_tag),
]


class Placement(Part):
    """One luminaire in its place.

    `flux_tolerance` says that its flux lies within plus and minus that share of what its file says.
    """

    id: Name
    luminaire: LuminaireEntry
    variant: Name | None = None
    bulb: Name | None = None
    position_m: Point3
    rotation_deg: tuple[Angle, Angle, Angle] | None = None
    aim_m: Point3 | None = None
    hanging_length_m: Length | None = None
    circuit: Text = ""
    dimming: Share = 1.0
    cct_k: ColourTemperature | None = None
    duv: Duv | None = None
    flux_tolerance: Tolerance | None = None


class BurningAt(Part):
    """How a circuit or a placement burns in a scene."""

    dimming: Share = 1.0
    cct_k: ColourTemperature | None = None
    duv: Duv | None = None


class SceneEntry(Part):
    """A lighting scene: what burns, and how; what it does not name is off.

    For the energy of a year it burns `hours_per_year`, or `hours_per_day` on `days_per_year` (365).
    """

    hours_per_year: Annotated[float, Field(ge=0, le=8784)] | None = None
    hours_per_day: Annotated[float, Field(ge=0, le=24)] | None = None
    days_per_year: Annotated[float, Field(ge=0, le=366)] | None = None
    circuits: dict[str, BurningAt] = Field(default_factory=dict, max_length=1000)
    placements: dict[str, BurningAt] = Field(default_factory=dict, max_length=2000)


def _spacing_tag(value: Any) -> str:
    return "<rule>" if isinstance(value, str) else "<metres>"


Spacing = Annotated[
    Annotated[float, Field(ge=0.01, le=FARTHEST_M), Tag("<metres>")]
    | Annotated[Literal["en12464"], Tag("<rule>")],
    Discriminator(_spacing_tag),
]


class PlaneEntry(Part):
    """Where illuminance is asked for, in one of four ways.

    A grid over the floor at a height (`height_m`), a rectangle anywhere (`origin_m` and its edges `u_m` and
    `v_m`; it looks along u x v), a surface of the room or of its furniture (`on`), or points.
    """

    name: Name
    room: Text | None = None
    kind: Literal["illuminance", "cylindrical"] = "illuminance"
    height_m: Annotated[float, Field(ge=0, le=FARTHEST_M)] | None = None
    spacing_m: Spacing | None = None
    margin_m: Annotated[float, Field(ge=0, le=FARTHEST_M)] | None = None
    direction: Point3 | None = None
    origin_m: Point3 | None = None
    u_m: Point3 | None = None
    v_m: Point3 | None = None
    on: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    side: Literal["top", "bottom", "sides", "all"] | None = None
    points_m: Annotated[tuple[Point3, ...], Field(max_length=100_000)] | None = None
    normals: Annotated[tuple[Point3, ...], Field(max_length=100_000)] | None = None


class ElectricityPriceEntry(Part):
    """What a kilowatt-hour costs; a text, so that no digit is lost."""

    per_kwh: Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,6})?$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Calculation(Part):
    """What is calculated."""

    maintenance_factor: Annotated[float, Field(gt=0, le=1)] = 0.8
    planes: Annotated[tuple[PlaneEntry, ...], Field(max_length=100)] = ()
    electricity_price: ElectricityPriceEntry | None = None


class ObserverEntry(Part):
    """An eye, for glare."""

    name: Name
    eye_m: Point3
    direction: Point3


PictureSide = Annotated[int, Field(ge=16, le=8192)]


class ViewEntry(Part):
    """A camera; the field of view is horizontal."""

    name: Name
    eye_m: Point3
    target_m: Point3
    fov_deg: Annotated[float, Field(ge=1, le=170)] = 70.0
    size_px: tuple[PictureSide, PictureSide] = (1280, 720)


class Configuration(Part):
    """A room, what hangs in it, its lighting scenes, and what is asked of them."""

    lampyris: Literal[1]
    name: Text = ""
    room: RoomEntry | None = None
    rooms: Annotated[tuple[RoomEntry, ...], Field(max_length=200)] | None = None
    placements: Annotated[tuple[Placement, ...], Field(max_length=2000)] = ()
    scenes: dict[str, SceneEntry] = Field(default_factory=dict, max_length=200)
    calculation: Calculation = Field(default_factory=Calculation)
    observers: Annotated[tuple[ObserverEntry, ...], Field(max_length=200)] = ()
    views: Annotated[tuple[ViewEntry, ...], Field(max_length=300)] = ()
    found: FoundEntry | None = None


def configuration_schema() -> dict[str, Any]:
    """The configuration's JSON Schema (draft 2020-12)."""
    schema = Configuration.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Lampyris configuration"
    return schema
