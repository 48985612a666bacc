"""What hangs, lies and grows in rooms: television, rug, curtain, plant, pictures, cushions, mirror."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scenes.pieces.parts import (
    APART_M,
    Indices,
    Part,
    bar,
    block,
    cushion,
    loft,
    pipe,
    slab,
    smoothed,
    turned_part,
)

Size = tuple[float, float, float]
Options = Mapping[str, float]

PLEAT_M = 0.11  # from fold to fold
ROW_M = 0.25  # of triangles in a curtain, one above the other: longer ones make many narrow patches of light
MOST_QUADS = 950  # of a wing of a curtain
STAND_FROM_M = 0.14  # a television deeper than that stands on a foot


def television(size: Size, options: Options) -> list[Part]:
    """A flat screen in a thin frame; deep enough, it stands on two feet."""
    w, d, h = size
    stands = bool(options.get("stand", d > STAND_FROM_M))
    low = 0.08 if stands else 0.0
    thick = 0.045 if stands else d
    front = -thick / 2
    edge = 0.006
    parts = [
        block("plastic", (-w / 2, front + 0.006, low), (w / 2, front + thick, h), 0.003),
        block(
            "screen", (-w / 2 + edge, front, low + 2 * edge), (w / 2 - edge, front + 0.0045, h - edge), 0.0
        ),
    ]
    if stands:
        for sign in (-1, 1):
            x = sign * 0.34 * w
            for end in (-d / 2, d / 2):
                parts.append(
                    bar(
                        "metal",
                        (x + sign * 0.03, end * 0.985, 0.008),
                        (x, end * 0.1, low - 0.002),
                        0.008,
                        sides=6,
                    )
                )
            parts.append(
                block(
                    "metal",
                    (x + sign * 0.03 - 0.008, -d / 2, 0),
                    (x + sign * 0.03 + 0.008, d / 2, 0.006),
                    0.0,
                )
            )
    return parts


def rug(size: Size, options: Options) -> list[Part]:
    """A rug with a border of another tone; `round` gives a disc."""
    w, d, h = size
    if options.get("round"):
        corner, inner = min(w, d) / 2, min(w, d) / 2 - 0.1
        steps = 8
    else:
        corner, inner, steps = 0.015, 0.008, 2
    rim = min(0.1, 0.08 * min(w, d))
    return [
        slab("border", (0, 0), (w, d), (0, 0.8 * h), radius_m=corner, bevel_m=0.3 * h, steps=steps),
        slab(
            "carpet",
            (0, 0),
            (w - 2 * rim, d - 2 * rim),
            (0.82 * h, h),
            radius_m=max(inner, 0.005),
            bevel_m=0.1 * h,
            steps=steps,
        ),
    ]


def curtain(size: Size, options: Options) -> list[Part]:
    """A pleated curtain on a rail: two wings, `open` of the width free between them."""
    w, d, h = size
    free = float(options.get("open", 0.45))
    drop = h - 0.035
    parts = [bar("metal", (-w / 2, 0, h - 0.014), (w / 2, 0, h - 0.014), 0.0138, sides=10)]
    wing = w * (1.0 - free) / 2
    spans = (
        [(-w / 2 + 0.01, -w / 2 + wing), (w / 2 - wing, w / 2 - 0.01)]
        if free > 0.02
        else [(-w / 2 + 0.01, w / 2 - 0.01)]
    )
    for x0, x1 in spans:
        parts.append(_pleats((x0, x1), d, drop))
    return parts


def _pleats(across: tuple[float, float], d: float, high: float) -> Part:
    """A sheet that waves to and fro, more so below; light meets both its sides."""
    x0, x1 = across
    pleats = int(np.clip(round((x1 - x0) / PLEAT_M), 2, 60))
    steps = 6 if pleats <= 30 else 4
    share = np.linspace(0.0, 1.0, pleats * steps + 1)
    x = x0 + share * (x1 - x0)
    wave = np.cos(2 * np.pi * pleats * share)
    drift = 0.35 * np.sin(2 * np.pi * share * pleats / 3.7 + 1.0)
    rows_high = max(2, min(round(high / ROW_M), MOST_QUADS // len(x)))
    heights = np.linspace(0.01, high, rows_high + 1)
    rows = []
    for z in heights:
        swing = np.interp(z, (0.01, 0.5 * high, high), (1.0, 0.85, 0.6))
        own = wave + drift * (1.0 - z / high)
        rows.append(np.column_stack([x, 0.5 * d * swing * own / np.abs(own).max(), np.full(len(x), z)]))
    count = len(x)
    vertices = np.concatenate(rows)
    here = np.arange(count - 1)
    quads = [
        np.concatenate(
            [
                np.column_stack([p + here, p + here + 1, p + here + 1 + count]),
                np.column_stack([p + here, p + here + 1 + count, p + here + count]),
            ]
        )
        for p in range(0, len(vertices) - count, count)
    ]
    return smoothed("curtain", vertices, np.concatenate(quads), 75.0)


def plant(size: Size, options: Options) -> list[Part]:
    """A plant in a pot: long leaves that rise and bend over, thick enough to be closed."""
    w, d, h = size
    pot_h, pot_r = min(0.34 * h, 0.42), 0.3 * min(w, d)
    pot = turned_part(
        "pot",
        [
            (0.72 * pot_r, 0.0),
            (pot_r, 0.94 * pot_h),
            (pot_r, pot_h),
            (0.93 * pot_r, pot_h),
            (0.9 * pot_r, 0.9 * pot_h),
        ],
        sides=20,
    )
    soil = slab(
        "soil",
        (0, 0),
        (1.76 * pot_r, 1.76 * pot_r),
        (0.9 * pot_h + 0.002, 0.9 * pot_h + 0.006),
        radius_m=pot_r,
        bevel_m=0.001,
        steps=4,
    )
    random = np.random.default_rng(11)
    count = int(options.get("leaves") or 26)
    leaves = []
    for k in range(count):
        turn = 2.4 * k + random.uniform(-0.2, 0.2)  # the golden angle
        rise = (k + 0.5) / count
        reach = 1.12 - 0.8 * rise + random.uniform(-0.08, 0.1)
        top = pot_h + (h - pot_h) * (0.45 + 0.55 * rise) * random.uniform(0.86, 1.0)
        leaves.append(_leaf(turn, reach, (0.9 * pot_h, top), (w / 2, d / 2)))
    return [pot, soil, *leaves]


LEAF = ((0.0, 0.06), (0.34, 0.12), (0.55, 0.75), (0.72, 1.0), (0.88, 0.62), (1.0, 0.04))  # where, how wide


def _leaf(turn: float, reach: float, heights: tuple[float, float], halves: tuple[float, float]) -> Part:
    """A leaf from the soil up and outwards: a thin lens in cross section, narrow at both ends."""
    out = np.array([np.cos(turn), np.sin(turn), 0.0])
    side = np.array([-np.sin(turn), np.cos(turn), 0.0])
    low, high = heights
    radius = reach / np.sqrt((out[0] / halves[0]) ** 2 + (out[1] / halves[1]) ** 2)
    half = min(0.05 + 0.045 * min(1.0, high - low), 0.4 * min(halves))
    t, wide = np.array(LEAF).T
    away = 0.04 + (radius - 0.04) * t**1.9
    bow = min(0.1 * (high - low), 0.5 * max(0.0, radius - 0.04))  # a steep leaf hardly bends over
    up = (
        low
        + (high - low) * np.sin(np.minimum(1.0, 1.22 * t) * np.pi / 2)
        - bow * np.maximum(0.0, t - 0.7) / 0.3
    )
    middle = away[:, None] * out + up[:, None] * np.array([0.0, 0.0, 1.0])
    along = np.gradient(middle, axis=0)
    off = np.cross(along / np.linalg.norm(along, axis=1, keepdims=True), side)  # the upper face
    across, fold, thick = (half * wide)[:, None] * side, (0.22 * half * wide)[:, None] * off, 0.0022 * off
    rings = np.stack([middle + across + fold, middle + thick, middle - across + fold, middle - thick], axis=1)
    return smoothed("leaf", rings.reshape(-1, 3), _lens(len(rings)), smooth_deg=60.0)


def _lens(count: int) -> Indices:
    """Triangles of a skin around rings of an edge, the upper middle, the other edge and the lower middle.

    The lower face is divided as the upper one is, so that the two nowhere meet, however thin the lens.
    """
    triangles = []
    for p in range(0, 4 * (count - 1), 4):
        q = p + 4
        for a, b in ((0, 1), (1, 2)):
            triangles += [[p + a, p + b, q + b], [p + a, q + b, q + a]]
        for a, b in ((2, 3), (3, 0)):
            triangles += [[p + a, p + b, q + a], [p + b, q + b, q + a]]
    last = 4 * (count - 1)
    ends = [[1, 0, 3], [2, 1, 3], [last, last + 1, last + 3], [last + 1, last + 2, last + 3]]
    return np.array([*triangles, *ends], dtype=np.int64)


def picture(size: Size, options: Options) -> list[Part]:
    """A framed picture, its back to the wall: a frame, a mount, a field of colour in two tones."""
    w, d, h = size
    frame = min(0.025, 0.06 * min(w, h))
    mount = 0.16 * min(w, h)
    face = -d / 2 + min(0.006, 0.3 * d)
    parts = [block("paper", (-w / 2 + frame, face, frame), (w / 2 - frame, d / 2, h - frame), 0.0)]
    x, low, high = w / 2 - frame - mount, frame + mount, h - frame - mount
    split = low + 0.42 * (high - low)
    parts.append(block("picture", (-x, face - 0.003, split + 0.001), (x, face - 0.001, high), 0.0))
    parts.append(block("picture 2", (-x, face - 0.003, low), (x, face - 0.001, split), 0.0))
    for sign in (-1, 1):
        outer, inner = sign * w / 2, sign * (w / 2 - frame + 0.001)
        parts.append(block("metal", (outer, -d / 2, 0), (inner, d / 2, h), 0.002))
        z0, z1 = (0.0, frame - 0.001) if sign < 0 else (h - frame + 0.001, h)
        parts.append(block("metal", (-w / 2 + frame, -d / 2, z0), (w / 2 - frame, d / 2, z1), 0.002))
    return parts


def pictures(size: Size, options: Options) -> list[Part]:
    """A row of framed pictures of one height."""
    w, d, h = size
    count = int(options.get("count") or np.clip(round(w / (0.85 * h)), 2, 6))
    gap = 0.06
    width = (w - gap * (count - 1)) / count
    parts = []
    for k in range(count):
        x = -w / 2 + width / 2 + k * (width + gap)
        swap = {"picture": "picture 2", "picture 2": "picture"} if k % 2 else {}
        for part in picture((width, d, h), {}):
            parts.append(replace(part.moved(x_m=x), role=swap.get(part.role, part.role)))
    return parts


def mirror(size: Size, options: Options) -> list[Part]:
    """A wall mirror in a thin frame; `round` gives a round one."""
    w, d, h = size
    if options.get("round"):
        disc = slab("metal", (0, 0), (w, h), (0, d), radius_m=min(w, h) / 2, bevel_m=0.002, steps=8)
        glass = slab(
            "mirror",
            (0, 0),
            (w - 0.02, h - 0.02),
            (d + 0.0005, d + 0.0025),
            radius_m=min(w, h) / 2 - 0.01,
            bevel_m=0.0005,
            steps=8,
        )
        return [part.turned("x", 90.0).moved(y_m=d / 2, z_m=h / 2) for part in (disc, glass)]
    return [
        block("metal", (-w / 2, -d / 2 + 0.004, 0), (w / 2, d / 2, h), 0.002),
        block("mirror", (-w / 2 + 0.01, -d / 2, 0.01), (w / 2 - 0.01, -d / 2 + 0.0025, h - 0.01), 0.0),
    ]


def cushions(size: Size, options: Options) -> list[Part]:
    """Loose cushions that lean back in a row, in two tones."""
    w, d, h = size
    count = int(options.get("count") or np.clip(round(w / 0.45), 1, 8))
    width = w / count
    parts = []
    for k in range(count):
        x0 = -w / 2 + k * width + 0.004
        tall = h / 0.98
        lying = cushion(
            "accent" if k % 2 == 0 else "fabric",
            (x0, 0, 0),
            (x0 + width - 0.008, tall, min(0.19, 0.72 * d)),
            crown_m=0.05,
            radius_m=0.05,
        )
        parts.append(lying.turned("x", 90.0).turned("x", -min(18.0, 60.0 * d)).moved(y_m=d / 2 - 0.3 * tall))
    return parts


def fireplace(size: Size, options: Options) -> list[Part]:
    """A fireplace: a plastered surround with a mantel, a dark opening with logs on a grate."""
    w, d, h = size
    mantel, foot = 0.05, 0.04
    opening_w, opening_h = 0.52 * w, min(0.62 * h, 0.75)
    side = (w - 0.1 - opening_w) / 2
    front, back = -d / 2 + 0.05, d / 2
    top = foot + opening_h
    parts = [
        block("stone", (-w / 2, -d / 2, 0), (w / 2, back, foot - APART_M), 0.003),
        block("wood", (-w / 2, -d / 2, h - mantel), (w / 2, back, h), 0.005),
        block(
            "plaster",
            (-w / 2 + 0.05, front, top + APART_M),
            (w / 2 - 0.05, back, h - mantel - APART_M),
            0.003,
        ),
        block(
            "soot", (-opening_w / 2 + APART_M, back - 0.03, foot), (opening_w / 2 - APART_M, back, top), 0.0
        ),
    ]
    for sign in (-1, 1):
        x = sign * opening_w / 2
        parts.append(block("plaster", (x, front, foot), (x + sign * side, back, top), 0.003))
        parts.append(
            block(
                "soot",
                (x - sign * 0.002, front + 0.06, foot),
                (x - sign * 0.012, back - 0.032, top - 0.002),
                0.0,
            )
        )
    middle = (front + back) / 2
    for k, (y, z) in enumerate(((-0.05, 0.1), (0.05, 0.1), (0.0, 0.185))):
        tilt = 0.02 * (k - 1)
        length = 0.33 * opening_w
        parts.append(
            bar(
                "log",
                (-length, middle + y - tilt, foot + z),
                (length, middle + y + tilt, foot + z),
                0.045,
                sides=9,
            )
        )
    for x in (-0.2 * opening_w, 0.2 * opening_w):
        parts.append(
            block(
                "metal", (x - 0.01, middle - 0.13, foot + 0.03), (x + 0.01, middle + 0.13, foot + 0.05), 0.002
            )
        )
    return parts


def stairs(size: Size, options: Options) -> list[Part]:
    """A straight flight that rises towards +y: treads between two strings, a handrail on one side."""
    w, d, whole = size
    over = 0.88 if options.get("rail") and whole > 1.4 else 0.0
    h = whole - over
    steps = int(np.clip(round(h / 0.175), 2, 40))
    rise = h / steps
    run = d / steps
    thick, string = 0.04, 0.045
    parts = []
    for k in range(steps):
        y0 = -d / 2 + k * run
        z = (k + 1) * rise
        parts.append(
            block(
                "wood",
                (-w / 2 + string + APART_M, y0, z - thick),
                (w / 2 - string - APART_M, min(y0 + run + 0.03, d / 2), z),
                0.003,
            )
        )
    for sign in (-1, 1):
        inner, outer = sign * (w / 2 - string), sign * w / 2
        xs = (min(inner, outer), max(inner, outer))
        profile = [
            (-d / 2, 0.0),
            (-d / 2 + 0.28, 0.0),
            (d / 2, h - 0.3),
            (d / 2, h),
            (d / 2 - 0.02, h),
            (-d / 2, min(rise + 0.02, h)),
        ]
        rings = [np.array([[x, y, z] for y, z in profile]) for x in xs]
        parts.append(loft("white", rings))
    if over:
        parts += _handrail((w / 2 - string / 2, d), (h, whole), max(2, round(steps / 3)))
    return parts


def _handrail(place: tuple[float, float], heights: tuple[float, float], count: int) -> list[Part]:
    """Balusters on a string and a rail on them."""
    (x, d), (h, whole) = place, heights
    over = whole - h - 0.022
    parts = []
    for share in np.linspace(0.04, 0.96, count).tolist():
        y = -d / 2 + share * d
        parts.append(bar("metal", (x, y, share * h), (x, y, share * h + over), 0.008, sides=6))
    start, end = (x, -d / 2 + 0.01 * d, 0.01 * h + over), (x, d / 2 - 0.01 * d, h + over)
    return [*parts, pipe("wood", [start, end], 0.022, sides=8)]
