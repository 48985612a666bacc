"""Whether furniture stands over a hole in the floor: a warning, as nothing holds it there."""

from __future__ import annotations

import re
from dataclasses import replace

import shapely

from kit.problems import Problem, warning
from scenes.pieces.likeness import kind_called
from scenes.room import Furniture, Room
from scenes.stairwells import stairwell_shapes
from scenes.surfaces import furniture_vertices_m
from scenes.use_of_name import in_small_letters

STANDS_M = 0.1  # what begins higher hangs
TOUCH_M = 0.03  # so much over the edge is not told
RAILS = re.compile(r"railing|handrail|balust|banister|geländer|garde-corps|rambarde|barandilla|栏杆|扶手")


def check_over_stairwells(room: Room, where: str = "room") -> list[Problem]:
    """A warning for each piece that stands over a stairwell in the room's floor; stairs and railings may."""
    inner = [(k, well.buffer(-TOUCH_M, join_style="mitre")) for k, well in stairwell_shapes(room)]
    problems = []
    for index, piece in enumerate(room.furniture) if inner else ():
        covered = [k for k, well in inner if _print(piece).intersects(well)]
        if covered and not _belongs_there(piece):
            called = piece.name or piece.piece or piece.model or "box"
            floor = f"the floor of {room.name!r}" if room.name else "the floor"
            message = f"{called!r} stands over the stairwell {covered[0]} in {floor}."
            hint = "Move one of them; a stair or a railing says so by its name."
            problems.append(warning("FURNITURE_OVER_STAIRWELL", f"{where}.furniture[{index}]", message, hint))
    return problems


def _print(piece: Furniture) -> shapely.Geometry:
    """What stands on the floor from above; empty for what hangs."""
    if piece.vertices_m is None and piece.model is not None and piece.size_m is not None:
        piece = replace(piece, model=None)  # not at hand: a box of its size
    vertices = furniture_vertices_m(piece)
    if not len(vertices) or float(vertices[:, 2].min()) > STANDS_M:
        return shapely.Polygon()
    return shapely.MultiPoint(vertices[:, :2]).convex_hull


def _belongs_there(piece: Furniture) -> bool:
    """Whether it is a stair or a railing."""
    return leads_up(piece) or bool(RAILS.search(in_small_letters(piece.name)))


def leads_up(piece: Furniture) -> bool:
    """Whether it is a stair, which reaches through the ceiling to the floor above."""
    return (piece.piece or kind_called(piece.name)) == "stairs"
