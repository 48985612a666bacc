"""The polar diagram of a distribution, as SVG text."""

from __future__ import annotations

import math
from html import escape
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets.photometry import LuminousIntensityDistribution, Photometry

Array = NDArray[np.float64]

SIZE_PX = 400
CENTRE_PX = (200.0, 196.0)
RADIUS_PX = 158.0
RINGS = 4
STEP_DEG = 1.0
Language = Literal["en", "zh"]
ALL_PLANES: dict[Language, str] = {"en": "all C planes", "zh": "所有 C 平面"}
_TITLE: dict[Language, str] = {"en": "Luminous intensity of", "zh": "配光曲线："}
FONTS = "system-ui, 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', 'Droid Sans Fallback', sans-serif"
PLANES = ((0.0, "C0\u2013C180", "#c2410c", ""), (90.0, "C90\u2013C270", "#1d4ed8", "6 4"))


def polar_svg(photometry: Photometry, language: Language = "en") -> str:
    """A polar diagram of the planes C0-C180 and C90-C270 in candela, gamma 0 pointing down.

    The right half shows C0 and C90, the left half C180 and C270. Where both planes are equal, one
    curve is drawn. The grid is of 30 degrees; its rings are named in candela of this luminaire.

    Returns
    -------
    str
        A complete SVG document without scripts, fonts or outer references.
    """
    distribution = photometry.distribution
    curves = [_curve_cd(photometry, c) for c, *_ in PLANES]
    highest = max(float(curve.max()) for curve in curves)
    ring_cd = _round_up(highest / RINGS if highest > 0.0 else distribution.maximum_cd() / RINGS)
    are_equal = np.allclose(curves[0], curves[1], rtol=1e-6, atol=1e-9 * ring_cd)
    shown = list(zip(PLANES, curves, strict=True))[: 1 if are_equal else 2]
    title = escape("".join(filter(str.isprintable, photometry.name)) or "luminaire")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE_PX} {SIZE_PX}" role="img" '
        f'font-family="{FONTS}" font-size="11">',
        f"<title>{_TITLE[language]} {title}</title>",
        f'<rect width="{SIZE_PX}" height="{SIZE_PX}" fill="#ffffff"/>',
        *_grid(ring_cd),
    ]
    for (_, _, colour, dash), curve in reversed(shown):
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<path d="{_path(curve, ring_cd * RINGS)}" fill="{colour}" fill-opacity="0.08" '
            f'stroke="{colour}" stroke-width="2" stroke-linejoin="round"{dashed}/>'
        )
    equal = (
        ALL_PLANES[language]
        if has_equal_planes(photometry.distribution)
        else " = ".join(each[1] for each in PLANES)
    )
    parts += _legend([(equal if are_equal else plane[1], plane[2], plane[3]) for plane, _ in shown])
    return "\n".join([*parts, "</svg>", ""])


def has_equal_planes(distribution: LuminousIntensityDistribution) -> bool:
    """Whether the light is the same all round the vertical, in every plane of the table."""
    table = distribution.intensity_cd
    return bool(np.allclose(table, table[0], rtol=1e-6, atol=1e-9 * max(float(table.max()), 1e-300)))


def _turns_deg() -> Array:
    """From -180 (C180 or C270, straight up) through 0 (down) to 180."""
    return np.arange(-180.0, 180.0 + STEP_DEG / 2, STEP_DEG)


def _curve_cd(photometry: Photometry, c_deg: float) -> Array:
    turns = _turns_deg()
    return photometry.distribution.intensity_towards_cd(
        np.where(turns < 0.0, c_deg + 180.0, c_deg), np.abs(turns)
    )


def _round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return next(step * power for step in steps if step * power >= value * (1 - 1e-9))


def _point(turn_deg: float, radius_px: float) -> tuple[float, float]:
    angle = math.radians(turn_deg)
    return CENTRE_PX[0] + radius_px * math.sin(angle), CENTRE_PX[1] + radius_px * math.cos(angle)


def _path(curve_cd: Array, full_cd: float) -> str:
    points = [_point(turn, RADIUS_PX * cd / full_cd) for turn, cd in zip(_turns_deg(), curve_cd, strict=True)]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) + " Z"


def _grid(ring_cd: float) -> list[str]:
    x, y = CENTRE_PX
    parts = ['<g fill="none" stroke="#d4d4d8" stroke-width="1">']
    for ring in range(1, RINGS + 1):
        parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS_PX * ring / RINGS:g}"/>')
    for turn in range(0, 360, 30):
        end = _point(turn, RADIUS_PX)
        parts.append(f'<line x1="{x:g}" y1="{y:g}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>')
    parts.append('</g>\n<g fill="#52525b" text-anchor="middle">')
    for turn in range(-150, 181, 30):
        at = _point(turn, RADIUS_PX + 15)
        parts.append(f'<text x="{at[0]:.1f}" y="{at[1] + 4:.1f}">{abs(turn)}\u00b0</text>')
    parts.append('</g>\n<g fill="#52525b" font-size="10">')
    for ring in range(1, RINGS + 1):
        at = _point(45, RADIUS_PX * ring / RINGS)
        parts.append(
            f'<text x="{at[0] + 3:.1f}" y="{at[1] + 3:.1f}" stroke="#ffffff" stroke-width="3" '
            f'paint-order="stroke">{ring_cd * ring:g}</text>'
        )
    return [*parts, "</g>"]


def _legend(entries: list[tuple[str, str, str]]) -> list[str]:
    parts = [f'<text x="8" y="{SIZE_PX - 8}" fill="#52525b">cd</text>']
    for index, (label, colour, dash) in enumerate(entries):
        x = SIZE_PX - 110 if len(label) < 14 else SIZE_PX - 178
        x -= 100 * (len(entries) - 1 - index)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<line x1="{x}" y1="{SIZE_PX - 12}" x2="{x + 22}" y2="{SIZE_PX - 12}" stroke="{colour}" '
            f'stroke-width="2"{dashed}/><text x="{x + 27}" y="{SIZE_PX - 8}" fill="#27272a">{label}</text>'
        )
    return parts
