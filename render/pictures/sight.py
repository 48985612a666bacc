"""What a batch of camera rays sees, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class SeenPoints:
    """Points on surfaces, on the device, one entry each.

    Parameters
    ----------
    lane
        The camera ray that each is seen by.
    point, normal
        Where, and the shading normal on the side that is seen.
    weight
        Luminance in the picture for each lux of diffuse light there, three channels [cd/m2 per lx].
    gloss, roughness, back
        Share of a highlight's luminance, its roughness, and the unit direction back along the ray; gloss is
        0 where reflected rays find highlights themselves.
    sheen
        Share of what a rough gloss reflects of the room; 0 where reflected rays find it themselves.
    luminaire
        Whose body it is, NOBODY of the room.
    triangle
        Of the room's mesh; 0 on bodies.
    behind
        Whether the triangle's back is seen.
    active
        Whether anything there makes light.
    shiny
        Whether any of them has gloss.
    """

    lane: Any
    point: Any
    normal: Any
    weight: Any
    gloss: Any
    roughness: Any
    back: Any
    sheen: Any
    luminaire: Any
    triangle: Any
    behind: Any
    active: Any
    shiny: bool


@dataclass(frozen=True, eq=False)
class Glowing:
    """Glow that camera rays see: luminance of `luminaire` at full output, already weighted by `share`."""

    lane: Any
    luminaire: Any
    share: Any
    luminance_cd_m2: Any


@dataclass(frozen=True, eq=False)
class FirstHits:
    """What camera rays meet first; `seen` tells whether anything, `material` one thing from another.

    `facing` is the normal of the flat triangle, `normal` the smooth one with bumps.
    """

    point: Any
    normal: Any
    facing: Any
    distance: Any
    albedo: Any
    roughness: Any
    seen: Any
    glows: Any
    material: Any


@dataclass(frozen=True, eq=False)
class Sight:
    """All that a batch of camera rays sees.

    `head` are the points that rays meet first, one for each, or None where none of them is lit. `branches`
    tells where a ray had to choose its way, so that more rays are worth it; `sky` is the luminance of sky on
    each ray, three channels.
    """

    lanes: int
    branches: Any
    head: SeenPoints | None
    first: FirstHits
    points: tuple[SeenPoints, ...]
    glowing: tuple[Glowing, ...]
    sky: Any
