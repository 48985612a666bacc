"""How far flux and reflectance may be off, and which of them are off together."""

from __future__ import annotations

from dataclasses import replace

from assets.luminaire import Luminaire
from kit.problems import Problem, error
from scenes.configuration_model import AssumedEntry, PhotometryEntry, Placement
from scenes.room import Room
from scenes.scene import LitSurface, SurfaceKind

MOST_REFLECTANCE_GROUPS = 12
PAINTED = (
    SurfaceKind.FLOOR,
    SurfaceKind.CEILING,
    SurfaceKind.WALL,
    SurfaceKind.PARTITION,
    SurfaceKind.FURNITURE,
)


def with_tolerances(surfaces: tuple[LitSurface, ...], room: Room) -> tuple[LitSurface, ...]:
    """The surfaces with the tolerance of their reflectance and the group that shares it.

    Surfaces whose tolerance stands under one key (``walls``, ``wall:2``, ``furniture:sofa``) are one group.
    """
    return tuple(_with_tolerance(surface, room) for surface in surfaces)


def _with_tolerance(surface: LitSurface, room: Room) -> LitSurface:
    if surface.kind not in PAINTED:
        return surface
    keys = [surface.name]
    if surface.kind in (SurfaceKind.WALL, SurfaceKind.PARTITION):
        keys.append("walls")
    elif surface.kind in (SurfaceKind.FLOOR, SurfaceKind.CEILING):
        keys.append(str(surface.kind))  # of a threshold, and of a slope
    if surface.kind == SurfaceKind.FURNITURE:
        index = int(surface.name.split(":")[1])
        piece = room.furniture[index]
        if piece.reflectance_tolerance is not None:
            return replace(
                surface, reflectance_tolerance=piece.reflectance_tolerance, reflectance_group=surface.name
            )
        keys = [f"furniture:{index}", f"furniture:{piece.name}", "furniture"]
    for key in keys:
        finish = room.finishes.get(key)
        if finish is not None and finish.reflectance_tolerance is not None:
            return replace(surface, reflectance_tolerance=finish.reflectance_tolerance, reflectance_group=key)
    return surface


def check_tolerances(surfaces: tuple[LitSurface, ...]) -> list[Problem]:
    """An error when more groups of surfaces are uncertain than are worked out: each costs one more solve."""
    groups = {surface.reflectance_group for surface in surfaces if surface.reflectance_tolerance}
    if len(groups) <= MOST_REFLECTANCE_GROUPS:
        return []
    message = (
        f"{len(groups)} groups of surfaces have a 'reflectance_tolerance'; each is worked out on its own, "
        f"and at most {MOST_REFLECTANCE_GROUPS} are."
    )
    hint = "State tolerances for groups, such as 'walls' or 'furniture'."
    return [error("TOO_MANY_TOLERANCES", "room.surfaces", message, hint)]


def flux_tolerance(placement: Placement, luminaire: Luminaire) -> float | None:
    """What the person says of the flux, or else what the catalogue does."""
    return luminaire.flux_tolerance if placement.flux_tolerance is None else placement.flux_tolerance


def flux_group(placement: Placement) -> str:
    """What luminaires share whose flux is off by the same factor: the sku, or the photometric file.

    An assumed lamp stands for itself.
    """
    entry = placement.luminaire
    if isinstance(entry, AssumedEntry):
        return f"assumed: {placement.id}"
    return entry.photometry if isinstance(entry, PhotometryEntry) else entry
