"""Apple RoomPlan captures as JSON: one scanned room in metres, y up, transforms column by column.

The floor's polygon always closes, so it is the outline; a stretch of it along which no wall was seen
is left open. The answer's frame has the floor at z = 0, the longest wall along x, and its lowest
corner at the origin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, info, require_sound, warning
from kit.units import METRES_PER
from scenes.building import Building, Storey
from scenes.checks import check_outline
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan_objects import captured_objects
from scenes.readers.roomplan_partitions import partitions
from scenes.readers.roomplan_walls import CapturedWall, host_openings, split_at_gaps
from scenes.room import Finish, Origin, Point, Room, signed_area_m2

Array = NDArray[np.float64]

SAME_CORNER_M = 0.005
MOST_PARTS = 5000
MOST_UNLIKE = 10.0  # times that walls may span more or less than the floor they stand around
USE_OF_LABEL = {
    "livingRoom": "living",
    "bedroom": "bedroom",
    "diningRoom": "dining",
    "kitchen": "kitchen",
    "bathroom": "bathroom",
}


@dataclass(frozen=True, eq=False)
class Capture:
    """The capture's own frame, and how it leads to ours: unit, mirroring, and the height of the floor."""

    metres_per_unit: float
    mirror: bool
    floor_y: float

    def points(self, transform: Array, local: Array) -> Array:
        """Local points of a part, shape (point, 3), in metres, z up from the floor."""
        y_up = local @ transform[:3, :3].T + transform[:3, 3]
        x = -y_up[:, 0] if self.mirror else y_up[:, 0]
        return self.metres_per_unit * np.column_stack([x, -y_up[:, 2], y_up[:, 1] - self.floor_y])


