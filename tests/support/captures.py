"""RoomPlan captures made by hand: rooms drawn in a plan with x to the right and y away, in metres."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from typing import Any

Point = tuple[float, float]


def matrix(columns: Sequence[Sequence[float]]) -> list[float]:
    """Sixteen numbers column by column, from the three axes and the place."""
    return [v for column, w in zip(columns, (0.0, 0.0, 0.0, 1.0), strict=True) for v in (*column, w)]


def face(start: Point, end: Point, low: float, high: float, *, parent: str | None = None) -> dict[str, Any]:
    """A wall, door or window as an upright rectangle from one point of the plan to another; y is up there."""
    length = math.dist(start, end)
    x, y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    across, up, out = (x, 0.0, -y), (0.0, 1.0, 0.0), (y, 0.0, x)
    place = ((start[0] + end[0]) / 2, (low + high) / 2, -(start[1] + end[1]) / 2)
    return {
        "identifier": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{start}{end}{low}{high}")),
        "parentIdentifier": parent,
        "dimensions": [length, high - low, 0],
        "transform": matrix((across, up, out, place)),
        "polygonCorners": [],
        "curve": None,
        "story": 0,
    }


def door(start: Point, end: Point, *, head: float = 2.0, parent: str | None = None) -> dict[str, Any]:
    """A closed door from the floor."""
    return face(start, end, 0.0, head, parent=parent) | {"category": {"door": {"isOpen": False}}}


def floor_of(corners: Sequence[Point], height: float, story: int = 0) -> dict[str, Any]:
    """A floor with these corners."""
    return {
        "dimensions": [1.0, 1.0, 0.0],
        "transform": matrix(((1, 0, 0), (0, 0, -1), (0, 1, 0), (0, height, 0))),
        "polygonCorners": [[x, y, 0.0] for x, y in corners],
        "story": story,
    }


def capture(walls: Sequence[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    """A capture of these parts."""
    empty: dict[str, Any] = {
        "floors": [], "doors": [], "windows": [], "openings": [], "objects": [], "sections": [], "story": 0,
    }  # fmt: skip
    return empty | {"walls": list(walls), "version": 2} | parts


def box_room(
    x: float, y: float, width: float, depth: float, *, height: float = 2.5, floor: float = 0.0,
    label: str = "unidentified", story: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """A rectangular room with a corner at (x, y); its walls run anticlockwise from the side along x."""
    corners = [(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)]
    walls = [face(corners[i], corners[(i + 1) % 4], floor, floor + height) for i in range(4)]
    section = {"label": label, "center": [0, 0, 0], "story": story}
    return capture(walls, floors=[floor_of(corners, floor, story)], sections=[section], story=story)
