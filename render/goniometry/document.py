"""A measurement in numbers for people and programs, and the luminous opening that a file says with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from assets.body import Body
from assets.photometry import LuminousOpening, OpeningShape
from render.goniometry.grid import Symmetry

if TYPE_CHECKING:
    from render.goniometer import Goniometry

SEEN = 0.98  # of the flux that leaves comes from what is taken as the opening
ONE_WAY = 0.01  # of the flux may go the other way from a flat opening


def opening_of(body: Body, measured: Goniometry) -> LuminousOpening:
    """The luminous opening: the box, or the upright cylinder of a round body, around what light leaves from.

    The brightest triangles that give `SEEN` of the flux count. It is flat where hardly any light goes up, or
    down.
    """
    corners = body.vertices_m[body.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    order = np.argsort(-measured.out_lm / np.maximum(area, 1e-12), kind="stable")
    upto = np.cumsum(measured.out_lm[order])
    if upto[-1] <= 0:
        return LuminousOpening()
    seen = corners[order[: int(np.searchsorted(upto, SEEN * upto[-1])) + 1]].reshape(-1, 3)
    x, y, z = (round(float(extent), 4) for extent in np.ptp(seen, axis=0))
    down = measured.distribution.downward_flux_lm() / measured.distribution.luminous_flux_lm()
    if not ONE_WAY < down < 1 - ONE_WAY:
        z = 0.0
    if measured.symmetry is Symmetry.ROUND:
        return LuminousOpening(OpeningShape.DISC, (max(x, y), max(x, y), z))
    return LuminousOpening(OpeningShape.RECTANGLE, (x, y, z))


def goniometry_document(body: Body, measured: Goniometry) -> dict[str, Any]:
    """Fluxes, light output ratio, peak and grid, with standard errors; JSON's own types."""
    distribution, opening = measured.distribution, opening_of(body, measured)
    peak = np.unravel_index(int(np.argmax(distribution.intensity_cd)), distribution.intensity_cd.shape)
    noise = measured.standard_error_cd / max(distribution.maximum_cd(), 1e-30)
    return {
        "source_flux_lm": measured.source_flux_lm,
        "flux_lm": measured.luminous_flux_lm,
        "flux_standard_error_lm": measured.luminous_flux_standard_error_lm,
        "table_flux_lm": distribution.luminous_flux_lm(),
        "light_output_ratio": measured.light_output_ratio,
        "light_output_ratio_standard_error": measured.light_output_ratio_standard_error,
        "max_intensity_cd": distribution.maximum_cd(),
        "max_intensity_standard_error_cd": float(measured.standard_error_cd[peak]),
        "max_intensity_towards": {
            "c_deg": float(distribution.c_deg[peak[0]]),
            "gamma_deg": float(distribution.gamma_deg[peak[1]]),
        },
        "largest_standard_error": float(noise.max()),
        "beam_angle_deg": distribution.beam_angle_deg(),
        "symmetry": measured.symmetry.value,
        "c_planes": len(distribution.c_deg) - 1,
        "gammas": len(distribution.gamma_deg),
        "absorbed_lm": measured.absorbed_lm,
        "left_lm": measured.left_lm,
        "energy_balance": measured.energy_balance,
        "opening": {"shape": opening.shape.value, "size_m": list(opening.size_m)},
        "problems": [problem.as_json() for problem in measured.problems],
    }
