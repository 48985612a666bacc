"""Plans drawn by hand as DXF, with areas that anyone can work out."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Sequence
from typing import Any

import ezdxf
from ezdxf.document import Drawing

INNER_M = 0.12
Ring = Sequence[tuple[float, float]]

# a flat in L shape: clear sizes between faces, walls 0.12 m thick all round
LIVING = ((0.0, 0.0), (5.0, 0.0), (5.0, 4.0), (0.0, 4.0))
BEDROOM = ((5.12, 0.0), (8.62, 0.0), (8.62, 4.0), (5.12, 4.0))
BATH = ((0.0, 4.12), (2.4, 4.12), (2.4, 6.12), (0.0, 6.12))
AREAS_M2 = {"Living": 20.0, "Bedroom": 14.0, "Bath": 4.8}
DOOR_M = 0.9


def new_drawing(unit: int = 6) -> tuple[Drawing, Any]:
    """An empty drawing with `unit` in its header, and its model space."""
    document = ezdxf.new("R2010", units=unit)
    document.header["$INSUNITS"] = unit
    return document, document.modelspace()


def file_of(document: Drawing) -> bytes:
    """The bytes of the ASCII file."""
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode("utf-8")


def lines(space: Any, points: Ring, layer: str = "A-WALL", *, by: float = 1.0, close: bool = False) -> None:
    """Single lines from point to point."""
    ring = [*points, points[0]] if close else list(points)
    for a, b in itertools.pairwise(ring):
        space.add_line((a[0] * by, a[1] * by), (b[0] * by, b[1] * by), {"layer": layer})


def flat(space: Any, *, by: float = 1.0, arcs: bool = False, layer: str = "A-WALL") -> None:
    """The flat in double lines, with a door gap between each two neighbours and one to the outside."""
    t = INNER_M
    outer = [
        (-t, -t),
        (8.62 + t, -t),
        (8.62 + t, 4 + t),
        (2.4 + t, 4 + t),
        (2.4 + t, 6.12 + t),
        (-t, 6.12 + t),
    ]
    lines(space, outer, layer, by=by, close=False)
    lines(space, [(-t, 6.12 + t), (-t, 3.0)], layer, by=by)  # the way in: 2.1 to 3.0 on the left
    lines(space, [(-t, 2.1), (-t, -t)], layer, by=by)
    lines(space, [(-t, 3.0), (0, 3.0), (0, 4), (1.5, 4), (1.5, 4 + t), (0, 4 + t), (0, 6.12)], layer, by=by)
    lines(space, [(0, 6.12), (2.4, 6.12), (2.4, 4 + t), (2.4, 4), (5, 4), (5, 3.0)], layer, by=by)
    lines(
        space,
        [(5, 3.0), (5 + t, 3.0), (5 + t, 4), (8.62, 4), (8.62, 0), (5 + t, 0), (5 + t, 2.1)],
        layer,
        by=by,
    )
    lines(space, [(5 + t, 2.1), (5, 2.1), (5, 0), (0, 0), (0, 2.1), (-t, 2.1)], layer, by=by)
    if arcs:
        door(space, (5.0 + t / 2, 2.1), 0.9, 90.0, by=by)


def door(space: Any, hinge: tuple[float, float], width: float, turned: float, *, by: float = 1.0) -> None:
    """A door leaf that stands open at a right angle to the direction of its gap, and its arc."""
    x, y = hinge
    opened = math.radians(turned + 90.0)
    tip = (x + width * math.cos(opened), y + width * math.sin(opened))
    space.add_line((x * by, y * by), (tip[0] * by, tip[1] * by), {"layer": "A-DOOR"})
    space.add_arc((x * by, y * by), width * by, turned, turned + 90.0, dxfattribs={"layer": "A-DOOR"})


def labels(space: Any, *, by: float = 1.0) -> None:
    """The names of the three rooms."""
    places = {"Living": (2.5, 2.0), "Bedroom": (6.9, 2.0), "Bath": (1.2, 5.1)}
    for name, (x, y) in places.items():
        text = space.add_text(name, height=0.2 * by, dxfattribs={"layer": "A-TEXT"})
        text.set_placement((x * by, y * by))
