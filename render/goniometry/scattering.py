"""What a surface does with light that meets it: which way it goes on, how much of it, and how it shines.

It is the material of pictures (`render.pictures`: glTF 2.0, appendix B) met from the other end: a diffuse
base, and what that scatters to its other side, under gloss; facets of a metal, panes, glass that bends light,
holes. Of the ways that are open one is drawn by its share. In one thing it is more careful: where gloss and
base together would give back more than arrives, as they do at grazing angles, the base gets what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np

from assets.colour import LUMINANCE_WEIGHTS
from assets.gloss import EDGE
from render.device import mitsuba
from render.glass import pane_share
from render.goniometry.surfaces import Met
from render.pictures.gloss import (
    even_gloss,
    fresnel,
    glass_fresnel,
    gloss_value,
    kept_from_base,
    reflected,
    refracted,
)
from render.pictures.highlights import CLEAR, HIGHLIGHT

DARKEST = 1e-12  # share below which a way is not open


@dataclass(frozen=True, eq=False)
class Shine:
    """How points shine after light met them, for light of one arriving direction: device arrays.

    Parameters
    ----------
    point, normal
        Where, and the unit normal on the side that light came from.
    arriving
        Its direction.
    diffuse, scattered
        Flux that leaves evenly to that side, before gloss keeps its part, and to the other [lm].
    facets, facets_edge
        Flux that facets meet times its Fresnel term: what is constant of that, and what goes with the fifth
        power.
    roughness, coat
        Of the gloss.
    amount
        Flux that leaves in all, about [lm].
    """

    point: Any
    normal: Any
    arriving: Any
    diffuse: Any
    scattered: Any
    facets: Any
    facets_edge: Any
    roughness: Any
    coat: Any
    amount: Any

    def arrays(self) -> tuple[Any, ...]:
        """All of them."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    def taken(self, which: Any) -> Shine:
        """Some of the points."""
        return Shine(*(dr.gather(type(array), array, which) for array in self.arrays()))


@dataclass(frozen=True, eq=False)
class Onward:
    """How rays go on: direction, their flux of three channels, on which side, and what is known of them.

    `known` tells of each ray whether the flux that it carries straight out of the body has been counted
    where it last was scattered, that is, whether `Shine` holds it.
    """

    goes: Any
    direction: Any
    flux: Any
    side: Any
    known: Any


def luminance(rgb: Any) -> Any:
    """Luminance of three channels."""
    r, g, b = LUMINANCE_WEIGHTS
    return rgb[0] * float(r) + rgb[1] * float(g) + rgb[2] * float(b)


def scatter(met: Met, direction: Any, flux: Any, known: Any, numbers: list[Any]) -> tuple[Onward, Shine]:
    """What becomes of light that met surfaces.

    Parameters
    ----------
    direction, flux, known
        Of the rays: unit, three channels [lm], and as in `Onward`.
    numbers
        Three device arrays in 0..1.
    """
    mi = mitsuba()
    finish = met.finish
    at = _response(met, direction)
    ways = _ways(met, direction, at.normal, numbers)
    hole, facets, base, other, through = ways.directions
    solid = finish.opacity
    bent = dr.select(at.straight, at.cosine, ways.facet_cosine)
    behind = kept_from_base(dr.abs(dr.dot(other, met.facing)), finish.coat)
    through = dr.select(at.straight, direction, dr.select(at.sheet, ways.frosted, through))
    # of each way: by which share it is drawn, where it leads, with how much, and whether `Shine` holds that
    choices = [
        (1 - solid, hole, mi.Vector3f(1 - solid), known),
        (luminance(at.even), facets, at.mirrored(ways.facet_cosine) * (ways.free * solid), at.shines),
        (
            luminance(at.diffuse) * at.left,
            base,
            at.diffuse * (solid * (1 - _coated(finish.coat, direction, base))),
            mi.Bool(True),
        ),
        (luminance(at.scattered) * (1 - EDGE), other, at.scattered * (solid * (1 - behind)), mi.Bool(True)),
        (luminance(at.clear), through, finish.clear * (solid * (1 - at.edge(bent))), known & at.straight),
    ]
    shares = [choices[0][0], *(solid * share for share, _, _, _ in choices[1:])]
    total = sum(shares[1:], shares[0])
    rest = numbers[2] * total
    taken, onward, out, tells = mi.Bool(False), direction, mi.Vector3f(0.0), mi.Bool(False)
    for share, (_, way, amount, tell) in zip(shares, choices, strict=True):
        here = ~taken & (share > DARKEST) & (rest < share)
        onward = dr.select(here, way, onward)
        out = dr.select(here, flux * amount * (total / dr.maximum(share, 1e-20)), out)
        tells = dr.select(here, tell, tells)
        taken |= here
        rest = rest - share
    side = dr.select(dr.dot(onward, met.facing) < 0, -met.facing, met.facing)
    goes = met.valid & taken & (luminance(out) > 0)
    return Onward(goes, onward, out, side, tells), _shine(met, at, direction, flux)


@dataclass(frozen=True, eq=False)
class _Response:
    """What surfaces give back of light from one direction, before it is known where it goes: device arrays.

    `even` is the mean share of facets or a boundary, `clear` that of what passes; `diffuse` and `scattered`
    are what the base has, and `left` what gloss leaves it of that. `shines` tells of rough facets.
    """

    normal: Any
    cosine: Any
    mirrored: Callable[[Any], Any]
    edge: Callable[[Any], Any]
    even: Any
    clear: Any
    diffuse: Any
    scattered: Any
    left: Any
    shines: Any
    sheet: Any
    straight: Any


