"""What stands in bathrooms: bath, shower, vanity with basin and mirror, WC."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenes.pieces.parts import APART_M, Part, Point, bar, block, loft, pipe, ring, sheet, slab
from scenes.pieces.storage import fronts, level_handle

Size = tuple[float, float, float]
Options = Mapping[str, float]


def basin_skin(
    role: str,
    centre: tuple[float, float],
    outer: tuple[float, float, float],
    inner: tuple[float, float, float],
    heights: tuple[float, float, float],
) -> Part:
    """A hollow: an outer shape (across, deep, corner radius), a rim, an inner shape down to a bottom.

    `heights` are its foot, its rim and the bottom of the hollow.
    """
    x, y = centre
    foot, rim, bottom = heights
    edge = 0.008

    def level(z: float, shape: tuple[float, float, float], less: float) -> np.ndarray:
        return ring((x, y, z), (shape[0] - 2 * less, shape[1] - 2 * less), max(shape[2] - less, 0.0), steps=4)

    deep = rim - bottom
    rings = [
        level(foot, outer, 0.0),
        level(rim - edge, outer, 0.0),
        level(rim, outer, edge),
        level(rim, inner, -edge),
        level(rim - edge, inner, 0.0),
        level(rim - 0.65 * deep, inner, 0.09 * min(inner[0], inner[1])),
        level(rim - 0.93 * deep, inner, 0.16 * min(inner[0], inner[1])),
        level(bottom, inner, 0.27 * min(inner[0], inner[1])),
    ]
    return loft(role, rings, smooth_deg=50.0)


def tap(x: float, y: float, z: float, height: float, reach: float) -> list[Part]:
    """A tap whose spout bends over towards -y."""
    bend: list[Point] = [(x, y, z), (x, y, z + 0.65 * height)]
    for angle in (45.0, 90.0, 135.0):
        u = np.deg2rad(angle)
        radius = reach / 2
        bend.append(
            (x, y - radius + radius * float(np.cos(u)), z + 0.65 * height + 0.35 * height * float(np.sin(u)))
        )
    bend.append((x, y - reach, z + 0.65 * height))
    return [
        pipe("steel", bend, 0.011, sides=8),
        bar("steel", (x + 0.02, y, z + 0.04), (x + 0.075, y, z + 0.065), 0.006, sides=6),
    ]


def bath(size: Size, options: Options) -> list[Part]:
    """A built-in or free bath: a rounded hull and a hollow, a tap at its far side."""
    w, d, h = size
    free = bool(options.get("free"))
    corner = 0.45 * d if free else 0.03
    outer = (w, d, corner)
    inner = (w - 0.13, d - 0.13, min(0.3, 0.42 * (d - 0.13)))
    hull = basin_skin("ceramic", (0.0, 0.0), outer, inner, (0.0, h, max(0.09, h - 0.45)))
    if free:
        squeezed = hull.vertices_m.copy()
        share = np.clip(squeezed[:, 2] / h, 0.0, 1.0)[:, None]
        squeezed[:, :2] *= 0.82 + 0.18 * share**0.6
        hull = Part("ceramic", squeezed, hull.triangles, hull.corner_normals)
    return [hull, bar("steel", (0.0, 0.16 * d, h - 0.443), (0.0, 0.16 * d, h - 0.437), 0.024, sides=10)]


def shower(size: Size, options: Options) -> list[Part]:
    """A flat tray, two panes of clear glass, a rail with a hand shower and a rain shower."""
    w, d, h = size
    tray = 0.04
    parts = [
        basin_skin(
            "ceramic", (0.0, 0.0), (w, d, 0.02), (w - 0.09, d - 0.09, 0.03), (0.0, tray, tray - 0.018)
        ),
        slab("steel", (0.0, 0.0), (0.11, 0.11), (tray - 0.016, tray - 0.012), radius_m=0.055, bevel_m=0.001),
    ]
    x, y = w / 2 - 0.03, -d / 2 + 0.03
    low, high = tray + 0.006, min(2.0, h)
    door = min(0.45, 0.5 * w)
    parts += [
        sheet(
            "glass",
            [(x, y + 0.012, low), (x, d / 2 - 0.012, low), (x, d / 2 - 0.012, high), (x, y + 0.012, high)],
        ),
        sheet(
            "glass",
            [(-w / 2 + door, y, low), (x - 0.012, y, low), (x - 0.012, y, high), (-w / 2 + door, y, high)],
        ),
        block("steel", (x - 0.01, y - 0.01, tray), (x + 0.01, y + 0.01, high), 0.002),
        block("steel", (x - 0.01, d / 2 - 0.011, tray), (x + 0.01, d / 2 - 0.001, high), 0.002),
        bar("steel", (-w / 2 + door, y, high + 0.012), (x, y, high + 0.012), 0.008, sides=6),
    ]
    wall = d / 2 - 0.05
    parts += [
        bar("steel", (-0.2 * w, wall, 0.95), (-0.2 * w, wall, h - 0.011), 0.011),
        pipe(
            "steel",
            [
                (-0.2 * w, wall, h - 0.02),
                (-0.2 * w, wall - 0.12, h - 0.013),
                (-0.2 * w, wall - 0.33, h - 0.013),
            ],
            0.01,
        ),
        slab(
            "steel",
            (-0.2 * w, wall - 0.33),
            (0.24, 0.24),
            (h - 0.05, h - 0.036),
            radius_m=0.12,
            bevel_m=0.003,
            steps=4,
        ),
        bar("steel", (-0.2 * w, wall - 0.03, 1.35), (-0.2 * w, wall - 0.09, 1.5), 0.013),
        bar("steel", (-0.2 * w, wall - 0.085, 1.515), (-0.2 * w, wall - 0.115, 1.505), 0.045, sides=12),
        block("steel", (-0.2 * w - 0.13, wall - 0.03, 1.05), (-0.2 * w + 0.13, wall + 0.02, 1.09), 0.012),
    ]
    return parts


def vanity(size: Size, options: Options) -> list[Part]:
    """A vanity unit with drawers, one or two basins with taps, and a mirror where it is that high."""
    w, d, h = size
    high = h > 1.3
    rim = 0.86 if high else h - 0.13
    basins = int(options.get("basins") or (2 if w >= 1.15 else 1))
    face = -d / 2 + 0.04
    low = min(0.3, 0.4 * rim)
    parts = [
        block("wood", (-w / 2 + 0.006, face, low), (w / 2 - 0.006, d / 2, rim - 0.062), 0.003),
        *fronts("wood", (-w / 2 + 0.008, w / 2 - 0.008), (low + 0.002, rim - 0.064), face, (basins, 2)),
    ]
    width = w / basins
    for k in range(basins):
        x = -w / 2 + (k + 0.5) * width
        outer = (width - (0.0 if basins == 1 else APART_M), d, 0.012)
        inner = (min(0.5, width - 0.14), d - 0.19, 0.09)
        parts.append(basin_skin("ceramic", (x, 0.0), outer, _shifted(inner), (rim - 0.06, rim, rim - 0.053)))
        parts += tap(x, d / 2 - 0.05, rim + 0.001, 0.15, 0.13)
        for z in (low + 0.45 * (rim - 0.064 - low), rim - 0.1):
            parts.append(level_handle(x, z, face, 0.2))
    if high:
        bottom, top = max(rim + 0.26, 1.05), h
        parts.append(block("metal", (-w / 2, d / 2 - 0.024, bottom), (w / 2, d / 2, top), 0.002))
        parts.append(
            block(
                "mirror",
                (-w / 2 + 0.006, d / 2 - 0.028, bottom + 0.006),
                (w / 2 - 0.006, d / 2 - 0.0255, top - 0.006),
                0.0,
            )
        )
    return parts


def _shifted(inner: tuple[float, float, float]) -> tuple[float, float, float]:
    return inner


def wc(size: Size, options: Options) -> list[Part]:
    """A WC: a bowl with seat and lid; a cistern on it where it is higher than a wall-hung one."""
    w, d, h = size
    cistern = h > 0.6
    seat = 0.42 if cistern else h - 0.03
    back = d / 2 - (0.17 if cistern else 0.0)
    length = back + d / 2
    middle = -d / 2 + length / 2
    shapes = ((0.0, 0.60, 0.72), (0.06, 0.58, 0.70), (0.55, 0.80, 0.88), (0.85, 0.98, 0.99), (1.0, 1.0, 1.0))
    bowl_w = min(w, 0.38)
    rings = []
    for share, across, along in shapes:
        own = ring((0.0, 0.0, share * (seat - 0.022)), (bowl_w * across, length * along), power=2.6, steps=5)
        own[:, 1] += back - length * along / 2
        rings.append(own)
    parts = [loft("ceramic", rings, smooth_deg=60.0)]
    for low, high, less in ((seat - 0.02, seat - 0.002, 0.0), (seat, seat + 0.022, 0.004)):
        cover = [
            ring((0.0, middle, z), (bowl_w - 2 * (less + cut), length - 2 * (less + cut)), power=2.6, steps=5)
            for z, cut in ((low, 0.004), (low + 0.005, 0.0), (high - 0.006, 0.0), (high, 0.008))
        ]
        parts.append(loft("white", cover, smooth_deg=60.0))
    if cistern:
        parts.append(block("ceramic", (-w / 2, back + 0.005, seat - 0.1), (w / 2, d / 2, h - 0.035), 0.02))
        parts.append(block("ceramic", (-w / 2, back, h - 0.032), (w / 2, d / 2, h - 0.004), 0.01))
        parts.append(bar("steel", (0, back + 0.09, h - 0.003), (0, back + 0.09, h), 0.02, sides=10))
    else:
        parts.append(bar("ceramic", (0, back - 0.03, h - 0.008), (0, back - 0.03, h), 0.02, sides=8))
    return parts
