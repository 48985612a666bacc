"""Dim-to-warm: light that becomes warmer as it is dimmed, as an incandescent lamp does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

SENSITIVITY_K = 25_000.0  # c2 / 0.575 um, the middle of the eye's sensitivity for warm light


@dataclass(frozen=True)
class DimToWarm:
    """How the colour temperature falls with dimming.

    Parameters
    ----------
    warmest_k
        The colour temperature never falls below this [K].
    curve
        (dimming, colour temperature [K]) pairs that the maker states, by rising dimming up to 1; between
        them it is linear in dimming. Empty is the curve of an incandescent lamp, see `incandescent_cct_k`.
    """

    warmest_k: float
    curve: tuple[tuple[float, float], ...] = ()

    def cct_k(self, dimming: float, full_cct_k: float) -> float:
        """The colour temperature at a dimming 0..1, when at full output it is `full_cct_k` [K]."""
        if self.curve:
            dimmings, temperatures = zip(*self.curve, strict=True)
            burning = float(np.interp(dimming, dimmings, temperatures))
        else:
            burning = incandescent_cct_k(dimming, full_cct_k)
        return max(min(burning, full_cct_k), min(self.warmest_k, full_cct_k))


def incandescent_cct_k(dimming: float, full_cct_k: float) -> float:
    """Colour temperature of a dimmed incandescent lamp [K]: 1 / T = 1 / full - ln(dimming) / 25000 K.

    The light of a filament is that of a black body, in Wien's approximation proportional to
    exp(-c2 / (wavelength T)), seen at the effective wavelength of the eye. 2700 K becomes 2510 K at half
    the flux and 2160 K at a tenth.
    Source: W. Wien, 1896; c2 = 0.014388 m K (CODATA 2018).
    """
    if dimming <= 0.0:
        return 0.0
    return 1.0 / (1.0 / full_cct_k - math.log(min(dimming, 1.0)) / SENSITIVITY_K)
