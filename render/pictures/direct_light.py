"""Direct light in pictures: one point of a luminaire's opening for each camera ray, more in penumbras."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import drjit as dr

from render.device import mitsuba
from render.direct import light_lanes
from render.emitters import Emitters
from render.light_field import LightField
from render.openings import opening_row
from render.pictures.edges import varies
from render.pictures.gloss import fresnel, gloss_value
from render.pictures.sight import SeenPoints
from render.sampling import hashed, spread_numbers

FINE = 15  # points from which on an edge is looked for two pixels away
ALIKE = 0.12  # share by which neighbours' light may differ


@dataclass(frozen=True, eq=False)
class PointLight:
    """What seen points get: luminance in the picture, three channels, and illuminance [lx]."""

    luminance: Any
    illuminance: Any


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
    who = dr.opaque(mi.UInt32, column)
    emitter = field.emitters[column]
    family = int(opening_row(emitter.placed.luminaire.photometry.opening)[0])
    lights = replace(field.lights, families=frozenset({family}))
    pixel_key = hashed(dr.gather(mi.UInt32, key, points.lane), dr.opaque(mi.UInt32, emitter.key))
    active = points.active & (points.luminaire != who)
    sample = points.lane % each + (0 if columns else 1)
    first, (able, arriving) = _once(field, lights, points, who, sample, pixel_key, active)
    if not (columns and emitter.sized and field.options.pixel_light_points > 1):
        return first
    more = field.options.pixel_light_points - 1
    reach = 1 if more < FINE else 2
    chosen = dr.compress(varies(arriving, able, columns, share=ALIKE, faint=faint_lx, reach=reach))
    if dr.width(chosen) == 0:
        return first
    return _refined(field, lights, points, first, chosen, who, pixel_key)


def _once(
    field: LightField, lights: Emitters, points: SeenPoints, who: Any, sample: Any, key: Any, active: Any
) -> tuple[PointLight, tuple[Any, Any]]:
    """One point of the opening for each seen point; where light could be, and how much across it [lx]."""
    mi = mitsuba()
    lanes = light_lanes(
        field.ray_scene,
        lights,
        who,
        points.point,
        points.normal,
        spread_numbers(sample, key),
        active=active,
    )
    lux = dr.select(lanes.free, lanes.unshadowed_lx, 0.0)
    value, cosine = gloss_value(points.back, lanes.direction, points.normal, points.roughness)
    shine = fresnel(cosine, mi.Vector3f(points.gloss)) * value
    # Schlick's white edge is not for what has no gloss at all
    shine = dr.select(dr.max(points.gloss) > 0, shine, mi.Vector3f(0.0))
    luminance = (points.weight + shine) * lux
    able = active & (lanes.unshadowed_lx > 0)
    # across the ray: bumps of the surface are not noise
    facing = dr.maximum(dr.dot(lanes.direction, points.normal), 1e-3)
    arriving = dr.select(able, lux / facing, 0.0)
    dr.eval(luminance, lux, able, arriving)
    return PointLight(luminance, lux), (able, arriving)


def _refined(
    field: LightField,
    lights: Emitters,
    points: SeenPoints,
    first: PointLight,
    chosen: Any,
    who: Any,
    key: Any,
) -> PointLight:
    """Some points looked at again, and averaged with the first time."""
    mi = mitsuba()
    extra = field.options.pixel_light_points - 1
    lane = dr.arange(mi.UInt32, dr.width(chosen) * extra)
    source = dr.gather(mi.UInt32, chosen, lane // extra)

    def taken(kind: Any, values: Any) -> Any:
        return dr.gather(kind, kind(values), source)

    again = SeenPoints(
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
    sample = 1 + lane % extra
    more, _ = _once(field, lights, again, who, sample, taken(mi.UInt32, key), mi.Bool(True))
    luminance, lux = mi.Vector3f(first.luminance), mi.Float(first.illuminance)
    sums = [dr.block_sum(channel, extra) for channel in (*more.luminance, more.illuminance)]
    old = dr.gather(mi.Vector3f, luminance, chosen)
    share = 1 / (1 + extra)
    new = (old + mi.Vector3f(*sums[:3])) * share
    new_lux = (dr.gather(mi.Float, lux, chosen) + sums[3]) * share
    dr.eval(new, new_lux)
    dr.scatter(luminance, new, chosen)
    dr.scatter(lux, new_lux, chosen)
    dr.eval(luminance, lux)
    return PointLight(luminance, lux)
