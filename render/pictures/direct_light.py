"""Direct light in pictures: one point of a luminaire's opening for each camera ray, more in penumbras."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.direct import light_lanes, unshadowed_lanes
from render.emitters import Emitter, Emitters, only
from render.light_field import LightField
from render.openings import opening_row
from render.pictures.edges import smoothed_shadow, varies
from render.pictures.gloss import fresnel, gloss_value
from render.pictures.sight import SeenPoints
from render.rays import RayScene
from render.sampling import hashed, spread_numbers

SMOOTHER = 2  # times fewer points where nothing throws a shadow: their light hardly differs
FINE = 16  # points from above which an edge is looked for two pixels away
ALIKE = 0.12  # share by which neighbours' light may differ


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
class _Lamp:
    """One luminaire among those that light a room."""

    scene: RayScene
    lights: Emitters
    emitter: Emitter
    who: Any


@dataclass(frozen=True, eq=False)
class _Light:
    """Light of one point of an opening at each seen point: unshadowed, and whether it is free.

    `across` is the illuminance across the light's own direction [lx].
    """

    luminance: Any
    lux: Any
    across: Any
    free: Any


def direct_light(
    field: LightField, points: SeenPoints, column: int, key: Any, *, each: int, columns: int, faint_lx: float
) -> PointLight:
    """Light straight from one luminaire at full output and white; its own does not fall on its body.

    Parameters
    ----------
    key
        A number of each camera ray's pixel that seeds the choice of points.
    each
        Camera rays of a pixel, one after the other.
    columns
        Of the picture, where there is one point for each pixel and shadows' edges are to be looked at more
        closely; otherwise 0.
    faint_lx
        Illuminance of which nobody sees the noise.
    """
    mi = mitsuba()
    emitter = field.emitters[column]
    family = int(opening_row(emitter.placed.luminaire.photometry.opening)[0])
    lamp = _Lamp(
        replace(field.ray_scene, coherent=True),
        replace(only(field.lights, column), families=frozenset({family})),
        emitter,
        dr.opaque(mi.UInt32, column),
    )
    pixel_key = hashed(dr.gather(mi.UInt32, key, points.lane), dr.opaque(mi.UInt32, emitter.key))
    active = points.active & (points.luminaire != lamp.who)
    sample = points.lane % each + (0 if columns else 1)
    light = _once(lamp, points, sample, pixel_key, active)
    found = PointLight(
        dr.select(light.free, light.luminance, mi.Vector3f(0.0)), dr.select(light.free, light.lux, 0.0)
    )
    able = active & _above_horizon(lamp, points)
    # across the ray: bumps of the surface are not noise
    arriving = dr.select(able & light.free, light.across, 0.0)
    free = dr.select(able, mi.Float(light.free), -1.0)
    dr.eval(found.luminance, found.illuminance, able, arriving, free)
    if not (columns and emitter.sized and field.options.pixel_light_points > 1):
        return found
    count = field.options.pixel_light_points
    reach = 1 if count <= FINE else 2
    differ, shaded = varies(arriving, able, columns, share=ALIKE, faint=faint_lx, reach=reach)

    def looked_again(chosen: Any, times: int, *, shadows: bool) -> tuple[Any, Any, Any]:
        return _mean(lamp, _taken(points, chosen, times), pixel_key, times, shadows=shadows)

    # where no ray near met anything, more places of the opening are needed, but no more shadow rays
    smooth: Any = dr.compress(differ)
    if dr.width(smooth):
        luminance, lux, _ = looked_again(smooth, 1 + count // SMOOTHER, shadows=False)
        found.replace(smooth, luminance, lux)
    edge: Any = dr.compress(shaded)
    if dr.width(edge):
        luminance, lux, share = looked_again(edge, count, shadows=True)
        share = smoothed_shadow(free, share, edge, points.point, points.normal, columns)
        found.replace(edge, luminance * share, lux * share)
    return found


def _above_horizon(lamp: _Lamp, points: SeenPoints) -> Any:
    """Whether a sphere around a luminaire's opening reaches in front of the surface at seen points."""
    mi = mitsuba()
    size = lamp.emitter.placed.luminaire.photometry.opening.size_m
    radius = dr.opaque(mi.Float, math.hypot(*size) / 2)
    path = dr.gather(mi.Point3f, lamp.lights.centre, lamp.who) - points.point
    return dr.dot(path, points.normal) > -radius


def _once(
    lamp: _Lamp, points: SeenPoints, sample: Any, key: Any, active: Any, *, shadows: bool = True
) -> _Light:
    """One point of the opening for each seen point."""
    mi = mitsuba()
    where = (points.point, points.normal, spread_numbers(sample, key))
    if shadows:
        lanes = light_lanes(lamp.scene, lamp.lights, lamp.who, *where, active=active)
    else:
        lanes = unshadowed_lanes(lamp.scene, lamp.lights, lamp.who, *where)
    value, cosine = gloss_value(points.back, lanes.direction, points.normal, points.roughness)
    shine = fresnel(cosine, mi.Vector3f(points.gloss)) * value
    # Schlick's white edge is not for what has no gloss at all
    shine = dr.select(dr.max(points.gloss) > 0, shine, mi.Vector3f(0.0))
    lux = dr.select(active, lanes.unshadowed_lx, 0.0)
    across = lux / dr.maximum(dr.dot(lanes.direction, points.normal), 1e-3)
    return _Light((points.weight + shine) * lux, lux, across, lanes.free)


def _mean(lamp: _Lamp, points: SeenPoints, key: Any, times: int, *, shadows: bool) -> tuple[Any, Any, Any]:
    """Mean unshadowed luminance and illuminance of points looked at several times, and the free share."""
    mi = mitsuba()
    sample = dr.arange(mi.UInt32, dr.width(points.lane)) % times
    own = dr.gather(mi.UInt32, key, points.lane)
    light = _once(lamp, points, sample, own, mi.Bool(True), shadows=shadows)
    lit = dr.select(light.free, light.lux, 0.0)
    values = [*light.luminance, light.lux, lit]
    dr.eval(values)
    *colour, lux, free = (dr.block_sum(value, times) / times for value in values)
    share = dr.select(lux > 0, free / dr.maximum(lux, 1e-30), 0.0)
    luminance = mi.Vector3f(*colour)
    dr.eval(luminance, lux, share)
    return luminance, lux, share


def _taken(points: SeenPoints, chosen: Any, times: int) -> SeenPoints:
    """Some points, each several times; their lane is the place among all."""
    mi = mitsuba()
    lane = dr.arange(mi.UInt32, dr.width(chosen) * times)
    source = dr.gather(mi.UInt32, chosen, lane // times)

    def taken(kind: Any, values: Any) -> Any:
        return dr.gather(kind, kind(values), source)

    return SeenPoints(
        lane=source,
        point=taken(mi.Point3f, points.point),
        normal=taken(mi.Vector3f, points.normal),
        weight=taken(mi.Vector3f, points.weight),
        gloss=taken(mi.Vector3f, points.gloss),
        sheen=mi.Vector3f(0.0),
        roughness=taken(mi.Float, points.roughness),
        back=taken(mi.Vector3f, points.back),
        luminaire=points.luminaire,
        triangle=points.triangle,
        behind=points.behind,
        active=mi.Bool(True),
    )
