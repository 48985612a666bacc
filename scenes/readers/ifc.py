"""IFC 2x3, 4 and 4x3: rooms from spaces, or from walls where there are none; with what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kit.problems import Problem, error, info, require_sound, warning
from scenes.building import Building, Storey, Wall
from scenes.host_openings import host_openings
from scenes.readers.ifc_contents import add_furniture, lights_of
from scenes.readers.ifc_edges import open_edges
from scenes.readers.ifc_file import Element, IfcModel, open_ifc
from scenes.readers.ifc_finishes import Finishes
from scenes.readers.ifc_openings import openings_of
from scenes.readers.ifc_skylights import with_skylights
from scenes.readers.ifc_spaces import rooms_of_spaces
from scenes.readers.ifc_stairwells import with_slab_holes
from scenes.readers.ifc_storeys import (
    apply_units,
    check_overrides,
    choose_units,
    north_of,
    set_origin,
    storeys_of,
)
from scenes.readers.ifc_surfaces import with_finishes
from scenes.readers.ifc_walls import WallElement, walls_of
from scenes.readers.reading import RoomOverrides, RoomReading
from scenes.room import Origin, Room
from scenes.rooms_from_walls import rooms_from_walls

HEIGHTS_LOOKED_AT = 60


def read_ifc(data: bytes, filename: str, overrides: RoomOverrides) -> RoomReading:
    """Read a building.

    Raises
    ------
    UnsoundInput
        When the file is no IFC file, cut off, too large, or contradicts itself.
    """
    model = open_ifc(data)
    try:
        return _reading(model, overrides)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as fault:
        # statements that parse but are not what the schema says they are
        message = f"The file contradicts its schema: {' '.join(str(fault).split())[:160]}."
        require_sound([error("IFC_UNREADABLE", "file", message, "Export it again from its program.")])
        raise


def _reading(model: IfcModel, overrides: RoomOverrides) -> RoomReading:
    """The reading of a sound file."""
    problems = check_overrides(overrides)
    model.mirror = bool(overrides.mirror)
    units = choose_units(model, _heights(model), overrides.units)
    problems += apply_units(model, units)
    problems += set_origin(model, _extent(model))
    storeys = storeys_of(model)
    finishes = Finishes(model)
    walls, told = walls_of(model, storeys, finishes)
    problems += told
    rooms, told = _rooms(model, storeys, walls, finishes, overrides)
    problems += told
    if not rooms:
        message = "The file holds no space that is a room, and its walls enclose none."
        require_sound(
            [*problems, error("NO_ROOM_FOUND", "rooms", message, "Export it with its spaces (rooms).")]
        )
    rooms, told = with_slab_holes(model, rooms)
    problems += told
    rooms, triangles, told = add_furniture(model, rooms)
    problems += told
    lights, told = lights_of(model, rooms)
    problems += [*told, *_check_unreadable(model)]
    building = Building(
        rooms=tuple(rooms),
        storeys=tuple(storeys.values()),
        walls=tuple(wall.wall for wall in walls),
        lights=tuple(lights),
        north_deg=north_of(model),
        triangles=triangles,
        choices=(units,),
    )
    return RoomReading(building, tuple(problems), f"IFC {model.file.schema}", units.taken)


def _rooms(
    model: IfcModel,
    storeys: Mapping[int, Storey],
    walls: Sequence[WallElement],
    finishes: Finishes,
    overrides: RoomOverrides,
) -> tuple[list[Room], list[Problem]]:
    """The rooms with finishes and openings: from spaces, or else from walls alone."""
    plain = [wall.wall for wall in walls]
    found, problems = rooms_of_spaces(model, storeys, wanted=overrides.room)
    if not found:
        openings, skylights, left_out = openings_of(model, storeys, ())
        standing = _at_floors(plain, storeys)
        rooms, told = rooms_from_walls(standing, openings, closed=overrides.closed_walls)
        rooms, above = with_skylights(rooms, skylights)
        rooms = [_with_origins(room) for room in rooms]
        if rooms:
            message = f"The file holds no spaces; {len(rooms)} rooms were rebuilt from its walls."
            problems.append(warning("ROOMS_FROM_WALLS", "rooms", message, "Look at the plan of each."))
        return rooms, [*problems, *told, *left_out, *above]
    spaces: dict[str, Element] = {each.room.name: each.space for each in found}
    rooms, told = open_edges(model, found, walls)
    problems += told
    rooms, told = with_finishes(model, rooms, spaces, walls, finishes)
    problems += told
    openings, skylights, told = openings_of(model, storeys, rooms)
    problems += told
    rooms, told = host_openings(rooms, openings, plain)
    problems += told
    rooms, told = with_skylights(rooms, skylights)
    return [_with_origins(room) for room in rooms], [*problems, *told]


def _with_origins(room: Room) -> Room:
    """The room with the origin of the transmittances that the file states."""
    stated = [n for n, opening in enumerate(room.openings) if opening.transmittance is not None]
    own = {f"openings[{n}].transmittance": Origin.FILE for n in stated}
    return replace(room, origins=room.origins | own) if own else room


def _at_floors(walls: Sequence[Wall], storeys: Mapping[int, Storey]) -> list[Wall]:
    """Walls whose feet begin at the floor of their storey, where they reach below it into the ground."""
    levels = {storey.name: storey.elevation_m for storey in storeys.values()}
    found = []
    for wall in walls:
        below = levels.get(wall.storey, wall.elevation_m) - wall.elevation_m
        if 0.0 < below < wall.height_m - 0.5:
            end = wall.height_at_end_m
            wall = replace(
                wall,
                elevation_m=wall.elevation_m + below,
                height_m=wall.height_m - below,
                height_at_end_m=None if end is None else end - below,
            )
        found.append(wall)
    return found


def _heights(model: IfcModel) -> dict[str, list[float]]:
    """How high spaces (or walls) and doors are, in metres as the file says."""
    found: dict[str, list[float]] = {}
    kinds = {"rooms": ("IfcSpace",) if model.all("IfcSpace") else ("IfcWall",), "doors": ("IfcDoor",)}
    for what, classes in kinds.items():
        for element in model.all(*classes)[:HEIGHTS_LOOKED_AT]:
            stated = getattr(element, "OverallHeight", None)
            if stated:
                found.setdefault(what, []).append(float(stated) * model.metres_per_unit)
                continue
            body = model.body(element)
            if body is not None:
                found.setdefault(what, []).append(float(np.ptp(body.vertices_m[:, 2])))
    return found


def _extent(model: IfcModel) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Where spaces and walls stand, shape (point, 3)."""
    elements = model.all("IfcSpace", "IfcWall", "IfcBuildingStorey")
    points = [model.points(model.matrix(element)[None, :3, 3])[0] for element in elements]
    bodies = [body for body in map(model.body, model.all("IfcSpace", "IfcWall")[:HEIGHTS_LOOKED_AT]) if body]
    corners = [body.vertices_m for body in bodies]
    return np.concatenate(corners) if corners else np.array(points).reshape(-1, 3)


def _check_unreadable(model: IfcModel) -> list[Problem]:
    odd = list(dict.fromkeys(model.unreadable))
    if not odd:
        return []
    shown = ", ".join(odd[:3]) + (f" and {len(odd) - 3} more" if len(odd) > 3 else "")
    message = f"The shapes of {len(odd)} elements could not be worked out, and were left out: {shown}."
    return [info("SHAPES_UNREADABLE", "elements", message)]
