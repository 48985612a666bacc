"""Measuring planes: grids over the floor, rectangles, surfaces of the room, or points that a person names."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import chain, count

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, error, info
from scenes.building_surfaces import own_name
from scenes.configuration_model import PlaneEntry
from scenes.configuration_types import Point3
from scenes.frame import inverse, moved_directions, moved_points, rounded
from scenes.inside import floor_polygon, inside_objects, inside_room
from scenes.plane_grids import GridSpacing, cell_centres, cell_counts
from scenes.room import Room
from scenes.scene import LitSurface, MeasuringPlane, SurfaceKind
from scenes.surface_points import (
    count_on_flat,
    count_spread,
    faces_of,
    faces_on_side,
    is_flat,
    points_on_flat,
    points_spread,
)

Array = NDArray[np.float64]
Found = tuple[Array, Array, list[Problem]]  # points, normals, problems; in the scene's frame

WORK_PLANE_HEIGHT_M = 0.75
DEFAULT_SPACING_M = 0.25
DEFAULT_MARGIN_M = 0.5
MARGIN_SHARE = 0.15  # of the smaller side: the border EN 12464-1 leaves out in small rooms
MOST_POINTS = 100_000  # of all planes together
MOST_POINTS_TIMES_PIECES = 20_000_000  # some seconds: each point is looked for in each piece
MOST_DEFAULT_POINTS = 20_000  # halls that name no plane get a wider spacing
UP = (0.0, 0.0, 1.0)
NOTHING = np.zeros((0, 3))


def measuring_planes(
    entries: tuple[PlaneEntry, ...],
    rooms: Sequence[Room],
    surfaces: tuple[LitSurface, ...],
    scene_from_file: Array,
) -> tuple[tuple[MeasuringPlane, ...], list[Problem]]:
    """Every plane of a configuration; one work plane in each room where it names none.

    `rooms` and their `surfaces` are in the scene's frame.
    """
    problems: list[Problem] = []
    if not entries:
        area = sum(room.floor_area_m2 for room in rooms)
        spacing = max(DEFAULT_SPACING_M, (area / MOST_DEFAULT_POINTS) ** 0.5)
        entries = (PlaneEntry(name="work plane", height_m=WORK_PLANE_HEIGHT_M, spacing_m=spacing),)
        each = " in each room" if len(rooms) > 1 else ""
        message = f"No plane is named; one work plane at {WORK_PLANE_HEIGHT_M} m{each} is taken."
        problems.append(info("DEFAULT_TAKEN", "calculation.planes", message))
    planes: list[MeasuringPlane] = []
    for entry, room, where in _by_room(entries, rooms, surfaces, problems):
        points, normals, found = _points_of(entry, room or rooms[0], surfaces, scene_from_file, where)
        problems += found
        too_many = _too_many(sum(len(plane.points_m) for plane in planes) + len(points), rooms)
        if too_many is not None:
            return (), [*problems, too_many]
        blocked = inside_objects(rooms, points)
        if len(points) and blocked.all():
            message = f"Every point of the plane {entry.name!r} lies outside the room or inside an object."
            problems.append(error("PLANE_OUTSIDE_ROOM", where, message, "Move the plane into the room."))
        if entry.points_m is not None:
            file_points = np.array(entry.points_m, dtype=np.float64)
        else:
            file_points = rounded(moved_points(inverse(scene_from_file), points))
        level = entry.kind == "illuminance" and entry.direction in (None, UP)
        over_floor = entry.height_m is not None and level
        name = _room_around(points, rooms) if room is None else room.name
        planes.append(
            MeasuringPlane(entry.name, name, entry.kind, points, normals, file_points, blocked, over_floor)
        )
    return tuple(planes), problems


def _by_room(
    entries: tuple[PlaneEntry, ...],
    rooms: Sequence[Room],
    surfaces: tuple[LitSurface, ...],
    problems: list[Problem],
) -> list[tuple[PlaneEntry, Room | None, str]]:
    """Each plane with its room and its place; of several rooms, a plane that names none is one in each.

    Points and rectangles stay one plane; their room is None where it is not named.
    """
    found: list[tuple[PlaneEntry, Room | None, str]] = []
    taken = {entry.name for entry in entries}
    for index, entry in enumerate(entries):
        where = f"calculation.planes[{index}]"
        if len(rooms) == 1:
            found.append((entry, rooms[0], where))
            continue
        named = entry.room
        if named is None and entry.on is not None and "/" in entry.on:
            before, _, after = entry.on.partition("/")
            if any(room.name == before for room in rooms):
                named, entry = before, entry.model_copy(update={"on": after})
        if named is not None:
            own = next((room for room in rooms if room.name == named), None)
            if own is None:
                problems.append(_unknown_room(named, rooms, where))
            else:
                found.append((entry, own, where))
        elif entry.height_m is None and entry.on is None:
            found.append((entry, None, where))
        else:
            having = [room for room in rooms if entry.on is None or surfaces_named(entry.on, surfaces, room)]
            if not having:
                problems.append(_unknown_surface(str(entry.on), surfaces, where))
            for room in having:
                name = _free_name(f"{room.name}/{entry.name}", taken, where, problems)
                found.append((entry.model_copy(update={"name": name}), room, where))
    return found


def _free_name(name: str, taken: set[str], where: str, problems: list[Problem]) -> str:
    """The name of a plane that is one in each room, with a number where another plane has it."""
    free = next(n for n in chain([name], (f"{name} {k}" for k in count(2))) if n not in taken)
    taken.add(free)
    if free != name:
        message = f"{where} would be called {name[:200]!r} as another plane is; it is called {free[:200]!r}."
        problems.append(info("PLANE_NAMED_APART", f"{where}.name", message, "Give each its own name."))
    return free


def _unknown_room(name: str, rooms: Sequence[Room], where: str) -> Problem:
    known = ", ".join(repr(room.name) for room in rooms[:30])
    message = f"{where}.room is {name!r}; the rooms are called {known}."
    return error("UNKNOWN_ROOM", f"{where}.room", message, "Name one of these.")


def _room_around(points: Array, rooms: Sequence[Room]) -> str:
    """The name of the room that most points lie in; nothing where none is in any."""
    if not len(points):
        return ""
    inside = [int(inside_room(room, points).sum()) for room in rooms]
    return rooms[int(np.argmax(inside))].name if max(inside) else ""


def _points_of(
    entry: PlaneEntry, room: Room, surfaces: tuple[LitSurface, ...], scene_from_file: Array, where: str
) -> Found:
    """A plane's points and normals in the scene's frame."""
    if entry.on is not None:
        return _on_surfaces(entry, entry.on, room, surfaces, where)
    if entry.origin_m is not None and entry.u_m is not None and entry.v_m is not None:
        return _rectangle(entry, entry.origin_m, (entry.u_m, entry.v_m), scene_from_file, where)
    if entry.points_m is None:
        points, problems = _grid(entry, room, where)
        given: tuple[Point3, ...] = (entry.direction or UP,) * len(points)
    else:
        points, problems = moved_points(scene_from_file, np.array(entry.points_m, dtype=np.float64)), []
        given = entry.normals or (entry.direction or UP,) * len(points)
    return points, moved_directions(scene_from_file, np.array(given, dtype=np.float64)), problems


def _rectangle(
    entry: PlaneEntry, origin_m: Point3, edges_m: tuple[Point3, Point3], scene_from_file: Array, where: str
) -> Found:
    """Cell centres of a rectangle or parallelogram anywhere; it looks along u x v."""
    u, v = (np.array(edge, dtype=np.float64) for edge in edges_m)
    sides = float(np.linalg.norm(u)), float(np.linalg.norm(v))
    spacing = entry.spacing_m or DEFAULT_SPACING_M
    columns, rows = cell_counts(*sides, spacing)
    too_many = _check_count(entry, columns * rows, where)
    if too_many:
        return NOTHING, NOTHING, too_many
    shares = cell_centres(*sides, spacing) / sides
    points = np.array(origin_m) + shares[:, :1] * u + shares[:, 1:] * v
    normals = np.tile(np.cross(u, v), (len(points), 1))
    return moved_points(scene_from_file, points), moved_directions(scene_from_file, normals), []


def _on_surfaces(
    entry: PlaneEntry, name: str, room: Room, surfaces: tuple[LitSurface, ...], where: str
) -> Found:
    """Points in front of the surfaces that a name stands for."""
    named = surfaces_named(name, surfaces, room)
    bodies = all(surface.kind == SurfaceKind.FURNITURE for surface in named)
    if not named:
        return NOTHING, NOTHING, [_unknown_surface(name, surfaces, where)]
    if entry.side is not None and not bodies:
        message = f"{where}.side belongs to furniture; {name!r} is seen from within the room only."
        return (
            NOTHING,
            NOTHING,
            [error("KEYS_EXCLUDE_EACH_OTHER", f"{where}.side", message, "Leave it out.")],
        )
    side = entry.side or ("top" if bodies else "all")
    every = faces_of(named)
    faces = faces_on_side(every, side) if len(every.area_m2) else every
    if not len(faces.area_m2):
        message = f"{name!r} has no surface on its side {side!r} for the plane {entry.name!r}."
        hint = "Choose 'top', 'bottom', 'sides' or 'all'."
        return NOTHING, NOTHING, [error("PLANE_EMPTY", where, message, hint)]
    spacing: GridSpacing = entry.spacing_m or DEFAULT_SPACING_M
    flat = is_flat(faces)
    count = (count_on_flat if flat else count_spread)(faces, spacing)
    too_many = _check_count(entry, count, where)
    if too_many:
        return NOTHING, NOTHING, too_many
    points, normals = points_on_flat(faces, spacing) if flat else points_spread(faces, count)
    if flat and not len(points):  # narrower than a cell everywhere
        points, normals = points_spread(faces, count)
    return rounded(points), rounded(normals, 15), []


def surfaces_named(name: str, surfaces: tuple[LitSurface, ...], room: Room) -> list[LitSurface]:
    """The surfaces of a room that a name stands for.

    ``wall:2`` and every other name of a surface; ``walls`` and ``furniture`` for all of them;
    ``furniture:3`` or ``furniture:sofa`` as in the room's `surfaces`; ``sofa`` for all pieces of that name.
    """
    surfaces = tuple(surface for surface in surfaces if surface.room in ("", room.name))
    exact = [surface for surface in surfaces if own_name(surface) == name]
    if exact:
        return exact
    kinds = {"walls": SurfaceKind.WALL, "furniture": SurfaceKind.FURNITURE}
    if name in kinds:
        return [surface for surface in surfaces if surface.kind == kinds[name]]
    wanted = name.removeprefix("furniture:")
    pieces = [surface for surface in surfaces if surface.kind == SurfaceKind.FURNITURE]
    by_index = [piece for piece in pieces if name != wanted and own_name(piece).split(":")[1] == wanted]
    return by_index or [piece for piece in pieces if own_name(piece).split(":", 2)[2] == wanted]


def _unknown_surface(name: str, surfaces: tuple[LitSurface, ...], where: str) -> Problem:
    known = [surface.name for surface in surfaces]
    pieces = [own_name(s).split(":", 2)[2] for s in surfaces if s.kind == SurfaceKind.FURNITURE]
    near = difflib.get_close_matches(name, [*known, *pieces, "walls"], n=3)
    hint = f"Did you mean {', '.join(near)}?" if near else f"Known are {', '.join(known[:20])}."
    return error("UNKNOWN_SURFACE", f"{where}.on", f"No surface or furniture is called {name[:60]!r}.", hint)


def _check_count(entry: PlaneEntry, count: int, where: str) -> list[Problem]:
    """An error, before any point is made, when a plane has too many."""
    if count <= MOST_POINTS:
        return []
    message = f"The plane {entry.name!r} would have {count} points; at most {MOST_POINTS} are calculated."
    return [error("TOO_MANY_POINTS", where, message, "Make the spacing larger.")]


def _too_many(points: int, rooms: Sequence[Room]) -> Problem | None:
    """An error when planes have more points than are worked on at once."""
    pieces = sum(len(room.furniture) + len(room.partitions) for room in rooms)
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
    spacing: GridSpacing = entry.spacing_m or DEFAULT_SPACING_M
    turn = _turn(float(np.radians(grid_angle_deg(room))))
    floor = shapely.transform(floor_polygon(room), lambda xy: xy @ turn)
    inset = floor.buffer(-margin, join_style="mitre") if margin > 0 else floor
    if inset.is_empty:
        message = f"A margin of {margin} m leaves nothing of the floor for the plane {entry.name!r}."
        return NOTHING, [error("PLANE_EMPTY", where, message, "Make the margin smaller.")]
    x0, y0, x1, y1 = inset.bounds
    columns, rows = cell_counts(x1 - x0, y1 - y0, spacing)
    too_many = _check_count(entry, columns * rows, where)
    if too_many:
        return NOTHING, too_many
    flat = cell_centres(x1 - x0, y1 - y0, spacing) + np.array([x0, y0])
    kept = flat[shapely.contains_xy(inset.buffer(1e-6, join_style="mitre"), flat[:, 0], flat[:, 1])]
    if not len(kept):
        message = f"No cell centre of the plane {entry.name!r} falls on the floor less its margin."
        return NOTHING, [error("PLANE_EMPTY", where, message, "Make the spacing smaller.")]
    height = room.elevation_m + (WORK_PLANE_HEIGHT_M if entry.height_m is None else entry.height_m)
    return rounded(np.column_stack([kept @ turn.T, np.full(len(kept), height)])), []
