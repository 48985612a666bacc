"""The parts of a RoomPlan capture as JSON writes them: checked, and their less common values understood."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeGuard

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error
from scenes.readers.roomplan_capture import Arc, Frame, Point3

Array = NDArray[np.float64]

MOST_PARTS = 2000
MOST_CORNERS = 1000
MOST_STORIES = 200
LEVEL_M = 0.02
RECTANGLE = 0.98  # share of its box that a rectangle fills at least
HINT = "The file is not as RoomPlan writes it."
KIND_FIRST = {"TableType": "{} table", "StorageType": "{}", "ChairType": "{} chair"}
UNSAID = ("unidentified", "missing", "")


def is_capture(document: Any) -> bool:
    """Whether a JSON value is one capture."""
    return (
        isinstance(document, Mapping)
        and isinstance(document.get("walls"), list)
        and ("floors" in document or "objects" in document)
    )


def matrix(part: Mapping[str, Any]) -> Array:
    """The transform of a part, (4, 4), from sixteen numbers column by column."""
    return np.array(part["transform"], dtype=np.float64).reshape(4, 4).T


def check_parts(captured: Any, before: str) -> list[Problem]:
    """A problem for every part that is not as RoomPlan writes it; `before` stands before their places."""
    if not isinstance(captured, Mapping):
        return [error("WRONG_TYPE", before.rstrip("."), f"{before.rstrip('.')} is no object.", HINT)]
    problems: list[Problem] = []
    if not captured.get("floors") and not captured.get("walls"):
        message = "The capture holds no floor, and no walls from which its outline could be known."
        problems.append(error("NO_FLOOR", f"{before}floors", message, "Scan with iOS 17 or newer."))
    if not captured.get("walls"):
        message = "The capture holds no wall; its height cannot be known."
        problems.append(error("NO_WALLS", f"{before}walls", message, "Scan the walls too."))
    for key in ("floors", "walls", "doors", "windows", "openings", "objects"):
        parts = captured.get(key) or []
        place = f"{before}{key}"
        if not isinstance(parts, list) or len(parts) > MOST_PARTS:
            message = f"{place} is no list of at most {MOST_PARTS} parts."
            problems.append(error("WRONG_TYPE", place, message, HINT))
            continue
        for index, part in enumerate(parts):
            problems += _check_part(part, f"{place}[{index}]")
    return problems[:100]


def _check_part(part: Any, where: str) -> list[Problem]:
    if not isinstance(part, dict):
        return [error("WRONG_TYPE", where, f"{where} is no object.", HINT)]
    problems = []
    for key, count in (("transform", 16), ("dimensions", 3)):
        if not are_numbers(part.get(key), count):
            place = f"{where}.{key}"
            problems.append(error("WRONG_TYPE", place, f"{place} is not {count} finite numbers.", HINT))
    corners = part.get("polygonCorners") or []
    place = f"{where}.polygonCorners"
    if not isinstance(corners, list) or not all(are_numbers(corner, 3) for corner in corners):
        problems.append(error("WRONG_TYPE", place, f"{place} is no list of three finite numbers each.", HINT))
    elif len(corners) > MOST_CORNERS or (
        where.rpartition(".")[2].startswith("floors") and 0 < len(corners) < 3
    ):
        message = f"{place} has {len(corners)} corners; 3 to {MOST_CORNERS} were expected."
        problems.append(error("WRONG_TYPE", place, message, HINT))
    return problems


def are_numbers(value: Any, count: int) -> TypeGuard[list[float]]:
    """Whether a JSON value is a list of so many finite numbers."""
    return isinstance(value, list) and len(value) == count and all(_is_number(v) for v in value)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def number_of_story(part: Mapping[str, Any], otherwise: int = 0) -> int:
    """The number of a part's storey."""
    story = part.get("story", otherwise)
    return story if isinstance(story, int) and abs(story) <= MOST_STORIES else otherwise


