"""Light straight below: the distance law, a disc and a desk by their formulas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import dblquad

from assets.photometry import LuminousOpening, OpeningShape, Photometry, closed_distribution
from assets.search.light_below import light_below


def lambertian(opening: LuminousOpening, *, maximum_cd: float = 100.0) -> Photometry:
    gamma_deg = np.arange(0.0, 181.0, 1.0)
    intensity_cd = maximum_cd * np.clip(np.cos(np.radians(gamma_deg)), 0.0, None)
    return Photometry(closed_distribution([0.0], gamma_deg, [intensity_cd]), opening, "IES")


POINT = LuminousOpening()


@pytest.mark.parametrize("distance_m", [0.2, 0.33, 1.2, 2.7, 20.0])
def test_a_point_follows_the_distance_law(distance_m):
    below = light_below(lambertian(POINT))
    assert below.illuminance_lx(distance_m) == pytest.approx(100.0 / distance_m**2, rel=1e-3)
    assert below.method(distance_m) == "far field"


@pytest.mark.parametrize("distance_m", [0.4, 0.8, 1.2, 2.0])
def test_the_mean_over_a_desk_is_the_integral(distance_m):
    def lux(y: float, x: float) -> float:
        # E = I0 cos^2 / r^2 and cos = d / r
        return 100.0 * distance_m**2 / (x * x + y * y + distance_m**2) ** 2

    whole, _ = dblquad(lux, -0.3, 0.3, -0.3, 0.3)
    found = light_below(lambertian(POINT)).illuminance_lx(distance_m, "desk")
    assert found == pytest.approx(whole / 0.36, rel=0.01)


@pytest.mark.parametrize("distance_m", [0.5, 0.8, 1.2, 1.9])
def test_near_a_lambertian_disc_its_size_counts(distance_m):
    radius_m = 0.25
    below = light_below(lambertian(LuminousOpening(OpeningShape.DISC, (0.5, 0.5, 0.0))))
    # E on the axis of a Lambertian disc = pi L R^2 / (R^2 + d^2), and I0 = pi L R^2
    exact = 100.0 / (radius_m**2 + distance_m**2)
    assert below.illuminance_lx(distance_m) == pytest.approx(exact, rel=0.02)
    assert below.method(distance_m) == "over the opening"
    assert below.method(2.5) == "far field"


@pytest.mark.parametrize("distance_m", [0.4, 0.6, 1.2, 3.0])
def test_near_a_long_rectangle_its_length_counts(distance_m):
    def share(y: float, x: float) -> float:
        # of each place of the opening: E = I0 cos^2 / r^2 and cos = d / r
        return 100.0 * distance_m**2 / (x * x + y * y + distance_m**2) ** 2

    whole, _ = dblquad(share, -0.6, 0.6, -0.1, 0.1)
    below = light_below(lambertian(LuminousOpening(OpeningShape.RECTANGLE, (1.2, 0.2, 0.0))))
    assert below.illuminance_lx(distance_m) == pytest.approx(whole / 0.24, rel=0.02)


def test_no_plane_cuts_the_opening():
    below = light_below(lambertian(LuminousOpening(OpeningShape.SPHERE, (0.6, 0.6, 0.6))))
    assert below.illuminance_lx(0.25) is None
    assert below.illuminance_lx(1.0) is not None


def test_light_that_only_goes_up_gives_nothing_below():
    up = closed_distribution([0.0], [0.0, 90.0, 91.0, 180.0], [[0.0, 0.0, 500.0, 500.0]])
    assert light_below(Photometry(up, POINT, "IES")).illuminance_lx(1.0) == 0.0
