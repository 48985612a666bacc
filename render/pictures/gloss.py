"""Reflection and refraction at glossy surfaces: which way a ray goes on, and how much of it.

Rough gloss is the microfacet model of glTF 2.0, appendix B: the distribution of Trowbridge and Reitz
(GGX) with alpha = roughness**2, the height-correlated shadowing of Smith, and Schlick's Fresnel term.
Normals are drawn as they are seen (E. Heitz, "Sampling the GGX distribution of visible normals",
JCGT 7(4), 2018), so that a reflected ray carries F G2 / G1 of the light.
"""

from __future__ import annotations

from typing import Any

import drjit as dr

from render.device import mitsuba

SMOOTHEST = 1e-3  # alpha below which a surface is a mirror


def fresnel(cosine: Any, mirrored: Any) -> Any:
    """Reflectance of three channels at an angle, from that at normal incidence (C. Schlick, 1994)."""
    one_less = 1 - dr.clip(cosine, 0.0, 1.0)
    fifth = one_less * one_less * one_less * one_less * one_less
    return mirrored + (1 - mirrored) * fifth


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
    """One reflected direction, its share G2 / G1 (Fresnel left out), and the cosine for Fresnel.

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
    ratio = _shadowing_ratio(seen, out, alpha)
    return mi.Vector3f(frame.to_world(out)), dr.select(out.z > 1e-4, ratio, 0.0), cosine


def _shadowing_ratio(seen: Any, out: Any, alpha: Any) -> Any:
    """G2 / G1: the share of visible facets that the reflected ray leaves freely."""

    def lambda_of(w: Any) -> Any:
        squared = w.z * w.z
        return 0.5 * (dr.sqrt(1 + alpha * alpha * dr.maximum(1 - squared, 0) / dr.maximum(squared, 1e-8)) - 1)

    own, other = lambda_of(seen), lambda_of(out)
    return (1 + own) / (1 + own + other)


def gloss_value(seen: Any, lit: Any, normal: Any, roughness: Any) -> tuple[Any, Any]:
    """D G2 / (4 (n.v)) of two directions, which times Fresnel and illuminance is luminance; and v.h.

    `seen` and `lit` are unit and leave the surface.
    """
    alpha = dr.maximum(roughness * roughness, SMOOTHEST)
    half = dr.normalize(seen + lit)
    nh, nv, nl = (dr.maximum(dr.dot(normal, w), 1e-4) for w in (half, seen, lit))
    a2 = alpha * alpha
    d = nh * nh * (a2 - 1) + 1
    density = a2 / (dr.pi * d * d)
    visible = 0.5 / (nl * dr.sqrt(nv * nv * (1 - a2) + a2) + nv * dr.sqrt(nl * nl * (1 - a2) + a2))
    return density * visible, dr.dot(seen, half)


def refracted(direction: Any, normal: Any, ior: Any, entering: Any) -> tuple[Any, Any]:
    """Direction behind a boundary (Snell), and whether there is one (device arrays)."""
    mi = mitsuba()
    eta = dr.select(entering, 1 / ior, ior)
    cosine = -dr.dot(direction, normal)
    squared = 1 - eta * eta * (1 - cosine * cosine)
    bent = direction * eta + normal * (eta * cosine - dr.safe_sqrt(squared))
    return mi.Vector3f(dr.normalize(bent)), squared > 0
