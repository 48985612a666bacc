"""The surfaces of a room as light meets them: floor, ceiling, walls with their openings, furniture.

A wall is cut into cells at the edges of its openings, and where a cell ends on the floor or the ceiling,
these have a corner there too. Walls meet in one upright line, the same numbers for both.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.material import Appearance, turned_appearance
from assets.shelf import ShelfMaterial, shelf_material
from scenes.looks import laid_on_body, laid_on_plane
from scenes.paint import Painted, as_it_is, painted
from scenes.pieces.furnish import furnished
from scenes.pieces.stated import piece_looks
from scenes.room import (
    DEFAULT_REFLECTANCE,
    Colour,
    Finish,
    Furniture,
    Opening,
    Origin,
    Point,
    Room,
    grey,
    signed_area_m2,
)
from scenes.scene import LitSurface, SurfaceKind

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]
Edge = tuple[Point, Point]

SAME_PLACE_M = 1e-6
WINDOW_TRANSMITTANCE = 0.9
BLACK: Colour = (0.0, 0.0, 0.0)


def room_surfaces(room: Room) -> tuple[LitSurface, ...]:
    """Every surface of a sound room, in the room's own frame."""
    room = furnished(room)
    walls = [surface for i in range(len(room.outline_m)) for surface in _outline_wall(room, i)]
    for h, hole in enumerate(room.holes_m):
        for i, edge in enumerate(_edges(hole)):
            a, b = reversed(edge) if signed_area_m2(hole) > 0 else edge
            walls.append(_plain_wall(room, f"hole:{h}:wall:{i}", (a, b)))
    furniture = [s for i in range(len(room.furniture)) if (s := furniture_surface(room, i))]
    partitions = [_partition(room, piece, i) for i, piece in enumerate(room.partitions)]
    return (_floor(room), _ceiling(room), *walls, *partitions, *_skylights(room), *furniture)


def _partition(room: Room, piece: Furniture, index: int) -> LitSurface:
    """A wall within the room, finished as the walls are."""
    vertices, triangles = furniture_vertices_m(piece), np.array(BOX_TRIANGLES, dtype=np.int64)
    finish = room.finish_of("walls")
    shelf, looks = _shelf(finish), None
    if shelf is not None:
        looks = laid_on_body(shelf, BOX_CORNERS * np.array(piece.size_m or (0.0, 0.0, 0.0)), triangles)
    return _looking(f"partition:{index}", SurfaceKind.PARTITION, vertices, triangles, finish, looks)


def _shelf(finish: Finish) -> ShelfMaterial | None:
    return None if finish.material is None else shelf_material(finish.material)


def _finished(
    name: str, kind: SurfaceKind, points: Array, triangles: Triangles, finish: Finish
) -> LitSurface:
    """A flat surface of the room with its reflectance and its material."""
    shelf = _shelf(finish)
    looks = None if shelf is None else laid_on_plane(shelf, points, triangles)
    return _looking(name, kind, points, triangles, finish, looks)


def _looking(
    name: str,
    kind: SurfaceKind,
    points: Array,
    triangles: Triangles,
    finish: Finish,
    looks: Appearance | None,
) -> LitSurface:
    """A surface that looks so, as light as its finish says; without looks it is dull."""
    if looks is None:
        return LitSurface(name, kind, points, triangles, finish.reflectance_rgb or BLACK)
    found = _as_finished(looks, finish, points, triangles)
    return LitSurface(
        name,
        kind,
        points,
        triangles,
        found.reflectance_rgb,
        appearance=found.appearance,
        triangle_reflectance=found.each,
    )


def _as_finished(looks: Appearance, finish: Finish, points: Array, triangles: Triangles) -> Painted:
    if finish.reflectance_rgb is None or finish.origin is Origin.DERIVED:
        return as_it_is(looks, points, triangles)
    return painted(looks, points, triangles, finish.reflectance_rgb, as_colour=finish.as_colour)


def _edges(ring: tuple[Point, ...]) -> list[Edge]:
    return [(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))]


# Walls


def _breaks(values: list[float], end: float) -> list[float]:
    """0, the values between, and the end, in order and no two at the same place."""
    breaks = [0.0]
    for value in sorted(values):
        if value - breaks[-1] > SAME_PLACE_M and end - value > SAME_PLACE_M:
            breaks.append(value)
    return [*breaks, end]


def _hosted(room: Room, wall: int) -> list[tuple[int, Opening]]:
    return [(i, o) for i, o in enumerate(room.openings) if o.kind != "skylight" and o.wall == wall]


def _along(room: Room, wall: int) -> list[float]:
    """Where a wall is cut along its length."""
    cuts = [v for _, o in _hosted(room, wall) for v in (o.offset_m, o.offset_m + o.width_m)]
    return _breaks(cuts, room.wall_length_m(wall))


