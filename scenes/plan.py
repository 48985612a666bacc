"""The plan of a room as SVG: walls, openings as architects draw them, furniture, luminaires, scale.

Metres are drawn to scale, y upwards. Everything a person named is escaped; the drawing holds no script.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

import shapely

from scenes.configuration_model import AssumedEntry, PhotometryEntry, Placement
from scenes.facing_walls import facing_walls
from scenes.plan_room import WALL_M, furniture_marks, opening_marks, wall_marks
from scenes.room import Point, Room

PIXELS_PER_M = 120.0
MARGIN_M = 0.95  # room for dimensions around the walls
STOREY_M = 1.0  # floors that lie less apart are one storey
SLAB_M = 0.3

STYLE = """
.paper{fill:#fbfaf7}.floor{fill:#fff}.wall{fill:#3a3d40}.hole{fill:#3a3d40}
.open{stroke:#a9a49a;stroke-width:1.2;stroke-dasharray:5 5;fill:none}
.gap{fill:#fff}.window{fill:#eaf2f6;stroke:#3a3d40;stroke-width:1}
.glass{stroke:#6f93a8;stroke-width:1.2}.leaf{stroke:#3a3d40;stroke-width:2;fill:none}
.swing{stroke:#8d8a84;stroke-width:.9;stroke-dasharray:3 3;fill:none}
.piece{fill:#f1ece2;stroke:#8d8474;stroke-width:1.1}.high{fill:none;stroke:#8d8474;stroke-dasharray:4 3}
.skylight{fill:none;stroke:#6f93a8;stroke-dasharray:7 4;stroke-width:1.2}
.stairwell{fill:none;stroke:#3a3d40;stroke-width:1}
.name{fill:#6b6355;font-size:11px}.title{fill:#25272a;font-size:15px;font-weight:600}
.sub{fill:#6b6355;font-size:11px}.dim{stroke:#8d8a84;stroke-width:.9;fill:none}
.number{fill:#4a4a48;font-size:11px}.lamp{fill:#ffd977;stroke:#7a5200;stroke-width:1.3}
.ray{stroke:#7a5200;stroke-width:1.3;fill:none}
.id{fill:#7a5200;font-size:10.5px;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px}
text{font-family:'Inter','Helvetica Neue',Arial,'Noto Sans CJK SC',sans-serif}
""".replace("\n", "")


class Sheet:
    """Paper: leads metres to pixels and collects marks."""

    def __init__(self, outline_m: Sequence[Point]) -> None:
        self.low_x = min(x for x, _ in outline_m) - MARGIN_M
        self.high_y = max(y for _, y in outline_m) + MARGIN_M
        extent_x = max(x for x, _ in outline_m) + MARGIN_M - self.low_x
        extent_y = self.high_y - min(y for _, y in outline_m) + MARGIN_M + 0.45
        self.scale = min(PIXELS_PER_M, 2400.0 / max(extent_x, extent_y))
        self.width, self.height = extent_x * self.scale, extent_y * self.scale

    def at(self, point: Point) -> Point:
        """A point of the plan in pixels."""
        return ((point[0] - self.low_x) * self.scale, (self.high_y - point[1]) * self.scale)

    def polygon(self, points: Iterable[Point], kind: str) -> str:
        """A closed shape."""
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.at, points))
        return f'<polygon class="{kind}" points="{corners}"/>'

    def line(self, start: Point, end: Point, kind: str) -> str:
        """A straight line."""
        (x0, y0), (x1, y1) = self.at(start), self.at(end)
        return f'<line class="{kind}" x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"/>'

    def text(self, point: Point, words: str, kind: str, *, turned_deg: float = 0.0, down: float = 4.0) -> str:
        """Words centred on a point; `down` moves them by pixels, so that they stand in its middle."""
        x, y = self.at(point)
        turn = f' transform="rotate({-turned_deg:.1f} {x:.1f} {y:.1f})"' if turned_deg else ""
        safe = escape(words, quote=True)
        return f'<text class="{kind}" text-anchor="middle" x="{x:.1f}" y="{y + down:.1f}"{turn}>{safe}</text>'


def plan_svg(
    rooms: Room | Sequence[Room], placements: Sequence[Placement] = (), *, storey: str | None = None
) -> str:
    """The plan of the rooms of one storey with what hangs in them, as an SVG document.

    The outermost element has ``data-low-x-m``, ``data-high-y-m`` and ``data-pixels-per-m``, with which
    a page leads a click back to metres. Without `storey` it is that of the first room.
    """
    every = [rooms] if isinstance(rooms, Room) else list(rooms)
    first = next((room for room in every if storey is not None and room.storey == storey), every[0])
    shown = rooms_beside(every, first)
    placements = placements_on(shown, placements) if len(every) > 1 else placements
    sheet = Sheet([corner for room in shown for corner in room.outline_m])
    marks = [
        f'<rect class="paper" width="{sheet.width:.1f}" height="{sheet.height:.1f}"/>',
        *wall_marks(shown, sheet),
        *furniture_marks(shown, sheet, [_lamp_box(placement, sheet) for placement in placements]),
        *opening_marks(shown, sheet),
        *dimension_marks(shown, sheet),
        *[mark for placement in placements for mark in luminaire_marks(placement, sheet)],
        *room_names(shown, sheet),
        *_caption(shown, sheet),
        *scale_bar_marks(sheet),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:.1f} {sheet.height:.1f}" '
        f'width="{sheet.width:.0f}" height="{sheet.height:.0f}" data-low-x-m="{sheet.low_x:.6f}" '
        f'data-high-y-m="{sheet.high_y:.6f}" data-pixels-per-m="{sheet.scale:.6f}" role="img" '
        f'aria-label="{escape(title_of(shown), quote=True)}"><style>{STYLE}</style>'
        + "".join(marks)
        + "</svg>\n"
    )


def rooms_beside(rooms: Sequence[Room], first: Room) -> list[Room]:
    """The rooms on one storey with another: of the same name, or with floors less than a metre apart."""
    if first.storey:
        return [room for room in rooms if room.storey == first.storey]
    return [room for room in rooms if abs(room.elevation_m - first.elevation_m) < STOREY_M]


def placements_on(rooms: Sequence[Room], placements: Sequence[Placement]) -> list[Placement]:
    """What hangs between the lowest floor and the highest ceiling of rooms."""
    low = min(room.elevation_m for room in rooms) - SLAB_M
    high = max(room.elevation_m + room.height_m for room in rooms) + SLAB_M
    return [placement for placement in placements if low <= placement.position_m[2] <= high]


def title_of(rooms: Sequence[Room]) -> str:
    """What a plan of rooms is called: the room, or the storey."""
    name = rooms[0].name if len(rooms) == 1 else rooms[0].storey
    return name[:1].upper() + name[1:] if name else ("Room" if len(rooms) == 1 else f"{len(rooms)} rooms")


def room_names(rooms: Sequence[Room], sheet: Sheet) -> list[str]:
    """Name and area in each of several rooms."""
    if len(rooms) == 1:
        return []
    marks = []
    for room in rooms:
        inside = shapely.Polygon(room.outline_m, room.holes_m).representative_point()
        middle = shapely.Polygon(room.outline_m).centroid
        at = middle if shapely.Polygon(room.outline_m).contains(middle) else inside
        place = (float(at.x), float(at.y))
        marks.append(sheet.text(place, room.name[:40], "title", down=-2.0))
        marks.append(sheet.text(place, f"{room.floor_area_m2:.2f} m²", "sub", down=13.0))
    return marks


def dimension_marks(rooms: Sequence[Room], sheet: Sheet) -> list[str]:
    """The length of every outer wall outside of it, with a line between two ticks."""
    inner = {(facing.room, facing.wall) for facing in facing_walls(rooms)}
    return [
        mark
        for number, room in enumerate(rooms)
        for mark in _dimensions_of(room, sheet, {wall for of, wall in inner if of == number})
    ]


def _dimensions_of(room: Room, sheet: Sheet, inner: set[int]) -> list[str]:
    marks = []
    for wall in sorted(set(range(len(room.outline_m))) - inner):
        (x0, y0), (x1, y1) = room.wall_ends_m(wall)
        length = room.wall_length_m(wall)
        if length < 0.25:
            continue
        along = ((x1 - x0) / length, (y1 - y0) / length)
        out = (along[1], -along[0])
        away = WALL_M + 0.22
        back = [away if _is_reflex(room, corner) else 0.0 for corner in (wall, wall + 1)]
        if length - sum(back) < 0.25:
            continue
        start = (x0 + out[0] * away + along[0] * back[0], y0 + out[1] * away + along[1] * back[0])
        end = (x1 + out[0] * away - along[0] * back[1], y1 + out[1] * away - along[1] * back[1])
        marks.append(sheet.line(start, end, "dim"))
        for x, y in (start, end):
            tick = 0.05
            low = (x - (along[0] + out[0]) * tick, y - (along[1] + out[1]) * tick)
            high = (x + (along[0] + out[0]) * tick, y + (along[1] + out[1]) * tick)
            marks.append(sheet.line(low, high, "dim"))
        turned = math.degrees(math.atan2(along[1], along[0]))
        turned = turned - 180.0 if turned > 95.0 else turned + 180.0 if turned < -85.0 else turned
        middle = ((start[0] + end[0]) / 2 + out[0] * 0.13, (start[1] + end[1]) / 2 + out[1] * 0.13)
        marks.append(sheet.text(middle, f"{length:.2f}", "number", turned_deg=turned))
    return marks


def _is_reflex(room: Room, corner: int) -> bool:
    """Whether the walls turn outwards at a corner, so that dimensions outside of it would cross."""
    count = len(room.outline_m)
    (ax, ay), (bx, by), (cx, cy) = (room.outline_m[(corner + k) % count] for k in (-1, 0, 1))
    cross = (bx - ax) * (cy - by) - (by - ay) * (cx - bx)
    return cross < -0.3 * math.dist((ax, ay), (bx, by)) * math.dist((bx, by), (cx, cy))


def luminaire_marks(placement: Placement, sheet: Sheet) -> list[str]:
    """A circle with a cross, and the way it faces where it is turned or aimed."""
    x, y = sheet.at((placement.position_m[0], placement.position_m[1]))
    name = _luminaire_name(placement)
    marks = [f'<g data-placement="{escape(placement.id, quote=True)}"><title>{escape(name)}</title>']
    if placement.aim_m is not None:
        aim_x, aim_y = sheet.at((placement.aim_m[0], placement.aim_m[1]))
        marks.append(f'<line class="ray" x1="{x:.1f}" y1="{y:.1f}" x2="{aim_x:.1f}" y2="{aim_y:.1f}"/>')
    radius = 9.0
    marks.append(f'<circle class="lamp" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>')
    cross = radius * math.sqrt(0.5)
    marks += [
        f'<line class="ray" x1="{x - cross:.1f}" y1="{y - s * cross:.1f}" '
        f'x2="{x + cross:.1f}" y2="{y + s * cross:.1f}"/>'
        for s in (-1, 1)
    ]
    marks.append(
        f'<text class="id" text-anchor="middle" x="{x:.1f}" y="{y - radius - 4:.1f}">'
        f"{escape(placement.id)}</text></g>"
    )
    return marks


def _lamp_box(placement: Placement, sheet: Sheet) -> shapely.Polygon:
    """The place of a luminaire's mark and name, which other names keep clear of."""
    x, y, _ = placement.position_m
    pixel = 1.0 / sheet.scale
    half = max(11.0, 3.2 * len(placement.id)) * pixel
    return shapely.box(x - half, y - 11 * pixel, x + half, y + 24 * pixel)


def _luminaire_name(placement: Placement) -> str:
    entry = placement.luminaire
    if isinstance(entry, PhotometryEntry):
        return entry.photometry
    if isinstance(entry, AssumedEntry):
        return "assumed lamp"
    return entry


def _caption(rooms: Sequence[Room], sheet: Sheet) -> list[str]:
    """Name, area and height below the plan."""
    y = sheet.height - 34
    x = MARGIN_M * sheet.scale
    heights = sorted({f"{room.height_m:.2f}" for room in rooms}, key=float)
    area = sum(room.floor_area_m2 for room in rooms)
    facts = f"{area:.2f} m²  ·  {'–'.join(dict.fromkeys((heights[0], heights[-1])))} m high"
    name = escape(title_of(rooms))
    return [
        f'<text class="title" x="{x:.1f}" y="{y:.1f}">{name}</text>',
        f'<text class="sub" x="{x:.1f}" y="{y + 17:.1f}">{facts}</text>',
    ]


def scale_bar_marks(sheet: Sheet) -> list[str]:
    """One metre, or ten where rooms are large."""
    metres = 1 if sheet.scale >= 40 else 10
    length = metres * sheet.scale
    x, y = sheet.width - MARGIN_M * sheet.scale - length, sheet.height - 26
    middle = x + length / 2
    return [
        f'<path class="dim" d="M{x:.1f} {y - 5:.1f}v10m0-5h{length:.1f}m0-5v10"/>',
        f'<text class="number" text-anchor="middle" x="{middle:.1f}" y="{y - 7:.1f}">{metres} m</text>',
    ]
