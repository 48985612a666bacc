"""Floors and ceilings of a USDZ capture: slabs seen from above, with their heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.readers.roomplan_capture import CapturedRoom, Frame
from scenes.readers.usdz_parts import Part

Array = NDArray[np.float64]

LEVEL = math.cos(math.radians(20.0))
SMALLEST_M2 = 0.01
TOLD_HOLE_M2 = 0.05
THICKEST_M = 0.35  # of a ceiling that counts as flat
COVERED = 0.5  # share of a room that its ceiling lies over at least
LOWEST_M, HIGHEST_M = 1.5, 50.0


@dataclass(frozen=True, eq=False)
class Slab:
    """A floor or ceiling seen from above, its holes filled, and the heights of its two faces [m]."""

    shape: shapely.Polygon
    low_m: float
    high_m: float
    holes_m2: tuple[float, ...]


def slab_of(part: Part, frame: Frame) -> Slab | None:
    """The slab of a part, its largest piece; None where it has no area."""
    points = frame.upright(part.world())
    if part.is_box:
        shape = shapely.MultiPoint(points[:, :2]).convex_hull
    else:
        corners = points[part.triangles]
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        lengths = np.linalg.norm(normals, axis=1)
        level = np.abs(normals[:, 2]) > LEVEL * np.maximum(lengths, 1e-12)
        faces = shapely.polygons(corners[level][:, :, :2])
        faces = faces[shapely.area(faces) > 1e-6]
        if not len(faces):
            return None
        grown = shapely.union_all(shapely.buffer(faces, 1e-4, join_style="mitre"))
        shape = grown.buffer(-1e-4, join_style="mitre")
    pieces = [each for each in shapely.get_parts(shape) if each.geom_type == "Polygon"]
    if not pieces:
        return None
    largest = max(pieces, key=lambda each: float(each.area)).simplify(0.002)
    if largest.geom_type != "Polygon" or largest.area < SMALLEST_M2:
        return None
    holes = tuple(float(shapely.Polygon(ring).area) for ring in largest.interiors)
    heights = (float(points[:, 2].min()), float(points[:, 2].max()))
    return Slab(shapely.geometry.polygon.orient(largest), *heights, holes)


def told_holes(floors: Sequence[Slab]) -> list[Problem]:
    """How many holes of floors were filled, and how large they are."""
    holes = [area for floor in floors for area in floor.holes_m2 if area > TOLD_HOLE_M2]
    if not holes:
        return []
    message = f"The floor has {len(holes)} holes of {sum(holes):.2f} m2 in all; they were filled."
    hint = "If there is a stairwell or a column, add it by hand."
    return [info("FLOOR_HOLES_FILLED", "floors", message, hint)]


def with_ceilings(
    rooms: Sequence[CapturedRoom], parts: Sequence[Part], frame: Frame
) -> tuple[list[CapturedRoom], list[Problem]]:
    """Rooms with the height of the flat ceiling over them; a ceiling that is over none is told."""
    slabs = [slab_of(part, frame) for part in parts]
    flat = [slab for slab in slabs if slab is not None and slab.high_m - slab.low_m <= THICKEST_M]
    found, taken = [], set()
    for room in rooms:
        outline = shapely.Polygon(room.outline).buffer(0)
        over = [
            (float(slab.shape.intersection(outline).area), number)
            for number, slab in enumerate(flat)
            if LOWEST_M <= slab.low_m - room.floor_z_m <= HIGHEST_M
        ]
        area, number = max(over, default=(0.0, -1))
        if number < 0 or area < COVERED * outline.area:
            found.append(room)
            continue
        taken.add(number)
        found.append(replace(room, ceiling_z_m=flat[number].low_m))
    left = len(parts) - len(taken)
    if not left:
        return found, []
    message = (
        f"{left} of {len(parts)} ceilings are not flat, or not the largest over a room; they were left out."
    )
    return found, [info("CEILING_LEFT_OUT", "ceiling", message, "Say how high the ceiling is.")]
