"""glTF's opaque metallic-roughness material (ISO/IEC 12113, appendix B) for Mitsuba, which has none.

Its own `principled` has another diffuse part, which reflects more in all: in a light room that alone is
several percent. Facets and their shadowing are Mitsuba's, with the directions that they are drawn by.
"""

from __future__ import annotations

import functools
from typing import Any

import drjit as dr

from render.device import mitsuba

SMOOTHEST = 1e-3  # alpha; what is smoother is a mirror
GLOSSY = 0.5  # share of directions that facets choose


@functools.cache
def know_gltf() -> None:
    """Make Mitsuba know the material `gltf`.

    Its properties are the textures `base_color`, `roughness`, `metallic` and the number `gloss`, the
    reflectance of what is no metal at normal incidence.
    """
    mi = mitsuba()

    class Gltf(mi.BSDF):
        """A diffuse base under gloss, or a metal, or something in between."""

        def __init__(self, properties: Any) -> None:
            super().__init__(properties)
            self.base, self.rough = properties["base_color"], properties["roughness"]
            self.metal, self.gloss = properties["metallic"], float(properties["gloss"])
            front = mi.BSDFFlags.FrontSide
            kinds = (mi.BSDFFlags.DiffuseReflection, mi.BSDFFlags.GlossyReflection)
            self.m_components = [int(kind) | int(front) for kind in kinds]
            self.m_flags = self.m_components[0] | self.m_components[1]

        def _facets(self, si: Any, active: Any) -> Any:
            rough = self.rough.eval_1(si, active)
            alpha = dr.maximum(rough * rough, SMOOTHEST)
            return mi.MicrofacetDistribution(mi.MicrofacetType.GGX, alpha, True)

        def sample(self, ctx: Any, si: Any, sample1: Any, sample2: Any, active: Any = True) -> Any:
            facet, _ = self._facets(si, active).sample(si.wi, sample2)
            found = dr.zeros(mi.BSDFSample3f, dr.width(si.wi))
            even = mi.warp.square_to_cosine_hemisphere(sample2)
            found.wo = dr.select(sample1 < GLOSSY, mi.reflect(si.wi, facet), even)
            found.eta = 1.0
            found.sampled_type = mi.UInt32(int(mi.BSDFFlags.GlossyReflection))
            value, found.pdf = self.eval_pdf(ctx, si, found.wo, active)
            good = active & (found.pdf > 0)
            return found, dr.select(good, value / found.pdf, 0.0)

        def eval(self, ctx: Any, si: Any, wo: Any, active: Any = True) -> Any:
            return self.eval_pdf(ctx, si, wo, active)[0]

        def pdf(self, ctx: Any, si: Any, wo: Any, active: Any = True) -> Any:
            return self.eval_pdf(ctx, si, wo, active)[1]

        def eval_pdf(self, ctx: Any, si: Any, wo: Any, active: Any = True) -> Any:
            above = active & (si.wi.z > 0) & (wo.z > 0)
            base, metal = self.base.eval_3(si, active), self.metal.eval_1(si, active)
            facets = self._facets(si, active)
            half = dr.normalize(si.wi + wo)
            cosine = dr.dot(si.wi, half)
            schlick = (1 - dr.clip(cosine, 0, 1)) ** 5
            shape = facets.eval(half) * facets.G(si.wi, wo, half) / dr.maximum(4 * si.wi.z, 1e-6)
            coat = self.gloss + (1 - self.gloss) * schlick
            dielectric = base * ((1 - coat) * wo.z / dr.pi) + coat * shape
            conductor = (base + (1 - base) * schlick) * shape
            value = dr.lerp(mi.Color3f(dielectric), mi.Color3f(conductor), metal)
            glossy = facets.pdf(si.wi, half) / dr.maximum(4 * cosine, 1e-6)
            chance = GLOSSY * glossy + (1 - GLOSSY) * wo.z / dr.pi
            return dr.select(above, value, 0.0), dr.select(above, chance, 0.0)

        def to_string(self) -> str:
            return "Gltf[]"

    mi.register_bsdf("gltf", Gltf)
