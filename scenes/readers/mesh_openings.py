"""Doors, windows and passages of a room in a mesh: where its walls have holes, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info
from scenes.readers.mesh_names import Role
from scenes.readers.mesh_panes import joined_panes, passed_by, with_glass
from scenes.readers.mesh_parts import SHELL, Parts, passes_light
from scenes.room import Opening, Point

Array = NDArray[np.float64]

IN_PLANE_M = 0.02  # how far from a wall's plane its faces may lie
BEHIND_M, BEFORE_M = 0.5, 0.3  # where what closes a hole may be, outside and inside of its plane
PARALLEL = 0.98
SLIT_M = 0.004  # between the pieces of a wall
SMALLEST_M = 0.25
NARROWEST_M = 0.05  # of a window that has glass or is named
TOLD_M, TOLD_M2 = 0.08, 0.05  # of a narrow hole that has neither, with wall around it
ON_FLOOR_M = 0.10
LOWEST_DOOR_M = 1.7
HIGHEST_DOOR_M = 2.4  # of a door that nobody names
HIGHEST_SILL_M = 2.0  # of a window without glass
WIDEST_DOOR_M = 2.6
MOST_FACES = 20_000  # of one wall
MOST_OPENINGS = 12  # of one wall
MOST_PANES = 2_000  # faces of them, of one wall
NEAR_WALL_M = 0.2  # how far before a wall without a hole a door's leaf may hang


@dataclass(frozen=True, eq=False)
class Elevation:
    """A wall seen from inside: along it, up, and how far each thing lies inside of it.

    `top` says where along it the ceiling bends and how high it is there, where it is not level [m].
    """

    start: Array
    along: Array
    inwards: Array
    length_m: float
    floor_m: float
    height_m: float
    top: tuple[Array, Array] | None = None

    def seen(self, points: Array) -> Array:
        """Points (..., 3) as distance along the wall, height above the floor and distance inwards."""
        flat = points[..., :2] - self.start
        return np.stack([flat @ self.along, points[..., 2] - self.floor_m, flat @ self.inwards], axis=-1)

    @property
    def whole(self) -> shapely.Geometry:
        """The whole wall, up to the ceiling."""
        if self.top is None:
            return shapely.box(0.0, 0.0, self.length_m, self.height_m)
        above = np.column_stack(self.top)[::-1]
        return shapely.Polygon([(0.0, 0.0), (self.length_m, 0.0), *above.tolist()]).buffer(0.0)

    def top_over_m(self, low_m: float, high_m: float) -> float:
        """Lowest height of the ceiling over a part of the wall [m]."""
        if self.top is None:
            return self.height_m
        along, heights = self.top
        between = heights[(along > low_m) & (along < high_m)]
        return float(min([*np.interp([low_m, high_m], along, heights), *between]))


def elevation(
    start: Point,
    end: Point,
    floor_m: float,
    height_m: float,
    top: tuple[Array, Array] | None = None,
) -> Elevation:
    """The wall of an anticlockwise outline from one corner to the next."""
    one, other = np.array(start), np.array(end)
    length = float(np.hypot(*(other - one)))
    along = (other - one) / length
    return Elevation(one, along, np.array([-along[1], along[0]]), length, floor_m, height_m, top)


class OpeningFinder:
    """Finds the openings of rooms in one mesh."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        upright = np.abs(parts.normals[:, 2]) < 0.2
        self._wall = np.flatnonzero(upright & parts.of_roles(*SHELL))
        named = (Role.DOOR, Role.WINDOW, Role.OPENING)
        self._closing = np.flatnonzero(upright & parts.of_roles(*SHELL, *named))
        self._nodes = [i for i, role in enumerate(parts.roles) if role in named]
        self._corners = parts.mesh.vertices_m[parts.mesh.triangles]
        self._used: set[int] = set()
        self._narrow = 0
        self._clear = np.array([passes_light(m) for m in parts.mesh.materials])
        self._passed = [passed_by(m) if passes_light(m) else None for m in parts.mesh.materials]

    def holes_of(self, walls: Sequence[Elevation | None]) -> list[list[Opening]]:
        """Openings where the walls of a room have holes, of each wall; None stands for an open edge."""
        return [[] if view is None else self._in_holes(view, wall) for wall, view in enumerate(walls)]

    def with_leaves(
        self, walls: Sequence[Elevation | None], found: Sequence[Sequence[Opening]], where: str
    ) -> tuple[list[Opening], list[Problem]]:
        """Openings of a room's walls with doors and windows that stand before walls without a hole.

        To be asked once the holes of all rooms are known: a leaf that stands open is in another wall's hole.
        """
        openings: list[Opening] = []
        problems: list[Problem] = []
        for wall, (view, own) in enumerate(zip(walls, found, strict=True)):
            if view is not None:
                kept, told = self._of_wall(view, wall, own, f"{where}/wall:{wall}")
                openings += kept
                problems += told
        return openings, problems

    def _in_holes(self, view: Elevation, wall: int) -> list[Opening]:
        seen = self._near(view, self._wall, IN_PLANE_M, IN_PLANE_M)
        openings: list[Opening] = []
        uncovered = _uncovered(view, seen) if len(seen) <= MOST_FACES else shapely.Polygon()
        for hole in _holes(view, uncovered):
            for opening in self._as_openings(view, hole, wall):
                if not any(_overlap(opening, other) for other in openings):
                    openings.append(opening)
        narrow = [hole for hole in _holes(view, uncovered, NARROWEST_M) if min(_size(hole)) < SMALLEST_M]
        for opening in joined_panes(self._narrow_windows(view, narrow, wall)):
            if not any(_overlap(opening, other) for other in openings):
                openings.append(opening)
        return openings

    def _narrow_windows(self, view: Elevation, holes: Sequence[shapely.Polygon], wall: int) -> list[Opening]:
        """Those narrow holes that hold glass or a named window; others within the wall are counted."""
        found: list[Opening] = []
        seen = self._near(view, self._closing, BEHIND_M, BEFORE_M) if holes else np.zeros((0, 3, 3))
        for hole in holes:
            low, bottom, high, top = hole.bounds
            node, role, _ = self._named_in(view, hole)
            rest, clear = self._beyond(hole, seen, NARROWEST_M)
            if role is Role.WINDOW or (clear and role is not Role.DOOR):
                self._used |= set() if node is None else {node}
                found.append(_opening("window", wall, low, high, bottom, top))
            elif rest and min(_size(hole)) > TOLD_M and hole.area > TOLD_M2:
                beside = low > TOLD_M and high < view.length_m - TOLD_M
                within = bottom > ON_FLOOR_M and top < view.top_over_m(low, high) - ON_FLOOR_M
                self._narrow += int(beside and within)
        return found

    def told_narrow(self) -> list[Problem]:
        """What is said of narrow holes without glass, once."""
        if not self._narrow:
            return []
        message = f"{self._narrow} holes in walls, narrower or lower than {SMALLEST_M:g} m and without glass"
        hint = "Put glass in them in the file, or add windows of their size by hand."
        return [info("OPENINGS_LEFT_OUT", "openings", f"{message}, were left out.", hint)]

    def _of_wall(
        self, view: Elevation, wall: int, found: Sequence[Opening], where: str
    ) -> tuple[list[Opening], list[Problem]]:
        problems = []
        count = len(self._near(view, self._wall, IN_PLANE_M, IN_PLANE_M))
        if count > MOST_FACES:
            message = f"The wall has {count} faces; its openings were not looked for."
            hint = "Reduce the room's triangles (decimate)."
            problems.append(info("OPENINGS_NOT_SOUGHT", where, message, hint))
        openings = list(found)
        for opening in joined_panes(self._leaves(view, wall)):
            if not any(_overlap(opening, other) for other in openings):
                openings.append(opening)
        if len(openings) > MOST_OPENINGS:
            openings = sorted(openings, key=lambda o: -o.width_m * o.height_m)[:MOST_OPENINGS]
            message = f"The wall has more than {MOST_OPENINGS} holes; the largest were taken."
            problems.append(info("OPENINGS_LEFT_OUT", where, message, "Look at the wall in the file."))
        panes = self._panes(view) if any(o.kind == "window" for o in openings) else []
        openings = [with_glass(opening, panes) for opening in openings]
        return sorted(openings, key=lambda o: (o.offset_m, o.sill_m)), problems

    def _panes(self, view: Elevation) -> list[tuple[Array, float]]:
        """Faces of glass in or before a wall whose materials say what they pass, as the wall sees them."""
        materials = self.parts.mesh.material_of_triangle
        glass = self._closing[np.array([p is not None for p in self._passed])[materials[self._closing]]]
        seen = self._near(view, glass, BEHIND_M, BEFORE_M)[:MOST_PANES, :, :2]
        passed = [self._passed[material] for material in materials[self._last[:MOST_PANES]]]
        return [(corners, p) for corners, p in zip(seen, passed, strict=True) if p is not None]

    def _near(self, view: Elevation, among: NDArray[np.int64], behind_m: float, before_m: float) -> Array:
        """Faces parallel to a wall and near its plane, as they are seen, (face, 3, 3)."""
        first = (self._corners[among, 0, :2] - view.start) @ view.inwards
        among = among[(first > -behind_m) & (first < before_m)]  # of a million faces, few
        among = among[np.abs(self.parts.normals[among, :2] @ view.inwards) > PARALLEL]
        seen = view.seen(self._corners[among])
        depth, along = seen[..., 2], seen[..., 0]
        near = (depth > -behind_m).all(axis=1) & (depth < before_m).all(axis=1)
        near &= (along.max(axis=1) > 0.0) & (along.min(axis=1) < view.length_m)
        self._last = among[near]
        return np.asarray(seen[near])

    def _as_openings(self, view: Elevation, hole: shapely.Polygon, wall: int) -> list[Opening]:
        """What a hole is; nothing where it is closed a little deeper, as a niche is."""
        seen = self._near(view, self._closing, BEHIND_M, BEFORE_M)
        node, role, open_leaf = self._named_in(view, hole)
        if node is not None:
            self._used.add(node)
        rest, clear = self._beyond(hole, seen)
        found: list[Opening] = []
        for part in rest or [hole]:
            low, bottom, high, top = part.bounds
            bottom = 0.0 if bottom < ON_FLOOR_M else bottom
            ceiling = view.top_over_m(low, high)
            kind = _kind(role, ceiling, clear=clear, closed=not rest, size=(high - low, bottom, top))
            top = min(top, ceiling)
            if kind and top - bottom >= SMALLEST_M:
                is_open = open_leaf and kind == "door"
                found.append(_opening(kind, wall, low, high, bottom, top, open=is_open))
        return joined_panes(found)

    def _beyond(
        self, hole: shapely.Polygon, seen: Array, smallest_m: float = SMALLEST_M
    ) -> tuple[list[shapely.Polygon], bool]:
        """What of a hole is open deeper in the wall too, and whether it is glazed."""
        last = self._last[:MOST_FACES]
        polygons = shapely.polygons(seen[:MOST_FACES, :, :2])
        if not len(polygons):
            return [hole], False
        sound = shapely.is_valid(polygons) & shapely.intersects(polygons, hole)
        clear = self._clear[self.parts.mesh.material_of_triangle[last]]
        glazed = float(shapely.union_all(shapely.intersection(polygons[sound & clear], hole)).area)
        named = np.isin(self.parts.node_of_triangle[last], self._nodes)
        solid = shapely.union_all(polygons[sound & ~clear & ~named], grid_size=1e-4)
        rest = shapely.get_parts(_opened(hole.difference(solid), smallest_m))
        parts = [part for part in rest if min(_size(part)) >= smallest_m]
        if sum(part.area for part in parts) < 0.1 * hole.area:
            parts = []
        return parts, glazed > 0.4 * hole.area

    def _named_in(self, view: Elevation, hole: shapely.Polygon) -> tuple[int | None, Role, bool]:
        """The named node that stands in a hole, its role, and whether it is a leaf that stands open."""
        best: tuple[int | None, Role, bool] = (None, Role.UNKNOWN, False)
        share = 0.3
        for node in self._nodes:
            box = self._box_of(view, node)
            if box is None:
                continue
            low, high = box
            if high[2] < -BEHIND_M or low[2] > BEFORE_M:
                continue
            flat = shapely.box(low[0], low[1], high[0], high[1])
            covered = flat.intersection(hole).area / hole.area
            if covered > share:
                best, share = (node, self.parts.roles[node], False), covered
            beside = flat.buffer(0.1).intersects(hole) and high[2] - low[2] > 0.4
            upright = min(high[1], hole.bounds[3]) - max(low[1], hole.bounds[1])
            if share <= 0.3 and beside and upright > 0.6 * (hole.bounds[3] - hole.bounds[1]):
                best = (node, self.parts.roles[node], True)
        return best

    def _box_of(self, view: Elevation, node: int) -> tuple[Array, Array] | None:
        """A node's box as a wall sees it; None for one that is far away."""
        parts = self.parts
        if not np.isfinite(parts.low[node]).all():
            return None
        x, y, z = zip(parts.low[node], parts.high[node], strict=True)
        corners = view.seen(np.array([[a, b, c] for a in x for b in y for c in z]))
        low, high = corners.min(axis=0), corners.max(axis=0)
        if high[0] < -0.5 or low[0] > view.length_m + 0.5 or high[2] < -1.0 or low[2] > 1.5:
            return None
        if abs(view.along[0] * view.along[1]) > 0.02:  # a box turned to the axes says too much
            own = view.seen(parts.mesh.vertices_m[parts.mesh.node_of_vertex == node])
            low, high = own.min(axis=0), own.max(axis=0)
        return low, high

    def _leaves(self, view: Elevation, wall: int) -> list[Opening]:
        """Doors and windows that stand before a wall without a hole."""
        found = []
        for node in self._nodes:
            box = None if node in self._used else self._box_of(view, node)
            if box is None:
                continue
            low, high = box
            thin = high[2] - low[2] < 0.35 and high[0] - low[0] > 1.5 * (high[2] - low[2])
            near = low[2] > -NEAR_WALL_M - 0.15 and high[2] < NEAR_WALL_M + 0.15 and low[2] < NEAR_WALL_M
            inside = low[0] > -0.05 and high[0] < view.length_m + 0.05 and high[2] > -NEAR_WALL_M
            if not (thin and near and inside):
                continue
            left, right = max(low[0], 0.0), min(high[0], view.length_m)
            bottom = 0.0 if low[1] < ON_FLOOR_M else float(low[1])
            top = min(float(high[1]), view.top_over_m(left, right))
            if min(right - left, top - bottom) < SMALLEST_M:
                continue
            role = self.parts.roles[node]
            on_floor = bottom == 0.0
            is_window = role is Role.WINDOW or (role is Role.OPENING and not on_floor)
            found.append(_opening("window" if is_window else "door", wall, left, right, bottom, top))
        return found


