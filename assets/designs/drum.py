"""Drum pendant: a fabric shade on a wire frame round one bulb, closed below by an opal disc."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import BLACK, BULB, DROP, GRIP, HEM, LINEN, LINEN_INSIDE, WIRE
from assets.designs.pieces import SMOOTH, bulb_a60, cable, canopy, lampholder_e27, ring
from assets.modelling import Solid, lathe, shell, softened, tube
from assets.write_glb import Part

BULB_BELOW_TOP_M = 0.135  # centre of the bulb below the upper edge of the shade
OUTSIDE_M = 0.0025  # wire of the two rings
HEM_M, HEM_OUT_M = 0.009, 0.0011  # height of the rolled edges, and how far they stand out


def drum_pendant(diameter_m: float = 0.45, height_m: float = 0.25, hanging_m: float = 0.9) -> list[Part]:
    """A drum whose middle hangs `hanging_m` below the ceiling."""
    wide, top, bottom = diameter_m / 2.0 - HEM_OUT_M, -hanging_m + height_m / 2.0, -hanging_m - height_m / 2.0
    low, high = bottom + 0.002, top - 0.002
    wall = [(wide, low), (wide, low + 0.004), (wide, -hanging_m), (wide, high - 0.004), (wide, high)]
    diffuser = softened(
        [
            (0.0, bottom + 0.012),
            (wide - 0.006, bottom + 0.012),
            (wide - 0.006, bottom + 0.015),
            (0.0, bottom + 0.015),
        ],
        0.001,
    )
    edges = [
        shell(
            [(wide + HEM_OUT_M, z), (wide + HEM_OUT_M, z + HEM_M / 2), (wide + HEM_OUT_M, z + HEM_M)],
            0.0010,
            SMOOTH + 32,
        )
        for z in (bottom, top - HEM_M)
    ]
    holder = top - 0.062
    return [
        *canopy(0.055, 0.026, BLACK),
        cable(-0.025, top - 0.006),
        Part("head", shell(wall, 0.0012, SMOOTH + 32), LINEN, 38.0, LINEN_INSIDE),
        *(Part("head", edge, HEM) for edge in edges),
        *(
            Part("head", ring(wide - 0.0035, OUTSIDE_M).moved(z_m=z), WIRE)
            for z in (bottom + 0.006, top - 0.006)
        ),
        Part("head", lathe(diffuser, SMOOTH), DROP),
        lampholder_e27("head", holder, GRIP),
        *(Part("head", arm, WIRE) for arm in _spider(wide - 0.0035, top - 0.006, holder + 0.052)),
        Part("head", bulb_a60(cap_up=True, at_m=holder), BULB),
    ]


def _spider(reach_m: float, top_m: float, hub_m: float) -> list[Solid]:
    """Three wires from the upper ring in to the lampholder."""
    path = [(0.012, 0.0, hub_m), (0.04, 0.0, hub_m), (0.065, 0.0, top_m), (reach_m, 0.0, top_m)]
    return [tube(path, 0.0018, 10).turned("z", float(turn)) for turn in np.arange(3) * 120.0]
