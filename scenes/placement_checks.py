"""Whether luminaires may hang where they are put, and where they would snap to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.luminaire import Luminaire, Mounting
from kit.problems import Problem, error, info, warning
from scenes.ceiling import ceiling_height_m
from scenes.inside import ON_SURFACE_M, above_floor, first_around, floor_polygon, inside_room
from scenes.ip_zones import check_ip_zones
from scenes.placement import Placed
from scenes.room import Room
from scenes.surfaces import furniture_vertices_m

Array = NDArray[np.float64]

TOUCHES_M = 0.05  # nearer than this a mounting point is on its surface
IN_WALL_M = 0.02
WALL_THICKNESS_M = 0.30  # what lies this near outside a room is in its wall
HEAD_ROOM_M = 2.0  # people walk upright below this
ON_CEILING = (Mounting.CEILING, Mounting.RECESSED, Mounting.PENDANT)


def rooms_of_placements(rooms: Sequence[Room], placed: Sequence[Placed]) -> list[int]:
    """Which room each luminaire hangs in: where its light is, or else its mounting point, or nearly so."""
    if len(rooms) == 1:
        return [0] * len(placed)
    centres = np.array([one.file_from_photometry[:3, 3] for one in placed]).reshape(-1, 3)
    points = np.array([one.placement.position_m for one in placed], dtype=np.float64).reshape(-1, 3)
    found = np.full(len(placed), -1)
    for tolerance in (-TOUCHES_M, ON_SURFACE_M, IN_WALL_M, WALL_THICKNESS_M):
        for where in (centres, points):
            for number, room in enumerate(rooms):
                inside = inside_room(room, where, tolerance)
                found = np.where((found < 0) & inside, number, found)
    return [max(0, int(number)) for number in found]


def check_placements(
    rooms: Sequence[Room], placed: Sequence[Placed], hung_in: Sequence[int]
) -> list[Problem]:
    """Every problem of luminaires in sound rooms, in the configuration's frame and order.

    `hung_in` says the room of each, see `rooms_of_placements`.
    """
    found: dict[int, list[Problem]] = {}
    for number, room in enumerate(rooms):
        own = [k for k, hung in enumerate(hung_in) if hung == number]
        if own:
            found.update(zip(own, _check_in_room(room, [placed[k] for k in own]), strict=True))
    return [problem for k in sorted(found) for problem in found[k]]


def _check_in_room(room: Room, placed: list[Placed]) -> list[list[Problem]]:
    """The problems of each luminaire of one room."""
    centres = above_floor(room, np.array([one.file_from_photometry[:3, 3] for one in placed]).reshape(-1, 3))
    partitions, furniture = first_around(room.partitions, centres), first_around(room.furniture, centres)
    tables = [shapely.MultiPoint(furniture_vertices_m(piece)[:, :2]).convex_hull for piece in room.furniture]
    seen_from_above = shapely.STRtree(tables)
    wet = check_ip_zones(room, placed)
    problems: list[list[Problem]] = []
    for one, partition, piece, splashed in zip(placed, partitions, furniture, wet, strict=True):
        place = f"{one.where}.position_m"
        found = _check_inside(room, one, place, partition=partition, piece=piece) or [
            *_check_mounting(room, one, place),
            *_check_head_room(room, seen_from_above, one, place),
            *_check_dimming(one),
            *splashed,
        ]
        problems.append(found)
    return problems


def _check_inside(
    room: Room, one: Placed, place: str, *, partition: int | None, piece: int | None
) -> list[Problem]:
    """Errors of a luminaire that hangs outside the room, within a wall, or within furniture.

    `partition` and `piece` are what its light source lies within.
    """
    position = np.array([one.placement.position_m], dtype=np.float64)
    centre = one.file_from_photometry[None, :3, 3]
    named = f"{one.placement.id!r} at ({', '.join(f'{v:g}' for v in position[0])})"
    hint = "Move it into the room."
    solid = replace(room, holes_m=())  # columns are walls, not outside
    if not inside_room(solid, np.vstack([centre, position]), WALL_THICKNESS_M).any():
        return [error("LUMINAIRE_OUTSIDE_ROOM", place, f"{named} hangs outside the room.", hint)]
    if partition is not None:
        message = f"{named} has its light source within a partition."
        return [error("LUMINAIRE_IN_WALL", place, message, hint)]
    recessed = one.luminaire.mounting is Mounting.RECESSED
    if not recessed and not inside_room(room, centre, IN_WALL_M)[0]:
        message = f"{named} has its light source within a wall, the floor or the ceiling."
        return [error("LUMINAIRE_IN_WALL", place, message, hint)]
    if not inside_room(room, position, IN_WALL_M)[0]:
        message = f"{named} has its mounting point within a wall, the floor or the ceiling."
        return [error("LUMINAIRE_IN_WALL", place, message, hint)]
    if piece is not None:
        called = room.furniture[piece].name or f"furniture {piece}"
        message = f"{named} has its light source within {called!r}."
        return [error("LUMINAIRE_IN_FURNITURE", place, message, "Move the luminaire or the furniture.")]
    return _check_body(room, one, place, named)


def _check_body(room: Room, one: Placed, place: str, named: str) -> list[Problem]:
    """An error when the body reaches through a wall, the floor or (unless recessed) the ceiling."""
    if one.body_vertices_m is None:
        return []
    body = one.body_vertices_m.copy()
    if one.luminaire.mounting is Mounting.RECESSED:
        body[:, 2] = np.minimum(body[:, 2], room.elevation_m + ceiling_height_m(room, body))
    outside = ~inside_room(room, body, IN_WALL_M)
    if not outside.any():
        return []
    message = f"The body of {named} reaches through a wall, the floor or the ceiling."
    return [error("LUMINAIRE_IN_WALL", place, message, "Move it away from there, or turn it.")]


def _check_mounting(room: Room, one: Placed, place: str) -> list[Problem]:
    """Warnings of a luminaire whose mounting point is not where its kind is mounted."""
    x, y, z = one.placement.position_m
    floor = room.elevation_m
    ceiling = round(floor + float(ceiling_height_m(room, np.array([[x, y]]))[0]), 9)
    mounting, called = one.luminaire.mounting, one.luminaire.name
    problems = []
    if mounting in ON_CEILING and abs(z - ceiling) > TOUCHES_M:
        message = f"{called!r} is mounted on the ceiling at {ceiling:g} m, but placed at {z:g} m."
        hint = f"Set its height to {ceiling:g} m."
        problems.append(warning("NOT_ON_CEILING", place, message, hint, position_m=[x, y, ceiling]))
    if mounting is Mounting.WALL:
        away = shapely.Point(x, y).distance(floor_polygon(room).boundary)
        if away > TOUCHES_M:
            snapped = snap_to_mounting(room, one.luminaire, one.placement.position_m)
            message = f"{called!r} is mounted on a wall, but hangs {away:.2f} m from the nearest."
            hint = "Move it to a wall."
            problems.append(warning("NOT_ON_WALL", place, message, hint, position_m=list(snapped[0])))
    if mounting is Mounting.FLOOR and z - floor > TOUCHES_M:
        message = f"{called!r} stands on the floor, but is placed at {z:g} m."
        hint = f"Set its height to {floor:g}."
        problems.append(warning("NOT_ON_FLOOR", place, message, hint, position_m=[x, y, floor]))
    if mounting is Mounting.TABLE and z - floor <= TOUCHES_M:
        message = f"{called!r} stands on a table, but is placed on the floor."
        problems.append(info("NOT_ON_TABLE", place, message, "Set its height to that of the table."))
    return problems


def _check_head_room(room: Room, furniture: shapely.STRtree, one: Placed, place: str) -> list[Problem]:
    """A warning of a pendant that people would walk into."""
    if one.luminaire.mounting is not Mounting.PENDANT or one.body_vertices_m is None:
        return []
    x, y, lowest = (*one.placement.position_m[:2], float(one.body_vertices_m[:, 2].min()))
    lowest -= room.elevation_m
    if lowest >= HEAD_ROOM_M:
        return []
    if len(furniture.query(shapely.Point(x, y), predicate="within")):
        return []  # over a table nobody walks
    message = f"{one.placement.id!r} hangs down to {lowest:.2f} m over free floor."
    hint = f"Hang it above {HEAD_ROOM_M:g} m, or over a table."
    return [warning("HEAD_ROOM_LOW", place, message, hint)]


def _check_dimming(one: Placed) -> list[Problem]:
    dimming, least = one.placement.dimming, one.luminaire.minimum_dimming
    if dimming == 0 or dimming >= least:
        return []
    message = f"{one.placement.id!r} is dimmed to {dimming:g}; {one.luminaire.name!r} reaches {least:g}."
    return [warning("BELOW_MINIMUM_DIMMING", f"{one.where}.dimming", message, f"Dim to {least:g} at least.")]


def snap_to_mounting(
    room: Room, luminaire: Luminaire, position_m: tuple[float, float, float]
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Where a luminaire of its kind is mounted next to a point, and how it is turned there.

    Returns
    -------
    position_m, rotation_deg
        Ceiling luminaires go up, floor luminaires down, wall luminaires to the nearest wall, with
        the wall behind their local -y; others stay.
    """
    x, y, z = position_m
    if luminaire.mounting in ON_CEILING:
        above = float(ceiling_height_m(room, np.array([[x, y]]))[0])
        return (x, y, room.elevation_m + above), (0.0, 0.0, 0.0)
    if luminaire.mounting is Mounting.FLOOR:
        return (x, y, room.elevation_m), (0.0, 0.0, 0.0)
    if luminaire.mounting is not Mounting.WALL:
        return position_m, (0.0, 0.0, 0.0)
    walls = [room.wall_ends_m(i) for i in range(len(room.outline_m))]
    start, end = min(walls, key=lambda ends: shapely.LineString(ends).distance(shapely.Point(x, y)))
    line = shapely.LineString((start, end))
    foot = line.interpolate(line.project(shapely.Point(x, y)))
    inward = np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0]))
    return (float(foot.x), float(foot.y), z), (float(np.round(inward, 9)), 0.0, 0.0)