def _kind(role: Role, height_m: float, *, clear: bool, closed: bool, size: tuple[float, float, float]) -> str:
    """What a hole of this width, from one height to another, is in a wall; empty where it is no opening."""
    width, bottom, top = size
    on_floor, tall = bottom == 0.0, top - bottom >= LOWEST_DOOR_M
    if role is Role.WINDOW or (clear and role is not Role.DOOR):
        return "window"
    if role in (Role.DOOR, Role.OPENING):
        return "door" if on_floor else "window"
    if closed:
        usual = tall and top <= HIGHEST_DOOR_M and width <= WIDEST_DOOR_M
        return "door" if on_floor and usual else ""
    if bottom > HIGHEST_SILL_M and top > height_m - ON_FLOOR_M:
        return ""  # a wall that ends below the ceiling, as beside a recess
    if not on_floor:
        return "window"
    return "passage" if tall else ""


def _uncovered(view: Elevation, seen: Array) -> shapely.Geometry:
    """Where a wall is not covered by its faces; nothing where it has hardly any."""
    polygons = shapely.polygons(seen[:, :, :2])
    polygons = polygons[shapely.is_valid(polygons)] if len(polygons) else polygons
    if not len(polygons):
        return shapely.Polygon()
    cover = shapely.union_all(polygons, grid_size=1e-5)
    cover = cover.buffer(SLIT_M, join_style="mitre").buffer(-SLIT_M, join_style="mitre")
    whole = view.whole
    if cover.intersection(whole).area < 0.1 * whole.area:
        return shapely.Polygon()
    return whole.difference(cover)


