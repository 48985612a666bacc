"""Reflected light in pictures: gathered at some pixels, and read between them where the surface goes on.

Rays are cast from a grid of the camera's pixels. They are kept, so that other light only reads them
again. What each grid point receives is averaged with its neighbours on the same surface, within the
distance over which light can change (the harmonic mean distance of what it sees: G. Ward et al.,
SIGGRAPH 1988), and read from the nearest four at each camera ray. Rays that meet a surface of which no
grid point knows gather on their own. All of it is linear in the light, so luminaires add up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.pictures.body_rays import NOBODY, trace_room_and_bodies
from render.pictures.gathered import Gathered, cast, read_light
from render.pictures.gloss import reflected
from render.pictures.patch_light import PatchColours, RoomLight
from render.pictures.sight import FirstHits
from render.rays import LIFT_M, RayScene
from render.sampling import hashed, opaque_key, spread_numbers

REACH = 0.35  # of the harmonic mean distance, over which neighbours count
AS_NEAR = 0.5  # logarithm of the ratio of two points' harmonic mean distances, for which they are alike
UNLIKE = 0.1  # least share of a neighbour in that regard, so that a point like no other has neighbours too
NEXT = 1.0  # spacings of the grid within which neighbours always count: one point's noise would show
PLANE = 0.5  # of the grid's spacing, by which a point may lie off its neighbour's plane
LEAST_WEIGHT = 0.03  # of neighbours, below which a point gathers on its own
RINGS = (1, 2)  # steps of the two averages over 5 x 5 grid points
MOST_RAYS = 1 << 24  # that gather for points without a grid point at once, about as many as a grid's own
NEAR_STEPS = 7.0  # spacings of the grid: details of light as small as these are not looked for


@dataclass(frozen=True, eq=False)
class Sheen:
    """Rays of some points that a rough gloss reflects: the patches they met, each ray's share and rise."""

    rays: int
    patch: Any
    share: Any
    up: Any


@dataclass(frozen=True, eq=False)
class Shiny:
    """Points whose gloss reflects what comes along `direction`, and a number of each that seeds its rays."""

    point: Any
    normal: Any
    direction: Any
    roughness: Any
    key: Any


def cast_sheen(
    scene: RayScene,
    at: Shiny,
    *,
    rays: int,
    known: Sheen | None = None,
    anew: Callable[[Any, Any, Any], Any] | None = None,
) -> Sheen:
    """Cast rays from points as their gloss reflects.

    Parameters
    ----------
    known, anew
        What was known of the same rays, and which of them are cast again; called with the points' places,
        and the rays' origins and directions.
    """
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(at.point) * rays)
    item = lane // rays
    u = spread_numbers(lane % rays, hashed(dr.gather(mi.UInt32, at.key, item), 11))
    axis = dr.gather(mi.Vector3f, mi.Vector3f(at.normal), item)
    origin = mi.Point3f(dr.gather(mi.Point3f, mi.Point3f(at.point), item) + axis * LIFT_M)
    seen = dr.gather(mi.Vector3f, mi.Vector3f(at.direction), item)
    away, share, _ = reflected(seen, axis, dr.gather(mi.Float, at.roughness, item), u)
    up = mi.Float(away.z)
    if known is None or anew is None:
        patch, share = _sheen_met(scene, origin, away, share / rays)
        dr.eval(patch, share, up)
        return Sheen(rays, patch, share, up)
    again = anew(item, origin, away)
    dr.eval(origin, away, share, up, again)
    chosen: Any = dr.compress(again)
    patch, kept = mi.UInt32(known.patch), mi.Float(known.share)
    if dr.width(chosen):
        start, way = dr.gather(mi.Point3f, origin, chosen), dr.gather(mi.Vector3f, away, chosen)
        found = _sheen_met(scene, start, way, dr.gather(mi.Float, share, chosen) / rays)
        dr.scatter(patch, found[0], chosen)
        dr.scatter(kept, found[1], chosen)
        dr.eval(patch, kept)
    return Sheen(rays, patch, kept, up)


def _sheen_met(scene: RayScene, origin: Any, away: Any, share: Any) -> tuple[Any, Any]:
    """The patches that rays meet, and their shares where they meet any."""
    mi = mitsuba()
    hits = trace_room_and_bodies(scene, origin, away, share > 0, owner=mi.UInt32(NOBODY))
    met = hits.met & (share > 0)
    return dr.select(met, hits.patch, 0), dr.select(met, share, 0.0)


