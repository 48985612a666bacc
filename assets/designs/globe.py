"""Opal glass globe on a textile cable."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import BRASS, OPAL
from assets.designs.pieces import SMOOTH, cable, canopy
from assets.modelling import arc_points, lathe, softened
from assets.write_glb import Part


def globe_pendant(diameter_m: float = 0.3, hanging_m: float = 0.9) -> list[Part]:
    """An opal globe under a turned brass cap; its centre hangs `hanging_m` below the ceiling."""
    centre, radius = -hanging_m, diameter_m / 2.0
    globe = lathe(arc_points((0.0, centre), radius, -90.0, 90.0, 40), SMOOTH)
    sits = 0.0535  # radius of the cap where it sits on the glass
    rim = centre + float(np.sqrt(radius**2 - sits**2))
    cap = softened(
        [
            (0.0, rim - 0.006),
            (sits, rim - 0.006),
            (sits, rim + 0.007),
            (0.036, rim + 0.019),
            (0.0255, rim + 0.022),
            (0.0255, rim + 0.074),
            (0.0205, rim + 0.084),
            (0.0080, rim + 0.092),
            (0.0, rim + 0.092),
        ],
        0.0035,
    )
    groove = softened([(0.0, 0.0), (0.0262, 0.0), (0.0262, 0.004), (0.0, 0.004)], 0.001)
    collar = softened([(0.0, 0.088), (0.0062, 0.088), (0.0048, 0.110), (0.0, 0.110)], 0.0015)
    return [
        *canopy(0.06, 0.024, BRASS, BRASS),
        cable(-0.02, rim + 0.09),
        Part("head", globe, OPAL),
        Part("head", lathe(cap, SMOOTH), BRASS),
        *(Part("head", lathe(groove, SMOOTH).moved(z_m=rim + z), BRASS) for z in (0.034, 0.058)),
        Part("head", lathe(collar, 32).moved(z_m=rim), BRASS),
    ]
