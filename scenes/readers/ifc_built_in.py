"""What else stands in the rooms of an IFC file: columns, beams, railings, stairs, appliances and proxies."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from kit.problems import Problem, info
from scenes.ceiling import ceiling_height_m
from scenes.readers.cut_mesh import cut_to_room
from scenes.readers.ifc_file import Body, Element, IfcModel
from scenes.readers.ifc_finishes import GLASS_OPACITY
from scenes.readers.ifc_pieces import FURNITURE, LIGHTS, Piece, called, typed
from scenes.readers.ifc_walls import parts_of, plan_of
from scenes.room import Room

# What is cut where it goes through walls and ceilings, and what is taken where most of it is in one room
CUT = ("IfcColumn", "IfcBeam", "IfcMember", "IfcRailing", "IfcChimney")
STAIRS = ("IfcStair", "IfcRamp", "IfcRampFlight")
OTHERS = (
    *("IfcBuildingElementProxy", "IfcPlate", "IfcTransportElement", "IfcShadingDevice"),
    *("IfcFlowTerminal", "IfcEnergyConversionDevice", "IfcFlowStorageDevice", "IfcDiscreteAccessory"),
)
BUILT = ("IfcCurtainWall", "IfcWall", "IfcDoor", "IfcWindow", "IfcRoof", "IfcSlab", "IfcCovering")
LAMP = re.compile(r"lamp|light|lumin|leuchte|luster|licht|灯", re.IGNORECASE)
MOST_LOOKED_AT = 4000
MOST_PLAN_TRIANGLES = 5000  # of a body whose own plan is looked at
SMALLEST_M = 0.2  # what is smaller hardly takes light away
SLIGHT_M = 0.03  # what reaches less into a room lies in its floor, its ceiling or its walls
MOST_OF = 0.5  # of a body in one room; of a floor under one body


@dataclass(frozen=True, eq=False)
class _Rooms:
    """The rooms, and their floors seen from above."""

    rooms: Sequence[Room]
    floors: Sequence[shapely.Polygon]
    by_place: shapely.STRtree


def built_in_pieces(
    model: IfcModel, rooms: Sequence[Room], most: int
) -> tuple[list[Piece], list[Problem], bool]:
    """At most so many pieces, what was left out of the rooms, and whether there are more."""
    floors = [shapely.Polygon(room.outline_m, room.holes_m) for room in rooms]
    within = _Rooms(rooms, floors, shapely.STRtree(floors))
    elements = _elements(model)
    found: list[Piece] = []
    left_out: Counter[str] = Counter()
    for element in elements[:MOST_LOOKED_AT]:
        body = model.body(element)
        pieces, reaches_in = ([], False) if body is None else _pieces_of(element, body, within)
        left_out[element.is_a()] += reaches_in and not pieces
        if len(found) + len(pieces) > most:
            return found, _told(+left_out), True
        found += pieces
    return found, _told(+left_out), len(elements) > MOST_LOOKED_AT


def _elements(model: IfcModel) -> list[Element]:
    """The elements that may stand in rooms and are nothing that is read otherwise."""
    read = {each.id() for each in (*model.all(*FURNITURE, *LIGHTS), *typed(model, FURNITURE))}
    read |= {each.id() for each in typed(model, LIGHTS)}
    return [
        each
        for each in model.all(*CUT, *STAIRS, *OTHERS)
        if each.id() not in read
        and not getattr(each, "FillsVoids", None)
        and not _is_provision(each)
        and not _is_part_of_built(each)
        and not any(part.Representation for part in parts_of(each))
    ]


def _is_provision(element: Element) -> bool:
    """Whether it only keeps a place free."""
    said = f"{getattr(element, 'PredefinedType', None)} {element.ObjectType}"
    return "provisionfor" in said.casefold()


def _is_part_of_built(element: Element) -> bool:
    """Whether it is a part of what is read as a whole."""
    for _ in range(8):
        above = [rel.RelatingObject for rel in element.Decomposes or ()]
        if not above:
            return False
        element = above[0]
        if any(element.is_a(kind) for kind in BUILT):
            return True
    return False


def _pieces_of(element: Element, body: Body, within: _Rooms) -> tuple[list[Piece], bool]:
    """The pieces that an element is in rooms, and whether it reaches into any."""
    near = _near(body, within)
    opaque = _without_glass(body) if near else None
    if opaque is None:
        return [], False
    plan = _plan(opaque)
    pieces: list[tuple[float, Piece]] = []
    covers = False
    name, whole_m2 = called(element), _area_m2(opaque)
    for k in near:
        room, floor = within.rooms[k], within.floors[k]
        common = plan.intersection(floor)
        wide = common.buffer(-SLIGHT_M / 3, join_style="mitre").buffer(SLIGHT_M / 3, join_style="mitre")
        cut = None if wide.is_empty else cut_to_room(opaque, room, wide)
        if cut is not None and _reaches_in(cut, room):
            pieces.append((_area_m2(cut) / whole_m2, Piece(name, cut, k, built_in=True)))
            covers = covers or common.area > MOST_OF * floor.area
    if not pieces or any(element.is_a(kind) for kind in CUT):
        return [piece for _, piece in pieces], bool(pieces)
    share, piece = max(pieces, key=lambda each: each[0])
    stairs = any(element.is_a(kind) for kind in STAIRS)
    fits = stairs or not (covers or LAMP.search(f"{element.Name} {element.ObjectType}"))
    return ([piece] if fits and share >= MOST_OF else []), True


def _near(body: Body, within: _Rooms) -> list[int]:
    """The rooms that the box of a body reaches into."""
    low, high = body.vertices_m.min(axis=0), body.vertices_m.max(axis=0)
    if float((high - low).max()) < SMALLEST_M:
        return []
    return [
        k
        for k in sorted(within.by_place.query(shapely.box(low[0], low[1], high[0], high[1])).tolist())
        if high[2] > within.rooms[k].elevation_m + SLIGHT_M
        and low[2] < within.rooms[k].elevation_m + within.rooms[k].height_m - SLIGHT_M
    ]


def _without_glass(body: Body) -> Body | None:
    """What of a body light does not pass; None where that is nothing."""
    opaque = ~(body.colours[:, 3] < GLASS_OPACITY)  # no colour is opaque
    if opaque.all():
        return body
    return Body(body.vertices_m, body.triangles[opaque], body.colours[opaque]) if opaque.any() else None


def _plan(body: Body) -> shapely.Geometry:
    """The area that a body covers seen from above; some millimetres where it is a sheet that stands."""
    if len(body.triangles) <= MOST_PLAN_TRIANGLES:
        plan = plan_of(body)
        if plan.area > SLIGHT_M**2:
            return plan
    hull: shapely.Geometry = shapely.MultiPoint(body.corners_m.reshape(-1, 3)[:, :2]).convex_hull
    return hull.buffer(SLIGHT_M / 2)


def _reaches_in(cut: Body, room: Room) -> bool:
    """Whether what is cut to a room is of some size, and more than a layer of its floor or ceiling."""
    size_m = np.ptp(cut.vertices_m, axis=0)
    places = np.concatenate([cut.vertices_m, cut.corners_m.mean(axis=1)])
    above_m = places[:, 2] - room.elevation_m
    below_m = ceiling_height_m(room, places) - above_m
    return bool(size_m.max() >= SMALLEST_M and above_m.max() > SLIGHT_M and below_m.max() > SLIGHT_M)


def _area_m2(body: Body) -> float:
    corners = body.corners_m
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return max(float(np.linalg.norm(cross, axis=1).sum()) / 2, math.ulp(1.0))


def _told(left_out: Counter[str]) -> list[Problem]:
    """What reaches into rooms and was not taken, by its class."""
    if not left_out:
        return []
    counts = ", ".join(f"{number} {kind}" for kind, number in left_out.most_common())
    message = (
        f"Some elements in rooms were left out, for they go through walls, cover most of a floor or are "
        f"called lamps: {counts}."
    )
    hint = "Add those that stand in a room as furniture or lamps by hand."
    return [info("ELEMENTS_LEFT_OUT", "furniture", message, hint)]
