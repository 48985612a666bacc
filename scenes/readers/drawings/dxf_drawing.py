"""A DXF document as a drawing: blocks put in place within bounds, layers that are off left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.errors import UnsoundInput
from kit.problems import Problem, error, warning
from scenes.readers.drawings.drawing import Dimension, Drawing, Label, Point, Stroke, Symbol, boxes_of
from scenes.readers.drawings.dxf_blocks import Parts, strokes_in_place, symbols_in_place, unwrapped
from scenes.readers.drawings.dxf_shapes import PICTURES, shapes_of, unread
from scenes.readers.drawings.layers import role_of

Array = NDArray[np.float64]

MOST_ENTITIES = 250_000  # of a drawing with its blocks in place
DEEPEST_BLOCK = 12
UNIT_OF_HEADER = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m"}
TEXTS = ("TEXT", "MTEXT", "ATTRIB", "ATTDEF")
LARGEST_COORDINATE = 1e12
MOST_SHEET_TEXTS = 500
FURTHEST = 2e6  # from the middle of the drawing, in its own unit: 2 km in millimetres


def drawing_of(document: Any, switched_on: Sequence[str] = ()) -> tuple[Drawing, list[Problem]]:
    """Everything in the modelspace of a document, and what was left out of it.

    Parameters
    ----------
    document
        As ezdxf reads it.
    switched_on
        Layers that are read although they are off or frozen.

    Raises
    ------
    UnsoundInput
        ``DRAWING_TOO_LARGE`` where the blocks in place hold too many entities, ``DRAWING_EMPTY`` where
        nothing is drawn.
    """
    return _Reading(document, switched_on).drawing()


class _Reading:
    """The reading of one document: its blocks are read once each."""

    def __init__(self, document: Any, switched_on: Sequence[str]) -> None:
        self.document = document
        self.blocks: dict[str, Parts] = {}
        self.sizes: dict[str, int] = {}
        self.left_out: Counter[str] = Counter()
        hidden = {x.dxf.name.lower() for x in document.layers if x.is_off() or x.is_frozen()}
        self.off = frozenset(hidden - {name.strip().lower() for name in switched_on})

    def drawing(self) -> tuple[Drawing, list[Problem]]:
        entities = list(self.document.modelspace())
        self._bound(entities)
        parts = Parts()
        symbols: list[Symbol] = []
        dimensions: list[Dimension] = []
        for entity in entities:
            if self._is_off(entity):
                continue
            try:
                kind = entity.dxftype()
                if kind == "INSERT":
                    symbols += self._insert(entity, parts, 0)
                elif kind == "DIMENSION":
                    dimensions += _dimension(entity)
                else:
                    self._own(entity, parts)
            except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
                self.left_out[f"{entity.dxftype()} that cannot be read ({type(fault).__name__})"] += 1
            except self._library_faults():
                self.left_out[f"{entity.dxftype()} that cannot be read"] += 1
        drawing = Drawing(
            tuple(unwrapped(parts.strokes, symbols)), tuple(parts.labels), tuple(symbols), tuple(dimensions),
            sheets=tuple(_sheets(self.document)), sheet_texts=tuple(_sheet_texts(self.document)),
            layers_off=self.off, **_header(self.document),
        )  # fmt: skip
        if not drawing.strokes:
            message = "Nothing is drawn in lines in the model space of the file; lines were expected."
            hint = "Draw the plan in the model space, not on a paper layout, or switch its layers on."
            raise UnsoundInput([error("DRAWING_EMPTY", "file", message, hint), *self._told()])
        drawing, stray = _moved(drawing)
        if stray:
            self.left_out["entity far away from all others"] += stray
        return drawing, self._told()

    @staticmethod
    def _library_faults() -> tuple[type[Exception], ...]:
        from ezdxf.lldxf.const import DXFError

        return (DXFError,)

    def _is_off(self, entity: Any) -> bool:
        return entity.dxf.get("layer", "0").lower() in self.off or bool(entity.dxf.get("invisible", 0))

    def _bound(self, entities: list[Any]) -> None:
        """Refuse drawings whose blocks, once in place, would fill the memory."""
        total = sum(self._size(entity, ()) for entity in entities)
        if total > MOST_ENTITIES:
            message = f"The drawing holds {total} entities once its blocks are in place; "
            message += f"at most {MOST_ENTITIES} are read."
            hint = "Export the plan alone, without furniture, planting and hatches."
            raise UnsoundInput([error("DRAWING_TOO_LARGE", "file", message, hint)])

    def _size(self, entity: Any, way: tuple[str, ...]) -> int:
        if entity.dxftype() != "INSERT":
            return 1
        name = entity.dxf.name
        if name not in self.sizes:
            block = self.document.blocks.get(name)
            if block is None or len(way) >= DEEPEST_BLOCK or name in way:
                return 1  # left out and told when it is put in place
            self.sizes[name] = 1 + sum(self._size(each, (*way, name)) for each in block)
        return self.sizes[name] * _count(entity)

    def _own(self, entity: Any, parts: Parts, *, in_block: bool = False) -> None:
        """One entity that is no insert; what is no line work is told where it may be a wall."""
        kind, layer = entity.dxftype(), str(entity.dxf.get("layer", "0"))
        if kind in TEXTS:
            parts.labels += _label(entity, layer)
            return
        thick = entity.dxf.is_supported("thickness")
        thickness = float(entity.dxf.get("thickness", 0.0)) if thick else 0.0
        found = False
        for points, curved, fill in shapes_of(entity):
            found = True
            if len(points) < 2:
                continue
            if not np.isfinite(points).all() or np.abs(points).max() > LARGEST_COORDINATE:
                self.left_out[f"{kind} without finite coordinates"] += 1
                continue
            parts.strokes.append(Stroke(layer, points, curved, abs(thickness), "", fill))
        if found:
            return
        if kind in PICTURES:
            self.left_out[f"{kind}, whose picture is not followed"] += 1
        elif role_of(layer) in (("wall",) if in_block else ("wall", "")) and (what := unread(entity)):
            self.left_out[what] += 1

    def _insert(self, entity: Any, parts: Parts, depth: int) -> list[Symbol]:
        """Put a block in place, all of its rows and columns."""
        name, layer = str(entity.dxf.name), str(entity.dxf.get("layer", "0"))
        source = self.document.blocks.get(name)
        if source is None or (source.block is not None and source.block.is_xref):
            self.left_out["reference to another drawing, which is not followed"] += 1
            return []
        if depth >= DEEPEST_BLOCK:
            self.left_out["block within blocks that never end"] += 1
            return []
        inner = self._block(name, depth)
        symbols: list[Symbol] = []
        for insert in entity.multi_insert() if _count(entity) > 1 else (entity,):
            matrix = insert.matrix44()
            rows = np.array(matrix.get_2d_transformation(), dtype=np.float64).reshape(3, 3)
            if not np.isfinite(rows).all():
                self.left_out["INSERT without finite coordinates"] += 1
                continue
            parts.strokes += strokes_in_place(name, layer, inner, rows)
            grows = math.sqrt(abs(float(np.linalg.det(rows[:2, :2]))))
            tags = role_of(name) in ("door", "window")  # their texts name a door, not the room it stands in
            for label in () if tags else inner.labels:
                at = np.array([*label.position, 1.0]) @ rows
                own = layer if label.layer == "0" else label.layer
                parts.labels.append(
                    Label(own, label.text, (float(at[0]), float(at[1])), label.height * grows)
                )
            for attribute in () if tags else insert.attribs:
                parts.labels += _label(attribute, str(attribute.dxf.get("layer", "0")))
            symbols += symbols_in_place(name, layer, inner, rows)
        return symbols

    def _block(self, name: str, depth: int) -> Parts:
        """What a block holds, with the blocks within it in place."""
        if name not in self.blocks:
            parts = Parts()
            self.blocks[name] = parts  # a block that holds itself finds what there is so far
            for entity in self.document.blocks.get(name):
                if self._is_off(entity) or entity.dxftype() == "ATTDEF":
                    continue
                if entity.dxftype() != "INSERT":
                    self._own(entity, parts, in_block=True)
                elif entity.dxf.name in self.blocks and self._holds(entity.dxf.name, name):
                    self.left_out["block that holds itself"] += 1
                else:
                    parts.symbols += self._insert(entity, parts, depth + 1)
        return self.blocks[name]

    def _holds(self, outer: str, inner: str) -> bool:
        """Whether the block `outer` holds `inner`, at any depth."""
        seen, waiting = set(), [outer]
        while waiting:
            name = waiting.pop()
            if name == inner:
                return True
            if name in seen:
                continue
            seen.add(name)
            block = self.document.blocks.get(name)
            waiting += [e.dxf.name for e in block or () if e.dxftype() == "INSERT"]
        return False

    def _told(self) -> list[Problem]:
        """What was left out, counted."""
        if not self.left_out:
            return []
        words = ", ".join(f"{count} x {what}" for what, count in self.left_out.most_common(6))
        message = f"Parts of the drawing are left out: {words}."
        hint = "See whether a wall is missing; draw those that are with lines, or explode what they are."
        return [warning("DRAWING_PARTS_LEFT_OUT", "file", message, hint)]


def _count(insert: Any) -> int:
    """How many copies an insert makes in rows and columns."""
    return max(1, int(insert.dxf.get("row_count", 1))) * max(1, int(insert.dxf.get("column_count", 1)))


def _label(entity: Any, layer: str) -> Iterator[Label]:
    """A text with something in it."""
    mtext = entity.dxftype() == "MTEXT"
    text = " ".join(str(entity.plain_text()).split())[:200]
    at, height = entity.dxf.insert, float(entity.dxf.get("char_height" if mtext else "height", 0.0) or 0.0)
    if not mtext and entity.dxf.get("halign", 0) and entity.dxf.hasattr("align_point"):
        at = entity.dxf.align_point
    elif mtext or not entity.dxf.get("halign", 0):
        turned = math.radians(float(entity.dxf.get("rotation", 0.0) or 0.0))
        half = _half_width(entity, text, height) if _begins_at_left(entity, mtext) else 0.0
        at = (at[0] + half * math.cos(turned), at[1] + half * math.sin(turned))
    if text and all(math.isfinite(v) and abs(v) < LARGEST_COORDINATE for v in (at[0], at[1], height)):
        yield Label(layer, text, (float(at[0]), float(at[1])), height)


def _begins_at_left(entity: Any, mtext: bool) -> bool:
    return not mtext or entity.dxf.get("attachment_point", 1) in (1, 4, 7)


def _half_width(entity: Any, text: str, height: float) -> float:
    """About half the width of a text: letters are 0.8 of their height wide."""
    return 0.4 * height * len(text)


def _dimension(entity: Any) -> Iterator[Dimension]:
    """A linear or aligned dimension."""
    if entity.dxf.get("dimtype", 0) & 7 > 1:
        return
    measured, style = float(entity.get_measurement()), entity.override()
    at = entity.dxf.get("text_midpoint") or entity.dxf.defpoint
    if not (math.isfinite(measured) and math.isfinite(at[0]) and math.isfinite(at[1])) or measured <= 0:
        return
    yield Dimension(
        measured, str(entity.dxf.get("text", "") or ""), (float(at[0]), float(at[1])),
        float(style.get("dimlfac", 1.0) or 1.0), int(style.get("dimlunit", 2) or 2),
        str(style.get("dimpost", "") or ""),
    )  # fmt: skip


def _header(document: Any) -> dict[str, Any]:
    """What the header says of units."""
    header = document.header
    metric = {0: False, 1: True}.get(header.get("$MEASUREMENT", -1))
    return {
        "unit_in_header": UNIT_OF_HEADER.get(header.get("$INSUNITS", 0)),
        "metric_in_header": metric if "$MEASUREMENT" in header else None,
        "format_in_header": int(header.get("$LUNITS", 2) or 2),
    }


def _sheets(document: Any) -> Iterator[str]:
    """Paper layouts that hold words of their own: notes, keys, title blocks."""
    for layout in document.layouts:
        if layout.name != "Model" and any(e.dxftype() in ("TEXT", "MTEXT") for e in layout):
            yield layout.name


def _sheet_texts(document: Any) -> Iterator[str]:
    """Names of paper layouts, and what is written on them."""
    for layout in document.layouts:
        if layout.name == "Model":
            continue
        yield str(layout.name)
        texts = [entity for entity in layout if entity.dxftype() in ("TEXT", "MTEXT")]
        for entity in texts[:MOST_SHEET_TEXTS]:
            yield str(entity.plain_text())[:200]


def _moved(drawing: Drawing) -> tuple[Drawing, int]:
    """The drawing with its middle at the origin, without what lies absurdly far from it."""
    low, high = boxes_of(drawing.strokes)
    origin = np.median((low + high) / 2, axis=0)
    near = (np.maximum(np.abs(low - origin), np.abs(high - origin)).max(axis=1) < FURTHEST).tolist()
    x, y = float(origin[0]), float(origin[1])

    def close(position: Point) -> bool:
        return abs(position[0] - x) < FURTHEST and abs(position[1] - y) < FURTHEST

    strokes = tuple(
        Stroke(s.layer, s.points - origin, s.curved, s.thickness, s.block, s.fill)
        for s, kept in zip(drawing.strokes, near, strict=True) if kept
    )  # fmt: skip
    labels = tuple(
        Label(t.layer, t.text, (t.position[0] - x, t.position[1] - y), t.height)
        for t in drawing.labels if close(t.position)
    )  # fmt: skip
    symbols = tuple(
        Symbol(s.layer, s.name, (s.position[0] - x, s.position[1] - y), s.corners - origin)
        for s in drawing.symbols if close(s.position)
    )  # fmt: skip
    dimensions = tuple(
        Dimension(d.measured, d.text, (d.position[0] - x, d.position[1] - y), d.factor, d.format, d.suffix)
        for d in drawing.dimensions if close(d.position)
    )  # fmt: skip
    moved = replace(
        drawing, strokes=strokes, labels=labels, symbols=symbols, dimensions=dimensions, moved=(x, y)
    )
    return moved, len(near) - sum(near)
