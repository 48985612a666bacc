"""The bodies of our own luminaires, modelled by numbers; origin at the mounting point, z up, metres.

Every function gives the parts of one luminaire. Sizes are those of ordinary products of the kind.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.modelling import Solid, arc_points, lathe, rounded_box, softened, tube
from assets.write_glb import Finish, Part

BRASS = Finish("brushed brass", (0.72, 0.50, 0.22), metallic=1.0, roughness=0.34)
BLACK = Finish("black lacquer", (0.022, 0.022, 0.024), metallic=0.0, roughness=0.42)
BRONZE = Finish("dark bronze", (0.16, 0.115, 0.08), metallic=0.85, roughness=0.45)
STEEL = Finish("brushed steel", (0.56, 0.56, 0.55), metallic=1.0, roughness=0.32)
ALUMINIUM = Finish("cast aluminium", (0.42, 0.42, 0.43), metallic=1.0, roughness=0.5)
WHITE = Finish("white lacquer", (0.80, 0.80, 0.78), metallic=0.0, roughness=0.5)
INNER_WHITE = Finish("matt white reflector", (0.86, 0.86, 0.84), metallic=0.0, roughness=0.9)
SAGE = Finish("sage green lacquer", (0.19, 0.26, 0.20), metallic=0.0, roughness=0.45)
TERRACOTTA = Finish("terracotta lacquer", (0.42, 0.15, 0.085), metallic=0.0, roughness=0.4)
MARBLE = Finish("white marble", (0.74, 0.73, 0.70), metallic=0.0, roughness=0.25)
TEXTILE = Finish("black textile cable", (0.03, 0.03, 0.03), metallic=0.0, roughness=0.95)
OPAL = Finish("opal glass", (0.85, 0.83, 0.79), metallic=0.0, roughness=0.3, emissive_rgb=(1.0, 0.93, 0.82))


def pendant_globe_300() -> list[Part]:
    """Opal glass globe of 300 mm under a brass cap, on a textile cable; centre 0.9 m below the ceiling."""
    centre, radius = -0.9, 0.15
    globe = lathe(arc_points((0.0, centre), radius, -90.0, 90.0, 30))
    rim = centre + radius * np.sin(np.deg2rad(70.0))  # where the cap sits on the glass
    cap = softened(
        [
            (0.0, rim - 0.004),
            (0.0535, rim - 0.004),
            (0.0535, rim + 0.008),
            (0.034, rim + 0.022),
            (0.026, rim + 0.026),
            (0.026, rim + 0.078),
            (0.008, rim + 0.094),
            (0.0, rim + 0.094),
        ],
        0.005,
    )
    collar = softened([(0.0, 0.09), (0.0068, 0.09), (0.0068, 0.112), (0.0, 0.112)], 0.002)
    return [
        *_canopy(0.06, 0.024, BRASS),
        _cable(-0.02, rim + 0.09),
        Part("head", globe, OPAL),
        Part("head", lathe(cap, 40), BRASS),
        Part("head", lathe(collar, 32).moved(z_m=rim), BRASS),
    ]


def pendant_dome_400() -> list[Part]:
    """Spun metal dome of 400 mm, white inside, with a recessed diffuser; lens 0.8 m below the ceiling."""
    bottom, thick = -0.812, 0.0016
    outer = softened(
        [
            (0.2, 0.0),
            (0.2, 0.012),
            (0.196, 0.052),
            (0.15, 0.122),
            (0.075, 0.16),
            (0.028, 0.176),
            (0.028, 0.182),
        ],
        0.03,
        3,
    )
    inner = [(max(r - thick, 0.0), z - thick * (z > 0.02)) for r, z in reversed(outer)]
    shade = [*outer, (0.0, 0.182), (0.0, 0.180), *inner]
    cap = softened(
        [
            (0.0, 0.178),
            (0.032, 0.178),
            (0.032, 0.186),
            (0.02, 0.192),
            (0.02, 0.236),
            (0.0075, 0.25),
            (0.0, 0.25),
        ],
        0.003,
    )
    lens = softened([(0.0, 0.012), (0.16, 0.016), (0.178, 0.024), (0.178, 0.030), (0.0, 0.030)], 0.006)
    bead = [(0.2 + x, z) for x, z in arc_points((0.0, 0.0), 0.0022, 0.0, 360.0, 14)[:-1]]
    return [
        *_canopy(0.05, 0.03, BLACK),
        _cable(-0.025, bottom + 0.246),
        Part("head", lathe(shade, 48).moved(z_m=bottom + 0.0022), SAGE, 50.0),
        Part("head", lathe(_liner(inner), 48).moved(z_m=bottom + 0.0022), INNER_WHITE, 50.0),
        Part("head", lathe(bead, 48).moved(z_m=bottom + 0.0022), BRASS),
        Part("head", lathe(cap, 40).moved(z_m=bottom), BRASS),
        Part("head", lathe(lens, 48).moved(z_m=bottom), OPAL),
    ]


def downlight_recessed_90() -> list[Part]:
    """Recessed downlight for a 90 mm cut-out: white trim of 104 mm, bevelled baffle, opal lens of 70 mm."""
    trim = softened(
        [
            (0.0352, -0.0015),
            (0.0395, -0.0075),
            (0.0465, -0.0078),
            (0.052, -0.004),
            (0.052, 0.0),
            (0.043, 0.0),
            (0.043, 0.012),
            (0.0352, 0.012),
        ],
        0.0014,
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
    # one spring clip, turned to the other side: it holds the fitting in the ceiling
    clip = tube([(0.040, 0, 0.016), (0.047, 0, 0.03), (0.0485, 0, 0.036), (0.049, 0, 0.045)], 0.0012, 8)
    return [
        Part("trim", lathe(trim, 48), WHITE),
        Part("lens", lathe(lens, 48), OPAL),
        Part("housing", lathe(housing, 48), ALUMINIUM),
        *(Part("housing", fin, ALUMINIUM) for fin in fins),
        *(Part("clips", clip.turned("z", turn), STEEL) for turn in (0.0, 180.0)),
    ]


def wall_updown_120() -> list[Part]:
    """Wall luminaire: a bronze block of 120 x 84 x 120 mm before a wall plate, opal windows up and down."""
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
        Part("head", lathe(glass, 72).squared(wide, deep).moved(y_m=gap + deep), OPAL),
    ]


def floor_arc_1900() -> list[Part]:
    """Arc reading luminaire, 1.9 m high: marble base, steel arc reaching 1.0 m, dome shade looking down."""
    foot = softened([(0.0, 0.0), (0.158, 0.0), (0.16, 0.002), (0.16, 0.052), (0.0, 0.052)], 0.008)
    ferrule = softened(
        [(0.0, 0.05), (0.021, 0.05), (0.021, 0.062), (0.0145, 0.08), (0.0145, 0.13), (0.0, 0.13)], 0.004
    )
    reach, stem, drop = 1.0, 1.0, 1.55
    # upright, then the quarter of an ellipse and a little more, tangent to the upright
    angle = np.deg2rad(np.linspace(180.0, 64.0, 33))
    wide = reach / (1.0 + np.cos(angle[-1]))
    x, z = wide + wide * np.cos(angle), stem + 0.889 * np.sin(angle)
    path = [(0.0, 0.0, 0.052), *zip(x.tolist(), np.zeros(33).tolist(), z.tolist(), strict=True)]
    end = float(z[-1])
    joint = lathe(arc_points((0.0, 0.0), 0.0155, -90.0, 90.0, 12), 32).moved(x_m=reach, z_m=end)
    hanger = _rod(end, drop + 0.15, 0.005).moved(x_m=reach)
    outer = softened(
        [(0.14, 0.0), (0.138, 0.03), (0.10, 0.095), (0.04, 0.122), (0.016, 0.128), (0.016, 0.134)], 0.03, 3
    )
    inner = [(r - 0.0015, h - 0.0015 * (h > 0.02)) for r, h in reversed(outer)]
    shade = [*outer, (0.0, 0.134), (0.0, 0.1325), *inner]
    lens = softened([(0.0, 0.004), (0.112, 0.007), (0.126, 0.014), (0.126, 0.02), (0.0, 0.02)], 0.005)
    knob = softened([(0.0, 0.13), (0.018, 0.13), (0.018, 0.148), (0.008, 0.158), (0.0, 0.158)], 0.003)
    return [
        Part("base", lathe(foot, 48), MARBLE),
        Part("stem", lathe(ferrule, 48), STEEL),
        Part("stem", tube(path, 0.011, 20), STEEL),
        Part("stem", joint, STEEL),
        Part("stem", hanger, STEEL),
        Part("head", lathe(shade, 48).moved(x_m=reach, z_m=drop), BLACK, 50.0),
        Part("head", lathe(_liner(inner), 48).moved(x_m=reach, z_m=drop), INNER_WHITE, 50.0),
        Part("head", lathe(knob, 40).moved(x_m=reach, z_m=drop), STEEL),
        Part("head", lathe(lens, 48).moved(x_m=reach, z_m=drop), OPAL),
    ]


def floor_uplight_1800() -> list[Part]:
    """Uplight, 1.8 m high: round base, slim brass stem, shallow bowl whose opal disc throws light up."""
    foot = softened(
        [(0.0, 0.0), (0.139, 0.0), (0.14, 0.002), (0.14, 0.014), (0.05, 0.024), (0.0, 0.026)], 0.006
    )
    bowl_outer = softened(
        [(0.014, 1.655), (0.03, 1.668), (0.09, 1.70), (0.15, 1.752), (0.165, 1.797), (0.165, 1.80)], 0.03, 3
    )
    bowl_inner = [(r - 0.002, h + 0.002 * (h < 1.78)) for r, h in reversed(bowl_outer)]
    bowl = [(0.0, 1.655), *bowl_outer, *bowl_inner, (0.0, 1.657)]
    lens = softened([(0.0, 1.764), (0.152, 1.764), (0.156, 1.774), (0.13, 1.786), (0.0, 1.790)], 0.006)
    collar = softened(
        [(0.0, 1.60), (0.014, 1.60), (0.018, 1.61), (0.018, 1.65), (0.03, 1.669), (0.0, 1.669)], 0.004
    )
    stem = tube([(0.0, 0.0, h) for h in (0.02, 0.6, 1.2, 1.61)], 0.0095, 32)
    dimmer = lathe(softened([(0.0, -0.012), (0.0145, -0.012), (0.0145, 0.012), (0.0, 0.012)], 0.003), 40)
    return [
        Part("base", lathe(foot, 48), BLACK),
        Part("stem", stem, BRASS),
        Part("stem", dimmer.moved(z_m=1.05), BLACK),
        Part("head", lathe(collar, 48), BRASS),
        Part("head", lathe(bowl, 48), BLACK, 50.0),
        Part("head", lathe(lens, 48), OPAL),
    ]


def table_mushroom_280() -> list[Part]:
    """Table light 0.31 m high: a terracotta trumpet foot under a flattened opal globe of 280 mm."""
    foot = softened(
        [
            (0.0, 0.0),
            (0.078, 0.0),
            (0.08, 0.002),
            (0.08, 0.012),
            (0.036, 0.04),
            (0.021, 0.1),
            (0.021, 0.15),
            (0.034, 0.19),
            (0.0, 0.19),
        ],
        0.03,
        5,
    )
    # an ellipse turned: half of 280 mm wide, half of 140 mm high
    globe = [(0.14 * x, 0.235 + 0.07 * z) for x, z in arc_points((0.0, 0.0), 1.0, -90.0, 90.0, 30)]
    collar = softened([(0.0, 0.160), (0.044, 0.160), (0.049, 0.165), (0.049, 0.175), (0.0, 0.175)], 0.002)
    knob = softened([(0.0, 0.302), (0.009, 0.302), (0.009, 0.308), (0.0065, 0.312), (0.0, 0.312)], 0.002)
    return [
        Part("base", lathe(foot, 48), TERRACOTTA),
        Part("base", lathe(collar, 48), BRASS),
        Part("head", lathe(globe, 48), OPAL),
        Part("head", lathe(knob, 32), BRASS),
    ]


def _canopy(radius_m: float, height_m: float, finish: Finish) -> list[Part]:
    cup = [
        (0.0, -height_m),
        (radius_m - 0.004, -height_m),
        (radius_m, -height_m + 0.004),
        (radius_m, 0.0),
        (0.0, 0.0),
    ]
    grip = [(0.0, 0.0), (0.006, 0.0), (0.0085, 0.012), (0.0085, 0.014), (0.0, 0.014)]
    return [
        Part("canopy", lathe(softened(cup, 0.006), 48), finish),
        Part("canopy", lathe(softened(grip, 0.002), 32).moved(z_m=-height_m - 0.0125), finish),
    ]


def _liner(inner: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A skin of 0.4 mm inside a shade, from the inner profile (top to rim) of that shade."""
    upper = [(max(r - 0.0001, 0.0), z - 0.0001) for r, z in inner]
    lower = [(max(r - 0.0005, 0.0), z - 0.0005) for r, z in inner]
    lower[-1] = (lower[-1][0], upper[-1][1])
    return [*upper[::-1], *lower]


def _cable(top_m: float, bottom_m: float) -> Part:
    return Part("cable", _rod(top_m, bottom_m, 0.003), TEXTILE)


def _rod(top_m: float, bottom_m: float, radius_m: float) -> Solid:
    return tube([(0.0, 0.0, bottom_m), (0.0, 0.0, top_m)], radius_m, 16)


OUR_BODIES: dict[str, Callable[[], list[Part]]] = {
    "pendant-globe-300": pendant_globe_300,
    "pendant-dome-400": pendant_dome_400,
    "downlight-recessed-90": downlight_recessed_90,
    "wall-updown-120": wall_updown_120,
    "floor-arc-1900": floor_arc_1900,
    "floor-uplight-1800": floor_uplight_1800,
    "table-mushroom-280": table_mushroom_280,
}
