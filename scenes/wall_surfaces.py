"""The walls of a room with their openings, as surfaces.

A wall is cut into cells at the edges of its openings, and where a cell ends on the floor or the ceiling,
these have a corner there too. Walls meet in one upright line, the same numbers for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.ceiling import is_level, wall_profile
from scenes.connections import Rectangle, Side, rectangle_of
from scenes.finished import BLACK, finished
from scenes.panes import WINDOW_TRANSMITTANCE, is_open
from scenes.room import DEFAULT_REFLECTANCE, Opening, Point, Room, grey, signed_area_m2
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]
Edge = tuple[Point, Point]

SAME_PLACE_M = 1e-6
THICKNESS_M = 0.6  # what of an opening has no room behind it, and is narrower, is the end of a wall
WALL, HOLE, OPEN = -1, -2, -3


@dataclass(frozen=True)
class _Pane:
    """A part of a wall and what is there: the number of an opening, WALL, HOLE or OPEN."""

    place: Rectangle
    shows: int


def edges_of(ring: tuple[Point, ...]) -> list[Edge]:
    """The sides of a ring of corners, in its own order."""
    return [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]


def wall_surfaces(room: Room, holes: Sequence[Side] = ()) -> list[LitSurface]:
    """Every wall of a room, of its outline and around its holes, and what is in them.

    `holes` are where light passes to other rooms: there is nothing.
    """
    found = [surface for wall in range(len(room.outline_m)) for surface in _outline_wall(room, wall, holes)]
    for h, hole in enumerate(room.holes_m):
        for i, edge in enumerate(edges_of(hole)):
            a, b = reversed(edge) if signed_area_m2(hole) > 0 else edge
            found.append(_plain_wall(room, f"hole:{h}:wall:{i}", (a, b)))
    return found


def ring_with_cuts(room: Room, holes: Sequence[Side] = ()) -> list[Point]:
    """The outline with a corner wherever a cut of a wall ends on it."""
    ring: list[Point] = []
    for wall in range(len(room.outline_m)):
        along = _along(room, wall, _panes(room, wall, holes))
        ring += [place_on(room.wall_ends_m(wall), along[-1], s) for s in along[:-1]]
    return ring


def place_on(edge: Edge, length: float, distance: float) -> Point:
    """The point of an edge at a distance from its start; exactly its corners at both ends."""
    (x0, y0), (x1, y1) = edge
    share = distance / length
    return (x0 * (1 - share) + x1 * share, y0 * (1 - share) + y1 * share)


def _panes(room: Room, wall: int, holes: Sequence[Side]) -> list[_Pane]:
    """What is in a wall; where parts overlap, the first counts."""
    here = [side for side in holes if side.wall == wall]
    hosted = [(i, o) for i, o in enumerate(room.openings) if o.in_wall and o.wall == wall]
    panes = [_Pane(side.place, HOLE) for side in here]
    for index, opening in hosted:
        own = [side for side in here if side.opening == index]
        if own:
            panes += _closed_beside(rectangle_of(opening), own)
        panes.append(_Pane(rectangle_of(opening), index))
    own = [side for side in here if side.opening is None]
    if own:
        whole = Rectangle(0.0, room.wall_length_m(wall), 0.0, room.height_m)
        panes += [*_closed_beside(whole, own), _Pane(whole, OPEN)]
    return panes


def _closed_beside(whole: Rectangle, holes: list[Side]) -> list[_Pane]:
    """What of an opening is closed all the same: where a room is behind it, and narrow strips beside that."""
    faced = [ends for hole in holes for ends in ((hole.place.low_m, hole.place.high_m), *hole.faced_m)]
    panes = [_Pane(replace(whole, low_m=low, high_m=high), WALL) for low, high in faced]
    at = whole.low_m
    for low, high in sorted(faced):
        if SAME_PLACE_M < low - at < THICKNESS_M:
            panes.append(_Pane(replace(whole, low_m=at, high_m=low), WALL))
        at = max(at, high)
    if SAME_PLACE_M < whole.high_m - at < THICKNESS_M:
        panes.append(_Pane(replace(whole, low_m=at), WALL))
    return panes


def _breaks(values: list[float], end: float) -> list[float]:
    """0, the values between, and the end, in order and no two at the same place."""
    breaks = [0.0]
    for value in sorted(values):
        if value - breaks[-1] > SAME_PLACE_M and end - value > SAME_PLACE_M:
            breaks.append(value)
    return [*breaks, end]


def _along(room: Room, wall: int, panes: list[_Pane]) -> list[float]:
    """Where a wall is cut along its length: at openings, and where its top bends or passes their edges."""
    cuts = [v for pane in panes for v in (pane.place.low_m, pane.place.high_m)]
    if not is_level(room):
        along, top = wall_profile(room, room.wall_ends_m(wall))
        cuts += along.tolist()
        for height in _upwards(top.max(), panes)[1:-1]:
            over, rise = top[:-1] - height, np.diff(top)
            crossed = over * (top[1:] - height) < 0
            share = -over[crossed] / rise[crossed]
            cuts += (along[:-1][crossed] + share * np.diff(along)[crossed]).tolist()
    return _breaks(cuts, room.wall_length_m(wall))


def _upwards(top_m: float, panes: list[_Pane]) -> list[float]:
    """Where a wall is cut in height."""
    cuts = [v for pane in panes for v in (pane.place.sill_m, pane.place.head_m)]
    return _breaks(cuts, float(top_m))


def _outline_wall(room: Room, wall: int, holes: Sequence[Side]) -> list[LitSurface]:
    """A wall and the openings in it."""
    panes = _panes(room, wall, holes)
    edge = room.wall_ends_m(wall)
    profile = wall_profile(room, edge)
    along, upwards = _along(room, wall, panes), _upwards(profile[1].max(), panes)
    cells: dict[int, list[tuple[int, int]]] = {WALL: []}
    for i in range(len(along) - 1):
        for j in range(len(upwards) - 1):
            s, z = (along[i] + along[i + 1]) / 2, (upwards[j] + upwards[j + 1]) / 2
            shows = next((pane.shows for pane in panes if _covers(pane.place, s, z)), WALL)
            cells.setdefault(shows, []).append((i, j))
    joined = any(pane.shows == OPEN for pane in panes)
    vertices = _wall_points(edge, along, upwards, profile)
    surfaces = []
    for shows, own in cells.items():
        if not own or shows == HOLE:
            continue
        points, triangles = _cell_mesh(vertices, own)
        if not len(triangles):
            continue
        if shows == WALL:
            surfaces.append(_wall_surface(room, f"wall:{wall}", points, triangles, closed=joined))
        elif shows == OPEN:
            surfaces.append(LitSurface(f"wall:{wall}:open", SurfaceKind.OPEN, points, triangles, BLACK, 1.0))
        else:
            surfaces.append(opening_surface(room.openings[shows], shows, points, triangles))
    return surfaces


def _covers(place: Rectangle, along: float, height: float) -> bool:
    return place.low_m <= along <= place.high_m and place.sill_m <= height <= place.head_m


def _wall_points(edge: Edge, along: list[float], upwards: list[float], profile: tuple[Array, Array]) -> Array:
    """Grid of a wall's points, none above its top, shape (along, upwards, 3)."""
    feet = np.array([place_on(edge, along[-1], s) for s in along])
    grid = np.empty((len(along), len(upwards), 3))
    grid[:, :, :2] = feet[:, None, :]
    top = np.interp(along, *profile)
    grid[:, :, 2] = np.minimum(upwards, top[:, None])
    grid[:, -1, 2] = top
    return grid


