"""Direct light in pictures: smooth where nothing is in the way, with one shadow ray for each camera ray.

How much light arrives where nothing is in the way is worked out without chance, so it has no grain; how much
of a luminaire's opening is seen is found by rays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.direct import as_point_lanes, free_lanes, light_lanes, unshadowed_lanes
from render.pictures.edges import in_penumbra, smoothed_shadow
from render.pictures.frame import Frame
from render.pictures.glass_light import glass_share
from render.pictures.gloss import fresnel, gloss_value, rays_per_sr
from render.pictures.highlights import HIGHLIGHT, left_to_rays
from render.pictures.irradiance import Placed
from render.pictures.lamp import Lamp, gauss_nodes, nodes_for
from render.pictures.sight import SeenPoints
from render.sampling import hashed, spread_numbers

FINE = 16  # points from above which an edge is looked for two pixels away
STEEP = 0.1  # cosine up to which a pixel's footprint is as long as it is
WIDE = 12.0  # half diagonals of an opening within which it is more than a point
LOBE = 4.0  # widths of a gloss's facets within which its highlight is looked at closely


@dataclass(frozen=True, eq=False)
class PointLight:
    """What seen points get: luminance in the picture, three channels, and illuminance [lx]."""

    luminance: Any
    illuminance: Any

    def replace(self, chosen: Any, luminance: Any, illuminance: Any) -> None:
        """Give some points other light."""
        dr.eval(luminance, illuminance)
        dr.scatter(self.luminance, luminance, chosen)
        dr.scatter(self.illuminance, illuminance, chosen)
        dr.eval(self.luminance, self.illuminance)


@dataclass(frozen=True, eq=False)
class Footing:
    """Where camera rays' points are in the picture, and what is known beside them.

    Parameters
    ----------
    each
        Camera rays of a pixel, one after the other.
    frame
        Of the pixels, where there is one point for each and shadows' edges are to be looked at more closely;
        otherwise None.
    placed, on_grid
        Where the points lie on the grid, and `lamp.light_from_all`; None of either: each point is on its own.
    pixel_m
        How wide a pixel is at each point, across the ray [m]; read where there is a frame.
    """

    each: int
    frame: Frame | None
    placed: Placed | None
    on_grid: Any
    pixel_m: Any


def direct_light(
    lamp: Lamp, points: SeenPoints, key: Any, footing: Footing, *, count: int, faint_lx: float
) -> PointLight:
    """Light straight from one luminaire at full output and white; its own does not fall on its body.

    Parameters
    ----------
    key
        A number of each camera ray's pixel that seeds the choice of points.
    count
        Points of the opening that are looked for from pixels in penumbras.
    faint_lx
        Illuminance of which nobody sees the noise.
    """
    mi = mitsuba()
    frame = footing.frame
    active = points.active & (points.luminaire != lamp.who)
    whole = _unshadowed(lamp, points, active, footing)
    pixel_key = hashed(dr.gather(mi.UInt32, key, points.lane), lamp.key)
    numbers = spread_numbers(points.lane % footing.each + (1 if frame is None else 0), pixel_key)
    where = (points.point, points.normal, numbers, active & (whole.illuminance > 0))
    if lamp.scene.glass is not None:
        looked = count if lamp.sized else 1
        lit = dr.select(active, whole.illuminance, 0.0)
        left = glass_share(lamp, points, lit, numbers, pixel_key, frame, count=looked, faint_lx=faint_lx)
        whole = PointLight(whole.luminance * left, whole.illuminance * left)
    free = free_lanes(lamp.scene, lamp.lights, lamp.who, *where)
    found = PointLight(
        dr.select(free, whole.luminance, mi.Vector3f(0.0)), dr.select(free, whole.illuminance, 0.0)
    )
    if frame is None or not lamp.sized or count <= 1:
        dr.eval(found.luminance, found.illuminance)
        return found
    able = active & _above_horizon(lamp, points)
    share = dr.select(able, mi.Float(free), -1.0)
    dr.eval(found.luminance, found.illuminance, able, share, whole.luminance, whole.illuminance)
    reach = 1 if count <= FINE else 2
    shaded = in_penumbra(found.illuminance, able, frame, faint=faint_lx, reach=reach)
    edge: Any = dr.compress(shaded)
    if dr.width(edge):
        seen = _share_seen(lamp, _taken(points, edge, count), pixel_key, count, footing.pixel_m)
        seen = smoothed_shadow(share, seen, edge, points.point, points.normal, frame)
        luminance = dr.gather(mi.Vector3f, whole.luminance, edge)
        found.replace(edge, luminance * seen, dr.gather(mi.Float, whole.illuminance, edge) * seen)
    return found


def _above_horizon(lamp: Lamp, points: SeenPoints) -> Any:
    """Whether a sphere around a luminaire's opening reaches in front of the surface at seen points."""
    height = dr.dot(lamp.path_from(points.point), points.normal)
    return height > -lamp.radius_m


