"""The cone diagram: the beam over distance, with its width and illuminance, as SVG text."""

from __future__ import annotations

from html import escape

from assets.cone import ConePlane, ConeRow, LightCone, distances_m, light_cones, row_at
from assets.luminaire import Luminaire
from assets.polar import ALL_PLANES, FONTS, PLANES, Language, has_equal_planes

DRAWN_PX = 180
WIDTHS_PX = (668, 480)  # with two planes, and where both are alike
ROW_PX, HEAD_PX, NOTE_PX, GAP_PX = 28, 44, 17, 14
COLUMNS_PX = (222, 298, 366, 470, 540, 664)  # right ends: d, E0, and width and edge of each plane
PLANE_ENDS_PX = ((322, 470), (498, 664))  # of the columns of each plane
_TEXTS = {
    "title": {"en": "Light cone of", "zh": "光锥图："},
    "down": {"en": "downwards", "zh": "向下"},
    "up": {"en": "upwards", "zh": "向上"},
    "formula": {
        "en": "E₀ = I₀ / d²;  E at the edge = I(γ) cos³γ / d², where I is half of the plane's peak",
        "zh": "E₀ = I₀ / d²；边缘 E = I(γ) cos³γ / d²，边缘处光强为该平面峰值的一半",
    },
    "no_edge": {
        "en": "– the light goes so far round that its beam has no edge",
        "zh": "– 光线分布很宽，光束没有边缘",
    },
    "tilted": {
        "en": "the peak of {cd} cd is not on the axis: C {c}°, γ {gamma}°",
        "zh": "峰值 {cd} cd 不在轴线上：C {c}°，γ {gamma}°",
    },
    "near": {
        "en": "* closer than five times the luminous opening: less in truth",
        "zh": "* 距离小于发光面尺寸的五倍，实际照度较低",
    },
}


def cone_svg(luminaire: Luminaire, language: Language = "en") -> str:
    """The cone diagram of a luminaire: widths in metres and lux at the distances that suit its mounting.

    C0-C180 is drawn solid, C90-C270 dashed, at true angles; what is wider than the drawing is cut. A
    luminaire that shines up and down has two cones; see `assets.cone`.

    Returns
    -------
    str
        A complete SVG document without scripts, fonts or outer references.
    """
    cones = light_cones(luminaire)
    width = WIDTHS_PX[all(cone.is_round for cone in cones)]
    blocks = [
        _block(
            cone,
            [row_at(cone, distance) for distance in distances_m(luminaire.mounting)],
            language,
            equal=ALL_PLANES[language]
            if has_equal_planes(luminaire.photometry.distribution)
            else " = ".join(name for _, name, *_ in PLANES),
            width=width,
        )
        for cone in sorted(cones, key=lambda cone: not cone.upwards)
    ]
    heights = [height for _, height in blocks]
    height = sum(heights) + GAP_PX * (len(blocks) - 1)
    name = luminaire.name_zh if language == "zh" else luminaire.name
    title = escape("".join(filter(str.isprintable, name)) or luminaire.sku)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="{FONTS}" font-size="13">',
        f"<title>{_TEXTS['title'][language]} {title}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    top = 0
    for lines, block_height in blocks:
        parts += [f'<g transform="translate(0 {top})">', *lines, "</g>"]
        top += block_height + GAP_PX
    return "\n".join([*parts, "</svg>", ""])


def _block(
    cone: LightCone, rows: list[ConeRow], language: Language, *, equal: str, width: int
) -> tuple[list[str], int]:
    """The drawing of one cone and its figures, and how high they are; `equal` names planes that are alike."""
    extent = ROW_PX * len(rows)
    step_px = ROW_PX / rows[0].distance_m
    body = HEAD_PX + (ROW_PX if cone.upwards else ROW_PX / 3)

    def level(row: ConeRow) -> float:
        """A row's height in the drawing; a cone that points up has its light below."""
        down_px = step_px * row.distance_m
        return body + (extent - down_px if cone.upwards else down_px)

    apex = (DRAWN_PX / 2, body + (extent if cone.upwards else 0))
    lines = [*_head(cone, language, equal)]
    for row in rows:
        y = level(row)
        lines.append(f'<line x1="4" y1="{y:g}" x2="{width - 4}" y2="{y:g}" stroke="#e4e4e7"/>')
    for plane, (_, _, colour, dash) in reversed(list(zip(rows[-1].planes, PLANES, strict=True))):
        if plane is not None and not (dash and cone.is_round):
            lines.append(_triangle(apex, plane, level(rows[-1]), step_px, (colour, dash)))
    lines += [
        f'<line x1="{apex[0]:g}" y1="{apex[1]:g}" x2="{apex[0]:g}" y2="{level(rows[-1]):g}" '
        'stroke="#a1a1aa" stroke-dasharray="2 3"/>',
        f'<circle cx="{apex[0]:g}" cy="{apex[1]:g}" r="4" fill="#27272a"/>',
    ]
    for row in rows:
        lines += _figures(row, level(row) - 6, is_round=cone.is_round)
    top = int(body + extent + (6 if cone.upwards else 0)) + NOTE_PX + 9
    notes = _notes(cone, rows, language)
    for number, note in enumerate(notes):
        lines.append(
            f'<text x="4" y="{top + NOTE_PX * number:g}" fill="#52525b" font-size="12">{escape(note)}</text>'
        )
    return lines, top + NOTE_PX * (len(notes) - 1) + 10


