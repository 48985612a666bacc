"""What looks cannot be made to reflect, told to whoever stated it."""

from __future__ import annotations

import numpy as np

from assets.colour import LUMINANCE_WEIGHTS
from kit.problems import Problem, warning
from scenes.room import Finish, Room
from scenes.scene import LitSurface, SurfaceKind

MISSED = 0.002  # of a reflectance, that nobody stated as exactly


def check_painted(room: Room, surfaces: tuple[LitSurface, ...], where: str = "room") -> list[Problem]:
    """A warning for each surface of a room whose colours or gloss cannot reflect what is stated."""
    problems: list[Problem] = []
    for surface in surfaces:
        finish = _stated(room, surface)
        if surface.appearance is None or finish is None or finish.reflectance_rgb is None:
            continue
        if _is_piece(room, surface):
            continue  # only a part of it was stated
        wanted, found = np.array(finish.reflectance_rgb), np.array(surface.reflectance_rgb)
        if not finish.as_colour:
            wanted, found = (np.array([LUMINANCE_WEIGHTS @ rgb]) for rgb in (wanted, found))
        if float(np.abs(wanted - found).max()) > MISSED:
            problems.append(
                _missed(f"{where}.{_place(room, surface)}", surface, wanted.tolist(), found.tolist())
            )
    return problems


def _stated(room: Room, surface: LitSurface) -> Finish | None:
    """What is stated of a surface; None where its material says how much it reflects."""
    if surface.kind is SurfaceKind.FURNITURE:
        return room.furniture_finish(int(surface.name.split(":")[1]))
    name = "walls" if surface.kind is SurfaceKind.PARTITION else surface.name
    return room.stated_finish_of(name)


def _is_piece(room: Room, surface: LitSurface) -> bool:
    if surface.kind is not SurfaceKind.FURNITURE:
        return False
    return room.furniture[int(surface.name.split(":")[1])].main_triangles is not None


def _place(room: Room, surface: LitSurface) -> str:
    """Where the reflectance stands."""
    if surface.kind is SurfaceKind.FURNITURE:
        index = int(surface.name.split(":")[1])
        if room.furniture[index].reflectance_rgb is not None:
            return f"furniture[{index}].reflectance"
        return "surfaces.furniture"
    return f"surfaces.{surface.name}"


def _missed(place: str, surface: LitSurface, wanted: list[float], found: list[float]) -> Problem:
    asked, got = (", ".join(f"{value:.3g}" for value in values) for values in (wanted, found))
    message = (
        f"{surface.name!r} was stated to reflect {asked}; its own colours and gloss can only make {got}."
    )
    hint = "Give it a material of the shelf beside the reflectance, or a reflectance nearer to what it shows."
    return warning("REFLECTANCE_OUT_OF_REACH", place, message, hint)
