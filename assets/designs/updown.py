"""Wall luminaire that shines up and down along its wall."""

from __future__ import annotations

from assets.designs.finishes import BLACK, BRONZE, DIFFUSER
from assets.modelling import lathe, rounded_box, softened
from assets.write_glb import Part


def updown_wall() -> list[Part]:
    """A block of 120 x 84 x 120 mm, 12 mm before the wall, with opal windows above and below."""
    half, wide, deep, gap = 0.06, 0.06, 0.042, 0.012
    # radii as shares of the block's half width; heights in metres
    shell = softened(
        [(0.80, -half + 0.006), (0.86, -half), (1.0, -half), (1.0, half), (0.86, half), (0.80, half - 0.006)],
        0.0025,
    )
    glass = softened(
        [
            (0.0, -half + 0.0045),
            (0.7, -half + 0.0045),
            (0.802, -half + 0.0058),
            (0.802, half - 0.0058),
            (0.7, half - 0.0045),
            (0.0, half - 0.0045),
        ],
        0.02,
    )
    plate = rounded_box((0.084, 0.020, 0.084), 0.003, 3)
    return [
        Part("plate", plate.moved(y_m=0.010), BLACK),
        Part("head", lathe(shell, 72).squared(wide, deep).moved(y_m=gap + deep), BRONZE),
        Part("head", lathe(glass, 72).squared(wide, deep).moved(y_m=gap + deep), DIFFUSER),
    ]
