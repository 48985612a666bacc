"""Reflection and refraction at glossy surfaces: which way a ray goes on, and how much of it.

Rough gloss is the microfacet model of glTF 2.0, appendix B: the distribution of Trowbridge and Reitz
(GGX) with alpha = roughness**2, the separable shadowing of Smith, and Schlick's Fresnel term.
Normals are drawn as they are seen (E. Heitz, "Sampling the GGX distribution of visible normals",
JCGT 7(4), 2018), so that a reflected ray carries F G1 of the light. What that makes in all, for numbers:
`assets.gloss`.
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import numpy as np

from assets.gloss import EDGE_AT, SEEN_COSINE, SEEN_ROUGHNESS, seen_facets
from render.device import mitsuba
from render.device_arrays import device_floats

SMOOTHEST = 1e-3  # alpha below which a surface is a mirror


def fresnel(cosine: Any, mirrored: Any) -> Any:
    """Reflectance of three channels at an angle, from that at normal incidence (C. Schlick, 1994)."""
    one_less = 1 - dr.clip(cosine, 0.0, 1.0)
    fifth = one_less * one_less * one_less * one_less * one_less
    return mirrored + (1 - mirrored) * fifth


def kept_from_base(cosine: Any, f0: Any) -> Any:
    """Share of light from all sides that a coat keeps from its base, seen at an angle to the surface.

    `f0` is the coat's reflectance at normal incidence; without one it keeps nothing.
    """
    slant = 1 - dr.clip(cosine, 0.0, 1.0)
    edge = dr.zeros(mitsuba().Float)
    for coefficient in reversed(EDGE_AT):
        edge = edge * slant + coefficient
    return dr.select(f0 > 0, f0 + (1 - f0) * edge, 0.0)


def even_gloss(cosine: Any, mirrored: Any, roughness: Any) -> tuple[Any, Any]:
    """What rough facets reflect of light from all sides, seen at an angle to the surface, three channels.

    And the mean Fresnel term of that light, for rays that are drawn and carry the rest.
    """
    mi = mitsuba()
    rows, columns = len(SEEN_ROUGHNESS), len(SEEN_COSINE)
    step = float(SEEN_ROUGHNESS[1] - SEEN_ROUGHNESS[0])
    down = dr.clip((roughness - float(SEEN_ROUGHNESS[0])) / step, 0.0, rows - 1.0)
    roots = np.sqrt(SEEN_COSINE)
    along = dr.sqrt(dr.clip(cosine, 0.0, 1.0)) - float(roots[0])
    along = dr.clip(along / float(roots[1] - roots[0]), 0.0, columns - 1.0)
    row, column = dr.minimum(mi.UInt32(down), rows - 2), dr.minimum(mi.UInt32(along), columns - 2)
    down, along = down - row, along - column
    first = row * columns + column

    def read(table: Any) -> Any:
        upper, lower = (
            dr.lerp(dr.gather(mi.Float, table, place), dr.gather(mi.Float, table, place + 1), along)
            for place in (first, first + columns)
        )
        return dr.lerp(upper, lower, down)

    per_f0, beside = (read(device_floats(table)) for table in seen_facets())
    glossy = dr.max(mirrored) > 0  # Schlick's white edge is not for what has no gloss at all
    fresnel = mirrored + (1 - mirrored) * (beside / (per_f0 + beside))
    nothing = mi.Vector3f(0.0)
    return dr.select(glossy, mirrored * per_f0 + beside, nothing), dr.select(glossy, fresnel, nothing)


def glass_fresnel(cosine: Any, ior: Any) -> Any:
    """Reflectance of one smooth dielectric boundary (Fresnel, unpolarised).

    `ior` is that of what lies behind the boundary over that before it: below 1 from within glass.
    """
    c = dr.clip(dr.abs(cosine), 1e-4, 1.0)
    squared = ior * ior - 1 + c * c
    g = dr.safe_sqrt(squared)
    a, b = (g - c) / (g + c), (c * (g + c) - 1) / (c * (g - c) + 1)
    return dr.select(squared > 0, 0.5 * a * a * (1 + b * b), 1.0)


def pane_fresnel(cosine: Any, ior: Any) -> Any:
    """Reflectance of a sheet with two such boundaries, all orders between them: 2 F / (1 + F)."""
    one = glass_fresnel(cosine, ior)
    return 2 * one / (1 + one)


def reflected(direction: Any, normal: Any, roughness: Any, numbers: list[Any]) -> tuple[Any, Any, Any]:
    """One reflected direction, its share G1 (Fresnel left out), and the cosine for Fresnel.

    Parameters
    ----------
    direction
        Where the ray comes along, unit, towards the surface.
    normal
        Unit, on the ray's side.
    numbers
        Two device arrays in 0..1.
    """
    mi = mitsuba()
    alpha = dr.maximum(roughness * roughness, SMOOTHEST)
    frame = mi.Frame3f(normal)
    seen = frame.to_local(-direction)
    seen = mi.Vector3f(seen.x, seen.y, dr.maximum(seen.z, 1e-4))
    stretched = dr.normalize(mi.Vector3f(alpha * seen.x, alpha * seen.y, seen.z))
    squared = stretched.x * stretched.x + stretched.y * stretched.y
    inverse = dr.rsqrt(dr.maximum(squared, 1e-12))
    t1 = dr.select(
        squared > 1e-10, mi.Vector3f(-stretched.y, stretched.x, 0.0) * inverse, mi.Vector3f(1, 0, 0)
    )
    t2 = dr.cross(stretched, t1)
    radius, turn = dr.sqrt(numbers[0]), 2 * dr.pi * numbers[1]
    sine, cosine = dr.sincos(turn)
    a = radius * cosine
    share = 0.5 * (1 + stretched.z)
    b = (1 - share) * dr.safe_sqrt(1 - a * a) + share * radius * sine
    facet = t1 * a + t2 * b + stretched * dr.safe_sqrt(1 - a * a - b * b)
    facet = dr.normalize(mi.Vector3f(alpha * facet.x, alpha * facet.y, dr.maximum(facet.z, 1e-6)))
    facet = dr.select(alpha > SMOOTHEST, facet, mi.Vector3f(0, 0, 1))
    cosine = dr.dot(seen, facet)
    out = 2 * cosine * facet - seen
    free = dr.select(out.z > 1e-4, _free(out.z, alpha), 0.0)
    return mi.Vector3f(frame.to_world(out)), free, cosine


def _free(cosine: Any, alpha: Any) -> Any:
    """G1: the share of facets that light meets, or leaves, at an angle to the surface."""
    a2 = alpha * alpha
    return 2 * cosine / (cosine + dr.sqrt(a2 + (1 - a2) * cosine * cosine))


def gloss_value(seen: Any, lit: Any, normal: Any, roughness: Any) -> tuple[Any, Any]:
    """D G / (4 (n.l) (n.v)) of two directions, which times Fresnel and illuminance is luminance; and v.h.

    `seen` and `lit` are unit and leave the surface.
    """
    alpha = dr.maximum(roughness * roughness, SMOOTHEST)
    half = dr.normalize(seen + lit)
    nh, nv, nl = (dr.maximum(dr.dot(normal, w), 1e-4) for w in (half, seen, lit))
    a2 = alpha * alpha
    d = nh * nh * (a2 - 1) + 1
    density = a2 / (dr.pi * d * d)
    visible = _free(nl, alpha) * _free(nv, alpha) / (4 * nl * nv)
    return density * visible, dr.dot(seen, half)


def rays_per_sr(seen: Any, lit: Any, normal: Any, roughness: Any) -> Any:
    """Density with which `reflected` draws a direction: D G1 / (4 n.v).

    `seen` and `lit` are unit and leave the surface.
    """
    alpha = dr.maximum(roughness * roughness, SMOOTHEST)
    value, _ = gloss_value(seen, lit, normal, roughness)
    nl = dr.maximum(dr.dot(normal, lit), 1e-4)
    return value * nl / _free(nl, alpha)


def refracted(direction: Any, normal: Any, ior: Any, entering: Any) -> tuple[Any, Any]:
    """Direction behind a boundary (Snell), and whether there is one (device arrays)."""
    mi = mitsuba()
    eta = dr.select(entering, 1 / ior, ior)
    cosine = -dr.dot(direction, normal)
    squared = 1 - eta * eta * (1 - cosine * cosine)
    bent = direction * eta + normal * (eta * cosine - dr.safe_sqrt(squared))
    return mi.Vector3f(dr.normalize(bent)), squared > 0
