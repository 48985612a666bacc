"""How far flux and reflectance may be off, and which of them are off together."""

from __future__ import annotations

from dataclasses import replace

from scenes.configuration_model import AssumedEntry, PhotometryEntry, Placement
from scenes.room import Room
from scenes.scene import LitSurface, SurfaceKind

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


def flux_group(placement: Placement) -> str:
    """What luminaires share whose flux is off by the same factor: the sku, or the photometric file.

    An assumed lamp stands for itself.
    """
    entry = placement.luminaire
    if isinstance(entry, AssumedEntry):
        return f"assumed: {placement.id}"
    return entry.photometry if isinstance(entry, PhotometryEntry) else entry
