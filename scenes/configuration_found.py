"""What a file held beside its rooms, as a configuration keeps it: nothing of it is lit.

Walls with their thickness, openings as the file draws them, storeys, lamps that are there, north, and what
was voted on. Lengths in metres, angles in degrees, in the frame of the rooms.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenes.configuration_types import (
    FARTHEST_M,
    Angle,
    Coordinate,
    Length,
    Part,
    Point2,
    Point3,
    Share,
    SurfaceEntry,
    Text,
)

Height = Annotated[float, Field(ge=0, le=FARTHEST_M)]


class StoreyEntry(Part):
    """A level: the height of its floor, and up to the next one where that is stated."""

    name: Text
    elevation_m: Coordinate
    height_m: Length | None = None


class WallEntry(Part):
    """A wall as the file draws it: its axis, from `start_m` to `end_m`, and its full thickness.

    A height of 0 is unknown. `arc_deg` is the angle of the arc that it runs along, anticlockwise positive.
    `left` and `right` are its sides on the way from start to end.
    """

    start_m: Point2
    end_m: Point2
    thickness_m: Height
    height_m: Height
    height_at_end_m: Height | None = None
    elevation_m: Coordinate = 0.0
    arc_deg: Angle = 0.0
    storey: Text = ""
    name: Text = ""
    left: SurfaceEntry = Field(default_factory=SurfaceEntry)
    right: SurfaceEntry = Field(default_factory=SurfaceEntry)


class WallOpeningEntry(Part):
    """A door, window or passage as the file draws it: a box in the plan, and what its glass passes."""

    kind: Literal["window", "door", "passage"]
    centre_m: Point2
    width_m: Height
    depth_m: Height
    sill_m: Coordinate
    height_m: Height
    angle_deg: Angle = 0.0
    open: bool = False
    storey: Text = ""
    name: Text = ""
    transmittance: Share | None = None


class LightEntry(Part):
    """A lamp that is there, with its power and flux where the file states them."""

    name: Text
    position_m: Point3
    room: Text = ""
    power_w: Annotated[float, Field(ge=0, le=1e6)] | None = None
    luminous_flux_lm: Annotated[float, Field(ge=0, le=1e9)] | None = None


class VoteEntry(Part):
    """Points that a piece of evidence gives to a reading."""

    value: Annotated[str, Field(max_length=2000)]
    points: float
    evidence: Annotated[str, Field(max_length=2000)]


class ChoiceEntry(Part):
    """What was taken of unit, up axis, drawing or layers, and the votes."""

    key: Text
    taken: Annotated[str, Field(max_length=20_000)]
    by_user: bool = False
    votes: Annotated[tuple[VoteEntry, ...], Field(max_length=5000)] = ()


class FoundEntry(Part):
    """What a file held beside its rooms."""

    storeys: Annotated[tuple[StoreyEntry, ...], Field(max_length=200)] = ()
    walls: Annotated[tuple[WallEntry, ...], Field(max_length=20_000)] = ()
    openings: Annotated[tuple[WallOpeningEntry, ...], Field(max_length=20_000)] = ()
    lights: Annotated[tuple[LightEntry, ...], Field(max_length=5000)] = ()
    choices: Annotated[tuple[ChoiceEntry, ...], Field(max_length=20)] = ()
    north_deg: Angle | None = None
    triangles: Annotated[int, Field(ge=0)] = 0