def _upwards(room: Room, wall: int) -> list[float]:
    """Where a wall is cut in height."""
    cuts = [v for _, o in _hosted(room, wall) for v in (o.sill_m, o.sill_m + o.height_m)]
    return _breaks(cuts, room.height_m)


def _at(edge: Edge, length: float, distance: float) -> Point:
    """The point of an edge at a distance from its start; exactly its corners at both ends."""
    (x0, y0), (x1, y1) = edge
    share = distance / length
    return (x0 * (1 - share) + x1 * share, y0 * (1 - share) + y1 * share)


def _outline_wall(room: Room, wall: int) -> list[LitSurface]:
    """A wall and the openings in it."""
    along, upwards = _along(room, wall), _upwards(room, wall)
    cells: dict[int | None, list[tuple[int, int]]] = {None: []}
    hosted = _hosted(room, wall)
    for i in range(len(along) - 1):
        for j in range(len(upwards) - 1):
            s, z = (along[i] + along[i + 1]) / 2, (upwards[j] + upwards[j + 1]) / 2
            owner = next((k for k, o in hosted if _covers(o, s, z)), None)
            cells.setdefault(owner, []).append((i, j))
    vertices = _wall_points(room.wall_ends_m(wall), along, upwards)
    surfaces = []
    for owner, own in cells.items():
        if not own:
            continue
        points, triangles = _cell_mesh(vertices, own)
        if owner is None:
            surfaces.append(_wall_surface(room, f"wall:{wall}", points, triangles))
        else:
            surfaces.append(_opening_surface(room.openings[owner], owner, points, triangles))
    return surfaces


def _covers(opening: Opening, along: float, height: float) -> bool:
    beside = opening.offset_m <= along <= opening.offset_m + opening.width_m
    return beside and opening.sill_m <= height <= opening.sill_m + opening.height_m


def _wall_points(edge: Edge, along: list[float], upwards: list[float]) -> Array:
    """Grid of a wall's points, shape (along, upwards, 3)."""
    feet = np.array([_at(edge, along[-1], s) for s in along])
    grid = np.empty((len(along), len(upwards), 3))
    grid[:, :, :2] = feet[:, None, :]
    grid[:, :, 2] = upwards
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
    used, packed = np.unique(triangles, return_inverse=True)
    return grid.reshape(-1, 3)[used], packed.reshape(-1, 3).astype(np.int64)


def _plain_wall(room: Room, name: str, edge: Edge) -> LitSurface:
    length = float(np.hypot(edge[1][0] - edge[0][0], edge[1][1] - edge[0][1]))
    grid = _wall_points(edge, [0.0, length], [0.0, room.height_m])
    return _wall_surface(room, name, *_cell_mesh(grid, [(0, 0)]))


def _wall_surface(room: Room, name: str, points: Array, triangles: Triangles) -> LitSurface:
    finish = room.finish_of(name)
    if finish.open:
        return LitSurface(name, SurfaceKind.OPEN, points, triangles, BLACK, 1.0)
    return _finished(name, SurfaceKind.WALL, points, triangles, finish)


def _opening_surface(opening: Opening, index: int, points: Array, triangles: Triangles) -> LitSurface:
    name = f"opening:{index}"
    if opening.kind == "passage" or (opening.kind == "door" and opening.open):
        return LitSurface(name, SurfaceKind.OPEN, points, triangles, BLACK, 1.0)
    if opening.kind == "door":
        passed = opening.transmittance or 0.0
        reflected = min(DEFAULT_REFLECTANCE["door"], round(1.0 - passed, 12))
        return LitSurface(name, SurfaceKind.DOOR, points, triangles, grey(reflected), passed)
    passed = WINDOW_TRANSMITTANCE if opening.transmittance is None else opening.transmittance
    reflected = min(DEFAULT_REFLECTANCE["window"], round(1.0 - passed, 12))
    return LitSurface(name, SurfaceKind.WINDOW, points, triangles, grey(reflected), passed)


# Floor and ceiling


def _ring_with_cuts(room: Room) -> list[Point]:
    """The outline with a corner wherever a cut of a wall ends on it."""
    ring: list[Point] = []
    for wall in range(len(room.outline_m)):
        along = _along(room, wall)
        ring += [_at(room.wall_ends_m(wall), along[-1], s) for s in along[:-1]]
    return ring


def triangulated(ring: list[Point], holes: list[tuple[Point, ...]]) -> tuple[Array, Triangles]:
    """Points (point, 2) and anticlockwise triangles of a polygon, with no corner but its own."""
    points = np.array([*ring, *(corner for hole in holes for corner in hole)], dtype=np.float64)
    index = {(x, y): i for i, (x, y) in reversed(list(enumerate(points.tolist())))}
    pieces = shapely.constrained_delaunay_triangles(shapely.Polygon(ring, holes))
    corners = shapely.get_coordinates(pieces).reshape(-1, 4, 2)[:, :3]
    triangles = np.array([[index[x, y] for x, y in three] for three in corners.tolist()], dtype=np.int64)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    doubled = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles[doubled < 0] = triangles[doubled < 0][:, ::-1]
    return points, triangles


