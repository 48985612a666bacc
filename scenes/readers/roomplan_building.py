"""Captured rooms become a building: turned and moved together, with walls between and doors matched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, errors_of, info, warning
from scenes.building import Building, Storey, named_apart
from scenes.checks import check_outline
from scenes.choose_room import choose_room
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.readers.roomplan_capture import CapturedRoom, CapturedWall, PlanFrame
from scenes.readers.roomplan_neighbours import building_walls, matched_doors, set_apart, walls_between
from scenes.readers.roomplan_objects import captured_objects
from scenes.readers.roomplan_partitions import partitions
from scenes.readers.roomplan_slopes import ceiling_of
from scenes.readers.roomplan_walls import host_openings, split_at_gaps
from scenes.room import Finish, Origin, Point, Room
from scenes.votes import Choice

Array = NDArray[np.float64]

MOST_UNLIKE = 10.0  # times that walls may span more or less than the floor they stand around


def building_of(
    captured: Sequence[CapturedRoom],
    overrides: RoomOverrides,
    problems: Sequence[Problem],
    *,
    format: str,
    units: str,
    choices: tuple[Choice, ...] = (),
) -> RoomReading:
    """The reading of captured rooms, which stand in one frame; of several, unsound ones are left out.

    The frame has the lowest floor at z = 0, the longest wall along x, and its lowest corner at the origin.
    """
    found = list(problems)
    sound, unsound = _sound(captured)
    found += unsound
    if not sound:
        return RoomReading(None, tuple(found), format, units)
    placed, remarks = set_apart(sound)
    found += remarks
    plan, remark = _plan_frame([room.outline for room in placed])
    found.append(remark)
    named = _named(placed)
    lowest = min(room.floor_z_m for room in placed)
    rooms = []
    for each, name in zip(placed, named, strict=True):
        own = replace(plan, floor_z_m=each.floor_z_m)
        room, remarks = _room(each, own, name, lowest, alone=len(placed) == 1)
        rooms.append(room)
        found += remarks
    between = walls_between(rooms)
    rooms, remarks = matched_doors(rooms, between)
    found += remarks
    walls, rooms = building_walls(rooms, between)
    found += _thicknesses([each.thickness_m for each in between])
    kept, remarks = _chosen(Building(tuple(rooms), _storeys(rooms)), overrides)
    found += remarks
    if kept is not None:
        kept = replace(kept, walls=tuple(walls), choices=choices)
    return RoomReading(kept, tuple(found), format, units)


def _sound(captured: Sequence[CapturedRoom]) -> tuple[list[CapturedRoom], list[Problem]]:
    """Rooms whose outline is one and fits their walls; of several, what is wrong with one is a warning."""
    sound, problems = [], []
    alone = len(captured) == 1
    for room in captured:
        place = f"{room.where}." if room.where else ""
        ring = tuple((float(x), float(y)) for x, y in room.outline)
        unsound = check_outline(ring, f"{place}floors[0].polygonCorners")
        unsound = unsound or _check_extents(ring, room.walls, place)
        if not unsound:
            sound.append(room)
        problems += unsound if alone else left_out(unsound, room.where)
    if captured and not sound and not alone:
        message = "None of the captured rooms can be used."
        problems.append(error("NO_ROOM_FOUND", "rooms", message, "See what is wrong with each."))
    return sound, problems


def left_out(problems: Sequence[Problem], where: str) -> list[Problem]:
    """Errors of one room of several as warnings, and that it was left out."""
    if not errors_of(problems):
        return list(problems)
    message = f"{where} cannot be used as it was captured; the others can."
    told = warning("CAPTURE_LEFT_OUT", where, message, "See what is wrong with it.")
    return [*(replace(each, severity=told.severity) for each in problems), told]


def _check_extents(ring: Sequence[Point], walls: Sequence[CapturedWall], where: str) -> list[Problem]:
    """An error when walls and floor are so different in extent that they are not of one capture."""
    of_floor = float(np.ptp(np.array(ring), axis=0).max())
    ends = np.array([end for wall in walls for end in (wall.start, wall.end)])
    of_walls = float(np.ptp(ends, axis=0).max())
    if of_floor / MOST_UNLIKE <= of_walls <= of_floor * MOST_UNLIKE:
        return []
    message = f"The walls span {of_walls:.4g} m, but the floor {of_floor:.4g} m; they were expected to fit."
    hint = "Export the room again; perhaps only a part of it was scaled."
    return [error("WALLS_DO_NOT_FIT_FLOOR", f"{where}walls", message, hint)]


def _plan_frame(outlines: Sequence[Array]) -> tuple[PlanFrame, Problem]:
    """Turn and shift that lay the longest wall along x and begin the plan at (0, 0), and a remark on them."""
    longest: tuple[float, Array] = (-1.0, np.array([1.0, 0.0]))
    for outline in outlines:
        along = np.roll(outline, -1, axis=0) - outline
        lengths = np.round(np.linalg.norm(along, axis=1), 4)
        first = int(np.argmax(lengths))
        if lengths[first] > longest[0]:
            longest = (float(lengths[first]), along[first])
    x, y = longest[1]
    angle = math.atan2(y, x)
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = ((cosine, sine), (-sine, cosine))
    low = (np.vstack(outlines) @ np.array(turn).T).min(axis=0)
    message = (
        f"The plan was turned by {-math.degrees(angle):.1f} degrees and moved, so that its longest wall runs "
        "along x and it begins at (0, 0)."
    )
    return PlanFrame(turn, (-float(low[0]), -float(low[1]))), info("FRAME_SET", "floors[0]", message)


def _named(captured: Sequence[CapturedRoom]) -> list[str]:
    """Names that differ."""
    drawn = [Room(outline_m=(), height_m=0.0, name=room.name) for room in captured]
    return [room.name for room in named_apart(drawn)]


def _room(
    each: CapturedRoom, plan: PlanFrame, name: str, lowest_m: float, *, alone: bool
) -> tuple[Room, list[Problem]]:
    """One room of the building."""
    place = "" if alone else f"{name}/"
    ring = [plan.point((float(x), float(y))) for x, y in each.outline]
    walls = [wall.led(plan) for wall in each.walls]
    edges, problems = split_at_gaps(ring, walls, room=name, where=place)
    height, slopes, remarks = ceiling_of(walls, edges, where=place)
    captured = each.ceiling_z_m is not None and not slopes
    if each.ceiling_z_m is not None and not slopes:
        height, remarks = round(each.ceiling_z_m - each.floor_z_m, 6), []
    problems += remarks
    parts = [part.led(plan) for part in each.openings]
    held = [p for p in parts if any(not edge.open and edge.holds(p) for edge in edges)]
    openings, remarks = host_openings(held, edges, height, before=place)
    problems += remarks
    inner, listed, left, remarks = partitions(walls, edges, [p for p in parts if p not in held], height)
    problems += [*remarks, *(_without_wall(part, place) for part in left)]
    furniture, remarks = captured_objects(each.objects, plan, height, where=place)
    problems += remarks
    if not slopes and not captured:
        message = "RoomPlan captures no ceiling; a flat one is taken at the height of the walls."
        problems.append(
            info("NO_CEILING_IN_FILE", f"{place}ceiling", message, "Say how high it is.", height_m=height)
        )
    room = Room(
        outline_m=tuple(edge.start for edge in edges),
        height_m=height,
        name=name,
        use=each.use,
        finishes={f"wall:{i}": Finish(open=True) for i, edge in enumerate(edges) if edge.open},
        openings=tuple(openings),
        furniture=tuple(furniture),
        partitions=tuple(inner),
        origins={
            "outline": Origin.FILE,
            "height": Origin.FILE,
            "openings": Origin.FILE,
            "furniture": Origin.FILE,
            "ceiling": Origin.FILE if captured else Origin.DERIVED,
        },
        elevation_m=round(each.floor_z_m - lowest_m, 4) + 0.0,
        storey=f"storey {each.story}",
        slopes=tuple(slopes),
        partition_openings=tuple(listed),
    )
    return room, problems


def _without_wall(part: CapturedWall, place: str) -> Problem:
    message = f"A {part.kind} at ({part.start[0]:.2f}, {part.start[1]:.2f}) lies on no wall and was left out."
    return warning("OPENING_WITHOUT_WALL", f"{place}openings", message, "Add it by hand.")


def _storeys(rooms: Sequence[Room]) -> tuple[Storey, ...]:
    """The storeys by their numbers, each at its lowest floor."""
    lowest: dict[str, float] = {}
    for room in rooms:
        lowest[room.storey] = min(room.elevation_m, lowest.get(room.storey, math.inf))
    return tuple(Storey(name, z) for name, z in sorted(lowest.items(), key=lambda each: each[1]))


def _thicknesses(found: Sequence[float]) -> list[Problem]:
    if not found:
        return []
    message = (
        f"{len(found)} walls between rooms are {min(found):.2f} to {max(found):.2f} m thick, from the "
        "distance of their two faces; RoomPlan captures no thickness."
    )
    return [info("WALL_THICKNESS_DERIVED", "walls", message)]


def _chosen(building: Building, overrides: RoomOverrides) -> tuple[Building | None, list[Problem]]:
    """The rooms that are asked for by name or storey."""
    if len(building.rooms) == 1:
        return building, _ignored(overrides, building)
    if overrides.room is not None:
        room, problems = choose_room(building, room=overrides.room, storey=overrides.storey)
        rooms: tuple[Room, ...] = () if room is None else (room,)
    elif overrides.storey is not None:
        rooms = tuple(room for room in building.rooms if room.storey == overrides.storey)
        problems = [] if rooms else choose_room(building, storey=overrides.storey)[1]
    else:
        return building, []
    if not rooms:
        return None, problems
    return replace(building, rooms=rooms, storeys=_storeys(rooms)), problems


def _ignored(overrides: RoomOverrides, building: Building) -> list[Problem]:
    """Warnings of what a file with one room has no use for."""
    problems = []
    only = building.rooms[0]
    if overrides.room not in (None, "0", only.name):
        message = f"'room' is {overrides.room!r}, but the file holds one room, {only.name!r}; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "room", message, "Leave it out."))
    if overrides.storey not in (None, only.storey):
        message = f"'storey' is {overrides.storey!r}, but the file holds one, {only.storey!r}; it is ignored."
        problems.append(warning("OVERRIDE_IGNORED", "storey", message, "Leave it out."))
    return problems
