"""Reflectances of a room's floor, walls and ceiling from the colours that its mesh has there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.material import Appearance
from assets.reflectance import triangle_reflectance
from scenes.ceiling import ceiling_height_m, is_level
from scenes.readers.mesh_openings import IN_PLANE_M, elevation
from scenes.readers.mesh_parts import SHELL, Parts, passes_light
from scenes.reflectance_of_colour import reflectance_of_linear
from scenes.room import Finish, Origin, Room

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

SAME_REFLECTANCE = 0.01  # channels that differ by less are the same paint


class Colours:
    """What the shell of a mesh reflects; nothing where its file names no material."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        looks = parts.mesh.appearance
        untold = looks.material_of_triangle == len(parts.mesh.materials) - 1
        untold &= (looks.triangle_rgb == 1.0).all(axis=1)
        clear = np.array([passes_light(m) for m in parts.mesh.materials])[looks.material_of_triangle]
        self._chosen: Indices = np.flatnonzero(parts.of_roles(*SHELL) & ~untold & ~clear)
        if len(self._chosen):
            self._rgb = triangle_reflectance(_chosen_looks(looks, self._chosen))
        self._corners = parts.mesh.vertices_m[parts.mesh.triangles[self._chosen]]
        self._middles = self._corners.mean(axis=1)
        self._normals = parts.normals[self._chosen]
        self._areas = parts.areas_m2[self._chosen]

    def of_room(self, room: Room, polygon: shapely.Polygon, floor_m: float) -> dict[str, Finish]:
        """Derived finishes of ``floor``, ``ceiling``, ``walls``, and of each wall that differs."""
        if not len(self._chosen):
            return {}
        finishes: dict[str, Finish] = {}
        level = np.abs(self._normals[:, 2]) > 0.95
        inside = np.zeros(len(level), dtype=bool)
        inside[level] = shapely.contains_xy(polygon, self._middles[level, 0], self._middles[level, 1])
        inside |= level & self._covers(polygon, level)
        self._add(finishes, "floor", inside & (np.abs(self._middles[:, 2] - floor_m) < 0.05))
        self._add(finishes, "ceiling", self._of_ceiling(room, polygon, inside, floor_m))
        walls = [self._on_wall(room, wall, floor_m) for wall in range(len(room.outline_m))]
        self._add(finishes, "walls", np.logical_or.reduce(walls))
        shared = finishes.get("walls")
        for wall, found in enumerate(walls):
            self._add(finishes, f"wall:{wall}", found)
            own = finishes.get(f"wall:{wall}")
            if own is not None and shared is not None and _same(own, shared):
                del finishes[f"wall:{wall}"]
        return finishes

    def _of_ceiling(
        self, room: Room, polygon: shapely.Polygon, inside: NDArray[np.bool_], floor_m: float
    ) -> NDArray[np.bool_]:
        """Faces of the ceiling, level or not."""
        above = self._middles[:, 2] - floor_m
        if is_level(room):
            return np.asarray(inside & (np.abs(above - room.height_m) < 0.05))
        over = (np.abs(self._normals[:, 2]) > 0.2) & shapely.contains_xy(polygon, *self._middles[:, :2].T)
        over[over] = np.abs(above[over] - ceiling_height_m(room, self._middles[over])) < 0.05
        return np.asarray(over)

    def _covers(self, polygon: shapely.Polygon, level: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Large level faces that reach into the room though their middle does not lie in it."""
        found = np.zeros(len(level), dtype=bool)
        large = np.flatnonzero(level & (self._areas > 0.25))[:5000]
        if len(large):
            faces = shapely.polygons(self._corners[large, :, :2])
            found[large] = shapely.intersects(faces, polygon.buffer(-0.02))
        return found

    def _on_wall(self, room: Room, wall: int, floor_m: float) -> NDArray[np.bool_]:
        start, end = room.wall_ends_m(wall)
        view = elevation(start, end, floor_m, room.height_m)
        found = np.abs((self._middles[:, :2] - view.start) @ view.inwards) < IN_PLANE_M
        near = np.flatnonzero(found)  # of a million faces, few
        facing = np.abs(self._normals[near, :2] @ view.inwards) > 0.98
        along = view.seen(self._corners[near])[..., 0]
        overlaps = (along.max(axis=1) > 0.01) & (along.min(axis=1) < view.length_m - 0.01)
        found[near] = facing & overlaps
        return np.asarray(found)

    def _add(self, finishes: dict[str, Finish], name: str, found: NDArray[np.bool_]) -> None:
        weights = self._areas[found]
        if weights.sum() <= 0.0:
            return
        mean = weights @ self._rgb[found] / weights.sum()
        finishes[name] = Finish(reflectance_of_linear(mean), origin=Origin.DERIVED, as_colour=True)


def _same(one: Finish, other: Finish) -> bool:
    return bool(np.allclose(one.reflectance_rgb or 0.0, other.reflectance_rgb or 0.0, atol=SAME_REFLECTANCE))


def _chosen_looks(looks: Appearance, chosen: Indices) -> Appearance:
    return replace(
        looks,
        material_of_triangle=looks.material_of_triangle[chosen],
        uv=looks.uv[chosen],
        corner_normals=looks.corner_normals[chosen],
        triangle_rgb=looks.triangle_rgb[chosen],
    )
