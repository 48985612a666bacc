"""The surfaces of all rooms of a scene in one frame, each with the name of its room before its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kit.problems import Problem
from scenes.connections import Hole
from scenes.paint_checks import check_painted
from scenes.reveals import pane_in, reveal_surfaces
from scenes.room import Room
from scenes.scene import LitSurface
from scenes.stairwells import Stairwell, stairwell_ring, stairwell_sides
from scenes.surfaces import Cuts, room_surfaces
from scenes.tolerances import with_tolerances


def building_surfaces(
    rooms: Sequence[Room],
    holes: Sequence[Hole] = (),
    wheres: Sequence[str] = ("room",),
    shafts: Sequence[Stairwell] = (),
) -> tuple[tuple[LitSurface, ...], list[Problem]]:
    """Every surface of rooms that are joined, and what their finishes cannot reach.

    Of one room alone, names are its own (``wall:3``); of several they begin with the room's
    (``Kitchen/wall:3``). `wheres` is where each room stands, for the problems; `shafts` are their stairwells.
    """
    several = len(rooms) > 1
    surfaces: list[LitSurface] = []
    problems: list[Problem] = []
    for number, (room, where) in enumerate(zip(rooms, wheres, strict=True)):
        cuts = Cuts(
            [side for hole in holes for side in (hole.one, hole.other) if side.room == number],
            [stairwell_ring(rooms, each) for each in shafts if each.upper == number],
            [stairwell_ring(rooms, each) for each in shafts if each.lower == number],
        )
        down = [each for each in shafts if each.upper == number]
        slabs = [
            side
            for k, each in enumerate(down)
            for side in stairwell_sides(rooms, each, f"reveal:{each.opening}:{k}")
        ]
        own = (*room_surfaces(room, cuts), *_reveals(rooms, holes, number), *slabs)
        own = with_tolerances(own, room)
        problems += check_painted(room, own, where)
        surfaces += [_in_building(surface, room, several) for surface in own]
    return tuple(surfaces), problems


def _reveals(rooms: Sequence[Room], holes: Sequence[Hole], number: int) -> list[LitSurface]:
    """The reveals and panes that are named after a room, above its own floor."""
    found: list[LitSurface] = []
    taken: Counter[str] = Counter()
    for hole in holes:
        if hole.one.room != number:
            continue
        side = hole.one
        name = f"wall:{side.wall}" if side.opening is None else str(side.opening)
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name}:{taken[name]}"
        down = np.array([0.0, 0.0, rooms[number].elevation_m])
        own = (*reveal_surfaces(rooms, hole, f"reveal:{name}"), *pane_in(rooms, hole, f"pane:{name}"))
        found += [replace(each, vertices_m=each.vertices_m - down) for each in own]
    return found


def _in_building(surface: LitSurface, room: Room, several: bool) -> LitSurface:
    """A surface at its room's height, and by its room's name where there are several."""
    if room.elevation_m:
        surface = replace(surface, vertices_m=surface.vertices_m + np.array([0.0, 0.0, room.elevation_m]))
    if not several:
        return surface
    group = surface.reflectance_group
    return replace(
        surface,
        name=f"{room.name}/{surface.name}",
        room=room.name,
        reflectance_group=f"{room.name}/{group}" if group else "",
    )


def own_name(surface: LitSurface) -> str:
    """A surface's name without that of its room."""
    return surface.name.removeprefix(f"{surface.room}/") if surface.room else surface.name
