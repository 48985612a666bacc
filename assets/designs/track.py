"""Track with spots: a surface rail along x whose heads all look forward and down."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import BAFFLE, BLACK, DIFFUSER
from assets.designs.pieces import bar, disc, rod
from assets.modelling import Solid, lathe, shell, softened
from assets.write_glb import Finish, Part

RAIL_M = (0.034, 0.020)  # width and height of the rail
PITCH_M, OVERHANG_M = 0.30, 0.10
TILT_DEG = 30.0
HEAD_M, RADIUS_M, PIVOT_M = 0.105, 0.029, 0.105  # a head's length and radius, its pivot below the ceiling
LENS_BACK_M = 0.010


def track_length_m(heads: int) -> float:
    """Of the rail for so many heads."""
    return round((heads - 1) * PITCH_M + 2.0 * OVERHANG_M, 3)


def head_places_m(heads: int) -> list[float]:
    """Where the heads hang along the rail, x [m]."""
    return [float(x) for x in (np.arange(heads) - (heads - 1) / 2.0) * PITCH_M]


def track_spots(heads: int = 3) -> list[Part]:
    """A rail with its feed at one end; heads tilted towards +y."""
    length = track_length_m(heads)
    wide, high = RAIL_M
    parts = [
        bar("rail", (length, wide, high), (0.0, 0.0, -high / 2.0), BLACK, 0.0015),
        *(
            bar("rail", (0.004, wide + 0.002, high + 0.001), (x, 0.0, -high / 2.0 - 0.0005), BLACK, 0.001)
            for x in (-length / 2.0 + 0.002, length / 2.0 - 0.002)
        ),
    ]
    for x in head_places_m(heads):
        parts += [
            bar("adapter", (0.092, 0.030, 0.022), (x, 0.0, -high - 0.008), BLACK, 0.003),
            Part("adapter", rod(-high - 0.018, -PIVOT_M + 0.005, 0.0055, 20).moved(x_m=x), BLACK),
            Part("adapter", _pivot().moved(x_m=x, z_m=-PIVOT_M), BLACK),
            *(Part("heads", _aimed(solid, x), finish, 38.0, inside) for solid, finish, inside in _head()),
        ]
    return parts


def _pivot() -> Solid:
    """The knuckle about which a head turns, along x."""
    return disc(0.0115, -0.008, 0.008, 0.0015, 32).turned("y", 90.0)


def _aimed(solid: Solid, x_m: float) -> Solid:
    """A head that looks down along -z from its pivot, tilted towards +y and brought to its place."""
    return solid.turned("x", TILT_DEG).moved(x_m=x_m, z_m=-PIVOT_M)


def _head() -> list[tuple[Solid, Finish, Finish | None]]:
    """Can, lens and baffle of one head; its pivot is at the origin, in the upper third of the can."""
    top = 0.38 * HEAD_M
    low = top - HEAD_M
    can = [
        (RADIUS_M - 0.0004, low),
        (RADIUS_M, low + 0.0008),
        (RADIUS_M, 0.0),
        (RADIUS_M, top - 0.006),
        (RADIUS_M - 0.0015, top - 0.0015),
        (RADIUS_M - 0.006, top),
        (0.0, top),
    ]
    inside = RADIUS_M - 0.0022
    lens = softened(
        [
            (0.0, low + LENS_BACK_M),
            (inside, low + LENS_BACK_M + 0.001),
            (inside, low + LENS_BACK_M + 0.003),
            (0.0, low + LENS_BACK_M + 0.003),
        ],
        0.0008,
    )
    return [(shell(can, 0.0018, 56), BLACK, BAFFLE), (lathe(lens, 48), DIFFUSER, None)]


def lens_places_m(heads: int) -> list[tuple[float, float, float]]:
    """The middle of each head's lens [m]."""
    down = 0.62 * HEAD_M - LENS_BACK_M
    tilt = np.deg2rad(TILT_DEG)
    return [
        (x, float(down * np.sin(tilt)), float(-PIVOT_M - down * np.cos(tilt))) for x in head_places_m(heads)
    ]
