"""What stands or hangs within the rooms of a mesh but counts as shell: nameless furniture, and partitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from kit.problems import Problem, info
from scenes.readers.mesh_attics import CutRoom
from scenes.readers.mesh_components import Components, as_pieces, components_of
from scenes.readers.mesh_levels import FLAT_WITHIN_M, LevelSheets, RoomLevels
from scenes.readers.mesh_names import Role
from scenes.readers.mesh_parts import WIDEST_PIECE_M, Parts, passes_light

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

INTO_WALL_M = 0.1  # how far a piece may reach into the walls and the floor
FROM_WALL_M = 0.08  # what lies nearer to the walls is a skirting, a frame or a leaf
FROM_WALL_TOLD_M = 0.25  # and at the ceiling a cornice
THIN_M = 0.02  # sheets on the floor or the ceiling are part of them
BELOW_CEILING_M = 0.05
COVERS = 0.6  # share of the floor, from which a component is a floor or a ceiling
TOUCHING_M = 0.01
MOST_LOOKED_AT = 4_000  # components of a room, the largest
MOST_JOINED = 1_500  # of them, the largest, that are joined where they touch
SOME = 200  # triangles of a component that are looked at


@dataclass(frozen=True, eq=False)
class _Space:
    """A room with its floor and ceiling, as its components are looked at."""

    room: CutRoom
    over: RoomLevels

    @property
    def ceiling_m(self) -> float:
        return self.over.ceiling_m if self.over.has_ceiling else self.room.level.ceiling_m

    @property
    def uneven(self) -> bool:
        return self.over.has_ceiling and self.over.spread_m > FLAT_WITHIN_M

    @cached_property
    def around(self) -> shapely.Geometry:
        return self._grown(INTO_WALL_M)

    @cached_property
    def inner(self) -> shapely.Geometry:
        return self._grown(-FROM_WALL_M)

    @cached_property
    def middle(self) -> shapely.Geometry:
        return self._grown(-FROM_WALL_TOLD_M)

    def _grown(self, by_m: float) -> shapely.Geometry:
        grown = self.room.polygon.buffer(by_m, join_style="mitre")
        shapely.prepare(grown)
        return grown


def with_standing_pieces(
    parts: Parts, rooms: Sequence[CutRoom], sheets: LevelSheets
) -> tuple[Parts, list[Problem]]:
    """The parts with what stands free within a room as furniture; what touches its ceiling is told.

    Parameters
    ----------
    rooms
        As they were cut.
    sheets
        Of the same parts.
    """
    components = components_of(parts, Role.WALL, Role.UNKNOWN)
    chosen: list[Indices] = []
    left: list[int] = []
    small = 0
    taken = np.zeros(len(components.nodes), dtype=bool)
    for room in rooms:
        space = _Space(room, sheets.of_room(room.polygon, room.level, room.cut_m))
        near = np.flatnonzero(_within_box(components, space) & ~taken)
        extent = np.linalg.norm(components.high[near] - components.low[near], axis=1)
        near = near[np.argsort(-extent, kind="stable")]
        small += len(near[MOST_LOOKED_AT:])
        kinds = [_kind(parts, components, int(each), space, sheets) for each in near[:MOST_LOOKED_AT]]
        left += [int(each) for each, kind in zip(near, kinds, strict=False) if kind is _TOLD]
        own = np.array([each for each, kind in zip(near, kinds, strict=False) if kind is _PIECE], np.int64)
        taken[own] = True
        chosen += _touching(components, own)
    return as_pieces(parts, components, chosen), _told(components, left, small)


def _within_box(components: Components, space: _Space) -> NDArray[np.bool_]:
    """Components whose boxes lie within that of a room, and that are no sheets of its floor, (component,)."""
    x0, y0, x1, y1 = space.room.polygon.bounds
    floor, top = space.over.floor_m, max(space.ceiling_m, space.room.level.ceiling_m)
    low = np.array([x0, y0, floor]) - INTO_WALL_M
    high = np.array([x1, y1, top]) + INTO_WALL_M
    within = (components.low > low).all(axis=1) & (components.high < high).all(axis=1)
    within &= components.high[:, 2] > floor + 2 * THIN_M
    return np.asarray(within & (np.ptp([components.low, components.high], axis=0).max(axis=1) > THIN_M))


_NONE, _TOLD, _PIECE = range(3)


def _kind(parts: Parts, components: Components, number: int, space: _Space, sheets: LevelSheets) -> int:
    """Whether a component is a piece, is to be told as left out, or is neither."""
    low, high = components.low[number], components.high[number]
    triangles = components.of(number)
    some = triangles[:: -(-len(triangles) // SOME)]
    corners = parts.mesh.vertices_m[parts.mesh.triangles[some]]
    flat = corners[:, :, :2].reshape(-1, 2)
    if not shapely.contains_xy(space.around, flat[:, 0], flat[:, 1]).all():
        return _NONE
    if _plan_m2(parts, triangles) > COVERS * space.room.polygon.area:
        return _NONE
    if space.uneven and low[2] > space.room.cut_m - THIN_M:
        return _NONE  # it is part of that ceiling
    clear = [passes_light(parts.mesh.materials[m]) for m in np.unique(parts.mesh.material_of_triangle[some])]
    if all(clear) and high[2] - low[2] < THIN_M:
        return _NONE  # glass of a skylight
    if _is_below_ceiling(corners.mean(axis=1), float(high[2]), space, sheets):
        return _PIECE if _reaches(corners, space.inner) else _NONE
    tall = high[2] - low[2] > BELOW_CEILING_M and not space.uneven
    return _TOLD if tall and _reaches(corners, space.middle) else _NONE


def _plan_m2(parts: Parts, triangles: Indices) -> float:
    """What a component covers of the plan at most, counted on its upper and lower side apart [m2]."""
    upright = parts.normals[triangles, 2]
    flat = parts.areas_m2[triangles] * np.abs(upright)
    return float(max(flat[upright > 0].sum(), flat[upright < 0].sum()))


def _is_below_ceiling(middles: Array, top_m: float, space: _Space, sheets: LevelSheets) -> bool:
    if top_m > space.ceiling_m - BELOW_CEILING_M and not space.uneven:
        return False
    if not space.over.has_ceiling:
        return True
    return bool(np.isfinite(sheets.over(middles[:, :2], top_m + THIN_M)[0]).mean() > 0.7)


def _reaches(corners: Array, inner: shapely.Geometry) -> bool:
    """Whether any triangle reaches into an area of the plan."""
    rings = shapely.linestrings(corners[:, [0, 1, 2, 0], :2])
    return bool(shapely.intersects(inner, rings).any())


def _touching(components: Components, own: Indices) -> list[Indices]:
    """Components as groups that touch, none of them wider than a piece; small ones where they lie within."""
    large, small = own[:MOST_JOINED], own[MOST_JOINED:]
    if not len(large):
        return []
    low, high = components.low[large] - TOUCHING_M, components.high[large] + TOUCHING_M
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tree = shapely.STRtree(boxes)
    one, other = tree.query(boxes)
    met = (low[one, 2] < high[other, 2]) & (low[other, 2] < high[one, 2])
    graph = coo_array((met[met], (one[met], other[met])), shape=(len(large), len(large)))
    count, label = connected_components(graph, directed=False)
    groups: list[Indices] = []
    of_large = np.zeros(len(large), dtype=np.int64)
    for number in range(count):
        members = np.flatnonzero(label == number)
        wide = np.ptp(np.concatenate([low[members, :2], high[members, :2]]), axis=0).max() > WIDEST_PIECE_M
        for part in np.split(members, len(members)) if wide else [members]:
            of_large[part] = len(groups)
            groups.append(large[part])
    middles = (components.low[small] + components.high[small]) / 2
    point, box = tree.query(shapely.points(middles[:, :2]), predicate="within")
    home = np.full(len(small), -1)
    home[point] = of_large[box]
    alone = np.flatnonzero(home < 0)
    grown = [np.concatenate([group, small[home == number]]) for number, group in enumerate(groups)]
    return grown + [small[[each]] for each in alone]


def _told(components: Components, left: Sequence[int], small: int) -> list[Problem]:
    said = []
    if left:
        sizes = components.high[left] - components.low[left]
        largest = " x ".join(f"{extent:.2f}" for extent in sizes[int(np.prod(sizes, axis=1).argmax())])
        said.append(
            f"{len(left)} parts within the rooms could be ceiling as well as furniture and are left out, the "
            f"largest {largest} m."
        )
    if small:
        said.append(f"{small} parts smaller than the {MOST_LOOKED_AT} largest of a room are left out.")
    hint = "Name furniture in the file, such as 'cupboard', or add it by hand."
    return [info("PARTS_LEFT_OUT", "furniture", " ".join(said), hint)] if said else []
