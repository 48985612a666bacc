"""glTF's material in Mitsuba: its directions fit its values, and it reflects what the formulas say."""

from __future__ import annotations

from dataclasses import replace

import drjit as dr
import numpy as np
import pytest

from assets.shelf import shelf_material
from benchmarks.mitsuba_gltf import know_gltf
from benchmarks.mitsuba_materials import Look, bsdf
from render.device import mitsuba

COUNT = 1 << 18


def made(base, roughness, metallic, gloss=0.04):
    mi = mitsuba()
    know_gltf()

    def texture(values):
        data = mi.TensorXf(np.array(values, np.float32).reshape(1, 1, -1))
        return {"type": "bitmap", "raw": True, "data": data}

    textures = {"base_color": [base] * 3, "roughness": roughness, "metallic": metallic}
    return mi.load_dict({"type": "gltf", "gloss": gloss, **{k: texture(v) for k, v in textures.items()}})


def reflected(material, cosine):
    """Share of light from one angle that is reflected: by the material's own directions, and by even ones."""
    mi = mitsuba()
    sampler = mi.load_dict({"type": "independent"})
    sampler.seed(1, COUNT)
    si = dr.zeros(mi.SurfaceInteraction3f, COUNT)
    si.wi = mi.Vector3f(float(np.sqrt(1 - cosine**2)), 0.0, cosine) + dr.zeros(mi.Vector3f, COUNT)
    _, weight = material.sample(mi.BSDFContext(), si, sampler.next_1d(), sampler.next_2d())
    even = mi.warp.square_to_uniform_hemisphere(sampler.next_2d())
    value = material.eval(mi.BSDFContext(), si, even)
    return float(weight[1].numpy().mean()), float(value[1].numpy().mean()) * 2 * np.pi


@pytest.mark.parametrize("values", [(0.8, 1.0, 0.0), (0.3, 0.5, 0.0), (0.7, 0.6, 1.0), (0.5, 0.5, 0.5)])
@pytest.mark.parametrize("cosine", [1.0, 0.4])
def test_directions_fit_values(values, cosine):
    own, even = reflected(made(*values), cosine)
    assert own == pytest.approx(even, rel=0.03)
    assert own < 1


def test_a_smooth_metal_reflects_its_colour_by_schlick():
    own, _ = reflected(made(0.6, 0.05, 1.0), 0.5)
    assert own == pytest.approx(0.6 + 0.4 * 0.5**5, rel=0.005)


def test_without_gloss_it_is_nearly_a_diffuse_base():
    # only Schlick's white edge is left, a 21st part of light from all sides at most
    own, _ = reflected(made(0.5, 1.0, 0.0, gloss=0.0), 1.0)
    assert own == pytest.approx(0.5, rel=1 / 21)


OPAQUE = (
    *("carpet", "leather", "painted-wall", "white-plaster", "oak-planks", "ceramic-tiles"),
    *("lacquer", "brushed-steel"),
)


@pytest.mark.parametrize("name", OPAQUE)
def test_the_shelf_reflects_in_mitsuba_what_numbers_say(name):
    mi = mitsuba()
    flat = replace(shelf_material(name).material, normal=None)
    made = mi.load_dict(bsdf(Look(np.zeros((1, 3, 3)), np.zeros((1, 3, 3)), np.zeros((1, 3, 2)), flat)))
    sampler = mi.load_dict({"type": "independent"})
    sampler.seed(3, COUNT)
    si = dr.zeros(mi.SurfaceInteraction3f, COUNT)
    si.wi = mi.warp.square_to_cosine_hemisphere(sampler.next_2d())
    si.uv = sampler.next_2d()
    _, weight = made.sample(mi.BSDFContext(), si, sampler.next_1d(), sampler.next_2d())
    found = [float(dr.mean(channel)[0]) for channel in weight]
    assert found == pytest.approx(shelf_material(name).reflectance_rgb, abs=0.004)