def _head(cone: LightCone, language: Language, equal: str) -> list[str]:
    """Names of the planes with their edges, and of the columns."""
    way = _TEXTS["up" if cone.upwards else "down"][language]
    parts = [f'<text x="4" y="18" fill="#27272a" font-weight="600">{way}</text>']
    for (_, name, colour, dash), plane, ends in zip(PLANES, cone.planes, PLANE_ENDS_PX, strict=True):
        if dash and cone.is_round:
            continue
        shown = equal if cone.is_round else name
        if plane.edges_deg is not None:
            low, high = plane.edges_deg
            same = abs(low + high) < 0.05
            shown += f" ±{high:.0f}°" if same else f" {low:+.0f}° {high:+.0f}°".replace("-", "\u2212")
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<line x1="{ends[0]}" y1="22" x2="{ends[1]}" y2="22" stroke="{colour}" '
            f'stroke-width="2"{dashed}/>'
            f'<text x="{ends[0]}" y="16" fill="#27272a" font-size="12">{shown}</text>'
        )
    heads = ("d [m]", "E₀ [lx]", "⌀ [m]", "E [lx]", "⌀ [m]", "E [lx]")[: 4 if cone.is_round else 6]
    parts += [_cell(text, x, HEAD_PX - 4, "#52525b") for text, x in zip(heads, COLUMNS_PX, strict=False)]
    return parts


def _figures(row: ConeRow, y: float, *, is_round: bool) -> list[str]:
    cells = [f"{row.distance_m:g}", _lux(row.axis_lx) + ("*" if row.is_near else "")]
    for plane in row.planes[: 1 if is_round else 2]:
        cells += ["–", "–"] if plane is None else [f"{plane.width_m:.2f}", _edges(plane)]
    return [_cell(text, x, y, "#27272a") for text, x in zip(cells, COLUMNS_PX, strict=False)]


def _cell(text: str, x: float, y: float, colour: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" text-anchor="end">{escape(text)}</text>'


def _edges(plane: ConePlane) -> str:
    """The illuminance at the edges; both where they differ."""
    low, high = (_lux(value) for value in plane.edge_lx)
    return low if low == high else f"{low} | {high}"


def _lux(value: float) -> str:
    """Three digits, the rest zeros."""
    return f"{float(f'{value:.3g}'):,.0f}".replace(",", "\u202f") if value >= 100.0 else f"{value:.3g}"


def _triangle(
    apex: tuple[float, float], plane: ConePlane, end_y: float, step_px: float, look: tuple[str, str]
) -> str:
    """The beam from the light to the last row, cut at the sides of the drawing."""
    corners = [f"{apex[0]:g} {apex[1]:g}"]
    sides = []
    for reach_m in plane.reach_m:
        wide, half = reach_m * step_px, DRAWN_PX / 2 - 4
        if abs(wide) <= half:
            sides.append([f"{apex[0] + wide:.1f} {end_y:.1f}"])
            continue
        at = half if wide > 0 else -half
        meets = apex[1] + (end_y - apex[1]) * at / wide
        sides.append([f"{apex[0] + at:.1f} {meets:.1f}", f"{apex[0] + at:.1f} {end_y:.1f}"])
    corners += [*sides[0], *reversed(sides[1])]
    colour, dash = look
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{" L".join(corners)} Z" fill="{colour}" fill-opacity="0.08" stroke="{colour}" '
        f'stroke-width="1.6" stroke-linejoin="round"{dashed}/>'
    )


def _notes(cone: LightCone, rows: list[ConeRow], language: Language) -> list[str]:
    notes = [_TEXTS["formula"][language]]
    if any(plane.edges_deg is None for plane in cone.planes):
        notes.append(_TEXTS["no_edge"][language])
    if cone.is_tilted:
        notes.append(
            _TEXTS["tilted"][language].format(
                cd=_lux(cone.peak_cd), c=f"{cone.peak_c_deg:g}", gamma=f"{cone.peak_gamma_deg:g}"
            )
        )
    if any(row.is_near for row in rows):
        notes.append(_TEXTS["near"][language])
    return notes
