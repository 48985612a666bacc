"""Doors, windows and passages of a plan: in gaps, at door swings, and where glass is drawn in walls."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.building import WallOpening
from scenes.readers.drawings.drawing import Array, Drawing, Stroke, segments_of
from scenes.readers.drawings.gates import Gate
from scenes.readers.drawings.layers import role_of
from scenes.readers.drawings.regions import Floor
from scenes.readers.drawings.swings import Swing
from scenes.room import Origin, Room

DOOR_HEIGHT_M = 2.05
WINDOW_SILL_M = 0.9
WINDOW_HEIGHT_M = 1.35
COVERED = 0.6  # share of a gap along which lines of a window or door run
GLASS_M = (0.35, 6.0)  # length of a window in the plan
BESIDE_WALL_M = 0.45


@dataclass(frozen=True)
class Heights:
    """What openings are as high as, where a plan does not say: heights and sill in metres.

    `door_stated` is whether the drawing itself has the height of its doors.
    """

    ceiling_m: float
    door_m: float = DOOR_HEIGHT_M
    door_stated: bool = False

    @property
    def sill_m(self) -> float:
        """Of windows: a third of the room's height, at most 0.90 m."""
        return min(WINDOW_SILL_M, self.ceiling_m / 3)

    def opening(self, kind: str, middle: Array, along: Array, width_m: float, depth_m: float) -> WallOpening:
        """An opening of that kind with its usual heights, kept under the ceiling."""
        x, y = float(middle[0]), float(middle[1])
        sill = self.sill_m if kind == "window" else 0.0
        height = WINDOW_HEIGHT_M if kind == "window" else self.door_m
        height = min(height, self.ceiling_m - sill - 0.02)
        angle = math.degrees(math.atan2(along[1], along[0])) % 180.0
        return WallOpening(kind, (x, y), width_m, max(depth_m, 0.05), sill, height, angle)


def with_assumed_heights(rooms: Sequence[Room], heights: Heights) -> tuple[list[Room], list[Problem]]:
    """The rooms with the origin of the heights of their openings, and one remark where any are assumed."""
    found: list[Room] = []
    assumed: set[str] = set()
    for room in rooms:
        origins: dict[str, Origin] = {}
        for index, opening in enumerate(room.openings):
            if opening.kind == "window":
                origins[f"openings[{index}].sill_m"] = Origin.DEFAULT
            elif heights.door_stated:
                continue
            origins[f"openings[{index}].height_m"] = Origin.DEFAULT
            assumed.add("windows" if opening.kind == "window" else "doors and passages")
        found.append(replace(room, origins=room.origins | origins))
    if not assumed:
        return found, []
    windows = f"{WINDOW_HEIGHT_M:.2f} m high, {heights.sill_m:.2f} m above the floor"
    usual = {
        "doors and passages": f"doors and passages are taken as {heights.door_m:.2f} m high",
        "windows": f"windows are taken as {windows}",
    }
    words = " and ".join(said for what, said in usual.items() if what in assumed)
    message = f"A plan does not say how high its openings are: {words}, as far as the ceiling lets them."
    hint = "Measure those that matter, such as large windows."
    return found, [info("OPENING_HEIGHTS_ASSUMED", "openings", message, hint)]


def with_kinds(gates: Sequence[Gate], drawing: Drawing) -> list[Gate]:
    """Gaps in which a door or window is drawn, as such; also wide ones."""
    strokes = [s for s in drawing.strokes if "other" not in (role_of(s.layer), role_of(s.block))]
    segments, owners = segments_of(s for s in strokes)
    roles = [_role(stroke) for stroke in strokes]
    found = []
    low, high = segments.min(axis=1), segments.max(axis=1)
    for gate in gates:
        reach = gate.width_m / 2 + gate.depth_m / 2 + 0.3
        middle = np.array(gate.middle_m)
        near = np.flatnonzero(((low > middle - reach) & (high < middle + reach)).all(axis=1))
        within = near[_within(gate, segments[near])]
        drawn = {role: _covered(gate, segments[[i for i in within if roles[owners[i]] == role]])
                 for role in ("window", "door")}  # fmt: skip
        kind = gate.kind
        if kind in ("passage", "gap"):
            if drawn["window"] >= COVERED:
                kind = "window"
            elif drawn["door"] >= COVERED:
                kind = "door"
        found.append(replace(gate, kind=kind))
    return found


def _role(stroke: Stroke) -> str:
    of_block = role_of(stroke.block)
    return of_block if of_block in ("window", "door") else role_of(stroke.layer)


def _within(gate: Gate, segments: Array) -> NDArray[np.int64]:
    """Numbers of the lines that run along within a gap."""
    x, y = gate.along
    gap = segments - np.array(gate.middle_m)
    along, beside = gap @ np.array([x, y]), np.abs(gap @ np.array([-y, x]))
    fits = (beside.max(axis=1) < gate.depth_m / 2 + 0.1) & (
        np.abs(along).max(axis=1) < gate.width_m / 2 + 0.15
    )
    fits &= np.ptp(along, axis=1) > 0.2 * gate.width_m
    return np.flatnonzero(fits).astype(np.int64)


def _covered(gate: Gate, segments: Array) -> float:
    """Share of a gap's width along which lines run."""
    if not len(segments):
        return 0.0
    spans = np.sort((segments - np.array(gate.middle_m)) @ np.array(gate.along), axis=1)
    united = shapely.union_all([shapely.LineString([(a, 0), (b, 0)]) for a, b in spans])
    return float(united.length) / max(gate.width_m, 1e-9)


