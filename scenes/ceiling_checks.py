"""What keeps slopes or a mesh from being the ceiling of a room."""

from __future__ import annotations

import math

from kit.problems import Problem, error, info
from scenes.ceiling import highest_and_lowest_m, is_level, level_parts
from scenes.mesh_ceiling import check_mesh_ceiling
from scenes.room import Room

LEAST_HIGHEST_M = 0.5
BELOW_M = 1e-6


def check_ceiling(room: Room, where: str) -> list[Problem]:
    """Every fault of a ceiling that is not level; the outline is sound."""
    if is_level(room):
        return []
    if room.ceiling_triangles is not None:
        return check_mesh_ceiling(room, where)
    place = f"{where}.ceiling_slopes"
    problems = []
    for index, slope in enumerate(room.slopes):
        if not 0 <= slope.wall < len(room.outline_m):
            last = len(room.outline_m) - 1
            message = f"{place}[{index}].wall is {slope.wall}; the room has walls 0 to {last}."
            problems.append(
                error("UNKNOWN_WALL", f"{place}[{index}].wall", message, "Choose one of its walls.")
            )
        elif not (0 < slope.pitch_deg < 90 and 0 <= slope.height_m < math.inf):
            message = f"{place}[{index}] rises {slope.pitch_deg:g} degrees from {slope.height_m:g} m."
            hint = "Give a height from 0 and a pitch between 0 and 90 degrees."
            problems.append(error("OUT_OF_RANGE", f"{place}[{index}]", message, hint))
    if problems:
        return problems
    highest, lowest = highest_and_lowest_m(room)
    if lowest < -BELOW_M or highest < LEAST_HIGHEST_M:
        message = f"{place} makes a ceiling of {lowest:.2f} to {highest:.2f} m; it lies above the floor."
        hint = "A slope goes on over the whole room: give the room's parts beside it as rooms of their own."
        return [error("CEILING_BELOW_FLOOR", place, message, hint)]
    seen = {plane.slope for plane, _ in level_parts(room)}
    for index in range(len(room.slopes)):
        if index not in seen:
            message = f"{place}[{index}] lies above the rest of the ceiling everywhere; it changes nothing."
            problems.append(
                info("SLOPE_WITHOUT_EFFECT", f"{place}[{index}]", message, "Lower it, or leave it out.")
            )
    return problems
