"""The surfaces of rooms as light meets them: floor, ceiling, walls with their openings, furniture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from assets.material import Appearance, turned_appearance
from scenes.ceiling import LEVEL, is_level, level_parts, plane_over, skylight_corners_m
from scenes.connections import Side
from scenes.finished import finished, looking, shelf_of
from scenes.frame import rounded
from scenes.looks import laid_on_body
from scenes.mesh_ceiling import cut_by, mesh_ceiling
from scenes.pieces.furnish import furnished
from scenes.pieces.stated import piece_looks
from scenes.room import Finish, Furniture, Point, Room
from scenes.scene import LitSurface, SurfaceKind
from scenes.wall_surfaces import opening_surface, ring_with_cuts, wall_surfaces

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]


Rings = Sequence[tuple[Point, ...]]


@dataclass(frozen=True)
class Cuts:
    """Where light passes between a room and others, and there is nothing: in walls, floor and ceiling."""

    walls: Sequence[Side] = ()
    floor: Rings = ()
    ceiling: Rings = ()


UNCUT = Cuts()


def room_surfaces(room: Room, cuts: Cuts = UNCUT) -> tuple[LitSurface, ...]:
    """Every surface of a sound room, in the room's own frame, its floor at z = 0."""
    room = furnished(room)
    furniture = [s for i in range(len(room.furniture)) if (s := furniture_surface(room, i))]
    partitions = [_partition(room, piece, i) for i, piece in enumerate(room.partitions)]
    ring = ring_with_cuts(room, cuts.walls)
    walls = wall_surfaces(room, cuts.walls)
    return (
        _floor(room, ring, cuts.floor),
        *_ceiling(room, ring, cuts.ceiling),
        *walls,
        *partitions,
        *_skylights(room),
        *furniture,
    )


def _partition(room: Room, piece: Furniture, index: int) -> LitSurface:
    """A wall within the room, finished as the walls are."""
    vertices, triangles = furniture_vertices_m(piece), np.array(BOX_TRIANGLES, dtype=np.int64)
    finish = room.finish_of("walls")
    shelf, looks = shelf_of(finish), None
    if shelf is not None:
        looks = laid_on_body(shelf, BOX_CORNERS * np.array(piece.size_m or (0.0, 0.0, 0.0)), triangles)
    return looking(f"partition:{index}", SurfaceKind.PARTITION, vertices, triangles, finish, looks)


# Floor and ceiling


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


def _floor(room: Room, ring: list[Point], cuts: Rings) -> LitSurface:
    points, triangles = triangulated(ring, [*room.holes_m, *cuts])
    return finished("floor", SurfaceKind.FLOOR, _lifted(points, 0.0), triangles, room.finish_of("floor"))


def _ceiling(room: Room, ring: list[Point], cuts: Rings) -> list[LitSurface]:
    """The ceiling: one surface, or one for each of its planes (``ceiling``, ``ceiling:slope:0``)."""
    finish = room.finish_of("ceiling")
    if room.ceiling_triangles is not None:
        return [_mesh_ceiling(room, finish)]
    taken = [*_skylight_outlines(room), *cuts]
    if is_level(room):
        points, triangles = triangulated(ring, [*room.holes_m, *taken])
        lifted, downwards = _lifted(points, room.height_m), triangles[:, ::-1].copy()
        return [finished("ceiling", SurfaceKind.CEILING, lifted, downwards, finish)]
    meshes: dict[int, list[tuple[Array, Triangles]]] = {}
    for plane, part in level_parts(room, ring):
        own = [corners for corners in taken if part.contains(shapely.Polygon(corners))]
        rings = [tuple(inner.coords[:-1]) for inner in part.interiors]
        points, triangles = triangulated(list(part.exterior.coords[:-1]), [*rings, *own])
        lifted = np.column_stack([points, plane.at(points)])
        meshes.setdefault(plane.slope, []).append((lifted, triangles[:, ::-1]))
    return [
        finished(
            "ceiling" if slope == LEVEL else f"ceiling:slope:{slope}",
            SurfaceKind.CEILING,
            *_joined(own),
            finish,
        )
        for slope, own in sorted(meshes.items())
    ]


def _joined(meshes: list[tuple[Array, Triangles]]) -> tuple[Array, Triangles]:
    first = np.cumsum([0, *(len(points) for points, _ in meshes)])
    triangles = [own + start for (_, own), start in zip(meshes, first[:-1], strict=True)]
    return np.concatenate([points for points, _ in meshes]), np.concatenate(triangles)


def _mesh_ceiling(room: Room, finish: Finish) -> LitSurface:
    points, triangles = _indexed(cut_by(mesh_ceiling(room), _skylight_outlines(room))[0])
    shelf = shelf_of(finish)
    looks = None if shelf is None else laid_on_body(shelf, points, triangles)
    return looking("ceiling", SurfaceKind.CEILING, points, triangles, finish, looks)


def _indexed(corners: Array) -> tuple[Array, Triangles]:
    """Triangles (triangle, 3, 3) as points and their numbers."""
    points, packed = np.unique(rounded(corners.reshape(-1, 3)), axis=0, return_inverse=True)
    return points, packed.reshape(-1, 3).astype(np.int64)


def _skylight_outlines(room: Room) -> list[tuple[Point, ...]]:
    return [skylight_corners_m(room, o) for o in room.openings if o.kind == "skylight"]


def _skylights(room: Room) -> list[LitSurface]:
    if room.ceiling_triangles is not None:
        panes = cut_by(mesh_ceiling(room), _skylight_outlines(room))[1]
        own = [(index, opening) for index, opening in enumerate(room.openings) if opening.kind == "skylight"]
        return [opening_surface(o, i, *_indexed(pane)) for (i, o), pane in zip(own, panes, strict=True)]
    two = np.array([[0, 2, 1], [0, 3, 2]], dtype=np.int64)
    found = []
    for index, opening in enumerate(room.openings):
        if opening.kind == "skylight":
            corners = np.array(skylight_corners_m(room, opening))
            plane = plane_over(room, opening.position_m)
            lifted = np.column_stack([corners, plane.at(corners)])
            found.append(opening_surface(opening, index, lifted, two))
    return found


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
    return looking(name, SurfaceKind.FURNITURE, furniture_vertices_m(piece), triangles, finish, looks)


def _furniture_looks(piece: Furniture, finish: Finish, triangles: Triangles) -> Appearance | None:
    """How a piece looks in its place: of a material of the shelf, or as its model does."""
    shelf = shelf_of(finish)
    if shelf is not None:
        return laid_on_body(shelf, _own_vertices_m(piece), triangles)
    return None if piece.appearance is None else turned_appearance(piece.appearance, _turn(piece))
