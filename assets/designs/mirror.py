"""Bathroom mirror light: an opal tube on a slim chrome holder above the mirror."""

from __future__ import annotations

from assets.designs.finishes import CHROME, DIFFUSER
from assets.designs.pieces import bar, disc
from assets.modelling import Solid, lathe, softened
from assets.write_glb import Part

TUBE_M, AWAY_M = 0.040, 0.085  # diameter of the tube, its axis before the wall


def mirror_light(length_m: float = 0.6) -> list[Part]:
    """A tube of `length_m` over its end caps, along x; the wall plate is 180 mm wide."""
    caps = 0.018
    glass = length_m - 2.0 * caps
    tube = _lying(
        [(0.0, -glass / 2), (TUBE_M / 2, -glass / 2), (TUBE_M / 2, glass / 2), (0.0, glass / 2)], 0.0
    )
    end = softened([(0.0, 0.0), (TUBE_M / 2 + 0.0015, 0.0), (TUBE_M / 2 + 0.0015, caps), (0.0, caps)], 0.003)
    parts = [
        bar("plate", (0.18, 0.022, 0.05), (0.0, 0.011, 0.0), CHROME, 0.004),
        Part("head", tube, DIFFUSER),
    ]
    for side in (-1.0, 1.0):
        reach = AWAY_M - TUBE_M / 2 - 0.012
        stay = disc(0.0065, 0.0, reach, 0.001, 28).turned("x", -90.0).moved(side * 0.06, 0.018, 0.0)
        saddle = lathe(
            [
                (TUBE_M / 2 + 0.0002, -0.006),
                (TUBE_M / 2 + 0.002, -0.006),
                (TUBE_M / 2 + 0.002, 0.006),
                (TUBE_M / 2 + 0.0002, 0.006),
            ],
            48,
        )
        turned = lathe(end, 48).turned("y", 90.0 * side).moved(side * (length_m / 2 - caps), AWAY_M, 0.0)
        parts += [
            Part("arms", stay, CHROME),
            Part("arms", saddle.turned("y", 90.0).moved(side * 0.06, AWAY_M, 0.0), CHROME),
            Part("head", turned, CHROME),
        ]
    return parts


def _lying(profile: list[tuple[float, float]], soft_m: float) -> Solid:
    """A turned piece laid along x, before the wall."""
    return lathe(softened(profile, soft_m) if soft_m else profile, 48).turned("y", 90.0).moved(y_m=AWAY_M)
