"""What is wrong with a plane's keys when they are seen together."""

from __future__ import annotations

import numpy as np

from kit.problems import Problem, error
from scenes.configuration_model import PlaneEntry

# What a plane is, and the keys that belong to it.
WAYS = {
    "height_m": ("spacing_m", "margin_m", "direction"),
    "origin_m": ("u_m", "v_m", "spacing_m"),
    "on": ("side", "spacing_m"),
    "points_m": ("normals", "direction"),
}
ALL_KEYS = ("spacing_m", "margin_m", "direction", "u_m", "v_m", "side", "normals")
LEAST_AREA_M2 = 1e-6


def check_plane(plane: PlaneEntry, index: int) -> list[Problem]:
    """Every problem of one plane that needs no room to be seen."""
    where = f"calculation.planes[{index}]"
    given = [key for key in WAYS if getattr(plane, key) is not None]
    if len(given) != 1:
        code = "KEYS_EXCLUDE_EACH_OTHER" if given else "MISSING_KEY"
        found = " and ".join(repr(key) for key in given) or "none"
        message = f"{where} has {found} of 'height_m', 'origin_m', 'on' and 'points_m'; one was expected."
        hint = "Give a height for a grid, a corner for a rectangle, a surface, or points."
        return [error(code, where, message, hint)]
    (way,) = given
    problems = [
        _excluded(f"{where}.{key}", f"does not belong to a plane with {way!r}")
        for key in ALL_KEYS
        if getattr(plane, key) is not None and key not in WAYS[way]
    ]
    if plane.kind == "cylindrical":
        problems += _check_cylindrical(plane, where)
    if plane.direction is not None and not any(plane.direction):
        problems.append(_no_direction(f"{where}.direction"))
    if way == "origin_m":
        problems += _check_rectangle(plane, where)
    if way == "points_m":
        problems += _check_points(plane, where)
    return problems


def _excluded(where: str, why: str) -> Problem:
    return error("KEYS_EXCLUDE_EACH_OTHER", where, f"{where} {why}.", "Leave it out.")


def _no_direction(where: str) -> Problem:
    message = f"{where} is (0, 0, 0); a direction was expected."
    return error("DIRECTION_WITHOUT_LENGTH", where, message, "Give a direction, [0, 0, 1] for upward.")


def _check_cylindrical(plane: PlaneEntry, where: str) -> list[Problem]:
    """A cylinder stands upright and looks all around; it stands at no surface."""
    return [
        _excluded(f"{where}.{key}", "says where a plane looks; cylindrical illuminance comes from all around")
        for key in ("direction", "on")
        if getattr(plane, key) is not None
    ]


def _check_rectangle(plane: PlaneEntry, where: str) -> list[Problem]:
    problems = []
    for key in ("u_m", "v_m"):
        if getattr(plane, key) is None:
            message = f"{where} has 'origin_m' but no {key!r}; a rectangle needs both of its edges."
            problems.append(error("MISSING_KEY", f"{where}.{key}", message, f"Add {key!r}."))
    if plane.u_m is None or plane.v_m is None:
        return problems
    if np.linalg.norm(np.cross(plane.u_m, plane.v_m)) < LEAST_AREA_M2:
        message = f"{where}.u_m and {where}.v_m are parallel or have no length; they span nothing."
        problems.append(error("PLANE_EMPTY", f"{where}.v_m", message, "Give two edges that span an area."))
    return problems


def _check_points(plane: PlaneEntry, where: str) -> list[Problem]:
    points = plane.points_m or ()
    if not points:
        message = f"{where}.points_m is empty; at least one point was expected."
        return [error("WRONG_LENGTH", f"{where}.points_m", message, "Add a point, or leave the plane out.")]
    if plane.normals is None:
        if plane.kind == "cylindrical" or plane.direction is not None:
            return []
        message = f"{where} has 'points_m' but no 'normals'; each point needs one."
        hint = "Add normals, or one 'direction' for all points; [0, 0, 1] is upward."
        return [error("MISSING_KEY", f"{where}.normals", message, hint)]
    if plane.direction is not None:
        return [_excluded(f"{where}.direction", "stands beside 'normals'; one of the two was expected")]
    if len(plane.normals) != len(points):
        message = f"{where} has {len(points)} points and {len(plane.normals)} normals; as many were expected."
        return [error("WRONG_LENGTH", f"{where}.normals", message, "Give one normal for each point.")]
    return [
        _no_direction(f"{where}.normals[{index}]")
        for index, normal in enumerate(plane.normals)
        if not any(normal)
    ]
