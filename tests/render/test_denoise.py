"""Denoising keeps what is there, and knows where a picture goes on."""

from __future__ import annotations

import numpy as np
import pytest

from render.denoise import denoised

RANDOM = np.random.default_rng(6)


def noisy(width):
    """A soft picture with a bright disc across its left border, with noise, and flat grey aids."""
    row, column = np.mgrid[0:160, 0:width]
    away = np.minimum(column, width - column)
    clean = 1 + 0.4 * np.cos(2 * np.pi * column / width) + 3.0 * (np.hypot(row - 80, away) < 30)
    colour = clean[..., None] * RANDOM.uniform(0.7, 1.3, (160, width, 3))
    return clean, colour, np.full_like(colour, 0.6), np.tile([0.0, 0.0, 1.0], (160, width, 1))


def test_a_panorama_that_is_turned_is_denoised_as_before():
    _, *layers = noisy(512)
    plain = denoised(*layers, wraps=True)
    turned = np.roll(denoised(*(np.roll(layer, 256, axis=1) for layer in layers), wraps=True), 256, axis=1)
    assert turned == pytest.approx(plain, rel=0.01, abs=0.01)


def test_noise_goes_and_light_stays_even_across_the_border():
    clean, *layers = noisy(512)
    plain = denoised(*layers, wraps=True)
    edge = np.r_[-8:8]
    assert plain.mean() == pytest.approx(clean.mean(), rel=0.01)
    error = np.abs(plain[60:100][:, edge].mean(axis=2) / clean[60:100][:, edge] - 1)
    assert error.mean() < 0.03
    step = np.abs(plain[60:100, 0] - plain[60:100, -1]).mean()
    assert step < 2 * np.abs(plain[60:100, 1] - plain[60:100, 0]).mean() + 0.02


def test_the_dark_stays_dark():
    black = np.zeros((40, 60, 3))
    assert denoised(black, black, black).max() == 0
