"""Whether files of one name hold one light: twins of two formats do, two luminaires do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assets.importing.light import Light, light_of
from assets.importing.offers import Offer
from assets.importing.sources import SourceFile

Array = NDArray[np.float64]
FLUX_SHARE = 0.02  # twins are rounded and interpolated otherwise
TABLE_SHARE = 0.05  # of the flux that goes elsewhere
_GAMMA_DEG = np.arange(0.5, 180.0, 1.0)
_C_DEG = np.arange(0.0, 360.0, 15.0)


def are_one_light(offer: Offer, files: Sequence[SourceFile]) -> bool:
    """Whether files are equal byte for byte, or of different formats with nearly the same flux and table.

    Files of one format that differ are never one light: a later measurement may be among them. Where one
    cannot be read nothing is known, and the answer is no.
    """
    of_digest = {file.digest(): file for file in files}
    if len(of_digest) == 1:
        return "" not in of_digest
    different = list(of_digest.values())
    if len({file.ending for file in different}) < len(different):
        return False
    lights = [light_of(offer, file)[0] for file in different]
    known = [_table(light) for light in lights if light is not None]
    return len(known) == len(lights) and all(_near(known[0], other) for other in known[1:])


def _table(light: Light) -> tuple[float, Array]:
    """Flux [lm], and intensities by gamma [cd], sorted within each: formats count C from other axes."""
    distribution = light.photometry.distribution
    intensity_cd = distribution.intensity_towards_cd(_C_DEG[:, None], _GAMMA_DEG[None, :])
    return distribution.luminous_flux_lm(), np.sort(intensity_cd, axis=0)


def _near(first: tuple[float, Array], other: tuple[float, Array]) -> bool:
    weight = np.sin(np.radians(_GAMMA_DEG))
    elsewhere = float((np.abs(first[1] - other[1]) * weight).sum() / (first[1] * weight).sum())
    return abs(first[0] / other[0] - 1.0) <= FLUX_SHARE and elsewhere <= TABLE_SHARE
