"""Table luminaire: a trumpet foot under a flattened opal globe."""

from __future__ import annotations

from assets.designs.finishes import BRASS, OPAL, TERRACOTTA
from assets.designs.pieces import SMOOTH
from assets.modelling import arc_points, bezier, lathe, softened
from assets.write_glb import Part


def mushroom_table(width_m: float = 0.28) -> list[Part]:
    """0.312 m high; the globe is `width_m` wide and half as high."""
    half = width_m / 2.0
    foot = [
        (0.0, 0.0),
        (0.078, 0.0),
        (0.08, 0.002),
        (0.08, 0.009),
        *bezier([(0.0795, 0.011), (0.040, 0.020), (0.018, 0.070), (0.0205, 0.130)], 16),
        *bezier([(0.0207, 0.134), (0.022, 0.155), (0.030, 0.166), (0.044, 0.172)], 8),
        (0.0, 0.172),
    ]
    # an ellipse turned
    globe = [(half * x, 0.235 + half / 2 * z) for x, z in arc_points((0.0, 0.0), 1.0, -90.0, 90.0, 40)]
    collar = softened([(0.0, 0.166), (0.046, 0.166), (0.050, 0.170), (0.050, 0.177), (0.0, 0.177)], 0.002)
    knob = softened([(0.0, 0.302), (0.009, 0.302), (0.009, 0.308), (0.0065, 0.312), (0.0, 0.312)], 0.002)
    return [
        Part("base", lathe(foot, SMOOTH), TERRACOTTA),
        Part("base", lathe(collar, SMOOTH), BRASS),
        Part("head", lathe(globe, SMOOTH), OPAL),
        Part("head", lathe(knob, 32), BRASS),
    ]
