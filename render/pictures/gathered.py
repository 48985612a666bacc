"""Rays that gather reflected light at points, cast once and read for any light."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import drjit as dr

from render import gather
from render.device import mitsuba
from render.pictures.body_rays import trace_room_and_bodies
from render.pictures.boxes import Boxes, passes
from render.pictures.bright_spots import Seen, Spots, look_at_spots, seen_lx, share_of_rays
from render.pictures.patch_light import PatchColours, RoomLight
from render.rays import LIFT_M, RayScene
from render.sampling import hashed, spread_numbers

NEAREST_M = 0.02


@dataclass(frozen=True, eq=False)
class Gathered:
    """Rays of some points, and once they have been cast what they met.

    Parameters
    ----------
    rays, looks
        Of each point, and how many bright spots it looks at too.
    point, normal, key
        Where they start, on which side, and a number that seeds them.
    nearest_m
        What is nearer counts as that near in the mean distance: else one ray in a corner would be all of it.
    owner
        The luminaire whose body each point is on, or none; None where rays meet no bodies at all.
    patch, met
        The patch that each ray met, if any, one entry a ray.
    nearness
        The reciprocal of its distance, 0 where it met nothing [1/m].
    density_per_m2
        The number of rays to expect where each met something.
    scale_m
        The harmonic mean distance of each point.
    seen
        The latest bright spots that were looked at.
    """

    rays: int
    looks: int
    point: Any
    normal: Any
    key: Any
    nearest_m: Any
    owner: Any
    patch: Any = None
    met: Any = None
    nearness: Any = None
    density_per_m2: Any = None
    scale_m: Any = None
    seen: list[tuple[Spots, Seen]] = field(default_factory=list)


def cast(
    scene: RayScene,
    point: Any,
    normal: Any,
    key: Any,
    *,
    rays: int,
    looks: int = 0,
    nearest_m: Any = NEAREST_M,
    owner: Any = None,
) -> Gathered:
    """Cast cosine-distributed rays from points, see `Gathered`."""
    mi = mitsuba()
    points = Gathered(
        *(rays, looks, point, normal, key, _each(nearest_m, point)),
        None if owner is None else mi.UInt32(owner),
    )
    dr.eval(point, normal, key, points.nearest_m, points.owner)
    return _finished(points, _met(scene, points, dr.arange(mi.UInt32, dr.width(point) * rays)))


@dataclass(frozen=True, eq=False)
class Points:
    """Where rays start, see `Gathered`."""

    point: Any
    normal: Any
    nearest_m: Any
    owner: Any


def recast(old: Gathered, scene: RayScene, boxes: Boxes, at: Points | None = None) -> Gathered:
    """Rays after other bodies came into boxes, as `cast` gives them.

    Only rays that pass the boxes are cast again, and those of points that are elsewhere now, where `at` says.
    """
    mi = mitsuba()
    new, moved = replace(old, seen=[]), mi.Bool(False)
    if at is not None:
        near, owner = _each(at.nearest_m, at.point), mi.UInt32(at.owner)
        new = replace(new, point=at.point, normal=at.normal, nearest_m=near, owner=owner)
        moved = (dr.squared_norm(at.point - old.point) > 0) | (dr.squared_norm(at.normal - old.normal) > 0)
        moved |= owner != old.owner
    dr.eval(moved, new.point, new.normal, new.nearest_m, new.owner)
    lane = dr.arange(mi.UInt32, dr.width(old.patch))
    origin, direction, _ = _ways(new, lane)
    moved = dr.gather(mi.Bool, moved, lane // old.rays if at is not None else 0)
    chosen: Any = dr.compress(moved | passes(boxes, origin, direction))
    hits = _Hits(*(type(value)(value) for value in (old.patch, old.met, old.nearness, old.density_per_m2)))
    if dr.width(chosen):
        found = _met(scene, new, chosen)
        dr.eval(found)
        for each in fields(_Hits):
            dr.scatter(getattr(hits, each.name), getattr(found, each.name), chosen)
    return _finished(new, hits)


@dataclass(frozen=True, eq=False)
class _Hits:
    """What rays met."""

    patch: Any
    met: Any
    nearness: Any
    density_per_m2: Any


def _ways(points: Gathered, lane: Any) -> tuple[Any, Any, Any]:
    """Origins and directions of rays, and the normals where they start."""
    mi = mitsuba()
    item = lane // points.rays
    u = spread_numbers(lane % points.rays, hashed(dr.gather(mi.UInt32, points.key, item), 7))
    axis = dr.gather(mi.Vector3f, mi.Vector3f(points.normal), item)
    origin = dr.gather(mi.Point3f, mi.Point3f(points.point), item) + axis * LIFT_M
    direction = mi.Frame3f(axis).to_world(mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[0], u[1])))
    return mi.Point3f(origin), mi.Vector3f(direction), axis


def _met(scene: RayScene, points: Gathered, lane: Any) -> _Hits:
    """Cast some rays of points."""
    mi = mitsuba()
    origin, direction, axis = _ways(points, lane)
    item = lane // points.rays
    owner = None if points.owner is None else dr.gather(mi.UInt32, points.owner, item)
    hits = trace_room_and_bodies(scene, origin, direction, owner=owner)
    met = hits.met
    near = dr.gather(mi.Float, points.nearest_m, item)
    nearness = dr.select(met, dr.rcp(dr.maximum(hits.distance, near)), 0.0)
    facing = dr.maximum(dr.dot(direction, axis), 0.0) * dr.abs(dr.dot(direction, hits.normal))
    squared = dr.maximum(hits.distance * hits.distance, gather.NEAREST_M**2)
    density = points.rays * facing / (dr.pi * squared)
    return _Hits(dr.select(met, hits.patch, 0), met, nearness, density)


def _finished(points: Gathered, hits: _Hits) -> Gathered:
    """The points with what their rays met."""
    dr.eval(hits)
    scale = points.rays / dr.maximum(dr.block_sum(hits.nearness, points.rays), 1e-6)
    dr.eval(scale)
    return replace(
        points,
        patch=hits.patch,
        met=hits.met,
        nearness=hits.nearness,
        density_per_m2=hits.density_per_m2,
        scale_m=scale,
    )


def _each(nearest_m: Any, point: Any) -> Any:
    """The least distance that counts of each point."""
    mi = mitsuba()
    return dr.maximum(mi.Float(nearest_m), NEAREST_M) + dr.zeros(mi.Float, dr.width(point))


def read(gathered: Gathered, exitance: PatchColours) -> Any:
    """Illuminance of the points from the patches' exitance, three channels [lx]."""
    mi = mitsuba()
    values = [dr.gather(mi.Float, c, gathered.patch, gathered.met) for c in exitance.channels]
    dr.eval(values)
    return mi.Vector3f(*(dr.block_sum(value, gathered.rays) / gathered.rays for value in values))


