"""Windows in the ceilings of a mesh: holes in a plane of the ceiling with glass in or above them."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.ceiling import CeilingPlane, ceiling_height_m, level_parts
from scenes.readers.mesh_levels import LEANING
from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import SHELL, Parts, passes_light
from scenes.room import Opening, Room

Array = NDArray[np.float64]

IN_PLANE_M = 0.02
SMALLEST_M = 0.25
FILLED = 0.7  # share of its rectangle that a hole has
STRAIGHT = 0.002  # share by which a turned rectangle has to be smaller than one along x and y
GLAZED = 0.3  # share of a hole that glass covers
BELOW_M, ABOVE_M = 0.3, 0.6  # the plane, where its glass may be
AROUND_M = 0.15  # glass, what is seen is reveals and frames
MOST_FACES = 5_000  # of a ceiling


class RoofGlass:
    """Glass of a mesh that does not stand upright, and the holes in ceilings that it fills."""

    def __init__(self, parts: Parts) -> None:
        leaning = np.abs(parts.normals[:, 2]) > LEANING
        clear = np.array([passes_light(m) for m in parts.mesh.materials])[parts.mesh.material_of_triangle]
        corners = parts.mesh.vertices_m[parts.mesh.triangles]
        self._glass = corners[leaning & (clear | parts.of_roles(Role.WINDOW, Role.OPENING))][:MOST_FACES]
        self._solid = corners[leaning & ~clear & parts.of_roles(*SHELL)] if len(self._glass) else corners[:0]
        self.around = shapely.union_all(_polygons(self._glass)).buffer(AROUND_M)

    def skylights(self, room: Room, floor_m: float) -> tuple[list[Opening], int]:
        """Skylights of a room whose floor lies at a height in the mesh [m], and how many are left out.

        Left out are those that are no rectangles or reach the edge of their ceiling, and those in meshes.
        """
        if not len(self._glass):
            return [], 0
        if room.ceiling_triangles is not None:
            return [], self._in_mesh(room, floor_m)
        found: list[Opening] = []
        left_out = 0
        for plane, region in level_parts(room):
            inner = region.buffer(-IN_PLANE_M)
            for hole in self._holes(plane, region, floor_m):
                opening = _skylight(room, plane, hole) if inner.contains(hole) else None
                found += [] if opening is None else [opening]
                left_out += opening is None
        return found, left_out

    def _holes(self, plane: CeilingPlane, region: shapely.Polygon, floor_m: float) -> list[shapely.Polygon]:
        """Holes within a plane of the ceiling that have glass, seen from above."""
        solid = self._solid[_near(self._solid, plane, floor_m, IN_PLANE_M, IN_PLANE_M)]
        if not 0 < len(solid) <= MOST_FACES:
            return []
        thin = SMALLEST_M / 2 * math.cos(math.atan(math.hypot(plane.dx, plane.dy))) - 0.01
        rest = region.difference(shapely.union_all(_polygons(solid), grid_size=1e-5))
        rest = rest.buffer(-thin, join_style="mitre").buffer(thin, join_style="mitre")
        glass = self._glass[_near(self._glass, plane, floor_m, BELOW_M, ABOVE_M)]
        pane = shapely.union_all(_polygons(glass))
        return [
            part
            for part in shapely.get_parts(rest)
            if part.geom_type == "Polygon" and pane.intersection(part).area > GLAZED * part.area
        ]

    def _in_mesh(self, room: Room, floor_m: float) -> int:
        """How many panes lie in or above the ceiling of a room that is a mesh."""
        floor = shapely.Polygon(room.outline_m, room.holes_m)
        middles = self._glass.mean(axis=1)
        over = self._glass[shapely.contains_xy(floor, middles[:, 0], middles[:, 1])]
        if not len(over):
            return 0
        middles = over.mean(axis=1)
        above = middles[:, 2] - floor_m - ceiling_height_m(room, middles[:, :2])
        near = over[(above > -BELOW_M) & (above < ABOVE_M)]
        panes = shapely.get_parts(shapely.union_all(_polygons(near)).intersection(floor))
        return int((shapely.area(panes) > SMALLEST_M**2).sum())


def told_left_out(count: int) -> list[Problem]:
    """What is said of skylights that were left out, once."""
    if not count:
        return []
    message = f"{count} windows in ceilings are no rectangles, reach the edge of theirs or lie in a mesh."
    hint = "They were left out; add skylights of their size by hand."
    return [info("SKYLIGHT_LEFT_OUT", "ceiling", message, hint)]


def _polygons(corners: Array) -> NDArray[np.object_]:
    polygons = shapely.polygons(corners[:, :, :2]) if len(corners) else np.zeros(0, object)
    return np.asarray(polygons[shapely.is_valid(polygons)] if len(polygons) else polygons)


def _near(corners: Array, plane: CeilingPlane, floor_m: float, below_m: float, above_m: float) -> Array:
    """Which faces lie within a layer about a plane, (face,)."""
    away = corners[..., 2] - floor_m - plane.at(corners)
    return np.asarray(((away > -below_m) & (away < above_m)).all(axis=1))


def _skylight(room: Room, plane: CeilingPlane, hole: shapely.Polygon) -> Opening | None:
    """A hole as a rectangle along the slope's wall, or the smallest of any; None where it is none."""
    steep, turned = 0.0, 0.0
    if plane.slope >= 0:
        (x0, y0), (x1, y1) = room.wall_ends_m(room.slopes[plane.slope].wall)
        angle, steep = math.atan2(y1 - y0, x1 - x0), math.hypot(plane.dx, plane.dy)
    else:
        angle = turned = _direction(hole)
    along = np.array([math.cos(angle), math.sin(angle)])
    axes = np.stack([along, [-along[1], along[0]]])
    flat = shapely.get_coordinates(hole) @ axes.T
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = high - low
    if hole.area < FILLED * float(np.prod(size)):
        return None
    x, y = ((low + high) / 2 @ axes).tolist()
    length, up = float(size[0]), float(size[1]) * math.hypot(1.0, steep)
    if min(length, up) < SMALLEST_M:
        return None
    return Opening(
        "skylight",
        position_m=(round(x, 6), round(y, 6)),
        size_m=(round(length, 6), round(up, 6)),
        rotation_deg=round(math.degrees(turned), 6) + 0.0,
    )


def _direction(hole: shapely.Polygon) -> float:
    """Of the smallest rectangle around a hole, from -45 to 45 degrees; 0 where that is no larger [rad]."""
    x0, y0, x1, y1 = hole.bounds
    around = hole.minimum_rotated_rectangle
    if around.area > (1.0 - STRAIGHT) * (x1 - x0) * (y1 - y0):
        return 0.0
    (ax, ay), (bx, by) = around.exterior.coords[:2]
    quarter = math.pi / 2
    angle = math.atan2(by - ay, bx - ax) % quarter
    return angle if angle <= quarter / 2 else angle - quarter
