"""What camera rays meet and what they see in gloss and glass: points whose light makes the picture."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVar

import drjit as dr

from render.device import mitsuba
from render.pictures.gloss import (
    even_gloss,
    fresnel,
    glass_fresnel,
    kept_from_base,
    pane_fresnel,
    reflected,
    refracted,
)
from render.pictures.glow import Glow, Sky, glow_cd_m2, sky_cd_m2
from render.pictures.looks import Looks, shading_normal
from render.pictures.materials import Finish, finish_at
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
from render.rays import LIFT_M
from render.sampling import hashed, spread_numbers

ROUGHEST = 0.65  # gloss rougher than this is taken as diffuse
HIGHLIGHT = 0.3  # from this roughness on, no ray is reflected: highlights are looked for from the light,
# and what is reflected of the room is gathered with neighbours
CLEAR = 0.05  # roughness up to which a reflection is sharp
STRONG = 0.3  # share of the picture that is seen in a mirror, from which its edges are smoothed too
FAINTEST = 4e-3  # share of the picture below which a ray is not followed
MOST_BOUNCES = 12  # mirrors that face mirrors end here


@dataclass(frozen=True, eq=False)
class _Rays:
    """Rays under way: device arrays."""

    lane: Any
    origin: Any
    direction: Any
    share: Any
    travelled: Any


@dataclass(frozen=True, eq=False)
class _Met:
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
class Eye:
    """What looking needs: looks, glow, sky, and the width of a pixel at 1 m [m]."""

    looks: Looks
    glow: Glow
    sky: Sky | None
    spread: float


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
    rays = _Rays(
        dr.arange(mi.UInt32, lanes),
        mi.Point3f(origin),
        mi.Vector3f(direction),
        mi.Vector3f(1.0),
        mi.Float(0.0),
    )
    points: list[SeenPoints] = []
    head: SeenPoints | None = None
    glowing: list[Glowing] = []
    ways: list[Path] = []
    sky = dr.zeros(mi.Vector3f, lanes)
    branches = dr.full(mi.Bool, False, lanes)
    first = None
    for bounce in range(bounces):
        met = _meet(eye, rays, coherent=bounce == 0)
        numbers = spread_numbers(
            bounce, hashed(key if bounce == 0 else dr.gather(mi.UInt32, key, rays.lane), 3)
        )
        if first is None:
            first = _first_hits(met)
        elif paths:
            ways.append(_path(rays, met))
        glowing += _glow_seen(eye, rays, met, looked_for=bounce == 0)
        if eye.sky is not None:
            sky = _with_sky(eye.sky, sky, rays, met)
        found = _points_seen(rays, met)
        if bounce == 0 and found:
            head, *found = found
        points += found
        if bounce + 1 == bounces:
            break
        onward, by_chance = _gone_on(rays, met, numbers)
        branches = by_chance if bounce == 0 else branches
        if onward is None:
            break
        rays = onward
    dr.eval(sky, branches)
    if first is None:  # never: there is at least one bounce
        raise RuntimeError("no ray was followed")
    together = _joined(points), _chain(points, lanes), _joined(glowing), _chain(glowing, lanes)
    return Sight(lanes, branches, head, first, *together, tuple(ways), sky)


def _path(rays: _Rays, met: _Met) -> Path:
    length = dr.select(met.valid, met.distance, dr.inf)
    path = Path(mitsuba().UInt32(rays.lane), rays.origin, rays.direction, length)
    dr.eval(path.lane, path.origin, path.direction, path.length)
    return path


def _first_hits(met: _Met) -> FirstHits:
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


def _meet(eye: Eye, rays: _Rays, *, coherent: bool) -> _Met:
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


def _on_surface(eye: Eye, rays: _Rays, triangle: Any, distance: Any, at: Any, valid: Any) -> _Met:
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
    return _Met(
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
        finish=finish_at(looks.materials, material, rgb, uv, fineness, valid),
    )


def _glow_seen(eye: Eye, rays: _Rays, met: _Met, *, looked_for: bool) -> list[Glowing]:
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
    dr.eval(share)
    return [Glowing(rays.lane, dr.select(shining, met.luminaire, 0), share, luminance)]


def _with_sky(sky: Sky, seen: Any, rays: _Rays, met: _Met) -> Any:
    """Sky seen through panes, less what they reflect; each ray meets one at most."""
    mi = mitsuba()
    pane = met.valid & met.finish.window
    passed = 1 - pane_fresnel(dr.dot(met.normal, rays.direction), met.finish.ior)
    share = mi.Vector3f(rays.share) * met.finish.clear * passed
    luminance = mi.Vector3f(*sky_cd_m2(sky, rays.direction.z)) * share
    total = dr.gather(mi.Vector3f, seen, rays.lane, pane) + luminance
    dr.scatter(seen, total, rays.lane, pane)
    return seen


def _points_seen(rays: _Rays, met: _Met) -> list[SeenPoints]:
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
    rough = (finish.roughness >= HIGHLIGHT) & ~dull & met.valid & (dr.max(finish.mirrored) > 0)
    gloss = dr.select(rough, share * finish.mirrored, mi.Vector3f(0.0))
    sheen = dr.select(rough, share * mirrored, mi.Vector3f(0.0))
    active = (dr.max(weight) > 0) | (dr.max(gloss) > 0)
    dr.eval(weight, gloss, sheen, active)
    points: list[SeenPoints] = []
    scattering = dr.any(dr.max(finish.scattered) > 0)
    if dr.any(active) or scattering:
        points.append(
            SeenPoints(
                *(rays.lane, met.point, met.normal, weight, gloss, finish.roughness, -rays.direction, sheen),
                *(met.luminaire, met.triangle, ~met.front, active, bool(dr.any(rough))),
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


def _gone_on(rays: _Rays, met: _Met, numbers: list[Any]) -> tuple[_Rays | None, Any]:
    """Rays that are reflected or pass on, and which of them do so by chance."""
    mi = mitsuba()
    finish, share = met.finish, mi.Vector3f(rays.share)
    holes = met.valid & (finish.opacity < 1)
    ways = []
    if dr.any(holes):
        ways.append((holes, share * (1 - finish.opacity), rays.direction))
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
    ways.append((glossy & (dr.max(reflects) > FAINTEST), reflects, direction))
    passes = met.valid & glass & ~finish.window
    if dr.any(passes):
        bent, possible = refracted(rays.direction, met.normal, finish.ior, met.front)
        onward = dr.select(sheet, _mirror(direction, met.normal), bent)
        amount = share * finish.clear * ((1 - edge) * finish.opacity * dr.select(sheet, ratio, 1.0))
        ways.append((passes & (sheet | possible) & (dr.max(amount) > FAINTEST), amount, onward))
    return _chosen(rays, met, ways, numbers[2])


def _mirror(direction: Any, normal: Any) -> Any:
    """A direction mirrored at a plane: a sheet scatters forwards as it scatters back."""
    mi = mitsuba()
    return mi.Vector3f(direction - normal * (2 * dr.dot(direction, normal)))


def _chosen(
    rays: _Rays, met: _Met, ways: list[tuple[Any, Any, Any]], number: Any
) -> tuple[_Rays | None, Any]:
    """Rays that go on, packed without gaps, and where chance had a say, for each of the rays before.

    Where several ways are open, one is drawn by its share.
    """
    mi = mitsuba()
    strengths = [dr.select(open_, dr.max(share), 0.0) for open_, share, _ in ways]
    total = sum(strengths, mi.Float(0.0))
    left = number * total
    share, direction, taken = mi.Vector3f(0.0), mi.Vector3f(rays.direction), mi.Bool(False)
    for strength, (_, own, towards) in zip(strengths, ways, strict=True):
        here = ~taken & (strength > 0) & (left < strength)
        share = dr.select(here, own * (total / dr.maximum(strength, 1e-20)), share)
        direction = dr.select(here, towards, direction)
        taken |= here
        left -= strength
    goes = taken & (dr.max(share) > FAINTEST)
    side = dr.select(dr.dot(direction, met.normal) < 0, -met.normal, met.normal)
    origin = met.point + side * LIFT_M
    dr.eval(goes, origin, direction, share)
    kept: Any = dr.compress(goes)
    several = sum((dr.select(strength > 0, 1, 0) for strength in strengths), mi.UInt32(0)) > 1
    spread = (met.finish.roughness > CLEAR) & (met.finish.roughness < HIGHLIGHT)
    by_chance = (total > 0) & (several | spread | (total > STRONG))
    if dr.width(kept) == 0:
        return None, by_chance
    travelled = rays.travelled + met.distance
    onward = _Rays(
        dr.gather(mi.UInt32, rays.lane, kept),
        dr.gather(mi.Point3f, mi.Point3f(origin), kept),
        dr.gather(mi.Vector3f, mi.Vector3f(direction), kept),
        dr.gather(mi.Vector3f, share, kept),
        dr.gather(mi.Float, travelled, kept),
    )
    return onward, by_chance