def _unshadowed(lamp: Lamp, points: SeenPoints, active: Any, footing: Footing) -> PointLight:
    """Light of the whole opening where nothing is in the way."""
    mi = mitsuba()
    lux, direction = as_point_lanes(lamp.lights, lamp.who, points.point)
    if not lamp.sized:
        light = _falling(lamp, points, direction * lux)
        return PointLight(dr.select(active, light.luminance, 0.0), dr.select(active, light.illuminance, 0.0))
    light, told = _read_grid(lamp, points, footing, lux, direction)
    path, radius = lamp.path_from(points.point), lamp.radius_m
    near = dr.squared_norm(path) < dr.square(WIDE * radius)
    # across the horizon, or with a highlight that is not a point's, or where no grid tells
    alone = near & (dr.abs(dr.dot(path, points.normal)) < radius)
    if points.shiny:
        alone |= (
            near
            & (light.illuminance > 0)
            & _near_highlight(points, direction, radius * dr.rsqrt(dr.squared_norm(path)))
        )
    if footing.placed is None:
        alone = near
    alone = active & (alone | (told < 0.5))
    light = PointLight(
        dr.select(active & ~alone, light.luminance, 0.0), dr.select(active & ~alone, light.illuminance, 0.0)
    )
    dr.eval(light.luminance, light.illuminance, alone)
    chosen: Any = dr.compress(alone)
    if dr.width(chosen):
        own = _by_nodes(lamp.taken(chosen), _taken(points, chosen, 1), mi.Bool(True))
        light.replace(chosen, own.luminance, own.illuminance)
    return light


def _read_grid(
    lamp: Lamp, points: SeenPoints, footing: Footing, lux: Any, direction: Any
) -> tuple[PointLight, Any]:
    """Light of the whole opening from that of a point in its middle, and how much the grid tells of it."""
    mi = mitsuba()
    if footing.placed is None:
        return _falling(lamp, points, direction * lux), mi.Float(1.0)
    vector, told = mi.Vector3f(0.0), mi.Float(0.0)
    for other, share in zip(footing.placed.other, footing.placed.share, strict=True):
        vector += dr.gather(mi.Vector3f, footing.on_grid, other) * share
        told += share
    known = ~dr.isnan(vector.x)
    light = _falling(lamp, points, dr.select(known, vector, mi.Vector3f(0.0)) * lux)
    return light, dr.select(known, told, 0.0)


def _near_highlight(points: SeenPoints, direction: Any, half_angle: Any) -> Any:
    """Whether gloss reflects nearly towards the eye what comes from a cone of that half angle [rad]."""
    mirrored = 2 * dr.dot(points.normal, points.back) * points.normal - points.back
    off = dr.safe_acos(dr.dot(mirrored, direction))
    wide = LOBE * dr.square(points.roughness) + half_angle
    return (dr.max(points.gloss) > 0) & (off < wide)


