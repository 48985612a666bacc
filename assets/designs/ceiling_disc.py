"""Flush ceiling disc: an opal drum with a rounded edge below a thin lacquered ring."""

from __future__ import annotations

from assets.designs.finishes import DIFFUSER, WHITE
from assets.designs.pieces import SMOOTH
from assets.modelling import bezier, lathe, softened
from assets.write_glb import Part


def ceiling_disc(diameter_m: float = 0.4, height_m: float = 0.068) -> list[Part]:
    """The ring is as wide as the whole, the diffuser 8 mm less on each side."""
    wide, glass = diameter_m / 2.0, diameter_m / 2.0 - 0.008
    edge = 0.030
    bowl = [
        (0.0, -height_m),
        (0.5 * glass, -height_m),
        *bezier(
            [
                (glass - edge, -height_m + 0.001),
                (glass - 0.3 * edge, -height_m + 0.0015),
                (glass, -height_m + 0.4 * edge),
                (glass, -height_m + edge),
            ],
            14,
        ),
        (glass, -0.012),
        (0.0, -0.012),
    ]
    band = softened([(0.0, -0.020), (wide, -0.020), (wide, 0.0), (0.0, 0.0)], 0.0022)
    return [Part("base", lathe(band, SMOOTH + 32), WHITE), Part("head", lathe(bowl, SMOOTH + 32), DIFFUSER)]