def _holes(
    view: Elevation, uncovered: shapely.Geometry, smallest_m: float = SMALLEST_M
) -> list[shapely.Polygon]:
    """The holes of a wall that are so wide and high."""
    return [
        part
        for part in shapely.get_parts(_opened(uncovered, smallest_m).intersection(view.whole))
        if part.geom_type == "Polygon" and part.area > smallest_m**2 and min(_size(part)) >= smallest_m
    ]


def _opened(area: shapely.Geometry, smallest_m: float) -> shapely.Geometry:
    """An area without its slits and thin arms."""
    thin = smallest_m / 2 - 0.01
    return area.buffer(-thin, join_style="mitre").buffer(thin, join_style="mitre")


def _size(part: shapely.Polygon) -> tuple[float, float]:
    low, bottom, high, top = part.bounds
    return high - low, top - bottom


def _opening(
    kind: str, wall: int, low: float, high: float, bottom: float, top: float, *, open: bool = False
) -> Opening:
    return Opening(
        kind,
        wall=wall,
        offset_m=round(float(low), 6),
        width_m=round(float(high - low), 6),
        sill_m=round(float(bottom), 6),
        height_m=round(float(top - bottom), 6),
        open=open,
    )


def _overlap(one: Opening, other: Opening) -> bool:
    a, b = (
        shapely.box(o.offset_m, o.sill_m, o.offset_m + o.width_m, o.sill_m + o.height_m) for o in (one, other)
    )
    return bool(a.intersection(b).area > 1e-6)
