"""glTF's opaque material (ISO/IEC 12113, appendix B) as its formulas stand, integrated over directions."""

from __future__ import annotations

import numpy as np

NODES = 64


def value(v, light, vl, *, base, roughness, metallic, f0=0.04):
    """The BRDF for cosines of both directions to the normal and to each other."""
    squared = roughness**4
    vh = np.sqrt((1 + vl) / 2)
    nh = (v + light) / (2 * vh)
    density = squared / (np.pi * (nh**2 * (squared - 1) + 1) ** 2)
    visible = 1 / (v + np.sqrt(squared + (1 - squared) * v**2))
    visible = visible / (light + np.sqrt(squared + (1 - squared) * light**2))
    facets, schlick = density * visible, (1 - vh) ** 5
    coat = f0 + (1 - f0) * schlick
    dielectric = (1 - coat) * base / np.pi + coat * facets
    conductor = facets * (base + (1 - base) * schlick)
    return (1 - metallic) * dielectric + metallic * conductor


def nodes():
    """Gauss-Legendre nodes and weights on 0..1."""
    x, w = np.polynomial.legendre.leggauss(NODES)
    return (x + 1) / 2, w / 2


def reflected_towards(v, **material):
    """Share of light from all sides that is reflected towards cosines `v`, as from a Lambertian surface."""
    x, w = nodes()
    seen, light, turn = np.meshgrid(np.atleast_1d(v), x, x * np.pi, indexing="ij")
    vl = seen * light + np.sqrt((1 - seen**2) * (1 - light**2)) * np.cos(turn)
    values = value(seen, light, vl, **material) * light * 2 * np.pi
    return np.einsum("ijk,j,k->i", values, w, w)


def reflected_in_all(**material):
    """Share of light from all sides that is reflected, towards all."""
    x, w = nodes()
    return float((reflected_towards(x, **material) * 2 * x) @ w)
