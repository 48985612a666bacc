"""Apple RoomPlan captures as JSON: scanned rooms in metres, y up, transforms column by column.

The floor's polygon always closes, so it is the outline; a stretch of it along which no wall was seen
is left open. A structure of several rooms has them in `rooms`, all in one frame.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error, errors_of, info, require_sound, warning
from kit.units import METRES_PER
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan_building import building_of, left_out
from scenes.readers.roomplan_capture import CapturedObject, CapturedRoom, CapturedWall, Frame
from scenes.readers.roomplan_json_parts import (
    arc_of,
    check_parts,
    is_boxed,
    is_capture,
    matrix,
    name_of_object,
    number_of_story,
    top_of,
)
from scenes.readers.roomplan_labels import Label, labelled, labels_of, name_and_use
from scenes.readers.roomplan_outline import cleaned, outline_of_walls, own_floors, with_arcs

Array = NDArray[np.float64]

FORMAT = "RoomPlan JSON"
MOST_ROOMS = 100
BESIDE_M = 0.5
KIND_OF = {"doors": "door", "windows": "window", "openings": "passage"}


def looks_like_roomplan(document: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a capture, or a structure of several."""
    if is_capture(document):
        return True
    rooms = document.get("rooms")
    return isinstance(rooms, list) and any(is_capture(room) for room in rooms)


def read_roomplan(document: Mapping[str, Any], overrides: RoomOverrides) -> RoomReading:
    """Read a capture, or a structure of several.

    Raises
    ------
    UnsoundInput
        When parts are missing or not as RoomPlan writes them.
    """
    problems = check_up(overrides)
    rooms, remarks = captured_rooms(document, frame_of(overrides))
    units = "m" if overrides.units == "auto" else overrides.units
    return building_of(rooms, overrides, [*problems, *remarks], format=FORMAT, units=units)


def frame_of(overrides: RoomOverrides) -> Frame:
    """The frame of JSON captures, in the unit and mirrored as a person says."""
    return Frame(METRES_PER.get(overrides.units, 1.0), "y", bool(overrides.mirror))


def check_up(overrides: RoomOverrides) -> list[Problem]:
    """A warning where a person says another up axis than RoomPlan's."""
    if overrides.up in ("auto", "y"):
        return []
    message = f"'up' is {overrides.up!r}, but RoomPlan captures are y up; it is ignored."
    return [warning("OVERRIDE_IGNORED", "up", message, "Leave it out.")]


def captured_rooms(document: Mapping[str, Any], frame: Frame) -> tuple[list[CapturedRoom], list[Problem]]:
    """The rooms of a capture or of a structure; of several, those that can be read.

    Raises
    ------
    UnsoundInput
        When none can be read.
    """
    rooms = document.get("rooms")
    if not isinstance(rooms, list) or not rooms:
        return _rooms_of(document, frame, "")
    if len(rooms) > MOST_ROOMS:
        message = f"The file holds {len(rooms)} rooms; at most {MOST_ROOMS} are read."
        require_sound([error("TOO_MANY_PARTS", "rooms", message, "Export them in several files.")])
    if len(rooms) == 1 and isinstance(rooms[0], dict):
        return _rooms_of(rooms[0], frame, "")
    found: list[CapturedRoom] = []
    problems: list[Problem] = []
    for index, room in enumerate(rooms):
        where = f"rooms[{index}]"
        unsound = check_parts(room, f"{where}.")
        if errors_of(unsound):
            problems += left_out(unsound, where)
            continue
        own, remarks = _floors_of(room, frame, where)
        found += own
        problems += remarks if own else left_out(remarks, where)
    if not found:
        message = f"None of the {len(rooms)} rooms can be used."
        require_sound([*problems, error("NO_ROOM_FOUND", "rooms", message, "See what is wrong with each.")])
    return found, problems


def _rooms_of(
    captured: Mapping[str, Any], frame: Frame, where: str
) -> tuple[list[CapturedRoom], list[Problem]]:
    require_sound(check_parts(captured, f"{where}." if where else ""))
    found, problems = _floors_of(captured, frame, where)
    require_sound(problems)
    return found, problems


