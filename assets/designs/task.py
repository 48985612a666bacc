"""Desk luminaire: two slim arms on a round foot, a flat head that shines straight down."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import BLACK, BRASS, DIFFUSER, GRAPHITE
from assets.designs.pieces import SMOOTH, bar, disc
from assets.modelling import Solid, lathe, rounded_box, softened, tube
from assets.write_glb import Part

HEAD_M = (0.30, 0.046, 0.014)  # length, width and height of the head
LOWER, UPPER = (-0.10, 0.245), (0.215, 0.4285)  # elbow, and wrist, as x and z


def desk_task() -> list[Part]:
    """The foot's middle is the origin; the head reaches out along +x."""
    foot = softened(
        [(0.0, 0.0), (0.088, 0.0), (0.09, 0.002), (0.09, 0.013), (0.087, 0.016), (0.0, 0.016)], 0.002
    )
    hub = softened([(0.0, 0.014), (0.014, 0.014), (0.014, 0.030), (0.011, 0.036), (0.0, 0.036)], 0.002)
    wrist_x, wrist_z = UPPER
    length, wide, high = HEAD_M
    head_x, head_z = wrist_x + length / 2.0 - 0.03, wrist_z - 0.026
    lens = rounded_box((length - 0.06, wide - 0.010, 0.004), 0.0018, 3)
    return [
        Part("base", lathe(foot, SMOOTH), GRAPHITE),
        Part("base", lathe(hub, 40), BRASS),
        *_arm((0.0, 0.046), LOWER),
        *_arm(LOWER, UPPER),
        *(Part("arms", _joint(x, z), BRASS) for x, z in ((0.0, 0.046), LOWER, UPPER)),
        bar("head", (0.016, 0.010, 0.022), (wrist_x, 0.0, wrist_z - 0.014), GRAPHITE, 0.002),
        bar("head", (length, wide, high), (head_x, 0.0, head_z), GRAPHITE, 0.006),
        Part("head", lens.moved(head_x + 0.012, 0.0, head_z - high / 2.0 + 0.0005), DIFFUSER),
        Part(
            "head", disc(0.010, 0.0, 0.0025, 0.001, 32).moved(wrist_x + 0.03, 0.0, head_z + high / 2.0), BLACK
        ),
    ]


def _arm(start: tuple[float, float], end: tuple[float, float]) -> list[Part]:
    """Two parallel rods between two joints."""
    path = [(start[0], 0.0, start[1]), (end[0], 0.0, end[1])]
    return [Part("arms", tube(path, 0.0042, 16).moved(y_m=y), GRAPHITE) for y in (-0.009, 0.009)]


def _joint(x_m: float, z_m: float) -> Solid:
    """A turned pin across both rods."""
    pin = softened([(0.0, -0.016), (0.0115, -0.016), (0.0115, 0.016), (0.0, 0.016)], 0.0015)
    return lathe(pin, 36).turned("x", 90.0).moved(x_m=x_m, z_m=z_m)


LENS_M = (HEAD_M[0] - 0.06, HEAD_M[1] - 0.010)
LENS_CENTRE_M = (
    float(np.round(UPPER[0] + HEAD_M[0] / 2.0 - 0.03 + 0.012, 6)),
    0.0,
    float(np.round(UPPER[1] - 0.026 - HEAD_M[2] / 2.0 + 0.0005 - 0.002, 6)),
)
