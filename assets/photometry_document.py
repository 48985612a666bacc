"""What `lampyris luminaire --json` says of one photometric file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.photometry import Photometry
from assets.planes import AXIAL
from assets.stated_colour import colour_rendering_of, colour_temperature_of
from assets.stated_facts import LampSet


def luminaire_document(photometry: Photometry, probes: Sequence[tuple[float, float]] = ()) -> dict[str, Any]:
    """The contract's document of one photometric file.

    `flux_lm` follows the zonal rule of the industry, `flux_exact_lm` is the integral of the
    interpolated table, which the engine gives off. `c_planes` counts the planes of a whole turn
    after symmetry, 1 where all are equal. `light_output_ratio` is flux over lamp flux, of relative
    photometry only. `lamp_set` counts `lamp_sets` from 1. `warnings` holds remarks too.

    Parameters
    ----------
    photometry
        As read.
    probes
        Directions (C, gamma) whose intensity is wanted as `probes_cd` [deg].
    """
    distribution = photometry.distribution
    flux_lm, exact_lm = photometry.zonal_flux_lm(), distribution.luminous_flux_lm()
    planes = 1 if photometry.symmetry == AXIAL else len(distribution.c_deg) - 1
    document: dict[str, Any] = {
        "format": photometry.format,
        "version": photometry.version,
        "manufacturer": photometry.manufacturer,
        "name": photometry.name,
        "flux_lm": flux_lm,
        "flux_exact_lm": exact_lm,
        "max_intensity_cd": distribution.maximum_cd(),
        "beam_angle_deg": distribution.beam_angle_deg(),
        "field_angle_deg": distribution.field_angle_deg(),
        "cutoff_angle_deg": distribution.cutoff_angle_deg(),
        "downward_flux_fraction": distribution.downward_flux_lm() / exact_lm,
        "power_w": photometry.power_w,
        "efficacy_lm_w": flux_lm / photometry.power_w if photometry.power_w else None,
        "cct_k": photometry.cct_k,
        "colour_rendering_index": photometry.colour_rendering_index,
        "symmetry": photometry.symmetry,
        "c_planes": planes,
        "gammas": len(distribution.gamma_deg),
        "opening": {"shape": photometry.opening.shape.value, "size_m": list(photometry.opening.size_m)},
        "basis": photometry.basis,
        "photometric_type": photometry.ies.photometric_type if photometry.ies else "C",
        "lamp_flux_lm": photometry.lamp_flux_lm,
        "light_output_ratio": flux_lm / photometry.lamp_flux_lm if photometry.lamp_flux_lm else None,
        "lamp_set": photometry.lamp_set,
        "lamp_sets": [_lamp_set(one) for one in photometry.lamp_sets],
        "warnings": [{"code": problem.code, "message": problem.message} for problem in photometry.problems],
        "sha256": photometry.sha256,
    }
    if probes:
        document["probes_cd"] = [
            float(distribution.intensity_towards_cd(c_deg, gamma_deg)) for c_deg, gamma_deg in probes
        ]
    return document


def _lamp_set(one: LampSet) -> dict[str, Any]:
    return {
        "lamps": one.lamps,
        "type": one.kind,
        "flux_lm": one.flux_lm,
        "power_w": one.power_w or None,
        "basis": "absolute" if one.is_absolute else "relative",
        "cct_k": colour_temperature_of(one.colour),
        "colour_rendering_index": colour_rendering_of(one.rendering),
    }
