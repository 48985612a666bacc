"""Measuring planes: grids of cell centres over the floor, or points that a person names."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error, info
from scenes.configuration_model import PlaneEntry
from scenes.frame import inverse, moved_directions, moved_points, rounded
from scenes.inside import floor_polygon, inside_objects
from scenes.room import Room
from scenes.scene import MeasuringPlane

Array = NDArray[np.float64]

WORK_PLANE_HEIGHT_M = 0.75
DEFAULT_SPACING_M = 0.25
DEFAULT_MARGIN_M = 0.5
MARGIN_SHARE = 0.15  # of the smaller side: the border EN 12464-1 leaves out in small rooms
MOST_POINTS = 100_000  # of all planes together
MOST_POINTS_TIMES_PIECES = 20_000_000  # some seconds: each point is looked for in each piece
MOST_DEFAULT_POINTS = 20_000  # halls that name no plane get a wider spacing


def measuring_planes(
    entries: tuple[PlaneEntry, ...], room: Room, scene_from_file: Array
) -> tuple[tuple[MeasuringPlane, ...], list[Problem]]:
    """Every plane of a configuration; one work plane where it names none.

    `room` is in the scene's frame.
    """
    problems: list[Problem] = []
    if not entries:
        spacing = max(DEFAULT_SPACING_M, (room.floor_area_m2 / MOST_DEFAULT_POINTS) ** 0.5)
        entries = (PlaneEntry(name="work plane", height_m=WORK_PLANE_HEIGHT_M, spacing_m=spacing),)
        message = f"No plane is named; one work plane at {WORK_PLANE_HEIGHT_M} m is taken."
        problems.append(info("DEFAULT_TAKEN", "calculation.planes", message))
    planes: list[MeasuringPlane] = []
    for index, entry in enumerate(entries):
        where = f"calculation.planes[{index}]"
        if entry.points_m is None:
            points, found = _grid(entry, room, where)
            problems += found
            normals = np.tile([0.0, 0.0, 1.0], (len(points), 1))
            file_points = rounded(moved_points(inverse(scene_from_file), points))
        else:
            file_points = np.array(entry.points_m, dtype=np.float64)
            points = moved_points(scene_from_file, file_points)
            given = entry.normals or ((0.0, 0.0, 1.0),) * len(points)
            normals = moved_directions(scene_from_file, np.array(given, dtype=np.float64))
        too_many = _too_many(sum(len(plane.points_m) for plane in planes) + len(points), room)
        if too_many is not None:
            return (), [*problems, too_many]
        blocked = inside_objects(room, points)
        if len(points) and blocked.all():
            message = f"Every point of the plane {entry.name!r} lies outside the room or inside an object."
            problems.append(error("PLANE_OUTSIDE_ROOM", where, message, "Move the plane into the room."))
        planes.append(
            MeasuringPlane(entry.name, room.name, entry.kind, points, normals, file_points, blocked)
        )
    return tuple(planes), problems


def _too_many(points: int, room: Room) -> Problem | None:
    """An error when planes have more points than are worked on at once."""
    pieces = len(room.furniture) + len(room.partitions)
    most = min(MOST_POINTS, MOST_POINTS_TIMES_PIECES // max(1, pieces))
    if points <= most:
        return None
    message = f"The planes have {points} points or more; beside {pieces} pieces at most {most} are taken."
    hint = "Make the spacing larger, or leave planes out."
    return error("TOO_MANY_POINTS", "calculation.planes", message, hint)


def default_margin_m(room: Room) -> float:
    """Half a metre, or 15 % of the smaller side of the room where that is less [m] (EN 12464-1)."""
    axis = np.radians(grid_angle_deg(room))
    corners = np.array(room.outline_m) @ _turn(float(axis))
    smaller = float(np.min(np.ptp(corners, axis=0)))
    return min(DEFAULT_MARGIN_M, MARGIN_SHARE * smaller)


def grid_angle_deg(room: Room) -> float:
    """Direction of the grid's columns: along the longest wall, as near to x as a right angle allows [deg]."""
    corners = np.array(room.outline_m)
    walls = np.roll(corners, -1, axis=0) - corners
    lengths = np.round(np.linalg.norm(walls, axis=1), 6)
    x, y = walls[int(np.argmax(lengths))]
    angle = np.degrees(np.arctan2(y, x))
    return float(np.round((angle + 45.0) % 90.0 - 45.0, 9))


def _turn(angle: float) -> Array:
    """Matrix whose columns are the directions of a grid turned by `angle` [rad]."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _grid(entry: PlaneEntry, room: Room, where: str) -> tuple[Array, list[Problem]]:
    """Cell centres over the floor less its margin, in the scene's frame, shape (point, 3)."""
    margin = default_margin_m(room) if entry.margin_m is None else entry.margin_m
    spacing = entry.spacing_m or DEFAULT_SPACING_M
    turn = _turn(float(np.radians(grid_angle_deg(room))))
    floor = shapely.transform(floor_polygon(room), lambda xy: xy @ turn)
    inset = floor.buffer(-margin, join_style="mitre") if margin > 0 else floor
    nothing = np.zeros((0, 3))
    if inset.is_empty:
        message = f"A margin of {margin} m leaves nothing of the floor for the plane {entry.name!r}."
        return nothing, [error("PLANE_EMPTY", where, message, "Make the margin smaller.")]
    x0, y0, x1, y1 = inset.bounds
    columns, rows = (max(1, int(np.ceil((b - a) / spacing - 1e-6))) for a, b in ((x0, x1), (y0, y1)))
    if columns * rows > MOST_POINTS:
        message = f"The plane {entry.name!r} would have {columns * rows} points; at most {MOST_POINTS} are."
        return nothing, [error("TOO_MANY_POINTS", where, message, "Make the spacing larger.")]
    x = x0 + (np.arange(columns) + 0.5) * ((x1 - x0) / columns)
    y = y0 + (np.arange(rows) + 0.5) * ((y1 - y0) / rows)
    flat = np.column_stack([np.tile(x, rows), np.repeat(y, columns)])
    kept = flat[shapely.contains_xy(inset.buffer(1e-6, join_style="mitre"), flat[:, 0], flat[:, 1])]
    if not len(kept):
        message = f"No cell centre of the plane {entry.name!r} falls on the floor less its margin."
        return nothing, [error("PLANE_EMPTY", where, message, "Make the spacing smaller.")]
    height = np.full(len(kept), WORK_PLANE_HEIGHT_M if entry.height_m is None else entry.height_m)
    return rounded(np.column_stack([kept @ turn.T, height])), []
