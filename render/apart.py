"""Surfaces that lie on one another: counted once, or moved apart by a hair.

Two surfaces in one place would both be lit and both give light, although only one of them can be seen.
A surface that repeats another corner by corner is left out. A piece of furniture of which a face lies
on another surface and looks the same way (a rug in the floor, two boxes with one top) is moved by a
fifth of a millimetre, more than rays start off their surface, so that one hides the other. The shell
cannot be moved: where two of its surfaces overlap, that is told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

from kit.problems import Problem, warning
from scenes.scene import LitSurface, Scene, SurfaceKind

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

HAIR_M = 2e-4  # twice the distance at which rays start
MOST_HAIRS = 5  # layers on one another that are still told apart
SAME_M = 1e-5
SAME_PLANE_M = 1e-4
LEAST_M2 = 0.01  # smaller triangles, and smaller overlaps, are let be
BODY_KINDS = (SurfaceKind.FURNITURE, SurfaceKind.PARTITION, SurfaceKind.PANE)


@dataclass(frozen=True, eq=False)
class _Faces:
    """Large triangles of all surfaces: corners (face, 3, 3), unit normals (face, 3), surface (face,)."""

    corners: Array
    normals: Array
    surface: Indices


def apart(scene: Scene) -> Scene:
    """The scene with no two surfaces in one place; what was left out is told in its problems."""
    surfaces, problems = _counted_once(scene.surfaces)
    faces = _large_faces(surfaces)
    moved, hairs = list(surfaces), dict.fromkeys(range(len(surfaces)), 0)
    for (lower, upper), normals in sorted(_overlaps(surfaces, faces).items()):
        if surfaces[lower].kind in BODY_KINDS and surfaces[upper].kind not in BODY_KINDS:
            lower, upper = upper, lower  # furniture gives way to the shell
        layers = max(hairs[lower], hairs[upper] - 1) + 1
        if surfaces[upper].kind not in BODY_KINDS or layers > MOST_HAIRS:
            problems.append(_coincide(surfaces[lower].name, surfaces[upper].name))
            continue
        hairs[upper] = layers
        shift = HAIR_M * layers * np.sum(_different(normals), axis=0)
        moved[upper] = replace(surfaces[upper], vertices_m=surfaces[upper].vertices_m + shift)
    return replace(scene, surfaces=tuple(moved), problems=(*scene.problems, *problems))


def _counted_once(surfaces: tuple[LitSurface, ...]) -> tuple[tuple[LitSurface, ...], list[Problem]]:
    """The surfaces without those that repeat an earlier one corner by corner."""
    kept: list[LitSurface] = []
    seen: dict[bytes, list[LitSurface]] = defaultdict(list)
    twins: dict[str, list[str]] = defaultdict(list)
    for surface in surfaces:
        if not len(surface.triangles):
            continue
        box = np.array([surface.vertices_m.min(axis=0), surface.vertices_m.max(axis=0)])
        key = _places(box).tobytes()
        twin = next((other for other in seen[key] if _repeats(surface, other)), None)
        if twin is None:
            seen[key].append(surface)
            kept.append(surface)
        else:
            twins[twin.name].append(surface.name)
    return tuple(kept), [_doubled(name, repeats) for name, repeats in twins.items()]


def _places(points: Array) -> Indices:
    """Whole numbers that are equal where the points are; shifted, so that round lengths are on no border."""
    places: Indices = np.round(points / SAME_M + 0.317).astype(np.int64)
    return places


def _doubled(name: str, repeats: list[str]) -> Problem:
    more = f" (and {len(repeats) - 1} more)" if len(repeats) > 1 else ""
    message = f"{repeats[0]!r}{more} lies on {name!r} corner by corner; it is counted once."
    return warning("SURFACE_DOUBLED", repeats[0], message, "Remove what is there twice.")


def _repeats(one: LitSurface, other: LitSurface) -> bool:
    if len(one.triangles) != len(other.triangles):
        return False
    return np.array_equal(_soup(one), _soup(other))


def _soup(surface: LitSurface) -> Indices:
    """Triangles as places of their corners, in an order of their own."""
    places = _places(surface.vertices_m)[surface.triangles]
    order = np.lexsort((places[..., 2], places[..., 1], places[..., 0]), axis=1)
    flat = np.take_along_axis(places, order[..., None], axis=1).reshape(len(places), 9)
    sorted_flat: Indices = flat[np.lexsort(flat.T[::-1])]
    return sorted_flat


def _large_faces(surfaces: tuple[LitSurface, ...]) -> _Faces:
    corners, owners = [np.zeros((0, 3, 3))], [np.zeros(0, np.int64)]
    for index, surface in enumerate(surfaces):
        corners.append(surface.vertices_m[surface.triangles])
        owners.append(np.full(len(surface.triangles), index))
    soup, owner = np.concatenate(corners), np.concatenate(owners)
    cross = np.cross(soup[:, 1] - soup[:, 0], soup[:, 2] - soup[:, 0])
    doubled = np.linalg.norm(cross, axis=1)
    large = doubled > 2 * LEAST_M2
    return _Faces(soup[large], cross[large] / doubled[large, None], owner[large])


def _overlaps(surfaces: tuple[LitSurface, ...], faces: _Faces) -> dict[tuple[int, int], list[Array]]:
    """Pairs of surfaces that share a part of a plane and are lit on the same side, with the normals there."""
    found: dict[tuple[int, int], list[Array]] = defaultdict(list)
    sheets = {index for index in range(len(surfaces)) if _is_sheet(surfaces[index], faces, index)}
    for members in _planes(faces):
        normal = faces.normals[members[0]]
        facing = faces.normals[members] @ normal > 0
        shapes = {}
        for index in np.unique(faces.surface[members]).tolist():
            own = faces.surface[members] == index
            if index in sheets:
                shapes[index, True] = shapes[index, False] = _flat(faces.corners[members[own]], normal)
                continue
            for side in (True, False):
                if (own & (facing == side)).any():
                    shapes[index, side] = _flat(faces.corners[members[own & (facing == side)]], normal)
        for ((i, side), one), ((j, other_side), other) in combinations(sorted(shapes.items(), key=_key), 2):
            shared = i != j and side == other_side and one.intersects(other)
            if shared and one.intersection(other).area > LEAST_M2:
                found[i, j].append(normal if side else -normal)
    return found


def _key(entry: tuple[tuple[int, bool], shapely.Geometry]) -> tuple[int, bool]:
    return entry[0]


def _is_sheet(surface: LitSurface, faces: _Faces, index: int) -> bool:
    """Whether a piece of furniture is flat, and therefore lit on both sides."""
    own = faces.surface == index
    if surface.kind not in BODY_KINDS or not own.any():
        return False
    normal, corner = faces.normals[own][0], faces.corners[own][0, 0]
    return bool(np.abs((surface.vertices_m - corner) @ normal).max() < SAME_PLANE_M)


def _planes(faces: _Faces) -> list[Indices]:
    """Groups of faces of different surfaces that lie in one plane, whichever way they look."""
    leading = np.take_along_axis(faces.normals, np.abs(faces.normals).argmax(axis=1)[:, None], axis=1)
    upright = faces.normals * np.sign(leading)
    direction = np.round(upright * 1000 + 0.317).astype(np.int64)
    offset = np.einsum("ij,ij->i", upright, faces.corners[:, 0])
    order = np.lexsort((offset, *direction.T))
    turns = (np.diff(direction[order], axis=0) != 0).any(axis=1) | (np.diff(offset[order]) > SAME_PLANE_M)
    groups = np.split(order, np.flatnonzero(turns) + 1)
    return [group for group in groups if len(np.unique(faces.surface[group])) > 1]


def _flat(corners: Array, normal: Array) -> shapely.Geometry:
    """Triangles of one plane as a flat shape in that plane's own coordinates."""
    first = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    first /= np.linalg.norm(first)
    frame = np.column_stack([first, np.cross(normal, first)])
    return shapely.union_all(shapely.polygons(corners @ frame))


def _different(normals: list[Array]) -> list[Array]:
    """Normals without those that repeat or oppose an earlier one."""
    kept: list[Array] = []
    for normal in normals:
        if all(abs(float(normal @ other)) < 0.99 for other in kept):
            kept.append(normal)
    return kept


def _coincide(lower: str, upper: str) -> Problem:
    message = f"A part of {upper!r} lies in {lower!r}; which of the two is seen there is chance."
    return warning("SURFACES_COINCIDE", upper, message, "Move or cut one of the two.")
