"""The room doctor: every fault of a room at once, each with a code, a place and a hint."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely

from assets.colour import LUMINANCE_WEIGHTS
from assets.shelf import shelf_hint, shelf_names
from kit.problems import Problem, error, errors_of, info, warning
from scenes.ceiling import ceiling_height_m, is_level, plane_over, skylight_corners_m, wall_top_m
from scenes.ceiling_checks import check_ceiling
from scenes.clearances import check_clearances
from scenes.furniture_checks import check_piece_size
from scenes.over_stairwells import check_over_stairwells, leads_up
from scenes.room import (
    DEFAULT_REFLECTANCE,
    Finish,
    Furniture,
    Opening,
    Origin,
    Point,
    Room,
    signed_area_m2,
)
from scenes.stairwells import check_stairwell
from scenes.surfaces import furniture_vertices_m
from scenes.targets import check_use

SMALLEST_AREA_M2 = 0.5
LARGEST_EXTENT_M = 200.0
USUAL_HEIGHT_M = (1.9, 8.0)
POSSIBLE_HEIGHT_M = (0.5, 50.0)
DEFAULT_HEIGHT_M = 2.5  # offered in place of one that cannot be right
SHORTEST_WALL_M = 0.001
SAME_M = 0.001  # what a person measures no finer than
LARGEST_REFLECTANCE = 0.99  # light never settles in a room that absorbs nothing
USUAL_REFLECTANCE = 0.95


def check_room(room: Room, where: str = "room") -> list[Problem]:
    """Every fault of a room whose corners run anticlockwise."""
    problems = [*check_outline(room.outline_m, f"{where}.outline_m"), *_check_height(room, where)]
    if errors_of(problems):
        return problems  # walls and openings mean nothing without an outline
    problems += check_ceiling(room, where)
    if errors_of(problems):
        return problems
    unsound = _check_holes(room, where)
    floor = replace(room, holes_m=()) if unsound else room  # nothing is measured against holes that are none
    return [
        *problems,
        *unsound,
        *_check_finishes(room, where),
        *_check_openings(floor, where),
        *_check_furniture(room, where),
        *_check_usual_reflectances(room, where),
        *check_over_stairwells(room, where),
        *check_use(room.use, where),
        *(check_clearances(floor, where) if room.origins.get("furniture") is Origin.USER else ()),
    ]


def check_outline(outline_m: tuple[Point, ...], where: str) -> list[Problem]:
    """What keeps a ring of corners from being a floor."""
    if len(outline_m) < 3:
        message = f"{where} has {len(outline_m)} corners; at least three were expected."
        return [error("OUTLINE_TOO_FEW_CORNERS", where, message, "Add corners.")]
    points = np.array(outline_m)
    extent = float(np.max(np.ptp(points, axis=0)))
    if extent > LARGEST_EXTENT_M:
        message = f"{where} is {extent:g} m across; at most {LARGEST_EXTENT_M:g} m is calculated."
        hint = "Check the unit: the file may be in centimetres or millimetres."
        return [error("ROOM_TOO_LARGE", where, message, hint)]
    repeated = [
        error(
            "CORNERS_TOO_NEAR",
            f"{where}[{i}]",
            f"{where}[{i}] and the next corner are {math.dist(a, b) * 1000:.3g} mm apart.",
            "Remove one of the two corners; the first is not repeated at the end.",
        )
        for i, (a, b) in enumerate(pairwise((*outline_m, outline_m[0])))
        if math.dist(a, b) < SHORTEST_WALL_M
    ]
    if repeated:
        return repeated
    polygon = shapely.Polygon(outline_m)
    if not polygon.is_valid:
        reason = shapely.is_valid_reason(polygon)
        message = f"{where} crosses or touches itself ({reason}); a simple outline was expected."
        return [error("OUTLINE_CROSSES_ITSELF", where, message, "Move the corners so that no walls cross.")]
    area = abs(signed_area_m2(outline_m))
    if area < SMALLEST_AREA_M2:
        message = f"{where} encloses {area:.3g} m2; at least {SMALLEST_AREA_M2} m2 was expected."
        return [error("ROOM_TOO_SMALL", where, message, "Check the unit of the outline.")]
    return []


def _check_height(room: Room, where: str) -> list[Problem]:
    height, place = room.height_m, f"{where}.height_m"
    said = f"{room.name!r} is" if room.name else "The room is"
    usual: dict[str, object] = {"height_m": DEFAULT_HEIGHT_M}
    if where.endswith("]") and room.name:  # one of several
        usual = {"heights_m": [[room.name, DEFAULT_HEIGHT_M]]}
    low, high = POSSIBLE_HEIGHT_M
    if not low <= height <= high:
        message = f"{said} {height:g} m high; {low} to {high:g} m was expected."
        hint = "Check the unit of the height."
        return [error("HEIGHT_OUT_OF_RANGE", place, message, hint, **usual)]
    low, high = USUAL_HEIGHT_M
    if not low <= height <= high:
        message = f"{said} {height:g} m high; rooms are usually {low} to {high:g} m."
        return [warning("HEIGHT_UNUSUAL", place, message, "Check the height.", **usual)]
    return []


def _check_holes(room: Room, where: str) -> list[Problem]:
    problems: list[Problem] = []
    outer = shapely.Polygon(room.outline_m)
    taken: list[shapely.Polygon] = []
    for index, hole in enumerate(room.holes_m):
        place = f"{where}.holes_m[{index}]"
        inner = shapely.Polygon(hole) if len(hole) >= 3 else shapely.Polygon()
        if inner.is_empty or not inner.is_valid or inner.area < 1e-4:
            message = f"{place} is no simple outline of a column or shaft."
            problems.append(error("HOLE_UNSOUND", place, message, "Give at least three corners in order."))
        elif not outer.contains_properly(inner) or outer.exterior.distance(inner) < SAME_M:
            message = f"{place} reaches the walls of the room; a hole lies within the floor."
            problems.append(error("HOLE_OUTSIDE_ROOM", place, message, "Draw it into the outline instead."))
        elif any(inner.distance(other) < SAME_M for other in taken):
            message = f"{place} overlaps or touches another hole."
            problems.append(error("HOLES_OVERLAP", place, message, "Join the two into one."))
        else:
            taken.append(inner)
    return problems


def surface_names(room: Room) -> set[str]:
    """The names that `surfaces` may hold for this room."""
    walls = {f"wall:{i}" for i in range(len(room.outline_m))}
    holes = {f"hole:{h}:wall:{i}" for h, hole in enumerate(room.holes_m) for i in range(len(hole))}
    furniture = {f"furniture:{name}" for i, piece in enumerate(room.furniture) for name in (i, piece.name)}
    return {"floor", "walls", "ceiling", "furniture"} | walls | holes | furniture


def _check_finishes(room: Room, where: str) -> list[Problem]:
    problems: list[Problem] = []
    known = surface_names(room)
    for name, finish in room.finishes.items():
        place = f"{where}.surfaces.{name[:60]}"
        if name not in known:
            last = len(room.outline_m) - 1
            message = f"{place} names no surface of the room."
            hint = f"Known are floor, walls, ceiling, wall:0 to wall:{last} and furniture:<name>."
            problems.append(error("UNKNOWN_SURFACE", place, message, hint))
            continue
        if finish.open and "wall" not in name:
            message = f"{place} is open; only walls can be left open."
            problems.append(
                error("CANNOT_BE_OPEN", place, message, "Use a skylight for a hole in the ceiling.")
            )
        problems += _check_reflectance(finish.reflectance_rgb, f"{place}.reflectance")
        problems += _check_material(finish.material, f"{place}.material")
    for group in ("floor", "walls", "ceiling"):
        finish = room.finishes.get(group, Finish())
        if finish.reflectance_rgb is None and finish.material is None:
            message = f"No reflectance is given for the {group}; {DEFAULT_REFLECTANCE[group]} is taken."
            problems.append(
                info("DEFAULT_TAKEN", f"{where}.surfaces.{group}", message, "Give a reflectance.")
            )
    return problems


def _check_reflectance(rgb: tuple[float, float, float] | None, place: str) -> list[Problem]:
    if rgb is None:
        return []
    if max(rgb) > LARGEST_REFLECTANCE or min(rgb) < 0:
        message = f"{place} is {max(rgb):g}; 0 to {LARGEST_REFLECTANCE} was expected."
        return [error("REFLECTANCE_OUT_OF_RANGE", place, message, "White paint reflects about 0.85.")]
    return []


def _check_usual_reflectances(room: Room, where: str) -> list[Problem]:
    """One warning of all that somebody states to be lighter, by luminance, than surfaces are."""
    stated = [
        (f"{where}.surfaces.{name[:60]}.reflectance", finish.reflectance_rgb)
        for name, finish in room.finishes.items()
        if finish.origin is not Origin.DERIVED
    ]
    stated += [
        (f"{where}.furniture[{i}].reflectance", each.reflectance_rgb) for i, each in enumerate(room.furniture)
    ]
    found = [
        (place, luminous)
        for place, rgb in stated
        if rgb is not None and (luminous := float(LUMINANCE_WEIGHTS @ rgb)) > USUAL_REFLECTANCE + 1e-9
    ]
    if not found:
        return []
    place, luminous = found[0]
    more = f", and {len(found) - 1} more are as light" if len(found) > 1 else ""
    message = f"{place} is {luminous:.3g}{more}; hardly any surface reflects more than {USUAL_REFLECTANCE}."
    return [warning("REFLECTANCE_UNUSUAL", place, message, "White paint reflects about 0.85.")]


def _check_material(material: str | None, place: str) -> list[Problem]:
    if material is None or material in shelf_names():
        return []
    message = f"{place} is {material[:60]!r}; the shelf has no such material."
    return [error("UNKNOWN_MATERIAL", place, message, shelf_hint(material))]


def _check_openings(room: Room, where: str) -> list[Problem]:
    problems: list[Problem] = []
    for index, opening in enumerate(room.openings):
        place = f"{where}.openings[{index}]"
        sides = (opening.width_m, opening.height_m) if opening.in_wall else opening.size_m
        if min(sides) < SAME_M:
            message = f"{place} is {sides[0]:.3g} x {sides[1]:.3g} m; no light is worked out through slits."
            problems.append(error("OPENING_TOO_SMALL", place, message, "Check its unit, or leave it out."))
        elif opening.kind == "skylight":
            problems += check_skylight(room, opening, place)
        elif opening.kind == "stairwell":
            problems += check_stairwell(room, opening, place)
        else:
            problems += _check_opening(room, opening, place)
    if not errors_of(problems):
        problems += _check_overlaps(room, where)
    return problems


def _check_opening(room: Room, opening: Opening, place: str) -> list[Problem]:
    count = len(room.outline_m)
    if not 0 <= opening.wall < count:
        message = f"{place}.wall is {opening.wall}; the room has walls 0 to {count - 1}."
        return [error("UNKNOWN_WALL", f"{place}.wall", message, "Choose one of its walls.")]
    problems: list[Problem] = []
    length, end = room.wall_length_m(opening.wall), opening.offset_m + opening.width_m
    if opening.offset_m < -SAME_M or end > length + SAME_M:
        message = (
            f"{place} reaches from {opening.offset_m:g} to {end:g} m along wall {opening.wall}, "
            f"which is {length:g} m long."
        )
        problems.append(error("OPENING_OUTSIDE_WALL", place, message, "Move it or make it narrower."))
    head = opening.sill_m + opening.height_m
    top = wall_top_m(room, opening.wall, max(0.0, opening.offset_m), min(length, end))
    if head > top + SAME_M:
        high = f"the room is {top:g} m high" if is_level(room) else f"the ceiling is at {top:.2f} m there"
        message = f"{place} reaches up to {head:g} m; {high}."
        problems.append(error("OPENING_ABOVE_CEILING", place, message, "Lower its sill or its height."))
    if opening.transmittance is not None and (opening.kind == "passage" or opening.open):
        message = f"{place}.transmittance is given, but a {opening.kind} that is open lets all light out."
        problems.append(warning("TRANSMITTANCE_IGNORED", f"{place}.transmittance", message, "Leave it out."))
    if opening.open and opening.kind == "window":
        message = f"{place}.open is given; only doors open."
        problems.append(warning("OPEN_IGNORED", f"{place}.open", message, "Use 'transmittance'."))
    if room.finish_of(f"wall:{opening.wall}").open:
        message = f"{place} sits in wall {opening.wall}, which is open."
        problems.append(warning("OPENING_IN_OPEN_WALL", place, message, "Remove one of the two."))
    return problems


def check_skylight(room: Room, opening: Opening, place: str) -> list[Problem]:
    """Whether it lies in the ceiling, away from its edges and bends."""
    fault = skylight_fault(room, opening)
    if not fault:
        return []
    message = f"{place} at {opening.position_m} {fault}."
    return [error("SKYLIGHT_OUTSIDE_CEILING", place, message, "Move it, or make it smaller.")]


def skylight_fault(room: Room, opening: Opening) -> str:
    """What keeps a skylight out of the ceiling, in words; empty where nothing does."""
    ceiling = shapely.Polygon(room.outline_m, room.holes_m)
    corners = skylight_corners_m(room, opening)
    shape = shapely.Polygon(corners)
    if not ceiling.contains_properly(shape) or ceiling.boundary.distance(shape) < SAME_M:
        return "reaches the edge of the ceiling or beyond"
    if room.ceiling_triangles is None:
        over = {plane_over(room, corner) for corner in (*corners, opening.position_m)}
        if len(over) > 1:
            return "reaches over a bend of the ceiling"
    return ""


def _check_overlaps(room: Room, where: str) -> list[Problem]:
    """Openings of one wall that cover each other, and skylights and stairwells that do or touch.

    In a wall, openings side by side may reach into each other by what rounding moves their edges: the walls
    are cut there, and the first one counts.
    """
    problems: list[Problem] = []
    flat: list[tuple[int, tuple[int, bool], shapely.Polygon]] = []
    for index, o in enumerate(room.openings):
        host = (o.wall, o.kind == "stairwell")
        if not o.in_wall:
            shape = shapely.Polygon(skylight_corners_m(room, o))
        else:
            shape = shapely.box(o.offset_m, o.sill_m, o.offset_m + o.width_m, o.sill_m + o.height_m)
        for before, known, other in flat:
            if known != host:
                continue
            place = f"{where}.openings[{index}]"
            if not shape.intersection(other).buffer(-SAME_M / 2).is_empty:  # wider than SAME_M
                message = f"{place} and {where}.openings[{before}] overlap."
                problems.append(error("OPENINGS_OVERLAP", place, message, "Move one of them."))
            elif not o.in_wall and shape.distance(other) < SAME_M:
                message = f"{place} and {where}.openings[{before}] leave nothing between them."
                problems.append(error("OPENINGS_OVERLAP", place, message, "Join the two into one."))
        flat.append((index, host, shape))
    return problems


def _check_furniture(room: Room, where: str) -> list[Problem]:
    floor = shapely.Polygon(room.outline_m).buffer(0.02, join_style="mitre")
    problems: list[Problem] = []
    for index, piece in enumerate(room.furniture):
        place = f"{where}.furniture[{index}]"
        problems += _check_reflectance(piece.reflectance_rgb, f"{place}.reflectance")
        problems += _check_material(piece.material, f"{place}.material")
        problems += check_piece_size(piece, place)
        vertices = furniture_vertices_m(piece)
        if len(vertices):
            problems += _check_piece(piece, vertices, floor, room, place)
    silent = sum(not _is_coloured(room, index) for index in range(len(room.furniture)))
    if silent:
        taken = DEFAULT_REFLECTANCE["furniture"]
        message = f"No reflectance is given for {silent} pieces of furniture; {taken} is taken."
        problems.append(info("DEFAULT_TAKEN", f"{where}.furniture", message, "Give a reflectance."))
    return problems


def _is_coloured(room: Room, index: int) -> bool:
    """Whether somebody said how much a piece of furniture reflects, or its model has colours."""
    finish = room.furniture_finish(index)
    told = finish.reflectance_rgb is not None or finish.material is not None
    return told or room.furniture[index].appearance is not None or room.furniture[index].piece is not None


def _heights(room: Room, points: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    return np.full(len(points), room.height_m) if is_level(room) else ceiling_height_m(room, points)


def _check_piece(
    piece: Furniture,
    vertices: np.typing.NDArray[np.float64],
    floor: shapely.Polygon,
    room: Room,
    place: str,
) -> list[Problem]:
    problems: list[Problem] = []
    called = piece.name or piece.model or "box"
    size = np.ptp(vertices, axis=0)
    if float(size.max()) > 20.0 or float(size.max()) < 0.01:
        message = (
            f"{called!r} is {size[0]:.3g} x {size[1]:.3g} x {size[2]:.3g} m; furniture is smaller or larger."
        )
        problems.append(warning("FURNITURE_SIZE_DOUBTFUL", place, message, "Check the unit of its size."))
    height_m = room.height_m
    too_high = (vertices[:, 2] > _heights(room, vertices) + 0.02).any() and not leads_up(piece)
    if float(vertices[:, 2].min()) < -0.02 or too_high:
        low, high = float(vertices[:, 2].min()), float(vertices[:, 2].max())
        message = f"{called!r} reaches from {low:.2f} to {high:.2f} m; the room from 0 to {height_m:g} m."
        problems.append(warning("FURNITURE_OUTSIDE_ROOM", place, message, "Move it or change its size."))
    elif not _is_over(floor, vertices, piece):
        message = f"{called!r} reaches through a wall or stands outside the room."
        problems.append(warning("FURNITURE_OUTSIDE_ROOM", place, message, "Move it into the room."))
    return problems


def _is_over(floor: shapely.Polygon, vertices: np.typing.NDArray[np.float64], piece: Furniture) -> bool:
    """Whether a piece stands over the floor as a whole, or with each of its triangles."""
    if shapely.MultiPoint(vertices[:, :2]).convex_hull.within(floor):
        return True
    if piece.triangles is None or not all(shapely.contains_xy(floor, vertices[:, :2])):
        return False
    each = shapely.convex_hull(shapely.multipoints(vertices[piece.triangles][:, :, :2]))
    shapely.prepare(floor)
    return bool(shapely.covers(floor, each).all())