def _falling(lamp: Lamp, points: SeenPoints, light: Any) -> PointLight:
    """What is seen of light that comes along a vector, as long as its illuminance across that way."""
    mi = mitsuba()
    lux = dr.maximum(dr.dot(light, points.normal), 0.0)
    luminance = points.weight * lux
    if points.shiny:
        direction = light * dr.rsqrt(dr.maximum(dr.squared_norm(light), 1e-20))
        luminance += _shine(lamp, points, mi.Vector3f(direction)) * lux
    return PointLight(luminance, lux)


def _shine(lamp: Lamp, points: SeenPoints, direction: Any) -> Any:
    """Luminance of a highlight for each lux of light from a direction, less what is left to rays."""
    mi = mitsuba()
    at = (points.back, direction, points.normal, points.roughness)
    value, cosine = gloss_value(*at)
    left = left_to_rays(lamp.lights, lamp.who, points.point, rays_per_sr(*at))
    value *= dr.select(points.roughness < HIGHLIGHT, 1 - left, 1.0)
    gloss = mi.Vector3f(points.gloss)
    # Schlick's white edge is not for what has no gloss at all
    return dr.select(dr.max(gloss) > 0, fresnel(cosine, gloss) * value, mi.Vector3f(0.0))


def _by_nodes(lamp: Lamp, points: SeenPoints, active: Any) -> PointLight:
    """The same, by Gauss's nodes of the opening at each point."""
    mi = mitsuba()
    nodes = gauss_nodes()
    first, last = nodes_for(lamp, points.point, shiny=points.shiny)

    def wanted(at: Any, lux: Any, shine: Any) -> Any:
        return at < last

    def step(at: Any, lux: Any, shine: Any) -> tuple[Any, Any, Any]:
        lanes = unshadowed_lanes(lamp.lights, lamp.who, points.point, points.normal, nodes.numbers(at))
        own = lanes.unshadowed_lx * dr.gather(mi.Float, nodes.weight, at)
        if points.shiny:
            shine = shine + _shine(lamp, points, lanes.direction) * own
        return at + 1, lux + own, shine

    start = (dr.select(active, first, last), mi.Float(0.0), mi.Vector3f(0.0))
    _, lux, shine = dr.while_loop(start, wanted, step, labels=("at", "lux", "shine"))
    return PointLight(points.weight * lux + shine, lux)


def _share_seen(lamp: Lamp, points: SeenPoints, key: Any, times: int, pixel_m: Any) -> Any:
    """Share of the opening's light that is seen, from rays of points that are there several times.

    The rays start all over what a pixel shows of the surface, so that edges of hard shadows are even.
    """
    mi = mitsuba()
    sample, lamp = dr.arange(mi.UInt32, dr.width(points.lane)) % times, lamp.taken(points.lane)
    own = dr.gather(mi.UInt32, key, points.lane)
    across, down = spread_numbers(sample, hashed(own, 5))[:2]
    wide = dr.gather(mi.Float, pixel_m, points.lane)
    frame = mi.Frame3f(points.back)
    off = frame.s * ((across - 0.5) * wide) + frame.t * ((down - 0.5) * wide)
    # along the ray back onto the surface
    off -= points.back * (dr.dot(off, points.normal) / dr.maximum(dr.dot(points.back, points.normal), STEEP))
    off -= points.normal * dr.dot(off, points.normal)
    where = (points.point + off, points.normal, spread_numbers(sample, own))
    light = light_lanes(lamp.scene, lamp.lights, lamp.who, *where)
    values = [light.unshadowed_lx, dr.select(light.free, light.unshadowed_lx, 0.0)]
    dr.eval(values)
    lux, free = (dr.block_sum(value, times) for value in values)
    share = dr.select(lux > 0, free / dr.maximum(lux, 1e-30), 0.0)
    dr.eval(share)
    return share


def _taken(points: SeenPoints, chosen: Any, times: int) -> SeenPoints:
    """Some points, each several times; their lane is the place among all."""
    mi = mitsuba()
    source = dr.gather(mi.UInt32, chosen, dr.arange(mi.UInt32, dr.width(chosen) * times) // times)
    return replace(points.taken(source), lane=source, active=mi.Bool(True))
