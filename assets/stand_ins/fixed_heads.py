"""Whole bodies at ceiling and wall, and heads for floor and table; see `assets.stand_ins.make_stand_in`."""

from __future__ import annotations

from dataclasses import replace

from assets.modelling import Solid, lathe, softened, tube
from assets.photometry import OpeningShape
from assets.stand_ins.asked import Asked, Extent, Head, StandIn
from assets.stand_ins.hanging_heads import (
    UP,
    cylinder,
    dome,
    drum,
    globe,
    half_height,
    lens,
)
from assets.stand_ins.shapes import GLOW, INNER, LENS_M, box, plate, ring, rod, sphere, turned
from assets.write_glb import Finish, Part

HEAT_SINK = Finish("cast aluminium", (0.42, 0.42, 0.43), metallic=1.0, roughness=0.5)
FLANGE_M = 0.005  # how far the edge of something recessed stands below the ceiling


def recessed(asked: Asked, extent: Extent) -> StandIn:
    """A frame in the ceiling around the lens, and a housing above."""
    x, y, height = extent
    half, square = (x / 2, y / 2), asked.is_square
    below = max(2 * half_height(asked) + 0.001, FLANGE_M)
    centre = -half_height(asked) - 0.0005 if half_height(asked) > 0.002 else -0.002
    shines = asked.opening.size_m
    width = max(0.004, min((x - shines[0]) / 2, (y - shines[1]) / 2, 0.02 if not square else 0.012) + 0.001)
    width = min(width, 0.8 * min(half))
    inside = (half[0] - width, half[1] - width)
    parts = [
        Part("trim", ring(half, width, (-FLANGE_M, 0.0), square=square), asked.main),
        Part("trim", plate((half[0] - 0.003, half[1] - 0.003), 0.0005, 0.004, square=square), asked.main),
        Part("baffle", plate(inside, -0.0012, 0.003, square=square), INNER),
        replace(lens(asked, extent), node="lens"),
        Part(
            "housing",
            plate((0.88 * half[0], 0.88 * half[1]), 0.003, max(height - below, 0.012), square=square),
            HEAT_SINK,
        ),
    ]
    glow = parts[3]
    parts[3] = replace(glow, solid=glow.solid.moved(z_m=centre))
    return StandIn(parts, (0.0, 0.0, centre))


def surface(asked: Asked, extent: Extent) -> StandIn:
    """A diffuser below a base at the ceiling."""
    x, y, height = extent
    half, square = (x / 2, y / 2), asked.is_square
    base = min(0.018, 0.3 * height, max(height - asked.opening.size_m[2], 0.004))
    inner = (
        max(half[0] - 0.003, asked.opening.size_m[0] / 2),
        max(half[1] - 0.003, asked.opening.size_m[1] / 2),
    )
    inner = (min(inner[0], half[0]), min(inner[1], half[1]))
    radius = min(inner)
    soft = min(0.3 * (height - base), 0.3 * radius)
    profile = softened([(0.0, -height), (radius, -height), (radius, -base), (0.0, -base)], soft, 5)
    parts = [
        Part("base", plate(half, -base, 0.0, square=square), asked.main),
        Part("head", turned(profile, inner, square=square), GLOW),
    ]
    tall = asked.opening.size_m[2]
    centre = -height + max(tall / 2, 0.0005)
    return StandIn(parts, (0.0, 0.0, centre))


def can_at_ceiling(asked: Asked, extent: Extent) -> StandIn:
    """A can at the ceiling with its lens beneath: surface downlights and panels, strips, bars."""
    x, y, height = extent
    half, square = (x / 2, y / 2), asked.is_square
    tall = asked.opening.size_m[2]
    if tall > 0.004:  # the lower part shines all round
        parts = [
            Part("base", plate(half, -max(height - tall, 0.006), 0.0, square=square), asked.main),
            Part("head", lens(asked, (x + 0.003, y + 0.003, tall)).solid.moved(z_m=-height + tall / 2), GLOW),
        ]
        return StandIn(parts, (0.0, 0.0, -height + tall / 2))
    glow = lens(asked, extent).solid.moved(z_m=-height + 0.0005)
    return StandIn(
        [
            Part("base", plate(half, -height + 0.0004, 0.0, square=square), asked.main),
            Part("head", glow, GLOW),
        ],
        (0.0, 0.0, -height + 0.0005),
    )


