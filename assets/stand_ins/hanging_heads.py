"""Heads of what hangs: shades, globes, drums, bars, lanterns, chandeliers; origin at the opening's centre."""

from __future__ import annotations

import math

import numpy as np

from assets.modelling import arc_points, lathe, softened, tube
from assets.photometry import OpeningShape
from assets.stand_ins.asked import Asked, Extent, Head
from assets.stand_ins.shapes import (
    GLOW,
    INNER,
    box,
    glow_of,
    plate,
    ring,
    rod,
    sphere,
    stretched,
    turned,
)
from assets.write_glb import Finish, Part

UP = 0.05  # share of flux above the horizon from which a body is open above
ROUND = (OpeningShape.SPHERE,)
ARMS = 8


def lens(asked: Asked, extent: Extent, facing: float = -1.0) -> Part:
    """The luminous part as large as the opening, kept 1.5 mm inside the body's outline."""
    glow = glow_of(asked.opening, facing=facing)
    factors = [
        min(1.0, (extent[i] - 0.003) / size) if (size := float(np.ptp(glow.vertices_m[:, i]))) > 0 else 1.0
        for i in range(2)
    ]
    return Part("head", stretched(glow, (factors[0], factors[1], 1.0)), GLOW)


def half_height(asked: Asked) -> float:
    """From the opening's centre to the lowest point of what shines [m]."""
    return max(asked.opening.size_m[2] / 2, 0.0005)


def dome(asked: Asked, extent: Extent) -> Head:
    """A spun shade, white inside, its lens a little above the rim."""
    x, y, height = extent
    half, low = (x / 2, y / 2), -half_height(asked) - 0.01
    radius, thick = min(half), 0.0016
    outer = softened(
        [
            (radius, 0.0),
            (radius, 0.05 * height),
            (0.97 * radius, 0.2 * height),
            (0.74 * radius, 0.62 * height),
            (0.36 * radius, 0.86 * height),
            (0.13 * radius, 0.93 * height),
            (0.13 * radius, 0.95 * height),
        ],
        0.15 * radius,
        4,
    )
    inner = [(max(r - thick, 0.0), z - thick * (z > 0.1 * height)) for r, z in reversed(outer)]
    crown = outer[-1][1]
    shade = [*outer, (0.0, crown), (0.0, crown - thick), *inner]
    liner = [(max(r - 0.0004, 0.0), z - 0.0004 * (z > 0.1 * height)) for r, z in inner]
    skin = [*inner[::-1], *liner]
    knob = [
        (0.0, crown - 0.002),
        (0.15 * radius, crown - 0.002),
        (0.1 * radius, height - 0.004),
        (0.008, height),
        (0.0, height),
    ]
    square = asked.is_square
    parts = [
        Part("head", turned(shade, half, square=square).moved(z_m=low), asked.main, 50.0),
        Part("head", turned(skin, half, square=square).moved(z_m=low), INNER, 50.0),
        Part("head", lathe(softened(knob, 0.004), 40).moved(z_m=low), asked.accent),
        lens(asked, extent),
    ]
    return Head(parts, low + height, min(low, -half_height(asked)))


def globe(asked: Asked, extent: Extent) -> Head:
    """A diffusing ball under a cap."""
    x, y, height = extent
    top = height / 2
    cap_radius = 0.32 * min(x, y) / 2
    seat = top * math.sqrt(max(1.0 - (2 * cap_radius / min(x, y)) ** 2, 0.0))
    cap = softened(
        [
            (0.0, seat - 0.003),
            (cap_radius, seat - 0.003),
            (cap_radius, seat + 0.1 * cap_radius),
            (0.6 * cap_radius, top + 0.006),
            (0.45 * cap_radius, top + 0.012),
            (0.45 * cap_radius, top + 0.03),
            (0.0, top + 0.03),
        ],
        0.005,
    )
    parts = [Part("head", sphere(extent), GLOW), Part("head", lathe(cap, 40), asked.accent)]
    return Head(parts, top + 0.03, -top)


def drum(asked: Asked, extent: Extent) -> Head:
    """A cylinder of fabric with thin rings; opaque with a lens where no light leaves upwards or sideways."""
    x, y, height = extent
    half, square = (x / 2, y / 2), asked.is_square
    if asked.up_share < UP:
        return cylinder(asked, extent)
    low, high = -height / 2, height / 2
    parts = [
        Part(
            "head",
            plate((half[0] - 0.001, half[1] - 0.001), low + 0.002, high - 0.002, square=square),
            shade_finish(asked.main),
        ),
        Part("head", ring(half, 0.004, (high - 0.006, high), square=square), asked.accent),
        Part("head", ring(half, 0.004, (low, low + 0.006), square=square), asked.accent),
        Part("head", rod(high + 0.05, high - 0.004, 0.006), asked.accent),
    ]
    return Head(parts, high + 0.05, low)


def shade_finish(main: Finish) -> Finish:
    """A fabric that light comes through: as the body where that is pale, else as a plain diffuser."""
    red, green, blue = main.base_colour_rgb
    pale = main.metallic == 0.0 and 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3
    colour = main.base_colour_rgb if pale else GLOW.base_colour_rgb
    return Finish("shade", colour, roughness=0.9, emissive_rgb=GLOW.emissive_rgb)


