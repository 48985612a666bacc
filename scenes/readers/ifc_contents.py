"""What stands and hangs in the rooms of an IFC file: furniture as meshes, and lamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from assets.simplify import fewer_triangles
from kit.problems import Problem, info, warning
from scenes.building import LightFound
from scenes.readers.ifc_built_in import MOST_LOOKED_AT, built_in_pieces
from scenes.readers.ifc_file import Element, IfcModel
from scenes.readers.ifc_finishes import colour_of_body
from scenes.readers.ifc_pieces import FURNITURE, LIGHTS, Piece, called, typed
from scenes.room import Furniture, Room

MOST_PIECES = 800
MOST_LIGHTS = 5000
MOST_TRIANGLES_EACH = 5_000
MOST_TRIANGLES = 60_000
FEWEST_TRIANGLES = 200
INTO_WALL_M = 0.25  # how far a piece's middle may lie outside the room that it belongs to
BELOW_FLOOR_M = 0.02


def add_furniture(model: IfcModel, rooms: Sequence[Room]) -> tuple[list[Room], int, list[Problem]]:
    """The rooms with what stands in them as meshes, the triangles it had, and what was left out."""
    pieces, problems = _pieces(model, rooms)
    triangles = sum(len(piece.body.triangles) for piece in pieces)
    share = min(1.0, MOST_TRIANGLES / max(triangles, 1))
    inside: list[list[Furniture]] = [[] for _ in rooms]
    boxed, dropped, kept = 0, 0, 0
    for piece in pieces:
        allowed = min(MOST_TRIANGLES_EACH, max(FEWEST_TRIANGLES, int(len(piece.body.triangles) * share)))
        furniture = _furniture(piece, rooms[piece.room], min(allowed, max(0, MOST_TRIANGLES - kept)))
        if furniture.triangles is None and piece.built_in:
            dropped += 1
            continue
        boxed += furniture.triangles is None
        kept += 12 if furniture.triangles is None else len(furniture.triangles)
        inside[piece.room].append(furniture)
    if kept < triangles:
        message = (
            f"The furniture's {triangles} triangles were reduced to {kept}; {boxed} pieces became boxes"
            + (f", and {dropped} columns, railings and the like were left out." if dropped else ".")
        )
        problems.append(info("FURNITURE_SIMPLIFIED", "furniture", message))
    filled = [
        replace(room, furniture=tuple(own)) if own else room for room, own in zip(rooms, inside, strict=True)
    ]
    return filled, triangles, problems


def _pieces(model: IfcModel, rooms: Sequence[Room]) -> tuple[list[Piece], list[Problem]]:
    """Furniture, then what is built in, and what is told of both."""
    found, outside = [], 0
    elements = [*model.all(*FURNITURE), *typed(model, FURNITURE)]
    for element in elements[:MOST_PIECES]:
        body = model.body(element)
        if body is None:
            continue
        low, high = body.vertices_m.min(axis=0), body.vertices_m.max(axis=0)
        room = room_at(rooms, (low + high) / 2)
        if room is None:
            outside += 1
        else:
            found.append(Piece(called(element), body, room))
    built_in, problems, more = built_in_pieces(model, rooms, MOST_PIECES - len(found))
    if outside:
        message = f"{outside} pieces of furniture stand in no room that was read, and were left out."
        problems.append(info("FURNITURE_LEFT_OUT", "furniture", message))
    if more or len(elements) > MOST_PIECES:
        message = (
            f"At most {MOST_PIECES} pieces of furniture, columns and the like are read, of {MOST_LOOKED_AT} "
            "elements that may be some; the file has more."
        )
        hint = "Export one storey at a time."
        problems.append(warning("FURNITURE_LEFT_OUT", "furniture", message, hint))
    return [*found, *built_in], problems


def room_at(rooms: Sequence[Room], place_m: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int | None:
    """The room that a place lies in, or the nearest beside whose wall it stands; None where there is none."""
    best: tuple[float, int] | None = None
    point = shapely.Point(float(place_m[0]), float(place_m[1]))
    for index, room in enumerate(rooms):
        above = float(place_m[2]) - room.elevation_m
        if not -0.3 <= above <= room.height_m + 0.3:
            continue
        distance = float(shapely.Polygon(room.outline_m, room.holes_m).distance(point))
        if distance <= INTO_WALL_M and (best is None or distance < best[0]):
            best = (distance, index)
    return None if best is None else best[1]


def _furniture(piece: Piece, room: Room, most: int) -> Furniture:
    """A piece as the room holds it: its own frame has the middle of its base as origin."""
    low, high = piece.body.vertices_m.min(axis=0), piece.body.vertices_m.max(axis=0)
    x, y, z = float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, float(low[2])
    above = z - room.elevation_m
    above = 0.0 if -0.1 < above < BELOW_FLOOR_M else above
    finish = colour_of_body(piece.body)
    vertices, triangles = fewer_triangles(piece.body.vertices_m - [x, y, z], piece.body.triangles, most)
    told = None if finish is None else finish.reflectance_rgb
    size = tuple(float(v) for v in np.maximum(high - low, 0.005))
    if not 0 < len(triangles) <= most:
        return Furniture(
            piece.name, (x, y, above), 0.0, (size[0], size[1], size[2]), told, as_colour=told is not None
        )
    return Furniture(
        piece.name,
        (x, y, above),
        reflectance_rgb=told,
        vertices_m=vertices,
        triangles=triangles,
        as_colour=told is not None,
    )


# Lamps


def lights_of(model: IfcModel, rooms: Sequence[Room]) -> tuple[list[LightFound], list[Problem]]:
    """The file's light fixtures and lamps: where, in which room, and their power where stated."""
    fixtures = [*model.all(*LIGHTS), *typed(model, LIGHTS)]
    found = []
    for element in fixtures[:MOST_LIGHTS]:
        body = model.body(element)
        if body is None:
            place = model.points(model.matrix(element)[None, :3, 3])[0]
        else:
            place = (body.vertices_m.min(axis=0) + body.vertices_m.max(axis=0)) / 2
        room = room_at(rooms, place)
        name = " ".join(str(element.Name or element.ObjectType or "lamp").split())[:80]
        x, y, z = (float(v) for v in place)
        where = "" if room is None else rooms[room].name
        found.append(LightFound(name, (x, y, z), where, _power_w(model, element)))
    if len(fixtures) <= MOST_LIGHTS:
        return found, []
    message = f"The file has {len(fixtures)} lamps; the first {MOST_LIGHTS} are read."
    return found, [warning("LIGHTS_LEFT_OUT", "lights", message, "Export one storey at a time.")]


def _power_w(model: IfcModel, element: Element) -> float | None:
    """Power that a lamp's properties state [W]."""
    import ifcopenshell.util.element
    import ifcopenshell.util.unit

    watts = float(ifcopenshell.util.unit.calculate_unit_scale(model.file, "POWERUNIT"))
    for values in ifcopenshell.util.element.get_psets(element).values():
        for key in ("TotalWattage", "Wattage", "Apparent Load", "Power"):
            value = values.get(key)
            if isinstance(value, float | int) and not isinstance(value, bool) and 0 < value < 1e5:
                return float(value) * watts
    return None
