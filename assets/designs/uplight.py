"""Floor uplight: round base, slim stem, shallow bowl."""

from __future__ import annotations

from assets.designs.finishes import BLACK, BRASS, DIFFUSER, REFLECTOR
from assets.designs.pieces import SMOOTH, rod
from assets.modelling import bezier, lathe, shell, softened
from assets.write_glb import Part


def floor_uplight(height_m: float = 1.8) -> list[Part]:
    """A bowl of 330 mm, its rim at `height_m`, whose opal disc throws light up."""
    top = height_m
    foot = softened(
        [(0.0, 0.0), (0.138, 0.0), (0.14, 0.003), (0.14, 0.012), (0.05, 0.022), (0.016, 0.03), (0.0, 0.03)],
        0.006,
    )
    bowl = [
        (0.0, top - 0.145),
        (0.016, top - 0.145),
        *bezier([(0.022, top - 0.140), (0.10, top - 0.118), (0.162, top - 0.065), (0.165, top)], 20),
    ]
    lens = softened(
        [
            (0.0, top - 0.036),
            (0.1515, top - 0.036),
            (0.1558, top - 0.026),
            (0.13, top - 0.014),
            (0.0, top - 0.010),
        ],
        0.006,
    )
    collar = softened(
        [
            (0.0, top - 0.21),
            (0.013, top - 0.21),
            (0.016, top - 0.20),
            (0.017, top - 0.155),
            (0.028, top - 0.139),
            (0.0, top - 0.139),
        ],
        0.004,
    )
    dimmer = lathe(softened([(0.0, -0.014), (0.0145, -0.014), (0.0145, 0.014), (0.0, 0.014)], 0.003), 40)
    return [
        Part("base", lathe(foot, SMOOTH), BLACK),
        Part("stem", rod(top - 0.19, 0.02, 0.0095, 32), BRASS),
        Part("stem", dimmer.moved(z_m=1.05), BLACK),
        Part("head", lathe(collar, 48), BRASS),
        Part("head", shell(bowl, 0.002, SMOOTH + 16), BLACK, 50.0, REFLECTOR),
        Part("head", lathe(lens, SMOOTH), DIFFUSER),
    ]
