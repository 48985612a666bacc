"""From the strokes of a plan to its wall lines and doors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from scenes.readers.drawings.drawing import Array, Drawing, Stroke, segments_of
from scenes.readers.drawings.layers import role_of
from scenes.readers.drawings.signs import Signs, without_signs
from scenes.readers.drawings.swings import Swing, swings_of, without_leaves
from scenes.readers.drawings.wall_lines import capped, mended
from scenes.readers.drawings.words import kind_in

LEAF_M = (0.5, 1.35)
ALONG_LEAF_M = 0.07
AT_HINGE_M = 0.15


@dataclass(frozen=True, eq=False)
class PlanLines:
    """Wall lines (segment, end, 2) made ready, the doors drawn with arcs, and signs that were taken out."""

    walls: Array
    swings: list[Swing]
    signs: Signs


def plan_lines(drawing: Drawing, layers: Collection[str]) -> PlanLines:
    """The lines of walls and doors of a plan.

    Lines of doors and furniture are no walls, nor are treads and crosses, even on the layers of walls.
    """
    chosen = set(layers)
    walls = [
        s for s in drawing.strokes
        if s.layer in chosen and role_of(s.block) not in ("door", "other") and kind_in(s.block) is None
    ]  # fmt: skip
    first, _ = segments_of(walls)
    swings, drawn_by = doors_of(drawing, first)
    blocks = {drawing.strokes[i].block for i in drawn_by} - {""}
    gone = {id(drawing.strokes[i]) for i in drawn_by}
    rest = [s for s in walls if id(s) not in gone and s.block not in blocks]
    segments, _ = segments_of(rest)
    signs = without_signs(without_leaves(segments, swings, within=ALONG_LEAF_M, spared=AT_HINGE_M))
    if not len(signs.segments):
        return PlanLines(signs.segments, swings, signs)
    segments, _ = mended(signs.segments)
    return PlanLines(capped(segments), swings, signs)


def doors_of(drawing: Drawing, walls: Array) -> tuple[list[Swing], list[int]]:
    """Doors drawn with arcs, and the numbers of the strokes that draw them."""
    numbers = [
        i for i, s in enumerate(drawing.strokes)
        if "other" not in (role_of(s.layer), role_of(s.block)) or role_of(s.block) == "door"
    ]  # fmt: skip
    strokes = [drawing.strokes[i] for i in numbers]
    named = [_is_door(stroke) for stroke in strokes]
    swings = swings_of(strokes, named, walls, narrowest=LEAF_M[0], widest=LEAF_M[1])
    return swings, [numbers[i] for swing in swings for i in swing.strokes]


def _is_door(stroke: Stroke) -> bool:
    return "door" in (role_of(stroke.layer), role_of(stroke.block))