def looks_like_roomplan(document: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a capture, or a structure of several."""
    return isinstance(document.get("walls"), list) and ("floors" in document or "objects" in document)


def read_roomplan(document: Mapping[str, Any], overrides: RoomOverrides) -> RoomReading:
    """Read a capture.

    Raises
    ------
    UnsoundInput
        When parts are missing or not as RoomPlan writes them.
    """
    problems = _check_overrides(document, overrides)
    captured = _one_room(document, overrides)
    require_sound(_check_parts(captured))
    floor, remarks = _largest_floor(captured["floors"])
    problems += remarks
    scale = METRES_PER.get(overrides.units, 1.0)
    transform = matrix(floor)
    capture = Capture(scale, bool(overrides.mirror), float((transform @ _floor_middle(floor))[1]))
    corners = capture.points(transform, _floor_corners(floor))[:, :2]
    outline, remarks = _cleaned(corners)
    problems += remarks
    unsound = check_outline(tuple(map(tuple, outline.tolist())), "floors[0].polygonCorners")
    if unsound:
        return RoomReading(None, (*problems, *unsound), "RoomPlan JSON")
    units = "m" if overrides.units == "auto" else overrides.units
    return _reading(captured, capture, outline, problems, units)


def _reading(
    captured: Mapping[str, Any], capture: Capture, outline: Array, problems: list[Problem], units: str
) -> RoomReading:
    """The room of a sound capture."""
    to_room, remark = _room_frame(outline)
    problems.append(remark)
    ring = [(float(x), float(y)) for x, y in _flat(to_room, outline)]
    walls = [_wall(part, capture, to_room) for part in captured["walls"]]
    unlike = _check_extents(ring, walls)
    if unlike:
        return RoomReading(None, (*problems, *unlike), "RoomPlan JSON")
    height, remarks = _height(walls)
    edges, found = split_at_gaps(ring, walls)
    problems += [*remarks, *found, *_check_curves(captured["walls"])]
    parts = _openings(captured, capture, to_room)
    held = [p for p in parts if any(not edge.open and edge.holds(p) for edge in edges)]
    openings, remarks = host_openings(held, edges, height)
    problems += remarks
    inner, listed, left, remarks = partitions(walls, edges, [p for p in parts if p not in held], height)
    problems += [*remarks, *(_left_out(part) for part in left)]
    furniture, remarks = captured_objects(captured.get("objects", []), capture, to_room, height)
    problems += remarks
    message = "RoomPlan captures no ceiling; a flat one is taken at the height of the walls."
    problems.append(info("NO_CEILING_IN_FILE", "ceiling", message))
    name, use = _name_and_use(captured)
    room = Room(
        outline_m=tuple(edge.start for edge in edges),
        height_m=height,
        name=name,
        use=use,
        finishes={f"wall:{i}": Finish(open=True) for i, edge in enumerate(edges) if edge.open},
        openings=tuple(openings),
        furniture=tuple(furniture),
        partitions=tuple(inner),
        origins={
            "outline": Origin.FILE,
            "height": Origin.FILE,
            "openings": Origin.FILE,
            "furniture": Origin.FILE,
            "ceiling": Origin.DERIVED,
        },
        partition_openings=tuple(listed),
    )
    story = captured.get("story", 0)
    storey = Storey(f"storey {story if isinstance(story, int) else 0}", 0.0)
    building = Building((replace(room, storey=storey.name),), storeys=(storey,))
    return RoomReading(building, tuple(problems), "RoomPlan JSON", units)


# Checking the parts


def _check_overrides(document: Mapping[str, Any], overrides: RoomOverrides) -> list[Problem]:
    problems = []
    rooms = document.get("rooms")
    if overrides.room not in (None, "0") and not (isinstance(rooms, list) and len(rooms) > 1):
        message = f"'room' is {overrides.room!r}, but the file holds one room; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "room", message, "Leave it out."))
    if overrides.up == "z":
        message = "'up' is 'z', but RoomPlan captures are y up; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "up", message, "Leave it out."))
    if overrides.storey is not None:
        message = "'storey' is given, but a RoomPlan capture holds one storey; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "storey", message, "Leave it out."))
    return problems


def _one_room(document: Mapping[str, Any], overrides: RoomOverrides) -> Mapping[str, Any]:
    """The capture itself, or the one room that is asked for of a structure of several."""
    rooms = document.get("rooms")
    if not isinstance(rooms, list) or not rooms:
        return document
    wanted = overrides.room
    if len(rooms) == 1 and isinstance(rooms[0], dict):
        one: Mapping[str, Any] = rooms[0]
        return one
    if wanted is not None and wanted.isdecimal() and int(wanted) < len(rooms):
        chosen = rooms[int(wanted)]
        if isinstance(chosen, dict):
            return chosen
    message = f"The file holds {len(rooms)} rooms; one at a time is calculated."
    hint = f"Name one as 'room': '0' to '{len(rooms) - 1}'."
    require_sound([error("SEVERAL_ROOMS_NOT_YET", "rooms", message, hint)])
    return document


def _check_parts(captured: Mapping[str, Any]) -> list[Problem]:
    """A problem for every part that is not as RoomPlan writes it."""
    problems: list[Problem] = []
    if not captured.get("floors"):
        message = "The capture holds no floor; its outline cannot be known."
        problems.append(error("NO_FLOOR", "floors", message, "Scan with iOS 17 or newer."))
    if not captured.get("walls"):
        message = "The capture holds no wall; its height cannot be known."
        problems.append(error("NO_WALLS", "walls", message, "Scan the walls too."))
    for key in ("floors", "walls", "doors", "windows", "openings", "objects"):
        parts = captured.get(key, [])
        if not isinstance(parts, list) or len(parts) > MOST_PARTS:
            message = f"{key} is no list of at most {MOST_PARTS} parts."
            problems.append(error("WRONG_TYPE", key, message, "The file is not as RoomPlan writes it."))
            continue
        for index, part in enumerate(parts):
            problems += _check_part(part, f"{key}[{index}]")
    return problems[:100]


def _check_part(part: Any, where: str) -> list[Problem]:
    hint = "The file is not as RoomPlan writes it."
    if not isinstance(part, dict):
        return [error("WRONG_TYPE", where, f"{where} is no object.", hint)]
    problems = []
    for key, count in (("transform", 16), ("dimensions", 3)):
        if not _are_numbers(part.get(key), count):
            place = f"{where}.{key}"
            problems.append(error("WRONG_TYPE", place, f"{place} is not {count} finite numbers.", hint))
    corners = part.get("polygonCorners") or []
    if not isinstance(corners, list) or not all(_are_numbers(corner, 3) for corner in corners):
        place = f"{where}.polygonCorners"
        problems.append(error("WRONG_TYPE", place, f"{place} is no list of three finite numbers each.", hint))
    return problems


def _are_numbers(value: Any, count: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e6 for v in value)
    )


def _check_extents(ring: Sequence[Point], walls: Sequence[CapturedWall]) -> list[Problem]:
    """An error when walls and floor are so different in extent that they are not of one capture."""
    of_floor = float(np.ptp(np.array(ring), axis=0).max())
    of_walls = float(
        np.ptp(np.array([end for wall in walls for end in (wall.start, wall.end)]), axis=0).max()
    )
    if of_floor / MOST_UNLIKE <= of_walls <= of_floor * MOST_UNLIKE:
        return []
    message = f"The walls span {of_walls:.4g} m, but the floor {of_floor:.4g} m; they were expected to fit."
    hint = "Export the room again; perhaps only a part of it was scaled."
    return [error("WALLS_DO_NOT_FIT_FLOOR", "walls", message, hint)]


def _check_curves(walls: Sequence[Mapping[str, Any]]) -> list[Problem]:
    curved = [i for i, wall in enumerate(walls) if wall.get("curve")]
    message = "A curved wall is taken as straight between the corners of the floor."
    return [warning("CURVED_WALL_STRAIGHTENED", f"walls[{i}]", message) for i in curved]


# The floor and the frame


def matrix(part: Mapping[str, Any]) -> Array:
    """The transform of a part, (4, 4), from sixteen numbers column by column."""
    return np.array(part["transform"], dtype=np.float64).reshape(4, 4).T


def _floor_corners(floor: Mapping[str, Any]) -> Array:
    """Corners of a floor in its own frame, shape (corner, 3)."""
    if floor.get("polygonCorners"):
        return np.array(floor["polygonCorners"], dtype=np.float64)
    half_x, half_y = floor["dimensions"][0] / 2, floor["dimensions"][1] / 2
    return np.array(
        [[-half_x, -half_y, 0.0], [half_x, -half_y, 0.0], [half_x, half_y, 0.0], [-half_x, half_y, 0.0]]
    )


def _floor_middle(floor: Mapping[str, Any]) -> Array:
    return np.array([*_floor_corners(floor).mean(axis=0), 1.0])


def _largest_floor(floors: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], list[Problem]]:
    areas = [abs(signed_area_m2(tuple(map(tuple, _floor_corners(f)[:, :2].tolist())))) for f in floors]
    largest = floors[int(np.argmax(areas))]
    if len(floors) == 1:
        return largest, []
    message = f"The capture holds {len(floors)} floors; the largest, of {max(areas):.2f} m2, is taken."
    return largest, [warning("SEVERAL_FLOORS", "floors", message, "Scan the rooms one by one.")]


def _cleaned(corners: Array) -> tuple[Array, list[Problem]]:
    """The floor's corners anticlockwise, without such as stand on each other."""
    apart = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1) > SAME_CORNER_M
    kept = corners[apart]
    if signed_area_m2(tuple(map(tuple, kept.tolist()))) < 0:
        kept = kept[::-1]
    if apart.all():
        return kept, []
    message = f"{int((~apart).sum())} corners of the floor less than 5 mm from the one before were left out."
    return kept, [info("CORNERS_JOINED", "floors[0].polygonCorners", message)]


