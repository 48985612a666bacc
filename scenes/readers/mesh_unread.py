"""What of a mesh looks like a room and became none: floors beside the rooms, and walls that are low."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, warning
from scenes.readers.mesh_levels import LEVEL, LOWEST_ROOM_M
from scenes.readers.mesh_parts import SHELL, Parts
from scenes.readers.mesh_rooms import FoundRoom
from scenes.room import Origin

Array = NDArray[np.float64]

MUCH, MUCH_M2 = 0.3, 5.0  # of the floors, from which it is told
AT_FLOOR_M = 0.05  # of a room's floor lies a face of the same
WALL_M = 0.3  # around a room that its walls stand on
UPRIGHT = 0.2  # cosine to the vertical up to which a face is a wall's
DUST_M2 = 1e-6  # smaller faces are not looked at
MOST_FACES = 5000  # that are looked at, the largest first


def check_unread(parts: Parts, rooms: Sequence[FoundRoom]) -> list[Problem]:
    """Warnings of floors that lie in no room (FLOOR_IN_NO_ROOM) and of walls lower than a door (WALLS_LOW).

    `rooms` are all that were found, in the frame of the mesh. Only floor between walls counts, within the
    convex outline of all of them, and not the ground around a house.
    """
    return [*_floor_in_no_room(parts, rooms), *_walls_low(parts, rooms)]


def _floor_in_no_room(parts: Parts, rooms: Sequence[FoundRoom]) -> list[Problem]:
    corners = parts.mesh.vertices_m[parts.mesh.triangles]
    shell = parts.of_roles(*SHELL)
    walls = corners[shell & (np.abs(parts.normals[:, 2]) < UPRIGHT)]
    heights = corners[:, :, 2].mean(axis=1)
    floors = np.unique(np.round([each.floor_m for each in rooms], 3))
    near = np.abs(heights[:, None] - floors).min(axis=1) < AT_FLOOR_M
    level = np.flatnonzero(shell & (parts.normals[:, 2] > LEVEL) & near & (parts.areas_m2 > DUST_M2))
    if not len(level) or not len(walls):
        return []
    level = level[np.argsort(-parts.areas_m2[level])[:MOST_FACES]]
    within = shapely.convex_hull(shapely.MultiPoint(walls[:, :, :2].reshape(-1, 2)))
    floor = shapely.union_all(shapely.polygons(corners[level][:, :, :2])).intersection(within)
    own = shapely.union_all([each.polygon for each in rooms])
    beside_m2 = float(floor.difference(own.buffer(WALL_M, join_style="mitre")).area)
    if beside_m2 < MUCH_M2 or beside_m2 < MUCH * float(floor.area):
        return []
    message = (
        f"{beside_m2:.0f} of {floor.area:.0f} m2 of the floor between the walls lie in no room; "
        f"the rooms that were found have {own.area:.0f} m2."
    )
    hint = "Their walls may have gaps or be too low: see the plan, check the unit, or draw these rooms."
    return [warning("FLOOR_IN_NO_ROOM", "file", message, hint)]


def _walls_low(parts: Parts, rooms: Sequence[FoundRoom]) -> list[Problem]:
    """One warning of rooms without a ceiling whose walls end below the height of a room."""
    corners = parts.mesh.vertices_m[parts.mesh.triangles]
    walls = corners[parts.of_roles(*SHELL) & (np.abs(parts.normals[:, 2]) < UPRIGHT)].reshape(-1, 3)
    found: list[tuple[float, FoundRoom]] = []
    for each in rooms:
        if each.room.origins.get("height") is Origin.DEFAULT:
            x0, y0, x1, y1 = each.polygon.buffer(WALL_M).bounds
            inside = (walls[:, :2] >= (x0, y0)).all(axis=1) & (walls[:, :2] <= (x1, y1)).all(axis=1)
            top_m = float(walls[inside, 2].max(initial=-np.inf)) - each.floor_m
            if 0.0 < top_m < LOWEST_ROOM_M:
                found.append((top_m, each))
    if not found:
        return []
    top_m, lowest = min(found, key=lambda one: one[0])
    more = f", and those of {len(found) - 1} more rooms are low too" if len(found) > 1 else ""
    message = (
        f"The walls of {lowest.room.name!r} end {top_m:.2f} m above its floor{more}; "
        f"{lowest.room.height_m:g} m is taken."
    )
    hint = "Check the unit of the file; where the walls are cut off in it, state the height."
    return [warning("WALLS_LOW", f"{lowest.room.name}/walls", message, hint)]
