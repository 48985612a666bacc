"""Light leaves luminaires as their tables say: flux, directions and places."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import distribution, hang, isotropic, lambertian, rotation_z
from scipy.stats import chisquare

from render.candela import cell_flux_lm
from render.emission import emitted_rays
from render.emitters import build_emitter, load_emitters


def test_flux_is_the_exact_integral():
    assert cell_flux_lm(isotropic(1234)).sum() == pytest.approx(1234, rel=1e-12)
    # integral of cos read linearly between whole degrees: pi I0 but for the chords, 1e-4
    assert cell_flux_lm(lambertian(100)).sum() == pytest.approx(100 * np.pi, rel=1e-4)
    for table in (isotropic(10), lambertian(5)):
        assert cell_flux_lm(table).sum() == pytest.approx(table.luminous_flux_lm(), rel=1e-9)


def test_directions_follow_the_table():
    table = distribution(lambda gamma: 200 + 150 * np.cos(3 * gamma), step_deg=5)
    emitter = build_emitter(hang(table, (0, 0, 0), rotation=rotation_z(30)))
    count = 1 << 16
    sources = [(0, emitter)]
    rays = emitted_rays(load_emitters([emitter]), sources, rays=count, replicates=1, seed=1, use="")
    # weights vary within cells, so that their mean is 1 but for noise
    assert rays.weight.numpy().mean() == pytest.approx(1, rel=1e-3)
    flux = rays.weight.numpy() * emitter.flux_lm / count
    z = np.array(rays.direction)[2]
    gamma = np.degrees(np.arccos(np.clip(-z, -1, 1)))
    edges = np.arange(0, 181, 15)
    found = np.histogram(gamma, edges, weights=flux)[0]
    cells = cell_flux_lm(table).sum(axis=0)
    expected = cells.reshape(-1, 3).sum(axis=1)
    assert found == pytest.approx(expected, rel=0.01)
    numbers = np.histogram(gamma, edges)[0]
    assert chisquare(numbers, expected / expected.sum() * count).pvalue > 0.01
