"""How much materials reflect in all: integrals of Schlick's formula, and means over pieces of textures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gltf_brdf import reflected_in_all
from scipy.integrate import quad

from assets.gloss import gloss_reflectance, kept_from_base
from assets.material import AlphaMode, Appearance, Material, Texture, Wrap
from assets.reflectance import (
    HIGHEST,
    PASSED_BACK,
    base_of_reflectance,
    linear_from_srgb,
    mean_reflectance_rgb,
    triangle_reflectance,
)


def of_all_sides(f0: float) -> float:
    """Integral of Schlick's formula over the hemisphere, weighted by the cosine."""
    return float(quad(lambda c: 2 * c * (f0 + (1 - f0) * (1 - c) ** 5), 0.0, 1.0)[0])


def looks(material: Material, uv: Any = None, tint: Any = (1, 1, 1)) -> Appearance:
    corners = np.zeros((1, 3, 2)) if uv is None else np.asarray(uv, float)
    count = len(corners)
    return Appearance(
        (material,),
        np.zeros(count, np.int64),
        corners.astype(np.float32),
        np.zeros((count, 3, 3), np.float32),
        np.tile(np.array(tint, np.float32), (count, 1)),
    )


def polished(name: str, rgb: tuple[float, float, float] = (1.0, 1.0, 1.0), **values: Any) -> Material:
    """A metal without roughness: it reflects its colour by Schlick's formula."""
    return Material(name, rgb, metallic=1.0, roughness=0.0, **values)


def test_gloss_is_the_integral_of_schlicks_formula() -> None:
    assert gloss_reflectance(1.5) == pytest.approx(of_all_sides(0.04), abs=1e-4)


@pytest.mark.parametrize("roughness", [0.35, 0.5, 0.67, 0.8, 1.0])
@pytest.mark.parametrize(("base", "metallic"), [(0.0, 0.0), (0.8, 0.0), (0.6, 1.0), (0.5, 0.5)])
def test_materials_reflect_what_the_brdf_of_gltf_integrates_to(
    roughness: float, base: float, metallic: float
) -> None:
    material = Material("m", (base, base, base), roughness=roughness, metallic=metallic)
    wanted = reflected_in_all(base=base, roughness=roughness, metallic=metallic)
    assert triangle_reflectance(looks(material))[0] == pytest.approx([wanted] * 3, abs=7e-4)


def test_a_rough_plaster_of_base_0_8() -> None:
    # the figure of docs/light.md
    material = Material("m", (0.8, 0.8, 0.8), roughness=1.0)
    assert triangle_reflectance(looks(material))[0] == pytest.approx([0.782] * 3, abs=5e-4)


def test_air_has_no_gloss() -> None:
    assert gloss_reflectance(1.0, 0.3) == 0.0
    assert kept_from_base(1.0) == 0.0


def test_a_dull_body_under_gloss_and_a_metal() -> None:
    body = triangle_reflectance(looks(Material("body", (0.5, 0.2, 0.0), roughness=0.0)))[0]
    gloss, kept = of_all_sides(0.04), kept_from_base(1.5)
    assert body == pytest.approx(gloss + (1 - kept) * np.array([0.5, 0.2, 0.0]), abs=1e-4)
    metal = triangle_reflectance(looks(polished("metal", (0.8, 0.6, 0.2))))[0]
    assert metal == pytest.approx([of_all_sides(f0) for f0 in (0.8, 0.6, 0.2)], abs=1e-4)


@pytest.mark.parametrize("metallic", [False, True])
def test_the_base_colour_of_a_reflectance(metallic: bool) -> None:
    wanted = np.array([0.7, 0.4, 0.2])
    base = base_of_reflectance(wanted, ior=1.6, metallic=metallic, roughness=0.4)
    material = Material("m", ior=1.6, metallic=float(metallic), roughness=0.4)
    assert mean_reflectance_rgb(material, base) == pytest.approx(wanted, abs=1e-6)


def test_what_passes_comes_back_in_part() -> None:
    gloss, kept = of_all_sides(0.04), kept_from_base(1.5)
    glass = triangle_reflectance(looks(Material("glass", roughness=0.0, transmission=1.0)))[0]
    assert glass == pytest.approx(gloss + (1 - kept) * PASSED_BACK, abs=1e-4)
    hole = Material("hole", (0.0, 0.0, 0.0), alpha_mode=AlphaMode.BLEND, opacity=0.0)
    assert triangle_reflectance(looks(hole))[0] == pytest.approx(PASSED_BACK)


def test_nothing_reflects_more_than_any_finish_does() -> None:
    assert triangle_reflectance(looks(Material("white")))[0] == pytest.approx(HIGHEST)


def halves(size: int = 64) -> Texture:
    """Black on the left, white on the right."""
    pixels = np.zeros((size, size, 3), np.uint8)
    pixels[:, size // 2 :] = 255
    return Texture(pixels, (Wrap.CLAMP, Wrap.REPEAT))


def test_each_triangle_reflects_what_its_piece_of_the_texture_does() -> None:
    material = polished("halves", base_colour=halves())
    left, right = [[0, 0], [0.45, 0], [0, 1]], [[0.55, 0], [1, 0], [1, 1]]
    across, beyond = [[0, 0], [1, 0], [0.5, 1]], [[2, 0], [3, 0], [3, 5]]
    found = triangle_reflectance(looks(material, [left, right, across, beyond]))[:, 0]
    dark, light = of_all_sides(0.0), HIGHEST
    assert found[0] == pytest.approx(dark, abs=0.02)
    assert found[1] == pytest.approx(light)
    assert found[2] == pytest.approx((of_all_sides(0.0) + 1) / 2, abs=0.09)
    assert found[3] == pytest.approx(light)


def test_textures_are_averaged_as_light_and_not_as_codes() -> None:
    random = np.random.default_rng(3).integers(0, 256, (100, 60, 3)).astype(np.uint8)
    material = polished("noise", (0.5, 0.5, 0.5), base_colour=Texture(random))
    mean = linear_from_srgb(random).mean(axis=(0, 1)) * 0.5
    found = triangle_reflectance(looks(material, [[[0, 0], [30, 0], [0, 30]]]))[0]
    assert found == pytest.approx([of_all_sides(f0) for f0 in mean], abs=0.01)


def test_srgb_codes_are_decoded_as_the_standard_says() -> None:
    # IEC 61966-2-1: 0.5 is (0.5 + 0.055) / 1.055 to the power of 2.4
    codes = np.array([0, 10, 128, 255], np.uint8)
    wanted = [0.0, 10 / 255 / 12.92, ((128 / 255 + 0.055) / 1.055) ** 2.4, 1.0]
    assert linear_from_srgb(codes) == pytest.approx(wanted, abs=1e-6)


def test_coordinates_without_extent_and_images_of_one_texel() -> None:
    one = polished("one", base_colour=Texture(np.full((1, 1, 3), 255, np.uint8)))
    line = Material("line", base_colour=Texture(np.zeros((1, 300, 4), np.uint8)), alpha_mode=AlphaMode.MASK)
    assert triangle_reflectance(looks(one, np.zeros((1, 3, 2))))[0] == pytest.approx(HIGHEST)
    assert triangle_reflectance(looks(line, np.zeros((1, 3, 2))))[0] == pytest.approx(PASSED_BACK)
