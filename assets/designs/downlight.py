"""Recessed downlight: trim, baffle, opal lens, finned housing with spring clips."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import ALUMINIUM, DIFFUSER, STEEL, WHITE
from assets.designs.pieces import SMOOTH
from assets.modelling import lathe, rounded_box, softened, tube
from assets.write_glb import Part


def recessed_downlight() -> list[Part]:
    """For a 90 mm cut-out: trim of 104 mm, 8 mm below the ceiling, lens of 70 mm."""
    trim = softened(
        [
            (0.0352, -0.0015),
            (0.0395, -0.0070),
            (0.0440, -0.0080),
            (0.0490, -0.0074),
            (0.0520, -0.0040),
            (0.0520, 0.0),
            (0.0430, 0.0),
            (0.0430, 0.012),
            (0.0352, 0.012),
        ],
        0.0016,
    )
    lens = softened(
        [(0.0, -0.0030), (0.032, -0.0026), (0.0375, -0.0020), (0.0375, 0.004), (0.0, 0.004)], 0.002
    )
    housing = softened(
        [
            (0.0, 0.010),
            (0.0425, 0.010),
            (0.0425, 0.024),
            (0.036, 0.028),
            (0.014, 0.028),
            (0.014, 0.078),
            (0.0, 0.078),
        ],
        0.002,
    )
    fins = [
        rounded_box((0.0016, 0.052, 0.044), 0.0006, 2).turned("z", turn).moved(z_m=0.051)
        for turn in np.arange(12) * 15.0
    ]
    # one spring clip, turned to the other side: it holds the luminaire in the ceiling
    clip = tube([(0.040, 0, 0.016), (0.047, 0, 0.03), (0.0485, 0, 0.036), (0.049, 0, 0.045)], 0.0012, 8)
    return [
        Part("trim", lathe(trim, SMOOTH), WHITE),
        Part("lens", lathe(lens, SMOOTH), DIFFUSER),
        Part("housing", lathe(housing, 48), ALUMINIUM),
        *(Part("housing", fin, ALUMINIUM) for fin in fins),
        *(Part("clips", clip.turned("z", turn), STEEL) for turn in (0.0, 180.0)),
    ]
