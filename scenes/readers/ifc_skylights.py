"""Windows of the roof of an IFC file, and the rooms below them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from kit.problems import Problem, info, warning
from scenes.ceiling import ceiling_height_m, skylight_corners_m, slope_over
from scenes.checks import SAME_M as APART_M
from scenes.checks import skylight_fault
from scenes.readers.ifc_file import Array, Body, Element, IfcModel, shown_names
from scenes.readers.ifc_glazing import transmittance_of
from scenes.room import Opening, Point, Room

ABOVE_M = 1.5  # how far above a ceiling the hole of its skylight may begin in the roof
BELOW_M = 0.1  # how far below a ceiling it may end
LOWEST_ROOM_M = 1.0  # a floor that is no farther below a hole, or above it, lies over the hole
EMPTY_M2 = 0.3  # smaller holes that nothing fills are for pipes and flues


@dataclass(frozen=True, eq=False)
class Skylight:
    """A window in a hole of a roof or slab; `along` is its own x axis in the building's plan.

    `window` is False where something else fills the hole, and `filled` where nothing does.
    """

    name: str
    hole: Body
    along: Point
    transmittance: float | None
    window: bool = True
    filled: bool = True

    @property
    def middle_m(self) -> Point:
        """The middle of the hole's box in the plan."""
        x, y, _ = (self.hole.vertices_m.min(axis=0) + self.hole.vertices_m.max(axis=0)) / 2
        return float(x), float(y)


@dataclass(frozen=True, eq=False)
class _Place:
    """A skylight where it would be: the number of its room, and its shape seen from above."""

    skylight: Skylight
    room: int | None = None
    opening: Opening | None = None
    shape: shapely.Polygon = field(default_factory=shapely.Polygon)


def skylight_of(model: IfcModel, filler: Element, hole: Body) -> Skylight:
    """The skylight in a hole of a roof or slab; `filler` is the hole's element where nothing fills it."""
    x, y = model.direction(model.matrix(filler)[:3, 0])[:2].tolist()
    length = math.hypot(x, y)
    along = (x / length, y / length) if length > 0.5 else (1.0, 0.0)
    filled = not filler.is_a("IfcOpeningElement")
    name = " ".join(str(filler.Name or filler.is_a()).split())[:80]
    glass = transmittance_of(filler) if filled else None
    return Skylight(name, hole, along, glass, filler.is_a("IfcWindow"), filled)


def with_skylights(rooms: Sequence[Room], skylights: Sequence[Skylight]) -> tuple[list[Room], list[Problem]]:
    """The rooms with the windows of the roof above their ceilings; what fits into none is told.

    What else fills a hole that is open to the sky is taken as a window, and told; so are holes that nothing
    fills, which stay closed.
    """
    places = _places(rooms, sorted(skylights, key=lambda each: (not each.filled, not each.window)))
    near = _neighbours(places)
    taken: dict[int, Opening] = {}
    left_out: dict[str, list[Skylight]] = {}
    empty: list[Skylight] = []
    for number, place in enumerate(places):
        touches = any(other in taken for other in near.get(number, ()))
        if not place.skylight.window and touches:
            continue  # the same hole through another layer
        fault = "touches another window of the roof" if touches else _fault(place, rooms)
        if not place.skylight.filled:
            wide = place.opening is not None and math.prod(place.opening.size_m) >= EMPTY_M2
            empty += [place.skylight] if wide else []
        elif fault or place.opening is None:
            left_out.setdefault(fault, []).append(place.skylight)
        else:
            taken[number] = place.opening
    own: dict[int, list[Opening]] = {}
    for number, opening in taken.items():
        own.setdefault(places[number].room or 0, []).append(opening)
    changed = [
        replace(room, openings=(*room.openings, *own[k])) if k in own else room
        for k, room in enumerate(rooms)
    ]
    assumed = [places[number].skylight for number in taken if not places[number].skylight.window]
    return changed, [*_told_left_out(left_out), *_told_assumed(assumed), *_told_empty(empty)]