def spot_head(asked: Asked, extent: Extent) -> Head:
    """A can with fins that looks down."""
    x, y, height = extent
    head = cylinder(replace(asked, up_share=0.0), (x, y, max(height, 0.03)))
    fins = [
        Part(
            "head",
            ring((0.9 * x / 2, 0.9 * y / 2), 0.006, (z, z + 0.002), square=asked.is_square),
            asked.accent,
        )
        for z in (head.top_m - 0.03 - 0.012, head.top_m - 0.03 - 0.018)
    ]
    return Head([*head.parts, *fins], head.top_m, head.low_m)


def spot(asked: Asked, extent: Extent) -> StandIn:
    """A spot under a round rose at the ceiling, or under an adapter of a track."""
    x, y, height = extent
    on_track = asked.family.value == "track"
    base = 0.03 if on_track else 0.022
    stem = 0.03
    head = spot_head(asked, (x, y, max(height - base - stem, 0.04)))
    drop = base + head.top_m - 0.03 + stem
    foot = (
        Part("base", box((min(0.1, max(x, 0.034)), 0.034, base), 0.003).moved(z_m=-base / 2), asked.accent)
        if on_track
        else Part(
            "base",
            plate((max(0.6 * min(x, y) / 2, 0.02), max(0.6 * min(x, y) / 2, 0.02)), -base, 0.0, square=False),
            asked.main,
        )
    )
    parts = [foot, Part("stem", rod(-base + 0.004, -base - stem - 0.006, 0.007), asked.accent)]
    return StandIn([*parts, *_moved(head.parts, (0.0, 0.0, -drop))], (0.0, 0.0, -drop))


def wall(asked: Asked, extent: Extent) -> StandIn:
    """A block before a wall plate, open where its light leaves; or a glowing body on the plate."""
    x, y, height = extent
    shape, (ox, oy, oz) = asked.opening.shape, asked.opening.size_m
    plate_m = min(0.014, 0.25 * y)
    wide = min(0.7 * x, 0.16)
    back = Part(
        "plate",
        box((wide, plate_m, min(0.7 * height, 0.16)), 0.003).moved(y_m=plate_m / 2),
        asked.accent,
    )
    room = y - plate_m
    if room < oy - 0.002:  # the opening needs all its depth
        plate_m, room = y - oy, oy
    centre_y = plate_m + room / 2
    square = shape is not OpeningShape.SPHERE
    if shape is OpeningShape.SPHERE or oz > 0.02 or shape is OpeningShape.DISC_FACING_X:
        size = (max(x, ox), max(room, oy), max(height, oz))
        body = sphere(size) if not square else box(size, 0.012)
        return StandIn([back, Part("head", body.moved(y_m=centre_y), GLOW)], (0.0, centre_y, 0.0))
    half = (x / 2, room / 2)
    up, down = asked.up_share >= UP, asked.up_share <= 1.0 - UP
    rim = (max(min(0.006, (x - ox) / 2), 0.001), max(min(0.006, (room - oy) / 2), 0.001))
    low, high = -height / 2, height / 2
    core = (half[0] - rim[0], half[1] - rim[1])
    shell = _shell(half, core, (low, high), open_below=down, open_above=up)
    glow = plate(core, low + 0.003 if down else high - 0.02, high - 0.003 if up else low + 0.02, square=True)
    centre_z = 0.0 if up and down else (low + 0.0035 if down else high - 0.0035)
    parts = [
        back,
        Part("head", shell.moved(y_m=centre_y), asked.main),
        Part("head", glow.moved(y_m=centre_y), GLOW),
    ]
    return StandIn(parts, (0.0, centre_y, centre_z))


