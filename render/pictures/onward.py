"""How camera rays go on where they meet gloss, glass and holes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.pictures.body_rays import NOBODY
from render.pictures.gloss import (
    fresnel,
    glass_fresnel,
    pane_fresnel,
    rays_per_sr,
    reflected,
    refracted,
)
from render.pictures.highlights import ALL, CLEAR, HIGHLIGHT
from render.pictures.materials import Finish
from render.rays import LIFT_M

STRONG = 0.3  # share of the picture that is seen in a mirror, from which its edges are smoothed too
FAINTEST = 4e-3  # share of the picture below which a ray is not followed
BOTH_WAYS = 2  # surfaces behind which what is mirrored and what is behind glass are both followed


@dataclass(frozen=True, eq=False)
class Rays:
    """Rays under way: device arrays.

    `per_sr` is how densely the last gloss reflected them, ALL where that was a mirror or nothing was;
    `gloss_at` is where, and `gloss_of` on whose body; `blurred` tells of rays that rough gloss reflected.
    """

    lane: Any
    origin: Any
    direction: Any
    share: Any
    travelled: Any
    per_sr: Any
    gloss_at: Any
    gloss_of: Any
    blurred: Any


@dataclass(frozen=True, eq=False)
class Met:
    """What rays met, in the room or of a body."""

    valid: Any
    point: Any
    normal: Any
    facing: Any
    front: Any
    distance: Any
    luminaire: Any
    glows: Any
    triangle: Any
    material: Any
    finish: Finish


@dataclass(frozen=True, eq=False)
class _Way:
    """A way on: whether it is open, how much of the picture it carries, where to, how densely."""

    open: Any
    share: Any
    direction: Any
    per_sr: Any
    blurred: Any


def rays_from(origin: Any, direction: Any) -> Rays:
    """Rays of a camera, each of the whole picture's share."""
    mi = mitsuba()
    lanes = dr.arange(mi.UInt32, dr.width(direction))
    start = mi.Point3f(origin)
    way = (mi.Vector3f(direction), mi.Vector3f(1.0), mi.Float(0.0))
    return Rays(lanes, start, *way, mi.Float(ALL), mi.Point3f(0.0), mi.UInt32(NOBODY), mi.Bool(False))


def gone_on(rays: Rays, met: Met, numbers: list[Any], *, bounce: int) -> tuple[list[Rays], Any]:
    """Rays that are reflected or pass on, in groups that name a camera ray once, and which do so by chance.

    Behind the first surfaces all ways are followed, for what a pane mirrors of a lamp is far brighter than
    its share; later, one is drawn.
    """
    ways = _ways(rays, met, numbers)
    strengths = [dr.select(way.open, dr.max(way.share), 0.0) for way in ways]
    total = sum(strengths, mitsuba().Float(0.0))
    finish = met.finish
    spread = (finish.roughness > CLEAR) & (finish.roughness < HIGHLIGHT)
    if bounce < BOTH_WAYS:
        by_chance = (total > 0) & (spread | (total > STRONG))
        groups = [_ranked(ways, strengths, rank) for rank in range(len(ways))]
    else:
        several = sum((dr.select(strength > 0, 1, 0) for strength in strengths), mitsuba().UInt32(0)) > 1
        by_chance = (total > 0) & (several | spread | (total > STRONG))
        groups = [_drawn(ways, strengths, numbers[2] * total, total)]
    packed = [_packed(rays, met, group) for group in groups]
    return [group for group in packed if group is not None], by_chance


