"""What camera rays meet and what they see in gloss and glass: points whose light makes the picture."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import drjit as dr

from render.device import mitsuba
from render.emitters import Emitters
from render.pictures.body_rays import NOBODY
from render.pictures.gloss import even_gloss, kept_from_base, pane_fresnel
from render.pictures.glow import Glow, Sky, glow_cd_m2, sky_cd_m2
from render.pictures.highlights import CLEAR, HIGHLIGHT, left_to_rays
from render.pictures.looks import Looks, shading_normal
from render.pictures.materials import finish_at
from render.pictures.onward import Met, Rays, gone_on, rays_from
from render.pictures.sight import (
    Chain,
    FirstHits,
    Glowing,
    Path,
    SeenPoints,
    Sight,
    chained,
    joined_arrays,
)
from render.sampling import hashed, spread_numbers

ROUGHEST = 0.65  # gloss rougher than this is taken as diffuse
MOST_BOUNCES = 12  # mirrors that face mirrors end here


@dataclass(frozen=True, eq=False)
class Eye:
    """What looking needs: looks, glow, sky, the width of a pixel at 1 m [m], and luminaires' light.

    `lights` are there where whoever asks works out highlights of seen points; without, rays find them all.
    """

    looks: Looks
    glow: Glow
    sky: Sky | None
    spread: float
    lights: Emitters | None = None


def look(
    eye: Eye, origin: Any, direction: Any, key: Any, *, bounces: int = MOST_BOUNCES, paths: bool = False
) -> Sight:
    """Follow camera rays.

    Parameters
    ----------
    origin, direction
        Of each ray, the direction unit (device arrays).
    key
        A 32-bit number of each ray that seeds its choices.
    bounces
        Surfaces that a ray meets at most.
    paths
        Whether the ways of rays after the first surface are told.
    """
    mi = mitsuba()
    lanes = dr.width(direction)
    points: list[SeenPoints] = []
    head: SeenPoints | None = None
    glowing: list[Glowing] = []
    ways: list[Path] = []
    sky = dr.zeros(mi.Vector3f, lanes)
    branches = dr.full(mi.Bool, False, lanes)
    first = None
    under_way = [(0, rays_from(origin, direction))]
    while under_way:
        bounce, rays = under_way.pop(0)
        met = _meet(eye, rays, coherent=bounce == 0)
        own_key = key if bounce == 0 else dr.gather(mi.UInt32, key, rays.lane)
        if first is None:
            first = _first_hits(met)
        else:
            # a lamp in a window is thin and far brighter than all around it, however little is mirrored
            dr.scatter(branches, True, rays.lane, met.valid & (met.luminaire != NOBODY))
            if paths:
                ways.append(_path(rays, met))
        glowing += _glow_seen(eye, rays, met, looked_for=bounce == 0)
        if eye.sky is not None:
            sky = _with_sky(eye.sky, sky, rays, met)
        found = _points_seen(rays, met, highlights=eye.lights is not None)
        if bounce == 0 and found:
            head, *found = found
        points += found
        if bounce + 1 == bounces:
            continue
        numbers = spread_numbers(bounce, hashed(own_key, 3))
        groups, by_chance = gone_on(rays, met, numbers, bounce=bounce)
        if bounce == 0:
            branches |= by_chance
            dr.eval(branches)
        under_way += [(bounce + 1, group) for group in groups]
    dr.eval(sky, branches)
    if first is None:  # never: there is at least one bounce
        raise RuntimeError("no ray was followed")
    together = _joined(points), _chain(points, lanes), _joined(glowing), _chain(glowing, lanes)
    return Sight(lanes, branches, head, first, *together, tuple(ways), sky)


def _path(rays: Rays, met: Met) -> Path:
    length = dr.select(met.valid, met.distance, dr.inf)
    path = Path(mitsuba().UInt32(rays.lane), rays.origin, rays.direction, length)
    dr.eval(path.lane, path.origin, path.direction, path.length)
    return path


def _first_hits(met: Met) -> FirstHits:
    """What camera rays met, as it is kept."""
    mi = mitsuba()
    finish = met.finish
    albedo = mi.Vector3f(dr.minimum(finish.diffuse + finish.scattered + finish.mirrored, 1.0))
    place, normal, facing = mi.Point3f(met.point), mi.Vector3f(met.normal), mi.Vector3f(met.facing)
    glows = met.valid & met.glows
    return FirstHits(
        *(place, normal, facing, met.distance, albedo, finish.roughness, met.valid, glows),
        *(met.material, met.luminaire),
    )


Parts = TypeVar("Parts", SeenPoints, Glowing)


def _joined(parts: list[Parts]) -> Parts | None:
    """What rays see at one bounce after the other, behind each other."""
    if not parts:
        return None
    joined = {}
    for field in fields(parts[0]):
        values = [getattr(part, field.name) for part in parts]
        flag = isinstance(values[0], bool)
        joined[field.name] = (
            any(values) if flag else joined_arrays([_wide(v, p) for v, p in zip(values, parts, strict=True)])
        )
    dr.eval(joined)
    return type(parts[0])(**joined)


def _wide(values: Any, part: Any) -> Any:
    """Values with an entry for each ray, where they are the same for all."""
    if dr.width(values) == dr.width(part.lane):
        return values
    return dr.gather(type(values), values, dr.zeros(mitsuba().UInt32, dr.width(part.lane)))


def _chain(parts: list[Parts], lanes: int) -> Chain | None:
    return chained([part.lane for part in parts], lanes) if parts else None


def _meet(eye: Eye, rays: Rays, *, coherent: bool) -> Met:
    """The nearest of room and bodies along each ray."""
    mi = mitsuba()
    looks = eye.looks
    ray = mi.Ray3f(rays.origin, rays.direction)
    found = looks.room.ray_intersect_preliminary(ray, coherent=coherent)
    valid, distance, at, triangle = found.is_valid(), found.t, mi.Point2f(found.prim_uv), found.prim_index
    if looks.bodies is not None:
        body = looks.bodies.ray_intersect_preliminary(ray, coherent=coherent)
        nearer = body.is_valid() & (~valid | (body.t < distance))
        triangle = dr.select(nearer, body.prim_index + dr.opaque(mi.UInt32, looks.room_triangles), triangle)
        distance, at = dr.select(nearer, body.t, distance), dr.select(nearer, mi.Point2f(body.prim_uv), at)
        valid |= nearer
    met = _on_surface(eye, rays, dr.select(valid, triangle, 0), dr.select(valid, distance, 0.0), at, valid)
    finish = met.finish
    dr.eval(
        *(met.valid, met.point, met.normal, met.facing, met.front, met.distance, met.luminaire, met.glows),
        *(met.triangle, met.material, finish.diffuse, finish.scattered, finish.mirrored, finish.roughness),
        *(finish.coat, finish.ior, finish.clear, finish.thin, finish.opacity, finish.window),
    )
    return met


def _on_surface(eye: Eye, rays: Rays, triangle: Any, distance: Any, at: Any, valid: Any) -> Met:
    """What triangles show at hits, whose barycentric coordinates are `at`."""
    mi = mitsuba()
    looks = eye.looks
    corner = [[dr.gather(mi.Float, component, triangle, valid) for component in pair] for pair in looks.uv]
    first = 1 - at.x - at.y
    uv = [corner[0][k] * first + corner[1][k] * at.x + corner[2][k] * at.y for k in range(2)]
    travelled = rays.travelled + distance
    texels = dr.gather(mi.Float, looks.texels, triangle, valid)
    fineness = texels * travelled * dr.opaque(mi.Float, eye.spread)
    material = dr.gather(mi.UInt32, looks.material, triangle, valid)
    smooth, normal = shading_normal(looks, triangle, at, uv, fineness, material, valid)
    facing = dr.gather(mi.Vector3f, looks.facing, triangle, valid)
    front = dr.dot(facing, rays.direction) < 0
    own_side = dr.select(front, facing, -facing)
    normal = dr.select(dr.dot(smooth, own_side) < 0, -normal, normal)
    # a bent normal must not look away from the eye
    towards = dr.dot(normal, rays.direction)
    normal = dr.select(towards > -1e-3, dr.normalize(normal - rays.direction * (towards + 2e-3)), normal)
    rgb = dr.gather(mi.Vector3f, looks.rgb, triangle, valid)
    finish = finish_at(looks.materials, material, rgb, uv, fineness, valid)
    # gloss that is seen in rough gloss is as rough: a highlight in a highlight would be specks
    # (A. Kaplanyan and C. Dachsbacher, Path Space Regularization, Computer Graphics Forum 32(2), 2013)
    again = rays.blurred & (finish.roughness > CLEAR)
    finish = replace(
        finish, roughness=dr.select(again, dr.maximum(finish.roughness, HIGHLIGHT), finish.roughness)
    )
    return Met(
        valid=valid,
        point=rays.origin + rays.direction * distance,
        normal=normal,
        facing=own_side,
        front=front,
        distance=distance,
        luminaire=dr.gather(mi.UInt32, looks.luminaire, triangle, valid),
        glows=valid & dr.gather(mi.Bool, looks.glows, triangle, valid),
        triangle=triangle,
        material=material,
        finish=finish,
    )


def _glow_seen(eye: Eye, rays: Rays, met: Met, *, looked_for: bool) -> list[Glowing]:
    """Luminaires' glowing parts that rays meet."""
    mi = mitsuba()
    if eye.looks.bodies is None:
        return []
    shining = met.glows & met.front
    if not looked_for and not dr.any(shining):
        return []
    luminance = glow_cd_m2(eye.glow, dr.select(shining, met.luminaire, 0), -rays.direction, shining)
    dr.eval(luminance)
    share = mi.Vector3f(rays.share) * met.finish.opacity
    if eye.lights is not None:
        who = dr.select(shining, met.luminaire, 0)
        left = left_to_rays(eye.lights, who, rays.gloss_at, rays.per_sr)
        # no light of a luminaire falls on its own body
        share *= dr.select(rays.gloss_of == met.luminaire, 1.0, left)
    dr.eval(share)
    return [Glowing(rays.lane, dr.select(shining, met.luminaire, 0), share, luminance)]


