"""What all parts of a configuration are made of: numbers in their ranges, points, names, reflectances."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from assets.colour import HIGHEST_CCT_K, LARGEST_DUV, LOWEST_CCT_K

FARTHEST_M = 1e6  # coordinates beyond this lose the digits that light needs
LARGEST_ANGLE_DEG = 36_000.0  # a hundred turns


class Part(BaseModel):
    """What all parts of a configuration share: nothing unknown, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Coordinate = Annotated[float, Field(ge=-FARTHEST_M, le=FARTHEST_M)]
Length = Annotated[float, Field(gt=0, le=FARTHEST_M)]
Angle = Annotated[float, Field(ge=-LARGEST_ANGLE_DEG, le=LARGEST_ANGLE_DEG)]
Share = Annotated[float, Field(ge=0, le=1)]
ColourTemperature = Annotated[float, Field(ge=LOWEST_CCT_K, le=HIGHEST_CCT_K)]
Duv = Annotated[float, Field(ge=-LARGEST_DUV, le=LARGEST_DUV)]
Point2 = tuple[Coordinate, Coordinate]
Point3 = tuple[Coordinate, Coordinate, Coordinate]
Text = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
RelativePath = Annotated[str, Field(min_length=1, max_length=500)]
Units = Literal["m", "cm", "mm", "in", "ft", "auto"]
UpAxis = Literal["z", "y", "auto"]


def _reflectance_tag(value: Any) -> str:
    return "<rgb>" if isinstance(value, list | tuple) else "<grey>"


Reflectance = Annotated[
    Annotated[Share, Tag("<grey>")] | Annotated[tuple[Share, Share, Share], Tag("<rgb>")],
    Discriminator(_reflectance_tag),
]


Tolerance = Annotated[float, Field(ge=0, le=0.5)]
From = Literal["file", "derived", "default", "user"]


class SurfaceEntry(Part):
    """How a surface of the room is finished; `open` makes a wall a wall-less edge.

    `reflectance_tolerance` says that the reflectance lies within plus and minus that. `material` is one of
    the shelf; a `reflectance` beside it makes it as light or dark as that. `origin` says where the
    reflectance is known from; left out, a person said it.
    """

    material: Name | None = None
    reflectance: Reflectance | None = None
    reflectance_tolerance: Tolerance | None = None
    open: bool = False
    origin: From | None = None
