"""The ceiling over a room of a mesh where it is not one level: slopes through its walls, or a mesh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, info, warning
from scenes.ceiling_checks import check_ceiling
from scenes.readers.mesh_levels import LevelSheets, sample_points
from scenes.readers.sloped_ceiling import LEVEL, SAME_LEVEL_M, slopes_of
from scenes.readers.stepped_ceiling import stepped_ceiling
from scenes.room import Origin, Room

Array = NDArray[np.float64]

LOOKED_AT = 500  # points of a room from which is looked up
SMALLEST_PLANE = 0.01  # share of them that a plane has at least
BESIDE = 0.02  # share of them that may lie elsewhere, as under a beam
MOST_SLOPES = 8  # a vault is rather a mesh
MOST_FACES = 3_000
SEEN_M = 1e-4


def with_ceiling(
    room: Room,
    polygon: shapely.Polygon,
    sheets: LevelSheets,
    *,
    floor_m: float,
    from_m: float,
    glass: shapely.Geometry,
) -> tuple[Room, list[Problem]]:
    """The room with the ceiling that its mesh has over it, which is not level, and what is said of it.

    Parameters
    ----------
    room
        With the mean height of that ceiling, which it keeps where nothing better is found.
    polygon
        Its floor in the frame of the sheets.
    floor_m, from_m
        Heights in that frame: of the floor, and above which everything is ceiling.
    glass
        Seen from above, windows in the ceiling and what is around them: not looked at.
    """
    points = sample_points(polygon, LOOKED_AT)
    points = points[~shapely.contains_xy(glass, points[:, 0], points[:, 1])]
    heights, faces = sheets.over(points, from_m)
    seen = faces >= 0
    if len(points) and seen.mean() > 1 - BESIDE:
        hits = np.column_stack([points[seen], heights[seen]])
        found = _sloped(room, polygon, sheets, faces[seen], hits, floor_m)
        if found is None:
            found = _meshed(room, polygon, sheets, floor_m=floor_m, from_m=from_m)
        if found is not None:
            return found, [_told(found)]
    message = (
        f"The ceiling of {room.name!r} is not flat, and neither slopes nor a closed mesh say how it is; its "
        f"mean height of {room.height_m:.2f} m is taken."
    )
    where = f"{room.name}/ceiling"
    return room, [warning("CEILING_NOT_FLAT", where, message, "Check the height.", height_m=room.height_m)]


def _told(room: Room) -> Problem:
    where = f"{room.name}/ceiling"
    if room.slopes:
        pitches = ", ".join(f"{slope.pitch_deg:.1f}" for slope in room.slopes)
        message = f"The ceiling of {room.name!r} has {len(room.slopes)} slopes, of {pitches} degrees."
        return info("CEILING_SLOPED", where, message)
    count = 0 if room.ceiling_triangles is None else len(room.ceiling_triangles)
    message = (
        f"The ceiling of {room.name!r} is neither level nor made of slopes through its walls; it is kept as "
        f"a mesh of {count} triangles, up to {room.height_m:.2f} m high."
    )
    return info("CEILING_KEPT_AS_MESH", where, message, "State the height to make it flat.")


def _sloped(
    room: Room,
    polygon: shapely.Polygon,
    sheets: LevelSheets,
    faces: NDArray[np.int64],
    hits: Array,
    floor_m: float,
) -> Room | None:
    """The room with slopes, where planes through its walls say where nearly all of the ceiling is."""
    numbers, counts = np.unique(faces, return_counts=True)
    if len(numbers) > MOST_FACES:
        return None
    large = _of_large_planes(sheets.faces[numbers], counts, SMALLEST_PLANE * len(hits))
    if not len(large):
        return None
    level = _level(large)
    tops = large[level] if level.any() else np.concatenate([_within(face, polygon) for face in large])
    top = float(tops[..., 2].max())
    slopes = slopes_of(room.outline_m, large, hits, floor_m=floor_m, top_m=top, share_beside=BESIDE)
    if not slopes or len(slopes) > MOST_SLOPES:
        return None
    origins = {**room.origins, "height": Origin.FILE}
    slopes = tuple(replace(s, height_m=round(s.height_m, 6), pitch_deg=round(s.pitch_deg, 6)) for s in slopes)
    found = replace(room, height_m=round(top - floor_m, 6), slopes=slopes, origins=origins)
    return None if check_ceiling(found, "room") else found


def _of_large_planes(faces: Array, counts: NDArray[np.int64], fewest: float) -> Array:
    """Those faces whose planes were met by enough points."""
    normals = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0])
    normals *= (np.sign(normals[:, 2]) / np.maximum(np.linalg.norm(normals, axis=1), 1e-300))[:, None]
    offsets = (normals * faces.mean(axis=1)).sum(axis=1)
    kept = np.zeros(len(faces), dtype=bool)
    for normal, offset in zip(normals, offsets, strict=True):
        same = (normals @ normal > 0.9999) & (np.abs(offsets - offset) < 2 * SAME_LEVEL_M)
        kept |= same & (counts[same].sum() >= fewest)
    return faces[kept]


def _level(faces: Array) -> NDArray[np.bool_]:
    normals = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0])
    return np.asarray(np.abs(normals[:, 2]) >= LEVEL * np.linalg.norm(normals, axis=1))


def _within(face: Array, polygon: shapely.Polygon) -> Array:
    """Corners of the part of a face that lies over a floor, (corner, 3)."""
    part = shapely.Polygon(face[:, :2]).intersection(polygon)
    flat = shapely.get_coordinates(part)
    if not len(flat):
        return np.zeros((0, 3))
    normal = np.cross(face[1] - face[0], face[2] - face[0])
    z = face[0, 2] - (flat - face[0, :2]) @ normal[:2] / normal[2]
    return np.column_stack([flat, z])


def _meshed(
    room: Room, polygon: shapely.Polygon, sheets: LevelSheets, *, floor_m: float, from_m: float
) -> Room | None:
    """The room with what is seen of the mesh from below as its ceiling, where that closes the room."""
    near = sheets.near(polygon)
    if not 0 < len(near) <= MOST_FACES:
        return None
    parts = shapely.intersection(shapely.polygons(sheets.faces[near][:, :, :2]), polygon.buffer(-1e-4))
    reached = ~shapely.is_empty(parts) & (shapely.area(parts) > 1e-7)
    near, parts = near[reached], parts[reached]
    places = shapely.get_coordinates(shapely.point_on_surface(parts))
    lowest, _ = sheets.over(places, from_m)
    visible = [
        k for k, (face, place) in enumerate(zip(sheets.faces[near], places, strict=True))
        if abs(_height(face, place) - lowest[k]) < SEEN_M
    ]  # fmt: skip
    faces = sheets.faces[near[visible]] - [0.0, 0.0, floor_m]
    if not len(faces):
        return None
    made = stepped_ceiling(faces, room.outline_m, room.holes_m)
    if made is None:
        made = faces.reshape(-1, 3), np.arange(3 * len(faces), dtype=np.int64).reshape(-1, 3)
    vertices, triangles = made
    height = round(float(vertices[:, 2].max()), 6)
    origins = {**room.origins, "height": Origin.FILE}
    found = replace(
        room, height_m=height, ceiling_vertices_m=vertices, ceiling_triangles=triangles, origins=origins
    )
    return None if check_ceiling(found, "room") else found


def _height(face: Array, place: Array) -> float:
    normal = np.cross(face[1] - face[0], face[2] - face[0])
    return float(face[0, 2] - (place - face[0, :2]) @ normal[:2] / normal[2])
