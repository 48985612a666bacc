"""What a batch of camera rays sees, as it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import drjit as dr

from render.device import mitsuba


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

    def taken(self, which: Any) -> SeenPoints:
        """Some of them, by their place; each as often as it is named."""
        count = dr.width(self.lane)
        found = {}
        for each in fields(self):
            value = getattr(self, each.name)
            many = each.name != "shiny" and dr.width(value) == count
            found[each.name] = dr.gather(type(value), value, which) if many else value
        return SeenPoints(**found)


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

    `facing` is the normal of the flat triangle, `normal` the smooth one with bumps; `luminaire` is whose body
    it is, NOBODY of the room.
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
    luminaire: Any


@dataclass(frozen=True, eq=False)
class Path:
    """Rays that went on after the first surface: whose, from where, along which unit direction, how far."""

    lane: Any
    origin: Any
    direction: Any
    length: Any


NONE = 0xFFFFFFFF  # no more entries


@dataclass(frozen=True, eq=False)
class Chain:
    """Which entries of a long array belong to each camera ray, none, one or several: `first`, then `after`.

    Sums over them need one launch, whatever their number, and always go the same way.
    """

    first: Any
    after: Any

    def sums(self, values: Any) -> Any:
        """Sum of three channels over the entries of each ray."""
        mi = mitsuba()
        dr.eval(values)

        def goes_on(at: Any, total: Any) -> Any:
            return at != NONE

        def step(at: Any, total: Any) -> tuple[Any, Any]:
            return dr.gather(mi.UInt32, self.after, at), total + dr.gather(mi.Vector3f, values, at)

        start = (mi.UInt32(self.first), mi.Vector3f(0.0))
        return dr.while_loop(start, goes_on, step, labels=("at", "total"))[1]


def chained(groups: Sequence[Any], lanes: int) -> Chain:
    """The chain of groups that lie behind each other, each of which names a ray once at most."""
    mi = mitsuba()
    first = dr.full(mi.UInt32, NONE, lanes)
    after, end = [], sum(dr.width(group) for group in groups)
    for lane in reversed(groups):
        count = dr.width(lane)
        end -= count
        after.append(dr.gather(mi.UInt32, first, lane))
        dr.eval(after)
        dr.scatter(first, dr.arange(mi.UInt32, count) + dr.opaque(mi.UInt32, end), lane)
        dr.eval(first)
    joined = joined_arrays(list(reversed(after)))
    dr.eval(joined)
    return Chain(first, joined)


def joined_arrays(parts: Sequence[Any]) -> Any:
    """Device arrays of one kind behind each other; vectors by their components."""
    kind = type(parts[0])
    if len(parts) == 1:
        return parts[0]
    if dr.depth_v(kind) == 1:
        return dr.concat(tuple(parts))
    return kind(*(dr.concat(tuple(each)) for each in zip(*parts, strict=True)))


@dataclass(frozen=True, eq=False)
class Sight:
    """All that a batch of camera rays sees.

    `head` are the points that rays meet first, one for each, None where none of them is lit; `later` those
    that they meet after that, and on other sides, in any number, and `later_chain` whose they are; `glowing`
    and its chain likewise. `paths` are the ways of rays after the first surface, where they were asked for.
    `branches` tells where more rays are worth it, for a ray had to choose its way or a luminaire is mirrored;
    `sky` is the luminance of sky on each ray, three channels.
    """

    lanes: int
    branches: Any
    head: SeenPoints | None
    first: FirstHits
    later: SeenPoints | None
    later_chain: Chain | None
    glowing: Glowing | None
    glowing_chain: Chain | None
    paths: tuple[Path, ...]
    sky: Any

    @property
    def points(self) -> tuple[SeenPoints, ...]:
        """Those that rays meet first, and the others."""
        return tuple(points for points in (self.head, self.later) if points is not None)

    def with_points(self, total: Any, points: SeenPoints, luminance: Any) -> Any:
        """Luminance of one of `points` added to that of the camera rays, three channels."""
        mi = mitsuba()
        value = mi.Vector3f(dr.select(points.active, luminance, 0.0))
        if points is self.head or self.later_chain is None:
            return total + value
        return total + self.later_chain.sums(value)

    def with_glow(self, total: Any, luminance: Any) -> Any:
        """Luminance of glowing parts added to that of the camera rays, three channels."""
        return total if self.glowing_chain is None else total + self.glowing_chain.sums(luminance)
