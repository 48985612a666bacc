"""Spun metal domes, white inside, with a recessed diffuser: a pendant, and the head of the arc luminaire."""

from __future__ import annotations

from assets.designs.finishes import BLACK, BRASS, DIFFUSER, REFLECTOR, SAGE
from assets.designs.pieces import SMOOTH, cable, canopy, ring
from assets.modelling import bezier, lathe, shell, softened
from assets.write_glb import Part

WALL_M, RECESS_M = 0.0016, 0.045  # of the shade, and of its lens above the rim


def dome_pendant(diameter_m: float = 0.4, hanging_m: float = 0.8) -> list[Part]:
    """A dome whose lens lies 45 mm above its rim, against glare, and `hanging_m` below the ceiling."""
    bottom, wide = -hanging_m - RECESS_M, diameter_m / 2.0
    scale = wide / 0.2
    high = 0.182 * scale
    shade = [
        (wide, 0.0),
        (wide, 0.010),
        *bezier(
            [
                (wide, 0.014),
                (0.99 * wide, 0.098 * scale),
                (0.60 * wide, 0.160 * scale),
                (0.030, high - 0.004),
            ],
            22,
        ),
        (0.026, high),
        (0.0, high),
    ]
    lens_radius = wide - 0.035
    lens = softened(
        [
            (0.0, RECESS_M),
            (lens_radius - 0.016, RECESS_M + 0.003),
            (lens_radius, RECESS_M + 0.010),
            (lens_radius, RECESS_M + 0.016),
            (0.0, RECESS_M + 0.016),
        ],
        0.005,
    )
    rim = 0.0022
    return [
        *canopy(0.05, 0.03, BLACK),
        cable(-0.028, bottom + high + 0.062),
        Part("head", shell(shade, WALL_M, SMOOTH + 16).moved(z_m=bottom + rim), SAGE, 50.0, REFLECTOR),
        Part("head", ring(wide, rim).moved(z_m=bottom + rim), BRASS),
        Part("head", lathe(_cap(), SMOOTH).moved(z_m=bottom + high), BRASS),
        Part("head", lathe(lens, SMOOTH).moved(z_m=bottom), DIFFUSER),
    ]


def _cap() -> list[tuple[float, float]]:
    """The turned piece on top of a dome, from its seat up to the cable."""
    return softened(
        [
            (0.0, -0.002),
            (0.034, -0.002),
            (0.034, 0.006),
            (0.0215, 0.012),
            (0.0195, 0.050),
            (0.0075, 0.064),
            (0.0, 0.064),
        ],
        0.004,
    )
