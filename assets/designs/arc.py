"""Arc floor luminaire: marble base, steel arc, dome shade that looks down."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import BLACK, DIFFUSER, MARBLE, REFLECTOR, STEEL
from assets.designs.pieces import SMOOTH, rod
from assets.modelling import arc_points, bezier, lathe, shell, softened, tube
from assets.write_glb import Part


def arc_floor(reach_m: float = 1.0, height_m: float = 1.9) -> list[Part]:
    """An arc `height_m` high whose shade hangs `reach_m` before the stem; its lens is 1.554 m up."""
    drop, stem = 1.52, 1.0
    rise = (height_m - 0.011) - stem
    # upright, then the quarter of an ellipse and a little more, tangent to the upright
    angle = np.deg2rad(np.linspace(180.0, 64.0, 45))
    wide = reach_m / (1.0 + np.cos(angle[-1]))
    x, z = wide + wide * np.cos(angle), stem + rise * np.sin(angle)
    path = [(0.0, 0.0, 0.052), *zip(x.tolist(), np.zeros(45).tolist(), z.tolist(), strict=True)]
    end = float(z[-1])
    joint = lathe(arc_points((0.0, 0.0), 0.0155, -90.0, 90.0, 14), 32).moved(x_m=reach_m, z_m=end)
    return [
        *_foot(),
        Part("stem", tube(path, 0.011, 24), STEEL),
        Part("stem", joint, STEEL),
        Part("stem", rod(end, drop + 0.16, 0.005).moved(x_m=reach_m), STEEL),
        *(
            Part(p.node, p.solid.moved(x_m=reach_m, z_m=drop), p.finish, p.crease_deg, p.inside)
            for p in _head()
        ),
    ]


def _foot() -> list[Part]:
    slab = softened(
        [(0.0, 0.0), (0.157, 0.0), (0.16, 0.003), (0.16, 0.050), (0.157, 0.052), (0.0, 0.052)], 0.003
    )
    ferrule = softened(
        [(0.0, 0.05), (0.022, 0.05), (0.022, 0.060), (0.0150, 0.078), (0.0150, 0.13), (0.0, 0.13)], 0.004
    )
    return [Part("base", lathe(slab, SMOOTH), MARBLE), Part("stem", lathe(ferrule, 48), STEEL)]


def _head() -> list[Part]:
    """The shade, its rim at 0, and the lens 34 mm above that, against glare."""
    outer = [
        (0.14, 0.0),
        (0.1398, 0.006),
        *bezier([(0.1395, 0.012), (0.137, 0.090), (0.092, 0.138), (0.018, 0.152)], 18),
        (0.014, 0.154),
        (0.0, 0.154),
    ]
    lens = softened([(0.0, 0.034), (0.100, 0.037), (0.112, 0.043), (0.112, 0.049), (0.0, 0.049)], 0.005)
    knob = softened(
        [(0.0, 0.15), (0.019, 0.15), (0.019, 0.160), (0.0165, 0.170), (0.008, 0.178), (0.0, 0.178)], 0.003
    )
    return [
        Part("head", shell(outer, 0.0015, SMOOTH), BLACK, 50.0, REFLECTOR),
        Part("head", lathe(knob, 40), STEEL),
        Part("head", lathe(lens, SMOOTH), DIFFUSER),
    ]