def _with_sky(sky: Sky, seen: Any, rays: Rays, met: Met) -> Any:
    """Sky seen through panes, less what they reflect; each ray meets one at most."""
    mi = mitsuba()
    pane = met.valid & met.finish.window
    passed = 1 - pane_fresnel(dr.dot(met.normal, rays.direction), met.finish.ior)
    share = mi.Vector3f(rays.share) * met.finish.clear * passed
    luminance = mi.Vector3f(*sky_cd_m2(sky, rays.direction.z)) * share
    total = dr.gather(mi.Vector3f, seen, rays.lane, pane) + luminance
    dr.scatter(seen, total, rays.lane, pane)
    return seen


def _points_seen(rays: Rays, met: Met, *, highlights: bool) -> list[SeenPoints]:
    """Points whose diffuse light, and whose highlights, are worked out; and their other sides."""
    mi = mitsuba()
    finish = met.finish
    share = mi.Vector3f(rays.share) * finish.opacity
    cosine = dr.clip(-dr.dot(met.normal, rays.direction), 0.0, 1.0)
    left = 1 - kept_from_base(cosine, finish.coat)
    even, mirrored = even_gloss(cosine, finish.mirrored, finish.roughness)
    dull = finish.roughness > ROUGHEST
    weight = share * (finish.diffuse * left)
    weight += share * dr.select(dull, even, 0.0)
    weight = dr.select(met.valid & ~met.finish.window, weight / dr.pi, 0.0)
    glossy = ~dull & met.valid & (dr.max(finish.mirrored) > 0)
    rough = (finish.roughness >= HIGHLIGHT) & glossy
    shiny = rough
    if highlights:
        shiny = rough | ((finish.roughness > CLEAR) & glossy & ~(dr.max(finish.clear) > 0))
    gloss = dr.select(shiny, share * finish.mirrored, mi.Vector3f(0.0))
    sheen = dr.select(rough, share * mirrored, mi.Vector3f(0.0))
    active = (dr.max(weight) > 0) | (dr.max(gloss) > 0)
    dr.eval(weight, gloss, sheen, active)
    points: list[SeenPoints] = []
    scattering = dr.any(dr.max(finish.scattered) > 0)
    if dr.any(active) or scattering:
        points.append(
            SeenPoints(
                *(rays.lane, met.point, met.normal, weight, gloss, finish.roughness, -rays.direction, sheen),
                *(met.luminaire, met.triangle, ~met.front, active, bool(dr.any(shiny))),
            )
        )
    through = share * finish.scattered * (left / dr.pi)
    scatters = met.valid & (dr.max(through) > 0)
    if dr.any(scatters):
        nothing = mi.Vector3f(0.0)
        other = dr.select(scatters, through, nothing)
        dr.eval(other)
        points.append(
            SeenPoints(
                *(
                    rays.lane,
                    met.point,
                    -met.normal,
                    other,
                    nothing,
                    finish.roughness,
                    -rays.direction,
                    nothing,
                ),
                *(met.luminaire, met.triangle, met.front, scatters, False),
            )
        )
    return points