def openings_of(
    drawing: Drawing,
    walls: Array,
    gates: Sequence[Gate],
    floor: Floor,
    swings: Sequence[Swing],
    heights: Heights,
) -> list[WallOpening]:
    """Every opening of the rooms, each once."""
    found: list[WallOpening] = []
    strokes = [
        s
        for s in drawing.strokes
        if not s.curved and (role_of(s.layer) != "other" or s.layer.lower() == "thin")
    ]
    lines, _ = segments_of(strokes)
    for passed in floor.passed:
        gate = gates[passed.gate]
        if gate.kind == "gap":
            continue
        kind = gate.kind
        if kind == "passage" and passed.outside and _glazed(gate, lines):
            kind = "window"
        found.append(
            heights.opening(kind, np.array(gate.middle_m), np.array(gate.along), gate.width_m, gate.depth_m)
        )
    rooms = shapely.union_all([region.shape for region in floor.regions if region.kind == "room"])
    for opening in (*_at_swings(swings, rooms, heights), *_glass(drawing, walls, rooms, heights)):
        if not any(_same(opening, other) for other in found):
            found.append(opening)
    return [replace(each, name=f"{each.kind} {n}") for n, each in enumerate(found, start=1)]


def _glazed(gate: Gate, segments: Array) -> bool:
    """Whether two lines or more run along within a gap that leads outside."""
    within = _within(gate, segments)
    return len(within) >= 2 and _covered(gate, segments[within]) >= COVERED


def _at_swings(swings: Sequence[Swing], rooms: shapely.Geometry, heights: Heights) -> Iterator[WallOpening]:
    """Doors that were drawn on walls without a gap."""
    for swing in swings:
        hinge, strike = np.array(swing.hinge), np.array(swing.strike)
        middle = (hinge + strike) / 2
        if rooms.boundary.distance(shapely.Point(middle)) < BESIDE_WALL_M:
            yield heights.opening("door", middle, strike - hinge, swing.width, 0.3)


def _glass(
    drawing: Drawing, walls: Array, rooms: shapely.Geometry, heights: Heights
) -> Iterator[WallOpening]:
    """Windows: lines of window layers and blocks, and lines between the two faces of a wall."""
    named, _ = segments_of(s for s in drawing.strokes if _role(s) == "window" and not s.curved)
    length = np.hypot(*(named[:, 1] - named[:, 0]).T)
    named = named[(length >= GLASS_M[0]) & (length <= GLASS_M[1])]
    done: list[WallOpening] = []
    edges = rooms.boundary
    shapely.prepare(rooms)
    panes = [(s, d) for s, d in _between_faces(walls) if _leads_outside(s, d, rooms)]
    for segment, depth in [*((s, 0.3) for s in named), *panes]:
        a, b = segment
        middle, along = (a + b) / 2, b - a
        beside = float(edges.distance(shapely.Point(middle)))
        if beside > BESIDE_WALL_M:
            continue
        depth = max(depth, 2.0 * beside + 0.05)
        opening = heights.opening("window", middle, along, float(math.hypot(*along)), depth)
        alike = [other for other in done if _same(opening, other)]
        if not alike:
            done.append(opening)
    yield from sorted(done, key=lambda each: -each.width_m)


def _leads_outside(segment: Array, depth_m: float, rooms: shapely.Geometry) -> bool:
    """Whether there is a room on one side of a wall only."""
    a, b = segment
    unit = (b - a) / max(math.hypot(*(b - a)), 1e-9)
    away = np.array([-unit[1], unit[0]]) * (depth_m + 0.3)
    middle = (a + b) / 2
    sides = [bool(shapely.contains_xy(rooms, *(middle + sign * away))) for sign in (1.0, -1.0)]
    return sides[0] != sides[1]


def _between_faces(walls: Array) -> Iterator[tuple[Array, float]]:
    """Lines within a wall that run beside lines on both sides: the panes of a window drawn as three lines."""
    along = walls[:, 1] - walls[:, 0]
    length = np.hypot(*along.T)
    low, high = walls.min(axis=1), walls.max(axis=1)
    for index in np.flatnonzero((length >= GLASS_M[0]) & (length <= GLASS_M[1])):
        unit = along[index] / length[index]
        near = ((low < high[index] + 0.5) & (high > low[index] - 0.5)).all(axis=1)
        gap = walls[near] - walls[index, 0]
        lengthwise, beside = np.sort(gap @ unit, axis=1), gap @ np.array([-unit[1], unit[0]])
        flat = np.ptp(beside, axis=1) < 0.01
        shared = np.minimum(lengthwise[:, 1], length[index]) - np.maximum(lengthwise[:, 0], 0.0)
        offset = beside.mean(axis=1)
        fits = flat & (shared >= 0.9 * length[index]) & (np.abs(offset) > 0.01) & (np.abs(offset) < 0.3)
        if not ((offset[fits] > 0).any() and (offset[fits] < 0).any()):
            continue
        depth = float(offset[fits & (offset > 0)].min() - offset[fits & (offset < 0)].max())
        if 0.04 <= depth <= 0.45:
            yield walls[index], depth


def _same(one: WallOpening, other: WallOpening) -> bool:
    """Whether two openings lie in one place of a wall."""
    turned = abs((one.angle_deg - other.angle_deg + 90.0) % 180.0 - 90.0)
    away = math.dist(one.centre_m, other.centre_m)
    return turned < 15.0 and away < 0.5 * max(one.width_m, other.width_m)
