"""What `lampyris luminaire --json` says of one photometric file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.photometry import Photometry
from assets.planes import AXIAL


def luminaire_document(photometry: Photometry, probes: Sequence[tuple[float, float]] = ()) -> dict[str, Any]:
    """The contract's document of one photometric file.

    `flux_lm` follows the zonal rule of the industry, `flux_exact_lm` is the integral of the
    interpolated table, which the engine gives off. `c_planes` counts the planes of a whole turn
    after symmetry, 1 where all are equal. `warnings` holds remarks too.

    Parameters
    ----------
    photometry
        As read.
    probes
        Directions (C, gamma) whose intensity is wanted as `probes_cd` [deg].
    """
    distribution = photometry.distribution
    flux_lm = distribution.zonal_flux_lm()
    planes = 1 if photometry.symmetry == AXIAL else len(distribution.c_deg) - 1
    document: dict[str, Any] = {
        "format": photometry.format,
        "version": photometry.version,
        "manufacturer": photometry.manufacturer,
        "name": photometry.name,
        "flux_lm": flux_lm,
        "flux_exact_lm": distribution.luminous_flux_lm(),
        "max_intensity_cd": distribution.maximum_cd(),
        "beam_angle_deg": distribution.beam_angle_deg(),
        "field_angle_deg": distribution.field_angle_deg(),
        "power_w": photometry.power_w,
        "efficacy_lm_w": flux_lm / photometry.power_w if photometry.power_w else None,
        "cct_k": photometry.cct_k,
        "colour_rendering_index": photometry.colour_rendering_index,
        "symmetry": photometry.symmetry,
        "c_planes": planes,
        "gammas": len(distribution.gamma_deg),
        "opening": {"shape": photometry.opening.shape.value, "size_m": list(photometry.opening.size_m)},
        "basis": photometry.basis,
        "warnings": [{"code": problem.code, "message": problem.message} for problem in photometry.problems],
        "sha256": photometry.sha256,
    }
    if probes:
        document["probes_cd"] = [
            float(distribution.intensity_towards_cd(c_deg, gamma_deg)) for c_deg, gamma_deg in probes
        ]
    return document