def _room_frame(outline: Array) -> tuple[Array, Problem]:
    """Rigid transform (3, 3) of the plane that lays the longest wall along x, and a remark on it."""
    along = np.roll(outline, -1, axis=0) - outline
    x, y = along[int(np.argmax(np.round(np.linalg.norm(along, axis=1), 4)))]
    angle = math.atan2(y, x)
    cosine, sine = math.cos(angle), math.sin(angle)
    to_room = np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    to_room[:2, 2] = -_flat(to_room, outline).min(axis=0)
    message = (
        f"The plan was turned by {-math.degrees(angle):.1f} degrees and moved, so that its longest wall runs "
        "along x and it begins at (0, 0)."
    )
    return to_room, info("FRAME_SET", "floors[0]", message)


def _flat(to_room: Array, points: Array) -> Array:
    """Points of the plan, shape (point, 2), in the room's frame."""
    led: Array = np.round(points[:, :2] @ to_room[:2, :2].T + to_room[:2, 2], 6) + 0.0
    return led


# Walls, openings, names


def _upright(part: Mapping[str, Any], capture: Capture, to_room: Array) -> CapturedWall:
    """A wall, door, window or opening: an upright rectangle seen from above as a line."""
    width, height = float(part["dimensions"][0]), float(part["dimensions"][1])
    local = np.array([[-width / 2, -height / 2, 0.0], [width / 2, height / 2, 0.0]])
    ends = capture.points(matrix(part), local)
    (x0, y0), (x1, y1) = _flat(to_room, ends).tolist()
    low, high = sorted((float(ends[0, 2]), float(ends[1, 2])))
    return CapturedWall(
        identifier=str(part.get("identifier") or ""),
        parent=str(part.get("parentIdentifier") or ""),
        kind="wall",
        start=(x0, y0),
        end=(x1, y1),
        low_m=low,
        high_m=high,
    )


