"""LM-63-2019 as we write it: read again it is the same light, in the least planes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.ies import read_ies
from assets.photometry import (
    LuminousIntensityDistribution,
    LuminousOpening,
    OpeningShape,
    closed_distribution,
)
from assets.read_photometry import read_photometry
from assets.write_ies import write_ies

GAMMA = np.arange(0.0, 181.0, 5.0)


def of_planes(c_deg: np.ndarray, factor: np.ndarray) -> LuminousIntensityDistribution:
    """1000 cd straight down, with a shape in C."""
    fall = 400 + 600 * np.cos(np.radians(GAMMA / 2))
    return closed_distribution(c_deg, GAMMA, factor[:, None] * fall)


RING = np.arange(0.0, 360.0, 15.0)
C = np.radians(RING)
SHAPES = {
    "axial": (of_planes(RING, np.ones(24)), ["0"], "axial"),
    "quadrant": (of_planes(RING, 2 + np.cos(2 * C)), ["0", "90"], "quadrant 0-90"),
    "bilateral": (of_planes(RING, 2 + np.cos(C)), ["0", "180"], "bilateral 0-180"),
    "none": (of_planes(RING, 2 + np.sin(C) + np.cos(2 * C + 0.3)), ["0", "360"], "none 0-360"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_least_planes_hold_the_same_light(shape: str) -> None:
    light, ends, symmetry = SHAPES[shape]
    data = write_ies(light, name="Ours", manufacturer="Lampyris", power_w=12.5)
    read = read_ies(data)
    assert read.problems == ()
    assert (read.version, read.basis, read.symmetry) == ("LM-63-2019", "absolute", symmetry)
    assert (read.name, read.manufacturer, read.power_w) == ("Ours", "Lampyris", 12.5)
    assert read.distribution.luminous_flux_lm() == pytest.approx(light.luminous_flux_lm(), rel=1e-6)
    c_deg, gamma_deg = np.meshgrid(np.arange(0, 360, 7.3), np.arange(0, 180.1, 3.7), indexing="ij")
    np.testing.assert_allclose(
        read.distribution.intensity_towards_cd(c_deg, gamma_deg),
        light.intensity_towards_cd(c_deg, gamma_deg),
        rtol=1e-5,
    )
    text = data.decode("ascii")
    assert text.startswith("IES:LM-63-2019\r\n")
    assert max(map(len, text.split("\r\n"))) <= 254
    numbers = text.partition("TILT=NONE")[2].split()
    gammas, planes = int(numbers[3]), int(numbers[4])
    stored = numbers[13 + gammas : 13 + gammas + planes]
    assert [stored[0], stored[-1]] == [ends[0], ends[-1]]


@pytest.mark.parametrize(
    ("gamma_deg", "first", "last"),
    [([0, 45, 80], 0, 90), ([100, 150, 180], 90, 180), ([30, 60, 120], 0, 180), ([90, 120, 180], 90, 180)],
)
def test_light_that_ends_early_ends_there(gamma_deg: list[float], first: float, last: float) -> None:
    light = closed_distribution([0], gamma_deg, [[500, 400, 300]])
    read = read_ies(write_ies(light, name="x")).distribution
    assert (read.gamma_deg[0], read.gamma_deg[-1]) == (first, last)
    inside = np.linspace(gamma_deg[0], gamma_deg[-1], 9)
    outside = np.array([gamma_deg[0] - 0.01, gamma_deg[-1] + 0.01])
    outside = outside[(outside > 0) & (outside < 180)]
    np.testing.assert_allclose(
        read.intensity_towards_cd(0, inside), light.intensity_towards_cd(0, inside), rtol=1e-5
    )
    assert (read.intensity_towards_cd(0, outside) == 0).all()
    assert read.luminous_flux_lm() == pytest.approx(light.luminous_flux_lm(), rel=1e-4)


@pytest.mark.parametrize(
    ("shape", "size_m"),
    [
        (OpeningShape.POINT, (0, 0, 0)),
        (OpeningShape.RECTANGLE, (1.2, 0.3, 0.0)),
        (OpeningShape.RECTANGLE, (1.2, 0.3, 0.1)),
        (OpeningShape.DISC, (0.3, 0.3, 0.0)),
        (OpeningShape.DISC, (0.5, 0.3, 0.2)),
        (OpeningShape.SPHERE, (0.3, 0.3, 0.3)),
        (OpeningShape.CYLINDER_X, (1.2, 0.03, 0.03)),
        (OpeningShape.CYLINDER_Y, (0.03, 1.2, 0.03)),
        (OpeningShape.DISC_FACING_X, (0.0, 0.2, 0.2)),
    ],
)
def test_openings(shape: OpeningShape, size_m: tuple[float, float, float]) -> None:
    opening = LuminousOpening(shape, size_m)
    read = read_ies(write_ies(SHAPES["axial"][0], name="x", opening=opening))
    assert read.opening == opening


def test_openings_that_the_format_lacks_are_refused() -> None:
    turned = LuminousOpening(OpeningShape.RECTANGLE, (1.0, 0.2, 0.0), turn_deg=30.0)
    sides = LuminousOpening(OpeningShape.RECTANGLE, (1.0, 0.2, 0.1), sides_m=(0.1, 0.0, 0.1, 0.0))
    for opening in (turned, sides):
        with pytest.raises(ValueError, match="no opening"):
            write_ies(SHAPES["axial"][0], name="x", opening=opening)


def test_texts_are_one_plain_line() -> None:
    read = read_ies(write_ies(SHAPES["axial"][0], name="Große\r\n[LAMP] 灯" + "x" * 500))
    assert read.name.startswith("Grosse  [LAMP] ?x")
    assert "LAMP" not in read.keywords


@pytest.mark.parametrize("name", ["bega_pendant_wide.ies", "rab_area_quad_feet.ies"])
def test_real_files_come_back(shared: Path, name: str) -> None:
    known = read_photometry((shared / "photometry" / name).read_bytes(), name)
    again = read_ies(write_ies(known.distribution, name=known.name, opening=known.opening))
    assert again.distribution.zonal_flux_lm() == pytest.approx(known.distribution.zonal_flux_lm(), rel=1e-5)
    assert again.opening.shape == known.opening.shape
    np.testing.assert_allclose(again.distribution.intensity_cd, known.distribution.intensity_cd, rtol=1e-5)