def _floors_of(
    captured: Mapping[str, Any], frame: Frame, where: str
) -> tuple[list[CapturedRoom], list[Problem]]:
    """The rooms of one capture: one for each floor that is not mostly on another."""
    walls = [_wall(part, frame) for part in captured["walls"]]
    labels = labels_of(captured, frame)
    name, use = name_and_use(labels)
    whole = CapturedRoom(
        outline=np.empty((0, 2)),
        floor_z_m=min(wall.low_m for wall in walls),
        walls=tuple(walls),
        openings=tuple(_openings(captured, frame)),
        objects=tuple(_object(part, frame) for part in captured.get("objects") or []),
        name=name,
        use=use,
        story=number_of_story(captured),
        where=where,
    )
    floors = []
    for part in captured.get("floors") or []:
        corners = frame.points(matrix(part), _floor_corners(part))
        floors.append((corners[:, :2], float(corners[:, 2].mean()), number_of_story(part, whole.story)))
    rooms, problems = rooms_on_floors(whole, floors, labels)
    return rooms, [*problems, *_boxed(captured, where)]


def _boxed(captured: Mapping[str, Any], where: str) -> list[Problem]:
    """How many doors and windows are of a shape that is not kept."""
    count = sum(is_boxed(part) for key in KIND_OF for part in captured.get(key) or [])
    if not count:
        return []
    message = f"{count} doors or windows are round, slanted or curved; the box around each is taken."
    return [info("OPENING_SHAPE_BOXED", f"{where}.openings" if where else "openings", message)]


def rooms_on_floors(
    whole: CapturedRoom, floors: Sequence[tuple[Array, float, int]], labels: Sequence[Label]
) -> tuple[list[CapturedRoom], list[Problem]]:
    """One room for each floor (its corners, its height, its storey) of a capture; from walls without any.

    Several floors are named after the labels on them.
    """
    place = f"{whole.where}." if whole.where else ""
    if not floors:
        outline = outline_of_walls(whole.walls)
        if outline is None:
            message = "The capture holds no floor, and its walls do not close; its outline cannot be known."
            hint = "Scan with iOS 17 or newer, or capture all walls."
            return [], [error("NO_FLOOR", f"{place}floors", message, hint)]
        message = "The capture holds no floor; the outline was put together from the walls."
        remark = warning("OUTLINE_FROM_WALLS", f"{place}floors", message, "Look at the plan.")
        room, remarks = _laid_out(whole, outline, whole.floor_z_m, whole.story)
        return [room], [remark, *remarks]
    problems: list[Problem] = []
    kept = own_floors([corners for corners, _, _ in floors])
    if len(kept) < len(floors):
        message = f"{len(floors) - len(kept)} of {len(floors)} floors lie on a larger one and are left out."
        problems.append(warning("SEVERAL_FLOORS", f"{place}floors", message, "Scan each room once."))
    rooms = []
    for index in kept:
        corners, z, story = floors[index]
        outline, remarks = cleaned(corners, f"{place}floors[{index}].polygonCorners")
        problems += remarks
        room, remarks = _laid_out(whole, outline, z, story)
        problems += remarks
        rooms.append(room)
    return _shared_out(rooms, labels), problems


def _laid_out(
    whole: CapturedRoom, outline: Array, z: float, story: int
) -> tuple[CapturedRoom, list[Problem]]:
    place = f"{whole.where}." if whole.where else ""
    outline, walls, problems = with_arcs(outline, whole.walls, whole.openings, place)
    return replace(whole, outline=outline, walls=tuple(walls), floor_z_m=z, story=story), problems