def _wall(part: Mapping[str, Any], capture: Capture, to_room: Array) -> CapturedWall:
    return _upright(part, capture, to_room)


def _openings(captured: Mapping[str, Any], capture: Capture, to_room: Array) -> list[CapturedWall]:
    """Doors, windows and openings with their kinds."""
    found = []
    for key, kind in (("doors", "door"), ("windows", "window"), ("openings", "passage")):
        for part in captured.get(key, []):
            category = part.get("category")
            door = category.get("door") if isinstance(category, dict) else None
            is_open = isinstance(door, dict) and door.get("isOpen") is True
            found.append(_upright(part, capture, to_room).of_kind(kind, is_open=is_open))
    return found


def _left_out(part: CapturedWall) -> Problem:
    message = f"A {part.kind} at ({part.start[0]:.2f}, {part.start[1]:.2f}) lies on no wall and was left out."
    return warning("OPENING_WITHOUT_WALL", "openings", message, "Add it by hand.")


def _height(walls: Sequence[CapturedWall]) -> tuple[float, list[Problem]]:
    """Height of the room: that of most of its walls by length [m]."""
    heights = np.array([wall.high_m - wall.low_m for wall in walls])
    lengths = np.array([math.dist(wall.start, wall.end) for wall in walls])
    order = np.argsort(heights)
    reached = np.cumsum(lengths[order])
    height = float(np.round(heights[order][int(np.searchsorted(reached, reached[-1] / 2))], 6))
    spread = float(np.ptp(heights))
    if spread <= 0.02:
        return height, []
    message = (
        f"The walls are {heights.min():.2f} to {heights.max():.2f} m high; a flat ceiling at {height:.2f} m, "
        "the height of most of them, is taken."
    )
    return height, [warning("WALL_HEIGHTS_DIFFER", "walls", message, "Give 'height_m' to choose another.")]


def _name_and_use(captured: Mapping[str, Any]) -> tuple[str, str]:
    """Name and use after the capture's sections: ``livingRoom`` becomes ``living room``."""
    sections = captured.get("sections")
    labels: list[str] = []
    for section in sections if isinstance(sections, list) else []:
        label = section.get("label") if isinstance(section, dict) else None
        if isinstance(label, str) and label not in labels:
            labels.append(label[:40])
    spelled = ["".join(f" {c.lower()}" if c.isupper() else c for c in label).strip() for label in labels]
    use = next((USE_OF_LABEL[label] for label in labels if label in USE_OF_LABEL), "")
    return " and ".join(spelled[:3]), use


__all__ = ["Capture", "Point", "looks_like_roomplan", "matrix", "read_roomplan"]
