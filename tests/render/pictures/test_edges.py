"""Where pixels need more, and shadows that are wide are smooth while narrow ones stay sharp."""

from __future__ import annotations

import drjit as dr
import numpy as np
import pytest

from render.device import mitsuba
from render.pictures.edges import in_penumbra, smoothed_shadow
from render.pictures.frame import Frame
from render.pictures.lens import place_in_pixel

WIDTH, HEIGHT = 60, 40
FRAME = Frame(WIDTH, HEIGHT)


def plane():
    """Points and normals of pixels that look straight down on a floor."""
    mi = mitsuba()
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    place = np.stack([x.ravel(), y.ravel(), np.zeros(x.size)]).astype(np.float32) * 0.01
    up = np.tile(np.array([[0.0], [0.0], [1.0]], np.float32), (1, x.size))
    return mi.Point3f(place), mi.Vector3f(up)


def smoothed(shares: np.ndarray) -> np.ndarray:
    """All pixels chosen, with these shares of the light."""
    mi = mitsuba()
    values = mi.Float(shares.ravel().astype(np.float32))
    chosen = dr.arange(mi.UInt32, shares.size)
    found = smoothed_shadow(mi.Float(values), values, chosen, *plane(), FRAME)
    return found.numpy().reshape(shares.shape)


def test_a_wide_penumbra_loses_its_noise_and_keeps_its_mean():
    true = np.tile(np.linspace(0.2, 0.8, WIDTH), (HEIGHT, 1))
    noisy = np.random.default_rng(1).binomial(8, true) / 8
    found = smoothed(noisy)
    inner = np.s_[2:-2, 2:-2]
    assert (found - true)[inner].std() < 0.25 * (noisy - true)[inner].std()  # 25 neighbours: a fifth
    assert found.mean() == pytest.approx(noisy.mean(), abs=0.005)


def test_a_sharp_shadow_stays_sharp():
    sharp = np.zeros((HEIGHT, WIDTH))
    sharp[:, 30:] = 1.0
    sharp[:, 29] = 0.4  # one pixel lies on the edge
    assert smoothed(sharp) == pytest.approx(sharp)


def test_pixels_beside_a_shadow_are_in_its_penumbra_and_others_are_not():
    mi = mitsuba()
    lux = np.full((HEIGHT, WIDTH), 100.0, np.float32)
    lux[:, 40:] = 0.0  # a shadow
    lux[10, 10] = 150.0  # light that only varies
    everywhere = dr.full(mi.Bool, True, lux.size)
    found = in_penumbra(mi.Float(lux.ravel()), everywhere, FRAME, faint=1.0, reach=1)
    shaded = found.numpy().reshape(lux.shape)
    assert shaded[:, 37:43].all()  # up to three pixels on both sides
    assert not shaded[:, :37].any()
    assert not shaded[:, 43:].any()


def test_rays_of_a_pixel_are_spread_over_it():
    mi = mitsuba()
    x, y = (np.array(value) for value in place_in_pixel(dr.arange(mi.UInt32, 16)))
    assert (x[0], y[0]) == (0.5, 0.5)
    for values in (x, y):
        assert ((values >= 0) & (values < 1)).all()
        assert np.bincount((values * 4).astype(int)).tolist() == pytest.approx([4] * 4, abs=1)