def _shared_out(rooms: list[CapturedRoom], labels: Sequence[Label]) -> list[CapturedRoom]:
    """Of several floors of one capture, each has the furniture on it and the openings at its edge.

    An opening at no edge is the nearest floor's, which tells that it lies on no wall.
    """
    if len(rooms) < 2:
        return rooms
    shapes = [shapely.Polygon(room.outline).buffer(0) for room in rooms]
    beside = [_beside(part, shapes) for part in rooms[0].openings]
    shared = []
    for index, (room, shape) in enumerate(zip(rooms, shapes, strict=True)):
        objects = []
        for each in room.objects:
            away = [other.distance(shapely.Point(each.centre_m[:2])) for other in shapes]
            if int(np.argmin(away)) == index:
                objects.append(each)
        near = shape.buffer(BESIDE_M)
        openings = [part for part, by in zip(rooms[0].openings, beside, strict=True) if index in by]
        walls = [wall for wall in room.walls if near.intersects(shapely.LineString([wall.start, wall.end]))]
        shared.append(
            replace(
                room,
                objects=tuple(objects),
                openings=tuple(openings),
                walls=tuple(walls) or room.walls,
            )
        )
    return labelled(shared, labels)


def _beside(part: CapturedWall, floors: Sequence[shapely.Polygon]) -> list[int]:
    """The floors beside which most of an opening lies; of none, the nearest."""
    line = shapely.LineString([part.start, part.end])
    near = [float(floor.buffer(BESIDE_M).intersection(line).length) > 0.5 * line.length for floor in floors]
    nearest = int(np.argmin([floor.distance(line) for floor in floors]))
    return [i for i, is_near in enumerate(near) if is_near] or [nearest]


# Parts


def _floor_corners(floor: Mapping[str, Any]) -> Array:
    """Corners of a floor in its own frame, shape (corner, 3)."""
    if floor.get("polygonCorners"):
        return np.array(floor["polygonCorners"], dtype=np.float64)
    x, y = floor["dimensions"][0] / 2, floor["dimensions"][1] / 2
    return np.array([[-x, -y, 0.0], [x, -y, 0.0], [x, y, 0.0], [-x, y, 0.0]])


def _upright(part: Mapping[str, Any], frame: Frame) -> CapturedWall:
    """A wall, door, window or opening: an upright rectangle seen from above as a line."""
    width, height = float(part["dimensions"][0]), float(part["dimensions"][1])
    local = np.array([[-width / 2, -height / 2, 0.0], [width / 2, height / 2, 0.0]])
    ends = frame.points(matrix(part), local)
    low, high = sorted((float(ends[0, 2]), float(ends[1, 2])))
    return CapturedWall(
        identifier=str(part.get("identifier") or ""),
        parent=str(part.get("parentIdentifier") or ""),
        kind="wall",
        start=(float(ends[0, 0]), float(ends[0, 1])),
        end=(float(ends[1, 0]), float(ends[1, 1])),
        low_m=low,
        high_m=high,
    )


def _wall(part: Mapping[str, Any], frame: Frame) -> CapturedWall:
    return replace(_upright(part, frame), top=top_of(part, frame), arc=arc_of(part, frame))


def _openings(captured: Mapping[str, Any], frame: Frame) -> list[CapturedWall]:
    """Doors, windows and openings with their kinds."""
    found = []
    for key, kind in KIND_OF.items():
        for part in captured.get(key) or []:
            category = part.get("category")
            door = category.get("door") if isinstance(category, dict) else None
            is_open = isinstance(door, dict) and door.get("isOpen") is True
            found.append(_upright(part, frame).of_kind(kind, is_open=is_open))
    return found


def _object(part: Mapping[str, Any], frame: Frame) -> CapturedObject:
    width, tall, deep = (float(v) * frame.metres_per_unit for v in part["dimensions"])
    centre, beside = frame.points(matrix(part), np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))
    x, y, z = (float(v) for v in centre)
    across = (beside - centre)[:2]
    length = max(math.hypot(*across), 1e-12)
    along = (float(across[0]) / length, float(across[1]) / length)
    return CapturedObject(name_of_object(part), (x, y, z), along, (width, deep, tall))


__all__ = ["looks_like_roomplan", "read_roomplan"]
