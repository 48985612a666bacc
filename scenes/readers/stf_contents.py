"""What STF calls furnishings: windows, doors and skylights in a room's walls and ceiling, and boxes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info, warning
from scenes.readers.stf_text import Section, StfText, numbered
from scenes.room import Furniture, Opening, Point, Room

Edges = NDArray[np.object_]

MOST_FURNISHINGS = 5000
KINDS = {"win": "window", "window": "window", "door": "door", "skylight": "skylight"}
FARTHEST_M = 1.0  # from an opening's middle to its wall
TOLD_CUT_M = 0.03
SMALLEST_M = 0.05

NO_PLACE, NO_VOLUME, TOO_MANY = (
    warning("FURNITURE_LEFT_OUT", "rooms", f"{what} were left out", hint)
    for what, hint in (
        ("Furnishings without a place or a size", "Export it again."),
        ("Furnishings that have no height, width or depth", "Draw them as boxes, or add them by hand."),
        (f"Furnishings beyond the first {MOST_FURNISHINGS} of a room", "Export it without small parts."),
    )
)


@dataclass(frozen=True)
class Frame:
    """How the file's coordinates lead to ours."""

    scale: float = 1.0
    mirror: bool = False

    def point(self, x: float, y: float) -> Point:
        """A place in the plan [m]."""
        return (-x * self.scale if self.mirror else x * self.scale, y * self.scale)


def furnishings(
    text: StfText, section: Section, tag: str, room: Room, frame: Frame
) -> tuple[Room, list[Problem]]:
    """The room with its openings in the nearest walls and its furniture as boxes."""
    openings: list[Opening] = []
    boxes: list[Furniture] = []
    edges = shapely.linestrings([room.wall_ends_m(i) for i in range(len(room.outline_m))])
    problems: list[Problem] = []
    for count, index in enumerate(numbered(section, "FURN")):
        key = f"FURN{index}"
        called, where = section.get(key, "").strip(), f"{room.name}/{key.title()}"
        if count >= MOST_FURNISHINGS:
            text.remark(TOO_MANY, where)
            continue
        place = text.numbers(section, f"{key}.POS", 3, tag)
        size = text.numbers_up_to(section, f"{key}.SIZE", 3, tag)
        turn = text.numbers(section, f"{key}.ROT", 3, tag) or [0.0, 0.0, 0.0]
        if place is None or size is None:
            text.remark(NO_PLACE, f"{where} {called[:40]!r}")
            continue
        x, y = frame.point(place[0], place[1])
        at = (x, y, place[2] * frame.scale)
        metres = [abs(value) * frame.scale for value in size]
        angle = -turn[2] if frame.mirror else turn[2]
        kind = KINDS.get(called.casefold())
        if kind is None:
            box = _box(called, at, metres, angle)
            boxes += [box] if box else []
            if box is None:
                text.remark(NO_VOLUME, f"{where} {called[:40]!r}")
            continue
        material = text.sections.get(section.get(f"{key}.REF", "").upper(), {})
        kind = "passage" if material.get("LAMPYRISKIND", "").casefold() == "passage" else kind
        opening, told = _opening(kind, at, metres, angle, room, edges, where)
        problems += told
        openings += [opening] if opening else []
    return replace(room, openings=tuple(openings), furniture=tuple(boxes)), problems


def _box(
    name: str, at: tuple[float, float, float], size_m: list[float], angle_deg: float
) -> Furniture | None:
    """A box, whose place in the file is its middle."""
    if len(size_m) < 3 or min(size_m) < 0.001:
        return None
    x, y, z = at
    size = (size_m[0], size_m[1], size_m[2])
    return Furniture(" ".join(name.split())[:60] or "box", (x, y, max(0.0, z - size[2] / 2)), angle_deg, size)


def _opening(
    kind: str,
    at: tuple[float, float, float],
    size_m: list[float],
    angle_deg: float,
    room: Room,
    edges: Edges,
    where: str,
) -> tuple[Opening | None, list[Problem]]:
    """An opening in the wall nearest to it: its place is the middle of its lower edge."""
    x, y, sill = at
    width, height = size_m[0], size_m[1]
    if kind == "skylight":
        opening = Opening(kind, position_m=(x, y), size_m=(width, height), rotation_deg=angle_deg)
        return opening, []
    away = shapely.distance(edges, shapely.Point(x, y))
    wall = int(np.argmin(away))
    if float(away[wall]) > FARTHEST_M:
        message = f"The {kind} at ({x:.2f}, {y:.2f}) lies beside no wall of {room.name!r}, and was left out."
        return None, [warning("OPENING_LEFT_OUT", where, message, "Look at its place.")]
    length = room.wall_length_m(wall)
    (x0, y0), (x1, y1) = room.wall_ends_m(wall)
    middle = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length
    low, high = max(0.0, middle - width / 2), min(length, middle + width / 2)
    sill = max(0.0, sill)
    head = min(room.height_m, sill + height)
    if high - low < SMALLEST_M or head - sill < SMALLEST_M:
        message = f"The {kind} at ({x:.2f}, {y:.2f}) does not fit its wall, and was left out."
        return None, [warning("OPENING_LEFT_OUT", where, message, "Look at its size.")]
    told = []
    if math.hypot(width - (high - low), height - (head - sill)) > TOLD_CUT_M:
        message = f"The {kind} of {width:.2f} x {height:.2f} m reaches beyond wall {wall} and was cut to fit."
        told.append(info("OPENING_CUT", where, message))
    return Opening(kind, wall, low, high - low, sill, head - sill), told
