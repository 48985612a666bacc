"""RoomPlan captures made by hand: rooms drawn in a plan with x to the right and y away, in metres."""

from __future__ import annotations

import io
import math
import uuid
import zipfile
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


def usd_matrix(
    across: Sequence[float], up: Sequence[float], out: Sequence[float], at: Sequence[float]
) -> str:
    """A transform as USD writes it: rows, the last of them the place."""
    rows = [(*axis, w) for axis, w in zip((across, up, out, at), (0.0, 0.0, 0.0, 1.0), strict=True)]
    return "( " + ", ".join(str(tuple(float(v) for v in row)) for row in rows) + " )"


def usd_box(
    name: str, start: Point, end: Point, low: float, high: float, *, thick: float = 0.0001, up: str = "Y"
) -> str:
    """A Cube prim as parametric captures write walls: along a line of the plan, from low to high."""
    length = math.dist(start, end)
    x, y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    axes = [
        (x, y, 0.0),
        (0.0, 0.0, 1.0),
        (y, -x, 0.0),
        ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (low + high) / 2),
    ]
    led = [(a, c, -b) if up == "Y" else (a, b, c) for a, b, c in axes]
    return (
        f'def Cube "{name}"\n{{\n double size = 1\n'
        f" double3 xformOp:scale = ({length}, {high - low}, {thick})\n"
        f" matrix4d xformOp:transform = {usd_matrix(*led)}\n"
        ' uniform token[] xformOpOrder = ["xformOp:transform", "xformOp:scale"]\n}\n'
    )


def usd_floor(name: str, corners: Sequence[Point], height: float, *, up: str = "Y") -> str:
    """A Mesh prim of one face."""
    points = [(x, height, -y) if up == "Y" else (x, y, height) for x, y in corners]
    return (
        f'def Mesh "{name}"\n{{\n int[] faceVertexCounts = [{len(points)}]\n'
        f" int[] faceVertexIndices = {list(range(len(points)))}\n point3f[] points = {points}\n}}\n"
    )


def usd_layer(body: str, *, up: str | None = "Y", metres: float | None = 1.0) -> bytes:
    """A layer whose default prim holds the body."""
    stated = f" metersPerUnit = {metres}\n" if metres is not None else ""
    stated += f' upAxis = "{up}"\n' if up is not None else ""
    return f'#usda 1.0\n(\n defaultPrim = "Room"\n{stated})\ndef Xform "Room"\n{{\n{body}}}\n'.encode()


def usdz(*files: tuple[str, bytes], packed: bool = False) -> bytes:
    """An archive of files, stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def usd_walls(corners: Sequence[Point], height: float = 2.5, *, thick: float = 0.0001, up: str = "Y") -> str:
    """Walls around corners that run anticlockwise."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return "".join(
        usd_box(f"Wall{i}", a, b, 0.0, height, thick=thick, up=up) for i, (a, b) in enumerate(pairs)
    )
