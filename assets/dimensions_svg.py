"""The dimensional drawing of a luminaire: its outline from the front and from above, in millimetres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire
from assets.outline import outline
from assets.polar import FONTS

Array = NDArray[np.float64]

WIDTH_PX, HEIGHT_PX = 340, 220
MARGIN_PX, GAP_PX = 30, 46
TICK_PX, AWAY_PX = 4, 12
LINE, FILL, SAID = "#3f3f46", "#f1f1f3", "#71717a"


def dimensions_svg(luminaire: Luminaire) -> str | None:
    """The outline of the body from the front and from above with its sizes; None where it has no body.

    The front is seen along -y. Both views have one scale; they stand where they are largest.

    Returns
    -------
    str or None
        A complete SVG document without scripts, fonts or outer references.
    """
    body = luminaire.body
    if body is None or not len(body.triangles):
        return None
    least, most = body.vertices_m.min(axis=0), body.vertices_m.max(axis=0)
    x, y, z = (float(extent) for extent in most - least)
    wide, high = WIDTH_PX - 2 * MARGIN_PX, HEIGHT_PX - 2 * MARGIN_PX
    beside = min((wide - GAP_PX) / max(2 * x, 1e-6), high / max(z, y, 1e-6))
    below = min(wide / max(x, 1e-6), (high - GAP_PX) / max(z + y, 1e-6))
    scale = max(beside, below)
    if beside >= below:
        left = (WIDTH_PX - 2 * scale * x - GAP_PX) / 2
        front = (left, (HEIGHT_PX - scale * z) / 2)
        above = (left + scale * x + GAP_PX, (HEIGHT_PX - scale * y) / 2)
    else:
        left, top = (WIDTH_PX - scale * x) / 2, (HEIGHT_PX - scale * (z + y) - GAP_PX) / 2
        front, above = (left, top), (left, top + scale * z + GAP_PX)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" role="img" '
        f'font-family="{FONTS}" font-size="11">',
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="#ffffff"/>',
    ]
    for (at_x, at_y), up, tall in ((front, 2, z), (above, 1, y)):
        rings = outline(body.vertices_m, body.triangles, across=0, up=up)
        parts.append(_path(rings, (at_x, at_y), scale, least[0], most[up]))
        parts += _across(at_x, at_y + scale * tall + AWAY_PX, scale * x, x)
        parts += _upright(at_x - AWAY_PX, at_y, scale * tall, tall)
    return "\n".join([*parts, "</svg>", ""])


def _path(rings: list[Array], at: tuple[float, float], scale: float, left_m: float, top_m: float) -> str:
    drawn = []
    for ring in rings:
        x = at[0] + scale * (ring[:, 0] - left_m)
        y = at[1] + scale * (top_m - ring[:, 1])
        drawn.append("M" + " L".join(f"{a:.2f} {b:.2f}" for a, b in zip(x, y, strict=True)) + " Z")
    return (
        f'<path d="{" ".join(drawn)}" fill="{FILL}" fill-rule="evenodd" stroke="{LINE}" stroke-width="1" '
        'stroke-linejoin="round"/>'
    )


def _across(x: float, y: float, length: float, size_m: float) -> list[str]:
    ends = "".join(
        f'<line x1="{end:.1f}" y1="{y - TICK_PX:.1f}" x2="{end:.1f}" y2="{y + TICK_PX:.1f}"/>'
        for end in (x, x + length)
    )
    return [
        f'<g stroke="{SAID}" stroke-width="0.8"><line x1="{x:.1f}" y1="{y:.1f}" x2="{x + length:.1f}" '
        f'y2="{y:.1f}"/>{ends}</g>',
        f'<text x="{x + length / 2:.1f}" y="{y + 13:.1f}" fill="{LINE}" text-anchor="middle">'
        f"{1000 * size_m:.0f}</text>",
    ]


def _upright(x: float, y: float, length: float, size_m: float) -> list[str]:
    ends = "".join(
        f'<line x1="{x - TICK_PX:.1f}" y1="{end:.1f}" x2="{x + TICK_PX:.1f}" y2="{end:.1f}"/>'
        for end in (y, y + length)
    )
    middle = y + length / 2
    return [
        f'<g stroke="{SAID}" stroke-width="0.8"><line x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" '
        f'y2="{y + length:.1f}"/>{ends}</g>',
        f'<text x="{x - 6:.1f}" y="{middle:.1f}" fill="{LINE}" text-anchor="middle" '
        f'transform="rotate(-90 {x - 6:.1f} {middle:.1f})">{1000 * size_m:.0f}</text>',
    ]
