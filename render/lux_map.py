"""The lux map: a room's plan with the illuminance of a level plane as false colours and isolux lines, as SVG.

Everything a person named is escaped; the drawing holds no script and names no other file.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.false_colour import Scale, false_coloured, ramp, scale_for, step_below, tick_text
from render.image import png_of_colours
from render.isolines import isolines
from render.lattice import Lattice, finer, lattice_of
from render.line_labels import Label, labels_of
from scenes.configuration_model import Placement
from scenes.plan import (
    MARGIN_M,
    PIXELS_PER_M,
    STYLE,
    Sheet,
    dimension_marks,
    luminaire_marks,
    placements_on,
    rooms_beside,
    scale_bar_marks,
)
from scenes.plan_room import furniture_outlines, opening_marks, wall_marks
from scenes.room import Room

Array = NDArray[np.float64]

FINER = 8  # cells of the picture for each of the plane, at most
MOST_CELLS = 1_000_000  # of the picture
# levels of lines, times powers of ten: the steps of illuminance of EN 12464-1, and coarser ones
LEVELS = ((1.0, 1.5, 2.0, 3.0, 5.0, 7.5), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
MOST_LINES = 9
EVEN_BELOW = 3.0  # where the greatest value is less than that times the least, levels are evenly spaced
LEVEL_M = 1e-3  # points of a level plane differ by less in height
PANEL_PX, CAPTION_PX, LINE_PX = 96.0, 108.0, 20.0
MAP_STYLE = """
.piece{fill:none;stroke:#10131a;stroke-opacity:.55}.high{stroke-opacity:.4}
.iso{fill:none;stroke:#fff;stroke-width:1.5;stroke-linejoin:round}
.under{fill:none;stroke:#10131a;stroke-opacity:.45;stroke-width:3;stroke-linejoin:round}
.level{fill:#10131a;font-size:11.5px;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3.5px;
stroke-linejoin:round}
.tick{stroke:#4a4a48;stroke-width:1}.unit{fill:#25272a;font-size:12px;font-weight:600}
.fact{fill:#25272a;font-size:13px}
""".replace("\n", "")


def lux_map_svg(
    rooms: Room | Sequence[Room],
    placements: Sequence[Placement],
    plane: Mapping[str, Any],
    *,
    scene_name: str | None = None,
    maintenance_factor: float = 1.0,
) -> str | None:
    """The map of one plane as an SVG document.

    Parameters
    ----------
    rooms
        The rooms in the configuration's frame; those on the storey of the plane's room are drawn.
    placements
        What hangs in them.
    plane
        The plane's measures, an entry of ``planes`` from `render.measures.measure`.
    scene_name, maintenance_factor
        For the caption.

    Returns
    -------
    str or None
        None when the plane is not level or its points lie on no lattice.
    """
    points = np.array(plane["points_m"], np.float64).reshape(-1, 3)
    lux = np.array([np.nan if each is None else each for each in plane["illuminance_lx"]], np.float64)
    lattice = None
    if len(points) and float(np.ptp(points[:, 2])) <= LEVEL_M:
        lattice = lattice_of(points[:, :2], lux)
    if lattice is None:
        return None
    every = [rooms] if isinstance(rooms, Room) else list(rooms)
    room = next((each for each in every if each.name == plane.get("room")), every[0])
    shown = rooms_beside(every, room)
    placements = placements_on(shown, placements) if len(every) > 1 else placements
    sheet, fine = (
        Sheet([corner for each in shown for corner in each.outline_m]),
        finer(lattice, max(1, min(FINER, math.isqrt(MOST_CELLS // lattice.values.size)))),
    )
    scale = scale_for(lux, least_ratio=2.0)
    lines = _lines(fine, sheet, levels_of(lux))
    taken = [sheet.at((place.position_m[0], place.position_m[1])) for place in placements]
    caption = _caption(room, plane, scene_name, maintenance_factor, float(points[0, 2]))
    marks = [
        *wall_marks(shown, sheet),
        _picture(fine, scale, sheet),
        *_line_marks(lines),
        *furniture_outlines(shown, sheet),
        *opening_marks(shown, sheet),
        *dimension_marks(shown, sheet),
        *[mark for placement in placements for mark in luminaire_marks(placement, sheet)],
        *[_label_mark(label) for label in labels_of(lines, taken)],
        *_scale_marks(scale, sheet),
        *_caption_marks(caption, sheet),
        *scale_bar_marks(sheet),
    ]
    return _document(marks, caption, sheet, f"{plane['name']}: {room.name or 'Room'}")


def _document(marks: Sequence[str], caption: Sequence[tuple[str, str]], sheet: Sheet, label: str) -> str:
    words = max(_width_px(kind, text) for kind, text in caption)
    width = max(sheet.width + PANEL_PX, MARGIN_M * sheet.scale + words + 20.0)
    height = _caption_y(caption, sheet) + CAPTION_PX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" width="{width:.0f}" '
        f'height="{height:.0f}" data-low-x-m="{sheet.low_x:.6f}" data-high-y-m="{sheet.high_y:.6f}" '
        f'data-pixels-per-m="{sheet.scale:.6f}" role="img" aria-label="{escape(label, quote=True)}">'
        f'<style>{STYLE}{MAP_STYLE}</style><rect class="paper" width="{width:.1f}" height="{height:.1f}"/>'
        + "".join(marks)
        + "</svg>\n"
    )


def levels_of(lux: Array) -> list[float]:
    """The levels at which lines are drawn: round, and at most nine."""
    lit = lux[np.isfinite(lux) & (lux > 0)]
    if not len(lit):
        return []
    low, high = float(lit.min()), float(lit.max())
    if high < EVEN_BELOW * low:
        step = step_below(max((high - low) / 3.0, 1e-3 * high))
        every = np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step
        return [float(f"{level:.6g}") for level in every if low < level < high]
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for steps in LEVELS:
        every = np.array(sorted({float(f"{step * 10.0**power:.6g}") for power in powers for step in steps}))
        found = [float(level) for level in every if low < level < high]
        if len(found) <= MOST_LINES:
            break
    return found


def _lines(fine: Lattice, sheet: Sheet, levels: Sequence[float]) -> list[tuple[float, Array]]:
    """Level and points in pixels of every line."""
    lines = []
    for level in levels:
        for line in isolines(fine.values, level):
            pixels = np.array([sheet.at((float(x), float(y))) for x, y in fine.place_m(line)])
            lines.append((level, pixels))
    return lines


def _line_marks(lines: Sequence[tuple[float, Array]]) -> list[str]:
    paths = ["M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) for _, pixels in lines]
    under = [f'<path class="under" d="{path}"/>' for path in paths]
    over = [
        f'<path class="iso" data-lx="{level:g}" d="{path}"/>'
        for (level, _), path in zip(lines, paths, strict=True)
    ]
    return under + over


def _label_mark(label: Label) -> str:
    x, y = label.place_px
    turn = f' transform="rotate({label.turned_deg:.1f} {x:.1f} {y:.1f})"'
    text = tick_text(label.level)
    return f'<text class="level" text-anchor="middle" x="{x:.1f}" y="{y + 4:.1f}"{turn}>{text}</text>'


def _picture(fine: Lattice, scale: Scale, sheet: Sheet) -> str:
    """The false colours as a picture with the lattice's rows and columns, clear where there is nothing."""
    colours = false_coloured(fine.values, scale)
    opacity = np.where(np.isfinite(fine.values), 255, 0).astype(np.uint8)
    data = base64.b64encode(png_of_colours(np.dstack([colours, opacity]))).decode("ascii")
    rows, columns = fine.values.shape
    corner = np.array(sheet.at(_pair(fine.place_m(np.array([[-0.5, -0.5]]))[0])))
    right = np.array(sheet.at(_pair(fine.place_m(np.array([[-0.5, 0.5]]))[0]))) - corner
    down = np.array(sheet.at(_pair(fine.place_m(np.array([[0.5, -0.5]]))[0]))) - corner
    numbers = " ".join(f"{value:.6f}" for value in (*right, *down, *corner))
    return (
        f'<image width="{columns}" height="{rows}" preserveAspectRatio="none" transform="matrix({numbers})" '
        f'href="data:image/png;base64,{data}"/>'
    )


def _pair(values: Array) -> tuple[float, float]:
    return (float(values[0]), float(values[1]))


def _scale_marks(scale: Scale, sheet: Sheet) -> list[str]:
    """The bar of colours with its ticks, to the right of the plan."""
    margin = MARGIN_M * sheet.scale
    top, bottom = margin, max(sheet.height - margin - 0.45 * sheet.scale, margin + 120.0)
    x, wide, bands = sheet.width + 8.0, 18.0, 80
    each = (bottom - top) / bands
    marks = [f'<text class="unit" x="{x:.1f}" y="{top - 10:.1f}">lx</text>']
    for band in range(bands):
        red, green, blue = ramp((band + 0.5) / bands)
        y = bottom - (band + 1) * each
        marks.append(
            f'<rect shape-rendering="crispEdges" x="{x:.1f}" y="{y:.2f}" width="{wide}" '
            f'height="{each + 0.4:.2f}" fill="rgb({red:.0f},{green:.0f},{blue:.0f})"/>'
        )
    for tick in scale.ticks():
        y = bottom - (bottom - top) * float(scale.share(tick))
        marks.append(
            f'<line class="tick" x1="{x + wide:.1f}" y1="{y:.1f}" x2="{x + wide + 6:.1f}" y2="{y:.1f}"/>'
            f'<text class="number" x="{x + wide + 10:.1f}" y="{y + 4:.1f}">{tick_text(tick)}</text>'
        )
    return marks


def _caption(
    room: Room,
    plane: Mapping[str, Any],
    scene_name: str | None,
    maintenance_factor: float,
    height_m: float,
) -> list[tuple[str, str]]:
    """What is shown, and mean, minimum and uniformity, in both languages: kind and words of each line."""
    name = room.name[:1].upper() + room.name[1:] if room.name else "Room"
    scene = "everything burns" if scene_name is None else scene_name
    scene_zh = "全部点亮" if scene_name is None else scene_name
    mean, least, even = (plane[key] for key in ("mean_lx", "min_lx", "uniformity"))
    numbers = [_lux(mean), _lux(least), "–" if even is None else f"{even:.2f}"]
    kept = f"{maintenance_factor:g}"
    return [
        ("title", f"{name} · {scene}"),
        ("sub", f"{plane['name']}, {height_m:.2f} m, maintained illuminance (maintenance factor {kept})"),
        ("fact", "Mean {} lx · minimum {} lx · uniformity {}".format(*numbers)),
        ("sub", f"{scene_zh} · {plane['name']}，高 {height_m:.2f} m，维持照度（维护系数 {kept}）"),
        ("fact", "平均照度 {} lx · 最小照度 {} lx · 均匀度 {}".format(*numbers)),
    ]


def _caption_marks(caption: Sequence[tuple[str, str]], sheet: Sheet) -> list[str]:
    x, y = MARGIN_M * sheet.scale, _caption_y(caption, sheet)
    return [
        f'<text class="{kind}" x="{x:.1f}" y="{y + LINE_PX * line:.1f}">{escape(words)}</text>'
        for line, (kind, words) in enumerate(caption)
    ]


def _caption_y(caption: Sequence[tuple[str, str]], sheet: Sheet) -> float:
    """The first line, beside the scale bar, or below it where there is no space beside."""
    words = max(_width_px(kind, text) for kind, text in caption[:2])
    free = sheet.width - 2 * MARGIN_M * sheet.scale - 1.2 * PIXELS_PER_M
    return sheet.height - 34.0 + (0.0 if words < free else 44.0)


def _width_px(kind: str, words: str) -> float:
    """About how wide words become; Chinese letters are twice as wide as others."""
    size = {"title": 15.0, "sub": 11.0, "fact": 13.0}[kind]
    return sum(size if ord(letter) > 0x2E7F else 0.56 * size for letter in words)


def _lux(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
