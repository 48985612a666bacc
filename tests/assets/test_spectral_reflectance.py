"""Luminous reflectance and colour of measured spectra: known bodies, and values that others published."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from assets.colour import LUMINANCE_WEIGHTS
from assets.named_finishes import named_finishes
from assets.spectral_reflectance import WAVELENGTHS_NM, luminous_reflectance, rgb_of_spectrum

MEASURED = {name: finish for name, finish in named_finishes().items() if finish.percent is not None}


@pytest.mark.parametrize("percent", [100.0, 50.0, 5.0])
def test_a_grey_reflects_its_share_in_every_channel(percent: float) -> None:
    spectrum = [percent] * len(WAVELENGTHS_NM)
    assert luminous_reflectance(spectrum) == pytest.approx(percent / 100.0, rel=1e-12)
    assert rgb_of_spectrum(spectrum) == pytest.approx([percent / 100.0] * 3, rel=1e-9)


def test_what_reflects_nothing_is_black() -> None:
    assert rgb_of_spectrum([0.0] * 16).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("percent", "luminous", "rgb"),
    [
        (100.0 * (WAVELENGTHS_NM - 400.0) / 300.0, 0.52258, (0.80804, 0.47677, 0.13615)),
        (100.0 * np.exp(-(((WAVELENGTHS_NM - 540.0) / 60.0) ** 2)), 0.69350, (0.10551, 0.92843, 0.09813)),
    ],
    ids=["ramp", "green"],
)
def test_another_program_at_one_nanometre(
    percent: NDArray[np.float64], luminous: float, rgb: tuple[float, ...]
) -> None:
    """colour-science 0.4.7: sd_to_XYZ over 360 to 830 nm, CIE 1931, D65, then XYZ_to_RGB of sRGB, linear."""
    assert luminous_reflectance(percent.tolist()) == pytest.approx(luminous, abs=0.0025)
    assert rgb_of_spectrum(percent.tolist()) == pytest.approx(rgb, abs=0.0035)


def test_a_colour_outside_of_the_primaries_keeps_its_luminance() -> None:
    green = [100.0 if nm == 520 else 0.0 for nm in WAVELENGTHS_NM]
    rgb = rgb_of_spectrum(green)
    assert rgb.min() == 0.0
    assert LUMINANCE_WEIGHTS @ rgb == pytest.approx(luminous_reflectance(green))


@pytest.mark.parametrize("count", [0, 15, 17])
def test_a_spectrum_of_another_length_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="16 were expected"):
        luminous_reflectance([50.0] * count)


@pytest.mark.parametrize("name", [name for name, one in MEASURED.items() if one.published is not None])
def test_the_luminous_reflectance_that_the_source_gives_itself(name: str) -> None:
    """SpectralDB weights with V(lambda) alone, so that strong colours differ by a point from D65."""
    finish = MEASURED[name]
    assert finish.reflectance == pytest.approx(finish.published, abs=0.012)


def test_copper_has_the_colour_of_copper() -> None:
    """Gulbrandsen's table for films: copper 0.955, 0.638, 0.538 in linear sRGB."""
    assert np.array(MEASURED["copper-polished"].reflectance_rgb) == pytest.approx(
        [0.955, 0.638, 0.538], abs=0.03
    )
