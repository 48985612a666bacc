"""Stairwells of an IFC file: holes in slabs, where one space stands on the slab and another is below it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from kit.problems import Problem, warning
from scenes.cut_stairwells import CutOut, floor_of, wide_part, with_cut_outs
from scenes.facing_walls import DEEPEST_M
from scenes.readers.ifc_file import Array, Body, Element, IfcModel, is_recess
from scenes.readers.ifc_walls import plan_of
from scenes.room import Room

SMALLEST_M2 = 0.5  # smaller holes are for pipes and ducts
MOST_HOLES = 300
LEAST_ABOVE_M, MOST_ABOVE_M = -0.1, 0.3  # of a space's floor over the top of the slab that carries it
MOST_TRIANGLES = 2000  # of a hole whose own shape is looked at
SLACK_M = 0.01
THROUGH_M = 0.005  # of a slab that may remain over or under what goes through it


@dataclass(frozen=True, eq=False)
class _Hole:
    """A hole through a slab, the numbers of the slab as `_numbers` gives them, and how high its top is."""

    cut: CutOut
    slab: tuple[int, ...]
    top_m: float


@dataclass(frozen=True, eq=False)
class _Slab:
    """What a slab covers without the holes through it, its numbers, and from where to where it reaches up."""

    numbers: tuple[int, ...]
    shape: shapely.Geometry
    low_m: float
    top_m: float

    def between(self, ceiling_m: float, floor_m: float) -> bool:
        """Whether it lies between a ceiling and the floor above it, or carries that floor."""
        if self.top_m - self.low_m > DEEPEST_M:  # a ramp, or a flight of stairs
            return False
        carries = LEAST_ABOVE_M <= floor_m - self.top_m <= MOST_ABOVE_M
        return carries or (self.low_m < floor_m - SLACK_M and self.top_m > ceiling_m + SLACK_M)


def with_slab_holes(model: IfcModel, rooms: Sequence[Room]) -> tuple[list[Room], list[Problem]]:
    """The rooms with holes of the slabs that carry them as stairwells, and what is told of them."""
    holes, problems = _holes(model)
    if not holes:
        return list(rooms), problems
    slabs = _slabs(model, holes)
    by_place = shapely.STRtree([slab.shape for slab in slabs])
    floors = [floor_of(room) for room in rooms]
    near = [[slabs[k] for k in sorted(by_place.query(hole.cut.shape))] for hole in holes]
    found = []
    for number, room in enumerate(rooms):
        under = [
            (other, floors[k])
            for k, other in enumerate(rooms)
            if -SLACK_M <= room.elevation_m - other.elevation_m - other.height_m <= DEEPEST_M
        ]
        own = [
            replace(hole.cut, shape=shape)
            for hole, others in zip(holes, near, strict=True)
            if LEAST_ABOVE_M <= room.elevation_m - hole.top_m <= MOST_ABOVE_M
            and not (shape := _open_to(hole, others, room, floors[number], under)).is_empty
        ]
        cut, told = with_cut_outs(room, own)
        found.append(cut)
        problems += told
    return found, problems


def _open_to(
    hole: _Hole,
    slabs: Sequence[_Slab],
    room: Room,
    floor: shapely.Geometry,
    under: Sequence[tuple[Room, shapely.Geometry]],
) -> shapely.Geometry:
    """What of a hole no other slab covers between a room and those under it, where enough lies over one."""
    open_parts: list[shapely.Geometry] = []
    here = wide_part(hole.cut.shape, floor)
    for other, below in under if here.area >= SMALLEST_M2 else ():
        if wide_part(here, below).area < SMALLEST_M2:
            continue
        ceiling_m = other.elevation_m + other.height_m
        covers = [
            slab.shape
            for slab in slabs
            if slab.between(ceiling_m, room.elevation_m) and not _are_one(slab.numbers, hole.slab)
        ]
        free = hole.cut.shape.difference(shapely.union_all(covers)) if covers else hole.cut.shape
        if wide_part(wide_part(free, floor), below).area >= SMALLEST_M2:
            open_parts.append(free)
    return shapely.union_all(open_parts)


def _holes(model: IfcModel) -> tuple[list[_Hole], list[Problem]]:
    """The holes through slabs that are no roofs, without what is filled or small."""
    found: list[_Hole] = []
    hosts: dict[int, tuple[Body, shapely.Geometry] | None] = {}
    looked = 0
    for element in model.all("IfcOpeningElement"):
        slabs = [rel.RelatingBuildingElement for rel in element.VoidsElements]
        if element.HasFillings or not slabs or not _is_floor(slabs[0]) or is_recess(element):
            continue
        body = model.body(element)
        shape = shapely.Polygon() if body is None else _from_above(body)
        if body is None or shape.area < SMALLEST_M2:
            continue
        if looked == MOST_HOLES:
            message = f"Of more than {MOST_HOLES} holes in slabs the first {MOST_HOLES} are looked at."
            return found, [warning("STAIRS_TOO_MANY", "rooms", message, "Export one storey, or fewer.")]
        looked += 1
        number = slabs[0].id()
        if number not in hosts:
            slab = model.body(slabs[0])
            hosts[number] = None if slab is None else (slab, plan_of(slab))
        host = hosts[number]
        if host is None or not _goes_through(body, shape, *host):
            continue
        name = " ".join(str(slabs[0].Name or "").split())[:80] or "slab"
        cut = CutOut(f"hole in {name}", shape, _turn_deg(shape), True)
        found.append(_Hole(cut, _numbers(slabs[0]), float(host[0].vertices_m[:, 2].max())))
    return found, []


def _goes_through(hole: Body, shape: shapely.Geometry, slab: Body, plan: shapely.Geometry) -> bool:
    """Whether a hole reaches from under a slab to above it, at a point of both."""
    common = shape.intersection(plan)
    at = (shape if common.area < SLACK_M**2 else common).representative_point()
    low_m, top_m = _range_at(hole, at)
    slab_low_m, slab_top_m = _range_at(slab, at)
    return low_m <= slab_low_m + THROUGH_M and top_m >= slab_top_m - THROUGH_M


def _range_at(body: Body, at: shapely.Point) -> tuple[float, float]:
    """Lowest and highest point of a body over a place, or of all of it where it is not there [m]."""
    corners, place = body.corners_m, np.array([at.x, at.y])
    doubled = _cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    upright = np.abs(doubled) < 1e-9
    (a, b, c), doubled = np.moveaxis(corners[~upright], 1, 0), doubled[~upright]
    share_b = _cross(place - a[:, :2], c - a) / doubled
    share_c = _cross(b - a, place - a[:, :2]) / doubled
    over = (np.minimum(share_b, share_c) > -1e-9) & (share_b + share_c < 1 + 1e-9)
    heights = (a + (b - a) * share_b[:, None] + (c - a) * share_c[:, None])[over, 2]
    heights = heights if len(heights) else body.vertices_m[:, 2]
    return float(heights.min()), float(heights.max())


def _cross(one: Array, two: Array) -> Array:
    """The product of vectors seen from above, shape (vector,)."""
    found: Array = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
    return found


def _slabs(model: IfcModel, holes: Sequence[_Hole]) -> list[_Slab]:
    """The slabs that are no roofs and are near holes, without the holes through them."""
    shapes = shapely.STRtree([hole.cut.shape for hole in holes])
    found = []
    for element in model.all("IfcSlab"):
        body = model.body(element) if _is_floor(element) else None
        if body is None or not len(shapes.query(shapely.box(*_bounds(body)))):
            continue
        numbers = _numbers(element)
        own = [hole.cut.shape for hole in holes if _are_one(numbers, hole.slab)]
        shape = plan_of(body).difference(shapely.union_all(own))
        heights = body.vertices_m[:, 2]
        found.append(_Slab(numbers, shape, float(heights.min()), float(heights.max())))
    return found


def _bounds(body: Body) -> Array:
    bounds: Array = np.concatenate([body.vertices_m[:, :2].min(axis=0), body.vertices_m[:, :2].max(axis=0)])
    return bounds


def _numbers(slab: Element) -> tuple[int, ...]:
    """The number of a slab in its file, then those of what it is a layer or piece of."""
    return (slab.id(), *(rel.RelatingObject.id() for rel in slab.Decomposes))


def _are_one(slab: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two slabs are the same, or one is a part of the other."""
    return slab[0] in other or other[0] in slab


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