def read_sheen(sheen: Sheen, exitance: PatchColours) -> Any:
    """Luminance that reaches the points along those rays, three channels [cd/m2]."""
    mi = mitsuba()
    values = [dr.gather(mi.Float, c, sheen.patch) * sheen.share / dr.pi for c in exitance.channels]
    dr.eval(values)
    return mi.Vector3f(*(dr.block_sum(value, sheen.rays) for value in values))


@dataclass(frozen=True, eq=False)
class Grid:
    """Every `step`-th pixel of a picture, `columns` x `rows`, where light is gathered.

    `facing` is the normal of the flat triangle at each point; `spacing_m` is the distance between neighbours
    on a surface seen head-on. `around` is what bodies of luminaires see.
    """

    step: int
    columns: int
    rows: int
    point: Any
    normal: Any
    facing: Any
    valid: Any
    spacing_m: Any
    gathered: Gathered
    sheen: Sheen
    around: Gathered | None = None


@dataclass(frozen=True, eq=False)
class GridLight:
    """Light at a grid's points: illuminance [lx] and luminance in its gloss [cd/m2], three channels each."""

    illuminance: Any
    sheen: Any


def grid_light(grid: Grid, light: RoomLight) -> GridLight:
    """Light that the room reflects to the grid's points, averaged over neighbours."""
    return averaged(grid, GridLight(read_light(grid.gathered, light), read_sheen(grid.sheen, light.exitance)))


def averaged(grid: Grid, light: GridLight) -> GridLight:
    """Light of the grid's points averaged over neighbours that are alike."""
    mi = mitsuba()
    illuminance, sheen, scale = light.illuminance, light.sheen, grid.gathered.scale_m
    for step in RINGS:
        near, before = NEXT * step * grid.spacing_m, (illuminance, sheen)
        dr.eval(near, before)

        def share(other: Any, active: Any, apart: Any, step: int = step, near: Any = near) -> Any:
            alike_ = alike(grid, grid.point, grid.normal, other, grid.spacing_m * step, active)
            away = dr.norm(grid.point - dr.gather(mi.Point3f, grid.point, other, active))
            theirs = dr.select(active, dr.gather(mi.Float, scale, other, active), scale)
            ratio = away / dr.maximum(REACH * dr.minimum(scale, theirs), near)
            # as near to other things as here: averages run along a corner, not across it
            nearer = dr.log(theirs / scale) / AS_NEAR
            return alike_ * dr.exp(-ratio * ratio) * dr.maximum(dr.exp(-nearer * nearer), UNLIKE)

        illuminance, sheen = mean_around(grid, step, share, before)
    return GridLight(illuminance, sheen)


def mean_around(
    grid: Grid, step: int, share: Callable[[Any, Any, Any], Any], values: tuple[Any, ...]
) -> tuple[Any, ...]:
    """Means of three channels over 5 x 5 of the grid's points, so many steps apart.

    Parameters
    ----------
    share
        How much another point counts; called with it, whether there is one, and how many points away it is.
    """
    mi = mitsuba()
    here = dr.arange(mi.UInt32, grid.columns * grid.rows)
    wide, high = dr.opaque(mi.Int32, grid.columns), dr.opaque(mi.Int32, grid.rows)
    x, y, apart = mi.Int32(here) % wide, mi.Int32(here) // wide, dr.opaque(mi.Int32, step)

    def more(at: Any, weight: Any, *sums: Any) -> Any:
        return at < 25

    def add(at: Any, weight: Any, *sums: Any) -> tuple[Any, ...]:
        along, down = at % 5 - 2, at // 5 - 2
        column, row = x + along * apart, y + down * apart
        inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
        other = mi.UInt32(dr.select(inside, row * wide + column, 0))
        away = mi.Float(dr.maximum(dr.abs(along), dr.abs(down)) * apart)
        counts = share(other, inside & grid.valid, away)
        added = (
            total + dr.gather(mi.Vector3f, value, other, inside) * counts
            for total, value in zip(sums, values, strict=True)
        )
        return at + 1, weight + counts, *added

    start = (dr.zeros(mi.Int32, dr.width(here)), mi.Float(0.0), *(mi.Vector3f(0.0) for _ in values))
    _, weight, *sums = dr.while_loop(start, more, add)
    known, scale = weight > 1e-6, dr.rcp(dr.maximum(weight, 1e-9))
    means = tuple(
        mi.Vector3f(dr.select(known, total * scale, value)) for total, value in zip(sums, values, strict=True)
    )
    dr.eval(means)
    return means


