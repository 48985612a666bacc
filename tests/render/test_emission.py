"""Light leaves luminaires as their tables say: flux, directions and places."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import distribution, hang, isotropic, lambertian, rotation_z
from scipy.stats import chisquare

from assets.photometry import LuminousOpening, OpeningShape
from render.candela import cell_flux_lm
from render.emission import emitted_rays, opening_point
from render.emitters import build_emitter, load_emitters
from render.sampling import opaque_key, spread_numbers


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


@pytest.mark.parametrize(
    ("shape", "size", "spread"),
    [
        (OpeningShape.RECTANGLE, (0.6, 0.3, 0.0), (0.6**2 / 12, 0.3**2 / 12, 0)),
        (OpeningShape.RECTANGLE, (0.6, 0.3, 0.2), (0.6**2 / 12, 0.3**2 / 12, 0.2**2 / 12)),
        (OpeningShape.DISC, (0.4, 0.4, 0.0), (0.01, 0.01, 0)),
        (OpeningShape.SPHERE, (0.4, 0.4, 0.4), (0.008, 0.008, 0.008)),
        (OpeningShape.CYLINDER_Y, (0.4, 1.2, 0.4), (0.01, 0.12, 0.01)),
    ],
)
def test_points_lie_evenly_on_the_opening(shape, size, spread):
    """Variances along the axes: side**2 / 12, radius**2 / 4 of a disc, radius**2 / 5 of a ball."""
    import drjit as dr

    from render.device import mitsuba

    mi = mitsuba()
    lamp = hang(lambertian(100), (1, 2, 3), opening=LuminousOpening(shape, size))
    lights = load_emitters([build_emitter(lamp)])
    numbers = spread_numbers(dr.arange(mi.UInt32, 1 << 14), opaque_key("test"))
    points = np.array(opening_point(lights, mi.UInt32(0), *numbers[:3])).T
    assert points.mean(axis=0) == pytest.approx([1, 2, 3], abs=3e-3)
    assert points.var(axis=0) == pytest.approx(spread, rel=0.02, abs=1e-6)


def test_a_turned_opening_turns():
    import drjit as dr

    from render.device import mitsuba

    mi = mitsuba()
    opening = LuminousOpening(OpeningShape.RECTANGLE, (1.0, 0.001, 0.0), turn_deg=30.0)
    lights = load_emitters([build_emitter(hang(lambertian(100), (0, 0, 0), opening=opening))])
    numbers = spread_numbers(dr.arange(mi.UInt32, 4096), opaque_key("test"))
    x, y, _ = np.array(opening_point(lights, mi.UInt32(0), *numbers[:3]))
    assert np.degrees(np.arctan2(y @ x, x @ x)) == pytest.approx(30, abs=0.1)
