"""Linear pendant: a slim aluminium profile on two wires that shines down and, less, up."""

from __future__ import annotations

from assets.designs.finishes import BLACK, DIFFUSER, GRAPHITE, WIRE
from assets.designs.pieces import bar, cable, canopy, disc, rod
from assets.modelling import rounded_box
from assets.write_glb import Part

WIDE_M, HIGH_M, END_M = 0.042, 0.062, 0.004


def linear_pendant(length_m: float = 1.2, hanging_m: float = 1.1) -> list[Part]:
    """A profile of 42 x 62 mm along x; its lower diffuser hangs `hanging_m` below the ceiling."""
    bottom = -hanging_m
    middle = bottom + HIGH_M / 2.0
    top = bottom + HIGH_M
    wire = 0.5 * length_m - 0.12
    inside = length_m - 2.0 * END_M
    parts = [
        *canopy(0.045, 0.032, BLACK),
        cable(-0.03, top + 0.012),
        *(Part("canopy", disc(0.011, -0.016, 0.0).moved(x_m=x), BLACK) for x in (-wire, wire)),
        *(cable(-0.014, top + 0.01, 0.0016, WIRE, x) for x in (-wire, wire)),
    ]
    cheek = 0.0035
    for side in (-1.0, 1.0):
        y = side * (WIDE_M - cheek) / 2.0
        parts.append(bar("head", (inside, cheek, HIGH_M), (0.0, y, middle), GRAPHITE, 0.0012))
        end = (END_M, WIDE_M, HIGH_M)
        parts.append(bar("head", end, (side * (length_m - END_M) / 2.0, 0.0, middle), GRAPHITE, 0.0012))
        clip = rod(top + 0.013, top - 0.003, 0.004)
        parts.append(Part("head", clip.moved(x_m=side * wire), WIRE))
    between = WIDE_M - 2.0 * cheek
    # the lower diffuser stands 1 mm back, the upper 8 mm
    low = rounded_box((inside, between, 0.008), 0.002, 3).moved(z_m=bottom + 0.005)
    high = rounded_box((inside, between, 0.008), 0.002, 3).moved(z_m=top - 0.012)
    core = bar("head", (inside, between, HIGH_M - 0.028), (0.0, 0.0, middle), GRAPHITE)
    entry = rod(top + 0.014, top - 0.006, 0.0055)
    return [
        *parts,
        Part("head", low, DIFFUSER),
        Part("head", high, DIFFUSER),
        core,
        Part("head", entry, BLACK),
    ]