def read_light(gathered: Gathered, light: RoomLight) -> Any:
    """Illuminance of the points from the room's reflected light, three channels [lx]."""
    mi = mitsuba()
    if gathered.looks == 0 or light.spots is None or light.once is None or light.more is None:
        return read(gathered, light.exitance)
    share = share_of_rays(light.spots, gathered.patch, gathered.density_per_m2, count=gathered.looks)
    values = [
        dr.gather(mi.Float, more, gathered.patch, gathered.met)
        + dr.gather(mi.Float, once, gathered.patch, gathered.met) * share
        for more, once in zip(light.more.channels, light.once.channels, strict=True)
    ]
    dr.eval(values)
    rays = mi.Vector3f(*(dr.block_sum(value, gathered.rays) / gathered.rays for value in values))
    return rays + seen_lx(_spots_seen(gathered, light.spots), light.spots_lm)


def _spots_seen(gathered: Gathered, spots: Spots) -> Seen:
    """What points see of spots; looked at again when other luminaires burn."""
    for known, seen in gathered.seen:
        if known is spots:
            return seen
    seen = look_at_spots(
        *(spots, gathered.point, gathered.normal, gathered.key), rays=gathered.rays, count=gathered.looks
    )
    gathered.seen[:] = [(spots, seen)]
    return seen
