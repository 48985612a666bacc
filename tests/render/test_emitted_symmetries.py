"""Rays leave as tables of every symmetry say, from every shape of opening: chi-square over directions."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import hang, rotation_z
from opening_geometry import outline_hits
from scipy.stats import chisquare

from assets import planes
from assets.photometry import LuminousOpening, OpeningShape, closed_distribution
from render.emission import emitted_rays
from render.emitters import build_emitter, load_emitters

GAMMA = np.array([0.0, 10, 25, 45, 60, 75, 90, 110, 140, 180])
STORED = {
    planes.AXIAL: np.array([0.0]),
    planes.QUADRANT: np.array([0.0, 20, 50, 90]),
    planes.BILATERAL_0_180: np.array([0.0, 40, 90, 130, 180]),
    planes.BILATERAL_90_270: np.array([90.0, 140, 180, 200, 270]),
    planes.NONE: np.array([0.0, 30, 95, 180, 200, 300]),
}
OPENINGS = [
    LuminousOpening(),
    LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.3, 0.0)),
    LuminousOpening(OpeningShape.RECTANGLE, (0.6, 0.3, 0.1), 20.0),
    LuminousOpening(OpeningShape.DISC, (0.3, 0.3, 0.2)),
    LuminousOpening(OpeningShape.SPHERE, (0.3, 0.2, 0.4)),
]


def light_of(symmetry):
    """A table that is brighter below, and uneven over C."""
    c = STORED[symmetry]
    shape = 100 + 80 * np.cos(np.radians(GAMMA)) + 15 * np.sin(np.radians(3 * c))[:, None]
    return closed_distribution(*_swapped(planes.unfold(symmetry, c, shape)))


def _swapped(unfolded):
    c, rows = unfolded
    return c, GAMMA, rows


@pytest.mark.parametrize("opening", OPENINGS, ids=lambda opening: opening.shape.value)
@pytest.mark.parametrize("symmetry", STORED)
def test_directions_and_flux_follow_the_table(symmetry, opening):
    light, count = light_of(symmetry), 1 << 15
    turn = rotation_z(30)
    emitter = build_emitter(hang(light, (1, 2, 3), rotation=turn, opening=opening))
    rays = emitted_rays(load_emitters([emitter]), [(0, emitter)], rays=count, replicates=1, seed=1, use="")
    weight = rays.weight.numpy().astype(float)
    w = np.array(rays.direction).T @ turn
    c = np.degrees(np.arctan2(w[:, 1], w[:, 0])) % 360
    gamma = np.degrees(np.arccos(np.clip(-w[:, 2], -1, 1)))
    edges = (np.arange(0, 361, 24.0), np.arange(0, 181, 15.0))
    # the exact flux of each bin: bilinear light on a grid fine enough
    fine_c, fine_gamma = (np.arange(n) + 0.5 for n in (360, 180))
    cd = light.intensity_towards_cd(*np.meshgrid(fine_c, fine_gamma, indexing="ij"))
    lm = cd * np.sin(np.radians(fine_gamma)) * np.radians(1) ** 2
    expected = lm.reshape(15, 24, 12, 15).sum(axis=(1, 3)).ravel()
    numbers = np.histogram2d(c, gamma, edges)[0].ravel()
    assert chisquare(numbers, expected / expected.sum() * count).pvalue > 1e-3
    flux = np.histogram2d(c, gamma, edges, weights=weight)[0].ravel() / weight.sum() * expected.sum()
    noise = expected / np.sqrt(expected / expected.sum() * count)
    assert (np.abs(flux - expected) < 5 * noise).all()
    assert flux.sum() == pytest.approx(light.luminous_flux_lm(), rel=1e-3)
    if opening.shape is not OpeningShape.POINT:
        points = (np.array(rays.origin).T - (1, 2, 3)) @ turn
        for k in range(0, count, 512):
            behind = points[k] + w[k] * 1e-4
            assert outline_hits(opening, behind[None], w[k], reach=1e-2).all()
