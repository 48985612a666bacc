"""Clear triangles by the hundred thousand: the same as one after the other; those of air are no sheets."""

from __future__ import annotations

import numpy as np
import pytest
from glazed import CLEAR, level
from hand_made import box_room, hang, isotropic, probes, scene

from assets.gloss import kept_from_base
from assets.material import AlphaMode, Appearance, Material, Texture
from assets.reflectance import triangle_passing
from render.clear_sheets import ClearSheets, even_transmittance
from render.options import DRAFT
from render.simulate import simulate

GONE = Material("gone", alpha_mode=AlphaMode.MASK, opacity=0.0)


def mixed(count):
    """Triangles of glass, of a body of glass, of textured leaves and of a veil, tinted and mapped anyhow."""
    draw = np.random.default_rng(5)
    pixels = draw.integers(0, 256, (64, 32, 4)).astype(np.uint8)
    materials = (
        Material("pane", roughness=0.0, transmission=1.0),
        Material("body", (0.5, 0.9, 0.2), ior=1.33, transmission=0.7, thin=False),
        Material("leaf", base_colour=Texture(pixels), alpha_mode=AlphaMode.MASK, ior=1.0),
        Material("veil", base_colour=Texture(pixels), alpha_mode=AlphaMode.BLEND, opacity=0.3, ior=1.7),
        Material("wood"),
    )
    return Appearance(
        materials,
        draw.integers(0, len(materials), count),
        draw.random((count, 3, 2)).astype(np.float32),
        np.zeros((count, 3, 3), np.float32),
        draw.random((count, 3)).astype(np.float32),
    )


def test_what_passes_is_that_of_one_triangle_after_the_other_to_the_last_digit():
    looks = mixed(400)
    passing = triangle_passing(looks)
    ior = np.array([material.ior for material in looks.materials])[looks.material_of_triangle]
    one_by_one = [
        (1 - solid) + clear * (1 - kept_from_base(float(n)))
        for solid, clear, n in zip(passing.solid, passing.clear_rgb, ior, strict=True)
    ]
    assert len(np.unique(one_by_one)) > 400
    assert np.array_equal(passing.passed_rgb(ior), one_by_one)


def test_the_share_of_even_light_is_that_of_one_triangle_after_the_other_to_the_last_digit():
    draw = np.random.default_rng(6)
    hole, clear, thin = draw.random(300), draw.random(300), draw.random(300) < 0.5
    ior = draw.choice([1.0, 1.33, 1.5, 1.52], 300)
    one_by_one = [
        h + c * even_transmittance(float(n), bool(t))
        for h, c, n, t in zip(hole, clear, ior, thin, strict=True)
    ]
    assert np.array_equal(ClearSheets(hole, clear, ior, thin).even_share(), one_by_one)


def below(*more):
    """Lux below a lamp, and the glass of the room."""
    room = box_room(4, 4, 2.8, floor=0.0, walls=0.0, ceiling=0.0)
    lamp = hang(isotropic(1000), (2, 2, 2.5))
    field = simulate(scene((*room, *more), [lamp], [probes([(2, 2, 0)], (0, 0, 1))]), DRAFT)
    return float(field.planes[0].direct_lx.mean()), field.ray_scene.glass


def test_what_stops_nothing_is_no_sheet():
    air = [level(f"air{i}", (1, 1), (3, 3), 0.4 + i / 50, GONE) for i in range(80)]
    pane = level("pane", (1, 1), (3, 3), 0.2, CLEAR)
    free = below()[0]
    lux, glass = below(*air)
    assert lux == pytest.approx(free, rel=1e-6)
    assert len(glass.triangle) == 1
    lux, glass = below(*air, pane)
    assert lux == pytest.approx(free * 0.96 / 1.04, rel=1e-5)
    assert len(glass.triangle) == 2
