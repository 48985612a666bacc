"""Whether a scene can be lit at all: numbers that are numbers, sizes that rays resolve, light that settles.

Configurations are checked where they are read; this is for scenes from anywhere, and the last look
before the work begins. Every fault at once, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kit.problems import Problem, error, require_sound
from scenes.scene import LitSurface, MeasuringPlane, PlacedLuminaire, Scene, SurfaceKind

Array = NDArray[np.float64]

SMALLEST_EXTENT_M = 0.1  # rays start 0.1 mm off their surface, which must be nothing beside the room
FARTHEST_M = 2000.0  # single precision still resolves 0.1 mm there
LEAST_ABSORPTION = 1e-4  # of a whole room: light must settle
BODY_KINDS = (SurfaceKind.FURNITURE, SurfaceKind.PARTITION, SurfaceKind.PANE)  # what stands within the shell


def require_lightable(scene: Scene) -> None:
    """Raise UnsoundInput with every reason why a scene cannot be lit; nothing when it can."""
    problems = [*_surfaces(scene.surfaces), *lightable_luminaires(scene.luminaires), *_planes(scene.planes)]
    require_sound(problems or _whole(scene.surfaces))


def _finite(values: Array | Iterable[float]) -> bool:
    return bool(np.isfinite(np.asarray(values, float)).all())


def _surfaces(surfaces: tuple[LitSurface, ...]) -> list[Problem]:
    problems: list[Problem] = []
    for surface in surfaces:
        count = len(surface.vertices_m)
        if not _finite(surface.vertices_m):
            problems.append(_no_number(surface.name, "a corner"))
        elif len(surface.triangles) and not 0 <= surface.triangles.min() <= surface.triangles.max() < count:
            message = f"A triangle of {surface.name!r} names a corner that is not there; it has {count}."
            problems.append(error("TRIANGLE_WITHOUT_CORNER", surface.name, message, "Export it again."))
        rgb = np.asarray(surface.reflectance_rgb, float)
        each = rgb if surface.triangle_reflectance is None else surface.triangle_reflectance
        if not (((rgb >= 0) & (rgb <= 1)).all() and ((each >= 0) & (each <= 1)).all()):
            message = f"{surface.name!r} reflects {rgb.tolist()}; 0 to 1 was expected."
            hint = "White paint reflects about 0.85."
            problems.append(error("REFLECTANCE_OUT_OF_RANGE", surface.name, message, hint))
    return problems


def lightable_luminaires(luminaires: tuple[PlacedLuminaire, ...]) -> list[Problem]:
    """Every reason why luminaires cannot shine; none when they can."""
    problems = []
    for placed in luminaires:
        photometry = placed.luminaire.photometry
        table = photometry.distribution
        if not _finite(placed.scene_from_photometry):
            problems.append(_no_number(placed.id, "its place"))
        if not _finite(photometry.opening.size_m):
            problems.append(_no_number(placed.id, "the size of its luminous opening"))
        if not (_finite(table.intensity_cd) and _finite(table.c_deg) and _finite(table.gamma_deg)):
            problems.append(_no_number(placed.id, "an intensity"))
        elif table.intensity_cd.min(initial=0.0) < 0:
            least = float(table.intensity_cd.min())
            message = f"{placed.id!r} has an intensity of {least:g} cd; 0 or more was expected."
            problems.append(error("NEGATIVE_INTENSITY", placed.id, message, "Read its photometry again."))
        if placed.body_vertices_m is not None and not _finite(placed.body_vertices_m):
            problems.append(_no_number(placed.id, "a corner of its body"))
    return problems


def _planes(planes: tuple[MeasuringPlane, ...]) -> list[Problem]:
    return [
        _no_number(plane.name, "a point or its normal")
        for plane in planes
        if not (_finite(plane.points_m) and _finite(plane.normals))
    ]


def _no_number(place: str, what: str) -> Problem:
    message = f"{what.capitalize()} of {place!r} is not a finite number."
    return error("NOT_A_NUMBER", place, message, "Look for a division by zero where it was made.")


def _whole(surfaces: tuple[LitSurface, ...]) -> list[Problem]:
    """What is wrong with the room as a whole, once each part of it is sound."""
    used = [surface for surface in surfaces if len(surface.triangles)]
    if not used:
        return [error("ROOM_EMPTY", "room", "The room has no surface; light needs one.", "Give it walls.")]
    points = np.concatenate([surface.vertices_m for surface in used])
    extent, farthest = float(np.ptp(points, axis=0).max()), float(np.abs(points).max())
    if extent < SMALLEST_EXTENT_M:
        message = f"The room is {extent:.3g} m across; light is worked out from {SMALLEST_EXTENT_M:g} m on."
        return [error("ROOM_TOO_SMALL", "room", message, "Check the unit.")]
    if farthest > FARTHEST_M:
        message = f"The room reaches {farthest:.4g} m from its origin; {FARTHEST_M:g} m is the most."
        return [error("ROOM_TOO_LARGE", "room", message, "Check the unit, or move the room to its origin.")]
    if _inside_out([surface for surface in used if surface.kind not in BODY_KINDS]):
        message = "The room's shell looks outwards; its triangles run clockwise seen from inside."
        return [error("ROOM_INSIDE_OUT", "room", message, "Turn its triangles round.")]
    area = np.array([_area_m2(surface) for surface in used])
    reflectance = np.array([surface.reflectance_rgb for surface in used])
    absorbed = 1 - (area @ reflectance) / max(float(area.sum()), 1e-30)
    if float(absorbed.min()) < LEAST_ABSORPTION:
        lightest = used[int((area * reflectance.max(axis=1)).argmax())].name
        message = f"The room absorbs {absorbed.min():.2g} of the light that meets it, so it never settles."
        hint = "White paint reflects about 0.85."
        return [error("REFLECTANCE_OUT_OF_RANGE", lightest, message, hint)]
    return []


def _area_m2(surface: LitSurface) -> float:
    a, b, c = (surface.vertices_m[surface.triangles[:, k]] for k in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def _inside_out(shell: list[LitSurface]) -> bool:
    """Whether most of a shell looks away from its middle: the volume it encloses comes out positive."""
    if not shell:
        return False
    corners = np.concatenate([surface.vertices_m[surface.triangles] for surface in shell])
    a, b, c = np.moveaxis(corners - corners.mean(axis=(0, 1)), 1, 0)
    volumes = np.einsum("ij,ij->i", a, np.cross(b, c))
    return bool(volumes.sum() > 0.5 * np.abs(volumes).sum() > 0)
