"""Surface spot: a cylinder below the ceiling for one GU10 reflector lamp, set back against glare."""

from __future__ import annotations

from assets.designs.finishes import BAFFLE, BLACK, WHITE
from assets.designs.pieces import SMOOTH, bulb_gu10, disc
from assets.modelling import shell
from assets.write_glb import Part

BACK_M = 0.032  # the lamp's front behind the rim


def surface_spot(diameter_m: float = 0.08, height_m: float = 0.13) -> list[Part]:
    """A cylinder open below; its black baffle shields the lamp."""
    wide = diameter_m / 2.0
    tube = [
        (wide - 0.0005, -height_m),
        (wide, -height_m + 0.0006),
        (wide, -0.6 * height_m),
        (wide, -0.014),
        (wide, -0.012),
        (wide, -0.009),
        (0.0, -0.009),
    ]
    return [
        Part("base", disc(wide - 0.004, -0.010, 0.0, 0.001), BLACK),
        Part("head", shell(tube, 0.0018, SMOOTH), WHITE, 38.0, BAFFLE),
        Part(
            "head", disc(wide - 0.002, -height_m + BACK_M + 0.006, -height_m + BACK_M + 0.010, 0.001), BAFFLE
        ),
        *bulb_gu10("head", -height_m + BACK_M),
    ]
