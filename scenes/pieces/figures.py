"""People for scale, standing or sitting, and mannequins: plain figures without faces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scenes.pieces.parts import Part, Point, bar, loft, ring, slab

Size = tuple[float, float, float]
Options = Mapping[str, float]

# share of the height, half width and half depth in heights: proportions of an adult (DIN 33402-2, rounded)
TORSO = (
    *((0.475, 0.080, 0.058), (0.50, 0.098, 0.066), (0.56, 0.088, 0.060), (0.62, 0.078, 0.054)),
    *((0.70, 0.092, 0.062), (0.77, 0.106, 0.064), (0.805, 0.108, 0.056), (0.825, 0.080, 0.046)),
    *((0.842, 0.034, 0.034), (0.87, 0.030, 0.032)),
)
HEAD = (
    *((0.868, 0.026, 0.030), (0.885, 0.038, 0.046), (0.93, 0.045, 0.056), (0.97, 0.041, 0.052)),
    *((0.992, 0.024, 0.032), (1.0, 0.006, 0.008)),
)


def _upright(
    role: str, sections: Sequence[tuple[float, float, float]], h: float, y: float = 0.0, z: float = 0.0
) -> Part:
    rings = [
        ring((0.0, y, z + share * h), (2 * x * h, 2 * deep * h), power=2.3, steps=2)
        for share, x, deep in sections
    ]
    return loft(role, rings, smooth_deg=75.0)


def _limb(role: str, path: Sequence[Point], radii: Sequence[float]) -> Part:
    """A round limb along a bent line, of its own thickness at each point."""
    points = np.array(path)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(
        along[0], np.array([1.0, 0.0, 0.0]) if abs(along[0][0]) < 0.9 else np.array([0.0, 1.0, 0.0])
    )
    angle = np.arange(8) * (2 * np.pi / 8)
    rings = []
    for point, direction, radius in zip(points, along, radii, strict=True):
        across = across - direction * (across @ direction)
        across /= np.linalg.norm(across)
        other = np.cross(direction, across)
        rings.append(point + radius * (np.outer(np.cos(angle), across) + np.outer(np.sin(angle), other)))
    return loft(role, rings, smooth_deg=75.0)


def _arm(role: str, sign: float, h: float, hand: Point, elbow: Point, shoulder: Point) -> Part:
    upper, lower = 0.026 * h, 0.019 * h
    (sx, sy, sz), (ex, ey, ez), (hx, hy, hz) = shoulder, elbow, hand
    path = [
        (sign * sx, sy, sz + 0.012 * h),
        (sign * sx, sy, sz - 0.02 * h),
        (sign * ex, ey, ez),
        (sign * hx, hy, hz),
        (sign * hx, hy - 0.004 * h, hz - 0.055 * h),
    ]
    return _limb(role, path, [0.6 * upper, upper, 0.86 * upper, lower, 0.7 * lower])


def standing_person(size: Size, options: Options) -> list[Part]:
    """A person who stands and looks along -y."""
    _, _, h = size
    parts = [_upright("clothes", TORSO[:-2], h), _upright("figure", (*TORSO[-2:], *HEAD[1:]), h)]
    for sign in (-1.0, 1.0):
        x = sign * 0.052 * h
        parts.append(
            _limb(
                "figure",
                [
                    (x, 0, 0.012 * h),
                    (x, 0.004 * h, 0.05 * h),
                    (x, 0.006 * h, 0.2 * h),
                    (x, 0, 0.285 * h),
                    (x, 0, 0.4 * h),
                    (0.96 * x, 0, 0.49 * h),
                ],
                [0.02 * h, 0.021 * h, 0.032 * h, 0.031 * h, 0.044 * h, 0.049 * h],
            )
        )
        parts.append(_shoe(x, -0.035 * h, h))
        parts.append(
            _arm(
                "clothes",
                sign,
                h,
                (0.128 * h, -0.03 * h, 0.485 * h),
                (0.132 * h, 0.006 * h, 0.63 * h),
                (0.112 * h, 0.0, 0.79 * h),
            )
        )
    return parts


def _shoe(x: float, y: float, h: float) -> Part:
    rings = [
        ring((x, y + back * h, z * h), (0.05 * h, long * h), 0.024 * h, steps=1)
        for z, long, back in (
            (0.0, 0.145, 0.0),
            (0.012, 0.145, 0.0),
            (0.03, 0.11, 0.012),
            (0.042, 0.05, 0.032),
        )
    ]
    return loft("plastic", rings, smooth_deg=60.0)


def sitting_person(size: Size, options: Options) -> list[Part]:
    """A person who sits and looks along -y; the seat is as high as the hollow of the knees."""
    _, d, h = size
    tall = h / 0.755  # sitting height over standing height, seat included
    seat = 0.255 * tall
    back = d / 2 - 0.066 * tall
    lift = seat - 0.475 * tall + 0.012 * tall
    parts = [
        _upright("clothes", TORSO[:-2], tall, back, lift),
        _upright("figure", (*TORSO[-2:], *HEAD[1:]), tall, back, lift),
    ]
    knee = max(back - 0.31 * tall, -d / 2 + 0.1 * tall)
    for sign in (-1.0, 1.0):
        x = sign * 0.056 * tall
        thigh = seat + 0.046 * tall
        parts.append(
            _limb(
                "figure",
                [
                    (x, back + 0.01, thigh),
                    (x, (back + knee) / 2, thigh),
                    (x, knee, thigh - 0.006),
                    (x, knee - 0.012, thigh - 0.05 * tall),
                    (x, knee - 0.005, 0.12 * tall),
                    (x, knee, 0.02 * tall),
                ],
                [0.05 * tall, 0.046 * tall, 0.037 * tall, 0.033 * tall, 0.029 * tall, 0.02 * tall],
            )
        )
        parts.append(_shoe(x, knee - 0.035 * tall, tall))
        parts.append(
            _arm(
                "clothes",
                sign,
                tall,
                (0.075 * tall, back - 0.2 * tall, thigh + 0.075 * tall),
                (0.135 * tall, back - 0.02 * tall, seat + 0.16 * tall),
                (0.112 * tall, back, lift + 0.79 * tall),
            )
        )
    return parts


def mannequin(size: Size, options: Options) -> list[Part]:
    """A dressmaker's bust on a rod, dressed."""
    w, d, h = size
    tall = h / 0.9
    chest = [(share, x, deep) for share, x, deep in TORSO if share >= 0.5]
    parts = [
        _upright("linen", [*chest, (0.895, 0.028, 0.028)], tall),
        slab("metal", (0, 0), (w, d), (0.0, 0.018), radius_m=min(w, d) / 2, bevel_m=0.004, steps=6),
        bar("metal", (0, 0, 0.0195), (0, 0, 0.499 * tall), 0.014),
        slab(
            "wood",
            (0, 0),
            (0.055 * tall, 0.055 * tall),
            (0.8955 * tall, 0.9 * tall),
            radius_m=0.0275 * tall,
            bevel_m=0.001,
        ),
    ]
    skirt = [
        ring((0, 0, share * tall), (2 * x * tall, 2 * y * tall), power=2.3, steps=2)
        for share, x, y in (
            (0.33, 0.125, 0.105),
            (0.36, 0.126, 0.106),
            (0.56, 0.092, 0.066),
            (0.63, 0.0835, 0.0585),
        )
    ]
    return [*parts, loft("accent", skirt, smooth_deg=70.0)]
