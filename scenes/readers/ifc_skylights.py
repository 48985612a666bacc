"""Windows of the roof of an IFC file, and the rooms below them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from kit.problems import Problem, info
from scenes.ceiling import ceiling_height_m, skylight_corners_m, slope_over
from scenes.checks import check_skylight
from scenes.readers.ifc_file import Array, Body, Element, IfcModel
from scenes.readers.ifc_glazing import transmittance_of
from scenes.room import Opening, Point, Room

ABOVE_M = 1.5  # how far above a ceiling the hole of its skylight may begin in the roof
BELOW_M = 0.1  # how far below a ceiling it may end


@dataclass(frozen=True, eq=False)
class Skylight:
    """A window in a hole of a roof or slab; `along` is its own x axis in the building's plan."""

    name: str
    hole: Body
    along: Point
    transmittance: float | None

    @property
    def middle_m(self) -> Point:
        """The middle of the hole's box in the plan."""
        x, y, _ = (self.hole.vertices_m.min(axis=0) + self.hole.vertices_m.max(axis=0)) / 2
        return float(x), float(y)


def skylight_of(model: IfcModel, window: Element, hole: Body) -> Skylight:
    """The skylight that a window in a hole of a roof or slab is."""
    x, y = model.direction(model.matrix(window)[:3, 0])[:2].tolist()
    length = math.hypot(x, y)
    along = (x / length, y / length) if length > 0.5 else (1.0, 0.0)
    return Skylight(" ".join(str(window.Name or "").split())[:80], hole, along, transmittance_of(window))


def with_skylights(rooms: Sequence[Room], skylights: Sequence[Skylight]) -> tuple[list[Room], list[Problem]]:
    """The rooms with the windows of the roof above their ceilings; what fits into none is told."""
    changed = list(rooms)
    problems: list[Problem] = []
    for number, skylight in enumerate(skylights):
        ceilings = [(_ceiling_below(skylight, room), k) for k, room in enumerate(changed)]
        below = [(height_m, k) for height_m, k in ceilings if height_m is not None]
        if below:
            _, k = max(below)
            opening = _opening(skylight, changed[k])
            if _fits(opening, changed[k]):
                changed[k] = replace(changed[k], openings=(*changed[k].openings, opening))
                continue
        problems.append(_told(skylight, number))
    return changed, problems


def _ceiling_below(skylight: Skylight, room: Room) -> float | None:
    """Height of the room's ceiling in the building where a skylight may be in it [m], else None."""
    middle, floor = skylight.middle_m, shapely.Polygon(room.outline_m, room.holes_m)
    if not floor.contains(shapely.Point(middle)):
        return None
    low, top = skylight.hole.vertices_m[:, 2].min(), skylight.hole.vertices_m[:, 2].max()
    height = room.elevation_m + float(ceiling_height_m(room, np.array([middle]))[0])
    return height if low - ABOVE_M <= height <= top + BELOW_M else None


def _opening(skylight: Skylight, room: Room) -> Opening:
    """The box of the hole where it goes through the ceiling, along the slope's wall or its own x axis."""
    points = _through_ceiling(skylight.hole, room)
    slope = slope_over(room, skylight.middle_m)
    along, steep = np.array(skylight.along), 1.0
    if slope is not None:
        start, end = np.array(room.wall_ends_m(slope.wall))
        along = (end - start) / np.linalg.norm(end - start)
        steep = math.cos(math.radians(slope.pitch_deg))
    axes = np.stack([along, [-along[1], along[0]]])
    flat = points[:, :2] @ axes.T
    low, high = flat.min(axis=0), flat.max(axis=0)
    x, y = ((low + high) / 2 @ axes).tolist()
    width, up = (high - low).tolist()
    return Opening(
        "skylight",
        position_m=(x, y),
        size_m=(width, up / steep),
        rotation_deg=math.degrees(math.atan2(along[1], along[0])) if slope is None else 0.0,
        transmittance=skylight.transmittance,
    )


def _through_ceiling(hole: Body, room: Room) -> Array:
    """Where the edges of a hole meet the ceiling, (point, 3) [m]; all its corners where they do not."""
    corners = hole.corners_m
    ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2, 3)
    above = ends[..., 2] - room.elevation_m - ceiling_height_m(room, ends.reshape(-1, 3)).reshape(-1, 2)
    crosses = (above[:, 0] < 0) != (above[:, 1] < 0)
    if not crosses.any():
        return hole.vertices_m
    share = above[crosses, :1] / (above[crosses, :1] - above[crosses, 1:])
    points: Array = ends[crosses, 0] + share * (ends[crosses, 1] - ends[crosses, 0])
    return points


def _fits(opening: Opening, room: Room) -> bool:
    """Whether it lies in the ceiling and apart from other skylights."""
    shape = shapely.Polygon(skylight_corners_m(room, opening))
    others = [each for each in room.openings if each.kind == "skylight"]
    apart = all(shape.disjoint(shapely.Polygon(skylight_corners_m(room, other))) for other in others)
    return apart and min(opening.size_m) > 0 and not check_skylight(room, opening, "")


def _told(skylight: Skylight, number: int) -> Problem:
    (x, y), where = skylight.middle_m, skylight.name or f"skylights[{number}]"
    message = (
        f"{where!r}, a window in the roof at ({x:.2f}, {y:.2f}), lies in no room's ceiling; it was left out."
    )
    return info("SKYLIGHT_LEFT_OUT", where, message, "Add it to the room below it by hand.")