def _lifted(points: Array, height_m: float) -> Array:
    return np.column_stack([points, np.full(len(points), height_m)])


def _floor(room: Room) -> LitSurface:
    points, triangles = triangulated(_ring_with_cuts(room), list(room.holes_m))
    return _finished("floor", SurfaceKind.FLOOR, _lifted(points, 0.0), triangles, room.finish_of("floor"))


def skylight_corners_m(opening: Opening) -> tuple[Point, ...]:
    """The four corners of a skylight, anticlockwise seen from above."""
    x, y = opening.position_m
    half_x, half_y = opening.size_m[0] / 2, opening.size_m[1] / 2
    angle = np.radians(opening.rotation_deg)
    cosine, sine = float(np.cos(angle)), float(np.sin(angle))
    local = ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y))
    return tuple((x + cosine * u - sine * v, y + sine * u + cosine * v) for u, v in local)


def _ceiling(room: Room) -> LitSurface:
    skylights = [skylight_corners_m(o) for o in room.openings if o.kind == "skylight"]
    ring = _ring_with_cuts(room)
    points, triangles = triangulated(ring, [*room.holes_m, *skylights])
    lifted, downwards = _lifted(points, room.height_m), triangles[:, ::-1].copy()
    return _finished("ceiling", SurfaceKind.CEILING, lifted, downwards, room.finish_of("ceiling"))


def _skylights(room: Room) -> list[LitSurface]:
    two = np.array([[0, 2, 1], [0, 3, 2]], dtype=np.int64)
    return [
        _opening_surface(o, i, _lifted(np.array(skylight_corners_m(o)), room.height_m), two)
        for i, o in enumerate(room.openings)
        if o.kind == "skylight"
    ]


# Furniture

BOX_CORNERS = np.array([[x, y, z] for z in (0.0, 1.0) for y in (-0.5, 0.5) for x in (-0.5, 0.5)])
BOX_TRIANGLES = [
    *([0, 2, 3], [0, 3, 1]),  # bottom; on the floor it closes a box that pokes through a wall
    *([4, 5, 7], [4, 7, 6]),  # top
    *([0, 1, 5], [0, 5, 4]),  # -y
    *([3, 2, 6], [3, 6, 7]),  # +y
    *([2, 0, 4], [2, 4, 6]),  # -x
    *([1, 3, 7], [1, 7, 5]),  # +x
]


def furniture_vertices_m(piece: Furniture) -> Array:
    """Vertices of a piece of furniture in its place, shape (vertex, 3)."""
    placed: Array = _own_vertices_m(piece) @ _turn(piece).T + np.array(piece.position_m)
    return placed


def _own_vertices_m(piece: Furniture) -> Array:
    """Vertices of a piece of furniture in its own frame, shape (vertex, 3)."""
    if piece.vertices_m is not None:
        return piece.vertices_m
    if piece.model is None:
        return np.asarray(BOX_CORNERS * np.array(piece.size_m or (0.0, 0.0, 0.0)))
    return np.zeros((0, 3))


def _turn(piece: Furniture) -> Array:
    """Rotation of a piece about z, (3, 3)."""
    angle = np.radians(piece.rotation_deg)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def furniture_surface(room: Room, index: int) -> LitSurface | None:
    """A piece of furniture as a surface; None for a model that is not read."""
    piece = room.furniture[index]
    if piece.triangles is not None and len(piece.triangles):
        triangles = piece.triangles
    elif piece.model is None:
        triangles = np.array(BOX_TRIANGLES, dtype=np.int64)
    else:
        return None
    finish = room.furniture_finish(index)
    name = f"furniture:{index}:{piece.name or (piece.model or 'box')}"
    if piece.main_triangles is not None:
        found = piece_looks(piece, triangles, finish)
        return LitSurface(
            name,
            SurfaceKind.FURNITURE,
            furniture_vertices_m(piece),
            triangles,
            found.reflectance_rgb,
            appearance=turned_appearance(found.appearance, _turn(piece)),
            triangle_reflectance=found.each,
        )
    looks = _furniture_looks(piece, finish, triangles)
    if looks is None:
        finish = replace(finish, reflectance_rgb=room.reflectance_of(index))
    return _looking(name, SurfaceKind.FURNITURE, furniture_vertices_m(piece), triangles, finish, looks)


def _furniture_looks(piece: Furniture, finish: Finish, triangles: Triangles) -> Appearance | None:
    """How a piece looks in its place: of a material of the shelf, or as its model does."""
    shelf = _shelf(finish)
    if shelf is not None:
        return laid_on_body(shelf, _own_vertices_m(piece), triangles)
    return None if piece.appearance is None else turned_appearance(piece.appearance, _turn(piece))
