"""How much glTF's material (ISO/IEC 12113, appendix B) reflects in all: of light from all sides, towards all.

Pictures show that material to the letter: Schlick's Fresnel term at the facet, between ray and half-way
direction; facets of Trowbridge and Reitz (GGX) with alpha = roughness**2 and the separable shadowing of
Smith, one bounce; beneath the gloss a Lambertian base, which gets what the Fresnel term leaves. Everything
here is a mean of that, over the cosine-weighted hemisphere of arriving light, and where no direction is
named also of leaving light; so numbers and pictures reflect the same.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating[Any]]

# Facets reflect a F0 + b of light from all sides; integrated once for roughness 0, 0.05 .. 1.
ROUGHNESS = np.linspace(0.0, 1.0, 21)
PER_F0 = np.array(
    [
        *(0.9524, 0.9524, 0.9524, 0.9522, 0.9509, 0.9476, 0.9409, 0.9297, 0.9131, 0.8904, 0.8614),
        *(0.8262, 0.7852, 0.7392, 0.6893, 0.6366, 0.5824, 0.5280, 0.4746, 0.4232, 0.3747),
    ]
)
BESIDE = np.array(
    [
        *(0.0476, 0.0476, 0.0471, 0.0456, 0.0431, 0.0395, 0.0352, 0.0306, 0.0261, 0.0219, 0.0181),
        *(0.0147, 0.0119, 0.0096, 0.0077, 0.0062, 0.0049, 0.0039, 0.0031, 0.0025, 0.0020),
    ]
)
# Mean of (1 - v.h)**5 over all arriving directions, as powers of 1 - n.v; within 6e-6 of the integral.
EDGE_AT = (8.204e-5, 2.0378e-3, 9.2142e-3, 7.972e-3, 8.8554e-3)
EDGE = 0.0036845  # the mean of that over all leaving directions


def normal_reflectance(ior: float) -> float:
    """F0: what a smooth boundary to air reflects of light that meets it head-on (Fresnel)."""
    return ((ior - 1.0) / (ior + 1.0)) ** 2


def facets_reflectance(f0: Field | float, roughness: Field | float) -> Field:
    """Share that facets of so much F0 reflect: gloss, or all of a metal, whose colour is its F0."""
    rough = np.asarray(roughness, np.float64)
    return np.asarray(f0 * np.interp(rough, ROUGHNESS, PER_F0) + np.interp(rough, ROUGHNESS, BESIDE))


def gloss_reflectance(ior: float, roughness: Field | float = 0.0) -> Field:
    """Share that a clear coat reflects; none where it refracts as air does."""
    f0 = normal_reflectance(ior)
    return np.asarray(facets_reflectance(f0, roughness) * (f0 > 0.0))


def kept_from_base(ior: float) -> float:
    """Share that a clear coat keeps from the base below it, whatever its roughness."""
    f0 = normal_reflectance(ior)
    return f0 + (1.0 - f0) * EDGE if f0 > 0.0 else 0.0


# Roughness, from where no ray is mirrored, and cosines at which it is tabled what facets reflect one way.
SEEN_ROUGHNESS = np.linspace(0.3, 1.0, 8)
SEEN_COSINE = np.linspace(0.1, 1.0, 13) ** 2
NODES = 64


@cache
def seen_facets() -> tuple[Field, Field]:
    """What facets reflect of light from all sides towards one: F0 times the first table plus the second.

    Each is (roughness, cosine), at `SEEN_ROUGHNESS` and `SEEN_COSINE`: the integral of the facets' values
    times the cosine of light, by Gauss and Legendre.
    """
    x, w = np.polynomial.legendre.leggauss(NODES)
    light, turn = np.meshgrid((x + 1) / 2, (x + 1) / 2 * np.pi, indexing="ij")
    weight = np.outer(w, w) / 4 * light * 2 * np.pi
    whole, edge = (np.empty((len(SEEN_ROUGHNESS), len(SEEN_COSINE))) for _ in range(2))
    for row, roughness in enumerate(SEEN_ROUGHNESS):
        a2 = roughness**4
        for column, seen in enumerate(SEEN_COSINE):
            towards = seen * light + np.sqrt((1 - seen**2) * (1 - light**2)) * np.cos(turn)
            vh = np.sqrt((1 + towards) / 2)
            nh = (seen + light) / (2 * vh)
            density = a2 / (np.pi * (nh * nh * (a2 - 1) + 1) ** 2)
            value = density * _visible(seen, a2) * _visible(light, a2) * weight
            whole[row, column], edge[row, column] = value.sum(), (value * (1 - vh) ** 5).sum()
    return whole - edge, edge


def _visible(cosine: Field | float, a2: float) -> Field:
    """Smith's share of facets that are free in one direction, over twice its cosine."""
    return np.asarray(1 / (cosine + np.sqrt(a2 + (1 - a2) * np.square(cosine))))