def _response(met: Met, direction: Any) -> _Response:
    mi = mitsuba()
    finish, rough = met.finish, met.finish.roughness >= HIGHLIGHT
    # facets of rough gloss are looked at from afar: they stand about the triangle's own normal
    normal = dr.select(rough, met.facing, met.smooth)
    cosine = dr.clip(-dr.dot(normal, direction), 1e-4, 1.0)
    glass, sheet = dr.max(finish.clear) > 0, finish.thin > 0.5
    relative = dr.select(met.front, finish.ior, dr.rcp(finish.ior))

    def edge(c: Any) -> Any:
        return dr.select(sheet, 1 - pane_share(c, finish.ior), glass_fresnel(c, relative))

    def mirrored(c: Any) -> Any:
        own = dr.select(dr.max(finish.mirrored) > 0, fresnel(c, finish.mirrored), mi.Vector3f(0.0))
        return dr.select(glass, mi.Vector3f(edge(c)), own)

    facets = even_gloss(cosine, finish.mirrored, finish.roughness)[0]
    even = dr.select(rough & ~glass, facets, mirrored(cosine))
    clear = finish.clear * (1 - edge(cosine))
    left = 1 - kept_from_base(cosine, finish.coat)
    most = dr.max(finish.diffuse + finish.scattered) * left
    limit = dr.clip((1 - dr.max(even + clear)) / dr.maximum(most, 1e-6), 0.0, 1.0)
    return _Response(
        *(normal, cosine, mirrored, edge, even, clear, finish.diffuse * limit, finish.scattered * limit),
        *(left, rough & ~glass, sheet, sheet & (finish.roughness <= CLEAR)),
    )


def _shine(met: Met, at: _Response, direction: Any, flux: Any) -> Shine:
    """How the points shine."""
    finish, solid, facets = met.finish, met.finish.opacity, dr.max(met.finish.mirrored) > 0
    constant = dr.select(at.shines, luminance(flux * finish.mirrored) * solid, 0.0)
    growing = dr.select(at.shines & facets, luminance(flux) * solid - constant, 0.0)
    own, passing = luminance(flux * at.diffuse) * solid, luminance(flux * at.scattered) * solid
    amount = own * at.left + passing + dr.select(at.shines, luminance(flux * at.even) * solid, 0.0)
    return Shine(
        *(met.point, met.facing, mitsuba().Vector3f(direction), own, passing, constant, growing),
        *(finish.roughness, finish.coat, dr.select(met.valid, amount, 0.0)),
    )


@dataclass(frozen=True, eq=False)
class _Ways:
    """Directions: through a hole, off facets, off the base, out of the other side, into glass; `frosted`."""

    directions: tuple[Any, Any, Any, Any, Any]
    frosted: Any
    free: Any
    facet_cosine: Any


def _ways(met: Met, direction: Any, normal: Any, numbers: list[Any]) -> _Ways:
    mi, facing = mitsuba(), met.facing
    mirrored, free, facet_cosine = reflected(direction, normal, met.finish.roughness, numbers)
    facet = dr.normalize(mirrored - direction)
    bent, _ = refracted(direction, facet, met.finish.ior, met.front)
    frosted = mi.Vector3f(mirrored - normal * (2 * dr.dot(mirrored, normal)))
    even = mi.warp.square_to_cosine_hemisphere(mi.Point2f(numbers[0], numbers[1]))
    base = mi.Vector3f(mi.Frame3f(facing).to_world(even))
    ways = (direction, _turned(mirrored, facing), base, -base, _turned(bent, -facing))
    return _Ways(ways, _turned(frosted, -facing), free, facet_cosine)


def _turned(direction: Any, side: Any) -> Any:
    """Directions, mirrored at a triangle where they are on its wrong side: smooth normals lose no light."""
    along = dr.dot(direction, side)
    return dr.select(along < 0, direction - side * (2 * along), direction)


def _coated(coat: Any, arriving: Any, leaving: Any) -> Any:
    """What facets between two directions keep from the base below (Schlick)."""
    half = dr.normalize(leaving - arriving)
    return dr.select(coat > 0, fresnel(dr.dot(leaving, half), coat), 0.0)


def intensity_towards(shine: Shine, towards: Any) -> Any:
    """Intensity of points that shine, if nothing stands before them [cd]; `towards` are unit directions."""
    mi = mitsuba()
    along = dr.dot(shine.normal, towards)
    cosine = dr.abs(along)
    half = dr.normalize(towards - shine.arriving)
    slant = 1 - dr.clip(dr.dot(towards, half), 0.0, 1.0)
    fifth = slant * slant * slant * slant * slant
    coated = dr.select(shine.coat > 0, shine.coat + (1 - shine.coat) * fifth, 0.0)
    back = shine.diffuse * (1 - coated) * dr.inv_pi
    rough = shine.facets + shine.facets_edge > 0
    value = gloss_value(towards, -shine.arriving, shine.normal, shine.roughness)[0]
    back += dr.select(rough, (shine.facets + shine.facets_edge * fifth) * value, 0.0)
    onward = shine.scattered * (1 - kept_from_base(cosine, shine.coat)) * dr.inv_pi
    return mi.Float(dr.select(along > 0, back, onward) * cosine)


def evenly_shining(point: Any, normal: Any, flux_lm: Any) -> Shine:
    """Points of Lambertian sources, each of so much flux."""
    mi = mitsuba()
    none = dr.zeros(mi.Float, dr.width(flux_lm))
    one = none + np.float32(1.0)
    return Shine(point, normal, -normal, flux_lm, none, none, none, one, none, flux_lm)
