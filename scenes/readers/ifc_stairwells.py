"""Stairwells of an IFC file: holes in slabs, where one space stands on the slab and another is below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from kit.problems import Problem, warning
from scenes.cut_stairwells import CutOut, floor_of, wide_part, with_cut_outs
from scenes.facing_walls import DEEPEST_M
from scenes.readers.ifc_file import Body, Element, IfcModel
from scenes.room import Room

SMALLEST_M2 = 0.5  # smaller holes are for pipes and ducts
MOST_HOLES = 300
LEAST_ABOVE_M, MOST_ABOVE_M = -0.1, 0.3  # of a space's floor over the top of the slab that carries it
MOST_TRIANGLES = 2000  # of a hole whose own shape is looked at
SLACK_M = 0.01


@dataclass(frozen=True, eq=False)
class _Hole:
    """A hole in a slab, and how high the slab's top is."""

    cut: CutOut
    top_m: float


def with_slab_holes(model: IfcModel, rooms: Sequence[Room]) -> tuple[list[Room], list[Problem]]:
    """The rooms with holes of the slabs that carry them as stairwells, and what is told of them."""
    holes, problems = _holes(model)
    floors = [floor_of(room) for room in rooms] if holes else []
    found = []
    for number, room in enumerate(rooms):
        under = [
            k
            for k, other in enumerate(rooms)
            if -SLACK_M <= room.elevation_m - other.elevation_m - other.height_m <= DEEPEST_M
        ]
        own = [
            hole.cut
            for hole in holes
            if LEAST_ABOVE_M <= room.elevation_m - hole.top_m <= MOST_ABOVE_M
            and _leads(hole.cut, floors[number], [floors[k] for k in under])
        ]
        cut, told = with_cut_outs(room, own)
        found.append(cut)
        problems += told
    return found, problems


def _leads(cut: CutOut, floor: shapely.Geometry, below: Sequence[shapely.Geometry]) -> bool:
    """Whether enough of a hole lies both in a room and over one below it."""
    here = wide_part(cut.shape, floor)
    return here.area >= SMALLEST_M2 and any(wide_part(here, other).area >= SMALLEST_M2 for other in below)


def _holes(model: IfcModel) -> tuple[list[_Hole], list[Problem]]:
    """The holes in slabs that are no roofs, without what is filled or small."""
    found: list[_Hole] = []
    for element in model.all("IfcOpeningElement"):
        slabs = [rel.RelatingBuildingElement for rel in element.VoidsElements]
        if element.HasFillings or not slabs or not _is_floor(slabs[0]):
            continue
        if getattr(element, "PredefinedType", None) == "RECESS":
            continue
        body = model.body(element)
        shape = shapely.Polygon() if body is None else _from_above(body)
        slab = model.body(slabs[0]) if shape.area >= SMALLEST_M2 else None
        if slab is None:
            continue
        if len(found) == MOST_HOLES:
            message = f"Of more than {MOST_HOLES} holes in slabs the first {MOST_HOLES} are looked at."
            return found, [warning("STAIRS_TOO_MANY", "rooms", message, "Export one storey, or fewer.")]
        name = " ".join(str(slabs[0].Name or "").split())[:80] or "slab"
        cut = CutOut(f"hole in {name}", shape, _turn_deg(shape), True)
        found.append(_Hole(cut, float(slab.vertices_m[:, 2].max())))
    return found, []


def _is_floor(host: Element) -> bool:
    return bool(host.is_a("IfcSlab")) and getattr(host, "PredefinedType", None) != "ROOF"


def _from_above(body: Body) -> shapely.Geometry:
    """The shape of a body seen from above."""
    flat = body.vertices_m[:, :2]
    if len(body.triangles) > MOST_TRIANGLES:
        return shapely.MultiPoint(flat).convex_hull
    triangles = shapely.polygons(flat[body.triangles])
    return shapely.union_all(triangles[shapely.area(triangles) > 1e-9]).buffer(0)


def _turn_deg(shape: shapely.Geometry) -> float:
    """The direction of the longer side of the smallest rectangle around a shape."""
    corners = np.array(shapely.minimum_rotated_rectangle(shape).exterior.coords)
    one, two = corners[1] - corners[0], corners[2] - corners[1]
    along = one if one @ one >= two @ two else two
    return round(math.degrees(math.atan2(along[1], along[0])), 6) % 180.0