def top_of(part: Mapping[str, Any], frame: Frame) -> tuple[Point3, ...]:
    """The upper edge of a wall whose `polygonCorners` say that it is not level; empty where it is."""
    corners = np.array(part.get("polygonCorners") or [], dtype=np.float64).reshape(-1, 3)
    if len(corners) < 3:
        return ()
    shape = shapely.Polygon(corners[:, :2]).buffer(0)
    if shape.is_empty:
        return ()
    low, high = float(corners[:, 0].min()), float(corners[:, 0].max())
    edge = []
    for x in sorted({round(float(v), 4) for v in corners[:, 0]}):
        inside = min(max(x, low + 1e-6), high - 1e-6)
        cut = shape.intersection(shapely.LineString([(inside, -1e6), (inside, 1e6)]))
        if not cut.is_empty:
            edge.append([x, cut.bounds[3], 0.0])
    heights = [y for _, y, _ in edge]
    if len(edge) < 2 or (max(heights) - min(heights)) * frame.metres_per_unit < LEVEL_M:
        return ()
    led = frame.points(matrix(part), np.array(edge))
    return tuple((float(x), float(y), float(z)) for x, y, z in led)


def arc_of(part: Mapping[str, Any], frame: Frame) -> Arc | None:
    """The circle of a curved wall, whose centre is written in the wall's own x and z."""
    curve = part.get("curve")
    if not isinstance(curve, Mapping):
        return None
    centre, radius = curve.get("center"), curve.get("radius")
    angles = [_degrees(curve.get(key)) for key in ("startAngle", "endAngle")]
    if not are_numbers(centre, 2) or not _is_number(radius) or None in angles:
        # told as straightened: a circle without size has no corner on it
        return Arc((0.0, 0.0), 0.0, 0.0, (0.0, 0.0))
    begin, end = (float(a) for a in angles if a is not None)
    x, z = (float(v) for v in centre)
    halfway = math.radians((begin + end) / 2)
    length = float(radius)
    local = [[x, 0.0, z], [x + length * math.cos(halfway), 0.0, z + length * math.sin(halfway)]]
    middle, point = frame.points(matrix(part), np.array(local))
    return Arc(
        (float(middle[0]), float(middle[1])),
        abs(length) * frame.metres_per_unit,
        min(abs(end - begin), 360.0),
        (float(point[0]), float(point[1])),
    )


def is_boxed(part: Mapping[str, Any]) -> bool:
    """Whether a door or window is no flat upright rectangle, though it is taken as the box around it."""
    if isinstance(part.get("curve"), Mapping):
        return True
    corners = np.array(part.get("polygonCorners") or [], dtype=np.float64).reshape(-1, 3)
    if len(corners) < 3:
        return False
    shape = shapely.Polygon(corners[:, :2]).buffer(0)
    around = float(part["dimensions"][0]) * float(part["dimensions"][1])
    return bool(shape.area < RECTANGLE * around)


def _degrees(angle: Any) -> float | None:
    """An angle in degrees, from a number of radians or a measurement with its unit."""
    if _is_number(angle):
        return math.degrees(float(angle))
    if not isinstance(angle, Mapping) or not _is_number(angle.get("value")):
        return None
    unit = angle.get("unit")
    symbol = unit.get("symbol") if isinstance(unit, Mapping) else unit
    value = float(angle["value"])
    return value if symbol in ("°", "deg", "degrees") else math.degrees(value)


def name_of_object(part: Mapping[str, Any]) -> str:
    """What an object is: ``dining table``, ``shelf``, ``sofa``."""
    attributes = part.get("attributes")
    if isinstance(attributes, dict) and attributes.get("SofaType") == "singleSeat":
        return "armchair"
    category = part.get("category")
    plain = next(iter(category), "object") if isinstance(category, dict) else "object"
    for key, pattern in KIND_FIRST.items():
        said = attributes.get(key) if isinstance(attributes, dict) else None
        if isinstance(said, str) and said not in UNSAID:
            return pattern.format(spelled(said[:40]))
    return spelled(str(plain)[:40])


def spelled(words: str) -> str:
    """``WasherDryer`` as ``washer dryer``."""
    apart = [words[:1].lower()]
    apart += [f" {c.lower()}" if c.isupper() and p.islower() else c.lower() for p, c in pairwise(words)]
    return "".join(apart).strip()