def cylinder(asked: Asked, extent: Extent) -> Head:
    """A straight can with its lens at the bottom, and one on top where light leaves upwards too."""
    x, y, height = extent
    half, square = (x / 2, y / 2), asked.is_square
    low = -half_height(asked) - 0.004
    radius = min(half)
    wall = min(0.004, radius / 5)
    can = softened(
        [
            (radius - wall, low + 0.012),
            (radius - wall, low),
            (radius, low),
            (radius, low + height - 0.01),
            (0.35 * radius, low + height - 0.004),
            (0.0, low + height),
            (0.0, low + 0.012),
        ],
        0.004,
    )
    can = [can[0], *can[1:-1], (0.0, low + 0.013), (radius - wall, low + 0.013)]
    parts = [
        Part("head", turned(can, half, square=square), asked.main),
        Part("head", rod(low + height + 0.03, low + height - 0.006, 0.007), asked.accent),
        lens(asked, extent),
    ]
    if asked.up_share >= UP:
        window = plate(
            (0.7 * half[0], 0.7 * half[1]), low + height - 0.006, low + height + 0.001, square=square
        )
        parts.append(Part("head", window, GLOW))
    return Head(parts, low + height + 0.03, min(low, -half_height(asked)))


def bar(asked: Asked, extent: Extent) -> Head:
    """A long profile with its lens beneath, and one above where light leaves upwards too."""
    x, y, height = extent
    if half_height(asked) > 0.004:
        return glowing_bar(asked, extent)
    thick = height
    parts = [
        Part("head", box((x, y, thick), 0.002).moved(z_m=thick / 2 + 0.0004), asked.main),
        lens(asked, extent),
    ]
    if asked.up_share >= UP:
        window = box((0.8 * x, 0.96 * y, 0.004) if y > x else (0.96 * x, 0.8 * y, 0.004), 0.001)
        parts.append(Part("head", window.moved(z_m=thick + 0.001), GLOW))
    return Head(parts, thick, -0.0005)


def glowing_bar(asked: Asked, extent: Extent) -> Head:
    """A long diffuser as high as the opening under a slim spine."""
    x, y, height = extent
    _, _, z = asked.opening.size_m
    spine = max(height - z, 0.012)
    solid = box((x, y, spine), 0.002).moved(z_m=z / 2 + spine / 2 - 0.001)
    return Head(
        [Part("head", solid, asked.main), lens(asked, (x + 0.003, y + 0.003, height))], z / 2 + spine, -z / 2
    )


def lantern(asked: Asked, extent: Extent) -> Head:
    """Two plates and four posts around a diffuser, with a roof and a ring."""
    x, y, height = extent
    half = (x / 2, y / 2)
    low, high = -height / 2, height / 2
    shines = asked.opening.size_m
    core = (
        min(max(0.62 * x, shines[0] + 0.001), x - 0.002) / 2,
        min(max(0.62 * y, shines[1] + 0.001), y - 0.002) / 2,
    )
    roof = softened(
        [
            (0.0, 0.0),
            (min(half), 0.0),
            (min(half), 0.006),
            (0.3 * min(half), 0.11 * height),
            (0.0, 0.13 * height),
        ],
        0.003,
    )
    top = high - 0.13 * height
    posts = [
        Part(
            "head",
            rod(top + 0.003, low + 0.002, 0.004).moved(sx * (half[0] - 0.006), sy * (half[1] - 0.006)),
            asked.main,
        )
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    diffuser = plate(core, max(low + 0.008, -0.5 * height), top - 0.002, square=False, edge_m=0.01)
    parts = [
        *posts,
        Part("head", plate(half, low, low + 0.008, square=True), asked.main),
        Part("head", turned(roof, half, square=True).moved(z_m=top), asked.main),
        Part("head", diffuser, GLOW),
        Part("head", rod(high + 0.03, high - 0.004, 0.005), asked.accent),
    ]
    return Head(parts, high + 0.03, low)


def chandelier(asked: Asked, extent: Extent) -> Head:
    """A column with eight curved arms, each with a small glowing ball."""
    x, y, height = extent
    ball = min(max(0.055 * min(x, y), 0.02), min(x, y) / 4)
    tall = max(2 * ball, asked.opening.size_m[2])
    reach = (x / 2 - ball, y / 2 - ball)
    column = softened(
        [
            (0.0, -0.34 * height),
            (0.012, -0.32 * height),
            (0.03, -0.24 * height),
            (0.012, -0.12 * height),
            (0.010, 0.3 * height),
            (0.022, 0.4 * height),
            (0.008, 0.5 * height),
            (0.0, 0.5 * height),
        ],
        0.012,
        4,
    )
    parts = [Part("head", lathe(column, 40), asked.main)]
    sag = np.linspace(0.0, 1.0, 14)
    for number in range(ARMS):
        angle = 2 * math.pi * number / ARMS
        out = np.array([math.cos(angle) * reach[0], math.sin(angle) * reach[1]])
        drop = -0.2 * height - 0.18 * height * np.sin(np.pi * sag) + (0.2 * height - ball) * sag**2
        path = np.column_stack([np.outer(0.01 + 0.99 * sag, out), drop])
        at = (float(out[0]), float(out[1]))
        cup = lathe(arc_points((0.0, -ball), 0.5 * ball, -90.0, 90.0, 8), 24)
        parts.append(Part("head", tube(path, 0.005, 12), asked.main))
        parts.append(Part("head", cup.moved(*at, z_m=0.1 * ball), asked.accent))
        parts.append(Part("head", sphere((2 * ball, 2 * ball, tall)).moved(*at), GLOW))
    return Head(parts, 0.5 * height, -0.42 * height)


def pendant(asked: Asked, extent: Extent) -> Head:
    """The plain pendant that goes with its light: ball, bar, glowing drum or can."""
    if asked.opening.shape in ROUND:
        return globe(asked, extent)
    if asked.is_long:
        return bar(asked, extent)
    if asked.up_share > 0.25:
        return drum(asked, extent)
    return cylinder(asked, extent)