def _shell(
    half: tuple[float, float],
    core: tuple[float, float],
    z_m: tuple[float, float],
    *,
    open_below: bool,
    open_above: bool,
) -> Solid:
    low, high = z_m
    radius, inner = min(half), min(core)
    profile = [(radius, low), (radius, high)]
    below = [(inner, low)] if open_below else [(0.0, low)]
    above = [(inner, high)] if open_above else [(0.0, high)]
    closing: list[tuple[float, float]] = []
    if open_above and not open_below:
        closing = [(inner, low + 0.004), (0.0, low + 0.004)]
    if open_below and not open_above:
        closing = [(0.0, high - 0.004), (inner, high - 0.004)]
    return turned([*below, *profile, *above, *closing], half, square=True)


def standing(asked: Asked, extent: Extent, *, table: bool) -> StandIn:
    """A foot, a stem and a head: bowl upwards, shade downwards, drum or ball for both."""
    x, y, height = extent
    foot_m = min(0.075 if table else 0.14, min(x, y) / 2)
    thick, stem_m = (0.012, 0.007) if table else (0.02, 0.0095)
    foot = softened(
        [(0.0, 0.0), (foot_m, 0.0), (foot_m, thick), (0.3 * foot_m, 1.6 * thick), (0.0, 1.7 * thick)], 0.006
    )
    head, held = _standing_head(asked, extent)
    centre = height - max(head.top_m, held)
    below = asked.up_share >= UP or asked.opening.size_m[2] > 0.02
    attach = centre + (head.low_m + 0.004 if below else head.top_m)
    stem_top = max(attach, 3 * thick)
    parts = [
        Part("base", lathe(foot, 48), asked.main),
        Part(
            "stem", tube([(0.0, 0.0, z) for z in (thick, stem_top / 2, stem_top)], stem_m, 24), asked.accent
        ),
        *_moved(head.parts, (0.0, 0.0, centre)),
    ]
    return StandIn(parts, (0.0, 0.0, centre))


def _standing_head(asked: Asked, extent: Extent) -> tuple[Head, float]:
    """The head, and how far it reaches above the opening's centre."""
    x, y, height = extent
    tall = asked.opening.size_m[2]
    shade_height = max(min(0.6 * min(x, y), 0.55 * height), tall + 0.01, 0.02)
    if asked.up_share >= 1.0 - UP and tall <= 0.02:
        return bowl(asked, (x, y, max(min(0.35 * min(x, y), 0.3 * height), 0.055))), 0.012
    if asked.opening.shape is OpeningShape.SPHERE:
        ball = globe(asked, (x, y, max(min(min(x, y), 0.8 * height), tall)))
        return Head(ball.parts[:1], -ball.low_m, ball.low_m + 0.004), -ball.low_m
    if asked.up_share >= UP or tall > 0.02:
        shade = drum(replace(asked, up_share=max(asked.up_share, UP)), (x, y, shade_height))
        return Head(shade.parts[:-1], shade.top_m - 0.05, shade.low_m), shade.top_m - 0.05
    shade = dome(asked, (x, y, shade_height))
    return Head(shade.parts, shade.top_m - 0.01, shade.low_m), shade.top_m


def bowl(asked: Asked, extent: Extent) -> Head:
    """A shallow bowl whose lens throws light up."""
    x, y, depth = extent
    half, square = (x / 2, y / 2), asked.is_square
    radius, rim = min(half), half_height(asked) + 0.012
    outer = softened(
        [
            (0.1 * radius, rim - depth),
            (0.3 * radius, rim - 0.92 * depth),
            (0.86 * radius, rim - 0.5 * depth),
            (radius, rim - 0.22 * depth),
            (radius, rim),
        ],
        0.2 * radius,
        4,
    )
    floor_m = -half_height(asked) - LENS_M - 0.002
    profile = [(0.0, rim - depth), *outer, (radius - 0.002, rim), (0.84 * radius, floor_m), (0.0, floor_m)]
    parts = [Part("head", turned(profile, half, square=square), asked.main, 50.0), lens(asked, extent, 1.0)]
    return Head(parts, rim, rim - depth)


def _moved(parts: list[Part], by_m: Extent) -> list[Part]:
    return [replace(part, solid=part.solid.moved(*by_m)) for part in parts]
