"""Lamps on electrical layers, also of a second drawing of the same rooms on the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely

from kit.problems import Problem, info
from scenes.building import LightFound
from scenes.readers.drawings.drawing import Array, Drawing, Point, Symbol, segments_of
from scenes.readers.drawings.views import View
from scenes.readers.drawings.words import means_light
from scenes.room import Room

WALL_LIGHT = ("wall", "wand", "mur", "壁")
WALL_LIGHT_HEIGHT_M = 1.8
SAME_PLACE_M = 0.02
LEAST_SHARE = 0.5  # of the plan's wall lines that the other drawing repeats


def lights_of(
    views: Sequence[View],
    plan: View,
    layers: Sequence[str],
    rooms: Sequence[Room],
    moved: Point,
    ceiling_m: float,
) -> tuple[tuple[LightFound, ...], list[Problem]]:
    """The lamps of a sheet, in the frame of the rooms.

    Drawings beside the plan that repeat its walls are laid over it; lamps of others are left out and told.

    Parameters
    ----------
    moved
        By how much the rooms were moved from the drawing's frame.
    """
    found: list[LightFound] = []
    remarks: list[Problem] = []
    shapes = [shapely.Polygon(room.outline_m) for room in rooms]
    for view in views:
        symbols = [symbol for symbol in view.drawing.symbols if is_light(symbol)]
        if not symbols:
            continue
        shift = (0.0, 0.0) if view is plan else offset_between(view.drawing, plan.drawing, layers)
        if shift is None:
            message = f"{len(symbols)} lamps on {view.name!r} are left out: it shows no walls of the plan."
            remarks.append(info("LIGHTS_LEFT_OUT", "lights_found", message))
            continue
        if view is not plan:
            message = (
                f"{len(symbols)} lamps come from {view.name!r}, laid over the plan by the walls of both."
            )
            remarks.append(info("LIGHTS_FROM_OTHER_VIEW", "lights_found", message))
        for symbol in symbols:
            x, y = symbol.position[0] + shift[0] - moved[0], symbol.position[1] + shift[1] - moved[1]
            place = shapely.Point(x, y)
            room = next((r.name for r, shape in zip(rooms, shapes, strict=True) if shape.covers(place)), "")
            at_wall = any(word in symbol.layer.lower() for word in WALL_LIGHT)
            z = min(WALL_LIGHT_HEIGHT_M, ceiling_m) if at_wall else ceiling_m
            found.append(LightFound(symbol.name, (round(x, 4), round(y, 4), z), room))
    return tuple(found), remarks


def is_light(symbol: Symbol) -> bool:
    """Whether a symbol stands for a lamp, by its layer or its name."""
    return means_light(symbol.layer, symbol.name)


def offset_between(drawing: Drawing, onto: Drawing, layers: Sequence[str]) -> Point | None:
    """How far one drawing is moved to lie on another, by wall lines of equal length and direction in both."""
    ours, theirs = _long_lines(onto, layers), _long_lines(drawing, layers)
    if not len(ours) or not len(theirs):
        return None
    votes: Counter[tuple[int, int]] = Counter()
    for line in ours:
        fits = np.all(np.abs(theirs[:, 2:] - line[2:]) < SAME_PLACE_M, axis=1)
        for x, y in line[:2] - theirs[fits, :2]:
            votes[(round(x / SAME_PLACE_M), round(y / SAME_PLACE_M))] += 1
    if not votes:
        return None
    (i, j), _ = votes.most_common(1)[0]
    around = sum(votes[(i + di, j + dj)] for di in (-1, 0, 1) for dj in (-1, 0, 1))
    return (i * SAME_PLACE_M, j * SAME_PLACE_M) if around >= LEAST_SHARE * len(ours) else None


def _long_lines(drawing: Drawing, layers: Sequence[str]) -> Array:
    """Middle and extent (line, 4) of the wall lines over 0.3 m, each in its direction to the right."""
    segments, _ = segments_of(s for s in drawing.strokes if s.layer in layers and not s.curved)
    along = segments[:, 1] - segments[:, 0]
    along = np.where(
        (along[:, :1] < -1e-9) | ((np.abs(along[:, :1]) <= 1e-9) & (along[:, 1:] < 0)), -along, along
    )
    long = np.hypot(along[:, 0], along[:, 1]) > 0.3
    return np.concatenate([segments.mean(axis=1), along], axis=1)[long][:600]
