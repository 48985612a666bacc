"""Whether a luminaire's light agrees with its body and its place: what a wrong file would betray."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from assets.body import Body
from assets.luminaire import Luminaire, Mounting
from assets.photometry import LuminousIntensityDistribution
from kit.problems import Problem, warning

ABOVE_CEILING = 0.05  # share of flux above the horizon that something recessed may have
INTO_CEILING = 0.75  # of something at the ceiling
INTO_WALL = 0.55  # share of flux towards the wall: a ball beside it has a half
FROM_NOTHING = 0.1  # share of flux towards a side on which hardly anything glows
HARDLY = 0.01  # of the glowing area
MOST_EXITANCE_LM_M2 = 3e6  # of a glowing part; a bare light-emitting diode has about 3e6


def check_light_and_body(luminaire: Luminaire) -> list[Problem]:
    """Warnings where the light of the photometric file does not go with the body or with the mounting."""
    return [*_against_mounting(luminaire), *_against_glow(luminaire)]


def _against_mounting(luminaire: Luminaire) -> Iterator[Problem]:
    distribution, mounting = luminaire.photometry.distribution, luminaire.mounting
    flux = distribution.luminous_flux_lm()
    if flux <= 0.0:
        return
    up = 1.0 - distribution.downward_flux_lm() / flux
    most = {Mounting.RECESSED: ABOVE_CEILING, Mounting.CEILING: INTO_CEILING}.get(mounting)
    if most is not None and up > most:
        message = f"{100 * up:.0f} % of its light goes up, into the ceiling it is mounted in or at"
        hint = "Check the mounting, and whether the photometric file is of this luminaire."
        yield warning("LIGHT_INTO_CEILING", "photometry", message, hint)
    if mounting is Mounting.WALL and (behind := flux_share_towards(distribution, 270.0)) > INTO_WALL:
        message = f"{100 * behind:.0f} % of its light goes towards the wall behind its local -y"
        hint = "C90 must point away from the wall: check how the file was measured."
        yield warning("LIGHT_INTO_WALL", "photometry", message, hint)


def flux_share_towards(distribution: LuminousIntensityDistribution, c_deg: float) -> float:
    """Share of the flux in the half space about the horizontal direction C, 0..1.

    Sampled each 5 degrees in C and 3 degrees in gamma.
    """
    planes = np.arange(0.0, 360.0, 5.0) + 2.5
    gammas = np.arange(0.0, 180.0, 3.0) + 1.5
    intensity = distribution.intensity_towards_cd(planes[:, None], gammas[None, :])
    weighted = intensity * np.sin(np.deg2rad(gammas))
    total = float(weighted.sum())
    ahead = np.cos(np.deg2rad(planes - c_deg)) > 0.0
    return float(weighted[ahead].sum()) / total if total > 0.0 else 0.0


def _against_glow(luminaire: Luminaire) -> Iterator[Problem]:
    body = luminaire.body
    distribution = luminaire.photometry.distribution
    flux = distribution.luminous_flux_lm()
    if body is None or flux <= 0.0:
        return
    area_m2, down_m2, up_m2 = glowing_areas_m2(body)
    if area_m2 <= 0.0:
        return
    down = distribution.downward_flux_lm() / flux
    for share, seen_m2, side in ((down, down_m2, "below"), (1.0 - down, up_m2, "above")):
        if share > FROM_NOTHING and seen_m2 < HARDLY * area_m2:
            message = f"{100 * share:.0f} % of its light goes {side}, where hardly any of its body glows"
            hint = "Check the model's glowing part, or the photometric file."
            yield warning("GLOW_FACES_AWAY", "body", message, hint)
    if flux / area_m2 > MOST_EXITANCE_LM_M2:
        message = (
            f"{flux:.0f} lm leave {area_m2 * 1e4:.2f} cm2 of glowing body, more than any light source gives"
        )
        hint = "Check the model's unit and its glowing part, or the flux."
        yield warning("GLOW_TOO_SMALL", "body", message, hint)


def glowing_areas_m2(body: Body) -> tuple[float, float, float]:
    """Area of the glowing triangles, and what of it is seen from below and from above [m2]."""
    glows = np.array([material.glows for material in body.materials])[body.material_of_triangle]
    corners = body.vertices_m[body.triangles[glows]]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2.0
    area = float(np.linalg.norm(normal, axis=1).sum())
    return area, float(np.maximum(-normal[:, 2], 0.0).sum()), float(np.maximum(normal[:, 2], 0.0).sum())
