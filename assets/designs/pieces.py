"""Pieces that several of our luminaires share: canopy, cable, rods, lampholders, bulbs, knobs."""

from __future__ import annotations

from collections.abc import Sequence

from assets.designs.finishes import BULB, GRIP, PORCELAIN, TEXTILE
from assets.modelling import Solid, arc_points, bezier, lathe, rounded_box, softened, tube
from assets.write_glb import Finish, Part

Profile = list[tuple[float, float]]

SMOOTH = 64  # sides of a circle that is seen from near by


def canopy(radius_m: float, height_m: float, finish: Finish, grip: Finish = GRIP) -> list[Part]:
    """A round cup at the ceiling with a cable grip below it."""
    edge = min(0.006, 0.3 * height_m)
    cup: Profile = [
        (0.0, -height_m),
        *bezier(
            [
                (radius_m - 2.2 * edge, -height_m),
                (radius_m - 0.8 * edge, -height_m),
                (radius_m, -height_m + 0.8 * edge),
                (radius_m, -height_m + 2.2 * edge),
            ],
            6,
        ),
        (radius_m, 0.0),
        (0.0, 0.0),
    ]
    neck = softened([(0.0, 0.0), (0.0045, 0.0), (0.0075, 0.013), (0.0075, 0.0145), (0.0, 0.0145)], 0.002)
    return [
        Part("canopy", lathe(cup, SMOOTH), finish),
        Part("canopy", lathe(neck, 32).moved(z_m=-height_m - 0.0135), grip),
    ]


def cable(
    top_m: float, bottom_m: float, radius_m: float = 0.003, finish: Finish = TEXTILE, x_m: float = 0.0
) -> Part:
    """A cable or wire that hangs straight down."""
    return Part("cable", rod(top_m, bottom_m, radius_m).moved(x_m=x_m), finish)


def rod(top_m: float, bottom_m: float, radius_m: float, sides: int = 16) -> Solid:
    """An upright round bar on the axis."""
    return tube([(0.0, 0.0, bottom_m), (0.0, 0.0, top_m)], radius_m, sides)


def disc(radius_m: float, low_m: float, high_m: float, edge_m: float = 0.002, sides: int = SMOOTH) -> Solid:
    """A flat round piece with softened edges."""
    return lathe(
        softened([(0.0, low_m), (radius_m, low_m), (radius_m, high_m), (0.0, high_m)], edge_m), sides
    )


def ring(radius_m: float, wire_m: float, sides: int = SMOOTH) -> Solid:
    """A ring of round wire about the axis."""
    return lathe([(radius_m + x, z) for x, z in arc_points((0.0, 0.0), wire_m, 0.0, 360.0, 14)[:-1]], sides)


def lampholder_e27(node: str, low_m: float, finish: Finish = GRIP) -> Part:
    """An E27 lampholder of 43 by 58 mm, its opening downwards at `low_m`."""
    profile = softened(
        [
            (0.0, 0.004),
            (0.0165, 0.004),
            (0.0165, 0.0),
            (0.0215, 0.0),
            (0.0215, 0.018),
            (0.0195, 0.02),
            (0.0185, 0.046),
            (0.010, 0.058),
            (0.0, 0.058),
        ],
        0.0015,
    )
    return Part(node, lathe(profile, 40).moved(z_m=low_m), finish)


def lampholder_upright(node: str, low_m: float, finish: Finish = PORCELAIN) -> Part:
    """An E27 lampholder that stands, its opening upwards; `low_m` is its foot."""
    profile = softened(
        [
            (0.0, 0.0),
            (0.017, 0.0),
            (0.0195, 0.012),
            (0.0215, 0.03),
            (0.0215, 0.046),
            (0.0165, 0.046),
            (0.0165, 0.042),
            (0.0, 0.042),
        ],
        0.0015,
    )
    return Part(node, lathe(profile, 40).moved(z_m=low_m), finish)


def bulb_a60(*, cap_up: bool, at_m: float) -> Solid:
    """The glass of a bulb of shape A60 below (or above) a lampholder whose mouth is at `at_m`; 80 mm long."""
    half: Profile = [
        (0.0, 0.0),
        *arc_points((0.0, 0.030), 0.030, -84.0, 18.0, 18),
        *bezier([(0.0275, 0.042), (0.0225, 0.055), (0.0155, 0.062), (0.0150, 0.080)], 10),
        (0.0, 0.080),
    ]
    glass = lathe(half, 40)
    return glass.moved(z_m=at_m - 0.078) if cap_up else glass.turned("x", 180.0).moved(z_m=at_m + 0.078)


def bulb_gu10(node: str, low_m: float) -> list[Part]:
    """A reflector lamp PAR16 of 50 by 54 mm that shines down; its front is at `low_m`."""
    face = softened([(0.0, 0.0006), (0.0205, 0.0), (0.0222, 0.0012), (0.0222, 0.003), (0.0, 0.003)], 0.001)
    cone = softened(
        [
            (0.0, 0.0025),
            (0.0225, 0.0025),
            (0.0225, -0.0005),
            (0.025, -0.0005),
            (0.025, 0.004),
            (0.016, 0.036),
            (0.012, 0.054),
            (0.0, 0.054),
        ],
        0.0012,
    )
    return [
        Part(node, lathe(face, 48).moved(z_m=low_m), BULB),
        Part(node, lathe(cone, 48).moved(z_m=low_m), PORCELAIN),
    ]


def bar(
    node: str,
    size_m: tuple[float, float, float],
    centre_m: Sequence[float],
    finish: Finish,
    edge: float = 0.002,
) -> Part:
    """A box with softened edges, its middle at `centre_m`."""
    x, y, z = centre_m
    return Part(node, rounded_box(size_m, min(edge, 0.45 * min(size_m)), 3).moved(x, y, z), finish)
