"""Reflected light in pictures: gathered at some pixels, and read between them where the surface goes on.

Rays are cast from a grid of the camera's pixels. They are kept, so that other light only reads them
again. What each grid point receives is averaged with its neighbours on the same surface, within the
distance over which light can change (the harmonic mean distance of what it sees: G. Ward et al.,
SIGGRAPH 1988), and read from the nearest four at each camera ray. Rays that meet a surface of which no
grid point knows gather on their own. All of it is linear in the light, so luminaires add up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import drjit as dr

from render import gather
from render.device import mitsuba
from render.pictures.body_rays import NOBODY, trace_room_and_bodies
from render.pictures.bright_spots import Seen, Spots, look_at_spots, seen_lx, share_of_rays
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
NEAREST_M = 0.02
MOST_RAYS = 1 << 24  # that gather for points without a grid point at once, about as many as a grid's own
NEAR_STEPS = 7.0  # spacings of the grid: details of light as small as these are not looked for


@dataclass(frozen=True, eq=False)
class Gathered:
    """Rays of some points that have been cast: the patches they met, one entry a ray.

    `scale_m` is the harmonic mean distance of each point, `density_per_m2` the number of its rays to expect
    where each ray met something. Points also look at `looks` bright spots; `seen` holds the latest.
    """

    rays: int
    patch: Any
    met: Any
    scale_m: Any
    density_per_m2: Any
    looks: int
    point: Any
    normal: Any
    key: Any
    seen: list[tuple[Spots, Seen]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Sheen:
    """Rays of some points that a rough gloss reflects: the patches they met, each ray's share and rise."""

    rays: int
    patch: Any
    share: Any
    up: Any


def cast_sheen(
    scene: RayScene, point: Any, normal: Any, direction: Any, roughness: Any, key: Any, *, rays: int
) -> Sheen:
    """Cast rays from points as their gloss reflects what comes along `direction`."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(point) * rays)
    item = lane // rays
    u = spread_numbers(lane % rays, hashed(dr.gather(mi.UInt32, key, item), 11))
    axis = dr.gather(mi.Vector3f, mi.Vector3f(normal), item)
    origin = dr.gather(mi.Point3f, mi.Point3f(point), item) + axis * LIFT_M
    seen = dr.gather(mi.Vector3f, mi.Vector3f(direction), item)
    away, share, _ = reflected(seen, axis, dr.gather(mi.Float, roughness, item), u)
    owner = mi.UInt32(NOBODY)
    hits = trace_room_and_bodies(scene, mi.Point3f(origin), away, share > 0, owner=owner)
    met = hits.met & (share > 0)
    patch, share = dr.select(met, hits.patch, 0), dr.select(met, share / rays, 0.0)
    up = mi.Float(away.z)
    dr.eval(patch, share, up)
    return Sheen(rays, patch, share, up)


def read_sheen(sheen: Sheen, exitance: PatchColours) -> Any:
    """Luminance that reaches the points along those rays, three channels [cd/m2]."""
    mi = mitsuba()
    values = [dr.gather(mi.Float, c, sheen.patch) * sheen.share / dr.pi for c in exitance.channels]
    dr.eval(values)
    return mi.Vector3f(*(dr.block_sum(value, sheen.rays) for value in values))


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
    """Cast cosine-distributed rays from points, which will also look at so many bright spots.

    `owner` is the luminaire whose body each point is on, or none; without it rays meet no bodies at all.

    What is nearer than `nearest_m` counts as that near in the mean distance: else one ray in a corner would
    be all of it.
    """
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(point) * rays)
    item = lane // rays
    u = spread_numbers(lane % rays, hashed(dr.gather(mi.UInt32, key, item), 7))
    axis = dr.gather(mi.Vector3f, mi.Vector3f(normal), item)
    origin = dr.gather(mi.Point3f, mi.Point3f(point), item) + axis * LIFT_M
    direction = mi.Frame3f(axis).to_world(mi.warp.square_to_cosine_hemisphere(mi.Point2f(u[0], u[1])))
    hits = trace_room_and_bodies(scene, mi.Point3f(origin), mi.Vector3f(direction), owner=_each(owner, item))
    met = hits.met
    patch = dr.select(met, hits.patch, 0)
    near = dr.maximum(nearest_m, NEAREST_M)
    near = dr.gather(mi.Float, near, item) if dr.width(near) > 1 else near
    nearness = dr.select(met, dr.rcp(dr.maximum(hits.distance, near)), 0.0)
    facing = dr.maximum(dr.dot(mi.Vector3f(direction), axis), 0.0) * dr.abs(dr.dot(direction, hits.normal))
    density = rays * facing / (dr.pi * dr.maximum(hits.distance * hits.distance, gather.NEAREST_M**2))
    dr.eval(patch, met, nearness, density)
    scale = rays / dr.maximum(dr.block_sum(nearness, rays), 1e-6)
    dr.eval(scale, point, normal, key)
    return Gathered(rays, patch, met, scale, density, looks, point, normal, key)


def _each(values: Any, item: Any) -> Any:
    """Values of points, for each of their rays."""
    return None if values is None else dr.gather(mitsuba().UInt32, values, item)


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
    sheen = averaged(grid, read_sheen(grid.sheen, light.exitance))
    return GridLight(averaged(grid, read_light(grid.gathered, light)), sheen)


def averaged(grid: Grid, light: Any) -> Any:
    """Light of the grid's points averaged over neighbours that are alike, three channels."""
    mi = mitsuba()
    here = dr.arange(mi.UInt32, grid.columns * grid.rows)
    x, y = mi.Int32(here % grid.columns), mi.Int32(here // grid.columns)
    for step in RINGS:
        dr.eval(light)
        total, weight = mi.Vector3f(0.0), mi.Float(0.0)
        for down in (-2, -1, 0, 1, 2):
            for along in (-2, -1, 0, 1, 2):
                column, row = x + along * step, y + down * step
                inside = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
                other = mi.UInt32(dr.select(inside, row * grid.columns + column, 0))
                share = alike(
                    grid, grid.point, grid.normal, other, grid.spacing_m * step, inside & grid.valid
                )
                away = dr.norm(grid.point - dr.gather(mi.Point3f, grid.point, other, inside))
                theirs = dr.select(
                    inside, dr.gather(mi.Float, grid.gathered.scale_m, other, inside), grid.gathered.scale_m
                )
                reach = REACH * dr.minimum(grid.gathered.scale_m, theirs)
                ratio = away / dr.maximum(reach, NEXT * step * grid.spacing_m)
                # as near to other things as here: averages run along a corner, not across it
                nearer = dr.log(theirs / grid.gathered.scale_m) / AS_NEAR
                share *= dr.exp(-ratio * ratio) * dr.maximum(dr.exp(-nearer * nearer), UNLIKE)
                total += dr.gather(mi.Vector3f, light, other, inside) * share
                weight += share
        light = dr.select(weight > 1e-6, total / dr.maximum(weight, 1e-9), light)
    dr.eval(light)
    return light


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