def _ways(rays: Rays, met: Met, numbers: list[Any]) -> list[_Way]:
    """All ways that some ray may take: on through a hole, back from gloss, on through glass."""
    mi = mitsuba()
    finish, share = met.finish, mi.Vector3f(rays.share)
    holes = met.valid & (finish.opacity < 1)
    ways = []
    if dr.any(holes):
        ways.append(_Way(holes, share * (1 - finish.opacity), rays.direction, rays.per_sr, rays.blurred))
    cosine = -dr.dot(met.normal, rays.direction)
    glass = dr.max(finish.clear) > 0
    sheet = (finish.thin > 0.5) | finish.window
    relative = dr.select(met.front, finish.ior, dr.rcp(finish.ior))
    edge = dr.select(sheet, pane_fresnel(cosine, finish.ior), glass_fresnel(cosine, relative))
    direction, ratio, facet_cosine = reflected(rays.direction, met.normal, finish.roughness, numbers)
    solid = finish.opacity * ratio
    amount = dr.select(glass, mi.Vector3f(edge), fresnel(facet_cosine, finish.mirrored)) * solid
    glossy = met.valid & (finish.roughness < HIGHLIGHT) & (dr.max(finish.mirrored) > 0)
    reflects = share * amount
    drawn = rays_per_sr(-rays.direction, direction, met.normal, finish.roughness)
    spreads = finish.roughness > CLEAR
    per_sr, blurred = dr.select(spreads & ~glass, drawn, ALL), rays.blurred | spreads
    ways.append(_Way(glossy & (dr.max(reflects) > FAINTEST), reflects, direction, per_sr, blurred))
    passes = met.valid & glass & ~finish.window
    if dr.any(passes):
        bent, possible = refracted(rays.direction, met.normal, finish.ior, met.front)
        onward = dr.select(sheet, _mirror(direction, met.normal), bent)
        amount = share * finish.clear * ((1 - edge) * finish.opacity * dr.select(sheet, ratio, 1.0))
        goes = passes & (sheet | possible) & (dr.max(amount) > FAINTEST)
        ways.append(_Way(goes, amount, onward, rays.per_sr, rays.blurred))
    return ways


def _mirror(direction: Any, normal: Any) -> Any:
    """A direction mirrored at a plane: a sheet scatters forwards as it scatters back."""
    mi = mitsuba()
    return mi.Vector3f(direction - normal * (2 * dr.dot(direction, normal)))


def _no_way(like: _Way) -> _Way:
    """No way on, for as many rays as there are of another."""
    mi = mitsuba()
    return _Way(mi.Bool(False), mi.Vector3f(0.0), mi.Vector3f(like.direction), mi.Float(ALL), mi.Bool(False))


def _ranked(ways: list[_Way], strengths: list[Any], rank: int) -> _Way:
    """Of each ray the first, second, ... of the ways that are open to it."""
    mi = mitsuba()
    found = _no_way(ways[0])
    before = mi.UInt32(0)
    for way, strength in zip(ways, strengths, strict=True):
        found = _either((strength > 0) & (before == rank), way.share, way, found)
        before += dr.select(strength > 0, 1, 0)
    return found


def _drawn(ways: list[_Way], strengths: list[Any], left: Any, total: Any) -> _Way:
    """Of each ray one of the ways that are open to it, drawn by its share."""
    found = _no_way(ways[0])
    for way, strength in zip(ways, strengths, strict=True):
        here = ~found.open & (strength > 0) & (left < strength)
        found = _either(here, way.share * (total / dr.maximum(strength, 1e-20)), way, found)
        left = left - strength
    return found


def _either(here: Any, share: Any, way: _Way, otherwise: _Way) -> _Way:
    """One way with a share where it is taken, and another elsewhere."""
    return _Way(
        otherwise.open | here,
        dr.select(here, share, otherwise.share),
        dr.select(here, way.direction, otherwise.direction),
        dr.select(here, way.per_sr, otherwise.per_sr),
        dr.select(here, way.blurred, otherwise.blurred),
    )


def _packed(rays: Rays, met: Met, way: _Way) -> Rays | None:
    """Rays that go a way, without gaps."""
    mi = mitsuba()
    goes = way.open & (dr.max(way.share) > FAINTEST)
    side = dr.select(dr.dot(way.direction, met.normal) < 0, -met.normal, met.normal)
    origin = met.point + side * LIFT_M
    # what passes a hole or a pane keeps the gloss that it comes from
    anew = way.per_sr != rays.per_sr
    gloss_at = dr.select(anew, mi.Point3f(met.point), mi.Point3f(rays.gloss_at))
    gloss_of = dr.select(anew, met.luminaire, rays.gloss_of)
    per_sr, blurred = mi.Float(way.per_sr), mi.Bool(way.blurred)
    dr.eval(goes, origin, way.direction, way.share, per_sr, gloss_at, gloss_of, blurred)
    kept: Any = dr.compress(goes)
    if dr.width(kept) == 0:
        return None
    travelled = rays.travelled + met.distance
    return Rays(
        dr.gather(mi.UInt32, rays.lane, kept),
        dr.gather(mi.Point3f, mi.Point3f(origin), kept),
        dr.gather(mi.Vector3f, mi.Vector3f(way.direction), kept),
        dr.gather(mi.Vector3f, mi.Vector3f(way.share), kept),
        dr.gather(mi.Float, travelled, kept),
        dr.gather(mi.Float, per_sr, kept),
        dr.gather(mi.Point3f, gloss_at, kept),
        dr.gather(mi.UInt32, gloss_of, kept),
        dr.gather(mi.Bool, blurred, kept),
    )