def _cell_mesh(grid: Array, cells: list[tuple[int, int]]) -> tuple[Array, Triangles]:
    """Two triangles for each cell, seen from the left of the wall's direction: from inside."""
    row = grid.shape[1]
    i, j = np.array(cells, dtype=np.int64).T
    low_a, low_b = i * row + j, (i + 1) * row + j
    high_a, high_b = low_a + 1, low_b + 1
    triangles = np.concatenate(
        [np.column_stack([low_a, high_b, low_b]), np.column_stack([low_a, high_a, high_b])]
    )
    points = grid.reshape(-1, 3)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    triangles = triangles[(np.abs(np.cross(b - a, c - a)) > SAME_PLACE_M**2).any(axis=1)]
    used, packed = np.unique(triangles, return_inverse=True)
    return points[used], packed.reshape(-1, 3).astype(np.int64)


def _plain_wall(room: Room, name: str, edge: Edge) -> LitSurface:
    length = float(np.hypot(edge[1][0] - edge[0][0], edge[1][1] - edge[0][1]))
    profile = wall_profile(room, edge)
    along = _breaks(profile[0].tolist(), length)
    grid = _wall_points(edge, along, [0.0, float(profile[1].max())], profile)
    return _wall_surface(room, name, *_cell_mesh(grid, [(i, 0) for i in range(len(along) - 1)]))


def _wall_surface(
    room: Room, name: str, points: Array, triangles: Triangles, *, closed: bool = False
) -> LitSurface:
    """A wall; `closed` is what remains of a wall-less edge that leads to another room."""
    finish = room.finish_of(name)
    if finish.open and not closed:
        return LitSurface(name, SurfaceKind.OPEN, points, triangles, BLACK, 1.0)
    return finished(name, SurfaceKind.WALL, points, triangles, finish)


def opening_surface(opening: Opening, index: int, points: Array, triangles: Triangles) -> LitSurface:
    """What fills an opening; light that falls on it leaves the room, is reflected or absorbed."""
    name = f"opening:{index}"
    if is_open(opening):
        return LitSurface(name, SurfaceKind.OPEN, points, triangles, BLACK, 1.0)
    if opening.kind == "door":
        passed = opening.transmittance or 0.0
        reflected = min(DEFAULT_REFLECTANCE["door"], round(1.0 - passed, 12))
        return LitSurface(name, SurfaceKind.DOOR, points, triangles, grey(reflected), passed)
    passed = WINDOW_TRANSMITTANCE if opening.transmittance is None else opening.transmittance
    reflected = min(DEFAULT_REFLECTANCE["window"], round(1.0 - passed, 12))
    return LitSurface(name, SurfaceKind.WINDOW, points, triangles, grey(reflected), passed)
