"""Blocks of a drawing in place: as the plan or a part of it, as one piece of furniture, or as any symbol."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scenes.readers.drawings.drawing import Array, Label, Stroke, Symbol
from scenes.readers.drawings.layers import role_of
from scenes.readers.drawings.words import kind_in, means_light

DRAWN_SHARE = 0.2  # of all lines drawn directly, up to which a block may be the whole plan


@dataclass(eq=False)
class Parts:
    """Strokes and labels of a block or of the sheet, and the blocks within a block."""

    strokes: list[Stroke] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)


def strokes_in_place(name: str, layer: str, inner: Parts, rows: Array) -> list[Stroke]:
    """The lines of a block in place; of furniture the box around them, for more is not read of it."""
    if not inner.strokes:
        return []
    if _is_plan(name, layer, inner):
        own = "" if _has_walls(inner) else name
        return [_placed(stroke, rows, layer, stroke.block or own) for stroke in inner.strokes]
    if role_of(name) not in ("door", "window", "jamb") and kind_in(name) is not None:
        walls = [stroke for stroke in inner.strokes if role_of(stroke.layer) == "wall"]
        if not walls:
            box = _box(np.concatenate([stroke.points for stroke in inner.strokes]))
            ring = Stroke(inner.strokes[0].layer, np.concatenate([box, box[:1]]))
            return [_placed(ring, rows, layer, name)]
        return [
            _placed(stroke, rows, layer, "") for stroke in walls
        ]  # a room that is called by its furniture
    return [_placed(stroke, rows, layer, name) for stroke in inner.strokes]


def symbols_in_place(name: str, layer: str, inner: Parts, rows: Array) -> list[Symbol]:
    """A block in place as one thing, or the things within it."""
    box = _box(np.concatenate([stroke.points for stroke in inner.strokes] or [np.zeros((1, 2))]))
    whole = _set(Symbol("0", name, (0.0, 0.0), box), rows, layer)
    if _is_whole(name, layer):
        return [whole]
    within = [_set(each, rows, layer) for each in inner.symbols]
    return within if _is_plan(name, layer, inner) else [whole, *within]


def _is_plan(name: str, layer: str, inner: Parts) -> bool:
    """Whether things stand in a block, so that it is none itself but a part of the plan."""
    return not _is_whole(name, layer) and any(_is_whole(each.name, each.layer) for each in inner.symbols)


def _has_walls(inner: Parts) -> bool:
    """Whether doors or lamps stand in a block, or its lines are walls; no desk with its chair is so."""
    openings = any(
        role_of(each.name) in ("door", "window") or means_light(each.layer, each.name)
        for each in inner.symbols
    )
    return openings or any(role_of(stroke.layer) == "wall" for stroke in inner.strokes)


def _is_whole(name: str, layer: str) -> bool:
    """Whether a block is one thing, so that the blocks within it are its parts."""
    if role_of(name) in ("door", "window") or means_light(layer, name):
        return True
    return kind_in(name) is not None


def _placed(stroke: Stroke, rows: Array, layer: str, block: str) -> Stroke:
    """A stroke of a block in place; layer 0 becomes that of the insert."""
    points = stroke.points @ rows[:2, :2] + rows[2, :2]
    own = layer if stroke.layer == "0" else stroke.layer
    return Stroke(own, points, stroke.curved, stroke.thickness, block, stroke.fill)


def _set(symbol: Symbol, rows: Array, layer: str) -> Symbol:
    """A block of a block in place."""
    x, y, _ = np.array([*symbol.position, 1.0]) @ rows
    own = layer if symbol.layer == "0" else symbol.layer
    return Symbol(own, symbol.name, (float(x), float(y)), symbol.corners @ rows[:2, :2] + rows[2, :2])


def unwrapped(strokes: list[Stroke], symbols: Sequence[Symbol]) -> list[Stroke]:
    """Strokes of a drawing that was inserted as one block as if they were drawn directly."""
    counts = Counter(stroke.block for stroke in strokes)
    drawn = counts.pop("", 0)
    if not counts or drawn > DRAWN_SHARE * len(strokes):
        return strokes
    name, most = counts.most_common(1)[0]
    if most < 0.5 * len(strokes) or sum(symbol.name == name for symbol in symbols) > 1:
        return strokes
    return [replace(stroke, block="") if stroke.block == name else stroke for stroke in strokes]


def _box(points: Array) -> Array:
    """The four corners of the box around points, anticlockwise."""
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