def alike(grid: Grid, point: Any, normal: Any, other: Any, spacing_m: Any, active: Any) -> Any:
    """How much a grid point says about other points: 1 on one plane, 0 round a corner or on another level."""
    mi = mitsuba()
    valid = active & dr.gather(mi.Bool, grid.valid, other, active)
    theirs = dr.gather(mi.Vector3f, grid.normal, other, valid)
    path = point - dr.gather(mi.Point3f, grid.point, other, valid)
    off = dr.maximum(dr.abs(dr.dot(path, normal)), dr.abs(dr.dot(path, theirs)))
    ratio = off / dr.maximum(PLANE * spacing_m, 1e-4)
    turned = dr.maximum(dr.dot(theirs, normal), 0.0)
    squared = turned * turned
    fourth = squared * squared
    return dr.select(valid, dr.exp(-ratio * ratio) * fourth * fourth, 0.0)


@dataclass(frozen=True, eq=False)
class Placed:
    """Where camera rays' points lie between grid points, and those that gathered on their own.

    `other` and `share` hold the four nearest grid points and their weights; `alone` the points that
    none of them tells of, `own` what these met.
    """

    other: tuple[Any, ...]
    share: tuple[Any, ...]
    alone: Any
    own: Gathered | None


def place(scene: RayScene, grid: Grid, x: Any, y: Any, first: FirstHits, active: Any, key: Any) -> Placed:
    """Find places on the grid of what is met first, and cast rays from points that have none.

    Parameters
    ----------
    x, y
        Where the points are seen in the picture [pixels].
    """
    mi = mitsuba()
    point, normal = first.point, first.normal
    across = x / grid.step - 0.5
    down = y / grid.step - 0.5
    left, top = mi.Int32(dr.floor(across)), mi.Int32(dr.floor(down))
    along, under = across - left, down - top
    others, shares, total = [], [], mi.Float(0.0)
    for row, tall in ((top, 1 - under), (top + 1, under)):
        for column, wide in ((left, 1 - along), (left + 1, along)):
            i, j = dr.clip(column, 0, grid.columns - 1), dr.clip(row, 0, grid.rows - 1)
            other = mi.UInt32(j * grid.columns + i)
            spacing = dr.gather(mi.Float, grid.spacing_m, other, active)
            share = (wide * tall + 1e-3) * alike(grid, point, normal, other, spacing, active)
            others.append(other)
            shares.append(share)
            total += share
    alone = active & (total < LEAST_WEIGHT)
    scaled = [dr.select(alone | (total <= 0), 0.0, share / dr.maximum(total, 1e-9)) for share in shares]
    dr.eval(others, scaled, alone)
    lonely: Any = dr.compress(alone)
    own = None
    if dr.width(lonely):
        rays, looks = _affordable(grid.gathered.rays, grid.gathered.looks, dr.width(lonely))
        own = cast(
            scene,
            dr.gather(mi.Point3f, mi.Point3f(point), lonely),
            dr.gather(mi.Vector3f, mi.Vector3f(normal), lonely),
            hashed(dr.gather(mi.UInt32, key, lonely), opaque_key("alone")),
            rays=rays,
            looks=looks,
            owner=dr.gather(mi.UInt32, mi.UInt32(first.luminaire), lonely),
        )
    return Placed(tuple(others), tuple(scaled), lonely, own)


def _affordable(rays: int, looks: int, points: int) -> tuple[int, int]:
    """Rays and looks of each of so many points; fewer than wanted where together they would be too many.

    In a picture full of leaves, most pixels are points of their own, and there are many of each pixel.
    """
    while rays > 1 and (rays + looks) * points > MOST_RAYS:
        rays, looks = rays // 2, max(1, looks // 2)
    return rays, looks


def placed_light(placed: Placed, grid_light: GridLight, light: RoomLight) -> GridLight:
    """Light of points from that of the grid, and of what they met themselves."""
    mi = mitsuba()
    illuminance, sheen = mi.Vector3f(0.0), mi.Vector3f(0.0)
    for other, share in zip(placed.other, placed.share, strict=True):
        illuminance += dr.gather(mi.Vector3f, grid_light.illuminance, other) * share
        sheen += dr.gather(mi.Vector3f, grid_light.sheen, other) * share
    dr.eval(illuminance, sheen)
    if placed.own is not None:
        alone = read_light(placed.own, light)
        even = alone / dr.pi  # as if all that is seen were alike
        dr.eval(alone, even)
        dr.scatter(illuminance, alone, placed.alone)
        dr.scatter(sheen, even, placed.alone)
    return GridLight(illuminance, sheen)
