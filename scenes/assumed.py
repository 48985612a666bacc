"""A lamp that is there already and of which only its flux and beam are believed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.colour import HIGHEST_CCT_K, LOWEST_CCT_K
from assets.luminaire import Luminaire
from assets.photometry import LuminousOpening, Photometry, closed_distribution
from kit.problems import warning
from scenes.configuration_model import AssumedLamp
from scenes.white_of_light import white_of

Array = NDArray[np.float64]


def assumed_luminaire(lamp: AssumedLamp, where: str) -> Luminaire:
    """A luminaire with the stated flux in a lobe of the stated beam angle, pointing down, marked as assumed.

    Up to 180 degrees the lobe is cos(gamma)^m, as light falls from a diffuse opening (m = 1 at 120
    degrees); from there on ((1 + cos gamma) / 2)^m, which becomes the same in all directions at 360.
    Both are half of their peak at half the beam angle.
    """
    gamma = np.linspace(0.0, 180.0, 361)
    shape = lobe(gamma, beam_angle_deg=lamp.beam_angle_deg)
    c_deg = np.array([0.0])
    unit = closed_distribution(c_deg, gamma, shape[None, :])
    scale = lamp.flux_lm / unit.luminous_flux_lm()
    distribution = closed_distribution(c_deg, gamma, scale * shape[None, :])
    message = (
        f"{where} is an assumed lamp of {lamp.flux_lm:g} lm and {lamp.beam_angle_deg:g} degrees; "
        "its true light is not known."
    )
    photometry = Photometry(
        distribution=distribution,
        opening=LuminousOpening(),
        format="assumed",
        name="Assumed lamp",
        symmetry="rotational",
        power_w=lamp.power_w,
        cct_k=lamp.cct_k,
        problems=(warning("LAMP_ASSUMED", where, message, "Choose a luminaire from the catalogue."),),
    )
    return Luminaire(
        sku="",
        name="Assumed lamp",
        name_zh="假定的现有灯具",
        photometry=photometry,
        power_w=lamp.power_w,
        cct_range_k=(LOWEST_CCT_K, HIGHEST_CCT_K),
        **white_of(lamp),
    )


def lobe(gamma_deg: Array, *, beam_angle_deg: float) -> Array:
    """Relative intensity over gamma, 1 at gamma = 0 and one half at half the beam angle."""
    cosine = np.cos(np.radians(gamma_deg))
    half = np.cos(np.radians(beam_angle_deg / 2.0))
    if beam_angle_deg < 180.0:
        base, at_half = np.clip(cosine, 0.0, 1.0), half
    else:
        base, at_half = (1.0 + cosine) / 2.0, (1.0 + half) / 2.0
    if at_half < 1e-9:
        # Just below 180 degrees the power goes to 0 and the lobe to an even half space; at 360 to a sphere.
        return np.where(base > 1e-9, 1.0, 0.0) if beam_angle_deg < 180.0 else np.ones_like(base)
    power = np.log(0.5) / np.log(at_half)
    shaped: Array = np.where(base > 0, np.clip(base, 1e-300, 1.0) ** power, 0.0)
    return shaped