def _places(rooms: Sequence[Room], skylights: Sequence[Skylight]) -> list[_Place]:
    """Where each would be: in the highest ceiling below it.

    What is no window counts only over a room and under the open sky.
    """
    floors = shapely.STRtree([shapely.Polygon(room.outline_m, room.holes_m) for room in rooms])
    middles = shapely.points(np.array([each.middle_m for each in skylights]).reshape(-1, 2))
    near: dict[int, list[int]] = {}
    for number, k in floors.query(middles, predicate="within").T.tolist():
        near.setdefault(number, []).append(k)
    found = []
    for number, skylight in enumerate(skylights):
        own = sorted(near.get(number, ()))
        ends_m = float(skylight.hole.vertices_m[:, 2].min()) - LOWEST_ROOM_M
        if not skylight.window and (not own or any(rooms[k].elevation_m > ends_m for k in own)):
            continue
        ceilings = [(_ceiling_below(skylight, rooms[k]), k) for k in own]
        below = [(height_m, k) for height_m, k in ceilings if height_m is not None]
        if not below:
            found.append(_Place(skylight))
            continue
        _, k = max(below)
        opening = _opening(skylight, rooms[k])
        shape = shapely.Polygon(skylight_corners_m(rooms[k], opening))
        found.append(_Place(skylight, k, opening, shape))
    return found


def _neighbours(places: Sequence[_Place]) -> dict[int, list[int]]:
    """The earlier ones that each touches in its own ceiling."""
    shapes = np.array([place.shape for place in places], dtype=object)
    found: dict[int, list[int]] = {}
    for one, other in shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=APART_M).T.tolist():
        if other < one and places[one].room == places[other].room:
            found.setdefault(one, []).append(other)
    return found


def _fault(place: _Place, rooms: Sequence[Room]) -> str:
    """What keeps it out of its ceiling, in words; empty where nothing does."""
    if place.room is None or place.opening is None:
        return "lies in no room's ceiling"
    if min(place.opening.size_m) < APART_M:
        return "has a hole without width"
    return skylight_fault(rooms[place.room], place.opening)


def _ceiling_below(skylight: Skylight, room: Room) -> float | None:
    """Height in the building of a room's ceiling [m]; None where the skylight over it is not in it."""
    low, top = skylight.hole.vertices_m[:, 2].min(), skylight.hole.vertices_m[:, 2].max()
    height = room.elevation_m + float(ceiling_height_m(room, np.array([skylight.middle_m]))[0])
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


# What is told


def _told_left_out(left_out: Mapping[str, Sequence[Skylight]]) -> list[Problem]:
    """The windows that are in no ceiling, one problem for each reason."""
    problems = []
    for fault, own in left_out.items():
        named = [f"{each.name!r} at {_at(each)}" for each in own]
        message = f"{len(own)} windows in the roof were left out; each {fault}: {shown_names(named)}."
        if len(own) == 1:
            message = f"{own[0].name!r}, a window in the roof at {_at(own[0])}, {fault}; it was left out."
        hint = "Add it to the room below it by hand."
        problems.append(info("SKYLIGHT_LEFT_OUT", own[0].name, message, hint))
    return problems


def _told_assumed(assumed: Sequence[Skylight]) -> list[Problem]:
    """What fills holes of a roof and is called no window."""
    if not assumed:
        return []
    named = shown_names([f"{each.name!r} at {_at(each)}" for each in assumed])
    message = (
        f"{len(assumed)} holes in the roof are filled by what is called no window; skylights now: {named}."
    )
    return [warning("OPENING_KIND_ASSUMED", "skylights", message, "Look whether light comes in there.")]


def _told_empty(empty: Sequence[Skylight]) -> list[Problem]:
    """Holes over ceilings that nothing fills."""
    if not empty:
        return []
    named = shown_names([_at(each) for each in empty])
    message = (
        f"{len(empty)} holes in the roof have no window in them; the ceilings below stay closed: {named}."
    )
    return [info("SKYLIGHT_LEFT_OUT", "skylights", message, "Add skylights by hand where light comes in.")]


def _at(skylight: Skylight) -> str:
    x, y = skylight.middle_m
    return f"({x:.2f}, {y:.2f})"
