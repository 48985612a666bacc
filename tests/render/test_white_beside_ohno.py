"""Whites are found again by Ohno's method on the true black body, from another program's observer."""

from __future__ import annotations

import numpy as np
import pytest

from assets.colour import white_xy
from render.device import mitsuba

NM = np.arange(360.0, 831.0, 5.0)
KELVIN = 1000.0 * 1.0025 ** np.arange(1300)  # Ohno's table in steps of a quarter per cent


def uv_of(xyz):
    return np.stack([4 * xyz[..., 0], 6 * xyz[..., 1]], axis=-1) / (xyz @ [1.0, 15.0, 3.0])[..., None]


@pytest.fixture(scope="module")
def locus():
    """The black body's (u, v), by Planck's law and Mitsuba's table of the CIE 1931 observer."""
    observer = np.array(mitsuba().cie1931_xyz(mitsuba().Float(NM))).T
    planck = NM**-5.0 / np.expm1(1.4387769e7 / (NM * KELVIN[:, None]))
    planck /= planck.max(axis=1, keepdims=True)
    return uv_of(planck @ observer)


def ohno(uv, locus):
    """CCT and Duv: Y. Ohno, "Practical use and calculation of CCT and Duv", LEUKOS 10 (2014), 47-55."""
    distance = np.linalg.norm(locus - uv, axis=1)
    m = int(distance.argmin())
    (k0, k1, k2), (d0, d1, d2) = KELVIN[m - 1 : m + 2], distance[m - 1 : m + 2]
    side = np.linalg.norm(locus[m + 1] - locus[m - 1])
    x = (d0**2 - d2**2 + side**2) / (2 * side)
    on_line = locus[m - 1] + (locus[m + 1] - locus[m - 1]) * x / side
    sign = np.sign(uv[1] - on_line[1])
    triangular = k0 + (k2 - k0) * x / side, sign * np.sqrt(max(d0**2 - x**2, 0.0))
    if abs(triangular[1]) < 0.002:
        return triangular
    a, b, c = np.polyfit([k0, k1, k2], [d0, d1, d2], 2)
    cct = -b / (2 * a)
    return cct, sign * (a * cct**2 + b * cct + c)


@pytest.mark.parametrize("duv", [-0.02, -0.006, 0.0, 0.003, 0.015])
@pytest.mark.parametrize("cct_k", [1800.0, 2200.0, 2700.0, 3000.0, 4000.0, 5000.0, 6500.0])
def test_what_was_asked_for_is_found_again(locus, cct_k, duv):
    x, y = white_xy(cct_k, duv)
    found_k, found_duv = ohno(np.array([4 * x, 6 * y]) / (-2 * x + 12 * y + 3), locus)
    # Krystek's locus, of 1985, is within 1e-4 of the true one and takes c2 = 0.014388 m K
    assert found_k == pytest.approx(cct_k, rel=5e-3)
    assert found_duv == pytest.approx(duv, abs=1.5e-4)


def test_daylight_lies_above_the_black_body(locus):
    # D65: 6503 K, Duv 0.0032 (CIE S 025, IES TM-30 software)
    x, y = 0.31272, 0.32903
    found_k, found_duv = ohno(np.array([4 * x, 6 * y]) / (-2 * x + 12 * y + 3), locus)
    assert found_k == pytest.approx(6503, abs=5)
    assert found_duv == pytest.approx(0.0032, abs=1e-4)
