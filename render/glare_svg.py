"""The glare table of a luminaire as SVG text: ratings of nineteen rooms, or why there are none."""

from __future__ import annotations

from html import escape
from typing import Any

from assets.polar import FONTS, Language
from render.glare_table import rating_text

CELL_PX, ROW_PX, LEFT_PX, TOP_PX, WIDTH_PX = 54, 22, 92, 108, 640
WRAP = {"en": 92, "zh": 48}  # letters of a line
_TEXTS = {
    "title": {"en": "Unified glare rating (UGR)", "zh": "统一眩光值（UGR）"},
    "crosswise": {"en": "seen crosswise", "zh": "横向观察"},
    "endwise": {"en": "seen endwise", "zh": "纵向观察"},
    "ceiling": {"en": "ceiling", "zh": "顶棚"},
    "walls": {"en": "walls", "zh": "墙面"},
    "floor": {"en": "floor", "zh": "地面"},
    "none": {"en": "The tabular method does not rate this luminaire:", "zh": "表格法不适用于本灯具："},
    "method": {
        "en": "CIE 117 and CIE 190; luminaires {spacing:g} H apart, reflectances in %, H = 2 m above the eye",
        "zh": "CIE 117 与 CIE 190；灯具间距 {spacing:g} H，反射比以 % 计，H = 眼睛以上 2 m",
    },
}


def glare_svg(document: dict[str, Any], language: Language = "en") -> str:
    """The table that `render.glare_rating.glare_rating_document` gives, drawn.

    Returns
    -------
    str
        A complete SVG document without scripts, fonts or outer references.
    """
    said = [_TEXTS["method"][language].format(spacing=document["spacing_h"])]
    said += [each[language] for each in document["cautions"]]
    if document["applies"]:
        parts, height = _table(document, language)
    else:
        parts, height = [_text(_TEXTS["none"][language], 8, 52, "#27272a")], 60
        said = [each[language] for each in document["reasons"]]
    for line in [line for each in said for line in _wrapped(each, language)]:
        height += 18
        parts.append(_text(line, 8, height, "#52525b", size=12))
    height += 12
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}" role="img" '
            f'font-family="{FONTS}" font-size="13">',
            f"<title>{_TEXTS['title'][language]}</title>",
            f'<rect width="{WIDTH_PX}" height="{height}" fill="#ffffff"/>',
            _text(_TEXTS["title"][language], 8, 22, "#27272a", size=15),
            *parts,
            "</svg>",
            "",
        ]
    )


def _table(document: dict[str, Any], language: Language) -> tuple[list[str], int]:
    """The table's cells, and how far down they go."""
    half = len(document["reflectances"])
    parts = []
    for view, name in enumerate(("crosswise", "endwise")):
        x = LEFT_PX + view * half * CELL_PX
        parts.append(_text(_TEXTS[name][language], x + half * CELL_PX / 2, 42, "#27272a", anchor="middle"))
        parts.append(f'<line x1="{x + 8}" y1="48" x2="{x + half * CELL_PX}" y2="48" stroke="#a1a1aa"/>')
    for surface, name in enumerate(("ceiling", "walls", "floor")):
        y = 62 + 14 * surface
        parts.append(_text(_TEXTS[name][language], 8, y, "#52525b", size=11))
        for column, parts_of in enumerate(document["reflectances"] * 2):
            shown = f"{100 * parts_of[surface]:.0f}"
            parts.append(_text(shown, _right(column), y, "#52525b", anchor="end", size=11))
    rows = zip(document["rooms_h"], document["crosswise"], document["endwise"], strict=True)
    before = None
    for number, ((width, depth), crosswise, endwise) in enumerate(rows):
        y = TOP_PX + number * ROW_PX
        if width != before:
            parts.append(f'<line x1="8" y1="{y - 15}" x2="{WIDTH_PX - 8}" y2="{y - 15}" stroke="#e4e4e7"/>')
        before = width
        parts.append(_text(f"{width:g}H × {depth:g}H", 8, y, "#52525b"))
        for column, value in enumerate([*crosswise, *endwise]):
            parts.append(_text(rating_text(value), _right(column), y, "#27272a", anchor="end"))
    return parts, TOP_PX + (len(document["rooms_h"]) - 1) * ROW_PX + 8


def _right(column: int) -> float:
    return LEFT_PX + (column + 1) * CELL_PX - 4


def _text(text: str, x: float, y: float, colour: str, *, anchor: str = "start", size: float = 13) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" text-anchor="{anchor}" font-size="{size:g}">'
        f"{escape(text)}</text>"
    )


def _wrapped(text: str, language: Language) -> list[str]:
    """Lines of a text: at spaces in English, anywhere in Chinese."""
    most, lines = WRAP[language], [""]
    for word in text.split(" ") if language == "en" else text:
        joined = f"{lines[-1]} {word}".strip() if language == "en" else lines[-1] + word
        if len(joined) > most and lines[-1]:
            lines.append(word.strip())
        else:
            lines[-1] = joined
    return lines
