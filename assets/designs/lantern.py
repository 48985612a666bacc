"""Outdoor wall lantern: a tapering glazed cage under a roof, hung from an arm, with one bulb."""

from __future__ import annotations

import numpy as np

from assets.designs.finishes import BLACK, BULB, CLEAR, GRAPHITE, PORCELAIN
from assets.designs.pieces import bar, bulb_a60, disc, lampholder_upright
from assets.modelling import Solid, bezier, lathe, rounded_box, shell, softened, tube
from assets.write_glb import Part

AWAY_M = 0.135  # axis of the lantern before the wall
LOW_M, EAVES_M = -0.16, 0.085  # foot and eaves of the cage, about the middle of the wall plate
FOOT_M, TOP_M = 0.058, 0.082  # half widths of the cage at foot and eaves
DIAGONAL = float(np.sqrt(2.0))


def wall_lantern() -> list[Part]:
    """340 mm high, its axis 135 mm before the wall."""
    cage = [*_frame(), *_roof(), *_glass()]
    inside = [
        lampholder_upright("head", LOW_M + 0.012, PORCELAIN),
        Part("head", bulb_a60(cap_up=False, at_m=LOW_M + 0.058), BULB),
    ]
    return [
        bar("plate", (0.10, 0.016, 0.20), (0.0, 0.008, 0.03), GRAPHITE, 0.004),
        Part("plate", disc(0.006, 0.0, 0.003, 0.001, 24).turned("x", -90.0).moved(0.0, 0.015, 0.105), BLACK),
        Part("plate", disc(0.006, 0.0, 0.003, 0.001, 24).turned("x", -90.0).moved(0.0, 0.015, -0.045), BLACK),
        Part("arm", _arm(), GRAPHITE),
        *(
            Part(p.node, p.solid.moved(y_m=AWAY_M), p.finish, p.crease_deg, p.inside)
            for p in [*cage, *inside]
        ),
    ]


def _arm() -> Solid:
    """A bent tube from the plate up and over to the top of the roof."""
    curve = bezier([(0.012, 0.075), (0.030, 0.205), (AWAY_M - 0.01, 0.215), (AWAY_M, 0.150)], 26)
    return tube([(0.0, y, z) for y, z in curve], 0.007, 18)


def _square(half_m: float) -> float:
    """The radius at which a four-sided turned piece has that half width."""
    return half_m * DIAGONAL


def _frame() -> list[Part]:
    """Floor, eaves and four leaning corner bars."""
    lean = float(np.arctan2((TOP_M - FOOT_M) * DIAGONAL, EAVES_M - LOW_M))
    long = float(np.hypot((TOP_M - FOOT_M) * DIAGONAL, EAVES_M - LOW_M))
    post = rounded_box((0.010, 0.010, long), 0.0015, 2).turned("z", 45.0).turned("y", float(np.degrees(lean)))
    away = (FOOT_M + TOP_M) / 2.0 * DIAGONAL - 0.006
    posts = [post.moved(x_m=away, z_m=(LOW_M + EAVES_M) / 2.0).turned("z", 45.0 + 90.0 * k) for k in range(4)]
    floor = rounded_box((2 * FOOT_M + 0.006, 2 * FOOT_M + 0.006, 0.012), 0.002, 3).moved(z_m=LOW_M + 0.004)
    eaves = _hoop(TOP_M + 0.002, 0.010, 0.010).moved(z_m=EAVES_M - 0.005)
    sill = _hoop(FOOT_M + 0.002, 0.008, 0.012).moved(z_m=LOW_M + 0.012)
    return [Part("head", solid, GRAPHITE) for solid in (*posts, floor, eaves, sill)]


def _hoop(half_m: float, wide_m: float, high_m: float) -> Solid:
    """A square hoop of flat bar, its middle at 0."""
    out, inside = _square(half_m), _square(half_m - wide_m)
    profile = [(inside, -high_m / 2), (out, -high_m / 2), (out, high_m / 2), (inside, high_m / 2)]
    return lathe(profile, 4).turned("z", 45.0)


def _roof() -> list[Part]:
    """A pyramid with a lantern top and a knob."""
    pyramid = [
        (0.0, EAVES_M - 0.002),
        (_square(TOP_M + 0.012), EAVES_M - 0.002),
        (_square(TOP_M + 0.012), EAVES_M + 0.004),
        (_square(0.026), EAVES_M + 0.052),
        (0.0, EAVES_M + 0.052),
    ]
    cap = softened(
        [
            (0.0, EAVES_M + 0.050),
            (0.026, EAVES_M + 0.050),
            (0.022, EAVES_M + 0.060),
            (0.009, EAVES_M + 0.068),
            (0.009, EAVES_M + 0.078),
            (0.0, EAVES_M + 0.078),
        ],
        0.002,
    )
    return [
        Part("head", lathe(pyramid, 4).turned("z", 45.0), GRAPHITE),
        Part("head", lathe(cap, 40), GRAPHITE),
    ]


def _glass() -> list[Part]:
    """Four panes of 3 mm in one piece, between sill and eaves."""
    low, high = LOW_M + 0.010, EAVES_M - 0.004
    wall = [(_square(FOOT_M - 0.004), low), (_square(TOP_M - 0.006), high)]
    return [Part("head", shell(wall, 0.003, 4).turned("z", 45.0), CLEAR)]
