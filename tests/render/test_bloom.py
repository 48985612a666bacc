"""Bloom scatters light as an eye does, loses none and adds up."""

from __future__ import annotations

import numpy as np
import pytest

from render.bloom import ENERGIES, SHARE, WIDTHS_DEG, bloomed, degrees_per_pixel


def disability_glare(degrees):
    """CIE general disability glare equation (Vos 2003) for 35 years and brown eyes [1/sr]."""
    age, eyes = 35.0, 0.5
    return 10 / degrees**3 + (5 / degrees**2 + 0.1 * eyes / degrees) * (1 + (age / 62.5) ** 4) + 0.0025 * eyes


@pytest.mark.parametrize("degrees", [0.35, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0])
def test_the_gaussians_are_the_eyes(degrees):
    radians = np.radians(1.0)
    glare = sum(
        energy * np.exp(-(degrees**2) / (2 * width**2)) / (2 * np.pi * (width * radians) ** 2)
        for width, energy in zip(WIDTHS_DEG, ENERGIES, strict=True)
    )
    assert glare == pytest.approx(disability_glare(degrees), rel=0.12)


def near(values, expected, rel, absolute=0.0):
    """Whether all values are within what `pytest.approx` allows, which takes long for millions."""
    return bool((np.abs(values - expected) <= np.maximum(rel * np.abs(expected), absolute)).all())


@pytest.mark.parametrize("size", [(72, 128), (71, 129), (216, 384)])
def test_no_light_is_lost_or_made(size):
    light = np.random.default_rng(1).random((*size, 3)).astype(np.float32)
    light[5, 7] = 1e4
    scattered = bloomed(light, pixel_deg=0.2)
    assert scattered.sum(axis=(0, 1), dtype=float) == pytest.approx(
        light.sum(axis=(0, 1), dtype=float), rel=1e-5
    )
    assert scattered.min() > 0
    plain = np.full((*size, 3), 7.0, np.float32)
    assert near(bloomed(plain, pixel_deg=0.2), plain, 1e-5)


def test_blooms_of_layers_add_up():
    random = np.random.default_rng(2)
    one, two = random.random((2, 90, 160, 3))
    together = bloomed(one + 0.3 * two, pixel_deg=0.4)
    assert together == pytest.approx(
        bloomed(one, pixel_deg=0.4) + 0.3 * bloomed(two, pixel_deg=0.4), rel=1e-5, abs=1e-6
    )


def test_a_bright_point_glows_around_itself_by_the_law():
    light = np.zeros((400, 400, 3), np.float32)
    light[200, 200] = 1e6
    pixel_deg = 0.05
    scattered = bloomed(light, pixel_deg=pixel_deg)[..., 0]
    solid_angle = np.radians(pixel_deg) ** 2
    for away in (8, 20, 40):
        expected = SHARE / sum(ENERGIES) * 1e6 * solid_angle * disability_glare(away * pixel_deg)
        # the border at 10 degrees throws back what belongs beyond it
        assert scattered[200, 200 + away] == pytest.approx(expected, rel=0.4)
    assert scattered[200, 200] == pytest.approx(1e6 * (1 - SHARE), rel=0.02)


@pytest.mark.parametrize(("size", "pixel_deg"), [((90, 180), 2.0), ((256, 512), 0.7), ((128, 5120), 0.07)])
def test_a_panorama_that_is_turned_blooms_as_before(size, pixel_deg):
    light = np.random.default_rng(3).random((*size, 3)).astype(np.float32)
    light[size[0] // 2, 1] = 1e4  # a lamp at the left border
    turned = np.roll(light, size[1] // 2, axis=1)
    around = bloomed(light, pixel_deg=pixel_deg, wraps=True)
    after = bloomed(turned, pixel_deg=pixel_deg, wraps=True)
    assert near(np.roll(around, size[1] // 2, axis=1), after, 1e-4, 1e-3)
    assert around.sum(dtype=float) == pytest.approx(light.sum(dtype=float), rel=1e-5)
    lamp = np.where(light > 1, light, np.float32(0))
    row = bloomed(lamp, pixel_deg=pixel_deg, wraps=True)[size[0] // 2, :, 0]
    assert row[-9] == pytest.approx(row[11], rel=0.1)  # as far from the lamp, across the border
    assert row[-9] > 0


def test_the_angle_of_a_pixel():
    assert degrees_per_pixel(90.0, 1000) == pytest.approx(np.degrees(2 / 1000))
